//! What the org answers: one file a resource.
//!
//! [`answer`] goes by the path's parts. Everything below `/services/data/vXX.0` needs a token and counts as
//! an API call, found or not; everything else does not. Only reads are served: what would write is refused
//! with 405, as a wrong method is.

use super::exchange::{Answer, Asked};
use super::org::{NEWEST, OLDEST, Org};

mod composite;
mod describe;
mod global;
mod identity;
mod limits;
mod oauth;
mod query;

mod recent;
mod record;
mod retrieve;
mod search;

mod versions;

pub use query::Cursors;

/// A call of the data API: its token is alive, its version is served.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// The org.
    pub org: &'a Org,
    /// The request.
    pub asked: &'a Asked,
    /// `60.0`.
    pub version: &'a str,
}

/// The org's answer to a request.
pub fn answer(org: &Org, asked: &Asked) -> Answer {
    match asked.parts().as_slice() {
        ["services", "oauth2", "token"] => oauth::token(org, asked),
        ["services", "oauth2", "revoke"] => oauth::revoke(org, asked),
        ["services", "oauth2", "introspect"] => oauth::introspect(org, asked),
        ["services", "oauth2", "userinfo"] => identity::userinfo(org, asked),
        ["id", org_id, user_id] => identity::identity(org, asked, org_id, user_id),
        [".well-known", "openid-configuration"] => identity::discovery(org),
        ["services", "data"] => reading(asked, versions::versions),
        ["services", "data", version, rest @ ..] => data(org, asked, version, rest),
        ["services", ..] => Answer::not_found(),
        _ => Answer::html(
            404,
            "<html><head><title>URL No Longer Exists</title></head><body><h1>URL No Longer Exists</h1></body></html>",
        ),
    }
}

/// A call of the data API.
fn data(org: &Org, asked: &Asked, version: &str, rest: &[&str]) -> Answer {
    if !bearer(asked).is_some_and(|token| org.sessions.uses(token)) {
        return Answer::no_session();
    }
    org.count_call();
    let answer = match served(version) {
        Served::Yes(version) => resource(Call { org, asked, version }, rest),
        Served::Retired => Answer::error(
            410,
            "UNSUPPORTED_API_VERSION",
            // The wording is SOAP's; how REST says it is not known (help article 000354473).
            &format!(
                "The API version that was specified ({}) is below the minimum supported ({OLDEST}.0). Change the version number and run the request again.",
                version.trim_start_matches('v')
            ),
        ),
        Served::No => Answer::not_found(),
    };
    answer.with("Sforce-Limit-Info", org.limit_info())
}

enum Served<'a> {
    Yes(&'a str),
    Retired,
    No,
}

/// Whether `v60.0` is served. A newer version than the org's is not found, an older one is gone (REST guide,
/// "API End-of-Life Policy").
fn served(part: &str) -> Served<'_> {
    let Some(version) = part.strip_prefix('v') else { return Served::No };
    match version.strip_suffix(".0").and_then(|number| number.parse::<u32>().ok()) {
        Some(number) if (OLDEST..=NEWEST).contains(&number) => Served::Yes(version),
        Some(7..OLDEST) => Served::Retired,
        _ => Served::No,
    }
}

/// A resource of the data API; a part of a composite request comes here, too.
fn resource(call: Call, path: &[&str]) -> Answer {
    let reads = |answer: fn(Call) -> Answer| reading(call.asked, || answer(call));
    match path {
        [] => reads(versions::resources),
        ["sobjects"] => reading(call.asked, || global::global(call, false)),
        ["tooling"] => reads(versions::tooling),
        ["tooling", "sobjects"] => reading(call.asked, || global::global(call, true)),
        ["sobjects", path @ ..] => sobject(call, path, false),
        ["tooling", "sobjects", path @ ..] => sobject(call, path, true),
        ["query"] => reading(call.asked, || query::query(call, false, false)),
        ["queryAll"] => reading(call.asked, || query::query(call, false, true)),
        ["tooling", "query"] => reading(call.asked, || query::query(call, true, false)),
        ["query" | "queryAll", cursor] | ["tooling", "query", cursor] => {
            reading(call.asked, || query::more(call, cursor))
        }
        ["search"] | ["tooling", "search"] => reads(search::search),
        ["parameterizedSearch"] => reads(search::parameterized),
        ["recent"] => reads(recent::recent),
        ["limits"] => reads(limits::limits),
        ["limits", "recordCount"] => reads(limits::record_count),
        ["composite"] => allowing(call.asked, "HEAD,GET,POST", || composite::composite(call)),
        ["composite", "batch"] => allowing(call.asked, "POST", || composite::batch(call)),
        ["composite", "sobjects", name] => {
            allowing(call.asked, "HEAD,GET,POST", || retrieve::retrieve(call, name))
        }
        _ => Answer::not_found(),
    }
}

/// What is below `sobjects`.
fn sobject(call: Call, path: &[&str], tooling: bool) -> Answer {
    let schema = call.org.rows.schema();
    let known =
        path.first().and_then(|name| schema.named(name)).filter(|&n| !tooling || schema.is_tooling(n));
    let Some(n) = known else { return Answer::not_found() };
    reading(call.asked, || match &path[1..] {
        [] => global::basic(call, n, tooling),
        ["describe"] => describe::describe(call, n, tooling),
        [id] => record::record(call, n, id, tooling),
        [id, name] => record::related(call, n, id, name),
        _ => Answer::not_found(),
    })
}

/// An answer to GET and HEAD; other methods are refused.
fn reading(asked: &Asked, answer: impl FnOnce() -> Answer) -> Answer {
    allowing(asked, "HEAD,GET", answer)
}

/// An answer to these methods; others are refused (as recorded: no blanks in the list, `errorCode` first).
fn allowing(asked: &Asked, verbs: &str, answer: impl FnOnce() -> Answer) -> Answer {
    if verbs.split(',').any(|verb| verb == asked.verb) {
        return answer();
    }
    let message = format!("HTTP Method '{}' not allowed. Allowed are {verbs}", asked.verb);
    Answer::error_code_first(405, "METHOD_NOT_ALLOWED", &message).with("Allow", verbs)
}

/// The token of `Authorization: Bearer …` (or `OAuth …`, which Salesforce takes as well).
fn bearer(asked: &Asked) -> Option<&str> {
    let (scheme, token) = asked.header("authorization")?.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("oauth")).then(|| token.trim())
}

/// Whether the answer may be 304: nothing changed since the asker's `If-Modified-Since`.
fn not_modified(asked: &Asked, changed: jiff::Timestamp) -> bool {
    let since = asked.header("if-modified-since").and_then(super::clock::read_http_date);
    since.is_some_and(|since| changed.as_second() <= since.as_second())
}

#[cfg(test)]
mod tests;
