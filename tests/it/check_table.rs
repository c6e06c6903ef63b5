//! The check against the demo org: every fault on its own, and what the check must say of it, from the engine and
//! from the command line alike.

use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::stream::{self, StreamExt as _};
use orgscope::check::{self, AppKind, Arrow, Ask, Event, Status, Verdict};
use orgscope::client::tls::ExtraCa;
use orgscope::demo::exchange::{Answer, Asked};
use orgscope::demo::faults::{self, Fault, Faults, Thrown};
use orgscope::demo::org::Org;
use orgscope::demo::serve::{self, Options, Running};
use orgscope::handoff::sequence::{Outcome, Sequence};
use orgscope::salesforce::catalogue;
use orgscope::salesforce::credentials::Pair;
use orgscope::salesforce::versions::Version;
use orgscope::trouble::Exit;

/// Faults at which the check waits until its patience ends.
pub const SILENT: &[&str] = &["hang", "hang_api", "silent"];
/// Faults of the certificate, which are seen with TLS alone.
pub const TLS: &[&str] =
    &["certificate_expired", "certificate_not_yet", "certificate_wrong_name", "certificate_unknown"];
/// Faults that are the network's, with exit code 4.
const NETWORK: &[&str] = &[
    "proxy_wants_login",
    "proxy_wants_windows_login",
    "hang",
    "hang_api",
    "silent",
    "reset",
    "reset_token",
    "reset_api",
    "half_answer",
    "not_http",
    "certificate_expired",
    "certificate_not_yet",
    "certificate_wrong_name",
    "certificate_unknown",
];
/// Faults that warn: the check passes, and says it.
const WARN: &[&str] = &[
    "broad_scopes",
    "unknown_scope",
    "only_setup_visible",
    "identity_scope_missing",
    "bad_oauth_token",
    "missing_oauth_token",
    "identity_inactive",
    "limit_near",
    "user_row_with_gaps",
    "no_login_history",
    "login_history",
    "clock_skew",
];

async fn demo(fault: Option<&Fault>, tls: Option<&Path>) -> Running {
    let faults = Arc::new(Faults::named(fault.map(|fault| fault.name)).unwrap());
    let tls = tls.map(Path::to_owned);
    serve::start(Options { rows: Some(20), faults, tls, ..Options::default() }).await.unwrap()
}

fn ask(demo: &Running) -> Ask {
    let pair = Arc::new(Pair::new(demo.client_id, demo.client_secret));
    let mut ask = Ask::new("demo", &demo.base_url, pair);
    if let Some(file) = &demo.ca_file {
        let pem = std::fs::read(file).unwrap();
        ask.client.extra_ca = Some(Arc::new(ExtraCa { file: file.display().to_string(), pem }));
    }
    ask
}

async fn checked(ask: &Ask) -> (Verdict, Vec<Event>) {
    let events = Mutex::new(Vec::new());
    let tell = |event: Event| events.lock().unwrap().push(event);
    let verdict = check::climb(ask, &tell).await;
    (verdict, events.into_inner().unwrap())
}

/// What the check must say of a fault.
pub fn must_say(fault: &Fault) -> (Status, Exit) {
    match fault.shows {
        ("", _) => (Status::Pass, Exit::Done),
        _ if WARN.contains(&fault.name) => (Status::Warn, Exit::Done),
        _ if NETWORK.contains(&fault.name) => (Status::Fail, Exit::Network),
        _ => (Status::Fail, Exit::Refused),
    }
}

