//! `orgscope completions SHELL` and `orgscope man`: made from the command line itself, so they can't disagree.

use clap::Args;
use clap_complete::Shell;

use super::context::Context;
use super::output::Output;
use crate::trouble::{Exit, Trouble};

/// For which shell.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  orgscope completions bash > ~/.local/share/bash-completion/completions/orgscope
  orgscope completions zsh > \"${fpath[1]}/_orgscope\"
  orgscope completions powershell -o orgscope-completions.ps1

In PowerShell a line `. that-file` in $PROFILE then loads it.")]
pub struct CompletionsArgs {
    /// bash, zsh, fish, powershell or elvish
    shell: Shell,
    #[command(flatten)]
    pub output: Output,
}

/// Prints the completions.
pub fn completions(args: &CompletionsArgs, context: &Context) -> Result<Exit, Trouble> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut super::command(), "orgscope", &mut text);
    context.out.bytes(&text);
    Ok(Exit::Done)
}

/// Of which command.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  orgscope man | man -l -
  orgscope man org add | man -l -
  orgscope man check > ~/.local/share/man/man1/orgscope-check.1")]
pub struct ManArgs {
    /// A command, as `check` or `org add`; nothing: orgscope itself
    command: Vec<String>,
    #[command(flatten)]
    pub output: Output,
}

/// Prints a manual page.
pub fn man(args: &ManArgs, context: &Context) -> Result<Exit, Trouble> {
    // Without commit and target: the page is the same whichever build printed it.
    let mut whole = super::command().version(env!("CARGO_PKG_VERSION")).disable_help_subcommand(true);
    whole.build();
    let mut command = &whole;
    for word in &args.command {
        command = command.find_subcommand(word).ok_or_else(|| no_such_command(word, command))?;
    }
    let mut text = Vec::new();
    let page = clap_mangen::Man::new(command.clone()).source(concat!("orgscope ", env!("CARGO_PKG_VERSION")));
    // Writing into memory can't fail.
    if page.render(&mut text).is_ok() {
        context.out.bytes(&text);
    }
    Ok(Exit::Done)
}

fn no_such_command(word: &str, within: &clap::Command) -> Trouble {
    let names: Vec<_> = within.get_subcommands().map(clap::Command::get_name).collect();
    let within = within.get_bin_name().unwrap_or("orgscope");
    let there = match names.as_slice() {
        [] => format!("{within} has no commands of its own."),
        names => format!("{within} has: {}.", names.join(", ")),
    };
    Trouble::new(Exit::Usage, "man.no_command", format!("There is no command {within} {word}. {there}"))
}
