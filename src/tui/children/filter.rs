//! A jq filter in a process of its own, with a limit on its time and memory.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Stdio};

use bytes::Bytes;

use super::{Ended, wait};
use crate::json::Stop;
use crate::json::jq::{Given, WorkerSaid};
use crate::store::{open, programs};
use crate::text::numbers;
use crate::tui::json_desk::{Limits, Refused};

/// Address space that a program may have beyond its memory: libraries, stacks, what its allocator sets aside.
const BESIDES: u64 = 4 << 30;

/// Runs a filter in a process that can be ended: a filter that gives nothing and never ends can't be stopped
/// from inside, nor its memory bounded.
pub fn filter(program: &Path, filter: &str, json: Bytes, stop: &Stop) -> Result<Given, Refused> {
    let limits = Limits::of(json.len());
    let mut command = if cfg!(unix) {
        let mut shell = programs::beside("sh");
        // The last resort where the watch below can't see: the address space, with much room. Not every
        // system knows this limit.
        let kilobytes = (limits.memory + BESIDES) / 1024;
        let line = "ulimit -v \"$0\" 2>/dev/null; exec \"$@\"";
        shell.arg("-c").arg(line).arg(kilobytes.to_string()).arg(program);
        shell
    } else {
        programs::beside(&program.to_string_lossy())
    };
    command.arg("view").arg(format!("--jq-worker={filter}")).arg(format!("--jq-memory={}", limits.memory));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child =
        command.spawn().map_err(|error| Refused::Ended(format!("the filter can't be started: {error}")))?;
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let feed = std::thread::spawn(move || {
        // A filter that ends early does not read on.
        let _ = stdin.map(|mut stdin| stdin.write_all(&json));
    });
    let results = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = stdout.map(|mut stdout| stdout.read_to_end(&mut bytes));
        bytes
    });
    let words = std::thread::spawn(move || {
        let mut text = String::new();
        let _ = stderr.map(|mut stderr| stderr.read_to_string(&mut text));
        text
    });
    let is_too_large = |child: &Child| resident(child.id()).is_some_and(|bytes| bytes > limits.memory);
    let ended = wait(&mut child, limits.ms, stop, is_too_large);
    let _ = feed.join();
    let json = results.join().unwrap_or_default();
    let words = words.join().unwrap_or_default();
    match ended {
        Ended::InTime => {}
        Ended::Stopped => return Err(Refused::Ended("stopped".into())),
        Ended::TooLate => {
            return Err(Refused::Ended(format!("stopped after {}: its limit", numbers::millis(limits.ms))));
        }
        Ended::TooLarge => return Err(too_large(limits)),
    }
    match serde_json::from_str::<WorkerSaid>(words.trim()) {
        Ok(WorkerSaid::Gave { results, cut, error }) => Ok(Given { json, results, cut, error }),
        Ok(WorkerSaid::Bad { at, says }) => Err(Refused::Bad { at, says }),
        Ok(WorkerSaid::TooLarge) => Err(too_large(limits)),
        Err(_) => Err(Refused::Ended("it went too deep, or needed more memory than there is".into())),
    }
}

fn too_large(limits: Limits) -> Refused {
    Refused::Ended(format!("stopped at {} of memory: its limit", numbers::bytes(limits.memory)))
}

/// How much memory a process has, where the system tells of another one: elsewhere the worker looks at itself.
fn resident(process: u32) -> Option<u64> {
    let facts = open::facts_of_process(process)?;
    let line = facts.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}
