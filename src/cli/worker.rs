//! `orgscope view --jq-worker`: a jq filter in a process of its own, for the viewer's filter line.

use std::time::Duration;

use super::context::Context;
use crate::json::jq::{self, WorkerSaid};
use crate::store::open::Source;
use crate::trouble::{Exit, Trouble};

/// Between two looks at the memory that is in use: a filter fills some megabytes meanwhile.
const LOOK: Duration = Duration::from_millis(3);

/// Runs a jq filter over standard input: its results to standard output, how it ended to standard error.
pub fn run(filter: &str, memory: Option<u64>, context: &Context) -> Result<Exit, Trouble> {
    // Where nobody can see another process's memory this one looks at its own.
    if let Some(most) = memory.filter(|_| in_use().is_some()) {
        let out = context.out;
        std::thread::spawn(move || {
            while in_use().is_none_or(|bytes| bytes <= most) {
                std::thread::sleep(LOOK);
            }
            out.warn(said(&WorkerSaid::TooLarge));
            std::process::exit(i32::from(Exit::Refused.code()));
        });
    }
    let (json, _) = Source::stdin()?.rest(Vec::new(), |_| false);
    let ended = match jq::run(&json, filter, jq::Bounds::default()) {
        Ok(given) => {
            context.out.bytes(&given.json);
            WorkerSaid::Gave { results: given.results, cut: given.cut, error: given.error }
        }
        Err(bad) => WorkerSaid::Bad { at: bad.at.start, says: bad.says },
    };
    context.out.warn(said(&ended));
    Ok(Exit::Done)
}

fn said(ended: &WorkerSaid) -> String {
    serde_json::to_string(ended).unwrap_or_default()
}

/// How many bytes of memory this process has for itself, where its parent can't see that.
#[cfg(any(windows, target_os = "macos"))]
fn in_use() -> Option<u64> {
    // On Windows what was promised to it counts, in memory or not; on macOS that is every address it may have.
    let usage = memory_stats::memory_stats()?;
    let bytes = if cfg!(windows) { usage.virtual_mem.max(usage.physical_mem) } else { usage.physical_mem };
    Some(bytes as u64)
}

#[cfg(not(any(windows, target_os = "macos")))]
fn in_use() -> Option<u64> {
    None
}
