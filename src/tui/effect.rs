//! What goes into `update` and what comes out of it. Both are plain values: `update` and `view` know no
//! clock, network, disk, channel or lock; `runtime.rs` does what the effects say and brings back events.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::children::Lend;
use super::input::Heard;
use super::keymap::Key;
use super::theme::Background;
use super::work::{Answer, Ask, Progress};
use crate::client::exchange::Exchange;
use crate::session::{Again, Wait};
use crate::trouble::Trouble;

/// What happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// A key was pressed.
    Key(Key),
    /// The mouse was pressed or its wheel turned.
    Mouse(Mouse),
    /// The mouse was drawn with its button held, as one selects text.
    Drag,
    /// Text was pasted.
    Paste(String),
    /// So many bytes were pasted, more than anything here takes.
    TooMuch(usize),
    /// The terminal has another size now: columns, rows.
    Resize(u16, u16),
    /// Time has passed; sent only while something on the screen moves.
    Tick(Timestamp),
    /// The terminal said what its background is.
    Background(Background),
    /// A piece of news about something asked.
    Progress(Ticket, Progress),
    /// What was asked is answered.
    Answer(Ticket, Box<Result<Answer, Trouble>>),
    /// Something to tell the person.
    Says(String),
    /// A request was answered or failed; for the header and the log.
    Exchange(Arc<Exchange>),
}

impl From<Heard> for Event {
    fn from(heard: Heard) -> Self {
        match heard {
            Heard::Key(key) => Self::Key(key),
            Heard::Paste(text) => Self::Paste(text),
            Heard::TooMuch(bytes) => Self::TooMuch(bytes),
            Heard::Mouse(mouse) => Self::Mouse(mouse),
            Heard::Drag => Self::Drag,
            Heard::Resize(columns, rows) => Self::Resize(columns, rows),
            Heard::Background(background) => Self::Background(background),
        }
    }
}

/// A press or a turn of the wheel at a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mouse {
    /// Column from 0.
    pub x: u16,
    /// Row from 0.
    pub y: u16,
    /// What the mouse did.
    pub act: MouseAct,
}

/// What the mouse did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MouseAct {
    /// The left button was pressed.
    Press,
    /// The wheel turned up.
    WheelUp,
    /// The wheel turned down.
    WheelDown,
}

/// What the runtime has to do.
#[derive(Debug)]
pub enum Effect {
    /// Find the answer and bring it back under the ticket. A former ask of the same slot is stopped.
    Ask(Ticket, Ask),
    /// Stop what was asked in the slot.
    Drop(Slot),
    /// Copy a text by the terminal (OSC 52).
    Copy(String),
    /// Lend the terminal to the editor or the pager; what is to be said of it comes back as [`Event::Says`].
    Lend(Lend),
    /// Give the terminal back, stop, and draw anew on `fg`.
    Suspend,
    /// Draw everything anew.
    Redraw,
    /// End the program.
    Quit,
}

/// A place on the trail, or the program itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PlaceId(pub u32);

impl PlaceId {
    /// What belongs to the program and ends with it.
    pub const APP: Self = Self(0);
}

/// The name under which the app asks for the API version.
pub const VERSION: &str = "version";

/// One thing awaited at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Slot {
    /// The place that awaits it.
    pub place: PlaceId,
    /// Its name there: `describe`, `rows`.
    pub name: &'static str,
}

/// A slot and the turn of asking; an answer with an old turn is late and is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ticket {
    /// What is awaited.
    pub slot: Slot,
    /// Which asking.
    pub turn: u32,
}

/// How long something has been awaited, and the last that was heard of it.
#[derive(Clone, Debug)]
pub struct Waiting {
    turn: u32,
    /// Since when.
    pub since: Timestamp,
    /// The last news.
    pub progress: Option<Progress>,
}

/// What is awaited now.
#[derive(Debug, Default)]
pub struct Slots {
    last: u32,
    awaited: HashMap<Slot, Waiting>,
}

impl Slots {
    /// Awaits `ask` in `slot`; a former ask there becomes stale.
    pub fn ask(&mut self, slot: Slot, ask: Ask, now: Timestamp) -> Effect {
        self.last += 1;
        self.awaited.insert(slot, Waiting { turn: self.last, since: now, progress: None });
        Effect::Ask(Ticket { slot, turn: self.last }, ask)
    }

