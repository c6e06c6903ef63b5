//! The options that every command takes.

use clap::Args;

/// What is true of every command.
#[derive(Clone, Debug, Default, Args)]
pub struct Global {
    /// The stored org to use; else the default one
    #[arg(long, global = true, value_name = "NAME", env = "ORGSCOPE_ORG", help_heading = "Everywhere")]
    pub org: Option<String>,
    /// The API version to use, as 59.0; else the newest that the org has
    #[arg(long, global = true, value_name = "VERSION", value_parser = api_version, help_heading = "Everywhere")]
    pub api_version: Option<String>,
    /// Ask a busy org again for that long before giving up; 0 asks once
    #[arg(
        long,
        global = true,
        value_name = "SECONDS",
        default_value_t = 30,
        env = "ORGSCOPE_WAIT",
        hide_env_values = true,
        help_heading = "Everywhere"
    )]
    pub wait: u64,
    /// A stable machine shape instead of text, where a command prints a report
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub json: bool,
    /// No colours (the variable NO_COLOR does the same)
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub no_color: bool,
    /// Lines of text in place of the screens, for screen readers and scripts; by itself where TERM is dumb
    #[arg(
        long,
        global = true,
        env = "ORGSCOPE_PLAIN",
        hide_env_values = true,
        value_parser = clap::builder::FalseyValueParser::new(),
        help_heading = "Everywhere"
    )]
    pub plain: bool,
    /// Only what was asked for, and troubles
    #[arg(short, long, global = true, help_heading = "Everywhere")]
    pub quiet: bool,
    /// More about what is going on
    #[arg(short, long, global = true, conflicts_with = "quiet", help_heading = "Everywhere")]
    pub verbose: bool,
}

fn api_version(text: &str) -> Result<String, String> {
    crate::salesforce::versions::Version::parse(text)
        .map(|v| format!("{}.0", v.major()))
        .ok_or_else(|| "an API version looks like 59.0".into())
}
