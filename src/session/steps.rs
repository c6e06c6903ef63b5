//! Single steps, for the check: each sends exactly one request, renews nothing, tries nothing again, and hands
//! back what came. What it means is decided by who climbs.

use std::sync::Arc;

use super::open::Session;
use crate::client::How;
use crate::client::exchange::Exchange;
use crate::client::request::{Get, Grant, GrantStyle, Request};
use crate::client::token::{self, TokenFacts, TokenFault};
use crate::trouble::Trouble;

/// What came of a token request.
#[derive(Clone, Debug)]
pub struct GrantStep {
    /// The exchange; token and signature stand masked in it.
    pub exchange: Arc<Exchange>,
    /// What is known of the token, or why there is none that can be used.
    pub result: Result<TokenFacts, TokenFault>,
}

impl Session {
    /// Asks for a token now, whatever was refused before. A token that can be used is used from then on.
    /// Fails only where key and secret can't be loaded.
    pub async fn grant_step(&self, style: GrantStyle) -> Result<GrantStep, Trouble> {
        let pair = self.pair().await?;
        let answer = self.0.line.grant(&self.0.login.origin, Grant { pair, style }).await;
        let exchange = Arc::clone(&answer.exchange);
        let result = match token::judge(answer, &self.0.login.host, self.0.tokens.next_turn()) {
            Ok(held) => {
                let held = Arc::new(held);
                self.0.tokens.adopt(&self.0.line, &held);
                self.0.tokens.forget().await;
                Ok(held.facts.clone())
            }
            Err(fault) => Err(fault),
        };
        Ok(GrantStep { exchange, result })
    }

    /// Reads a resource of the login host without a token.
    pub async fn open_get(&self, get: &Get) -> Arc<Exchange> {
        self.0.line.send(self.login(), &Request::Get(get.clone()), None, How::default()).await
    }

    /// Reads a resource with the token in use; `None` if there is no token.
    pub async fn step(&self, get: &Get) -> Option<Arc<Exchange>> {
        let held = self.0.tokens.held()?;
        let request = Request::Get(get.clone());
        let exchange =
            self.0.line.send(&held.facts.instance, &request, Some(&held.token), How::default()).await;
        self.note(&exchange, &held);
        Some(exchange)
    }

    /// Asks what the token in use is good for; `None` if there is no token.
    pub async fn introspect_step(&self) -> Result<Option<Arc<Exchange>>, Trouble> {
        let pair = self.pair().await?;
        let Some(held) = self.0.tokens.held() else { return Ok(None) };
        let request = Request::Introspect(Arc::clone(&held.token), pair);
        Ok(Some(self.0.line.send(&held.facts.instance, &request, None, How::default()).await))
    }

    /// Forgets what was refused, so that the next question asks for a token again.
    pub async fn forget_refusals(&self) {
        self.0.tokens.forget().await;
    }
}
