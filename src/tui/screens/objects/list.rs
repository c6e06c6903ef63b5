//! The list of objects: what it knows, in which order it shows it, and how it is drawn.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;

use super::layout::{self, list_parts};
use crate::explore::Loaded;
use crate::explore::kinds::{Census, Kinds};
use crate::explore::named;
use crate::salesforce::global::{Global, SObject};
use crate::text::fuzzy::Needle;
use crate::text::{cells, numbers};
use crate::tui::keymap::Command;
use crate::tui::screens::Sight;
use crate::tui::screens::wait::{Load, age};
use crate::tui::theme::{Look, Role};
use crate::tui::widgets::filter::Filter;
use crate::tui::widgets::pane::Title;
use crate::tui::widgets::table::{Cell, Column, Scroll, Table, Widest};
use crate::tui::widgets::{ink, pane};

/// The name under which the objects are asked for.
pub const OBJECTS: &str = "objects";
/// The name under which counts are asked for.
pub const COUNTS: &str = "counts";

/// The column of API names.
const NAME: usize = 0;
/// The column of labels.
const LABEL: usize = 1;

/// How many rows an object has, as far as known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// Asked for.
    Asked,
    /// As Salesforce counted them, approximately.
    About(u64),
    /// Salesforce counts no such object.
    Uncounted,
}

/// In which order the list stands while nothing is looked for; stars always come first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// As Salesforce sends them.
    #[default]
    AsCame,
    /// By label.
    Label,
    /// Most rows first, of those that are counted so far.
    Rows,
}

/// The list.
#[derive(Debug, Default)]
pub struct List {
    /// Describe global.
    pub loaded: Option<Loaded<Global>>,
    /// How it stands with it.
    pub load: Load,
    /// What is looked for.
    pub filter: Filter,
    /// Which kinds are shown.
    pub kinds: Kinds,
    /// The order.
    pub sort: Sort,
    /// Names of starred objects.
    pub stars: BTreeSet<String>,
    /// Rows of objects.
    pub counts: HashMap<String, Count>,
    /// When the last counts came.
    pub counted_at: Option<Timestamp>,
    /// Cursor and first row in sight.
    pub scroll: Scroll,
    census: Census,
    order: Vec<usize>,
    /// Of names and labels of all objects, whatever is looked for.
    widest: Widest,
    /// Of the counts that came.
    widest_count: Widest,
}

impl List {
    /// The objects, whatever is looked for.
    pub fn objects(&self) -> &[SObject] {
        self.loaded.as_ref().map_or(&[], |loaded| &loaded.value.sobjects)
    }

    /// Describe global, once it is there.
    pub fn global(&self) -> Option<&Global> {
        self.loaded.as_ref().map(|loaded| loaded.value.as_ref())
    }

    /// Rows of the list.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// The index of the object under the cursor into [`List::objects`].
    pub fn at_cursor(&self) -> Option<usize> {
        self.order.get(self.scroll.cursor()).copied()
    }

    /// The object under the cursor.
    pub fn current(&self) -> Option<&SObject> {
        self.objects().get(self.at_cursor()?)
    }

    /// Takes describe global; the cursor stays on its object, or goes to the first standard one that most
    /// people look for.
    pub fn take(&mut self, loaded: Loaded<Global>) {
        let before = self.current().map(|o| o.name.clone());
        self.census = Census::of(&loaded.value.sobjects);
        self.widest = Widest::default();
        for object in &loaded.value.sobjects {
            self.widest.see([&object.name, &object.label]);
        }
        self.loaded = Some(loaded);
        self.load = Load::Idle;
        self.arrange();
        self.go_to(before.as_deref().unwrap_or("Account"));
    }

    /// Puts the cursor on an object; false where it is not in sight of kinds and filter.
    pub fn go_to(&mut self, name: &str) -> bool {
        let at = self.order.iter().position(|&i| self.objects()[i].name == name);
        if let Some(at) = at {
            self.scroll.to(at, self.order.len());
        }
        at.is_some()
    }

    /// Makes sure that an object is in the list, and puts the cursor on it.
    pub fn reveal(&mut self, name: &str) {
        if !self.go_to(name) {
            self.filter = Filter::default();
            self.kinds = Kinds::All;
            self.arrange();
            self.go_to(name);
        }
    }

