//! The check in words: a line a rung, the verdict, the clicks one by one, a rung in detail.

use bytes::Bytes;

use super::place::{Entry, Leads, Place, Subject, Tag};
use super::raw::{Came, Source};
use super::say::{self, sentence, spoken, time};
use crate::check::run_as::NARROW;
use crate::check::rungs::{self, RUNGS};
use crate::check::{AppKind, RungResult, Status, Verdict};
use crate::client::clock;
use crate::text::numbers;
use crate::trouble::Trouble;
use std::sync::Arc;

/// `token, failed, 210 milliseconds: 400 invalid_grant.` Nothing for a rung that was not tested.
pub fn rung_line(rung: &RungResult) -> Option<String> {
    let words = match rung.status {
        Status::Pass => "passed",
        Status::Warn => "passed with a warning",
        Status::Fail => "failed",
        Status::NotTested => return None,
    };
    let took = rung.ms.filter(|ms| *ms > 0).map(|ms| format!(", {}", time(ms))).unwrap_or_default();
    let answer = rung.diagnosis.as_ref().filter(|_| rung.status == Status::Fail).and_then(|why| {
        let code = why.evidence.code.as_deref()?;
        Some(why.evidence.status.map_or(code.to_owned(), |status| format!("{status} {code}")))
    });
    let summary = answer.unwrap_or_else(|| spoken(&rung.summary));
    let summary = if summary.is_empty() { String::new() } else { format!(": {summary}") };
    Some(sentence(&format!("{}, {words}{took}{summary}", name(rung))))
}

fn name(rung: &RungResult) -> &'static str {
    rungs::by_id(rung.id).map_or(rung.id, |row| row.name)
}

/// The place of a check. Its rungs are the entries; they were said when they ended.
pub(super) fn place(verdict: &Arc<Verdict>) -> Place {
    let kind = AppKind::default();
    let entry = |(at, rung): (usize, &RungResult)| {
        let line = rung_line(rung).unwrap_or_else(|| format!("{}, not tested.", name(rung)));
        Entry::new(line, Leads::Rung(at))
    };
    let entries = verdict.rungs.iter().enumerate().map(entry).collect();
    let place = Place::new(Tag::Check, format!("The check of {}", verdict.org), Leads::Check)
        .facts(words(verdict, kind))
        .list(("rung", "rungs"), entries)
        .subject(Subject::Check { verdict: Arc::clone(verdict), step: 0, kind });
    let failed = verdict.failed().and_then(|rung| rung.diagnosis.as_deref());
    match failed.and_then(source) {
        Some(source) => place.source(source),
        None => place,
    }
}

/// What a check found, as its place says it: the first step, and how to go on.
fn words(verdict: &Verdict, kind: AppKind) -> Vec<String> {
    let mut lines = found(verdict, |why| step(why, kind, 0).into_iter().collect());
    lines.push(closing(verdict));
    lines
}

/// What a check found, whole: every step, for both kinds of app.
pub fn verdict_lines(verdict: &Verdict) -> Vec<String> {
    found(verdict, all_steps)
}

fn all_steps(why: &Trouble) -> Vec<String> {
    let kinds: &[AppKind] = match why.differs_by_kind() {
        false => &[AppKind::ExternalClientApp],
        true => &[AppKind::ExternalClientApp, AppKind::ConnectedApp],
    };
    kinds.iter().flat_map(|kind| (0..).map_while(|at| step(why, *kind, at))).collect()
}

