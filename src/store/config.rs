//! `config.toml`: stored orgs without their secrets, and preferences. Comments and order of a person's own
//! lines are kept. A file that can't be read is never overwritten.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use toml_edit::de::Deserializer;
use toml_edit::{Document, DocumentMut, Item, Table, TableLike, TomlError, value};

use super::atomic::{self, Lasting};
use super::error::{Result, StoreError};
use super::keep::{KEYRING_WORD, Keep};
use super::names;
use super::places::Places;
use super::preferences::{self, Preferences};
use crate::salesforce::hosts;
use crate::text::{redact, utf};

/// Thousands of orgs fit into this.
const MOST: u64 = 4 << 20;

/// A stored org, without its secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Org {
    /// The name that a person gave it.
    pub name: String,
    /// The My Domain URL that grants the token: `https://acme.my.salesforce.com`.
    pub login_url: String,
    /// A pinned API version, `64.0`; `None` for the newest.
    pub api_version: Option<String>,
    /// Where its key and secret are kept.
    pub keep: Keep,
}

/// `config.toml` as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// Stored orgs by name.
    pub orgs: Vec<Org>,
    /// The org that opens when none is named.
    pub default_org: Option<String>,
    /// What the person prefers.
    pub preferences: Preferences,
}

/// The file as serde sees it; what it does not name is left alone.
#[derive(Deserialize)]
struct FileShape {
    default_org: Option<String>,
    #[serde(default)]
    orgs: BTreeMap<String, OrgShape>,
}

#[derive(Deserialize)]
#[serde(try_from = "OrgLines")]
struct OrgShape {
    login_url: String,
    api_version: Option<String>,
    keep: Keep,
}

#[derive(Deserialize)]
struct OrgLines {
    login_url: String,
    api_version: Option<String>,
    secrets: Option<String>,
    secret_command: Option<Vec<String>>,
}

impl TryFrom<OrgLines> for OrgShape {
    type Error = String;

    fn try_from(lines: OrgLines) -> std::result::Result<Self, String> {
        let keep = Keep::from_word(lines.secrets.as_deref().unwrap_or(KEYRING_WORD), lines.secret_command)?;
        if let Some(version) = &lines.api_version
            && !is_api_version(version)
        {
            return Err("api_version is not of the form \"64.0\"".into());
        }
        Ok(Self { login_url: lines.login_url, api_version: lines.api_version, keep })
    }
}

fn is_api_version(text: &str) -> bool {
    text.strip_suffix(".0").is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

impl Config {
    /// Reads `config.toml`; if there is none, there are no orgs.
    pub fn load(places: &Places) -> Result<Self> {
        let path = places.config_file();
        match text_of(&path)? {
            Some(text) => Self::parse(&path, &text),
            None => Ok(Self::default()),
        }
    }

    fn parse(path: &Path, text: &str) -> Result<Self> {
        let document =
            Document::parse(text).map_err(|e: TomlError| broken(path, text, e.message(), e.span()))?;
        let wrong = |e: toml_edit::de::Error| broken(path, text, e.message(), e.span());
        let mut preferences =
            Preferences::deserialize(Deserializer::from(document.clone())).map_err(wrong)?;
        if let Some((key, item)) = document.get_key_value("keys") {
            let of_table = |table| preferences::key_lines(table, |at| line_of(text, at).0);
            let not_a_table = || broken(path, text, "keys is a table: [keys], a command a line", key.span());
            preferences.keys = item.as_table_like().map(of_table).ok_or_else(not_a_table)?;
        }
        let shape = FileShape::deserialize(Deserializer::from(document.clone())).map_err(wrong)?;
        // A name becomes a path: one that was written by hand is looked at as one that is typed.
        if let Some((wrong, says)) = wrong_name(shape.orgs.keys()) {
            let key = document.get("orgs").and_then(Item::as_table_like);
            let span = key.and_then(|orgs| orgs.get_key_value(wrong)).and_then(|(key, _)| key.span());
            return Err(broken(path, text, &says, span));
        }
        let orgs = shape.orgs.into_iter().map(|(name, org)| Org {
            name,
            login_url: hosts::kept(&org.login_url),
            api_version: org.api_version,
            keep: org.keep,
        });
        Ok(Self { orgs: orgs.collect(), default_org: shape.default_org, preferences })
    }

    /// The org of this name.
    pub fn org(&self, name: &str) -> Result<&Org> {
        self.orgs.iter().find(|o| o.name == name).ok_or_else(|| StoreError::NoSuchOrg(self.names()))
    }

    /// The org that is named, else the default one, else the only one.
    pub fn chosen(&self, name: Option<&str>) -> Result<&Org> {
        match (name.or(self.default_org.as_deref()), self.orgs.as_slice()) {
            (Some(name), _) => self.org(name),
            (None, [only]) => Ok(only),
            (None, _) => Err(StoreError::NoOrgChosen(self.names())),
        }
    }

    /// Whether an org of this name could be added: the name is a good one, and none is like it.
    pub fn can_add(&self, name: &str) -> Result<()> {
        names::refusal(name, self.orgs.iter().map(|org| org.name.as_str())).map_or(Ok(()), Err)
    }

    /// The names of all orgs.
    pub fn names(&self) -> Vec<String> {
        self.orgs.iter().map(|o| o.name.clone()).collect()
    }
}

/// The first name that can't name an org, or not beside the one before, and why.
fn wrong_name<'a>(all: impl Iterator<Item = &'a String>) -> Option<(&'a str, String)> {
    let mut seen: Vec<&str> = Vec::new();
    for name in all {
        if let Some(refusal) = names::refusal(name, seen.iter().copied()) {
            return Some((name, refusal.trouble(name).what));
        }
        seen.push(name);
    }
    None
}

