//! Two documents beside each other: their cursors go together, from difference to difference.

use super::state::Viewer;
use crate::json::{Comparison, Difference, NodeId, Side};
use crate::text::numbers;
use crate::tui::keymap::Command;
use crate::tui::widgets::json_pane::PaneCommand;

/// What the comparison found, and the difference that was visited last.
#[derive(Debug)]
pub(super) struct Compared {
    found: Comparison,
    visited: Option<Visited>,
}

/// A difference, and where the cursors was on it.
#[derive(Clone, Copy, Debug)]
struct Visited {
    at: usize,
    cursors: [NodeId; 2],
}

const SIDES: [Side; 2] = [Side::Left, Side::Right];

impl Viewer {
    pub(super) fn compared(&mut self, found: Comparison) {
        for (shown, side) in self.shown.iter_mut().zip(SIDES) {
            shown.desk.document_mut().mark_differences(&found.differences, side);
        }
        let next = self.key_of(Command::NextHit);
        self.says = Some(match (found.differences.len(), found.reordered) {
            (0, false) => "The documents say the same.".into(),
            (0, true) => "The documents say the same; lists have another order.".into(),
            (1, _) => format!("1 difference: {next} goes there."),
            (n, _) => {
                format!("{} differences: {next} goes from one to the next.", numbers::count(n as u64))
            }
        });
        self.comparison = Some(Compared { found, visited: None });
    }

    /// Both cursors go to the next difference, or to the one before; what only one document has is shown
    /// beside what stands next to it in the other.
    pub(super) fn next_difference(&mut self, forward: bool) {
        let Some(compared) = &self.comparison else { return };
        let found = &compared.found.differences;
        let side = SIDES[self.active];
        let here = self.shown[self.active].desk.document().cursor().unwrap_or(0);
        let next = match (self.visited().map(|visited| visited.at), forward) {
            (Some(at), true) => Some(at + 1),
            (Some(at), false) => at.checked_sub(1),
            (None, true) => found.iter().position(|difference| difference.node(side) >= here),
            (None, false) => found.iter().rposition(|difference| difference.node(side) < here),
        };
        let Some((at, difference)) = next.and_then(|at| Some((at, *found.get(at)?))) else {
            self.says = Some(match (found.is_empty(), forward) {
                (true, _) => "The documents say the same.".into(),
                (false, true) => "No difference after this one.".into(),
                (false, false) => "No difference before this one.".into(),
            });
            return;
        };
        let docs = [0, 1].map(|at| self.shown[at].desk.document().doc());
        let beside = |from: usize, node| {
            compared.found.counterpart(docs[from], docs[1 - from], node, SIDES[from]).unwrap_or(0)
        };
        let cursors = match difference {
            Difference::Changed(left, right) => [left, right],
            Difference::Missing(left, _) => [left, beside(0, left)],
            Difference::Added(_, right) => [beside(1, right), right],
        };
        for (at, node) in cursors.into_iter().enumerate() {
            let size = self.size(at);
            self.shown[at].desk.document_mut().visit(node, size);
        }
        if let Some(compared) = &mut self.comparison {
            compared.visited = Some(Visited { at, cursors });
        }
        // Both on the row of the one that has the value.
        let shows = match difference {
            Difference::Changed(..) => self.active,
            Difference::Missing(..) => 0,
            Difference::Added(..) => 1,
        };
        let row = self.shown[shows].desk.document().screen_row();
        self.put_cursor(1 - shows, cursors[1 - shows], row);
    }

    /// The difference that was visited last, while the cursor still is where it was put.
    fn visited(&self) -> Option<Visited> {
        let visited = self.comparison.as_ref()?.visited?;
        let here = self.desk().document().cursor()?;
        (visited.cursors[self.active] == here).then_some(visited)
    }

    /// The other cursor goes to the same value, or as near as there is one, on the same row of the screen.
    pub(super) fn draw_level(&mut self) {
        let (Some(compared), [left, right]) = (&self.comparison, &self.shown[..]) else { return };
        let (from, to) = if self.active == 0 { (left, right) } else { (right, left) };
        if from.desk.is_filtered() {
            return;
        }
        let (from, to) = (from.desk.document(), to.desk.document());
        let Some(node) = from.cursor() else { return };
        let other = compared.found.counterpart(from.doc(), to.doc(), node, SIDES[self.active]);
        let row = from.screen_row();
        if let Some(other) = other {
            self.put_cursor(1 - self.active, other, row);
        }
    }

