//! A row's value and how it looks in JSON.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

/// A value of a row. Text is borrowed where the source has it and owned where it makes it.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// Nothing.
    Null,
    /// A checkbox.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number, in the very text that goes into JSON: `50000.00`.
    Double(Cow<'a, str>),
    /// Text of every text-like type: picklists, urls, `a;b` of a multipicklist, the url of a blob.
    Text(Cow<'a, str>),
    /// An id of 18 characters.
    Id(Cow<'a, str>),
    /// A day.
    Date(Date),
    /// A moment.
    DateTime(Timestamp),
    /// A time of day.
    Time(Time),
    /// An address, location or the like: its members in the order they are written, none for `null`.
    Compound(Vec<(&'static str, Value<'a>)>),
}

impl<'a> Value<'a> {
    /// Borrowed text.
    pub fn text(text: &'a str) -> Self {
        Value::Text(Cow::Borrowed(text))
    }

    /// Borrowed id.
    pub fn id(id: &'a str) -> Self {
        Value::Id(Cow::Borrowed(id))
    }

    /// True for null and for a compound without members.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null) || matches!(self, Value::Compound(members) if members.is_empty())
    }

    /// Appends the value as Salesforce writes it (SOQL reference; Object reference, "Primitive Data Types":
    /// datetimes with milliseconds and +0000, times with Z).
    pub fn write_json(&self, out: &mut String) {
        match self {
            Value::Null => out.push_str("null"),
            Value::Bool(yes) => out.push_str(if *yes { "true" } else { "false" }),
            Value::Int(n) => out.push_str(&n.to_string()),
            Value::Double(text) => out.push_str(text),
            Value::Text(text) | Value::Id(text) => write_text(text, out),
            Value::Date(day) => write_text(&day.to_string(), out),
            Value::DateTime(moment) => write_text(&moment_text(*moment), out),
            Value::Time(time) => write_text(&time.strftime("%H:%M:%S.%3fZ").to_string(), out),
            Value::Compound(members) if members.is_empty() => out.push_str("null"),
            Value::Compound(members) => {
                for (n, (name, value)) in members.iter().enumerate() {
                    out.push(if n == 0 { '{' } else { ',' });
                    write_text(name, out);
                    out.push(':');
                    value.write_json(out);
                }
                out.push('}');
            }
        }
    }

    /// The same value without borrowed text.
    pub fn into_owned(self) -> Value<'static> {
        let own = |text: Cow<'a, str>| Cow::Owned(text.into_owned());
        match self {
            Value::Null => Value::Null,
            Value::Bool(yes) => Value::Bool(yes),
            Value::Int(n) => Value::Int(n),
            Value::Double(text) => Value::Double(own(text)),
            Value::Text(text) => Value::Text(own(text)),
            Value::Id(text) => Value::Id(own(text)),
            Value::Date(day) => Value::Date(day),
            Value::DateTime(moment) => Value::DateTime(moment),
            Value::Time(time) => Value::Time(time),
            Value::Compound(members) => {
                Value::Compound(members.into_iter().map(|(name, value)| (name, value.into_owned())).collect())
            }
        }
    }
}

/// `2011-07-07T00:37:00.000+0000`.
pub fn moment_text(moment: Timestamp) -> String {
    moment.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%S.%3f+0000").to_string()
}

/// Appends a JSON string.
pub fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if c < ' ' => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_salesforce_writes_them() {
        let moment: Timestamp = "2011-07-07T02:37:00.25+02:00".parse().unwrap();
        let address = Value::Compound(vec![("city", Value::text("Köln\"")), ("country", Value::Null)]);
        let table = [
            (Value::Null, "null"),
            (Value::Bool(true), "true"),
            (Value::Int(-3), "-3"),
            (Value::Double("50000.00".into()), "50000.00"),
            (Value::text("a\u{1}\n/\\"), r#""a\u0001\n/\\""#),
            (Value::Date("2010-01-01".parse().unwrap()), r#""2010-01-01""#),
            (Value::DateTime(moment), r#""2011-07-07T00:37:00.250+0000""#),
            (Value::Time("12:00".parse().unwrap()), r#""12:00:00.000Z""#),
            (address, r#"{"city":"Köln\"","country":null}"#),
            (Value::Compound(vec![]), "null"),
        ];
        for (value, wanted) in table {
            let mut out = String::new();
            value.write_json(&mut out);
            assert_eq!(out, wanted);
        }
    }
}
