//! The answer to a query that can't be run.

use super::value::write_text;

/// A refused query, as Salesforce answers it: HTTP 400 and `[{"message":…,"errorCode":…}]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// `MALFORMED_QUERY`, `INVALID_FIELD`…
    pub code: &'static str,
    /// The whole message, with the excerpt and the caret where Salesforce gives them.
    pub message: String,
}

impl QueryError {
    /// An error about the query as a whole.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// The body of the answer, keys in Salesforce's order.
    pub fn body(&self) -> String {
        let mut out = String::from("[{\"message\":");
        write_text(&self.message, &mut out);
        out.push_str(",\"errorCode\":");
        write_text(self.code, &mut out);
        out.push_str("}]");
        out
    }
}
