//! Is the host reached? Name, connection, certificate, proxy and clock, each told apart.

use super::{Found, Rung};
use crate::check::climb::Climb;
use crate::client::Exchange;
use crate::salesforce::catalogue::{input, transport};
use crate::text::numbers;
use futures_util::future::BoxFuture;

pub(super) const RUNG: Rung = Rung {
    id: "network",
    name: "network",
    asks: "Is the host reached: name, connection, certificate, proxy, clock?",
    how: "Connects and reads the list of API versions, which needs no token and costs no API call. Its time is of both; the arrow's is of connecting alone.",
    needs: &["host"],
    climb,
};

/// From here on signatures and sessions may suffer. (General practice; Salesforce names no figure.)
const SKEW_SECONDS: i64 = 300;

fn climb<'a>(climb: &'a Climb<'a>) -> BoxFuture<'a, Found> {
    Box::pin(async move {
        let Some(exchange) = climb.reach().await else {
            return Found::fail("no host", climb.cause(&input::HOST_NOT_RECOGNISED));
        };
        let found = judge_reach(climb, &exchange);
        climb.know(|known| known.reached = Some(exchange));
        found
    })
}

/// From here on it is said where the seconds went.
const SLOW_MS: u64 = 2_000;

/// What is spoken; and that the system's look at the certificate took long, where it did.
fn spoken(tls: Option<&str>, is_https: bool, certificate_ms: Option<u64>) -> String {
    let spoken = tls.unwrap_or(if is_https { "TLS" } else { "not encrypted" });
    match certificate_ms.filter(|ms| *ms >= SLOW_MS) {
        Some(ms) => format!("{spoken}; the certificate's revocation check took {}", numbers::millis(ms)),
        None => spoken.to_owned(),
    }
}

fn judge_reach(climb: &Climb<'_>, exchange: &Exchange) -> Found {
    let phases = &exchange.phases;
    let ms = |ms: Option<u64>| ms.map(numbers::millis);
    let skew = exchange.skew_seconds();
    let found = if exchange.failure.is_some() || exchange.status == Some(407) {
        let why = climb.account(exchange);
        Found::fail(why.cause_id().to_owned(), why)
    } else if let Some(skew) = skew.filter(|skew| skew.abs() >= SKEW_SECONDS) {
        let mut why = climb.cause(&transport::CLOCK_SKEW);
        let side = if skew > 0 { "behind" } else { "ahead of" };
        why.what = format!(
            "This machine's clock is {} {side} Salesforce's.",
            numbers::elapsed(skew.unsigned_abs().saturating_mul(1000))
        );
        Found::warn("clock is off", why)
    } else {
        Found::pass(spoken(exchange.tls, exchange.url.starts_with("https:"), phases.certificate))
    };
    found
        .with_some("address", exchange.address.map(|address| address.to_string()))
        .with_some("http", exchange.http)
        .with_some("tls", exchange.tls.map(|version| version.replace(' ', "v")))
        .with_some("certificate_names", exchange.certificate.as_ref().map(|c| c.names.join(", ")))
        .with_some("certificate_issuer", exchange.certificate.as_ref().map(|c| c.issuer.clone()))
        .with_some(
            "certificate_until",
            exchange.certificate.as_ref().and_then(|c| c.not_after).map(|at| at.to_string()),
        )
        .with_some("proxy", exchange.way.proxy.as_ref().map(|proxy| proxy.address.clone()))
        .with_some("proxy_from", exchange.way.proxy.as_ref().map(|proxy| proxy.from.words()))
        .with_some("proxy_script", exchange.way.script.as_ref().map(|script| script.address.clone()))
        .with_some("no_proxy_by", exchange.way.exempt_by)
        .with_some("name_lookup", ms(phases.dns))
        .with_some("connection", ms(phases.connect))
        .with_some("encryption", ms(phases.tls))
        .with_some("certificate_check", ms(phases.certificate))
        .with_some("clock_skew_seconds", skew.map(|skew| skew.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_look_at_the_certificate_is_told() {
        assert_eq!(spoken(None, false, None), "not encrypted");
        assert_eq!(spoken(Some("TLS 1.3"), true, Some(3)), "TLS 1.3");
        assert_eq!(
            spoken(Some("TLS 1.3"), true, Some(10_004)),
            "TLS 1.3; the certificate's revocation check took 10.0 s"
        );
    }
}
