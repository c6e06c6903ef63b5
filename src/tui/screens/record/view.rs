//! Draws the record.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;
use ratatui::text::Line as Words;

use super::Record;
use super::layout::{Pane, Parts};
use super::lines::Line;
use super::update::{DESCRIBE, RECORD};
use crate::explore::shown::{Nature, Shown, local};
use crate::json::Node;
use crate::text::fuzzy::Needle;
use crate::text::{cells, safe};
use crate::tui::keymap::Command;
use crate::tui::screens::Sight;
use crate::tui::theme::{Look, Role};
use crate::tui::widgets::ink;
use crate::tui::widgets::pane::{self, Title};

/// Widths of label and API name.
type Widths = (u16, u16);

impl Record {
    /// Draws; the place of the caret or of the cursor row.
    pub fn view(&self, area: Rect, buf: &mut Buffer, sight: &Sight<'_>) -> Option<Position> {
        let look = sight.look;
        let panes = self.panes(area);
        let is_prod = sight.head.is_some_and(|head| head.environment.counts_as_production());
        if let (Some(_), Some(raw)) = (panes.main, panes.raw) {
            let x = raw.x - 1;
            let height = area.height.saturating_sub(2);
            ink::upright(buf, Rect { x, y: area.y + 1, width: 1, height }, look);
            let is_raw = self.focus == Pane::Raw;
            pane::joint(buf, x, area.y, (!is_raw, is_raw), is_prod, look);
            pane::foot(buf, x, area.bottom().saturating_sub(1), look);
        }
        let raw = panes.raw.and_then(|raw| {
            let is_focused = self.focus == Pane::Raw;
            self.raw.view(raw, buf, is_focused, is_prod, "record", sight).filter(|_| is_focused)
        });
        let main = panes.main.and_then(|main| self.view_main(main, buf, is_prod, sight));
        if area.width < 80 {
            let n = if self.focus == Pane::Raw { 2 } else { 1 };
            let note = Words::styled(format!("{n} of 2 panes"), look.style(Role::Muted));
            let trail = self.trail();
            Title::new(&safe::visible(&trail)).note(note).focused(true).prod(is_prod).view(buf, area, look);
        }
        raw.or(main)
    }

    fn view_main(&self, area: Rect, buf: &mut Buffer, is_prod: bool, sight: &Sight<'_>) -> Option<Position> {
        let look = sight.look;
        let muted = look.style(Role::Muted);
        let is_focused = self.focus != Pane::Raw;
        let request = format!("GET …/sobjects/{}/{}", self.object, self.id);
        let what = format!("Reading {} {}", self.object, self.id);
        let loading = self.load.loading(RECORD, &what, &request, sight);
        let described = self.describe_load.loading(DESCRIBE, "", "", sight);
        let word = loading.as_ref().or(described.as_ref()).and_then(|loading| loading.word(look));
        let note = word.unwrap_or_else(|| Words::styled("label · API name · value", muted));
        Title::new("Record")
            .note(note)
            .focused(is_focused && self.focus == Pane::Fields)
            .prod(is_prod)
            .view(buf, area, look);
        let facts = Rect { y: area.bottom().saturating_sub(1), height: 1, ..area };
        let Some(record) = self.value() else {
            let inside = Rect { y: area.y + 1, height: area.height.saturating_sub(2), ..area };
            self.load.view(inside, buf, loading.as_ref(), self.trouble_top, look, &sight.keys);
            pane::facts(buf, facts, &Words::default(), &Words::default(), look);
            return None;
        };
        let filter = &self.lines.filter;
        let parts = super::layout::parts(area, self.focus, filter.is_set() || filter.is_typing());
        self.view_head(parts.head, record, buf, look);
        let mut caret = None;
        if parts.filter.height > 0 {
            let (_, shown) = self.lines.place();
            let fact = Words::styled(format!("{shown} of {} fields", self.lines.emptiness().1), muted);
            caret = filter.view(buf, parts.filter, &fact, look, &sight.keys);
        }
        self.view_lines(parts.lines, record, buf, sight);
        let lists = self.view_related(&parts, buf, is_prod, sight);
        let (at, of) = self.lines.place();
        let place = if at == 0 { format!("{of} fields shown") } else { format!("field {at} of {of} shown") };
        let unread = self.record.as_ref().and_then(|loaded| loaded.unread.words()).unwrap_or_default();
        pane::facts(buf, facts, &Words::raw(place), &Words::styled(unread, look.style(Role::Warn)), look);
        let window = self.lines.scroll.window(self.lines.len(), usize::from(parts.lines.height));
        let y = parts.lines.y + self.lines.scroll.cursor().saturating_sub(window.start) as u16;
        let cursor = Position { x: parts.lines.x, y };
        caret.or(lists).or((self.focus == Pane::Fields).then_some(cursor))
    }

