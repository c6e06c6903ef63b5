//! How the check is drawn: which pane gets which cells, titles and facts.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::lower::{self, Page};
use super::picture::Picture;
use super::{Check, left};
use crate::check::Status;
use crate::check::rungs::RUNGS;
use crate::text::{cells, numbers};
use crate::tui::keymap::{Command, Keys};
use crate::tui::screens::Sight;
use crate::tui::theme::{Background, ColourDepth, Look, Role, Sign};
use crate::tui::widgets::pane::{self, Title};
use crate::tui::widgets::{ink, trouble_box};

/// Below that many rows the conversation comes below the sentence and the clicks.
const LOW: u16 = 16;

/// The cells of the panes, without titles and facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Panes {
    /// The rungs; `None` if one pane alone is shown and it is the other.
    pub left: Option<Rect>,
    /// Conversation and lower half.
    pub right: Option<Rect>,
}

impl Panes {
    /// The rung that is drawn at a row.
    pub fn rung_at(&self, y: u16) -> Option<usize> {
        let left = self.left?;
        let first = left.y + u16::from(usize::from(left.height) > RUNGS.len());
        let at = usize::from(y.checked_sub(first)?);
        (at < RUNGS.len()).then_some(at)
    }
}

/// The panes in an area; `None` if there is no room at all.
pub fn panes(check: &Check, area: Rect) -> Option<Panes> {
    let inner = Rect { y: area.y + 1, height: area.height.checked_sub(2)?, ..area };
    if check.is_zoomed || is_one_pane(area) {
        let [left, right] = if check.reads_right(area) { [None, Some(inner)] } else { [Some(inner), None] };
        return Some(Panes { left, right });
    }
    // As drawn: 43 of 120, 22 of 80.
    let wide = match area.width {
        ..100 => 22,
        width => (width * 43 / 120).clamp(40, 60),
    };
    let left = Rect { width: wide, ..inner };
    let right = Rect { x: inner.x + wide + 1, width: inner.width - wide - 1, ..inner };
    Some(Panes { left: Some(left), right: Some(right) })
}

/// Whether there is room for one pane alone.
pub fn is_one_pane(area: Rect) -> bool {
    area.width < 80
}

/// How conversation and lower half share the right pane.
struct Split {
    picture: Rect,
    lower: Rect,
}

/// What is to be mended needs its clicks more than its picture; where all is well the picture comes first.
/// How far it then gives way depends on the rows up to the clicks' end and the first of the answer.
fn split(area: Rect, picture: u16, lower: &[lower::Row], has_clicks: bool) -> Split {
    let rows = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
    let left = area.height.saturating_sub(rows(lower.len()));
    let for_clicks = area.height.saturating_sub(rows(lower::up_to_answer(lower, is_roomy(area))));
    let least = match (has_clicks, is_roomy(area)) {
        (true, true) => for_clicks.clamp(6, 10),
        (true, false) => for_clicks.clamp(3, 7),
        (false, _) => area.height.saturating_sub(9),
    };
    let height = picture.min(left.max(least)).min(area.height);
    Split {
        picture: Rect { height, ..area },
        lower: Rect { y: area.y + height, height: area.height - height, ..area },
    }
}

fn is_roomy(area: Rect) -> bool {
    area.height >= 25
}

impl Check {
    /// Whether the right pane begins with the result and the conversation comes below it: where all is well, and
    /// if there are too few rows for both. What is to be mended has its picture above it otherwise.
    fn is_result_first(&self, area: Rect) -> bool {
        self.verdict().is_some() && (self.ladder.failed().is_none() || area.height < LOW)
    }

    fn lower_rows(&self, area: Rect, look: &Look, keys: &Keys) -> Vec<lower::Row> {
        if !self.shows_lower() {
            return Vec::new();
        }
        let page = Page { look, keys, width: area.width, kind: self.kind, is_roomy: is_roomy(area) };
        lower::rows(page, &self.ladder, self.cursor())
    }

    /// Whether the rung under the cursor has something to be mended, or another one failed.
    fn has_clicks(&self) -> bool {
        let here = self.ladder.result(self.cursor());
        self.ladder.failed().is_some() || here.is_some_and(|result| result.diagnosis.is_some())
    }

    /// While it climbs the picture has all rows, until a rung fails or one is chosen.
    fn shows_lower(&self) -> bool {
        self.ladder.verdict.is_some() || self.ladder.failed().is_some() || self.chosen.is_some()
    }

    fn picture<'a>(&'a self, host: &'a str, area: Rect, turn: usize) -> Picture<'a> {
        let is_climbing = self.ladder.stopped().is_none() && self.verdict().is_none();
        let turn = is_climbing.then_some(turn);
        let failed = self.ladder.failed().and_then(|at| self.ladder.result(at));
        let failing = failed.and_then(|rung| rung.diagnosis.as_ref()?.evidence.exchange);
        Picture { sequence: &self.ladder.sequence, host, is_roomy: is_roomy(area), turn, failing }
    }

