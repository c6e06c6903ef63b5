//! Colour roles and glyphs. A view names a [`Role`], never a colour, and a glyph by its meaning, so that
//! 16 colours, no colour and ASCII come for nothing. Values: screens.md, 'Colour'.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

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
    /// `◐ ◓ ◑ ◒`, one step further with each turn.
    Turning(usize),
}

/// The characters that lines, bars and signs are made of.
#[derive(Debug, PartialEq, Eq)]
pub struct Glyphs {
    /// Passed; two cells wide in ASCII.
    pub passed: &'static str,
    /// Look here.
    pub warned: &'static str,
    /// Failed.
    pub failed: &'static str,
    /// Not tested.
    pub untested: &'static str,
    /// The turning sign, step by step.
    pub turning: [&'static str; 4],
    /// The cursor of a list.
    pub cursor: &'static str,
    /// A folded value.
    pub folded: &'static str,
    /// An unfolded value.
    pub unfolded: &'static str,
    /// A line.
    pub light: &'static str,
    /// The title line of the focused pane; the used part of a bar.
    pub heavy: &'static str,
    /// A broken line.
    pub broken: &'static str,
    /// Half a cell of a bar.
    pub half: &'static str,
    /// The rest of a bar.
    pub rest: &'static str,
    /// The used part of a bar.
    pub used: &'static str,
    /// A line between panes.
    pub upright: &'static str,
    /// Joint of a title line: heavy at its left.
    pub heavy_left: &'static str,
    /// Joint of a title line: heavy at its right.
    pub heavy_right: &'static str,
    /// Joint of a title line, light at both sides.
    pub light_both: &'static str,
    /// Joint of a facts line.
    pub foot: &'static str,
    /// Where a line begins at an upright.
    pub branch_right: &'static str,
    /// Where a line ends at an upright.
    pub branch_left: &'static str,
    /// Corners of a box: upper left, upper right, lower left, lower right.
    pub corners: [&'static str; 4],
    /// The ends of a text field.
    pub field: &'static str,
    /// The ends of a badge.
    pub badge: [&'static str; 2],
    /// Before a step to take.
    pub leads: &'static str,
    /// A dot of a secret.
    pub dot: &'static str,
    /// Eight heights of a sparkline.
    pub heights: [&'static str; 8],
}

const UNICODE: Glyphs = Glyphs {
    passed: "✓",
    warned: "!",
    failed: "✗",
    untested: "○",
    turning: ["◐", "◓", "◑", "◒"],
    cursor: "▸",
    folded: "▸",
    unfolded: "▾",
    light: "─",
    heavy: "━",
    broken: "╌",
    half: "╾",
    rest: "─",
    used: "━",
    upright: "│",
    heavy_left: "┭",
    heavy_right: "┮",
    light_both: "┬",
    foot: "┴",
    branch_right: "├",
    branch_left: "┤",
    corners: ["╭", "╮", "╰", "╯"],
    field: "┃",
    badge: ["▐", "▌"],
    leads: "→",
    dot: "•",
    heights: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
};

const ASCII: Glyphs = Glyphs {
    passed: "ok",
    warned: "!",
    failed: "x",
    untested: "o",
    turning: ["-", "\\", "|", "/"],
    cursor: ">",
    folded: "+",
    unfolded: "-",
    light: "-",
    heavy: "=",
    broken: "-",
    half: "#",
    rest: ".",
    used: "#",
    upright: "|",
    heavy_left: "+",
    heavy_right: "+",
    light_both: "+",
    foot: "+",
    branch_right: "+",
    branch_left: "+",
    corners: ["+", "+", "+", "+"],
    field: "|",
    badge: ["[", "]"],
    leads: ">",
    dot: "*",
    heights: ["_", ".", "-", "~", "=", "+", "*", "#"],
};

/// The colours of one background.
struct Palette {
    accent: u32,
    ok: u32,
    warn: u32,
    danger: u32,
    muted: u32,
    selection: u32,
    prod: u32,
    prod_line: u32,
    sandbox: u32,
    dev: u32,
}

const DARK: Palette = Palette {
    accent: 0x5f_af_ff,
    ok: 0x87_d7_87,
    warn: 0xd7_af_5f,
    danger: 0xff_7a_7a,
    muted: 0xa8_a8_a8,
    selection: 0x30_3a_46,
    prod: 0xc0_39_2b,
    prod_line: 0xe0_60_4f,
    sandbox: 0xe0_b0_50,
    dev: 0x7f_b7_a6,
};

const LIGHT: Palette = Palette {
    accent: 0x00_5f_af,
    ok: 0x00_6f_00,
    warn: 0x7a_52_00,
    danger: 0xaf_00_00,
    muted: 0x66_66_66,
    selection: 0xdb_e7_f3,
    prod: 0xaf_00_00,
    prod_line: 0xaf_00_00,
    sandbox: 0xe0_b0_50,
    dev: 0x8f_c7_b6,
};

/// How this terminal shows roles and glyphs.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    styles: [Style; Role::ALL.len()],
    glyphs: &'static Glyphs,
}

impl Look {
    /// The look of a terminal. `no_color` wins over `depth`.
    pub fn new(depth: ColourDepth, background: Background, ascii: bool, no_color: bool) -> Self {
        let depth = if no_color { ColourDepth::None } else { depth };
        Self {
            styles: Role::ALL.map(|role| style(role, depth, background)),
            glyphs: if ascii { &ASCII } else { &UNICODE },
        }
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
            let plain = match cell.symbol() {
                "→" => ">",
                "←" => "<",
                "↑" => "^",
                "↓" => "v",
                "…" => "~",
                "·" | "–" | "─" | "╌" => "-",
                "“" | "”" => "\"",
                "‘" | "’" => "'",
                "≈" => "~",
                "≠" => "#",
                "★" | "•" => "*",
                "⟨" => "<",
                "⟩" => ">",
                "│" | "┊" | "┃" => "|",
                "━" => "=",
                "▶" | "▸" => ">",
                "◀" | "◂" => "<",
                "▾" => "-",
                "┤" | "├" | "┬" | "┴" | "┼" => "+",
                "✓" => "+",
                "✗" => "x",
                "○" => "o",
                _ => continue,
            };
            cell.set_symbol(plain);
        }
    }
}

fn style(role: Role, depth: ColourDepth, background: Background) -> Style {
    let plain = Style::new();
    let reversed = plain.add_modifier(Modifier::REVERSED);
    match depth {
        ColourDepth::None => match role {
            Role::Accent => plain.add_modifier(Modifier::BOLD),
            Role::Match => plain.add_modifier(Modifier::UNDERLINED),
            Role::Selection | Role::Prod | Role::Sandbox | Role::Dev => reversed,
            _ => plain,
        },
        ColourDepth::Sixteen => {
            let accent = if background == Background::Dark { Color::LightBlue } else { Color::Blue };
            match role {
                Role::Normal => plain,
                Role::Accent => plain.fg(accent),
                Role::Ok => plain.fg(Color::Green),
                Role::Warn => plain.fg(Color::Yellow),
                Role::Danger | Role::ProdLine => plain.fg(Color::Red),
                Role::Muted => plain.fg(Color::DarkGray),
                Role::Selection => reversed,
                Role::Match => plain.add_modifier(Modifier::UNDERLINED),
                Role::Prod => plain.fg(Color::White).bg(Color::Red),
                Role::Sandbox => plain.fg(Color::Black).bg(Color::Yellow),
                Role::Dev => plain.fg(Color::Black).bg(Color::Cyan),
            }
        }
        ColourDepth::True | ColourDepth::Indexed => {
            let set = match background {
                Background::Dark => &DARK,
                Background::Light => &LIGHT,
            };
            let colour = |rgb: u32| match depth {
                ColourDepth::Indexed => Color::Indexed(nearest_index(rgb)),
                _ => Color::from_u32(rgb),
            };
            let (white, black) = (colour(0xff_ff_ff), colour(0x00_00_00));
            match role {
                Role::Normal => plain,
                Role::Accent => plain.fg(colour(set.accent)),
                Role::Ok => plain.fg(colour(set.ok)),
                Role::Warn => plain.fg(colour(set.warn)),
                Role::Danger => plain.fg(colour(set.danger)),
                Role::Muted => plain.fg(colour(set.muted)),
                Role::Selection => plain.bg(colour(set.selection)),
                Role::Match => plain.fg(colour(set.accent)).add_modifier(Modifier::UNDERLINED),
                Role::Prod => plain.fg(white).bg(colour(set.prod)),
                Role::ProdLine => plain.fg(colour(set.prod_line)),
                Role::Sandbox => plain.fg(black).bg(colour(set.sandbox)),
                Role::Dev => plain.fg(black).bg(colour(set.dev)),
            }
        }
    }
}

/// The colour of index 16 to 255 in xterm's table: a cube of 6 × 6 × 6, then 24 greys.
fn indexed(index: u8) -> [u8; 3] {
    const LEVELS: [u8; 6] = [0x00, 0x5f, 0x87, 0xaf, 0xd7, 0xff];
    match index {
        0..=15 => [0; 3],
        16..=231 => {
            let n = usize::from(index - 16);
            [LEVELS[n / 36], LEVELS[n / 6 % 6], LEVELS[n % 6]]
        }
        232..=255 => [8 + 10 * (index - 232); 3],
    }
}

/// The nearest colour of the fixed part of the 256. The first 16 are left out: the terminal's theme moves
/// them.
fn nearest_index(rgb: u32) -> u8 {
    let [_, r, g, b] = rgb.to_be_bytes();
    (16..=255)
        .min_by_key(|&index| {
            indexed(index)
                .iter()
                .zip([r, g, b])
                .map(|(&x, y)| (i32::from(x) - i32::from(y)).pow(2))
                .sum::<i32>()
        })
        .unwrap_or(16)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Contrast ratio of WCAG 2.1 ('relative luminance', 'contrast ratio').
    fn contrast(a: [u8; 3], b: [u8; 3]) -> f64 {
        let light = |rgb: [u8; 3]| {
            let [r, g, b] = rgb.map(|c| {
                let c = f64::from(c) / 255.0;
                if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
            });
            0.2126 * r + 0.7152 * g + 0.0722 * b
        };
        let (a, b) = (light(a) + 0.05, light(b) + 0.05);
        a.max(b) / a.min(b)
    }

    fn rgb(colour: Color) -> [u8; 3] {
        match colour {
            Color::Rgb(r, g, b) => [r, g, b],
            Color::Indexed(i) => indexed(i),
            other => panic!("{other} is no fixed colour"),
        }
    }

    #[test]
    fn every_role_can_be_read_on_every_background_it_may_stand_on() {
        for depth in [ColourDepth::True, ColourDepth::Indexed] {
            for (background, grounds) in [
                (Background::Dark, [[0; 3], [0x1e; 3], [0x28, 0x2c, 0x34]]),
                (Background::Light, [[0xff; 3], [0xf8; 3], [0xee; 3]]),
            ] {
                let look = Look::new(depth, background, false, false);
                let selection = rgb(look.style(Role::Selection).bg.unwrap());
                for ground in grounds.into_iter().chain([selection]) {
                    for role in [Role::Accent, Role::Ok, Role::Warn, Role::Danger, Role::Muted, Role::Match] {
                        let ratio = contrast(rgb(look.style(role).fg.unwrap()), ground);
                        assert!(ratio >= 4.5, "{depth:?} {background:?} {role:?} on {ground:x?}: {ratio:.2}");
                    }
                }
                for ground in grounds {
                    let ratio = contrast(rgb(look.style(Role::ProdLine).fg.unwrap()), ground);
                    assert!(ratio >= 3.0, "{depth:?} {background:?} lines on {ground:x?}: {ratio:.2}");
                }
                for badge in [Role::Prod, Role::Sandbox, Role::Dev] {
                    let style = look.style(badge);
                    let ratio = contrast(rgb(style.fg.unwrap()), rgb(style.bg.unwrap()));
                    assert!(ratio >= 4.5, "{depth:?} {background:?} {badge:?}: {ratio:.2}");
                }
            }
        }
    }

    #[test]
    fn without_colour_only_bold_underline_and_reverse_are_left() {
        for background in [Background::Dark, Background::Light] {
            let look = Look::new(ColourDepth::True, background, false, true);
            for role in Role::ALL {
                let style = look.style(role);
                assert_eq!((style.fg, style.bg), (None, None), "{role:?}");
            }
            assert!(look.style(Role::Selection).add_modifier.contains(Modifier::REVERSED));
        }
    }

    #[test]
    fn colours_of_the_cube_keep_their_own_index() {
        for (rgb, index) in [(0x5f_af_ff, 75), (0x87_d7_87, 114), (0xa8_a8_a8, 248), (0xff_ff_ff, 231)] {
            assert_eq!(nearest_index(rgb), index);
        }
    }

    #[test]
    fn a_reversed_row_has_one_colour() {
        let look = Look::new(ColourDepth::Sixteen, Background::Dark, false, false);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 2, 1));
        buffer[(0, 0)].set_style(look.style(Role::Muted));
        look.select(&mut buffer, Rect::new(0, 0, 9, 9));
        assert_eq!(buffer[(0, 0)].style(), buffer[(1, 0)].style());
        assert!(buffer[(0, 0)].modifier.contains(Modifier::REVERSED));
    }

    #[test]
    fn every_glyph_has_its_cells_in_both_sets() {
        use crate::text::cells::width;
        for look in [true, false].map(|ascii| Look::new(ColourDepth::None, Background::Dark, ascii, true)) {
            let g = look.glyphs();
            let singles = [g.warned, g.failed, g.untested, g.cursor, g.light, g.heavy, g.half, g.rest, g.dot];
            assert!(singles.iter().chain(&g.turning).chain(&g.heights).all(|s| width(s) == 1));
            assert_eq!(width(g.passed), usize::from(look.sign_cells()));
            if look.is_ascii() {
                let mut buffer = Buffer::with_lines(["→ a…b “c” ▸ ─"]);
                look.settle(&mut buffer);
                assert_eq!(buffer, Buffer::with_lines(["> a~b \"c\" > -"]));
            }
        }
    }
}
