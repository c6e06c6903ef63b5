//! One account of a failure: whatever asks, the same cause and the same sentence. Every fault of the demo org, asked
//! by the check, by what the commands ask and by what the screens ask.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::{self, StreamExt as _};
use orgscope::check::{self, Ask as Check};
use orgscope::client::How;
use orgscope::client::tls::ExtraCa;
use orgscope::demo::faults::{self, Fault, Faults};
use orgscope::demo::serve::{self, Running};
use orgscope::explore::{self, Ask};
use orgscope::salesforce::credentials::Pair;
use orgscope::salesforce::hosts;
use orgscope::session::{Credentials, Options, Profile, Session};
use orgscope::trouble::Trouble;

use crate::check_table::{SILENT, TLS};

/// What the commands `objects`, `describe`, `limits` and `get` ask, and what the screens ask besides.
fn questions() -> Vec<(&'static str, Ask)> {
    let object = || "Account".to_owned();
    vec![
        ("objects", Ask::Objects),
        ("describe", Ask::Describe { object: object(), fresh: true }),
        ("limits", Ask::Limits),
        ("get", Ask::Resource("/services/data/v64.0/limits".into())),
        ("counts", Ask::Counts(vec![object()])),
        ("rows", Ask::Rows { object: object(), columns: vec!["Name".into()], order: None, of: None }),
        ("query", Ask::Query("SELECT Id FROM User LIMIT 1".into())),
        ("run as", Ask::RunAs),
    ]
}

async fn demo(fault: &Fault, tls: Option<&Path>) -> Running {
    let faults = Arc::new(Faults::named([fault.name]).unwrap());
    let tls = tls.map(Path::to_owned);
    serve::start(serve::Options { rows: Some(20), faults, tls, ..serve::Options::default() }).await.unwrap()
}

/// As patient in the check as elsewhere, so that what is silent is told alike. What is slow and not silent has all the
/// time that it needs: a busy machine is slow as well.
fn patience(fault: &Fault) -> orgscope::client::Limits {
    if !SILENT.contains(&fault.name) {
        return orgscope::client::Limits::default();
    }
    let short = Duration::from_millis(1500);
    orgscope::client::Limits { connect: short, wait: short, token: short, ..Default::default() }
}

/// A session of its own, as each command opens one.
fn session(demo: &Running, fault: &Fault) -> Session {
    let mut options = Options::default();
    options.client.limits = patience(fault);
    // The check asks once, so this does.
    options.client.patience.limit = Duration::ZERO;
    options.client.extra_ca = extra_ca(demo);
    let profile = Profile::new("demo", hosts::derive(&demo.base_url).unwrap().host);
    let pair = Credentials::Pair(Arc::new(Pair::new(demo.client_id, demo.client_secret)));
    Session::open(profile, pair, options)
}

fn extra_ca(demo: &Running) -> Option<Arc<ExtraCa>> {
    let file = demo.ca_file.as_ref()?;
    let pem = std::fs::read(file).unwrap();
    Some(Arc::new(ExtraCa { file: file.display().to_string(), pem }))
}

/// Cause and sentence. The check knows the user's name where others don't yet, and each names its own query.
fn told(trouble: &Trouble) -> (String, String) {
    let what = trouble.what.replace("svc.orgscope@demo.example", "the Run As user");
    let what = what.split(" It was a query on").next().unwrap_or_default();
    (trouble.cause_id().to_owned(), what.to_owned())
}

/// What is told otherwise than by the check.
async fn otherwise(fault: &'static Fault) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    let demo = demo(fault, TLS.contains(&fault.name).then(|| dir.path())).await;
    let pair = Arc::new(Pair::new(demo.client_id, demo.client_secret));
    let mut ask = Check::new("demo", &demo.base_url, pair);
    ask.client.limits = patience(fault);
    ask.client.extra_ca = extra_ca(&demo);
    let verdict = check::climb(&ask, &|_| {}).await;
    let accounts: Vec<_> =
        verdict.rungs.iter().filter_map(|rung| rung.diagnosis.as_deref()).map(told).collect();
    let mut differs = Vec::new();
    let demo = &demo;
    let asked = questions().into_iter().map(|(name, ask)| async move {
        let session = session(demo, fault);
        (name, explore::answer(ask, &session, How::default()).await)
    });
    // Side by side, so that what is silent is waited for once.
    for (name, answer) in futures_util::future::join_all(asked).await {
        let Err(trouble) = answer else { continue };
        let said = told(&trouble);
        if !accounts.contains(&said) {
            differs.push(format!("{}: {name} says {said:?}, check says {accounts:?}", fault.name));
        }
        assert!(!trouble.next.is_empty(), "{} {name}: no way out: {trouble:?}", fault.name);
    }
    differs
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_is_told_alike_whoever_asks() {
    let faults = stream::iter(faults::all());
    let found: Vec<_> = faults
        .map(|fault| async move { (fault, otherwise(fault).await) })
        .buffer_unordered(8)
        .collect()
        .await;
    let mut wrong = Vec::new();
    for (fault, differs) in found {
        match (fault.check_knows, differs.is_empty()) {
            ("", _) => wrong.extend(differs),
            (_, true) => wrong.push(format!("{}: told alike, so the check knows no more", fault.name)),
            (_, false) => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
