//! The command line: one file a command, with its arguments, its call, its output and its exit code. It has no
//! loop of its own and holds no rule about Salesforce: it asks the same functions as the screens. Names, flags,
//! exit codes and JSON shapes are public; they change only on purpose. To add a command: a file here and a
//! variant of [`Command`]. Start reading at [`run`].

mod check;
mod context;
mod demo;
mod describe;
mod get;
mod global;
mod guide;
mod limits;
mod no_echo;
mod objects;
mod org;
mod out;
mod output;
mod plain;
mod remove;
mod rows;
mod shell;
mod snippet;
mod ui;
mod view;
mod worker;

use std::path::Path;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::store;
use crate::trouble::{Exit, Trouble};
use crate::tui::terminal;
use context::Context;
pub use global::Global;
use out::Out;

/// Look inside a Salesforce org from the terminal, read-only; and know in ten seconds whether its connected app
/// or external client app works, and if not, which click in Setup mends it.
#[derive(Debug, Parser)]
#[command(name = "orgscope", version = crate::version::WHOLE, max_term_width = 100, after_help = EXITS)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<Command>,
}

const EXITS: &str = "\
Without a command: the screens on the default org, or the list of orgs if there is no default.

Exit codes:
  0    done; for check: no rung failed
  1    for check: a rung failed. Otherwise: Salesforce answered with an error
  2    the command line is wrong
  3    the configuration or the keyring can't be used
  4    the network failed: DNS, connection, TLS or time-out
  5    the result is incomplete: rows were cut, and the output says where
  130  interrupted

Variables:
  ORGSCOPE_LOGIN_URL, ORGSCOPE_CLIENT_ID, ORGSCOPE_CLIENT_SECRET
                       together: an org without any configuration, for CI
  ORGSCOPE_CA_FILE     one more certificate authority (PEM)
  ORGSCOPE_HOME        one folder for all files that orgscope keeps
  ORGSCOPE_CONFIG_DIR  the folder of config.toml alone

If Salesforce is busy, a read is asked again, and standard error says so; --wait sets for how long.";

/// The commands.
#[derive(Debug, Subcommand)]
enum Command {
    /// Verify the connected app's setup, rung by rung
    Check(check::CheckArgs),
    /// The screens on the embedded demo org; `demo serve` runs the org alone
    Demo(demo::DemoArgs),
    /// GET one resource; its own bytes on standard output
    Get(get::GetArgs),
    /// Stored orgs: add, list, show, remove, default, rotate
    #[command(subcommand)]
    Org(org::OrgCommand),
    /// The objects that the app can see
    Objects(objects::ObjectsArgs),
    /// The fields of one object
    Describe(describe::DescribeArgs),
    /// What the org may use, and what is used
    Limits(limits::LimitsArgs),
    /// The token request and a GET as code to hand on, without secrets
    Snippet(snippet::SnippetArgs),
    /// The JSON viewer on any file; --check says whether it is valid
    View(view::ViewArgs),
    /// Shell completions
    Completions(shell::CompletionsArgs),
    /// The manual page, of orgscope or of one command
    Man(shell::ManArgs),
}

/// The whole command line, as it is read and as help, completions and manual pages tell of it.
pub fn command() -> clap::Command {
    global::hide_idle(Cli::command())
}

/// Reads the command line, does what it says, and gives the exit code.
pub fn run() -> ExitCode {
    store::leave_no_core();
    let read = command().try_get_matches().and_then(|found| Cli::from_arg_matches(&found));
    let cli = match read {
        Ok(cli) => cli,
        Err(error) => return ExitCode::from(Out::default().usage(&error).code()),
    };
    let context = Context::new(cli.global);
    let told = |trouble: Trouble| {
        context.out.trouble(&trouble);
        trouble.exit
    };
    let file = cli.command.as_ref().and_then(Command::output).and_then(|output| output.file());
    let file = file.map(ToOwned::to_owned);
    if let Some(Err(trouble)) = file.as_deref().map(output::begin) {
        return ExitCode::from(told(trouble).code());
    }
    if cli.command.as_ref().is_some_and(Command::is_without_screens) {
        // Where that fails the system ends the program, unasked.
        let _ = terminal::end_commands(out::stream);
    }
    let done = match cli.command {
        None => ui::stored(&context),
        Some(command) => command.run(&context),
    };
    let exit = done.unwrap_or_else(told);
    if exit == Exit::Interrupted {
        // A write may be under way on another thread, which ends with the program.
        store::take_back();
    }
    ExitCode::from(printed(exit, file.as_deref(), &context).code())
}

