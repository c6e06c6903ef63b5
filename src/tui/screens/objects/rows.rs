//! The Rows tab: pages of a query, of which the next is fetched before the cursor reaches the end.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::explore::columns::{self, value};
use crate::explore::pages::Pages;
use crate::explore::shown::{Nature, Shown};
use crate::explore::{self, Loaded};
use crate::json::Node;
use crate::salesforce::describe::{Describe, Field};
use crate::salesforce::global::Global;
use crate::salesforce::record::QueryPage;
use crate::text::fuzzy::Needle;
use crate::text::numbers;
use crate::trouble::Trouble;
use crate::tui::keymap::Command;
use crate::tui::screens::wait::Load;
use crate::tui::screens::{Cx, Sight};
use crate::tui::theme::Role;
use crate::tui::widgets::filter::Filter;
use crate::tui::widgets::ink;
use crate::tui::widgets::table::{Cell, Column, Scroll, Table, Widest};
use crate::tui::work::Ask;

/// The name under which the first rows are asked for.
pub const ROWS: &str = "rows";
/// The name under which further rows are asked for.
pub const MORE: &str = "more";

/// Rows of each page by whose width the columns go.
const ROWS_SEEN: usize = 200;

/// Further rows are fetched when fewer than so many screens of rows are left below the cursor.
const SCREENS_AHEAD: usize = 3;

/// The tab's state.
#[derive(Debug, Default)]
pub struct Rows {
    /// What is looked for among the loaded rows.
    pub filter: Filter,
    /// Cursor and first row in sight.
    pub scroll: Scroll,
    /// Which column the cursor is in.
    pub column: usize,
    /// How it stands with the first page.
    pub load: Load,
    /// How it stands with the next page.
    pub more: Load,
    /// Only rows of this parent: the field that points at it, and its id.
    pub of: Option<(String, String)>,
    columns: Vec<columns::Column>,
    sort: Option<(String, bool)>,
    way: Pages,
    pages: Vec<Loaded<QueryPage>>,
    /// The number of the first row of each page.
    firsts: Vec<usize>,
    /// Rows that the filter keeps; `None` for all.
    kept: Option<Vec<usize>>,
    /// Of the first rows of each page.
    widest: Widest,
}

impl Rows {
    /// Whether nothing was asked yet.
    pub fn is_untouched(&self) -> bool {
        self.pages.is_empty() && self.load == Load::Idle
    }

    /// Whether the first page is there.
    pub fn is_loaded(&self) -> bool {
        !self.pages.is_empty()
    }

    /// Rows that are loaded, whatever is looked for.
    pub fn loaded(&self) -> usize {
        self.way.loaded() as usize
    }

    /// Rows of the whole query, where Salesforce says how many.
    pub fn total(&self) -> Option<u64> {
        self.way.total()
    }

    /// Whether the first page is there and has no row.
    pub fn is_empty(&self) -> bool {
        self.is_loaded() && self.loaded() == 0 && !self.way.goes_on()
    }

    /// What of the pages is not as it should be: rows that were promised and can't be had, values that could not be
    /// read.
    pub fn odd(&self) -> Vec<String> {
        self.way
            .missing()
            .into_iter()
            .chain(self.pages.iter().filter_map(|page| page.unread.sentence()))
            .collect()
    }

    /// Rows in the table.
    pub fn len(&self) -> usize {
        self.kept.as_ref().map_or_else(|| self.loaded(), Vec::len)
    }

    /// Asks for the first page.
    pub fn ask(&mut self, describe: &Describe, global: Option<&Global>, cx: &mut Cx<'_>) {
        if self.columns.is_empty() {
            self.columns = columns::columns(describe, global);
        }
        let ask = explore::Ask::Rows {
            object: describe.name.clone(),
            columns: columns::select(describe, &self.columns),
            order: self.sort.clone().or_else(|| columns::order(describe)),
            of: self.of.clone(),
        };
        self.more.forget(MORE, cx);
        self.load.ask(ROWS, Ask::Explore(ask), cx);
    }

    /// Asks for the next page where the cursor comes near the end of what is loaded.
    pub fn ask_ahead(&mut self, height: usize, cx: &mut Cx<'_>) {
        let is_near = self.scroll.cursor() + height * SCREENS_AHEAD >= self.loaded();
        if is_near && !self.filter.is_set() && self.more == Load::Idle && !self.load.is_asked() {
            self.ask_more(cx);
        }
    }