    /// Name, object and id; when it changed, and how many fields are hidden.
    fn view_head(&self, area: Rect, record: Node<'_>, buf: &mut Buffer, look: &Look) {
        let muted = look.style(Role::Muted);
        let right = area.right().saturating_sub(1);
        let id = format!("{}  {}", safe::visible(&self.object), self.id);
        let id_at = ink::put_right(buf, right, area.y, area.width / 2, &id, muted);
        let name = safe::visible(&self.name().unwrap_or((&self.id).into())).into_owned();
        let room = id_at.saturating_sub(area.x + 4);
        let bold = look.style(Role::Normal).add_modifier(Modifier::BOLD);
        ink::put(buf, area.x + 2, area.y, room, &cells::cut_end(&name, usize::from(room)), bold);
        if area.height < 2 {
            return;
        }
        let (empty, all) = self.lines.emptiness();
        let hidden = match (self.lines.shows_empty, empty) {
            (_, 0) => String::new(),
            (true, _) => format!("{empty} of {all} empty"),
            (false, _) => format!("{empty} of {all} empty, hidden"),
        };
        let y = area.y + 1;
        let hidden_at = ink::put_right(buf, right, y, area.width / 2, &hidden, muted);
        let changed = ["LastModifiedDate", "SystemModstamp", "CreatedDate"]
            .into_iter()
            .find_map(|name| record.text_of(name))
            .map(|text| local(&text).unwrap_or_else(|| safe::visible(&text).into_owned()));
        let by = self.names.get("LastModifiedById").map(|name| format!(" by {}", safe::visible(name)));
        if let Some(changed) = changed {
            let words = format!("changed {changed}{}", by.unwrap_or_default());
            let room = hidden_at.saturating_sub(area.x + 4);
            ink::put(buf, area.x + 2, y, room, &cells::cut_end(&words, usize::from(room)), muted);
        }
    }

    fn view_lines(&self, area: Rect, record: Node<'_>, buf: &mut Buffer, sight: &Sight<'_>) {
        let look = sight.look;
        let is_focused = self.focus == Pane::Fields;
        let window = self.lines.scroll.window(self.lines.len(), usize::from(area.height));
        let widths = self.widths(area.width, record, window.clone());
        let mut needle = Needle::new(self.lines.filter.text());
        for (at, row) in window.zip(0..) {
            let Some(row) = ink::row(area, row) else { break };
            match self.lines.get(at) {
                Some(Line::Head(section, fields)) => {
                    let is_folded = self.lines.is_folded(section) && !self.lines.filter.is_set();
                    let s = if fields == 1 { "" } else { "s" };
                    let words = if is_folded {
                        format!(
                            "{}, {fields} field{s} {}  Enter opens",
                            section.words(),
                            look.glyphs().folded
                        )
                    } else {
                        section.words().to_owned()
                    };
                    let line = look.style(Role::Muted);
                    ink::rule(
                        buf,
                        row.x + 2,
                        row.right().saturating_sub(1),
                        row.y,
                        look.glyphs().light,
                        line,
                    );
                    ink::put(buf, row.x + 3, row.y, row.width.saturating_sub(6), &format!(" {words} "), line);
                }
                Some(Line::Field(key)) => self.view_field(key, record, row, widths, buf, &mut needle, look),
                None => {}
            }
            if at == self.lines.scroll.cursor() {
                let role = if is_focused { Role::Accent } else { Role::Muted };
                ink::put(buf, row.x, row.y, 2, look.glyphs().cursor, look.style(role));
                if is_focused {
                    look.select(buf, row);
                }
            }
        }
        if self.lines.len() == 0 {
            let words = if self.lines.filter.is_set() {
                "No field and no value fits the filter. Esc clears it.".into()
            } else {
                format!("All fields are empty. {} shows them.", sight.key(Command::EmptyFields))
            };
            ink::put(
                buf,
                area.x + 2,
                area.y + 1,
                area.width.saturating_sub(3),
                &words,
                look.style(Role::Muted),
            );
        }
    }

    /// Widths of label and API name, by what is in sight. Values have half of the room where they need it.
    fn widths(&self, width: u16, record: Node<'_>, window: std::ops::Range<usize>) -> Widths {
        let describe = self.describe();
        let (mut label, mut name, mut value) = (0, 0, 0);
        for at in window {
            if let Some(Line::Field(key)) = self.lines.get(at) {
                let labelled = self.lines.field(key, describe).map_or(0, |f| cells::width(&f.label));
                label = label.max(labelled.min(32));
                name = name.max(self.lines.key(key).map_or(0, |key| cells::width(&key.name)).min(40));
                value =
                    value.max(cells::width(&safe::visible(&self.lines.value(key, record, describe).text)));
            }
        }
        // On a narrow screen the label goes: the API name is what one looks for elsewhere.
        let label = if width < 70 { 0 } else { label };
        // The cursor's cells, two blanks after label and name, one at the end.
        let room = usize::from(width).saturating_sub(if label == 0 { 5 } else { 7 });
        let (label, name) = shared(room - value.min(room / 2), label, name);
        (label as u16, name as u16)
    }