/// The conversation says the same as the rungs, while it climbs and at its end, and its costs add up.
fn the_diagram_agrees(fault: &str, verdict: &Verdict, events: &[Event]) {
    let arrows = &verdict.sequence.arrows;
    let is_broken = |arrow: &Arrow| matches!(arrow.outcome, Outcome::Broken { .. });
    let shown = verdict.failed().and_then(|rung| rung.diagnosis.as_ref()?.evidence.exchange);
    if let Some(number) = shown {
        let of_it: Vec<_> = arrows.iter().filter(|arrow| arrow.exchange == Some(number)).collect();
        assert!(of_it.iter().any(|arrow| is_broken(arrow)), "{fault}: {of_it:#?}");
        for arrow in of_it {
            let Outcome::Broken { words, .. } = &arrow.outcome else { continue };
            assert!(!words.is_empty(), "{fault}: broken without a word: {arrow:?}");
        }
    }
    for unsent in arrows.iter().filter(|arrow| arrow.outcome == Outcome::NotSent) {
        let same = |arrow: &&Arrow| arrow.number != unsent.number && arrow.path.starts_with(&unsent.path);
        assert_eq!(arrows.iter().find(same), None, "{fault}: {unsent:?}");
        let is_any = unsent.path == "/services/data/…";
        let api = |arrow: &&Arrow| arrow.path.starts_with("/services/data/v");
        assert!(!is_any || arrows.iter().find(api).is_none(), "{fault}: {arrows:#?}");
    }
    let mut told = Sequence::default();
    for event in events {
        if let Event::Arrow(arrow) = event {
            told.put(arrow.clone());
        }
    }
    assert_eq!(told, verdict.sequence, "{fault}: events and verdict");
    let cost = verdict.cost;
    if let (Some(before), Some(after)) = (cost.before, cost.after) {
        assert_eq!(before + u64::from(cost.api_calls), after, "{fault}");
    }
    for rung in verdict.rungs.iter().filter(|rung| rung.status == Status::NotTested) {
        let asked = if rung.exchanges.0.is_empty() { "not tested" } else { "not judged" };
        assert_eq!(rung.summary, asked, "{fault}: {}", rung.id);
    }
    if let Some(failed) = verdict.failed() {
        assert!(!failed.summary.parse::<u16>().is_ok_and(|status| status < 400), "{fault}: {failed:?}");
    }
}

