//! What a pane shows while something is on its way: nothing below 100 ms, then a turning sign in the title,
//! from 1 s what is being read, how long, how much, and how to stop it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::bars::Bar;
use super::ink;
use crate::text::cells::{self, wrap};
use crate::text::numbers;
use crate::tui::theme::{Look, Role, Sign};

const SILENT_MS: u64 = 100;
/// From then on a wait is said in words.
pub const IN_WORDS_MS: u64 = 1000;
const AT_LEAST_SHOWN_MS: u64 = 300;
const TURN_MS: u64 = 150;

/// Something that is being waited for.
#[derive(Clone, Debug, Default)]
pub struct Loading<'a> {
    /// What is done, as a sentence without its end: `Reading the describe of Account`.
    pub what: &'a str,
    /// The request: `GET …/sobjects/Account/describe`.
    pub request: &'a str,
    /// How long it has been running.
    pub elapsed_ms: u64,
    /// What arrived so far, in bytes.
    pub bytes: Option<u64>,
    /// The whole in bytes, where it is known.
    pub whole: Option<u64>,
    /// Whether the whole is a guess from last time.
    pub is_about: bool,
    /// How long it usually takes.
    pub usual_ms: Option<u64>,
    /// It waits before the next try.
    pub again: Option<Again>,
    /// Nothing else is on the screen that could be used meanwhile.
    pub is_alone: bool,
}

/// A wait before the next try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Again {
    /// Why, and for how long: `Salesforce is busy: asks again in 4 s`.
    pub words: String,
    /// What it may cost, and when it ends.
    pub terms: String,
}

/// Whether the turning sign is on the screen at `now`: from 100 ms on, and once shown for at least 300 ms, so
/// that nothing flickers. Times in ms of one clock.
pub fn is_shown(asked: u64, answered: Option<u64>, now: u64) -> bool {
    let begins = asked + SILENT_MS;
    match answered {
        None => now >= begins,
        Some(answered) => answered > begins && now < begins + AT_LEAST_SHOWN_MS,
    }
}