    /// Finds and sorts anew; the cursor stays on its object where nothing is looked for, else it goes to the
    /// best.
    pub fn arrange(&mut self) {
        let before = self.current().map(|o| o.name.clone());
        let objects = self.loaded.as_ref().map_or(&[][..], |loaded| &loaded.value.sobjects);
        let kept: Vec<usize> = (0..objects.len()).filter(|&i| self.kinds.holds(&objects[i])).collect();
        let names: Vec<_> =
            kept.iter().map(|&i| (objects[i].name.as_str(), objects[i].label.as_str())).collect();
        let mut order: Vec<usize> =
            named::matching(self.filter.text(), &names).into_iter().map(|at| kept[at]).collect();
        if !self.filter.is_set() {
            match self.sort {
                Sort::AsCame => {}
                Sort::Label => order.sort_by_cached_key(|&i| objects[i].label.to_lowercase()),
                Sort::Rows => order.sort_by_key(|&i| {
                    let rows = match self.counts.get(&objects[i].name) {
                        Some(Count::About(rows)) => Some(*rows),
                        _ => None,
                    };
                    std::cmp::Reverse(rows)
                }),
            }
            order.sort_by_key(|&i| !self.stars.contains(&objects[i].name));
        }
        self.order = order;
        self.scroll.to(0, self.order.len());
        if !self.filter.is_set()
            && let Some(name) = before
        {
            self.go_to(&name);
        }
    }

    /// The same objects, stars and counts for another place, without filter and kinds.
    pub fn beside(&self) -> Self {
        let mut list = Self {
            loaded: self.loaded.clone(),
            stars: self.stars.clone(),
            counts: self.counts.clone(),
            counted_at: self.counted_at,
            census: self.census,
            widest: self.widest.clone(),
            widest_count: self.widest_count.clone(),
            ..Self::default()
        };
        list.forget_asked_counts();
        list.arrange();
        list
    }

    /// The next kinds that there are.
    pub fn kinds_next(&mut self) {
        self.kinds = self.kinds.next(self.objects());
        self.arrange();
    }

    /// Stars an object, or takes its star away; whether it is starred now.
    pub fn star(&mut self, name: String) -> bool {
        let is_starred = !self.stars.remove(&name);
        if is_starred {
            self.stars.insert(name);
        }
        self.arrange();
        is_starred
    }

    /// Takes the stars of the open org.
    pub fn take_stars(&mut self, stars: &BTreeSet<String>) {
        if self.stars != *stars {
            self.stars.clone_from(stars);
            self.arrange();
        }
    }

    /// The next order.
    pub fn sort_next(&mut self) {
        self.sort = match self.sort {
            Sort::AsCame => Sort::Label,
            Sort::Label => Sort::Rows,
            Sort::Rows => Sort::AsCame,
        };
        self.arrange();
    }

    /// Sorts by the column whose head is at a cell, or by none again.
    pub fn sort_at(&mut self, pane: Rect, (x, y): (u16, u16)) {
        let columns = self.columns();
        let table = Table::new(&columns, self.len()).gutter(1);
        let by = match table.head_at(list_parts(pane).table, x, y) {
            Some(NAME | LABEL) => Sort::Label,
            Some(_) => Sort::Rows,
            None => return,
        };
        self.sort = if self.sort == by { Sort::AsCame } else { by };
        self.arrange();
    }

    /// Rows that the pane has for objects.
    pub fn height(&self, pane: Rect) -> usize {
        usize::from(list_parts(pane).table.height).saturating_sub(1)
    }

    /// Names in sight of which no count was asked yet.
    pub fn uncounted(&self, pane: Rect) -> Vec<String> {
        let window = self.scroll.window(self.len(), self.height(pane));
        self.order[window]
            .iter()
            .map(|&i| &self.objects()[i])
            .filter(|o| o.queryable && !self.counts.contains_key(&o.name))
            .map(|o| o.name.clone())
            .collect()
    }

    /// Takes counts.
    pub fn take_counts(&mut self, counts: Vec<(String, Option<u64>)>, now: Timestamp) {
        for (name, rows) in counts {
            self.widest_count.see(rows.map(about));
            self.counts.insert(name, rows.map_or(Count::Uncounted, Count::About));
        }
        self.counts.retain(|_, count| *count != Count::Asked);
        self.counted_at = Some(now);
    }

