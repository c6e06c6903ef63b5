//! The lower half: what is wrong with the rung under the cursor and the clicks that mend it, the answer as it
//! came; or what a rung measured; or whom the app acts as and what it was granted.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::ladder::{Ladder, Rung};
use crate::check::run_as::NARROW;
use crate::check::rungs::RUNGS;
use crate::check::{AppKind, RunAs, RungResult, Status, Verdict};
use crate::explore::shown::local;
use crate::salesforce::scopes::Reach;
use crate::text::{cells, numbers, safe};
use crate::trouble::{Step, Trouble};
use crate::tui::keymap::{Command, Keys};
use crate::tui::theme::{Look, Role, Sign};
use crate::tui::widgets::ink;
use crate::tui::widgets::pane::Title;

/// What is told beside the card of all that the org logged, and what it is called there.
const TOLD: [(&str, &str); 2] = [("last_login", "Last login"), ("permitted_users", "Permitted")];

/// The most rows of a body that is above the likely causes.
const SHORT: usize = 6;

/// A row of the lower half.
#[derive(Clone, Debug)]
pub enum Row {
    /// The line above a section: title and note.
    Section(String, String),
    /// A line of text.
    Text(Line<'static>),
}

/// What it is made for.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// Colours and signs.
    pub look: &'a Look,
    /// The keys, for sentences.
    pub keys: &'a Keys,
    /// Cells of a line.
    pub width: u16,
    /// Whose clicks are shown.
    pub kind: AppKind,
    /// With blank rows between the parts.
    pub is_roomy: bool,
}

/// The rows about the rung at a place. Never empty.
pub fn rows(page: Page<'_>, ladder: &Ladder, at: usize) -> Vec<Row> {
    let mut rows = Rows { page, rows: Vec::new() };
    match ladder.rung(at) {
        Rung::Ended(result) => match &result.diagnosis {
            Some(why) => {
                rows.wrong(result, why);
                if result.status == Status::Warn {
                    rows.measured(result);
                    rows.card(&ladder.run_as);
                    rows.logged(ladder);
                }
            }
            None if result.status != Status::NotTested && tells_whom(result.id) => {
                rows.card(&ladder.run_as);
                rows.logged(ladder);
            }
            None => rows.about(at, Some(result)),
        },
        Rung::Begun | Rung::Ahead | Rung::Stopped(_) => rows.about(at, None),
    }
    if let Some(verdict) = ladder.verdict.as_deref().filter(|verdict| verdict.failed().is_none()) {
        rows.works(verdict);
    }
    rows.rows
}

/// The rungs that find out about the user and the scopes.
fn tells_whom(id: &str) -> bool {
    matches!(id, "identity" | "token_shape")
}

/// How many rows there are to the clicks' end and, below them, the first of the answer.
pub fn up_to_answer(rows: &[Row], is_roomy: bool) -> usize {
    let answer = rows.iter().skip(1).position(|row| matches!(row, Row::Section(..)));
    // The section's line and the first of the answer; between them a gap.
    answer.map_or(rows.len(), |at| (at + 1 + if is_roomy { 3 } else { 2 }).min(rows.len()))
}

/// The row over what is read: the section's own line, if the rows from `top` on begin within it.
pub fn heading(rows: &[Row], top: usize) -> Option<usize> {
    let is_section = |row: &Row| matches!(row, Row::Section(..));
    rows.get(top).filter(|row| !is_section(row))?;
    rows[..top].iter().rposition(is_section)
}

/// Draws the rows from the one at `top` on; sections join the line beside the pane. The line of the section that is
/// read stays.
pub fn view(buffer: &mut Buffer, area: Rect, rows: &[Row], top: usize, is_focused: bool, look: &Look) {
    let mut is_first = true;
    let heading = heading(rows, top);
    let below = if heading.is_some() { top + 1 } else { top };
    let shown = heading.map(|at| &rows[at]).into_iter().chain(rows.iter().skip(below));
    for (y, row) in (area.y..area.bottom()).zip(shown) {
        match row {
            Row::Section(title, note) => {
                let title = Title::new(title).note(note.as_str()).focused(is_focused && is_first);
                title.section(buffer, Rect { y, height: 1, ..area }, look);
                is_first = false;
            }
            Row::Text(line) => {
                ink::line(buffer, area.x, y, area.width, line);
            }
        }
    }
}

