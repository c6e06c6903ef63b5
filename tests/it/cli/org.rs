//! `orgscope org …` against a real Secret Service and the demo org.

use std::net::TcpListener;
use std::process::Stdio;
use std::time::Duration;

use crate::support::demo::Demo;
use crate::support::home::{Home, Ran, run};
use crate::support::screen::Screen;
use crate::support::secret_service::SecretService;

const WRONG_PAIR: &str = "3MVG9wrong\nwrong-secret-of-nobody\n";

fn config(home: &Home) -> String {
    std::fs::read_to_string(home.path().join(".config/orgscope/config.toml")).unwrap_or_default()
}

fn json(ran: &Ran) -> serde_json::Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{ran:?}"))
}

fn add(home: &Home, demo: &Demo, name: &str) -> Ran {
    home.run(&["org", "add", name, "--login-url", &demo.base_url, "--stdin"], &demo.pair())
}

#[test]
fn an_org_is_added_used_by_another_process_and_removed() {
    let Some(service) = SecretService::unlocked() else { return };
    let home = &service.home;
    let demo = Demo::serve(home, &[]);
    let added = add(home, &demo, "acme");
    assert_eq!(added.code, 0, "{added:?}");
    for place in ["config.toml", "Secret Service (GNOME Keyring)"] {
        assert!(added.out.contains(place), "{added:?}");
    }

    let listed = json(&home.run(&["org", "list", "--json"], ""));
    assert_eq!(listed["orgs"][0]["name"], "acme");
    assert_eq!(listed["orgs"][0]["login_url"], demo.base_url.as_str());
    assert_eq!(listed["orgs"][0]["secrets"], "secret_service");
    let shown = json(&home.run(&["org", "show", "acme", "--json"], ""));
    assert_eq!(shown["store"]["name"], "Secret Service (GNOME Keyring)");
    assert_eq!(shown["store"]["locked"], false);

    let used = home.run(&["limits", "--org", "acme"], "");
    assert_eq!(used.code, 0, "{used:?}");

    let refused = home.run(&["org", "remove", "acme"], "another\n");
    assert_eq!((refused.code, config(home).contains("acme")), (130, true), "{refused:?}");
    let removed = home.run(&["org", "remove", "acme"], "acme\n");
    assert_eq!((removed.code, config(home).contains("acme")), (0, false), "{removed:?}");
    let gone = home.run(&["limits", "--org", "acme"], "");
    assert_eq!(gone.code, 3, "{gone:?}");
    let again =
        home.run(&["org", "add", "acme", "--login-url", &demo.base_url, "--stdin", "--untested"], WRONG_PAIR);
    assert_eq!(again.code, 0, "the name is free again: {again:?}");
}

#[test]
fn a_pair_that_fails_the_check_is_stored_only_when_that_is_wanted() {
    let Some(service) = SecretService::unlocked() else { return };
    let home = &service.home;
    let demo = Demo::serve(home, &[]);
    let arguments = ["org", "add", "acme", "--login-url", &demo.base_url, "--stdin"];
    let failed = home.run(&arguments, WRONG_PAIR);
    assert_eq!(failed.code, 1, "{failed:?}");
    assert_eq!(config(home), "", "nothing is stored");
    assert!(failed.err.contains("--untested"), "{failed:?}");

    let stored = home.run(&[&arguments[..], &["--untested"]].concat(), WRONG_PAIR);
    assert_eq!(stored.code, 0, "{stored:?}");
    assert_eq!(home.run(&["limits"], "").code, 1, "the wrong pair is what is stored");

    let taken = add(home, &demo, "acme");
    assert_eq!(taken.code, 3, "{taken:?}");
    let rotated = home.run(&["org", "rotate", "acme", "--stdin"], &demo.pair());
    assert_eq!(rotated.code, 0, "{rotated:?}");
    assert_eq!(home.run(&["limits"], "").code, 0, "the new pair is in its place");

    let refused = home.run(&["org", "rotate", "acme", "--stdin"], WRONG_PAIR);
    assert_eq!(refused.code, 1, "{refused:?}");
    assert_eq!(home.run(&["limits"], "").code, 0, "the old pair stays where the new one is refused");
}

