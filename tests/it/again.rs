//! Reads that are asked again where waiting helps: that it is seen by whoever waits, stopped at once, and done for
//! reads alone. The org counts what arrives.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use orgscope::client::{How, Patience};
use orgscope::demo::exchange::{Answer, Asked};
use orgscope::demo::faults::{Fault, Faults, Thrown};
use orgscope::demo::org::Org;
use orgscope::demo::serve::{self, Options, Running};
use orgscope::explore::{self, Ask};
use orgscope::salesforce::credentials::Pair;
use orgscope::salesforce::hosts;
use orgscope::session::{Again, Credentials, Profile, Session};

use crate::support::home::Home;
use crate::support::screen::Screen;

/// What arrived: the org's host, the verb, the path.
static SEEN: Mutex<Vec<(String, String, String)>> = Mutex::new(Vec::new());

fn watch(_: &Org, asked: &Asked, _: &Thrown) -> Option<Answer> {
    let host = asked.header("host").unwrap().to_owned();
    let path = asked.target.split('?').next().unwrap().to_owned();
    SEEN.lock().unwrap().push((host, asked.verb.clone(), path));
    None
}

const WATCH: Fault = Fault { name: "watch", before: Some(watch), ..Fault::NONE };

struct Counted {
    org: Running,
    threads: tokio::runtime::Runtime,
}

impl Counted {
    fn start(faults: &[&str]) -> Self {
        let threads = tokio::runtime::Runtime::new().unwrap();
        let on = Arc::new(Faults::default());
        on.switch_on(WATCH, None);
        for fault in faults {
            let (name, value) =
                fault.split_once('=').map_or((*fault, None), |(name, value)| (name, Some(value)));
            on.throw(name, value).unwrap();
        }
        let options = Options { faults: on, rows: Some(20), ..Options::default() };
        let org = threads.block_on(serve::start(options)).unwrap();
        Self { org, threads }
    }

    /// A home in which this org is the one of the variables.
    fn home(&self) -> Home {
        let mut home = Home::new();
        home.variables = vec![
            ("ORGSCOPE_LOGIN_URL".into(), self.org.base_url.clone()),
            ("ORGSCOPE_CLIENT_ID".into(), self.org.client_id.into()),
            ("ORGSCOPE_CLIENT_SECRET".into(), self.org.client_secret.into()),
        ];
        home
    }

    fn session(&self, patience: Patience) -> Session {
        let profile = Profile::new("demo", hosts::derive(&self.org.base_url).unwrap().host);
        let pair = Credentials::Pair(Arc::new(Pair::new(self.org.client_id, self.org.client_secret)));
        let client = orgscope::client::Options { patience, ..Default::default() };
        Session::open(profile, pair, orgscope::session::Options { client, places: None })
    }

    /// How often a verb and the end of a path arrived.
    fn count(&self, verb: &str, end: &str) -> usize {
        let host = self.org.base_url.trim_start_matches("http://");
        let seen = SEEN.lock().unwrap();
        seen.iter().filter(|(at, by, path)| at == host && by == verb && path.ends_with(end)).count()
    }
}

