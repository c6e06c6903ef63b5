//! The viewer's screen: a title, the desk or two, the status, the keys.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::state::{Shown, Viewer};
use crate::json::Came;
use crate::text::{cells, numbers, safe};
use crate::tui::frame;
use crate::tui::json_desk::Desk;
use crate::tui::keymap::{Command, Where};
use crate::tui::theme::{Look, Role};
use crate::tui::widgets::ink;
use crate::tui::widgets::json_pane::Notes;

/// Everything above the line of keys: where overlays are drawn.
pub fn above_keys(screen: (u16, u16)) -> Rect {
    Rect::new(0, 0, screen.0, screen.1.saturating_sub(1))
}

/// The rows of each document.
pub(super) type Layout = Vec<Rect>;

/// Smaller screens show a sentence alone.
const SMALLEST: (u16, u16) = (24, 6);

/// The area of each desk. Status and keys are below, the title above.
pub(super) fn areas(viewer: &Viewer) -> Vec<Rect> {
    let (width, height) = viewer.screen;
    let body = Rect::new(0, 1, width, height.saturating_sub(3).max(1));
    if viewer.shown.len() == 2 {
        // Both as wide as the other, so that a value looks the same in both.
        let each = width.saturating_sub(1) / 2;
        vec![Rect { width: each, ..body }, Rect { x: width - each, width: each, ..body }]
    } else {
        vec![body]
    }
}

/// The rows that each document has: what a frame may have scrolled.
pub(super) fn layout(viewer: &Viewer) -> Layout {
    let areas = areas(viewer).into_iter();
    areas.zip(&viewer.shown).map(|(area, shown)| shown.desk.rows(area)).collect()
}

/// Draws, but for rows of a lone pane that are on the screen already; gives the caret.
pub(super) fn draw(
    viewer: &Viewer,
    buffer: &mut Buffer,
    look: &Look,
    notes: &Notes,
    stands: &dyn Fn(u16) -> bool,
) -> Option<Position> {
    let (width, height) = viewer.screen;
    if width < SMALLEST.0 || height < SMALLEST.1 {
        let words = format!("Too small: {} quits.", viewer.key_of(Command::Quit));
        buffer.set_stringn(0, 0, words, usize::from(width), look.style(Role::Normal));
        return None;
    }
    let mut caret = None;
    for (at, (shown, area)) in viewer.shown.iter().zip(areas(viewer)).enumerate() {
        let focused = at == viewer.active;
        title(buffer, area, (viewer, shown), focused, look);
        let typed = shown.desk.view_rows(buffer, area, look, focused, notes, stands);
        caret = caret.or(typed.filter(|_| focused));
        if at > 0 {
            for y in area.top()..area.bottom() {
                ink::put(buffer, area.x - 1, y, 1, look.glyphs().upright, look.style(Role::Muted));
            }
        }
    }
    status(viewer, buffer, height - 2, look);
    footer(viewer, buffer, height - 1, look);
    if let Some(overlay) = &viewer.overlay {
        caret = overlay.view(above_keys((width, height)), buffer, look);
    }
    look.settle(buffer);
    caret
}

fn title(buffer: &mut Buffer, area: Rect, (viewer, shown): (&Viewer, &Shown), focused: bool, look: &Look) {
    let glyphs = look.glyphs();
    let glyph = if focused { glyphs.heavy } else { glyphs.light };
    let line = look.style(Role::Normal);
    ink::rule(buffer, area.x, area.right(), area.y - 1, glyph, line);
    let name = if shown.desk.is_filtered() { format!("jq on {}", shown.name) } else { shown.name.clone() };
    let facts = facts(viewer, shown);
    let wide: usize = facts.iter().map(|(text, _)| cells::width(text) + 3).sum();
    let room = usize::from(area.width).saturating_sub(wide + 5);
    let style = if focused { look.bold(Role::Accent) } else { line };
    let name = cells::cut_middle(&safe::visible(&name), room).into_owned();
    buffer.set_stringn(area.x + 1, area.y - 1, format!(" {name} "), room + 2, style);
    let mut x = area.right().saturating_sub(wide as u16 + 1);
    for (text, role) in facts {
        buffer.set_stringn(x, area.y - 1, format!(" {text}  "), cells::width(&text) + 3, look.style(role));
        x += cells::width(&text) as u16 + 3;
    }
}

