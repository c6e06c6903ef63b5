//! Known key, secret and token: all that orgscope writes while it is used is searched for them, and none is
//! found.

use std::io::Read;
use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::support::demo::Demo;
use crate::support::home::{Home, Ran};
use crate::support::screen::Screen;
use crate::support::secret_service::SecretService;

/// What must be nowhere, each with its name.
struct Canary(Vec<(&'static str, Vec<u8>)>);

impl Canary {
    /// The demo org's pair and every token it grants: one begins with the org's id in 15 characters and a
    /// `!`.
    fn of(demo: &Demo, org_id: &str) -> Self {
        let (key, secret) = (demo.client_id.clone(), demo.client_secret.clone());
        let encoded = |text: &str| BASE64_STANDARD.encode(text).trim_end_matches('=').as_bytes().to_vec();
        Self(vec![
            ("token", format!("{}!", &org_id[..15]).into_bytes()),
            ("encoded token", format!("{}%21", &org_id[..15]).into_bytes()),
            ("pair as for Basic", encoded(&format!("{key}:{secret}"))),
            ("encoded secret", encoded(&secret)),
            ("key", key.into_bytes()),
            ("secret", secret.into_bytes()),
        ])
    }

    #[track_caller]
    fn is_not_in(&self, place: &str, bytes: &[u8]) {
        for (name, needle) in &self.0 {
            let found = memchr::memmem::find(bytes, needle);
            assert!(found.is_none(), "the {name} stands in {place}, at byte {found:?}");
        }
    }

    #[track_caller]
    fn is_not_in_any_file_of(&self, home: &Home) -> Vec<String> {
        let mut names = Vec::new();
        for file in home.files() {
            let name = file.strip_prefix(home.path()).unwrap().display().to_string();
            let bytes = std::fs::read(&file).unwrap();
            self.is_not_in(&name, &bytes);
            if let Some(inflated) = inflated(&file, &bytes) {
                self.is_not_in(&format!("{name}, inflated"), &inflated);
            }
            names.push(name);
        }
        names
    }

    #[track_caller]
    fn is_not_said_by(&self, what: &str, ran: &Ran) {
        self.is_not_in(&format!("standard output of {what}"), ran.out.as_bytes());
        self.is_not_in(&format!("standard error of {what}"), ran.err.as_bytes());
    }
}

fn inflated(file: &Path, bytes: &[u8]) -> Option<Vec<u8>> {
    let mut inflated = Vec::new();
    let is_zipped = file.extension().is_some_and(|e| e == "gz");
    is_zipped.then(|| flate2::read::GzDecoder::new(bytes).read_to_end(&mut inflated).unwrap());
    is_zipped.then_some(inflated)
}

fn org_id(home: &Home) -> String {
    let ran = home.run(&["get", "/services/oauth2/userinfo"], "");
    let user: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {ran:?}"));
    user["organization_id"].as_str().unwrap().to_owned()
}

/// Commands with nothing to do with a stored org.
const OTHERS: &[&str] = &["demo", "view", "completions", "man", "help"];

/// Commands that read, each with what may go wrong.
const COMMANDS: &[&[&str]] = &[
    &["check"],
    &["check", "--json"],
    &["check", "--report", "report.md"],
    &["check", "--report", "report.xml"],
    &["objects"],
    &["objects", "--format", "json"],
    &["describe", "Account"],
    &["describe", "Nonsense"],
    &["get", "/services/data"],
    &["get", "-i", "/services/oauth2/userinfo"],
    &["get", "-i", "sobjects/Account/describe"],
    &["get", "sobjects/Nonsense/describe"],
    &["limits"],
    &["snippet", "curl"],
    &["snippet", "postman", "sobjects"],
    &["snippet", "apex"],
    &["snippet", "python"],
    &["snippet", "node"],
    &["snippet", "mermaid"],
    &["org", "list", "--json"],
    &["org", "show", "acme"],
    &["org", "show", "acme", "--json"],
];

/// A talk in plain mode, with what may go wrong and all that shows how something came.
const TALK: &str = "\
where\nraw all\nheaders\nfind contact\n1\nraw\nheaders\nrows\n1\nraw\nheaders\nrelated\nback\nback\nagain\nheaders
soql SELECT Nope FROM Contact\nsoql SELECT Id FROM User LIMIT 1\nheaders\ncheck\n4\nraw\nheaders\nback
report plain.md\nopen Nonsense\norgs\nhelp\n";

#[test]
fn every_command_is_searched() {
    let help = Home::new().run(&["--help"], "").out;
    let listed = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let names = listed.lines().filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next());
    for name in names.filter(|name| !name.is_empty() && !OTHERS.contains(name)) {
        let is_run = COMMANDS.iter().any(|command| command[0] == name);
        assert!(
            is_run,
            "`orgscope {name}` is new: put it into COMMANDS, or into OTHERS where it opens no org"
        );
    }
}

#[test]
fn no_key_secret_or_token_is_written_or_said_by_any_command() {
    let Some(service) = SecretService::unlocked() else { return };
    let home = &service.home;
    let demo = Demo::serve(home, &[]);
    let added =
        home.run(&["-v", "org", "add", "acme", "--login-url", &demo.base_url, "--stdin"], &demo.pair());
    assert_eq!(added.code, 0, "{added:?}");
    let canary = Canary::of(&demo, &org_id(home));
    canary.is_not_said_by("org add", &added);
    for command in COMMANDS {
        let ran = home.run(&[&["-v"], *command].concat(), "");
        assert_ne!(ran.code, 2, "{command:?} is no command: {ran:?}");
        canary.is_not_said_by(&command.join(" "), &ran);
    }
    let talked = home.run(&["-v", "--plain"], TALK);
    assert_eq!(talked.code, 0, "{talked:?}");
    assert!(talked.out.contains("Rung 4 of 12: token.") && talked.out.contains("api-usage="), "{talked:?}");
    canary.is_not_said_by("a talk", &talked);
    let swapped = format!("{}\n{}\n", demo.client_secret, demo.client_id);
    for pair in [swapped, demo.pair()] {
        let rotated = home.run(&["-v", "org", "rotate", "acme", "--stdin"], &pair);
        canary.is_not_said_by("org rotate", &rotated);
    }
    let files = canary.is_not_in_any_file_of(home);
    for written in [".config/orgscope/config.toml", ".local/state/orgscope/orgscope.log"] {
        assert!(files.iter().any(|name| name == written), "{written} is not among {files:?}");
    }

    assert!(files.iter().any(|name| name.ends_with(".json.gz")), "no describe is among {files:?}");

    let removed = home.run(&["-v", "org", "remove", "acme", "--yes"], "");
    canary.is_not_said_by("org remove", &removed);
    canary.is_not_in_any_file_of(home);
}

#[test]
fn no_key_secret_or_token_is_written_or_drawn_by_the_screens() {
    let Some(service) = SecretService::unlocked() else { return };
    let home = &service.home;
    let demo = Demo::serve(home, &[]);
    let added = home.run(&["org", "add", "acme", "--login-url", &demo.base_url, "--stdin"], &demo.pair());
    assert_eq!(added.code, 0, "{added:?}");
    let canary = Canary::of(&demo, &org_id(home));
    let mut screen = Screen::orgscope(home, &[], 120, 36);
    let mut seen = |keys: &str, shows: &str| {
        screen.keys(keys);
        screen.wait_for(shows);
        canary.is_not_in(&format!("the screen after {keys:?}"), screen.text().as_bytes());
    };
    for (keys, shows) in [
        ("", "1 Check ✓"),
        ("1", "The app works"),
        ("2", "[2 Objects]"),
        // Each waits for what was not there before: keys that come all at once are a paste.
        ("/contac<enter>", "003 · describe"),
        ("<enter>", "Objects › Contact"),
        (".", "of 5,200 loaded"),
        ("H", "content-type"),
        ("<esc><enter>", "\"attributes\""),
        ("?", "Keys"),
        ("<esc>oa", "Consumer secret"),
        ("uat<tab>", "┃uat "),
        (&format!("{}<tab>", demo.base_url), "✓ uses 127.0.0.1"),
        ("3MVG9another<tab>", "12 characters"),
        (&demo.client_secret, "••••••••"),
        ("<c-r>", "Salesforce does not know this consumer key."),
        ("H", "content-type"),
    ] {
        seen(keys, shows);
    }
    screen.signal("TERM");
    screen.exit_code();
    canary.is_not_in("what was drawn", screen.raw());
    canary.is_not_in_any_file_of(home);
}

#[test]
fn an_org_of_the_variables_leaves_nothing_behind() {
    let mut home = Home::new();
    let demo = Demo::serve(&home, &[]);
    for (name, value) in [
        ("ORGSCOPE_LOGIN_URL", &demo.base_url),
        ("ORGSCOPE_CLIENT_ID", &demo.client_id),
        ("ORGSCOPE_CLIENT_SECRET", &demo.client_secret),
    ] {
        home.variables.push((name.to_owned(), value.clone()));
    }
    let canary = Canary::of(&demo, &org_id(&home));
    for command in COMMANDS {
        canary.is_not_said_by(&command.join(" "), &home.run(command, ""));
    }
    canary.is_not_said_by("a talk", &home.run(&["--plain"], TALK));
    let mut screen = Screen::orgscope(&home, &[], 120, 36);
    screen.wait_for("1 Check ✓");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
    let files = canary.is_not_in_any_file_of(&home);
    let asked_for = |name: &String| {
        name.starts_with(".cache/orgscope/") || name.starts_with("report.") || name == "plain.md"
    };
    assert!(files.iter().all(asked_for), "only a cache, and the reports that were asked for: {files:?}");
}

#[test]
fn the_search_finds_what_it_is_to_find() {
    let home = Home::new();
    let demo = Demo::serve(&home, &[]);
    let canary = Canary::of(&demo, "00D5e00000K5BANEA3");
    for planted in [
        &demo.client_id,
        &demo.client_secret,
        "sid=00D5e00000K5BAN!AQ",
        &BASE64_STANDARD.encode(&demo.client_secret),
    ] {
        let found = std::panic::catch_unwind(|| canary.is_not_in("here", planted.as_bytes()));
        assert!(found.is_err(), "{planted} was not found");
    }
}
