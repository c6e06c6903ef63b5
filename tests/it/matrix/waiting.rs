//! The rows that end by a limit of time, with limits that are shorter than the program's own: in the library, so that
//! they can be in every `cargo test`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use orgscope::check::{self, Ask as Check};
use orgscope::client::How;
use orgscope::client::tls::ExtraCa;
use orgscope::explore::{self, Ask};
use orgscope::salesforce::credentials::Pair;
use orgscope::salesforce::hosts;
use orgscope::session::{Credentials, Options, Profile, Session};
use orgscope::trouble::Trouble;

use super::row::Row;
use super::server::{KEY, SECRET, Server};
use super::{none, rows, tls};

/// Long enough for what is healthy on a busy machine, and short enough for a test.
fn client(ca: &ExtraCa) -> orgscope::client::Options {
    let ms = Duration::from_millis;
    let mut options = orgscope::client::Options::default();
    options.limits.connect = ms(1500);
    options.limits.wait = ms(1000);
    options.limits.token = ms(1000);
    options.limits.read = ms(1500);
    options.limits.total = ms(6000);
    options.patience.limit = Duration::ZERO;
    options.extra_ca = Some(Arc::new(ExtraCa { file: ca.file.clone(), pem: ca.pem.clone() }));
    options
}

fn pair() -> Arc<Pair> {
    Arc::new(Pair::new(KEY, SECRET))
}

async fn checked(server: &Server, ca: &ExtraCa) -> Option<Trouble> {
    let mut ask = Check::new("acme", &server.base, pair());
    ask.client = client(ca);
    let verdict = check::climb(&ask, &|_| {}).await;
    verdict.failed().and_then(|rung| rung.diagnosis.as_deref().cloned())
}

async fn asked(server: &Server, ca: &ExtraCa) -> Option<Trouble> {
    let profile = Profile::new("acme", hosts::derive(&server.base).unwrap().host);
    let options = Options { client: client(ca), ..Options::default() };
    let session = Session::open(profile, Credentials::Pair(pair()), options);
    explore::answer(Ask::Limits, &session, How::default()).await.err()
}

async fn wrong(row: &Row, server: &Server, ca: &ExtraCa) -> Vec<String> {
    let since = Instant::now();
    let (checked, asked) = tokio::join!(checked(server, ca), asked(server, ca));
    let took = since.elapsed();
    let mut wrong = Vec::new();
    for (face, trouble) in [("check", checked), ("limits", asked)] {
        let expected = row.expected(face);
        let Some(trouble) = trouble else {
            wrong.push(format!("{} × {face}: no trouble", row.name));
            continue;
        };
        let is_right = trouble.cause_id() == expected.cause
            && i32::from(trouble.exit.code()) == expected.exit
            && expected.says.iter().all(|words| trouble.what.contains(words.as_str()))
            && !trouble.next.is_empty();
        if !is_right {
            wrong.push(format!("{} × {face}: {trouble:?}", row.name));
        }
    }
    if took > Duration::from_secs(20) {
        wrong.push(format!("{}: {took:.1?}", row.name));
    }
    wrong
}

#[test]
fn what_waits_in_vain_ends_by_its_limit() {
    let folder = tempfile::tempdir().unwrap();
    let file = tls::write_authority(folder.path());
    let pem = std::fs::read(&file).unwrap();
    let ca = ExtraCa { file: file.display().to_string(), pem };
    let rows = rows(|row| row.waits && row.slice);
    let servers: Vec<_> = rows.iter().map(|row| (row, Server::start(row.script()))).collect();
    let threads = tokio::runtime::Runtime::new().unwrap();
    let all = servers.iter().map(|(row, server)| wrong(row, server, &ca));
    none(threads.block_on(futures_util::future::join_all(all)).concat());
}
