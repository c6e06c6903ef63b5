//! What is not there: objects, fields, records and resources, by the names that were asked for.

use super::Known;
use crate::client::exchange::Exchange;
use crate::text::cells;
use crate::trouble::{Exit, Step, Trouble};

/// The field or object that a query names and the user does not see, as a sentence.
pub(super) fn not_visible(message: &str, known: &Known) -> Option<String> {
    let user = known.user.as_deref().unwrap_or("the Run As user");
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
pub(super) fn missing(exchange: &Exchange, known: &Known) -> Trouble {
    let path = exchange.target().split('?').next().unwrap_or_default();
    let words: Vec<&str> = path.split('/').filter(|word| !word.is_empty()).collect();
    let user = known.user.as_deref().unwrap_or("the Run As user");
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
    if !known.is_listed {
        trouble.causes.push("the org does not have the API version that was asked for".into());
    }
    trouble.cannot_tell = trouble.causes.len() > 1;
    match thing {
        "object" => trouble.add_step(Step::Run("orgscope objects".into(), "lists what is visible".into())),
        "record" => trouble.add_step(Step::Do(
            "Compare the id letter by letter: upper and lower case tell records apart".into(),
        )),
        _ => {}
    }
    trouble
}
