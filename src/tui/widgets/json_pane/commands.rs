//! What the keys can ask of the pane, and what that changes.

use super::places::{next_sibling, previous_sibling};
use super::table::Table;
use super::work::Work;
use super::{JsonPane, Size};
use crate::json::{NodeId, Row, Walk};
use crate::tui::keymap::Command;

/// What a key asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaneCommand {
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// One page up.
    PageUp,
    /// One page down.
    PageDown,
    /// Half a page up.
    HalfUp,
    /// Half a page down.
    HalfDown,
    /// Scrolls by so many rows, down where positive; the cursor stays on the screen.
    Scroll(i32),
    /// To a row of the screen, from its top.
    ScreenRow(u16),
    /// To the first row.
    First,
    /// To the last row.
    Last,
    /// To a share of the document, in percent.
    Percent(u8),
    /// Folds; on what can't be folded goes to what is around. In a table one column left.
    Left,
    /// Unfolds; on what is unfolded goes inside. In a table one column right.
    Right,
    /// Folds or unfolds.
    Toggle,
    /// To the next value in the same container.
    NextSibling,
    /// To the one before.
    PreviousSibling,
    /// To the container around.
    Parent,
    /// To the first value in the same container.
    FirstSibling,
    /// To the last value in the same container.
    LastSibling,
    /// To the first value inside, unfolding it.
    FirstChild,
    /// To the last value inside, unfolding it.
    LastChild,
    /// Shows what is left of the screen, by half its width. In a table to the first column.
    PanLeft,
    /// Shows what is right of the screen.
    PanRight,
    /// Shows the rows from their beginning.
    PanHome,
    /// Shows the end of the cursor's row.
    PanEnd,
    /// Unfolds all below the cursor.
    UnfoldAll,
    /// Folds all below the cursor.
    FoldAll,
    /// Folds or unfolds the cursor's value and all beside it.
    ToggleSiblings,
    /// Unfolds so many levels and folds the rest.
    FoldToDepth(u32),
    /// Shows the cursor's subtree alone, or everything again.
    Focus,
    /// Searches for a text (see `json::search` for how it may begin) from the cursor on.
    Search(String),
    /// Forgets the search.
    ClearSearch,
    /// To the next hit.
    NextHit,
    /// To the hit before.
    PreviousHit,
    /// To the next fault.
    NextFault,
    /// To a path, in any notation.
    GoTo(String),
    /// Back through places visited.
    Back,
    /// Forward through places visited.
    Forward,
    /// Wraps long strings, or cuts them.
    Wrap,
    /// A list of objects as a table, and back.
    Table,
    /// Opens the cursor's value: the document inside a string that is JSON, else its text on the whole pane.
    /// A container folds or unfolds. [`JsonPane::close`] leads back.
    Open,
    /// Opens the cursor's value as text, also where it is JSON.
    OpenText,
    /// In an opened text: escapes as they are written, or decoded.
    AsWritten,
}

impl PaneCommand {
    /// Whether it goes to another place, so that a value that is read is left.
    fn leads_away(&self) -> bool {
        matches!(self, Self::GoTo(_) | Self::Back | Self::Forward | Self::NextFault)
    }

    /// Whether it moves cursor and screen and changes nothing else.
    fn only_moves(&self) -> bool {
        matches!(
            self,
            Self::Up
                | Self::Down
                | Self::PageUp
                | Self::PageDown
                | Self::HalfUp
                | Self::HalfDown
                | Self::Scroll(_)
                | Self::ScreenRow(_)
                | Self::First
                | Self::Last
                | Self::Percent(_)
                | Self::NextSibling
                | Self::PreviousSibling
                | Self::Parent
                | Self::FirstSibling
                | Self::LastSibling
        )
    }
}

/// What came of a command.
#[derive(Debug, Default)]
pub struct Outcome {
    /// A sentence for the person.
    pub says: Option<String>,
    /// Whose key is where the sentence has `{}`.
    pub names: Option<Command>,
    /// Work to be run elsewhere; its [`super::Done`] comes back by [`JsonPane::take`].
    pub work: Vec<Work>,
}

impl Outcome {
    pub(super) fn says(text: impl Into<String>) -> Self {
        Self { says: Some(text.into()), ..Self::default() }
    }

