//! The table: every command once, with its name, its keys, its words, and where it works.

use super::command::Where::{AddOrg, Check, CheckAll, Objects, Orgs, Overlay, Raw, Record, Text, Viewer};
use super::command::{Command, Command as C, Where};
use super::key::{Code, Key};

/// One row of the table.
#[derive(Debug)]
pub struct Binding {
    /// What it asks for.
    pub command: Command,
    /// Its name in `config.toml` and in the palette; rows of one name are one to a person.
    pub name: &'static str,
    /// The keys, the one that the footer shows first.
    pub keys: &'static [Key],
    /// Where it works.
    pub places: &'static [Where],
    /// One or two words for the footer.
    pub short: &'static str,
    /// A line for the help and the palette.
    pub long: &'static str,
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
const fn ctrl_k(code: Code) -> Key {
    Key { code, ctrl: true, alt: false }
}
const fn row(
    command: Command,
    name: &'static str,
    keys: &'static [Key],
    places: &'static [Where],
    short: &'static str,
    long: &'static str,
) -> Binding {
    Binding { command, name, keys, places, short, long }
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
    row(C::Up, "up", &[k(Code::Up), c('k')], LISTS, "up", "move one row up"),
    row(C::Down, "down", &[k(Code::Down), c('j')], LISTS, "down", "move one row down"),
    row(C::Left, "left", &[k(Code::Left), c('h')], &[Check], "rungs", "to the rungs"),
    row(C::Right, "right", &[k(Code::Right), c('l')], &[Check], "result", "to the result"),
    row(C::Left, "left", &[k(Code::Left), c('h')], &[Objects], "left", "rows: the column at the left"),
    row(C::Right, "right", &[k(Code::Right), c('l')], &[Objects], "right", "rows: the column at the right"),
    row(C::Left, "left", &[k(Code::Left), c('h')], JSON, "fold", "fold, or to the parent"),
    row(C::Right, "right", &[k(Code::Right), c('l')], JSON, "unfold", "unfold, or to the child"),
    row(C::PageUp, "page-up", &[k(Code::PageUp)], LISTS, "page", "one page up"),
    row(C::PageDown, "page-down", &[k(Code::PageDown)], LISTS, "page", "one page down"),
    row(C::HalfUp, "half-page-up", &[ctrl('u')], PLAIN, "half page", "half a page up"),
    row(C::HalfDown, "half-page-down", &[ctrl('d')], PLAIN, "half page", "half a page down"),
    row(C::First, "first", &[c('g'), k(Code::Home)], LISTS, "first", "first row"),
    row(C::Last, "last", &[c('G'), k(Code::End)], LISTS, "last", "last row"),
    row(C::Open, "open", &[k(Code::Enter)], OPENS, "open", "open, follow, choose what the cursor is on"),
    row(
        C::Open,
        "open",
        &[k(Code::Enter)],
        &[Check],
        "explain rung",
        "what the rung asks, how it finds out, what it found",
    ),
    row(
        C::Open,
        "open",
        &[k(Code::Enter)],
        &[CheckAll],
        "its ladder",
        "open the org with the ladder of its check",
    ),
    row(C::Open, "open", &[k(Code::Enter)], &[Viewer], "fold", "fold or unfold"),
    row(C::Peek, "fold", &[c(' ')], JSON, "fold", "fold or unfold"),
    row(C::NextPane, "next-pane", &[k(Code::Tab)], INSIDE, "pane", "next pane"),
    row(C::PreviousPane, "previous-pane", &[k(Code::BackTab)], INSIDE, "pane", "previous pane"),
    row(
        C::NextPane,
        "other-document",
        &[k(Code::Tab)],
        &[Viewer],
        "other document",
        "comparing: to the other document",
    ),
    row(C::PreviousTab, "previous-tab", &[c(',')], DATA, "tab", "previous tab inside the pane"),
    row(C::NextTab, "next-tab", &[c('.')], DATA, "tab", "next tab inside the pane"),
    row(
        C::NextTab,
        "kind-of-app",
        &[c('.'), c(',')],
        &[Check],
        "kind of app",
        "clicks for the other kind of app",
    ),
    row(
        C::NextTab,
        "kind-of-app",
        &[c('.'), c(',')],
        &[Overlay],
        "kind of app",
        "the steps for the other kind of app",
    ),
    row(C::ScreenCheck, "check", &[c('1')], INSIDE, "check", "the check: does the app work?"),
    row(C::ScreenObjects, "objects", &[c('2')], INSIDE, "browse objects", "browse objects, fields, rows"),
    row(
        C::Back,
        "back",
        &[c('<'), k(Code::Backspace)],
        ACROSS,
        "back",
        "back to the place before, same row; in raw JSON first inside the document",
    ),
    row(C::Forward, "forward", &[c('>')], ACROSS, "forward", "forward again"),
    row(
        C::Escape,
        "escape",
        &[k(Code::Esc)],
        LISTS,
        "back",
        "one step back: stop, close, clear the filter, unzoom; never quits",
    ),
    row(C::Filter, "filter", &[c('/')], &[Orgs, Objects, Record], "filter", "filter this list as you type"),
    row(
        C::Filter,
        "search",
        &[c('/')],
        JSON,
        "search",
        "search: a text, key:text, value:text or re:expression",
    ),
    row(C::NextHit, "next-hit", &[c('n')], JSON, "next", "next hit; comparing: next difference"),
    row(C::PreviousHit, "previous-hit", &[c('N')], JSON, "previous", "previous hit or difference"),
    row(C::GoTo, "go-to", &[c('i')], &[Objects, Record], "go to", "go to an id or a record's URL"),
    row(C::GoTo, "go-to", &[c('i')], JSON, "go to", "go to a path, as records[12].Owner.Name"),
    row(
        C::SwitchOrg,
        "orgs",
        &[c('o')],
        &[Check, CheckAll, Objects, Record, Raw],
        "orgs",
        "switch to another org",
    ),
    row(C::Zoom, "zoom", &[c('z')], INSIDE, "zoom", "zoom the pane to the whole screen, and back"),
    row(C::RawPane, "raw", &[c('v')], DATA, "raw", "raw JSON pane on and off"),
    row(
        C::Exchange,
        "headers",
        &[c('H')],
        &[Check],
        "exchange",
        "what the rung asked and what came: request, status, headers, body",
    ),
    row(
        C::Exchange,
        "headers",
        &[c('H')],
        DATA,
        "headers",
        "this pane's exchange: request, status, headers, times",
    ),
    row(C::Copy, "copy", &[c('y')], ACROSS, "copy", "copy… value, name, path, JSON"),
    row(C::Again, "again", &[c('r')], &[Orgs], "again", "read the stored orgs again"),
    row(C::Again, "again", &[c('r')], &[Check, CheckAll], "again", "check again"),
    row(C::Again, "again", &[c('r')], DATA, "again", "ask the org again"),
    row(C::Again, "again", &[c('r')], &[Viewer], "again", "read the file again"),
    row(C::Palette, "palette", &[c(':')], PLAIN, "commands", "every command by name"),
    row(C::Help, "help", &[c('?'), k(Code::F(1))], PLAIN, "all keys", "the keys that work here"),
    row(C::Quit, "quit", &[c('q')], LISTS, "quit", "close the overlay; on a plain screen quit"),
    row(C::Stop, "stop", &[ctrl('c')], EVERYWHERE, "stop", "stop what runs; twice within 2 s: quit"),
    row(C::Suspend, "suspend", &[ctrl('z')], EVERYWHERE, "shell", "to the shell; fg comes back"),
    row(C::Redraw, "redraw", &[ctrl('l')], EVERYWHERE, "redraw", "draw the screen anew"),
    row(C::Sort, "sort", &[c('s')], &[Objects], "sort", "sort by the column, or back to Salesforce's order"),
    row(C::Kinds, "kinds", &[c('F')], &[Objects], "kinds", "kinds of objects; presets of fields"),
    row(C::Star, "star", &[c('*')], &[Objects], "star", "star: comes first in the list"),
    row(C::EmptyFields, "empty-fields", &[c('E')], &[Record], "show empty", "show or hide empty fields"),
    row(
        C::Watch,
        "watch",
        &[c('w')],
        &[Check],
        "watch",
        "ask again at widening intervals until the answer changes",
    ),
    row(C::Save, "report", &[c('x')], &[Check, CheckAll], "report", "save the report as Markdown"),
    row(
        C::HandOn,
        "hand-on",
        &[c('S')],
        INSIDE,
        "share…",
        "share the request as code: curl, Postman, Apex, Python, Node or Mermaid",
    ),
    row(C::Copy, "copy-link", &[c('y')], &[Overlay], "copy the link", "copy the link to the documentation"),
    row(
        C::Guide,
        "setup-steps",
        &[c('s'), ctrl('g'), k(Code::F(2))],
        &[Orgs, Check],
        "setup steps",
        "the setup of an app in Salesforce, step by step, for either kind of app",
    ),
    row(
        C::Guide,
        "setup-steps",
        &[ctrl('g'), k(Code::F(2))],
        &[AddOrg, Overlay],
        "setup steps",
        "the setup of an app in Salesforce, step by step, for either kind of app",
    ),
    row(C::Faults, "faults", &[c('D')], &[Check], "faults", "let the demo org fail on purpose"),
    row(C::AddOrg, "add-org", &[c('a')], &[Orgs], "add org", "add an org"),
    row(C::CheckOrg, "check-org", &[c('c')], &[Orgs], "check", "check this org"),
    row(C::CheckAllOrgs, "check-all", &[c('C')], &[Orgs], "check all", "check all orgs, worst first"),
    row(C::EditOrg, "edit-org", &[c('e')], &[Orgs], "edit", "edit host and version; key and secret stay"),
    row(
        C::Rotate,
        "rotate",
        &[c('R')],
        &[Orgs],
        "rotate",
        "test a new pair and put it in the place of the old one",
    ),
    row(C::DefaultOrg, "default-org", &[c('*')], &[Orgs], "default", "make it the default"),
    row(C::DemoOrg, "demo-org", &[c('d')], &[Orgs], "demo org", "open the demo org: nothing to configure"),
    row(C::RemoveOrg, "remove-org", &[c('X')], &[Orgs], "remove", "remove the org with its key and secret"),
    row(C::NextSibling, "next-sibling", &[c('J')], JSON, "sibling", "next sibling"),
    row(C::PreviousSibling, "previous-sibling", &[c('K')], JSON, "sibling", "previous sibling"),
    row(C::FirstSibling, "first-sibling", &[c('0')], JSON, "first sibling", "first sibling"),
    row(C::LastSibling, "last-sibling", &[c('$')], JSON, "last sibling", "last sibling"),
    row(C::FirstChild, "first-child", &[c('c')], JSON, "first child", "first child, unfolding what it is in"),
    row(C::LastChild, "last-child", &[c('b')], JSON, "last child", "last child, unfolding what it is in"),
    row(C::Parent, "parent", &[c('p')], JSON, "parent", "to the parent"),
    row(C::Middle, "middle", &[c('%')], JSON, "middle", "middle of the document"),
    row(
        C::PanLeft,
        "pan-left",
        &[c('('), ctrl_k(Code::Left)],
        JSON,
        "pan left",
        "show what is left of the screen",
    ),
    row(
        C::PanRight,
        "pan-right",
        &[c(')'), ctrl_k(Code::Right)],
        JSON,
        "pan right",
        "show what is right of the screen",
    ),
    row(C::PanHome, "line-starts", &[c('_')], JSON, "line starts", "show the rows from their beginning"),
    row(C::PanEnd, "line-end", &[c(';')], JSON, "line end", "show the end of the cursor's row"),
    row(
        C::OpenText,
        "text",
        &[c('T')],
        JSON,
        "text",
        "the value on the whole pane as text; there wrap shows it as written",
    ),
    row(C::UnfoldAll, "unfold-all", &[c('E')], JSON, "unfold all", "unfold all below the cursor"),
    row(C::FoldAll, "fold-all", &[c('C')], JSON, "fold all", "fold all below the cursor"),
    row(
        C::FoldSiblings,
        "fold-siblings",
        &[c('B')],
        JSON,
        "fold siblings",
        "fold or unfold the value and all beside it",
    ),
    row(C::ToDepth, "depth", &[c('d')], JSON, "depth…", "unfold so many levels, fold the rest"),
    row(
        C::ToDepth,
        "levels",
        &[c('1'), c('2'), c('3'), c('4'), c('5'), c('6'), c('7'), c('8'), c('9')],
        &[Viewer],
        "levels",
        "unfold that many levels, fold the rest",
    ),
    row(C::Subtree, "subtree", &[c('Z')], &[Raw], "subtree", "this subtree alone, and back"),
    row(C::Subtree, "subtree", &[c('Z'), c('z')], &[Viewer], "subtree", "this subtree alone, and back"),
    row(C::NextFault, "next-fault", &[c('!')], JSON, "fault", "next place where the document is wrong"),
    row(C::JqFilter, "jq", &[c('F')], JSON, "jq", "filter by jq as you type"),
    row(C::AsTable, "table", &[c('t')], JSON, "table", "a list of objects as a table, and back"),
    row(C::Wrap, "wrap", &[c('W')], JSON, "wrap", "wrap long strings, or cut them"),
    row(C::Save, "save", &[c('x')], JSON, "save", "save the value to a file, byte for byte"),
    row(C::Editor, "editor", &[c('e')], JSON, "editor", "look at the value in $EDITOR"),
    row(C::Pager, "pager", &[c('O')], JSON, "pager", "look at the value in $PAGER"),
    row(
        C::NextPane,
        "next-field",
        &[k(Code::Tab), k(Code::Down)],
        &[AddOrg],
        "next field",
        "to the next field",
    ),
    row(
        C::PreviousPane,
        "previous-field",
        &[k(Code::BackTab), k(Code::Up)],
        &[AddOrg],
        "field before",
        "to the field before",
    ),
    row(C::Go, "press", &[k(Code::Enter)], &[AddOrg], "next field", "next field; on a button: press it"),
    row(
        C::RunText,
        "run",
        &[ctrl('r'), k(Code::F(5))],
        &[AddOrg],
        "test, then save",
        "check the pair, then save it",
    ),
    row(
        C::Escape,
        "leave-form",
        &[k(Code::Esc)],
        &[AddOrg],
        "leave",
        "leave the form; asks if anything was typed",
    ),
    row(
        C::LeaveText,
        "leave-text",
        &[k(Code::Esc)],
        &[Text],
        "leave the text",
        "leave the text; a filter is cleared",
    ),
    row(C::Go, "go", &[k(Code::Enter)], &[Text], "go", "keep the filter; go; next field; press the button"),
    row(
        C::Complete,
        "complete",
        &[k(Code::Tab)],
        &[Text],
        "complete",
        "take the completion; in a form the next field",
    ),
    row(C::PreviousPane, "previous-field", &[k(Code::BackTab)], &[Text], "field before", "the field before"),
    row(C::RunText, "run", &[ctrl('r'), k(Code::F(5))], &[Text], "run", "press the main button"),
];
