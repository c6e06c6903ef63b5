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
