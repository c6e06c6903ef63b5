//! One value in a document, and what is asked of it by name. What is not as it should be is nothing here: who has to
//! say so reads through [`super::patient`].

use std::borrow::Cow;
use std::fmt;

use super::doc::{Doc, lossy};
use super::index::NodeId;
use super::token::skip_blanks;
use super::value::{Children, Kind, kind_of, string_end, unescape};
use orgscope_text::digits::Decimal;

/// A value in a document. Costs nothing to hand on.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    doc: &'a Doc,
    id: NodeId,
    /// Where the value starts, after its key.
    at: usize,
}

impl fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&lossy(&self.doc.bytes()[self.at..self.end()]))
    }
}

impl<'a> Node<'a> {
    /// A value by its number.
    pub fn of(doc: &'a Doc, id: NodeId) -> Self {
        Self { doc, id, at: doc.value_start(id) }
    }

    /// The first value that is in no other.
    pub fn root(doc: &'a Doc) -> Option<Self> {
        doc.root(0).map(|root| Self::of(doc, root))
    }

    /// The document that it is in.
    pub fn doc(self) -> &'a Doc {
        self.doc
    }

    /// Its number.
    pub fn id(self) -> NodeId {
        self.id
    }

    /// What it is.
    pub fn kind(self) -> Kind {
        kind_of(self.doc.bytes().get(self.at).copied())
    }

    /// Whether it is `null`.
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// How many members or elements it has.
    pub fn count(self) -> u32 {
        self.doc.count(self.id)
    }

    fn end(self) -> usize {
        let bytes = self.doc.bytes();
        match self.kind() {
            Kind::String => string_end(bytes, self.at),
            Kind::Object | Kind::Array => self.doc.value_end(self.id),
            _ => {
                let ends = |b: &u8| matches!(b, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t');
                bytes[self.at..].iter().position(ends).map_or(bytes.len(), |length| self.at + length)
            }
        }
    }

    /// A string, decoded. Half a surrogate pair stays as it is written; bytes that are no UTF-8 read as U+FFFD.
    pub fn text(self) -> Option<Cow<'a, str>> {
        (self.kind() == Kind::String).then(|| unescape(&self.doc.bytes()[self.at..self.end()]))
    }

    /// A string, decoded; anything else as it is written.
    pub fn written(self) -> Cow<'a, str> {
        self.text().unwrap_or_else(|| lossy(&self.doc.bytes()[self.at..self.end()]))
    }

    /// A number, or a text that is one.
    pub fn number(self) -> Option<Decimal> {
        match self.kind() {
            Kind::Number | Kind::String => Decimal::parse(&self.written()),
            _ => None,
        }
    }

    /// A whole number in its range, or a text that is one.
    pub fn whole<T: TryFrom<i128>>(self) -> Option<T> {
        // The usual ones have no point, no exponent and no sign.
        let written = self.written();
        let plain = written.len() < 19 && written.bytes().all(|digit| digit.is_ascii_digit());
        let whole = if plain { written.parse().ok() } else { self.number()?.whole() };
        whole
            .and_then(|whole| T::try_from(whole).ok())
            .filter(|_| matches!(self.kind(), Kind::Number | Kind::String))
    }

    /// `true` or `false`, or a text that is one of them.
    pub fn flag(self) -> Option<bool> {
        if !matches!(self.kind(), Kind::Bool | Kind::String) {
            return None;
        }
        let written = self.written();
        match written.trim() {
            word if word.eq_ignore_ascii_case("true") => Some(true),
            word if word.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        }
    }

    /// The member with a key; of several the last, as most readers do.
    pub fn get(self, key: &str) -> Option<Self> {
        self.members().filter(|(found, _)| found == key).last().map(|(_, node)| node)
    }

    /// The value at the end of a way through members: `Owner.Name`.
    pub fn along(self, way: &str) -> Option<Self> {
        way.split('.').try_fold(self, |node, key| node.get(key))
    }

    /// The text of a member.
    pub fn text_of(self, key: &str) -> Option<Cow<'a, str>> {
        self.get(key)?.text()
    }

    /// The members of an object with their keys, in order; none where it is no object.
    pub fn members(self) -> impl Iterator<Item = (Cow<'a, str>, Self)> {
        let doc = self.doc;
        self.inside(Kind::Object).map(move |id| {
            let (bytes, start) = (doc.bytes(), doc.start(id));
            let end = string_end(bytes, start);
            let at = skip_blanks(bytes, skip_blanks(bytes, end) + 1);
            (unescape(&bytes[start..end]), Self { doc, id, at })
        })
    }

    /// The elements of an array, in order; none where it is no array.
    pub fn elements(self) -> impl Iterator<Item = Self> {
        let doc = self.doc;
        self.inside(Kind::Array).map(move |id| Self { doc, id, at: doc.start(id) })
    }

    fn inside(self, kind: Kind) -> impl Iterator<Item = NodeId> + use<'a> {
        let children: Option<Children<'a>> = (self.kind() == kind).then(|| self.doc.children(self.id));
        children.into_iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn doc(json: &'static str) -> Doc {
        Doc::from_bytes(Bytes::from_static(json.as_bytes()))
    }

    #[test]
    fn values_are_found_by_name_and_read_by_kind() {
        let doc = doc(
            r#" { "a" : [ 1 , "2" , {} ] , "n":-1.50E2,"\u0074":"x\ud83d","t":true ,"o":{"p":{"q":null}}, "a2":"y"}"#,
        );
        let root = Node::root(&doc).unwrap();
        let list: Vec<_> = root.get("a").unwrap().elements().collect();
        assert_eq!(list.iter().map(|node| node.whole::<u8>()).collect::<Vec<_>>(), [Some(1), Some(2), None]);
        assert_eq!(root.get("n").unwrap().whole::<i64>(), Some(-150));
        assert_eq!(root.get("n").unwrap().whole::<u64>(), None);
        assert_eq!(
            (root.get("t").unwrap().flag(), root.text_of("t")),
            (Some(true), None),
            "the last one counts"
        );
        assert!(root.along("o.p.q").unwrap().is_null() && root.along("o.p.q.r").is_none());
        assert_eq!(root.members().nth(2).unwrap().1.text().as_deref(), Some("x\\ud83d"));
        assert_eq!(format!("{:?}", root.get("o").unwrap()), r#"{"p":{"q":null}}"#);
        assert_eq!(root.text_of("a2").as_deref(), Some("y"));
        assert!(root.get("a").unwrap().get("a").is_none() && root.elements().next().is_none());
    }

    #[test]
    fn numbers_and_flags_as_text_are_numbers_and_flags() {
        let doc = doc(r#"["255", 255.0, "TRUE", "false", "yes", null, [], "1,5", 1e400, "", true]"#);
        let all: Vec<_> = Node::root(&doc).unwrap().elements().collect();
        let whole: Vec<_> = all.iter().map(|node| node.whole::<u32>()).collect();
        assert_eq!(whole, [Some(255), Some(255), None, None, None, None, None, None, None, None, None]);
        let flags: Vec<_> = all.iter().filter_map(|node| node.flag()).collect();
        assert_eq!(flags, [true, false, true]);
    }
}
