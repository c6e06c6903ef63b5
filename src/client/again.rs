//! Whether waiting helps: read from an exchange alone, so that it can be shown in a table. Nothing here waits or
//! sends; the loop that does is `session/again.rs`.
//!
//! Only a GET is ever asked again. A POST to the token endpoint counts as a login, and a batch as up to 25 calls.

use std::time::Duration;

use super::exchange::Exchange;
use super::failure::{Failure, Phase};
use crate::salesforce::errors;

/// Why a read may be answered when it is asked again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Too much is asked at the moment: 429, 503, SERVER_UNAVAILABLE.
    Busy,
    /// Somebody else holds the row: UNABLE_TO_LOCK_ROW.
    Locked,
    /// The connection ended before an answer began.
    Lost,
    /// A fault of the platform that may be over or may last: UNKNOWN_EXCEPTION, 502.
    Fault,
}

/// How long one question is asked again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// The pause before the second try; each further one is twice as long.
    pub first: Duration,
    /// The longest pause that is not asked for by the answer.
    pub most: Duration,
    /// From the first failure to the last try. Zero: everything is asked once.
    pub limit: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { first: seconds(1), most: seconds(30), limit: seconds(30) }
    }
}

impl Reason {
    /// The most tries in all, the first included; `None` if only time ends them.
    fn most_tries(self) -> Option<u32> {
        match self {
            Self::Busy | Self::Locked => None,
            Self::Lost => Some(3),
            // It often lasts and belongs to one object. (restforce/restforce#821.)
            Self::Fault => Some(2),
        }
    }
}

/// Why this read may be answered when it is asked again; `None` if it may not, or must not be.
pub fn reason(seen: &Exchange) -> Option<Reason> {
    if seen.method != "GET" {
        return None;
    }
    if let Some(failure) = &seen.failure {
        // In the middle of the answer it is the answer that breaks: its length, or a proxy's limit.
        let is_lost = matches!(failure, Failure::Broken { phase, .. } if *phase != Phase::Read);
        return is_lost.then_some(Reason::Lost);
    }
    let status = seen.status.filter(|status| *status >= 400)?;
    let has = |code: &str| says(seen, code);
    if is_maintenance(seen) {
        return None;
    }
    match status {
        _ if has("UNABLE_TO_LOCK_ROW") => Some(Reason::Locked),
        429 | 503 => Some(Reason::Busy),
        _ if has("SERVER_UNAVAILABLE") => Some(Reason::Busy),
        // REST guide, status codes: the edge could not reach the instance.
        502 => Some(Reason::Fault),
        _ if has("UNKNOWN_EXCEPTION") => Some(Reason::Fault),
        _ => None,
    }
}

/// Whether the answer names this code of Salesforce's. What is longer than any error is not read for one.
fn says(seen: &Exchange, code: &str) -> bool {
    const LONGEST: usize = 64 * 1024;
    seen.body.len() <= LONGEST && errors::read(&seen.body).iter().any(|error| error.code == code)
}

/// An instance that is down for maintenance stays so for longer than anybody waits at a screen.
/// (restforce/restforce#860: 503 with a page.)
fn is_maintenance(seen: &Exchange) -> bool {
    const WORD: &[u8] = b"maintenance";
    let body = &seen.body[..seen.body.len().min(16 * 1024)];
    seen.status == Some(503) && body.windows(WORD.len()).any(|part| part.eq_ignore_ascii_case(WORD))
}

/// The pause before the next try. `tries` were made, `passed` has gone by since the first of them failed, and
/// `chance` is from 0 to below 1. `None` if it is given up.
pub fn pause(
    reason: Reason,
    asked: Option<Duration>,
    (tries, passed): (u32, Duration),
    patience: &Patience,
    chance: f64,
) -> Option<Duration> {
    if reason.most_tries().is_some_and(|most| tries >= most) {
        return None;
    }
    let doubled = patience.first.saturating_mul(1 << tries.saturating_sub(1).min(16)).min(patience.most);
    // Between half and the whole, so that programs that failed together do not come again together.
    let own = doubled.mul_f64(0.5 + chance / 2.0);
    // Never before the answer allows it; the share of chance is small, so that the seconds shown stay true.
    let asked = asked.map(|asked| asked.saturating_add(doubled.min(MOST_JITTER).mul_f64(chance)));
    let pause = asked.unwrap_or_default().max(own);
    (passed.saturating_add(pause) <= patience.limit).then_some(pause)
}

