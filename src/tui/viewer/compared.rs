//! Two documents beside each other: their cursors go together, from difference to difference.

use super::state::Viewer;
use crate::json::{Comparison, NodeId, Side};
use crate::text::numbers;
use crate::tui::keymap::Command;

/// What the comparison found, and the difference that was visited last.
#[derive(Debug)]
pub(super) struct Compared {
    found: Comparison,
    at: Option<usize>,
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
        self.comparison = Some(Compared { found, at: None });
    }

    /// Both cursors go to the next difference, or to the one before; what only one document has is shown
    /// beside the container that lacks it in the other.
    pub(super) fn next_difference(&mut self, forward: bool) {
        let Some(compared) = &mut self.comparison else { return };
        let found = &compared.found.differences;
        let side = SIDES[self.active];
        let here = self.shown[self.active].desk.document().cursor().unwrap_or(0);
        // From the difference where the cursor still is, else from the cursor.
        let at = compared.at.filter(|at| found.get(*at).is_some_and(|last| last.node(side) == here));
        let next = match (at, forward) {
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
        compared.at = Some(at);
        for (at, side) in SIDES.into_iter().enumerate() {
            let size = self.size(at);
            self.shown[at].desk.document_mut().visit(difference.node(side), size);
        }
        let row = self.desk().document().screen_row();
        self.put_other_cursor(difference.node(SIDES[1 - self.active]), row);
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
            self.put_other_cursor(other, row);
        }
    }

    fn put_other_cursor(&mut self, node: NodeId, row: u16) {
        let other = 1 - self.active;
        let size = self.size(other);
        self.shown[other].desk.document_mut().put_cursor_on_row(node, row, size);
    }

    /// `difference 2 of 12`, while the cursor is on one.
    pub(super) fn difference_words(&self) -> Option<String> {
        let compared = self.comparison.as_ref()?;
        let at = compared.at?;
        let here = self.desk().document().cursor()?;
        let found = &compared.found.differences;
        (found.get(at)?.node(SIDES[self.active]) == here).then(|| {
            format!("difference {} of {}", numbers::count(at as u64 + 1), numbers::count(found.len() as u64))
        })
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
            ([".rows[1]", ".rows"], "difference 2 of 4"),
            ([".rows[2].v", ".rows[2].v"], "difference 3 of 4"),
            ([".rows", ".rows[0]"], "difference 4 of 4"),
            ([".rows", ".rows[0]"], "difference 4 of 4"),
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
}
