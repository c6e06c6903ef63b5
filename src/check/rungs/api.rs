//! Does the REST API take the token?

use super::{Found, Rung, in_short};
use crate::check::climb::Climb;
use crate::salesforce::catalogue::api;
use crate::session::explain;
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
            return Found::fail("no token", climb.cause(&api::TOKEN_REJECTED));
        };
        if exchange.is_ok() && explain::is_json(&exchange) {
            return Found::pass(exchange.status.map(|status| status.to_string()).unwrap_or_default());
        }
        let why = climb.account(&exchange);
        if ABOVE.contains(&why.cause_id()) {
            let summary = in_short(&why);
            climb.know(|known| known.above = Some(why));
            return Found::pass(format!("let in, {summary}"));
        }
        if !explain::may_be_told_apart(why.cause_id()) {
            return Found::failed(why);
        }
        // A refusal of a token that was granted: what userinfo and introspection say tells more of the same answer.
        tokio::join!(climb.introspect(), climb.userinfo());
        Found::failed(climb.account(&exchange))
    })
}
