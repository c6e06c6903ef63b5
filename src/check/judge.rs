//! From an exchange to a diagnosis: the catalogue's row, filled with names, beside the answer that showed it.

use super::climb::Climb;
use super::result::Diagnosis;
use crate::client::failure::{TlsFault, short};
use crate::client::{Exchange, Failure};
use crate::salesforce::catalogue::{
    self, Answer, Body, Cause, Facts, Names, Phase, api, input, token, transport,
};
use crate::text::{numbers, redact, safe};
use crate::trouble::{Evidence, Trouble};
use std::sync::Arc;

/// A row of the catalogue, filled with the names that are known so far.
pub fn of_cause(climb: &Climb<'_>, cause: &Cause) -> Diagnosis {
    let (host, app, user) = climb.names();
    let names = Names { host: host.as_deref(), app: app.as_deref(), user: user.as_deref() };
    let fill = |texts: &[&str]| texts.iter().map(|text| names.fill(text)).collect();
    Diagnosis {
        cause: cause.id.to_owned(),
        says: names.fill(cause.says),
        likely: fill(cause.likely),
        cannot_tell: false,
        fix: fill(cause.fix),
        fix_eca: fill(cause.fix_eca),
        source: cause.source,
        network: cause.is_network(),
        ..Diagnosis::default()
    }
}

/// What kept the check from its own pair.
pub fn of_trouble(trouble: &Trouble) -> Diagnosis {
    let steps: Vec<String> = trouble.next.iter().map(|step| step.line()).collect();
    Diagnosis {
        cause: trouble.id.replace('.', "_"),
        says: trouble.what.clone(),
        likely: trouble.causes.clone(),
        fix: steps.clone(),
        fix_eca: steps,
        source: "this machine's secret store",
        ..Diagnosis::default()
    }
}

/// What an exchange that is no success says: a failure of the network, or a row of the catalogue.
pub fn of_exchange(climb: &Climb<'_>, exchange: &Exchange, phase: Phase) -> Diagnosis {
    let mut why = match &exchange.failure {
        Some(failure) => of_failure(climb, failure),
        None => of_answer(climb, exchange, phase),
    };
    show(&mut why, exchange);
    why
}

fn of_answer(climb: &Climb<'_>, exchange: &Exchange, phase: Phase) -> Diagnosis {
    let status = exchange.status.unwrap_or_default();
    // A token that the API has taken already is no fresh one: it died since.
    let is_fresh = !climb.was_let_in();
    let facts = Facts { api_granted: climb.api_granted(), is_fresh };
    let found = catalogue::recognise(&Answer {
        phase,
        status,
        content_type: exchange.header("content-type").unwrap_or_default(),
        location: exchange.header("location"),
        body: &exchange.body,
        facts,
    });
    let cause = match (&found.body, found.is_known()) {
        // A success that is no JSON, or JSON of another kind: something changed it on its way.
        (Body::Words(_) | Body::Bytes | Body::Json, false) if status == 200 => &transport::ANSWER_UNREADABLE,
        _ => found.cause,
    };
    let mut why = of_cause(climb, cause);
    if let Some(to) = exchange.header("location").filter(|_| (300..400).contains(&status)) {
        why.likely.insert(0, format!("it sends to {}", shown(to)));
    }
    match found.body {
        Body::Html(title) if !title.is_empty() => {
            let by = ["server", "via"]
                .iter()
                .filter_map(|name| exchange.header(name))
                .map(shown)
                .collect::<Vec<_>>();
            let by = if by.is_empty() { String::new() } else { format!(" ({})", by.join(", ")) };
            why.likely.insert(0, format!("the page is titled “{}”{by}", shown(&title)));
        }
        _ => {}
    }
    if let Some(wait) = exchange.header("retry-after") {
        why.likely.insert(0, format!("the answer asks to wait: Retry-After {}", shown(wait)));
    }
    why
}

/// A failure of the network as a row of the catalogue.
fn of_failure(climb: &Climb<'_>, failure: &Failure) -> Diagnosis {
    let cause = match failure {
        Failure::Dns { no_such_name: true, .. } => &transport::MY_DOMAIN_NOT_FOUND,
        Failure::Dns { .. } => &transport::DNS_FAILED,
        Failure::Proxy { wants_login: true, .. } => &transport::PROXY_AUTH_REQUIRED,
        // The connection stood and was reset before anything was said.
        Failure::Connect { said, .. } if said.contains("reset") => &transport::CONNECTION_LOST,
        Failure::Connect { .. } | Failure::Proxy { .. } => &transport::CONNECT_FAILED,
        Failure::Tls(TlsFault::UnknownIssuer { .. }) => &transport::TLS_INTERCEPTED,
        // An authority of a trusted name whose key is another one.
        Failure::Tls(TlsFault::Other(said)) if said.contains("BadSignature") => &transport::TLS_INTERCEPTED,
        Failure::Tls(TlsFault::Expired { .. } | TlsFault::NotYet { .. }) => &transport::CLOCK_SKEW,
        Failure::Tls(_) | Failure::NoTrustStore(_) | Failure::CaFile { .. } => &transport::TLS_FAILED,
        Failure::Silent { .. } | Failure::Stopped => &transport::TIMEOUT,
        // The HTTP library's words for bytes that come before anything was asked.
        Failure::Broken { said, .. } if said.contains("unexpected message") => &transport::NOT_HTTP,
        Failure::NotHttp(_) => &transport::NOT_HTTP,
        Failure::Broken { .. } => &transport::CONNECTION_LOST,
        Failure::NotGzip | Failure::TooBig { .. } => &transport::ANSWER_UNREADABLE,
        Failure::TokenOfOther { .. } => &token::INSTANCE_URL_SUSPICIOUS,
        Failure::NotSent(_) => &input::HOST_NOT_RECOGNISED,
        Failure::Other(_) => &transport::CONNECT_FAILED,
    };
    let mut why = of_cause(climb, cause);
    if let Some(seen) = seen(failure) {
        why.likely.insert(0, seen);
    }
    if let Some(proxy) = climb.proxy().filter(|_| cause.is_network()) {
        why.likely.insert(0, format!("the proxy in use is {proxy}"));
    }
    why
}

