//! Every command once: its keys, its words, and where it works. Footer, help, palette and README are made
//! from this table; a test asserts that no two commands share a key in one place.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A key as pressed, without what terminals disagree about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// Which key.
    pub code: Code,
    /// Held with Ctrl.
    pub ctrl: bool,
    /// Held with Alt.
    pub alt: bool,
}

/// Which key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Code {
    Char(char),
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    F(u8),
}

impl Key {
    /// The key alone.
    pub const fn of(code: Code) -> Self {
        Self { code, ctrl: false, alt: false }
    }

    /// The key of a terminal event; `None` for keys that orgscope never uses (media keys, lone modifiers).
    pub fn read(event: KeyEvent) -> Option<Self> {
        let code = match event.code {
            KeyCode::Char(c) => Code::Char(c),
            KeyCode::Enter => Code::Enter,
            KeyCode::Esc => Code::Esc,
            KeyCode::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => Code::BackTab,
            KeyCode::Tab => Code::Tab,
            KeyCode::BackTab => Code::BackTab,
            KeyCode::Backspace => Code::Backspace,
            KeyCode::Delete => Code::Delete,
            KeyCode::Up => Code::Up,
            KeyCode::Down => Code::Down,
            KeyCode::Left => Code::Left,
            KeyCode::Right => Code::Right,
            KeyCode::Home => Code::Home,
            KeyCode::End => Code::End,
            KeyCode::PageUp => Code::PageUp,
            KeyCode::PageDown => Code::PageDown,
            KeyCode::F(n) => Code::F(n),
            _ => return None,
        };
        let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
        let alt = event.modifiers.contains(KeyModifiers::ALT);
        Some(Self { code, ctrl, alt })
    }

    /// The character that the key types into a text; `None` for keys that type nothing.
    pub fn typed(self) -> Option<char> {
        match self.code {
            Code::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }
}

impl std::fmt::Display for Key {
    /// As the footer writes it: `Ctrl-R`, `Enter`, `↑`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.ctrl {
            f.write_str("Ctrl-")?;
        }
        if self.alt {
            f.write_str("Alt-")?;
        }
        match self.code {
            Code::Char(' ') => f.write_str("Space"),
            Code::Char(c) if self.ctrl => write!(f, "{}", c.to_ascii_uppercase()),
            Code::Char(c) => write!(f, "{c}"),
            Code::Enter => f.write_str("Enter"),
            Code::Esc => f.write_str("Esc"),
            Code::Tab => f.write_str("Tab"),
            Code::BackTab => f.write_str("Shift-Tab"),
            Code::Backspace => f.write_str("Backspace"),
            Code::Delete => f.write_str("Del"),
            Code::Up => f.write_str("↑"),
            Code::Down => f.write_str("↓"),
            Code::Left => f.write_str("←"),
            Code::Right => f.write_str("→"),
            Code::Home => f.write_str("Home"),
            Code::End => f.write_str("End"),
            Code::PageUp => f.write_str("PgUp"),
            Code::PageDown => f.write_str("PgDn"),
            Code::F(n) => write!(f, "F{n}"),
        }
    }
}

/// A place in which keys have a meaning of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Where {
    /// The org picker.
    Orgs,
    /// The form that adds an org or rotates its pair.
    AddOrg,
    /// The check.
    Check,
    /// The table of all orgs' checks.
    CheckAll,
    /// Objects: list, fields, rows, relationships.
    Objects,
    /// One record.
    Record,
    /// A raw JSON pane that has the focus.
    Raw,
    /// The screen of `orgscope view`.
    Viewer,
    /// A text field: letters type.
    Text,
    /// A menu, the help, the palette.
    Overlay,
}

