//! A list of objects as a table: a row an element, a column a key. Documents that stand one after the other are
//! a list too. The cursor is the same: it is on the element, or on the member under the column.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::commands::{Outcome, PaneCommand};
use super::draw::Styles;
use super::{JsonPane, Size};
use crate::json::{Doc, Kind, Node, NodeId, Row};
use crate::salesforce::record;
use crate::text::{cells, numbers, safe};
use crate::tui::theme::{Look, Role};

/// Elements that decide about columns and their widths.
const SAMPLE: usize = 100;
/// Members of one element that are looked at.
const MEMBERS: usize = 500;
const WIDEST: usize = 40;
/// Members that the answer to a query inside of a row has at most; it has three or four.
const SUBQUERY: u32 = 8;
/// Containers around the cursor among which a list is looked for.
const LEVELS: usize = 500;

/// What has the elements: an array, or without one the document with its roots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct List(pub(super) Option<NodeId>);

impl List {
    fn count(self, doc: &Doc) -> u32 {
        self.0.map_or_else(|| doc.roots(), |list| doc.count(list))
    }

    fn child(self, doc: &Doc, number: u32) -> Option<NodeId> {
        self.0.map_or_else(|| doc.root(number), |list| doc.child(list, number))
    }

    fn children(self, doc: &Doc) -> impl Iterator<Item = NodeId> {
        self.0.map_or_else(|| doc.root_nodes(), |list| doc.children(list))
    }

    /// The node after its last element.
    fn end(self, doc: &Doc) -> NodeId {
        self.0.map_or_else(|| doc.values(), |list| doc.after(list))
    }

    fn is_of_objects(self, doc: &Doc) -> bool {
        let is_list = self.0.map_or_else(|| doc.roots() > 1, |list| doc.kind(list) == Kind::Array);
        let is_object = |child| doc.is_container(child) && doc.kind(child) == Kind::Object;
        is_list && self.children(doc).take(3).any(is_object)
    }
}

/// The table.
#[derive(Clone, Debug)]
pub(super) struct Table {
    /// The list.
    pub(super) list: List,
    /// Where one came from, and the cell that this led to: from there one goes back to it.
    from: Option<(Row, NodeId)>,
    columns: Vec<Column>,
    /// The column of the cursor.
    column: usize,
    /// The first column on the screen.
    left: usize,
    /// The first element on the screen.
    top: u32,
}

#[derive(Clone, Debug)]
struct Column {
    key: String,
    width: usize,
    right: bool,
}

impl Table {
    /// The table of the nearest list of objects around a node, and the element that the node is in.
    pub(super) fn around(doc: &Doc, node: NodeId) -> Option<(Self, NodeId)> {
        let (mut list, mut element) = (List(Some(node)), node);
        if list.is_of_objects(doc) {
            element = list.child(doc, 0)?;
        } else {
            list = List(doc.parent(element));
            for level in 1.. {
                if list.is_of_objects(doc) {
                    break;
                }
                element = list.0.filter(|_| level < LEVELS)?;
                list = List(doc.parent(element));
            }
        }
        let columns = columns(doc, list);
        let is_one = !columns.is_empty() && element < doc.values();
        is_one.then_some((Self { list, from: None, columns, column: 0, left: 0, top: 0 }, element))
    }

    /// The element in which a node is.
    fn element(&self, doc: &Doc, node: NodeId) -> Option<NodeId> {
        self.list.0.map_or_else(|| doc.root_around(node), |list| doc.child_around(list, node))
    }

    /// Whether a node is in one of its elements.
    pub(super) fn holds(&self, doc: &Doc, node: NodeId) -> bool {
        self.element(doc, node).is_some()
    }

    /// The value in the cursor's column of an element; the element where it has none there.
    fn cell(&self, doc: &Doc, element: NodeId) -> NodeId {
        self.member(doc, element, self.column).unwrap_or(element)
    }

    /// Enters at an element; the cell.
    pub(super) fn enter(&mut self, doc: &Doc, element: NodeId, from: Row) -> NodeId {
        let cell = self.cell(doc, element);
        self.from = Some((from, cell));
        cell
    }

    /// Moves the cursor's column to the one in which a node is.
    pub(super) fn follow(&mut self, doc: &Doc, node: NodeId) {
        let Some(element) = self.element(doc, node) else { return };
        let member = doc.child_around(element, node).unwrap_or(element);
        if let Some(key) = doc.key(member)
            && let Some(at) = self.columns.iter().position(|column| column.key == key)
        {
            self.column = at;
        }
    }