impl Loading<'_> {
    /// Says whether nothing else is on the screen.
    pub fn alone(mut self, is_alone: bool) -> Self {
        self.is_alone = is_alone;
        self
    }

    /// The word for the pane's title: `◐ reading`; with signs at rest the time passed instead.
    pub fn word(&self, look: &Look) -> Option<Line<'static>> {
        (self.elapsed_ms >= SILENT_MS).then(|| {
            let accent = look.style(Role::Accent);
            let doing = if self.again.is_some() { "waiting" } else { "reading" };
            if look.is_still() {
                Line::raw(format!("{doing}, {}", numbers::elapsed(self.elapsed_ms)))
            } else {
                Line::from_iter([Span::styled(self.sign(look), accent), Span::raw(format!(" {doing}"))])
            }
        })
    }

    /// Draws what is being waited for; nothing before the first second, unless it waits before a next try. Rows used, so that what is left from
    /// last time can be drawn greyed below.
    pub fn view(&self, buffer: &mut Buffer, area: Rect, look: &Look) -> u16 {
        let is_early = self.elapsed_ms < IN_WORDS_MS && self.again.is_none();
        if is_early || area.height < 2 || area.width < 20 {
            return 0;
        }
        let muted = look.style(Role::Muted);
        let mut rows = (area.y + 1..area.bottom()).peekable();
        let mut next = || rows.next();
        let (x, cells) = (area.x + 4, area.width.saturating_sub(6));
        if let Some(y) = next() {
            let sign = self.sign(look);
            ink::put(buffer, area.x + 2, y, 1, sign, look.style(Role::Accent));
            let time = numbers::elapsed(self.elapsed_ms);
            let slow = self.usual_ms.filter(|usual| self.elapsed_ms >= usual.saturating_mul(3));
            let left = cells.saturating_sub(cells::width(&time) as u16 + 2);
            ink::put_right(buffer, x + cells, y, cells, &time, look.style(Role::Normal));
            let mut y = y;
            for (n, line) in wrap(self.what, usize::from(left)).iter().enumerate() {
                match n {
                    0 => {}
                    _ => match next() {
                        Some(below) => y = below,
                        None => break,
                    },
                }
                ink::put(buffer, x, y, left, line, look.style(Role::Normal));
            }
            if let Some(usual) = slow
                && let Some(y) = next()
            {
                let words = format!("slower than usual ({})", numbers::elapsed(usual));
                ink::put(buffer, x, y, cells, &words, look.style(Role::Warn));
            }
        }
        if let Some(again) = &self.again {
            let words = format!("{}, Esc stops", again.words);
            for (line, role) in wrap(&words, usize::from(cells))
                .into_iter()
                .map(|line| (line, Role::Warn))
                .chain(wrap(&again.terms, usize::from(cells)).into_iter().map(|line| (line, Role::Muted)))
            {
                if let Some(y) = next() {
                    ink::put(buffer, x, y, cells, &line, look.style(role));
                }
            }
        }
        if !self.request.is_empty()
            && let Some(y) = next()
        {
            ink::put(buffer, x, y, cells, &cells::cut_middle(self.request, usize::from(cells)), muted);
        }
        if let Some(bytes) = self.bytes
            && let Some(y) = next()
        {
            self.amount(buffer, Rect { x, y, width: cells, height: 1 }, bytes, look);
        }
        next();
        let words = if self.is_alone { "Esc stops it." } else { "Esc stops it. What you see stays usable." };
        for line in wrap(words, usize::from(cells)) {
            if let Some(y) = next() {
                ink::put(buffer, x, y, cells, &line, muted);
            }
        }
        let used = rows.peek().map_or(area.height, |y| y - area.y);
        used + u16::from(used < area.height)
    }

    fn amount(&self, buffer: &mut Buffer, area: Rect, bytes: u64, look: &Look) {
        let Some(whole) = self.whole.filter(|&whole| whole >= bytes && whole > 0) else {
            // A share only where the whole is known; otherwise a count without a bar.
            ink::put(buffer, area.x, area.y, area.width, &numbers::bytes(bytes), look.style(Role::Muted));
            return;
        };
        let bar = Bar::of(bytes, whole, 22.min(area.width)).line(look);
        let x = ink::line(buffer, area.x, area.y, area.width, &bar);
        let about = if self.is_about { "≈ " } else { "" };
        let text = format!(" {} of {about}{}", numbers::bytes(bytes), numbers::bytes(whole));
        ink::put(buffer, x, area.y, area.right().saturating_sub(x), &text, look.style(Role::Muted));
    }

    fn sign(&self, look: &Look) -> &'static str {
        look.sign(Sign::Turning((self.elapsed_ms / TURN_MS) as usize)).0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::{Background, ColourDepth};
    use crate::tui::widgets::ink::lines;

    fn look() -> Look {
        Look::new(ColourDepth::True, Background::Dark, false, false)
    }

    fn draw(loading: &Loading<'_>) -> (Vec<String>, u16) {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 55, 7));
        let used = loading.view(&mut buffer, Rect::new(0, 0, 55, 7), &look());
        (lines(&buffer).into_iter().map(|l| l.trim_end().to_owned()).collect(), used)
    }

    #[test]
    fn nothing_flickers() {
        for (answered, now, shown) in [
            (None, 99, false),
            (None, 100, true),
            (Some(90), 95, false),
            (Some(90), 150, false),
            (Some(120), 399, true),
            (Some(120), 400, false),
            (Some(900), 901, false),
        ] {
            assert_eq!(is_shown(0, answered, now), shown, "{answered:?} at {now}");
        }
    }

    #[test]
    fn from_one_second_on_words_say_what_is_read() {
        let mut loading = Loading {
            what: "Reading the describe of Account",
            request: "GET …/sobjects/Account/describe",
            elapsed_ms: 999,
            bytes: Some(31_000),
            whole: Some(92_000),
            is_about: true,
            ..Loading::default()
        };
        assert_eq!(draw(&loading).1, 0);
        assert_eq!(loading.word(&look()).unwrap().to_string(), "◑ reading");
        loading.elapsed_ms = 1400;
        let (shown, used) = draw(&loading);
        assert_eq!(
            shown,
            [
                "",
                "  ◓ Reading the describe of Account             1.4 s",
                "    GET …/sobjects/Account/describe",
                "    ━━━━━━━╾────────────── 31.0 kB of ≈ 92.0 kB",
                "",
                "    Esc stops it. What you see stays usable.",
                "",
            ]
        );
        assert_eq!(used, 7);
    }

    #[test]
    fn nothing_stays_usable_where_nothing_is() {
        let loading = Loading { what: "Waiting for the token", elapsed_ms: 1300, ..Loading::default() };
        let has = |loading: &Loading<'_>, words: &str| draw(loading).0.join("\n").contains(words);
        assert!(has(&loading, "Esc stops it. What you see stays usable."));
        let alone = loading.alone(true);
        assert!(has(&alone, "Esc stops it.") && !has(&alone, "usable"));
    }

    #[test]
    fn a_bar_needs_a_whole_and_slowness_a_usual() {
        let loading = Loading {
            what: "Reading rows",
            elapsed_ms: 1300,
            bytes: Some(31_000),
            usual_ms: Some(400),
            ..Loading::default()
        };
        let shown = draw(&loading).0;
        assert!(shown[2].contains("slower than usual (0.4 s)"), "{shown:?}");
        assert_eq!(shown[3].trim(), "31.0 kB");
        assert_eq!(loading.word(&look().moving(false)).unwrap().to_string(), "reading, 1.3 s");
    }

    #[test]
    fn a_wait_before_the_next_try_is_said_at_once() {
        let again = Again {
            words: "Salesforce is busy: asks again in 4 s".into(),
            terms: "Each try may count as an API call.".into(),
        };
        let loading =
            Loading { what: "Reading rows", elapsed_ms: 200, again: Some(again), ..Loading::default() };
        let shown = draw(&loading).0;
        assert_eq!(
            shown[1..4],
            [
                "  ◓ Reading rows                                0.2 s",
                "    Salesforce is busy: asks again in 4 s, Esc stops",
                "    Each try may count as an API call.",
            ]
        );
        assert_eq!(loading.word(&look()).unwrap().to_string(), "◓ waiting");
    }

    #[test]
    fn below_a_tenth_of_a_second_there_is_no_word() {
        assert!(Loading { elapsed_ms: 99, ..Loading::default() }.word(&look()).is_none());
    }
}
