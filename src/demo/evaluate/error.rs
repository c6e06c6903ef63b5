//! The answer to a query that can't be run: Salesforce's codes and words, with the excerpt and the caret.

use super::value::write_text;
use crate::soql::{Diagnostic, Fault};

/// A refused query, as Salesforce answers it: HTTP 400 and `[{"message":…,"errorCode":…}]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// `MALFORMED_QUERY`, `INVALID_FIELD`…
    pub code: &'static str,
    /// The whole message, with the excerpt and the caret where Salesforce gives them.
    pub message: String,
}

const MALFORMED: &str = "MALFORMED_QUERY";

impl QueryError {
    /// An error about the query as a whole.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// A query as a whole is not as the language wants it.
    pub(super) fn malformed(message: impl Into<String>) -> Self {
        Self::new(MALFORMED, message)
    }

    /// What Salesforce may know and this org does not.
    pub(super) fn unsupported(what: &str) -> Self {
        Self::malformed(format!("This simulated org does not support {what}. A real org may."))
    }

    /// A name in the query is wrong: the column counts from 1 and the caret is under the name.
    pub(super) fn at_name(statement: &str, at: usize, code: &'static str, text: &str) -> Self {
        Self::new(code, headed(statement, at, 1, text))
    }

    /// The grammar is broken at a token: the column counts from 0 and the caret is one further left. (Seen in
    /// public reports; tstack/lnav test_pretty_print among them.)
    pub(super) fn at_token(statement: &str, at: usize, text: &str) -> Self {
        Self::new(MALFORMED, headed(statement, at, 0, text))
    }

    /// What the parser found first.
    pub(super) fn of(statement: &str, found: &Diagnostic) -> Self {
        let at = found.span.start;
        let token = found.span.of(statement);
        match found.fault {
            Fault::End => Self::malformed("unexpected token: '<EOF>'"),
            Fault::Bind => Self::at_token(statement, at, "Bind variables only allowed in Apex code"),
            Fault::Character => {
                let (row, column) = place(statement, at);
                let character = token.chars().next().unwrap_or(' ');
                let text = format!("line {row}:{column} no viable alternative at character '{character}'");
                Self::at_token(statement, at, &text)
            }
            Fault::Depth => Self::unsupported("so many brackets inside each other"),
            Fault::Unexpected | Fault::Text | Fault::Mixed | Fault::Comment => {
                Self::at_token(statement, at, &format!("unexpected token: '{token}'"))
            }
        }
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

/// Row from 1 and column from 0, in characters.
fn place(statement: &str, at: usize) -> (usize, usize) {
    let before = statement.get(..at).unwrap_or(statement);
    let line = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before.get(line..).unwrap_or_default().chars().count())
}

/// The message with its head: a window of the line, the caret, row and column.
///
/// How wide the window is was fitted to messages seen (recorded: sObject type 'Accout'; forcedotcom/cli#1356):
/// 30 characters to both sides of the fault, then on to the end of the word there, where whitespace and commas
/// end words.
fn headed(statement: &str, at: usize, first_column: usize, text: &str) -> String {
    let (row, column) = place(statement, at);
    let line: Vec<char> = statement.split('\n').nth(row - 1).unwrap_or_default().chars().collect();
    let ends = |at: usize| line.get(at).is_none_or(|c| c.is_whitespace() || *c == ',');
    let mut start = column.saturating_sub(30).min(line.len());
    while start > 0 && !ends(start - 1) {
        start -= 1;
    }
    let mut end = (column + 30).min(line.len());
    while !ends(end) {
        end += 1;
    }
    let window: String = line.iter().take(end).skip(start).collect();
    let caret = " ".repeat((column - start + first_column).saturating_sub(1));
    format!("\n{window}\n{caret}^\nERROR at Row:{row}:Column:{}\n{text}", column + first_column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_error_is_the_recorded_one_byte_for_byte() {
        let statement = "SELECT Id,Name,BillingCity,IsDeleted FROM Accout";
        let text = "sObject type 'Accout' is not supported. If you are attempting to use a custom object, be sure to \
                    append the '__c' after the entity name. Please reference your WSDL or the describe call for the \
                    appropriate names.";
        let at = statement.find("Accout").unwrap();
        let error = QueryError::at_name(statement, at, "INVALID_TYPE", text);
        let recorded: serde_json::Value =
            serde_json::from_str(include_str!("../../../tests/data/errors/invalid-type.json")).unwrap();
        let ours: serde_json::Value = serde_json::from_str(&error.body()).unwrap();
        assert_eq!(ours, recorded);
        assert!(error.body().starts_with("[{\"message\":"));
    }

    /// As reported in forcedotcom/soql-tooling#86.
    #[test]
    fn a_short_statement_is_shown_whole() {
        let statement = "Select Id, Status, Location, Body from ApexLog";
        let error = QueryError::at_name(statement, statement.find("Body").unwrap(), "INVALID_FIELD", "x");
        let wanted = format!("\n{statement}\n{}^\nERROR at Row:1:Column:30\nx", " ".repeat(29));
        assert_eq!(error.message, wanted);
    }

    #[test]
    fn a_grammar_error_counts_from_0_with_the_caret_one_to_the_left() {
        let statement = "select Id from Account where id = $sfid";
        let error = QueryError::at_token(statement, 34, "line 1:34 no viable alternative at character '$'");
        let (head, rest) = error.message.split_once("^\n").unwrap();
        assert_eq!(head.lines().last().unwrap().len(), 33);
        assert!(rest.starts_with("ERROR at Row:1:Column:34\nline 1:34"), "{rest}");
        let error = QueryError::at_name("SELECT Id, Nam\nFROM Account, Nope", 29, "INVALID_FIELD", "x");
        assert!(error.message.contains("Row:2:Column:15"), "{}", error.message);
    }
}