/// What is asked in a row of the table below, and the end of the path that it asks.
fn asks() -> [(Ask, &'static str); 2] {
    [(Ask::Limits, "/limits"), (Ask::Query("SELECT Id FROM Account LIMIT 1".into()), "/query")]
}

#[test]
fn each_fault_of_the_demo_org_that_passes_is_waited_for() {
    let quick = Patience { first: Duration::from_millis(2), ..Patience::default() };
    std::thread::scope(|scope| {
        for (fault, requests) in [
            ("api_busy_seconds=1", 2),
            ("api_busy_until=1", 2),
            ("api_busy=3", 4),
            ("row_locked=2", 3),
            // One is replaced at once, since it was kept from the token; the next one is waited for.
            ("reset_api=2", 3),
        ] {
            scope.spawn(move || {
                let org = Counted::start(&[fault]);
                let told = Arc::new(Mutex::new(Vec::new()));
                let ear = Arc::clone(&told);
                let session = org.session(quick).telling(move |again| ear.lock().unwrap().push(again));
                // The version is known, so that the fault meets the question and not the list.
                let query = if fault.starts_with("row_locked") { 1 } else { 0 };
                let (ask, end) = asks()[query].clone();
                org.threads.block_on(session.version()).unwrap();
                let begun = Instant::now();
                org.threads.block_on(explore::answer(ask, &session, How::default())).unwrap();
                let told = told.lock().unwrap();
                let waits = told.iter().filter(|again| matches!(again, Again::Waits(_))).count();
                assert_eq!(org.count("GET", end), requests, "{fault}: {told:?}");
                assert_eq!(
                    waits,
                    requests - 1 - usize::from(fault.starts_with("reset")),
                    "{fault}: {told:?}"
                );
                assert_eq!(org.count("POST", "/token"), 1, "{fault}");
                if fault.starts_with("api_busy_") {
                    assert!(
                        begun.elapsed() > Duration::from_millis(900),
                        "{fault}: never before it is allowed"
                    );
                }
            });
        }
    });
}

#[test]
fn what_must_not_be_asked_again_arrives_once() {
    let quick = Patience { first: Duration::from_millis(2), ..Patience::default() };
    for (fault, ask, verb, end) in [
        ("daily_limit", 0, "GET", "/limits"),
        ("concurrent_limit", 0, "GET", "/limits"),
        ("api_too_many_requests", 0, "GET", "/limits"), // asks for 60 s
        ("object_not_visible", 1, "GET", "/query"),
        ("partial_answer", 0, "GET", "/limits"),
        ("packed_otherwise", 0, "GET", "/limits"),
        ("unknown_key", 0, "POST", "/token"),
        ("busy_with_retry_after", 0, "POST", "/token"),
        ("too_many_requests", 0, "POST", "/token"),
        ("maintenance", 0, "POST", "/token"),
        ("retry_your_request", 0, "POST", "/token"),
        ("reset_token", 0, "POST", "/token"),
    ] {
        let org = Counted::start(&[fault]);
        let session = org.session(quick);
        let (ask, _) = asks()[ask].clone();
        for _ in 0..2 {
            let asked = org.threads.block_on(explore::answer(ask.clone(), &session, How::default()));
            assert!(asked.is_err(), "{fault}");
        }
        // Asked for by a person again, so sent again; but a refusal of the token is remembered. A connection that was
        // kept from the list of versions and ends is replaced at once.
        let times = match (verb, fault) {
            ("GET", _) => 2,
            (_, "reset_token") => 3,
            _ => 1,
        };
        assert_eq!(org.count(verb, end), times, "{fault}");
    }
}

#[test]
fn a_command_says_on_standard_error_that_it_waits() {
    let org = Counted::start(&["api_busy=1"]);
    let ran = org.home().run(&["limits", "--format", "csv"], "");
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.starts_with("name,used,max,share\n"), "{ran:?}");
    assert_eq!(
        ran.err,
        "orgscope: Salesforce is busy: asks again in 1 s, Ctrl-C stops. Each try may count as an API call; \
         after 30 seconds it gives up.\n"
    );
    assert_eq!(org.count("GET", "/limits"), 2);
    // Told to be quiet it is.
    let org = Counted::start(&["api_busy=1"]);
    let ran = org.home().run(&["limits", "-q"], "");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
}

