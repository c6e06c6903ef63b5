//! `orgscope describe SOBJECT`: the fields of one object.

use clap::Args;

use super::context::Context;
use super::out::Column;
use super::rows::{self, Format};
use crate::client::How;
use crate::explore::{self, Answer, Ask};
use crate::trouble::{Exit, Trouble};

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
}

const COLUMNS: &[Column] = &[
    Column { head: "Field", is_number: false },
    Column { head: "Label", is_number: false },
    Column { head: "Type", is_number: false },
    Column { head: "Length", is_number: true },
    Column { head: "Flags", is_number: false },
];

/// Describes it.
pub fn run(args: &DescribeArgs, context: &Context) -> Result<Exit, Trouble> {
    let session = context.session(&context.org()?)?;
    let ask = Ask::Describe { object: args.sobject.clone(), fresh: true };
    let answer = context.run(context.with(&session, explore::answer(ask, &session, How::default())))?;
    let Answer::Describe(loaded) = answer else { return Ok(Exit::Done) };
    let rows: Vec<Vec<String>> = loaded
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
            vec![f.name.clone(), f.label.clone(), f.type_words(), f.length_words(), flags.join(", ")]
        })
        .collect();
    rows::print(&context.out, args.format, COLUMNS, &rows);
    Ok(Exit::Done)
}