fn found(verdict: &Verdict, steps: impl Fn(&Trouble) -> Vec<String>) -> Vec<String> {
    let mut lines = Vec::new();
    for rung in verdict.rungs.iter().filter(|rung| rung.status == Status::Warn) {
        if let Some(why) = &rung.diagnosis {
            lines.push(format!("To be said of {}: {}", name(rung), sentence(&why.what)));
            lines.extend(say::likely(&why.causes, why.cannot_tell));
        }
    }
    match verdict.failed().and_then(|rung| rung.diagnosis.as_deref()) {
        Some(why) => {
            lines.push(sentence(&why.what));
            lines.extend(say::words(why));
            lines.extend(say::seen(&why.evidence));
            lines.extend(say::likely(&why.causes, why.cannot_tell));
            lines.extend(steps(why));
        }
        None => {
            lines.push(format!("The app works, {} in all.", time(verdict.ms)));
            lines.extend(card(verdict));
        }
    }
    lines.extend(since(verdict));
    lines.push(sentence(&spoken(&verdict.cost.words())));
    lines
}

/// Whom the app acts as, and what it was granted.
fn card(verdict: &Verdict) -> Vec<String> {
    let card = &verdict.run_as;
    let mut lines: Vec<_> =
        card.facts().iter().map(|(name, value)| sentence(&format!("{name}: {}", spoken(value)))).collect();
    for scope in card.scopes.iter().flatten() {
        let label = scope.short_label();
        let label = if label.is_empty() { String::new() } else { format!(", {label}") };
        lines.push(sentence(&format!("Scope {}{label}: {}", scope.name, scope.use_here())));
    }
    lines.extend(card.has_narrow_scopes().then(|| NARROW.to_owned()));
    lines
}

fn since(verdict: &Verdict) -> Vec<String> {
    let Some(since) = &verdict.since else { return Vec::new() };
    let at = since.at.parse().map_or_else(|_| since.at.clone(), |at| numbers::age(at, clock::now()));
    let changes: Vec<_> = since
        .changed()
        .map(|change| {
            format!("{} was {}, is {}", change.what, change.was, change.is.as_deref().unwrap_or("unknown"))
        })
        .collect();
    let changes = if changes.is_empty() { "no change".to_owned() } else { changes.join("; ") };
    let line = format!("Since the last good check, {at}: {changes}.");
    [line]
        .into_iter()
        .chain(since.meaning.as_ref().map(|meaning| sentence(&format!("So {meaning}"))))
        .collect()
}

fn closing(verdict: &Verdict) -> String {
    let untested = match verdict.count(Status::NotTested) {
        0 => String::new(),
        1 => "1 rung was not tested. ".to_owned(),
        n => format!("{n} rungs were not tested. "),
    };
    let say = if verdict.failed().is_some() {
        "Say next for the next step, raw for the answer, again to check again, watch to wait for a change."
    } else {
        "A number tells more about that rung; again checks again."
    };
    format!("{untested}{say}")
}

/// `Steps for an External Client App: 1 of 4: Setup, External Client App Manager.`
pub(super) fn step(why: &Trouble, kind: AppKind, at: usize) -> Option<String> {
    let steps = why.steps(kind);
    let text = steps.get(at)?;
    // What is the same for both kinds is said without a kind; the command line's word stands for the one here.
    let head = match (why.differs_by_kind(), kind) {
        (false, _) => "Steps",
        (true, AppKind::ExternalClientApp) => "Steps for an External Client App",
        (true, AppKind::ConnectedApp) => "Steps for a Connected App",
    };
    let text = text.watched_by("watch").line();
    Some(sentence(&format!("{head}: {} of {}: {}", at + 1, steps.len(), spoken(&text))))
}

/// The failure's next step, and its number; what is said if there is none.
pub(super) fn next(verdict: &Verdict, kind: AppKind, at: usize) -> Result<String, String> {
    let why = verdict.failed().and_then(|rung| rung.diagnosis.as_deref());
    let why = why.ok_or("No rung failed, so there is no step.")?;
    step(why, kind, at).ok_or_else(|| {
        let other = if why.differs_by_kind() { " kind says those for the other kind of app." } else { "" };
        format!("That was the last step.{other} again checks again.")
    })
}

/// The other kind of app.
pub(super) fn other(kind: AppKind) -> AppKind {
    match kind {
        AppKind::ExternalClientApp => AppKind::ConnectedApp,
        AppKind::ConnectedApp => AppKind::ExternalClientApp,
    }
}

