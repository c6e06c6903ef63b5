//! What is remembered of an org between two runs, and an org whose pair a command gives: no secret is in either.

use crate::support::demo::Demo;
use crate::support::home::Home;
use crate::support::screen::Screen;

#[test]
fn an_org_whose_pair_a_command_gives_is_added_by_the_form_and_its_stars_last() {
    let home = Home::new();
    let demo = Demo::serve(&home, &[]);
    let script = home.path().join("give pair");
    std::fs::write(&script, demo.pair()).unwrap();

    let mut screen = Screen::orgscope(&home, &[], 120, 36);
    screen.wait_for("No org yet");
    screen.keys("a");
    screen.wait_for("Consumer secret");
    screen.keys("acme<tab>");
    screen.paste(&demo.base_url);
    screen.keys("<tab><tab><tab><tab><tab>");
    // The choice is on memory, since there is no keyring.
    screen.wait_for("(•) this run only, in memory");
    screen.keys(" ");
    screen.wait_for("(•) a command of mine (secret_command)");
    screen.wait_gone("Consumer secret");
    screen.keys("<tab>");
    screen.paste(&format!("cat '{}'", script.display()));
    screen.keys("<tab>");
    screen.wait_for("runs cat with 1 argument");
    screen.keys("<c-r>");
    screen.wait_for("Saved acme");
    screen.keys("2");
    screen.wait_for("Rows ≈");
    screen.keys("j*");
    screen.wait_for("★ ");
    screen.keys("/contact<enter><enter>");
    screen.wait_for("[Fields");
    screen.keys(".");
    screen.wait_for("[Rows");
    screen.wait_for("More rows load as you scroll");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);

    let config = std::fs::read_to_string(home.config_dir().join("config.toml")).unwrap();
    assert!(
        config.contains("secrets = \"command\"") && config.contains("secret_command = [\"cat\", "),
        "{config}"
    );
    for file in home.files().iter().filter(|file| **file != script) {
        let text = String::from_utf8_lossy(&std::fs::read(file).unwrap()).into_owned();
        assert!(!text.contains(&demo.client_secret), "{}", file.display());
    }

    let mut screen = Screen::orgscope(&home, &[], 120, 36);
    screen.wait_for("★ ");
    screen.wait_for("✓");
    screen.keys("1");
    screen.wait_for("The app works");
    screen.keys("o");
    screen.wait_for("Choose an org");
    screen.wait_for("a command: cat …");
    screen.wait_for("Last places");
    screen.wait_for("API today");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn h_on_a_refused_answer_shows_request_status_headers_and_body() {
    let home = Home::new();
    let arguments = ["demo", "--fault", "daily_limit"];
    let mut screen = Screen::orgscope(&home, &arguments, 120, 36);
    screen.wait_for("REQUEST_LIMIT_EXCEEDED");
    screen.keys("2");
    screen.wait_for("Objects");
    screen.keys("H");
    screen.wait_for("Exchange");
    for part in [
        "GET http://127.0.0.1",
        "HTTP/1.1 403",
        "took ",
        "Headers of the answer",
        "Body of the answer, as it came",
    ] {
        screen.wait_for(part);
    }
    screen.keys("<esc>q");
    assert_eq!(screen.exit_code(), 0);
}
