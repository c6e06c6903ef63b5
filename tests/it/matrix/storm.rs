//! A storm of keys, pastes, sizes and signals against the real program in a terminal, by a seed. It never panics, gives
//! the terminal back, and still ends when it is asked to.
//!
//! A storm that failed is repeated by `ORGSCOPE_STORM=SEED cargo test --test it storm`.

use std::time::Duration;

use super::cell::peak_megabytes;
use super::{asks_for_all, none, side_by_side};
use crate::support::home::Home;
use crate::support::screen::Screen;

/// Memory of a build that is not optimized, on the demo org.
const MEGABYTES: u64 = 250;

/// Keys with a meaning somewhere. Those that end the program are pressed at the end.
const KEYS: &[&str] = &[
    "j", "k", "h", "l", "g", "G", "n", "N", "z", "v", "y", "Y", "x", "w", "s", "t", "r", "i", "a", "o", "D",
    "X", "R", "C", "J", "K", "W", "E", "F", "H", "O", "e", "p", "u", "b", "f", "1", "2", "3", "9", "0", "/",
    "?", ":", ".", ",", "*", ">", "<lt>", "<up>", "<down>", "<left>", "<right>", "<pgup>", "<pgdn>",
    "<home>", "<end>", "<del>", "<bs>", "<enter>", "<enter>", "<esc>", "<esc>", "<tab>", "<s-tab>", "<c-u>",
    "<c-w>", "<c-a>", "<c-e>", "<c-r>", "<c-l>", "<c-p>", "<c-z>", "<c-x>", " ",
];

/// Sequences of a terminal, whole ones, halves and nonsense.
const SEQUENCES: &[&[u8]] = &[
    b"\x1b",
    b"\x1b[",
    b"\x1b[?",
    b"\x1b[<",
    b"\x1b[<64",
    b"\x1b[<0;5;5M",
    b"\x1b[<0;5;5m",
    b"\x1b[<64;9;9M",
    b"\x1b[<65;9;9M",
    b"\x1b[<32;30;12M",
    b"\x1b[<999999;99999;99999M",
    b"\x1b]",
    b"\x1b]11;rgb:0",
    b"\x1b]11;rgb:ffff/ffff/ffff\x07",
    b"\x1bP",
    b"\x1b[1;1R",
    b"\x1b[?62;22c",
    b"\x1b[I",
    b"\x1b[O",
    b"\x1b[200~",
    b"\x1b[201~",
    b"\x1b[99999999999u",
    b"\x1b[97;5u",
    b"\x1bOP",
    b"\xc3",
    b"\xff\xfe",
    b"\x00",
    b"\x1b\x1b[A",
    b"\xf0\x9f\x91",
    b"\xe2\x80\xae",
];

/// Text of all kinds, to type and to paste.
const TEXTS: &[&str] = &[
    "Account",
    "contact",
    "name",
    "001000000000001AAA",
    "SELECT Id FROM Account",
    ".fields[0] | keys",
    "üß漢字",
    "e\u{301}\u{301}\u{301}",
    "\u{202e}abc",
    "\u{1b}[2J\u{7}",
    "👩‍👩‍👧‍👦",
    "\t\t",
    "\r\n",
    "💥\0",
    "..",
    "//",
    "~",
    "%00",
    "'\"",
];

/// Numbers by a seed, the same at each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % n
    }

    fn of<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len())]
    }
}

