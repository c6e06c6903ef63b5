//! Colour roles and glyphs. A view names a [`Role`], never a colour, and a glyph by its meaning, so that
//! 16 colours, no colour and ASCII come for nothing. Start reading at [`Role`]; the colours are in `palette`,
//! the characters in `glyphs`. Nothing else names a colour.

mod glyphs;
mod palette;
#[cfg(test)]
mod tests;

pub use glyphs::Glyphs;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use glyphs::{ASCII, UNICODE};
use palette::style;

/// What something on the screen is, from which its colour follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The terminal's own colours.
    Normal,
    /// Focused title, active tab, keys in the footer, JSON keys, bars.
    Accent,
    /// Passed, done.
    Ok,
    /// Look here: stale, near a limit, cut.
    Warn,
    /// Failed, refused; the broken arrow.
    Danger,
    /// Secondary text, null, notes, what lies under an overlay.
    Muted,
    /// The cursor row. Laid over a row by [`Look::select`].
    Selection,
    /// Hits of search and filter.
    Match,
    /// The badge PRODUCTION.
    Prod,
    /// The lines of row 3 when the org is a production org.
    ProdLine,
    /// The badge SANDBOX.
    Sandbox,
    /// The badges SCRATCH, DEVELOPER, TRIAL, DEMO.
    Dev,
}

impl Role {
    /// Every role, in the order of their values.
    pub const ALL: [Self; 12] = [
        Self::Normal,
        Self::Accent,
        Self::Ok,
        Self::Warn,
        Self::Danger,
        Self::Muted,
        Self::Selection,
        Self::Match,
        Self::Prod,
        Self::ProdLine,
        Self::Sandbox,
        Self::Dev,
    ];
}

/// How many colours the terminal shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColourDepth {
    /// 24 bits.
    True,
    /// The 256 of xterm.
    Indexed,
    /// The 16 of the terminal's palette.
    Sixteen,
    /// None: bold, underline and reverse only.
    None,
}

/// Whether the terminal's own background is dark or light.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Background {
    /// Dark; also where the terminal does not say.
    Dark,
    /// Light.
    Light,
}

/// A verdict as a glyph, readable without its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// `✓`
    Passed,
    /// `!`
    Warned,
    /// `✗`
    Failed,
    /// `○`
    Untested,
    /// `◐ ◓ ◑ ◒`, one step further with each turn; `◐` at rest where nothing may turn.
    Turning(usize),
}

/// How this terminal shows roles and glyphs.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    depth: ColourDepth,
    styles: [Style; Role::ALL.len()],
    glyphs: &'static Glyphs,
    is_still: bool,
}

impl Look {
    /// The look of a terminal. `no_color` wins over `depth`.
    pub fn new(depth: ColourDepth, background: Background, ascii: bool, no_color: bool) -> Self {
        let depth = if no_color { ColourDepth::None } else { depth };
        Self {
            depth,
            styles: Role::ALL.map(|role| style(role, depth, background)),
            glyphs: if ascii { &ASCII } else { &UNICODE },
            is_still: false,
        }
    }

    /// The same with signs that turn (`motion`), or with signs at rest.
    pub fn moving(self, moves: bool) -> Self {
        Self { is_still: !moves, ..self }
    }

    /// Whether signs are at rest; where one waits, the time passed tells that something runs.
    pub fn is_still(&self) -> bool {
        self.is_still
    }

    /// The same on another background.
    pub fn on(&self, background: Background) -> Self {
        Self::new(self.depth, background, self.is_ascii(), false).moving(!self.is_still)
    }

    /// The style of a role.
    pub fn style(&self, role: Role) -> Style {
        self.styles[role as usize]
    }

    /// The style of a role, in bold.
    pub fn bold(&self, role: Role) -> Style {
        self.style(role).add_modifier(Modifier::BOLD)
    }

    /// The characters in use.
    pub fn glyphs(&self) -> &'static Glyphs {
        self.glyphs
    }

    /// Whether lines and signs are drawn in ASCII.
    pub fn is_ascii(&self) -> bool {
        std::ptr::eq(self.glyphs, &ASCII) || *self.glyphs == ASCII
    }

    /// A sign and the role it is drawn in.
    pub fn sign(&self, sign: Sign) -> (&'static str, Role) {
        match sign {
            Sign::Passed => (self.glyphs.passed, Role::Ok),
            Sign::Warned => (self.glyphs.warned, Role::Warn),
            Sign::Failed => (self.glyphs.failed, Role::Danger),
            Sign::Untested => (self.glyphs.untested, Role::Muted),
            Sign::Turning(_) if self.is_still => (self.glyphs.turning[0], Role::Accent),
            Sign::Turning(step) => (self.glyphs.turning[step % 4], Role::Accent),
        }
    }

    /// Cells that a sign takes, the same for all signs.
    pub fn sign_cells(&self) -> u16 {
        if self.is_ascii() { 2 } else { 1 }
    }

    /// Lays the selection over `area`: a background where there are colours enough, else reverse. A reversed
    /// row loses its colours, since each of them would become a background.
    pub fn select(&self, buffer: &mut Buffer, area: Rect) {
        let selection = self.style(Role::Selection);
        let area = area.intersection(buffer.area);
        if selection.add_modifier.contains(Modifier::REVERSED) {
            buffer.set_style(area, Style::new().fg(Color::Reset).bg(Color::Reset));
        }
        buffer.set_style(area, selection);
    }

    /// Draws all of `area` muted, since an overlay lies on it.
    pub fn mute(&self, buffer: &mut Buffer, area: Rect) {
        buffer.set_style(area.intersection(buffer.area), Style::reset().patch(self.style(Role::Muted)));
    }

    /// Replaces what is left of the typography of sentences (`→`, `…`, `·`, quotes) where only ASCII lines
    /// and signs can be shown. Cell by cell, so widths stay. Data of the org stays as it is.
    pub fn settle(&self, buffer: &mut Buffer) {
        if !self.is_ascii() {
            return;
        }
        for cell in &mut buffer.content {
            if let Some(plain) = glyphs::plain(cell.symbol()) {
                cell.set_symbol(plain);
            }
        }
    }
}