/// What a key can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // the table says what each does
pub enum Command {
    Up,
    Down,
    Left,
    Right,
    PageUp,
    PageDown,
    HalfUp,
    HalfDown,
    First,
    Last,
    Open,
    Peek,
    NextPane,
    PreviousPane,
    PreviousTab,
    NextTab,
    ScreenCheck,
    ScreenObjects,
    Back,
    Forward,
    Escape,
    Filter,
    NextHit,
    PreviousHit,
    GoTo,
    SwitchOrg,
    Zoom,
    RawPane,
    Exchange,
    Copy,
    Again,
    Palette,
    Help,
    Quit,
    Stop,
    Suspend,
    Redraw,
    Sort,
    Kinds,
    Star,
    EmptyFields,
    Watch,
    Save,
    HandOn,
    Guide,
    Faults,
    AddOrg,
    CheckOrg,
    CheckAllOrgs,
    EditOrg,
    Rotate,
    DefaultOrg,
    DemoOrg,
    RemoveOrg,
    NextSibling,
    PreviousSibling,
    FirstSibling,
    LastSibling,
    FirstChild,
    LastChild,
    Parent,
    Middle,
    PanLeft,
    PanRight,
    PanHome,
    PanEnd,
    OpenText,
    UnfoldAll,
    FoldAll,
    FoldSiblings,
    ToDepth,
    Subtree,
    NextFault,
    JqFilter,
    Editor,
    Pager,
    AsTable,
    Wrap,
    LeaveText,
    Go,
    Complete,
    RunText,
}

/// One row of the table.
#[derive(Debug)]
pub struct Binding {
    /// What it asks for.
    pub command: Command,
    /// The keys, the one that the footer shows first.
    pub keys: &'static [Key],
    /// Where it works.
    pub places: &'static [Where],
    /// One or two words for the footer.
    pub short: &'static str,
    /// A line for the help and the palette.
    pub long: &'static str,
}

use Command as C;
use Where::{AddOrg, Check, CheckAll, Objects, Orgs, Overlay, Raw, Record, Text, Viewer};

const fn c(ch: char) -> Key {
    Key::of(Code::Char(ch))
}
const fn ctrl(ch: char) -> Key {
    Key { code: Code::Char(ch), ctrl: true, alt: false }
}
const fn k(code: Code) -> Key {
    Key::of(code)
}
const fn ctrl_k(code: Code) -> Key {
    Key { code, ctrl: true, alt: false }
}
const fn row(
    command: Command,
    keys: &'static [Key],
    places: &'static [Where],
    short: &'static str,
    long: &'static str,
) -> Binding {
    Binding { command, keys, places, short, long }
}

/// Where letters are commands.
const PLAIN: &[Where] = &[Orgs, Check, CheckAll, Objects, Record, Raw, Viewer];
const LISTS: &[Where] = &[Orgs, Check, CheckAll, Objects, Record, Raw, Viewer, Overlay];
const OPENS: &[Where] = &[Orgs, Objects, Record, Raw, Overlay];
const EVERYWHERE: &[Where] = &[Orgs, AddOrg, Check, CheckAll, Objects, Record, Raw, Viewer, Text, Overlay];
const INSIDE: &[Where] = &[Check, Objects, Record, Raw];
const ACROSS: &[Where] = &[Check, Objects, Record, Raw, Viewer];
const DATA: &[Where] = &[Objects, Record, Raw];
/// A JSON document, wherever it is shown.
const JSON: &[Where] = &[Raw, Viewer];

