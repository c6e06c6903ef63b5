//! Any text is a statement: nothing that writes may be sent, in any spelling that the reader would see.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../properties/statement.rs"]
mod statement;

fuzz_target!(|bytes: &[u8]| statement::check(bytes));