    /// A sentence with `{}` for the key of a command.
    pub(super) fn names(text: &str, command: Command) -> Self {
        Self { says: Some(text.into()), names: Some(command), work: Vec::new() }
    }
}

impl JsonPane {
    /// Does what a key asks for.
    pub fn apply(&mut self, command: PaneCommand, size: Size) -> Outcome {
        if self.doc.nodes() == 0 {
            // A document without a value has a fault all the same.
            return match self.doc.first_error() {
                Some(fault) if command == PaneCommand::NextFault => {
                    Outcome::says(self.doc.fault_line(&fault))
                }
                _ => Outcome::default(),
            };
        }
        if command.leads_away() {
            self.reader = None;
        }
        if self.reader.is_some() {
            self.changed();
            return self.apply_in_reader(command, size);
        }
        if self.table.is_some()
            && let Some(outcome) = self.apply_in_table(&command, size)
        {
            return outcome;
        }
        if !command.only_moves() {
            self.changed();
        }
        let page = i64::from(size.height.max(1));
        let mut outcome = Outcome::default();
        let (asked, before) = (command.clone(), self.cursor.node);
        match command {
            PaneCommand::Up => self.step(-1),
            PaneCommand::Down => self.step(1),
            PaneCommand::PageUp => self.scroll(-page, true),
            PaneCommand::PageDown => self.scroll(page, true),
            PaneCommand::HalfUp => self.scroll(-(page / 2).max(1), true),
            PaneCommand::HalfDown => self.scroll((page / 2).max(1), true),
            PaneCommand::Scroll(rows) => self.scroll_under(i64::from(rows), page),
            PaneCommand::ScreenRow(row) => self.choose_screen_row(row, size),
            PaneCommand::First => self.jump_to_number(0),
            PaneCommand::Last => self.jump_to_number(usize::MAX),
            PaneCommand::Percent(percent) => {
                let rows = self.bounds().map_or(0, |(first, end)| end - first);
                self.jump_to_number(rows.saturating_sub(1) * usize::from(percent.min(100)) / 100);
            }
            PaneCommand::Left => self.left(),
            PaneCommand::Right => self.right(),
            PaneCommand::Toggle => self.toggle(),
            PaneCommand::NextSibling => self.go(next_sibling(&self.doc, self.cursor.node)),
            PaneCommand::PreviousSibling => self.go(previous_sibling(&self.doc, self.cursor.node)),
            PaneCommand::Parent => self.go(self.around()),
            PaneCommand::FirstSibling => self.go(self.siblings().map(|around| around + 1)),
            PaneCommand::LastSibling => {
                let last = self
                    .siblings()
                    .and_then(|around| self.doc.child(around, self.doc.count(around).checked_sub(1)?));
                self.go(last);
            }
            PaneCommand::FirstChild => self.go_inside(0),
            PaneCommand::LastChild => {
                self.go_inside(self.doc.count(self.cursor.node).saturating_sub(1));
            }
            PaneCommand::PanLeft | PaneCommand::PanRight | PaneCommand::PanHome | PaneCommand::PanEnd => {
                outcome = self.pan_by(&asked, size);
            }
            PaneCommand::UnfoldAll => {
                if let Some(node) = self.container_here() {
                    self.folds.set_all(&self.doc, node, true);
                }
            }
            PaneCommand::FoldAll => {
                if let Some(node) = self.container_here() {
                    self.folds.set_all(&self.doc, node, false);
                    self.folds.set(&self.doc, node, true);
                }
            }
            PaneCommand::ToggleSiblings => self.toggle_siblings(),
            PaneCommand::FoldToDepth(depth) => self.fold_to_depth(depth),
            PaneCommand::Focus => self.toggle_focus(),
            PaneCommand::Search(text) => outcome = self.start_search(&text, size),
            PaneCommand::ClearSearch => self.search = None,
            PaneCommand::NextHit => outcome = self.next_hit(false, size),
            PaneCommand::PreviousHit => outcome = self.next_hit(true, size),
            PaneCommand::NextFault => outcome = self.next_fault(),
            PaneCommand::GoTo(path) => outcome = self.go_to(&path, size),
            PaneCommand::Back => outcome = self.revisit(true),
            PaneCommand::Forward => outcome = self.revisit(false),
            PaneCommand::Open if self.doc.is_container(self.cursor.node) => self.toggle(),
            PaneCommand::Open => outcome = self.open(false, size),
            PaneCommand::OpenText => outcome = self.open(true, size),
            PaneCommand::AsWritten => {
                outcome = Outcome::says("Strings are shown as written here; an opened one can be decoded.");
            }
            // Wrapped rows are measured from their beginning.
            PaneCommand::Wrap => (self.wrap, self.pan) = (!self.wrap, 0),
            PaneCommand::Table => match Table::around(&self.doc, self.cursor.node) {
                Some((mut table, element)) => {
                    table.follow(&self.doc, self.cursor.node);
                    // The table has all of the list, also where one of its elements was looked at alone.
                    self.focus = self.focus.filter(|focus| table.list.0.is_some_and(|list| *focus <= list));
                    let cell = table.enter(&self.doc, element, self.cursor);
                    self.table = Some(table);
                    self.jump_to(cell);
                }
                None => outcome = Outcome::says("No list of objects is around the cursor."),
            },
        }
        self.settle(size);
        self.pan_after(&asked, before, size);
        outcome
    }

