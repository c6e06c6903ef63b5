//! What must hold for any HTTP answer. The input is a status, a number of the question, lines of a head, an empty line
//! and a body.

use bytes::Bytes;
use jiff::Timestamp;
use orgscope::client::{Exchange, Phases, Way};
use orgscope::json::patient;
use orgscope::salesforce::{batch, describe, global, identity, limits, record, token, versions};
use orgscope::session::explain::{self, Known};
use orgscope::text::safe::is_unsafe;

/// What can be asked.
const ASKED: &[(&str, &str)] = &[
    ("POST", "/services/oauth2/token"),
    ("GET", "/services/oauth2/userinfo"),
    ("GET", "/services/data"),
    ("GET", "/services/data/v64.0/limits"),
    ("GET", "/services/data/v64.0/sobjects"),
    ("GET", "/services/data/v64.0/sobjects/Account/describe"),
    ("GET", "/services/data/v64.0/query?q=SELECT+Id+FROM+Account"),
    ("POST", "/services/data/v64.0/composite/batch"),
];

/// Reads and explains the answer; panics with the sentence that does not hold.
pub fn check(input: &[u8]) {
    let [high, low, question, rest @ ..] = input else { return };
    let status = 100 + u16::from_be_bytes([*high, *low]) % 900;
    let (method, target) = ASKED[usize::from(*question) % ASKED.len()];
    let exchange = exchange(status, method, target, rest);
    let _ = (exchange.retry_after_s(), exchange.usage(), exchange.skew_seconds(), exchange.encoding());
    read(&exchange.body);
    let known = Known { is_fresh: input.len().is_multiple_of(2), ..Known::default() };
    let trouble = explain::exchange(&exchange, &known);
    let said = || format!("{trouble:?} of {exchange:?}");
    assert!(
        !trouble.what.trim().is_empty() && !trouble.next.is_empty(),
        "no sentence, or no way on: {}",
        said()
    );
    assert!(trouble.what.chars().count() < 1000, "a sentence without end: {}", said());
    let steps = trouble.all_steps();
    let lines = steps.iter().map(|step| step.line());
    for line in lines.chain(trouble.causes.iter().cloned()).chain([trouble.what.clone()]) {
        assert!(!line.contains(is_unsafe), "it would steer the terminal: {line:?}");
    }
    assert_ne!(trouble.exit.code(), 0, "a trouble is no success: {}", said());
    assert!(serde_json::to_string(&trouble).is_ok());
}

fn exchange(status: u16, method: &'static str, target: &str, rest: &[u8]) -> Exchange {
    let at = rest.windows(2).position(|pair| pair == b"\n\n");
    let (head, body) = at.map_or((rest, &[][..]), |at| (&rest[..at], &rest[at + 2..]));
    let head = String::from_utf8_lossy(head);
    let headers = head.lines().filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        Some((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
    });
    let headers = headers.collect();
    Exchange {
        number: 1,
        method,
        url: format!("https://acme.my.salesforce.com{target}"),
        started_at: Timestamp::UNIX_EPOCH,
        ms: 12,
        phases: Phases::default(),
        status: Some(status),
        http: Some("HTTP/1.1"),
        headers,
        body: Bytes::copy_from_slice(body),
        is_masked: false,
        wire_bytes: Some(body.len() as u64),
        let_go: None,
        failure: None,
        calls: 1,
        address: None,
        tls: None,
        certificate: None,
        way: Way::default(),
    }
}

/// Everything that reads answers.
fn read(body: &Bytes) {
    let _ = token::Granted::parse(body);
    let _ = patient::value::<identity::UserInfo>(body);
    let _ = patient::value::<versions::Versions>(body);
    let _ = patient::value::<limits::Limits>(body);
    let _ = patient::value::<global::Global>(body);
    if let Some(describe) = patient::value::<describe::Describe>(body) {
        for field in &describe.fields {
            let _ = (field.type_words(), field.length_words(), field.is_required());
        }
    }
    let _ = patient::value::<record::QueryPage>(body).map(|page| page.rows().last().is_some());
    let _ = patient::value::<record::RecordCounts>(body);
    let _ = patient::value::<batch::Batch>(body);
}