    /// Asks for the next page, where there is one.
    pub fn ask_more(&mut self, cx: &mut Cx<'_>) {
        if let Some(next) = self.way.next() {
            self.more.ask(MORE, Ask::Explore(next), cx);
        }
    }

    /// Asks again: for the next page if that is what is missing and can be had, else for the first.
    pub fn ask_again(&mut self, describe: &Describe, global: Option<&Global>, cx: &mut Cx<'_>) {
        if self.way.goes_on() && matches!(self.more, Load::Failed(_) | Load::Stopped(_)) {
            self.ask_more(cx);
        } else {
            self.ask(describe, global, cx);
        }
    }

    /// The next page could not be had.
    pub fn failed_more(&mut self, why: &Trouble) {
        self.way.failed(why);
    }

    /// Whether there is a next page.
    pub fn goes_on(&self) -> bool {
        self.way.goes_on()
    }

    /// Takes the first page.
    pub fn take(&mut self, page: Loaded<QueryPage>, describe: &Describe) {
        self.load = Load::Idle;
        self.more = Load::Idle;
        self.way = Pages::first(&page.value);
        self.pages = vec![page];
        self.firsts = vec![0];
        self.widest = Widest::default();
        self.see_widths(describe);
        self.arrange(describe);
    }

    /// Takes a further page.
    pub fn take_more(&mut self, page: Loaded<QueryPage>, describe: &Describe) {
        self.more = Load::Idle;
        self.firsts.push(self.loaded());
        self.way.add(&page.value);
        self.pages.push(page);
        self.see_widths(describe);
        self.arrange(describe);
    }

    /// Sees how wide the rows of the last page are; the first of them, so that a large page is shown at once.
    fn see_widths(&mut self, describe: &Describe) {
        let first = self.firsts.last().copied().unwrap_or(0);
        for row in first..self.loaded().min(first + ROWS_SEEN) {
            let Some((record, _)) = self.record(row) else { continue };
            let texts: Vec<_> = self.columns.iter().map(|c| value(record, c, describe).text).collect();
            self.widest.see(texts);
        }
    }

    /// No longer waits: another object is shown.
    pub fn leave(&mut self, cx: &mut Cx<'_>) {
        self.load.forget(ROWS, cx);
        self.more.forget(MORE, cx);
    }

    /// Looks through the loaded rows anew.
    pub fn arrange(&mut self, describe: &Describe) {
        let mut needle = Needle::new(self.filter.text());
        self.kept = (!needle.is_empty()).then(|| {
            (0..self.loaded())
                .filter(|&row| {
                    self.record(row).is_some_and(|(record, _)| {
                        self.columns.iter().any(|c| needle.is_in(&value(record, c, describe).text))
                    })
                })
                .collect()
        });
        self.scroll.to(self.scroll.cursor(), self.len());
    }

    /// Sorts by the column of the cursor: upwards, downwards, then as at first. The org sorts, so all rows
    /// are meant, loaded or not.
    pub fn sort_next(&mut self, describe: &Describe, global: Option<&Global>, cx: &mut Cx<'_>) {
        let Some(column) = self.columns.get(self.column) else { return };
        let path = column.path.clone();
        if !describe.fields[column.field].sortable {
            let (left, right) = (cx.key(Command::Left), cx.key(Command::Right));
            cx.say(format!("Salesforce can't sort by {path}. {left} and {right} choose another column."));
            return;
        }
        self.sort = match &self.sort {
            Some((by, false)) if *by == path => Some((path, true)),
            Some((by, true)) if *by == path => None,
            _ => Some((path, false)),
        };
        self.scroll = Scroll::default();
        self.ask(describe, global, cx);
    }

    /// Moves the cursor by columns.
    pub fn move_column(&mut self, by: isize) {
        let last = self.columns.len().saturating_sub(1);
        self.column = self.column.saturating_add_signed(by).min(last);
    }

    /// The record of a loaded row, and the index of its page.
    fn record(&self, row: usize) -> Option<(Node<'_>, usize)> {
        let page = self.firsts.partition_point(|first| *first <= row).checked_sub(1)?;
        let record = self.pages.get(page)?.value.row(row - self.firsts[page])?;
        Some((record, page))
    }

