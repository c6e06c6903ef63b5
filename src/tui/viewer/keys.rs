//! The keys of the viewer: one table, from which the help and the line of keys are made.

use crate::tui::keymap::{Code, Key};
use crate::tui::widgets::json_pane::PaneCommand;

/// What a key does in the viewer.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Does {
    /// Something in the document.
    Pane(PaneCommand),
    /// Opens the search line.
    Search,
    /// Opens the path line.
    GoTo,
    /// Opens the jq line.
    Jq,
    /// Opens the menu of what can be copied.
    Copy,
    /// Opens the line for a file name.
    Save,
    /// Shows the value in the editor.
    Editor,
    /// Shows the document in the pager.
    Pager,
    /// The next hit, or in a comparison the next difference.
    Next,
    /// The one before.
    Previous,
    /// The other document of a comparison.
    OtherPane,
    /// Reads the file again.
    Reload,
    /// One step back.
    Escape,
    /// The keys.
    Help,
    /// Draws the screen anew.
    Redraw,
    /// To the shell.
    Suspend,
    /// Stops what runs; where nothing runs, a second press quits.
    Stop,
    /// Ends.
    Quit,
}

/// A row of the table.
pub(super) struct Binding {
    /// The keys.
    pub(super) keys: &'static [Key],
    /// What they do.
    pub(super) does: Does,
    /// How the help writes the keys.
    pub(super) shown: &'static str,
    /// What the help says.
    pub(super) words: &'static str,
}

const fn c(ch: char) -> Key {
    Key::of(Code::Char(ch))
}
const fn ctrl(ch: char) -> Key {
    Key { code: Code::Char(ch), ctrl: true, alt: false }
}
const fn k(code: Code) -> Key {
    Key::of(code)
}
const fn pane(keys: &'static [Key], does: PaneCommand, shown: &'static str, words: &'static str) -> Binding {
    Binding { keys, does: Does::Pane(does), shown, words }
}
const fn row(keys: &'static [Key], does: Does, shown: &'static str, words: &'static str) -> Binding {
    Binding { keys, does, shown, words }
}

use PaneCommand as P;

/// The table.
pub(super) const BINDINGS: &[Binding] = &[
    pane(&[k(Code::Up), c('k')], P::Up, "↑ k", "one row up"),
    pane(&[k(Code::Down), c('j')], P::Down, "↓ j", "one row down"),
    pane(&[k(Code::PageUp)], P::PageUp, "PgUp", "one page up"),
    pane(&[k(Code::PageDown)], P::PageDown, "PgDn", "one page down"),
    pane(&[ctrl('u')], P::HalfUp, "Ctrl-U", "half a page up"),
    pane(&[ctrl('d')], P::HalfDown, "Ctrl-D", "half a page down"),
    pane(&[c('g'), k(Code::Home)], P::First, "g Home", "first row"),
    pane(&[c('G'), k(Code::End)], P::Last, "G End", "last row"),
    pane(&[c('%')], P::Percent(50), "%", "middle of the document"),
    pane(&[c('J')], P::NextSibling, "J", "next sibling"),
    pane(&[c('K')], P::PreviousSibling, "K", "previous sibling"),
    pane(&[c('0')], P::FirstSibling, "0", "first sibling"),
    pane(&[c('$')], P::LastSibling, "$", "last sibling"),
    pane(&[c('p')], P::Parent, "p", "parent"),
    pane(&[k(Code::Left), c('h')], P::Left, "← h", "fold; on a folded value to its parent"),
    pane(&[k(Code::Right), c('l')], P::Right, "→ l", "unfold; then inside"),
    pane(&[c(' '), k(Code::Enter)], P::Toggle, "Space", "fold or unfold"),
    pane(&[c('E')], P::UnfoldAll, "E", "unfold all below the cursor"),
    pane(&[c('C')], P::FoldAll, "C", "fold all below the cursor"),
    pane(&[c('B')], P::ToggleSiblings, "B", "fold or unfold all siblings"),
    pane(&[c('1')], P::FoldToDepth(1), "1 … 9", "unfold so many levels, fold the rest"),
    pane(&[c('2')], P::FoldToDepth(2), "", ""),
    pane(&[c('3')], P::FoldToDepth(3), "", ""),
    pane(&[c('4')], P::FoldToDepth(4), "", ""),
    pane(&[c('5')], P::FoldToDepth(5), "", ""),
    pane(&[c('6')], P::FoldToDepth(6), "", ""),
    pane(&[c('7')], P::FoldToDepth(7), "", ""),
    pane(&[c('8')], P::FoldToDepth(8), "", ""),
    pane(&[c('9')], P::FoldToDepth(9), "", ""),
    pane(&[c('z')], P::Focus, "z", "this subtree alone, and back"),
    row(&[c('/')], Does::Search, "/", "search: text, key:text, value:text, re:expression"),
    row(&[c('n')], Does::Next, "n", "next hit; comparing: next difference"),
    row(&[c('N')], Does::Previous, "N", "previous hit or difference"),
    row(&[c('i')], Does::GoTo, "i", "go to a path, as records[12].Name"),
    pane(&[c('!')], P::NextFault, "!", "next place where the document is wrong"),
    pane(&[c('<'), k(Code::Backspace)], P::Back, "<", "back to the place before"),
    pane(&[c('>')], P::Forward, ">", "forward again"),
    row(&[c('F')], Does::Jq, "F", "filter by jq"),
    pane(&[c('t')], P::Table, "t", "a list of objects as a table, and back"),
    pane(&[c('W')], P::Wrap, "W", "wrap long strings, or cut them"),
    row(&[c('y')], Does::Copy, "y", "copy value, key, JSON, path"),
    row(&[c('x')], Does::Save, "x", "save the value to a file"),
    row(&[c('e')], Does::Editor, "e", "the value in $EDITOR"),
    row(&[c('O')], Does::Pager, "O", "the value in $PAGER"),
    row(&[k(Code::Tab)], Does::OtherPane, "Tab", "comparing: the other document"),
    row(&[c('r')], Does::Reload, "r", "read the file again"),
    row(&[k(Code::Esc)], Does::Escape, "Esc", "one step back: stop, clear, unfocus"),
    row(&[c('?'), k(Code::F(1))], Does::Help, "?", "these keys"),
    row(&[ctrl('l')], Does::Redraw, "Ctrl-L", "draw the screen anew"),
    row(&[ctrl('z')], Does::Suspend, "Ctrl-Z", "to the shell; fg comes back"),
    row(&[ctrl('c')], Does::Stop, "Ctrl-C", "stop what runs; twice quits"),
    row(&[c('q')], Does::Quit, "q", "quit"),
];

/// What a key does.
pub(super) fn find(key: Key) -> Option<&'static Does> {
    BINDINGS.iter().find(|binding| binding.keys.contains(&key)).map(|binding| &binding.does)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_commands_share_a_key() {
        let mut seen = std::collections::HashSet::new();
        for binding in BINDINGS {
            for key in binding.keys {
                assert!(seen.insert(*key), "{key} stands twice");
            }
        }
    }
}
