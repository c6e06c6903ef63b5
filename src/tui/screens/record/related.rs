//! The lists of records that point at this one, counted when they come into view and no sooner.

use std::collections::HashMap;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::explore::relations;
use crate::salesforce::describe::{ChildRelationship, Describe};
use crate::salesforce::global::Global;
use crate::text::fuzzy::Needle;
use crate::text::numbers;
use crate::tui::screens::Sight;
use crate::tui::screens::wait::passed;
use crate::tui::theme::Role;
use crate::tui::widgets::filter::Filter;
use crate::tui::widgets::table::{Cell, Column, Scroll, Table, Widest};

/// The name under which counts are asked for.
pub const COUNTS: &str = "child counts";

/// How many rows a list has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// Asked for.
    Asked,
    /// That many.
    Is(u64),
    /// It may not be read or counted.
    Refused,
}

/// The lists.
#[derive(Debug, Default)]
pub struct Related {
    /// What is looked for.
    pub filter: Filter,
    /// Cursor and first row in sight.
    pub scroll: Scroll,
    counts: HashMap<(String, String), Count>,
    order: Vec<usize>,
    all: usize,
    widest: Widest,
}

impl Related {
    /// Finds anew.
    pub fn arrange(&mut self, describe: &Describe, global: Option<&Global>) {
        let mut needle = Needle::new(self.filter.text());
        let lists = &describe.child_relationships;
        let all = relations::lists(describe, global);
        self.all = all.len();
        self.widest = Widest::default();
        for list in all.iter().filter_map(|&i| lists.get(i)) {
            let name = list.relationship_name.as_deref().unwrap_or_default();
            self.widest.see([name, &child_field(list)]);
        }
        self.order = all
            .into_iter()
            .filter(|&i| {
                needle.is_empty()
                    || needle.is_in(&lists[i].child_sobject)
                    || lists[i].relationship_name.as_deref().is_some_and(|name| needle.is_in(name))
            })
            .collect();
        self.scroll.to(self.scroll.cursor(), self.order.len());
    }

    /// Rows.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// The list under the cursor.
    pub fn current<'a>(&self, describe: &'a Describe) -> Option<&'a ChildRelationship> {
        describe.child_relationships.get(*self.order.get(self.scroll.cursor())?)
    }

    /// Lists in sight that were not asked for yet.
    pub fn uncounted(&self, describe: &Describe, height: usize) -> Vec<(String, String)> {
        self.order[self.scroll.window(self.len(), height)]
            .iter()
            .filter_map(|&i| describe.child_relationships.get(i))
            .map(|list| (list.child_sobject.clone(), list.field.clone()))
            .filter(|list| !self.counts.contains_key(list))
            .collect()
    }

    /// These are asked for now.
    pub fn asking(&mut self, lists: &[(String, String)]) {
        self.counts.extend(lists.iter().map(|list| (list.clone(), Count::Asked)));
    }

    /// Takes counts.
    pub fn take(&mut self, counts: Vec<(String, String, Option<u64>)>) {
        for (object, field, rows) in counts {
            self.counts.insert((object, field), rows.map_or(Count::Refused, Count::Is));
        }
        self.forget_asked();
    }

    /// What was asked and will not come may be asked again.
    pub fn forget_asked(&mut self) {
        self.counts.retain(|_, count| *count != Count::Asked);
    }

    /// What was asked failed: it is not asked for again by itself.
    pub fn refuse_asked(&mut self) {
        for count in self.counts.values_mut().filter(|count| **count == Count::Asked) {
            *count = Count::Refused;
        }
    }

    /// Forgets all counts, so that what is in sight is counted anew.
    pub fn clear(&mut self) {
        self.counts.clear();
    }

    /// `94 lists · 5 counted`.
    pub fn note(&self) -> String {
        let counted = self.counts.values().filter(|count| matches!(count, Count::Is(_))).count();
        let s = if self.all == 1 { "" } else { "s" };
        format!("{} list{s} · {counted} counted", numbers::count(self.all as u64))
    }

    fn columns(&self) -> [Column; 3] {
        [
            Column::new("", 24).name().squeezed_to(12).up_to(40).holds(self.widest.of(0)),
            Column::new("", 24).name().squeezed_to(12).grows().holds(self.widest.of(1)),
            Column::new("", 15).right(),
        ]
    }

    /// The row at a row of the screen.
    pub fn row_at(&self, area: Rect, y: u16) -> Option<usize> {
        Table::new(&self.columns(), self.len()).row_at(area, self.scroll, y)
    }

    /// Draws the lists.
    pub fn view(
        &self,
        area: Rect,
        buf: &mut Buffer,
        is_focused: bool,
        describe: &Describe,
        sight: &Sight<'_>,
    ) {
        let mut needle = Needle::new(self.filter.text());
        let columns = self.columns();
        let table = Table::new(&columns, self.len()).focused(is_focused);
        table.view(buf, area, self.scroll, sight.look, |row| {
            let list = self.order.get(row).and_then(|&i| describe.child_relationships.get(i));
            let Some(list) = list else { return Vec::new() };
            let name = list.relationship_name.as_deref().unwrap_or_default();
            let key = (list.child_sobject.clone(), list.field.clone());
            let (rows, role) = match self.counts.get(&key) {
                None => ("…".into(), Role::Muted),
                Some(Count::Asked) => {
                    let ms = sight.waiting(COUNTS).map_or(0, |waiting| passed(waiting.since, sight.now));
                    let words =
                        if ms < 300 { "…".into() } else { format!("counting… {}", numbers::elapsed(ms)) };
                    (words, Role::Muted)
                }
                Some(Count::Is(rows)) => (numbers::count(*rows), Role::Normal),
                Some(Count::Refused) => ("–".into(), Role::Muted),
            };
            vec![
                Cell::new(name).marks(needle.marks(name)),
                Cell::new(child_field(list)).role(Role::Muted),
                Cell::new(rows).role(role),
            ]
        });
    }
}

/// The field of the child object that points here.
fn child_field(list: &ChildRelationship) -> String {
    format!("{}.{}", list.child_sobject, list.field)
}
