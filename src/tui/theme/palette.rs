//! Which colour a role has, by depth and background. Values: screens.md, 'Colour'.

use ratatui::style::{Color, Modifier, Style};

use super::{Background, ColourDepth, Role};

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

/// The style of a role.
pub(super) fn style(role: Role, depth: ColourDepth, background: Background) -> Style {
    let plain = Style::new();
    let reversed = plain.add_modifier(Modifier::REVERSED);
    match depth {
        ColourDepth::None => match role {
            Role::Accent => plain.add_modifier(Modifier::BOLD),
            Role::Match => plain.add_modifier(Modifier::UNDERLINED),
            Role::Prod => reversed.add_modifier(Modifier::BOLD),
            Role::Selection | Role::Sandbox | Role::Dev => reversed,
            _ => plain,
        },
        ColourDepth::Sixteen => {
            // Of the usual palettes (xterm, the Linux console, Windows) blue and red are hard to read on dark, green
            // and yellow on light; there the sign and the word, in bold, say it alone.
            let of = |dark: Style, light: Style| if background == Background::Dark { dark } else { light };
            let bold = plain.add_modifier(Modifier::BOLD);
            match role {
                Role::Normal => plain,
                Role::Accent => of(plain.fg(Color::Cyan), plain.fg(Color::Blue)),
                Role::Ok => of(plain.fg(Color::Green), bold),
                Role::Warn => of(plain.fg(Color::LightYellow), bold),
                Role::Danger | Role::ProdLine => of(plain.fg(Color::LightRed), plain.fg(Color::Red)),
                Role::Muted => plain.fg(Color::DarkGray),
                Role::Selection => reversed,
                Role::Match => plain.add_modifier(Modifier::UNDERLINED),
                Role::Prod => bold.fg(Color::White).bg(Color::Red),
                Role::Sandbox => plain.fg(Color::Black).bg(Color::LightYellow),
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
                Role::Prod => plain.fg(white).bg(colour(set.prod)).add_modifier(Modifier::BOLD),
                Role::ProdLine => plain.fg(colour(set.prod_line)),
                Role::Sandbox => plain.fg(black).bg(colour(set.sandbox)),
                Role::Dev => plain.fg(black).bg(colour(set.dev)),
            }
        }
    }
}

/// The colour of index 16 to 255 in xterm's table: a cube of 6 × 6 × 6, then 24 greys.
pub(super) fn indexed(index: u8) -> [u8; 3] {
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
pub(super) fn nearest_index(rgb: u32) -> u8 {
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
