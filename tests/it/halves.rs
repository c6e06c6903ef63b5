//! Orgs of which a killed command left one half: the lines in `config.toml` without a pair in the keyring, or a pair
//! without its lines. The next start says it in every face, and there is a way on.

use crate::support::demo::Demo;
use crate::support::home::Ran;
use crate::support::screen::Screen;
use crate::support::secret_service::SecretService;

struct Halves {
    service: SecretService,
    demo: Demo,
}

impl Halves {
    fn new() -> Option<Self> {
        let service = SecretService::unlocked()?;
        let demo = Demo::serve(&service.home, &[]);
        Some(Self { service, demo })
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        self.service.home.run(arguments, "")
    }

    fn add(&self, name: &str) -> Ran {
        let arguments = ["org", "add", name, "--login-url", &self.demo.base_url, "--stdin"];
        self.service.home.run(&arguments, &self.demo.pair())
    }

    fn lines(&self, names: &[&str]) {
        let org = |name: &&str| format!("[orgs.{name}]\nlogin_url = \"{}\"\n", self.demo.base_url);
        self.service.home.configure(&names.iter().map(org).collect::<String>());
    }
}

#[test]
fn an_org_without_a_pair_is_told_by_each_face_and_the_same_command_mends_it() {
    let Some(halves) = Halves::new() else { return };
    assert_eq!(halves.add("uat").code, 0);
    // What `org add acme` leaves that is killed between its two writes.
    halves.lines(&["acme", "uat"]);
    let listed = halves.run(&["org", "list"]);
    assert!(listed.err.contains("The keyring has no key and secret for acme"), "{listed:?}");
    assert!(listed.err.contains("orgscope org rotate acme"), "{listed:?}");
    assert!(!listed.err.contains("for uat"), "{listed:?}");
    let json: serde_json::Value = serde_json::from_str(&halves.run(&["org", "list", "--json"]).out).unwrap();
    assert_eq!(json["halves"], serde_json::json!([{"lacks": "pair", "name": "acme"}]));
    let checked = halves.run(&["check", "acme"]);
    assert_eq!(checked.code, 3, "{checked:?}");
    assert!(checked.err.contains("orgscope org rotate acme"), "{checked:?}");
    let said = halves.run(&["--plain"]).out;
    assert!(said.contains("The keyring has no key and secret for acme"), "{said}");

    let mut screen = Screen::orgscope(&halves.service.home, &[], 120, 36);
    screen.wait_for("acme has no key and secret in the keyring: Enter on it asks for them.");
    screen.wait_for("none in the Secret Service: Enter asks for key and secret");
    screen.keys("<enter>");
    screen.wait_for("Consumer secret");
    screen.signal("TERM");
    assert_eq!(screen.exit_code(), 130);

    let again = halves.add("acme");
    assert_eq!(again.code, 0, "{again:?}");
    assert_eq!(halves.run(&["limits", "--org", "acme"]).code, 0);
    assert_eq!(halves.add("acme").code, 3, "a whole org is in the way of another one");
    assert!(!halves.run(&["org", "list"]).err.contains("keyring"));
}

#[test]
fn a_pair_without_an_org_is_told_by_each_face_and_can_be_used_or_deleted() {
    let Some(halves) = Halves::new() else { return };
    for name in ["acme", "uat"] {
        assert_eq!(halves.add(name).code, 0);
    }
    halves.lines(&[]);
    for arguments in [&["org", "list"][..], &["check"], &["limits", "--org", "acme"]] {
        let ran = halves.run(arguments);
        for says in ["key and secret of acme", "org add acme --login-url URL", "org remove uat"] {
            assert!(ran.err.contains(says), "{arguments:?} without {says:?}: {ran:?}");
        }
    }
    let said = halves.run(&["--plain"]).out;
    assert!(said.contains("The keyring has key and secret of acme, and no org of that name"), "{said}");
    let mut screen = Screen::orgscope(&halves.service.home, &[], 120, 36);
    screen.wait_for("The keyring has key and secret of acme, which is not stored");
    screen.signal("TERM");
    assert_eq!(screen.exit_code(), 130);

    assert_eq!(halves.add("acme").code, 0);
    let removed = halves.run(&["org", "remove", "uat", "--yes"]);
    assert_eq!(removed.code, 0, "{removed:?}");
    assert!(removed.out.contains("Removed key and secret of uat. No org of that name was stored."));
    assert_eq!(halves.run(&["org", "remove", "uat", "--yes"]).code, 3);
    let listed = halves.run(&["org", "list"]);
    assert_eq!((listed.code, listed.err.contains("keyring")), (0, false), "{listed:?}");
}
