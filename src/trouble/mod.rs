//! How orgscope fails: one value that every face shows. A [`Trouble`] says what happened, to what, the
//! evidence, the likely causes and what to do next; the screen, the command line, `--json` and the report
//! lay out the same value. Nothing above `session` fails with anything else.

mod steps;

pub use steps::Step;

use serde::Serialize;

/// The exit code of the command line (`orgscope help`, section "Exit codes").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[repr(u8)]
pub enum Exit {
    /// Done; for `check`: no rung failed.
    Done = 0,
    /// A rung failed, or Salesforce refused or answered with an error.
    Refused = 1,
    /// The command line is wrong.
    Usage = 2,
    /// The configuration or the keyring can't be used.
    Setup = 3,
    /// DNS, connection, TLS, time-out.
    Network = 4,
    /// Rows or child rows were cut, and the output says where.
    Incomplete = 5,
    /// Interrupted.
    Interrupted = 130,
}

impl Exit {
    /// The number for the shell.
    pub fn code(self) -> u8 {
        self as u8
    }
}

/// What was received, shown beside a trouble. Masked already.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// HTTP status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Salesforce's own code: `invalid_grant`, `INVALID_FIELD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Salesforce's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Milliseconds that the request took.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ms: Option<u64>,
    /// A piece of the answer where it was not what was expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<String>,
    /// The number of the exchange in the request log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exchange: Option<u64>,
}

impl Evidence {
    /// `400 invalid_grant · 210 ms`, or nothing where nothing was received.
    pub fn line(&self) -> Option<String> {
        let mut parts = Vec::new();
        match (self.status, &self.code) {
            (Some(status), Some(code)) => parts.push(format!("{status} {code}")),
            (Some(status), None) => parts.push(status.to_string()),
            (None, Some(code)) => parts.push(code.clone()),
            (None, None) => {}
        }
        if let Some(ms) = self.ms {
            parts.push(crate::trouble::steps::millis(ms));
        }
        (!parts.is_empty()).then(|| parts.join(" · "))
    }
}

/// A failure as shown to a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trouble {
    /// Stable id: `token.no_run_as_user`, `network.dns`, `config.unreadable`.
    pub id: String,
    /// One sentence: subject, verb, full stop. Names the host, object, field, file or org it happened to.
    pub what: String,
    /// What was received.
    pub evidence: Evidence,
    /// Likely causes, likeliest first, each a sentence.
    pub causes: Vec<String>,
    /// True where the evidence is equal between the causes.
    pub cannot_tell: bool,
    /// What to do next, in order.
    pub next: Vec<Step>,
    /// The exit code that goes with it.
    pub exit: Exit,
}

impl Trouble {
    /// A trouble of which so far only the sentence is known.
    pub fn new(exit: Exit, id: impl Into<String>, what: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            what: what.into(),
            evidence: Evidence::default(),
            causes: Vec::new(),
            cannot_tell: false,
            next: Vec::new(),
            exit,
        }
    }

    /// Adds a likely cause.
    pub fn cause(mut self, cause: impl Into<String>) -> Self {
        self.causes.push(cause.into());
        self
    }

    /// Adds what to do next.
    pub fn step(mut self, step: Step) -> Self {
        self.next.push(step);
        self
    }

    /// Puts the evidence in.
    pub fn with(mut self, evidence: Evidence) -> Self {
        self.evidence = evidence;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_reads_in_one_line() {
        let evidence = Evidence {
            status: Some(400),
            code: Some("invalid_grant".into()),
            ms: Some(210),
            ..Evidence::default()
        };
        assert_eq!(evidence.line().as_deref(), Some("400 invalid_grant · 210 ms"));
        assert_eq!(Evidence::default().line(), None);
    }
}
