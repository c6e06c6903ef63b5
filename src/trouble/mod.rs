//! How orgscope fails: one value that every face shows. A [`Trouble`] says what happened, to what, the
//! evidence, the likely causes, what to do next for either kind of app, and whether trying again helps; the
//! screen, the command line, `--json`, a rung of the check and the report lay out the same value. Nothing
//! above `session` fails with anything else.

mod evidence;
mod steps;

pub use evidence::{Came, Evidence};
pub use steps::{AppKind, Step, WATCH};

use std::sync::Arc;

use serde::Serialize;
use serde::ser::{SerializeStruct as _, Serializer};

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

/// A failure as shown to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Stable id: `token.no_run_as_user`, `network.dns_failed`, `config.unreadable`. What follows the dot is
    /// the cause; see [`Trouble::cause_id`].
    pub id: String,
    /// One sentence: subject, verb, full stop. Names the host, object, field, file or org it happened to.
    pub what: String,
    /// What was received.
    pub evidence: Evidence,
    /// Likely causes, likeliest first.
    pub causes: Vec<String>,
    /// True where the evidence is equal between the causes.
    pub cannot_tell: bool,
    /// What to do next, in order; for an External Client App where the kinds of app differ.
    pub next: Vec<Step>,
    /// The same for a connected app; empty where it does not differ.
    pub next_connected: Vec<Step>,
    /// The exit code that goes with it.
    pub exit: Exit,
    /// True where the same, with nothing changed by anybody, can succeed later.
    pub retryable: bool,
    /// For how many seconds the answer asks to wait, if it does.
    pub retry_after_s: Option<u64>,
    /// Where the knowledge of the cause is from; empty where it needs no source.
    pub source: &'static str,
    /// The answer itself, if one came.
    pub answer: Option<Arc<Came>>,
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
            next_connected: Vec::new(),
            exit,
            retryable: false,
            retry_after_s: None,
            source: "",
            answer: None,
        }
    }

    /// The stable id of the cause, as `check --json` has it: `no_run_as_user`.
    pub fn cause_id(&self) -> &str {
        self.id.split_once('.').map_or(self.id.as_str(), |(_, cause)| cause)
    }

    /// Adds a likely cause.
    pub fn cause(mut self, cause: impl Into<String>) -> Self {
        self.causes.push(cause.into());
        self
    }

    /// Adds what to do next, for either kind of app.
    pub fn step(mut self, step: Step) -> Self {
        self.add_step(step);
        self
    }

    /// Adds what to do next, for either kind of app.
    pub fn add_step(&mut self, step: Step) {
        if self.differs_by_kind() {
            self.next_connected.push(step.clone());
        }
        self.next.push(step);
    }

    /// Puts a step in front of all others, for either kind of app.
    pub fn begin_with(&mut self, step: Step) {
        if self.differs_by_kind() {
            self.next_connected.insert(0, step.clone());
        }
        self.next.insert(0, step);
    }

    /// The same for a face that has a key or a word of its own for [`WATCH`].
    pub fn watched_by(&self, own: &str) -> Self {
        let say = |steps: &[Step]| steps.iter().map(|step| step.watched_by(own)).collect();
        Self { next: say(&self.next), next_connected: say(&self.next_connected), ..self.clone() }
    }

    /// Puts the evidence in.
    pub fn with(mut self, evidence: Evidence) -> Self {
        self.evidence = evidence;
        self
    }

    /// Whether the clicks for a connected app are others than those for an External Client App.
    pub fn differs_by_kind(&self) -> bool {
        !self.next_connected.is_empty()
    }

    /// What to do next for one kind of app.
    pub fn steps(&self, kind: AppKind) -> &[Step] {
        match kind {
            AppKind::ConnectedApp if self.differs_by_kind() => &self.next_connected,
            _ => &self.next,
        }
    }

    /// What to do next, for both kinds of app one after the other.
    pub fn all_steps(&self) -> Vec<Step> {
        let mut steps = self.next.clone();
        if self.differs_by_kind() {
            steps.push(Step::Do("If it is a connected app instead of an External Client App:".into()));
            steps.extend(self.next_connected.iter().cloned());
        }
        steps
    }
}

impl Serialize for Trouble {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut out = to.serialize_struct("Trouble", 9)?;
        out.serialize_field("id", &self.id)?;
        out.serialize_field("what", &self.what)?;
        out.serialize_field("evidence", &self.evidence)?;
        out.serialize_field("causes", &self.causes)?;
        out.serialize_field("cannot_tell", &self.cannot_tell)?;
        out.serialize_field("next", &self.all_steps())?;
        out.serialize_field("exit", &self.exit)?;
        out.serialize_field("retryable", &self.retryable)?;
        out.serialize_field("retry_after_s", &self.retry_after_s)?;
        out.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_for_both_kinds_of_app_stands_in_both_lists() {
        let mut trouble = Trouble::new(Exit::Refused, "token.x", "No.").step(Step::Do("first".into()));
        assert!(!trouble.differs_by_kind() && trouble.steps(AppKind::ConnectedApp).len() == 1);
        trouble.next_connected = vec![Step::Do("other".into())];
        trouble.add_step(Step::Do("last".into()));
        trouble.begin_with(Step::Do("before".into()));
        let lines = |kind| trouble.steps(kind).iter().map(Step::line).collect::<Vec<_>>().join(", ");
        assert_eq!(lines(AppKind::ExternalClientApp), "before, first, last");
        assert_eq!(lines(AppKind::ConnectedApp), "before, other, last");
        assert_eq!(trouble.all_steps().len(), 7);
    }

    #[test]
    fn the_json_says_whether_trying_again_helps() {
        let json = serde_json::to_value(Trouble::new(Exit::Network, "network.timeout", "No.")).unwrap();
        assert_eq!((&json["retryable"], &json["retry_after_s"]), (&false.into(), &serde_json::Value::Null));
        let again = Trouble {
            retryable: true,
            retry_after_s: Some(30),
            ..Trouble::new(Exit::Network, "network.timeout", "No.")
        };
        let json = serde_json::to_value(again).unwrap();
        assert_eq!((&json["retryable"], &json["retry_after_s"]), (&true.into(), &30.into()));
        assert_eq!(json["exit"], "Network");
    }
}
