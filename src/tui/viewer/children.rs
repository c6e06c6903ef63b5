//! Other programs: a jq filter in a process of its own, the system's clipboard, editor and pager. None of them
//! sees the variables that hold a secret.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use bytes::Bytes;

use crate::client::clock::Stopwatch;
use crate::json::Stop;
use crate::json::jq::{Given, WorkerSaid};
use crate::store::secrets::env::without_secrets;
use crate::text::numbers;

const MIB: u64 = 1 << 20;

/// Runs a filter in a process that can be ended: a filter that gives nothing and never ends can't be stopped
/// from inside, nor its memory bounded.
pub(super) fn filter(program: &Path, filter: &str, json: Bytes, stop: &Stop) -> Result<Given, String> {
    // A value takes about eight times its text.
    let memory = 256 * MIB + json.len() as u64 * 8;
    let limit = 2000 + json.len() as u64 / 20_000;
    let mut command = if cfg!(unix) {
        let mut shell = Command::new("sh");
        let kilobytes = (memory + 128 * MIB) / 1024;
        shell.arg("-c").arg("ulimit -v \"$0\" && exec \"$@\"").arg(kilobytes.to_string()).arg(program);
        shell
    } else {
        Command::new(program)
    };
    command.arg("view").arg(format!("--jq-worker={filter}"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = without_secrets(&mut command)
        .spawn()
        .map_err(|error| format!("the filter can't be started: {error}"))?;
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
    let ended = wait(&mut child, limit, stop);
    let _ = feed.join();
    let json = results.join().unwrap_or_default();
    let words = words.join().unwrap_or_default();
    match ended {
        Ended::InTime => {}
        Ended::Stopped => return Err("stopped".into()),
        Ended::TooLate => return Err(format!("stopped after {}: its limit", numbers::millis(limit))),
    }
    match serde_json::from_str::<WorkerSaid>(words.trim()) {
        Ok(WorkerSaid::Gave { results, cut, error }) => Ok(Given { json, results, cut, error }),
        Ok(WorkerSaid::Bad { at, says }) => Err(format!("at character {}: {says}", at + 1)),
        Err(_) => Err(format!("it needed more than {}, its limit, or went too deep", numbers::bytes(memory))),
    }
}

enum Ended {
    InTime,
    Stopped,
    TooLate,
}

fn wait(child: &mut Child, limit: u64, stop: &Stop) -> Ended {
    let since = Stopwatch::start();
    loop {
        match child.try_wait() {
            Ok(None) => {}
            _ => return Ended::InTime,
        }
        let ended = match (stop.is_set(), since.ms() > limit) {
            (true, _) => Ended::Stopped,
            (_, true) => Ended::TooLate,
            _ => {
                std::thread::sleep(Duration::from_millis(3));
                continue;
            }
        };
        let _ = child.kill();
        let _ = child.wait();
        return ended;
    }
}

/// Programs that put their input on the system's clipboard.
const CLIPBOARDS: [(&str, &[&str]); 5] = [
    ("wl-copy", &[]),
    ("xclip", &["-selection", "clipboard"]),
    ("xsel", &["--input", "--clipboard"]),
    ("pbcopy", &[]),
    ("clip.exe", &[]),
];

/// Copies by the first program that is there and succeeds; its name.
pub(super) fn copy(bytes: &[u8]) -> Option<&'static str> {
    CLIPBOARDS
        .iter()
        .find(|(program, arguments)| copy_by(program, arguments, bytes).unwrap_or(false))
        .map(|c| c.0)
}

fn copy_by(program: &str, arguments: &[&str], bytes: &[u8]) -> std::io::Result<bool> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = without_secrets(&mut command).spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(bytes)?;
    }
    match wait(&mut child, 2000, &Stop::default()) {
        Ended::InTime => Ok(child.wait()?.success()),
        _ => Ok(false),
    }
}

/// Opens a file in an editor, which is a command line of a shell.
pub(super) fn edit(editor: &str, file: &Path) -> std::io::Result<bool> {
    let mut command = shell(&format!("{editor} \"$1\""));
    command.arg("orgscope").arg(file);
    Ok(without_secrets(&mut command).status()?.success())
}

/// Shows bytes in a pager.
pub(super) fn page(pager: &str, bytes: &[u8]) -> std::io::Result<bool> {
    let mut command = shell(pager);
    command.stdin(Stdio::piped());
    let mut child = without_secrets(&mut command).spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // Who leaves the pager early closes the pipe.
        let _ = stdin.write_all(bytes);
    }
    Ok(child.wait()?.success())
}

fn shell(line: &str) -> Command {
    let mut command = Command::new(if cfg!(windows) { "cmd" } else { "sh" });
    command.arg(if cfg!(windows) { "/C" } else { "-c" }).arg(line);
    command
}
