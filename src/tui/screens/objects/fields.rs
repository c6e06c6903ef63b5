//! The Fields tab.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::explore::named;
use crate::explore::presets::{self, Preset};
use crate::salesforce::describe::{Describe, Field};
use crate::text::fuzzy::Needle;
use crate::text::numbers;
use crate::tui::theme::{Look, Role};
use crate::tui::widgets::filter::Filter;
use crate::tui::widgets::table::{Cell, Column, Scroll, Table};

/// In which order fields stand while nothing is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// As Salesforce sends them, and as they stand in the raw JSON.
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
    /// Cells of the widest length: a number that is cut is another number.
    length_cells: u16,
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
        let widest = fields.iter().map(|field| field.length_words().len()).max().unwrap_or(0);
        self.length_cells = u16::try_from(widest).unwrap_or(0);
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
        let columns = self.columns(area.width);
        let by = match Table::new(&columns, self.len()).head_at(area, x, y) {
            Some(0) => Sort::Name,
            Some(1) => Sort::Type,
            Some(4) => Sort::Label,
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

    fn columns(&self, width: u16) -> Vec<Column> {
        let mut columns = vec![
            Column::new("Field", 18).name().up_to(40),
            Column::new("Type", 17).up_to(26),
            Column::new("Length", self.length_cells.max(6)).right().leaves(2),
            Column::new(if width < 55 { "Flg" } else { "Flags" }, 5).leaves(1),
        ];
        if width >= 76 {
            columns.push(Column::new("Label", 18).up_to(40).leaves(3));
        }
        if width >= 104 {
            columns.push(Column::new("Help text", 20).grows().leaves(4));
        }
        columns
    }

    /// The row at a row of the screen.
    pub fn row_at(&self, area: Rect, y: u16) -> Option<usize> {
        Table::new(&self.columns(area.width), self.len()).row_at(area, self.scroll, y)
    }

    /// Draws the table.
    pub fn view(&self, area: Rect, buf: &mut Buffer, is_focused: bool, describe: &Describe, look: &Look) {
        let columns = self.columns(area.width);
        let mut needle = Needle::new(self.filter.text());
        Table::new(&columns, self.len()).focused(is_focused).view(buf, area, self.scroll, look, |row| {
            let field = self.order.get(row).and_then(|&i| describe.fields.get(i));
            field.map_or_else(Vec::new, |field| cells(field, &mut needle, columns.len()))
        });
    }
}

fn cells<'a>(field: &'a Field, needle: &mut Needle, columns: usize) -> Vec<Cell<'a>> {
    let by_label = !needle.is_empty() && !needle.is_in(&field.name) && needle.is_in(&field.label);
    let (name, marks) = if by_label && columns < 5 {
        // Found by its label alone: the label is shown, so that one sees why.
        let before = field.name.chars().count() + 2;
        let marks = needle.marks(&field.label).into_iter().map(|mark| mark + before).collect();
        (format!("{} “{}”", field.name, field.label).into(), marks)
    } else {
        (std::borrow::Cow::Borrowed(field.name.as_str()), needle.marks(&field.name))
    };
    vec![
        Cell::new(name).marks(marks),
        Cell::new(field.type_words()),
        Cell::new(field.length_words()),
        Cell::new(presets::flags(field)).role(Role::Muted),
        Cell::new(field.label.as_str()).marks(if needle.is_empty() {
            Vec::new()
        } else {
            needle.marks(&field.label)
        }),
        Cell::new(field.inline_help_text.as_deref().unwrap_or_default()).role(Role::Muted),
    ]
}
