//! Why there is no token.

use super::{Known, exchange, shown_by};
use crate::client::token::TokenFault;
use crate::salesforce::catalogue::token::{
    INSTANCE_URL_SUSPICIOUS, TOKEN_MISSING, TOKEN_WITHOUT_INSTANCE_URL,
};
use crate::text::numbers;
use crate::trouble::{Step, Trouble};

/// From here on it is worth telling how old an answer is.
const OLD_MS: u64 = 3_000;

/// Why there is no token, or none that can be used.
pub fn token(fault: &TokenFault, known: &Known) -> Trouble {
    let seen = fault.exchange();
    match fault {
        TokenFault::Network(_) => exchange(seen, known),
        TokenFault::NoToken(_) => shown_by(&TOKEN_MISSING, seen, known),
        TokenFault::NoInstance(_) => shown_by(&TOKEN_WITHOUT_INSTANCE_URL, seen, known),
        TokenFault::Distrusted(_, distrust) => {
            Trouble { what: distrust.sentence(), ..shown_by(&INSTANCE_URL_SUSPICIOUS, seen, known) }
        }
        TokenFault::Refused { remembered_ms, is_final, .. } => {
            let mut trouble = exchange(seen, known);
            if *is_final {
                trouble.causes.push(
                    "the token was refused five times in a row, so it is not asked for any more".into(),
                );
                trouble
                    .add_step(Step::Do("Fix the cause first; then check again, which asks once more".into()));
            } else if let Some(ms) = remembered_ms {
                let why = match trouble.retry_after_s {
                    Some(seconds) => format!("it asks to wait {seconds} s"),
                    None if trouble.retryable => "asking at once would only add to the load".to_owned(),
                    None => "the same pair would be refused again".to_owned(),
                };
                let came = match *ms {
                    ..OLD_MS => "this answer came just now".to_owned(),
                    ms => format!("this answer came {} ago", numbers::elapsed(ms)),
                };
                trouble.evidence.seen.push(format!("{came} and was not asked for again: {why}"));
            }
            trouble
        }
    }
}