#[test]
fn a_rotation_that_is_killed_leaves_one_of_the_two_pairs() {
    let Some(service) = SecretService::unlocked() else { return };
    let home = &service.home;
    let demo = Demo::serve(home, &[]);
    let untested = ["org", "add", "acme", "--login-url", &demo.base_url, "--stdin", "--untested"];
    assert_eq!(home.run(&untested, WRONG_PAIR).code, 0);
    let pair = home.path().join("pair");
    std::fs::write(&pair, demo.pair()).unwrap();
    let mut codes = Vec::new();
    for ms in (0..200).step_by(20) {
        let mut rotate = home.orgscope(&["org", "rotate", "acme", "--stdin"]);
        rotate.stdin(std::fs::File::open(&pair).unwrap()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut rotate = rotate.spawn().unwrap();
        std::thread::sleep(Duration::from_millis(ms));
        let _ = rotate.kill();
        let _ = rotate.wait();
        // 0: the new pair, which works. 1: the old one, which Salesforce refuses. 3 would be no pair at all.
        codes.push(home.run(&["limits"], "").code);
    }
    assert!(codes.is_sorted_by(|a, b| a >= b) && codes.iter().all(|code| [0, 1].contains(code)), "{codes:?}");
}

#[test]
fn key_and_secret_are_asked_for_without_echo() {
    let Some(service) = SecretService::unlocked() else { return };
    let demo = Demo::serve(&service.home, &[]);
    let arguments = |name| ["org", "add", name, "--login-url", &demo.base_url];
    let is_unseen = |screen: &Screen| {
        for secret in [&demo.client_id, &demo.client_secret] {
            assert!(memchr::memmem::find(screen.raw(), secret.as_bytes()).is_none(), "{}", screen.text());
        }
    };
    let mut screen = Screen::orgscope(&service.home, &arguments("acme"), 100, 30);
    screen.wait_for("Consumer key (not shown):");
    screen.keys(&format!("{}<enter>", demo.client_id));
    screen.wait_for("Consumer secret (not shown):");
    screen.keys(&format!("{}<enter>", demo.client_secret));
    screen.wait_for("Stored acme.");
    assert_eq!(screen.exit_code(), 0);
    is_unseen(&screen);

    let mut screen = Screen::orgscope(&service.home, &arguments("uat"), 100, 30);
    screen.wait_for("Consumer key (not shown):");
    screen.keys(&format!("{}<enter>{}<enter>", demo.client_id, demo.client_secret));
    screen.wait_for("Stored uat.");
    assert_eq!(screen.exit_code(), 0);
    is_unseen(&screen);

    let mut screen = Screen::orgscope(&service.home, &arguments("dev"), 100, 30);
    screen.wait_for("Consumer key (not shown):");
    screen.keys("3MVG9<c-c>");
    screen.wait_for("Interrupted. Nothing was stored.");
    assert_eq!(screen.exit_code(), 130);
    assert!(!config(&service.home).contains("dev"));

    for signal in ["INT", "QUIT", "TERM", "HUP"] {
        let mut screen = Screen::orgscope(&service.home, &arguments("dev"), 100, 30);
        screen.wait_for("Consumer key (not shown):");
        screen.signal(signal);
        assert_eq!(screen.exit_code(), 130, "SIG{signal}");
        assert!(screen.is_given_back(), "the echo after SIG{signal}");
    }
}

#[test]
fn without_a_terminal_the_two_lines_are_asked_for() {
    let Some(service) = SecretService::unlocked() else { return };
    let url = "https://acme.my.salesforce.com";
    let mut detached = service.home.command("setsid");
    detached.args(["--wait", env!("CARGO_BIN_EXE_orgscope"), "org", "add", "acme", "--login-url", url]);
    let ran = run(&mut detached, "");
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("--stdin"), "{ran:?}");
    let one_line = service.home.run(&["org", "add", "acme", "--login-url", url, "--stdin"], "3MVG9\n");
    assert_eq!(one_line.code, 2, "{one_line:?}");
    assert!(one_line.err.contains("Standard input has 1 line with text; two are needed."), "{one_line:?}");
}

#[test]
fn without_an_open_store_nothing_is_asked_and_nothing_is_sent() {
    let Some(mut service) = SecretService::unlocked() else { return };
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let arguments = ["org", "add", "acme", "--login-url", &url, "--stdin", "--untested"];
    let refuses = |service: &SecretService, sentence: &str| {
        let ran = service.home.run(&arguments, WRONG_PAIR);
        assert_eq!(ran.code, 3, "{ran:?}");
        assert!(ran.err.contains(sentence), "{ran:?}");
        assert!(listener.accept().is_err(), "something was sent");
        assert_eq!(config(&service.home), "");
    };
    service.lock();
    refuses(&service, "The keyring is locked, and no window could be opened to unlock it.");
    service.stop_keyring();
    refuses(&service, "No Secret Service is on the session bus");
    service.home.variables.clear();
    refuses(&service, "There is no session bus here");
}

#[test]
fn a_locked_keyring_is_shown_and_not_fallen_back_from() {
    let Some(mut service) = SecretService::unlocked() else { return };
    let demo = Demo::serve(&service.home, &[]);
    assert_eq!(add(&service.home, &demo, "acme").code, 0);
    service.lock();
    let home = &service.home;
    let shown = home.run(&["org", "show", "acme"], "");
    assert!(shown.out.contains("Secret Service (GNOME Keyring), locked"), "{shown:?}");
    for arguments in
        [&["limits"][..], &["org", "rotate", "acme", "--stdin"], &["org", "remove", "acme", "--yes"]]
    {
        let ran = home.run(arguments, &demo.pair());
        assert_eq!(ran.code, 3, "{arguments:?}: {ran:?}");
        assert!(ran.err.contains("locked"), "{ran:?}");
    }
    assert!(config(home).contains("acme"), "an org whose pair could not be removed stays");
    service.stop_keyring();
    service.start_keyring();
    assert_eq!(service.home.run(&["limits"], "").code, 0, "the pair is as it was");
}

