//! Whole ways through the program, as a person goes them: the real binary in a pseudo-terminal
//! or behind a pipe.

mod demo;
#[cfg(unix)]
mod first_hour;
#[cfg(target_os = "linux")]
mod orgs;
mod plain;
#[cfg(unix)]
mod remembered;
mod rough;