    /// Draws; the place of the cursor.
    pub fn view(&self, area: Rect, buf: &mut Buffer, sight: &Sight<'_>) -> Option<Position> {
        let panes = panes(self, area)?;
        let look = sight.look;
        let is_prod =
            self.draft.is_none() && sight.head.is_some_and(|head| head.environment.counts_as_production());
        let (top, bottom) = (area.y, area.bottom() - 1);
        let mut caret = None;
        // First, so that sections at both sides join it.
        if let (Some(left), Some(_)) = (panes.left, panes.right) {
            ink::upright(buf, Rect { x: left.right(), width: 1, ..left }, look);
        }
        if let Some(left) = panes.left {
            let row = Rect { y: top, height: 1, ..left };
            let title = Title::new("Rungs").note(self.time(sight)).focused(self.is_left_focused());
            title.prod(is_prod).view(buf, row, look);
            caret = left::view(self, buf, left, sight);
        }
        if let Some(right) = panes.right {
            let is_focused = panes.left.is_none() || !self.is_left_focused();
            self.right(buf, right, is_focused, sight, is_prod);
        }
        let (left, right) = self.facts(sight, area.width, panes);
        let none = Line::default();
        match (panes.left, panes.right) {
            (Some(l), Some(r)) => {
                pane::joint(buf, l.right(), top, (self.is_left_focused(), false), is_prod, look);
                pane::facts(buf, Rect { y: bottom, height: 1, ..l }, &left, &none, look);
                pane::facts(buf, Rect { y: bottom, height: 1, ..r }, &right, &none, look);
                pane::foot(buf, l.right(), bottom, look);
            }
            (Some(only), None) | (None, Some(only)) => {
                pane::facts(buf, Rect { y: bottom, height: 1, ..only }, &left, &right, look);
            }
            (None, None) => {}
        }
        caret
    }

