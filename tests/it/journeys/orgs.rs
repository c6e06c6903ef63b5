//! A person adds an org by the form, finds it again, and removes it, with a real Secret Service.

use crate::support::demo::Demo;
use crate::support::screen::Screen;
use crate::support::secret_service::SecretService;

#[test]
fn an_org_added_by_the_form_is_there_after_a_restart_and_can_be_removed() {
    let Some(service) = SecretService::unlocked() else { return };
    let demo = Demo::serve(&service.home, &[]);

    let mut screen = Screen::orgscope(&service.home, &[], 120, 36);
    screen.wait_for("No org yet");
    screen.wait_for("Secret Service");
    screen.keys("a");
    screen.wait_for("Consumer secret");
    screen.keys("acme<tab>");
    screen.paste(&demo.base_url);
    screen.keys("<tab>");
    screen.paste(&demo.client_id);
    screen.keys("<tab>");
    screen.paste(&format!("{}\n", demo.client_secret));
    screen.keys("<tab>");
    // The secret is as dots.
    screen.wait_for("•••");
    assert!(!screen.text().contains(&demo.client_secret));
    screen.keys("<c-r>");
    screen.wait_for("The app works");
    screen.wait_for("Saved acme");
    // The result stays in sight, with the org open behind it.
    screen.wait_for("[1 Check ✓]");
    assert!(screen.text().contains("The app works"));
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
    let config =
        service.home.files().into_iter().find(|f| f.ends_with("config.toml")).expect("a configuration");
    let config = std::fs::read_to_string(config).unwrap();
    assert!(config.contains("acme") && config.contains(&demo.base_url), "{config}");
    assert!(!config.contains(&demo.client_id) && !config.contains(&demo.client_secret), "{config}");

    // The only org opens by itself; the picker lists it.
    let mut screen = Screen::orgscope(&service.home, &[], 120, 36);
    screen.wait_for("Account");
    screen.wait_for("acme");
    screen.wait_for("✓");
    screen.keys("o");
    screen.wait_for("Choose an org");
    screen.wait_for("acme");
    // what its last check found is beside it
    screen.wait_for("✓ ");
    screen.wait_for("svc.orgscope@demo.example");
    screen.keys("X");
    screen.wait_for("Type acme to go on");
    screen.keys("acme<enter>");
    screen.wait_for("No org yet");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);

    let listed = service.home.run(&["org", "list", "--json"], "");
    assert!(!listed.out.contains("acme"), "{}", listed.out);
}

#[test]
fn a_new_pair_takes_the_place_of_the_old_one_only_after_it_passed() {
    let Some(service) = SecretService::unlocked() else { return };
    let demo = Demo::serve(&service.home, &[]);
    let added =
        service.home.run(&["org", "add", "acme", "--login-url", &demo.base_url, "--stdin"], &demo.pair());
    assert_eq!(added.code, 0, "{added:?}");

    let mut screen = Screen::orgscope(&service.home, &[], 120, 36);
    screen.wait_for("Account");
    screen.keys("o");
    screen.wait_for("1 org ");
    screen.keys("R");
    screen.wait_for("Replace the pair of acme");
    // A refused pair leaves the old one.
    screen.paste(&demo.client_id);
    screen.keys("<tab>");
    screen.paste(&demo.client_secret.chars().rev().collect::<String>());
    screen.keys("<c-r>");
    screen.wait_for("The new pair is not stored.");
    screen.wait_for("Live pair: works");
    assert!(!screen.text().contains("Switch"), "{}", screen.text());
    let still = service.home.run(&["check", "acme", "--json"], "");
    assert_eq!(still.code, 0, "{still:?}");
    // The right one beside the live one, and the switch.
    screen.keys("<s-tab><s-tab><s-tab><s-tab><c-u>");
    screen.paste(&demo.client_secret);
    screen.keys("<c-r>");
    screen.wait_for("New pair: works");
    screen.wait_for("[ Switch ]");
    assert!(!screen.text().contains(&demo.client_secret));
    screen.keys("<enter>");
    screen.wait_for("2 Objects");
    screen.wait_for("Saved acme");
    let after = service.home.run(&["check", "acme", "--json"], "");
    assert_eq!(after.code, 0, "{after:?}");

    // All stored orgs in one table, and from there the ladder.
    screen.keys("o");
    screen.wait_for("Choose an org");
    screen.wait_for("C check all");
    screen.keys("C");
    screen.wait_for("1 of 1 done");
    screen.wait_for("works");
    screen.keys("<enter>");
    screen.wait_for("The app works");
    screen.keys("<esc>");
    screen.wait_for("Check all orgs");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
}
