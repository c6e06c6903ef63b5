//! Whole ways through the program, as a person goes them: the real binary in a pseudo-terminal.

mod demo;
#[cfg(target_os = "linux")]
mod orgs;
mod rough;
