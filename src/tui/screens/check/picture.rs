//! The conversation as a picture: three lanes, an arrow for each request and one for its answer.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::handoff::sequence::{Arrow, Lane, Outcome, Sequence};
use crate::text::{cells, numbers, safe};
use crate::tui::theme::{Look, Role, Sign};
use crate::tui::widgets::ink;

/// What is drawn of a conversation with a host.
#[derive(Debug)]
pub struct Picture<'a> {
    /// The arrows.
    pub sequence: &'a Sequence,
    /// The name over the middle lane.
    pub host: &'a str,
    /// With the line under the names and the notes under requests.
    pub is_roomy: bool,
    /// Which step of turning the sign of a request under way shows; `None` if it was stopped.
    pub turn: Option<usize>,
    /// The number of the exchange that the check failed at: it is kept in sight.
    pub failing: Option<u64>,
}

/// One row of the picture.
enum Row<'a> {
    Ask(&'a Arrow),
    Note(&'a str),
    Answer(&'a Arrow),
    NotSent(&'a Arrow, usize),
    Gap,
}

/// The columns of the lanes.
struct Lanes {
    you: u16,
    login: u16,
    api: u16,
}

impl Lanes {
    fn of(area: Rect) -> Self {
        // As drawn at 76 cells (5, 35, 63) and at 57 (3, 35, 50).
        let you = if area.width >= 70 { 5 } else { 3 };
        let api = area.width.saturating_sub(if area.width >= 70 { 13 } else { 7 });
        let login = if area.width >= 70 { api * 5 / 9 } else { 35.min(api.saturating_sub(12)) };
        Self { you: area.x + you, login: area.x + login, api: area.x + api }
    }

    fn to(&self, lane: Lane) -> u16 {
        match lane {
            Lane::Api => self.api,
            Lane::You | Lane::Login => self.login,
        }
    }
}

impl Picture<'_> {
    fn rows(&self) -> Vec<Row<'_>> {
        let mut rows = Vec::new();
        let not_sent = self.sequence.arrows.iter().filter(|a| a.outcome == Outcome::NotSent).count();
        let mut not_sent_shown = false;
        for arrow in &self.sequence.arrows {
            match &arrow.outcome {
                Outcome::NotSent if !not_sent_shown => {
                    not_sent_shown = true;
                    if self.is_roomy {
                        rows.push(Row::Gap);
                    }
                    rows.push(Row::NotSent(arrow, not_sent - 1));
                }
                Outcome::NotSent => {}
                outcome => {
                    rows.push(Row::Ask(arrow));
                    if let Some(note) = arrow.note.as_deref().filter(|_| self.is_roomy) {
                        rows.push(Row::Note(note));
                    }
                    let is_plain_connect =
                        arrow.verb == "connect" && matches!(outcome, Outcome::Answered { .. });
                    if !is_plain_connect && !matches!(outcome, Outcome::Waiting) {
                        rows.push(Row::Answer(arrow));
                    }
                }
            }
        }
        rows
    }

    /// Rows that all of it takes.
    pub fn height(&self) -> u16 {
        self.head() + self.rows().len() as u16 + u16::from(self.is_roomy)
    }

    fn head(&self) -> u16 {
        if self.is_roomy { 3 } else { 2 }
    }

    /// The row at which the request begins that the check failed at.
    fn failing_at(&self, rows: &[Row<'_>]) -> Option<usize> {
        let is_broken = |row: &Row<'_>| match row {
            Row::Ask(arrow) => matches!(arrow.outcome, Outcome::Broken { .. }),
            _ => false,
        };
        let is_it = |row: &Row<'_>| match row {
            Row::Ask(arrow) => self.failing.is_some() && arrow.exchange == self.failing,
            _ => false,
        };
        let named = rows.iter().position(|row| is_it(row) && is_broken(row));
        named.or_else(|| rows.iter().rposition(is_broken))
    }

    /// Draws what fits into `area`; where not all fits, the end of it, or the request that failed. A row over
    /// it then says how many lines are left out.
    pub fn view(&self, buffer: &mut Buffer, area: Rect, look: &Look) {
        if area.width < 40 {
            return;
        }
        let lanes = Lanes::of(area);
        let plain = look.style(Role::Normal);
        let muted = look.style(Role::Muted);
        let rows = self.rows();
        // Where there is room for the last arrows alone, the names over the lanes go.
        let has_head = area.height >= self.head() + 3;
        let mut first = if has_head { area.y + self.head() } else { area.y };
        let mut room = usize::from(area.bottom().saturating_sub(first));
        let is_cut = rows.len() > room;
        if has_head {
            self.names(buffer, area, &lanes, is_cut, look);
        } else if is_cut && room >= 3 {
            (first, room) = (first + 1, room - 1);
        }
        let mut skip = rows.len().saturating_sub(room);
        if is_cut {
            skip = self.failing_at(&rows).map_or(skip, |at| skip.min(at));
        }
        if is_cut && first > area.y {
            let words = left_out(skip, rows.len() - skip - room);
            ink::put(buffer, area.x + 2, first - 1, area.width, &words, muted);
        }
        for (y, row) in (first..area.bottom()).zip(&rows[skip..]) {
            let (bar, style) = if matches!(row, Row::NotSent(..) | Row::Gap) {
                ("┊", look.style(Role::Muted))
            } else {
                (look.glyphs().upright, plain)
            };
            for x in [lanes.you, lanes.login, lanes.api] {
                ink::put(buffer, x, y, 1, bar, style);
            }
            self.row(buffer, area, &lanes, y, row, look);
        }
    }

    /// The names over the lanes; where something is left out, their last row is for saying so.
    fn names(&self, buffer: &mut Buffer, area: Rect, lanes: &Lanes, is_cut: bool, look: &Look) {
        let plain = look.style(Role::Normal);
        let y = if is_cut { area.y + self.head() - 2 } else { area.y + 1 };
        ink::put(buffer, lanes.you - 1, y, 3, "you", plain);
        // Between the names beside it, over its lane where there is room.
        let (first, last) = (lanes.you + 4, lanes.api.saturating_sub(6));
        let host = cells::cut_middle(self.host, usize::from(last.saturating_sub(first)));
        let wide = cells::width(&host) as u16;
        let x = lanes.login.saturating_sub(wide / 2).min(last.saturating_sub(wide)).max(first);
        ink::put(buffer, x, y, wide, &host, plain);
        ink::put(buffer, lanes.api.saturating_sub(4), y, 9, "REST API", plain);
        if self.is_roomy && !is_cut {
            for x in [lanes.you, lanes.login, lanes.api] {
                ink::put(buffer, x, y + 1, 1, look.glyphs().light_both, plain);
            }
        }
    }

    fn row(&self, buffer: &mut Buffer, area: Rect, lanes: &Lanes, y: u16, row: &Row<'_>, look: &Look) {
        let plain = look.style(Role::Normal);
        let muted = look.style(Role::Muted);
        let glyphs = look.glyphs();
        match row {
            Row::Gap => {}
            Row::Note(note) => {
                let room = lanes.login.saturating_sub(lanes.you + 5);
                let note = safe::visible(note);
                ink::put(buffer, lanes.you + 4, y, room, &cells::cut_end(&note, usize::from(room)), muted);
            }
            Row::NotSent(arrow, more) => {
                let more = if *more > 0 { format!(" and {more} more") } else { String::new() };
                let words = format!("{}{more}, not sent", asked(arrow));
                let room = lanes.to(arrow.to).max(lanes.login).saturating_sub(lanes.you + 5);
                ink::put(buffer, lanes.you + 4, y, room, &cells::cut_end(&words, usize::from(room)), muted);
            }
            Row::Ask(arrow) => {
                let to = lanes.to(arrow.to);
                ink::put(buffer, lanes.you, y, 1, glyphs.branch_right, plain);
                let ink_style = Ink { line: glyphs.light, style: plain };
                ink_style.along(buffer, lanes.you + 1, to - 1, y, &asked(arrow), plain);
                let head = if look.is_ascii() { ">" } else { "▶" };
                ink::put(buffer, to - 1, y, 1, head, plain);
                match &arrow.outcome {
                    Outcome::Waiting => {
                        let (sign, role) = look.sign(self.turn.map_or(Sign::Untested, Sign::Turning));
                        ink::put(buffer, to + 2, y, 1, sign, look.style(role));
                    }
                    Outcome::Answered { ms, .. } if arrow.verb == "connect" => {
                        time(buffer, area, to, y, *ms, look);
                    }
                    _ => {}
                }
            }
            Row::Answer(arrow) => {
                let to = lanes.to(arrow.to);
                let (status, ms, words, style, line) = match &arrow.outcome {
                    Outcome::Answered { status, ms, words } => (status, *ms, words, plain, glyphs.light),
                    Outcome::Broken { status, ms, words } => {
                        (status, *ms, words, look.style(Role::Danger), glyphs.broken)
                    }
                    Outcome::Waiting | Outcome::NotSent => return,
                };
                let is_broken = matches!(arrow.outcome, Outcome::Broken { .. });
                let cross = if is_broken { format!("{} ", glyphs.failed) } else { String::new() };
                let status = status.map(|s| format!("{s} ")).unwrap_or_default();
                let label = format!("{cross}{status}{}", safe::visible(words));
                ink::put(buffer, to, y, 1, glyphs.branch_left, style);
                let head = if look.is_ascii() { "<" } else { "◀" };
                ink::put(buffer, lanes.you + 1, y, 1, head, style);
                Ink { line, style }.along(buffer, lanes.you + 2, to, y, label.trim_end(), style);
                time(buffer, area, to, y, ms, look);
            }
        }
    }
}

