//! The left pane: the rungs with their times, how many held, what changed since the last good check, what it
//! cost; while watching, the tries.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::Check;
use super::ladder::{Ladder, Rung};
use super::watch::{Ended, Watch};
use crate::check::rungs::RUNGS;
use crate::check::watch::End;
use crate::check::{Since, Status, Verdict};
use crate::text::{cells, numbers, safe};
use crate::tui::keymap::Command;
use crate::tui::screens::Sight;
use crate::tui::theme::{Look, Role, Sign};
use crate::tui::widgets::bars::Bar;
use crate::tui::widgets::ink;
use crate::tui::widgets::pane::Title;

/// The least width at which a rung's summary is beside its name.
const WITH_SUMMARY: u16 = 36;

/// The sign of a rung.
pub fn sign(rung: &Rung, turn: usize) -> Sign {
    match rung {
        Rung::Ahead | Rung::Stopped(_) => Sign::Untested,
        Rung::Begun => Sign::Turning(turn),
        Rung::Ended(result) => match result.status {
            Status::Pass => Sign::Passed,
            Status::Warn => Sign::Warned,
            Status::Fail => Sign::Failed,
            Status::NotTested => Sign::Untested,
        },
    }
}

/// Draws the pane below its title; the place of the cursor.
pub fn view(check: &Check, buffer: &mut Buffer, area: Rect, sight: &Sight<'_>) -> Option<Position> {
    let look = sight.look;
    let is_wide = area.width >= WITH_SUMMARY;
    let mut caret = None;
    // One blank row above the rungs, and none where there are rows for the rungs alone.
    let first = area.y + u16::from(usize::from(area.height) > RUNGS.len());
    for (at, rung) in RUNGS.iter().enumerate() {
        let y = first + at as u16;
        if y >= area.bottom() {
            return caret;
        }
        let row = Rect { y, height: 1, ..area };
        if rung_row(check, buffer, row, at, rung.name, is_wide, sight) {
            caret = Some(Position { x: area.x + u16::from(is_wide), y });
        }
    }
    let below = first + RUNGS.len() as u16 + 1;
    let rest = Rect { y: below, height: area.bottom().saturating_sub(below), ..area };
    let mut lines = Vec::new();
    if let Some(verdict) = &check.ladder.verdict {
        counts(&mut lines, &check.ladder, usize::from(area.width), look);
        if let Some(watch) = &check.watch {
            // Where rows are few, the tries have them all.
            let mut below = Rect { y: rest.y - 1, height: area.bottom().saturating_sub(rest.y - 1), ..rest };
            if is_wide && rest.height >= 11 {
                draw(buffer, rest, &lines);
                let above = lines.len() as u16 + 1;
                below = Rect { y: rest.y + above, height: rest.height.saturating_sub(above), ..rest };
            }
            watching(buffer, below, watch, check.is_left_focused(), sight);
            return caret;
        }
        if is_wide {
            lines.push(Line::raw(format!("  {} in all", numbers::millis(verdict.ms))));
            since(&mut lines, verdict, usize::from(area.width), sight);
            cost(&mut lines, verdict, look);
            warnings(&mut lines, verdict, usize::from(area.width), look);
        }
        if verdict.failed().is_some() {
            lines.push(Line::default());
            lines.extend(watch_hint(is_wide, sight));
        }
    }
    draw(buffer, rest, &lines);
    caret
}

