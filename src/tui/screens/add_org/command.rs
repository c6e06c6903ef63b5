//! A command line as its words, as a shell would take it apart: blanks between words, quotation marks of either
//! kind around what belongs together. Nothing is expanded, and no shell runs it.

/// The words; `None` where a quotation mark is not closed.
pub fn words(line: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut within = None;
    for c in line.chars() {
        match (c, within) {
            (quote, Some(open)) if quote == open => within = None,
            (c, Some(_)) => word.get_or_insert_default().push(c),
            ('"' | '\'', None) => {
                within = Some(c);
                word.get_or_insert_default();
            }
            (c, None) if c.is_whitespace() => words.extend(word.take()),
            (c, None) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    within.is_none().then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_taken_apart_as_a_shell_does() {
        for (line, expected) in [
            ("", Some(&[][..])),
            ("  pass  show acme ", Some(&["pass", "show", "acme"])),
            ("op read \"op://My vault/acme\"", Some(&["op", "read", "op://My vault/acme"])),
            ("sh -c 'cat \"a b\"'", Some(&["sh", "-c", "cat \"a b\""])),
            ("x ''", Some(&["x", ""])),
            ("C:\\tools\\pass.exe", Some(&["C:\\tools\\pass.exe"])),
            ("pass \"show", None),
        ] {
            let expected = expected.map(|words| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>());
            assert_eq!(words(line), expected, "{line}");
        }
    }
}
