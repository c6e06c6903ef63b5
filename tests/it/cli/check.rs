//! `orgscope check` as a script sees it: the same verdict as the engine for every fault, the JSON of the contract,
//! reports, and no secret anywhere.

use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use orgscope::demo::faults::{self, Fault};
use serde_json::Value;

use crate::check_table::{SILENT, TLS, must_say};
use crate::support::demo::Demo;
use crate::support::home::{Home, Ran, run};

/// `orgscope` on the demo org by the three variables.
fn on(demo: &Demo, home: &Home, arguments: &[&str]) -> Command {
    let mut command = home.orgscope(arguments);
    command.env("ORGSCOPE_LOGIN_URL", &demo.base_url);
    command.env("ORGSCOPE_CLIENT_ID", &demo.client_id).env("ORGSCOPE_CLIENT_SECRET", &demo.client_secret);
    command
}

fn check(demo: &Demo, home: &Home, arguments: &[&str]) -> Ran {
    let mut all = vec!["check"];
    all.extend(arguments);
    run(&mut on(demo, home, &all), "")
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

/// One fault from the command line; `None` if it says what it must.
fn wrong(home: &Home, fault: &Fault) -> Option<String> {
    let demo = Demo::serve(home, &["--rows", "20", "--fault", fault.name]);
    let ran = check(&demo, home, &["--json"]);
    let (status, exit) = must_say(fault);
    let verdict = json(&ran);
    let (rung, cause) = fault.shows;
    let rungs = verdict["rungs"].as_array().unwrap();
    let told = rungs.iter().find(|told| told["id"] == rung);
    let mut faults = Vec::new();
    if ran.code != i32::from(exit.code()) {
        faults.push(format!("exit {} instead of {}", ran.code, exit.code()));
    }
    if let Some(told) = told
        && (told["status"] != status.word() || told["cause"] != cause)
    {
        faults.push(format!("{} {} instead of {} {cause}", told["status"], told["cause"], status.word()));
    }
    let failed = verdict["failed_rung"].as_str().unwrap_or_default();
    if exit.code() > 0 && failed != rung {
        faults.push(format!("fails at {failed} instead of {rung}"));
    }
    if [&ran.out, &ran.err].iter().any(|text| text.contains(&demo.client_secret)) {
        faults.push("the secret is shown".into());
    }
    (!faults.is_empty()).then(|| format!("{}: {}", fault.name, faults.join(", ")))
}

#[test]
fn every_fault_has_its_exit_code_rung_and_cause() {
    // Certificates are given to the engine's test; what is silent would wait for the whole patience of a check.
    let faults: Vec<&Fault> =
        faults::all().filter(|f| !SILENT.contains(&f.name) && !TLS.contains(&f.name)).collect();
    let (next, found) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let home = Home::new();
                while let Some(fault) = faults.get(next.fetch_add(1, Ordering::Relaxed)) {
                    found.lock().unwrap().extend(wrong(&home, fault));
                }
            });
        }
    });
    let found = found.into_inner().unwrap();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_json_is_the_contracts() {
    let home = Home::new();
    let demo = Demo::serve(&home, &["--rows", "20", "--fault", "no_run_as_user"]);
    let verdict = json(&check(&demo, &home, &["--json"]));
    assert_eq!(verdict["orgscope"], env!("CARGO_PKG_VERSION"));
    assert_eq!((&verdict["verdict"], &verdict["failed_rung"]), (&"fail".into(), &"token".into()));
    assert!(verdict["started_at"].as_str().unwrap().ends_with('Z'));
    let rungs = verdict["rungs"].as_array().unwrap();
    let ids: Vec<_> = rungs.iter().map(|rung| rung["id"].as_str().unwrap()).collect();
    let contract = "input host network token token_shape identity api versions limits describe read evidence";
    assert_eq!(ids.join(" "), contract);
    let token = &rungs[3];
    assert_eq!(token["status"], "fail");
    assert_eq!((&token["http_status"], &token["error"]), (&400.into(), &"invalid_grant".into()));
    assert_eq!(token["error_description"], "no client credentials user enabled");
    assert_eq!(token["cause"], "no_run_as_user");
    assert!(token["says"].as_str().unwrap().contains("Run As"));
    assert!(!token["fix"].as_array().unwrap().is_empty() && !token["fix_eca"].as_array().unwrap().is_empty());
    assert!(rungs[4..].iter().all(|rung| rung["status"] == "not_tested"));
}