    #[allow(clippy::too_many_arguments, reason = "one row of a table, drawn cell by cell")]
    fn view_field(
        &self,
        key: usize,
        record: Node<'_>,
        row: Rect,
        (label_cells, name_cells): Widths,
        buf: &mut Buffer,
        needle: &mut Needle,
        look: &Look,
    ) {
        let describe = self.describe();
        let Some(named) = self.lines.key(key) else { return };
        let label = self.lines.field(key, describe).map_or("", |f| f.label.as_str());
        let (plain, muted) = (look.style(Role::Normal), look.style(Role::Muted));
        let mut x = row.x + 2;
        if label_cells > 0 {
            let cut = cells::cut_end(label, usize::from(label_cells)).into_owned();
            let marks = if cut == label { needle.marks(label) } else { Vec::new() };
            ink::put_text(buf, (x, row.y, label_cells), &cut, plain, &marks, look);
            x += label_cells + 2;
        }
        let cut = cells::cut_middle(&named.name, usize::from(name_cells)).into_owned();
        let marks = if cut == named.name { needle.marks(&named.name) } else { Vec::new() };
        ink::put_text(buf, (x, row.y, name_cells), &cut, muted, &marks, look);
        x += name_cells + 2;
        let room = row.right().saturating_sub(x + 1);
        let Shown { text, note, nature } = self.lines.value(key, record, describe);
        let style = if nature == Nature::Null { muted } else { plain };
        let (text, note) = match (nature, self.names.get(&named.name)) {
            (Nature::Reference, Some(name)) => (name.clone(), Some(text)),
            _ => (text, note.map(|note| format!("({note})"))),
        };
        let shown = safe::visible(&text);
        let cut = cells::cut_end(&shown, usize::from(room)).into_owned();
        let marks = if cut == text { needle.marks(&text) } else { Vec::new() };
        // A value that is whole goes through as it is, so that unsafe characters are muted marks.
        let drawn = if cells::width(&shown) <= usize::from(room) { &text } else { &cut };
        let end = ink::put_text(buf, (x, row.y, room), drawn, style, &marks, look);
        if let Some(note) = note {
            let room = row.right().saturating_sub(end + 3);
            if room >= 4 {
                let note = cells::cut_middle(&safe::visible(&note), usize::from(room)).into_owned();
                ink::put(buf, end + 2, row.y, room, &note, muted);
            }
        }
    }

    fn view_related(
        &self,
        parts: &Parts,
        buf: &mut Buffer,
        is_prod: bool,
        sight: &Sight<'_>,
    ) -> Option<Position> {
        if parts.related.height < 2 {
            return None;
        }
        let look = sight.look;
        let is_focused = self.focus == Pane::Related;
        let note = Words::styled(self.related.note(), look.style(Role::Muted));
        let title = Rect { height: 1, ..parts.related };
        Title::new("Related")
            .note(note)
            .focused(is_focused)
            .prod(is_prod && is_focused)
            .section(buf, title, look);
        let (lists, rows) = (parts.lists(), self.list_rows(parts));
        let mut caret = None;
        if rows.y > lists.y {
            let line = Rect { x: lists.x + 2, width: lists.width.saturating_sub(3), height: 1, ..lists };
            caret = self.related.filter.view(buf, line, &Words::default(), look, &sight.keys);
        }
        match self.describe() {
            Some(describe) => self.related.view(rows, buf, is_focused, describe, sight),
            None => {
                let words = "The describe of the object tells which lists there are.";
                ink::put(
                    buf,
                    rows.x + 2,
                    rows.y,
                    rows.width.saturating_sub(3),
                    words,
                    look.style(Role::Muted),
                );
            }
        }
        let window = self.related.scroll.window(self.related.len(), usize::from(rows.height));
        let y = rows.y + self.related.scroll.cursor().saturating_sub(window.start) as u16;
        caret.or(is_focused.then_some(Position { x: rows.x, y }))
    }
}

/// Label and name in the room for both: each as wide as it needs; where that is too much both give way, the wider first.
fn shared(room: usize, label: usize, name: usize) -> (usize, usize) {
    let half = room / 2;
    match (label, name) {
        _ if label + name <= room => (label, name),
        _ if label <= half => (label, room - label),
        _ if name <= half => (room - name, name),
        _ => (half, room - half),
    }
}

#[cfg(test)]
mod tests {
    use super::shared;

    #[test]
    fn label_and_name_give_way_together() {
        for (room, label, name, shown) in [
            (60, 20, 24, (20, 24)),
            (40, 12, 35, (12, 28)),
            (40, 30, 10, (30, 10)),
            (40, 35, 10, (30, 10)),
            (39, 30, 30, (19, 20)),
            (20, 0, 30, (0, 20)),
        ] {
            assert_eq!(shared(room, label, name), shown, "{room} {label} {name}");
        }
    }
}