async fn check_fault(fault: &'static Fault) -> Result<(), String> {
    let dir = tempfile::tempdir().unwrap();
    let tls = TLS.contains(&fault.name).then(|| dir.path());
    let demo = demo(Some(fault), tls).await;
    let mut ask = ask(&demo);
    if SILENT.contains(&fault.name) {
        // Enough for what answers at once, also on a busy machine.
        let short = Duration::from_millis(1500);
        ask.client.limits.connect = short;
        ask.client.limits.wait = short;
        ask.client.limits.token = short;
    }
    let (verdict, events) = checked(&ask).await;
    let (status, exit) = must_say(fault);
    let (rung, cause) = fault.shows;
    let worst = verdict.failed().or_else(|| verdict.rungs.iter().find(|rung| rung.status == Status::Warn));
    let found = (
        worst.map_or(Status::Pass, |rung| rung.status),
        worst.map_or("", |rung| rung.id),
        worst.and_then(|rung| rung.cause()).unwrap_or(""),
        verdict.exit(),
    );
    if found != (status, rung, cause, exit) {
        let why = worst.and_then(|rung| rung.diagnosis.as_deref());
        return Err(format!(
            "{}: {found:?} instead of {:?}\n{why:#?}",
            fault.name,
            (status, rung, cause, exit)
        ));
    }
    // Nothing above a failure is ever told as passed.
    if let Some(failed) = verdict.failed() {
        let at = |id| check::rungs::RUNGS.iter().position(|rung| rung.id == id).unwrap();
        for event in &events {
            if let Event::Ended(result) = event
                && at(result.id) > at(failed.id)
                && result.status != Status::NotTested
            {
                return Err(format!(
                    "{}: {} above the failure is {:?}",
                    fault.name, result.id, result.status
                ));
            }
        }
        let why = failed.diagnosis.as_deref().unwrap();
        for kind in [AppKind::ExternalClientApp, AppKind::ConnectedApp] {
            assert!(!why.steps(kind).is_empty(), "{}: no way out", fault.name);
        }
    }
    assert!(verdict.cost.api_calls <= check::MOST_CALLS, "{}: {:?}", fault.name, verdict.cost);
    the_diagram_agrees(fault.name, &verdict, &events);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_leads_to_its_rung_and_cause() {
    let wrong: Vec<String> = stream::iter(faults::all())
        .map(check_fault)
        .buffer_unordered(8)
        .filter_map(|result| async { result.err() })
        .collect()
        .await;
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_cause_that_a_server_can_produce_has_a_fault() {
    let shown: HashSet<&str> = faults::all().map(|fault| fault.shows.1).collect();
    // The first needs a real My Domain name, which no loopback address is; the others show at what no rung asks for.
    let elsewhere = ["domain_refuses_flow", "record_deleted", "query_locator_gone"];
    let missing: Vec<_> = catalogue::all()
        .filter(|cause| !cause.matches.is_empty() && !shown.contains(cause.id))
        .filter(|cause| !elsewhere.contains(&cause.id))
        .map(|cause| cause.id)
        .collect();
    assert!(missing.is_empty(), "no fault shows {missing:?}");
}

#[test]
fn faults_have_names_words_and_sources() {
    let mut names = HashSet::new();
    for fault in faults::all() {
        assert!(names.insert(fault.name), "{} twice", fault.name);
        assert!(fault.says.ends_with('.') && !fault.source.is_empty(), "{}", fault.name);
        let (rung, cause) = fault.shows;
        let known = cause == "unrecognised" || catalogue::by_id(cause).is_some();
        assert!(rung.is_empty() || (known && check::rungs::by_id(rung).is_some()), "{}", fault.name);
    }
    for name in SILENT.iter().chain(TLS).chain(NETWORK).chain(WARN) {
        assert!(names.contains(name), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sound_app_passes_every_rung_with_at_most_six_calls() {
    let demo = demo(None, None).await;
    let (verdict, events) = checked(&ask(&demo)).await;
    let worse: Vec<_> = verdict.rungs.iter().filter(|rung| rung.status != Status::Pass).collect();
    assert!(worse.is_empty(), "{worse:#?}");
    assert!(verdict.cost.api_calls <= check::MOST_CALLS);
    assert_eq!(u64::from(verdict.cost.api_calls), demo.org.calls(), "the org counted as many");
    assert!(matches!(events.last(), Some(Event::Verdict(_))));
}

/// What the rung `read` says where an object or its fields lack a permission: sentence, causes and steps together name
/// the object, and so does what is only told beside a rung that passes.
#[tokio::test(flavor = "multi_thread")]
async fn the_object_that_lacks_a_permission_is_named() {
    fn error(status: u16, code: &str, message: &str) -> Answer {
        Answer::error(status, code, message)
    }
    fn is_on(asked: &Asked, object: &str) -> bool {
        asked.parameter("q").is_some_and(|q| q.contains(&format!("FROM {object}")))
    }
    fn no_organization(_: &Org, asked: &Asked, _: &Thrown) -> Option<Answer> {
        let said = "sObject type 'Organization' is not supported.";
        is_on(asked, "Organization").then(|| error(400, "INVALID_TYPE", said))
    }
    fn no_user(_: &Org, asked: &Asked, _: &Thrown) -> Option<Answer> {
        is_on(asked, "User").then(|| Answer::json(r#"{"totalSize":0,"done":true,"records":[]}"#))
    }
    let named = |name: &str| *faults::all().find(|fault| fault.name == name).unwrap();
    let own = |before: faults::Before| Fault { name: "own", before: Some(before), ..Fault::NONE };
    let steps = "Read (or View All) on User, Read on its fields";
    for (fault, status, says) in [
        (
            named("object_not_visible"),
            Status::Fail,
            &["No object User is visible to", "Read on User is missing", steps][..],
        ),
        (named("field_not_visible"), Status::Fail, &["No field Username of User is visible to", steps]),
        (named("insufficient_access"), Status::Fail, &["It was a query on User.", steps]),
        (named("user_row_with_gaps"), Status::Warn, &["The row of User came without Username:", steps]),
        (
            own(no_user),
            Status::Warn,
            &["The query on User for the Run As user's own row brought none.", steps],
        ),
        (own(no_organization), Status::Pass, &["No object Organization is visible to"]),
    ] {
        let demo = demo(None, None).await;
        demo.faults.switch_on(fault, None);
        let (verdict, _) = checked(&ask(&demo)).await;
        let read = verdict.rung("read").unwrap();
        let why = read.diagnosis.as_deref();
        let mut text: Vec<String> = why.map(|why| why.what.clone()).into_iter().collect();
        text.extend(why.iter().flat_map(|why| why.causes.clone()));
        text.extend(why.iter().flat_map(|why| why.all_steps()).map(|step| step.line()));
        text.extend(read.detail.iter().map(|(_, value)| value.clone()));
        let text = text.join("\n");
        assert_eq!(read.status, status, "{}: {text}", fault.says);
        for says in says {
            assert!(text.contains(says), "{}: nothing says {says:?}:\n{text}", fault.name);
        }
        assert!(!text.contains("on the object") && !text.contains('{'), "{}: {text}", fault.name);
    }
}

/// Columns of the user's row are hidden, so that it is asked for twice: then no call is left for the evidence.
#[tokio::test(flavor = "multi_thread")]
async fn a_check_that_has_to_ask_twice_keeps_to_its_calls_too() {
    fn hidden(_: &Org, asked: &Asked, _: &Thrown) -> Option<Answer> {
        let says = "No such column 'ProfileId' on entity 'User'.";
        let is_wide = asked.parameter("q").is_some_and(|q| q.contains("Profile.Name"));
        is_wide.then(|| Answer::error(400, "INVALID_FIELD", says))
    }
    let demo = demo(None, None).await;
    demo.faults.switch_on(Fault { name: "hidden", before: Some(hidden), ..Fault::NONE }, None);
    let (verdict, _) = checked(&ask(&demo)).await;
    assert_eq!(verdict.rung("read").unwrap().status, Status::Pass);
    assert_eq!(verdict.cost.api_calls, check::MOST_CALLS);
    let evidence = verdict.rung("evidence").unwrap();
    let not_asked =
        evidence.detail.iter().find(|(name, _)| *name == "not_asked").map(|(_, why)| why.as_str());
    assert_eq!(not_asked, Some("ConnectedApplication: the check keeps to 6 API calls"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_body_is_shown_whole_and_redacted() {
    let fault = faults::all().find(|fault| fault.name == "unknown_refusal").unwrap();
    let demo = demo(Some(fault), None).await;
    let (verdict, _) = checked(&ask(&demo)).await;
    let why = verdict.failed().unwrap().diagnosis.as_deref().unwrap();
    assert_eq!(why.cause_id(), "unrecognised");
    assert!(why.evidence.excerpt.as_deref().unwrap().contains("the moon is in the wrong quarter"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_url_elsewhere_never_sees_the_token() {
    let elsewhere = demo(None, None).await;
    let faults = Arc::new(Faults::default());
    faults.throw("instance_elsewhere", Some(&elsewhere.base_url)).unwrap();
    let demo = serve::start(Options { faults, ..Options::default() }).await.unwrap();
    let (verdict, _) = checked(&ask(&demo)).await;
    assert_eq!(verdict.failed().and_then(|rung| rung.cause()), Some("instance_url_suspicious"));
    assert_eq!(elsewhere.org.calls(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_for_a_refused_host_or_pair() {
    let demo = demo(None, None).await;
    let port = demo.base_url.rsplit(':').next().unwrap().to_owned();
    let sound = ask(&demo);
    let swapped = Arc::new(Pair::new(demo.client_secret, demo.client_id));
    let empty = Arc::new(Pair::new("", ""));
    for (url, pair, rung, cause) in [
        (format!("http://127.0.0.1.evil.example:{port}"), Arc::clone(&sound.pair), "host", "plain_http"),
        (format!("http://user@127.0.0.1:{port}"), Arc::clone(&sound.pair), "host", "host_not_recognised"),
        ("https://login.salesforce.com".into(), Arc::clone(&sound.pair), "host", "generic_host"),
        ("https://acme.lightning.sfcrmapps.cn".into(), Arc::clone(&sound.pair), "host", "host_is_a_guess"),
        (demo.base_url.clone(), swapped, "input", "pair_swapped"),
        (demo.base_url.clone(), empty, "input", "key_missing"),
    ] {
        let ask = Ask { login_url: url.clone(), pair, ..sound.clone() };
        let (verdict, _) = checked(&ask).await;
        let failed = verdict.failed().unwrap();
        assert_eq!((failed.id, failed.cause()), (rung, Some(cause)), "{url}");
        assert_eq!(verdict.cost.requests, 0, "{url}");
        assert!(!verdict.sequence.arrows.iter().any(|arrow| arrow.exchange.is_some()), "{url}");
    }
    assert_eq!(demo.org.calls(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_org_that_hangs_holds_up_no_other() {
    let silent = faults::all().find(|fault| fault.name == "silent");
    let (hanging, sound) = (demo(silent, None).await, demo(None, None).await);
    let mut slow = ask(&hanging);
    // The sound one must be done before this is over, also on a busy machine.
    slow.client.limits.connect = Duration::from_secs(4);
    slow.client.limits.wait = Duration::from_secs(4);
    let asks = [slow, ask(&sound)];
    let order = Mutex::new(Vec::new());
    let tell = |at: usize, event: Event| {
        if let Event::Verdict(_) = event {
            order.lock().unwrap().push(at);
        }
    };
    let mut verdicts = check::many::all(&asks, &tell).await;
    assert_eq!(order.into_inner().unwrap(), [1, 0], "the sound one ends first");
    verdicts.reverse();
    check::many::worst_first(&mut verdicts);
    assert_eq!(verdicts[0].failed().and_then(|rung| rung.cause()), Some("timeout"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_ends_when_the_change_has_spread() {
    let faults = Arc::new(Faults::default());
    faults.throw("no_run_as_user", Some("3")).unwrap();
    let demo = serve::start(Options { rows: Some(20), faults, ..Options::default() }).await.unwrap();
    let ask = ask(&demo);
    let mut watch = check::watch::Watch::default();
    let mut steps = Vec::new();
    while steps.len() < 9 {
        let (verdict, _) = checked(&ask).await;
        let next = watch.next(&verdict);
        steps.push(next);
        if let check::watch::Next::End(_) = next {
            break;
        }
    }
    assert_eq!(steps.len(), 4);
    assert_eq!(steps.last(), Some(&check::watch::Next::End(check::watch::End::Passed)));
}

#[tokio::test(flavor = "multi_thread")]
async fn with_tls_the_version_and_the_certificate_are_told() {
    let dir = tempfile::tempdir().unwrap();
    let demo = demo(None, Some(dir.path())).await;
    let (verdict, _) = checked(&ask(&demo)).await;
    assert_eq!(verdict.status(), Status::Pass, "{:#?}", verdict.failed());
    let network = verdict.rung("network").unwrap();
    let detail =
        |name: &str| network.detail.iter().find(|(n, _)| *n == name).map(|(_, value)| value.as_str());
    assert_eq!((network.summary.as_str(), detail("tls")), ("TLS 1.3", Some("TLSv1.3")));
    assert!(detail("certificate_names").unwrap().contains("localhost"));
    assert!(detail("certificate_issuer").unwrap().contains("orgscope demo authority"));
    // Without the authority the certificate is a stranger's.
    let (verdict, _) = checked(&Ask { client: Default::default(), ..ask(&demo) }).await;
    assert_eq!(verdict.failed().and_then(|rung| rung.cause()), Some("tls_intercepted"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pinned_version_that_the_org_lacks_fails_at_versions() {
    let demo = demo(None, None).await;
    let pinned = |text: &str| Ask { api_version: Version::parse(text), ..ask(&demo) };
    let (verdict, _) = checked(&pinned("99.0")).await;
    let failed = verdict.failed().unwrap();
    assert_eq!((failed.id, failed.cause()), ("versions", Some("api_version_unknown")));
    assert!(failed.diagnosis.as_ref().unwrap().what.contains("v99.0"));
    let (verdict, _) = checked(&pinned("50.0")).await;
    assert_eq!(verdict.status(), Status::Pass);
    assert_eq!(verdict.rung("versions").unwrap().summary, "v50.0");
}
