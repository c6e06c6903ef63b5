//! Keys of a person's own, from outside: pressed, shown and named, on the screens and in `orgscope view`.

use crate::preferences::home;
use crate::support::screen::Screen;

const F3: &str = "\u{1b}OR";
const F5: &str = "\u{1b}[15~";
const F6: &str = "\u{1b}[17~";
const ALT_K: &str = "\u{1b}k";

/// The row in which the cursor of the list stands.
fn row(screen: &Screen) -> Option<usize> {
    screen.lines().iter().position(|line| line.starts_with(" ▸") || line.starts_with("▸"))
}

#[test]
fn the_screens_obey_show_and_name_other_keys() {
    let home = home(
        "theme = \"dark\"\n[keys]\ndown = \"ctrl-n\"\nkinds = \"alt-k\"\nagain = \"f5\"\ncheck = \"f6\"\n\
         objects = \"f7\"\nfilter = [\"ctrl-f\", \"/\"]\nquit = \"Q\"\n",
    );
    let mut screen = Screen::orgscope(&home, &["demo"], 120, 36);
    screen.wait_for("Account");
    screen.wait_for("F6 Check ✓");
    for shown in ["[F7 Objects]", "Alt-k kinds: all", "Ctrl-F filter"] {
        screen.wait_for(shown);
    }
    let first = row(&screen).unwrap();
    screen.keys("<c-n><down>");
    screen.wait_until("two rows down", |screen| row(screen) == Some(first + 2));
    // The former keys do nothing any more, quitting among them.
    screen.keys("jq");
    screen.keys(ALT_K);
    screen.wait_for("Alt-k kinds: standard");
    screen.keys("<c-f>nothing is called that");
    screen.wait_for("Alt-k: other kinds.");
    screen.keys("<esc>");
    screen.wait_gone("Alt-k: other kinds.");
    screen.keys(F6);
    screen.wait_for("F7 browse objects   F5 again");
    screen.keys("?");
    screen.wait_until("the key of the check", |screen| {
        screen.lines().iter().any(|line| line.contains(" F5 ") && line.contains("check again"))
    });
    screen.keys("<esc>:hand-on");
    screen.wait_for("share the request as code");
    screen.keys("<esc>");
    screen.wait_for("type to find a key");
    screen.keys("<esc>");
    screen.wait_gone("type to find a key");
    screen.keys("Q");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn the_viewer_obeys_shows_and_names_other_keys() {
    let home = home("[keys]\nsearch = \"ctrl-f\"\nnext-hit = \"f3\"\nhelp = \"f5\"\nsubtree = []\n");
    let path = home.path().join("a.json");
    std::fs::write(&path, r#"{"a":"one","b":{"c":"one","d":"two"}}"#).unwrap();
    let mut screen = Screen::orgscope(&home, &["view", "a.json"], 100, 20);
    screen.wait_for("Ctrl-F search");
    screen.wait_for("F5 all keys");
    screen.keys("n");
    screen.wait_for("n does nothing here. F5 shows the keys.");
    screen.keys(F3);
    screen.wait_for("Nothing was searched for yet: Ctrl-F searches.");
    screen.keys("<c-f>one<enter>");
    screen.wait_for("hit 1 of 2");
    screen.wait_for("F3 next   N previous");
    screen.keys(F3);
    screen.wait_for("hit 2 of 2");
    screen.keys("<esc>Z");
    screen.wait_for("Z does nothing here.");
    // By its name it is done all the same: the inner object alone.
    screen.keys("p:subtree<enter>");
    screen.wait_gone("\"a\":");
    screen.keys(F5);
    screen.wait_for("type to find a key");
    screen.keys("<esc>q");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn keys_that_cannot_hold_are_told_and_the_usual_ones_hold() {
    let says = "config.toml, line 2: n is both next-hit and zoom in raw JSON. The usual keys hold.";
    let home = home("[keys]\nzoom = \"n\"\n");
    std::fs::write(home.path().join("a.json"), "[1, 2]").unwrap();
    for (arguments, there) in
        [(&["demo"] as &[&str], "Account"), (&["view", "a.json"], "a.json"), (&[], "No org yet.")]
    {
        let mut screen = Screen::orgscope(&home, arguments, 100, 24);
        screen.wait_for(there);
        screen.wait_for(says);
        screen.keys("<down>");
        screen.wait_gone(says);
        screen.keys("q");
        assert_eq!(screen.exit_code(), 0, "{arguments:?}");
    }
    let listed = home.run(&["org", "list"], "");
    assert!(listed.code == 0 && !listed.err.contains("config.toml"), "commands have no keys: {}", listed.err);
}
