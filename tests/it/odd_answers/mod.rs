//! Odd answers of an org, and what must come of each in every face: what can be read is shown, what is odd is marked,
//! and nobody is blamed for what no byte shows.

mod broken;
mod describe;
mod lists;
mod page;
mod record;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use orgscope::demo::exchange::{Answer, Asked};
use orgscope::demo::faults::{Fault, Faults, Thrown};
use orgscope::demo::org::Org;
use orgscope::demo::serve::{self, Options};

use crate::support::home::{Home, Ran};

/// What an answer is put in the place of.
const KINDS: &[&str] = &["global", "describe", "record", "query", "limits"];

/// One answer, or several, and what must come of it.
struct Case {
    id: &'static str,
    /// Kind, and the name of a file in `tests/data/answers` or the body itself.
    serve: &'static [(&'static str, &'static str)],
    run: Run,
    exit: i32,
    says: &'static [&'static str],
    never: &'static [&'static str],
}

/// What is run.
enum Run {
    /// A command, word by word.
    Command(&'static str),
    /// Words of `--plain`, one a line.
    Words(&'static [&'static str]),
}

use Run::{Command, Words};

/// Said of an answer that nothing is wrong with but a value, these would be lies.
const LIES: &[&str] =
    &["proxy", "compression", "expected u64", "invalid type", "recursion limit", "Salesforce says:"];

const SOQL: Run = Words(&["soql SELECT Id, Name FROM Thing__c"]);

