//! A JSON document on the screen: cursor, folds, search, wrapped strings, a list of objects as a table. One
//! value with commands and a view; it starts no work and waits for none: what may take long it hands out as
//! [`Work`] and takes back as [`Done`]. Drawing looks at bytes in proportion to the screen, however large
//! the document, a string or a key is.
//! Start reading at [`JsonPane::apply`], then [`JsonPane::view`].

mod beside;
mod commands;
mod copy;
mod draw;
mod measure;
mod notes;
mod panning;
mod pen;
mod places;
mod preview;
mod reader;
mod renewed;
mod searching;
mod table;
mod text;
mod units;
mod work;

#[cfg(test)]
mod tests;

pub use commands::{Outcome, PaneCommand};
pub use copy::{Copied, Handed};
pub use notes::Notes;
pub use searching::Search;
pub use work::{Done, Work};

use std::sync::atomic::{AtomicU64, Ordering};

use crate::json::{Difference, Doc, Fault, Folds, NodeId, Path, Row, Side, State, Stop, Walk, Wrong};

use reader::Reader;
use table::Table;

/// The cells that a pane has for its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
}

/// How a value differs from the other document's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It is another value there.
    Changed,
    /// It is in this document alone, the first of the two.
    Missing,
    /// It is in this document alone, the second of the two.
    Added,
}

/// What a row on the screen is drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    state: u64,
    pan: usize,
    row: Row,
    cursor: bool,
}

/// A number that no state of a pane and no search had yet.
fn next_number() -> u64 {
    static NUMBERS: AtomicU64 = AtomicU64::new(0);
    NUMBERS.fetch_add(1, Ordering::Relaxed)
}

/// A document, and where one is in it.
#[derive(Clone, Debug)]
pub struct JsonPane {
    doc: Doc,
    folds: Folds,
    /// Several values one after the other are no fault: they are results.
    is_results: bool,
    /// The subtree that fills the pane, where not all does.
    focus: Option<NodeId>,
    cursor: Row,
    top: Row,
    wrap: bool,
    /// Columns by which the rows are shifted to the left.
    pan: usize,
    /// The value for whose hit they were.
    panned_for: Option<NodeId>,
    /// The value that fills the pane.
    reader: Option<Reader>,
    /// The document inside a string, in front of this one.
    inside: Option<Box<JsonPane>>,
    /// The path of the string in which this document is.
    within: Option<String>,
    table: Option<Table>,
    search: Option<Search>,
    /// Members whose key is a duplicate, in order.
    twice: Vec<NodeId>,
    /// They are known, or being looked for.
    knows_twins: bool,
    /// Differences from another document, in order.
    marks: Vec<(NodeId, Mark)>,
    visited: Vec<NodeId>,
    /// How many of `visited` lie before the place where one is.
    visit: usize,
    /// Which state of which pane this is, but for cursor, top and pan: rows drawn in one state look the same.
    /// Whatever changes the pane gives it another one (see [`JsonPane::changed`]).
    state: u64,
}

/// Documents up to this size are searched for duplicate keys at once; larger ones by [`Work`].
const AT_ONCE: usize = 64 << 10;

impl JsonPane {
    /// A pane with everything unfolded, the cursor on the first row.
    pub fn new(doc: Doc) -> Self {
        let folds = Folds::none(&doc);
        Self::with_folds(doc, folds)
    }

    /// The same where the folds were made elsewhere: they take a millisecond for a million values.
    pub fn with_folds(doc: Doc, folds: Folds) -> Self {
        let small = doc.size() <= AT_ONCE && doc.state() == State::Complete;
        let twice = if small { doc.duplicate_keys(&Stop::default()) } else { None };
        Self {
            doc,
            folds,
            is_results: false,
            focus: None,
            cursor: Row::of(0),
            top: Row::of(0),
            wrap: false,
            pan: 0,
            panned_for: None,
            reader: None,
            inside: None,
            within: None,
            table: None,
            search: None,
            knows_twins: twice.is_some(),
            twice: twice.unwrap_or_default(),
            marks: Vec::new(),
            visited: Vec::new(),
            visit: 0,
            state: next_number(),
        }
    }