    /// No longer awaits anything in `slot`.
    pub fn drop(&mut self, slot: Slot) -> Option<Effect> {
        self.awaited.remove(&slot).map(|_| Effect::Drop(slot))
    }

    /// No longer awaits anything at `place`.
    pub fn leave(&mut self, place: PlaceId) -> Vec<Effect> {
        let slots: Vec<_> = self.awaited.keys().filter(|s| s.place == place).copied().collect();
        slots.into_iter().filter_map(|slot| self.drop(slot)).collect()
    }

    /// Whether the ticket is the newest of its slot.
    pub fn wants(&self, ticket: Ticket) -> bool {
        self.awaited.get(&ticket.slot).is_some_and(|w| w.turn == ticket.turn)
    }

    /// Ends the waiting for a ticket that is wanted.
    pub fn settle(&mut self, ticket: Ticket) -> bool {
        let wanted = self.wants(ticket);
        if wanted {
            self.awaited.remove(&ticket.slot);
        }
        wanted
    }

    /// Keeps the last news of a ticket that is wanted.
    pub fn hear(&mut self, ticket: Ticket, progress: &Progress) -> bool {
        match self.awaited.get_mut(&ticket.slot) {
            Some(waiting) if waiting.turn == ticket.turn => {
                waiting.progress = Some(progress.clone());
                true
            }
            _ => false,
        }
    }

    /// What is known of the waiting in a slot.
    pub fn waiting(&self, place: PlaceId, name: &'static str) -> Option<&Waiting> {
        self.awaited.get(&Slot { place, name })
    }

    /// The wait before the next try of what is awaited in a slot.
    pub fn wait(&self, place: PlaceId, name: &'static str) -> Option<&Wait> {
        match self.waiting(place, name)?.progress.as_ref()? {
            Progress::Again(Again::Waits(wait)) => Some(wait),
            _ => None,
        }
    }

    /// Whether anything is awaited at `place`.
    pub fn any_at(&self, place: PlaceId) -> bool {
        self.awaited.keys().any(|s| s.place == place)
    }

    /// For how long what is awaited longest at `place` has been, in milliseconds; 0 where nothing is.
    pub fn longest_at(&self, place: PlaceId, now: Timestamp) -> u64 {
        let here = self.awaited.iter().filter(|(slot, _)| slot.place == place);
        let longest = here.map(|(_, waiting)| now.duration_since(waiting.since).as_millis()).max();
        longest.and_then(|ms| u64::try_from(ms).ok()).unwrap_or(0)
    }

    /// Whether anything at all is awaited; while it is, the clock ticks.
    pub fn any(&self) -> bool {
        !self.awaited.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticket(effect: &Effect) -> Ticket {
        match effect {
            Effect::Ask(ticket, _) => *ticket,
            other => panic!("{other:?} asks nothing"),
        }
    }

    #[test]
    fn a_late_answer_is_dropped() {
        let mut slots = Slots::default();
        let slot = Slot { place: PlaceId(7), name: "describe" };
        let first = ticket(&slots.ask(slot, Ask::Orgs, Timestamp::UNIX_EPOCH));
        let second = ticket(&slots.ask(slot, Ask::Orgs, Timestamp::UNIX_EPOCH));
        assert!(!slots.wants(first) && slots.wants(second));
        assert!(!slots.settle(first) && slots.settle(second) && !slots.settle(second));
    }

    #[test]
    fn leaving_a_place_stops_what_it_awaits_and_nothing_else() {
        let mut slots = Slots::default();
        let (here, there) = (PlaceId(1), PlaceId(2));
        slots.ask(Slot { place: here, name: "a" }, Ask::Orgs, Timestamp::UNIX_EPOCH);
        slots.ask(Slot { place: here, name: "b" }, Ask::Orgs, Timestamp::UNIX_EPOCH);
        slots.ask(Slot { place: there, name: "a" }, Ask::Orgs, Timestamp::UNIX_EPOCH);
        assert_eq!(slots.leave(here).len(), 2);
        assert!(!slots.any_at(here) && slots.any_at(there));
    }
}
