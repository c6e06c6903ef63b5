//! Secrets that another side says, or that were typed in the wrong place: in whatever spelling they come, nothing of
//! them is printed, drawn or written. The org is one in this process, with faults that answer what they are told.

use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE};
use orgscope::demo::exchange::{Answer, Asked};
use orgscope::demo::faults::{Fault, Faults, Thrown};
use orgscope::demo::org::{CLIENT_ID, CLIENT_SECRET, Org};
use orgscope::demo::serve::{self, Options};

use crate::support::home::{Home, Ran};
use crate::support::screen::Screen;

/// An org with a fault, and a home whose variables lead to it.
fn org_with(fault: Fault) -> (tokio::runtime::Runtime, serve::Running, Home) {
    let threads = tokio::runtime::Runtime::new().unwrap();
    let faults = Arc::new(Faults::default());
    faults.switch_on(fault, None);
    let org = threads.block_on(serve::start(Options { faults, ..Options::default() })).unwrap();
    let mut home = Home::new();
    home.variables = [
        ("ORGSCOPE_LOGIN_URL", org.base_url.as_str()),
        ("ORGSCOPE_CLIENT_ID", org.client_id),
        ("ORGSCOPE_CLIENT_SECRET", org.client_secret),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    (threads, org, home)
}

/// A secret in the spellings in which servers echo it, each with the piece that must be nowhere.
fn spellings(secret: &str) -> Vec<(String, String)> {
    let each = |spell: &dyn Fn(u8) -> String| secret.bytes().map(spell).collect::<String>();
    let whole = [
        secret.to_owned(),
        each(&|b| format!("%{b:02X}")),
        each(&|b| format!("%{b:02x}")),
        each(&|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") }),
        each(&|b| format!("&#{b};")),
        each(&|b| format!("&#x{b:x};")),
        each(&|b| format!("\\u{b:04x}")),
        each(&|b| if b % 2 == 0 { format!("\\u{b:04X}") } else { char::from(b).to_string() }),
        each(&|b| format!("{b:02x}")),
        each(&|b| format!("{b:02X}")),
    ];
    let encoded = ["", "x", "xy"].into_iter().flat_map(|before| {
        [BASE64_STANDARD, BASE64_URL_SAFE].map(|engine| {
            let all = engine.encode(format!("{before}{secret}"));
            // Its ends hold bits of what is around it.
            (all.clone(), all[4..all.len() - 4].to_owned())
        })
    });
    whole.into_iter().map(|spelled| (spelled.clone(), spelled)).chain(encoded).collect()
}

/// All that must be nowhere of what an org was sent.
fn of_request(token: Option<&str>) -> Vec<(String, String)> {
    let basic = BASE64_STANDARD.encode(format!("{CLIENT_ID}:{CLIENT_SECRET}"));
    [CLIENT_ID, CLIENT_SECRET, &basic].into_iter().chain(token).flat_map(spellings).collect()
}

fn said(token: Option<&str>) -> String {
    of_request(token).into_iter().map(|(spelled, _)| spelled).collect::<Vec<_>>().join(" , ")
}

/// The token endpoint refuses, and says all that it was sent.
fn refuses(_: &Org, asked: &Asked, _: &Thrown) -> Option<Answer> {
    let is_token = asked.target.starts_with("/services/oauth2/token");
    let body = format!(r#"{{"error":"invalid_client","error_description":"{}"}}"#, said(None));
    is_token
        .then(|| Answer { status: 400, ..Answer::json(body) }.with("X-Echo", said(None).replace("\\u", "%")))
}

/// Every call of the API is answered with all that was sent with it.
fn echoes(_: &Org, asked: &Asked, _: &Thrown) -> Option<Answer> {
    let token = asked.header("authorization")?.strip_prefix("Bearer ")?.to_owned();
    if !asked.target.ends_with("/limits") {
        return None;
    }
    let body = format!(r#"{{"echo":"{}"}}"#, said(Some(&token)));
    Some(Answer::json(body).with("X-Echo", said(Some(&token)).replace("\\u", "%")))
}

#[track_caller]
fn nothing_of(needles: &[(String, String)], place: &str, text: &str) {
    for (_, needle) in needles {
        let at = text.find(needle.as_str());
        assert!(
            at.is_none(),
            "{place} says {needle}: {}",
            &text[at.unwrap()..][..80.min(text.len() - at.unwrap())]
        );
    }
}

#[track_caller]
fn nothing_in(needles: &[(String, String)], home: &Home, ran: &[Ran]) {
    for (n, ran) in ran.iter().enumerate() {
        nothing_of(needles, &format!("output {n}"), &ran.out);
        nothing_of(needles, &format!("error output {n}"), &ran.err);
    }
    for file in home.files() {
        let text = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned();
        nothing_of(needles, &file.display().to_string(), &text);
    }
}

#[test]
fn a_first_answer_that_echoes_the_pair_in_any_spelling_says_nothing_of_it() {
    let (_threads, _org, home) = org_with(Fault { name: "refuses", before: Some(refuses), ..Fault::NONE });
    let ran: Vec<_> = [
        &["-v", "check"][..],
        &["-v", "check", "--json"],
        &["check", "--report", "r.md", "--report", "r.xml"],
        &["-v", "get", "limits"],
        &["objects"],
    ]
    .iter()
    .map(|arguments| home.run(arguments, ""))
    .chain([home.run(&["--plain"], "check\n4\nraw all\nheaders\nback\nreport p.md\n")])
    .collect();
    assert_eq!(ran[0].code, 1, "{:?}", ran[0]);
    assert!(ran[1].out.contains("invalid_client") && ran[1].out.contains("•••"), "{:?}", ran[1]);
    nothing_in(&of_request(None), &home, &ran);
}

#[test]
fn an_answer_that_echoes_the_token_in_any_spelling_says_nothing_of_it() {
    let (_threads, _org, home) = org_with(Fault { name: "echoes", before: Some(echoes), ..Fault::NONE });
    let ran: Vec<_> = [
        &["-v", "get", "-i", "limits"][..],
        &["get", "limits", "--pretty"],
        &["get", "limits", "--output", "limits.json"],
        &["limits"],
        &["check", "--json"],
    ]
    .iter()
    .map(|arguments| home.run(arguments, ""))
    .collect();
    assert!(ran[0].out.contains("•••") && ran[0].err.contains("masked"), "{:?}", ran[0]);
    nothing_in(&of_request(None), &home, &ran);
    // A token of the demo org: its org's id, `!`, and what follows, in each of the spellings.
    let id = home.run(&["get", "/services/oauth2/userinfo"], "").out;
    let id: serde_json::Value = serde_json::from_str(&id).unwrap();
    let start = format!("{}!", &id["organization_id"].as_str().unwrap()[..15]);
    let starts: Vec<_> = spellings(&start).into_iter().take(10).collect();
    nothing_in(&starts, &home, &ran);
}

/// What holds secrets of others, as the org of a person who may see them answers.
const PLANTED: [&str; 5] =
    ["planted-access", "planted-request", "planted-delete", "planted-consumer", "planted-link"];

fn plants(_: &Org, asked: &Asked, _: &Thrown) -> Option<Answer> {
    let [access, request, delete, consumer, link] = PLANTED;
    let body = format!(
        r#"{{"attributes":{{"type":"OauthToken"}},"Id":"0CQ5g00000AbCdEAAV","AppName":"seen","AccessToken":"{access}",
"RequestToken" : "{request}","deletetoken":"{delete}","revocationUrl":"https://x/services/oauth2/revoke?token={delete}",
"consumerSecret":"{consumer}","OauthLink":"00D5g00000BarsA:{link}"}}"#
    );
    asked.target.contains("/limits").then(|| Answer::json(body))
}

#[test]
fn secrets_of_others_that_come_all_the_same_are_masked_and_that_is_said() {
    let (_threads, _org, home) = org_with(Fault { name: "plants", before: Some(plants), ..Fault::NONE });
    let needles: Vec<_> = PLANTED.map(|planted| (String::new(), planted.to_owned())).into();
    let ran: Vec<_> = [&["-v", "get", "-i", "limits"][..], &["get", "limits", "--output", "limits.json"]]
        .iter()
        .map(|arguments| home.run(arguments, ""))
        .collect();
    assert!(ran[0].out.contains(r#""AppName":"seen","AccessToken":"•••""#), "{:?}", ran[0]);
    assert!(ran[0].out.contains("00D5g00000BarsA:•••") && ran[0].err.contains("masked"), "{:?}", ran[0]);
    nothing_in(&needles, &home, &ran);
}

/// Records bring a secret of somebody else beside their fields.
fn adds(_: &Org, asked: &Asked, _: &Thrown, answer: &mut Answer) {
    let is_of_rows = asked.target.contains("/sobjects/Account/001") || asked.target.contains("/query?");
    if is_of_rows && answer.status == 200 {
        let body = String::from_utf8_lossy(&answer.body);
        answer.body = body.replace("\"Id\":", "\"AccessToken\":\"planted-access\",\"Id\":").into();
    }
}

#[test]
fn the_raw_pane_says_that_a_secret_is_masked() {
    let (_threads, _org, home) = org_with(Fault { name: "adds", after: Some(adds), ..Fault::NONE });
    let needles = [(String::new(), "planted-access".to_owned())];
    let mut screen = Screen::orgscope(&home, &[], 140, 36);
    for (keys, shows) in [
        ("", "Account"),
        ("<enter>.", "loaded"),
        ("", "secret masked"),
        ("<enter>", "\"AccessToken\": \"•••\""),
        ("", "secret masked"),
    ] {
        screen.keys(keys);
        screen.wait_for(shows);
    }
    screen.signal("TERM");
    screen.exit_code();
    nothing_of(&needles, "the screen", &String::from_utf8_lossy(screen.raw()));
    let talked = home.run(&["--plain"], "open Account\nrows\nraw\n1\nraw all\nheaders\nquit\n");
    assert_eq!(talked.out.matches("A secret in it is masked.").count(), 2, "{talked:?}");
    nothing_in(&needles, &home, &[talked]);
}

#[test]
fn a_secret_in_the_login_url_comes_out_nowhere() {
    const SECRET: &str = "PASTEDa1b2c3d4e5f60718293a4b5c6d7e8f90";
    let (_threads, org, mut home) = org_with(Fault { name: "nothing", ..Fault::NONE });
    let needles = [(String::new(), SECRET[8..30].to_owned())];
    let host = org.base_url.strip_prefix("http://").unwrap();
    for url in [
        format!("{}/secur/frontdoor.jsp?sid=00D5g00000BarsA!{SECRET}", org.base_url),
        format!("{}#{SECRET}", org.base_url),
        format!("http://user:{SECRET}@{host}"),
        format!("https://{SECRET}@acme.my.salesforce.com/x"),
        format!("https://user:{SECRET}/x@acme.my.salesforce.com"),
        format!("https//user:{SECRET}@acme.my.salesforce.com"),
        format!("https://acme.my.salesforce.com:{SECRET}"),
        format!("https://evil.example/?sid={SECRET}"),
        format!("nonsense {SECRET}"),
        format!("{SECRET}{SECRET}"),
    ] {
        home.variables[0].1 = url.clone();
        let ran: Vec<_> = [
            &["-v", "check"][..],
            &["-v", "check", "--json"],
            &["-v", "check", "--json", "--redact-names"],
            &["check", "--report", "r.md", "--report", "r.xml"],
            &["get", "limits"],
            &["snippet", "curl"],
            &["org", "add", "acme", "--login-url", &url, "--stdin"],
            &["org", "list", "--json"],
            // In the place of something else.
            &["check", &url],
            &["--org", &url, "get", "limits"],
            &["org", "show", &url],
            &["org", "add", &url, "--login-url", &org.base_url, "--stdin"],
            &["get", &url],
            &["describe", &url, "--json"],
            &["limits", &url],
            &[&url],
        ]
        .iter()
        .map(|arguments| home.run(arguments, "key-of-nobody\nsecret-of-nobody\n"))
        .chain([home.run(&["--plain"], "where\ncheck\n2\norgs\n")])
        .collect();
        // What is no URL can't be told from a name there.
        let said = if url.starts_with("http") { ran.len() } else { 8 };
        nothing_in(&needles, &home, &ran[..said]);
        if url.starts_with(&org.base_url) {
            assert_eq!(ran[0].code, 0, "{url}: {:?}", ran[0]);
            let verdict: serde_json::Value = serde_json::from_str(&ran[1].out).unwrap();
            assert_eq!(verdict["login_url"], org.base_url.as_str(), "{url}");
        }
    }
    // And in config.toml.
    home.variables.clear();
    home.configure(&format!(
        "[orgs.acme]\nlogin_url = \"{}/?sid={SECRET}\"\nsecrets = \"memory\"\n",
        org.base_url
    ));
    let ran: Vec<_> =
        [&["org", "list"][..], &["org", "show", "acme", "--json"], &["check"], &["get", "limits"]]
            .iter()
            .map(|arguments| home.run(arguments, ""))
            .collect();
    for (n, ran) in ran.iter().enumerate() {
        nothing_of(&needles, &n.to_string(), &format!("{}{}", ran.out, ran.err));
    }
}

#[test]
fn an_error_of_the_configuration_quotes_no_value() {
    const SECRET: &str = "CONFIGa1b2c3d4e5f60718";
    let needles = [(String::new(), SECRET[..12].to_owned())];
    let org = "[orgs.acme]\nlogin_url = \"https://acme.my.salesforce.com\"\n";
    for lines in [
        format!("secrets = \"{SECRET}\"\n"),
        format!("secrets = \"{SECRET} short\"\n"),
        format!("secret_command = \"{SECRET}\"\n"),
        format!("secrets = \"command\"\nsecret_command = \"pass {SECRET}\"\n"),
        format!("secrets = \"command\"\nsecret_command = [\"{SECRET}\"]\n"),
        format!("api_version = \"{SECRET}\"\n"),
        format!("api_version = [\"{SECRET}\"]\n"),
        format!("secrets = {SECRET}\n"),
        format!("secrets = \"{SECRET}\n"),
        format!("{SECRET}\n"),
        format!("{SECRET} = 1\n{SECRET} = 2\n"),
    ] {
        let home = Home::new();
        home.configure(&format!("{org}{lines}"));
        for arguments in
            [&["org", "list"][..], &["check", "acme"], &["check", "acme", "--json"], &["get", "limits"]]
        {
            let ran = home.run(arguments, "");
            nothing_of(&needles, &format!("{lines}: {arguments:?}"), &format!("{}{}", ran.out, ran.err));
        }
    }
    for text in
        [format!("theme = \"{SECRET}\"\n"), format!("mouse = \"{SECRET}\"\n"), format!("ascii = {SECRET}\n")]
    {
        let home = Home::new();
        home.configure(&text);
        let ran = home.run(&["org", "list"], "");
        assert_eq!(ran.code, 3, "{text}: {ran:?}");
        assert!(ran.err.contains("line 1"), "{ran:?}");
        nothing_of(&needles, &text, &format!("{}{}", ran.out, ran.err));
    }
}

/// A crash would write a core into a file: there is none, whatever face runs, and nothing that it starts leaves one.
#[cfg(target_os = "linux")]
#[test]
fn a_crash_leaves_no_core() {
    use std::io::BufRead;
    let home = Home::new();
    let limits = |pid: u32| std::fs::read_to_string(format!("/proc/{pid}/limits")).unwrap();
    let is_off = |limits: &str| {
        let line = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap_or_default();
        line.split_whitespace().filter(|word| *word == "0").count() == 2
    };
    // A command, and the server of the demo org.
    let mut demo = home.orgscope(&["demo", "serve"]);
    let mut demo = demo.stdout(std::process::Stdio::piped()).spawn().unwrap();
    std::io::BufReader::new(demo.stdout.take().unwrap()).read_line(&mut String::new()).unwrap();
    let seen = limits(demo.id());
    demo.kill().unwrap();
    demo.wait().unwrap();
    assert!(is_off(&seen), "{seen}");
    // The screens, and the lines of text.
    let mut screen = Screen::orgscope(&home, &["demo"], 100, 30);
    screen.wait_for("Account");
    let seen = limits(screen.pid());
    screen.keys("q");
    screen.exit_code();
    assert!(is_off(&seen), "{seen}");
    // What it starts.
    let log = home.path().join("limits");
    home.configure(&format!(
        "[orgs.acme]\nlogin_url = \"http://127.0.0.1:1\"\nsecrets = \"command\"\nsecret_command = [\"sh\", \"-c\", \"cat /proc/$PPID/limits /proc/self/limits > {}; exit 1\"]\n",
        log.display()
    ));
    home.run(&["check"], "");
    let seen = std::fs::read_to_string(&log).unwrap();
    assert_eq!(seen.matches("Max core file size").count(), 2, "{seen}");
    assert!(seen.split("Max cpu time").skip(1).all(is_off), "{seen}");
}
