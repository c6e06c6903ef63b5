//! The verdict as `check --json` writes it. Public: names change only on purpose.

use super::result::{RungResult, Status, Verdict};
use crate::trouble::{AppKind, Step, Trouble};
use serde_json::{Map, Value, json};

/// The verdict as JSON.
pub fn json(verdict: &Verdict) -> Value {
    let mut out = Map::new();
    let mut put = |name: &str, value: Value| {
        out.insert(name.to_owned(), value);
    };
    put("orgscope", env!("CARGO_PKG_VERSION").into());
    put("org", verdict.org.as_str().into());
    put("login_url", verdict.login_url.as_str().into());
    put("started_at", verdict.started_at.as_str().into());
    put("ms", verdict.ms.into());
    put("verdict", verdict.status().word().into());
    if let Some(failed) = verdict.failed() {
        put("failed_rung", failed.id.into());
        put("cause", failed.cause().into());
        let why = failed.diagnosis.as_deref();
        put("retryable", why.is_some_and(|why| why.retryable).into());
        put("retry_after_s", why.and_then(|why| why.retry_after_s).into());
    }
    put("rungs", verdict.rungs.iter().map(rung).collect());
    put("run_as", run_as(verdict));
    if let Some(since) = &verdict.since {
        put("since", json!(since));
    }
    put("cost", json!(verdict.cost));
    Value::Object(out)
}

fn rung(result: &RungResult) -> Value {
    let mut out = Map::new();
    out.insert("id".into(), result.id.into());
    out.insert("status".into(), result.status.word().into());
    if let Some(ms) = result.ms {
        out.insert("ms".into(), ms.into());
    }
    if result.status != Status::NotTested {
        out.insert("summary".into(), result.summary.as_str().into());
    }
    if let Some(why) = &result.diagnosis {
        out.extend(diagnosis(why));
    }
    if !result.detail.is_empty() {
        let detail = result.detail.iter().map(|(name, value)| ((*name).to_owned(), number_or_text(value)));
        out.insert("detail".into(), Value::Object(detail.collect()));
    }
    Value::Object(out)
}

/// Counts as numbers, everything else as text.
fn number_or_text(value: &str) -> Value {
    value.parse::<i64>().map_or_else(|_| value.into(), Value::from)
}

fn diagnosis(why: &Trouble) -> Map<String, Value> {
    let mut out = Map::new();
    let evidence = &why.evidence;
    let mut put = |name: &str, value: Value| {
        if !value.is_null() {
            out.insert(name.to_owned(), value);
        }
    };
    put("http_status", evidence.status.into());
    put("error", evidence.code.clone().into());
    put("error_description", evidence.message.clone().into());
    put("cause", why.cause_id().into());
    put("says", why.what.as_str().into());
    put("likely", why.causes.clone().into());
    if why.cannot_tell {
        put("cannot_tell", true.into());
    }
    if !evidence.seen.is_empty() {
        put("seen", evidence.seen.clone().into());
    }
    let lines = |kind| why.steps(kind).iter().map(Step::line).collect::<Vec<_>>();
    put("fix", lines(AppKind::ConnectedApp).into());
    put("fix_eca", lines(AppKind::ExternalClientApp).into());
    put("body", evidence.excerpt.clone().into());
    put("source", why.source.into());
    put("retryable", why.retryable.into());
    out.insert("retry_after_s".to_owned(), why.retry_after_s.into());
    out
}

fn run_as(verdict: &Verdict) -> Value {
    let card = &verdict.run_as;
    let mut out = Map::new();
    let mut put = |name: &str, value: Value| {
        if !value.is_null() {
            out.insert(name.to_owned(), value);
        }
    };
    put("username", card.username.clone().into());
    put("name", card.name.clone().into());
    put("user_id", card.user_id.clone().into());
    put("profile", card.profile.clone().into());
    put("licence", card.licence.clone().into());
    put("api_only", card.api_only.into());
    put("active", card.active.into());
    put("locale", card.locale.clone().into());
    put("time_zone", card.time_zone.clone().into());
    put("org_id", card.org_id.clone().into());
    put("org_name", card.org_name.clone().into());
    put("edition", card.edition.clone().into());
    put("is_sandbox", card.is_sandbox.into());
    put("environment", if card.environment.is_some() { json!(card.environment()) } else { Value::Null });
    put("expires", card.expires.clone().into());
    put("instance", card.instance.clone().into());
    put("app", verdict.app.clone().into());
    put("scopes", card.scopes.as_ref().map(|scopes| json!(scopes)).into());
    Value::Object(out)
}
