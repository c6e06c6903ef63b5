//! What a failure of the network or an answer of Salesforce means, in words: the one place where they become
//! a [`Trouble`]. Sentences and clicks come from the catalogue where a row fits; a network failure is never
//! worded as a fault of key or secret.

use crate::client::exchange::Exchange;
use crate::client::failure::{ConnectKind, Failure, Phase, TlsFault};
use crate::client::request::Refusal;
use crate::client::token::TokenFault;
use crate::salesforce::catalogue::{self, Answer, Body, Cause, Facts, Names};
use crate::salesforce::path::Origin;
use crate::text::{cells, numbers, redact, safe};
use crate::trouble::{Evidence, Exit, Step, Trouble};

/// What an explanation may name.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// The org's name.
    pub org: String,
    /// The Run As user's name, where it is known.
    pub user: Option<String>,
    /// The proxy in use.
    pub proxy: Option<String>,
    /// Whether the scopes as granted hold `api`.
    pub api_granted: Option<bool>,
    /// Whether the token is seconds old.
    pub is_fresh: bool,
}

/// The most characters of an answer that stand in a trouble; the exchange holds all of it.
const EXCERPT: usize = 600;

/// Something that is not sent.
pub fn refusal(refusal: &Refusal) -> Trouble {
    let id = match refusal {
        Refusal::Path(_) => "request.path",
        Refusal::UnknownRoot(_) => "request.unknown_root",
        Refusal::RunsCode(_) => "request.runs_code",
        Refusal::WritesByQuery(_) => "request.writes",
        Refusal::CountsView(_) => "request.counts_view",
        Refusal::CarriesSecret(_) => "request.carries_secret",
        Refusal::BatchSize(_) | Refusal::BatchPart(..) => "request.batch",
    };
    Trouble::new(Exit::Usage, id, refusal.to_string())
}

/// An exchange that did not go well: the network, or a status of 300 and above.
pub fn exchange(exchange: &Exchange, context: &Context) -> Trouble {
    match &exchange.failure {
        Some(failure) => {
            let got = numbers::bytes(exchange.wire_bytes.unwrap_or(0));
            network(failure, &host(exchange), &got, evidence(exchange), context)
        }
        None => answer(exchange, phase(exchange), context),
    }
}

/// Why there is no token.
pub fn token(fault: &TokenFault, context: &Context) -> Trouble {
    let seen = fault.exchange();
    let simple = |cause: &str, what: &str| {
        let host = host(seen);
        let what = what.replace("{host}", &host);
        from_cause(catalogue::by_id(cause), &host, context, what).with(evidence(seen))
    };
    match fault {
        TokenFault::Network(_) => exchange(seen, context),
        TokenFault::NoToken(_) => simple(
            "token_missing",
            "{host} answered 200 to the token request, and no token is in the answer.",
        ),
        TokenFault::NoInstance(_) => simple(
            "token_without_instance_url",
            "{host} granted a token and did not say which host takes it: instance_url is missing.",
        ),
        TokenFault::Distrusted(_, distrust) => simple("instance_url_suspicious", &distrust.sentence()),
        TokenFault::Refused { remembered_ms, is_final, .. } => {
            let mut trouble = answer(seen, catalogue::Phase::Token, context);
            if *is_final {
                trouble.causes.push(
                    "The token was refused five times in a row, so it is not asked for any more".into(),
                );
                trouble
                    .next
                    .push(Step::Do("Mend the cause first; then check again, which asks once more".into()));
            } else if let Some(ms) = remembered_ms {
                let age = numbers::elapsed(*ms);
                trouble.next.push(Step::Wait(format!(
                    "This answer came {age} ago and was not asked for again: the same pair would be refused again"
                )));
            }
            trouble
        }
    }
}

