//! How the table is drawn, and below it what is known of the org under the cursor.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::{CHECKS, CheckAll, Row, State};
use crate::check::{Status, Verdict, many, rungs};
use crate::salesforce::hosts::Environment;
use crate::text::{cells, numbers, safe};
use crate::tui::keymap::Command;
use crate::tui::screens::Sight;
use crate::tui::screens::wait::passed;
use crate::tui::theme::{Look, Role, Sign};
use crate::tui::widgets::pane::{self, Title};
use crate::tui::widgets::table::{Cell, Column, Table};
use crate::tui::widgets::{ink, trouble_box};

/// Rows that are not the table's: title, heads, a blank, the sentence, the facts.
const AROUND: u16 = 5;
/// Rows for what is known of one org, where the screen is tall enough.
const LOWER: u16 = 9;
/// Milliseconds of one step of a turning sign.
const TURN_MS: u64 = 150;

/// The columns; the users have no more cells than they need, so that the verdicts have the rest.
fn columns(order: &[&Row]) -> [Column; 7] {
    let users = order.iter().filter_map(|row| user(row)).map(|user| cells::width(&user)).max();
    let widest = users.unwrap_or(0).min(26) as u16;
    [
        Column::new("", 1),
        Column::new("Org", 12).name().up_to(14),
        Column::new("Environment", 11).leaves(3),
        Column::new("Verdict", 22).grows(),
        Column::new("Run As user", widest.min(22)).name().up_to(widest).leaves(4),
        Column::new("Time", 7).right().leaves(1),
        Column::new("API today", 9).right().leaves(2),
    ]
}

/// The rows of the table on a screen.
pub fn list_height(area: Rect, len: usize) -> usize {
    let lower = if area.height >= AROUND + LOWER + 4 { LOWER } else { 0 };
    usize::from(area.height.saturating_sub(AROUND + lower)).clamp(1, len.max(1))
}

fn list_area(area: Rect, len: usize) -> Rect {
    let height = (list_height(area, len) as u16 + 1).min(area.height.saturating_sub(2));
    Rect { x: area.x + 1, y: area.y + 1, width: area.width.saturating_sub(1), height }
}

/// The row that is drawn at `y`.
pub fn row_at(all: &CheckAll, area: Rect, y: u16) -> Option<usize> {
    let len = all.rows.len();
    Table::new(&columns(&all.order()), len).gutter(1).row_at(list_area(area, len), all.scroll, y)
}

impl CheckAll {
    /// Draws; the place of the cursor row.
    pub fn view(&self, area: Rect, buf: &mut Buffer, sight: &Sight<'_>) -> Option<Position> {
        let look = sight.look;
        let done = self.rows.iter().filter(|row| row.is_done()).count();
        let took = numbers::elapsed(self.took(sight.now));
        let note = format!("{done} of {} done · {} at a time · {took}", self.rows.len(), many::AT_ONCE);
        let top = Rect { height: 1, ..area };
        Title::new("Check all orgs").note(note).focused(true).view(buf, top, look);
        let order = self.order();
        let list = list_area(area, order.len());
        let columns = columns(&order);
        let table = Table::new(&columns, order.len()).gutter(1);
        table.view(buf, list, self.scroll, look, |n| line(order[n], sight));
        let bottom = Rect { y: area.bottom() - 1, height: 1, ..area };
        pane::facts(buf, bottom, &self.fact(sight), &Line::raw("orgscope check --all says the same"), look);
        let mut y = list.bottom() + 1;
        let words = match area.width {
            0..80 => "Worst first; a slow org holds up no other.".into(),
            _ => format!(
                "Worst first; a slow org holds up no other. Enter shows its check · {} report",
                sight.key(Command::Save)
            ),
        };
        if y < bottom.y {
            ink::put(buf, area.x + 2, y, area.width.saturating_sub(3), &words, look.style(Role::Muted));
            y += 2;
        }
        let below = Rect { y, height: bottom.y.saturating_sub(y), ..area };
        match (&self.trouble, self.here()) {
            (Some(trouble), _) => {
                trouble_box::view(buf, below, trouble, &[(&sight.key(Command::Again), "try again")], look);
            }
            (None, Some(row)) if below.height >= 4 => about(row, below, buf, sight),
            _ => {}
        }
        let at =
            self.scroll.cursor().checked_sub(self.scroll.window(order.len(), table.height(list)).start)?;
        Some(Position { x: area.x + 1, y: list.y + 1 + at as u16 })
    }