/// `… 4 lines above`, `… 2 lines above, 3 below`
fn left_out(above: usize, below: usize) -> String {
    let lines = |n| if n == 1 { "1 line".to_owned() } else { format!("{n} lines") };
    match (above, below) {
        (0, below) => format!("… {} below", lines(below)),
        (above, 0) => format!("… {} above", lines(above)),
        (above, below) => format!("… {} above, {below} below", lines(above)),
    }
}

/// A line with words in it.
struct Ink {
    line: &'static str,
    style: Style,
}

impl Ink {
    /// Draws from `from` to before `to`: two pieces of line, the words, and the line again.
    fn along(&self, buffer: &mut Buffer, from: u16, to: u16, y: u16, words: &str, style: Style) {
        ink::rule(buffer, from, to, y, self.line, self.style);
        let room = to.saturating_sub(from + 5);
        if room == 0 {
            return;
        }
        let words = cells::cut_end(words, usize::from(room));
        let x = ink::put(buffer, from + 2, y, 1, " ", style);
        let x = ink::put(buffer, x, y, room, &words, style);
        ink::put(buffer, x, y, 1, " ", style);
    }
}

fn time(buffer: &mut Buffer, area: Rect, lane: u16, y: u16, ms: u64, look: &Look) {
    let text = numbers::millis(ms);
    let room = area.right().saturating_sub(lane + 2);
    // Where it would be cut it is left out: the rung beside it has it.
    if cells::width(&text) <= usize::from(room) {
        ink::put(buffer, lane + 2, y, room, &text, look.style(Role::Muted));
    }
}

