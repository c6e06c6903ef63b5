//! One value on the whole pane: its text as lines, decoded or as written; where it is JSON itself, the document
//! inside.

use std::ops::Range;

use bytes::Bytes;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::commands::{Outcome, PaneCommand};
use super::draw::Styles;
use super::pen::Pen;
use super::searching::{SOON, Search};
use super::text::{Text, characters};
use super::work::Work;
use super::{JsonPane, Size};
use crate::json::{Doc, Kind, NodeId, unescape};
use crate::text::{cells, numbers, safe};
use crate::tui::theme::{Look, Role};

/// The value that is read.
#[derive(Clone, Debug)]
pub(super) struct Reader {
    node: NodeId,
    text: Text,
    /// Where the first line on the screen begins.
    top: usize,
    /// What is searched for in it.
    pub(super) search: Option<Search>,
    /// Its characters, once they are counted.
    pub(super) characters: Option<usize>,
}

/// Up to this size the document inside a string is read by one key.
const MOST_INSIDE: usize = 8 << 20;
const TOO_LONG: &str = "More than 8 MB: saved to a file, the document inside can be viewed.";

impl Reader {
    fn of(doc: &Doc, node: NodeId) -> Self {
        let range = doc.value_range(node);
        let text = Text { range: inner(doc, node, range), decoded: doc.kind(node) == Kind::String };
        let top = text.range.start;
        Self { node, text, top, search: None, characters: None }
    }

    /// The bytes of its text.
    pub(super) fn range(&self) -> Range<usize> {
        self.text.range.clone()
    }

    /// The byte with which the screen begins.
    pub(super) fn top(&self) -> usize {
        self.top
    }

    fn rows(size: Size) -> usize {
        usize::from(size.height.saturating_sub(1).max(1))
    }

    fn across(size: Size) -> usize {
        usize::from(size.width.saturating_sub(2).max(4))
    }

    /// Moves down by lines, up where negative.
    fn scroll(&mut self, doc: &Doc, by: i64, size: Size) {
        let (bytes, across) = (doc.bytes(), Self::across(size));
        let lines = usize::try_from(by.unsigned_abs()).unwrap_or(usize::MAX).min(10_000);
        if by < 0 {
            let before = self.text.before(bytes, self.top, across, lines);
            self.top = before.first().copied().unwrap_or(self.text.range.start);
            return;
        }
        let last = self.last_top(doc, size);
        for _ in 0..lines {
            if self.top >= last {
                break;
            }
            self.top = self.text.line(bytes, self.top, across).1;
        }
        self.top = self.top.min(last);
    }

    /// The top with which the last line is at the bottom.
    fn last_top(&self, doc: &Doc, size: Size) -> usize {
        let end = self.text.range.end;
        let last = self.text.before(doc.bytes(), end, Self::across(size), Self::rows(size));
        last.first().copied().unwrap_or(self.text.range.start)
    }

    /// Brings a byte onto the screen.
    pub(super) fn show(&mut self, doc: &Doc, at: usize, size: Size) {
        let (bytes, across, rows) = (doc.bytes(), Self::across(size), Self::rows(size));
        let line = self.text.line_of(bytes, at, across);
        let (mut seen, mut here) = (0, self.top);
        while seen < rows && here < line {
            here = self.text.line(bytes, here, across).1;
            seen += 1;
        }
        if here == line && seen < rows && self.top <= line {
            return;
        }
        let before = self.text.before(bytes, line, across, rows / 3);
        self.top = before.first().copied().unwrap_or(line);
    }
}

/// The bytes of a string without its quotes; of anything else all.
fn inner(doc: &Doc, node: NodeId, range: Range<usize>) -> Range<usize> {
    let bytes = doc.bytes();
    if doc.kind(node) != Kind::String {
        return range;
    }
    let closed = range.len() > 1 && bytes.get(range.end - 1) == Some(&b'"');
    range.start + 1..(range.end - usize::from(closed)).max(range.start + 1)
}

/// Whether a string looks like a document of its own, by its ends.
pub(super) fn looks_like_json(inner: &[u8]) -> bool {
    let ends =
        |bytes: &mut dyn Iterator<Item = &u8>| bytes.take(64).find(|b| !b.is_ascii_whitespace()).copied();
    let (first, last) = (ends(&mut inner.iter()), ends(&mut inner.iter().rev()));
    matches!((first, last), (Some(b'{'), Some(b'}')) | (Some(b'['), Some(b']'))) && inner.len() > 2
}

/// The document inside a string, where it is one.
fn document(doc: &Doc, node: NodeId) -> Option<Doc> {
    let raw = doc.bytes().get(inner(doc, node, doc.value_range(node)))?;
    if doc.kind(node) != Kind::String || !looks_like_json(raw) {
        return None;
    }
    let inside = Doc::from_bytes(Bytes::from(unescape(raw).into_owned()));
    inside.first_error().is_none().then_some(inside)
}