    /// Puts cursor and top where they are shown, and the cursor onto the screen; in its middle where it was
    /// far away.
    pub fn settle(&mut self, size: Size) {
        if let Some(focus) = self.focus {
            self.folds.reveal(&self.doc, focus);
        }
        let Some((first, end)) = self.bounds() else { return };
        self.cursor = self.folds.shown_row(&self.doc, self.cursor);
        self.top = self.folds.shown_row(&self.doc, self.top);
        // A hit outside of the list leads out of its table.
        self.table = self.table.take().filter(|table| table.holds(&self.doc, self.cursor.node));
        if let Some(table) = &mut self.table {
            table.settle(&self.doc, self.cursor.node, size);
            return;
        }
        let height = usize::from(size.height.max(1));
        let cursor = self.number(self.cursor).clamp(first, end - 1);
        let before = self.number(self.top).clamp(first, end - 1);
        let mut top = before;
        let far = cursor + height < top || cursor > top + 2 * height;
        if far {
            top = cursor.saturating_sub(height / 3);
        } else if cursor < top {
            top = cursor;
        } else if cursor >= top + height {
            top = cursor + 1 - height;
        }
        top = top.min(end.saturating_sub(height)).max(first);
        if top != self.number(self.top)
            && let Some(row) = self.folds.row(&self.doc, top)
        {
            self.top = row;
        }
        if cursor != self.number(self.cursor)
            && let Some(row) = self.folds.row(&self.doc, cursor)
        {
            self.cursor = row;
        }
        if self.wrap {
            self.settle_wrapped(size);
        }
    }

    /// With wrapped strings fewer rows fit: goes down from the top until the cursor's row ends on the screen.
    fn settle_wrapped(&mut self, size: Size) {
        let height = usize::from(size.height.max(1));
        let mut walk = Walk::at(&self.doc, &self.folds, self.cursor);
        let mut used = self.row_height(&walk, size);
        let top = self.number(self.top);
        let mut number = self.number(self.cursor);
        while number > top && walk.prev() {
            used += self.row_height(&walk, size);
            if used > height {
                walk.next();
                self.top = walk.row();
                return;
            }
            number -= 1;
        }
    }

    fn step(&mut self, by: i32) {
        let Some((first, end)) = self.bounds() else { return };
        let number = self.number(self.cursor);
        let mut walk = Walk::at(&self.doc, &self.folds, self.cursor);
        let moved = if by < 0 { number > first && walk.prev() } else { number + 1 < end && walk.next() };
        if moved {
            self.cursor = walk.row();
        }
    }

    /// Moves cursor and screen together.
    fn scroll(&mut self, by: i64, cursor_too: bool) {
        let Some((first, end)) = self.bounds() else { return };
        let moved = |number: usize| {
            let number = i64::try_from(number).unwrap_or(i64::MAX).saturating_add(by);
            usize::try_from(number).unwrap_or(0).clamp(first, end - 1)
        };
        if cursor_too && let Some(row) = self.folds.row(&self.doc, moved(self.number(self.cursor))) {
            self.cursor = row;
        }
        if let Some(row) = self.folds.row(&self.doc, moved(self.number(self.top))) {
            self.top = row;
        }
    }

