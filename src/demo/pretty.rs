//! JSON indented as Salesforce does with `X-PrettyPrint: 1`.

/// Two spaces a level, ` : ` after names, arrays on the line of their name (`[ {`, `}, {`, `} ]`), `[ ]` and
/// `{ }` for empty ones (as recorded). What is no JSON comes out as it went in, more or less.
pub fn pretty(json: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(json.len() * 3 / 2);
    // What is open, `{` or `[`.
    let mut open = Vec::new();
    let mut rest = json;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        let closes_at_once = |close: u8| after.first() == Some(&close);
        match byte {
            b'"' => {
                let length = string_length(rest);
                out.push(b'"');
                out.extend_from_slice(&rest[..length]);
                rest = &rest[length..];
            }
            b'{' if closes_at_once(b'}') => {
                out.extend_from_slice(b"{ }");
                rest = &rest[1..];
            }
            b'[' if closes_at_once(b']') => {
                out.extend_from_slice(b"[ ]");
                rest = &rest[1..];
            }
            b'{' => {
                open.push(b'{');
                out.push(b'{');
                line(&mut out, &open);
            }
            b'}' => {
                open.pop();
                line(&mut out, &open);
                out.push(b'}');
            }
            b'[' => {
                open.push(b'[');
                out.extend_from_slice(b"[ ");
            }
            b']' => {
                open.pop();
                out.extend_from_slice(b" ]");
            }
            b':' => out.extend_from_slice(b" : "),
            b',' if open.last() == Some(&b'{') => {
                out.push(b',');
                line(&mut out, &open);
            }
            b',' => out.extend_from_slice(b", "),
            byte if byte.is_ascii_whitespace() => {}
            byte => out.push(byte),
        }
    }
    out
}

/// A new line, indented by the objects that are open; arrays do not indent.
fn line(out: &mut Vec<u8>, open: &[u8]) {
    out.push(b'\n');
    out.resize(out.len() + 2 * open.iter().filter(|&&byte| byte == b'{').count(), b' ');
}

/// Bytes up to and with the closing quote.
fn string_length(rest: &[u8]) -> usize {
    let mut escaped = false;
    for (n, &byte) in rest.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return n + 1,
            _ => {}
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_indented_as_recorded() {
        let compact = br#"{"sObjects":[{"count":3,"name":"Acc\"ou,nt"},{"a":{},"b":[],"c":[1,"x"]}],"hasErrors":false}"#;
        let wanted = "{\n  \"sObjects\" : [ {\n    \"count\" : 3,\n    \"name\" : \"Acc\\\"ou,nt\"\n  }, {\n    \"a\" : { },\n    \"b\" : [ ],\n    \"c\" : [ 1, \"x\" ]\n  } ],\n  \"hasErrors\" : false\n}";
        assert_eq!(String::from_utf8(pretty(compact)).unwrap(), wanted);
    }
}
