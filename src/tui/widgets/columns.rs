//! The columns of tables: which of them are in sight at a width, and how wide each is. As wide as what is in them, where
//! that is known: nothing is cut while blanks are beside it.

use std::borrow::Cow;

use crate::text::{cells, safe};

/// On which side a column's text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

/// Where a text too long for its cells loses something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// At its end: prose.
    End,
    /// In its middle: hosts, names, ids, paths.
    Middle,
}

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    head: Cow<'static, str>,
    align: Align,
    cut: Cut,
    /// It is never narrower, even where too little room is left after all others have left.
    floor: u16,
    least: u16,
    /// What its content needs; as much as it may have where that is not known.
    needs: u16,
    most: u16,
    /// Who leaves first when there is too little room: the highest. 0 never leaves.
    leaves: u8,
}

impl Column {
    /// A column of text with exactly `cells` cells, which never leaves.
    pub fn new(head: impl Into<Cow<'static, str>>, cells: u16) -> Self {
        let head = head.into();
        let least = cells.max(cells::width(&head) as u16);
        let (align, cut) = (Align::Left, Cut::End);
        Self { head, align, cut, floor: least, least, needs: least, most: least, leaves: 0 }
    }

    /// Numbers: at the right.
    pub fn right(mut self) -> Self {
        self.align = Align::Right;
        self
    }

    /// Names: cut in the middle.
    pub fn name(mut self) -> Self {
        self.cut = Cut::Middle;
        self
    }

    /// May grow up to `most` cells.
    pub fn up_to(mut self, most: u16) -> Self {
        self.most = most.max(self.least);
        self.needs = self.most;
        self
    }

    /// Takes what is left over.
    pub fn grows(self) -> Self {
        self.up_to(u16::MAX)
    }

    /// May be squeezed to so many cells before it is cut off at the edge; other columns leave first.
    pub fn squeezed_to(mut self, cells: u16) -> Self {
        self.floor = cells.min(self.floor);
        self
    }

    /// Says how wide its widest content is. It needs no more than that, and takes more only where nothing else does.
    pub fn holds(mut self, widest: u16) -> Self {
        let wide = widest.max(cells::width(&self.head) as u16);
        self.needs = wide.min(self.most);
        self.least = self.least.min(wide);
        self.floor = self.floor.min(self.least);
        self
    }

    /// Leaves when there is too little room, the highest number first.
    pub fn leaves(mut self, order: u8) -> Self {
        self.leaves = order;
        self
    }

    /// Its head.
    pub fn head(&self) -> &str {
        &self.head
    }

    /// On which side its text is.
    pub fn align(&self) -> Align {
        self.align
    }

    /// Where a text too long for it loses something.
    pub fn cut(&self) -> Cut {
        self.cut
    }
}

/// A column that is in sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Index into the columns.
    pub column: usize,
    /// First cell, from the table's left edge.
    pub x: u16,
    /// Its cells.
    pub cells: u16,
}

/// How wide the widest content of each column is, as far as it was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Widest(Vec<u16>);

impl Widest {
    /// Sees the texts of a row, in the order of the columns.
    pub fn see(&mut self, texts: impl IntoIterator<Item = impl AsRef<str>>) {
        for (column, text) in texts.into_iter().enumerate() {
            if self.0.len() <= column {
                self.0.push(0);
            }
            let cells = cells::width(&safe::visible(text.as_ref()));
            self.0[column] = self.0[column].max(u16::try_from(cells).unwrap_or(u16::MAX));
        }
    }

    /// The cells of a column's widest content; 0 where none was seen.
    pub fn of(&self, column: usize) -> u16 {
        self.0.get(column).copied().unwrap_or(0)
    }
}

