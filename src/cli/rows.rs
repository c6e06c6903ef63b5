//! Rows of text in the formats that commands offer.

use clap::ValueEnum;

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

/// Prints rows. `--json` makes a table JSON.
pub fn print(out: &Out, format: Format, columns: &[Column], rows: &[Vec<String>]) {
    let object = |row: &Vec<String>| {
        let pairs = columns.iter().zip(row).map(|(c, cell)| (c.head.to_owned(), cell.clone().into()));
        serde_json::Value::Object(pairs.collect())
    };
    match if out.json && format == Format::Table { Format::Json } else { format } {
        Format::Table => out.table(columns, rows),
        Format::Json => out.json(&rows.iter().map(object).collect::<Vec<_>>()),
        Format::Ndjson => rows.iter().for_each(|row| out.json(&object(row))),
        Format::Csv => {
            let mut writer = csv::Writer::from_writer(Vec::new());
            let heads = columns.iter().map(|c| c.head);
            // Writing into memory can't fail; a row of another length would, and there is none.
            let written = writer
                .write_record(heads)
                .and_then(|()| rows.iter().try_for_each(|row| writer.write_record(row)));
            if written.is_ok()
                && let Ok(bytes) = writer.into_inner()
            {
                out.bytes(&bytes);
            }
        }
    }
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
