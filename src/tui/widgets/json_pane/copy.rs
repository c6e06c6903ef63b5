//! What can be copied from where the cursor is.

use super::JsonPane;
use crate::json::{Kind, Path, indented};

/// What to copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copied {
    /// The value: a string decoded, everything else as written.
    Value,
    /// The member's key, decoded.
    Key,
    /// The value's own bytes.
    Raw,
    /// The value's own bytes, indented.
    Indented,
    /// The path as `records[1].Name`.
    Dot,
    /// The path for jq.
    Jq,
    /// The path as a JSON Pointer.
    Pointer,
}

impl Copied {
    /// All of them, in the order of the menu, each with its letter and name.
    pub const ALL: [(Self, char, &'static str); 7] = [
        (Self::Value, 'v', "Value"),
        (Self::Key, 'k', "Key"),
        (Self::Raw, 'r', "JSON as it came"),
        (Self::Indented, 'j', "JSON, indented"),
        (Self::Dot, 'p', "Path"),
        (Self::Jq, 'q', "Path for jq"),
        (Self::Pointer, 'o', "JSON Pointer"),
    ];
}

impl JsonPane {
    /// What would be copied; `None` where there is no such thing here (the key of a list's element).
    pub fn copied(&self, what: Copied) -> Option<Vec<u8>> {
        let node = self.cursor()?;
        let doc = &self.doc;
        let is_line = doc.kind(node) == Kind::Line;
        Some(match what {
            Copied::Value => doc.text(node).into_owned().into_bytes(),
            Copied::Key => doc.key(node)?.into_owned().into_bytes(),
            Copied::Raw => doc.raw(node).to_vec(),
            _ if is_line => return None,
            Copied::Indented => indented(doc.raw(node)),
            Copied::Dot => Path::of(doc, node).dot().into_bytes(),
            Copied::Jq => Path::of(doc, node).jq().into_bytes(),
            Copied::Pointer => Path::of(doc, node).pointer().into_bytes(),
        })
    }

    /// How many bytes the value under the cursor takes, without reading them.
    pub fn value_bytes(&self) -> Option<usize> {
        Some(self.doc.value_range(self.cursor()?).len())
    }
}
