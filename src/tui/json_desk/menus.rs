//! What the desk lets one choose: what to copy, how far to unfold, what becomes of a file that is there.

use super::lines::Typing;
use super::{Desk, Want};
use crate::text::{numbers, safe};
use crate::tui::overlays::{Act, Item, Menu};
use crate::tui::widgets::json_pane::{Copied, Handed, PaneCommand};
use ratatui::layout::Rect;

const COPY: &str = "copy from JSON";
const DEPTH: &str = "JSON depth";
const REPLACE: &str = "JSON file";

/// Larger values are told by their size, and not built for a preview.
const PREVIEW: usize = 200;
/// Up to this size it is worked out how many rows a depth would show.
const COUNTED: usize = 1 << 20;

fn item(what: &'static str, letter: char, name: impl Into<String>, note: String) -> Item {
    Item { letter, name: name.into(), note, act: Act::Enter(what, letter.into()) }
}

impl Desk {
    pub(super) fn copy_menu(&self) -> Menu {
        let items = Copied::ALL.into_iter().filter_map(|(what, letter, name)| {
            Some(item(COPY, letter, name, self.pane().copied_shown(what, PREVIEW)?))
        });
        Menu::copy(items.collect()).doing("copy")
    }

    pub(super) fn depth_menu(&self) -> Menu {
        let pane = self.pane();
        let doc = pane.doc();
        let is_small = doc.bytes().len() <= COUNTED;
        let around = pane.focused().map_or(0, |node| doc.depth_of(node));
        let deepest = if is_small { doc.depth().saturating_sub(around).clamp(1, 9) } else { 9 };
        let rows = |depth: u32| {
            if !is_small {
                return String::new();
            }
            match pane.rows_at_depth(depth) {
                1 => "1 row".into(),
                rows => format!("{} rows", numbers::count(rows as u64)),
            }
        };
        let mut items: Vec<_> = (1..=deepest)
            .map(|depth| {
                let name = if depth == 1 { "1 level".into() } else { format!("{depth} levels") };
                item(DEPTH, char::from_digit(depth, 10).unwrap_or(' '), name, rows(depth))
            })
            .collect();
        items.push(item(DEPTH, 'a', "all of them", rows(u32::MAX)));
        Menu::new("Unfold to a depth", items, "the rest is folded").doing("unfold")
    }

    pub(super) fn replace_menu(&self) -> Menu {
        let items = vec![
            item(REPLACE, 'n', "Another name", "the file stays as it is".into()),
            item(REPLACE, 'r', "Replace it", "what is in it now is lost".into()),
        ];
        let path = self.unsaved.as_ref().map_or("The file", |(path, _)| path.as_str());
        Menu::new(format!("{} is there already", safe::visible(path)), items, "nothing was written yet")
    }

    /// What was chosen from the menu of depths; `None` for another menu.
    pub fn chosen_depth(what: &str, text: &str) -> Option<PaneCommand> {
        let depth = text.chars().next().and_then(|letter| letter.to_digit(10)).unwrap_or(u32::MAX);
        (what == DEPTH).then_some(PaneCommand::FoldToDepth(depth))
    }

    /// What was chosen from a menu; `None` if it is none of the desk's.
    pub fn entered(&mut self, what: &str, text: &str, area: Rect) -> Option<Vec<Want>> {
        let letter = text.chars().next();
        Some(match what {
            COPY => {
                let chosen = Copied::ALL.into_iter().find(|(_, of, _)| Some(*of) == letter)?;
                self.hand_out(chosen.0, Handed::Copy)
            }
            DEPTH => self.apply(Self::chosen_depth(what, text)?, area),
            REPLACE if letter == Some('r') => self.save_over().into_iter().collect(),
            REPLACE => {
                let typed = self.unsaved.take().map(|(path, _)| path).unwrap_or_default();
                let wants = self.open_line(Typing::Save, area);
                self.typed_before(typed);
                wants
            }
            _ => return None,
        })
    }
}
