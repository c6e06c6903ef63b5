//! How things are said: the one door of every line, signs as words, times in full, troubles as sentences.

use std::sync::{Arc, Mutex, PoisonError};

use crate::client::{Received, clock};
use crate::session::Wait;
use crate::text::{numbers, redact, safe};
use crate::trouble::{Exit, Step, Trouble};

/// Where lines go. Whatever could mislead a terminal or a reader is made visible on the way.
#[derive(Clone)]
pub struct Voice(Arc<dyn Fn(&str) + Send + Sync>);

impl std::fmt::Debug for Voice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Voice")
    }
}

impl Voice {
    /// A voice whose lines, without their line breaks, go to `line`.
    pub fn new(line: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self(Arc::new(line))
    }

    /// Says one line.
    pub(super) fn say(&self, line: impl AsRef<str>) {
        (self.0)(&safe::visible(line.as_ref()));
    }

    /// Says lines.
    pub(super) fn say_all(&self, lines: impl IntoIterator<Item = impl AsRef<str>>) {
        lines.into_iter().for_each(|line| self.say(line));
    }
}

/// What runs, for the line that says so every few seconds.
#[derive(Debug, Default)]
pub(super) struct Busy(Mutex<(String, Option<Received>)>);

impl Busy {
    /// Something else runs now: `Reading the objects`.
    pub(super) fn with(&self, what: impl Into<String>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = (what.into(), None);
    }

    /// A piece came in.
    pub(super) fn hear(&self, came: Received) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1 = Some(came);
    }

    /// `Reading the describe of Account, 5 seconds, 1.2 MB.`
    pub(super) fn line(&self, ms: u64) -> String {
        let (what, came) = &*self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let came = came.map(|came| match came.of {
            Some(of) => format!(", {} of {}", numbers::bytes(came.bytes), numbers::bytes(of)),
            None => format!(", {}", numbers::bytes(came.bytes)),
        });
        format!("{what}, {} seconds{}.", ms / 1000, came.unwrap_or_default())
    }
}

/// Our own sentences with the signs in them as words and pauses. Not for what an org holds: that stays as it is.
pub(super) fn spoken(text: &str) -> String {
    text.replace(" → ▾", ", the small arrow")
        .replace('▾', "the small arrow")
        .replace(" → ", ", ")
        .replace("→ ", "")
        .replace(" · ", ", ")
        .replace("•••", "masked")
        .replace("   ", ", ")
        .replace("  ", ", ")
}

/// A sentence: its first letter large where it is a word, a full stop at its end.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim();
    let ends = text.ends_with(['.', '!', '?', ':', '”', '"']);
    format!("{text}{}", if ends || text.is_empty() { "" } else { "." })
}

/// `210 milliseconds`, `12.4 seconds`, `3:15 minutes`.
pub(super) fn time(ms: u64) -> String {
    match ms {
        1 => "1 millisecond".into(),
        0..10_000 => format!("{ms} milliseconds"),
        10_000..60_000 => format!("{:.1} seconds", ms as f64 / 1000.0),
        _ => format!("{}:{:02} minutes", ms / 60_000, ms / 1000 % 60),
    }
}

/// `1 object`, `1,412 objects`.
pub(super) fn counted(n: u64, (one, many): (&str, &str)) -> String {
    format!("{} {}", numbers::count(n), if n == 1 { one } else { many })
}

/// A wait before the next try: why, for how long, what stops it, what the try may cost.
pub(super) fn wait(wait: &Wait) -> String {
    let left = counted(wait.seconds_left(clock::now()), ("second", "seconds"));
    format!("{}: asks again in {left}, Ctrl-C stops. {}", wait.why(), wait.terms())
}

/// A trouble: what happened, the evidence, the likely causes, what to do next.
pub(super) fn trouble(trouble: &Trouble) -> Vec<String> {
    let mut lines = vec![trouble.what.clone()];
    lines.extend(evidence(trouble));
    lines.extend(likely(&trouble.causes, trouble.cannot_tell));
    // A key belongs to the screens.
    let steps = trouble.all_steps();
    let steps: Vec<_> = steps.iter().filter(|step| !matches!(step, Step::Press(..))).collect();
    let is_many = steps.len() > 1;
    lines.extend(steps.iter().enumerate().map(|(n, step)| {
        let text = match step {
            Step::Run(command, what) => format!("{command}, {what}"),
            Step::Wait(text) if !text.starts_with("Wait") => format!("Wait: {text}"),
            step => spoken(&step.line()),
        };
        let text = sentence(&text);
        if is_many {
            format!("To do, {} of {}: {text}", n + 1, steps.len())
        } else {
            format!("To do: {text}")
        }
    }));
    // Troubles repeat what was typed.
    lines.iter().map(|line| redact::mask_urls(line).into_owned()).collect()
}