#[test]
fn whoever_will_not_wait_is_told_when_to_come_again() {
    for (fault, seconds) in
        [("api_busy_seconds", Some(2..=2)), ("api_busy_until", Some(1..=2)), ("api_busy", None)]
    {
        let org = Counted::start(&[fault]);
        let ran = org.home().run(&["limits", "--json", "--wait", "0"], "");
        assert_eq!((ran.code, org.count("GET", "/limits")), (1, 1), "{ran:?}");
        let said: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        let trouble = &said["trouble"];
        assert_eq!(trouble["retryable"], true, "{fault}");
        match seconds {
            Some(seconds) => {
                let after = trouble["retry_after_s"].as_u64().unwrap();
                assert!(seconds.contains(&after), "{fault}: {after}");
                assert!(ran.err.contains(&format!("→ Wait {after} s, as the answer asks")), "{}", ran.err);
            }
            None => assert!(trouble.as_object().unwrap()["retry_after_s"].is_null(), "{said}"),
        }
    }
    let org = Counted::start(&[]);
    let ran = org.home().run(&["describe", "Nope", "--json"], "");
    let said: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(said["trouble"]["retryable"], false, "{said}");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_the_wait_of_a_command_at_once() {
    use std::io::{BufRead as _, BufReader};
    use std::process::Stdio;

    // Longer than the test would ever take.
    fn busy(_: &Org, asked: &Asked, _: &Thrown) -> Option<Answer> {
        let is_read = asked.target.ends_with("/limits");
        is_read.then(|| Answer::error(503, "SERVER_UNAVAILABLE", "busy").with("Retry-After", "25"))
    }
    let org = Counted::start(&[]);
    org.org.faults.switch_on(Fault { name: "busy", before: Some(busy), ..Fault::NONE }, None);
    let mut child =
        org.home().orgscope(&["limits"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    stderr.read_line(&mut line).unwrap();
    assert!(line.contains("asks again in 25 s, Ctrl-C stops."), "{line}");
    let begun = Instant::now();
    let pid = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-s", "INT", &pid]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    assert_eq!(org.count("GET", "/limits"), 1);
}

#[test]
fn the_screens_count_down_and_esc_stops() {
    fn busy(_: &Org, asked: &Asked, thrown: &Thrown) -> Option<Answer> {
        let is_read = asked.target.contains("/sobjects/Account/describe");
        let wait = if thrown.count() == 0 { "25" } else { "3" };
        is_read.then(|| Answer::error(503, "SERVER_UNAVAILABLE", "busy").with("Retry-After", wait))
    }
    let org = Counted::start(&[]);
    let mut screen = Screen::orgscope(&org.home(), &[], 120, 36);
    screen.wait_for("Account");
    org.org.faults.switch_on(Fault { name: "busy", before: Some(busy), ..Fault::NONE }, None);
    screen.keys("<enter>");
    screen.wait_for("Salesforce is busy: asks again in 2");
    screen.wait_for("Esc stops");
    screen.wait_for("Each try may count as an API call");
    screen.keys("<esc>");
    screen.wait_for("Stopped after");
    screen.wait_gone("asks again in");
    let asked = org.count("GET", "/Account/describe");
    // It is over before the next try.
    screen.keys("r");
    screen.wait_for("Salesforce is busy: asks again in 3 s");
    org.org.faults.clear("busy");
    screen.wait_for("MasterRecordId");
    assert_eq!(org.count("GET", "/Account/describe"), asked + 2);
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn without_screens_a_line_says_that_it_waits() {
    let org = Counted::start(&["row_locked=1"]);
    let ran = org.home().run(&["--plain"], "soql SELECT Id FROM Account LIMIT 1\nquit\n");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    let line = "A row is locked by somebody else's change: asks again in 1 second, Ctrl-C stops. Each try may count \
                as an API call; after 30 seconds it gives up.";
    let answer = ran.out.split_once(line).unwrap_or_else(|| panic!("{}", ran.out)).1;
    assert!(answer.contains("all 1 loaded"), "{answer}");
    assert_eq!(org.count("GET", "/query"), 2);
}

#[test]
fn an_answer_that_is_none_is_named_with_its_exit_code() {
    for (fault, code, words) in [
        ("partial_answer", 5, "sent only a part of the answer (status 206)"),
        ("packed_otherwise", 1, "packed its answer as br, which nobody asked for"),
    ] {
        let org = Counted::start(&[fault]);
        let ran = org.home().run(&["get", "-i", "limits"], "");
        assert_eq!(ran.code, code, "{ran:?}");
        assert!(ran.err.contains(words) && !ran.err.contains("unpacked"), "{}", ran.err);
        assert!(code != 5 || ran.err.contains("the part that came: bytes 0-"), "{}", ran.err);
        assert!(ran.out.contains("{\"ActiveScratchOrgs\"") || ran.out.len() > 100, "what came is printed");
    }
}
