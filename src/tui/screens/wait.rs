//! How it stands with something that a screen asked for, and the sentence for it. The value itself stays
//! with the screen: what was there remains usable while the new is on its way.

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{Cx, Move, Sight};
use crate::text::cells::wrap;
use crate::text::numbers;
use crate::trouble::Trouble;
use crate::tui::effect::{PlaceId, VERSION};
use crate::tui::keymap::{Command, Keys};
use crate::tui::overlays::{Overlay, Page};
use crate::tui::theme::{Background, ColourDepth, Look, Role};
use crate::tui::widgets::progress::{Again, Loading};
use crate::tui::widgets::{ink, trouble_box};
use crate::tui::work::{Ask, Progress};

/// Shorter waiting is not on the screen.
const SEEN_MS: u64 = 100;

/// The last asking.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Load {
    /// Nothing is awaited; all of it came.
    #[default]
    Idle,
    /// Asked then, not answered yet.
    Asked(Timestamp),
    /// Stopped by a person after so many milliseconds.
    Stopped(u64),
    /// It failed.
    Failed(Box<Trouble>),
}

/// Milliseconds from `since` to `now`.
pub fn passed(since: Timestamp, now: Timestamp) -> u64 {
    u64::try_from(now.as_millisecond().saturating_sub(since.as_millisecond())).unwrap_or(0)
}

impl Load {
    /// Asks under a name of the screen's own.
    pub fn ask(&mut self, name: &'static str, ask: Ask, cx: &mut Cx<'_>) {
        cx.ask(name, ask);
        *self = Self::Asked(cx.now);
    }

    /// Stops what is awaited under that name and says so; false where nothing is.
    pub fn stop(&mut self, name: &'static str, cx: &mut Cx<'_>) -> bool {
        let Self::Asked(since) = *self else { return false };
        cx.stop(name);
        let ms = passed(since, cx.now);
        *self = Self::Stopped(ms);
        cx.say(stopped_words(ms, &cx.keys));
        true
    }

    /// The same where the waiting is on the screen: else Esc does not mean it.
    pub fn stop_seen(&mut self, name: &'static str, cx: &mut Cx<'_>) -> bool {
        let waits = cx.slots.wait(cx.place, name).is_some();
        let is_seen = matches!(*self, Self::Asked(since) if waits || passed(since, cx.now) >= SEEN_MS);
        is_seen && self.stop(name, cx)
    }

    /// No longer awaits what was asked, since the place it was for is gone; nothing is said.
    pub fn forget(&mut self, name: &'static str, cx: &mut Cx<'_>) {
        if self.is_asked() {
            cx.stop(name);
            *self = Self::Idle;
        }
    }

    /// The app stopped everything at this place.
    pub fn stopped(&mut self, now: Timestamp) {
        if let Self::Asked(since) = *self {
            *self = Self::Stopped(passed(since, now));
        }
    }

    /// Whether it is awaited.
    pub fn is_asked(&self) -> bool {
        matches!(self, Self::Asked(_))
    }

    /// The trouble, where it failed.
    pub fn trouble(&self) -> Option<&Trouble> {
        match self {
            Self::Failed(trouble) => Some(trouble),
            _ => None,
        }
    }

    /// The waiting as the pane shows it.
    pub fn loading<'a>(
        &self,
        name: &'static str,
        what: &'a str,
        request: &'a str,
        sight: &Sight<'_>,
    ) -> Option<Loading<'a>> {
        let Self::Asked(since) = *self else { return None };
        let (bytes, whole) = match sight.waiting(name).and_then(|w| w.progress.as_ref()) {
            Some(Progress::Bytes(bytes, whole)) => (Some(*bytes), *whole),
            _ => (None, None),
        };
        let elapsed_ms = passed(since, sight.now);
        // Where nothing of it came yet, what it needs first may be what it waits for.
        let first = sight.needed_first().filter(|_| bytes.is_none());
        let (what, request) = first.unwrap_or((what, request));
        // Everything that is asked needs the version first, which the app asks for.
        let wait = sight.slots.wait(sight.place, name).or_else(|| sight.slots.wait(PlaceId::APP, VERSION));
        let again = wait.map(|wait| Again { words: wait.words(sight.now), terms: wait.terms() });
        Some(Loading { what, request, elapsed_ms, bytes, whole, again, ..Loading::default() })
    }

    /// By how many lines the trouble can be scrolled in an area.
    pub fn overflow(&self, area: Rect, keys: &Keys) -> usize {
        // Only lines are counted, so any look will do.
        let look = Look::new(ColourDepth::None, Background::Dark, false, true);
        let (again, answer) = (keys.of(Command::Again), keys.of(Command::Exchange));
        let watch = watch_keys(keys);
        let keys = trouble_keys(area, &again, &answer);
        self.trouble()
            .map_or(0, |trouble| trouble_box::overflow(area, &trouble.watched_by(&watch), &keys, &look))
    }

    /// Draws the waiting, the trouble from its line `top` on, or the stop into `area`; the rows used.
    pub fn view(
        &self,
        area: Rect,
        buf: &mut Buffer,
        loading: Option<&Loading<'_>>,
        top: usize,
        look: &Look,
        keys: &Keys,
    ) -> u16 {
        match (self, loading) {
            (Self::Asked(_), Some(loading)) => loading.view(buf, area, look),
            (Self::Failed(trouble), _) => {
                let (again, answer) = (keys.of(Command::Again), keys.of(Command::Exchange));
                let trouble = trouble.watched_by(&watch_keys(keys));
                let keys = trouble_keys(area, &again, &answer);
                trouble_box::scrolled(buf, area, &trouble, &keys, top, look);
                area.height
            }
            (Self::Stopped(ms), _) if area.height > 1 => {
                let cells = area.width.saturating_sub(3);
                let lines = wrap(&stopped_words(*ms, keys), usize::from(cells));
                for (y, line) in (area.y + 1..area.bottom()).zip(&lines) {
                    ink::put(buf, area.x + 2, y, cells, line, look.style(Role::Warn));
                }
                (lines.len() as u16 + 2).min(area.height)
            }
            _ => 0,
        }
    }
}