    /// The number of the loaded row under the cursor.
    pub fn at_cursor(&self) -> Option<usize> {
        let cursor = self.scroll.cursor();
        match &self.kept {
            Some(kept) => kept.get(cursor).copied(),
            None => (cursor < self.loaded()).then_some(cursor),
        }
    }

    /// The record under the cursor.
    pub fn current(&self) -> Option<Node<'_>> {
        Some(self.record(self.at_cursor()?)?.0)
    }

    /// The page under the cursor, and the path of the cursor's value in it.
    pub fn raw(&self) -> Option<(&Loaded<QueryPage>, String)> {
        let Some(row) = self.at_cursor() else {
            return self.pages.first().map(|page| (page, String::new()));
        };
        let (record, page) = self.record(row)?;
        let column = self.columns.get(self.column).map_or("", |c| c.path.as_str());
        let page = self.pages.get(page)?;
        Some((page, format!("{}.{column}", page.path(record.id()))))
    }

    /// The column of the cursor: its path, and its value in the row under the cursor.
    pub fn cell(&self, describe: &Describe) -> Option<(&str, Shown)> {
        let column = self.columns.get(self.column)?;
        Some((&column.path, value(self.current()?, column, describe)))
    }

    /// All columns of the row under the cursor.
    pub fn cells(&self, describe: &Describe) -> Vec<(&str, Shown)> {
        let Some(record) = self.current() else { return Vec::new() };
        self.columns.iter().map(|c| (c.path.as_str(), value(record, c, describe))).collect()
    }

    /// What the title says: `2,000 of 76,809 loaded`.
    pub fn note(&self) -> Option<String> {
        self.pages.first()?;
        Some(match &self.kept {
            Some(kept) => {
                let (kept, loaded) = (kept.len() as u64, self.way.loaded());
                format!("{} of {} loaded", numbers::count(kept), numbers::count(loaded))
            }
            None => self.way.words(),
        })
    }

    /// The fact beside the filter: the columns without room; of which parent the rows are, or by what they are
    /// sorted.
    pub fn fact(&self, describe: &Describe, width: u16) -> String {
        let table = self.table_columns(describe);
        let hidden = match Table::new(&table, 0).layout(width).1 {
            0 => String::new(),
            1 => "+1 column · ".into(),
            n => format!("+{n} columns · "),
        };
        if let Some((field, _)) = &self.of {
            return format!("{hidden}of one {field}");
        }
        match self.sort.clone().or_else(|| columns::order(describe)) {
            Some((by, down)) => format!("{hidden}by {by} {}", if down { "↓" } else { "↑" }),
            None => format!("{hidden}not sorted"),
        }
    }

    /// The place of the cursor for the facts line.
    pub fn place(&self) -> String {
        match self.at_cursor() {
            None => "no row".into(),
            Some(row) => {
                let column = self.columns.get(self.column).map_or("", |c| c.path.as_str());
                let loaded = numbers::count(self.loaded() as u64);
                format!("row {} of {loaded} loaded · {column}", numbers::count(row as u64 + 1))
            }
        }
    }

    fn table_columns(&self, describe: &Describe) -> Vec<Column> {
        let last = self.columns.len().saturating_sub(1);
        let column = |(i, column): (usize, &columns::Column)| {
            let field = &describe.fields[column.field];
            let is_cursor = i == self.column;
            let head = head(&column.path, is_cursor && self.columns.len() > 1);
            // The column of the cursor stays; the others leave from the right, name and date last.
            let leaves = if i == 0 || is_cursor {
                0
            } else if i == last {
                1
            } else {
                i as u8 + 1
            };
            table_column(head, field, &column.path, i == 0, self.widest.of(i)).leaves(leaves)
        };
        self.columns.iter().enumerate().map(column).collect()
    }

    /// The part of the table's area that rows have; the last line tells of the next page.
    fn table_area(&self, area: Rect) -> Rect {
        let status = u16::from(self.way.goes_on() || self.more != Load::Idle);
        Rect { height: area.height.saturating_sub(status), ..area }
    }

    /// Rows in sight.
    pub fn height(&self, area: Rect) -> usize {
        usize::from(self.table_area(area).height).saturating_sub(1)
    }

    /// The row at a row of the screen.
    pub fn row_at(&self, area: Rect, describe: &Describe, y: u16) -> Option<usize> {
        let columns = self.table_columns(describe);
        Table::new(&columns, self.len()).row_at(self.table_area(area), self.scroll, y)
    }

    /// The column whose head is at a cell of the screen.
    pub fn head_at(&self, area: Rect, describe: &Describe, x: u16, y: u16) -> Option<usize> {
        Table::new(&self.table_columns(describe), 0).head_at(area, x, y)
    }

    /// Draws the table and the line about the next page.
    pub fn view(
        &self,
        area: Rect,
        buf: &mut Buffer,
        is_focused: bool,
        describe: &Describe,
        sight: &Sight<'_>,
    ) {
        let look = sight.look;
        let columns = self.table_columns(describe);
        let table = Table::new(&columns, self.len()).focused(is_focused);
        let rows = self.table_area(area);
        let mut needle = Needle::new(self.filter.text());
        table.view(buf, rows, self.scroll, look, |row| {
            let is_cursor = is_focused && row == self.scroll.cursor() && columns.len() > 1;
            let row = self.kept.as_ref().map_or(Some(row), |kept| kept.get(row).copied());
            let Some((record, _)) = row.and_then(|row| self.record(row)) else { return Vec::new() };
            let cell = |(i, column)| {
                let shown = value(record, column, describe);
                let marks = needle.marks(&shown.text);
                let cell = Cell::new(shown.text).marks(marks);
                match shown.nature {
                    Nature::Null => cell.role(Role::Muted),
                    _ if i == self.column && is_cursor => cell.bold(),
                    _ => cell,
                }
            };
            self.columns.iter().enumerate().map(cell).collect()
        });
        if rows.height < area.height {
            let line = self.status(sight);
            ink::line(buf, area.x + 2, rows.bottom(), area.width.saturating_sub(3), &line);
        }
    }

    fn status(&self, sight: &Sight<'_>) -> Line<'static> {
        let look = sight.look;
        let muted = look.style(Role::Muted);
        match &self.more {
            Load::Asked(_) => {
                let Some(loading) = self.more.loading(MORE, "", "", sight) else { return Line::default() };
                let Some(word) = loading.word(look) else { return Line::default() };
                if let Some(again) = &loading.again {
                    return Line::styled(format!("{}, Esc stops", again.words), look.style(Role::Warn));
                }
                let (from, time) = (self.loaded() as u64 + 1, numbers::elapsed(loading.elapsed_ms));
                let sign = word.spans.first().cloned().unwrap_or_default();
                let words = format!(" rows from {} on are on their way   {time}", numbers::count(from));
                Line::from_iter([sign, Span::styled(words, muted)])
            }
            Load::Failed(trouble) => Line::styled(
                format!(
                    "{} {} {} {}.",
                    look.glyphs().failed,
                    crate::text::safe::visible(&trouble.what),
                    sight.key(Command::Again),
                    if self.way.goes_on() { "tries again" } else { "begins anew" }
                ),
                look.style(Role::Danger),
            ),
            Load::Stopped(_) => {
                let words =
                    format!("The next rows were stopped. {} fetches them.", sight.key(Command::Again));
                Line::styled(words, look.style(Role::Warn))
            }
            Load::Idle if self.kept.is_some() => Line::styled("The filter looks at the loaded rows.", muted),
            Load::Idle => Line::default(),
        }
    }
}

/// The head of a column: audit dates by what they tell, everything else by its path; the cursor's column in
/// brackets, like an active tab.
fn head(path: &str, is_cursor: bool) -> Cow<'static, str> {
    let name = match path {
        "LastModifiedDate" => "Changed",
        "CreatedDate" => "Created",
        other => other,
    };
    if is_cursor { format!("[{name}]").into() } else { name.to_owned().into() }
}

fn table_column(head: Cow<'static, str>, field: &Field, path: &str, is_first: bool, widest: u16) -> Column {
    let column = match field.kind.as_str() {
        _ if path.contains('.') => Column::new(head, 12).up_to(36),
        "id" | "reference" => Column::new(head, 18).name(),
        _ if is_first => Column::new(head, 18).up_to(48),
        "datetime" => Column::new(head, 16),
        "date" => Column::new(head, 10),
        "boolean" => Column::new(head, 5),
        "picklist" | "phone" => Column::new(head, 12).up_to(24),
        // A number that is cut is another number.
        "int" | "long" | "double" | "percent" | "currency" => Column::new(head, widest.min(30)).right(),
        _ => Column::new(head, 12).up_to(32),
    };
    column.holds(widest)
}
