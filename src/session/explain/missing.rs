//! What is not there: objects, fields, records and resources, by the names that were asked for.

use super::Known;
use super::seen::clean;
use crate::client::exchange::Exchange;
use crate::salesforce::errors;
use crate::text::cells;
use crate::trouble::{Exit, Step, Trouble};

/// A name that Salesforce does not find: perhaps a mistyped one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfound {
    /// An object.
    Object(String),
    /// A field of an object.
    Field {
        /// The object.
        object: String,
        /// The field.
        field: String,
    },
}

/// The name that an answer does not find, if that is what it says.
pub fn unfound(exchange: &Exchange) -> Option<Unfound> {
    if exchange.failure.is_some() || !matches!(exchange.status, Some(400 | 404)) {
        return None;
    }
    let errors = errors::read(&exchange.body);
    let named = errors.iter().find_map(|error| in_words(&clean(&error.message)));
    let is_not_found = errors.iter().any(|error| error.code == "NOT_FOUND");
    named.or_else(|| if is_not_found { in_path(exchange) } else { None })
}

/// `No such column 'X' on entity 'Y'`, `sObject type 'X' is not supported`.
fn in_words(message: &str) -> Option<Unfound> {
    let quoted = |text: &str| text.split_once('\'').map(|(name, rest)| (name.to_owned(), rest.to_owned()));
    if let Some((_, after)) = message.split_once("No such column '") {
        let (field, rest) = quoted(after)?;
        // `on entity 'Account'` in queries, `on sobject of type Account` elsewhere.
        let object = match rest.split_once("on entity '") {
            Some((_, after)) => quoted(after)?.0,
            None => rest.split_once("of type ")?.1.split([' ', '.', '\n']).next()?.to_owned(),
        };
        return Some(Unfound::Field { object, field });
    }
    let (_, after) = message.split_once("sObject type '")?;
    let (object, rest) = quoted(after)?;
    rest.contains("not supported").then_some(Unfound::Object(object))
}

fn words(exchange: &Exchange) -> Vec<&str> {
    let path = exchange.target().split('?').next().unwrap_or_default();
    path.split('/').filter(|word| !word.is_empty()).collect()
}

fn in_path(exchange: &Exchange) -> Option<Unfound> {
    match words(exchange).get(3..).unwrap_or_default() {
        ["sobjects", object] | ["sobjects", object, "describe", ..] => {
            Some(Unfound::Object((*object).to_owned()))
        }
        _ => None,
    }
}

impl Unfound {
    /// As a sentence.
    fn sentence(&self, known: &Known) -> String {
        let user = known.user.as_deref().unwrap_or("the Run As user");
        match self {
            Self::Object(object) => format!("No object {object} is visible to {user}."),
            Self::Field { object, field } => format!("No field {field} of {object} is visible to {user}."),
        }
    }
}

/// Names what an answer does not find, and the nearest names before every other cause.
pub(super) fn name(trouble: &mut Trouble, message: &str, known: &Known) {
    let Some(unfound) = in_words(&clean(message)) else { return };
    trouble.what = unfound.sentence(known);
    offer(trouble, known);
}

fn offer(trouble: &mut Trouble, known: &Known) {
    if known.near.is_empty() {
        return;
    }
    let near = known.near.join(" or ");
    trouble.causes.retain(|cause| !cause.contains("mistyped"));
    trouble.causes.insert(0, format!("the name is mistyped: {near} is near"));
    trouble.begin_with(Step::Do(format!("Did you mean {near}?")));
}

/// 404 NOT_FOUND is the answer for an object, a record, a resource and an API version that are not there, and
/// for what is hidden. (REST guide, 'Errors'; recorded answers.)
pub(super) fn missing(exchange: &Exchange, known: &Known) -> Trouble {
    let user = known.user.as_deref().unwrap_or("the Run As user");
    let (what, thing) = match (in_path(exchange), words(exchange).get(3..).unwrap_or_default()) {
        (Some(object), _) => (object.sentence(known), "object"),
        (None, ["sobjects", object, id, ..]) => {
            (format!("No record {id} of {object} is visible to {user}."), "record")
        }
        _ => {
            let path = exchange.target().split('?').next().unwrap_or_default();
            (format!("There is no resource {}.", cells::cut_middle(path, 80)), "resource")
        }
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
        "object" => {
            trouble.add_step(Step::Run("orgscope objects".into(), "lists what is visible".into()));
            offer(&mut trouble, known);
        }
        "record" => trouble.add_step(Step::Do(
            "Compare the id letter by letter: upper and lower case tell records apart".into(),
        )),
        _ => trouble.add_step(Step::Run(
            "orgscope get /services/data".into(),
            "lists the API versions; below one of them are its resources".into(),
        )),
    }
    trouble
}
