//! The viewer's screen: a title, the pane or two, lines that are typed, the status, the keys.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::Line;

use super::keys::BINDINGS;
use super::state::{Mode, Shown, Typing, Viewer};
use crate::json::Came;
use crate::text::{cells, numbers, safe};
use crate::tui::theme::{Look, Role};
use crate::tui::widgets::ink;
use crate::tui::widgets::json_pane::{Copied, Notes};
use crate::tui::widgets::popup::{self, Spot};
use crate::tui::widgets::table::Cut;

/// Where things are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// The rows of each document.
    pub(super) panes: Vec<Rect>,
    search: Option<u16>,
    line: Option<u16>,
    filter: Option<u16>,
}

/// Smaller screens show a sentence alone.
const SMALLEST: (u16, u16) = (24, 6);

/// The layout of a state: used for drawing, for paging and for the mouse.
pub(super) fn layout(viewer: &Viewer) -> Layout {
    let (width, height) = viewer.screen;
    let typing = match &viewer.mode {
        Mode::Line(typing, _) => Some(*typing),
        _ => None,
    };
    let has_search = typing == Some(Typing::Search) || viewer.pane().search().is_some();
    let has_filter = typing == Some(Typing::Jq) || viewer.filter.is_some();
    let has_line = matches!(typing, Some(Typing::GoTo | Typing::Save));
    // Status and keys stand below, the title above.
    let mut y = height.saturating_sub(2);
    let mut take = |is_there: bool| {
        is_there.then(|| {
            y = y.saturating_sub(1);
            y
        })
    };
    let (filter, search, line) = (take(has_filter), take(has_search), take(has_line));
    let body = Rect::new(0, 1, width, y.saturating_sub(1).max(1));
    let panes = if viewer.shown.len() == 2 {
        // Both as wide as the other, so that a value looks the same in both.
        let each = width.saturating_sub(1) / 2;
        vec![Rect { width: each, ..body }, Rect { x: width - each, width: each, ..body }]
    } else {
        vec![body]
    };
    Layout { panes, search, line, filter }
}

/// Draws, but for rows of a lone pane that stand on the screen already; gives the caret.
pub(super) fn draw(
    viewer: &Viewer,
    buffer: &mut Buffer,
    look: &Look,
    notes: &Notes,
    stands: &dyn Fn(u16) -> bool,
) -> Option<Position> {
    let (width, height) = viewer.screen;
    if width < SMALLEST.0 || height < SMALLEST.1 {
        buffer.set_stringn(0, 0, "Too small: q quits.", usize::from(width), look.style(Role::Normal));
        return None;
    }
    let layout = layout(viewer);
    for (at, (shown, area)) in viewer.shown.iter().zip(&layout.panes).enumerate() {
        let focused = at == viewer.active;
        title(buffer, *area, shown, focused, look);
        let pane = shown.filtered.as_ref().unwrap_or(&shown.pane);
        pane.view_rows(buffer, *area, look, focused, notes, stands);
        if at > 0 {
            for y in area.top()..area.bottom() {
                ink::put(buffer, area.x - 1, y, 1, look.glyphs().upright, look.style(Role::Muted));
            }
        }
    }
    let mut caret = None;
    if let Some(y) = layout.search {
        caret = caret.or(search_line(viewer, buffer, y, look));
    }
    if let Some(y) = layout.filter {
        caret = caret.or(filter_line(viewer, buffer, y, look));
    }
    if let Some(y) = layout.line {
        caret = caret.or(typed_line(viewer, buffer, y, look));
    }
    status(viewer, buffer, height - 2, look);
    footer(viewer, buffer, height - 1, look);
    match &viewer.mode {
        Mode::Copy(at) => copy_menu(viewer, buffer, *at, look),
        Mode::Help(top) => help(viewer, buffer, *top, look),
        _ => {}
    }
    look.settle(buffer);
    caret
}

