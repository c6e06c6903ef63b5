//! What commands print and how they end: machine shapes, names, causes, and outputs that can't be written.

use std::net::TcpListener;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::support::demo::Demo;
use crate::support::home::{Home, Ran, run};

/// A home whose org of the three variables is at this address.
fn at(url: &str, key: &str, secret: &str) -> Home {
    let mut home = Home::new();
    let variables =
        [("ORGSCOPE_LOGIN_URL", url), ("ORGSCOPE_CLIENT_ID", key), ("ORGSCOPE_CLIENT_SECRET", secret)];
    home.variables.extend(variables.map(|(name, value)| (name.to_owned(), value.to_owned())));
    home
}

fn demo(arguments: &[&str]) -> (Home, Demo) {
    let demo = Demo::serve(&Home::new(), &[&["--rows", "20"], arguments].concat());
    let home = at(&demo.base_url, &demo.client_id, &demo.client_secret);
    (home, demo)
}

/// A home whose org is at a port where nobody listens.
fn dead() -> Home {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    at(&format!("http://127.0.0.1:{port}"), "3MVG9key", "0123456789ABCDEF")
}

fn json_of(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

#[test]
fn a_reader_that_has_enough_ends_the_printing_and_not_the_work() {
    let home = dead();
    let mut command = home.orgscope(&["check", "--report", "check.md", "--report", "check.xml"]);
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(4));
    for name in ["check.md", "check.xml"] {
        assert!(home.path().join(name).is_file(), "{name}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told() {
    let (home, _demo) = demo(&[]);
    let mut command = home.orgscope(&["get", "limits"]);
    command.stdin(Stdio::null()).stdout(std::fs::File::options().write(true).open("/dev/full").unwrap());
    let output = command.stderr(Stdio::piped()).spawn().unwrap().wait_with_output().unwrap();
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{err}");
    assert!(err.contains("Standard output could not be written: no space left."), "{err}");
}

#[test]
fn an_org_that_is_named_is_never_replaced_by_that_of_the_variables() {
    let mut home = dead();
    for arguments in [
        &["check", "acme"][..],
        &["check", "--org", "acme"],
        &["limits", "--org", "acme"],
        &["--org", "acme"],
    ] {
        let ran = home.run(arguments, "");
        assert_eq!(ran.code, 3, "{arguments:?}: {ran:?}");
        assert!(ran.err.contains("acme was named, and the org in use is environment"), "{ran:?}");
    }
    assert_eq!(home.run(&["check", "environment"], "").code, 4, "its own name");
    home.variables.push(("ORGSCOPE_ORG".into(), "acme".into()));
    assert_eq!(home.run(&["check"], "").code, 3);
}

#[test]
fn machines_get_snake_case_keys_and_numbers_as_numbers() {
    let (home, _demo) = demo(&[]);
    let row = |arguments: &[&str], name: &str| {
        let all = json_of(&home.run(arguments, ""));
        let row = all.as_array().unwrap().iter().find(|row| row["name"] == name);
        row.unwrap_or_else(|| panic!("{name} in {all}")).clone()
    };
    let keys = |row: &Value| row.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");

    let limit = row(&["limits", "--json"], "DailyApiRequests");
    assert_eq!(keys(&limit), "name used max share");
    let (used, max) = (limit["used"].as_u64().unwrap(), limit["max"].as_u64().unwrap());
    assert_eq!(limit["share"].as_f64(), Some(used as f64 / max as f64));
    let csv = home.run(&["limits", "--format", "csv"], "").out;
    assert!(csv.starts_with("name,used,max,share\n"), "{csv}");
    let max = format!(",{max},");
    assert!(csv.lines().any(|line| line.starts_with("DailyApiRequests,") && line.contains(&max)), "{csv}");

    let object = row(&["objects", "--format", "json"], "Account");
    assert_eq!(
        object,
        json!({"name": "Account", "label": "Account", "key_prefix": "001", "kind": "standard",
            "custom": false, "queryable": true})
    );
    let field = row(&["describe", "Account", "--format", "table", "--json"], "Name");
    assert_eq!(
        keys(&field),
        "name label type length required unique external_id indexed precision scale reference_to \
         relationship_name picklist_values calculated formula help"
    );
    assert_eq!((&field["type"], &field["required"]), (&json!("string"), &json!(true)));
    assert_eq!(field["length"], 255);
    assert_eq!(row(&["describe", "Account", "--json"], "IsDeleted")["length"], Value::Null);
}

#[test]
fn a_mistyped_object_is_told_what_is_near() {
    let (home, _demo) = demo(&[]);
    let ran = home.run(&["describe", "Acount"], "");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("Near: Account"), "{ran:?}");
    assert!(
        ran.err.contains("these:\n    ") || ran.err.contains("Most likely"),
        "causes have a head: {ran:?}"
    );
}

#[test]
fn what_libraries_say_is_cut_to_short_words() {
    let home = dead();
    for arguments in [&["limits"][..], &["limits", "--json"], &["check"], &["check", "--json"]] {
        let ran = home.run(arguments, "");
        assert_eq!(ran.code, 4, "{ran:?}");
        let said = ran.out + &ran.err;
        assert!(said.contains("connection refused"), "{said}");
        for words in ["client error", "tcp connect error", "os error"] {
            assert!(!said.contains(words), "{said}");
        }
    }
}

#[test]
fn a_refused_url_of_the_configuration_is_a_fault_of_the_configuration() {
    for (url, cause) in
        [("http://acme.my.salesforce.com", "plain_http"), ("https://example.com", "host_not_recognised")]
    {
        let home = at(url, "3MVG9key", "0123456789ABCDEF");
        assert_eq!(home.run(&["limits"], "").code, 3, "{url}");
        let ran = home.run(&["check", "--json"], "");
        let verdict = json_of(&ran);
        assert_eq!((ran.code, &verdict["failed_rung"]), (1, &json!("host")));
        assert_eq!(verdict["rungs"][1]["cause"], cause);
    }
}

#[test]
fn without_an_answer_nothing_is_removed_and_stores_have_words() {
    let home = Home::new();
    home.configure("[orgs.acme]\nlogin_url = \"https://acme.my.salesforce.com\"\nsecrets = \"kernel\"\n");
    let ran = home.run(&["org", "remove", "acme"], "");
    assert_eq!(ran.code, 2, "{ran:?}");
    let listed = home.run(&["org", "list"], "").out;
    assert!(listed.contains("kernel keyring"), "{listed}");
    assert_eq!(json_of(&home.run(&["org", "list", "--json"], ""))["orgs"][0]["secrets"], "kernel");
}

#[test]
fn names_go_from_what_is_printed_as_well() {
    let (home, _demo) = demo(&[]);
    let (open, bare) = (home.run(&["check"], "").out, home.run(&["check", "--redact-names"], "").out);
    for name in ["svc.orgscope", "Nordlicht"] {
        assert!(open.contains(name), "{name} is a name here: {open}");
        assert!(!bare.contains(name), "{name} was to go: {bare}");
    }
    assert!(bare.contains("✓ token") && bare.contains("USERNAME"), "{bare}");
}

#[test]
fn a_table_that_goes_into_a_pipe_is_not_cut() {
    let home = Home::new();
    let url = "https://login.salesforce.com";
    let org = |name: &str| {
        format!(
            "[orgs.{name}]\nlogin_url = \"{url}\"\nsecrets = \"command\"\nsecret_command = [\"printf\", \"3MVG9key\\\\n0123456789ABCDEF\\\\n\"]\n"
        )
    };
    home.configure(&(org("acme") + &org("uat")));
    let ran = home.run(&["check", "--all"], "");
    assert!(ran.out.contains("the org's own My Domain host does."), "{ran:?}");
}

#[test]
fn a_report_that_could_not_be_written_is_told_first() {
    let home = dead();
    let ran = home.run(&["check", "--report", "reports/check.md"], "");
    assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{ran:?}");
    assert!(ran.err.contains("There is no folder reports"), "{ran:?}");
    assert!(!home.path().join("reports").exists());
}

#[test]
fn headers_of_a_packed_body_are_not_left_alone_above_the_unpacked_one() {
    let (home, _demo) = demo(&[]);
    let ran = home.run(&["get", "-i", "sobjects"], "");
    assert!(ran.out.to_lowercase().contains("content-encoding: gzip"), "{}", &ran.out[..400]);
    assert!(ran.err.contains("The body was unpacked from gzip: "), "{}", ran.err);
    assert!(!home.run(&["get", "sobjects"], "").err.contains("unpacked"));
}

#[test]
fn a_fault_that_is_none_is_told_before_the_missing_terminal() {
    let home = Home::new();
    let ran = run(&mut home.orgscope(&["demo", "--fault", "nosuch"]), "");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("no fault nosuch"), "{ran:?}");
    let faults = home.run(&["demo", "faults"], "");
    assert!(faults.err.contains("no_run_as_user=2"));
    assert!(faults.out.lines().all(|line| line.chars().count() < 100), "{}", faults.out);
    // A certificate's fault needs a certificate.
    let ran = run(&mut home.orgscope(&["demo", "--fault", "certificate_expired"]), "");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("demo serve --tls DIR --fault certificate_expired"), "{ran:?}");
    assert!(home.run(&["demo", "serve", "--help"], "").out.contains("no_run_as_user=2"));
}
