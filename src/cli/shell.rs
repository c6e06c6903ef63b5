//! `orgscope completions SHELL` and `orgscope man`: made from the command line itself, so they can't disagree.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::Cli;
use super::context::Context;
use crate::trouble::{Exit, Trouble};

/// For which shell.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  orgscope completions bash > ~/.local/share/bash-completion/completions/orgscope
  orgscope completions zsh > \"${fpath[1]}/_orgscope\"")]
pub struct CompletionsArgs {
    /// bash, zsh, fish, powershell or elvish
    shell: Shell,
}

/// Prints the completions.
pub fn completions(args: &CompletionsArgs, context: &Context) -> Result<Exit, Trouble> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "orgscope", &mut text);
    context.out.bytes(&text);
    Ok(Exit::Done)
}

/// Prints the manual page.
pub fn man(context: &Context) -> Result<Exit, Trouble> {
    let mut text = Vec::new();
    // Writing into memory can't fail.
    if clap_mangen::Man::new(Cli::command()).render(&mut text).is_ok() {
        context.out.bytes(&text);
    }
    Ok(Exit::Done)
}