    /// Brings the cursor's element and column onto the screen.
    pub(super) fn settle(&mut self, doc: &Doc, node: NodeId, size: Size) {
        let rows = u32::from(size.height.saturating_sub(1).max(1));
        if let Some(element) = self.element(doc, node) {
            let number = doc.number(element);
            self.top = self.top.clamp(number.saturating_sub(rows - 1), number);
        }
        self.top = self.top.min(self.list.count(doc).saturating_sub(rows));
        self.left = self.left.min(self.column);
        let first = number_cells(doc, self.list);
        loop {
            let used: usize =
                self.columns[self.left..=self.column].iter().map(|column| column.width + 2).sum();
            if self.left == self.column || first + used <= usize::from(size.width) {
                return;
            }
            self.left += 1;
        }
    }

    /// The member of an element under a column.
    fn member(&self, doc: &Doc, element: NodeId, column: usize) -> Option<NodeId> {
        let key = &self.columns.get(column)?.key;
        doc.children(element).take(MEMBERS).filter(|member| doc.key(*member).as_deref() == Some(key)).last()
    }

    pub(super) fn view(&self, pane: &JsonPane, buffer: &mut Buffer, area: Rect, look: &Look, focused: bool) {
        let doc = &pane.doc;
        let styles = Styles::of(look);
        let first = number_cells(doc, self.list);
        let mut x = area.x + first as u16;
        let mut places = Vec::new();
        for (at, column) in self.columns.iter().enumerate().skip(self.left) {
            if x >= area.right() {
                break;
            }
            let width = column.width.min(usize::from(area.right() - x));
            let style = if at == self.column { look.bold(Role::Accent) } else { styles.muted };
            let name = safe::visible(&column.key);
            let head = if column.right { cells::right(&name, width) } else { cells::left(&name, width) };
            buffer.set_stringn(x, area.y, &head, width, style);
            places.push((at, x, width));
            x = x.saturating_add(column.width as u16 + 2);
        }
        let cursor = self.element(doc, pane.cursor.node);
        let mut element = self.list.child(doc, self.top);
        let end = self.list.end(doc);
        for (number, y) in (self.top..).zip(area.y + 1..area.bottom()) {
            let Some(node) = element else { break };
            let label = format!("{number:>width$}", width = first.saturating_sub(3));
            buffer.set_string(area.x + 1, y, &label, styles.muted);
            // One look at the members serves all columns.
            let mut members: Vec<(std::borrow::Cow<'_, str>, NodeId)> = Vec::new();
            if doc.kind(node) == Kind::Object {
                members.extend(doc.children(node).take(MEMBERS).filter_map(|m| Some((doc.key(m)?, m))));
            }
            for &(at, x, width) in &places {
                let column = &self.columns[at];
                let Some((_, member)) = members.iter().rev().find(|(key, _)| *key == column.key) else {
                    continue;
                };
                let text = shown(doc, *member, width);
                let style = if doc.kind(*member) == Kind::Null { styles.muted } else { styles.normal };
                let style = match &pane.search {
                    Some(search) if search.needle.find_in(text.as_bytes(), 0).is_some() => {
                        style.patch(look.style(Role::Match))
                    }
                    _ => style,
                };
                let text = if column.right { cells::right(&text, width) } else { cells::left(&text, width) };
                buffer.set_stringn(x, y, &text, width, style);
            }
            if cursor == Some(node) {
                if focused {
                    look.select(buffer, Rect { y, height: 1, ..area });
                }
                let style = look.style(if focused { Role::Accent } else { Role::Muted });
                buffer.set_string(area.x, y, look.glyphs().cursor, style);
            }
            let next = doc.after(node);
            element = (next < end).then_some(next);
        }
    }
}

fn number_cells(doc: &Doc, list: List) -> usize {
    list.count(doc).to_string().len() + 3
}

fn columns(doc: &Doc, list: List) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for element in list.children(doc).take(SAMPLE) {
        if doc.kind(element) != Kind::Object {
            continue;
        }
        for member in doc.children(element).take(MEMBERS) {
            let Some(key) = doc.key(member) else { continue };
            // Every record of a query has these; they say nothing in a table.
            if key == "attributes" && doc.is_container(member) {
                continue;
            }
            let width = cells::width(&shown(doc, member, WIDEST)).min(WIDEST);
            let right = doc.kind(member) == Kind::Number;
            match columns.iter_mut().find(|column| column.key == key) {
                Some(column) => {
                    column.width = column.width.max(width);
                    column.right |= right;
                }
                None => {
                    let width = width.max(cells::width(&key)).min(WIDEST);
                    columns.push(Column { key: key.into_owned(), width, right });
                }
            }
        }
    }
    columns
}

