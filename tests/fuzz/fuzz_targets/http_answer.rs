//! Any bytes are an answer: a sentence, a way on, and nothing that would steer the terminal.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../properties/answer.rs"]
mod answer;

fuzz_target!(|bytes: &[u8]| answer::check(bytes));
