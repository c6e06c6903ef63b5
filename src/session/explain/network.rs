//! No whole answer came: what stands between here and the org. None of it is a fault of key or secret.

use super::{Context, clean, from_cause, refusal};
use crate::client::failure::{ConnectKind, Failure, Phase, TlsFault, short};
use crate::salesforce::catalogue;
use crate::text::numbers;
use crate::trouble::{Evidence, Exit, Step, Trouble};

/// A failure on the way to `host`, after `got` of a body.
pub(super) fn network(
    failure: &Failure,
    host: &str,
    got: &str,
    seen: Evidence,
    context: &Context,
) -> Trouble {
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
                .cause("a proxy or another kind of server stands at this address and port")
        }
        Failure::NoTrustStore(_) => other(
            "network.no_trust_store",
            "This machine has no certificate authorities, so no certificate can be checked.".into(),
        )
        .cause("a bare container has none")
        .step(Step::Do("Install the package ca-certificates".into()))
        .step(Step::Do("Or name a file with certificate authorities (PEM) in ORGSCOPE_CA_FILE".into())),
        Failure::CaFile { file, said } => {
            let what = format!("{file} can't be used as certificate authorities: {said}.");
            let mut trouble = other("network.ca_file", what);
            trouble.exit = Exit::Setup;
            trouble
        }
        Failure::Other(said) => {
            other("network.other", format!("The request to {host} failed: {}.", clean(&short(said))))
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
        trouble.evidence.message = Some(clean(&short(said)));
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
