//! Any keys on any document, at any size: the pane draws, and one row that is on the screen has the cursor.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../properties/pane.rs"]
mod pane;

fuzz_target!(|input: &[u8]| pane::check(input));
