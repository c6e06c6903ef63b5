//! Reading an answer value by value: one odd value never loses the others. `null` counts as absent, numbers and
//! flags may be texts, any depth is read; what is of another kind is left out, counted, and said with its path.
//! Only what is no such answer at all is refused.
//!
//! A type says how it is read in [`Given`]; one that is a whole answer also in [`Answer`]. [`read`] reads it.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use bytes::Bytes;

use super::doc::Doc;
use super::fault::{Fault, Wrong};
use super::index::NodeId;
use super::node::Node;
use super::path::{Path, Step};
use super::value::Kind;
use orgscope_text::numbers;

/// An answer that was read.
#[derive(Clone, Debug)]
pub struct Read<T> {
    /// What it says.
    pub value: T,
    /// What of it could not be read.
    pub unread: Unread,
}

/// What could not be read of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unread {
    /// How many values.
    pub count: usize,
    /// Where the first of them are: `fields[3].label`.
    pub paths: Vec<String>,
}

/// Paths that are kept.
const PATHS: usize = 20;
/// Paths that are named in a sentence.
const NAMED: usize = 4;
/// Steps of a path that are shown: a deep document has long ones.
const STEPS: usize = 12;

impl Unread {
    /// `2 values not read`; `None` if everything was.
    pub fn words(&self) -> Option<String> {
        match self.count {
            0 => None,
            1 => Some("1 value not read".into()),
            many => Some(format!("{} values not read", numbers::count(many as u64))),
        }
    }

    /// `2 values could not be read: fields[3].label, fields[7].length.`; `None` if everything was.
    pub fn sentence(&self) -> Option<String> {
        let named = self.paths.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
        let more = match self.count.saturating_sub(self.paths.len().min(NAMED)) {
            0 => String::new(),
            more => format!(" and {} more", numbers::count(more as u64)),
        };
        match self.count {
            0 => None,
            1 => Some(format!("1 value could not be read: {named}.")),
            many => {
                let many = numbers::count(many as u64);
                Some(format!("{many} values could not be read: {named}{more}."))
            }
        }
    }
}

/// Why nothing was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotRead {
    /// The bytes are no JSON, or end before it does.
    Broken {
        /// The line, from 1.
        line: usize,
        /// The character in the line, from 1.
        column: usize,
        /// What is wrong there, in words.
        says: String,
    },
    /// Valid JSON, and something else than was asked for: `an empty object, {}`.
    Another(String),
}

impl NotRead {
    /// What a document is that is not what was asked for.
    pub fn of(doc: &Doc) -> Self {
        whole(doc).map_or_else(|| broken(doc), |root| Self::Another(found(root)))
    }
}

/// A whole answer.
pub trait Answer: Sized {
    /// Reads it; `None` if it is no such answer at all.
    fn read(root: Value<'_>) -> Option<Self>;
}

/// What is read out of one value.
pub trait Given: Sized {
    /// Reads it. `None` if it is absent, or could not be read; the second is noted.
    fn given(value: Value<'_>) -> Option<Self>;
}

#[derive(Debug, Default)]
struct Notes {
    unread: RefCell<Vec<NodeId>>,
    count: Cell<usize>,
}

/// Most values whose place is kept.
const NOTED: usize = 1000;

/// A value that is being read: what it can't be read as is noted.
#[derive(Clone, Copy, Debug)]
pub struct Value<'a> {
    node: Node<'a>,
    notes: &'a Notes,
}

/// Reads a document as an answer.
pub fn read<T: Answer>(doc: &Doc) -> Result<Read<T>, NotRead> {
    let root = whole(doc).ok_or_else(|| NotRead::of(doc))?;
    let notes = Notes::default();
    let value = T::read(Value { node: root, notes: &notes }).ok_or_else(|| NotRead::of(doc))?;
    let mut unread = Unread { count: notes.count.get(), paths: Vec::new() };
    let places = notes.unread.take();
    unread.paths.extend(places.iter().take(PATHS).map(|id| shown(doc, *id)));
    if doc.after(root.id()) < doc.nodes() {
        unread.count += 1;
        unread.paths.push("what follows the answer".into());
    }
    Ok(Read { value, unread })
}

/// What bytes say as an answer, where nobody has to be told what of it could not be read.
pub fn value<T: Answer>(bytes: &Bytes) -> Option<T> {
    read(&Doc::from_bytes(bytes.clone())).ok().map(|read| read.value)
}

/// The first value of a document, where it is there to its end.
pub fn whole(doc: &Doc) -> Option<Node<'_>> {
    Node::root(doc).filter(|root| is_closed(*root))
}