/// The body of a case: a file, a name of one that can't be written here, or itself.
fn body(of: &str) -> Vec<u8> {
    match of {
        "DEEP" => {
            format!(r#"{{"x":{}{},"fields":[{{"name":"A__c"}}]}}"#, "[".repeat(200_000), "]".repeat(200_000))
                .into()
        }
        "BYTE" => b"{\"fields\":[{\"name\":\"A__c\",\"label\":\"caf\xe9\"}]}".to_vec(),
        file if Path::new(file).extension().is_some_and(|ending| ending == "json") => {
            std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/answers").join(file))
                .unwrap()
        }
        json => json.as_bytes().to_vec(),
    }
}

/// Gives the files of a folder in the place of the org's answers; the folder is the fault's value.
fn scripted(_: &Org, asked: &Asked, thrown: &Thrown) -> Option<Answer> {
    let kind = match asked.parts().as_slice() {
        ["services", "data", _, "sobjects"] => "global",
        ["services", "data", _, "sobjects", _, "describe"] => "describe",
        ["services", "data", _, "sobjects", _, _] => "record",
        ["services", "data", _, "query", ..] => "query",
        ["services", "data", _, "limits"] => "limits",
        _ => return None,
    };
    std::fs::read(PathBuf::from(thrown.value.as_deref()?).join(kind)).ok().map(Answer::json)
}

const OBJECTS: &str = r#"{"encoding":"UTF-8","sobjects":[{"name":"Thing__c","label":"Thing","keyPrefix":"a0B","custom":true,"queryable":true},{"name":"Reading__b","label":"Reading","custom":true,"queryable":true}]}"#;

async fn ran(case: &Case) -> Ran {
    let answers = tempfile::tempdir().unwrap();
    for kind in KINDS {
        let own = case.serve.iter().find(|(of, _)| of == kind).map(|(_, of)| body(of));
        if let Some(own) = own.or((*kind == "global").then(|| OBJECTS.into())) {
            std::fs::write(answers.path().join(kind), own).unwrap();
        }
    }
    let faults = Faults::default();
    let fault = Fault { name: "scripted", before: Some(scripted), ..Fault::NONE };
    faults.switch_on(fault, answers.path().to_str());
    let demo = serve::start(Options { faults: Arc::new(faults), ..Options::default() }).await.unwrap();
    let mut home = Home::new();
    for (name, value) in [
        ("ORGSCOPE_LOGIN_URL", demo.base_url.as_str()),
        ("ORGSCOPE_CLIENT_ID", demo.client_id),
        ("ORGSCOPE_CLIENT_SECRET", demo.client_secret),
    ] {
        home.variables.push((name.into(), value.into()));
    }
    let (arguments, input): (Vec<&str>, String) = match case.run {
        Command(words) => (words.split(' ').collect(), String::new()),
        Words(words) => (vec!["--plain"], words.join("\n") + "\nquit\n"),
    };
    tokio::task::spawn_blocking(move || home.run(&arguments, &input)).await.unwrap()
}

async fn differs(case: &Case, lies: &[&str]) -> Vec<String> {
    let ran = ran(case).await;
    let text = format!("{}{}", ran.out, ran.err);
    let mut wrong = Vec::new();
    if ran.code != case.exit {
        wrong.push(format!("exit {}, not {}", ran.code, case.exit));
    }
    wrong.extend(
        case.says.iter().filter(|says| !text.contains(**says)).map(|says| format!("nothing says {says:?}")),
    );
    let never = case.never.iter().chain(lies).filter(|never| text.contains(**never));
    wrong.extend(never.map(|never| format!("something says {never:?}")));
    if wrong.is_empty() { wrong } else { vec![format!("{}: {}\n{text}", case.id, wrong.join("; "))] }
}

async fn check(cases: &'static [Case], lies: &'static [&str]) {
    use futures_util::stream::{self, StreamExt as _};
    let wrong: Vec<String> =
        stream::iter(cases).map(|case| differs(case, lies)).buffer_unordered(8).concat().await;
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// The demo org's own odd answers, in the faces that meet them.
#[tokio::test(flavor = "multi_thread")]
async fn the_faults_of_the_demo_org_are_read_as_well() {
    for (fault, run, exit, says) in [
        ("odd_describe", &["describe", "Account"][..], 0, "1 value could not be read: fields[1].label."),
        ("odd_describe", &["objects"], 0, "Contact"),
        ("byte_order_mark", &["limits"], 0, "DailyApiRequests"),
        ("byte_order_mark", &["get", "query?q=SELECT+Id+FROM+Account+LIMIT+1"], 0, "\"totalSize\""),
        ("deep_value", &["describe", "Account"], 0, "BillingAddress"),
        ("promised_more", &["get", "query?q=SELECT+Id+FROM+Account"], 5, "Incomplete:"),
    ] {
        let home = Home::new();
        let demo = crate::support::demo::Demo::serve(&home, &["--rows", "20", "--fault", fault]);
        let mut home = Home::new();
        for (name, value) in [
            ("ORGSCOPE_LOGIN_URL", &demo.base_url),
            ("ORGSCOPE_CLIENT_ID", &demo.client_id),
            ("ORGSCOPE_CLIENT_SECRET", &demo.client_secret),
        ] {
            home.variables.push((name.into(), value.clone()));
        }
        let ran = home.run(run, "");
        assert!(ran.code == exit && format!("{}{}", ran.out, ran.err).contains(says), "{fault}: {ran:?}");
    }
    for (fault, words, exit, says) in [
        ("half_emoji", "soql SELECT Id, Name FROM Account LIMIT 1", 0, r"\ud83d"),
        (
            "total_unknown",
            "soql SELECT Id, Name FROM Account LIMIT 3",
            0,
            "3 loaded, Salesforce does not say of how many.",
        ),
        ("promised_more", "soql SELECT Id, Name FROM Account LIMIT 3", 5, "Incomplete:"),
        (
            "long_numbers",
            "soql SELECT AnnualRevenue FROM Account WHERE AnnualRevenue > 0 LIMIT 1",
            0,
            "AnnualRevenue: 1234567890123456.78",
        ),
    ] {
        let home = Home::new();
        let ran = home.run(&["demo", "--plain", "--fault", fault], &format!("{words}\nquit\n"));
        assert!(ran.code == exit && ran.out.contains(says), "{fault}: {ran:?}");
    }
}