/// Status, code and time in one line, the words that came and an excerpt on others, never twice the same.
fn evidence(trouble: &Trouble) -> Vec<String> {
    let evidence = &trouble.evidence;
    let status = [evidence.status.map(|status| status.to_string()), evidence.code.clone()];
    let answer = status.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let answer = (!answer.is_empty()).then(|| match evidence.ms {
        Some(ms) => format!("The answer was {answer}, after {}.", time(ms)),
        None => format!("The answer was {answer}."),
    });
    let excerpt = evidence.excerpt.as_ref().map(|excerpt| format!("It begins: {excerpt}"));
    [answer, words(trouble)].into_iter().flatten().chain(seen(evidence)).chain(excerpt).collect()
}

/// The words that came with a trouble, unless they are said already: Salesforce's own, or those of this machine where
/// the network failed.
pub(super) fn words(trouble: &Trouble) -> Option<String> {
    let message = trouble.evidence.message.as_ref().filter(|words| !trouble.what.contains(words.as_str()))?;
    let who = if trouble.exit == Exit::Network { "The system" } else { "Salesforce" };
    Some(format!("{who} says: “{message}”"))
}

/// What else was seen, a line each.
pub(super) fn seen(evidence: &crate::trouble::Evidence) -> impl Iterator<Item = String> {
    evidence.seen.iter().map(|seen| sentence(&format!("Seen: {}", spoken(seen))))
}

/// The likely causes.
pub(super) fn likely(causes: &[String], cannot_tell: bool) -> Vec<String> {
    let head = match causes.len() {
        0 => None,
        1 => Some("Most likely:"),
        _ if cannot_tell => Some("The answer is the same for each of these:"),
        _ => Some("Most likely first:"),
    };
    let causes = causes.iter().map(|cause| sentence(&spoken(cause)));
    head.map(str::to_owned).into_iter().chain(causes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trouble::{Evidence, Exit};

    #[test]
    fn signs_are_words() {
        for (text, said) in [
            (
                "Setup → App Manager → the app → ▾ → Edit",
                "Setup, App Manager, the app, the small arrow, Edit",
            ),
            ("▾ → Manage", "the small arrow, Manage"),
            ("Picklist, 2 values · required", "Picklist, 2 values, required"),
            ("authorization: •••", "authorization: masked"),
            ("plain", "plain"),
        ] {
            assert_eq!(spoken(text), said);
        }
    }

    #[test]
    fn times_are_said_in_full() {
        for (ms, said) in [
            (0, "0 milliseconds"),
            (1, "1 millisecond"),
            (210, "210 milliseconds"),
            (12_400, "12.4 seconds"),
            (195_000, "3:15 minutes"),
        ] {
            assert_eq!(time(ms), said);
        }
    }

    #[test]
    fn a_trouble_is_read_from_what_happened_to_what_to_do() {
        let failed = Trouble::new(Exit::Refused, "x", "Salesforce refused the rows of Account.")
            .with(Evidence {
                status: Some(403),
                code: Some("LIMIT".into()),
                ms: Some(77),
                ..Evidence::default()
            })
            .cause("All calls are used.")
            .step(Step::Click("Setup → System Overview".into()))
            .step(Step::Press("r".into(), "tries again".into()))
            .step(Step::Wait("the first are free at 19:02".into()));
        assert_eq!(
            trouble(&failed),
            [
                "Salesforce refused the rows of Account.",
                "The answer was 403 LIMIT, after 77 milliseconds.",
                "Most likely:",
                "All calls are used.",
                "To do, 1 of 2: Setup, System Overview.",
                "To do, 2 of 2: Wait: the first are free at 19:02.",
            ]
        );
    }

    #[test]
    fn no_control_character_passes_the_door() {
        let heard = std::sync::Arc::new(Mutex::new(String::new()));
        let voice = Voice::new({
            let heard = std::sync::Arc::clone(&heard);
            move |line| heard.lock().unwrap().push_str(line)
        });
        voice.say("\u{1b}[31mred\u{202e}\r\n");
        assert_eq!(*heard.lock().unwrap(), "⟨U+001B⟩[31mred⟨U+202E⟩\\r\\n");
    }

    #[test]
    fn what_runs_says_for_how_long_and_how_much_came() {
        let busy = Busy::default();
        busy.with("Reading the objects");
        assert_eq!(busy.line(5_020), "Reading the objects, 5 seconds.");
        busy.hear(Received { bytes: 1_200, of: Some(2_400) });
        assert_eq!(busy.line(10_000), "Reading the objects, 10 seconds, 1.2 kB of 2.4 kB.");
    }
}
