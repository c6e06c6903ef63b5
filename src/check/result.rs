//! What a rung found, and what all of them amount to.

use super::run_as::RunAs;
use super::seen::Exchanges;
use super::since::Since;
use crate::handoff::sequence::Sequence;
use crate::salesforce::hosts::Host;
use crate::salesforce::limits::ApiUsage;
use crate::text::numbers;
use crate::trouble::{Exit, Trouble};
use serde::Serialize;

/// How a rung ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It holds.
    Pass,
    /// It holds, with something to say; or it can't be judged. The check still passes.
    Warn,
    /// It doesn't hold.
    Fail,
    /// A rung before it failed. Never drawn green.
    NotTested,
}

impl Status {
    /// As `check --json` writes it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Fail => "fail",
            Self::NotTested => "not_tested",
        }
    }

    /// `✓ ! ✗ ○`
    pub fn sign(self) -> &'static str {
        match self {
            Self::Pass => "✓",
            Self::Warn => "!",
            Self::Fail => "✗",
            Self::NotTested => "○",
        }
    }
}

/// What one rung found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RungResult {
    /// `token`
    pub id: &'static str,
    /// How it ended.
    pub status: Status,
    /// Milliseconds; `None` if it was not tested.
    pub ms: Option<u64>,
    /// A few words beside its name: `TLS 1.3`, `invalid_grant`, `1,412 objects`, `not tested`.
    pub summary: String,
    /// What it measured, as name and value: `address`, `tls`.
    pub detail: Vec<(&'static str, String)>,
    /// Why it failed or warns: the same account as everywhere else.
    pub diagnosis: Option<Box<Trouble>>,
    /// The answers that it looked at.
    pub exchanges: Exchanges,
}

impl RungResult {
    /// The stable id of the cause, where it failed or warns.
    pub fn cause(&self) -> Option<&str> {
        self.diagnosis.as_ref().map(|why| why.cause_id())
    }
}

/// API calls that the check costs the org, and the day's count before and after where the org tells it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Cost {
    /// Requests sent in all, token and identity among them.
    pub requests: u32,
    /// Those that count against the daily allocation.
    pub api_calls: u32,
    /// The day's calls before the check, where they and the check's own make those after it.
    pub before: Option<u64>,
    /// The day's calls after it, as last told.
    pub after: Option<u64>,
    /// The day's allocation.
    pub limit: Option<u64>,
}

impl Cost {
    /// With the least and the most of the day's calls as answers told them. The count before is named only if it and
    /// the check's calls make the count after: other programs call at the same time, and not every refused call is
    /// counted.
    pub(super) fn told(requests: u32, api_calls: u32, usage: Option<(ApiUsage, ApiUsage)>) -> Self {
        let cost = Self { requests, api_calls, ..Self::default() };
        let Some((least, most)) = usage else { return cost };
        let before = least.used.checked_sub(1).filter(|n| n + u64::from(api_calls) == most.used);
        Self { before, after: Some(most.used), limit: Some(most.max), ..cost }
    }

    /// `Cost: 3 API calls; of the day's 15,000 used before 100, after 103`.
    pub fn words(&self) -> String {
        let calls = match self.api_calls {
            0 => "no API call was sent".to_owned(),
            1 => "1 API call".to_owned(),
            n => format!("{n} API calls"),
        };
        match (self.before, self.after, self.limit) {
            (Some(before), Some(after), Some(limit)) => format!(
                "Cost: {calls}; of the day's {} used before {}, after {}",
                numbers::count(limit),
                numbers::count(before),
                numbers::count(after)
            ),
            (None, Some(after), Some(limit)) => format!(
                "Cost: {calls}; Salesforce last counted {} of the day's {}",
                numbers::count(after),
                numbers::count(limit)
            ),
            _ => format!("Cost: {calls}"),
        }
    }
}

/// What all rungs amount to.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The org's name in orgscope.
    pub org: String,
    /// The My Domain URL as stored.
    pub login_url: String,
    /// The host that was asked, where one could be made of the URL.
    pub host: Option<Host>,
    /// When the check began, RFC 3339 in UTC.
    pub started_at: String,
    /// From start to verdict.
    pub ms: u64,
    /// All rungs, in order.
    pub rungs: Vec<RungResult>,
    /// The host of the REST API.
    pub instance: Option<String>,
    /// The app's name in Setup, where the org's own log tells it.
    pub app: Option<String>,
    /// The last characters of the consumer key.
    pub key_end: Option<String>,
    /// The card of the Run As user and the org, as far as known.
    pub run_as: RunAs,
    /// What changed since the last good check; `None` if there was none.
    pub since: Option<Since>,
    /// What it cost.
    pub cost: Cost,
    /// The conversation.
    pub sequence: Sequence,
}

impl Verdict {
    /// Fail where a rung failed, warn where one warns, else pass. What the org's own log doesn't tell is no
    /// warning: few Run As users may read it.
    pub fn status(&self) -> Status {
        let unknown = |rung: &RungResult| rung.cause() == Some("evidence_not_readable");
        if self.failed().is_some() {
            Status::Fail
        } else if self.rungs.iter().any(|rung| rung.status == Status::Warn && !unknown(rung)) {
            Status::Warn
        } else {
            Status::Pass
        }
    }

    /// The first rung that failed.
    pub fn failed(&self) -> Option<&RungResult> {
        self.rungs.iter().find(|rung| rung.status == Status::Fail)
    }

    /// A rung by its id.
    pub fn rung(&self, id: &str) -> Option<&RungResult> {
        self.rungs.iter().find(|rung| rung.id == id)
    }

    /// How many rungs ended so.
    pub fn count(&self, status: Status) -> usize {
        self.rungs.iter().filter(|rung| rung.status == status).count()
    }

    /// 0 where no rung failed; 4 where the network is at fault, 3 where this machine's setup is; else 1.
    pub fn exit(&self) -> Exit {
        let Some(failed) = self.failed() else { return Exit::Done };
        match failed.diagnosis.as_ref().map(|why| why.exit) {
            Some(exit @ (Exit::Network | Exit::Setup)) => exit,
            _ => Exit::Refused,
        }
    }

    /// `works`, or the rung that failed and its sentence.
    pub fn headline(&self) -> String {
        match self.failed() {
            None => "The app works".to_owned(),
            Some(rung) => match &rung.diagnosis {
                Some(why) => format!("{} failed: {}", rung.id, why.what),
                None => format!("{} failed", rung.id),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_before_is_told_only_if_it_adds_up() {
        let usage = |least, most| {
            let of = |used| ApiUsage { used, max: 15_000 };
            Some((of(least), of(most)))
        };
        for (calls, told, before, words) in [
            (6, usage(101, 106), Some(100), "; of the day's 15,000 used before 100, after 106"),
            (1, usage(1, 1), Some(0), "; of the day's 15,000 used before 0, after 1"),
            (4, usage(1, 3), None, "; Salesforce last counted 3 of the day's 15,000"),
            (4, usage(2, 2), None, "; Salesforce last counted 2 of the day's 15,000"),
            (6, usage(1, 7), None, "; Salesforce last counted 7 of the day's 15,000"),
            (1, usage(0, 0), None, "; Salesforce last counted 0 of the day's 15,000"),
            (2, None, None, ""),
        ] {
            let cost = Cost::told(8, calls, told);
            assert_eq!(cost.before, before, "{calls} {told:?}");
            assert!(cost.words().ends_with(words) && cost.words().contains("API call"), "{}", cost.words());
        }
    }
}