/// A value in one cell of the table.
fn shown(doc: &Doc, node: NodeId, width: usize) -> String {
    match doc.kind(node) {
        Kind::Object if doc.count(node) > 0 => {
            // A query inside of the row, as Salesforce answers it.
            let is_small = doc.count(node) <= SUBQUERY;
            if let Some((here, total)) = is_small.then(|| record::subquery(Node::of(doc, node))).flatten() {
                return record::rows_words(here, total);
            }
            match doc.member(node, "Name").filter(|_| doc.count(node) <= 50) {
                Some(name) => shown(doc, name, width),
                None => format!("{{ {} }}", numbers::count(u64::from(doc.count(node)))),
            }
        }
        Kind::Array if doc.count(node) > 0 => format!("[ {} ]", numbers::count(u64::from(doc.count(node)))),
        Kind::String => {
            let range = doc.value_range(node);
            let end = range.end.min(range.start + width * 4 + 8);
            let text = crate::json::unescape(&doc.bytes()[range.start..end]);
            safe::visible(&text).into_owned()
        }
        _ => {
            let raw = doc.raw(node);
            safe::visible_bytes(&raw[..raw.len().min(width * 4)])
        }
    }
}

impl JsonPane {
    /// What keys do in a table; `None` if they do what they do otherwise.
    pub(super) fn apply_in_table(&mut self, command: &PaneCommand, size: Size) -> Option<Outcome> {
        let doc = self.doc.clone();
        let table = self.table.as_mut()?;
        let list = table.list;
        let element = table.element(&doc, self.cursor.node)?;
        let number = doc.number(element);
        let last = list.count(&doc).saturating_sub(1);
        let page = u32::from(size.height.saturating_sub(1).max(1));
        let to = match command {
            PaneCommand::Up | PaneCommand::PreviousSibling => number.saturating_sub(1),
            PaneCommand::Down | PaneCommand::NextSibling => number + 1,
            PaneCommand::PageUp => {
                table.top = table.top.saturating_sub(page);
                number.saturating_sub(page)
            }
            PaneCommand::PageDown => {
                table.top = table.top.saturating_add(page);
                number.saturating_add(page)
            }
            PaneCommand::HalfUp => number.saturating_sub(page / 2),
            PaneCommand::HalfDown => number.saturating_add(page / 2),
            PaneCommand::First => 0,
            PaneCommand::Last => last,
            PaneCommand::Scroll(rows) => number.saturating_add_signed(*rows),
            PaneCommand::ScreenRow(row) => table.top + u32::from(row.saturating_sub(1)),
            PaneCommand::Left => {
                table.column = table.column.saturating_sub(1);
                number
            }
            PaneCommand::Right => {
                table.column = (table.column + 1).min(table.columns.len() - 1);
                number
            }
            PaneCommand::PanLeft | PaneCommand::PanHome => {
                table.column = 0;
                number
            }
            PaneCommand::PanRight | PaneCommand::PanEnd => {
                table.column = table.columns.len() - 1;
                number
            }
            PaneCommand::Table => {
                // Back to the tree, on the member under the column, or deeper inside where one came from.
                let node = table.cell(&doc, element);
                let from = table.from.filter(|(_, cell)| *cell == node);
                self.table = None;
                let to = from.map_or(Row::of(node), |(from, _)| from);
                self.jump_to(to.node);
                self.cursor = to;
                self.settle(size);
                return Some(Outcome::default());
            }
            PaneCommand::Search(_)
            | PaneCommand::ClearSearch
            | PaneCommand::NextHit
            | PaneCommand::PreviousHit => {
                return None;
            }
            _ => {
                self.table = None;
                return None;
            }
        };
        let element = list.child(&doc, to.min(last)).unwrap_or(element);
        let node = table.cell(&doc, element);
        self.folds.reveal(&doc, node);
        self.cursor = Row::of(node);
        self.settle(size);
        Some(Outcome::default())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{RECORDS, SIZE, does, drawn, pane};
    use super::*;

    #[test]
    fn a_list_of_objects_is_a_table_and_back_with_the_same_cursor() {
        let mut pane = pane(RECORDS);
        does(&mut pane, &[PaneCommand::GoTo("records[1].Day".into()), PaneCommand::Table]);
        assert!(pane.is_table());
        assert_eq!(
            drawn(&pane, SIZE),
            [
                "    Id                  Name       Amount  Cases  Day         Empty",
                " 0  001000000000000AAA  O’Brien    1.25E9  null",
                "▸1                      x                         2026-11-19  {}",
            ]
        );
        does(&mut pane, &[PaneCommand::Up, PaneCommand::Left, PaneCommand::Left]);
        assert_eq!(pane.path_shown(), ".records[0].Amount");
        does(&mut pane, &[PaneCommand::Table]);
        assert!(!pane.is_table());
        assert_eq!(pane.path_shown(), ".records[0].Amount");
        // From deeper inside, from the list itself and from its end one comes back to where one was.
        for path in ["records[0].attributes.url", "records"] {
            does(&mut pane, &[PaneCommand::GoTo(path.into()), PaneCommand::Table]);
            assert!(pane.is_table());
            does(&mut pane, &[PaneCommand::Down, PaneCommand::Up, PaneCommand::Table]);
            assert_eq!(pane.path_shown(), format!(".{path}"));
        }
        does(&mut pane, &[PaneCommand::Last, PaneCommand::Up, PaneCommand::Up]);
        let row = pane.row();
        does(&mut pane, &[PaneCommand::Table]);
        assert!(pane.is_table());
        does(&mut pane, &[PaneCommand::Table]);
        assert_eq!(pane.row(), row);
    }

    #[test]
    fn a_subquery_is_said_by_its_rows() {
        let rows = |n: usize, total: i32, done: bool| {
            let all = vec![r#"{"LastName":"A"}"#; n].join(",");
            format!(r#"{{"Id":"x","Contacts":{{"totalSize":{total},"done":{done},"records":[{all}]}}}}"#)
        };
        let json =
            format!("[{},{},{}]", rows(2, 2, true), rows(1, 12, false), r#"{"Contacts":{"records":7}}"#);
        let mut pane = pane(&json);
        does(&mut pane, &[PaneCommand::GoTo("[0].Id".into()), PaneCommand::Table]);
        assert_eq!(
            drawn(&pane, SIZE),
            ["    Id  Contacts", "▸0  x   2 rows", " 1  x   1 of 12 rows", " 2      { 1 }"]
        );
    }

    #[test]
    fn documents_one_after_the_other_are_a_table_too() {
        let mut pane = pane("{\"Id\":\"a\",\"n\":1}\n{\"Id\":\"b\",\"n\":{\"x\":2}}\n{\"Id\":\"c\"}\noops");
        does(&mut pane, &[PaneCommand::GoTo("[1].n.x".into()), PaneCommand::Table]);
        assert_eq!(drawn(&pane, SIZE), ["    Id      n", " 0  a       1", "▸1  b   { 1 }", " 2  c"]);
        does(&mut pane, &[PaneCommand::Last]);
        assert_eq!(pane.path_shown(), ".[2]");
        does(&mut pane, &[PaneCommand::Up, PaneCommand::Table]);
        assert_eq!(pane.path_shown(), ".[1].n.x");
        // What is not JSON is no element.
        does(&mut pane, &[PaneCommand::Last]);
        assert!(does(&mut pane, &[PaneCommand::Table]).unwrap().starts_with("No list of objects"));
    }

    #[test]
    fn a_table_of_the_list_around_what_was_looked_at_alone_shows_everything_again() {
        let mut pane = pane(r#"[{"a":1,"b":2},{"a":3,"b":4}]"#);
        does(&mut pane, &[PaneCommand::Down, PaneCommand::Focus, PaneCommand::Table, PaneCommand::Last]);
        assert!(pane.is_table() && !pane.is_focused_on_subtree());
        let (row, rows) = pane.row();
        assert!(row <= rows, "row {row} of {rows}");
        // A list inside of it stays alone.
        let mut pane = self::pane(r#"{"list":[{"a":1},{"a":3}],"c":0}"#);
        does(&mut pane, &[PaneCommand::Down, PaneCommand::Focus, PaneCommand::Table, PaneCommand::Last]);
        assert!(pane.is_table() && pane.is_focused_on_subtree());
    }
}