#[test]
fn the_text_names_the_clicks_for_both_kinds_of_app() {
    let home = Home::new();
    let demo = Demo::serve(&home, &["--rows", "20", "--fault", "no_run_as_user"]);
    let ran = check(&demo, &home, &[]);
    assert_eq!(ran.code, 1);
    for words in [
        "✗ token",
        "○ identity",
        "The app has no Run As user",
        "400 invalid_grant",
        "no client credentials user enabled",
        "External Client App:",
        "Connected App:",
        "Run As (Username)",
        "no API call was sent",
    ] {
        assert!(ran.out.contains(words), "{words}\n{}", ran.out);
    }
}

#[test]
fn reports_hold_the_ladder_and_no_secret_and_no_names_where_asked() {
    let home = Home::new();
    let demo = Demo::serve(&home, &["--rows", "20"]);
    let read = |name: &str| std::fs::read_to_string(home.path().join(name)).unwrap();
    assert_eq!(check(&demo, &home, &["--report", "check.md"]).code, 0);
    assert_eq!(check(&demo, &home, &["--report", "check.xml"]).code, 0);
    assert_eq!(check(&demo, &home, &["--report", "bare.md", "--redact-names"]).code, 0);
    assert_eq!(check(&demo, &home, &["--report", "check.txt"]).code, 2);
    let (markdown, junit, bare) = (read("check.md"), read("check.xml"), read("bare.md"));
    assert!(markdown.contains("```mermaid\nsequenceDiagram") && markdown.contains("curl "));
    assert!(markdown.contains("svc.orgscope@demo.example"));
    assert_eq!(junit.matches("<testcase ").count(), 12);
    assert!(junit.contains("tests=\"12\" failures=\"0\""));
    for name in ["svc.orgscope", "00D5e", "Nordlicht", "127.0.0.1"] {
        assert!(markdown.contains(name), "{name} is a name here");
        assert!(!bare.contains(name), "{name} was to go:\n{bare}");
    }
    for text in [&markdown, &junit, &bare] {
        assert!(!text.contains(&demo.client_secret) && !text.contains(&demo.client_id));
        assert!(!text.contains("!AQ"), "a token");
    }
}

#[test]
fn what_a_server_sends_back_of_a_secret_is_shown_nowhere() {
    for fault in ["echo", "echo_api"] {
        let home = Home::new();
        let demo = Demo::serve(&home, &["--rows", "20", "--fault", fault]);
        let mut said = String::new();
        for arguments in [&["--json"][..], &[], &["-v", "--report", "check.md"], &["--report", "check.xml"]] {
            let ran = check(&demo, &home, arguments);
            assert_eq!(ran.code, 1, "{ran:?}");
            said += &(ran.out + &ran.err);
        }
        assert!(said.contains("unrecognised"));
        let files = home
            .files()
            .into_iter()
            .map(|file| String::from_utf8_lossy(&std::fs::read(file).unwrap()).into_owned());
        let all = files.fold(said, |all, file| all + &file);
        assert!(all.contains("•••"), "{fault}: something was masked");
        for (name, needle) in
            [("secret", demo.client_secret.as_str()), ("key", &demo.client_id), ("token", "!AQ")]
        {
            let at = all.find(needle);
            let around = at.map(|at| {
                all[..at].chars().rev().take(200).collect::<Vec<_>>().into_iter().rev().collect::<String>()
            });
            assert!(at.is_none(), "{fault}: the {name} is shown after {around:?}");
        }
    }
}

#[test]
fn a_stored_org_is_told_what_changed_since_the_last_good_check() {
    let home = Home::new();
    let demo = Demo::serve(&home, &["--rows", "20"]);
    let configure = |url: &str| {
        let pair = format!("printf '%s\\n%s\\n' '{}' '{}'", demo.client_id, demo.client_secret);
        let text = format!(
            "[orgs.acme]\nlogin_url = \"{url}\"\nsecrets = \"command\"\nsecret_command = [\"sh\", \"-c\", \"{}\"]\n",
            pair.replace('\\', "\\\\").replace('"', "\\\"")
        );
        home.configure(&text);
    };
    configure(&demo.base_url);
    let first = home.run(&["check", "acme"], "");
    assert_eq!(first.code, 0, "{first:?}");
    let failing = Demo::serve(&home, &["--rows", "20", "--fault", "no_run_as_user"]);
    configure(&failing.base_url);
    let ran = home.run(&["check", "acme", "--json"], "");
    let verdict = json(&ran);
    assert_eq!(ran.code, 1);
    assert_eq!(verdict["since"]["meaning"], "the Run As user was taken away in Setup since then");
    let compared = verdict["since"]["compared"].as_array().unwrap();
    assert!(compared.iter().any(|change| change["what"] == "host" && change["was"] != change["is"]));
    let kept: Vec<_> =
        home.files().into_iter().filter(|file| file.to_string_lossy().contains("state")).collect();
    for file in kept {
        let text = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned();
        assert!(!text.contains(&demo.client_secret) && !text.contains(&demo.client_id), "{}", file.display());
    }
}

