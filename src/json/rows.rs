//! Rows on the screen and nodes, under any folds. A container that is open has a second row for its closing
//! bracket. No list of rows exists: a row's number is two counts, and the next row is one look.

use super::doc::Doc;
use super::folds::Folds;
use super::index::{NONE, NodeId};

/// A row: a node, or the closing bracket of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Row {
    /// The node.
    pub node: NodeId,
    /// Whether it is the node's closing bracket.
    pub closing: bool,
}

impl Row {
    /// A node's own row.
    pub fn of(node: NodeId) -> Self {
        Self { node, closing: false }
    }

    /// The row of a node's closing bracket.
    pub fn closing(node: NodeId) -> Self {
        Self { node, closing: true }
    }
}

impl Folds {
    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.shown.total() + self.closing.total()
    }

    /// The number of a row, from 0. The row must be shown.
    pub fn number(&self, doc: &Doc, row: Row) -> usize {
        let index = doc.index();
        match index.cont_of(row.node) {
            Some(cont) if row.closing => {
                let of = index.cont.at(cont);
                let conts = index.conts_before(of.end) as usize;
                (self.shown.rank(of.end as usize) + self.closing.rank(conts))
                    .saturating_sub(of.depth() as usize + 1)
            }
            _ => self.number_at(doc, row.node, index.depth_of(row.node)),
        }
    }

    fn number_at(&self, doc: &Doc, node: NodeId, depth: u32) -> usize {
        let conts = doc.index().conts_before(node) as usize;
        // Exact for a row that is shown; for one that is not it must not fail.
        (self.shown.rank(node as usize) + self.closing.rank(conts)).saturating_sub(depth as usize)
    }

    /// The row with a number, or the last one.
    pub fn row(&self, doc: &Doc, number: usize) -> Option<Row> {
        let index = doc.index();
        let number = number.min(self.rows().checked_sub(1)?);
        // The last shown node whose own row is not after the one that is sought.
        let (mut low, mut high) = (0, self.shown.total());
        while high - low > 1 {
            let middle = (low + high) / 2;
            let node = self.shown.select(middle)? as NodeId;
            if self.number_at(doc, node, index.depth_of(node)) <= number {
                low = middle
            } else {
                high = middle
            }
        }
        let node = self.shown.select(low)? as NodeId;
        let mut walk = Walk::at(doc, self, Row::of(node));
        for _ in self.number_at(doc, node, index.depth_of(node))..number {
            walk.next();
        }
        Some(walk.row())
    }

    /// The first row.
    pub fn first(&self) -> Option<Row> {
        (self.shown.len() > 0).then_some(Row::of(0))
    }

    /// The last row.
    pub fn last(&self, doc: &Doc) -> Option<Row> {
        let last = doc.nodes().checked_sub(1)?;
        Some(self.last_row_of(doc, doc.index().child_around(NONE, last)))
    }

    /// A node's last row: its closing bracket where it is open.
    pub fn last_row_of(&self, doc: &Doc, node: NodeId) -> Row {
        let open = doc.index().cont_of(node).is_some_and(|cont| self.open.get(cont as usize));
        Row { node, closing: open }
    }

    /// The row that stands for one that may be inside a fold: itself, or the outermost folded container.
    pub fn shown_row(&self, doc: &Doc, row: Row) -> Row {
        let index = doc.index();
        let mut shown = row;
        if row.closing && self.is_folded(doc, row.node) {
            shown.closing = false;
        }
        if !self.is_shown(row.node) {
            // What is shown around it is folded: the rest of what is around it is hidden by that.
            let hidden = index.parent_of(row.node).unwrap_or(NONE);
            let folded = index.climb(hidden, |around| !self.is_shown(around.node));
            shown = index.cont.get(folded).map_or(shown, |around| Row::of(around.node));
        }
        shown
    }
}

/// Goes from row to row. Knows the container around, so that a step looks at nothing else.
#[derive(Clone, Debug)]
pub struct Walk<'a> {
    doc: &'a Doc,
    folds: &'a Folds,
    row: Row,
    /// The container of the row, where it is one.
    cont: Option<u32>,
    /// The container around the row's node.
    parent: u32,
}

