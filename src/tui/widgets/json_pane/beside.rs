//! What is ours to say about a row, right of the bytes: counts, ages, what an escape reads as, what is wrong.

use ratatui::style::Style;

use super::JsonPane;
use super::draw::{Sheet, value_after};
use super::notes;
use super::pen::Pen;
use super::places::FAR;
use crate::json::{Fault, State, Walk, Wrong, unescape};
use crate::text::{cells, numbers, safe};

impl JsonPane {
    /// Writes it, where there is room.
    pub(super) fn note(&self, sheet: &Sheet<'_>, walk: &Walk<'_>, pen: &mut Pen<'_>) {
        if pen.is_full() {
            return;
        }
        let Some((text, style)) = self.note_of(sheet, walk) else { return };
        let area = sheet.area;
        let column = if text == sheet.look.glyphs().leads {
            // The sign of a link is right after it.
            pen.x() + 1
        } else {
            area.x + (u32::from(area.width) * 18 / 25) as u16
        };
        let from = if pen.x() < column { column } else { pen.x() + 2 };
        let room = usize::from(area.right().saturating_sub(from));
        let wide = cells::width(&text);
        if room >= wide {
            pen.go(from);
            pen.put(&text, style);
        } else if pen.room() >= wide + 2 {
            pen.go(area.right() - wide as u16);
            pen.put(&text, style);
        } else if room >= 12 {
            pen.go(from);
            pen.put(&cells::cut_end(&text, room), style);
        }
    }

    fn note_of(&self, sheet: &Sheet<'_>, walk: &Walk<'_>) -> Option<(String, Style)> {
        let (doc, row) = (&self.doc, walk.row());
        let node = row.node;
        let muted = sheet.styles.muted;
        if row.closing {
            return (!doc.is_closed(node)).then(|| match doc.state() {
                State::Growing => ("still reading".into(), muted),
                State::Complete => ("not closed".into(), sheet.styles.danger),
            });
        }
        let start = doc.start(node);
        let end = if node + 1 < doc.nodes() { doc.start(node + 1) } else { doc.bytes().len() + 1 };
        let faults = doc.faults();
        let first = faults.partition_point(|fault| fault.at < start);
        let mut here =
            faults[first..].iter().take_while(|fault| fault.at < end).filter(|fault| self.tells(fault));
        // What ended the tree is said on the first line that is not in it.
        let fault = if node >= doc.values() { here.last() } else { here.next() };
        if let Some(fault) = fault {
            return Some(self.fault_note(fault, sheet));
        }
        if node >= doc.values() {
            return None;
        }
        if self.twice.binary_search(&node).is_ok() {
            return Some(("duplicate key".into(), sheet.styles.warn));
        }
        if let Some(object) = walk.container() {
            let (count, size) = (doc.count(node), walk.value_end().saturating_sub(start));
            if !walk.is_unfolded() || (count < 10 && size < 100_000) {
                return None;
            }
            let unit = match (object, count) {
                (true, 1) => "key",
                (true, _) => "keys",
                (false, 1) => "value",
                (false, _) => "values",
            };
            let count = numbers::count(u64::from(count));
            return Some((format!("{count} {unit} · {}", numbers::bytes(size as u64)), muted));
        }
        self.value_note(sheet, walk)
    }

    /// What is wrong, with its place. Far inside a document lines are not counted for it.
    fn fault_note(&self, fault: &Fault, sheet: &Sheet<'_>) -> (String, Style) {
        let (doc, glyphs) = (&self.doc, sheet.look.glyphs());
        if fault.what == Wrong::SecondDocument && doc.roots() > 1 && doc.first_raw_line().is_none() {
            let count = numbers::count(u64::from(doc.roots()));
            return (format!("the second of {count} documents"), sheet.styles.muted);
        }
        if !fault.is_error() {
            return (format!("{} {}", glyphs.warned, fault.says(doc.bytes())), sheet.styles.muted);
        }
        let words = if fault.at <= FAR {
            doc.fault_line(fault)
        } else {
            format!("byte {}: {}", fault.at, fault.says(doc.bytes()))
        };
        (format!("{} {words}", glyphs.failed), sheet.styles.danger)
    }

    fn value_note(&self, sheet: &Sheet<'_>, walk: &Walk<'_>) -> Option<(String, Style)> {
        let doc = &self.doc;
        let start = doc.start(walk.row().node);
        let end = walk.value_end();
        if end.saturating_sub(start) > notes::LONGEST {
            return None;
        }
        let value = if walk.in_object() {
            value_after(doc.bytes(), start + crate::json::string_within(&doc.bytes()[start..end])?)?
        } else {
            start
        };
        let raw = doc.piece(value, end.checked_sub(value)?);
        let muted = sheet.styles.muted;
        match raw.first()? {
            b'"' if raw.contains(&b'\\') => {
                let text = unescape(raw);
                let text = safe::visible(&text);
                // A line break reads the same decoded as it is written.
                let written = safe::visible_bytes(raw.get(1..raw.len().checked_sub(1)?)?);
                (written != text).then(|| (text.into_owned(), muted))
            }
            b'"' => {
                let said = sheet.notes.of_string(&unescape(raw));
                // A link says so where nothing else is to be said.
                let leads = said.leads.then(|| sheet.look.glyphs().leads.to_owned());
                said.note.or(leads).map(|note| (note, muted))
            }
            b'-' | b'0'..=b'9' => notes::number(std::str::from_utf8(raw).ok()?).map(|note| (note, muted)),
            _ => None,
        }
    }
}
