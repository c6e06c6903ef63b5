//! The terminal at its worst: pastes that nobody marks, keys as Windows tells them, sequences that break off,
//! signals at any moment, programs that the terminal is lent to.

use std::sync::Arc;
use std::time::{Duration, Instant};

use orgscope::demo::exchange::{Answer, Asked};
use orgscope::demo::faults::{Fault, Faults, Thrown};
use orgscope::demo::org::Org;
use orgscope::demo::serve::{self, Options};

use crate::support::home::Home;
use crate::support::screen::Screen;

const ID: &str = "001000000000001AAA";

fn with(name: &str, value: &str) -> Home {
    let mut home = Home::new();
    home.variables.retain(|(set, _)| set != name);
    home.variables.push((name.into(), value.into()));
    home
}

#[test]
fn what_is_pasted_without_marks_runs_nothing_in_a_list() {
    // The Linux console has no marks for pastes, as no console of Windows has.
    for term in ["xterm-256color", "linux"] {
        let home = with("TERM", term);
        let mut screen = Screen::orgscope(&home, &["demo"], 120, 36);
        screen.wait_for("[2 Objects]");
        screen.wait_for("Account");
        screen.keys(&format!("{ID}<enter>"));
        // What a marked paste of an id does as well: it offers to go there.
        screen.wait_for(ID);
        screen.keys("<esc>");
        screen.wait_gone(ID);
        screen.keys("1");
        screen.wait_for("✓ The app works");
        screen.keys("q\rD\rX1\rquit\r<enter>");
        screen.wait_for("A paste goes into a text");
        screen.keys("<down>");
        screen.wait_gone("A paste goes into a text");
        screen.keys("q");
        assert_eq!(screen.exit_code(), 0);
        assert!(screen.is_given_back());
    }
    let home = Home::new();
    let mut screen = Screen::orgscope(&home, &[], 120, 36);
    screen.wait_for("No org yet.");
    screen.keys("daqd, and more of it\rq\r");
    screen.wait_for("A paste goes into a text");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn what_is_pasted_without_marks_is_text_in_a_field_and_sends_nothing() {
    let home = Home::new();
    let mut screen = Screen::orgscope(&home, &[], 120, 36);
    screen.wait_for("No org yet.");
    screen.keys("a");
    screen.wait_for("Where do I find these?");
    screen.keys("acme<tab>");
    screen.keys("https://acme.my.salesforce.com<enter>");
    screen.wait_for("https://acme.my.salesforce.com");
    // In the same field, after what was pasted; the caret comes a moment after the text.
    let caret_after = |text: &'static str| {
        move |screen: &Screen| {
            let (x, y) = screen.cursor().unwrap_or_default();
            let line = &screen.lines()[usize::from(y)];
            line.find(text).is_some_and(|at| line[..at].chars().count() + text.len() == usize::from(x))
        }
    };
    screen.wait_until("the caret after it", caret_after("https://acme.my.salesforce.com"));
    screen.keys("?");
    screen.wait_until("the caret after it", caret_after("https://acme.my.salesforce.com?"));
    screen.signal("TERM");
    assert_eq!(screen.exit_code(), 130);
    // Short words with Enter are pasted only where no paste is ever marked.
    let home = with("TERM", "linux");
    let mut screen = Screen::orgscope(&home, &["demo"], 120, 36);
    screen.wait_for("Account");
    screen.keys("/");
    screen.wait_for("━ typing ━");
    screen.keys("Contact<enter>");
    screen.wait_for("/ Contact ");
    screen.keys("s");
    screen.wait_for("/ Contacts ");
    screen.signal("TERM");
    assert_eq!(screen.exit_code(), 130);
}