/// Whether a root is there to its end; what follows it may be anything.
fn is_closed(root: Node<'_>) -> bool {
    let doc = root.doc();
    let closes = match root.kind() {
        Kind::Object => b'}',
        Kind::Array => b']',
        _ => return doc.first_error().is_none(),
    };
    doc.is_closed(root.id()) && doc.raw(root.id()).last() == Some(&closes)
}

fn broken(doc: &Doc) -> NotRead {
    let is_structural = |fault: &&Fault| matches!(fault.what, Wrong::Expected(_));
    let fault = doc.faults().iter().find(is_structural).copied().or(doc.first_error());
    let (line, column) = doc.line_column(fault.map_or(0, |fault| fault.at));
    let says = fault.map_or_else(|| "there is no value in here".into(), |fault| fault.says(doc.bytes()));
    NotRead::Broken { line, column, says }
}

/// Keys that are named of an object that is not what it should be.
const KEYS: usize = 3;

fn found(root: Node<'_>) -> String {
    let short = |text: Cow<'_, str>| text.chars().take(40).collect::<String>();
    match (root.kind(), root.count()) {
        (Kind::Object, 0) => "an empty object, {}".into(),
        (Kind::Array, 0) => "an empty list, []".into(),
        (Kind::Object, count) => {
            let keys: Vec<_> = root.members().take(KEYS).map(|(key, _)| short(key)).collect();
            let more = if count as usize > KEYS { ", …" } else { "" };
            format!("an object of {}{more}", keys.join(", "))
        }
        (Kind::Array, 1) => "a list of 1".into(),
        (Kind::Array, count) => format!("a list of {count}"),
        (Kind::String, _) => "a text".into(),
        (Kind::Number, _) => format!("the number {}", short(root.written())),
        _ => short(root.written()),
    }
}

fn shown(doc: &Doc, id: NodeId) -> String {
    let (path, left_out) = Path::shown(doc, id, STEPS);
    match (left_out, path.0.first()) {
        (0, None) => "the whole answer".into(),
        (0, _) => path.dot(),
        (_, Some(Step::Index(_)) | None) => format!("…{}", path.dot()),
        (_, Some(Step::Key(_))) => format!("….{}", path.dot()),
    }
}

impl<'a> Value<'a> {
    /// The value without its notes.
    pub fn node(self) -> Node<'a> {
        self.node
    }

    /// Notes that it could not be read.
    pub fn unread(self) {
        self.notes.count.set(self.notes.count.get() + 1);
        let mut unread = self.notes.unread.borrow_mut();
        if unread.len() < NOTED {
            unread.push(self.node.id());
        }
    }

    /// What could not be read inside of it so far, by the paths from here.
    pub fn unread_inside(self) -> Vec<String> {
        let (doc, from) = (self.node.doc(), self.node.id());
        let (unread, end) = (self.notes.unread.borrow(), doc.after(from));
        let inside = unread.iter().filter(|id| (from + 1..end).contains(*id));
        let own = doc.depth_of(from) as usize + usize::from(doc.roots() > 1);
        inside.map(|id| Path(Path::of(doc, *id).0.split_off(own)).dot()).collect()
    }

    /// Whether it has the name without which it is of no use; where it has none, it could not be read.
    pub fn named(self, name: &str) -> bool {
        if name.is_empty() {
            self.unread();
        }
        !name.is_empty()
    }

    /// Puts what it says where it belongs; what is absent or could not be read changes nothing there.
    pub fn put<T: Given>(self, place: &mut T) {
        if let Some(given) = T::given(self) {
            *place = given;
        }
    }

    /// Takes its members one by one; `None` if it is absent or no object.
    pub fn each(self, mut take: impl FnMut(&str, Self)) -> Option<()> {
        match self.node.kind() {
            Kind::Object => {
                for (key, node) in self.node.members() {
                    take(&key, Self { node, ..self });
                }
                Some(())
            }
            Kind::Null => None,
            _ => {
                self.unread();
                None
            }
        }
    }

    /// Its elements; none where it is absent or no array.
    pub fn elements(self) -> impl Iterator<Item = Self> {
        if !matches!(self.node.kind(), Kind::Array | Kind::Null) {
            self.unread();
        }
        self.node.elements().map(move |node| Self { node, ..self })
    }

    /// For how many elements room is made at once. A list of a million ones where things should be takes no more
    /// memory than it has bytes.
    fn room_for<T>(self) -> usize {
        let most = self.node.doc().raw(self.node.id()).len() / size_of::<T>().max(1);
        most.min(self.node.count() as usize)
    }

    /// The member with a key.
    pub fn get(self, key: &str) -> Option<Self> {
        self.node.get(key).map(|node| Self { node, ..self })
    }

    fn or_unread<T>(self, read: Option<T>) -> Option<T> {
        if read.is_none() && !self.node.is_null() {
            self.unread();
        }
        read
    }
}

