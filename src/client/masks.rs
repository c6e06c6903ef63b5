//! The secrets that are alive in a session, and their removal from whatever came back.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use zeroize::Zeroizing;

use super::exchange::Exchange;
use crate::salesforce::credentials::{AccessToken, Pair};
use crate::text::redact;

/// Tokens that are kept for masking: one that was just replaced may still be alive.
const TOKENS_KEPT: usize = 8;

/// What is to be masked.
#[derive(Debug, Default)]
pub(super) struct Masks {
    live: Mutex<Live>,
}

#[derive(Debug, Default)]
struct Live {
    pairs: Vec<Arc<Pair>>,
    tokens: Vec<Arc<AccessToken>>,
}

impl Masks {
    /// Masks this pair from now on.
    pub(super) fn pair(&self, pair: &Arc<Pair>) {
        let mut live = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        if !live.pairs.iter().any(|known| Arc::ptr_eq(known, pair)) {
            live.pairs.push(Arc::clone(pair));
        }
    }

    /// Masks this token from now on.
    pub(super) fn token(&self, token: &Arc<AccessToken>) {
        let mut live = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        if live.tokens.len() == TOKENS_KEPT {
            live.tokens.remove(0);
        }
        live.tokens.push(Arc::clone(token));
    }

    /// Masks every exact occurrence in the answer's body and headers, and in the address. `echoes` are
    /// further texts that are secret in this exchange alone.
    pub(super) fn clean(&self, exchange: &mut Exchange, echoes: &[Zeroizing<Vec<u8>>]) {
        if let Some(clean) = self.in_bytes(&exchange.body, echoes) {
            exchange.body = Bytes::from(clean);
            exchange.is_masked = true;
        }
        let mut is_masked = false;
        let values = exchange.headers.iter_mut().map(|(_, value)| value);
        for text in values.chain(std::iter::once(&mut exchange.url)) {
            if let Some(clean) = self.in_bytes(text.as_bytes(), echoes) {
                *text = String::from_utf8_lossy(&clean).into_owned();
                is_masked = true;
            }
        }
        exchange.is_masked |= is_masked;
    }

    fn in_bytes(&self, bytes: &[u8], echoes: &[Zeroizing<Vec<u8>>]) -> Option<Vec<u8>> {
        let live = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        let mut masked: Option<Vec<u8>> = None;
        for token in &live.tokens {
            masked = token.mask_in(masked.as_deref().unwrap_or(bytes)).or(masked);
        }
        for pair in &live.pairs {
            masked = pair.mask_in(masked.as_deref().unwrap_or(bytes)).or(masked);
        }
        let echoes = echoes.iter().map(|echo| echo.as_slice());
        redact::mask_bytes(masked.as_deref().unwrap_or(bytes), echoes).or(masked)
    }
}
