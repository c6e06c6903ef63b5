//! No whole answer came: what stands between here and the org. None of it is a fault of key or secret.

use super::seen::clean;
use super::{Known, refusal};
use crate::client::failure::{ConnectKind, Failure, Phase, TlsFault, short};
use crate::salesforce::catalogue::{Cause, transport};
use crate::text::numbers;
use crate::trouble::{Exit, Trouble};

/// A failure on the way to `host`, after `got` of a body.
pub(super) fn network(failure: &Failure, host: &str, got: &str, known: &Known) -> Trouble {
    let row = |cause: &'static Cause, what: String| {
        let trouble = cause.trouble(&known.names(Some(host)));
        if what.is_empty() { trouble } else { Trouble { what, ..trouble } }
    };
    let plain = |cause: &'static Cause| row(cause, String::new());
    let via = known.proxy.as_ref().map(|proxy| format!(" The proxy in use is {proxy}.")).unwrap_or_default();
    let mut trouble = match failure {
        Failure::NotSent(refused) => refusal(refused),
        Failure::TokenOfOther { token, asked } => Trouble::new(
            Exit::Refused,
            "request.other_host",
            format!("The token belongs to {token}, so it was not sent to {asked}."),
        ),
        Failure::Stopped => {
            Trouble::new(Exit::Interrupted, "request.stopped", "Stopped before the answer was there.")
        }
        Failure::Dns { host, no_such_name: true, .. } => {
            row(&transport::MY_DOMAIN_NOT_FOUND, format!("No host of the name {host} exists."))
        }
        Failure::Dns { host, .. } => row(
            &transport::DNS_FAILED,
            format!("The name {host} could not be looked up: the name service does not answer."),
        ),
        // The connection stood and was reset before anything was said.
        Failure::Connect { said, .. } if said.contains("reset") => {
            row(&transport::CONNECTION_LOST, format!("{host} closed the connection without an answer.{via}"))
        }
        Failure::Connect { host: called, kind, is_proxy, .. } => {
            let who = if *is_proxy { format!("The proxy {called}") } else { called.clone() };
            let what = match kind {
                ConnectKind::Refused => format!("{who} refused the connection."),
                ConnectKind::Unreachable => format!("There is no way from here to {called}."),
                ConnectKind::Other => format!("No connection to {called} could be made."),
            };
            row(&transport::CONNECT_FAILED, what)
        }
        Failure::Proxy { proxy, wants_login: true, .. } => row(
            &transport::PROXY_AUTH_REQUIRED,
            format!("The proxy {proxy} wants a login before it lets anything through."),
        ),
        Failure::Proxy { proxy, .. } => row(
            &transport::CONNECT_FAILED,
            format!("The proxy {proxy} does not let a connection to {host} through."),
        ),
        Failure::Tls(fault) => tls(fault, host, &row),
        Failure::Silent { phase, .. } => {
            let what = match phase {
                Phase::Dns => format!("The name service did not answer for {host} in time."),
                Phase::Connect => format!("{host} did not take the connection in time.{via}"),
                Phase::Tls => {
                    format!("{host} took the connection and did not begin TLS in time.{via}")
                }
                Phase::Wait => format!("{host} took the request and did not answer in time.{via}"),
                Phase::Read => format!("{host} stopped sending in the middle of the answer.{via}"),
            };
            row(&transport::TIMEOUT, what)
        }
        // The HTTP library's words for bytes that come before anything was asked.
        Failure::Broken { said, .. } if said.contains("unexpected message") => plain(&transport::NOT_HTTP),
        Failure::NotHttp(_) => plain(&transport::NOT_HTTP),
        Failure::Broken { phase: Phase::Read, .. } => row(
            &transport::CONNECTION_LOST,
            format!("The connection to {host} ended in the middle of the answer.{via}"),
        ),
        Failure::Broken { .. } => {
            row(&transport::CONNECTION_LOST, format!("{host} closed the connection without an answer.{via}"))
        }
        Failure::TooBig { cap, unpacked } => {
            let cap = numbers::bytes(*cap);
            let how = if *unpacked { ", unpacked" } else { "" };
            row(
                &transport::ANSWER_TOO_BIG,
                format!("The answer is larger than {cap}{how}, so it was not read further."),
            )
        }
        Failure::NotGzip => row(
            &transport::ANSWER_UNREADABLE,
            format!("The answer of {host} says that it is gzip and is not."),
        ),
        Failure::NoTrustStore(_) => plain(&transport::NO_TRUST_STORE),
        Failure::CaFile { file, said } => {
            let what = format!("{file} can't be used as certificate authorities: {said}.");
            Trouble { exit: Exit::Setup, ..row(&transport::CA_FILE_UNUSABLE, what) }
        }
        Failure::Other(said) => {
            let what = format!("The request to {host} failed: {}.", clean(&short(said)));
            row(&transport::REQUEST_FAILED, what)
        }
    };
    trouble.evidence.seen.extend(seen(failure, got));
    let is_named = |proxy: &String| trouble.what.contains(proxy.as_str());
    if let Some(proxy) = known.proxy.as_ref().filter(|proxy| failure.is_network() && !is_named(proxy)) {
        trouble.evidence.seen.push(format!("the proxy in use is {proxy}"));
    }
    trouble.evidence.message = said(failure).map(|said| clean(&short(said)));
    trouble
}

