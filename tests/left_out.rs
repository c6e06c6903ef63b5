//! The end of a test run: how many tests were left out for want of a program, and what installs what they need. Cargo
//! runs this target after those that note it (`it/support/left_out.rs`); it is no test itself and never fails.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;

fn main() {
    // A test runner that lists tests finds none here.
    if std::env::args().any(|argument| argument == "--list") {
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let noted = std::fs::read_to_string(folder.join(format!("left-out-{}", parent()))).unwrap_or_default();
    forget(folder);
    // Where nobody reads it any more there is nobody to tell.
    let _ = writeln!(std::io::stdout(), "\n{}\n", said(&noted));
}

/// What is said of the lines that were noted: test, what it needs, what installs that.
fn said(noted: &str) -> String {
    let mut tests = BTreeSet::new();
    let mut needs: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for line in noted.lines() {
        if let [test, what, installs] = line.split('\t').collect::<Vec<_>>()[..] {
            tests.insert(test);
            needs.entry((what, installs)).or_default().insert(test);
        }
    }
    let count = |n: usize| if n == 1 { "1 test".to_owned() } else { format!("{n} tests") };
    if tests.is_empty() {
        return "No test was left out.".to_owned();
    }
    let mut said = format!("{} left out, since what they need is not here:", count(tests.len()));
    for ((what, installs), tests) in needs {
        said.push_str(&format!(
            "\n  {} for want of {what}. What installs it: {installs}",
            count(tests.len())
        ));
    }
    said
}

/// What former runs noted that never came to their end.
fn forget(folder: &Path) {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    for file in files.filter(|file| file.file_name().to_string_lossy().starts_with("left-out-")) {
        let _ = std::fs::remove_file(file.path());
    }
}

#[cfg(unix)]
fn parent() -> u32 {
    std::os::unix::process::parent_id()
}

#[cfg(not(unix))]
fn parent() -> u32 {
    0
}