/// One rung: what it asks and how, what it measured, why it failed and what mends it.
pub(super) fn rung(verdict: &Verdict, at: usize) -> Option<Place> {
    let (rung, row) = (verdict.rungs.get(at)?, RUNGS.get(at)?);
    let mut facts = vec![row.asks.to_owned(), sentence(&spoken(row.how))];
    match rung_line(rung) {
        Some(line) => facts.push(line),
        None => facts.push("Not tested, since a rung before it failed.".to_owned()),
    }
    facts.extend(rung.detail.iter().map(|(name, value)| sentence(&format!("{name}: {value}"))));
    if let Some(why) = &rung.diagnosis {
        facts.push(sentence(&why.what));
        facts.extend(say::words(why));
        facts.extend(say::seen(&why.evidence));
        facts.extend(say::likely(&why.causes, why.cannot_tell));
        facts.extend(all_steps(why));
    }
    let title = format!("Rung {} of {}: {}", at + 1, RUNGS.len(), row.name);
    let place = Place::new(Tag::Rung, title, Leads::Rung(at)).facts(facts);
    Some(match rung.diagnosis.as_deref().and_then(source) {
        Some(source) => place.source(source),
        None => place,
    })
}

/// The answer that a judgement is on.
fn source(why: &Trouble) -> Option<Source> {
    let answer = why.answer.as_deref()?;
    let json = Bytes::copy_from_slice(&answer.body);
    Some(Source { json, is_part: false, came: Came::With(answer.headers.clone()) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trouble::{Evidence, Exit, Step};

    fn refused() -> RungResult {
        let evidence =
            Evidence { status: Some(400), code: Some("invalid_grant".into()), ..Evidence::default() };
        let what = "The app has no Run As user.";
        let why = Trouble {
            next: vec![Step::of("Setup → External Client App Manager"), Step::of("Save")],
            next_connected: vec![Step::of("Setup → App Manager → ▾ → Manage")],
            ..Trouble::new(Exit::Refused, "token.no_run_as_user", what).with(evidence)
        };
        RungResult {
            id: "token",
            status: Status::Fail,
            ms: Some(210),
            summary: "invalid_grant".into(),
            detail: Vec::new(),
            diagnosis: Some(Box::new(why)),
            exchanges: Default::default(),
        }
    }

    #[test]
    fn a_rung_is_one_line() {
        let passed = |summary: &str, ms| RungResult {
            id: "network",
            status: Status::Pass,
            summary: summary.into(),
            ms: Some(ms),
            diagnosis: None,
            ..refused()
        };
        for (rung, line) in [
            (refused(), Some("token, failed, 210 milliseconds: 400 invalid_grant.")),
            (
                passed("TLS 1.3 · 127.0.0.1", 31),
                Some("network, passed, 31 milliseconds: TLS 1.3, 127.0.0.1."),
            ),
            (passed("", 0), Some("network, passed.")),
            (RungResult { status: Status::NotTested, ..refused() }, None),
        ] {
            assert_eq!(rung_line(&rung).as_deref(), line);
        }
    }

    #[test]
    fn steps_are_said_one_by_one_for_either_kind_of_app() {
        let rung = refused();
        let why = rung.diagnosis.as_deref().unwrap();
        for (kind, at, line) in [
            (
                AppKind::ExternalClientApp,
                0,
                Some("Steps for an External Client App: 1 of 2: Setup, External Client App Manager."),
            ),
            (AppKind::ExternalClientApp, 1, Some("Steps for an External Client App: 2 of 2: Save.")),
            (AppKind::ExternalClientApp, 2, None),
            (
                AppKind::ConnectedApp,
                0,
                Some("Steps for a Connected App: 1 of 1: Setup, App Manager, the small arrow, Manage."),
            ),
        ] {
            assert_eq!(step(why, kind, at).as_deref(), line);
        }
    }
}
