//! The lines of panes: titles above (heavy where the focus is), joints between panes, sections inside, facts
//! below, and the tabs of a pane.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::ink;
use crate::text::cells;
use crate::tui::theme::{Look, Role};

/// A title line: title at the left, a note at the right, a line between.
#[derive(Clone, Debug, Default)]
pub struct Title<'a> {
    text: &'a str,
    note: Line<'a>,
    is_focused: bool,
    is_prod: bool,
}

impl<'a> Title<'a> {
    /// A title without a note, of a pane without focus.
    pub fn new(text: &'a str) -> Self {
        Self { text, ..Self::default() }
    }

    /// Adds a note; it is left out where the title needs its cells.
    pub fn note(mut self, note: impl Into<Line<'a>>) -> Self {
        self.note = note.into();
        self
    }

    /// Says whether the pane has the focus.
    pub fn focused(mut self, is_focused: bool) -> Self {
        self.is_focused = is_focused;
        self
    }

    /// Says whether the line takes the red of a production org.
    pub fn prod(mut self, is_prod: bool) -> Self {
        self.is_prod = is_prod;
        self
    }

    /// Draws the title in the first row of `area`.
    pub fn view(&self, buffer: &mut Buffer, area: Rect, look: &Look) {
        let glyphs = look.glyphs();
        let line = line_style(self.is_prod, look);
        let glyph = if self.is_focused { glyphs.heavy } else { glyphs.light };
        ink::rule(buffer, area.x, area.right(), area.y, glyph, line);
        let mut room = usize::from(area.width).saturating_sub(4);
        if !self.text.is_empty() && room > 0 {
            let style = if self.is_focused { look.bold(Role::Accent) } else { Style::new() };
            let text = cells::cut_middle(self.text, room);
            write_in(buffer, area.x + 1, area.y, &Line::styled(text.as_ref(), style));
            room = room.saturating_sub(cells::width(&text) + 3);
        }
        let note = self.note.width();
        if note > 0 && note <= room {
            write_in(buffer, area.right() - 3 - note as u16, area.y, &self.note);
        }
    }

    /// Draws a section inside a pane and joins it to the lines at both sides of `area`, where there are any.
    pub fn section(&self, buffer: &mut Buffer, area: Rect, look: &Look) {
        self.view(buffer, area, look);
        join_sides(buffer, area, look);
    }
}

/// The joint of two title lines at the line between their panes.
pub fn joint(buffer: &mut Buffer, x: u16, y: u16, focus: (bool, bool), is_prod: bool, look: &Look) {
    let glyphs = look.glyphs();
    let glyph = match focus {
        (true, false) => glyphs.heavy_left,
        (false, true) => glyphs.heavy_right,
        _ => glyphs.light_both,
    };
    ink::put(buffer, x, y, 1, glyph, line_style(is_prod, look));
}

/// The facts of a pane in the first row of `area`: one at its left, one at its right, a light line between.
/// Where only one has room it is the left one.
pub fn facts(buffer: &mut Buffer, area: Rect, left: &Line<'_>, right: &Line<'_>, look: &Look) {
    ink::rule(buffer, area.x, area.right(), area.y, look.glyphs().light, look.style(Role::Normal));
    let mut room = usize::from(area.width).saturating_sub(4);
    let wide = left.width();
    if wide > 0 && room > 0 {
        let cut;
        let left = if wide <= room {
            left
        } else {
            cut = Line::raw(cells::cut_end(&left.to_string(), room).into_owned());
            &cut
        };
        write_in(buffer, area.x + 1, area.y, left);
        room = room.saturating_sub(left.width() + 3);
    }
    let wide = right.width();
    if wide > 0 && wide <= room {
        write_in(buffer, area.right() - 3 - wide as u16, area.y, right);
    }
}

/// The joint of two fact lines below the line between their panes.
pub fn foot(buffer: &mut Buffer, x: u16, y: u16, look: &Look) {
    ink::put(buffer, x, y, 1, look.glyphs().foot, look.style(Role::Normal));
}

/// The tabs of a pane or of the screen: the active one in brackets. Returns the columns of each, for the
/// mouse.
pub fn tabs(
    buffer: &mut Buffer,
    area: Rect,
    labels: &[impl AsRef<str>],
    active: usize,
    look: &Look,
) -> Vec<(u16, u16)> {
    let places = tab_columns(area, labels);
    for (i, (label, &(x, end))) in labels.iter().zip(&places).enumerate() {
        let cells = end - x;
        if i == active {
            ink::put(buffer, x, area.y, cells, &format!("[{}]", label.as_ref()), look.bold(Role::Accent));
        } else {
            ink::put(
                buffer,
                x + 1,
                area.y,
                cells.saturating_sub(1),
                label.as_ref(),
                look.style(Role::Normal),
            );
        }
    }
    places
}

