//! API versions: `GET /services/data` lists them, oldest first, without a token.

use serde::Serialize;

use crate::json::Kind;
use crate::json::patient::{Answer, Given, Value};

/// An API version, `64.0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(u16);

/// The version to try where neither a pinned one nor the org's list says which: old enough for every org.
pub const FALLBACK: Version = Version::new(60);

impl Version {
    /// The version from its number before the dot.
    pub const fn new(major: u16) -> Self {
        Self(major)
    }

    /// `64`, `64.0`, `v64.0` as a version; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches(['v', 'V']);
        let major = text.strip_suffix(".0").unwrap_or(text);
        if major.is_empty() || !major.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        major.parse().ok().map(Self)
    }

    /// The number before the dot.
    pub fn major(self) -> u16 {
        self.0
    }
}

impl std::fmt::Display for Version {
    /// `v64.0`, as in paths.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "v{}.0", self.0)
    }
}

/// One entry of the version list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// The release: `Spring '23`.
    pub label: String,
    /// `/services/data/v57.0`.
    pub url: String,
    /// `57.0`.
    pub version: String,
}

impl Given for Listed {
    fn given(value: Value<'_>) -> Option<Self> {
        let mut it = Self::default();
        value.each(|key, value| match key {
            "label" => value.put(&mut it.label),
            "url" => value.put(&mut it.url),
            "version" => value.put(&mut it.version),
            _ => {}
        })?;
        value.named(&it.version).then_some(it)
    }
}

/// The version list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Versions(pub Vec<Listed>);

impl Answer for Versions {
    fn read(root: Value<'_>) -> Option<Self> {
        let is_list = root.node().kind() == Kind::Array;
        is_list.then(|| Vec::given(root)).flatten().map(Self)
    }
}

/// The newest version of a list, whatever its order.
pub fn newest(list: &[Listed]) -> Option<Version> {
    list.iter().filter_map(|entry| Version::parse(&entry.version)).max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::salesforce::read;

    #[test]
    fn an_odd_entry_leaves_the_others() {
        let read =
            read::<Versions>(r#"[{"label":null,"version":"63.0"},{"label":"x"},null,{"version":64.0}]"#)
                .unwrap();
        assert_eq!(read.unread.paths, ["[1]", "[2]"]);
        assert_eq!(newest(&read.value.0), Some(Version(64)));
        assert!(crate::salesforce::read::<Versions>("{}").is_err());
    }

    #[test]
    fn versions_read_in_every_usual_form() {
        for text in ["64", "64.0", "v64.0", " V64.0 "] {
            assert_eq!(Version::parse(text), Some(Version(64)), "{text}");
        }
        for text in ["", "v", "64.1", "sixty", "-1", "64.0.0"] {
            assert_eq!(Version::parse(text), None, "{text}");
        }
        assert_eq!(Version(64).to_string(), "v64.0");
    }
}
