//! Any text is a path: what is sent is what was looked at, and only reads are let through.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../properties/place.rs"]
mod place;

fuzz_target!(|bytes: &[u8]| place::check(bytes));
