//! An answer came, and it is a refusal or not what it should be.

use super::{Context, clean, evidence, excerpt, from_cause, host, names, status};
use crate::client::exchange::Exchange;
use crate::salesforce::catalogue::{self, Answer, Body, Facts};
use crate::text::{cells, safe};
use crate::trouble::{Evidence, Exit, Step, Trouble};

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

/// What a refusal means.
pub(super) fn answer(seen: &Exchange, phase: catalogue::Phase, context: &Context) -> Trouble {
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
    if phase == catalogue::Phase::Data && seen.status == Some(404) && code.as_deref() == Some("NOT_FOUND") {
        let mut trouble = missing(seen, context);
        trouble.evidence = Evidence { code, message, ..evidence(seen) };
        return trouble;
    }
    let named = message.as_deref().and_then(|message| not_visible(message, context));
    let message = message.map(|message| placed(&message));
    let what = if let Some(named) = named {
        named
    } else if read.is_known() {
        names.fill(read.cause.says)
    } else {
        let asked = cells::cut_middle(seen.target(), 80);
        let said = message.as_deref().map(|message| cells::cut_end(message, 300));
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

/// A query's error without the piece of the query and the caret before it: `… (row 1, column 8)`.
/// (SOQL reference; recorded answers.)
fn placed(message: &str) -> String {
    let Some((_, after)) = message.split_once("ERROR at Row:") else { return message.to_owned() };
    let (place, said) = after.split_once('\n').unwrap_or((after, ""));
    match place.split_once(":Column:") {
        Some((row, column)) if !said.is_empty() => format!("{} (row {row}, column {column})", said.trim()),
        _ => message.to_owned(),
    }
}

/// The field or object that a query names and the user does not see, as a sentence.
fn not_visible(message: &str, context: &Context) -> Option<String> {
    let user = context.user.as_deref().unwrap_or("the Run As user");
    let quoted = |text: &str| text.split_once('\'').map(|(name, rest)| (name.to_owned(), rest.to_owned()));
    if let Some((_, after)) = message.split_once("No such column '") {
        let (field, rest) = quoted(after)?;
        // `on entity 'Account'` in queries, `on sobject of type Account` elsewhere.
        let object = match rest.split_once("on entity '") {
            Some((_, after)) => quoted(after)?.0,
            None => rest.split_once("of type ")?.1.split([' ', '.', '\n']).next()?.to_owned(),
        };
        return Some(format!("No field {field} of {object} is visible to {user}."));
    }
    let (_, after) = message.split_once("sObject type '")?;
    let (object, rest) = quoted(after)?;
    rest.contains("not supported").then(|| format!("No object {object} is visible to {user}."))
}

/// 404 NOT_FOUND is the answer for an object, a record, a resource and an API version that are not there, and
/// for what is hidden. (REST guide, 'Errors'; recorded answers.)
fn missing(seen: &Exchange, context: &Context) -> Trouble {
    let path = seen.target().split('?').next().unwrap_or_default();
    let words: Vec<&str> = path.split('/').filter(|word| !word.is_empty()).collect();
    let user = context.user.as_deref().unwrap_or("the Run As user");
    let (what, thing) = match words.get(3..).unwrap_or_default() {
        ["sobjects", object] | ["sobjects", object, "describe", ..] => {
            (format!("No object {object} is visible to {user}."), "object")
        }
        ["sobjects", object, id, ..] => {
            (format!("No record {id} of {object} is visible to {user}."), "record")
        }
        _ => (format!("There is no resource {}.", cells::cut_middle(path, 80)), "resource"),
    };
    let mut trouble = Trouble::new(Exit::Refused, format!("api.no_such_{thing}"), what);
    trouble.causes.push(format!("there is no such {thing}"));
    if thing != "resource" {
        trouble.causes.push("it is there, and hidden from this user".into());
    }
    if !context.is_listed {
        trouble.causes.push("the org does not have the API version that was asked for".into());
    }
    trouble.cannot_tell = trouble.causes.len() > 1;
    match thing {
        "object" => trouble.next.push(Step::Run("orgscope objects".into(), "lists what is visible".into())),
        "record" => trouble.next.push(Step::Do(
            "Compare the id letter by letter: upper and lower case tell records apart".into(),
        )),
        _ => {}
    }
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

/// What was asked when this was answered.
pub(super) fn phase(seen: &Exchange) -> catalogue::Phase {
    let path = seen.target().split('?').next().unwrap_or_default();
    let words: Vec<&str> = path.split('/').filter(|word| !word.is_empty()).collect();
    match words.as_slice() {
        ["services", "oauth2", "userinfo"] | ["id", ..] => catalogue::Phase::Identity,
        ["services", "oauth2", ..] => catalogue::Phase::Token,
        ["services", "data"] | ["services", "data", _] => catalogue::Phase::Versions,
        _ => catalogue::Phase::Data,
    }
}
