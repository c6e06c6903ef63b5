//! The Relationships tab: up to the parents, down to the lists.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::explore::Loaded;
use crate::explore::relations::{Relation, both};
use crate::salesforce::describe::{ChildRelationship, Describe, Field};
use crate::text::fuzzy::Needle;
use crate::text::numbers;
use crate::tui::theme::{Look, Role};
use crate::tui::widgets::filter::Filter;
use crate::tui::widgets::table::{Cell, Column, Scroll, Table, Widest};

/// What is in the place of a name where a relationship has none.
const NO_NAME: &str = "none";

/// A row of the tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// A lookup: index into the fields.
    Parent(usize),
    /// The head of the child lists; the cursor passes over it.
    Head,
    /// A child list: index into the child relationships.
    Child(usize),
}

/// The tab's state.
#[derive(Debug, Default)]
pub struct Relations {
    /// What is looked for.
    pub filter: Filter,
    /// Cursor and first row in sight.
    pub scroll: Scroll,
    order: Vec<Row>,
    parents: usize,
    children: usize,
    widest: Widest,
}

impl Relations {
    /// Rows, the head among them.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// The row under the cursor.
    pub fn at_cursor(&self) -> Option<Row> {
        self.order.get(self.scroll.cursor()).copied()
    }

    /// The relationship under the cursor.
    pub fn current<'a>(&self, describe: &'a Describe) -> Option<Relation<'a>> {
        match self.at_cursor()? {
            Row::Parent(i) => describe.fields.get(i).map(Relation::Parent),
            Row::Child(i) => describe.child_relationships.get(i).map(Relation::Child),
            Row::Head => None,
        }
    }

    /// Where the row under the cursor is in the describe.
    pub fn path(&self, loaded: &Loaded<Describe>) -> Option<String> {
        let node = match self.at_cursor()? {
            Row::Parent(i) => loaded.value.fields.get(i)?.node,
            Row::Child(i) => loaded.value.child_relationships.get(i)?.node,
            Row::Head => return None,
        };
        Some(format!("{}.relationshipName", loaded.path(node)))
    }

    /// Finds anew.
    pub fn arrange(&mut self, describe: &Describe) {
        let before = self.at_cursor().filter(|_| !self.filter.is_typing());
        let mut needle = Needle::new(self.filter.text());
        let (parents, children) = both(describe);
        self.widest = Widest::default();
        for field in describe.fields.iter().filter(|field| !field.reference_to.is_empty()) {
            let name = soql_words(field.relationship_name.as_deref());
            self.widest.see([&target(field), name, &field.name]);
        }
        for list in &describe.child_relationships {
            let name = soql_words(list.relationship_name.as_deref());
            self.widest.see([&list.child_sobject, name, &list.field]);
        }
        let parents: Vec<_> = parents
            .filter(|&i| {
                let field = &describe.fields[i];
                needle.is_empty()
                    || needle.is_in(&field.name)
                    || needle.is_in(&field.label)
                    || field.reference_to.iter().any(|to| needle.is_in(to))
            })
            .map(Row::Parent)
            .collect();
        let children: Vec<_> = children
            .filter(|&i| {
                let list = &describe.child_relationships[i];
                needle.is_empty()
                    || needle.is_in(&list.child_sobject)
                    || needle.is_in(&list.field)
                    || list.relationship_name.as_deref().is_some_and(|name| needle.is_in(name))
            })
            .map(Row::Child)
            .collect();
        (self.parents, self.children) = (parents.len(), children.len());
        let head = (!parents.is_empty() && !children.is_empty()).then_some(Row::Head);
        self.order = parents.into_iter().chain(head).chain(children).collect();
        let at = before.and_then(|row| self.order.iter().position(|r| *r == row)).unwrap_or(0);
        self.scroll.to(at, self.order.len());
    }

    /// Moves the cursor; over the head it goes on in its direction.
    pub fn move_by(&mut self, act: impl FnOnce(&mut Scroll, usize)) {
        let (before, len) = (self.scroll.cursor(), self.len());
        act(&mut self.scroll, len);
        if self.at_cursor() == Some(Row::Head) {
            let on = if self.scroll.cursor() < before { -1 } else { 1 };
            self.scroll.by(on, len);
        }
    }

    /// The note of the title: `3 parents, 91 child lists`.
    pub fn note(&self) -> String {
        let s = |n: usize| if n == 1 { "" } else { "s" };
        let (up, down) = (self.parents, self.children);
        format!("{up} parent{}, {} child list{}", s(up), numbers::count(down as u64), s(down))
    }

    /// The place of the cursor for the facts line.
    pub fn place(&self) -> String {
        match self.at_cursor() {
            Some(Row::Parent(_)) => format!("parent {} of {}", self.scroll.cursor() + 1, self.parents),
            Some(Row::Child(_)) => {
                let before = self.order.iter().take_while(|r| !matches!(r, Row::Child(_))).count();
                format!("list {} of {}", self.scroll.cursor() + 1 - before, self.children)
            }
            _ => "no relationship".into(),
        }
    }

    fn columns(&self) -> [Column; 3] {
        let head = if self.parents > 0 || self.children == 0 { "Parents" } else { "Child lists" };
        [
            Column::new(head, 16).name().up_to(48).holds(self.widest.of(0)),
            Column::new("Name in SOQL", 14).name().up_to(48).holds(self.widest.of(1)),
            Column::new("Field", 14).name().up_to(48).holds(self.widest.of(2)),
        ]
    }

    /// The row at a row of the screen.
    pub fn row_at(&self, area: Rect, y: u16) -> Option<usize> {
        let row = Table::new(&self.columns(), self.len()).row_at(area, self.scroll, y)?;
        (self.order.get(row) != Some(&Row::Head)).then_some(row)
    }

    /// Draws the table.
    pub fn view(&self, area: Rect, buf: &mut Buffer, is_focused: bool, describe: &Describe, look: &Look) {
        let columns = self.columns();
        let mut needle = Needle::new(self.filter.text());
        Table::new(&columns, self.len()).focused(is_focused).view(buf, area, self.scroll, look, |row| {
            match self.order.get(row) {
                Some(Row::Parent(i)) => parent(&describe.fields[*i], &mut needle),
                Some(Row::Child(i)) => child(&describe.child_relationships[*i], &mut needle),
                Some(Row::Head) => ["Child lists", "Name in SOQL", "Field"]
                    .map(|head| Cell::new(head).role(Role::Muted))
                    .to_vec(),
                None => Vec::new(),
            }
        });
    }
}