/// The most that chance adds to a pause that the answer asked for.
const MOST_JITTER: Duration = Duration::from_millis(400);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::failure::{ConnectKind, LookupKind, TlsFault};
    use crate::client::request::{Get, Request};
    use crate::client::wire;
    use crate::salesforce::path::Origin;

    fn seen(status: u16, body: &str) -> Exchange {
        let origin = Origin::parse("https://acme.my.salesforce.com").unwrap();
        let get = Request::Get(Get::at("/services/data/v64.0/limits").unwrap());
        Exchange {
            status: Some(status),
            body: body.to_owned().into(),
            started_at: "2026-11-24T10:00:00Z".parse().unwrap(),
            ms: 1000,
            ..wire::outline(&origin, &get)
        }
    }

    fn rest(code: &str) -> String {
        format!(r#"[{{"message":"m","errorCode":"{code}"}}]"#)
    }

    #[test]
    fn an_answer_says_whether_waiting_helps() {
        use Reason::{Busy, Fault, Locked};
        let page = "<html><title>Error Page</title></html>";
        let down = "<html><body>We are down for Maintenance.</body></html>";
        for (status, body, expected) in [
            (429, "", Some(Busy)),
            (429, "slow down", Some(Busy)),
            (503, "", Some(Busy)),
            (503, page, Some(Busy)),
            (503, down, None),
            (503, &rest("SERVER_UNAVAILABLE"), Some(Busy)),
            (500, &rest("SERVER_UNAVAILABLE"), Some(Busy)),
            (400, &rest("UNABLE_TO_LOCK_ROW"), Some(Locked)),
            (500, &rest("UNABLE_TO_LOCK_ROW"), Some(Locked)),
            (500, &rest("UNKNOWN_EXCEPTION"), Some(Fault)),
            (502, page, Some(Fault)),
            (500, "", None),
            (504, page, None),
            (400, &rest("INVALID_FIELD"), None),
            (400, &rest("QUERY_TIMEOUT"), None),
            (400, &rest("INVALID_QUERY_LOCATOR"), None),
            (400, &rest("OPERATION_TOO_LARGE"), None),
            (401, &rest("INVALID_SESSION_ID"), None),
            (403, &rest("REQUEST_LIMIT_EXCEEDED"), None),
            (404, &rest("NOT_FOUND"), None),
            (404, &rest("ENTITY_IS_DELETED"), None),
            (408, "", None),
            (420, "", None),
            // What went well is not looked into, whatever words a row holds.
            (200, &rest("UNABLE_TO_LOCK_ROW"), None),
            (302, "", None),
        ] {
            assert_eq!(reason(&seen(status, body)), expected, "{status} {body}");
            let posted = Exchange { method: "POST", ..seen(status, body) };
            assert_eq!(reason(&posted), None, "a POST may count twice: {status} {body}");
        }
    }

    #[test]
    fn a_connection_that_ends_before_an_answer_is_tried_again_and_no_other_failure() {
        let broken = |phase| Failure::Broken { phase, said: String::new() };
        let connect = |kind| Failure::Connect { host: String::new(), kind, said: String::new() };
        for (failure, expected) in [
            (broken(Phase::Wait), Some(Reason::Lost)),
            (broken(Phase::Tls), Some(Reason::Lost)),
            (broken(Phase::Connect), Some(Reason::Lost)),
            (broken(Phase::Read), None),
            (connect(ConnectKind::Refused), None),
            (connect(ConnectKind::Other), None),
            (Failure::Silent { phase: Phase::Wait, limit_ms: 1 }, None),
            (Failure::Tls(TlsFault::Other(String::new())), None),
            (Failure::Dns { host: String::new(), kind: LookupKind::NoAnswer, said: String::new() }, None),
            (Failure::TooBig { cap: 1, unpacked: false }, None),
            (Failure::Stopped, None),
        ] {
            let exchange = Exchange { status: None, failure: Some(failure.clone()), ..seen(503, "") };
            assert_eq!(reason(&exchange), expected, "{failure:?}");
        }
        // An answer that began and broke off is no busy one, whatever its status.
        let half = Exchange { failure: Some(broken(Phase::Read)), ..seen(503, "") };
        assert_eq!(reason(&half), None);
    }

    #[test]
    fn pauses_grow_with_jitter_and_end_at_the_limit() {
        let patience = Patience::default();
        let ms = |ms| Some(Duration::from_millis(ms));
        let next = |asked, tries, passed, chance| {
            pause(Reason::Busy, asked, (tries, Duration::from_millis(passed)), &patience, chance)
        };
        for (tries, least, most) in
            [(1, 500, 1000), (2, 1000, 2000), (3, 2000, 4000), (4, 4000, 8000), (9, 15_000, 30_000)]
        {
            assert_eq!(next(None, tries, 0, 0.0), ms(least), "{tries}");
            let longest = next(None, tries, 0, 0.999_999).unwrap().as_secs_f64() * 1000.0;
            assert!(longest <= f64::from(most) && longest > f64::from(most) * 0.99, "{tries}: {longest}");
        }
        assert_eq!(next(None, 5, 23_000, 0.0), None, "past the limit");
        // What the answer asks for, never less, and a little more by chance.
        assert_eq!(next(ms(4000), 1, 0, 0.0), ms(4000));
        assert_eq!(next(ms(4000), 1, 0, 0.5), ms(4200));
        assert_eq!(next(ms(0), 1, 0, 0.0), ms(500), "at once is no pause");
        assert_eq!(next(ms(30_000), 1, 0, 0.0), ms(30_000));
        assert_eq!(next(ms(31_000), 1, 0, 0.0), None);
        assert_eq!(next(ms(4000), 1, 26_001, 0.0), None);
        for (reason, most) in [(Reason::Lost, 3), (Reason::Fault, 2)] {
            let next = |tries| pause(reason, None, (tries, Duration::ZERO), &patience, 0.0);
            assert!(next(most - 1).is_some() && next(most).is_none(), "{reason:?}");
        }
        let none = Patience { limit: Duration::ZERO, ..patience };
        assert_eq!(pause(Reason::Busy, None, (1, Duration::ZERO), &none, 0.0), None);
        let huge = pause(Reason::Busy, ms(u64::MAX), (1, Duration::MAX), &patience, 0.9);
        assert_eq!(huge, None);
    }
}
