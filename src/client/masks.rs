//! The secrets that are alive in a session, and their removal from whatever came back: ours in every spelling that a
//! server can echo, and those of others by the names that they have in an answer.

use std::collections::VecDeque;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use bytes::Bytes;
use zeroize::Zeroizing;

use super::exchange::Exchange;
use crate::salesforce::credentials::{AccessToken, Pair};
use crate::salesforce::secret_columns;
use crate::text::members::Members;
use crate::text::spellings::Needles;

/// Tokens that are kept for masking: one that was just replaced may still be alive.
const TOKENS_KEPT: usize = 8;

/// Values that are secrets by their names.
static MEMBERS: LazyLock<Members> =
    LazyLock::new(|| Members::of(&secret_columns::masked_members(), secret_columns::half_masked_members()));

/// What is to be masked.
#[derive(Debug, Default)]
pub(super) struct Masks {
    live: Mutex<Live>,
}

type Secret = Zeroizing<Vec<u8>>;

#[derive(Default)]
struct Live {
    of_pairs: Vec<Secret>,
    tokens: VecDeque<[Secret; 2]>,
    /// All of them, derived when they are looked for the first time after one was added.
    needles: Option<Arc<Needles>>,
}

impl std::fmt::Debug for Live {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Live").field("tokens", &self.tokens.len()).finish_non_exhaustive()
    }
}

impl Live {
    fn needles(&mut self) -> Arc<Needles> {
        let all = self.of_pairs.iter().chain(self.tokens.iter().flatten());
        let derive = || Arc::new(Needles::of(all.map(|secret| secret.as_slice())));
        Arc::clone(self.needles.get_or_insert_with(derive))
    }
}

impl Masks {
    /// Masks this pair from now on.
    pub(super) fn pair(&self, pair: &Pair) {
        let mut live = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        let secrets = pair.for_masking();
        if !secrets.iter().all(|secret| live.of_pairs.contains(secret)) {
            live.of_pairs.extend(secrets);
            live.needles = None;
        }
    }

    /// Masks this token from now on.
    pub(super) fn token(&self, token: &AccessToken) {
        let mut live = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        let secret = token.for_masking();
        if live.tokens.contains(&secret) {
            return;
        }
        if live.tokens.len() == TOKENS_KEPT {
            live.tokens.pop_front();
        }
        live.tokens.push_back(secret);
        live.needles = None;
    }

    /// Masks what is secret in the answer's body and headers, in the address and in the words of a failure.
    /// `further` are secrets of this exchange alone.
    pub(super) fn clean(&self, exchange: &mut Exchange, further: &Needles) {
        let live = self.live.lock().unwrap_or_else(PoisonError::into_inner).needles();
        let masked = |bytes: &[u8]| {
            let once = live.mask(bytes);
            further.mask(once.as_deref().unwrap_or(bytes)).or(once)
        };
        let of_body = |bytes: &[u8]| {
            let once = masked(bytes);
            MEMBERS.mask(once.as_deref().unwrap_or(bytes)).or(once)
        };
        if let Some(clean) = of_body(&exchange.body) {
            exchange.body = Bytes::from(clean);
            exchange.is_masked = true;
        }
        let Exchange { headers, url, failure, is_masked, .. } = exchange;
        let of_headers = headers.iter_mut().flat_map(|(name, value)| [name, value]);
        let of_failure = failure.iter_mut().flat_map(|failure| failure.words());
        for text in of_headers.chain([url]).chain(of_failure) {
            if let Some(clean) = masked(text.as_bytes()) {
                *text = String::from_utf8_lossy(&clean).into_owned();
                *is_masked = true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_was_replaced_is_masked_as_well_and_the_oldest_are_forgotten() {
        let masks = Masks::default();
        let text = |n: usize| format!("00D5g000008XyZa!token-{n:02}");
        for n in 0..=TOKENS_KEPT {
            masks.token(&Arc::new(AccessToken::new(text(n), "https://acme.my.salesforce.com")));
        }
        let all: Vec<_> = (0..=TOKENS_KEPT).map(text).collect();
        let needles = masks.live.lock().unwrap().needles();
        let masked = needles.mask(all.join(" ").as_bytes()).unwrap();
        let masked = String::from_utf8(masked).unwrap();
        assert_eq!(masked, format!("{}{}", text(0), " •••".repeat(TOKENS_KEPT)));
    }
}
