//! A value's own bytes with line breaks and indentation between its tokens. Tokens are never changed.

/// Deeper levels are indented like this one, so that a deep document does not become a huge one.
const DEEPEST: usize = 64;

/// Valid JSON indented by two blanks a level; keys, numbers and escapes as they are written.
pub fn indented(json: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(json.len() + json.len() / 2);
    let mut depth = 0usize;
    let mut at = 0;
    while let Some(&b) = json.get(at) {
        match b {
            b'"' => {
                let end = super::value::string_end(json, at);
                out.extend_from_slice(&json[at..end]);
                at = end;
                continue;
            }
            b' ' | b'\n' | b'\r' | b'\t' => {}
            b'{' | b'[' => {
                out.push(b);
                let inner = super::token::skip_blanks(json, at + 1);
                if json.get(inner) == Some(&(b + 2)) {
                    out.push(b + 2);
                    at = inner + 1;
                    continue;
                }
                depth += 1;
                line(&mut out, depth);
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(b);
            }
            b',' => {
                out.push(b);
                line(&mut out, depth);
            }
            b':' => out.extend_from_slice(b": "),
            b => out.push(b),
        }
        at += 1;
    }
    out
}

fn line(out: &mut Vec<u8>, depth: usize) {
    out.push(b'\n');
    out.resize(out.len() + depth.min(DEEPEST) * 2, b' ');
}

#[cfg(test)]
mod tests {
    #[test]
    fn indenting_changes_nothing_but_blanks() {
        let json = br#"{"a":[1.0,{"b\"":[]},{ }],"c":1E400}"#;
        let expected =
            "{\n  \"a\": [\n    1.0,\n    {\n      \"b\\\"\": []\n    },\n    {}\n  ],\n  \"c\": 1E400\n}";
        assert_eq!(String::from_utf8(super::indented(json)).unwrap(), expected);
    }
}
