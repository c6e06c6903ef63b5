//! `--output FILE`: the bytes that standard output would get, whole or not at all.

use crate::support::demo::Demo;
use crate::support::home::{Home, Ran};

fn org() -> (Home, Demo) {
    let mut home = Home::new();
    let demo = Demo::serve(&home, &["--rows", "20"]);
    for (name, value) in [
        ("ORGSCOPE_LOGIN_URL", &demo.base_url),
        ("ORGSCOPE_CLIENT_ID", &demo.client_id),
        ("ORGSCOPE_CLIENT_SECRET", &demo.client_secret),
    ] {
        home.variables.push((name.to_owned(), value.clone()));
    }
    (home, demo)
}

/// Runs a command with `--output`; what it says, and the file.
fn into_file(home: &Home, arguments: &[&str], file: &str) -> (Ran, Option<Vec<u8>>) {
    let ran = home.run(&[arguments, &["--output", file]].concat(), "");
    (ran, std::fs::read(home.path().join(file)).ok())
}

#[test]
fn every_command_that_prints_a_document_writes_the_same_bytes_into_a_file() {
    let (home, _demo) = org();
    std::fs::write(home.path().join("a.json"), "{\"ä\": [1]}").unwrap();
    for arguments in [
        &["get", "sobjects/Account/describe"][..],
        &["get", "/services/data", "--pretty"],
        &["objects"],
        &["objects", "--format", "csv"],
        &["describe", "Account", "--format", "ndjson"],
        &["describe", "Account", "--json"],
        &["snippet", "python"],
        &["org", "list", "--json"],
        &["view", "--check", "a.json"],
        &["check", "--guide"],
        &["completions", "powershell"],
        &["man"],
    ] {
        let printed = home.run(arguments, "");
        std::fs::write(home.path().join("out file"), "what was there before, longer than nothing").unwrap();
        let (ran, file) = into_file(&home, arguments, "out file");
        assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{arguments:?}: {ran:?}");
        let written = String::from_utf8(file.unwrap()).unwrap();
        assert_eq!(written, printed.out, "{arguments:?}");
        assert!(ran.err.contains("Wrote ") && ran.err.contains(" bytes to "), "{arguments:?}: {ran:?}");
    }
    // What differs from run to run.
    for arguments in [&["limits", "--json"][..], &["check", "--json"], &["check"]] {
        let (ran, file) = into_file(&home, arguments, "out.txt");
        assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{ran:?}");
        assert!(file.unwrap().len() > 100, "{arguments:?}");
    }
    let dash = home.run(&["get", "/services/data", "-o", "-"], "");
    assert!(dash.out.starts_with('[') && !dash.err.contains("Wrote"), "{dash:?}");
    assert_eq!(home.run(&["-q", "get", "/services/data", "-o", "quiet.json"], "").err, "");
}

#[test]
fn what_can_not_be_written_is_told_before_anything_is_sent_and_a_failure_leaves_the_file() {
    let mut home = Home::new();
    for (name, value) in [
        // Nobody listens there: what was sent would fail with 4.
        ("ORGSCOPE_LOGIN_URL", "http://127.0.0.1:9"),
        ("ORGSCOPE_CLIENT_ID", "3MVG9key"),
        ("ORGSCOPE_CLIENT_SECRET", "0123456789ABCDEF"),
    ] {
        home.variables.push((name.to_owned(), value.to_owned()));
    }
    let (ran, file) = into_file(&home, &["limits"], "none/limits.json");
    assert_eq!((ran.code, file), (3, None), "{ran:?}");
    assert!(ran.err.contains("none/limits.json can't be written: there is no folder "), "{ran:?}");
    let (ran, _) = into_file(&home, &["limits"], ".");
    assert_eq!(ran.code, 3, "{ran:?}");

    std::fs::write(home.path().join("limits.json"), "kept").unwrap();
    let (ran, file) = into_file(&home, &["limits"], "limits.json");
    assert_eq!((ran.code, file.as_deref()), (4, Some(&b"kept"[..])), "{ran:?}");
    assert!(ran.err.contains("Nothing was written to limits.json."), "{ran:?}");
    // A script that asked for JSON gets the failure as JSON.
    let (ran, file) = into_file(&home, &["limits", "--json"], "trouble.json");
    assert_eq!(ran.code, 4, "{ran:?}");
    let trouble: serde_json::Value = serde_json::from_slice(&file.unwrap()).unwrap();
    assert_eq!(trouble["trouble"]["exit"], "Network");
}

#[test]
fn an_answer_that_refuses_is_the_document_too() {
    let (home, _demo) = org();
    let (ran, file) = into_file(&home, &["get", "sobjects/Nope/describe"], "answer.json");
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(String::from_utf8(file.unwrap()).unwrap().contains("NOT_FOUND"), "{ran:?}");
}

#[test]
fn one_variable_places_all_that_orgscope_keeps() {
    let mut home = Home::new();
    home.variables
        .push(("ORGSCOPE_HOME".into(), home.path().join("one place").to_string_lossy().into_owned()));
    let config = home.path().join("one place").join("config");
    std::fs::create_dir_all(&config).unwrap();
    std::fs::write(
        config.join("config.toml"),
        "[orgs.acme]\nlogin_url = \"https://acme.my.salesforce.com\"\n",
    )
    .unwrap();
    assert!(home.run(&["org", "list"], "").out.contains("acme"));
    assert_eq!(home.run(&["org", "default", "acme"], "").code, 0);
    let outside: Vec<_> =
        home.files().into_iter().filter(|file| !file.starts_with(home.path().join("one place"))).collect();
    assert!(outside.is_empty(), "{outside:?}");
    home.variables.push(("ORGSCOPE_CONFIG_DIR".into(), "relative".into()));
    let ran = home.run(&["org", "list"], "");
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.err.contains("ORGSCOPE_CONFIG_DIR names relative, which is no whole path."), "{ran:?}");
}
