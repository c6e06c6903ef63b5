//! Any bytes are a document: the verdict is that of a strict reader, the place of a fault is exact, every byte is
//! shown, rows and nodes agree, a beginning of the document is a beginning of its index, paths lead back.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../properties/document.rs"]
mod document;

fuzz_target!(|bytes: &[u8]| document::check(bytes));
