//! What people ask about an org: objects, fields, rows, a record. One question a file.