/// The table.
pub const BINDINGS: &[Binding] = &[
    row(C::Up, &[k(Code::Up), c('k')], LISTS, "up", "move one row up"),
    row(C::Down, &[k(Code::Down), c('j')], LISTS, "down", "move one row down"),
    row(C::Left, &[k(Code::Left), c('h')], ACROSS, "left", "to the left; in raw JSON fold, or to the parent"),
    row(
        C::Right,
        &[k(Code::Right), c('l')],
        ACROSS,
        "right",
        "to the right; in raw JSON unfold, or to the child",
    ),
    row(C::PageUp, &[k(Code::PageUp)], LISTS, "page", "one page up"),
    row(C::PageDown, &[k(Code::PageDown)], LISTS, "page", "one page down"),
    row(C::HalfUp, &[ctrl('u')], PLAIN, "half page", "half a page up"),
    row(C::HalfDown, &[ctrl('d')], PLAIN, "half page", "half a page down"),
    row(C::First, &[c('g'), k(Code::Home)], LISTS, "first", "first row"),
    row(C::Last, &[c('G'), k(Code::End)], LISTS, "last", "last row"),
    row(C::Open, &[k(Code::Enter)], OPENS, "open", "open, follow, choose what the cursor is on"),
    row(
        C::Open,
        &[k(Code::Enter)],
        &[Check],
        "explain rung",
        "what the rung asks, how it finds out, what it found",
    ),
    row(C::Open, &[k(Code::Enter)], &[CheckAll], "its ladder", "open the org with the ladder of its check"),
    row(C::Open, &[k(Code::Enter)], &[Viewer], "fold", "fold or unfold"),
    row(C::Peek, &[c(' ')], JSON, "fold", "fold or unfold"),
    row(C::NextPane, &[k(Code::Tab)], INSIDE, "pane", "next pane"),
    row(C::PreviousPane, &[k(Code::BackTab)], INSIDE, "pane", "previous pane"),
    row(C::NextPane, &[k(Code::Tab)], &[Viewer], "other document", "comparing: to the other document"),
    row(C::PreviousTab, &[c(',')], DATA, "tab", "previous tab inside the pane"),
    row(C::NextTab, &[c('.')], DATA, "tab", "next tab inside the pane"),
    row(C::NextTab, &[c('.'), c(',')], &[Check], "kind of app", "clicks for the other kind of app"),
    row(C::NextTab, &[c('.'), c(',')], &[Overlay], "kind of app", "the steps for the other kind of app"),
    row(C::ScreenCheck, &[c('1')], INSIDE, "check", "the check: does the app work?"),
    row(C::ScreenObjects, &[c('2')], INSIDE, "browse objects", "browse objects, fields, rows"),
    row(
        C::Back,
        &[c('<'), k(Code::Backspace)],
        ACROSS,
        "back",
        "back to the place before, same row; in raw JSON first inside the document",
    ),
    row(C::Forward, &[c('>')], ACROSS, "forward", "forward again"),
    row(
        C::Escape,
        &[k(Code::Esc)],
        LISTS,
        "back",
        "one step back: stop, close, clear the filter, unzoom; never quits",
    ),
    row(C::Filter, &[c('/')], &[Orgs, Objects, Record], "filter", "filter this list as you type"),
    row(C::Filter, &[c('/')], JSON, "search", "search: a text, key:text, value:text or re:expression"),
    row(C::NextHit, &[c('n')], JSON, "next", "next hit; comparing: next difference"),
    row(C::PreviousHit, &[c('N')], JSON, "previous", "previous hit or difference"),
    row(C::GoTo, &[c('i')], &[Objects, Record], "go to", "go to an id or a record's URL"),
    row(C::GoTo, &[c('i')], JSON, "go to", "go to a path, as records[12].Owner.Name"),
    row(C::SwitchOrg, &[c('o')], &[Check, CheckAll, Objects, Record, Raw], "orgs", "switch to another org"),
    row(C::Zoom, &[c('z')], INSIDE, "zoom", "zoom the pane to the whole screen, and back"),
    row(C::RawPane, &[c('v')], DATA, "raw", "raw JSON pane on and off"),
    row(
        C::Exchange,
        &[c('H')],
        INSIDE,
        "headers",
        "the exchange behind this pane: request, status, headers, times",
    ),
    row(C::Copy, &[c('y')], ACROSS, "copy", "copy… value, name, path, JSON"),
    row(
        C::Again,
        &[c('r')],
        &[Orgs, Check, CheckAll, Objects, Record, Raw],
        "again",
        "fetch again, run again",
    ),
    row(C::Again, &[c('r')], &[Viewer], "again", "read the file again"),
    row(C::Palette, &[c(':')], PLAIN, "commands", "every command by name"),
    row(C::Help, &[c('?'), k(Code::F(1))], PLAIN, "all keys", "the keys that work here"),
    row(C::Quit, &[c('q')], LISTS, "quit", "close the overlay; on a plain screen quit"),
    row(C::Stop, &[ctrl('c')], EVERYWHERE, "stop", "stop what runs; twice within 2 s: quit"),
    row(C::Suspend, &[ctrl('z')], EVERYWHERE, "shell", "to the shell; fg comes back"),
    row(C::Redraw, &[ctrl('l')], LISTS, "redraw", "draw the screen anew"),
    row(C::Sort, &[c('s')], &[Objects], "sort", "sort by the column, or back to Salesforce's order"),
    row(C::Kinds, &[c('F')], &[Objects], "kinds", "kinds of objects; presets of fields"),
    row(C::Star, &[c('*')], &[Objects], "star", "star: comes first in the list"),
    row(C::EmptyFields, &[c('E')], &[Record], "empty", "show or hide empty fields"),
    row(C::Watch, &[c('w')], &[Check], "watch", "ask again at widening intervals until the answer changes"),
    row(C::Save, &[c('x')], &[Check, CheckAll], "report", "save the report as Markdown"),
    row(
        C::HandOn,
        &[c('S')],
        INSIDE,
        "hand on…",
        "hand on the request as curl, Postman, Apex, Python, Node or Mermaid",
    ),
    row(C::Copy, &[c('y')], &[Overlay], "copy the link", "copy the link to the documentation"),
    row(
        C::Guide,
        &[c('s'), ctrl('g'), k(Code::F(2))],
        &[Orgs, Check],
        "setup steps",
        "the setup of an app in Salesforce, step by step, for either kind of app",
    ),
    row(
        C::Guide,
        &[ctrl('g'), k(Code::F(2))],
        &[AddOrg, Overlay],
        "setup steps",
        "the setup of an app in Salesforce, step by step, for either kind of app",
    ),
    row(C::Faults, &[c('D')], &[Check], "faults", "faults of the demo org"),
    row(C::AddOrg, &[c('a')], &[Orgs], "add org", "add an org"),
    row(C::CheckOrg, &[c('c')], &[Orgs], "check", "check this org"),
    row(C::CheckAllOrgs, &[c('C')], &[Orgs], "check all", "check all orgs, worst first"),
    row(C::EditOrg, &[c('e')], &[Orgs], "edit", "edit host and version; key and secret stay"),
    row(C::Rotate, &[c('R')], &[Orgs], "rotate", "test a new pair and put it in the place of the old one"),
    row(C::DefaultOrg, &[c('*')], &[Orgs], "default", "make it the default"),
    row(C::DemoOrg, &[c('d')], &[Orgs], "demo org", "open the demo org: nothing to configure"),
    row(C::RemoveOrg, &[c('X')], &[Orgs], "remove", "remove the org with its key and secret"),
    row(C::NextSibling, &[c('J')], JSON, "sibling", "next sibling"),
    row(C::PreviousSibling, &[c('K')], JSON, "sibling", "previous sibling"),
    row(C::FirstSibling, &[c('0')], JSON, "first sibling", "first sibling"),
    row(C::LastSibling, &[c('$')], JSON, "last sibling", "last sibling"),
    row(C::FirstChild, &[c('c')], JSON, "first child", "first child, unfolding what it is in"),
    row(C::LastChild, &[c('b')], JSON, "last child", "last child, unfolding what it is in"),
    row(C::Parent, &[c('p')], JSON, "parent", "to what is around"),
    row(C::Middle, &[c('%')], JSON, "middle", "middle of the document"),
    row(C::PanLeft, &[c('('), ctrl_k(Code::Left)], JSON, "pan left", "show what is left of the screen"),
    row(C::PanRight, &[c(')'), ctrl_k(Code::Right)], JSON, "pan right", "show what is right of the screen"),
    row(C::PanHome, &[c('_')], JSON, "line starts", "show the rows from their beginning"),
    row(C::PanEnd, &[c(';')], JSON, "line end", "show the end of the cursor's row"),
    row(C::OpenText, &[c('T')], JSON, "text", "the value on the whole pane as text; W there: as written"),
    row(C::UnfoldAll, &[c('E')], JSON, "unfold all", "unfold all below the cursor"),
    row(C::FoldAll, &[c('C')], JSON, "fold all", "fold all below the cursor"),
    row(C::FoldSiblings, &[c('B')], JSON, "fold siblings", "fold or unfold the value and all beside it"),
    row(C::ToDepth, &[c('d')], &[Raw], "depth…", "unfold so many levels, fold the rest"),
    row(
        C::ToDepth,
        &[c('d'), c('1'), c('2'), c('3'), c('4'), c('5'), c('6'), c('7'), c('8'), c('9')],
        &[Viewer],
        "depth…",
        "unfold so many levels, fold the rest",
    ),
    row(C::Subtree, &[c('Z')], &[Raw], "subtree", "this subtree alone, and back"),
    row(C::Subtree, &[c('Z'), c('z')], &[Viewer], "subtree", "this subtree alone, and back"),
    row(C::NextFault, &[c('!')], JSON, "fault", "next place where the document is wrong"),
    row(C::JqFilter, &[c('F')], JSON, "jq", "filter by jq as you type"),
    row(C::AsTable, &[c('t')], JSON, "table", "a list of objects as a table, and back"),
    row(C::Wrap, &[c('W')], JSON, "wrap", "wrap long strings, or cut them"),
    row(C::Save, &[c('x')], JSON, "save", "save the value to a file, byte for byte"),
    row(C::Editor, &[c('e')], JSON, "editor", "look at the value in $EDITOR"),
    row(C::Pager, &[c('O')], JSON, "pager", "look at the value in $PAGER"),
    row(C::NextPane, &[k(Code::Tab), k(Code::Down)], &[AddOrg], "next field", "to the next field"),
    row(C::PreviousPane, &[k(Code::BackTab), k(Code::Up)], &[AddOrg], "field before", "to the field before"),
    row(C::Go, &[k(Code::Enter)], &[AddOrg], "next field", "next field; on a button: press it"),
    row(
        C::RunText,
        &[ctrl('r'), k(Code::F(5))],
        &[AddOrg],
        "test, then save",
        "check the pair, then save it",
    ),
    row(C::Escape, &[k(Code::Esc)], &[AddOrg], "leave", "leave the form; asks if anything was typed"),
    row(C::LeaveText, &[k(Code::Esc)], &[Text], "leave the text", "leave the text; what was typed stays"),
    row(C::Go, &[k(Code::Enter)], &[Text], "go", "keep the filter; go; next field; press the button"),
    row(C::Complete, &[k(Code::Tab)], &[Text], "complete", "take the completion; in a form the next field"),
    row(C::PreviousPane, &[k(Code::BackTab)], &[Text], "field before", "the field before"),
    row(C::RunText, &[ctrl('r'), k(Code::F(5))], &[Text], "run", "press the main button"),
];

/// The command of a key in a place.
pub fn find(place: Where, key: Key) -> Option<Command> {
    BINDINGS.iter().find(|b| b.places.contains(&place) && b.keys.contains(&key)).map(|b| b.command)
}

/// The row of a command in a place.
pub fn binding(place: Where, command: Command) -> Option<&'static Binding> {
    BINDINGS.iter().find(|b| b.command == command && b.places.contains(&place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_commands_share_a_key_in_one_place() {
        for (i, a) in BINDINGS.iter().enumerate() {
            for b in &BINDINGS[i + 1..] {
                let place = a.places.iter().find(|p| b.places.contains(p));
                let key = a.keys.iter().find(|k| b.keys.contains(k));
                assert!(
                    place.is_none() || key.is_none(),
                    "{:?} and {:?} share {key:?} in {place:?}",
                    a.command,
                    b.command
                );
            }
        }
    }

    #[test]
    fn letters_are_commands_only_where_no_caret_blinks() {
        for b in BINDINGS.iter().filter(|b| b.places.contains(&Text)) {
            assert!(b.keys.iter().all(|k| k.typed().is_none()), "{:?} would swallow a letter", b.command);
        }
    }
}
