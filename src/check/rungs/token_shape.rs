//! Is the token one that can be used: where, with what scopes?

use super::{Found, Rung};
use crate::check::climb::Climb;
use crate::client::token::TokenFault;
use crate::salesforce::catalogue::{api, token};
use crate::salesforce::scopes::{self, Reach};
use futures_util::future::{BoxFuture, ready};

pub(super) const RUNG: Rung = Rung {
    id: "token_shape",
    name: "token shape",
    asks: "Is the token usable: type, instance URL, scopes as granted?",
    how: "Reads what came with the token; the token goes nowhere before its instance URL is Salesforce's. Nothing is sent.",
    needs: &["token"],
    climb,
};

fn climb<'a>(climb: &'a Climb<'a>) -> BoxFuture<'a, Found> {
    Box::pin(ready(judge_shape(climb)))
}

fn judge_shape(climb: &Climb<'_>) -> Found {
    if let Some(fault) = climb.look(|known| known.token_fault.clone()) {
        return judge_fault(climb, &fault);
    }
    let Some(facts) = climb.facts() else {
        return Found::fail("no token", climb.cause(&token::TOKEN_MISSING));
    };
    let granted = facts.granted.scopes.as_ref().map(|names| scopes::explain(&names.join(" ")));
    climb.card(|card| {
        card.org_id =
            facts.org_id.as_deref().and_then(crate::salesforce::ids::to_18).or(facts.org_id.clone());
        card.user_id =
            facts.user_id.as_deref().and_then(crate::salesforce::ids::to_18).or(facts.user_id.clone());
        card.scopes = granted.clone();
    });
    let names = |all: &[scopes::Granted]| all.iter().map(|s| s.name.as_str()).collect::<Vec<_>>().join(", ");
    let found = match &granted {
        None => Found::pass("scopes not named"),
        Some(all) if !scopes::opens_api(all) => {
            let mut why = climb.cause(&api::API_SCOPE_MISSING);
            why.what = "The token was granted without the scope api.".to_owned();
            Found::warn(if all.is_empty() { "no scope".to_owned() } else { names(all) }, why)
        }
        Some(all) => {
            let broad: Vec<_> = all.iter().filter(|scope| scope.reach == Reach::Broad).collect();
            if broad.is_empty() {
                Found::pass(names(all))
            } else {
                let mut why = climb.cause(&token::SCOPE_BROADER_THAN_READING);
                why.causes = broad.iter().map(|scope| format!("{}: {}", scope.name, scope.meaning)).collect();
                Found::warn(names(all), why)
            }
        }
    };
    let bearer = facts.granted.token_type.as_deref();
    let found = match bearer {
        Some(kind) if !kind.eq_ignore_ascii_case("bearer") => found.with("odd_token_type", kind),
        _ => found,
    };
    found
        .with("instance", facts.instance.as_str())
        .with_some("scopes", granted.as_deref().map(names))
        .with_some("token_type", bearer)
}

fn judge_fault(climb: &Climb<'_>, fault: &TokenFault) -> Found {
    let why = climb.no_token(fault);
    Found::fail(why.cause_id().to_owned(), why)
}