/// An answer that should be JSON of a certain shape and is not.
pub fn not_json(seen: &Exchange, error: &serde_json::Error, context: &Context) -> Trouble {
    let read = recognise(seen, phase(seen), context);
    let host = host(seen);
    let (cause, what) = match &read.body {
        Body::Empty => ("empty_body", format!("{host} answered {} with nothing in it.", status(seen))),
        Body::Html(title) => {
            let title = safe::visible(title).into_owned();
            ("html_instead_of_json", format!("{host} answered with a web page instead of JSON: “{title}”."))
        }
        _ => {
            let at = format!("line {}, column {}", error.line(), error.column());
            ("answer_unreadable", format!("The answer of {host} is not the JSON it should be, at {at}."))
        }
    };
    let mut trouble = from_cause(catalogue::by_id(cause), &host, context, what).with(evidence(seen));
    trouble.evidence.message = Some(error.to_string());
    trouble.evidence.excerpt = excerpt(&seen.body);
    trouble
}

/// A version list without a version.
pub fn no_version(seen: &Exchange) -> Trouble {
    let what = format!("{} lists no API version.", host(seen));
    Trouble::new(Exit::Refused, "versions.none", what)
        .with(Evidence { excerpt: excerpt(&seen.body), ..evidence(seen) })
}

fn answer(seen: &Exchange, phase: catalogue::Phase, context: &Context) -> Trouble {
    let read = recognise(seen, phase, context);
    let host = host(seen);
    let names = names(&host, context);
    let (code, message) = match &read.body {
        Body::OAuth(error) => (Some(error.error.clone()), Some(error.description.clone())),
        Body::Rest(errors) => {
            errors.first().map(|e| (Some(e.code.clone()), Some(e.message.clone()))).unwrap_or_default()
        }
        Body::Html(title) | Body::Words(title) => (None, Some(title.clone())),
        _ => (None, None),
    };
    let message = message.filter(|m| !m.trim().is_empty()).map(|m| clean(&m));
    let what = if read.is_known() {
        names.fill(read.cause.says)
    } else {
        let asked = cells::cut_middle(seen.target(), 80);
        // The last line of a query's error is its sentence; what stands before points into the query.
        let said = message.as_deref().and_then(|m| m.trim().lines().last()).map(|m| cells::cut_end(m, 300));
        match (&code, said) {
            (Some(code), Some(said)) => format!("Salesforce refused {asked} with {code}: {said}"),
            (Some(code), None) => format!("Salesforce refused {asked} with {code}."),
            _ => format!("{host} answered {} to {asked}.", status(seen)),
        }
    };
    let mut trouble = from_cause(Some(read.cause), &host, context, what).with(evidence(seen));
    if !read.is_known() {
        trouble.id = match &code {
            Some(code) => format!("api.{code}"),
            None => format!("api.status_{}", seen.status.unwrap_or_default()),
        };
        trouble.next.clear();
    }
    if matches!(read.body, Body::Html(_) | Body::Words(_) | Body::Json | Body::Bytes) {
        trouble.evidence.excerpt = excerpt(&seen.body);
    }
    if let Some(location) = seen.header("location") {
        trouble.evidence.excerpt = Some(format!("Location: {}", clean(location)));
    }
    trouble.evidence.code = code.map(|code| clean(&code));
    trouble.evidence.message = message;
    trouble
}

fn recognise(seen: &Exchange, phase: catalogue::Phase, context: &Context) -> catalogue::Recognised {
    catalogue::recognise(&Answer {
        phase,
        status: seen.status.unwrap_or_default(),
        content_type: seen.header("content-type").unwrap_or_default(),
        location: seen.header("location"),
        body: &seen.body,
        facts: Facts { api_granted: context.api_granted, is_fresh: context.is_fresh },
    })
}

fn phase(seen: &Exchange) -> catalogue::Phase {
    let path = seen.target().split('?').next().unwrap_or_default();
    let words: Vec<&str> = path.split('/').filter(|word| !word.is_empty()).collect();
    match words.as_slice() {
        ["services", "oauth2", "userinfo"] | ["id", ..] => catalogue::Phase::Identity,
        ["services", "oauth2", ..] => catalogue::Phase::Token,
        ["services", "data"] | ["services", "data", _] => catalogue::Phase::Versions,
        _ => catalogue::Phase::Data,
    }
}

