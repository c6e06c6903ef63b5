//! The JSON document: the bytes as they came, and a flat index beside them.

use bytes::Bytes;

/// A document: bytes that never change. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Doc(Bytes);

impl Doc {
    /// A document over these bytes.
    pub fn from_bytes(bytes: Bytes) -> Self {
        Self(bytes)
    }

    /// The bytes as they came.
    pub fn bytes(&self) -> &Bytes {
        &self.0
    }
}
