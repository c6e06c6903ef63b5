//! What can be copied from where the cursor is.

use super::JsonPane;
use super::searching::SOON;
use super::work::Work;
use crate::json::{Doc, Kind, NodeId, Path, Step, indented};
use crate::text::{numbers, safe};

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

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(what, ..)| *what == self).map_or("", |(_, _, name)| name)
    }
}

/// What would be copied; `None` if there is no such thing there (the key of a list's element).
pub(super) fn copied(doc: &Doc, node: NodeId, what: Copied) -> Option<Vec<u8>> {
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

/// Steps of a path that are shown before it is copied.
const STEPS: usize = 24;

impl JsonPane {
    /// What would be copied, in as many bytes as can be seen; `None` if there is no such thing here.
    pub fn copied_shown(&self, what: Copied, most: usize) -> Option<String> {
        let (node, doc) = (self.cursor()?, &self.doc);
        let is_line = node >= doc.values();
        let path = |steps| Path::shown(doc, node, steps);
        let shown = match what {
            Copied::Value | Copied::Raw | Copied::Indented => {
                let size = doc.value_range(node).len();
                if size > most {
                    return Some(numbers::bytes(size as u64));
                }
                copied(doc, node, what)?
            }
            _ if is_line => return None,
            Copied::Key => match path(1).0.0.pop()? {
                Step::Key(key) => key.into_bytes(),
                Step::Index(_) => return None,
            },
            Copied::Dot => path(STEPS).0.dot().into_bytes(),
            Copied::Jq => path(STEPS).0.jq().into_bytes(),
            Copied::Pointer => path(STEPS).0.pointer().into_bytes(),
        };
        let cut = matches!(what, Copied::Dot | Copied::Jq | Copied::Pointer) && path(STEPS).1 > 0;
        let text = safe::visible_bytes(&shown[..shown.len().min(most)]);
        Some(if cut { format!("…{text}") } else { text })
    }

    /// Takes what is to be handed out: by the key itself where it is small, else elsewhere.
    pub fn hand_out(&self, what: Copied, to: Handed) -> Option<Result<Vec<u8>, Work>> {
        let (node, doc) = (self.cursor()?, &self.doc);
        let is_small = doc.value_range(node).len() <= SOON && doc.depth_of(node) as usize <= STEPS;
        if !is_small {
            return Some(Err(Work::HandOut(node, what, to)));
        }
        copied(doc, node, what).map(Ok)
    }
}

/// Where to what is copied goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handed {
    /// To the clipboard.
    Copy,
    /// To the editor.
    Editor,
    /// To the pager.
    Pager,
}
