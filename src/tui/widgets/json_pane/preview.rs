//! A folded container on one line: `{ "type": "Contact", "url" }`, `[ 1, 2, 3, … 20 values ]`.

use ratatui::style::Style;

use super::draw::{Styles, window};
use super::pen::Pen;
use crate::json::{Doc, Kind, NodeId};
use crate::text::numbers;

/// Children that a preview looks at.
const LOOKED_AT: usize = 24;

/// Writes the preview. Looks at bytes in proportion to the room.
pub(super) fn put(pen: &mut Pen<'_>, doc: &Doc, node: NodeId, object: bool, styles: &Styles) {
    let count = doc.count(node);
    let (open, close) = if object { ("{ ", "}") } else { ("[ ", "]") };
    let plain = styles.normal;
    let unit = match (object, count) {
        (true, 1) => "key",
        (true, _) => "keys",
        (false, 1) => "value",
        (false, _) => "values",
    };
    let tail = format!("{} {unit} {close}", numbers::count(u64::from(count)));
    pen.put(open, plain);
    let mut shown = 0;
    for child in doc.children(node).take(LOOKED_AT) {
        let room = pen.room().saturating_sub(tail.len() + 5);
        let Some(text) = piece(doc, child, object, room) else { break };
        if shown > 0 {
            pen.put(", ", plain);
        }
        pen.put(&text.0, styles.key);
        if let Some(value) = &text.1 {
            pen.put(if object { ": " } else { "" }, plain);
            pen.put(value, plain);
        }
        shown += 1;
    }
    if shown == count {
        pen.put(" ", plain);
        pen.put(close, plain);
        return;
    }
    let muted: Style = styles.muted;
    if shown > 0 {
        pen.put(", … ", muted);
    }
    pen.put(&tail, muted);
}

/// A child in short: its key, and its value where that says something in few cells.
fn piece(doc: &Doc, child: NodeId, object: bool, room: usize) -> Option<(String, Option<String>)> {
    use crate::text::{cells, safe};
    let start = doc.start(child);
    let mut key = String::new();
    if object {
        let bytes = window(doc, start..doc.size(), room);
        let end = crate::json::string_within(bytes)?;
        key = safe::visible_bytes(&bytes[..end]);
        if cells::width(&key) + 2 > room {
            return None;
        }
    }
    let left = room.saturating_sub(cells::width(&key) + 4);
    let value = match doc.kind(child) {
        Kind::Object | Kind::Array if object => None,
        Kind::Object => Some("{…}".to_owned()),
        Kind::Array => Some("[…]".to_owned()),
        _ => {
            let range = doc.value_range(child);
            let fits = range.len() <= if object { 32 } else { 64 }.min(left);
            let text = safe::visible_bytes(if fits { doc.piece(range.start, range.len()) } else { &[] });
            let leads = object && (text.starts_with("\"/") || text.contains("://") || is_like_an_id(&text));
            (fits && !leads && !text.is_empty()).then_some(text)
        }
    };
    if !object && value.is_none() {
        return None;
    }
    let wide = value.as_ref().map_or(0, |value| cells::width(value));
    (cells::width(&key) + wide + 2 <= room).then_some((key, value))
}

fn is_like_an_id(text: &str) -> bool {
    text.len() == 20 && text.starts_with('"') && text[1..19].bytes().all(|b| b.is_ascii_alphanumeric())
}
