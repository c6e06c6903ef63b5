//! The options that every command takes.

use clap::Args;

/// What is true of every command.
#[derive(Clone, Debug, Default, Args)]
pub struct Global {
    /// The stored org to use; if not given, the default one
    #[arg(long, global = true, value_name = "NAME", env = "ORGSCOPE_ORG", help_heading = "Everywhere")]
    pub org: Option<String>,
    /// The API version to use, like 59.0; if not given, the newest that the org has
    #[arg(long, global = true, value_name = "VERSION", value_parser = api_version, help_heading = "Everywhere")]
    pub api_version: Option<String>,
    /// Ask a busy org again for so many seconds before giving up; 0 asks once
    #[arg(
        long,
        global = true,
        value_name = "SECONDS",
        default_value_t = 30,
        value_parser = whole::<u64>,
        env = "ORGSCOPE_WAIT",
        hide_env_values = true,
        help_heading = "Everywhere"
    )]
    pub wait: u64,
    /// JSON in a stable shape instead of text, for commands that print a report
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub json: bool,
    /// No colors; the variable NO_COLOR does the same
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub no_color: bool,
    /// Lines of text instead of the screens, for screen readers and scripts; on by itself if TERM is dumb
    #[arg(
        long,
        global = true,
        env = "ORGSCOPE_PLAIN",
        hide_env_values = true,
        value_parser = clap::builder::FalseyValueParser::new(),
        help_heading = "Everywhere"
    )]
    pub plain: bool,
    /// Print only the result and errors
    #[arg(short, long, global = true, help_heading = "Everywhere")]
    pub quiet: bool,
    /// Say more about what is going on
    #[arg(short, long, global = true, conflicts_with = "quiet", help_heading = "Everywhere")]
    pub verbose: bool,
}

fn api_version(text: &str) -> Result<String, String> {
    crate::salesforce::versions::Version::parse(text)
        .map(|v| format!("{}.0", v.major()))
        .ok_or_else(|| "an API version looks like 59.0".into())
}

/// A whole number of an option.
pub fn whole<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| "give a whole number".into())
}

/// The same options hidden from the help of commands to which they mean nothing. They are still taken, so that a script
/// can give them to every command.
pub fn hide_idle(mut command: clap::Command) -> clap::Command {
    const IDLE: &[(&[&str], &[&str])] = &[
        (&["man"], &["org", "api_version", "wait", "json", "no_color", "plain", "verbose"]),
        (&["completions"], &["org", "api_version", "wait", "json", "no_color", "plain", "verbose"]),
        (&["view"], &["org", "api_version", "wait", "json", "plain", "verbose"]),
        (&["demo"], &["org"]),
        (&["demo", "serve"], &["org", "api_version", "wait", "json", "no_color", "plain"]),
        (&["demo", "faults"], &["org", "api_version", "wait", "no_color", "plain", "verbose"]),
        (&["org", "list"], &["org", "api_version", "wait", "plain"]),
        (&["org", "show"], &["org", "api_version", "wait", "plain"]),
        (&["org", "remove"], &["org", "api_version", "wait", "plain"]),
        (&["org", "default"], &["org", "api_version", "wait", "plain"]),
        (&["org", "add"], &["org", "plain"]),
        (&["org", "rotate"], &["org", "plain"]),
        (&["get"], &["plain"]),
        (&["objects"], &["plain"]),
        (&["describe"], &["plain"]),
        (&["limits"], &["plain"]),
        (&["snippet"], &["plain"]),
    ];
    let all: Vec<_> = command.get_arguments().cloned().collect();
    for (path, idle) in IDLE {
        // What a command has itself it does not get from the one above it.
        let hidden: Vec<_> = all
            .iter()
            .filter(|argument| idle.contains(&argument.get_id().as_str()))
            .map(|argument| argument.clone().hide(true))
            .collect();
        command = inside(command, path, &|found| found.args(hidden.clone()));
    }
    command
}

/// Changes the command at a path below this one.
fn inside(
    command: clap::Command,
    path: &[&str],
    change: &dyn Fn(clap::Command) -> clap::Command,
) -> clap::Command {
    match path {
        [] => change(command),
        [name, rest @ ..] => command.mut_subcommand(*name, |found| inside(found, rest, change)),
    }
}