struct Rows<'a> {
    page: Page<'a>,
    rows: Vec<Row>,
}

impl Rows<'_> {
    fn style(&self, role: Role) -> Style {
        self.page.look.style(role)
    }

    fn section(&mut self, title: impl Into<String>, note: impl Into<String>) {
        self.rows.push(Row::Section(title.into(), note.into()));
        self.gap();
    }

    fn gap(&mut self) {
        if self.page.is_roomy {
            self.rows.push(Row::Text(Line::default()));
        }
    }

    fn line(&mut self, spans: Vec<Span<'static>>) {
        self.rows.push(Row::Text(Line::from(spans)));
    }

    /// A paragraph after a mark, its further lines under its first.
    fn hang(&mut self, indent: usize, mark: Span<'static>, text: &str, style: Style) {
        let body = indent + mark.width() + 1;
        let room = usize::from(self.page.width).saturating_sub(body + 1).max(10);
        for (i, line) in cells::wrap(&safe::visible(text), room).into_iter().enumerate() {
            let start = if i == 0 {
                vec![Span::raw(" ".repeat(indent)), mark.clone(), Span::raw(" ")]
            } else {
                vec![Span::raw(" ".repeat(body))]
            };
            self.line(start.into_iter().chain([Span::styled(line, style)]).collect());
        }
    }

    /// That it works, below the line of the first section, whatever rung is looked at.
    fn works(&mut self, verdict: &Verdict) {
        let warned = verdict.status() == Status::Warn;
        let (sign, role) = self.page.look.sign(if warned { Sign::Warned } else { Sign::Passed });
        let calls = match verdict.cost.api_calls {
            1 => "1 API call".to_owned(),
            n => format!("{n} API calls"),
        };
        let passed = verdict.count(Status::Pass);
        let facts = [format!("{passed} rungs passed"), numbers::millis(verdict.ms), calls];
        let room = usize::from(self.page.width).saturating_sub(23);
        // As many of them as have room.
        let fits = |n: &usize| cells::width(&facts[..*n].join(" · ")) <= room;
        let facts = facts[..(0..=3).rev().find(fits).unwrap_or(0)].join(" · ");
        let line = Line::from(vec![
            Span::raw("  "),
            Span::styled(sign, self.style(role)),
            Span::styled(" The app works", self.page.look.bold(Role::Normal)),
            Span::styled(format!("   {facts}"), self.style(Role::Muted)),
        ]);
        let at = 1 + usize::from(self.page.is_roomy);
        let gap = self.page.is_roomy.then(|| Row::Text(Line::default()));
        self.rows.splice(at..at, std::iter::once(Row::Text(line)).chain(gap));
    }

    fn wrong(&mut self, result: &RungResult, why: &Trouble) {
        let is_failure = result.status == Status::Fail;
        let has_clicks = why.steps(self.page.kind).iter().any(|step| matches!(step, Step::Click(_)));
        self.section(
            match (is_failure, self.page.is_roomy && has_clicks) {
                (true, true) => "What is wrong, and the clicks that fix it",
                (true, false) => "What is wrong",
                (false, _) => "It works, with a warning",
            },
            "",
        );
        let (sign, role) = self.page.look.sign(if is_failure { Sign::Failed } else { Sign::Warned });
        self.hang(2, Span::styled(sign, self.style(role)), &why.what, Style::new());
        for seen in &why.evidence.seen {
            self.hang(4, Span::styled("·", self.style(Role::Muted)), seen, self.style(Role::Muted));
        }
        // The clicks come first, unless nobody can tell yet which of the causes it is and there is room for all.
        let is_likely_first = why.cannot_tell && self.page.is_roomy;
        if is_likely_first {
            self.likely(why);
        }
        let steps = why.steps(self.page.kind).to_vec();
        if !steps.is_empty() {
            self.rows.push(Row::Text(Line::default()));
            if why.differs_by_kind() {
                self.kinds();
            }
            for (n, step) in steps.iter().enumerate() {
                let gap = if self.page.is_roomy { " " } else { "" };
                let mark = Span::styled(format!("{}{gap}", n + 1), self.style(Role::Accent));
                let step = step.watched_by(&self.page.keys.of(Command::Watch)).line();
                self.hang(2, mark, &step, Style::new());
            }
        }
        // A short answer is worth more than what is likely; a web page is not.
        let is_long = why.answer.as_ref().is_some_and(|came| self.body(&came.body).len() > SHORT);
        if is_long && !is_likely_first {
            self.likely(why);
        }
        self.answer(why);
        if !is_long && !is_likely_first {
            self.likely(why);
        }
    }

    /// Likely causes: where there is more than one, or where they can't be told apart.
    fn likely(&mut self, why: &Trouble) {
        if why.causes.len() < 2 && !why.cannot_tell {
            return;
        }
        self.gap();
        let muted = self.style(Role::Muted);
        let head =
            if why.cannot_tell { "The answer is the same for each of these:" } else { "Most likely first:" };
        self.line(vec![Span::styled(format!("    {head}"), muted)]);
        for cause in &why.causes {
            self.hang(4, Span::styled("·", muted), cause, Style::new());
        }
    }

    fn kinds(&mut self) {
        let mut spans = vec![Span::raw(if self.page.is_roomy { "  " } else { " " })];
        for kind in [AppKind::ExternalClientApp, AppKind::ConnectedApp] {
            if kind == self.page.kind {
                spans.push(Span::styled(format!("[{}]", kind.words()), self.page.look.bold(Role::Accent)));
            } else {
                spans.push(Span::raw(format!(" {} ", kind.words())));
            }
            spans.push(Span::raw(" "));
        }
        self.line(spans);
    }

    fn answer(&mut self, why: &Trouble) {
        let muted = self.style(Role::Muted);
        let Some(came) = why.answer.as_deref() else {
            if let Some(excerpt) = &why.evidence.excerpt {
                self.gap();
                self.hang(3, Span::raw(""), excerpt, muted);
            }
            return;
        };
        let headers = format!("{} headers", self.page.keys.of(Command::Exchange));
        self.section(
            if self.page.is_roomy { "Answer, as it came" } else { "Answer" },
            if came.headers.is_empty() { String::new() } else { headers },
        );
        // Salesforce's own words first.
        let body = if came.body.is_empty() { Vec::new() } else { self.body(&came.body) };
        for line in body {
            self.line(vec![Span::raw(format!("  {line}"))]);
        }
        let status = why.evidence.status.map(|status| format!("HTTP {status}"));
        let size = numbers::bytes(came.body.len() as u64);
        let cause = format!("cause {}", why.cause_id());
        let facts = |kind: Option<String>| {
            let parts = [status.clone(), kind, Some(size.clone()), Some(cause.clone())];
            parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
        };
        let whole = facts(came.content_type.clone());
        let fits = cells::width(&whole) + 3 <= usize::from(self.page.width);
        self.hang(1, Span::raw(""), &if fits { whole } else { facts(None) }, muted);
    }

    /// Line breaks of a body are its own; within a line nothing is left out or moved.
    fn body(&self, body: &[u8]) -> Vec<String> {
        let room = usize::from(self.page.width).saturating_sub(4);
        safe::visible_bytes(body).split("\\n").flat_map(|line| broken(line, room)).collect()
    }

    /// What a rung asks and how, and what it measured.
    fn about(&mut self, at: usize, result: Option<&RungResult>) {
        let Some(rung) = RUNGS.get(at) else { return };
        self.section(format!("Rung {}: {}", at + 1, rung.name), "");
        self.hang(1, Span::raw(""), rung.asks, Style::new());
        self.gap();
        self.hang(1, Span::raw(""), rung.how, self.style(Role::Muted));
        match result {
            Some(result) if result.status == Status::NotTested => {
                self.gap();
                let words = if result.exchanges.0.is_empty() {
                    "Not tested, since a rung before it failed."
                } else {
                    "Not judged: it was asked at the same time as the rung before it that failed."
                };
                self.hang(1, Span::raw(""), words, Style::new());
            }
            Some(result) => {
                self.gap();
                self.details(result);
            }
            None => {}
        }
    }

    fn measured(&mut self, result: &RungResult) {
        if !result.detail.is_empty() {
            let name = RUNGS.iter().find(|r| r.id == result.id).map_or(result.id, |r| r.name);
            self.section(format!("What {name} measured"), "");
            self.details(result);
        }
    }

    fn details(&mut self, result: &RungResult) {
        let names = result.detail.iter().map(|(name, _)| cells::width(name)).max().unwrap_or(0);
        for (name, value) in &result.detail {
            let name = Span::styled(cells::left(&in_words(name), names + 1), self.style(Role::Muted));
            self.hang(2, name, &in_local_time(value), Style::new());
        }
    }

    fn card(&mut self, card: &RunAs) {
        self.section(
            if self.page.is_roomy { "Whom this app acts as, and what it was granted" } else { "Run As" },
            "",
        );
        for (name, value) in card.facts() {
            self.fact(name, &value);
        }
        self.scopes(card);
    }

    /// What the org itself logged of the app and its user, where that was read.
    fn logged(&mut self, ladder: &Ladder) {
        let evidence = RUNGS.iter().position(|rung| rung.id == "evidence").and_then(|at| ladder.result(at));
        let Some(evidence) = evidence.filter(|result| result.status != Status::NotTested) else { return };
        self.gap();
        for (name, words) in TOLD {
            for (_, value) in evidence.detail.iter().filter(|(other, _)| *other == name) {
                self.fact(words, &in_local_time(value));
            }
        }
        if let Some(why) = &evidence.diagnosis {
            self.fact("Log", &why.what);
        }
    }

    fn fact(&mut self, name: &str, value: &str) {
        let name = Span::styled(cells::left(name, 11), self.style(Role::Muted));
        self.hang(2, name, value, Style::new());
    }

    fn scopes(&mut self, card: &RunAs) {
        let Some(scopes) = &card.scopes else { return };
        self.gap();
        for scope in scopes {
            let role = match scope.reach {
                Reach::Broad | Reach::Unknown => Role::Warn,
                Reach::Needed | Reach::Useful | Reach::Unused => Role::Normal,
            };
            let name = Span::styled(cells::left(&safe::visible(&scope.name), 11), self.style(role));
            let (label, words) = (scope.short_label(), scope.use_here());
            let words = match label {
                "" => words.to_owned(),
                label if self.page.width < 70 => format!("{label}: {words}"),
                label => format!("{}  {words}", cells::left(label, cells::width(label).max(31))),
            };
            self.hang(2, name, &words, self.style(Role::Muted));
        }
        if card.has_narrow_scopes() {
            self.gap();
            self.hang(1, Span::raw(""), NARROW, Style::new());
        }
    }
}

/// A measurement's name as a person reads it: `last login` for `last_login`.
pub fn in_words(name: &str) -> String {
    name.replace('_', " ")
}

/// What was measured, with a moment at its beginning as people here write it.
fn in_local_time(value: &str) -> Cow<'_, str> {
    let (first, rest) = value.split_at(value.find(" · ").unwrap_or(value.len()));
    local(first).map_or(Cow::Borrowed(value), |moment| Cow::Owned(format!("{moment}{rest}")))
}

/// A line in pieces of at most `room` cells, nothing left out.
fn broken(line: &str, room: usize) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut rest = line;
    loop {
        let (piece, _) = cells::prefix(rest, room.max(2));
        pieces.push(piece.to_owned());
        rest = &rest[piece.len()..];
        if rest.is_empty() || piece.is_empty() {
            return pieces;
        }
    }
}
