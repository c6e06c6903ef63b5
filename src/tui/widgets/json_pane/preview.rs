//! A folded container on one line: `{ "type": "Contact", "url" }`, `[ 1, 2, 3, … 20 values ]`.

use ratatui::style::Style;

use super::draw::{Styles, window};
use super::pen::Pen;
use crate::json::{Doc, Kind, NodeId};
use crate::text::{cells, numbers, safe};

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
    let most = pen.room().saturating_sub(tail.len() + 5);
    let mut name = if object { name(doc, node, most) } else { None };
    let (mut shown, mut last) = (0, node);
    let mut write = |pen: &mut Pen<'_>, child: NodeId, text: &(String, Option<String>)| {
        if shown > 0 {
            pen.put(", ", plain);
        }
        if child != if shown == 0 { node + 1 } else { doc.after(last) } {
            pen.put("… ", styles.muted);
        }
        pen.put(&text.0, styles.key);
        if let Some(value) = &text.1 {
            pen.put(if object { ": " } else { "" }, plain);
            pen.put(value, plain);
        }
        (shown, last) = (shown + 1, child);
    };
    for child in doc.children(node).take(LOOKED_AT) {
        if name.as_ref().is_some_and(|(named, _)| *named == child) {
            name.take().into_iter().for_each(|(named, text)| write(pen, named, &text));
            continue;
        }
        // What names it has its place, wherever it stands.
        let gap = |named: NodeId| if doc.after(child) == named { 2 } else { 4 };
        let kept = name.as_ref().map_or(0, |(named, text)| wide(text) + gap(*named));
        let room = pen.room().saturating_sub(tail.len() + 5 + kept);
        let Some(text) = piece(doc, child, object, room) else { break };
        write(pen, child, &text);
    }
    name.into_iter().for_each(|(named, text)| write(pen, named, &text));
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

/// Keys whose value says which of many alike an object is, the best first.
const NAMES: [&str; 8] = ["Name", "name", "DeveloperName", "label", "Label", "title", "Id", "id"];
/// Members among which the one that names an object is looked for.
const NAMED_WITHIN: usize = 64;

/// The member that names an object, in short and cut where it is long.
fn name(doc: &Doc, node: NodeId, room: usize) -> Option<(NodeId, (String, Option<String>))> {
    let rank = |child: NodeId| {
        let start = doc.start(child) + 1;
        // One byte says of most keys that it is none of them.
        let may_be = doc.piece(start, 1).first().is_some_and(|b| NAMES.iter().any(|n| n.as_bytes()[0] == *b));
        let seen = if may_be { doc.piece(start, 14) } else { &[] };
        NAMES
            .iter()
            .position(|name| seen.strip_prefix(name.as_bytes()).is_some_and(|rest| rest.starts_with(b"\"")))
    };
    let ranked = doc.children(node).take(NAMED_WITHIN).filter_map(|child| Some((rank(child)?, child)));
    let (rank, child) = ranked.filter(|(_, child)| doc.kind(*child) == Kind::String).min()?;
    let key = format!("\"{}\"", NAMES[rank]);
    let left = room.checked_sub(key.len() + 4).filter(|left| *left > 8)?;
    let value =
        cells::cut_end(&safe::visible_bytes(window(doc, doc.value_range(child), left)), left).into_owned();
    Some((child, (key, Some(value))))
}

fn wide((key, value): &(String, Option<String>)) -> usize {
    cells::width(key) + value.as_ref().map_or(0, |value| cells::width(value) + 2)
}

/// A child in short: its key, and its value where that says something in few cells.
fn piece(doc: &Doc, child: NodeId, object: bool, room: usize) -> Option<(String, Option<String>)> {
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

#[cfg(test)]
mod tests {
    use super::super::PaneCommand;
    use super::super::tests::{SIZE, does, drawn, pane};

    #[test]
    fn what_is_folded_is_named() {
        let field = |n| {
            let flags = (0..40).map(|n| format!("\"flag{n}\":false,")).collect::<String>();
            format!("{{{flags}\"label\":\"Label {n}\",\"name\":\"Field_{n}__c\",\"type\":\"string\"}}")
        };
        let json = format!(
            r#"{{"fields":[{},{}],"contact":{{"attributes":{{"x":1}},"Id":"0035g00000A1b2HAAV","Name":"Müller-Lüdenscheidt, Karl","City":"Köln"}},"none":{{"a":1,"b":2}}}}"#,
            field(1),
            field(2)
        );
        let mut pane = pane(&json);
        does(&mut pane, &[PaneCommand::FoldToDepth(2)]);
        let rows = drawn(&pane, SIZE);
        let row = |n: usize| rows[n].chars().skip(8).collect::<String>().trim().to_owned();
        assert_eq!(row(2), r#"▸ 0 { "flag0": false, … "name": "Field_1__c", … 43 keys },"#);
        assert_eq!(row(3), r#"▸ 1 { "flag0": false, … "name": "Field_2__c", … 43 keys }"#);
        does(&mut pane, &[PaneCommand::FoldToDepth(1)]);
        let rows = drawn(&pane, SIZE);
        let row = |n: usize| rows[n].chars().skip(8).collect::<String>().trim().to_owned();
        assert_eq!(row(2), r#"▸ "contact": { … "Name": "Müller-Lüdenscheidt, Kar…, … 4 keys },"#);
        assert_eq!(row(3), r#"▸ "none": { "a": 1, "b": 2 }"#);
    }
}