/// The evidence in a failure, as a sentence for the list of likely causes.
fn seen(failure: &Failure) -> Option<String> {
    Some(match failure {
        Failure::Tls(TlsFault::UnknownIssuer { issuer }) => {
            format!("the certificate was issued by {}", shown(issuer))
        }
        Failure::Tls(TlsFault::WrongName { asked, names }) => {
            format!("the certificate is for {} and not for {asked}", shown(&names.join(", ")))
        }
        Failure::Tls(TlsFault::Expired { not_after: Some(at) }) => format!("the certificate ended on {at}"),
        Failure::Tls(TlsFault::NotYet { not_before: Some(at) }) => format!("the certificate begins on {at}"),
        Failure::Tls(TlsFault::Other(said)) => format!("the TLS library says: {}", shown(&short(said))),
        Failure::Connect { host, said, .. } => format!("{host}: {}", shown(&short(said))),
        Failure::Dns { said, .. } | Failure::Broken { said, .. } if !said.is_empty() => {
            format!("the system says: {}", shown(&short(said)))
        }
        Failure::Silent { limit_ms, .. } => format!("nothing came within {}", numbers::millis(*limit_ms)),
        Failure::NotGzip => "the body calls itself gzip and is not".to_owned(),
        Failure::TooBig { .. } => "the body is larger than any such answer".to_owned(),
        Failure::NotHttp(said) => format!("it does not speak HTTP: {}", shown(&short(said))),
        Failure::CaFile { file, said } => format!("{file} can't be used: {}", shown(&short(said))),
        Failure::Proxy { proxy, said, .. } => format!("the proxy {proxy} says: {}", shown(&short(said))),
        _ => return None,
    })
}

/// Puts the answer beside the diagnosis; it was masked when the exchange was made.
pub fn show(why: &mut Diagnosis, exchange: &Exchange) {
    let (code, message) = code_and_message(exchange);
    why.evidence = Evidence {
        status: exchange.status,
        code,
        message,
        ms: Some(exchange.ms),
        excerpt: (why.cause == "unrecognised").then(|| excerpt(exchange)).flatten(),
        exchange: Some(exchange.number),
    };
    why.headers = exchange
        .headers
        .iter()
        // a session cookie of a proxy or a login page is nobody's business
        .filter(|(name, _)| name != "set-cookie")
        .map(|(name, value)| format!("{name}: {}", shown(value)))
        .collect();
    why.content_type = exchange.media_type();
    why.body = exchange.status.map(|_| Arc::from(masked(&exchange.body)));
}

/// The code of Salesforce in an answer.
pub fn code(exchange: &Exchange) -> Option<String> {
    code_and_message(exchange).0
}

fn code_and_message(exchange: &Exchange) -> (Option<String>, Option<String>) {
    if exchange.is_ok() && is_json(exchange) {
        return (None, None);
    }
    let read = catalogue::read(exchange.header("content-type").unwrap_or_default(), &exchange.body);
    let (code, message) = read.code_and_words();
    (code.map(shown), message.map(shown))
}

/// An unknown answer is shown whole; what is longer than this is no error of Salesforce any more.
const WHOLE: usize = 64 * 1024;

fn excerpt(exchange: &Exchange) -> Option<String> {
    let text = String::from_utf8_lossy(&exchange.body[..exchange.body.len().min(WHOLE)]).into_owned();
    (!text.trim().is_empty()).then(|| shown(&text))
}

/// True where the body begins like JSON.
pub fn is_json(exchange: &Exchange) -> bool {
    matches!(exchange.body.trim_ascii_start().first(), Some(b'{' | b'['))
}

/// A stranger's words, safe to show: what looks like a secret masked, control characters visible.
fn shown(text: &str) -> String {
    safe::visible(&redact::mask_lookalikes(text)).into_owned()
}

/// Live secrets are masked already; a stranger's token in a body is masked too, everything else stays as it is.
fn masked(body: &[u8]) -> Vec<u8> {
    match std::str::from_utf8(body) {
        Ok(text) => redact::mask_lookalikes(text).into_bytes(),
        Err(_) => body.to_vec(),
    }
}

/// Causes of a refusal at the API that [`super::told_apart`] looks into.
pub fn is_refusal_of_a_good_token(cause: &str) -> bool {
    [
        api::API_SCOPE_MISSING.id,
        api::SESSION_POLICY.id,
        api::TOKEN_REJECTED.id,
        api::TOKEN_EXPIRED.id,
        api::API_DISABLED_FOR_ORG.id,
        api::USER_API_DISABLED.id,
    ]
    .contains(&cause)
}