impl JsonPane {
    /// Whether one value fills the pane.
    pub fn is_reading(&self) -> bool {
        self.reader.is_some()
    }

    /// Whether a value or the document inside one is open, so that Esc has something to close.
    pub fn is_inside(&self) -> bool {
        self.inside.is_some() || self.reader.is_some()
    }

    /// The pane that is seen: the innermost document.
    pub fn front(&self) -> &Self {
        self.inside.as_deref().map_or(self, Self::front)
    }

    /// The same, for commands.
    pub fn front_mut(&mut self) -> &mut Self {
        let mut front = self;
        while front.inside.is_some() {
            let Self { inside: Some(inside), .. } = front else { break };
            front = inside;
        }
        front
    }

    /// Closes what was opened last: a value, or the document inside one. False where nothing is open.
    pub fn close(&mut self) -> bool {
        self.changed();
        match &mut self.inside {
            Some(inside) => {
                if !inside.close() {
                    self.inside = None;
                }
                true
            }
            None => self.reader.take().is_some(),
        }
    }

    /// Opens what the cursor is on: the document inside a string, else the value as text.
    pub(super) fn open(&mut self, as_text: bool, size: Size) -> Outcome {
        let node = self.cursor.node;
        if self.doc.is_container(node) || self.cursor.closing {
            return Outcome::says("A list or an object unfolds here; a text or a number can be opened.");
        }
        if !as_text {
            let range = inner(&self.doc, node, self.doc.value_range(node));
            let raw = self.doc.bytes().get(range).unwrap_or(&[]);
            if raw.len() > MOST_INSIDE && looks_like_json(raw) {
                self.read(node, size);
                return Outcome::says(TOO_LONG);
            }
            if let Some(inside) = document(&self.doc, node) {
                self.enter(inside);
                return Outcome::default();
            }
        }
        self.read(node, size)
    }

    /// Shows the document inside the cursor's string.
    fn enter(&mut self, inside: Doc) {
        let within = Some(self.path_shown());
        self.inside = Some(Box::new(Self { within, ..Self::new(inside) }));
    }

    /// Shows a value as text.
    pub(super) fn read(&mut self, node: NodeId, size: Size) -> Outcome {
        let mut reader = Reader::of(&self.doc, node);
        let range = reader.range();
        let mut outcome = Outcome::default();
        if let Some(search) = &self.search {
            let mut search = search.inside(range.clone());
            outcome.work.extend(search.count(&self.doc));
            if let Some(hit) = &search.hit {
                reader.show(&self.doc, hit.start, size);
            }
            reader.search = Some(search);
        }
        if self.doc.kind(node) == Kind::String {
            if range.len() <= SOON {
                reader.characters = self.doc.bytes().get(range).map(characters);
            } else {
                outcome.work.push(Work::Characters(range));
            }
        }
        self.reader = Some(reader);
        outcome
    }

    /// What keys do while a value is read.
    pub(super) fn apply_in_reader(&mut self, command: PaneCommand, size: Size) -> Outcome {
        let doc = self.doc.clone();
        let Some(reader) = &mut self.reader else { return Outcome::default() };
        let page = Reader::rows(size) as i64;
        match command {
            PaneCommand::Up => reader.scroll(&doc, -1, size),
            PaneCommand::Down => reader.scroll(&doc, 1, size),
            PaneCommand::PageUp => reader.scroll(&doc, -page, size),
            PaneCommand::PageDown => reader.scroll(&doc, page, size),
            PaneCommand::HalfUp => reader.scroll(&doc, -(page / 2).max(1), size),
            PaneCommand::HalfDown => reader.scroll(&doc, (page / 2).max(1), size),
            PaneCommand::Scroll(0) => {
                // The width may be another one.
                let at = reader.top;
                reader.top = reader.text.line_of(doc.bytes(), at, Reader::across(size)).min(at);
            }
            PaneCommand::Scroll(rows) => reader.scroll(&doc, i64::from(rows), size),
            PaneCommand::First => reader.top = reader.text.range.start,
            PaneCommand::Last => reader.top = reader.last_top(&doc, size),
            PaneCommand::Percent(percent) => {
                let range = &reader.text.range;
                let at = range.start + range.len().saturating_sub(1) / 100 * usize::from(percent.min(100));
                reader.top = reader.text.line_of(doc.bytes(), at, Reader::across(size));
            }
            PaneCommand::AsWritten | PaneCommand::Wrap => {
                reader.text.decoded = !reader.text.decoded && doc.kind(reader.node) == Kind::String;
                let at = reader.top;
                reader.top = reader.text.line_of(doc.bytes(), at, Reader::across(size));
            }
            PaneCommand::Open => {
                let range = &reader.text.range;
                let raw = doc.bytes().get(range.clone()).unwrap_or(&[]);
                if range.len() > MOST_INSIDE && looks_like_json(raw) {
                    return Outcome::says(TOO_LONG);
                }
                let Some(inside) = document(&doc, reader.node) else {
                    return Outcome::says("This value is no JSON document of its own.");
                };
                self.enter(inside);
            }
            PaneCommand::OpenText | PaneCommand::Left => {
                self.reader = None;
                // The pane may have become smaller meanwhile.
                self.settle(size);
                return self.count_on();
            }
            PaneCommand::Search(text) => return self.start_search(&text, size),
            PaneCommand::NextHit => return self.next_hit(false, size),
            PaneCommand::PreviousHit => return self.next_hit(true, size),
            PaneCommand::ClearSearch => (reader.search, self.search) = (None, None),
            _ => return Outcome::says("Esc leaves the value; then this key does something."),
        }
        Outcome::default()
    }