#[test]
fn all_orgs_stand_in_one_table_worst_first() {
    let home = Home::new();
    let (good, bad) = (
        Demo::serve(&home, &["--rows", "20"]),
        Demo::serve(&home, &["--rows", "20", "--fault", "unknown_key"]),
    );
    let mut text = String::new();
    for (name, demo) in [("aaa-good", &good), ("zzz-bad", &bad)] {
        text += &format!(
            "[orgs.{name}]\nlogin_url = \"{}\"\nsecrets = \"command\"\nsecret_command = [\"printf\", \"{}\\\\n{}\\\\n\"]\n",
            demo.base_url, demo.client_id, demo.client_secret
        );
    }
    home.configure(&text);
    let ran = home.run(&["check", "--all"], "");
    assert_eq!(ran.code, 1, "{ran:?}");
    let lines: Vec<_> = ran.out.lines().collect();
    assert!(lines[1].starts_with("✗  zzz-bad") && lines[2].starts_with("✓  aaa-good"), "{}", ran.out);
    let all = json(&home.run(&["check", "--all", "--json"], ""));
    assert_eq!((&all[0]["org"], &all[1]["org"]), (&"zzz-bad".into(), &"aaa-good".into()));
}

#[test]
fn the_guide_lists_the_steps_for_both_kinds_of_app_and_needs_no_org() {
    let home = Home::new();
    let ran = home.run(&["check", "--guide"], "");
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.out.contains("External Client App\n")
            && ran.out.contains("Connected App\n")
            && !ran.out.contains('▸')
    );
    let ran = home.run(&["check", "--guide", "--json"], "");
    let guides = json(&ran);
    for guide in guides.as_array().unwrap() {
        let steps = guide["steps"].as_array().unwrap();
        assert!(steps.len() > 5 && steps.iter().all(|step| step["failed_here"] == false), "{guide}");
        assert!(guide["links"][0].as_str().unwrap().starts_with("https://help.salesforce.com/"));
    }
}

#[test]
fn a_lock_that_somebody_keeps_is_named_after_five_seconds_and_the_result_said_first() {
    let home = Home::new();
    let demo = Demo::serve(&home, &["--rows", "20"]);
    home.configure(&format!(
        "[orgs.acme]\nlogin_url = \"{}\"\nsecrets = \"command\"\nsecret_command = [\"printf\", \"{}\\\\n{}\\\\n\"]\n",
        demo.base_url, demo.client_id, demo.client_secret
    ));
    std::fs::create_dir_all(home.state_dir()).unwrap();
    let lock = std::fs::File::create(home.state_dir().join("config.lock")).unwrap();
    lock.lock().unwrap();
    let (checked, changed) = std::thread::scope(|scope| {
        let checked = scope.spawn(|| home.run(&["check", "--json"], ""));
        let changed = home.run(&["org", "default", "acme"], "");
        (checked.join().unwrap(), changed)
    });
    assert_eq!((checked.code, &json(&checked)["verdict"]), (3, &"pass".into()), "{checked:?}");
    assert!(checked.err.contains("What the check found could not be kept: Another program"), "{checked:?}");
    assert_eq!(changed.code, 3, "{changed:?}");
    assert!(changed.err.contains("config.lock and did not let go of it within 5 s."), "{changed:?}");
}

#[test]
fn a_name_in_the_configuration_that_is_a_path_leads_nowhere() {
    let home = Home::new();
    let victim = home.path().join("victim.json");
    std::fs::write(&victim, "PRECIOUS").unwrap();
    let name = home.path().join("victim").to_string_lossy().into_owned();
    home.configure(&format!("[orgs.{name:?}]\nlogin_url = \"https://acme.my.salesforce.com\"\n"));
    for arguments in [&["check"][..], &["org", "remove", &name, "--yes"], &["check", "--guide", &name]] {
        let ran = home.run(arguments, "");
        assert_eq!(std::fs::read_to_string(&victim).unwrap(), "PRECIOUS", "{arguments:?}: {ran:?}");
    }
    let ran = home.run(&["org", "list"], "");
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.err.contains("line 1, column 7: ") && ran.err.contains("can't name an org"), "{ran:?}");
}
