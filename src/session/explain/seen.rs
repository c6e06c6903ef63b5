//! What was seen, made harmless: the answer beside a trouble. Live secrets were masked when the exchange was
//! made; here whatever looks like a stranger's is masked too, and nothing hidden stays in a text.

use std::sync::Arc;

use crate::client::exchange::Exchange;
use crate::salesforce::catalogue::{self, Body, transport};
use crate::salesforce::path::Origin;
use crate::text::{redact, safe};
use crate::trouble::{Came, Trouble};

/// The most characters of an answer that are shown with a sentence; the answer itself is kept whole.
const EXCERPT: usize = 600;
/// An answer that nobody knows is shown whole; what is longer than this is no error of Salesforce any more.
const WHOLE: usize = 64 * 1024;
/// An answer larger than this is not kept beside its trouble: it is in the request log.
const KEPT: usize = 4 * 1024 * 1024;

/// Puts the answer beside a trouble, and what it asks for.
pub(super) fn show(trouble: &mut Trouble, exchange: &Exchange) {
    let evidence = &mut trouble.evidence;
    evidence.status = exchange.status;
    evidence.ms = Some(exchange.ms);
    evidence.exchange = Some(exchange.number);
    if let Some(to) = exchange.header("location").filter(|_| exchange.is_redirect()) {
        evidence.seen.push(format!("it sends to {}", clean(to)));
    }
    if let Some(wait) = exchange.header("retry-after") {
        evidence.seen.push(format!("the answer asks to wait: Retry-After {}", clean(wait)));
    }
    trouble.retry_after_s = exchange.retry_after_s();
    trouble.answer = came(exchange);
}

/// Puts the words of a refusal beside its trouble, and a piece of what is none.
pub(super) fn show_words(trouble: &mut Trouble, exchange: &Exchange, body: &Body) {
    let (code, message) = body.code_and_words();
    let evidence = &mut trouble.evidence;
    match body {
        Body::Html(title) => {
            let by: Vec<_> =
                ["server", "via"].iter().filter_map(|name| exchange.header(name)).map(clean).collect();
            let by = by.join(", ");
            let title = clean(title);
            if !title.is_empty() && !trouble.what.contains(&title) {
                let by = if by.is_empty() { by } else { format!(" ({by})") };
                evidence.seen.push(format!("the page is titled “{title}”{by}"));
            } else if !by.is_empty() {
                evidence.seen.push(format!("the page comes from {by}"));
            }
        }
        _ => {
            evidence.code = code.map(clean);
            evidence.message = message.filter(|m| !m.trim().is_empty()).map(|m| placed(&clean(m)));
        }
    }
    if exchange.is_ok() || trouble.cause_id() == transport::HTML_INSTEAD_OF_JSON.id {
        trouble.evidence.came = instead(exchange, body);
    }
    let is_unknown = trouble.id.ends_with(".unrecognised");
    if is_unknown || matches!(body, Body::Html(_) | Body::Words(_) | Body::Json | Body::Bytes) {
        trouble.evidence.excerpt = excerpt(&exchange.body, if is_unknown { WHOLE } else { EXCERPT });
    }
}

/// A query's error without the piece of the query and the caret before it: `… (row 1, column 8)`.
/// (SOQL reference; recorded answers.)
fn placed(message: &str) -> String {
    let Some((_, after)) = message.split_once("ERROR at Row:") else { return message.to_owned() };
    let (place, said) = after.split_once('\n').unwrap_or((after, ""));
    match place.split_once(":Column:") {
        Some((row, column)) if !said.is_empty() => format!("{} (row {row}, column {column})", said.trim()),
        _ => message.to_owned(),
    }
}

