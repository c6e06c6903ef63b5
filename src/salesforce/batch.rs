//! Many reads sent as one: `POST /services/data/vXX.0/composite/batch`. (REST guide, 'Batch'.)

use crate::json::patient::{Answer, Value};
use crate::json::{Doc, Kind, Node, NodeId};

/// The answer: one part for each read, in order.
#[derive(Clone, Debug)]
pub struct Batch {
    doc: Doc,
    parts: Vec<(Option<u16>, Option<NodeId>)>,
}

/// The result of one read of a batch.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// Its status, where that could be read.
    pub status: Option<u16>,
    /// Its answer; for a status of 400 and above the array of errors.
    pub result: Option<Node<'a>>,
}

impl Batch {
    /// The parts, in order.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        self.parts.iter().map(|(status, result)| Part {
            status: *status,
            result: result.map(|id| Node::of(&self.doc, id)),
        })
    }
}

impl Answer for Batch {
    /// A part that could not be read keeps its place: the others belong to the reads of their number.
    fn read(root: Value<'_>) -> Option<Self> {
        let list = root.get("results").filter(|list| list.node().kind() == Kind::Array)?;
        let part = |value: Value<'_>| {
            let mut status = None;
            let _ = value.each(|key, value| {
                if key == "statusCode" {
                    value.put(&mut status)
                }
            });
            (status, value.node().get("result").map(Node::id))
        };
        Some(Self { doc: root.node().doc().clone(), parts: list.elements().map(part).collect() })
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::json::patient;

    #[test]
    fn a_part_that_cannot_be_read_keeps_its_place() {
        let json = br#"{"hasErrors":true,"results":[null,{"statusCode":"200","result":{"totalSize":3}},5]}"#;
        let read = patient::read::<Batch>(&Doc::from_bytes(Bytes::from_static(json))).unwrap();
        let parts: Vec<_> = read.value.parts().collect();
        assert_eq!(parts.iter().map(|part| part.status).collect::<Vec<_>>(), [None, Some(200), None]);
        assert_eq!(parts[1].result.and_then(|result| result.get("totalSize")?.whole::<u64>()), Some(3));
        assert_eq!(read.unread.paths, ["results[2]"]);
    }
}