/// `POST …/oauth2/token`, `connect, TLS 1.3`.
fn asked(arrow: &Arrow) -> String {
    let path = safe::visible(&arrow.path);
    if arrow.verb == "connect" {
        return if path.is_empty() { "connect".into() } else { format!("connect, {path}") };
    }
    format!("{} {}", arrow.verb, short_path(&path))
}

/// The path without what all of them begin with; in a query the text as it was written.
fn short_path(path: &str) -> String {
    let below = path
        .strip_prefix("/services/oauth2/")
        .map(|rest| format!("…/oauth2/{rest}"))
        .or_else(|| {
            let (version, rest) = path.strip_prefix("/services/data/")?.split_once('/')?;
            version.starts_with('v').then(|| format!("…/{rest}"))
        })
        .unwrap_or_else(|| path.to_owned());
    match below.split_once("?q=") {
        Some((resource, query)) => format!("{resource}?q={}", readable(query)),
        None => below,
    }
}

/// A query without its %-codes, where they hold text.
fn readable(query: &str) -> String {
    let mut bytes = Vec::with_capacity(query.len());
    let mut rest = query.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = tail.get(..2).and_then(|c| std::str::from_utf8(c).ok());
        match (first, code.and_then(|c| u8::from_str_radix(c, 16).ok())) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            (b'+', _) => {
                bytes.push(b' ');
                rest = tail;
            }
            (byte, _) => {
                bytes.push(*byte);
                rest = tail;
            }
        }
    }
    safe::visible_bytes(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(arrows: Vec<Arrow>, failing: Option<u64>, height: u16) -> Vec<String> {
        use crate::tui::theme::{Background, ColourDepth};
        let look = Look::new(ColourDepth::None, Background::Dark, false, true);
        let sequence = Sequence { arrows };
        let picture = Picture { sequence: &sequence, host: "h", is_roomy: false, turn: None, failing };
        let area = Rect::new(0, 0, 76, height);
        let mut buffer = Buffer::empty(area);
        picture.view(&mut buffer, area, &look);
        ink::lines(&buffer)
    }

    #[test]
    fn the_request_that_failed_stays_in_sight_and_what_is_left_out_is_counted() {
        let arrow = |number: u32, outcome| Arrow {
            number,
            to: Lane::Api,
            verb: "GET",
            path: format!("/services/data/v64.0/r{number}"),
            note: None,
            outcome,
            exchange: Some(u64::from(number) + 10),
        };
        let well = || Outcome::Answered { status: Some(200), ms: 1, words: "x".into() };
        let broken = || Outcome::Broken { status: Some(200), ms: 1, words: "another org".into() };
        let arrows =
            |failed: u32| (0..6).map(|n| arrow(n, if n == failed { broken() } else { well() })).collect();
        // Names and what is left out take two rows, so that of twelve rows six have room.
        for (failed, marker) in [
            (0, "… 6 lines below"),
            (1, "… 2 lines above, 4 below"),
            (3, "… 6 lines above"),
            (5, "… 6 lines above"),
        ] {
            let lines = drawn(arrows(failed), Some(u64::from(failed) + 10), 8);
            let text = lines.join("\n");
            assert!(lines[1].contains(marker), "{failed}: {text}");
            assert!(
                text.contains("another org") && text.contains(&format!("r{failed} ")),
                "{failed}: {text}"
            );
        }
        let all = drawn(arrows(0), None, 14).join("\n");
        assert!(!all.contains("lines") && all.contains("r0 ") && all.contains("r5 "), "{all}");
    }

    #[test]
    fn paths_keep_what_tells_them_apart() {
        for (path, short) in [
            ("/services/oauth2/token", "…/oauth2/token"),
            ("/services/data", "/services/data"),
            ("/services/data/v64.0", "/services/data/v64.0"),
            ("/services/data/v64.0/limits", "…/limits"),
            ("/services/data/v64.0/query?q=SELECT+Id%2CName+FROM+User", "…/query?q=SELECT Id,Name FROM User"),
            ("/services/data/v64.0/query?q=100%25", "…/query?q=100%"),
            ("/services/data/…", "/services/data/…"),
        ] {
            assert_eq!(short_path(path), short);
        }
    }
}