    fn time(&self, sight: &Sight<'_>) -> Line<'static> {
        match (self.elapsed(sight), self.verdict()) {
            (Some(ms), None) if ms >= 100 => {
                let (sign, role) = sight.look.sign(Sign::Turning(self.turn(sight)));
                Line::from(vec![
                    Span::styled(sign, sight.look.style(role)),
                    Span::raw(format!(" {}", numbers::elapsed(ms))),
                ])
            }
            (_, Some(verdict)) => Line::raw(numbers::millis(verdict.ms)),
            _ => Line::default(),
        }
    }

    fn right(&self, buf: &mut Buffer, area: Rect, is_focused: bool, sight: &Sight<'_>, is_prod: bool) {
        let look = sight.look;
        let row = Rect { y: area.y - 1, height: 1, ..area };
        let note = self.started.map(numbers::clock).unwrap_or_default();
        if self.trouble.is_none() && self.is_result_first(area) {
            return self.result_first(buf, area, (note, is_focused), sight, is_prod);
        }
        Title::new("What happened").note(note).prod(is_prod).view(buf, row, look);
        if let Some(trouble) = &self.trouble {
            trouble_box::view(buf, area, trouble, &[(&sight.key(Command::Again), "try again")], look);
            return;
        }
        if !self.ladder.is_begun() && sight.waiting(super::CLIMB).is_none() {
            return idle(buf, area, sight);
        }
        let host = self.host(sight.head).unwrap_or_default();
        let picture = self.picture(&host, area, self.turn(sight));
        let rows = self.lower_rows(area, look, &sight.keys);
        let split = split(area, picture.height(), &rows, self.has_clicks());
        picture.view(buf, split.picture, look);
        let most = rows.len().saturating_sub(usize::from(split.lower.height));
        lower::view(buf, split.lower, &rows, self.top.min(most), !self.is_left_focused(), look);
    }

    /// The result from the first row on, and below it the conversation; both are scrolled as one.
    fn result_first(
        &self,
        buf: &mut Buffer,
        area: Rect,
        (note, is_focused): (String, bool),
        sight: &Sight<'_>,
        is_prod: bool,
    ) {
        let look = sight.look;
        let mut rows = self.lower_rows(area, look, &sight.keys);
        // The first section is the pane's own title.
        let title = match rows.first() {
            Some(lower::Row::Section(title, _)) => title.clone(),
            _ => String::new(),
        };
        rows.drain(..rows.len().min(1));
        let row = Rect { y: area.y - 1, height: 1, ..area };
        Title::new(&title).note(note).focused(is_focused).prod(is_prod).view(buf, row, look);
        let host = self.host(sight.head).unwrap_or_default();
        let picture = self.picture(&host, area, self.turn(sight));
        rows.push(lower::Row::Section("What happened".into(), String::new()));
        let above = rows.len() as u16;
        let all = usize::from(above + picture.height());
        let top = self.top.min(all.saturating_sub(usize::from(area.height)));
        lower::view(buf, area, &rows, top, false, look);
        // The picture is drawn whole, and shown as far as there are rows.
        let whole = Rect { x: area.x, y: 0, width: area.width, height: picture.height() };
        let mut drawn = Buffer::empty(whole);
        picture.view(&mut drawn, whole, look);
        let first = area.y + u16::from(lower::heading(&rows, top).is_some());
        for y in first..area.bottom() {
            let Some(from) = (usize::from(y - area.y) + top).checked_sub(usize::from(above)) else {
                continue;
            };
            for x in area.x..area.right() {
                if let (Some(cell), Some(to)) = (drawn.cell((x, from as u16)), buf.cell_mut((x, y))) {
                    *to = cell.clone();
                }
            }
        }
    }

    fn facts(&self, sight: &Sight<'_>, width: u16, panes: Panes) -> (Line<'static>, Line<'static>) {
        let look = sight.look;
        let signed = |sign: Sign, words: String| {
            let (glyph, role) = look.sign(sign);
            Line::from(vec![Span::styled(glyph, look.style(role)), Span::raw(format!(" {words}"))])
        };
        let overflow = panes.right.map_or(0, |area| self.overflow(area, &sight.keys));
        let is_read = panes.left.is_none() || !self.is_left_focused();
        let way = if is_read { "below" } else { "Tab" };
        let more = match overflow.saturating_sub(self.top) {
            0 => String::new(),
            1 => format!("+1 line, {way}"),
            n => format!("+{n} lines, {way}"),
        };
        let Some(verdict) = self.verdict() else {
            let words = RUNGS
                .iter()
                .enumerate()
                .find(|(at, _)| *self.ladder.rung(*at) == super::ladder::Rung::Begun)
                .map(|(_, rung)| format!("{}…", rung.name));
            let left = match words {
                Some(words) if sight.waiting(super::CLIMB).is_some() => {
                    signed(Sign::Turning(self.turn(sight)), words)
                }
                _ => match self.ladder.stopped() {
                    Some(ms) if self.trouble.is_none() => {
                        let after = if width < 100 { "stopped," } else { "stopped after" };
                        signed(Sign::Untested, format!("{after} {}", numbers::elapsed(ms)))
                    }
                    _ => Line::default(),
                },
            };
            return (left, Line::raw(more));
        };
        let left = match verdict.failed() {
            Some(rung) => {
                let name = RUNGS.iter().find(|r| r.id == rung.id).map_or(rung.id, |r| r.name);
                let evidence = rung.diagnosis.as_ref().and_then(|why| {
                    let code = why.evidence.code.as_ref()?;
                    Some(why.evidence.status.map_or(code.clone(), |status| format!("{status} {code}")))
                });
                let words = match evidence.unwrap_or_else(|| rung.summary.clone()) {
                    _ if width < 100 => format!("{name} failed"),
                    evidence => format!("{name} failed: {evidence}"),
                };
                signed(Sign::Failed, cells::cut_end(&words, 40).into_owned())
            }
            None => {
                let sign = if verdict.status() == Status::Warn { Sign::Warned } else { Sign::Passed };
                signed(sign, "The app works".into())
            }
        };
        let is_stored = self.draft.is_none() && !self.has_switches;
        let right = match (verdict.failed(), is_stored) {
            _ if !more.is_empty() => more,
            (Some(_), true) if width >= 100 => format!("orgscope check {} --json says the same", verdict.org),
            (Some(_), true) => format!("orgscope check {} --json", verdict.org),
            (None, _) if self.draft.is_none() => {
                format!("{} browses its objects", sight.key(Command::ScreenObjects))
            }
            _ => String::new(),
        };
        (left, Line::raw(right))
    }

    /// Rows of the lower half that have no room in the right pane.
    fn overflow(&self, area: Rect, keys: &Keys) -> usize {
        // Only rows are counted, so any look will do.
        let look = Look::new(ColourDepth::None, Background::Dark, false, true);
        let rows = self.lower_rows(area, &look, keys);
        let picture = self.picture("", area, 0);
        if self.is_result_first(area) {
            return (rows.len() + usize::from(picture.height())).saturating_sub(usize::from(area.height));
        }
        let split = split(area, picture.height(), &rows, self.has_clicks());
        rows.len().saturating_sub(usize::from(split.lower.height))
    }
}

/// How far the lower half can be scrolled in the body of the screen.
pub fn lower_overflow(check: &Check, area: Rect, keys: &Keys) -> usize {
    panes(check, area).and_then(|panes| panes.right).map_or(0, |right| check.overflow(right, keys))
}

fn idle(buf: &mut Buffer, area: Rect, sight: &Sight<'_>) {
    let (look, again) = (sight.look, sight.key(Command::Again));
    let costs = format!("It reads only, and costs at most 6 API calls.   {again} starts it.");
    let lines = [
        (
            "The check climbs from what you typed to a row that was read, and stops nowhere silently:",
            Role::Normal,
        ),
        ("a rung that fails says which click in Setup mends it.", Role::Normal),
        ("", Role::Normal),
        (&*costs, Role::Muted),
    ];
    let mut y = area.y + 1;
    for (text, role) in lines {
        for line in cells::wrap(text, usize::from(area.width.saturating_sub(4))) {
            if y < area.bottom() {
                ink::put(buf, area.x + 2, y, area.width, &line, look.style(role));
            }
            y += 1;
        }
    }
}