impl Given for String {
    /// A number or a flag where a text should be is the text as it is written.
    fn given(value: Value<'_>) -> Option<Self> {
        let is_text = matches!(value.node.kind(), Kind::String | Kind::Number | Kind::Bool);
        value.or_unread(is_text.then(|| value.node.written().into_owned()))
    }
}

impl Given for bool {
    fn given(value: Value<'_>) -> Option<Self> {
        value.or_unread(value.node.flag())
    }
}

macro_rules! whole_numbers {
    ($($number:ty),*) => {
        $(impl Given for $number {
            fn given(value: Value<'_>) -> Option<Self> {
                value.or_unread(value.node.whole())
            }
        })*
    };
}
whole_numbers!(i32, i64, u16, u32, u64);

impl<T: Given> Given for Option<T> {
    fn given(value: Value<'_>) -> Option<Self> {
        T::given(value).map(Some)
    }
}

impl<T: Given> Given for Vec<T> {
    /// An element that is `null` leaves a gap, which is noted as one that could not be read.
    fn given(value: Value<'_>) -> Option<Self> {
        let mut all = Self::with_capacity(value.room_for::<T>());
        for element in value.elements() {
            if element.node.is_null() {
                element.unread();
            }
            all.extend(T::given(element));
        }
        Some(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, PartialEq)]
    struct Thing {
        name: String,
        size: u32,
        is_new: bool,
        note: Option<String>,
        parts: Vec<Part>,
    }

    #[derive(Debug, Default, PartialEq)]
    struct Part {
        name: String,
        unread: Vec<String>,
    }

    impl Given for Part {
        fn given(value: Value<'_>) -> Option<Self> {
            let mut part = Self::default();
            value.each(|key, value| {
                if key == "name" {
                    value.put(&mut part.name)
                }
            })?;
            part.unread = value.unread_inside();
            Some(part)
        }
    }

    impl Answer for Thing {
        fn read(root: Value<'_>) -> Option<Self> {
            root.get("name").or(root.get("parts"))?;
            let mut thing = Self::default();
            root.each(|key, value| match key {
                "name" => value.put(&mut thing.name),
                "size" => value.put(&mut thing.size),
                "isNew" => value.put(&mut thing.is_new),
                "note" => value.put(&mut thing.note),
                "parts" => value.put(&mut thing.parts),
                _ => {}
            })?;
            Some(thing)
        }
    }

    fn thing(json: impl AsRef<[u8]>) -> Result<Read<Thing>, NotRead> {
        read(&Doc::from_bytes(Bytes::copy_from_slice(json.as_ref())))
    }

    fn unread(json: &str) -> Vec<String> {
        let read = thing(json).unwrap().unread;
        assert_eq!(read.count, read.paths.len());
        read.paths
    }

