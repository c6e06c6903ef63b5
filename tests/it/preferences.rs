//! What a person prefers, in `config.toml`, is obeyed where it says: one test for each preference, each seen from
//! outside. A preference that is added and not named here does not compile.

use std::sync::{Arc, Mutex};

use orgscope::demo::exchange::{Answer, Asked};
use orgscope::demo::faults::{Fault, Faults, Thrown};
use orgscope::demo::org::Org;
use orgscope::demo::serve::{self, Options};
use orgscope::store::Preferences;

use crate::support::home::Home;
use crate::support::screen::Screen;

/// A home with that configuration, in a terminal of true colour.
pub(crate) fn home(config: &str) -> Home {
    let mut home = Home::new();
    home.configure(config);
    home.variables.push(("COLORTERM".into(), "truecolor".into()));
    home
}

/// All that the demo org's screens write until the object list and a passed check are there.
fn written(config: &str) -> String {
    let home = home(config);
    let mut screen = Screen::orgscope(&home, &["demo"], 120, 36);
    screen.wait_for("Account");
    screen.keys("1");
    screen.wait_for("The app works");
    screen.keys("q");
    screen.exit_code();
    String::from_utf8_lossy(screen.raw()).into_owned()
}

/// All that the JSON viewer writes until it was asked for its keys.
fn viewed(config: &str) -> String {
    let home = home(config);
    std::fs::write(home.path().join("a.json"), r#"{"a":[1]}"#).unwrap();
    let mut screen = Screen::orgscope(&home, &["view", "a.json"], 120, 36);
    screen.wait_for("line 1 of 5");
    // Behind the answer to what it may have asked the terminal.
    screen.keys("?");
    screen.wait_for("type to find a key");
    screen.keys("<esc>q");
    screen.exit_code();
    String::from_utf8_lossy(screen.raw()).into_owned()
}

#[test]
fn every_preference_has_a_test_here() {
    let Preferences {
        theme: _,          // the_theme_chooses_the_colours, also in the viewer
        ascii: _,          // ascii_draws_no_line_and_no_sign_of_unicode, also in the viewer
        mouse: _,          // without_the_mouse_the_terminal_keeps_it, also in the viewer
        motion: _,         // without_motion_nothing_turns_and_time_is_told
        hints: _,          // hints_come_once_and_can_be_stopped
        revoke_on_exit: _, // the_token_is_revoked_on_exit_where_that_is_preferred
        org_sort: _,       // the_picker_is_sorted_as_preferred
        keys: _,           // keys.rs
    } = Preferences::default();
}

const CYAN: &str = "38;5;6;";

#[test]
fn the_theme_chooses_the_colours() {
    let (dark, light) = ("38;2;95;175;255", "38;2;0;95;175");
    for (theme, has, has_not) in [
        ("dark", dark, light),
        ("light", light, dark),
        // The terminal of these tests says that it is dark.
        ("auto", dark, light),
        // The screens and the viewer write the same colour in two ways.
        ("terminal", CYAN, "38;2;"),
    ] {
        let config = format!("theme = \"{theme}\"\n");
        for raw in [written(&config), viewed(&config)] {
            let raw = raw.replace(";36m", CYAN);
            assert!(raw.contains(has), "{theme}: no {has:?}");
            assert!(!raw.contains(has_not), "{theme}: {has_not:?}");
            assert_eq!(raw.contains("\u{1b}]11;?"), ["auto", "terminal"].contains(&theme), "{theme}");
        }
    }
}

#[test]
fn ascii_draws_no_line_and_no_sign_of_unicode() {
    let (usual, plain) = (written(""), written("ascii = true\n"));
    for glyph in ["─", "━", "│", "✓", "▸"] {
        assert!(usual.contains(glyph) && !plain.contains(glyph), "{glyph}");
    }
    let (usual, plain) = (viewed(""), viewed("ascii = true\n"));
    for glyph in ["─", "━", "▾", "▸"] {
        assert!(usual.contains(glyph) && !plain.contains(glyph), "viewer, {glyph}");
    }
}

#[test]
fn without_the_mouse_the_terminal_keeps_it() {
    for shown in [written, viewed] {
        let asks_for_the_mouse = |config| shown(config).contains("\u{1b}[?1000h");
        assert!(asks_for_the_mouse("") && !asks_for_the_mouse("mouse = false\n"));
    }
}

#[test]
fn without_motion_nothing_turns_and_time_is_told() {
    let seen = |config: &str| {
        let arguments = ["demo", "--fault", "slow_answer=700"];
        let home = home(config);
        let mut screen = Screen::orgscope(&home, &arguments, 120, 36);
        // In the list that loads, and on the check that runs.
        screen.wait_for("reading");
        screen.keys("1");
        screen.wait_for("token shape");
        screen.wait_for("The app works");
        screen.keys("q");
        screen.exit_code();
        String::from_utf8_lossy(screen.raw()).into_owned()
    };
    let turns = |raw: &str| ["◓", "◑", "◒"].into_iter().any(|sign| raw.contains(sign));
    let (moving, still) = (seen(""), seen("motion = false\n"));
    assert!(turns(&moving) && !turns(&still));
    assert!(!moving.contains("reading, ") && still.contains("reading, "));
}

#[test]
fn hints_come_once_and_can_be_stopped() {
    const HINT: &str = "selects text";
    let drag = |screen: &mut Screen| screen.keys("\u{1b}[<0;40;10M\u{1b}[<32;44;10M\u{1b}[<0;44;10m");
    let usual = home("");
    let mut screen = Screen::orgscope(&usual, &["demo"], 120, 36);
    screen.wait_for("Account");
    screen.wait_for("✓");
    drag(&mut screen);
    screen.wait_for(HINT);
    screen.keys("<down>");
    screen.wait_gone(HINT);
    drag(&mut screen);
    screen.keys("?");
    screen.wait_for("type to find a key");
    screen.keys("<esc>q");
    screen.exit_code();
    let times = String::from_utf8_lossy(screen.raw()).matches(HINT).count();
    assert_eq!(times, 1);

    let quiet = home("hints = false\n");
    let mut screen = Screen::orgscope(&quiet, &["demo"], 120, 36);
    screen.wait_for("Account");
    screen.wait_for("✓");
    drag(&mut screen);
    screen.keys("?");
    screen.wait_for("type to find a key");
    screen.keys("<esc>q");
    screen.exit_code();
    assert!(!String::from_utf8_lossy(screen.raw()).contains(HINT));
}

static REVOKED: Mutex<usize> = Mutex::new(0);

fn count(_: &Org, asked: &Asked, _: &Thrown) -> Option<Answer> {
    if asked.target.starts_with("/services/oauth2/revoke") {
        *REVOKED.lock().unwrap() += 1;
    }
    None
}

#[test]
fn the_token_is_revoked_on_exit_where_that_is_preferred() {
    let threads = tokio::runtime::Runtime::new().unwrap();
    let faults = Arc::new(Faults::default());
    faults.switch_on(Fault { name: "count", before: Some(count), ..Fault::NONE }, None);
    let org = threads.block_on(serve::start(Options { faults, ..Options::default() })).unwrap();
    let revoked = || std::mem::take(&mut *REVOKED.lock().unwrap());
    for (config, times) in [("", 0), ("revoke_on_exit = true\n", 1)] {
        let mut home = home(config);
        home.variables.extend([
            ("ORGSCOPE_LOGIN_URL".into(), org.base_url.clone()),
            ("ORGSCOPE_CLIENT_ID".into(), org.client_id.into()),
            ("ORGSCOPE_CLIENT_SECRET".into(), org.client_secret.into()),
        ]);
        let mut screen = Screen::orgscope(&home, &[], 120, 36);
        screen.wait_for("Account");
        screen.wait_for("✓");
        screen.keys("q");
        assert_eq!(screen.exit_code(), 0);
        assert_eq!(revoked(), times, "screens, {config:?}");
        assert_eq!(home.run(&["objects", "Account"], "").code, 0);
        assert_eq!(revoked(), times, "command, {config:?}");
    }
}

#[test]
fn the_picker_is_sorted_as_preferred() {
    let orgs = "[orgs.bravo]\nlogin_url = \"https://b.my.salesforce.com\"\n\
                [orgs.alfa]\nlogin_url = \"https://a.my.salesforce.com\"\n";
    for (config, fact, order) in [
        ("", "sorted by last use", ["bravo", "alfa"]),
        ("org_sort = \"name\"\n", "sorted by name", ["alfa", "bravo"]),
    ] {
        let home = home(&format!("{config}{orgs}"));
        // bravo was opened last
        remember(&home, "bravo", r#"{"used": "2026-11-23T10:00:00Z"}"#);
        let mut screen = Screen::orgscope(&home, &[], 120, 36);
        screen.wait_for(fact);
        let lines = screen.lines();
        let at = |name: &str| lines.iter().position(|l| l.get(..30).is_some_and(|l| l.contains(name)));
        assert!(at(order[0]) < at(order[1]), "{lines:#?}");
        screen.keys("q");
        screen.exit_code();
    }
}

/// Puts down what orgscope remembers of an org.
fn remember(home: &Home, org: &str, json: &str) {
    let folder = home.state_dir().join("orgs");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(format!("{org}.json")), json).unwrap();
}