fn network(failure: &Failure, host: &str, got: &str, seen: Evidence, context: &Context) -> Trouble {
    let cause =
        |id: &str, what: String| from_cause(catalogue::by_id(id), host, context, what).with(seen.clone());
    let other = |id: &str, what: String| Trouble::new(Exit::Network, id, what).with(seen.clone());
    let via =
        context.proxy.as_ref().map(|proxy| format!(" The proxy in use is {proxy}.")).unwrap_or_default();
    let mut trouble = match failure {
        Failure::NotSent(refused) => return refusal(refused),
        Failure::TokenOfOther { token, asked } => {
            let what = format!("The token belongs to {token}, so it was not sent to {asked}.");
            return Trouble::new(Exit::Refused, "request.other_host", what);
        }
        Failure::Stopped => {
            return Trouble::new(
                Exit::Interrupted,
                "request.stopped",
                "Stopped before the answer was there.",
            )
            .with(seen);
        }
        Failure::Dns { host, no_such_name: true, .. } => {
            cause("my_domain_not_found", format!("No host of the name {host} exists."))
        }
        Failure::Dns { host, .. } => cause(
            "dns_failed",
            format!("The name {host} could not be looked up: the name service does not answer."),
        ),
        Failure::Connect { host: called, kind, is_proxy, .. } => {
            let who = if *is_proxy { format!("The proxy {called}") } else { called.clone() };
            let what = match kind {
                ConnectKind::Refused => format!("{who} refused the connection."),
                ConnectKind::Unreachable => format!("There is no way from here to {called}."),
                ConnectKind::Other => format!("No connection to {called} could be made."),
            };
            cause("connect_failed", what)
        }
        Failure::Proxy { proxy, wants_login: true, .. } => cause(
            "proxy_auth_required",
            format!("The proxy {proxy} wants a login before it lets anything through."),
        ),
        Failure::Proxy { proxy, .. } => {
            cause("connect_failed", format!("The proxy {proxy} does not let a connection to {host} through."))
        }
        Failure::Tls(fault) => tls(fault, host, &cause),
        Failure::Silent { phase, limit_ms } => {
            let limit = numbers::millis(*limit_ms);
            let what = match phase {
                Phase::Dns => format!("The name service did not answer for {host} within {limit}."),
                Phase::Connect => format!("{host} did not take the connection within {limit}.{via}"),
                Phase::Tls => {
                    format!("{host} took the connection and did not begin TLS within {limit}.{via}")
                }
                Phase::Wait => format!("{host} took the request and did not answer within {limit}.{via}"),
                Phase::Read => {
                    format!("{host} stopped sending in the middle of the answer, for {limit}.{via}")
                }
            };
            cause("timeout", what)
        }
        Failure::Broken { phase: Phase::Read, .. } => cause(
            "connection_lost",
            format!("The connection to {host} ended in the middle of the answer, after {got}.{via}"),
        ),
        Failure::Broken { .. } => {
            cause("connection_lost", format!("{host} closed the connection without an answer.{via}"))
        }
        Failure::TooBig { cap, unpacked } => {
            let cap = numbers::bytes(*cap);
            let how = if *unpacked { ", unpacked" } else { "" };
            let what = format!("The answer is larger than {cap}{how}, so it was not read further.");
            let mut trouble = Trouble::new(Exit::Refused, "answer.too_big", what).with(seen);
            trouble
                .next
                .push(Step::Do("Ask for less: fewer rows or fields, or one object instead of all".into()));
            return trouble;
        }
        Failure::NotGzip => {
            let mut trouble =
                cause("answer_unreadable", format!("The answer of {host} says that it is gzip and is not."));
            trouble.exit = Exit::Refused;
            trouble
        }
        Failure::NotHttp(_) => {
            other("network.not_http", format!("{host} answered, and does not speak HTTP."))
                .cause("A proxy or another kind of server stands at this address and port")
        }
        Failure::NoTrustStore(_) => other(
            "network.no_trust_store",
            "This machine has no certificate authorities, so no certificate can be checked.".into(),
        )
        .cause("A bare container has none")
        .step(Step::Do("Install the package ca-certificates".into()))
        .step(Step::Do("Or name a file with certificate authorities (PEM) in ORGSCOPE_CA_FILE".into())),
        Failure::CaFile { file, said } => {
            let what = format!("{file} can't be used as certificate authorities: {said}.");
            let mut trouble = other("network.ca_file", what);
            trouble.exit = Exit::Setup;
            trouble
        }
        Failure::Other(said) => {
            other("network.other", format!("The request to {host} failed: {}.", clean(said)))
        }
    };
    if let Failure::Dns { said, .. }
    | Failure::Connect { said, .. }
    | Failure::Proxy { said, .. }
    | Failure::Broken { said, .. }
    | Failure::NotHttp(said)
    | Failure::NoTrustStore(said)
    | Failure::Tls(TlsFault::Other(said)) = failure
    {
        trouble.evidence.message = Some(clean(said));
    }
    trouble
}

