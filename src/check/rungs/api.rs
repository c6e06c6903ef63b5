//! Does the REST API take the token?

use super::{Found, Rung};
use crate::check::climb::Climb;
use crate::check::judge;
use crate::check::told_apart;
use crate::salesforce::catalogue::{Phase, api};
use futures_util::future::BoxFuture;

pub(super) const RUNG: Rung = Rung {
    id: "api",
    name: "api",
    asks: "Does the REST API take the token: scope api, API Enabled?",
    how: "Reads the resources of the API version: one call that counts. Where it is refused, introspection and userinfo tell why.",
    needs: &["token_shape"],
    climb,
};

/// Causes that show at this call and belong to a rung above: the call itself was let in.
const ABOVE: &[&str] = &["daily_limit_reached", "concurrent_limit_reached", "api_version_unknown"];

fn climb<'a>(climb: &'a Climb<'a>) -> BoxFuture<'a, Found> {
    Box::pin(async move {
        let Some(exchange) = climb.root().await else {
            return Found::fail("no token", judge::of_cause(climb, &api::TOKEN_REJECTED));
        };
        if exchange.is_ok() && judge::is_json(&exchange) {
            return Found::pass(exchange.status.map(|status| status.to_string()).unwrap_or_default());
        }
        let why = judge::of_exchange(climb, &exchange, Phase::Versions);
        if ABOVE.contains(&why.cause.as_str()) {
            let summary = why.evidence.code.clone().unwrap_or_else(|| why.cause.clone());
            climb.know(|known| known.above = Some(why));
            return Found::pass(format!("let in, {summary}"));
        }
        let why = if matches!(exchange.status, Some(401 | 403)) && exchange.failure.is_none() {
            told_apart::tell(climb, why).await
        } else {
            why
        };
        let summary = why.evidence.code.clone().unwrap_or_else(|| why.cause.clone());
        Found::fail(summary, why)
    })
}
