//! `orgscope snippet …`: what is handed on runs as it stands, read by the languages' own programs.
//!
//! Programs that are missing are named and their test left out; where CI is set that is a failure. newman, Mermaid
//! and the Apex grammar come by `tests/tools/install`.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use orgscope::handoff::sequence::{Arrow, Lane, Outcome, Sequence};
use orgscope::handoff::{self, FORMS, Target};
use serde_json::Value;

use crate::support::demo::Demo;
use crate::support::home::{Home, Ran, run};
use crate::support::left_out::left_out;
use crate::support::screen::Screen;

const LOCK: &str = include_str!("../../tools/package-lock.json");
const WRONG_SECRET: &str = "wrong-secret-of-nobody";

/// A home in which the demo org is the org, by the three variables.
fn with_demo() -> (Home, Demo) {
    let mut home = Home::new();
    let demo = Demo::serve(&home, &[]);
    let of = |url: &str, id: &str, secret: &str| {
        [("ORGSCOPE_LOGIN_URL", url), ("ORGSCOPE_CLIENT_ID", id), ("ORGSCOPE_CLIENT_SECRET", secret)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    home.variables.extend(of(&demo.base_url, &demo.client_id, &demo.client_secret));
    (home, demo)
}

/// A home with one stored org whose pair is nowhere.
fn with_stored(login_url: &str, more: &str) -> Home {
    let home = Home::new();
    home.configure(&format!("[orgs.acme]\nlogin_url = \"{login_url}\"\n{more}"));
    home
}

fn snippet(home: &Home, arguments: &[&str]) -> String {
    let ran = home.run(&[&["snippet"], arguments].concat(), "");
    assert_eq!(ran.code, 0, "{ran:?}");
    ran.out
}

/// Whether a program is here; without it the test that needs it is left out, but not in CI.
fn has(program: &str) -> bool {
    let mut command = Command::new(program);
    let found = command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !found {
        let package = match program {
            "node" => "nodejs",
            other => other,
        };
        left_out(program, &format!("apt-get install {package}"));
    }
    found
}

/// Where `tests/tools/install` put its programs.
fn tools() -> Option<PathBuf> {
    let of = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let cache = of("XDG_CACHE_HOME").or_else(|| Some(of("HOME")?.join(".cache")));
    let folder = of("ORGSCOPE_TEST_TOOLS").or_else(|| Some(cache?.join("orgscope-test-tools")))?;
    let lock = std::fs::read_to_string(folder.join("from/package-lock.json")).unwrap_or_default();
    if lock != LOCK {
        left_out("newman, Mermaid and the Apex grammar", "tests/tools/install (needs node, npm and cc)");
    }
    (lock == LOCK).then_some(folder)
}

/// Runs a script with its program, once with the demo org's pair and once with a wrong secret.
fn runs(form: &str, program: &str, arguments: &[&str]) {
    if !has(program) {
        return;
    }
    let (home, demo) = with_demo();
    let text = snippet(&home, &[form]);
    let file = home.path().join(if form == "node" { "request.mjs" } else { "request" });
    std::fs::write(&file, &text).unwrap();
    let mut command = home.command(program);
    let ran = run(command.args(arguments).arg(&file), "");
    assert_eq!(ran.code, 0, "{ran:?}");
    let limits: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{ran:?}"));
    assert!(limits["DailyApiRequests"]["Max"].is_u64(), "{ran:?}");

    let refused = run(command.env("ORGSCOPE_CLIENT_SECRET", WRONG_SECRET), "");
    assert!(refused.code != 0 && refused.err.contains("invalid_client"), "{refused:?}");
    let unset = run(command.env_remove("ORGSCOPE_CLIENT_SECRET"), "");
    assert!(unset.code != 0 && unset.err.contains("ORGSCOPE_CLIENT_SECRET"), "{unset:?}");
    for secret in [WRONG_SECRET, &demo.client_secret] {
        assert!(![&ran, &refused, &unset].iter().any(|r| r.err.contains(secret)), "a secret is shown");
    }

    let query = snippet(&home, &[form, "query?q=SELECT Id FROM Account WHERE Name != 'O\\'B' LIMIT 1"]);
    std::fs::write(&file, &query).unwrap();
    let ran = run(command.env("ORGSCOPE_CLIENT_SECRET", &demo.client_secret), "");
    assert!(ran.code == 0 && ran.out.contains("\"totalSize\":1"), "{query}\n{ran:?}");
}

#[test]
fn the_shell_script_runs() {
    runs("curl", "sh", &[]);
}

#[test]
fn the_python_script_runs() {
    runs("python", "python3", &[]);
}

#[test]
fn the_node_module_runs() {
    runs("node", "node", &[]);
}

#[test]
fn curl_is_given_secret_and_token_by_no_argument() {
    let (home, demo) = with_demo();
    let (folder, seen) = (home.path().join("bin"), home.path().join("seen"));
    std::fs::create_dir(&folder).unwrap();
    let path = std::env::var("PATH").unwrap();
    let shim =
        format!("#!/bin/sh\nprintf '%s\\n' \"$@\" >> '{}'\nPATH='{path}' exec curl \"$@\"\n", seen.display());
    std::fs::write(folder.join("curl"), shim).unwrap();
    make_executable(&folder.join("curl"));
    let mut shell = home.command("sh");
    let ran = run(shell.env("PATH", format!("{}:{path}", folder.display())), &snippet(&home, &["curl"]));
    assert!(ran.code == 0 && ran.out.contains("DailyApiRequests"), "{ran:?}");
    let seen = std::fs::read_to_string(seen).unwrap();
    assert!(seen.contains("/services/oauth2/token") && seen.contains("/limits"), "{seen}");
    for hidden in [&demo.client_id, &demo.client_secret, "Bearer"] {
        assert!(!seen.contains(hidden), "{seen}");
    }
}

#[test]
fn what_the_screens_hand_on_runs_as_well() {
    let (home, demo) = with_demo();
    let mut screen = Screen::orgscope(&home, &[], 120, 36);
    screen.wait_for("✓");
    // keys that lead to a place, what is there, the path of its request, and what its answer holds
    for (keys, there, path, answer) in [
        ("1", "S share", "/limits", "DailyApiRequests"),
        ("2", "▸Account", "/sobjects", "maxBatchSize"),
        ("<enter>", "64 of 64", "/sobjects/Account/describe", "childRelationships"),
        (".", "1,400 loaded", "/query?q=SELECT", "\"totalSize\":1400"),
        ("<enter>", "AccountNumber", "/sobjects/Account/001", "AccountNumber"),
    ] {
        screen.keys(keys);
        screen.wait_for(there);
        screen.keys("S");
        screen.wait_for(&format!("GET /services/data/v68.0{path}"));
        let before = screen.copied().map(<[u8]>::to_vec);
        screen.keys("c");
        screen.wait_until("another copy", |screen| screen.copied() != before.as_deref());
        screen.wait_for("Asked the terminal to copy");
        let text = STANDARD.decode(screen.copied().unwrap()).unwrap();
        let ran = run(&mut home.command("sh"), &String::from_utf8(text).unwrap());
        assert!(ran.code == 0 && ran.out.contains(answer), "{path}: {ran:?}");
    }
    for secret in [&demo.client_id, &demo.client_secret] {
        assert!(memchr::memmem::find(screen.raw(), secret.as_bytes()).is_none(), "{}", screen.text());
    }
}

fn make_executable(file: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn the_commands_of_a_report_repeat_the_check() {
    let (home, demo) = with_demo();
    assert_eq!(home.run(&["check", "--report", "report.md"], "").code, 0);
    let report = std::fs::read_to_string(home.path().join("report.md")).unwrap();
    let commands = report.split("```sh\n").nth(1).unwrap().split("```").next().unwrap();
    let granted = run(&mut home.command("sh"), &commands[..=commands.find("\nFORM\n").unwrap() + 5]);
    let token = granted.out.split("\"access_token\":\"").nth(1).and_then(|rest| rest.split('"').next());
    let ran = run(home.command("sh").env("TOKEN", token.unwrap()), commands);
    let answers = ran.out.matches("HTTP/1.1 200").count();
    assert_eq!(answers, commands.matches("curl ").count(), "{commands}\n{ran:?}");
    assert!(answers >= 6 && !report.contains(&demo.client_secret), "{report}");
}

#[test]
fn newman_runs_the_postman_collection() {
    let Some(tools) = tools() else { return };
    let (home, demo) = with_demo();
    std::fs::write(home.path().join("acme.json"), snippet(&home, &["postman"])).unwrap();
    let newman = |secret: &str| {
        let mut command = home.command("node");
        command.arg(tools.join("node_modules/newman/bin/newman.js")).args(["run", "acme.json"]);
        command.args(["--env-var", &format!("client_id={}", demo.client_id)]);
        command.args(["--env-var", &format!("client_secret={secret}")]);
        let ran = run(command.args(["--reporters", "json", "--reporter-json-export", "run.json"]), "");
        let report =
            std::fs::read_to_string(home.path().join("run.json")).unwrap_or_else(|_| panic!("{ran:?}"));
        (ran, serde_json::from_str::<Value>(&report).unwrap()["run"].take())
    };
    let (ran, report) = newman(&demo.client_secret);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(
        (&report["stats"]["assertions"]["total"], &report["failures"]),
        (&2.into(), &Value::Array(vec![]))
    );
    let body = report["executions"][1]["response"]["stream"]["data"].as_array().unwrap();
    let body: Vec<u8> = body.iter().map(|byte| u8::try_from(byte.as_u64().unwrap()).unwrap()).collect();
    let limits: Value = serde_json::from_slice(&body).unwrap();
    assert!(limits["DailyApiRequests"]["Max"].is_u64(), "{limits}");

    let (refused, report) = newman(WRONG_SECRET);
    let said = report["failures"][0]["error"]["message"].as_str().unwrap_or_default();
    assert!(refused.code == 1 && said.contains("invalid_client"), "{refused:?} {report}");
}

#[test]
fn keys_secrets_and_tokens_are_secret_and_empty_in_postman() {
    let collection: Value = serde_json::from_str(&snippet(&with_demo().0, &["postman"])).unwrap();
    for name in ["client_id", "client_secret", "access_token"] {
        let variable = collection["variable"].as_array().unwrap().iter().find(|v| v["key"] == name).unwrap();
        assert_eq!((&variable["type"], &variable["value"]), (&"secret".into(), &"".into()), "{name}");
    }
}

/// A target that would leave its string or comment in any language.
fn hostile() -> Target {
    Target {
        org: "a'c\"me\\\n*/ */ \u{2028}#;%%{end}%%\r\n<b>".into(),
        login_url: "https://acme.my.salesforce.com".into(),
        path: "/services/data/v64.0/query?q='O\\'B'--%20;%25%25{}".into(),
    }
}

fn written(form: &str, target: &Target) -> String {
    (handoff::form(form).unwrap().write)(target)
}

#[test]
fn the_apex_class_has_no_error_for_the_grammar() {
    let Some(tools) = tools() else { return };
    let grammar = |text: &str| run(&mut Command::new(tools.join("apex")), text);
    let apex = snippet(&with_demo().0, &["apex"]);
    for text in [&apex, &written("apex", &hostile())] {
        let ran = grammar(text);
        assert!(ran.code == 0 && ran.out.is_empty(), "{text}\n{ran:?}");
    }
    let ran = grammar(&apex.replacen(';', "", 1));
    assert!(ran.code == 1 && !ran.out.is_empty(), "the grammar sees a missing semicolon: {ran:?}");
}

/// What Mermaid makes of a diagram: who takes part, and every message and note.
fn mermaid(tools: &std::path::Path, text: &str) -> (Vec<String>, Vec<String>) {
    let ran = run(Command::new("node").arg(tools.join("mermaid.mjs")), text);
    assert_eq!(ran.code, 0, "{text}\n{ran:?}");
    let read: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(read["kind"], "sequence");
    let list = |name: &str| serde_json::from_value(read[name].clone()).unwrap();
    (list("actors"), list("messages"))
}

#[test]
fn mermaid_reads_the_diagram() {
    let Some(tools) = tools() else { return };
    let (home, demo) = with_demo();
    let (actors, messages) = mermaid(&tools, &snippet(&home, &["mermaid", "/services/data"]));
    assert_eq!(actors, ["you", demo.base_url.trim_start_matches("http://"), "REST API"]);
    assert_eq!((messages.len(), messages[3].as_str()), (6, "GET /services/data"), "{messages:?}");
    let (_, messages) = mermaid(&tools, &written("mermaid", &hostile()));
    assert_eq!(messages.len(), 6, "{messages:?}");
}

#[test]
fn mermaid_reads_the_conversation_of_a_check_whatever_was_answered() {
    let Some(tools) = tools() else { return };
    let mut sequence = Sequence::default();
    let words = String::from("wrap: <b>bad</b> #quot; %%{init: {}} end\n}%% ; you->>api: x");
    let outcomes = [
        Outcome::Answered { status: Some(200), ms: 3, words: words.clone() },
        Outcome::Broken { status: None, ms: 3, words: words.clone() },
        Outcome::NotSent,
        Outcome::Waiting,
    ];
    for (number, outcome) in (0..).zip(outcomes) {
        let (path, note) = (words.clone(), Some(words.clone()));
        sequence.put(Arrow { number, to: Lane::Api, verb: "GET", path, note, outcome, exchange: None });
    }
    let (actors, messages) = mermaid(&tools, &sequence.mermaid("127.0.0.1:8080"));
    assert_eq!((actors.len(), messages.len()), (3, 9), "{messages:?}");
}

#[test]
fn no_form_holds_the_pair() {
    let (home, demo) = with_demo();
    for form in FORMS {
        let text = snippet(&home, &[form.name]);
        for secret in [&demo.client_id, &demo.client_secret] {
            assert!(!text.contains(secret.as_str()), "{}", form.name);
        }
        let json: Value = serde_json::from_str(&snippet(&home, &[form.name, "--json"])).unwrap();
        assert_eq!((&json["form"], &json["text"]), (&form.name.into(), &text.into()));
    }
}

#[test]
fn nothing_is_asked_where_the_version_is_known() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let home = with_stored(&url, "api_version = \"61.0\"\n");
    for (arguments, path) in [
        (&["curl"][..], "/services/data/v61.0/limits"),
        (&["curl", "sobjects/Account"], "/services/data/v61.0/sobjects/Account"),
        (&["curl", "--api-version", "58.0"], "/services/data/v58.0/limits"),
        (&["curl", "/services/data"], "/services/data"),
        (&["curl", &format!("{url}/services/data")], "/services/data"),
    ] {
        let text = snippet(&home, arguments);
        assert!(text.contains(&format!("\"$instance\"'{path}'")), "{text}");
        assert!(listener.accept().is_err(), "something was sent");
    }
}

#[test]
fn an_org_that_is_not_there_gives_a_version_that_every_org_has() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let home = with_stored(&format!("http://127.0.0.1:{port}"), "");
    let Ran { code, out, err } = home.run(&["snippet", "curl"], "");
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("/services/data/v60.0/limits"), "{out}");
    assert!(err.contains("v60.0") && err.contains("--api-version"), "{err}");
}

#[test]
fn what_orgscope_would_not_send_is_not_handed_on() {
    let home = with_stored("https://acme.my.salesforce.com", "");
    for (arguments, code) in [
        (["curl", "/services/apexrest/cleanup"], 2),
        (["curl", "/services/data/v64.0/../../secur/logout.jsp"], 2),
        (["cobol", "/services/data"], 2),
    ] {
        let ran = home.run(&[&["snippet"], &arguments[..]].concat(), "");
        assert!(ran.code == code && ran.out.is_empty(), "{ran:?}");
    }
}
