//! Is a token granted?

use super::{Found, Rung};
use crate::check::climb::Climb;
use crate::client::token::{TokenFacts, TokenFault};
use crate::salesforce::token::TokenKind;
use crate::text::numbers;
use futures_util::future::BoxFuture;

pub(super) const RUNG: Rung = Rung {
    id: "token",
    name: "token",
    asks: "Does Salesforce grant a token for this key and secret?",
    how: "Asks the My Domain host by the OAuth client credentials flow. Costs no API call.",
    needs: &["network"],
    climb,
};

fn climb<'a>(climb: &'a Climb<'a>) -> BoxFuture<'a, Found> {
    Box::pin(async move {
        let fault = match climb.grant().await {
            Ok(Ok(())) => return granted(climb.facts()),
            Ok(Err(fault)) => fault,
            Err(trouble) => return Found::fail("no pair", trouble),
        };
        let exchange = fault.exchange();
        let why = match &fault {
            // The answer was a success; what is wrong with the token in it is the next rung's.
            TokenFault::NoToken(_) | TokenFault::NoInstance(_) | TokenFault::Distrusted(..) => {
                let summary = if matches!(fault, TokenFault::NoToken(_)) { "200" } else { "granted" };
                climb.know(|known| known.token_fault = Some(fault.clone()));
                return Found::pass(summary);
            }
            TokenFault::Network(_) | TokenFault::Refused { .. } => climb.no_token(&fault),
        };
        let is_named = why.evidence.code.is_some() || why.evidence.came.is_some();
        match exchange.status.filter(|_| exchange.failure.is_none() && !is_named) {
            Some(status) => Found::fail(status.to_string(), why),
            None => Found::failed(why),
        }
    })
}

/// What kind of token it is decides what a later refusal means. (Salesforce Help, jwt_access_tokens)
fn granted(facts: Option<TokenFacts>) -> Found {
    let Some(kind) = facts.map(|facts| facts.kind) else { return Found::pass("granted") };
    let found = match kind {
        TokenKind::Opaque => Found::pass("granted"),
        TokenKind::Jwt { .. } => Found::pass("granted, JWT-based"),
    };
    let until = kind.ends_at().map(|at| format!(", runs until {}", numbers::local(at)));
    found
        .with("token", format!("{}{}", kind.words(), until.unwrap_or_default()))
        .with_some("token_ends", kind.ends_at().map(|at| at.to_string()))
}
