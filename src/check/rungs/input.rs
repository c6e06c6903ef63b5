//! Is the pair one at all? Looked at here, without sending anything.

use super::{Found, Rung};
use crate::check::climb::Climb;
use crate::salesforce::catalogue;
use crate::salesforce::lint::{self, Finding, Weight};
use futures_util::future::{BoxFuture, ready};

pub(super) const RUNG: Rung = Rung {
    id: "input",
    name: "input",
    asks: "Are the consumer key and secret ones that can exist?",
    how: "Looks at the two texts: blanks, line breaks, quotes, a swapped pair. Nothing is sent.",
    needs: &[],
    climb,
};

fn climb<'a>(climb: &'a Climb<'a>) -> BoxFuture<'a, Found> {
    Box::pin(ready(judge_pair(climb)))
}

fn judge_pair(climb: &Climb<'_>) -> Found {
    let pair = &climb.ask.pair;
    let findings = pair.key.lint(|key| {
        pair.secret.lint(|secret| {
            let mut all = lint::key(key);
            all.extend(lint::secret(secret));
            all.extend(lint::pair(key, secret));
            all
        })
    });
    let lengths = (pair.key.lint(str::len), pair.secret.lint(str::len));
    let found = match findings
        .iter()
        .filter(|f| f.weight >= Weight::Warning)
        .min_by_key(|f| std::cmp::Reverse(f.weight))
    {
        None => Found::pass("pair, URL"),
        Some(worst) => judge_findings(climb, worst, &findings),
    };
    let left_out: Vec<String> = pair.left_out().iter().map(sentence).collect();
    found
        .with("key_characters", lengths.0.to_string())
        .with("secret_characters", lengths.1.to_string())
        .with_some("left_out", (!left_out.is_empty()).then(|| left_out.join(" ")))
}

fn sentence(finding: &Finding) -> String {
    match finding.field {
        Some(field) => format!("{}: {}", field.words(), finding.sentence),
        None => finding.sentence.clone(),
    }
}

fn judge_findings(climb: &Climb<'_>, worst: &Finding, findings: &[Finding]) -> Found {
    if worst.weight == Weight::Error
        // a swapped pair is also a secret that is a key: the more telling one is shown
        && let Some(cause) = ["pair_swapped", worst.id].iter().find_map(|id| {
            findings.iter().any(|f| f.id == *id).then(|| catalogue::by_id(id)).flatten()
        })
    {
        return Found::fail(cause.id, climb.cause(cause));
    }
    let mut why = climb.cause(&catalogue::input::PAIR_LOOKS_ODD);
    why.causes = findings.iter().filter(|f| f.weight >= Weight::Warning).map(sentence).collect();
    Found::warn("odd pair", why)
}