/// The keys that wait for a change from any place: `1, then w`.
fn watch_keys(keys: &Keys) -> String {
    format!("{}, then {}", keys.of(Command::ScreenCheck), keys.of(Command::Watch))
}

/// The keys of the moment, with fewer words if there is little room.
fn trouble_keys<'a>(area: Rect, again: &'a str, answer: &'a str) -> [(&'a str, &'a str); 2] {
    match area.width {
        ..44 => [(again, "again"), (answer, "answer")],
        _ => [(again, "try again"), (answer, "answer as it came")],
    }
}

/// The name under which the exchange behind a trouble is asked.
const BEHIND: &str = "behind";

/// The whole exchange behind a trouble, which the app shows once it is found; where nothing was sent, what is
/// known of the trouble.
pub fn show_exchange(trouble: &Trouble, cx: &mut Cx<'_>) {
    match trouble.evidence.exchange {
        Some(number) => cx.ask(BEHIND, Ask::Exchange(number)),
        None => cx.go(Move::Overlay(Overlay::Page(trouble_page(trouble)))),
    }
}

/// All that is known of a trouble, to be read at leisure.
pub fn trouble_page(trouble: &Trouble) -> Page {
    let evidence = &trouble.evidence;
    let mut lines = vec![(trouble.what.clone(), Role::Danger)];
    lines.extend(evidence.line().map(|line| (line, Role::Normal)));
    lines.extend(evidence.message.clone().map(|message| (format!("“{message}”"), Role::Normal)));
    if let Some(excerpt) = &evidence.excerpt {
        lines.push((String::new(), Role::Normal));
        lines.push(("As it came".into(), Role::Accent));
        lines.extend(excerpt.lines().map(|line| (line.to_owned(), Role::Normal)));
    }
    Page::new("What came", lines)
}

/// What is said of what was stopped after so long.
pub fn stopped_words(ms: u64, keys: &Keys) -> String {
    format!("Stopped after {}. {} tries again.", numbers::elapsed(ms), keys.of(Command::Again))
}

/// How old something is, for a title: in warn where it is older than a day.
pub fn age(what: &str, at: Timestamp, now: Timestamp, look: &Look) -> Line<'static> {
    const DAY_MS: u64 = 86_400_000;
    let age = numbers::age(at, now);
    let words = match age.strip_suffix(" ago") {
        Some(time) => format!("{what} {time} old"),
        None if age == "just now" => format!("{what} just read"),
        None => format!("{what} of {age}"),
    };
    let role = if passed(at, now) > DAY_MS { Role::Warn } else { Role::Muted };
    Line::styled(words, look.style(role))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::keymap::{Keymap, Where};

    #[test]
    fn what_was_stopped_reads_whole_in_a_narrow_pane() {
        let look = Look::new(ColourDepth::None, Background::Dark, false, true);
        let area = Rect { x: 0, y: 0, width: 24, height: 6 };
        let mut buf = Buffer::empty(area);
        let keys = Keymap::default().at(Where::Objects);
        Load::Stopped(2200).view(area, &mut buf, None, 0, &look, &keys);
        let text: String = buf.content.iter().map(|cell| cell.symbol()).collect();
        let words: Vec<_> = text.split_whitespace().collect();
        assert_eq!(words.join(" "), stopped_words(2200, &keys));
    }
}
