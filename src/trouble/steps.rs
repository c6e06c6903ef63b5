//! What a person can do next: a click in Setup, a key, a command, a wait, a page to read.

use serde::Serialize;

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// A path of clicks in Setup: `Setup → My Domain → Current My Domain URL`.
    Click(String),
    /// A key of orgscope and what it does.
    Press(String, String),
    /// A command to run, and what it does.
    Run(String, String),
    /// Something to wait for.
    Wait(String),
    /// Any other thing to do, as a sentence.
    Do(String),
    /// A page to read.
    Read(String),
}

impl Step {
    /// The step as one line of text, without its arrow.
    pub fn line(&self) -> String {
        match self {
            Self::Click(text) | Self::Wait(text) | Self::Do(text) => text.clone(),
            Self::Press(key, what) => format!("{key} {what}"),
            Self::Run(command, what) => format!("{command}  {what}"),
            Self::Read(link) => format!("Read {link}"),
        }
    }
}

/// Milliseconds below 10 s, else seconds. (`text` stands beside this folder, so it can't be asked.)
pub(super) fn millis(ms: u64) -> String {
    if ms < 10_000 { format!("{ms} ms") } else { format!("{:.1} s", ms as f64 / 1000.0) }
}
