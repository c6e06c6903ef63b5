//! What is kept of a check between two runs: what was found, for the org picker, and what a later check of the
//! same org is compared with. No secret is in either. Blocks: not for the drawing path.

use super::result::{Status, Verdict};
use super::since::{self, Remembered};
use crate::store::{Places, StoreError, last_good};
use jiff::Timestamp;

/// What is remembered of the org's last good check.
pub fn remembered(places: &Places, org: &str) -> Option<Remembered> {
    since::remembered(&last_good::load(places, org).good?)
}

/// Remembers what a check found, and where no rung failed what the next one is compared with.
pub fn remember_in(places: &Places, verdict: &Verdict) -> Result<(), StoreError> {
    let good = (verdict.status() != Status::Fail).then(|| serde_json::json!(since::remember(verdict)));
    last_good::checked(places, &verdict.org, since::kept(verdict), good)
}

/// What is remembered of an org's last check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastCheck {
    /// Whether no rung failed.
    pub passed: bool,
    /// When.
    pub at: Timestamp,
    /// The Run As user's name, where one was found.
    pub run_as: Option<String>,
    /// `The app works`, or the rung that failed and why.
    pub headline: String,
    /// The org: its id and edition, as far as known.
    pub org: Option<String>,
    /// The app's name in Setup, where it could be read.
    pub app: Option<String>,
    /// The scopes as granted.
    pub scopes: Vec<String>,
    /// API calls of the day and the most allowed, as they was after the check.
    pub api: Option<(u64, u64)>,
}

impl LastCheck {
    /// Out of what the store remembers in the check's own words.
    pub fn read(found: &serde_json::Value) -> Option<Self> {
        let text = |name: &str| found.get(name).and_then(|v| v.as_str()).map(str::to_owned);
        let verdict = text("verdict")?;
        let number = |name: &str| found.get(name).and_then(serde_json::Value::as_u64);
        let scopes = found.get("scopes").and_then(serde_json::Value::as_array);
        let org: Vec<_> = [text("org_id"), text("edition")].into_iter().flatten().collect();
        Some(Self {
            passed: verdict != "fail",
            at: text("at")?.parse().ok()?,
            run_as: text("username"),
            headline: text("says").unwrap_or_else(|| "The app works".to_owned()),
            org: (!org.is_empty()).then(|| org.join(" · ")),
            app: text("app"),
            scopes: scopes.into_iter().flatten().filter_map(|s| s.as_str().map(str::to_owned)).collect(),
            api: number("api_used").zip(number("api_of")),
        })
    }
}