    /// Draws the value that is read.
    pub(super) fn view_reader(
        &self,
        reader: &Reader,
        buffer: &mut Buffer,
        area: Rect,
        look: &Look,
        focused: bool,
    ) {
        let styles = Styles::of(look);
        let (doc, range) = (&self.doc, &reader.text.range);
        let size = Size { width: area.width, height: area.height };
        let facts = self.reader_facts(reader, size);
        let room = usize::from(area.width.saturating_sub(2));
        let facts = cells::cut_end(&facts, room).into_owned();
        let path = safe::visible(&self.path_shown()).into_owned();
        let path = cells::cut_middle(&path, room.saturating_sub(cells::width(&facts) + 2)).into_owned();
        let style = if focused { look.bold(Role::Accent) } else { styles.muted };
        buffer.set_stringn(area.x + 1, area.y, &path, room, style);
        let x = area.right().saturating_sub(cells::width(&facts) as u16 + 1);
        buffer.set_stringn(x, area.y, &facts, room, styles.muted);
        let here = reader.search.as_ref().and_then(|search| search.hit.clone());
        let mut at = reader.top;
        for y in area.y + 1..area.bottom() {
            if at >= range.end {
                break;
            }
            let (pieces, next) = reader.text.line(doc.bytes(), at, Reader::across(size));
            let hits = self.hits_in(at..next, reader);
            let mut pen = Pen::new(Some(buffer), Rect { y, height: 1, ..area });
            pen.forward(1);
            // Pieces of one style together, so that what combines does.
            let mut run = (String::new(), styles.normal);
            for piece in pieces {
                let is_in = |hit: &Range<usize>| hit.start < piece.bytes.end && piece.bytes.start < hit.end;
                let style = match (hits.iter().any(is_in), piece.mark) {
                    // The one where one is stands out among the others.
                    (true, _) if here.as_ref().is_some_and(is_in) => {
                        styles.hit.patch(look.style(Role::Selection))
                    }
                    (true, _) => styles.hit,
                    (_, true) => styles.muted,
                    _ => styles.normal,
                };
                if style != run.1 {
                    pen.put(&run.0, run.1);
                    run = (String::new(), style);
                }
                run.0.push_str(&piece.shown);
            }
            pen.put(&run.0, run.1);
            at = next;
        }
    }

    /// Hits on a line, those that begin before it among them.
    fn hits_in(&self, line: Range<usize>, reader: &Reader) -> Vec<Range<usize>> {
        let (Some(search), range) = (&reader.search, &reader.text.range) else { return Vec::new() };
        let from = line.start.saturating_sub(256).max(range.start);
        let near = &self.doc.bytes()[from..line.end.saturating_add(256).min(range.end)];
        let (mut hits, mut at) = (Vec::new(), 0);
        while let Some(hit) = search.needle.find_in(near, at) {
            at = hit.end;
            hits.push(from + hit.start..from + hit.end);
        }
        hits
    }

    fn reader_facts(&self, reader: &Reader, size: Size) -> String {
        let (doc, range) = (&self.doc, &reader.text.range);
        let kind = doc.kind(reader.node);
        let mut facts = Vec::new();
        let raw = doc.bytes().get(range.clone()).unwrap_or(&[]);
        if kind == Kind::String && looks_like_json(raw) && size.width >= 100 {
            facts.push("may hold JSON: Enter opens it".to_owned());
        }
        if kind == Kind::String {
            facts.push(if reader.text.decoded { "decoded" } else { "as written" }.to_owned());
        }
        if let Some(count) = reader.characters {
            let unit = if count == 1 { "character" } else { "characters" };
            facts.push(format!("{} {unit}", numbers::count(count as u64)));
        }
        facts.push(format!("{} bytes", numbers::count(range.len() as u64)));
        let top = reader.top - range.start;
        let across = Reader::across(size);
        let mut end = reader.top;
        for _ in 0..Reader::rows(size) {
            if end >= range.end {
                break;
            }
            end = reader.text.line(doc.bytes(), end, across).1;
        }
        facts.push(match (top, end >= range.end) {
            (0, true) => "all".into(),
            (0, false) => "top".into(),
            (_, true) => "end".into(),
            _ => format!("{} %", end.saturating_sub(range.start) * 100 / range.len().max(1)),
        });
        facts.join(" · ")
    }
}

#[cfg(test)]
mod tests;