fn tls(fault: &TlsFault, host: &str, cause: &dyn Fn(&str, String) -> Trouble) -> Trouble {
    match fault {
        TlsFault::UnknownIssuer { issuer } => cause(
            "tls_intercepted",
            format!(
                "The certificate of {host} was issued by “{}”, which this machine does not trust.",
                clean(issuer)
            ),
        ),
        TlsFault::WrongName { names, .. } => {
            let names = match names.as_slice() {
                [] => "no host at all".to_owned(),
                names => clean(&names.iter().take(4).cloned().collect::<Vec<_>>().join(", ")),
            };
            cause("tls_failed", format!("The certificate that came from {host} is for {names}."))
        }
        TlsFault::Expired { not_after } => {
            let when = not_after.map(|at| format!(" on {}", numbers::local(at))).unwrap_or_default();
            cause("clock_skew", format!("The certificate of {host} ended{when}."))
        }
        TlsFault::NotYet { not_before } => {
            let when = not_before.map(|at| format!(" before {}", numbers::local(at))).unwrap_or_default();
            cause("clock_skew", format!("The certificate of {host} is not valid{when}."))
        }
        TlsFault::Other(_) => {
            cause("tls_failed", format!("No secure connection to {host} could be agreed on."))
        }
    }
}

/// A trouble with the causes and clicks of a row of the catalogue.
fn from_cause(cause: Option<&Cause>, host: &str, context: &Context, what: String) -> Trouble {
    let Some(cause) = cause else { return Trouble::new(Exit::Refused, "unrecognised", what) };
    let exit = if cause.is_network() { Exit::Network } else { Exit::Refused };
    let mut trouble = Trouble::new(exit, format!("{}.{}", cause.rung, cause.id), what);
    let names = names(host, context);
    trouble.causes = cause.likely.iter().map(|likely| names.fill(likely)).collect();
    let steps = |steps: &[&str]| steps.iter().map(|step| click(&names.fill(step))).collect::<Vec<_>>();
    trouble.next = steps(cause.fix_eca);
    if cause.fix != cause.fix_eca {
        trouble.next.push(Step::Do("Where it is a connected app instead of an External Client App:".into()));
        trouble.next.extend(steps(cause.fix));
    }
    trouble
}

fn click(step: &str) -> Step {
    if step.starts_with("Setup →") { Step::Click(step.to_owned()) } else { Step::Do(step.to_owned()) }
}

fn names<'a>(host: &'a str, context: &'a Context) -> Names<'a> {
    Names { host: Some(host), app: None, user: context.user.as_deref() }
}

fn evidence(seen: &Exchange) -> Evidence {
    Evidence { status: seen.status, ms: Some(seen.ms), exchange: Some(seen.number), ..Evidence::default() }
}

fn host(seen: &Exchange) -> String {
    Origin::parse(&seen.url).map_or_else(|_| "the host".to_owned(), |origin| origin.host().to_owned())
}

fn status(seen: &Exchange) -> String {
    seen.status.map_or_else(|| "nothing".to_owned(), |status| status.to_string())
}

/// Text of the other side, made harmless: nothing hidden in it, nothing that looks like a secret.
fn clean(text: &str) -> String {
    let text = redact::mask_lookalikes(text);
    let lines: Vec<_> = text.trim().lines().map(safe::visible).collect();
    lines.join("\n")
}

fn excerpt(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(&body[..body.len().min(4 * EXCERPT)]);
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let cut: String = text.chars().take(EXCERPT).collect();
    let more = if cut.len() < text.len() || body.len() > 4 * EXCERPT { "…" } else { "" };
    Some(format!("{}{more}", clean(&cut)))
}