    fn fact(&self, sight: &Sight<'_>) -> Line<'static> {
        if sight.waiting(CHECKS).is_some() {
            return Line::raw("at most 6 API calls in each org");
        }
        let count = |wanted: Status| self.rows.iter().filter(|row| status(row) == Some(wanted)).count();
        let counts = [(Status::Fail, "failed"), (Status::Warn, "with a warning"), (Status::Pass, "work")];
        let mut words: Vec<String> = counts
            .into_iter()
            .map(|(status, word)| (count(status), word))
            .filter(|(n, _)| *n > 0)
            .map(|(n, word)| format!("{n} {word}"))
            .collect();
        words.extend(self.ended.map(|at| format!("as of {}", numbers::clock(at))));
        Line::raw(words.join(" · "))
    }
}

/// How the check of an org ended, where it did.
fn status(row: &Row) -> Option<Status> {
    match &row.state {
        State::Ended(verdict) => Some(verdict.status()),
        State::NotBegun(_) => Some(Status::Fail),
        State::Climbs(..) | State::Ahead => None,
    }
}

fn sign(row: &Row, sight: &Sight<'_>) -> Sign {
    match (&row.state, status(row)) {
        (State::Climbs(since, _), _) => Sign::Turning((passed(*since, sight.now) / TURN_MS) as usize),
        (_, Some(Status::Pass)) => Sign::Passed,
        (_, Some(Status::Warn)) => Sign::Warned,
        (_, Some(Status::Fail)) => Sign::Failed,
        (_, Some(Status::NotTested) | None) => Sign::Untested,
    }
}

/// Whom the app acts as, by this check or, before it ends, by the last.
fn user(row: &Row) -> Option<String> {
    match &row.state {
        State::Ended(verdict) => verdict.run_as.username.clone(),
        _ => row.org.last.as_ref().and_then(|last| last.run_as.clone()),
    }
}

fn line(row: &Row, sight: &Sight<'_>) -> Vec<Cell<'static>> {
    let (glyph, role) = sight.look.sign(sign(row, sight));
    let verdict = match &row.state {
        State::Ended(verdict) => Some(verdict.as_ref()),
        _ => None,
    };
    let is_known = verdict.is_some_and(|verdict| verdict.run_as.environment.is_some());
    let environment =
        verdict.filter(|_| is_known).map_or(row.org.environment, |verdict| verdict.run_as.environment());
    let badge = Cell::new(environment.badge());
    let (words, words_role) = words(row, sight);
    let ms = match &row.state {
        State::Ended(verdict) => Some(verdict.ms),
        State::Climbs(since, _) => Some(passed(*since, sight.now)),
        State::NotBegun(_) | State::Ahead => None,
    };
    let today = verdict
        .and_then(|verdict| verdict.cost.after.zip(verdict.cost.limit))
        .and_then(|(used, of)| numbers::percent(used, of));
    vec![
        Cell::new(glyph).role(role),
        Cell::new(row.org.name.clone()),
        if environment == Environment::Production { badge.bold() } else { badge },
        Cell::new(words).role(words_role),
        Cell::new(user(row).unwrap_or_default()).role(if verdict.is_some() {
            Role::Normal
        } else {
            Role::Muted
        }),
        Cell::new(ms.map_or_else(|| "–".into(), numbers::elapsed)),
        Cell::new(today.unwrap_or_else(|| "–".into())),
    ]
}

fn words(row: &Row, sight: &Sight<'_>) -> (String, Role) {
    match &row.state {
        State::Ended(verdict) => (many::in_words(verdict), Role::Normal),
        State::NotBegun(trouble) => (trouble.what.clone(), Role::Normal),
        State::Climbs(_, rung) => {
            (format!("{}…", rungs::by_id(rung).map_or(*rung, |row| row.name)), Role::Muted)
        }
        State::Ahead if sight.waiting(CHECKS).is_some() => ("its turn comes".into(), Role::Muted),
        State::Ahead => ("not checked".into(), Role::Muted),
    }
}

/// What is wrong with the org under the cursor, whole, or whom its app acts as.
fn about(row: &Row, area: Rect, buf: &mut Buffer, sight: &Sight<'_>) {
    let look = sight.look;
    let title = safe::visible(&row.org.name).into_owned();
    Title::new(&title).view(buf, Rect { height: 1, ..area }, look);
    let room = usize::from(area.width.saturating_sub(8)).max(10);
    let (glyph, role) = look.sign(sign(row, sight));
    let sentence = words(row, sight).0;
    let mut lines = Vec::new();
    for (n, part) in cells::wrap(&safe::visible(&sentence), room).into_iter().enumerate() {
        let start = if n == 0 { format!("   {glyph} ") } else { "     ".into() };
        lines.push(Line::from(vec![Span::styled(start, look.style(role)), Span::raw(part)]));
    }
    match &row.state {
        State::Ended(verdict) => known(&mut lines, verdict, room, look),
        State::NotBegun(trouble) => {
            let again = sight.key(Command::Again);
            let keys = [("Enter", "all of it"), (&*again, "check all again")];
            return trouble_box::view(buf, area, trouble, &keys, look);
        }
        State::Climbs(..) | State::Ahead => {}
    }
    for (y, line) in (area.y + 2..area.bottom()).zip(&lines) {
        ink::line(buf, area.x, y, area.width.saturating_sub(1), line);
    }
}

fn known(lines: &mut Vec<Line<'static>>, verdict: &Verdict, room: usize, look: &Look) {
    let muted = look.style(Role::Muted);
    let failed = verdict.failed().and_then(|rung| rung.diagnosis.as_deref());
    if let Some(why) = failed {
        let evidence = why.evidence.line().into_iter().chain(why.evidence.message.clone());
        let evidence = evidence.collect::<Vec<_>>().join("  ");
        if !evidence.is_empty() {
            let shown = cells::cut_end(&safe::visible(&evidence), room).into_owned();
            lines.push(Line::styled(format!("     {shown}"), muted));
        }
        if let Some(step) = why.next.first() {
            let shown = cells::cut_end(&safe::visible(&step.line()), room.saturating_sub(3)).into_owned();
            lines
                .push(Line::from(vec![Span::styled("     1  ", look.style(Role::Accent)), Span::raw(shown)]));
            lines.push(Line::styled("     Enter shows all clicks, for either kind of app", muted));
        }
        return;
    }
    let card = &verdict.run_as;
    let parts = [card.org_name.as_deref(), card.org_id.as_deref(), card.profile.as_deref()];
    let words = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    lines.push(Line::raw(format!("     {}", safe::visible(&words))));
}
