//! The screens as a person sees them: the real program in a pseudo-terminal, against the demo org.

use crate::support::demo::Demo;
use crate::support::home::Home;
use crate::support::left_out::left_out;
use crate::support::screen::Screen;

#[test]
fn a_fault_thrown_in_the_demo_org_shows_its_click_and_mends() {
    let home = Home::new();
    let mut screen = Screen::orgscope(&home, &["demo"], 120, 36);
    screen.wait_for("DEMO");
    assert!(screen.is_alternate());
    screen.keys("1");
    screen.wait_for("✓ The app works");
    screen.keys("D");
    screen.wait_for("Faults of the demo org");
    screen.keys("no_run_as");
    screen.wait_for("▸ [ ] no_run_as_user");
    screen.keys("<enter>");
    screen.wait_for("▸ [x] no_run_as_user");
    screen.wait_for("The check says: token failed");
    screen.keys("<esc>");
    screen.wait_for("type to find a fault");
    screen.keys("<esc>");
    screen.wait_gone("Faults of the demo org");
    screen.wait_for("✗ The app has no Run As user");
    screen.wait_for("External Client App Manager");
    screen.keys(".");
    screen.wait_for("[Connected App]");
    screen.keys("D");
    screen.wait_for("▸ [x] no_run_as_user");
    screen.keys("<enter>");
    screen.wait_for("▸ [ ] no_run_as_user");
    screen.keys("<esc>");
    screen.wait_gone("Faults of the demo org");
    screen.wait_for("✓ The app works");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
    assert!(screen.is_given_back());
}

#[test]
fn an_org_is_added_checked_and_opened_without_the_secret_ever_on_the_screen() {
    let home = Home::new();
    let demo = Demo::serve(&home, &[]);
    let mut screen = Screen::orgscope(&home, &[], 120, 36);
    screen.wait_for("No org yet. Two ways to start:");
    screen.keys("a");
    screen.wait_for("Where do I find these?");
    screen.keys("local<tab>");
    screen.paste(&format!("{}/lightning/page/home", demo.base_url));
    screen.keys("<tab>");
    screen.paste(&demo.client_id);
    screen.keys("<tab>");
    screen.paste(&format!("{}\n", demo.client_secret));
    screen.keys("<tab>");
    screen.wait_for("A line break at its end was left out.");
    // Without a keyring the choice is on memory already; with one it must not be written to.
    screen.keys("<tab><tab>");
    // The choice moves by itself once it is known whether there is a keyring.
    screen.wait_until("a choice of where secrets go", |s| {
        let text = s.text();
        text.contains("(•)") && (text.contains("secrets: no ") || text.contains("locked"))
    });
    if !screen.text().contains("(•) this run only") {
        screen.keys("<right>");
        screen.wait_for("(•) this run only");
    }
    screen.keys("<c-r>");
    screen.wait_for("[1 Check ✓]");
    screen.wait_for("✓ The app works");
    screen.wait_for("Saved local");
    let secret = demo.client_secret.as_bytes();
    assert!(!screen.raw().windows(secret.len()).any(|w| w == secret), "the secret was on the screen");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
    let config = std::fs::read_to_string(home.config_dir().join("config.toml")).unwrap();
    assert!(config.contains("local") && !config.contains(&demo.client_secret));
}

#[test]
fn a_click_chooses_what_is_under_it() {
    let home = Home::new();
    let mut screen = Screen::orgscope(&home, &["demo"], 120, 36);
    screen.wait_for("[2 Objects]");
    screen.keys("1");
    screen.wait_for("✓ The app works");
    let row = screen.lines().iter().position(|line| line.starts_with("  ✓ network")).unwrap();
    screen.click(5, u16::try_from(row).unwrap());
    screen.wait_for("▸✓ network");
    screen.wait_for("Rung 3: network");
    // On a tab, and on the line of keys.
    screen.click(18, 1);
    screen.wait_for("[2 Objects]");
    screen.click(4, 1);
    screen.wait_for("[1 Check ✓]");
    let help = screen.lines()[35].find("? all keys").unwrap();
    screen.click(u16::try_from(help).unwrap(), 35);
    screen.wait_for("type to find a key");
    screen.wait_for("Esc back");
    let back = screen.lines()[35].split("Esc back").next().unwrap().chars().count();
    screen.click(u16::try_from(back).unwrap(), 35);
    screen.wait_gone("type to find a key");
    // On the head of a column.
    screen.keys("2");
    screen.wait_for("Rows ≈");
    let row = screen.lines().iter().position(|line| line.contains("Rows ≈")).unwrap();
    screen.click(26, u16::try_from(row).unwrap());
    screen.wait_for("most rows first");
}

#[test]
fn ctrl_c_stops_what_runs_and_twice_in_a_row_quits() {
    let home = Home::new();
    let mut screen = Screen::orgscope(&home, &["demo", "--fault", "slow_answer=60000"], 120, 36);
    screen.wait_for("[2 Objects]");
    screen.wait_for("GET /services/data");
    screen.keys("<c-c>");
    screen.wait_for("Stopped. r tries again.");
    screen.keys("<c-c>");
    assert_eq!(screen.exit_code(), 0);
    assert!(screen.is_given_back());
}

#[test]
fn a_signal_gives_the_terminal_back() {
    let home = Home::new();
    for signal in ["TERM", "HUP"] {
        let mut screen = Screen::orgscope(&home, &["demo"], 80, 24);
        screen.wait_for("[2 Objects]");
        screen.signal(signal);
        screen.exit_code();
        assert!(screen.is_given_back(), "after SIG{signal}");
    }
}

#[test]
fn ctrl_z_leads_to_the_shell_and_fg_comes_back() {
    let home = Home::new();
    if !std::path::Path::new("/bin/bash").exists() {
        return left_out("/bin/bash", "apt-get install bash");
    }
    let mut screen = Screen::start(&home, "/bin/bash", &["--norc", "-i"], 100, 30);
    screen.keys(&format!("{} demo<enter>", env!("CARGO_BIN_EXE_orgscope")));
    screen.wait_for("[2 Objects]");
    screen.keys("<c-z>");
    screen.wait_for("Stopped");
    assert!(!screen.is_alternate());
    screen.keys("fg<enter>");
    screen.wait_for("[2 Objects]");
    assert!(screen.is_alternate());
    screen.keys("q");
    screen.wait_until("the shell's prompt", |s| {
        let last = s.lines().into_iter().rfind(|line| !line.is_empty()).unwrap_or_default();
        !s.is_alternate() && last.ends_with(['#', '$'])
    });
    screen.keys("exit<enter>");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn a_paste_outside_text_and_every_size_change_nothing() {
    let home = Home::new();
    let mut screen = Screen::orgscope(&home, &["demo"], 80, 24);
    screen.wait_for("[2 Objects]");
    screen.keys("1");
    screen.wait_for("✓ The app works");
    screen.paste(&"qX*dD\r\n".repeat(1500));
    screen.resize(40, 10);
    screen.wait_for("orgscope needs a little more room");
    screen.resize(132, 43);
    screen.wait_for("✓ The app works");
    screen.keys("<esc><esc><esc><esc><esc>");
    screen.wait_for("DEMO");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
}
