//! `orgscope limits`: what the org may use, and what is used.

use clap::Args;

use super::context::Context;
use super::out::Column;
use super::rows::{self, Format};
use crate::salesforce::limits;
use crate::text::numbers;
use crate::trouble::{Exit, Trouble};

/// How to print.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  orgscope limits
  orgscope limits --format json | jq '.[] | select(.Used != \"0\")'")]
pub struct LimitsArgs {
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

const COLUMNS: &[Column] = &[
    Column { head: "Limit", is_number: false },
    Column { head: "Used", is_number: true },
    Column { head: "Of", is_number: true },
    Column { head: "Share", is_number: true },
];

/// Lists them, the most used first.
pub fn run(args: &LimitsArgs, context: &Context) -> Result<Exit, Trouble> {
    let session = context.session(&context.org()?)?;
    let asked = async {
        let path = session.resource(["limits"]).await?;
        session.get(session.getting(path)?).await
    };
    let exchange = context.run(context.with(&session, asked))?;
    let mut limits = limits::parse(&exchange.body).unwrap_or_default();
    limits.sort_by_key(|l| std::cmp::Reverse(l.permille()));
    let number = |n: u64| if args.format == Format::Table { numbers::count(n) } else { n.to_string() };
    let rows: Vec<Vec<String>> = limits
        .iter()
        .map(|l| {
            let share = numbers::percent(l.used(), l.max).unwrap_or_default();
            vec![l.name.clone(), number(l.used()), number(l.max), share]
        })
        .collect();
    rows::print(&context.out, args.format, COLUMNS, &rows);
    Ok(Exit::Done)
}
