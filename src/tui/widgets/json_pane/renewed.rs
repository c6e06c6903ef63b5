//! A document that was read again: one stays where one was.

use super::commands::{Outcome, PaneCommand};
use super::searching::Search;
use super::{JsonPane, Size};
use crate::json::{Doc, Folds, NodeId, Path};

impl JsonPane {
    /// A pane of the same document as it is now; `folds` are this one's, carried over ([`Folds::carried`]). The
    /// cursor is at the same path, on the same row of the screen, or on what is left of its path.
    pub fn renewed(&self, doc: Doc, folds: Folds, size: Size) -> (Self, Outcome) {
        let mut pane = Self::with_folds(doc, folds);
        pane.wrap = self.wrap;
        let find = |pane: &Self, node: NodeId| {
            let (found, left) = pane.doc.nearest(&Path::of(&self.doc, node))?;
            Some((found, left == 0))
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

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::super::tests::{SIZE, does, drawn, pane};
    use super::*;

    #[test]
    fn a_document_read_again_is_seen_where_one_was() {
        let list = |n: usize| {
            let record = |n| format!(r#"{{"Id":"{n}","Owner":{{"Name":"Owner {n}"}},"Tags":["a","b"]}}"#);
            format!(
                r#"{{"new":[{}],"records":[{}]}}"#,
                "1,".repeat(n) + "1",
                (0..90).map(record).collect::<Vec<_>>().join(",")
            )
        };
        let mut pane = pane(&list(1));
        does(
            &mut pane,
            &[
                PaneCommand::GoTo("records[7].Tags".into()),
                PaneCommand::Left,
                PaneCommand::GoTo("records[8].Owner.Name".into()),
                PaneCommand::Scroll(2),
                PaneCommand::Search("Owner 8".into()),
            ],
        );
        let again = |pane: &JsonPane, json: &str| {
            let doc = Doc::from_bytes(Bytes::copy_from_slice(json.as_bytes()));
            let folds = pane.folds().carried(pane.doc(), &doc);
            pane.renewed(doc, folds, SIZE)
        };
        let rows = |pane: &JsonPane| {
            let after_number = |line: &String| line.chars().skip(9).collect::<String>();
            drawn(pane, SIZE).iter().map(after_number).collect::<Vec<_>>()
        };
        let (renewed, outcome) = again(&pane, &list(40));
        assert_eq!((renewed.path_shown(), rows(&renewed)), (pane.path_shown(), rows(&pane)));
        // Where the hits are now is counted anew.
        assert_eq!((renewed.hit_words().as_deref(), outcome.work.len()), (Some("11 hits"), 0));
        assert_eq!(renewed.search().map(|search| search.text.as_str()), Some("Owner 8"));
        // What is gone leads to what is left of its path.
        let (mut renewed, _) = again(&renewed, r#"{"records":[{"Id":"0"}]}"#);
        assert_eq!(renewed.path_shown(), ".records");
        assert_eq!(does(&mut renewed, &[PaneCommand::Down]), None);
        let (renewed, _) = again(&renewed, "");
        assert_eq!(renewed.cursor(), None);
        // A table and a subtree stay; so does a text that is read.
        does(&mut pane, &[PaneCommand::ClearSearch, PaneCommand::Table]);
        assert!(again(&pane, &list(3)).0.is_table());
        does(&mut pane, &[PaneCommand::Table, PaneCommand::OpenText]);
        assert!(again(&pane, &list(3)).0.is_reading());
        pane.close();
        does(&mut pane, &[PaneCommand::Parent, PaneCommand::Focus]);
        assert_eq!(again(&pane, &list(3)).0.row(), pane.row());
    }

    #[test]
    fn what_is_left_of_a_deep_path_is_found_in_one_go() {
        let deep = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        let mut before = pane(&deep(100_000));
        does(&mut before, &[PaneCommand::Percent(50)]);
        assert_eq!(before.cursor(), Some(99_999));
        let doc = Doc::from_bytes(Bytes::from(deep(60_000)));
        let folds = before.folds().carried(before.doc(), &doc);
        let (after, touched) = crate::json::touched::during(|| before.renewed(doc, folds, SIZE).0);
        assert_eq!(after.cursor(), Some(59_999));
        assert!(touched.steps <= 20 * 100_000, "{touched:?}");
    }
}
