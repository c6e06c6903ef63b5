//! What a person prefers: the keys at the top of `config.toml`.

use serde::Deserialize;
use toml_edit::{Item, TableLike};

/// Colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// Dark or light, as the terminal's background is.
    #[default]
    Auto,
    /// The dark set.
    Dark,
    /// The light set.
    Light,
    /// The terminal's own sixteen colours.
    Terminal,
}

/// The order of the org picker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrgSort {
    /// Last used first.
    #[default]
    LastUse,
    /// By name.
    Name,
}

/// What a person prefers; the keys are at the top of `config.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// Colours.
    pub theme: Theme,
    /// Lines and signs in ASCII alone.
    pub ascii: bool,
    /// The mouse clicks, drags and scrolls.
    pub mouse: bool,
    /// Signs that turn.
    pub motion: bool,
    /// Hints that teach, once each.
    pub hints: bool,
    /// The token is revoked when orgscope ends.
    pub revoke_on_exit: bool,
    /// The order of the org picker.
    pub org_sort: OrgSort,
    /// The table `[keys]`.
    #[serde(skip)]
    pub keys: Vec<KeyLine>,
}

/// A line of the table `[keys]` as it was written. What it means is for those who know the commands to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyLine {
    /// Line of the file, from 1.
    pub line: usize,
    /// The command.
    pub name: String,
    /// Its keys, none for `""` and `[]`; `None` if the line has neither a text nor a list of texts.
    pub keys: Option<Vec<String>>,
}

/// The lines of a table `[keys]`; `line` tells the line of a byte.
pub(super) fn key_lines(table: &dyn TableLike, line: impl Fn(usize) -> usize) -> Vec<KeyLine> {
    let texts = |item: &Item| match (item.as_str(), item.as_array()) {
        (Some(""), _) => Some(Vec::new()),
        (Some(key), _) => Some(vec![key.to_owned()]),
        (None, Some(keys)) => keys.iter().map(|key| key.as_str().map(str::to_owned)).collect(),
        (None, None) => None,
    };
    let names = table.iter().filter_map(|(name, _)| table.get_key_value(name));
    names
        .map(|(name, item)| KeyLine {
            line: name.span().map_or(0, |span| line(span.start)),
            name: name.get().to_owned(),
            keys: texts(item),
        })
        .collect()
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            theme: Theme::Auto,
            ascii: false,
            mouse: true,
            motion: true,
            hints: true,
            revoke_on_exit: false,
            org_sort: OrgSort::LastUse,
            keys: Vec::new(),
        }
    }
}
