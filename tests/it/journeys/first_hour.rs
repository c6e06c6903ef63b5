//! What a first-time admin meets: from the demo org to an org of one's own, and that org the next day.

use std::path::Path;

use crate::support::demo::Demo;
use crate::support::home::Home;
use crate::support::screen::Screen;

/// Types the pair of the demo org that is served beside, into the field of the key and the one after it.
fn pair(screen: &mut Screen, demo: &Demo) {
    screen.paste(&demo.client_id);
    screen.keys("<tab>");
    screen.paste(&demo.client_secret);
}

fn config(home: &Home) -> String {
    std::fs::read_to_string(home.path().join(".config/orgscope/config.toml")).unwrap_or_default()
}

#[test]
fn from_the_demo_an_org_of_ones_own_is_added_and_its_pair_asked_for_the_next_day() {
    let home = Home::new();
    let demo = Demo::serve(&home, &[]);
    let mut screen = Screen::orgscope(&home, &["demo"], 120, 36);
    screen.wait_for("DEMO");
    screen.keys("o");
    screen.wait_for("No org yet");
    screen.keys("a");
    screen.wait_for("Where do I find these?");
    // Where it goes is said before anything is typed.
    screen.wait_for("stored in ~/.config/orgscope/config.toml");
    screen.wait_for("the demo org stores nothing");
    screen.wait_for("(•) this run only, in memory");
    screen.keys("acme<tab>");
    screen.paste(&demo.base_url);
    screen.keys("<tab>");
    pair(&mut screen, &demo);
    screen.keys("<c-r>");
    screen.wait_for("Saved acme");
    screen.wait_for("[1 Check ✓]");
    assert!(config(&home).contains("[orgs.acme]"), "{}", config(&home));
    // Its last check is the one that the form ran.
    screen.keys("o");
    screen.wait_for("Choose an org");
    screen.wait_for("✓ ");
    assert!(!screen.text().contains("never"), "{}", screen.text());
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
    let kept = home.files();
    assert!(!kept.iter().any(|file| file.ends_with("demo.json")), "the demo org leaves nothing: {kept:?}");

    // The next day: a field for its pair, in the first screen.
    let mut screen = Screen::orgscope(&home, &[], 120, 36);
    screen.wait_for("Key and secret of acme");
    screen.wait_for("(•) this run only, in memory");
    pair(&mut screen, &demo);
    screen.keys("<c-r>");
    screen.wait_for("[1 Check ✓]");
    screen.wait_for("svc.orgscope@demo.example");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);

    // A command can't ask, and says who can.
    let checked = home.run(&["check", "acme"], "");
    assert_eq!(checked.code, 3, "{checked:?}");
    assert!(checked.err.contains("orgscope --org acme"), "{checked:?}");
    let rotated = home.run(&["org", "rotate", "acme", "--stdin"], &demo.pair());
    assert!(rotated.code == 3 && rotated.err.contains("orgscope --org acme"), "{rotated:?}");
    let mut screen = Screen::orgscope(&home, &["--org", "acme"], 120, 36);
    screen.wait_for("Key and secret of acme");
    screen.keys("<esc>");
    screen.wait_for("Choose an org");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn where_no_org_can_be_stored_the_form_says_so_first() {
    let mut home = Home::new();
    // A configuration directory that can't be made.
    home.variables.push(("XDG_CONFIG_HOME".into(), "/dev/null/config".into()));
    assert!(Path::new("/dev/null").exists());
    let mut screen = Screen::orgscope(&home, &["demo"], 100, 30);
    screen.wait_for("DEMO");
    screen.keys("oa");
    screen.wait_for("No org can be stored here");
    screen.wait_for("/dev/null/config/");
    assert!(!screen.text().contains("home"), "{}", screen.text());
    screen.keys("<esc>");
    screen.wait_for("Choose an org");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn h_shows_every_exchange_of_a_rung_with_secrets_masked() {
    let home = Home::new();
    let mut screen = Screen::orgscope(&home, &["demo"], 120, 60);
    screen.wait_for("DEMO");
    screen.keys("1");
    screen.wait_for("The app works");
    // Whom the app acts as comes first, with what the org logged.
    for part in ["Run As", "Nothing broader than reading needs", "Last login", "Permitted"] {
        screen.wait_for(part);
    }
    screen.keys("gjjjH");
    screen.wait_for("What token asked, and what came");
    screen.wait_for("POST http://127.0.0.1");
    screen.wait_for("Body of the answer, as it came");
    screen.wait_for("\"access_token\":\"•••");
    screen.keys("<esc>GH");
    screen.wait_for("Exchange 1 of 2");
    screen.wait_for("LoginHistory");
    screen.keys("<esc>gH");
    screen.wait_for("The rung input asks nothing of the org itself.");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
}
