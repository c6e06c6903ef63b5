//! The Fields tab.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::explore::named;
use crate::explore::presets::{self, Preset};
use crate::salesforce::describe::{Describe, Field};
use crate::text::fuzzy::Needle;
use crate::text::numbers;
use crate::tui::theme::{Look, Role};
use crate::tui::widgets::filter::Filter;
use crate::tui::widgets::table::{Cell, Column, Scroll, Table, Widest};

/// In which order fields stand while nothing is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// As Salesforce sends them, and as they are in the raw JSON.
    #[default]
    AsCame,
    /// By API name.
    Name,
    /// By label.
    Label,
    /// By type.
    Type,
}

/// The tab's state.
#[derive(Debug, Default)]
pub struct Fields {
    /// What is looked for.
    pub filter: Filter,
    /// Which fields are shown.
    pub preset: Preset,
    /// The order.
    pub sort: Sort,
    /// Cursor and first row in sight.
    pub scroll: Scroll,
    order: Vec<usize>,
    widest: Widest,
}

impl Fields {
    /// Rows.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// The index of the field under the cursor.
    pub fn at_cursor(&self) -> Option<usize> {
        self.order.get(self.scroll.cursor()).copied()
    }

    /// The field under the cursor.
    pub fn current<'a>(&self, describe: &'a Describe) -> Option<&'a Field> {
        describe.fields.get(self.at_cursor()?)
    }

    /// Finds and sorts anew; the cursor stays on its field where that is still there.
    pub fn arrange(&mut self, describe: &Describe) {
        let before = self.at_cursor();
        let fields = &describe.fields;
        self.widest = Widest::default();
        for field in fields {
            self.widest.see(texts(field));
        }
        let kept: Vec<usize> = (0..fields.len()).filter(|&i| self.preset.holds(&fields[i])).collect();
        let names: Vec<_> =
            kept.iter().map(|&i| (fields[i].name.as_str(), fields[i].label.as_str())).collect();
        let mut order: Vec<usize> =
            named::matching(self.filter.text(), &names).into_iter().map(|at| kept[at]).collect();
        if !self.filter.is_set() {
            match self.sort {
                Sort::AsCame => {}
                Sort::Name => order.sort_by_cached_key(|&i| fields[i].name.to_lowercase()),
                Sort::Label => order.sort_by_cached_key(|&i| fields[i].label.to_lowercase()),
                Sort::Type => order.sort_by_cached_key(|&i| fields[i].type_words()),
            }
        }
        let at = before.filter(|_| !self.filter.is_typing());
        let at = at.and_then(|field| order.iter().position(|&i| i == field));
        self.order = order;
        self.scroll.to(at.unwrap_or(0), self.order.len());
    }

    /// The next preset that holds any field.
    pub fn preset_next(&mut self, describe: &Describe) {
        self.preset = self.preset.next(&describe.fields);
        self.arrange(describe);
    }

    /// The next order.
    pub fn sort_next(&mut self, describe: &Describe) {
        self.sort = match self.sort {
            Sort::AsCame => Sort::Name,
            Sort::Name => Sort::Label,
            Sort::Label => Sort::Type,
            Sort::Type => Sort::AsCame,
        };
        self.arrange(describe);
    }

    /// Sorts by the column whose head is at a cell, or by none again; false where that column sorts nothing.
    pub fn sort_at(&mut self, area: Rect, describe: &Describe, (x, y): (u16, u16)) -> bool {
        let columns = self.columns();
        let by = match Table::new(&columns, self.len()).head_at(area, x, y) {
            Some(0) => Sort::Name,
            Some(1) => Sort::Label,
            Some(2) => Sort::Type,
            _ => return false,
        };
        self.sort = if self.sort == by { Sort::AsCame } else { by };
        self.arrange(describe);
        true
    }

    /// The fact beside the filter: `71 of 71 · preset: all`.
    pub fn fact(&self, describe: &Describe) -> String {
        let sorted = match self.sort {
            Sort::AsCame => "",
            Sort::Name => " · by name",
            Sort::Label => " · by label",
            Sort::Type => " · by type",
        };
        let (shown, all) = (self.len() as u64, describe.fields.len() as u64);
        format!(
            "{} of {} · preset: {}{sorted}",
            numbers::count(shown),
            numbers::count(all),
            self.preset.words()
        )
    }

    /// The place of the cursor for the facts line.
    pub fn place(&self) -> String {
        match self.len() {
            0 => "no field".into(),
            len => format!(
                "field {} of {}",
                numbers::count(self.scroll.cursor() as u64 + 1),
                numbers::count(len as u64)
            ),
        }
    }

    /// Name, label and type stay: they tell which field it is.
    fn columns(&self) -> Vec<Column> {
        let wide = |column| self.widest.of(column);
        let mut columns = vec![
            Column::new("Field", wide(0).min(24)).name().squeezed_to(20).up_to(40).holds(wide(0)),
            Column::new("Label", wide(1).min(24)).squeezed_to(10).up_to(40).holds(wide(1)),
            Column::new("Type", wide(2).min(18)).squeezed_to(10).up_to(40).holds(wide(2)),
            // A number that is cut is another number.
            Column::new("Length", wide(3)).right().leaves(2),
            Column::new("Flags", wide(4)).leaves(1),
        ];
        if wide(5) > 0 {
            columns.push(Column::new("Help text", 20).grows().leaves(3).holds(wide(5)));
        }
        columns
    }

    /// The row at a row of the screen.
    pub fn row_at(&self, area: Rect, y: u16) -> Option<usize> {
        Table::new(&self.columns(), self.len()).row_at(area, self.scroll, y)
    }

    /// Draws the table.
    pub fn view(&self, area: Rect, buf: &mut Buffer, is_focused: bool, describe: &Describe, look: &Look) {
        let columns = self.columns();
        let mut needle = Needle::new(self.filter.text());
        Table::new(&columns, self.len()).focused(is_focused).view(buf, area, self.scroll, look, |row| {
            let field = self.order.get(row).and_then(|&i| describe.fields.get(i));
            field.map_or_else(Vec::new, |field| cells(field, &mut needle))
        });
    }
}

/// What is in the cells of a field, in the order of the columns.
fn texts(field: &Field) -> [Cow<'_, str>; 6] {
    [
        field.name.as_str().into(),
        field.label.as_str().into(),
        field.type_words().into(),
        field.length_words().into(),
        presets::flags(field).into(),
        field.inline_help_text.as_deref().unwrap_or_default().into(),
    ]
}

fn cells<'a>(field: &'a Field, needle: &mut Needle) -> Vec<Cell<'a>> {
    let [name, label, kind, length, flags, help] = texts(field);
    let mut marked = |text: Cow<'a, str>| {
        let marks = if needle.is_empty() { Vec::new() } else { needle.marks(&text) };
        Cell::new(text).marks(marks)
    };
    vec![
        marked(name),
        marked(label),
        Cell::new(kind),
        Cell::new(length),
        Cell::new(flags).role(Role::Muted),
        Cell::new(help).role(Role::Muted),
    ]
}
