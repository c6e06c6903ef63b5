//! From one frame to the next: what can't have changed is not drawn again.

#[cfg(test)]
use ratatui::buffer::Cell;
#[cfg(test)]
use ratatui::layout::Position;
use ratatui::layout::Rect;

use super::canvas::{Canvas, Scrolled};
use super::draw::{self, Layout};
use super::state::Viewer;
use crate::tui::theme::Look;
use crate::tui::widgets::json_pane::{Notes, Stamp};

/// Makes the bytes of one frame after another.
#[derive(Debug)]
pub(super) struct Painter {
    look: Look,
    notes: Notes,
    canvas: Canvas,
    before: Option<Before>,
}

/// What the frame before was drawn from.
#[derive(Debug)]
struct Before {
    screen: (u16, u16),
    layout: Layout,
    /// The number of the first row of a lone pane.
    top: Option<usize>,
    /// What the rows of a lone pane were drawn from, where nothing lies over them.
    stamps: Vec<Stamp>,
}

impl Painter {
    pub(super) fn new(look: Look, notes: Notes) -> Self {
        Self { look, notes, canvas: Canvas::default(), before: None }
    }

    /// Another look from the next frame on.
    pub(super) fn set_look(&mut self, look: Look) {
        self.look = look;
        self.before = None;
    }

    /// Nothing is known of the screen any more: the next frame is written whole.
    pub(super) fn forget(&mut self) {
        self.canvas = Canvas::default();
        self.before = None;
    }

    /// The bytes that turn the screen into what the viewer shows now.
    pub(super) fn frame(&mut self, viewer: &Viewer) -> Vec<u8> {
        let now = Before::of(viewer);
        let (scrolled, kept) =
            self.before.as_ref().map_or((None, Vec::new()), |before| now.kept_from(before));
        let area = Rect::new(0, 0, viewer.screen.0, viewer.screen.1);
        let keeps = |y: u16| kept.get(usize::from(y)) == Some(&true);
        let buffer = self.canvas.begin(area, keeps);
        let caret = draw::draw(viewer, buffer, &self.look, &self.notes, &keeps);
        self.before = Some(now);
        self.canvas.end(scrolled, caret)
    }
}

#[cfg(test)]
impl Painter {
    /// What the terminal shows, with its cursor.
    pub(super) fn shown(&self) -> (&[Vec<Cell>], Option<Position>) {
        self.canvas.shown()
    }
}

impl Before {
    fn of(viewer: &Viewer) -> Self {
        let (layout, pane) = (draw::layout(viewer), viewer.pane());
        let is_lone = viewer.shown.len() == 1 && !pane.wraps() && !pane.is_table();
        let is_bare = is_lone && viewer.overlay.is_none();
        let stamps = if is_bare { pane.stamps(layout[0].height) } else { Vec::new() };
        Self { screen: viewer.screen, layout, top: is_lone.then(|| pane.top_row()), stamps }
    }

    /// How far the rows moved since the frame before, and which rows of the screen are as they were after
    /// that.
    fn kept_from(&self, before: &Self) -> (Option<Scrolled>, Vec<bool>) {
        if self.screen != before.screen || self.layout != before.layout {
            return (None, Vec::new());
        }
        let (Some(top), Some(was)) = (self.top, before.top) else { return (None, Vec::new()) };
        let area = self.layout[0];
        let by = top as i64 - was as i64;
        let scrolled = i32::try_from(by)
            .ok()
            .filter(|by| *by != 0 && by.unsigned_abs() < u32::from(area.height))
            .map(|by| Scrolled { rows: area.top()..area.bottom(), by });
        let mut kept = vec![false; usize::from(self.screen.1)];
        for (at, (stamp, kept)) in self.stamps.iter().zip(kept.iter_mut().skip(area.y.into())).enumerate() {
            let from = usize::try_from(at as i64 + by).ok();
            *kept = from.and_then(|from| before.stamps.get(from)) == Some(stamp);
        }
        (scrolled, kept)
    }
}