    /// A pane of results: several documents in a row are no fault there.
    pub fn of_results(doc: Doc) -> Self {
        Self { is_results: true, ..Self::new(doc) }
    }

    /// Whether a fault is to be told.
    fn tells(&self, fault: &Fault) -> bool {
        !(self.is_results && fault.what == Wrong::SecondDocument)
    }

    /// Takes in more of the same document: cursor, folds and marks stay where they are. `folds` may have been
    /// made elsewhere for the larger document; they are used where nothing is folded yet.
    pub fn grow(&mut self, doc: Doc, folds: Option<Folds>) {
        self.folds = match folds {
            Some(folds) if self.folds.is_none() => folds,
            _ => self.folds.grown(&doc),
        };
        self.doc = doc;
        self.knows_twins = false;
        self.changed();
    }

    /// The document.
    pub fn doc(&self) -> &Doc {
        &self.doc
    }

    /// The folds, for work that prepares more of the document.
    pub fn folds(&self) -> &Folds {
        &self.folds
    }

    /// The value that the cursor is on; `None` in a document without any.
    pub fn cursor(&self) -> Option<NodeId> {
        (self.cursor.node < self.doc.nodes()).then_some(self.cursor.node)
    }

    /// Puts the cursor on a value, unfolding what is around it, and brings it into view.
    pub fn put_cursor(&mut self, node: NodeId, size: Size) {
        if node >= self.doc.nodes() {
            return;
        }
        self.folds.reveal(&self.doc, node);
        if let Some(focus) = self.focus
            && !(focus..self.doc.after(focus)).contains(&node)
        {
            self.focus = None;
        }
        self.cursor = Row::of(node);
        self.settle(size);
        self.changed();
    }

    /// Puts the cursor on the value at the end of a path, for a list that drives the pane. False where the
    /// path leads nowhere.
    pub fn follow(&mut self, path: &Path, size: Size) -> bool {
        match self.doc.find(path) {
            Some(node) => {
                self.put_cursor(node, size);
                true
            }
            None => false,
        }
    }

    /// The path of the cursor, for showing: `.records[1].Owner.Name`. The last steps alone where it is deep.
    pub fn path_shown(&self) -> String {
        let Some(node) = self.cursor() else { return String::new() };
        if node >= self.doc.values() {
            return "not JSON".into();
        }
        let (path, left_out) = Path::shown(&self.doc, node, 24);
        let path = path.jq();
        let path = if left_out > 0 { format!("…{path}") } else { path };
        match &self.within {
            Some(within) => format!("{within} › {path}"),
            None => path,
        }
    }

    /// The line of the cursor in the fully unfolded document, from 1, and how many lines that has.
    pub fn line(&self) -> (u64, u64) {
        let lines = u64::from(self.doc.nodes()) + u64::from(self.doc.containers());
        if self.cursor().is_none() {
            return (0, 0);
        }
        (Walk::at(&self.doc, &self.folds, self.cursor).line(), lines)
    }

    /// The row of the cursor among those that are shown, from 1, and how many are shown.
    pub fn row(&self) -> (usize, usize) {
        let Some((first, end)) = self.bounds() else { return (0, 0) };
        (self.number(self.cursor) - first + 1, end - first)
    }

    /// Whether the cursor moves in a table.
    pub fn is_table(&self) -> bool {
        self.table.is_some()
    }

    /// Whether long strings are wrapped.
    pub fn wraps(&self) -> bool {
        self.wrap
    }

    /// Whether the pane shows a subtree alone.
    pub fn is_focused_on_subtree(&self) -> bool {
        self.focus.is_some()
    }

    /// The subtree that the pane shows alone.
    pub fn focused(&self) -> Option<NodeId> {
        self.focus
    }

    /// The first row on the screen, so that whoever draws can tell how far it scrolled.
    pub fn top_row(&self) -> usize {
        if self.doc.nodes() == 0 { 0 } else { self.number(self.top) }
    }

