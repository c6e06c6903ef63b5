//! Whom does the app act as?

use super::{Found, Rung, in_short};
use crate::check::climb::Climb;
use crate::client::Exchange;
use crate::json::patient;
use crate::salesforce::catalogue::api;
use crate::salesforce::identity::UserInfo;
use crate::salesforce::{ids, scopes};
use crate::trouble::{Exit, Trouble};
use futures_util::future::BoxFuture;

pub(super) const RUNG: Rung = Rung {
    id: "identity",
    name: "identity",
    asks: "Whom does the app act as?",
    how: "Reads userinfo with the token. Costs no API call. If this is refused and the API works, a scope is missing (warning).",
    needs: &["token_shape"],
    climb,
};

fn climb<'a>(climb: &'a Climb<'a>) -> BoxFuture<'a, Found> {
    Box::pin(async move {
        let Some(exchange) = climb.userinfo().await else {
            return Found::fail("no token", climb.cause(&api::TOKEN_REJECTED));
        };
        match read(&exchange) {
            Some(user) => judge_user(climb, &exchange, user),
            None => judge_refusal(climb, &exchange).await,
        }
    })
}

/// The claims, if the answer is some.
pub(in crate::check) fn read(exchange: &Exchange) -> Option<UserInfo> {
    if !exchange.is_ok() || exchange.status != Some(200) {
        return None;
    }
    patient::value::<UserInfo>(&exchange.body).filter(|user| user.user_id.is_some())
}

fn judge_user(climb: &Climb<'_>, exchange: &Exchange, user: UserInfo) -> Found {
    let expected = climb.facts().and_then(|facts| facts.org_id);
    let found_org = user.organization_id.clone();
    climb.card(|card| {
        card.username = user.preferred_username.clone().or(card.username.take());
        card.name = user.name.clone().or(card.name.take());
        card.user_id = user.user_id.as_deref().and_then(ids::to_18).or(card.user_id.take());
        card.org_id = user.organization_id.as_deref().and_then(ids::to_18).or(card.org_id.take());
        card.active = user.active.or(card.active);
        card.locale = user.locale.clone().or(card.locale.take());
        card.time_zone = user.zoneinfo.clone().or(card.time_zone.take());
    });
    if let (Some(expected), Some(found)) = (&expected, &found_org)
        && !ids::same(expected, found)
    {
        return Found::fail("another org", climb.shown_by(&api::WRONG_ORG, exchange));
    }
    let shown = user.preferred_username.or(user.name);
    Found::pass("user found").with_some("username", shown).with_some("user_type", user.user_type)
}

/// Refused: a fault of its own only where the API takes the same token.
async fn judge_refusal(climb: &Climb<'_>, exchange: &Exchange) -> Found {
    let why = climb.account(exchange);
    if why.exit == Exit::Network || why.cause_id() == api::WRONG_ORG.id {
        return Found::failed(why);
    }
    let root_holds = climb.root().await.is_some_and(|root| root.is_ok());
    if !root_holds {
        return Found::warn("can't tell", undecided(why));
    }
    let scoped = climb.look(|known| known.card.scopes.as_deref().map(scopes::opens_identity_alone));
    if why.cause_id() == api::IDENTITY_TOKEN_REJECTED.id && scoped != Some(true) {
        let missing = climb.shown_by(&api::IDENTITY_SCOPE_MISSING, exchange);
        return Found::warn(in_short(&why), Trouble { evidence: why.evidence, ..missing });
    }
    Found::warn(in_short(&why), why)
}

/// The API refuses the token as well, so the rung `api` has the word.
fn undecided(mut why: Trouble) -> Trouble {
    why.what = "The identity service refuses the token, and so does the API: see there.".to_owned();
    why
}
