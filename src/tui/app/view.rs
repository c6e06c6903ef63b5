//! The whole screen: header, the screen shown, keys, overlay.

use super::{App, LEAST, body};
use crate::check;
use crate::text::{cells, safe};
use crate::tui::effect::{PlaceId, VERSION};
use crate::tui::frame;
use crate::tui::frame::Header;
use crate::tui::keymap::{Command, Key, Where};
use crate::tui::screens::{Screen, Sight};
use crate::tui::theme::{Role, Sign};
use crate::tui::trail::Root;
use crate::tui::widgets::progress::IN_WORDS_MS;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::layout::Rect;

impl App {
    pub(super) fn header(&self) -> Header<'_> {
        let current = self.trail.current();
        let in_org = !matches!(current.screen, Screen::Orgs(_) | Screen::AddOrg(_) | Screen::CheckAll(_));
        let check = match self.verdict {
            None => None,
            Some(check::Status::Pass) => Some(self.look.sign(Sign::Passed)),
            Some(check::Status::Warn) => Some(self.look.sign(Sign::Warned)),
            Some(check::Status::Fail) => Some(self.look.sign(Sign::Failed)),
            Some(check::Status::NotTested) => Some(self.look.sign(Sign::Untested)),
        };
        Header {
            head: self.head.as_deref().filter(|_| in_org),
            environment: self.environment,
            run_as: self.run_as.as_ref().and_then(|u| u.preferred_username.as_deref()),
            // Only with a token does the API tell how many calls are used.
            has_token: self.has_token || self.usage.is_some(),
            version: self.version.clone(),
            usage: self.usage,
            secrets: self.vault.as_ref().map(|vault| vault.words.as_str()),
            check,
            tab: match self.trail.root() {
                Root::Check => 1,
                Root::Objects => 2,
                Root::Orgs | Root::Form | Root::All => 0,
            },
            trail: current.screen.trail(),
            keys: self.keys.at(current.screen.ground()),
        }
    }

    /// The commands of the line of keys, and words for those that do something of their own just now.
    fn keys_now(&self, size: (u16, u16)) -> (Vec<Command>, Vec<(Command, &'static str)>) {
        let current = self.trail.current();
        let is_watching = self.trail.watching() == Some(current.id);
        match &self.overlay {
            Some(overlay) => (overlay.keys(body(size)), vec![(Command::Open, overlay.enters())]),
            None => {
                let offered = current.screen.keys().into_iter().filter(|command| self.offers(*command));
                let mut offered: Vec<_> = offered.collect();
                let mut says = current.screen.says().to_vec();
                // While something runs Esc is the key that stops it, and comes first once the pane says so too.
                if is_watching || self.slots.any_at(current.id) {
                    says.push((Command::Escape, "stop"));
                }
                let is_long = self.slots.longest_at(current.id, self.now) >= IN_WORDS_MS;
                let is_plain = !current.screen.place().is_typing();
                if is_long && is_plain && !offered.contains(&Command::Escape) {
                    offered.insert(0, Command::Escape);
                }
                (offered, says)
            }
        }
    }

    /// The key at a column of the line of keys.
    pub(super) fn key_at(&self, x: u16) -> Option<Key> {
        let (commands, says) = self.keys_now(self.size);
        frame::key_at(self.size.0, &self.keys.at(self.place()), &commands, &says, x)
    }

    /// Draws the whole screen; the place of the terminal's cursor, where there is one.
    pub fn view(&self, area: Rect, buf: &mut Buffer) -> Option<Position> {
        if area.width < LEAST.0 || area.height < LEAST.1 {
            let quit = self.keys.at(Where::Orgs).of(Command::Quit);
            frame::draw_too_small(area, buf, &self.look, &quit);
            return None;
        }
        frame::draw_header(area, buf, &self.look, &self.header());
        let current = self.trail.current();
        let sight = Sight {
            look: &self.look,
            now: self.now,
            head: self.head.as_deref(),
            run_as: self.run_as.as_ref().and_then(|u| u.preferred_username.as_deref()),
            has_token: self.has_token,
            slots: &self.slots,
            place: current.id,
            is_covered: self.overlay.is_some(),
            keys: self.keys.at(current.screen.ground()),
        };
        let mut caret = current.screen.view(body((area.width, area.height)), buf, &sight);
        let keys = Rect { y: area.height - 1, height: 1, ..area };
        // What the app itself asks for has no pane to say so; a pane that waits for it says it.
        let waits = || {
            let mut waits = [VERSION, "run_as"].iter().filter_map(|name| self.slots.wait(PlaceId::APP, name));
            let wait = waits.next().filter(|_| !self.slots.any_at(current.id))?;
            Some(format!("{}. {}", wait.words(self.now), wait.terms()))
        };
        match &self.message.clone().or_else(waits) {
            Some(words) => {
                let words = format!(" {}", safe::visible(words));
                let words = cells::cut_end(&words, keys.width.into()).into_owned();
                frame::spans(buf, keys.x, keys.y, keys.width, &[(words, self.look.style(Role::Warn))]);
            }
            None => {
                let (commands, says) = self.keys_now((area.width, area.height));
                frame::draw_keys(keys, buf, &self.look, &self.keys.at(self.place()), &commands, &says);
            }
        }
        if let Some(overlay) = &self.overlay {
            caret = overlay.view(body((area.width, area.height)), buf, &self.look);
        }
        self.look.settle(buf);
        caret
    }
}