fn draw(buffer: &mut Buffer, area: Rect, lines: &[Line<'_>]) {
    for (y, line) in (area.y..area.bottom()).zip(lines) {
        ink::line(buffer, area.x, y, area.width, line);
    }
}

/// Draws one rung; whether the cursor is on it.
fn rung_row(
    check: &Check,
    buffer: &mut Buffer,
    row: Rect,
    at: usize,
    name: &str,
    is_wide: bool,
    sight: &Sight<'_>,
) -> bool {
    let look = sight.look;
    let rung = check.ladder.rung(at);
    let is_here = check.cursor() == at;
    let (glyph, role) = look.sign(sign(rung, check.turn(sight)));
    let x = row.x + u16::from(is_wide);
    ink::put(buffer, x + 1, row.y, 2, glyph, look.style(role));
    let x = x + 2 + look.sign_cells();
    let is_quiet = matches!(rung, Rung::Ahead)
        || matches!(rung, Rung::Ended(result) if result.status == Status::NotTested);
    let style = look.style(if is_quiet { Role::Muted } else { Role::Normal });
    ink::put(buffer, x, row.y, 11, name, style);
    let (summary, ms) = match rung {
        Rung::Ahead => (String::new(), None),
        Rung::Begun => ("…".to_owned(), None),
        Rung::Stopped(ms) => ("stopped after".to_owned(), Some(numbers::elapsed(*ms))),
        Rung::Ended(result) => (safe::visible(&result.summary).into_owned(), result.ms.map(numbers::millis)),
    };
    let right = row.right().saturating_sub(1);
    let ms = ms.unwrap_or_default();
    ink::put_right(buffer, right, row.y, 9, &ms, look.style(Role::Muted));
    if is_wide {
        let from = x + 12;
        // Up to its own time and the gap before it.
        let taken = if ms.is_empty() { 0 } else { cells::width(&ms) + 2 };
        let room = usize::from(right.saturating_sub(from)).saturating_sub(taken);
        ink::put(buffer, from, row.y, room as u16, &cells::cut_end(&summary, room), style);
    }
    if is_here {
        let has_focus = check.is_left_focused();
        let role = if has_focus { Role::Accent } else { Role::Muted };
        ink::put(buffer, row.x + u16::from(is_wide), row.y, 1, look.glyphs().cursor, look.style(role));
        if has_focus {
            look.select(buffer, row);
        }
    }
    is_here
}

/// How many rungs ended how; on a second line what has no room on the first.
fn counts(lines: &mut Vec<Line<'static>>, ladder: &Ladder, width: usize, look: &Look) {
    let is_wide = width >= usize::from(WITH_SUMMARY);
    let of = |status| ladder.count(status);
    let (passed, warned) = (of(Status::Pass), of(Status::Warn));
    let (failed, untested) = (of(Status::Fail), of(Status::NotTested));
    let glyphs = look.glyphs();
    let parts = [
        (passed, "passed", glyphs.passed, Role::Normal),
        (warned, if warned == 1 { "warning" } else { "warnings" }, glyphs.warned, Role::Warn),
        (failed, "failed", glyphs.failed, Role::Danger),
        (untested, "not tested", glyphs.untested, Role::Muted),
    ];
    let (indent, between) = if is_wide { ("  ", "   ") } else { (" ", "  ") };
    let mut line = Line::raw(indent);
    for (n, word, sign, role) in parts.into_iter().filter(|(n, word, ..)| *n > 0 || *word == "failed") {
        let role = if n == 0 { Role::Normal } else { role };
        let part = format!("{n} {}", if is_wide { word } else { sign });
        let is_first = line.spans.len() == 1;
        if !is_first && line.width() + between.len() + cells::width(&part) >= width {
            lines.push(std::mem::replace(&mut line, Line::raw(indent)));
        } else if !is_first {
            line.push_span(between);
        }
        line.push_span(Span::styled(part, look.style(role)));
    }
    lines.push(line);
}

fn since(lines: &mut Vec<Line<'static>>, verdict: &Verdict, width: usize, sight: &Sight<'_>) {
    let Some(since) = &verdict.since else { return };
    let look = sight.look;
    lines.push(Line::default());
    let when = since
        .at
        .parse::<jiff::Timestamp>()
        .map_or_else(|_| since.at.clone(), |at| numbers::age(at, sight.now));
    lines.push(Line::raw(format!("  Since the last good check ({when}):")));
    compared(lines, since, width, look);
    if let Some(meaning) = &since.meaning {
        for line in cells::wrap(meaning, width.saturating_sub(7)) {
            lines.push(Line::styled(format!("    → {line}"), look.style(Role::Warn)));
        }
    }
}

fn compared(lines: &mut Vec<Line<'static>>, since: &Since, width: usize, look: &Look) {
    if since.changed().next().is_none() {
        lines.push(Line::styled("    no change", look.style(Role::Muted)));
        return;
    }
    for change in &since.compared {
        let what = cells::left(change.what, 13);
        let (words, role) = match &change.is {
            Some(_) if change.is_same() => ("same".to_owned(), Role::Muted),
            Some(_) => (format!("was {}", safe::visible(&change.was)), Role::Warn),
            None => continue,
        };
        let words = cells::cut_middle(&words, width.saturating_sub(19)).into_owned();
        lines.push(Line::from(vec![Span::raw(format!("    {what}")), Span::styled(words, look.style(role))]));
    }
}

fn cost(lines: &mut Vec<Line<'static>>, verdict: &Verdict, look: &Look) {
    let cost = verdict.cost;
    lines.push(Line::default());
    lines.push(Line::raw(match cost.api_calls {
        0 => "  Cost: no API call was sent".to_owned(),
        1 => "  Cost: 1 API call of today".to_owned(),
        n => format!("  Cost: {n} API calls of today"),
    }));
    let day = match (cost.before, cost.after) {
        _ if cost.api_calls == 0 => [None, None],
        (Some(before), after) => [Some(("before", before)), after.map(|after| ("after", after))],
        // Before and after that don't add up are no measure of the check.
        (None, after) => [after.map(|after| ("Salesforce last counted", after)), None],
    };
    for (name, n) in day.into_iter().flatten() {
        let line = format!("    {}{}", cells::left(name, (cells::width(name) + 2).max(8)), numbers::count(n));
        lines.push(Line::styled(line, look.style(Role::Muted)));
    }
}

/// What was to be said although the check passed.
fn warnings(lines: &mut Vec<Line<'static>>, verdict: &Verdict, width: usize, look: &Look) {
    for rung in verdict.rungs.iter().filter(|rung| rung.status == Status::Warn) {
        let Some(why) = &rung.diagnosis else { continue };
        lines.push(Line::default());
        let (sign, role) = look.sign(Sign::Warned);
        let name = RUNGS.iter().find(|r| r.id == rung.id).map_or(rung.id, |r| r.name);
        let words = safe::visible(&why.what).into_owned();
        let words = cells::wrap(&format!("{name}: {words}"), width.saturating_sub(6));
        for (i, line) in words.into_iter().enumerate() {
            let start =
                if i == 0 { Span::styled(format!("  {sign} "), look.style(role)) } else { Span::raw("    ") };
            lines.push(Line::from(vec![start, Span::raw(line)]));
        }
    }
}

fn watch_hint(is_wide: bool, sight: &Sight<'_>) -> Vec<Line<'static>> {
    let key = |indent: &str| {
        Span::styled(format!("{indent}{}", sight.key(Command::Watch)), sight.look.bold(Role::Accent))
    };
    if !is_wide {
        return vec![Line::from(vec![key(" "), Span::raw(" watch and wait")])];
    }
    vec![
        Line::from(vec![key("  "), Span::raw(" watches: asks again after 15 s,")]),
        Line::raw("  30 s, 1 min… until the answer changes"),
    ]
}

/// The tries, the clock, and how it ends or ended.
fn watching(buffer: &mut Buffer, area: Rect, watch: &Watch, is_focused: bool, sight: &Sight<'_>) {
    let look = sight.look;
    let is_wide = area.width >= WITH_SUMMARY;
    if area.height < 3 {
        return;
    }
    Title::new("Watch").focused(is_focused).section(buffer, Rect { height: 1, ..area }, look);
    let foot = match watch.ended() {
        Some(ended) => outcome(ended, usize::from(area.width), is_wide),
        None => clock(watch, usize::from(area.width), area.height >= 9, sight),
    };
    let body = Rect { y: area.y + 1, height: area.height - 1, ..area };
    let gap = u16::from(body.height > foot.len() as u16 + 4);
    let room = usize::from(body.height).saturating_sub(foot.len() + 2 * usize::from(gap));
    let skip = watch.tries().len().saturating_sub(room);
    let mut y = body.y + gap;
    for n in skip..watch.tries().len() {
        let line = tried(watch, n, usize::from(body.width), is_wide, look);
        ink::line(buffer, body.x, y, body.width, &line);
        y += 1;
    }
    draw(buffer, Rect { y: y + gap, height: body.bottom().saturating_sub(y + gap), ..body }, &foot);
}

/// One try: when it ended and how.
fn tried(watch: &Watch, n: usize, width: usize, is_wide: bool, look: &Look) -> Line<'static> {
    let (at, words) = &watch.tries()[n];
    let has_passed = n + 1 == watch.tries().len() && matches!(watch.ended(), Some(Ended::By(End::Passed, _)));
    let is_same = n > 0 && watch.tries()[n - 1].1 == *words;
    let words = match (has_passed, is_same) {
        (true, _) => "works".to_owned(),
        (false, true) => "the same".to_owned(),
        (false, false) => safe::visible(words).into_owned(),
    };
    let (sign, role) = look.sign(if has_passed { Sign::Passed } else { Sign::Failed });
    let (indent, gap) = if is_wide { ("  ", "  ") } else { (" ", " ") };
    let start = format!("{indent}{}{gap}", numbers::clock(*at));
    let room = width.saturating_sub(cells::width(&start) + 3);
    Line::from(vec![
        Span::raw(start),
        Span::styled(sign, look.style(role)),
        Span::raw(format!(" {}", cells::cut_end(&words, room))),
    ])
}

/// How long until the next try, and how many there are at the most.
fn clock(watch: &Watch, width: usize, is_roomy: bool, sight: &Sight<'_>) -> Vec<Line<'static>> {
    let look = sight.look;
    let is_wide = width >= usize::from(WITH_SUMMARY);
    let indent = if is_wide { "  " } else { " " };
    let (tries, most) = (watch.tries().len(), watch.most_tries());
    let (waited, of) = watch.wait(sight.now);
    let mut first = vec![Span::raw(indent)];
    if of > 0 {
        if is_wide {
            first.extend(Bar::of(waited, of, 20).line(look).spans);
            first.push(Span::raw("  "));
        }
        let left = (of.saturating_sub(waited)).div_ceil(1000);
        first.push(Span::raw(format!("try {} in {}:{:02}", tries + 1, left / 60, left % 60)));
    } else {
        first.push(Span::raw(format!("try {} runs", tries + 1)));
    }
    let mut foot = vec![Line::from(first)];
    if is_wide && is_roomy {
        foot.push(Line::raw(format!("{indent}{tries} of at most {most} tries")));
        let words = "Ends when the answer changes, or Esc.";
        let words = cells::wrap(words, width.saturating_sub(indent.len() + 1));
        let muted = look.style(Role::Muted);
        foot.extend(words.into_iter().map(|words| Line::styled(format!("{indent}{words}"), muted)));
    } else {
        foot.push(Line::raw(format!("{indent}{tries} of {most}, Esc stops")));
    }
    foot
}

/// Why there are no more tries.
fn outcome(ended: Ended, width: usize, is_wide: bool) -> Vec<Line<'static>> {
    let indent = if is_wide { "  " } else { " " };
    let words = match ended {
        Ended::By(End::Passed | End::Changed, ms) if is_wide => format!("changed after {}", passed(ms)),
        Ended::By(End::Passed | End::Changed, ms) => format!("changed in {}", passed(ms)),
        Ended::Stopped(ms) if is_wide => format!("stopped after {}", passed(ms)),
        Ended::Stopped(ms) => format!("stopped at {}", passed(ms)),
        Ended::By(end, _) if is_wide => end.sentence().to_owned(),
        Ended::By(_, ms) => format!("ended at {}", passed(ms)),
    };
    let lines = cells::wrap(&words, width.saturating_sub(indent.len() + 1));
    lines.into_iter().map(|line| Line::raw(format!("{indent}{line}"))).collect()
}

/// In whole seconds, as a watch goes: `15 s`, `3:15 min`.
fn passed(ms: u64) -> String {
    if ms < 60_000 { format!("{} s", ms / 1000) } else { numbers::millis(ms) }
}