    /// Moves the screen under the cursor, which is taken along only where it would leave.
    fn scroll_under(&mut self, by: i64, page: i64) {
        let Some((_, end)) = self.bounds() else { return };
        let height = usize::try_from(page).unwrap_or(1);
        let before = self.number(self.top);
        if by > 0 && before + height >= end {
            return;
        }
        self.scroll(by, false);
        let top = self.number(self.top);
        let cursor = self.number(self.cursor).clamp(top, top + height - 1);
        if let Some(row) = self.folds.row(&self.doc, cursor) {
            self.cursor = row;
        }
    }

    fn choose_screen_row(&mut self, row: u16, size: Size) {
        let Some((_, end)) = self.bounds() else { return };
        let mut walk = Walk::at(&self.doc, &self.folds, self.top);
        let mut number = self.number(self.top);
        let mut left = usize::from(row);
        loop {
            let height = self.row_height(&walk, size);
            if left < height || number + 1 >= end {
                break;
            }
            left -= height;
            number += 1;
            if !walk.next() {
                break;
            }
        }
        self.cursor = walk.row();
    }

    /// To a row by its number among those shown.
    fn jump_to_number(&mut self, number: usize) {
        let Some((first, end)) = self.bounds() else { return };
        let number = first.saturating_add(number).min(end - 1);
        if let Some(row) = self.folds.row(&self.doc, number) {
            self.remember();
            self.cursor = row;
        }
    }

    fn left(&mut self) {
        let node = self.cursor.node;
        if self.doc.is_container(node) && !self.folds.is_folded(&self.doc, node) {
            self.folds.set(&self.doc, node, false);
            self.cursor = Row::of(node);
        } else {
            self.go(self.around());
        }
    }

    fn right(&mut self) {
        let node = self.cursor.node;
        if !self.doc.is_container(node) || self.cursor.closing {
            return;
        }
        if !self.folds.set(&self.doc, node, true) {
            self.step(1);
        }
    }

    /// To a child, by its number.
    fn go_inside(&mut self, number: u32) {
        let node = self.cursor.node;
        if let Some(child) = self.doc.child(node, number) {
            self.folds.set(&self.doc, node, true);
            self.go(Some(child));
        }
    }

    fn toggle(&mut self) {
        let node = self.cursor.node;
        let folded = self.folds.is_folded(&self.doc, node);
        if self.folds.set(&self.doc, node, folded) {
            self.cursor = Row::of(node);
        }
    }

    /// As the cursor's value is; beside what can't be folded by the first sibling that can.
    fn toggle_siblings(&mut self) {
        let node = self.cursor.node;
        let decides = if self.doc.is_container(node) {
            Some(node)
        } else {
            self.doc.first_container(self.doc.parent(node))
        };
        if let Some(decides) = decides {
            let open = self.folds.is_folded(&self.doc, decides);
            self.folds.set_siblings(&self.doc, node, open);
        }
    }

    fn fold_to_depth(&mut self, depth: u32) {
        match self.focus {
            Some(focus) => self.folds.to_depth_inside(&self.doc, focus, depth),
            None => self.folds.to_depth(&self.doc, depth),
        }
    }

    /// How many rows there would be with so many levels unfolded.
    pub fn rows_at_depth(&self, depth: u32) -> usize {
        let mut pane = Self { inside: None, ..self.clone() };
        pane.fold_to_depth(depth);
        pane.bounds().map_or(0, |(first, end)| end - first)
    }

    fn toggle_focus(&mut self) {
        if self.focus.take().is_none()
            && let Some(node) = self.container_here()
        {
            self.folds.set(&self.doc, node, true);
            self.focus = Some(node);
            self.cursor = Row::of(node);
        }
    }

    /// The container that the cursor is on, or in.
    fn container_here(&self) -> Option<NodeId> {
        let node = self.cursor.node;
        if self.doc.is_container(node) { Some(node) } else { self.doc.parent(node) }
    }

    fn siblings(&self) -> Option<NodeId> {
        if self.cursor.closing { Some(self.cursor.node) } else { self.doc.parent(self.cursor.node) }
    }

    /// The container around the cursor, inside the focus.
    fn around(&self) -> Option<NodeId> {
        if self.focus == Some(self.cursor.node) { None } else { self.doc.parent(self.cursor.node) }
    }

    fn go(&mut self, to: Option<NodeId>) {
        if let Some(node) = to {
            self.cursor = Row::of(node);
        }
    }
}