    /// The value under the cursor and whether it is folded, for [`Viewer::fold_alike`].
    pub(super) fn folded_here(&self) -> Option<(NodeId, bool)> {
        let pane = self.desk().document();
        let node = pane.cursor().filter(|_| self.comparison.is_some() && !self.desk().is_filtered())?;
        Some((node, pane.folds().is_folded(pane.doc(), node)))
    }

    /// What a command folded in one document is folded in the other, so that they are walked alike. `before` is
    /// what was under the cursor.
    pub(super) fn fold_alike(&mut self, command: &PaneCommand, before: Option<(NodeId, bool)>) {
        let (Some((node, was)), Some(compared)) = (before, &self.comparison) else { return };
        let other = 1 - self.active;
        let (from, to) = (self.desk().document(), self.shown[other].desk.document());
        let now = from.folds().is_folded(from.doc(), node);
        let is_alone = from.is_focused_on_subtree();
        let Some(partner) = compared.found.partner(from.doc(), to.doc(), node, SIDES[self.active]) else {
            return;
        };
        let size = self.size(other);
        let pane = self.shown[other].desk.document_mut();
        let is_folded = pane.folds().is_folded(pane.doc(), partner);
        let same = match command {
            PaneCommand::FoldToDepth(_) | PaneCommand::UnfoldAll | PaneCommand::FoldAll => command.clone(),
            PaneCommand::ToggleSiblings if is_folded == was => command.clone(),
            PaneCommand::Focus if pane.is_focused_on_subtree() != is_alone => command.clone(),
            _ if was != now && is_folded != now => PaneCommand::Toggle,
            _ => return,
        };
        pane.put_cursor(partner, size);
        pane.apply(same, size);
    }

    fn put_cursor(&mut self, at: usize, node: NodeId, row: u16) {
        let size = self.size(at);
        self.shown[at].desk.document_mut().put_cursor_on_row(node, row, size);
    }

