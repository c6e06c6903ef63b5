use ratatui::style::{Color, Modifier};

use super::palette::{indexed, nearest_index};
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

/// What three terminals show for the sixteen colours: black, red, green, yellow, blue, magenta, cyan, grey, then
/// the bright ones. Sources: xterm's XTerm-col.ad; the Linux console's `default_red` and so on (vt.c); Windows
/// Terminal's scheme 'Campbell'.
const PALETTES: [(&str, [u32; 16]); 3] = [
    (
        "xterm",
        [
            0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5, 0x7f7f7f,
            0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
        ],
    ),
    (
        "linux",
        [
            0x000000, 0xaa0000, 0x00aa00, 0xaa5500, 0x0000aa, 0xaa00aa, 0x00aaaa, 0xaaaaaa, 0x555555,
            0xff5555, 0x55ff55, 0xffff55, 0x5555ff, 0xff55ff, 0x55ffff, 0xffffff,
        ],
    ),
    (
        "campbell",
        [
            0x0c0c0c, 0xc50f1f, 0x13a10e, 0xc19c00, 0x0037da, 0x881798, 0x3a96dd, 0xcccccc, 0x767676,
            0xe74856, 0x16c60c, 0xf9f1a5, 0x3b78ff, 0xb4009e, 0x61d6d6, 0xf2f2f2,
        ],
    ),
];

fn of_palette(palette: &[u32; 16], colour: Color) -> Option<[u8; 3]> {
    use Color as C;
    let index = match colour {
        C::Black => 0,
        C::Red => 1,
        C::Green => 2,
        C::Blue => 4,
        C::Cyan => 6,
        C::DarkGray => 8,
        C::LightRed => 9,
        C::LightYellow => 11,
        C::White => 15,
        C::Reset => return None,
        other => panic!("{other} is none of the sixteen in use"),
    };
    let [_, r, g, b] = palette[index].to_be_bytes();
    Some([r, g, b])
}

#[test]
fn sixteen_colours_can_be_read_in_the_usual_palettes() {
    for (name, palette) in &PALETTES {
        for (background, ground) in [(Background::Dark, palette[0]), (Background::Light, 0xff_ff_ff)] {
            let [_, r, g, b] = ground.to_be_bytes();
            let look = Look::new(ColourDepth::Sixteen, background, false, false);
            for role in Role::ALL {
                let style = look.style(role);
                let Some(fg) = style.fg.and_then(|fg| of_palette(palette, fg)) else { continue };
                let ground = style.bg.and_then(|bg| of_palette(palette, bg)).unwrap_or([r, g, b]);
                // Muted is the palette's own bright black, which people set as faint as they like it.
                let least = if role == Role::Muted { 2.8 } else { 4.5 };
                let ratio = contrast(fg, ground);
                assert!(ratio >= least, "{name} {background:?} {role:?}: {ratio:.2}");
            }
        }
    }
}

#[test]
fn production_is_unlike_every_other_badge_at_every_depth() {
    for depth in [ColourDepth::True, ColourDepth::Indexed, ColourDepth::Sixteen, ColourDepth::None] {
        for background in [Background::Dark, Background::Light] {
            let look = Look::new(depth, background, false, false);
            for other in [Role::Sandbox, Role::Dev, Role::Selection, Role::Normal] {
                assert_ne!(look.style(Role::Prod), look.style(other), "{depth:?} {background:?}");
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
