//! A stage for tests: the whole App without a runtime. Events go in, what it asks is answered by hand, and the
//! screen is pictured as text with the role of each cell.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::store::OrgSort;
use crate::trouble::Trouble;
use crate::tui::app::{App, Manner, Start};
use crate::tui::effect::{Effect, Event, Mouse, MouseAct, Ticket};
use crate::tui::keymap::{Code, Key, Keymap};
use crate::tui::terminal::Kind;
use crate::tui::theme::{Background, ColourDepth, Look, Role};
use crate::tui::widgets::ink;
use crate::tui::work::{Answer, Ask, Environment, Head, Progress, Vault};

/// The App on a stage.
#[derive(Debug)]
pub struct Stage {
    app: App,
    size: (u16, u16),
    now: Timestamp,
    asked: Vec<(Ticket, Ask)>,
    /// Effects other than asks, in order.
    pub effects: Vec<Effect>,
    look: Look,
}

const KIND: Kind = Kind { colours: ColourDepth::True, copies: true, marks_pastes: true };

impl Stage {
    /// The picker with what it asks at the start, in a terminal of that size.
    pub fn new(columns: u16, rows: u16) -> Self {
        Self::shown(columns, rows, Look::new(ColourDepth::True, Background::Dark, false, false), false)
    }

    /// The same with that look, with hints where wanted.
    pub fn shown(columns: u16, rows: u16, look: Look, hints: bool) -> Self {
        let mut stage = Self::before_the_vault(columns, rows, look, hints);
        stage.vault("Secret Service, unlocked", true);
        stage
    }

    /// The same with other keys than the usual ones.
    pub fn with_keys(columns: u16, rows: u16, keys: Keymap) -> Self {
        let look = Look::new(ColourDepth::True, Background::Dark, false, false);
        let mut stage = Self::started((columns, rows), Manner { look, hints: false, keys, terminal: KIND });
        stage.vault("Secret Service, unlocked", true);
        stage
    }

    /// The same while it is not known where secrets can be kept.
    pub fn before_the_vault(columns: u16, rows: u16, look: Look, hints: bool) -> Self {
        Self::started((columns, rows), Manner { look, hints, keys: Keymap::default(), terminal: KIND })
    }

    fn started(size: (u16, u16), manner: Manner) -> Self {
        let now = Timestamp::from_second(1_795_000_000).unwrap();
        let look = manner.look.clone();
        let (app, effects) = App::start(Start::Stored, manner, size, now);
        let mut stage = Self { app, size, now, asked: Vec::new(), effects: Vec::new(), look };
        stage.keep(effects);
        stage
    }

    /// Where secrets can be kept is known.
    pub fn vault(&mut self, words: &str, works: bool) {
        let config = Ok("~/.config/orgscope/config.toml".into());
        let vault = Vault { words: words.into(), works, kernel: Some(true), config, halves: Vec::new() };
        self.answer(|ask| matches!(ask, Ask::Vault), Answer::Vault(vault));
    }

    /// The same with an org open.
    pub fn opened(columns: u16, rows: u16, name: &str, host: &str, environment: Environment) -> Self {
        Self::new(columns, rows).open(name, host, environment)
    }

    /// The demo org, open.
    pub fn demo(columns: u16, rows: u16) -> Self {
        let mut stage = Self::new(columns, rows);
        stage.answer(|ask| matches!(ask, Ask::First), Answer::First(None));
        stage.keys("d");
        let head = Head {
            name: "demo".into(),
            host: "127.0.0.1:4711".into(),
            environment: Environment::Loopback,
            has_switches: true,
            stars: Default::default(),
        };
        stage.answer(|ask| matches!(ask, Ask::OpenDemo), Answer::Opened(Arc::new(head)));
        stage
    }

    /// Opens an org.
    pub fn open(mut self, name: &str, host: &str, environment: Environment) -> Self {
        let stage = &mut self;
        stage.answer(|ask| matches!(ask, Ask::First), Answer::First(Some(name.into())));
        let head = Head {
            name: name.into(),
            host: host.into(),
            environment,
            has_switches: false,
            stars: Default::default(),
        };
        stage.answer(|ask| matches!(ask, Ask::Open(_)), Answer::Opened(Arc::new(head)));
        self
    }

