use super::*;
use crate::store::preferences::{KeyLine, OrgSort, Theme};

fn home() -> (tempfile::TempDir, Places) {
    let dir = tempfile::tempdir().unwrap();
    let places = Places::below(dir.path());
    (dir, places)
}

fn put(places: &Places, text: &str) {
    atomic::write_linked(&places.config_file(), text.as_bytes(), Lasting::No).unwrap();
}

fn text(places: &Places) -> String {
    text_of(&places.config_file()).unwrap().unwrap_or_default()
}

fn acme(keep: Keep) -> Org {
    Org {
        name: "acme".into(),
        login_url: "https://acme.my.salesforce.com".into(),
        api_version: Some("64.0".into()),
        keep,
    }
}

const BY_HAND: &str = "# my orgs
theme = \"dark\"   # easier on the eyes
mouse = false

[orgs.uat]
# the one for tests
login_url = \"https://acme--uat.sandbox.my.salesforce.com\" # sandbox
note = \"mine\"
";

#[test]
fn no_file_is_no_orgs() {
    let (_dir, places) = home();
    assert_eq!(Config::load(&places), Ok(Config::default()));
    assert!(!places.config_file().exists(), "reading writes nothing");
}

#[test]
fn an_org_survives_the_file() {
    for keep in
        [Keep::Keyring, Keep::Kernel, Keep::Memory, Keep::Command(vec!["pass".into(), "a \"b\"".into()])]
    {
        let (_dir, places) = home();
        add(&places, &acme(keep.clone())).unwrap();
        assert_eq!(Config::load(&places).unwrap().orgs, [acme(keep)]);
    }
}

#[test]
fn comments_and_unknown_lines_stay() {
    let (_dir, places) = home();
    put(&places, BY_HAND);
    add(&places, &acme(Keep::Keyring)).unwrap();
    set_default(&places, Some("acme")).unwrap();
    let uat = Config::load(&places).unwrap().org("uat").unwrap().clone();
    change(&places, &Org { login_url: "https://new.my.salesforce.com".into(), ..uat }).unwrap();
    let changed = text(&places);
    for kept in [
        "# my orgs\n",
        "theme = \"dark\"   # easier on the eyes\n",
        "# the one for tests\n",
        "note = \"mine\"\n",
    ] {
        assert!(changed.contains(kept), "{kept:?} in\n{changed}");
    }
    assert!(changed.contains("login_url = \"https://new.my.salesforce.com\" # sandbox"), "{changed}");

    remove(&places, "acme").unwrap();
    let config = Config::load(&places).unwrap();
    assert_eq!((config.names(), config.default_org), (vec!["uat".to_owned()], None));
}

#[test]
fn a_file_as_windows_editors_write_it_is_read_and_changed() {
    let by_hand = BY_HAND.replace('\n', "\r\n");
    let wide = [&b"\xFF\xFE"[..], &utf::utf16(&by_hand)].concat();
    let marked = [&b"\xEF\xBB\xBF"[..], by_hand.as_bytes()].concat();
    for bytes in [wide, marked, by_hand.into_bytes()] {
        let (_dir, places) = home();
        atomic::write_linked(&places.config_file(), &bytes, Lasting::No).unwrap();
        add(&places, &acme(Keep::Keyring)).unwrap();
        assert_eq!(Config::load(&places).unwrap().names(), ["acme", "uat"]);
        assert!(text(&places).contains("# the one for tests"), "{}", text(&places));
    }
}

#[test]
fn preferences_are_read() {
    let (_dir, places) = home();
    put(&places, &format!("org_sort = \"name\"\nrevoke_on_exit = true\n{BY_HAND}"));
    let expected = Preferences {
        theme: Theme::Dark,
        mouse: false,
        revoke_on_exit: true,
        org_sort: OrgSort::Name,
        ..Preferences::default()
    };
    assert_eq!(Config::load(&places).unwrap().preferences, expected);
}

#[test]
fn keys_are_read_in_the_order_of_their_lines_and_not_judged() {
    let (_dir, places) = home();
    put(
        &places,
        "mouse = false\n[keys]\n# mine\nwrap = \"\"\nnext-hit = [\"f3\", \"n\"]\nno-such = \"x\"\nopen = 7\n",
    );
    let line = |line, name: &str, keys: Option<&[&str]>| KeyLine {
        line,
        name: name.into(),
        keys: keys.map(|keys| keys.iter().map(|key| (*key).into()).collect()),
    };
    let expected = [
        line(4, "wrap", Some(&[])),
        line(5, "next-hit", Some(&["f3", "n"])),
        line(6, "no-such", Some(&["x"])),
        line(7, "open", None),
    ];
    assert_eq!(Config::load(&places).unwrap().preferences.keys, expected);
    add(&places, &acme(Keep::Keyring)).unwrap();
    assert!(text(&places).contains("# mine\nwrap = \"\"\n"), "{}", text(&places));
}

