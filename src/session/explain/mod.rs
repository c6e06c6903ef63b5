//! What a failure of the network or an answer of Salesforce means, in words: the one place where they become
//! a [`Trouble`]. Sentences and clicks come from the catalogue where a row fits; a network failure is never
//! worded as a fault of key or secret.

mod answer;
mod network;
#[cfg(test)]
mod tests;

pub use answer::not_json;

use self::answer::{answer, phase};
use self::network::network;
use crate::client::exchange::Exchange;
use crate::client::request::Refusal;
use crate::client::token::TokenFault;
use crate::salesforce::catalogue::{self, Cause, Names};
use crate::salesforce::path::Origin;
use crate::text::{numbers, redact, safe};
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
    /// Whether the API version was taken from the org's own list.
    pub is_listed: bool,
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
                    "the token was refused five times in a row, so it is not asked for any more".into(),
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

/// A version list without a version.
pub fn no_version(seen: &Exchange) -> Trouble {
    let what = format!("{} lists no API version.", host(seen));
    Trouble::new(Exit::Refused, "versions.none", what)
        .with(Evidence { excerpt: excerpt(&seen.body), ..evidence(seen) })
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
