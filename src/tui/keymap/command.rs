//! What a key can ask for, and the places in which keys have a meaning.

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

impl Where {
    /// Whether letters are text there. Of overlays only the overlay itself knows.
    pub fn is_typing(self) -> bool {
        matches!(self, Self::Text | Self::AddOrg)
    }

    /// The place in a sentence: `n is both next-hit and wrap in raw JSON`.
    pub fn words(self) -> &'static str {
        match self {
            Self::Orgs => "the org picker",
            Self::AddOrg => "the form",
            Self::Check => "the check",
            Self::CheckAll => "all orgs",
            Self::Objects => "objects",
            Self::Record => "record",
            Self::Raw => "raw JSON",
            Self::Viewer => "view",
            Self::Text => "a text",
            Self::Overlay => "a menu",
        }
    }
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

/// What a command is about: help and palette show them under these heads, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// What is done with what the place shows.
    Here,
    /// Moving the cursor.
    Moving,
    /// Panes, their tabs and what is in sight of them.
    Panes,
    /// To another place.
    Going,
    /// The program itself.
    Program,
}

impl Group {
    /// The head over its commands.
    pub fn words(self) -> &'static str {
        match self {
            Self::Here => "Here",
            Self::Moving => "Moving",
            Self::Panes => "Panes and tabs",
            Self::Going => "Going elsewhere",
            Self::Program => "orgscope",
        }
    }
}

impl Command {
    /// Whether it opens a line to type into.
    pub fn opens_line(self) -> bool {
        matches!(self, Self::Filter | Self::GoTo | Self::JqFilter | Self::Palette)
    }

    /// Its heading in help and palette.
    pub fn group(self) -> Group {
        match self {
            Self::Up | Self::Down | Self::Left | Self::Right => Group::Moving,
            Self::PageUp | Self::PageDown | Self::HalfUp | Self::HalfDown => Group::Moving,
            Self::First | Self::Last | Self::Middle | Self::Parent => Group::Moving,
            Self::NextSibling | Self::PreviousSibling | Self::FirstSibling | Self::LastSibling => {
                Group::Moving
            }
            Self::FirstChild | Self::LastChild | Self::NextHit | Self::PreviousHit => Group::Moving,
            Self::NextFault => Group::Moving,
            Self::NextPane | Self::PreviousPane | Self::PreviousTab | Self::NextTab => Group::Panes,
            Self::Zoom | Self::RawPane | Self::PanLeft | Self::PanRight => Group::Panes,
            Self::PanHome | Self::PanEnd | Self::Wrap => Group::Panes,
            Self::ScreenCheck | Self::ScreenObjects | Self::SwitchOrg | Self::GoTo => Group::Going,
            Self::Back | Self::Forward | Self::Escape => Group::Going,
            Self::Palette | Self::Help | Self::Quit | Self::Stop | Self::Suspend | Self::Redraw => {
                Group::Program
            }
            _ => Group::Here,
        }
    }

    /// By how many rows it moves in a list with pages of so many; `None` for a command that does something else.
    /// First and last lead beyond the ends, where lists stop.
    pub fn rows(self, page: usize) -> Option<isize> {
        let page = page.max(1).cast_signed();
        Some(match self {
            Self::Up => -1,
            Self::Down => 1,
            Self::PageUp => -page,
            Self::PageDown => page,
            Self::HalfUp => -(page / 2).max(1),
            Self::HalfDown => (page / 2).max(1),
            Self::First => isize::MIN / 2,
            Self::Last => isize::MAX / 2,
            _ => return None,
        })
    }
}
