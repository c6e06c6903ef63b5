//! `orgscope describe SOBJECT`: the fields of one object.

use clap::Args;
use serde_json::{Value, json};

use super::context::Context;
use super::out::Column;
use super::output::Output;
use super::rows::{self, Format, Row};
use crate::client::How;
use crate::explore::{self, Answer, Ask};
use crate::salesforce::describe::Field;
use crate::session::Session;
use crate::trouble::{Exit, Step, Trouble};

/// Which object.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  orgscope describe Account
  orgscope describe sap__Invoice__c --format csv
  orgscope get sobjects/Account/describe            (the answer's own bytes)

The keys of --format json, ndjson and csv:
  name label type             as Salesforce has them
  length                      characters of a text, null for other types
  required unique external_id indexed
  precision scale             digits in all and after the point of a number
  reference_to                the objects that a lookup points at
  relationship_name           its name in SOQL
  picklist_values             each: value, label, active, default; JSON in csv
  calculated formula          whether it is a formula or roll-up; the formula
  help                        the help text
  unread                      in JSON: the keys of what could not be read")]
pub struct DescribeArgs {
    /// API name of the object
    sobject: String,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    pub output: Output,
}

const COLUMNS: &[Column] = &[
    Column { head: "Field", is_number: false },
    Column { head: "Label", is_number: false },
    Column { head: "Type", is_number: false },
    Column { head: "Length", is_number: true },
    Column { head: "Flags", is_number: false },
];

/// `type` is the API's own word; `length` that of a text, null elsewhere; `precision` and `scale` are those of numbers,
/// null elsewhere; `formula` is null for a field that has none, and for one whose text Salesforce does not send.
const KEYS: &[&str] = &[
    "name",
    "label",
    "type",
    "length",
    "required",
    "unique",
    "external_id",
    "indexed",
    "precision",
    "scale",
    "reference_to",
    "relationship_name",
    "picklist_values",
    "calculated",
    "formula",
    "help",
];

/// The values of a field, in the order of [`KEYS`].
fn values(field: &Field) -> Vec<Value> {
    let is_number = matches!(field.kind.as_str(), "int" | "long" | "double" | "currency" | "percent");
    let digits = field.precision.max(field.digits);
    let picklist = field.picklist_values.iter().map(|one| {
        let label = one.label.as_deref().unwrap_or(&one.value);
        json!({"value": one.value, "label": label, "active": one.active, "default": one.default_value})
    });
    vec![
        field.name.clone().into(),
        field.label.clone().into(),
        field.kind.clone().into(),
        (field.length > 0).then_some(field.length).into(),
        field.is_required().into(),
        field.unique.into(),
        field.external_id.into(),
        field.is_indexed().into(),
        is_number.then_some(digits).into(),
        is_number.then_some(field.scale).into(),
        field.reference_to.clone().into(),
        field.relationship_name.clone().into(),
        picklist.collect::<Vec<_>>().into(),
        field.calculated.into(),
        field.calculated_formula.clone().into(),
        field.inline_help_text.clone().into(),
    ]
}

/// Whether there is no such object, or none that this user may see.
fn is_unknown(trouble: &Trouble) -> bool {
    trouble.evidence.status == Some(404) && trouble.evidence.code.as_deref() == Some("NOT_FOUND")
}

/// Names near a mistyped one, for one more call that is sent only then.
async fn near(name: &str, session: &Session) -> Option<Step> {
    let answer = explore::answer(Ask::Objects, session, How::default()).await;
    let Ok(Answer::Objects(loaded)) = answer else { return None };
    let near = loaded.value.near(name, 3);
    (!near.is_empty()).then(|| Step::Do(format!("Near: {}.", near.join(", "))))
}

/// Describes it.
pub fn run(args: &DescribeArgs, context: &Context) -> Result<Exit, Trouble> {
    let session = context.session(&context.org()?)?;
    let ask = Ask::Describe { object: args.sobject.clone(), fresh: true };
    let asked = async {
        match explore::answer(ask, &session, How::default()).await {
            Err(trouble) if is_unknown(&trouble) => {
                Err(near(&args.sobject, &session).await.into_iter().fold(trouble, Trouble::step))
            }
            answered => answered,
        }
    };
    let answer = context.run(context.with(&session, asked))?;
    let Answer::Describe(loaded) = answer else { return Ok(Exit::Done) };
    let row = |f: &Field| {
        let flags = [
            (f.is_required(), "required"),
            (f.unique, "unique"),
            (f.external_id, "external id"),
            (f.is_indexed(), "indexed"),
        ];
        let flags: Vec<_> = flags.iter().filter(|(is, _)| *is).map(|(_, word)| *word).collect();
        let cells = vec![f.name.clone(), f.label.clone(), f.type_words(), f.length_words(), flags.join(", ")];
        Row { cells, values: values(f), unread: f.unread.clone() }
    };
    rows::print(&context.out, args.format, COLUMNS, KEYS, loaded.value.fields.iter().map(row));
    context.out.odd(&loaded.unread);
    Ok(Exit::Done)
}
