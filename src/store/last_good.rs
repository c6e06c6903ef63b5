//! What orgscope remembers of a stored org without any secret: what its last check found, and when it was
//! opened. Written by the check and by opening; what can't be read counts as nothing.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::atomic::{self, Lasting};
use super::error::{Result, file};
use super::places::Places;

/// What is remembered of an org.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LastGood {
    /// When the org was opened last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub used: Option<jiff::Timestamp>,
    /// What its last check found, in the check's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<Value>,
    /// What is kept of its last check that passed: what a later one is compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub good: Option<Value>,
}

/// What is remembered of an org; nothing where nothing can be read.
pub fn load(places: &Places, org: &str) -> LastGood {
    let bytes = atomic::read(&places.last_good_file(org)).ok().flatten();
    bytes.and_then(|b| serde_json::from_slice(&b).ok()).unwrap_or_default()
}

/// Remembers that an org was opened.
pub fn opened(places: &Places, org: &str, at: jiff::Timestamp) -> Result<()> {
    save(places, org, &LastGood { used: Some(at), ..load(places, org) })
}

/// Remembers what a check found; `good` what a later one is compared with, where no rung failed.
pub fn checked(places: &Places, org: &str, found: Value, good: Option<Value>) -> Result<()> {
    let before = load(places, org);
    save(places, org, &LastGood { last: Some(found), good: good.or(before.good), ..before })
}

/// Forgets an org.
pub fn forget(places: &Places, org: &str) -> Result<()> {
    atomic::remove(&places.last_good_file(org)).map(|_| ())
}

fn save(places: &Places, org: &str, remembered: &LastGood) -> Result<()> {
    let path = places.last_good_file(org);
    let bytes = serde_json::to_vec_pretty(remembered).map_err(|e| file("write", &path)(e.into()))?;
    atomic::write(&path, &bytes, Lasting::No)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_failure_does_not_push_out_the_last_good_check() {
        let dir = tempfile::tempdir().unwrap();
        let places = Places::below(dir.path());
        let at: jiff::Timestamp = "2026-11-23T10:00:00Z".parse().unwrap();
        assert_eq!(load(&places, "acme"), LastGood::default());
        checked(&places, "acme", json!({"verdict": "pass"}), Some(json!({"user": "a"}))).unwrap();
        opened(&places, "acme", at).unwrap();
        checked(&places, "acme", json!({"verdict": "fail"}), None).unwrap();
        let expected = LastGood {
            used: Some(at),
            last: Some(json!({"verdict": "fail"})),
            good: Some(json!({"user": "a"})),
        };
        assert_eq!(load(&places, "acme"), expected);
        forget(&places, "acme").unwrap();
        assert_eq!(load(&places, "acme"), LastGood::default());
    }

    #[test]
    fn a_broken_file_counts_as_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let places = Places::below(dir.path());
        atomic::write(&places.last_good_file("acme"), b"{\"used\": 7", Lasting::No).unwrap();
        assert_eq!(load(&places, "acme"), LastGood::default());
    }
}