fn came(exchange: &Exchange) -> Option<Arc<Came>> {
    exchange.status?;
    if exchange.body.len() > KEPT {
        return None;
    }
    let headers = exchange
        .headers
        .iter()
        // a session cookie of a proxy or a login page is nobody's business
        .filter(|(name, _)| name != "set-cookie")
        .map(|(name, value)| format!("{name}: {}", clean(value)))
        .collect();
    let body = match std::str::from_utf8(&exchange.body) {
        Ok(text) => redact::mask_lookalikes(text).into_bytes(),
        Err(_) => exchange.body.to_vec(),
    };
    Some(Arc::new(Came { content_type: exchange.media_type(), headers, body }))
}

/// The code of Salesforce in an answer.
pub fn code(exchange: &Exchange) -> Option<String> {
    if exchange.is_ok() && is_json(exchange) {
        return None;
    }
    let read = catalogue::read(exchange.header("content-type").unwrap_or_default(), &exchange.body);
    read.code_and_words().0.map(clean)
}

/// What came where the answer should be: Salesforce's code, `a web page`, how the connection failed. Never empty.
pub fn in_short(exchange: &Exchange) -> String {
    if let Some(failure) = &exchange.failure {
        return failure.word().to_owned();
    }
    let read = catalogue::read(exchange.header("content-type").unwrap_or_default(), &exchange.body);
    let came = instead(exchange, &read).map(str::to_owned);
    let said = if exchange.is_redirect() { came } else { code(exchange).or(came) };
    said.unwrap_or_else(|| "refused".to_owned())
}

/// What came where an answer of Salesforce's should be.
fn instead(exchange: &Exchange, body: &Body) -> Option<&'static str> {
    if exchange.is_redirect() {
        return Some("redirected");
    }
    match body {
        Body::Html(_) => Some("a web page"),
        Body::Empty => Some("nothing in it"),
        Body::Words(_) | Body::Bytes => exchange.is_ok().then_some("no JSON"),
        Body::Json | Body::OAuth(_) | Body::Rest(_) => exchange.is_ok().then_some("another answer"),
    }
}

/// True where the body begins like JSON.
pub fn is_json(exchange: &Exchange) -> bool {
    let body = exchange.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&exchange.body);
    matches!(body.trim_ascii_start().first(), Some(b'{' | b'['))
}

/// The host that was asked.
pub fn host(exchange: &Exchange) -> String {
    Origin::parse(&exchange.url).map_or_else(|_| "the host".to_owned(), |origin| origin.host().to_owned())
}

/// Text of the other side, made harmless: nothing hidden in it, nothing that looks like a secret.
pub(super) fn clean(text: &str) -> String {
    let text = redact::mask_lookalikes(text);
    let lines: Vec<_> = text.trim().lines().map(safe::visible).collect();
    lines.join("\n")
}

/// A sentence is one line, also where a word of it is the other side's and holds line breaks: what follows one would look
/// as if orgscope said it.
pub(super) fn join_lines(trouble: &mut Trouble) {
    if trouble.what.contains('\n') {
        trouble.what = trouble.what.lines().collect::<Vec<_>>().join(" ");
    }
}

pub(super) fn excerpt(body: &[u8], most: usize) -> Option<String> {
    let text = String::from_utf8_lossy(&body[..body.len().min(4 * most)]);
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let cut: String = text.chars().take(most).collect();
    let more = if cut.len() < text.len() || body.len() > 4 * most { "…" } else { "" };
    Some(format!("{}{more}", clean(&cut)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_short_visible_and_without_secrets() {
        let long = format!("sid=00D5g000008XyZa!AQEAQabcdefghij {}", "ü".repeat(5_000));
        let cut = excerpt(long.as_bytes(), EXCERPT).unwrap();
        assert!(cut.chars().count() <= EXCERPT + 1 && cut.ends_with('…'), "{cut}");
        assert!(!cut.contains("AQEAQabc"), "{cut}");
        assert_eq!(excerpt(b" \n ", EXCERPT), None);
        assert_eq!(
            excerpt(b"\x1b[31mred", EXCERPT).as_deref().map(|text| text.contains('\x1b')),
            Some(false)
        );
    }
}