    /// What was asked and did not come may be asked again.
    pub fn forget_asked_counts(&mut self) {
        self.counts.retain(|_, count| *count != Count::Asked);
    }

    fn columns(&self) -> [Column; 3] {
        let (head, star) = if self.has_star_column() { ("  Object", 2) } else { ("Object", 0) };
        let name = self.widest.of(NAME) + star;
        [
            Column::new(head, name.clamp(12, 30)).name().squeezed_to(12).grows().holds(name),
            Column::new("Label", 12).grows().leaves(1).holds(self.widest.of(LABEL)),
            Column::new("Rows ≈", self.widest_count.of(0)).right(),
        ]
    }

    fn has_star_column(&self) -> bool {
        !self.stars.is_empty()
    }

    /// The row of the list at a row of the screen.
    pub fn row_at(&self, pane: Rect, y: u16) -> Option<usize> {
        let columns = self.columns();
        Table::new(&columns, self.len()).gutter(1).row_at(list_parts(pane).table, self.scroll, y)
    }

    /// Draws the pane; the place of the caret or of the cursor row.
    pub fn view(
        &self,
        area: Rect,
        buf: &mut Buffer,
        is_focused: bool,
        is_prod: bool,
        trouble_top: usize,
        sight: &Sight<'_>,
    ) -> Option<Position> {
        let look = sight.look;
        let muted = look.style(Role::Muted);
        let parts = list_parts(area);
        let loading = self.load.loading(OBJECTS, "Reading the list of objects", "GET …/sobjects", sight);
        let loading = loading.map(|loading| loading.alone(self.loaded.is_none()));
        let note = match &loading {
            Some(loading) => loading.word(look),
            None if self.filter.is_typing() => Some(Line::styled("typing", muted)),
            None if self.filter.is_set() => None,
            None => self.note(look),
        };
        Title::new("Objects")
            .note(note.unwrap_or_default())
            .focused(is_focused)
            .prod(is_prod)
            .view(buf, area, look);
        let inside = layout::inside(area);
        if self.loaded.is_none() {
            self.load.view(inside, buf, loading.as_ref(), trouble_top, look, &sight.keys);
            self.facts(area, buf, sight);
            return None;
        }
        let all = numbers::count(self.objects().len() as u64);
        let fact = if self.filter.is_set() || self.kinds != Kinds::All {
            format!("{} of {all}", numbers::count(self.len() as u64))
        } else {
            format!("{all} objects")
        };
        let caret = self.filter.view(buf, parts.filter, &Line::styled(fact, muted), look, &sight.keys);
        let columns = self.columns();
        let table = Table::new(&columns, self.len()).gutter(1).focused(is_focused);
        let mut needle = Needle::new(self.filter.text());
        let has_label = table.layout(parts.table.width).0.iter().any(|placed| placed.column == LABEL);
        table.view(buf, parts.table, self.scroll, look, |row| {
            self.order
                .get(row)
                .map_or_else(Vec::new, |&i| self.cells(&self.objects()[i], &mut needle, has_label))
        });
        if self.len() == 0 {
            let rows =
                Rect { y: parts.table.y + 1, height: parts.table.height.saturating_sub(1), ..parts.table };
            self.view_empty(rows, buf, sight);
        }
        self.view_foot(parts.foot, buf, sight);
        self.facts(area, buf, sight);
        let rows = self.scroll.window(self.len(), self.height(area));
        let y = parts.table.y + 1 + self.scroll.cursor().saturating_sub(rows.start) as u16;
        caret.or_else(|| (is_focused && !rows.is_empty()).then_some(Position { x: area.x, y }))
    }