    #[test]
    fn one_odd_value_never_loses_the_others() {
        let read = thing(r#"{"name":7,"size":"12","isNew":"true","note":null,"parts":null}"#).unwrap();
        let right = Thing { name: "7".into(), size: 12, is_new: true, ..Thing::default() };
        assert_eq!((read.value, read.unread), (right, Unread::default()));

        assert_eq!(
            unread(r#"{"name":"x","size":-1,"isNew":3,"note":[],"parts":{}}"#),
            ["size", "isNew", "note", "parts"]
        );
        assert_eq!(
            unread(r#"{"name":{},"parts":[null,5,{"name":[1]},{"name":"b"}]}"#),
            ["name", "parts[0]", "parts[1]", "parts[2].name"]
        );
        let read = thing(r#"{"name":"x","parts":[{"name":"a"},{"name":[1]}]}"#).unwrap();
        assert_eq!(read.value.parts[1].unread, ["name"]);
        assert_eq!(read.value.parts[0].unread, Vec::<String>::new());
        assert_eq!(unread("{\"name\":\"x\"}\n<!-- seen by the gateway -->"), ["what follows the answer"]);
    }

    #[test]
    fn a_list_that_cannot_be_read_takes_no_more_room_than_it_has_bytes() {
        /// Larger than what it is read from.
        #[derive(Debug)]
        struct Large(#[allow(dead_code)] [u64; 64]);

        impl Given for Large {
            fn given(value: Value<'_>) -> Option<Self> {
                value.or_unread((value.node.kind() == Kind::Object).then_some(Self([0; 64])))
            }
        }

        impl Answer for Vec<Large> {
            fn read(root: Value<'_>) -> Option<Self> {
                Self::given(root)
            }
        }

        let doc = |json: String| Doc::from_bytes(Bytes::from(json));
        let json = format!("[{}1]", "1,".repeat(99_999));
        let bytes = json.len();
        let Read { value, unread } = read::<Vec<Large>>(&doc(json)).unwrap();
        assert_eq!((value.len(), unread.count), (0, 100_000));
        assert!(value.capacity() * size_of::<Large>() <= bytes, "{}", value.capacity());
        // As many as there are, where they take as many bytes.
        let text = "x".repeat(size_of::<Large>());
        let json = format!("[{}]", vec![format!(r#"{{"a":"{text}"}}"#); 3].join(","));
        assert_eq!(read::<Vec<Large>>(&doc(json)).unwrap().value.capacity(), 3);
        assert_eq!(read::<Vec<Large>>(&doc("[{},{},{}]".into())).unwrap().value.len(), 3);
    }

    #[test]
    fn what_came_before_and_how_deep_it_goes_does_not_matter() {
        let deep =
            format!(r#"{{"x":{}1{},"name":"deep"}}"#, r#"{"a":["#.repeat(100_000), "]}".repeat(100_000));
        assert_eq!(thing(deep).unwrap().value.name, "deep");
        assert_eq!(thing("\u{feff}{\"name\":\"x\"}").unwrap().value.name, "x");
        assert_eq!(thing(b"{\"name\":\"a\xffb \\ud83d \\q\"}").unwrap().value.name, "a\u{fffd}b \\ud83d \\q");
        let wide: Vec<u8> = "{\"name\":\"ü\"}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(thing(wide).unwrap().value.name, "ü");
    }

    #[test]
    fn only_what_is_no_such_answer_is_refused() {
        for (json, is) in [
            ("{}", "an empty object, {}"),
            (" [ ] ", "an empty list, []"),
            ("[{\"name\":\"x\"}]", "a list of 1"),
            ("[1,2]", "a list of 2"),
            ("{\"a\":1,\"b\":2,\"c\":3,\"d\":4}", "an object of a, b, c, …"),
            ("\"name\"", "a text"),
            ("12.50", "the number 12.50"),
            ("null", "null"),
            ("true", "true"),
        ] {
            assert_eq!(thing(json).unwrap_err(), NotRead::Another(is.into()), "{json}");
        }
        for (json, at, says) in [
            ("", (1, 1), "there is no value in here"),
            ("{", (1, 2), "expected a key in double quotes or }, found the end of the document"),
            ("{ oops}", (1, 3), "expected a key in double quotes or }, found o"),
            ("{\"name\":\n\"x\"", (2, 4), "expected a comma or }, found the end of the document"),
            ("{\"name\":\"x\",\"parts\":[{\"na", (1, 26), "the string is not closed"),
            ("500 Server Error", (1, 5), "expected the end, found S"),
            ("Server Error", (1, 1), "expected a value, found S"),
        ] {
            let broken = NotRead::Broken { line: at.0, column: at.1, says: says.into() };
            assert_eq!(thing(json).unwrap_err(), broken, "{json}");
        }
    }

    #[test]
    fn what_could_not_be_read_is_said_with_its_path() {
        let says = |count: usize, paths: &[&str]| {
            Unread { count, paths: paths.iter().map(|path| (*path).to_owned()).collect() }.sentence()
        };
        assert_eq!(says(0, &[]), None);
        assert_eq!(says(1, &["a"]).unwrap(), "1 value could not be read: a.");
        assert_eq!(says(2, &["a", "b"]).unwrap(), "2 values could not be read: a, b.");
        let many = ["a", "b", "c", "d", "e"];
        assert_eq!(says(90, &many).unwrap(), "90 values could not be read: a, b, c, d and 86 more.");
        // Many are counted, and only some kept.
        let list = format!(r#"{{"name":"x","parts":[{}1]}}"#, "1,".repeat(4_999));
        let read = thing(list).unwrap();
        assert_eq!((read.unread.count, read.unread.paths.len()), (5_000, PATHS));
    }
}