/// The columns in sight at a width after a gutter, and how many are hidden.
pub fn layout(columns: &[Column], gutter: u16, width: u16) -> (Vec<Placed>, usize) {
    // The last cell of a row stays blank: it is before the next pane's line.
    let room = width.saturating_sub(gutter + 1);
    let mut shown: Vec<usize> = (0..columns.len()).collect();
    let sum = |shown: &[usize], gap: u16, cells: fn(&Column) -> u16| {
        let gaps = gap * (shown.len().saturating_sub(1) as u16);
        shown.iter().map(|&i| cells(&columns[i])).fold(gaps, u16::saturating_add)
    };
    let least = |column: &Column| column.least;
    while sum(&shown, 1, least) > room {
        // Of equally needless columns the last leaves.
        let leaving = (0..shown.len()).max_by_key(|&at| (columns[shown[at]].leaves, at));
        match leaving.filter(|&at| columns[shown[at]].leaves > 0) {
            Some(at) => shown.remove(at),
            None => break,
        };
    }
    // Two blanks between columns, if that cuts no more than one blank would.
    let needs = |column: &Column| column.needs.max(column.least);
    let is_whole = |gap: u16| sum(&shown, gap, needs) <= room;
    let gap = if sum(&shown, 2, least) <= room && (is_whole(2) || !is_whole(1)) { 2 } else { 1 };
    let mut widths: Vec<u16> = shown.iter().map(|&i| columns[i].least).collect();
    for _ in room..sum(&shown, gap, least) {
        let squeezable = (0..shown.len()).filter(|&at| widths[at] > columns[shown[at]].floor);
        match squeezable.max_by_key(|&at| widths[at]) {
            Some(at) => widths[at] -= 1,
            None => break,
        }
    }
    let mut spare = room.saturating_sub(sum(&shown, gap, least));
    grow(&mut widths, &shown, &mut spare, |i| needs(&columns[i]));
    // What is left when nothing is cut goes to the last column that may have all of it.
    match shown.iter().rposition(|&i| columns[i].most == u16::MAX) {
        Some(at) => widths[at] = widths[at].saturating_add(spare),
        None => grow(&mut widths, &shown, &mut spare, |i| columns[i].most),
    }
    let mut x = gutter;
    let mut placed = Vec::with_capacity(shown.len());
    for (&column, &cells) in shown.iter().zip(&widths) {
        let cells = cells.min((gutter + room).saturating_sub(x));
        placed.push(Placed { column, x, cells });
        x = x.saturating_add(cells + gap);
    }
    (placed, columns.len() - shown.len())
}

/// Gives each column a cell in turn, as long as it may have more.
fn grow(widths: &mut [u16], shown: &[usize], spare: &mut u16, most: impl Fn(usize) -> u16) {
    while *spare > 0 {
        let before = *spare;
        for (width, &i) in widths.iter_mut().zip(shown) {
            if *spare > 0 && *width < most(i) {
                *width += 1;
                *spare -= 1;
            }
        }
        if *spare == before {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn widths(columns: &[Column], width: u16) -> Vec<(usize, u16)> {
        layout(columns, 1, width).0.iter().map(|placed| (placed.column, placed.cells)).collect()
    }

    #[test]
    fn nothing_is_cut_while_blanks_are_beside_it() {
        let mut widest = Widest::default();
        widest.see(["Installation_Visit__c", "6,100"]);
        widest.see(["Account", "76,809"]);
        assert_eq!((widest.of(0), widest.of(1), widest.of(2)), (21, 6, 0));
        let columns =
            [Column::new("Object", 12).name().grows().holds(21), Column::new("Rows", 9).right().holds(6)];
        // Two blanks between the columns, then one, before a name is cut.
        assert_eq!(widths(&columns, 31), [(0, 21), (1, 6)]);
        assert_eq!(widths(&columns, 30), [(0, 21), (1, 6)]);
        assert_eq!(widths(&columns, 28), [(0, 18), (1, 6)]);
        assert_eq!(widths(&columns, 60), [(0, 50), (1, 6)]);
    }

    #[test]
    fn a_column_that_may_leave_does_so_before_a_name_is_squeezed() {
        let columns = [
            Column::new("Object", 24).name().squeezed_to(12).grows().holds(21),
            Column::new("Label", 12).grows().leaves(1).holds(19),
            Column::new("Rows", 6).right().holds(6),
        ];
        assert_eq!(widths(&columns, 60), [(0, 21), (1, 27), (2, 6)]);
        assert_eq!(widths(&columns, 44), [(0, 21), (1, 13), (2, 6)]);
        assert_eq!(widths(&columns, 40), [(0, 30), (2, 6)]);
        assert_eq!(widths(&columns, 27), [(0, 18), (2, 6)]);
        assert_eq!(widths(&columns, 18), [(0, 12), (2, 3)]);
    }
}