    fn keep(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Ask(ticket, ask) => {
                    self.asked.retain(|(other, _)| other.slot != ticket.slot);
                    self.asked.push((ticket, ask));
                }
                Effect::Drop(slot) => self.asked.retain(|(ticket, _)| ticket.slot != slot),
                other => self.effects.push(other),
            }
        }
    }

    fn event(&mut self, event: Event) {
        let effects = self.app.update(event, self.now);
        self.keep(effects);
    }

    /// Types keys: letters as they are; `<enter>`, `<esc>`, `<tab>`, `<up>`, `<down>`, `<c-r>`.
    pub fn keys(&mut self, keys: &str) {
        let mut rest = keys;
        while let Some(c) = rest.chars().next() {
            let named = rest.strip_prefix('<').and_then(|r| r.split_once('>'));
            let (key, behind) = match named {
                Some((name, behind)) => (named_key(name), behind),
                None => (Key::of(Code::Char(c)), &rest[c.len_utf8()..]),
            };
            rest = behind;
            self.event(Event::Key(key));
        }
    }

    /// Pastes.
    pub fn paste(&mut self, text: &str) {
        self.event(Event::Paste(text.into()));
    }

    /// Presses the mouse at a cell, or turns its wheel there.
    pub fn mouse(&mut self, x: u16, y: u16, act: MouseAct) {
        self.event(Event::Mouse(Mouse { x, y, act }));
    }

    /// Draws the mouse with its button held.
    pub fn drag(&mut self) {
        self.event(Event::Drag);
    }

    /// Gives the terminal another size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.size = (columns, rows);
        self.event(Event::Resize(columns, rows));
    }

    /// The time on the stage.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Lets time pass and tells it.
    pub fn wait(&mut self, ms: i64) {
        self.now = self.now.saturating_add(SignedDuration::from_millis(ms)).unwrap();
        self.event(Event::Tick(self.now));
    }

    /// What is asked and not answered.
    pub fn asked(&self) -> Vec<&Ask> {
        self.asked.iter().map(|(_, ask)| ask).collect()
    }

    fn ticket(&self, which: impl Fn(&Ask) -> bool) -> Ticket {
        let found = self.asked.iter().find(|(_, ask)| which(ask));
        found.unwrap_or_else(|| panic!("not asked; asked is {:?}", self.asked())).0
    }

    /// Answers what was asked.
    pub fn answer(&mut self, which: impl Fn(&Ask) -> bool, answer: Answer) {
        self.end(which, Ok(answer));
    }

    /// Lets what was asked fail.
    pub fn fail(&mut self, which: impl Fn(&Ask) -> bool, trouble: Trouble) {
        self.end(which, Err(trouble));
    }

    fn end(&mut self, which: impl Fn(&Ask) -> bool, answer: Result<Answer, Trouble>) {
        let ticket = self.ticket(which);
        self.asked.retain(|(other, _)| *other != ticket);
        self.event(Event::Answer(ticket, Box::new(answer)));
    }

    /// News about what was asked.
    pub fn news(&mut self, which: impl Fn(&Ask) -> bool, progress: Progress) {
        let ticket = self.ticket(which);
        self.event(Event::Progress(ticket, progress));
    }

    /// The screen as lines of text. Times of day read `hh:mm:ss`, since they are local.
    pub fn lines(&self) -> Vec<String> {
        ink::lines(&self.buffer()).into_iter().map(|line| without_clock(&line)).collect()
    }

    /// The screen as one character a cell; the second cell of a wide one is a blank.
    pub fn cells(&self) -> Vec<Vec<char>> {
        let buffer = self.buffer();
        let cell = |cell: &ratatui::buffer::Cell| cell.symbol().chars().next().unwrap_or(' ');
        buffer.content.chunks(usize::from(self.size.0)).map(|row| row.iter().map(cell).collect()).collect()
    }

    fn buffer(&self) -> Buffer {
        let area = Rect::new(0, 0, self.size.0, self.size.1);
        let mut buffer = Buffer::empty(area);
        self.app.view(area, &mut buffer);
        buffer
    }

    /// Compares the screen with its snapshot: the text, and below it the role of each cell as a letter.
    #[track_caller]
    pub fn shoot(&self, name: &str) {
        let buffer = self.buffer();
        let mut picture = String::new();
        for line in self.lines() {
            picture.push_str(&line);
            picture.push_str("|\n");
        }
        for row in buffer.content.chunks(usize::from(self.size.0)) {
            let roles: String = row.iter().map(|cell| self.letter(cell)).collect();
            picture.push_str(roles.trim_end());
            picture.push('\n');
        }
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        let name = format!("{name}@{}x{}", self.size.0, self.size.1);
        settings.bind(|| insta::assert_snapshot!(name, picture));
    }

    /// `a` accent, `o` ok, `w` warn, `d` danger, `m` muted, `p` production, `s` sandbox, `v` developer; in
    /// capitals on the selection; `b` bold alone, a blank for the terminal's own colours.
    fn letter(&self, cell: &ratatui::buffer::Cell) -> char {
        let of = |role| self.look.style(role);
        let is_selected = Some(cell.bg) == of(Role::Selection).bg;
        let badge = [(Role::Prod, 'p'), (Role::Sandbox, 's'), (Role::Dev, 'v')];
        let text = [
            (Role::Accent, 'a'),
            (Role::Ok, 'o'),
            (Role::Warn, 'w'),
            (Role::Danger, 'd'),
            (Role::Muted, 'm'),
            (Role::ProdLine, 'p'),
        ];
        let letter = badge
            .iter()
            .find(|(role, _)| Some(cell.bg) == of(*role).bg || Some(cell.fg) == of(*role).bg)
            .or_else(|| text.iter().find(|(role, _)| Some(cell.fg) == of(*role).fg))
            .map(|(_, letter)| *letter);
        match (letter, is_selected) {
            (Some(letter), true) => letter.to_ascii_uppercase(),
            (Some(letter), false) => letter,
            (None, true) => 'S',
            (None, false) if cell.modifier.contains(ratatui::style::Modifier::BOLD) => 'b',
            (None, false) => ' ',
        }
    }
}