    /// Marks where the document differs from another one; `side` says which of the two it is.
    pub fn mark_differences(&mut self, differences: &[Difference], side: Side) {
        let mark = |difference: &Difference| match (difference, side) {
            (Difference::Changed(..), _) => Some(Mark::Changed),
            (Difference::Missing(..), Side::Left) => Some(Mark::Missing),
            (Difference::Added(..), Side::Right) => Some(Mark::Added),
            _ => None,
        };
        self.marks = differences.iter().filter_map(|found| Some((found.node(side), mark(found)?))).collect();
        self.marks.sort_unstable_by_key(|(node, _)| *node);
        self.changed();
    }

    /// What the rows of the screen are drawn from, so that none is drawn again that looks the same: equal
    /// stamps in one width and look are equal rows. Not for wrapped strings and tables.
    pub fn stamps(&self, height: u16) -> Vec<Stamp> {
        let Some((_, end)) = self.bounds().filter(|_| !self.is_inside()) else { return Vec::new() };
        let left = end.saturating_sub(self.number(self.top)).min(usize::from(height));
        let mut walk = Walk::at(&self.doc, &self.folds, self.top);
        let mut stamps = Vec::with_capacity(left);
        while stamps.len() < left {
            let row = walk.row();
            stamps.push(Stamp { state: self.state, pan: self.pan, row, cursor: row == self.cursor });
            if !walk.next() {
                break;
            }
        }
        stamps
    }

    /// Rows may look otherwise from now on.
    fn changed(&mut self) {
        self.state = next_number();
    }

    /// Jumps to a value; the way back is kept.
    pub fn visit(&mut self, node: NodeId, size: Size) {
        self.remember();
        self.put_cursor(node, size);
    }

    /// Puts the cursor on a value, on that row of the screen where there is room for it.
    pub fn put_cursor_on_row(&mut self, node: NodeId, row: u16, size: Size) {
        self.put_cursor(node, size);
        let by = i32::from(self.screen_row()) - i32::from(row);
        if by != 0 {
            self.apply(PaneCommand::Scroll(by), size);
        }
    }

    /// The row of the screen on which the cursor is, where rows are not wrapped.
    pub fn screen_row(&self) -> u16 {
        u16::try_from(self.number(self.cursor).saturating_sub(self.top_row())).unwrap_or(u16::MAX)
    }

    /// Keys that stand twice are to be looked for: once, when all of the document is there.
    pub fn twins(&mut self) -> Option<Work> {
        let due = self.doc.state() == State::Complete && !std::mem::replace(&mut self.knows_twins, true);
        due.then_some(Work::Twins)
    }

    /// Marks the duplicate keys, where it is for this document or one inside of it.
    pub fn mark_twins(&mut self, doc: &Doc, twice: &[NodeId]) {
        if self.doc.is_same(doc) {
            self.twice = twice.to_vec();
            self.changed();
        } else if let Some(inside) = &mut self.inside {
            inside.mark_twins(doc, twice);
        }
    }

    /// How a value differs; what is folded differs where something inside it does.
    fn mark(&self, node: NodeId) -> Option<Mark> {
        match self.marks.binary_search_by_key(&node, |(node, _)| *node) {
            Ok(at) => Some(self.marks[at].1),
            Err(next) => {
                let inside = node..self.doc.after(node);
                let differs = self.marks.get(next).is_some_and(|(node, _)| inside.contains(node));
                (differs && self.folds.is_folded(&self.doc, node)).then_some(Mark::Changed)
            }
        }
    }

    fn number(&self, row: Row) -> usize {
        self.folds.number(&self.doc, row)
    }

    /// The numbers of the rows that the pane may show: from, and the one after the last.
    fn bounds(&self) -> Option<(usize, usize)> {
        match self.focus {
            Some(focus) => {
                let last = self.folds.last_row_of(&self.doc, focus);
                Some((self.number(Row::of(focus)), self.number(last) + 1))
            }
            None => (self.folds.rows() > 0).then(|| (0, self.folds.rows())),
        }
    }
}