impl<'a> Walk<'a> {
    /// Begins at a row, which must be shown.
    pub fn at(doc: &'a Doc, folds: &'a Folds, row: Row) -> Self {
        let index = doc.index();
        let parent = index.parent_of(row.node).unwrap_or(NONE);
        Self { doc, folds, row, cont: index.cont_of(row.node), parent }
    }

    /// The row where it is.
    pub fn row(&self) -> Row {
        self.row
    }

    /// The node of the container around the row.
    pub fn parent(&self) -> Option<NodeId> {
        self.doc.index().cont.get(self.parent).map(|row| row.node)
    }

    /// Whether the container around the row is an object.
    pub fn in_object(&self) -> bool {
        self.doc.index().cont.get(self.parent).is_some_and(|row| row.is_object())
    }

    /// Containers around the row.
    pub fn depth(&self) -> u32 {
        self.doc.index().cont.get(self.parent).map_or(0, |row| row.depth() + 1)
    }

    /// The line of the row in the fully unfolded document, from 1.
    pub fn line(&self) -> u64 {
        let index = self.doc.index();
        let (before, conts) = match self.cont {
            Some(cont) if self.row.closing => {
                let end = index.cont.at(cont).end;
                (end, index.conts_before(end) - 1)
            }
            _ => (self.row.node, index.conts_before(self.row.node)),
        };
        u64::from(before) + u64::from(conts) - u64::from(self.depth()) + 1
    }

    /// Whether the row's node is a container that is unfolded.
    pub fn is_unfolded(&self) -> bool {
        self.cont.is_some_and(|cont| self.is_open(cont))
    }

    /// Whether the row's node is a container with something inside; and if so, an object.
    pub fn container(&self) -> Option<bool> {
        self.cont.map(|cont| self.doc.index().cont.at(cont).is_object())
    }

    /// The byte after the value of the row's node, found without reading the value.
    pub fn value_end(&self) -> usize {
        self.doc.value_end_inside(self.row.node, (self.parent != NONE).then_some(self.parent))
    }

    fn is_open(&self, cont: u32) -> bool {
        self.folds.open.get(cont as usize)
    }

    fn go(&mut self, row: Row, cont: Option<u32>, parent: u32) -> bool {
        (self.row, self.cont, self.parent) = (row, cont, parent);
        true
    }

    /// Goes to the next row; false, and stays, at the last one.
    #[expect(clippy::should_implement_trait, reason = "a cursor, not an iterator")]
    pub fn next(&mut self) -> bool {
        let index = self.doc.index();
        let mut after = self.row.node + 1;
        if let Some(cont) = self.cont
            && (self.row.closing || !self.is_open(cont))
        {
            after = index.cont.at(cont).end;
        } else if let Some(cont) = self.cont {
            // An open container: its first child, or its closing bracket where a cut left nothing inside.
            return if index.cont.at(cont).end > after {
                self.go(Row::of(after), index.cont_of(after), cont)
            } else {
                self.go(Row::closing(self.row.node), self.cont, self.parent)
            };
        }
        match index.cont.get(self.parent) {
            Some(of) if after >= of.end => self.go(Row::closing(of.node), Some(self.parent), of.parent),
            None if after >= index.len() => false,
            _ => self.go(Row::of(after), index.cont_of(after), self.parent),
        }
    }

    /// Goes to the row before; false, and stays, at the first one.
    pub fn prev(&mut self) -> bool {
        let index = self.doc.index();
        let node = self.row.node;
        // `before` is the last node inside what comes before; `around` the container that both are in.
        let (before, around) = match self.cont {
            Some(cont) if self.row.closing => {
                let of = index.cont.at(cont);
                if of.end == node + 1 {
                    return self.go(Row::of(node), self.cont, self.parent);
                }
                (of.end - 1, cont)
            }
            _ => match index.cont.get(self.parent) {
                Some(of) if of.node + 1 == node => {
                    return self.go(Row::of(of.node), Some(self.parent), of.parent);
                }
                None if node == 0 => return false,
                _ => (node - 1, self.parent),
            },
        };
        let sibling = index.child_around(around, before);
        let cont = index.cont_of(sibling);
        let closing = cont.is_some_and(|cont| self.is_open(cont));
        self.go(Row { node: sibling, closing }, cont, around)
    }
}