fn named_key(name: &str) -> Key {
    let code = match name {
        "enter" => Code::Enter,
        "esc" => Code::Esc,
        "tab" => Code::Tab,
        "s-tab" => Code::BackTab,
        "bs" => Code::Backspace,
        "up" => Code::Up,
        "down" => Code::Down,
        "left" => Code::Left,
        "right" => Code::Right,
        _ => match name.strip_prefix("c-").and_then(|n| n.chars().next()) {
            Some(letter) => return Key { code: Code::Char(letter), ctrl: true, alt: false },
            // As in `config.toml`.
            None => return Key::named(name).unwrap(),
        },
    };
    Key::of(code)
}

/// `18:04:11` as `hh:mm:ss`, `18:04` as `hh:mm`, and a date before it as `yyyy-mm-dd`: all of them are local.
fn without_clock(line: &str) -> String {
    let mut chars: Vec<char> = line.chars().collect();
    let fits = |chars: &[char], at: usize, shape: &str| {
        let is_digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
        let touches = is_digit(at + shape.len()) || at > 0 && is_digit(at - 1);
        let mut cells = shape.chars().enumerate();
        !touches
            && cells.all(
                |(i, c)| if c.is_alphabetic() { is_digit(at + i) } else { chars.get(at + i) == Some(&c) },
            )
    };
    for at in 0..chars.len() {
        for shape in ["yyyy-mm-dd hh:mm", "hh:mm:ss", "hh:mm"] {
            if fits(&chars, at, shape) {
                chars.splice(at..at + shape.len(), shape.chars());
            }
        }
    }
    chars.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::cells;

    /// What the screens bind, and some that nothing binds.
    fn key() -> impl Strategy<Value = String> {
        let named = prop::sample::select(vec![
            "<enter>", "<esc>", "<tab>", "<s-tab>", "<bs>", "<up>", "<down>", "<left>", "<right>", "<c-r>",
            "<c-u>", "<c-d>", "<c-l>",
        ]);
        prop_oneof![
            named.prop_map(str::to_owned),
            "[a-zA-Z0-9?/:*.,>]".prop_filter("not a name", |key| key != "<"),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn any_keys_at_any_size_keep_every_line_whole(
            columns in 1u16..220,
            rows in 1u16..60,
            is_open in any::<bool>(),
            keys in prop::collection::vec(key(), 0..40),
        ) {
            let mut stage = if is_open {
                Stage::opened(columns, rows, "acme", "acme.my.salesforce.com", Environment::Production)
            } else {
                let mut stage = Stage::new(columns, rows);
                stage.answer(|ask| matches!(ask, Ask::First), Answer::First(None));
                stage.answer(|ask| matches!(ask, Ask::Orgs), Answer::Orgs(Vec::new(), OrgSort::LastUse));
                stage
            };
            for key in &keys {
                stage.keys(key);
                stage.wait(70);
                for line in ink::lines(&stage.buffer()) {
                    prop_assert_eq!(cells::width(&line), usize::from(columns), "{:?} after {}", line, key);
                }
            }
        }
    }
}
