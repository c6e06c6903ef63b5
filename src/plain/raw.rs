//! The raw JSON of a place as lines: the tokens as they came, one value a line; and how it came.

use std::sync::Arc;

use bytes::Bytes;

use super::say::{sentence, spoken, time};
use crate::client::Exchange;
use crate::explore::Loaded;
use crate::json::{self, Doc, NodeId};
use crate::text::{numbers, safe};

/// Lines of raw JSON that are said at once.
pub(super) const LINES: usize = 40;

/// What came, and how.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// The bytes: the whole body, or a value in it.
    pub json: Bytes,
    /// Whether they are a part of what came.
    pub is_part: bool,
    /// The answer's headers and times.
    pub came: Came,
}

/// How something came.
#[derive(Clone, Debug)]
pub(super) enum Came {
    /// By a request.
    By(Arc<Exchange>),
    /// By a request of which only the headers were kept.
    With(Vec<String>),
    /// From the cache.
    Cached,
}

impl Source {
    /// The whole of what was loaded.
    pub fn of<T>(loaded: &Loaded<T>) -> Self {
        let came = loaded.exchange.clone().map_or(Came::Cached, Came::By);
        Self { json: loaded.doc.bytes().clone(), is_part: false, came }
    }

    /// A value in it.
    pub fn part<T>(loaded: &Loaded<T>, node: NodeId) -> Self {
        Self { json: loaded.doc.slice(node), is_part: true, ..Self::of(loaded) }
    }

    /// How many bytes, what they are, how they came.
    pub fn fact(&self) -> String {
        let bytes = numbers::bytes(self.json.len() as u64);
        let part = if self.is_part { "a part of what came" } else { "all of it" };
        let how = match &self.came {
            Came::Cached => "from the cache".to_owned(),
            Came::With(_) => "as the org answered".to_owned(),
            Came::By(exchange) => {
                let status = exchange.status.map_or("no status".into(), |status| format!("status {status}"));
                format!("{status}, after {}", time(exchange.ms))
            }
        };
        let masked = match &self.came {
            Came::By(exchange) if exchange.is_masked => " A secret in it is masked.",
            _ => "",
        };
        format!("Raw JSON, {bytes}, {part}, {how}.{masked}")
    }

    /// The bytes in lines: what is valid one value a line, other things in lines of their own. Nothing but blanks
    /// between the tokens is changed.
    pub fn lines(&self) -> Vec<String> {
        let doc = Doc::from_bytes(self.json.clone());
        let mut lines = Vec::new();
        let text = match doc.first_error() {
            None => json::indented(&self.json),
            Some(fault) => {
                lines.push(sentence(&format!("This is no valid JSON, {}", doc.fault_line(&fault))));
                self.json.to_vec()
            }
        };
        let text = text.strip_suffix(b"\n").unwrap_or(&text);
        if !text.is_empty() {
            lines.extend(
                text.split(|b| *b == b'\n')
                    .map(|line| safe::visible_bytes(line.strip_suffix(b"\r").unwrap_or(line))),
            );
        }
        lines
    }

    /// The request, and its answer without the body.
    pub fn headers(&self) -> Vec<String> {
        match &self.came {
            Came::Cached => {
                vec!["No request was sent for this: it is from the cache. again asks the org.".into()]
            }
            Came::With(headers) => headers.iter().map(|header| spoken(header)).collect(),
            Came::By(exchange) => of_exchange(exchange),
        }
    }
}

fn of_exchange(exchange: &Exchange) -> Vec<String> {
    let status = exchange.status.map_or("no answer".into(), |status| format!("status {status}"));
    let http = exchange.http.unwrap_or_default();
    let mut lines = vec![
        format!("{} {}", exchange.method, exchange.url),
        sentence(&format!(
            "{http} {status}, at {}, after {}",
            numbers::local(exchange.started_at),
            time(exchange.ms)
        )),
    ];
    let phases = exchange.phases;
    let parts = [
        ("name lookup", phases.dns),
        ("connection", phases.connect),
        ("TLS", phases.tls),
        ("waiting", phases.wait),
        ("reading", phases.read),
    ];
    let parts: Vec<_> =
        parts.iter().filter_map(|(name, ms)| ms.map(|ms| format!("{name} {}", time(ms)))).collect();
    if !parts.is_empty() {
        let kept = if phases.is_kept() { "; the connection was there already" } else { "" };
        lines.push(format!("Of that: {}{kept}.", parts.join(", ")));
    }
    lines.push("The request's headers are not kept: the token is in them.".into());
    lines.extend(exchange.headers.iter().map(|(name, value)| spoken(&format!("{name}: {value}"))));
    if exchange.is_masked {
        lines.push("A secret in the answer is masked.".into());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(json: &'static [u8]) -> Vec<String> {
        Source { json: Bytes::from_static(json), is_part: false, came: Came::Cached }.lines()
    }

    #[test]
    fn tokens_stand_as_they_came_one_value_a_line() {
        assert_eq!(
            lines(br#"{"a":1.50,"a":12345678901234567890,"b":"\u00e9"}"#),
            ["{", "  \"a\": 1.50,", "  \"a\": 12345678901234567890,", "  \"b\": \"\\u00e9\"", "}"]
        );
    }

    #[test]
    fn what_is_no_json_is_said_as_it_came() {
        let said = lines(b"<html>\r\n\x1b[31m\xff\n");
        assert!(said[0].starts_with("This is no valid JSON, 1:1"), "{said:?}");
        assert_eq!(said[1..], ["<html>", "⟨U+001B⟩[31m\\xFF"]);
    }
}
