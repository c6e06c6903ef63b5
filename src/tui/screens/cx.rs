//! What a screen may know and ask while it updates, and what it may see while it draws.

use bytes::Bytes;
use jiff::Timestamp;
use ratatui::layout::Rect;

use super::Move;
use crate::tui::children;
use crate::tui::effect::{Effect, PlaceId, Slot, Slots, VERSION, Waiting};
use crate::tui::errands::{self, Errand};
use crate::tui::keymap::{Command, Keys};
use crate::tui::terminal::COPY_LIMIT;
use crate::tui::theme::Look;
use crate::tui::work::{Ask, Head};

/// What a screen may know and ask while it updates.
#[derive(Debug)]
pub struct Cx<'a> {
    /// The time of the event.
    pub now: Timestamp,
    /// Where the screen is drawn.
    pub area: Rect,
    /// The place that updates.
    pub place: PlaceId,
    /// The open org.
    pub head: Option<&'a Head>,
    /// The API version in use, as far as known by now.
    pub version: Option<&'a str>,
    /// What is awaited.
    pub slots: &'a mut Slots,
    /// What the runtime has to do.
    pub effects: &'a mut Vec<Effect>,
    /// Where to go.
    pub moves: &'a mut Vec<Move>,
    /// The keys, for sentences.
    pub keys: Keys,
    /// The terminal takes texts for the clipboard.
    pub terminal_copies: bool,
}

impl Cx<'_> {
    /// The key of a command, to be in a sentence.
    pub fn key(&self, command: Command) -> String {
        self.keys.of(command)
    }

    /// Asks for something under a name of the screen's own; a former ask of that name is stopped.
    pub fn ask(&mut self, name: &'static str, ask: Ask) {
        let slot = Slot { place: self.place, name };
        let effect = self.slots.ask(slot, ask, self.now);
        self.effects.push(effect);
    }

    /// Stops what was asked under that name; false where nothing was.
    pub fn stop(&mut self, name: &'static str) -> bool {
        let effect = self.slots.drop(Slot { place: self.place, name });
        let stopped = effect.is_some();
        self.effects.extend(effect);
        stopped
    }

    /// What is known of the waiting for that name.
    pub fn waiting(&self, name: &'static str) -> Option<&Waiting> {
        self.slots.waiting(self.place, name)
    }

    /// Goes somewhere once the update is done.
    pub fn go(&mut self, to: Move) {
        self.moves.push(to);
    }

    /// Shows a sentence until the next key.
    pub fn say(&mut self, words: impl Into<String>) {
        self.moves.push(Move::Say(words.into()));
    }

    /// Copies a text.
    pub fn copy(&mut self, text: String) {
        self.copy_bytes(String::new(), Bytes::from(text));
    }

    /// Copies by the terminal where it takes so much, and by the system's clipboard where there is one; says
    /// which way was used. The name says what it is.
    pub fn copy_bytes(&mut self, name: String, bytes: Bytes) {
        let text = Some(&bytes).filter(|bytes| self.terminal_copies && bytes.len() <= COPY_LIMIT);
        let text = text.and_then(|bytes| std::str::from_utf8(bytes).ok());
        let by_terminal = text.is_some();
        if let Some(text) = text {
            self.effects.push(Effect::Copy(text.to_owned()));
            self.say(children::copied_by_terminal(&name, bytes.len()));
        }
        // The answer is the app's to tell: the person may have gone on.
        let slot = Slot { place: PlaceId::APP, name: errands::COPY };
        let errand = Ask::Errand(Errand::Copy { name, bytes, by_terminal });
        self.effects.push(self.slots.ask(slot, errand, self.now));
    }
}

/// What a screen may see while it draws.
#[derive(Debug)]
pub struct Sight<'a> {
    /// Colours and signs.
    pub look: &'a Look,
    /// The time of the last event.
    pub now: Timestamp,
    /// The open org.
    pub head: Option<&'a Head>,
    /// The Run As user's name, once it is known.
    pub run_as: Option<&'a str>,
    /// A token was granted and not refused since.
    pub has_token: bool,
    /// What is awaited.
    pub slots: &'a Slots,
    /// The place that draws.
    pub place: PlaceId,
    /// An overlay covers the screen: it is drawn muted afterwards, and no caret shows.
    pub is_covered: bool,
    /// The keys, for sentences.
    pub keys: Keys,
}

impl Sight<'_> {
    /// The key of a command, to be in a sentence.
    pub fn key(&self, command: Command) -> String {
        self.keys.of(command)
    }

    /// What is known of the waiting for that name.
    pub fn waiting(&self, name: &'static str) -> Option<&Waiting> {
        self.slots.waiting(self.place, name)
    }

    /// What everything that is asked needs first and waits for now: the API version, then the token.
    pub fn needed_first(&self) -> Option<(&'static str, &'static str)> {
        let version = self.slots.waiting(PlaceId::APP, VERSION);
        match version {
            _ if self.has_token => None,
            Some(_) => Some(("Waiting for the API versions", "GET /services/data")),
            None => Some(("Waiting for the token", "POST …/oauth2/token")),
        }
    }
}
