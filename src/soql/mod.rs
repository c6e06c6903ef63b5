//! SOQL and SOSL as languages: [`lexer`] makes tokens without loss, [`parse`](mod@parse) a [`tree`] of any text
//! together with what is wrong with it, [`read`] the types for a statement that only reads.
//!
//! Nothing here knows an org: whether a field exists is not asked. Start at [`parse()`](parse::parse).

mod clauses;
pub mod lexer;
pub mod parse;
pub mod read;
pub mod tree;

pub use parse::{Diagnostic, Fault, parse, parse_search};
pub use read::{ReadQuery, ReadSearch, Refusal, check_piece};