/// Stores a new org.
pub fn add(places: &Places, org: &Org) -> Result<()> {
    edit(places, |config, doc| {
        config.can_add(&org.name)?;
        let mut lines = Table::new();
        fill(&mut lines, org);
        if let Some(orgs) = orgs_of(doc) {
            orgs.insert(&org.name, Item::Table(lines));
        }
        Ok(())
    })
}

/// Changes a stored org to what `org` says; lines that orgscope does not know stay.
pub fn change(places: &Places, org: &Org) -> Result<()> {
    edit(places, |config, doc| {
        config.org(&org.name)?;
        if let Some(lines) =
            orgs_of(doc).and_then(|orgs| orgs.get_mut(&org.name)).and_then(Item::as_table_like_mut)
        {
            fill(lines, org);
        }
        Ok(())
    })
}

/// Takes an org away; the default with it, where it was that.
pub fn remove(places: &Places, name: &str) -> Result<()> {
    edit(places, |config, doc| {
        config.org(name)?;
        if let Some(orgs) = orgs_of(doc) {
            orgs.remove(name);
        }
        if config.default_org.as_deref() == Some(name) {
            doc.remove("default_org");
        }
        Ok(())
    })
}

/// Makes a stored org the one that opens when none is named; `None` takes the default away.
pub fn set_default(places: &Places, name: Option<&str>) -> Result<()> {
    edit(places, |config, doc| {
        match name {
            Some(name) => {
                config.org(name)?;
                doc["default_org"] = value(name);
            }
            None => {
                doc.remove("default_org");
            }
        }
        Ok(())
    })
}

/// Reads the file anew under a lock, so that two processes that change it lose nothing, and writes it when
/// what came out can be read back.
fn edit(places: &Places, change: impl FnOnce(&Config, &mut DocumentMut) -> Result<()>) -> Result<()> {
    let path = places.config_file();
    let _held = places.config_lock().lock()?;
    let text = text_of(&path)?.unwrap_or_default();
    let config = Config::parse(&path, &text)?;
    let mut doc: DocumentMut =
        text.parse().map_err(|e: TomlError| broken(&path, &text, e.message(), e.span()))?;
    change(&config, &mut doc)?;
    let changed = doc.to_string();
    Config::parse(&path, &changed)?;
    if changed == text {
        return Ok(());
    }
    atomic::write_linked(&path, changed.as_bytes(), Lasting::Yes)
}

/// The table of orgs; made if there is none. `None` can't happen in a file that was parsed before.
fn orgs_of(doc: &mut DocumentMut) -> Option<&mut dyn TableLike> {
    let mut none = Table::new();
    none.set_implicit(true); // no line `[orgs]` of its own
    doc.entry("orgs").or_insert(Item::Table(none)).as_table_like_mut()
}

fn fill(lines: &mut dyn TableLike, org: &Org) {
    let mut put = |key: &str, new: Option<toml_edit::Value>| match new {
        Some(new) => match lines.get_mut(key) {
            Some(Item::Value(old)) => {
                let decor = old.decor().clone(); // a comment at the end of the line
                *old = new;
                *old.decor_mut() = decor;
            }
            _ => {
                lines.insert(key, Item::Value(new));
            }
        },
        None => {
            lines.remove(key);
        }
    };
    put("login_url", Some(org.login_url.as_str().into()));
    put("api_version", org.api_version.as_deref().map(Into::into));
    put("secrets", Some(org.keep.word().into()));
    put(
        "secret_command",
        match &org.keep {
            Keep::Command(words) => {
                Some(words.iter().map(String::as_str).collect::<toml_edit::Array>().into())
            }
            _ => None,
        },
    );
}

fn text_of(path: &Path) -> Result<Option<String>> {
    let Some(bytes) = atomic::read(path, MOST)? else { return Ok(None) };
    utf::text_of(&bytes).map(Some).map_err(|good| {
        let end = good.len();
        broken(path, &good, "a byte that is neither UTF-8 nor UTF-16 with its mark", Some(end..end))
    })
}

fn broken(path: &Path, text: &str, says: &str, span: Option<std::ops::Range<usize>>) -> StoreError {
    let (line, column) = span.map_or((0, 0), |span| line_of(text, span.start));
    let says = redact::mask_runs(&redact::mask_lookalikes(&without_values(says)));
    StoreError::Config { path: path.to_owned(), line, column, says }
}

/// What serde says is wrong, without the value that is there: it may be a secret in the wrong place.
/// `invalid type: string "x", expected a boolean` says what is there by its kind.
fn without_values(says: &str) -> String {
    for (begins, kinds) in [
        ("invalid type: ", &["string", "integer", "floating point", "boolean", "character"][..]),
        ("invalid value: ", &["string", "integer", "floating point", "boolean", "character"][..]),
    ] {
        let Some(rest) = says.strip_prefix(begins) else { continue };
        let Some(kind) = kinds.iter().find(|kind| rest.starts_with(**kind)) else { continue };
        let expected = rest.rfind(", expected ").map_or("", |at| &rest[at..]);
        return format!("{begins}{kind}{expected}");
    }
    match says
        .strip_prefix("unknown variant ")
        .and_then(|rest| rest.rfind(", expected ").map(|at| &rest[at..]))
    {
        Some(expected) => format!("unknown word{expected}"),
        None => says.to_owned(),
    }
}

/// Line and column of a byte, from 1; 0 where it can't be told.
fn line_of(text: &str, at: usize) -> (usize, usize) {
    text.get(..at.min(text.len())).map_or((0, 0), |before| {
        let last = before.rsplit('\n').next().unwrap_or_default();
        (before.matches('\n').count() + 1, last.chars().count() + 1)
    })
}

#[cfg(test)]
mod tests;