#[test]
fn a_broken_file_is_named_by_line_and_never_overwritten() {
    for (broken, line) in [
        ("mouse = true\n[orgs.acme\n", 2),
        ("\n\n[orgs.acme]\nlogin_url = 7\n", 4),
        ("theme = \"pink\"\n", 1),
        ("# x\n[orgs.acme]\nsecrets = \"kernel\"\n", 2),
        ("# x\n[orgs.acme]\nlogin_url = \"x\"\nsecrets = \"paper\"\n", 2),
        ("[orgs.acme]\nlogin_url = \"x\"\nsecrets = \"command\"\n", 1),
        ("[orgs.acme]\nlogin_url = \"x\"\napi_version = \"newest\"\n", 1),
        ("orgs = 7\n", 1),
        ("# x\n[orgs.\"../../victim\"]\nlogin_url = \"x\"\n", 2),
        ("# x\n[orgs.\"/home/me/victim\"]\nlogin_url = \"x\"\n", 2),
        ("[orgs.uat]\nlogin_url = \"x\"\n[orgs.\"C:\\\\x\"]\nlogin_url = \"x\"\n", 3),
        ("[orgs]\nuat.login_url = \"x\"\ncon.login_url = \"x\"\n", 3),
        ("[orgs.acme]\nlogin_url = \"x\"\n\n[orgs.Acme]\nlogin_url = \"y\"\n", 1),
        ("# x\nkeys = \"n\"\n", 2),
    ] {
        let (_dir, places) = home();
        put(&places, broken);
        for outcome in [
            Config::load(&places).map(|_| ()),
            add(&places, &acme(Keep::Keyring)),
            remove(&places, "acme"),
            set_default(&places, None),
        ] {
            let Err(StoreError::Config { line: found, .. }) = outcome else {
                panic!("{broken:?} gave {outcome:?}")
            };
            assert_eq!(found, line, "{broken:?}");
        }
        assert_eq!(text(&places), broken);
    }
    let (_dir, places) = home();
    atomic::write_linked(&places.config_file(), b"# ok\ntheme = \"\xff\"\n", Lasting::No).unwrap();
    let found = Config::load(&places);
    assert!(matches!(found, Err(StoreError::Config { line: 2, column: 10, .. })), "{found:?}");
}

#[test]
fn two_that_add_at_once_lose_nothing() {
    let (_dir, places) = home();
    let names: Vec<String> = (0..8).map(|n| format!("org-{n}")).collect();
    std::thread::scope(|scope| {
        for name in &names {
            let org = Org { name: name.clone(), ..acme(Keep::Keyring) };
            scope.spawn(|| add(&places, &{ org }).unwrap());
        }
    });
    assert_eq!(Config::load(&places).unwrap().names(), names);
}

#[test]
fn names_are_checked_and_taken_once() {
    let (_dir, places) = home();
    add(&places, &acme(Keep::Keyring)).unwrap();
    assert_eq!(add(&places, &acme(Keep::Keyring)), Err(StoreError::OrgExists));
    for name in ["", "a b", "a/b", "a.b", "..", &"x".repeat(65)] {
        let org = Org { name: name.into(), ..acme(Keep::Keyring) };
        assert_eq!(add(&places, &org), Err(StoreError::BadName), "{name:?}");
    }
    for (name, refused) in [
        ("ACME", Some(StoreError::OrgAlike("acme".into()))),
        ("nul", Some(StoreError::DeviceName)),
        ("山田製作所", None),
    ] {
        let org = Org { name: name.into(), ..acme(Keep::Keyring) };
        assert_eq!(add(&places, &org).err(), refused, "{name}");
    }
}

#[test]
fn the_named_org_goes_before_the_default_before_the_only_one() {
    let (_dir, places) = home();
    let load = || Config::load(&places).unwrap();
    assert_eq!(load().chosen(None), Err(StoreError::NoOrgChosen(vec![])));
    add(&places, &acme(Keep::Keyring)).unwrap();
    assert_eq!(load().chosen(None).unwrap().name, "acme");
    add(&places, &Org { name: "uat".into(), ..acme(Keep::Keyring) }).unwrap();
    assert_eq!(load().chosen(None), Err(StoreError::NoOrgChosen(vec!["acme".into(), "uat".into()])));
    set_default(&places, Some("uat")).unwrap();
    assert_eq!(load().chosen(None).unwrap().name, "uat");
    assert_eq!(load().chosen(Some("acme")).unwrap().name, "acme");
    assert_eq!(
        set_default(&places, Some("x")),
        Err(StoreError::NoSuchOrg(vec!["acme".into(), "uat".into()]))
    );
}
