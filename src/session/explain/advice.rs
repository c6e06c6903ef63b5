//! What waiting does not cure, named by what was asked: the query that ran too long, the object that may not be read,
//! the record that is gone, the number by which Salesforce Support finds a fault.

use super::missing::{Unfound, unfound};
use super::seen::clean;
use crate::client::exchange::Exchange;
use crate::salesforce::path::Path;
use crate::soql::parse;
use crate::soql::tree::Span;
use crate::trouble::Trouble;

/// Names in a trouble what was asked.
pub(super) fn name(trouble: &mut Trouble, exchange: &Exchange, message: &str) {
    match trouble.cause_id() {
        "query_timeout" | "operation_too_large" | "user_lacks_permission" => {
            let read = || object(exchange).map(|object| format!("a read of {object}"));
            if let Some(asked) = query(exchange).or_else(read) {
                trouble.what = format!("{} It was {asked}.", trouble.what);
            }
        }
        "record_deleted" => {
            if let ["sobjects", object, id] = resource(exchange).as_slice() {
                trouble.what = format!("The record {id} of {object} was deleted.");
            }
        }
        "unknown_exception" => {
            if let Some(id) = error_id(message) {
                trouble.what = format!("{}, ErrorId {id}.", trouble.what.trim_end_matches('.'));
            }
        }
        _ => {}
    }
}

/// The object that an exchange is about: as the refusal names it, else as it was asked for.
pub(super) fn object(exchange: &Exchange) -> Option<String> {
    match unfound(exchange) {
        Some(Unfound::Object(object) | Unfound::Field { object, .. }) => Some(object),
        None => match (from(exchange), resource(exchange).as_slice()) {
            (None, ["sobjects", object, ..]) => Some(clean(object)),
            (from, _) => from,
        },
    }
}

/// The words of the path below the API version.
fn resource(exchange: &Exchange) -> Vec<&str> {
    let path = exchange.target().split('?').next().unwrap_or_default();
    path.split('/').filter(|word| !word.is_empty()).skip(3).collect()
}

/// What a query is from.
fn from(exchange: &Exchange) -> Option<String> {
    let path = Path::parse(exchange.target()).ok()?;
    let text = path.value("q")?;
    let object = parse(text).0.from.object.span;
    text.get(object.start..object.end).map(clean).filter(|object| !object.is_empty())
}

/// `a query on Account in the order of Name`: the object, and the order that was asked for.
fn query(exchange: &Exchange) -> Option<String> {
    let path = Path::parse(exchange.target()).ok()?;
    let text = path.value("q")?;
    let (query, _) = parse(text);
    let object = from(exchange)?;
    let at = |span: Span| text.get(span.start..span.end).map(clean).unwrap_or_default();
    let order: Vec<_> = query.order_by.iter().map(|order| at(order.by.span())).collect();
    Some(match order.is_empty() {
        true => format!("a query on {object}"),
        false => format!("a query on {object} in the order of {}", order.join(", ")),
    })
}

/// `… include this ErrorId if you contact support: 1452464078-314667 (-1173371248)`
fn error_id(message: &str) -> Option<String> {
    let (_, after) = message.split_once("ErrorId")?;
    let (_, id) = after.split_once(':')?;
    let id = clean(id.trim().trim_end_matches('.'));
    (!id.is_empty() && id.len() < 80).then_some(id)
}