#[test]
fn the_default_org_opens_when_none_is_named() {
    let Some(service) = SecretService::unlocked() else { return };
    let home = &service.home;
    let demo = Demo::serve(home, &[]);
    for name in ["acme", "uat"] {
        assert_eq!(add(home, &demo, name).code, 0);
    }
    let undecided = home.run(&["limits"], "");
    assert_eq!(undecided.code, 3, "{undecided:?}");
    assert!(undecided.err.contains("acme, uat"), "{undecided:?}");
    assert_eq!(home.run(&["org", "default", "uat"], "").code, 0);
    assert_eq!(home.run(&["limits"], "").code, 0);
    assert_eq!(home.run(&["org", "default", "nobody"], "").code, 3);
    let listed = json(&home.run(&["org", "list", "--json"], ""));
    let is_default: Vec<_> = [0, 1].iter().map(|n| listed["orgs"][n]["default"].as_bool()).collect();
    assert_eq!(is_default, [Some(false), Some(true)]);
}

#[test]
fn a_pair_from_a_command_is_used_and_never_stored() {
    let home = Home::new();
    let demo = Demo::serve(&home, &[]);
    let file = home.path().join("secret.sh");
    std::fs::write(&file, format!("echo '{}'\necho '{}'\n", demo.client_id, demo.client_secret)).unwrap();
    let arguments =
        ["org", "add", "acme", "--login-url", &demo.base_url, "--secret-command", "sh", "-e", "secret.sh"];
    let added = home.run(&arguments, "");
    assert_eq!(added.code, 0, "{added:?}");
    assert!(added.out.contains("secret_command sh"), "{added:?}");
    assert_eq!(home.run(&["limits"], "").code, 0);
    assert!(!config(&home).contains(&demo.client_secret));
    let rotated = home.run(&["org", "rotate", "acme", "--stdin"], &demo.pair());
    assert_eq!(rotated.code, 3, "{rotated:?}");

    std::fs::write(&file, "echo \"is the store open?\" >&2; exit 4\n").unwrap();
    let failed = home.run(&["limits"], "");
    assert_eq!(failed.code, 3, "{failed:?}");
    let sentence = "secret_command sh ended with exit code 4, and said “is the store open?”.";
    assert!(failed.err.contains(sentence), "{failed:?}");
}

#[test]
fn three_variables_are_an_org_and_nothing_is_stored() {
    let mut home = Home::new();
    let demo = Demo::serve(&home, &[]);
    let variables = [
        ("ORGSCOPE_LOGIN_URL", &demo.base_url),
        ("ORGSCOPE_CLIENT_ID", &demo.client_id),
        ("ORGSCOPE_CLIENT_SECRET", &demo.client_secret),
    ];
    home.variables.extend(variables.map(|(name, value)| (name.to_owned(), value.clone())));
    let ran = home.run(&["limits"], "");
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(config(&home), "");
    home.variables.pop();
    let incomplete = home.run(&["limits"], "");
    assert_eq!(incomplete.code, 3, "{incomplete:?}");
    assert!(incomplete.err.contains("ORGSCOPE_CLIENT_SECRET is not set"), "{incomplete:?}");
}

#[test]
fn a_broken_configuration_is_named_by_its_line_and_left_alone() {
    let home = Home::new();
    let folder = home.path().join(".config/orgscope");
    std::fs::create_dir_all(&folder).unwrap();
    let broken = "# mine\n[orgs.acme\nlogin_url = 1\n";
    std::fs::write(folder.join("config.toml"), broken).unwrap();
    for arguments in [
        &["org", "list"][..],
        &["org", "default", "acme"],
        &["org", "remove", "acme", "--yes"],
        &["org", "add", "uat", "--login-url", "https://acme.my.salesforce.com", "--stdin", "--untested"],
    ] {
        let ran = home.run(arguments, WRONG_PAIR);
        assert_eq!(ran.code, 3, "{ran:?}");
        assert!(ran.err.contains("config.toml can't be read: line 2"), "{ran:?}");
    }
    assert_eq!(config(&home), broken);
}

#[test]
fn hosts_that_can_not_serve_the_flow_are_refused_before_anything_is_asked() {
    let home = Home::new();
    for (url, sentence) in [
        ("https://login.salesforce.com", "login.salesforce.com serves every org"),
        ("https://test.salesforce.com/", "test.salesforce.com serves every org"),
        ("http://acme.my.salesforce.com", "A secret never travels without TLS"),
        ("https://example.com", "is no host of an org"),
    ] {
        let ran = home.run(&["org", "add", "acme", "--login-url", url, "--stdin"], WRONG_PAIR);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.err.contains(sentence), "{ran:?}");
    }
    assert_eq!(config(&home), "");
}