/// What is to be known about a document, in a few words each.
fn facts(viewer: &Viewer, shown: &Shown) -> Vec<(String, Role)> {
    let is_filtered = shown.desk.is_filtered();
    let doc = shown.desk.pane().doc();
    let mut facts = Vec::new();
    match doc.came() {
        Came::Utf8 => {}
        Came::Utf8Bom => facts.push(("begins with a byte order mark".into(), Role::Muted)),
        Came::Utf16 => facts.push(("UTF-16, converted".into(), Role::Warn)),
    }
    if doc.roots() > 1 && !is_filtered {
        let word = format!("{} documents", numbers::count(u64::from(doc.roots())));
        facts.push((word, Role::Muted));
    }
    if !shown.is_whole {
        let word = match shown.size.filter(|size| *size > 0) {
            Some(size) => format!("reading, {} %", shown.read.min(size) * 100 / size),
            None => format!("reading, {}", numbers::bytes(shown.read)),
        };
        facts.push((word, Role::Accent));
    } else {
        if shown.ended.is_some() {
            facts.push(("not read to its end".into(), Role::Warn));
        }
        let errors = doc.faults().iter().filter(|fault| fault.is_error()).count() + doc.more_faults();
        let several = doc.roots() > 1 && errors == 1;
        if errors > 0 && !several {
            let key = viewer.key_of(Command::NextFault);
            let word = if errors == 1 {
                format!("1 fault, {key} shows it")
            } else {
                format!("{errors} faults, {key} shows them")
            };
            facts.push((word, Role::Danger));
        }
    }
    let size = shown.size.filter(|_| !is_filtered).unwrap_or(doc.bytes().len() as u64);
    facts.push((numbers::bytes(size), Role::Normal));
    facts
}

fn status(viewer: &Viewer, buffer: &mut Buffer, y: u16, look: &Look) {
    let width = viewer.screen.0;
    ink::rule(buffer, 0, width, y, look.glyphs().light, look.style(Role::Normal));
    let pane = viewer.pane();
    let (line, lines) = pane.line();
    let more = if viewer.shown[viewer.active].is_whole { "" } else { "+" };
    let right = if let Some(words) = viewer.difference_words() {
        format!(" {words} ")
    } else if lines == 0 {
        String::new()
    } else {
        format!(" line {} of {}{more} ", numbers::count(line), numbers::count(lines))
    };
    let right_wide = cells::width(&right);
    let room = usize::from(width).saturating_sub(right_wide + 5);
    let path = safe::visible(&pane.path_shown()).into_owned();
    let path = cells::cut_middle(&path, room);
    buffer.set_stringn(1, y, format!(" {path} "), room + 2, Style::new());
    let at = width.saturating_sub(right_wide as u16 + 1);
    buffer.set_stringn(at, y, right, usize::from(width), look.style(Role::Muted));
}

fn footer(viewer: &Viewer, buffer: &mut Buffer, y: u16, look: &Look) {
    let width = usize::from(viewer.screen.0);
    if let Some(says) = &viewer.says {
        buffer.set_stringn(1, y, cells::cut_end(&safe::visible(says), width - 2), width - 2, Style::new());
        return;
    }
    let place = viewer.place();
    let reads = viewer.shown.iter().any(|shown| !shown.is_whole);
    let mut says = Vec::new();
    let keys = match &viewer.overlay {
        Some(overlay) => {
            says.push((Command::Open, overlay.enters()));
            overlay.keys(above_keys(viewer.screen))
        }
        None if place == Where::Text => viewer.desk().line_keys(),
        None if viewer.desk().pane().is_reading() => {
            says.extend([(Command::Escape, "back"), (Command::Wrap, "as written")]);
            Desk::READING.to_vec()
        }
        None => {
            let mut keys = Vec::new();
            if reads || viewer.desk().runs() {
                says.push((Command::Escape, "stop"));
                keys.push(Command::Escape);
            } else if viewer.desk().leads_back() {
                says.push((Command::Escape, "back"));
                keys.push(Command::Escape);
            }
            if viewer.shown.len() == 2 {
                says.push((Command::NextHit, "difference"));
                keys.extend([Command::NextHit, Command::NextPane]);
            }
            keys.extend([
                Command::Peek,
                Command::Filter,
                Command::GoTo,
                Command::JqFilter,
                Command::ToDepth,
                Command::AsTable,
                Command::Copy,
                Command::Save,
                Command::Quit,
            ]);
            keys
        }
    };
    let row = Rect::new(0, y, viewer.screen.0, 1);
    frame::draw_keys(row, buffer, look, &viewer.keys_here(), &keys, &says);
}
