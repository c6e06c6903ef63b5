//! `orgscope objects [PATTERN]`: the objects that the Run As user may see.

use clap::Args;

use super::context::Context;
use super::out::Column;
use super::output::Output;
use super::rows::{self, Format, Row};
use crate::client::How;
use crate::explore::{self, Answer, Ask};
use crate::trouble::{Exit, Trouble};

/// Which objects.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  orgscope objects
  orgscope objects \"sap__*\"
  orgscope objects invoice --format csv --output invoices.csv")]
pub struct ObjectsArgs {
    /// Part of a name or label; with * and ? the whole name
    pattern: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    pub output: Output,
}

const COLUMNS: &[Column] = &[
    Column { head: "Object", is_number: false },
    Column { head: "Label", is_number: false },
    Column { head: "Prefix", is_number: false },
    Column { head: "Kind", is_number: false },
    Column { head: "Queryable", is_number: false },
];

const KEYS: &[&str] = &["name", "label", "key_prefix", "kind", "custom", "queryable"];

/// Lists them.
pub fn run(args: &ObjectsArgs, context: &Context) -> Result<Exit, Trouble> {
    let session = context.session(&context.org()?)?;
    let answer =
        context.run(context.with(&session, explore::answer(Ask::Objects, &session, How::default())))?;
    let Answer::Objects(loaded) = answer else { return Ok(Exit::Done) };
    let rows = loaded
        .value
        .sobjects
        .iter()
        .filter(|o| {
            args.pattern.as_deref().is_none_or(|p| {
                rows::matches(p, &o.name) || (!rows::is_glob(p) && rows::matches(p, &o.label))
            })
        })
        .map(|o| {
            let kind = o.kind().words();
            Row {
                cells: vec![
                    o.name.clone(),
                    o.label.clone(),
                    o.key_prefix.clone().unwrap_or_default(),
                    kind.to_owned(),
                    if o.queryable { "yes" } else { "no" }.to_owned(),
                ],
                values: vec![
                    o.name.clone().into(),
                    o.label.clone().into(),
                    o.key_prefix.clone().into(),
                    kind.replace(' ', "_").into(),
                    o.custom.into(),
                    o.queryable.into(),
                ],
                unread: o.unread.clone(),
            }
        });
    let printed = rows::print(&context.out, args.format, COLUMNS, KEYS, rows);
    context.out.odd(&loaded.unread);
    if printed == 0 {
        context.out.note(
            "No object that the Run As user may see matches. It may exist and be hidden from this user.",
        );
    }
    Ok(Exit::Done)
}