    /// What is at the right of the title.
    fn note(&self, look: &Look) -> Option<Line<'static>> {
        let words = match self.sort {
            Sort::AsCame if self.stars.is_empty() => return None,
            Sort::AsCame => "★ first",
            Sort::Label => "by label",
            Sort::Rows => "most rows first",
        };
        Some(Line::styled(words, look.style(Role::Muted)))
    }

    fn cells<'a>(&self, object: &'a SObject, needle: &mut Needle, has_label: bool) -> Vec<Cell<'a>> {
        let star = match (self.has_star_column(), self.stars.contains(&object.name)) {
            (false, _) => "",
            (true, true) => "★ ",
            (true, false) => "  ",
        };
        let (mut name, mut marks) = (format!("{star}{}", object.name), needle.marks(&object.name));
        let by_label = !needle.is_empty() && !needle.is_in(&object.name) && needle.is_in(&object.label);
        if by_label && !has_label {
            // Found by its label alone: the label is shown, so that one sees why.
            let before = object.name.chars().count() + 2;
            name = format!("{name} “{}”", object.label);
            marks = needle.marks(&object.label).into_iter().map(|mark| mark + before).collect();
        }
        let shift = star.chars().count();
        let marks = marks.into_iter().map(|mark| mark + shift).collect();
        let (rows, role) = match self.counts.get(&object.name) {
            None if !object.queryable => ("–".into(), Role::Muted),
            None | Some(Count::Asked) => ("…".into(), Role::Muted),
            Some(Count::Uncounted) => ("–".into(), Role::Muted),
            Some(Count::About(rows)) => (about(*rows), Role::Normal),
        };
        let label = Cell::new(object.label.as_str()).role(Role::Muted);
        let label = if by_label { label.marks(needle.marks(&object.label)) } else { label };
        vec![Cell::new(name).marks(marks), label, Cell::new(rows).role(role)]
    }

    fn view_empty(&self, area: Rect, buf: &mut Buffer, sight: &Sight<'_>) {
        let look = sight.look;
        let lines: Vec<String> = if self.objects().is_empty() {
            let check = sight.key(Command::ScreenCheck);
            vec!["The Run As user sees no object.".into(), format!("{check} shows what the app was granted.")]
        } else {
            let all = numbers::count(self.objects().len() as u64);
            let kinds = sight.key(Command::Kinds);
            let way = format!("Esc clears the filter. {kinds}: other kinds.");
            vec![format!("None of the {all} objects fits."), way]
        };
        let room = usize::from(area.width.saturating_sub(3));
        let wrapped = lines.iter().flat_map(|line| cells::wrap(line, room));
        for (n, line) in wrapped.enumerate() {
            if let Some(row) = ink::row(area, n as u16 + 1) {
                ink::put(buf, row.x + 2, row.y, room as u16, &line, look.style(Role::Muted));
            }
        }
    }

    /// Census and kinds.
    fn view_foot(&self, area: Rect, buf: &mut Buffer, sight: &Sight<'_>) {
        let muted = sight.look.style(Role::Muted);
        let Census { standard, custom, packaged } = self.census;
        let count = |n: usize| numbers::count(n as u64);
        let census = format!("std {}  custom {}  ns {}", count(standard), count(custom), count(packaged));
        let room = usize::from(area.width.saturating_sub(3));
        let census = if cells::width(&census) > room { census.replace("  ", " ") } else { census };
        let kinds = format!("{} kinds: {}", sight.key(Command::Kinds), self.kinds.words());
        for (n, words) in [(1, census), (2, kinds)] {
            if let Some(row) = ink::row(area, n) {
                ink::put(buf, row.x + 2, row.y, row.width.saturating_sub(3), &words, muted);
            }
        }
    }

    fn facts(&self, area: Rect, buf: &mut Buffer, sight: &Sight<'_>) {
        let muted = sight.look.style(Role::Muted);
        let row = Rect { y: area.bottom().saturating_sub(1), height: 1, ..area };
        let right = match (self.counted_at, &self.loaded) {
            (Some(at), _) => {
                let clock = numbers::clock(at);
                Line::styled(format!("rows ≈ as of {}", clock.get(..5).unwrap_or(&clock)), muted)
            }
            (None, Some(loaded)) => age("list", loaded.at, sight.now, sight.look),
            (None, None) => Line::default(),
        };
        let unread = self.loaded.as_ref().and_then(|loaded| loaded.unread.words()).unwrap_or_default();
        let left = Line::styled(unread, sight.look.style(Role::Warn));
        pane::facts(buf, row, &left, &right, sight.look);
    }
}

/// A count in at most nine cells.
fn about(rows: u64) -> String {
    match rows {
        ..10_000_000 => numbers::count(rows),
        10_000_000..10_000_000_000 => format!("{:.2} M", rows as f64 / 1e6),
        _ => format!("{:.2} G", rows as f64 / 1e9),
    }
}
