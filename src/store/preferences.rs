//! What a person prefers: the keys at the top of `config.toml`.

use serde::Deserialize;

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

/// What a person prefers; the keys stand at the top of `config.toml`.
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
        }
    }
}
