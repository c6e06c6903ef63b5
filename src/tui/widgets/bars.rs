//! Bars and sparklines. Bars are lines, since solid blocks in neighbouring rows run together.

use ratatui::text::{Line, Span};

use crate::tui::theme::{Look, Role};

/// A share of a whole as a line: heavy what is used or done, light the rest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    share: f64,
    cells: u16,
    role: Role,
}

impl Bar {
    /// `part` of `whole` in so many cells.
    pub fn of(part: u64, whole: u64, cells: u16) -> Self {
        let share = if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
        Self { share: share.clamp(0.0, 1.0), cells, role: Role::Accent }
    }

    /// The same as what is used of a limit: in warn from 80 %, in danger at 100 %.
    pub fn as_limit(mut self) -> Self {
        self.role = match self.share {
            ..0.8 => Role::Accent,
            0.8..1.0 => Role::Warn,
            _ => Role::Danger,
        };
        self
    }

    /// The bar as spans.
    pub fn line(self, look: &Look) -> Line<'static> {
        let glyphs = look.glyphs();
        let halves = self.halves();
        let (full, half) = (usize::from(halves / 2), halves % 2 == 1);
        let rest = usize::from(self.cells) - full - usize::from(half);
        let mut used = glyphs.used.repeat(full);
        if half {
            used.push_str(glyphs.half);
        }
        Line::from_iter([
            Span::styled(used, look.style(self.role)),
            Span::styled(glyphs.rest.repeat(rest), look.style(Role::Muted)),
        ])
    }

    /// Half cells in use: something where there is anything, and everything only at the whole.
    fn halves(self) -> u16 {
        let whole = self.cells * 2;
        if self.share <= 0.0 || whole == 0 {
            return 0;
        }
        if self.share >= 1.0 {
            return whole;
        }
        ((self.share * f64::from(whole)).round() as u16).clamp(1, whole - 1)
    }
}

/// A course in time, one cell a value; `None` is a gap and is left blank, never joined.
/// `top` is the value of the highest cell; without it the largest value is.
pub fn sparkline(values: &[Option<f64>], top: Option<f64>, look: &Look) -> String {
    let top = top.unwrap_or_else(|| values.iter().flatten().copied().fold(0.0, f64::max));
    let heights = look.glyphs().heights;
    let cell = |value: &Option<f64>| match value {
        None => " ",
        Some(value) if top > 0.0 => heights[((value / top).clamp(0.0, 1.0) * 7.0).round() as usize],
        Some(_) => heights[0],
    };
    values.iter().map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::{Background, ColourDepth};

    fn look(ascii: bool) -> Look {
        Look::new(ColourDepth::True, Background::Dark, ascii, false)
    }

    #[test]
    fn bars_say_what_the_number_beside_them_says() {
        for (part, whole, shown) in [
            (4402, 5000, "━━━━━━━━━━━━━━━━━╾──"),
            (203_114, 250_000, "━━━━━━━━━━━━━━━━────"),
            (1208, 100_000, "╾───────────────────"),
            (0, 100, "────────────────────"),
            (0, 0, "────────────────────"),
            (999, 1000, "━━━━━━━━━━━━━━━━━━━╾"),
            (7, 5, "━━━━━━━━━━━━━━━━━━━━"),
        ] {
            assert_eq!(Bar::of(part, whole, 20).line(&look(false)).to_string(), shown, "{part} of {whole}");
        }
        assert_eq!(Bar::of(1, 2, 5).line(&look(true)).to_string(), "###..");
        assert_eq!(Bar::of(1, 2, 0).line(&look(true)).to_string(), "");
    }

    #[test]
    fn a_limit_warns_from_80_percent() {
        for (part, role) in [(79, Role::Accent), (80, Role::Warn), (99, Role::Warn), (100, Role::Danger)] {
            assert_eq!(Bar::of(part, 100, 20).as_limit().role, role);
        }
    }

    #[test]
    fn a_course_keeps_its_gaps() {
        let values = [Some(0.0), Some(50.0), None, Some(100.0)];
        assert_eq!(sparkline(&values, None, &look(false)), "▁▅ █");
        assert_eq!(sparkline(&values, Some(700.0), &look(false)), "▁▂ ▂");
        assert_eq!(sparkline(&[Some(0.0)], None, &look(false)), "▁");
    }
}
