//! A document that was read again: one stays where one was.

use super::commands::{Outcome, PaneCommand};
use super::searching::Search;
use super::{JsonPane, Size};
use crate::json::{Doc, Folds, NodeId, Path};

impl JsonPane {
    /// A pane of the same document as it is now; `folds` are this one's, carried over ([`Folds::carried`]). The
    /// cursor stands at the same path, on the same row of the screen, or on what is left of its path.
    pub fn renewed(&self, doc: Doc, folds: Folds, size: Size) -> (Self, Outcome) {
        let mut pane = Self::with_folds(doc, folds);
        pane.wrap = self.wrap;
        let find = |pane: &Self, node: NodeId| {
            let mut path = Path::of(&self.doc, node);
            loop {
                if let Some(found) = pane.doc.find(&path) {
                    return Some((found, path == Path::of(&self.doc, node)));
                }
                path.0.pop()?;
            }
        };
        if let Some(focus) = self.focus
            && let Some((node, true)) = find(&pane, focus)
            && pane.doc.is_container(node)
        {
            pane.focus = Some(node);
        }
        let mut outcome = Outcome::default();
        if let Some((node, is_same)) = self.cursor().and_then(|node| find(&pane, node)) {
            pane.put_cursor_on_row(node, self.screen_row(), size);
            if is_same && self.cursor.closing && !pane.folds.is_folded(&pane.doc, node) {
                pane.cursor.closing = pane.doc.is_container(node);
            }
            if is_same && self.table.is_some() {
                pane.apply(PaneCommand::Table, size);
            } else if is_same && self.reader.is_some() {
                outcome = pane.apply(PaneCommand::OpenText, size);
            }
        }
        // Where its hits are now is counted anew.
        let search = self.search.as_ref();
        pane.search = search.and_then(|search| Search::new(&search.text, &pane.doc, 0..pane.doc.size()).ok());
        let counted = pane.search.as_mut().and_then(|search| search.count(&pane.doc));
        outcome.work.extend(counted);
        pane.settle(size);
        (pane, outcome)
    }
}