/// The exit code of work of which not all could be printed or written: that of the failure, where it has none of
/// its own.
fn printed(exit: Exit, file: Option<&Path>, context: &Context) -> Exit {
    let trouble = match file.map(|file| output::end(file, exit)) {
        Some(Ok(words)) => {
            context.out.note(words);
            None
        }
        Some(Err(trouble)) => Some(trouble),
        None => out::trouble_of_stdout(),
    };
    let Some(trouble) = trouble else { return exit };
    context.out.trouble(&trouble);
    if exit == Exit::Done { trouble.exit } else { exit }
}

impl Command {
    /// Whether it never shows screens, which hear signals by themselves.
    fn is_without_screens(&self) -> bool {
        match self {
            Self::Demo(_) => false,
            Self::View(args) => args.is_check(),
            _ => true,
        }
    }

    /// Where its document goes, where it prints one.
    fn output(&self) -> Option<&output::Output> {
        match self {
            Self::Check(args) => Some(&args.output),
            Self::Get(args) => Some(&args.output),
            Self::Org(command) => command.output(),
            Self::Objects(args) => Some(&args.output),
            Self::Describe(args) => Some(&args.output),
            Self::Limits(args) => Some(&args.output),
            Self::Snippet(args) => Some(&args.output),
            Self::View(args) => Some(&args.output),
            Self::Completions(args) => Some(&args.output),
            Self::Man(args) => Some(&args.output),
            Self::Demo(_) => None,
        }
    }

    fn run(self, context: &Context) -> Result<Exit, Trouble> {
        match self {
            Self::Check(args) => check::run(&args, context),
            Self::Demo(args) => demo::run(&args, context),
            Self::Get(args) => get::run(&args, context),
            Self::Org(command) => command.run(context),
            Self::Objects(args) => objects::run(&args, context),
            Self::Describe(args) => describe::run(&args, context),
            Self::Limits(args) => limits::run(&args, context),
            Self::Snippet(args) => snippet::run(&args, context),
            Self::View(args) => view::run(&args, context),
            Self::Completions(args) => shell::completions(&args, context),
            Self::Man(args) => shell::man(&args, context),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::cells;

    fn all(command: &clap::Command, found: &mut Vec<clap::Command>) {
        found.push(command.clone());
        command.get_subcommands().for_each(|sub| all(sub, found));
    }

    fn commands() -> Vec<clap::Command> {
        let mut whole = command();
        whole.build();
        let mut found = Vec::new();
        all(&whole, &mut found);
        found
    }

    #[test]
    fn what_is_after_the_help_is_wrapped_once() {
        for command in commands() {
            let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let lines: Vec<_> = after.lines().collect();
            for (n, line) in lines.iter().enumerate() {
                let name = command.get_name();
                let is_table = line.starts_with("  ");
                let has_columns = is_table && line.trim_start().contains("   ");
                // What is in columns has no room to be wrapped; a paragraph is one line that is.
                assert!(!has_columns || cells::width(line) < 80, "{name}: {line}");
                let next = lines.get(n + 1).copied().unwrap_or_default();
                let goes_on = !is_table && !line.is_empty() && !next.is_empty() && !next.starts_with("  ");
                assert!(!goes_on, "{name}: {line} / {next}");
            }
        }
    }

    #[test]
    fn options_that_mean_nothing_to_a_command_are_taken_and_not_listed() {
        let shown = |words: &[&str]| {
            let mut found = command();
            found.build();
            words
                .iter()
                .fold(found, |found, word| found.find_subcommand(word).unwrap().clone())
                .render_long_help()
                .to_string()
        };
        for words in [["man"].as_slice(), &["completions"], &["view"]] {
            let help = shown(words);
            for option in ["--org ", "--wait ", "--json", "--plain"] {
                assert!(!help.contains(option), "{words:?} {option}");
            }
            assert!(help.contains("--quiet"));
        }
        assert!(shown(&["check"]).contains("--wait ") && shown(&["demo", "faults"]).contains("--json"));
        let found = command().try_get_matches_from(["orgscope", "man", "--org", "acme"]).unwrap();
        assert_eq!(Cli::from_arg_matches(&found).unwrap().global.org.as_deref(), Some("acme"));
    }

    #[test]
    fn a_number_that_is_none_is_refused_in_words_of_a_person() {
        let wrong = command().try_get_matches_from(["orgscope", "--wait", "abc"]).unwrap_err().to_string();
        assert!(wrong.contains("give a whole number") && !wrong.contains("digit"), "{wrong}");
    }
}
