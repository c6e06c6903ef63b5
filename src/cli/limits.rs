//! `orgscope limits`: what the org may use, and what is used.

use clap::Args;

use super::context::Context;
use super::out::Column;
use super::output::Output;
use super::rows::{self, Format, Row};
use crate::client::How;
use crate::explore::{self, Answer, Ask};
use crate::text::numbers;
use crate::trouble::{Exit, Trouble};

/// How to print.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  orgscope limits
  orgscope limits --format json --output limits.json")]
pub struct LimitsArgs {
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    pub output: Output,
}

const COLUMNS: &[Column] = &[
    Column { head: "Limit", is_number: false },
    Column { head: "Used", is_number: true },
    Column { head: "Of", is_number: true },
    Column { head: "Share", is_number: true },
];

/// `share` is the used part of the whole, null if there is nothing to use.
const KEYS: &[&str] = &["name", "used", "max", "share"];

/// Lists them, the most used first.
pub fn run(args: &LimitsArgs, context: &Context) -> Result<Exit, Trouble> {
    let session = context.session(&context.org()?)?;
    let answer =
        context.run(context.with(&session, explore::answer(Ask::Limits, &session, How::default())))?;
    let Answer::Limits(loaded) = answer else { return Ok(Exit::Done) };
    let mut limits = loaded.value.0.clone();
    limits.sort_by_key(|l| std::cmp::Reverse(l.permille()));
    let rows = limits.iter().map(|l| {
        let of = l.used().zip(l.max);
        let percent = of.and_then(|(used, max)| numbers::percent(used, max)).unwrap_or_default();
        let share = of.filter(|(_, max)| *max > 0).map(|(used, max)| used as f64 / max as f64);
        let known = |number: Option<u64>| number.map_or_else(|| "–".into(), numbers::count);
        Row {
            cells: vec![l.name.clone(), known(l.used()), known(l.max), percent],
            values: vec![l.name.clone().into(), l.used().into(), l.max.into(), share.into()],
            unread: l.unread.clone(),
        }
    });
    rows::print(&context.out, args.format, COLUMNS, KEYS, rows);
    context.out.odd(&loaded.unread);
    Ok(Exit::Done)
}
