//! A request as code to hand on, and the conversation of a check as a value. Knows no session and sends nothing:
//! what it writes has placeholders where secrets stand. Start reading at [`Target`]; one language a file.

pub mod curl;
pub mod sequence;

/// What the code asks: a token at a login URL, then a GET.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The org's name in orgscope.
    pub org: String,
    /// `https://acme.my.salesforce.com`, without a slash at the end.
    pub login_url: String,
    /// The path of the GET, encoded: `/services/data/v64.0/limits`.
    pub path: String,
}

impl Target {
    /// The first line of a file.
    fn title(&self) -> String {
        format!(
            "Made by orgscope {} for {}: token by client credentials, then GET",
            env!("CARGO_PKG_VERSION"),
            one_line(&self.org)
        )
    }
}

/// Without line breaks, so that a comment stays one.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// For a place between single quotes of a shell.
fn single_quoted(text: &str) -> String {
    text.replace('\'', r"'\''")
}