fn title(buffer: &mut Buffer, area: Rect, shown: &Shown, focused: bool, look: &Look) {
    let glyphs = look.glyphs();
    let glyph = if focused { glyphs.heavy } else { glyphs.light };
    let line = look.style(Role::Normal);
    ink::rule(buffer, area.x, area.right(), area.y - 1, glyph, line);
    let name = if shown.filtered.is_some() { format!("jq on {}", shown.name) } else { shown.name.clone() };
    let facts = facts(shown);
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
fn facts(shown: &Shown) -> Vec<(String, Role)> {
    let pane = shown.filtered.as_ref().unwrap_or(&shown.pane);
    let doc = pane.doc();
    let mut facts = Vec::new();
    match doc.came() {
        Came::Utf8 => {}
        Came::Utf8Bom => facts.push(("begins with a byte order mark".into(), Role::Muted)),
        Came::Utf16 => facts.push(("UTF-16, converted".into(), Role::Warn)),
    }
    if doc.roots() > 1 && shown.filtered.is_none() {
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
            let word = if errors == 1 {
                "1 fault, ! shows it".into()
            } else {
                format!("{errors} faults, ! shows them")
            };
            facts.push((word, Role::Danger));
        }
    }
    let size = shown.size.filter(|_| shown.filtered.is_none()).unwrap_or(doc.bytes().len() as u64);
    facts.push((numbers::bytes(size), Role::Normal));
    facts
}

fn field(
    viewer: &Viewer,
    buffer: &mut Buffer,
    y: u16,
    look: &Look,
    label: &str,
    shown: &str,
    right: &str,
) -> Option<Position> {
    let width = viewer.screen.0;
    let muted = look.style(Role::Muted);
    let right = cells::cut_end(right, usize::from(width) * 2 / 3).into_owned();
    let left = cells::width(label) as u16 + 3;
    let room = width.saturating_sub(left + cells::width(&right) as u16 + 3);
    let edge = look.glyphs().field;
    ink::put(buffer, 1, y, left, label, muted);
    ink::put(buffer, left - 1, y, 1, edge, muted);
    ink::put(buffer, left + room, y, 1, edge, muted);
    ink::put(buffer, left + room + 2, y, width, &right, muted);
    let area = Rect::new(left, y, room, 1);
    match &viewer.mode {
        Mode::Line(_, field) if shown.is_empty() => field.view(buffer, area, true, Cut::End, look),
        _ => {
            ink::put(
                buffer,
                left,
                y,
                room,
                &cells::cut_end(&safe::visible(shown), room.into()),
                Style::new(),
            );
            None
        }
    }
}

fn search_line(viewer: &Viewer, buffer: &mut Buffer, y: u16, look: &Look) -> Option<Position> {
    if let Mode::Line(Typing::Search, _) = viewer.mode {
        return field(viewer, buffer, y, look, "/", "", "text, or key: value: re: in front");
    }
    let search = viewer.pane().search()?;
    let hits = viewer.pane().hit_words().unwrap_or_default();
    let right = format!("{}   {hits}   n next   N previous", search.needle.words());
    field(viewer, buffer, y, look, "/", &search.text, &right)
}

fn filter_line(viewer: &Viewer, buffer: &mut Buffer, y: u16, look: &Look) -> Option<Position> {
    if let Mode::Line(Typing::Jq, _) = viewer.mode {
        return field(viewer, buffer, y, look, "jq", "", "Enter runs it   limit 2 s, 256 MB");
    }
    let (filter, state) = viewer.filter.as_ref()?;
    field(viewer, buffer, y, look, "jq", filter, &format!("{state}   Esc clears"))
}

