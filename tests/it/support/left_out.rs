//! Tests that need a program which is not here: they are left out, and the end of the run says how many and what
//! installs the rest (`tests/left_out.rs`). Where `CI` is set they fail instead.

use std::io::Write as _;

/// Notes that the test that runs now is left out. `needs` is what it is about, `installs` what brings it.
pub fn left_out(needs: &str, installs: &str) {
    assert!(std::env::var_os("CI").is_none(), "{needs} is needed, and CI is set: {installs}");
    let name = std::thread::current().name().unwrap_or("a test").to_owned();
    // The run that both belong to is the one of the same parent.
    let file = format!("{}/left-out-{}", env!("CARGO_TARGET_TMPDIR"), parent());
    let noted = std::fs::OpenOptions::new().create(true).append(true).open(&file);
    let line = format!("{name}\t{needs}\t{installs}\n");
    noted.and_then(|mut file| file.write_all(line.as_bytes())).unwrap_or_else(|e| panic!("{file}: {e}"));
}

#[cfg(unix)]
fn parent() -> u32 {
    std::os::unix::process::parent_id()
}

#[cfg(not(unix))]
fn parent() -> u32 {
    0
}
