//! What nobody does on purpose: signals, pastes, resizes and keys at any moment.

use crate::support::home::Home;
use crate::support::screen::Screen;

#[test]
fn signals_give_the_terminal_back() {
    let home = Home::new();
    for signal in ["TERM", "HUP"] {
        let mut screen = Screen::orgscope(&home, &["demo"], 80, 24);
        screen.wait_for("Account");
        assert!(screen.is_alternate());
        screen.signal(signal);
        screen.exit_code();
        assert!(screen.is_given_back(), "after SIG{signal}");
    }
}

#[test]
fn ctrl_l_draws_the_screen_anew() {
    let home = Home::new();
    let mut screen = Screen::orgscope(&home, &["demo"], 80, 24);
    screen.wait_for("Account");
    screen.wait_for("✓");
    screen.scribble("\u{1b}[2J\u{1b}[5;5Hnoise from elsewhere");
    assert!(!screen.text().contains("Account"));
    screen.keys("<c-l>");
    screen.wait_for("Account");
    screen.wait_gone("noise from elsewhere");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn a_paste_outside_a_text_changes_nothing() {
    let home = Home::new();
    let mut screen = Screen::orgscope(&home, &["demo"], 120, 36);
    screen.wait_for("Account");
    screen.wait_for("✓");
    screen.paste(&"q1X R yD".repeat(1000));
    screen.keys("<down>");
    screen.wait_for("2 Objects");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn no_key_is_lost_that_comes_together_with_a_new_size() {
    let home = Home::new();
    let list: Vec<u32> = (0..200).collect();
    std::fs::write(home.path().join("list.json"), format!("{list:?}")).unwrap();
    let mut screen = Screen::orgscope(&home, &["view", "list.json"], 100, 30);
    screen.wait_for("line 1 of 202");
    for n in 0..100 {
        screen.resize(100 + n % 2, 30);
        screen.keys("j");
    }
    screen.wait_for("line 101 of 202");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn keys_and_sizes_at_random_never_end_it() {
    let home = Home::new();
    let mut screen = Screen::orgscope(&home, &["demo"], 120, 36);
    screen.wait_for("Account");
    // A fixed walk of a small generator: the same at each run.
    let mut seed = 20_261_124_u32;
    let mut next = |n: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 16) % n
    };
    let keys = [
        "j", "k", "<down>", "<up>", "<enter>", "<esc>", "<tab>", "<s-tab>", ".", ",", "/", "a", "z", "v",
        "1", "2", "<lt>", ">", "g", "G", "<pgdn>", "<pgup>", "?", "y", "H", "E", "C", "J", "K", "W", "t",
        "n", "N", "s", "F", "*", "<left>", "<right>", " ", "<c-u>", "<c-d>", "<home>", "<end>", "<bs>", "r",
        "i", "w", "D",
    ];
    for _ in 0..300 {
        if next(12) == 0 {
            let (columns, rows) = (20 + next(200), 5 + next(60));
            screen.resize(columns as u16, rows as u16);
        }
        screen.keys(keys[next(keys.len() as u32) as usize]);
    }
    screen.resize(120, 36);
    // Esc leads out of everything in a few steps and never quits.
    screen.keys("<esc><esc><esc><esc><esc><esc>2");
    screen.wait_for("2 Objects");
    screen.signal("TERM");
    screen.exit_code();
    assert!(screen.is_given_back());
}
