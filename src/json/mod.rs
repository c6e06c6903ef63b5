//! The JSON document: the bytes as they came, and a flat index beside them.