#[test]
fn a_long_paste_takes_time_by_its_length() {
    let home = Home::new();
    let mut screen = Screen::orgscope(&home, &["demo"], 120, 36);
    screen.wait_for("Account");
    let letters = "x".repeat(100_000);
    for marked in [true, false] {
        screen.keys("/");
        screen.wait_for("━ typing ━");
        let since = Instant::now();
        if marked {
            screen.paste(&format!("{letters}end-of-it\r\n"));
        } else {
            screen.keys(&format!("{letters}end-of-it\r"));
        }
        screen.wait_for("end-of-it");
        // A square of the length took a multiple of this in a build that is not optimised.
        assert!(since.elapsed() < Duration::from_secs(10), "{marked}: {:?}", since.elapsed());
        screen.keys("<esc>");
        screen.wait_gone("end-of-it");
    }
    screen.paste(&letters.repeat(11));
    screen.wait_for("1.1 MB were pasted, more than the 1.0 MB that are taken at once.");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn altgr_types_what_the_keyboard_has_there() {
    let home = Home::new();
    let mut screen = Screen::orgscope(&home, &["demo"], 120, 36);
    screen.wait_for("Account");
    // As a command of a list, and as text: Ctrl and Alt with each, as a console of Windows tells AltGr.
    let altgr = |c: char| format!("\u{1b}[{};7u", u32::from(c));
    screen.keys(&altgr('/'));
    screen.keys("x");
    screen.wait_for("/ x ");
    for c in "@[]{}|\\~€".chars() {
        screen.keys(&altgr(c));
    }
    screen.wait_for("/ x@[]{}|\\~€ ");
    screen.keys("<esc>");
    screen.wait_gone("/ x@");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn option_with_an_arrow_moves_by_words_and_leaves_no_text() {
    let home = Home::new();
    let mut screen = Screen::orgscope(&home, &["demo"], 120, 36);
    screen.wait_for("Account");
    screen.keys("/one two");
    screen.wait_for("/ one two ");
    // Terminal.app and iTerm2 send these for Option with ←, and with Backspace.
    screen.keys("\u{1b}b");
    screen.keys("\u{1b}\u{7f}");
    screen.keys("x");
    screen.wait_for("/ xtwo ");
    screen.signal("TERM");
    assert_eq!(screen.exit_code(), 130);
}

#[test]
fn a_sequence_that_breaks_off_swallows_neither_a_size_nor_ctrl_c() {
    for broken in ["\u{1b}[?", "\u{1b}[<lt>64>", "\u{1b}[200~abc", "\u{1b}]11;rgb:0"] {
        let home = Home::new();
        let mut screen = Screen::orgscope(&home, &["demo"], 120, 36);
        screen.wait_for("Account");
        screen.keys(broken);
        screen.resize(50, 12);
        screen.wait_for("orgscope needs a little more room");
        screen.resize(120, 36);
        screen.wait_for("Account");
        screen.keys("<c-c>");
        screen.wait_for("Ctrl-C again quits");
        screen.keys("<c-c>");
        assert_eq!(screen.exit_code(), 0);
        assert!(screen.is_given_back());
    }
}

#[cfg(unix)]
#[test]
fn each_signal_ends_a_command_that_waits_with_the_same_exit_code() {
    let home = Home::new();
    home.configure("[orgs.acme]\nlogin_url = \"https://acme.my.salesforce.com\"\nsecrets = \"memory\"\n");
    let signals = ["INT", "QUIT", "TERM", "HUP"];
    let mut screens = signals.map(|_| Screen::orgscope(&home, &["org", "remove", "acme"], 100, 30));
    screens.iter_mut().for_each(|screen| screen.wait_for("Type acme to go on:"));
    for (screen, signal) in screens.iter().zip(signals) {
        screen.signal(signal);
    }
    for (screen, signal) in screens.iter_mut().zip(signals) {
        assert_eq!(screen.exit_code(), 130, "SIG{signal}");
        assert!(screen.is_given_back(), "SIG{signal}");
    }
}

#[cfg(unix)]
#[test]
fn each_signal_gives_the_terminal_back_and_ends_with_one_exit_code() {
    let home = Home::new();
    std::fs::write(home.path().join("a.json"), "[1, 2]").unwrap();
    for signal in ["INT", "QUIT", "TERM", "HUP"] {
        for (arguments, shows) in [
            (&["demo"][..], "Account"),
            (&[], "No org yet."),
            (&["view", "a.json"], "line 1 of 4"),
            (&["--plain", "demo"], "Say more for the next."),
        ] {
            if (signal, arguments[..].first()) == ("INT", Some(&"--plain")) {
                // There it stops what runs, as Ctrl-C does.
                continue;
            }
            let mut screen = Screen::orgscope(&home, arguments, 100, 30);
            screen.wait_for(shows);
            screen.signal(signal);
            assert_eq!(screen.exit_code(), 130, "SIG{signal} in {arguments:?}");
            assert!(screen.is_given_back(), "SIG{signal} in {arguments:?}");
        }
    }
}

/// A pager or an editor that says when it is there, hears Ctrl-C, and ends with Enter. A shell can
/// miss an interrupt that comes just before it waits, so each is sent until it is heard.
#[cfg(unix)]
const PROGRAM: &str = "sh -c 'trap \"echo interrupted\" INT QUIT; stty -echo; printf \"here %s\\n\" \"$1\"; \
                       while ! read line </dev/tty; do :; done' x";

#[cfg(unix)]
fn lent_files(home: &Home) -> usize {
    std::fs::read_dir(home.path().join("tmp")).unwrap().count()
}

#[cfg(unix)]
#[test]
fn ctrl_c_in_a_pager_or_an_editor_is_theirs() {
    for (variable, key) in [("PAGER", "O"), ("VISUAL", "e")] {
        let mut home = with(variable, PROGRAM);
        home.variables.push(("TMPDIR".into(), home.path().join("tmp").display().to_string()));
        std::fs::create_dir(home.path().join("tmp")).unwrap();
        std::fs::write(home.path().join("a.json"), "[1, 2]").unwrap();
        for arguments in [&["view", "a.json"][..], &["demo"]] {
            let mut screen = Screen::orgscope(&home, arguments, 120, 36);
            screen.wait_for(if arguments[0] == "demo" { "\"keyPrefix\"" } else { "line 1 of 4" });
            if arguments[0] == "demo" {
                screen.keys("<tab><tab>");
                screen.wait_for("Space fold");
            }
            screen.keys(key);
            screen.wait_for("here");
            assert!(!screen.is_alternate());
            for interrupt in ["<c-c>", "\u{1c}", "<c-c>"] {
                screen.keys_until(interrupt, "interrupted");
                screen.scribble("\u{1b}[2J\u{1b}[H");
            }
            screen.keys("<enter>");
            screen.wait_until("orgscope again", Screen::is_alternate);
            assert_eq!(lent_files(&home), 0, "{variable} {arguments:?}");
            screen.keys("q");
            screen.keys("q");
            assert_eq!(screen.exit_code(), 0);
            assert!(screen.is_given_back(), "{variable} {arguments:?}");
        }
    }
}

#[cfg(unix)]
#[test]
fn the_end_while_a_program_has_the_terminal_leaves_neither_file_nor_settings() {
    for signal in ["TERM", "HUP"] {
        for (variable, key) in [("PAGER", "O"), ("VISUAL", "e")] {
            let mut home = with(variable, PROGRAM);
            home.variables.push(("TMPDIR".into(), home.path().join("tmp").display().to_string()));
            std::fs::create_dir(home.path().join("tmp")).unwrap();
            std::fs::write(home.path().join("a.json"), "[1, 2]").unwrap();
            let mut screen = Screen::orgscope(&home, &["view", "a.json"], 100, 30);
            screen.wait_for("line 1 of 4");
            screen.keys(key);
            screen.wait_for("here");
            screen.signal(signal);
            assert_eq!(screen.exit_code(), 130, "SIG{signal} in {variable}");
            assert_eq!(lent_files(&home), 0, "SIG{signal} in {variable}");
            // The program left the echo off.
            assert!(screen.is_given_back(), "SIG{signal} in {variable}");
        }
    }
}

/// Text of an org that would take the terminal over: a copy, a cleared screen, C1 characters, a turned line, a tower of
/// marks.
const EVIL: &str = "Ae\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}cc\u{1b}]52;c;ZXZpbA==\u{7}\u{1b}[2J\u{9b}31m\u{202e}";

fn evil(_: &Org, asked: &Asked, _: &Thrown, answer: &mut Answer) {
    if asked.target.ends_with("/sobjects") {
        let mut body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        body["sobjects"][0]["label"] = EVIL.into();
        body["sobjects"][0]["name"] = "Zebra\u{202e}".into();
        answer.body = serde_json::to_vec(&body).unwrap().into();
    } else if asked.target.ends_with("/page") {
        answer.body = format!("<html>{EVIL}\roverwritten").into();
    }
}

const EVIL_ORG: Fault = Fault { name: "evil", after: Some(evil), ..Fault::NONE };

#[test]
fn text_of_an_org_cannot_steer_the_terminal_whatever_command_prints_it_and_a_pipe_gets_its_bytes() {
    let threads = tokio::runtime::Runtime::new().unwrap();
    let faults = Arc::new(Faults::default());
    faults.switch_on(EVIL_ORG, None);
    let org = threads.block_on(serve::start(Options { faults, ..Options::default() })).unwrap();
    let mut home = Home::new();
    home.variables = vec![
        ("ORGSCOPE_LOGIN_URL".into(), org.base_url.clone()),
        ("ORGSCOPE_CLIENT_ID".into(), org.client_id.into()),
        ("ORGSCOPE_CLIENT_SECRET".into(), org.client_secret.into()),
    ];
    let steers = |bytes: &[u8]| {
        let tower = "\u{301}".repeat(9);
        ["\u{1b}]52", "\u{1b}[2J", "\u{9b}", "\u{202e}", "\roverwritten", &tower]
            .map(str::to_owned)
            .into_iter()
            .find(|evil| bytes.windows(evil.len()).any(|window| window == evil.as_bytes()))
    };
    for (command, mark) in [
        (&["objects"][..], "⟨U+202E⟩"),
        (&["objects", "--format", "csv"], "⟨U+001B⟩]52"),
        (&["objects", "--format", "json"], "\\u202e"),
        (&["objects", "--format", "ndjson"], "\\u202e"),
        (&["objects", "--json"], "\\u009b"),
        (&["get", "sobjects"], "\\u202e"),
        (&["get", "-i", "--pretty", "sobjects"], "\\u202e"),
        (&["get", "page"], "⟨U+202E⟩"),
    ] {
        let mut screen = Screen::orgscope(&home, command, 200, 50);
        screen.exit_code();
        assert_eq!(steers(screen.raw()), None, "{command:?}");
        assert!(
            screen.raw().windows(mark.len()).any(|part| part == mark.as_bytes()),
            "{command:?}: no {mark}"
        );
        if command[0] == "get" || command.contains(&"csv") {
            let ran = home.run(command, "");
            assert!(ran.out.contains('\u{202e}'), "{command:?} into a pipe");
        }
    }
}