/// How a storm ends.
#[derive(Clone, Copy, Debug)]
enum End {
    CtrlC,
    Quit,
    Signal(&'static str, u32),
}

/// One storm; what was wrong, with its seed.
fn storm(seed: u64, events: usize) -> Vec<String> {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut home = Home::new();
    for program in ["PAGER", "VISUAL", "EDITOR", "BROWSER"] {
        home.variables.push((program.into(), "true".into()));
    }
    let (columns, rows) = (40 + dice.below(160) as u16, 12 + dice.below(50) as u16);
    let mut screen = Screen::orgscope(&home, &["demo", "--rows", "200"], columns, rows);
    screen.wait_until("the first screen", |screen| !screen.text().trim().is_empty());
    let mut most = 0;
    for event in 0..events {
        let goes_on = match dice.below(20) {
            0 => {
                let (columns, rows) = (1 + dice.below(250) as u16, 1 + dice.below(80) as u16);
                screen.resize(columns, rows);
                true
            }
            1 => {
                let signal = dice.of(&["WINCH", "CONT"]);
                screen.try_signal(signal)
            }
            2 => {
                let text = dice.of(TEXTS).repeat(1 + dice.below(200));
                screen.send(format!("\x1b[200~{text}\x1b[201~").as_bytes())
            }
            3 => {
                // Not marked as a paste, and nothing that ends the program.
                let text = dice.of(TEXTS).repeat(1 + dice.below(20)).replace(['\u{3}', '\u{4}'], "");
                screen.send(text.as_bytes())
            }
            4 | 5 => {
                let sequence = dice.of(SEQUENCES);
                screen.send(sequence)
            }
            _ => {
                let key = dice.of(KEYS);
                screen.press(key)
            }
        };
        if !goes_on {
            return vec![format!("seed {seed}: it ended at event {event} of {events}: {}", screen.text())];
        }
        if event % 50 == 0 {
            screen.catch_up();
            most = most.max(screen.process().map_or(0, peak_megabytes));
        }
    }
    screen.resize(120, 36);
    // All of it is taken before it is asked to end.
    screen.settle();
    let end = [End::CtrlC, End::Quit, End::Signal("TERM", 130), End::Signal("HUP", 130)][dice.below(4)];
    let code = ended(&mut screen, end);
    let mut wrong = Vec::new();
    let expected = if let End::Signal(_, code) = end { code } else { 0 };
    match code {
        None => wrong.push(format!("{end:?} does not end it: {}", screen.text())),
        Some(code) if code != expected => {
            wrong.push(format!("{end:?} ends it with {code}, not with {expected}"))
        }
        Some(_) if !screen.is_given_back() => wrong.push(format!("{end:?}: the terminal is not given back")),
        Some(_) => {}
    }
    if memchr::memmem::find(screen.raw(), b"panicked").is_some() {
        wrong.push("it panicked".to_owned());
    }
    if most > MEGABYTES {
        wrong.push(format!("{most} MB of memory, more than {MEGABYTES}"));
    }
    wrong.into_iter().map(|wrong| format!("seed {seed}: {wrong}")).collect()
}

/// Asks it to end, as often as a patient person would; its exit code.
fn ended(screen: &mut Screen, end: End) -> Option<u32> {
    let a_moment = Duration::from_millis(120);
    // On a busy machine it has much to take before.
    for _ in 0..300 {
        match end {
            End::CtrlC => drop(screen.press("<c-c>")),
            End::Signal(name, _) => drop(screen.try_signal(name)),
            End::Quit => {
                // Esc leads out of what is open, a step each time; it is a key of its own only with a moment after it.
                for _ in 0..6 {
                    screen.press("<esc>");
                    screen.ends_within(a_moment);
                }
                screen.press("q");
            }
        }
        if screen.ends_within(a_moment) {
            break;
        }
    }
    screen.ends_within(Duration::from_secs(5)).then(|| screen.exit_code())
}

#[test]
fn no_storm_ends_it_and_after_each_it_ends_when_asked() {
    let given: Option<u64> = std::env::var("ORGSCOPE_STORM").ok().map(|seed| seed.parse().unwrap());
    let (seeds, events) = match given {
        Some(seed) => (vec![seed], 3000),
        None if asks_for_all() => ((100..124).collect(), 3000),
        None => ((1..=4).collect(), 150),
    };
    let wrong = side_by_side(2, &seeds, |seed| storm(*seed, events));
    println!("{} storms of {events} events, {} wrong", seeds.len(), wrong.len());
    none(wrong);
}
