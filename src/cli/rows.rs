//! Rows of text in the formats that commands offer.

use clap::ValueEnum;
use serde_json::{Map, Value};

use super::out::{Column, Out};

/// How to print rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Columns for reading.
    #[default]
    Table,
    /// One JSON array of objects.
    Json,
    /// One JSON object a line.
    Ndjson,
    /// Comma-separated values with a head.
    Csv,
}

/// What is printed of one thing.
#[derive(Clone, Debug)]
pub struct Row {
    /// For reading, one cell a column.
    pub cells: Vec<String>,
    /// For machines, one value a key.
    pub values: Vec<Value>,
}

/// Prints rows: `columns` are for reading; `keys` name the same things to machines, and are public. `--json`
/// makes a table JSON.
pub fn print(out: &Out, format: Format, columns: &[Column], keys: &[&str], rows: &[Row]) {
    match if out.json && format == Format::Table { Format::Json } else { format } {
        Format::Table => {
            let cells: Vec<_> = rows.iter().map(|row| row.cells.clone()).collect();
            out.table(columns, &cells);
        }
        Format::Json => out.json(&rows.iter().map(|row| object(keys, row)).collect::<Vec<_>>()),
        Format::Ndjson => rows.iter().for_each(|row| out.json(&object(keys, row))),
        Format::Csv => {
            if let Ok(bytes) = csv_of(keys, rows) {
                out.bytes(&bytes);
            }
        }
    }
}

fn object(keys: &[&str], row: &Row) -> Map<String, Value> {
    keys.iter().map(|key| (*key).to_owned()).zip(row.values.iter().cloned()).collect()
}

/// Writing into memory can't fail; a row of another length would, and there is none.
fn csv_of(keys: &[&str], rows: &[Row]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(keys)?;
    for row in rows {
        writer.write_record(row.values.iter().map(|value| match value {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        }))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// Whether a pattern has wildcards.
pub fn is_glob(pattern: &str) -> bool {
    pattern.contains(['*', '?'])
}

/// Whether `text` matches: with `*` and `?` as a whole, else where it contains the pattern; case does not matter.
pub fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.to_lowercase(), text.to_lowercase());
    if !is_glob(&pattern) {
        return text.contains(&pattern);
    }
    let (p, t): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut i, mut j, mut star) = (0, 0, None);
    while j < t.len() {
        match p.get(i) {
            Some('*') => {
                star = Some((i, j));
                i += 1;
            }
            Some(&c) if c == '?' || c == t[j] => {
                i += 1;
                j += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    i = at + 1;
                    j = from + 1;
                }
                None => return false,
            },
        }
    }
    p[i..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machines_get_keys_and_values_of_their_kind() {
        let row = Row {
            cells: vec!["Daily".into(), "1,500".into(), "–".into()],
            values: vec!["Daily, all".into(), 1500.into(), Value::Null],
        };
        let keys = ["name", "used", "share"];
        let json = Value::Object(object(&keys, &row)).to_string();
        assert_eq!(json, r#"{"name":"Daily, all","used":1500,"share":null}"#);
        let csv = String::from_utf8(csv_of(&keys, &[row]).unwrap()).unwrap();
        assert_eq!(csv, "name,used,share\n\"Daily, all\",1500,\n");
        assert_eq!(csv_of(&keys, &[]).unwrap(), b"name,used,share\n", "a head without rows");
    }

    #[test]
    fn patterns_match_parts_or_with_wildcards_the_whole() {
        for (pattern, text, is) in [
            ("count", "Account", true),
            ("acc*", "Account", true),
            ("acc", "Contact", false),
            ("a?count", "Account", true),
            ("*__c", "sap__Invoice__c", true),
            ("*__c", "Account", false),
            ("sap__*", "sap__Invoice__c", true),
            ("*", "", true),
        ] {
            assert_eq!(matches(pattern, text), is, "{pattern} on {text}");
        }
    }
}