fn tls(fault: &TlsFault, host: &str, row: &dyn Fn(&'static Cause, String) -> Trouble) -> Trouble {
    match fault {
        TlsFault::UnknownIssuer { issuer } => row(
            &transport::TLS_INTERCEPTED,
            format!(
                "The certificate of {host} was issued by “{}”, which this machine does not trust.",
                clean(issuer)
            ),
        ),
        // An authority of a trusted name whose key is another one.
        TlsFault::Other(said) if said.contains("BadSignature") => {
            row(&transport::TLS_INTERCEPTED, String::new())
        }
        TlsFault::WrongName { names, .. } => {
            let names = match names.as_slice() {
                [] => "no host at all".to_owned(),
                names => clean(&names.iter().take(4).cloned().collect::<Vec<_>>().join(", ")),
            };
            row(&transport::TLS_FAILED, format!("The certificate that came from {host} is for {names}."))
        }
        TlsFault::Expired { not_after } => {
            let when = not_after.map(|at| format!(" on {}", numbers::local(at))).unwrap_or_default();
            row(&transport::CLOCK_SKEW, format!("The certificate of {host} ended{when}."))
        }
        TlsFault::NotYet { not_before } => {
            let when = not_before.map(|at| format!(" before {}", numbers::local(at))).unwrap_or_default();
            row(&transport::CLOCK_SKEW, format!("The certificate of {host} is not valid{when}."))
        }
        TlsFault::Other(_) => row(&transport::TLS_FAILED, String::new()),
    }
}

/// What a failure shows besides its sentence.
fn seen(failure: &Failure, got: &str) -> Option<String> {
    match failure {
        Failure::Broken { phase: Phase::Read, .. } => Some(format!("{got} of the body had come")),
        Failure::Silent { limit_ms, .. } => {
            Some(format!("nothing came within {}", numbers::millis(*limit_ms)))
        }
        Failure::Tls(TlsFault::WrongName { asked, .. }) => {
            Some(format!("the name that was asked for is {asked}"))
        }
        _ => None,
    }
}

/// The words of the system or of a library.
fn said(failure: &Failure) -> Option<&str> {
    match failure {
        Failure::Dns { said, .. }
        | Failure::Connect { said, .. }
        | Failure::Proxy { said, .. }
        | Failure::Broken { said, .. }
        | Failure::NotHttp(said)
        | Failure::NoTrustStore(said)
        | Failure::Tls(TlsFault::Other(said)) => {
            Some(said).filter(|said| !said.is_empty()).map(String::as_str)
        }
        _ => None,
    }
}
