//! No whole answer came: what is between here and the org. None of it is a fault of key or secret.

use super::seen::clean;
use super::{Known, authorities, proxy, refusal};
use crate::client::exchange::Exchange;
use crate::client::failure::{ConnectKind, Failure, LookupKind, Phase, TlsFault, short};
use crate::salesforce::catalogue::{Cause, transport};
use crate::text::numbers;
use crate::trouble::{Exit, Step, Trouble};

/// A failure on the way to `host`.
pub(super) fn network(failure: &Failure, host: &str, exchange: &Exchange, known: &Known) -> Trouble {
    let mut trouble = match &exchange.way.script {
        Some(script) if is_out_of_reach(failure) => proxy::script(script, host, known),
        _ => told(failure, host, exchange, known),
    };
    if let Failure::Dns { .. } = failure
        && cfg!(target_env = "musl")
    {
        say_static(&mut trouble);
    }
    if let Some(exempt_by) = exchange.way.exempt_by.filter(|_| is_out_of_reach(failure)) {
        trouble.evidence.seen.push(format!("{exempt_by} keeps {host} from the proxy"));
    }
    trouble.evidence.seen.extend(seen(failure, exchange));
    trouble.evidence.message = said(failure).map(|said| clean(&short(said)));
    trouble
}

/// Whether not even a connection to the host was made, so that a proxy may be what is missing.
fn is_out_of_reach(failure: &Failure) -> bool {
    matches!(
        failure,
        Failure::Dns { .. }
            | Failure::Connect { .. }
            | Failure::Silent { phase: Phase::Dns | Phase::Connect, .. }
            | Failure::Broken { phase: Phase::Dns | Phase::Connect, .. }
    )
}

fn told(failure: &Failure, host: &str, exchange: &Exchange, known: &Known) -> Trouble {
    let row = |cause: &'static Cause, what: String| {
        let trouble = cause.trouble(&known.names(Some(host)));
        if what.is_empty() { trouble } else { Trouble { what, ..trouble } }
    };
    let plain = |cause: &'static Cause| row(cause, String::new());
    let through = exchange.way.proxy.as_ref();
    let via = through.map(|proxy| format!(" The proxy in use is {proxy}.")).unwrap_or_default();
    match failure {
        Failure::NotSent(refused) => refusal(refused),
        Failure::TokenOfOther { token, asked } => Trouble::new(
            Exit::Refused,
            "request.other_host",
            format!("The token belongs to {token}, so it was not sent to {asked}."),
        ),
        Failure::Stopped => {
            Trouble::new(Exit::Interrupted, "request.stopped", "Stopped before the answer was there.")
        }
        Failure::Dns { host, kind: LookupKind::NoSuchName, .. } => {
            row(&transport::MY_DOMAIN_NOT_FOUND, format!("No host of the name {host} exists."))
        }
        Failure::Dns { host, kind: LookupKind::NoOutsideNames, .. } => {
            row(&transport::DNS_FAILED, format!("This machine can't resolve {host} or login.salesforce.com."))
        }
        Failure::Dns { host, kind: LookupKind::NoAnswer, .. } => row(
            &transport::DNS_FAILED,
            format!("The name {host} could not be looked up: the name service does not answer."),
        ),
        // The connection stood and was reset before anything was said.
        Failure::Connect { said, .. } if said.contains("reset") => {
            row(&transport::CONNECTION_LOST, format!("{host} closed the connection without an answer.{via}"))
        }
        Failure::Connect { host: called, kind, .. } => {
            let what = match kind {
                ConnectKind::Refused => format!("{called} refused the connection."),
                ConnectKind::Unreachable => format!("There is no way from here to {called}."),
                ConnectKind::Other => format!("No connection to {called} could be made."),
            };
            row(&transport::CONNECT_FAILED, what)
        }
        Failure::Proxy(fault) => proxy::told(fault, host, known),
        Failure::Tls(fault) => tls(fault, host, known, &row),
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
        Failure::HeadTooBig => plain(&transport::ANSWER_HEAD_TOO_BIG),
        Failure::NoEnd { limit_ms } => {
            let limit = numbers::elapsed(*limit_ms);
            let mut trouble =
                row(&transport::TIMEOUT, format!("{host} was still sending its answer after {limit}.{via}"));
            trouble.causes.insert(0, "the answer is larger than this line carries in that time".into());
            trouble
        }
        Failure::NoRoom { room } => {
            let what = format!(
                "The answers that are on their way together are larger than {}, so that of {host} was not read further.",
                numbers::bytes(*room)
            );
            row(&transport::ANSWER_HAS_NO_ROOM, what)
        }
        Failure::Packed(name) => row(
            &transport::ANSWER_PACKED,
            format!(
                "{host} packed its answer as {}, which nobody asked for, so it can't be read.",
                clean(name)
            ),
        ),
        Failure::Partial { status, .. } => {
            let what = format!(
                "{host} sent only a part of the answer (status {status}), though all of it was asked for."
            );
            Trouble { exit: Exit::Incomplete, ..row(&transport::ANSWER_IN_PART, what) }
        }
        Failure::Unasked(status) => {
            let meaning = match status {
                101 => "it wants to speak another protocol",
                304 => "nothing changed since an earlier answer, and none was named",
                _ => "it is not done yet",
            };
            row(
                &transport::ANSWER_UNASKED,
                format!("{host} answered {status} ({meaning}), which is no answer to a read."),
            )
        }
        Failure::NotGzip => row(
            &transport::ANSWER_UNREADABLE,
            format!("The answer of {host} says that it is gzip and is not."),
        ),
        Failure::NoTrustStore(_) => plain(&transport::NO_TRUST_STORE),
        Failure::CaFile { file, fault } => authorities::unusable(file, fault, known),
        Failure::Other(said) => {
            let what = format!("The request to {host} failed: {}.", clean(&short(said)));
            row(&transport::REQUEST_FAILED, what)
        }
    }
}

