//! What orgscope remembers of a stored org without any secret: what its last check found, and when it was
//! opened, what was starred in it and where one was. What can't be read counts as nothing.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::atomic::Lasting;
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
    /// Objects that the person starred, by name.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub stars: BTreeSet<String>,
    /// Where the person was, the last first: objects whose rows were shown, records.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<String>,
}

/// No such file is larger: what is there then is none of ours.
const MOST: u64 = 4 << 20;

/// How many places are remembered.
const PLACES: usize = 5;

/// What is remembered of an org; nothing where nothing can be read.
pub fn load(places: &Places, org: &str) -> LastGood {
    let path = places.last_good_file(org);
    let bytes = path.and_then(|path| path.read(MOST).ok().flatten());
    bytes.and_then(|b| serde_json::from_slice(&b).ok()).unwrap_or_default()
}

/// Remembers that an org was opened.
pub fn opened(places: &Places, org: &str, at: jiff::Timestamp) -> Result<()> {
    change(places, org, |remembered| remembered.used = Some(at))
}

/// Remembers what a check found; `good` what a later one is compared with, where no rung failed.
pub fn checked(places: &Places, org: &str, found: Value, good: Option<Value>) -> Result<()> {
    change(places, org, |remembered| {
        remembered.last = Some(found);
        remembered.good = good.or(remembered.good.take());
    })
}

/// Remembers that an object is starred, or is no longer.
pub fn starred(places: &Places, org: &str, object: &str, is_starred: bool) -> Result<()> {
    change(places, org, |remembered| {
        if is_starred {
            remembered.stars.insert(object.to_owned());
        } else {
            remembered.stars.remove(object);
        }
    })
}

/// Remembers that one was at a place.
pub fn visited(places: &Places, org: &str, place: &str) -> Result<()> {
    change(places, org, |remembered| {
        remembered.places.retain(|other| other != place);
        remembered.places.insert(0, place.to_owned());
        remembered.places.truncate(PLACES);
    })
}

/// Forgets an org.
pub fn forget(places: &Places, org: &str) -> Result<()> {
    match places.last_good_file(org) {
        Some(path) => path.remove().map(|_| ()),
        None => Ok(()),
    }
}

/// Under a lock, so that two that remember at once lose nothing.
fn change(places: &Places, org: &str, change: impl FnOnce(&mut LastGood)) -> Result<()> {
    let _held = places.config_lock().lock()?;
    let before = load(places, org);
    let mut remembered = before.clone();
    change(&mut remembered);
    if remembered == before { Ok(()) } else { save(places, org, &remembered) }
}

fn save(places: &Places, org: &str, remembered: &LastGood) -> Result<()> {
    let Some(path) = places.last_good_file(org) else { return Ok(()) };
    let bytes = serde_json::to_vec_pretty(remembered).map_err(|e| file("write", path.path())(e.into()))?;
    path.write(&bytes, Lasting::No)
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
            ..LastGood::default()
        };
        assert_eq!(load(&places, "acme"), expected);
        forget(&places, "acme").unwrap();
        assert_eq!(load(&places, "acme"), LastGood::default());
    }

    #[test]
    fn stars_and_places_stay_beside_what_a_check_found() {
        let dir = tempfile::tempdir().unwrap();
        let places = Places::below(dir.path());
        for object in ["Account", "Case", "Lead"] {
            starred(&places, "acme", object, true).unwrap();
        }
        checked(&places, "acme", json!({"verdict": "pass"}), None).unwrap();
        starred(&places, "acme", "Case", false).unwrap();
        for place in ["a", "b", "c", "d", "e", "f", "b"] {
            visited(&places, "acme", place).unwrap();
        }
        let remembered = load(&places, "acme");
        assert_eq!(Vec::from_iter(&remembered.stars), ["Account", "Lead"]);
        assert_eq!(remembered.places, ["b", "f", "e", "d", "c"]);
        assert!(remembered.last.is_some());
        assert_eq!(load(&places, "uat"), LastGood::default());
    }

    #[test]
    fn a_name_that_is_a_path_is_nothing_to_remember() {
        let dir = tempfile::tempdir().unwrap();
        let places = Places::below(dir.path());
        let victim = dir.path().join("victim.json");
        std::fs::write(&victim, r#"{"stars": ["Account"]}"#).unwrap();
        for name in [dir.path().join("victim").to_str().unwrap(), "../../../victim", "..", "con"] {
            assert_eq!(load(&places, name), LastGood::default());
            starred(&places, name, "Case", true).unwrap();
            forget(&places, name).unwrap();
        }
        assert_eq!(std::fs::read_to_string(&victim).unwrap(), r#"{"stars": ["Account"]}"#);
    }

    #[test]
    fn a_broken_file_counts_as_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let places = Places::below(dir.path());
        places.last_good_file("acme").unwrap().write(b"{\"used\": 7", Lasting::No).unwrap();
        assert_eq!(load(&places, "acme"), LastGood::default());
    }
}
