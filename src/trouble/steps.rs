//! What a person can do next: a click in Setup, a key, a command, a wait, a page to read.

use serde::{Deserialize, Serialize};

/// The two kinds of app, whose clicks in Setup differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppKind {
    /// The only kind that can be created freely since Spring '26.
    #[default]
    ExternalClientApp,
    /// The older kind.
    ConnectedApp,
}

impl AppKind {
    /// As Setup says.
    pub fn words(self) -> &'static str {
        match self {
            Self::ExternalClientApp => "External Client App",
            Self::ConnectedApp => "Connected App",
        }
    }
}

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

/// The command that checks until the answer changes, as steps name it.
pub const WATCH: &str = "orgscope check --watch";

impl Step {
    /// The step for a face that has a key or a word of its own for that command.
    pub fn watched_by(&self, own: &str) -> Self {
        let say = |text: &str| text.replace(WATCH, own);
        match self {
            Self::Click(text) => Self::Click(say(text)),
            Self::Wait(text) => Self::Wait(say(text)),
            Self::Do(text) => Self::Do(say(text)),
            Self::Press(..) | Self::Run(..) | Self::Read(_) => self.clone(),
        }
    }

    /// A step from its text: a click where it begins in Setup.
    pub fn of(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.starts_with("Setup →") { Self::Click(text) } else { Self::Do(text) }
    }

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
