//! The detail below the table: the row under the cursor in words, with what a cell has no room for.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::explore::field::{self, Part};
use crate::explore::relations::{self, Relation};
use crate::explore::shown::{Nature, Shown};
use crate::salesforce::describe::{Describe, Field};
use crate::text::{cells, numbers, safe};
use crate::tui::theme::{Look, Role};

/// Lines with a title and a note for its right.
#[derive(Clone, Debug, Default)]
pub struct Detail {
    /// What it is about.
    pub title: String,
    /// At the right of the title.
    pub note: String,
    /// The lines.
    pub lines: Vec<Line<'static>>,
}

/// Collects lines up to a number of them.
struct Lines {
    width: usize,
    most: usize,
    lines: Vec<Line<'static>>,
}

impl Lines {
    fn push(&mut self, text: &str, style: Style) {
        for line in cells::wrap(&safe::visible(text), self.width) {
            if self.lines.len() < self.most {
                self.lines.push(Line::styled(line, style));
            }
        }
    }

    fn blank(&mut self) {
        if !self.lines.is_empty() && self.lines.len() < self.most {
            self.lines.push(Line::default());
        }
    }

    fn room(&self) -> usize {
        self.most - self.lines.len()
    }
}

/// A field in at most `rows` lines of `width` cells.
pub fn field(field: &Field, width: u16, rows: u16, look: &Look) -> Detail {
    let (plain, muted) = (look.style(Role::Normal), look.style(Role::Muted));
    let mut lines = Lines { width: usize::from(width), most: usize::from(rows), lines: Vec::new() };
    lines.push(&field::sentence(field), plain);
    if let Some(refers) = field::refers(field, 4) {
        lines.push(&refers, plain);
    }
    if let Some(formula) = &field.calculated_formula {
        lines.push(&format!("Formula  {formula}"), plain);
    }
    let values = values_in(field, &mut lines, look);
    if let Some(help) = field.inline_help_text.as_deref().filter(|h| !h.is_empty()) {
        lines.push(&format!("Help “{help}”"), plain);
    }
    if let Some(controller) = &field.controller_name {
        lines.push(&format!("Its values depend on {controller}."), plain);
    }
    if let Some(compound) = field.compound_field_name.as_ref().filter(|name| **name != field.name) {
        lines.push(&format!("Part of {compound}."), muted);
    }
    lines.push(&field::uses(field), muted);
    if lines.room() > 1 {
        lines.blank();
        let legend = "R required  U unique  X external id  I indexed";
        lines.push(if values { "Enter shows all of it" } else { legend }, muted);
    }
    Detail {
        title: field.name.clone(),
        note: format!("label “{}”", safe::visible(&field.label)),
        lines: lines.lines,
    }
}

/// All that a describe says of a field, for the page that Enter opens.
pub fn field_page(field: &Field, describe: &Describe) -> Vec<(String, Role)> {
    let mut page = Vec::new();
    for part in field::parts(field, describe) {
        match part {
            Part::Line(text) => page.push((text, Role::Normal)),
            Part::Quiet(text) => page.push((text, Role::Muted)),
            Part::Head(text) => page.extend([(String::new(), Role::Normal), (text, Role::Accent)]),
        }
    }
    page
}

/// The first picklist values in columns; whether some had no room.
fn values_in(field: &Field, lines: &mut Lines, look: &Look) -> bool {
    let values = &field.picklist_values;
    let rows = lines.room().saturating_sub(3).min(4);
    if values.is_empty() || rows == 0 {
        return !values.is_empty();
    }
    let cell = (lines.width / 2).max(1);
    let across = (lines.width / cell).max(1);
    let most = rows * across;
    let shown = if values.len() > most { most - across } else { values.len() };
    for row in values[..shown].chunks(across) {
        let spans = row.iter().map(|value| {
            let name = value.label.as_deref().filter(|l| !l.is_empty()).unwrap_or(&value.value);
            let role = if value.active { Role::Normal } else { Role::Muted };
            Span::styled(cells::left(&safe::visible(name), cell.saturating_sub(1)) + " ", look.style(role))
        });
        lines.lines.push(Line::from_iter(spans));
    }
    if shown < values.len() {
        let rest = numbers::count((values.len() - shown) as u64);
        lines.push(&format!("+{rest} values · Enter shows all"), look.style(Role::Muted));
    }
    shown < values.len()
}

/// A row: every column whole, as far as there is room; the column of the cursor first where it is long.
pub fn row(cells_of: &[(&str, Shown)], id: Option<&str>, width: u16, rows: u16, look: &Look) -> Detail {
    let muted = look.style(Role::Muted);
    let mut lines = Lines { width: usize::from(width), most: usize::from(rows), lines: Vec::new() };
    let names = cells_of.iter().map(|(name, _)| cells::width(name)).max().unwrap_or(0).min(22);
    for (name, shown) in cells_of {
        let value_role = if shown.nature == Nature::Null { Role::Muted } else { Role::Normal };
        let note = shown.note.as_ref().map(|note| format!("  ({note})")).unwrap_or_default();
        let text = format!("{}{note}", safe::visible(&shown.text));
        let room = lines.width.saturating_sub(names + 2).max(8);
        for (n, part) in cells::wrap(&text, room).into_iter().enumerate() {
            if lines.room() == 0 {
                break;
            }
            let name = if n == 0 { cells::cut_middle(name, names).into_owned() } else { String::new() };
            lines.lines.push(Line::from_iter([
                Span::styled(cells::left(&name, names) + "  ", muted),
                Span::styled(part, look.style(value_role)),
            ]));
        }
    }
    let title =
        cells_of.first().map(|(_, shown)| safe::visible(&shown.text).into_owned()).unwrap_or_default();
    Detail { title, note: id.unwrap_or_default().to_owned(), lines: lines.lines }
}

/// A relationship in words, with the SOQL that walks it.
pub fn relation(relation: Relation<'_>, describe: &Describe, width: u16, rows: u16, look: &Look) -> Detail {
    let (plain, muted) = (look.style(Role::Normal), look.style(Role::Muted));
    let mut lines = Lines { width: usize::from(width), most: usize::from(rows), lines: Vec::new() };
    for sentence in relations::sentences(relation, describe) {
        lines.push(&sentence, plain);
    }
    let title = match relation {
        Relation::Parent(field) => field.name.clone(),
        Relation::Child(list) => list.child_sobject.clone(),
    };
    match relations::soql(relation, describe) {
        Some(soql) => lines.push(&soql, muted),
        None => lines.push(relations::NOT_IN_SOQL, muted),
    }
    Detail { title, note: String::new(), lines: lines.lines }
}