/// Where a lookup leads to.
fn target(field: &Field) -> String {
    match field.reference_to.as_slice() {
        [] => "?".to_owned(),
        [one] => one.clone(),
        [first, rest @ ..] => format!("{first} +{}", rest.len()),
    }
}

/// The name of a relationship in SOQL.
fn soql_words(name: Option<&str>) -> &str {
    name.unwrap_or(NO_NAME)
}

fn parent<'a>(field: &'a Field, needle: &mut Needle) -> Vec<Cell<'a>> {
    let target = target(field);
    let target_marks = needle.marks(&target);
    vec![
        Cell::new(target).marks(target_marks),
        soql_name(field.relationship_name.as_deref(), needle),
        Cell::new(field.name.as_str()).marks(needle.marks(&field.name)),
    ]
}

fn child<'a>(list: &'a ChildRelationship, needle: &mut Needle) -> Vec<Cell<'a>> {
    vec![
        Cell::new(list.child_sobject.as_str()).marks(needle.marks(&list.child_sobject)),
        soql_name(list.relationship_name.as_deref(), needle),
        Cell::new(list.field.as_str()).marks(needle.marks(&list.field)),
    ]
}

/// A relationship without a name can't be walked in SOQL.
fn soql_name<'a>(name: Option<&'a str>, needle: &mut Needle) -> Cell<'a> {
    match name {
        Some(name) => Cell::new(name).marks(needle.marks(name)),
        None => Cell::new(NO_NAME).role(Role::Muted),
    }
}
