//! An answer came, and it is a refusal or not what was asked for.

use super::missing::{self, missing};
use super::seen::{clean, host, show, show_words};
use super::{Known, advice, apart, proxy, redirect, sure};
use crate::client::exchange::Exchange;
use crate::json::Doc;
use crate::json::patient::NotRead;
use crate::salesforce::catalogue::{self, Answer, Body, Facts, Phase, Recognised, UNRECOGNISED, transport};
use crate::text::cells;
use crate::trouble::Trouble;

/// What an answer means that is not the one that was asked for.
pub(super) fn answer(exchange: &Exchange, known: &Known) -> Trouble {
    let phase = phase(exchange);
    let read = recognise(exchange, phase, known);
    let mut trouble = if is_not_found(exchange, phase, &read) {
        missing(exchange, known)
    } else if read.is_known() {
        recognised(&read, exchange, known)
    } else if exchange.is_ok() {
        unreadable(exchange, known)
    } else {
        refused(&read, exchange, phase, known)
    };
    show_words(&mut trouble, exchange, &read.body);
    if exchange.is_ok() && matches!(read.body, Body::Words(_)) {
        // The beginning of an answer that was cut or changed is nobody's sentence.
        trouble.evidence.message = None;
    }
    show(&mut trouble, exchange);
    trouble
}

/// An answer that a row of the catalogue fits.
fn recognised(read: &Recognised, exchange: &Exchange, known: &Known) -> Trouble {
    let host = host(exchange);
    if read.cause.id == catalogue::proxy::PROXY_AUTH_REQUIRED.id {
        return proxy::asked_for_login(exchange, &host, known);
    }
    if exchange.is_redirect() {
        return redirect::told(read.cause, exchange, known);
    }
    let (mut trouble, is_told_apart) = apart::told(read, &host, known);
    if !is_told_apart {
        sure::word(&mut trouble, read, &known.names(Some(&host)));
    }
    let (_, message) = read.body.code_and_words();
    if let (Body::Html(title), "html_instead_of_json") = (&read.body, read.cause.id)
        && !title.is_empty()
    {
        trouble.what = format!("{}: “{}”.", trouble.what.trim_end_matches('.'), clean(title));
    }
    missing::name(&mut trouble, message.unwrap_or_default(), known);
    advice::name(&mut trouble, exchange, message.unwrap_or_default());
    trouble
}

/// A success with something else in it than was asked for. That something changed it on its way is said only where
/// its bytes are no whole JSON.
fn unreadable(exchange: &Exchange, known: &Known) -> Trouble {
    let host = host(exchange);
    let names = known.names(Some(&host));
    match NotRead::of(&Doc::from_bytes(exchange.body.clone())) {
        NotRead::Broken { line, column, says } => {
            let mut trouble = transport::ANSWER_UNREADABLE.trouble(&names);
            let at = format!("line {line}, column {column}: {}", clean(&says));
            trouble.what = format!("The answer of {host} is not the JSON it should be, at {at}.");
            trouble
        }
        NotRead::Another(found) => {
            let mut trouble = transport::ANSWER_OF_ANOTHER_KIND.trouble(&names);
            let asked = exchange.target().split('?').next().unwrap_or_default();
            let asked = cells::cut_middle(asked, 80).into_owned();
            let which = wanted(exchange).map(|wanted| format!(", which is no {wanted}")).unwrap_or_default();
            trouble.what = format!("{host} answered {asked} with {}{which}.", clean(&found));
            trouble
        }
    }
}

/// What was asked for, in a word or two.
fn wanted(exchange: &Exchange) -> Option<&'static str> {
    let path = exchange.target().split('?').next().unwrap_or_default();
    let words: Vec<&str> = path.split('/').filter(|word| !word.is_empty()).collect();
    Some(match words.as_slice() {
        ["services", "oauth2", "token"] => "token",
        ["services", "oauth2", "userinfo"] => "userinfo",
        ["services", "data"] => "list of API versions",
        ["services", "data", _] => "list of resources",
        ["services", "data", _, "sobjects"] => "list of objects",
        ["services", "data", _, "sobjects", _, "describe"] => "describe",
        ["services", "data", _, "sobjects", _, _] => "record",
        ["services", "data", _, "query" | "queryAll", ..] => "page of a query",
        ["services", "data", _, "limits", "recordCount"] => "list of counts",
        ["services", "data", _, "limits"] => "list of limits",
        ["services", "data", _, "composite", "batch"] => "answer to a batch",
        _ => return None,
    })
}

/// A refusal that nobody has seen yet: in Salesforce's own words, and no likely-sounding name for it.
fn refused(read: &Recognised, exchange: &Exchange, phase: Phase, known: &Known) -> Trouble {
    let (rung, asked) = match phase {
        Phase::Token => ("token", "the token request"),
        Phase::Identity => ("identity", "the question who the user is"),
        Phase::Versions | Phase::Data => ("api", "the request"),
    };
    let host = host(exchange);
    let mut trouble = UNRECOGNISED.trouble_at(rung, &known.names(Some(&host)));
    let (code, message) = read.body.code_and_words();
    let said = message.map(clean).filter(|said| !said.is_empty());
    let said = said.map(|said| cells::cut_end(&said, 300).into_owned());
    let status = exchange.status.map(|status| status.to_string()).unwrap_or_default();
    trouble.what = match (code.map(clean), said) {
        (Some(code), Some(said)) => {
            format!("Salesforce refused {asked} with {code}, which orgscope does not know: {said}")
        }
        (Some(code), None) => {
            format!("Salesforce refused {asked} with {code}, which orgscope does not know.")
        }
        _ => format!("{host} answered {status} to {asked}, in a way that orgscope does not know."),
    };
    if phase == Phase::Data {
        trouble.evidence.seen.push(format!("asked for {}", cells::cut_middle(exchange.target(), 80)));
    }
    // An answer that names a wait says itself that a later one can be another.
    trouble.retryable = exchange.header("retry-after").is_some();
    trouble
}

fn is_not_found(exchange: &Exchange, phase: Phase, read: &Recognised) -> bool {
    phase == Phase::Data
        && exchange.status == Some(404)
        && matches!(&read.body, Body::Rest(errors) if errors.iter().any(|error| error.code == "NOT_FOUND"))
}

fn recognise(exchange: &Exchange, phase: Phase, known: &Known) -> Recognised {
    catalogue::recognise(&Answer {
        phase,
        host: &host(exchange),
        status: exchange.status.unwrap_or_default(),
        content_type: exchange.header("content-type").unwrap_or_default(),
        location: exchange.header("location"),
        body: &exchange.body,
        facts: Facts { api_granted: known.api_granted, is_fresh: known.is_fresh },
    })
}

/// What was asked when this was answered.
fn phase(exchange: &Exchange) -> Phase {
    let path = exchange.target().split('?').next().unwrap_or_default();
    let words: Vec<&str> = path.split('/').filter(|word| !word.is_empty()).collect();
    match words.as_slice() {
        ["services", "oauth2", "userinfo"] | ["id", ..] => Phase::Identity,
        ["services", "oauth2", ..] => Phase::Token,
        ["services", "data"] | ["services", "data", _] => Phase::Versions,
        _ => Phase::Data,
    }
}