    /// `difference 2 of 12`, while the cursor is on one, and which document alone has it.
    pub(super) fn difference_words(&self) -> Option<String> {
        let at = self.visited()?.at;
        let found = &self.comparison.as_ref()?.found.differences;
        let alone = match found.get(at)? {
            Difference::Changed(..) => "",
            Difference::Missing(..) => ", on the left alone",
            Difference::Added(..) => ", on the right alone",
        };
        let (at, of) = (numbers::count(at as u64 + 1), numbers::count(found.len() as u64));
        Some(format!("difference {at} of {of}{alone}"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{lines, press, shown};
    use super::*;
    use crate::json::{Stop, compare};

    const LEFT: &str = r#"{"n":1,"rows":[{"Id":"a","v":1},{"Id":"b","v":2},{"Id":"c","v":3}]}"#;
    const RIGHT: &str = r#"{"n":2,"rows":[{"Id":"x","v":0},{"Id":"a","v":1},{"Id":"c","v":9}]}"#;

    fn viewer(left: &str, right: &str) -> Viewer {
        let mut viewer = Viewer::new(vec![shown(left), shown(right)], (100, 26));
        let found = compare(
            viewer.shown[0].desk.document().doc(),
            viewer.shown[1].desk.document().doc(),
            &Stop::default(),
        );
        viewer.compared(found.unwrap());
        viewer
    }

    fn paths(viewer: &Viewer) -> [String; 2] {
        [0, 1].map(|at| viewer.shown[at].desk.document().path_shown())
    }

    #[test]
    fn both_cursors_go_from_difference_to_difference() {
        let mut viewer = viewer(LEFT, RIGHT);
        assert_eq!(viewer.says.as_deref(), Some("4 differences: n goes from one to the next."));
        let mut places = Vec::new();
        for _ in 0..5 {
            press(&mut viewer, "n");
            places.push((paths(&viewer), viewer.difference_words()));
        }
        let expected = [
            ([".n", ".n"], "difference 1 of 4"),
            // Beside the row before it, or after it if there is none.
            ([".rows[1]", ".rows[1]"], "difference 2 of 4, on the left alone"),
            ([".rows[2].v", ".rows[2].v"], "difference 3 of 4"),
            ([".rows[0]", ".rows[0]"], "difference 4 of 4, on the right alone"),
            ([".rows[0]", ".rows[0]"], "difference 4 of 4, on the right alone"),
        ];
        let expected = expected.map(|(paths, words)| (paths.map(str::to_owned), Some(words.to_owned())));
        assert_eq!(places, expected);
        assert_eq!(viewer.says.as_deref(), Some("No difference after this one."));
        press(&mut viewer, "N");
        assert_eq!(viewer.difference_words().as_deref(), Some("difference 3 of 4"));
    }

    #[test]
    fn the_other_cursor_goes_to_the_row_with_the_same_id() {
        let mut viewer = viewer(LEFT, RIGHT);
        press(&mut viewer, "nnnn");
        press(&mut viewer, "g");
        for _ in 0..4 {
            press(&mut viewer, "j");
        }
        assert_eq!(paths(&viewer), [".rows[0].Id", ".rows[1].Id"]);
        let rows = lines(&viewer);
        let marked = |sign: &str| rows.iter().filter(|row| row.contains(sign)).count();
        assert_eq!((marked("≠"), marked("- "), marked("+ ")), (2, 1, 1), "{rows:#?}");
    }

    #[test]
    fn the_other_document_stays_where_it_is_while_one_walks_through_what_it_lacks() {
        let record = |n: usize| format!(r#"{{"Id":"{n}","v":[1,2]}}"#);
        let list = |skipped: usize| {
            let records = (0..200).filter(|n| *n != skipped).map(record).collect::<Vec<_>>();
            format!("[{}]", records.join(","))
        };
        let mut viewer = viewer(&list(150), &list(999));
        press(&mut viewer, "n\t");
        assert_eq!(paths(&viewer), [".[149]", ".[150]"]);
        for _ in 0..6 {
            press(&mut viewer, "j");
            assert_eq!(paths(&viewer)[0], ".[149]");
        }
        // From the side that lacks it as well, one goes on from there.
        press(&mut viewer, "N");
        assert_eq!(viewer.difference_words().as_deref(), Some("difference 1 of 1, on the right alone"));
        press(&mut viewer, "\tn");
        assert_eq!(viewer.says.as_deref(), Some("No difference after this one."));
    }

    #[test]
    fn every_row_leaves_room_for_its_mark_and_what_is_folded_tells_of_what_is_inside() {
        let mut viewer = viewer(LEFT, RIGHT);
        viewer.screen = (80, 26);
        let column = |viewer: &Viewer, text: &str| {
            lines(viewer).iter().find_map(|line| line.find(text).map(|at| line[..at].chars().count()))
        };
        assert_eq!(column(&viewer, "\"n\": 1"), column(&viewer, "\"rows\""));
        press(&mut viewer, "1");
        let rows = lines(&viewer);
        assert_eq!(rows[3].matches("≠  ▸ \"rows\"").count(), 2, "{rows:#?}");
    }

    #[test]
    fn what_is_folded_in_one_is_folded_in_the_other() {
        let mut viewer = viewer(LEFT, RIGHT);
        let folded = |viewer: &Viewer, at: usize| {
            let pane = viewer.shown[at].desk.document();
            let nodes = (0..pane.doc().nodes()).filter(|node| pane.folds().is_folded(pane.doc(), *node));
            nodes.map(|node| crate::json::Path::of(pane.doc(), node).dot()).collect::<Vec<_>>()
        };
        // The first row of the left is the second of the right; the second is on the left alone.
        press(&mut viewer, "jjjh");
        assert_eq!(
            (folded(&viewer, 0), folded(&viewer, 1)),
            (vec!["rows[0]".into()], vec!["rows[1]".into()])
        );
        press(&mut viewer, "J ");
        assert_eq!((folded(&viewer, 0).len(), folded(&viewer, 1).len()), (2, 1));
        press(&mut viewer, "J\t ");
        assert_eq!(
            (folded(&viewer, 0).len(), folded(&viewer, 1)),
            (3, vec!["rows[1]".into(), "rows[2]".into()])
        );
        press(&mut viewer, "gE");
        assert_eq!((folded(&viewer, 0).len(), folded(&viewer, 1).len()), (0, 0));
        press(&mut viewer, "d2");
        assert_eq!((folded(&viewer, 0).len(), folded(&viewer, 1).len()), (3, 3));
        press(&mut viewer, "1");
        assert_eq!((viewer.pane().row().1, viewer.shown[0].desk.pane().row().1), (4, 4));
        press(&mut viewer, "jjZ");
        assert!(viewer.shown.iter().all(|shown| shown.desk.pane().is_focused_on_subtree()));
        press(&mut viewer, "Z");
        assert!(!viewer.shown.iter().any(|shown| shown.desk.pane().is_focused_on_subtree()));
    }
}