/// A static program looks names up by itself, and knows less than the system's resolver.
// musl libc wiki, 'Functional differences from glibc': name resolver; atuinsh/atuin#3647
pub(super) fn say_static(trouble: &mut Trouble) {
    trouble.causes.push(
        "this is the static build of orgscope: it asks all name servers of /etc/resolv.conf at once and takes the first answer, and knows nothing of .local names, of NSS modules and of a VPN's own names".into(),
    );
    let step = "If other programs find the name: use the build for glibc (x86_64-unknown-linux-gnu or aarch64-unknown-linux-gnu), which asks as they do, or add the name to /etc/hosts";
    trouble.add_step(Step::Do(step.into()));
}

fn tls(
    fault: &TlsFault,
    host: &str,
    known: &Known,
    row: &dyn Fn(&'static Cause, String) -> Trouble,
) -> Trouble {
    if let Some(trouble) = authorities::not_trusted(fault, host, known) {
        return trouble;
    }
    match fault {
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
        _ => row(&transport::TLS_FAILED, String::new()),
    }
}

/// What a failure shows besides its sentence.
fn seen(failure: &Failure, exchange: &Exchange) -> Vec<String> {
    let mut seen = Vec::new();
    match failure {
        Failure::Broken { phase: Phase::Read, .. } => {
            let got = numbers::bytes(exchange.wire_bytes.unwrap_or(0));
            seen.push(format!("{got} of the body had come"));
        }
        Failure::Partial { range: Some(range), .. } => {
            seen.push(format!("the part that came: {}", clean(range)));
        }
        Failure::Silent { limit_ms, .. } => {
            seen.push(format!("nothing came within {}", numbers::millis(*limit_ms)));
        }
        Failure::Proxy(fault) => {
            if let crate::client::failure::ProxyWhy::Silent { limit_ms } = fault.why {
                seen.push(format!("nothing came within {}", numbers::millis(limit_ms)));
            }
            seen.push(format!("the proxy is named by {}", fault.proxy.from.words()));
            return seen;
        }
        Failure::Dns { kind: LookupKind::NoSuchName, .. } => {
            seen.push("another name, login.salesforce.com, is found".to_owned());
        }
        Failure::Tls(TlsFault::WrongName { asked, .. }) => {
            seen.push(format!("the name that was asked for is {asked}"));
        }
        _ => {}
    }
    if let Some(proxy) = exchange.way.proxy.as_ref().filter(|_| failure.is_network()) {
        seen.push(format!("the proxy in use is {proxy}"));
    }
    seen
}

/// The words of the system or of a library.
fn said(failure: &Failure) -> Option<&str> {
    match failure {
        Failure::Dns { said, .. }
        | Failure::Connect { said, .. }
        | Failure::Broken { said, .. }
        | Failure::NotHttp(said)
        | Failure::NoTrustStore(said)
        | Failure::Tls(TlsFault::Other(said)) => {
            Some(said).filter(|said| !said.is_empty()).map(String::as_str)
        }
        _ => None,
    }
}
