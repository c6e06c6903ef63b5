//! Watching: the check again at a widening interval while Salesforce spreads a change, until the answer
//! changes. It never repeats what locks or throttles.

use super::result::{Status, Verdict};
use std::time::Duration;

/// Seconds between the end of one try and the next; the last one is repeated.
const PAUSES: &[u64] = &[15, 30, 60, 120, 240, 300];
/// The longest pause that an answer is granted, in seconds.
const MOST_ASKED: u64 = 3600;
/// The most tries, the first among them.
const MOST_TRIES: u32 = 12;
/// The most tries of a secret that is refused: it proves nothing, and looks like an attack.
const MOST_REFUSED_SECRETS: u32 = 3;
const REFUSED_SECRET: &[&str] = &["invalid_client_secret", "client_refused"];
/// Causes of which a repetition makes it worse, or changes nothing within minutes.
// Salesforce knowledge article 000381578: the login rate limit counts refused logins too
const NOT_REPEATED: &[&str] = &[
    "rate_limited",
    "daily_limit_reached",
    "run_as_user_login_refused",
    "user_frozen",
    "run_as_user_unsuitable",
    "org_locked_or_expired",
    "key_missing",
    "secret_missing",
    "secret_is_a_key",
    "pair_swapped",
    "host_not_recognised",
    "plain_http",
    "host_is_a_guess",
    "generic_host",
];

/// What makes two answers the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// How the check ended.
    pub passed: bool,
    /// The rung that failed.
    pub rung: Option<&'static str>,
    /// Its cause.
    pub cause: Option<String>,
}

impl Answered {
    /// Of a verdict.
    pub fn of(verdict: &Verdict) -> Self {
        let failed = verdict.failed();
        Self {
            passed: verdict.status() != Status::Fail,
            rung: failed.map(|rung| rung.id),
            cause: failed.and_then(|rung| rung.cause()).map(str::to_owned),
        }
    }
}

/// Why watching ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The check passes.
    Passed,
    /// Another answer than the first.
    Changed,
    /// As often as is reasonable.
    Tries,
    /// A refused secret is not tried again and again.
    RefusedSecret,
    /// Repeating this cause makes it worse, or can't change it.
    NotRepeated,
}

impl End {
    /// One sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Passed => "The check passes.",
            Self::Changed => "The answer changed.",
            Self::Tries => "The answer stayed the same through all tries.",
            Self::RefusedSecret => {
                "A refused secret is not tried again and again: correct it first, then check again."
            }
            Self::NotRepeated => {
                "Trying again would not change this, or make it worse: mend the cause first."
            }
        }
    }
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Another try after this pause.
    Again(Duration),
    /// No more.
    End(End),
}

/// A watch under way.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    tries: u32,
    first: Option<Answered>,
}

impl Watch {
    /// How many tries ended.
    pub fn tries(&self) -> u32 {
        self.tries
    }

    /// How many tries there are at the most, the first among them.
    pub fn most_tries(&self) -> u32 {
        let cause = self.first.as_ref().and_then(|first| first.cause.as_deref());
        let is_refused = cause.is_some_and(|cause| REFUSED_SECRET.contains(&cause));
        if is_refused { MOST_REFUSED_SECRETS } else { MOST_TRIES }
    }

    /// Takes a try's verdict in and says what comes next.
    pub fn next(&mut self, verdict: &Verdict) -> Next {
        let why = verdict.failed().and_then(|rung| rung.diagnosis.as_deref());
        self.next_of(Answered::of(verdict), why.and_then(|why| why.retry_after_s))
    }

    /// `asked` is for how many seconds the answer asks to wait.
    fn next_of(&mut self, now: Answered, asked: Option<u64>) -> Next {
        self.tries += 1;
        if now.passed {
            return Next::End(End::Passed);
        }
        if self.first.as_ref().is_some_and(|first| *first != now) {
            return Next::End(End::Changed);
        }
        let cause = now.cause.as_deref().unwrap_or_default();
        if NOT_REPEATED.contains(&cause) {
            return Next::End(End::NotRepeated);
        }
        if REFUSED_SECRET.contains(&cause) && self.tries >= MOST_REFUSED_SECRETS {
            return Next::End(End::RefusedSecret);
        }
        if self.tries >= MOST_TRIES {
            return Next::End(End::Tries);
        }
        self.first.get_or_insert(now);
        let at = (self.tries as usize - 1).min(PAUSES.len() - 1);
        // Never before the answer allows it.
        let pause = PAUSES[at].max(asked.unwrap_or(0).min(MOST_ASKED));
        Next::Again(Duration::from_secs(pause))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(cause: &str) -> Answered {
        Answered { passed: false, rung: Some("token"), cause: Some(cause.to_owned()) }
    }

    fn run(answers: impl IntoIterator<Item = Answered>) -> (Vec<u64>, Option<End>) {
        let (mut watch, mut pauses) = (Watch::default(), Vec::new());
        for answer in answers {
            match watch.next_of(answer, None) {
                Next::Again(pause) => pauses.push(pause.as_secs()),
                Next::End(end) => return (pauses, Some(end)),
            }
        }
        (pauses, None)
    }

    #[test]
    fn the_interval_widens_until_the_answer_changes() {
        let same = || failed("no_run_as_user");
        let passed = Answered { passed: true, rung: None, cause: None };
        assert_eq!(run([same(), same(), passed.clone()]), (vec![15, 30], Some(End::Passed)));
        assert_eq!(run([same(), failed("invalid_client_id")]), (vec![15], Some(End::Changed)));
        assert_eq!(run([passed]), (vec![], Some(End::Passed)));
        let (pauses, end) = run(std::iter::repeat_with(same).take(20));
        assert_eq!((pauses.len(), end), (11, Some(End::Tries)));
        assert!(pauses.is_sorted() && pauses.last() == Some(&300));
    }

    #[test]
    fn it_never_asks_before_the_answer_allows_it() {
        for (asked, pause) in
            [(None, 15), (Some(0), 15), (Some(30), 30), (Some(600), 600), (Some(1 << 31), 3600)]
        {
            let next = Watch::default().next_of(failed("maintenance"), asked);
            assert_eq!(next, Next::Again(Duration::from_secs(pause)), "{asked:?}");
        }
    }

    #[test]
    fn what_locks_or_throttles_is_not_repeated() {
        for cause in NOT_REPEATED {
            assert_eq!(run([failed(cause)]), (vec![], Some(End::NotRepeated)), "{cause}");
            assert!(crate::salesforce::catalogue::by_id(cause).is_some(), "{cause}");
        }
        let refused = std::iter::repeat_with(|| failed("invalid_client_secret")).take(9);
        assert_eq!(run(refused), (vec![15, 30], Some(End::RefusedSecret)));
    }
}
