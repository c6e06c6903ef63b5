//! Is the token one that can be used: where, with what scopes?

use super::{Found, Rung};
use crate::check::climb::Climb;
use crate::client::token::TokenFault;
use crate::salesforce::catalogue::{api, token};
use crate::salesforce::scopes::{self, Reach};
use crate::trouble::Trouble;
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
            let beyond: Vec<_> = all.iter().filter(|scope| scope.is_beyond_reading()).cloned().collect();
            if beyond.is_empty() {
                Found::pass(names(all))
            } else {
                Found::warn(names(all), too_much(climb, &beyond))
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

/// What was granted beyond reading, named. A scope that nobody here knows counts as broader, and is called unknown.
fn too_much(climb: &Climb<'_>, beyond: &[scopes::Granted]) -> Trouble {
    let list = |reach: Reach| {
        let names = beyond.iter().filter(|scope| scope.reach == reach).map(|scope| scope.name.as_str());
        names.collect::<Vec<_>>().join(", ")
    };
    let (broad, unknown) = (list(Reach::Broad), list(Reach::Unknown));
    let mut why = climb.cause(&token::SCOPE_BROADER_THAN_READING);
    why.what = match (broad.is_empty(), unknown.is_empty()) {
        (false, true) => format!("The app was granted more than reading needs: {broad}."),
        (false, false) => {
            format!(
                "The app was granted more than reading needs: {broad}; and what orgscope does not know: {unknown}."
            )
        }
        (true, _) => format!(
            "The app was granted a scope that orgscope does not know, so it counts as more than reading needs: {unknown}."
        ),
    };
    why.causes = beyond.iter().map(|scope| format!("{}: {}", scope.name, scope.meaning)).collect();
    why
}

fn judge_fault(climb: &Climb<'_>, fault: &TokenFault) -> Found {
    let why = climb.no_token(fault);
    Found::fail(why.cause_id().to_owned(), why)
}