/// The columns that each tab takes, from its first to one past its last.
pub fn tab_columns(area: Rect, labels: &[impl AsRef<str>]) -> Vec<(u16, u16)> {
    let mut x = area.x;
    labels
        .iter()
        .map(|label| {
            let start = x.min(area.right());
            let end = (start + cells::width(label.as_ref()) as u16 + 2).min(area.right());
            x = end + 1;
            (start, end)
        })
        .collect()
}

fn line_style(is_prod: bool, look: &Look) -> Style {
    look.style(if is_prod { Role::ProdLine } else { Role::Normal })
}

/// A line of words with a blank before and after, over a rule.
fn write_in(buffer: &mut Buffer, x: u16, y: u16, line: &Line<'_>) {
    let blank = Style::reset();
    ink::put(buffer, x, y, 1, " ", blank);
    let cells = line.width() as u16;
    for x in x + 1..x + 1 + cells {
        if let Some(cell) = buffer.cell_mut((x, y)) {
            cell.reset();
        }
    }
    if y < buffer.area.bottom() && x + 1 < buffer.area.right() {
        ink::line(buffer, x + 1, y, cells.min(buffer.area.right() - x - 1), line);
    }
    ink::put(buffer, x + 1 + cells, y, 1, " ", blank);
}

/// Turns the uprights beside a row into joints.
fn join_sides(buffer: &mut Buffer, area: Rect, look: &Look) {
    let glyphs = look.glyphs();
    let sides = [
        (area.x.checked_sub(1), glyphs.branch_right, glyphs.branch_left),
        (Some(area.right()), glyphs.branch_left, glyphs.branch_right),
    ];
    for (x, joint, opposite) in sides {
        if let Some(cell) = x.and_then(|x| buffer.cell_mut((x, area.y))) {
            if cell.symbol() == glyphs.upright {
                cell.set_symbol(joint);
            } else if cell.symbol() == opposite && !look.is_ascii() {
                cell.set_symbol("┼");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::{Background, ColourDepth};
    use crate::tui::widgets::ink::lines;

    fn look() -> Look {
        Look::new(ColourDepth::True, Background::Dark, false, false)
    }

    #[test]
    fn a_focused_title_is_heavy_and_a_note_stands_at_the_right() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 44, 1));
        Title::new("Rungs").note("1.1 s").focused(true).view(&mut buffer, Rect::new(0, 0, 43, 1), &look());
        joint(&mut buffer, 43, 0, (true, false), false, &look());
        assert_eq!(lines(&buffer), ["━ Rungs ━━━━━━━━━━━━━━━━━━━━━━━━━━━ 1.1 s ━┭"]);
        assert_eq!(buffer[(2, 0)].fg, look().style(Role::Accent).fg.unwrap());
    }

    #[test]
    fn a_note_without_room_is_left_out_and_a_long_title_is_cut() {
        for (width, shown) in [(14, "─ Account ────"), (10, "─ Acc…nt ─"), (3, "───")] {
            let mut buffer = Buffer::empty(Rect::new(0, 0, width, 1));
            let title = if width == 10 { "Accounting" } else { "Account" };
            Title::new(title).note("4 min old").view(&mut buffer, Rect::new(0, 0, width, 1), &look());
            assert_eq!(lines(&buffer), [shown.replace("Acc…nt", &cells::cut_middle("Accounting", 6))]);
        }
    }

    #[test]
    fn sections_join_the_lines_beside_them() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 2));
        ink::upright(&mut buffer, Rect::new(3, 0, 1, 2), &look());
        Title::new("x").section(&mut buffer, Rect::new(4, 1, 8, 1), &look());
        assert_eq!(lines(&buffer), ["   │        ", "   ├─ x ────"]);
        Title::new("").section(&mut buffer, Rect::new(0, 1, 3, 1), &look());
        assert_eq!(lines(&buffer)[1], "───┼─ x ────");
    }

    #[test]
    fn facts_stand_at_both_ends() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 30, 1));
        facts(&mut buffer, Rect::new(0, 0, 30, 1), &"field 8 of 71".into(), &"same cursor".into(), &look());
        assert_eq!(lines(&buffer), ["─ field 8 of 71 ──────────────"]);
        facts(&mut buffer, Rect::new(0, 0, 30, 1), &"".into(), &"same cursor".into(), &look());
        assert_eq!(lines(&buffer), ["──────────────── same cursor ─"]);
    }

    #[test]
    fn the_active_tab_is_in_brackets() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 40, 1));
        let labels = ["Fields 71", "Rows", "Relationships"];
        let places = tabs(&mut buffer, Rect::new(1, 0, 39, 1), &labels, 1, &look());
        assert_eq!(lines(&buffer), ["  Fields 71  [Rows]  Relationships      "]);
        assert_eq!(places, [(1, 12), (13, 19), (20, 35)]);
    }
}
