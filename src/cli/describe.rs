//! `orgscope describe SOBJECT`: the fields of one object.

use clap::Args;

use super::context::Context;
use super::out::Column;
use super::output::Output;
use super::rows::{self, Format, Row};
use crate::client::How;
use crate::explore::{self, Answer, Ask};
use crate::session::Session;
use crate::trouble::{Exit, Step, Trouble};

/// Which object.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  orgscope describe Account
  orgscope describe sap__Invoice__c --format csv
  orgscope get sobjects/Account/describe            (the answer's own bytes)")]
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

/// `type` is the API's own word; `length` that of a text, null elsewhere.
const KEYS: &[&str] = &["name", "label", "type", "length", "required", "unique", "external_id", "indexed"];

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
    let rows: Vec<Row> = loaded
        .value
        .fields
        .iter()
        .map(|f| {
            let flags = [
                (f.is_required(), "required"),
                (f.unique, "unique"),
                (f.external_id, "external id"),
                (f.is_indexed(), "indexed"),
            ];
            let flags: Vec<_> = flags.iter().filter(|(is, _)| *is).map(|(_, word)| *word).collect();
            let cells =
                vec![f.name.clone(), f.label.clone(), f.type_words(), f.length_words(), flags.join(", ")];
            let length = (f.length > 0).then_some(f.length);
            let values = vec![
                f.name.clone().into(),
                f.label.clone().into(),
                f.kind.clone().into(),
                length.into(),
                f.is_required().into(),
                f.unique.into(),
                f.external_id.into(),
                f.is_indexed().into(),
            ];
            Row { cells, values }
        })
        .collect();
    rows::print(&context.out, args.format, COLUMNS, KEYS, &rows);
    Ok(Exit::Done)
}
