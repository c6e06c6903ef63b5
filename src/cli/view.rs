//! `orgscope view FILE`: the JSON viewer on any file, or with `--check` a verdict on it.

use std::path::Path;

use bytes::Bytes;
use clap::Args;

use super::context::{self, Context};
use super::output::Output;
use super::{out, worker};
use crate::client::clock;
use crate::json::Doc;
use crate::store::open::{Ended, Source};
use crate::text::safe;
use crate::trouble::{Exit, Step, Trouble};
use crate::tui::viewer::{self, Start};

/// What to view.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  orgscope view response.json
  curl -s https://example.com/data.json | orgscope view
  orgscope view before.json after.json     (compares two documents)
  orgscope view --check response.json      (is it valid, and if not, where)

A broken document is viewed as well: its good part as a tree, the rest as text, with the place where it goes wrong. NDJSON, a byte order mark and UTF-16 are understood; --check is strict.")]
pub struct ViewArgs {
    /// The file; without one, or as -, standard input. With a second file the two are compared
    #[arg(value_name = "FILE")]
    files: Vec<String>,
    /// Open no screen: say `valid: N values, depth D`, or where the document goes wrong. Takes any
    /// number of files
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    pub output: Output,
    /// Runs a jq filter over standard input, for the viewer's filter line
    #[arg(long, hide = true, value_name = "FILTER")]
    jq_worker: Option<String>,
    /// The most memory that the filter may take, in bytes
    #[arg(long, hide = true, value_name = "BYTES", requires = "jq_worker")]
    jq_memory: Option<u64>,
}

impl ViewArgs {
    /// Whether no screen is opened.
    pub fn is_check(&self) -> bool {
        self.check
    }
}

/// The name that stands for standard input.
const STDIN: &str = "-";

/// Views it.
pub fn run(args: &ViewArgs, context: &Context) -> Result<Exit, Trouble> {
    if let Some(filter) = &args.jq_worker {
        return worker::run(filter, args.jq_memory, context);
    }
    let files: Vec<&str> =
        if args.files.is_empty() { vec![STDIN] } else { args.files.iter().map(String::as_str).collect() };
    if files.iter().filter(|file| **file == STDIN).count() > 1 {
        let what = "Standard input can be read only once, so - can be only one document.";
        return Err(Trouble::new(Exit::Usage, "view.stdin_twice", what));
    }
    if files.len() > 2 && !args.check {
        let what = "One document is viewed, or two are compared; more can only be checked.";
        let step = Step::Run("orgscope view --check FILE…".into(), "says of each whether it is valid".into());
        return Err(Trouble::new(Exit::Usage, "view.too_many", what).step(step));
    }
    if args.output.file().is_some() && !args.check {
        let what = "--output takes what --check says; the viewer writes files by its own keys.";
        return Err(Trouble::new(Exit::Usage, "view.output", what));
    }
    if args.check {
        return Ok(check(&files, context));
    }
    let sources = files.into_iter().map(open).collect::<Result<Vec<_>, _>>()?;
    if !out::has_screen() {
        return Err(Trouble::new(Exit::Usage, "view.no_terminal", "The viewer needs a terminal.").step(
            Step::Run(
                "orgscope view --check FILE".into(),
                "says without one whether the document is valid".into(),
            ),
        ));
    }
    context::shows_screens()?;
    let preferences = context.preferences();
    let terminal = context::terminal();
    let (look, follows_background) = context.look(&preferences, terminal);
    let (keys, says) = context::keys(&preferences);
    let start = Start {
        out: out::stream,
        keys: keys.in_ascii(look.is_ascii()),
        look,
        follows_background,
        terminal,
        mouse: preferences.mouse,
        says,
        programs: context::programs(),
        now: Some(clock::now()),
    };
    viewer::run(sources, start)
}

fn open(file: &str) -> Result<Source, Trouble> {
    if file == STDIN { Source::stdin() } else { Source::file(Path::new(file)) }
}

/// Sizes of a pipe at which it is asked whether it is broken already: one that never ends would have no verdict.
const STAGES: [usize; 4] = [64 << 10, 1 << 20, 16 << 20, 256 << 20];

/// One line a document, in the words of `cli.md`. One that can't be read is told and keeps no other from being
/// checked. Exit code 2 where one could not be read, else 1 where one is not valid.
fn check(files: &[&str], context: &Context) -> Exit {
    let mut exit = Exit::Done;
    for file in files {
        match verdict(file) {
            Ok((name, verdict, is_valid)) => {
                let several = files.len() > 1;
                context.out.line(if several {
                    format!("{}: {verdict}", safe::visible(&name))
                } else {
                    verdict
                });
                if !is_valid && exit == Exit::Done {
                    exit = Exit::Refused;
                }
            }
            Err(trouble) => {
                context.out.trouble(&trouble);
                if exit != Exit::Usage {
                    exit = trouble.exit;
                }
            }
        }
    }
    exit
}

/// The name of a document, the verdict on it, and whether that is a good one.
fn verdict(file: &str) -> Result<(String, String, bool), Trouble> {
    let mut source = open(file)?;
    let name = source.name.clone();
    let at_hand = source.is_at_hand();
    let begun = if at_hand { source.beginning() } else { Ok(Vec::new()) };
    let mut stages = STAGES.into_iter().filter(|_| !at_hand).peekable();
    let broken = |so_far: &[u8]| {
        stages.next_if(|stage| so_far.len() >= *stage).is_some()
            && Doc::beginning(Bytes::copy_from_slice(so_far)).first_error().is_some()
    };
    let (bytes, ended) = match begun {
        Ok(begun) => source.rest(begun, broken),
        Err(error) => (Bytes::new(), Ended::failed(&error)),
    };
    let doc = match (ended, ended.words()) {
        (Ended::Stopped, _) => Doc::beginning(bytes),
        (Ended::Failed(..), Some(words)) => {
            return Err(Trouble::new(Exit::Usage, "view.unreadable", format!("{name}: {words}")));
        }
        (_, Some(words)) => {
            return Err(Trouble::new(Exit::Refused, "view.cut", format!("{name}: {words}")));
        }
        (_, None) => Doc::from_bytes(bytes),
    };
    Ok(match doc.first_error() {
        Some(fault) => (name, doc.fault_line(&fault), false),
        None => (name, format!("valid: {} values, depth {}", doc.values(), doc.depth()), true),
    })
}