fn typed_line(viewer: &Viewer, buffer: &mut Buffer, y: u16, look: &Look) -> Option<Position> {
    match &viewer.mode {
        Mode::Line(Typing::GoTo, typed) => {
            let found = viewer.pane().doc().complete(typed.text(), 6);
            let ways = if found.is_empty() { "no such key".into() } else { found.join("  ") };
            field(viewer, buffer, y, look, "path", "", &format!("Tab: {}", safe::visible(&ways)))
        }
        Mode::Line(Typing::Save, _) => {
            field(viewer, buffer, y, look, "save to", "", "a new file; Enter saves")
        }
        _ => None,
    }
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
    let keys: &[(&str, &str)] = match &viewer.mode {
        Mode::Line(Typing::GoTo, _) => &[("Enter", "go"), ("Tab", "complete"), ("Esc", "leave")],
        Mode::Line(..) => &[("Enter", "go"), ("Esc", "leave")],
        Mode::Copy(_) => &[("↑↓", "move"), ("Enter", "copy"), ("Esc", "close")],
        Mode::Help(_) => &[("↑↓", "move"), ("Esc", "close")],
        Mode::Browse if viewer.shown.iter().any(|shown| !shown.is_whole) => {
            &[("Esc", "stop"), ("←→", "fold"), ("/", "search"), ("i", "go to"), ("y", "copy"), ("q", "quit")]
        }
        Mode::Browse if viewer.shown.len() == 2 => &[
            ("n N", "difference"),
            ("Tab", "other document"),
            ("←→", "fold"),
            ("/", "search"),
            ("q", "quit"),
        ],
        Mode::Browse => &[
            ("←→", "fold"),
            ("J K", "sibling"),
            ("E C", "fold all"),
            ("/", "search"),
            ("i", "go to"),
            ("F", "jq"),
            ("t", "table"),
            ("W", "wrap"),
            ("y", "copy"),
            ("x", "save"),
            ("q", "quit"),
        ],
    };
    let (bold, plain) = (look.bold(Role::Accent), look.style(Role::Normal));
    let help = matches!(viewer.mode, Mode::Browse);
    let most = width.saturating_sub(if help { 13 } else { 1 });
    let mut x = 1;
    for (key, word) in keys {
        let wide = cells::width(key) + 1 + cells::width(word);
        if x + wide > most {
            break;
        }
        buffer.set_string(x as u16, y, key, bold);
        buffer.set_string((x + cells::width(key) + 1) as u16, y, word, plain);
        x += wide + 3;
    }
    if help {
        buffer.set_string(width as u16 - 11, y, "?", bold);
        buffer.set_string(width as u16 - 9, y, "all keys", plain);
    }
}

fn copy_menu(viewer: &Viewer, buffer: &mut Buffer, at: usize, look: &Look) {
    let screen = Rect::new(0, 0, viewer.screen.0, viewer.screen.1);
    let pane = viewer.pane();
    let area = popup::place(screen, Spot::Centre, 56, Copied::ALL.len() as u16 + 2);
    let inside = popup::frame(buffer, area, "Copy", &Line::default(), look);
    let size = pane.value_bytes().unwrap_or(0);
    for (row, (what, letter, name)) in (inside.y..inside.bottom()).zip(Copied::ALL) {
        let style = look.style(Role::Normal);
        buffer.set_stringn(inside.x + 1, row, letter.to_string(), 1, look.bold(Role::Accent));
        buffer.set_stringn(inside.x + 3, row, name, 16, style);
        // What is large is not built for its preview.
        let preview = match what {
            Copied::Value | Copied::Raw | Copied::Indented if size > 200 => numbers::bytes(size as u64),
            what => pane
                .copied(what)
                .map_or("none here".into(), |bytes| safe::visible_bytes(&bytes[..bytes.len().min(200)])),
        };
        let room = usize::from(inside.width.saturating_sub(21));
        buffer.set_stringn(inside.x + 20, row, cells::cut_end(&preview, room), room, look.style(Role::Muted));
        if usize::from(row - inside.y) == at {
            look.select(buffer, Rect { y: row, height: 1, ..inside });
        }
    }
}

fn help(viewer: &Viewer, buffer: &mut Buffer, top: usize, look: &Look) {
    let screen = Rect::new(0, 0, viewer.screen.0, viewer.screen.1);
    let rows: Vec<_> = BINDINGS.iter().filter(|binding| !binding.words.is_empty()).collect();
    let area = popup::place(screen, Spot::Centre, 66, rows.len() as u16 + 2);
    let inside = popup::frame(buffer, area, "Keys", &Line::from("Esc closes"), look);
    let top = top.min(rows.len().saturating_sub(usize::from(inside.height)));
    for (y, row) in (inside.y..inside.bottom()).zip(rows.iter().skip(top)) {
        buffer.set_stringn(inside.x + 1, y, row.shown, 10, look.bold(Role::Accent));
        let room = usize::from(inside.width.saturating_sub(12));
        buffer.set_stringn(inside.x + 12, y, row.words, room, look.style(Role::Normal));
    }
}
