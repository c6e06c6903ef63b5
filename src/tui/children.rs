//! Other programs: a jq filter in a process of its own, the system's clipboard, editor and pager. None of them
//! sees the variables that hold a secret. Everything here waits: never call it where something is drawn.

use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use bytes::Bytes;

use crate::client::clock::Stopwatch;
use crate::json::Stop;
use crate::json::jq::{Given, WorkerSaid};
use crate::store::open;
use crate::store::secrets::env::without_secrets;
use crate::store::written::Lent;
use crate::text::numbers;
use crate::tui::json_desk::{Limits, Refused};

/// The programs that a document is handed to, as the command line found them.
#[derive(Clone, Debug)]
pub struct Programs {
    /// The program itself, for filters in a process of their own.
    pub own: Option<PathBuf>,
    /// The editor, as a command line.
    pub editor: String,
    /// The pager, as a command line.
    pub pager: String,
}

/// What the terminal is lent for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lend {
    /// Bytes to look at in the editor.
    Edit(Bytes),
    /// Bytes to look at in the pager.
    Page(Bytes),
}

impl Programs {
    /// Starts the program and waits for its end; what to say of it. The terminal must be the program's
    /// meanwhile.
    pub fn lend(&self, what: &Lend) -> Option<String> {
        match what {
            Lend::Edit(bytes) => Some(edited(&self.editor, bytes)),
            Lend::Page(bytes) => failed("pager", "PAGER", &self.pager, page(&self.pager, bytes)),
        }
    }
}

fn edited(editor: &str, bytes: &[u8]) -> String {
    let file = match Lent::new(bytes) {
        Ok(file) => file,
        Err(error) => return format!("There is no place for a file to edit: {}.", error.kind()),
    };
    let ended = edit(editor, file.path());
    failed("editor", "VISUAL or EDITOR", editor, ended)
        .unwrap_or_else(|| "Back from the editor. What was changed there is not kept here.".into())
}

/// What the shell says of a program that is not there, or may not be run.
const NOT_THERE: [i32; 3] = [127, 126, 9009];

/// What to say of a program that did not end well; `variables` may name another one.
fn failed(what: &str, variables: &str, program: &str, ended: io::Result<ExitStatus>) -> Option<String> {
    match ended {
        Ok(status) if status.success() => None,
        Ok(status) if status.code().is_some_and(|code| NOT_THERE.contains(&code)) => {
            Some(format!("The {what} {program} can't be run here. {variables} can name another one."))
        }
        Ok(_) => Some(format!("The {what} {program} ended with an error.")),
        Err(error) => Some(format!("The {what} {program} can't be started: {}.", open::reason(&error))),
    }
}

/// Address space that a program may have beyond its memory: libraries, stacks, what its allocator sets aside.
const BESIDES: u64 = 4 << 30;

/// Runs a filter in a process that can be ended: a filter that gives nothing and never ends can't be stopped
/// from inside, nor its memory bounded.
pub fn filter(program: &Path, filter: &str, json: Bytes, stop: &Stop) -> Result<Given, Refused> {
    let limits = Limits::of(json.len());
    let mut command = if cfg!(unix) {
        let mut shell = Command::new("sh");
        // The last resort where the watch below can't see: the address space, with much room. Not every
        // system knows this limit.
        let kilobytes = (limits.memory + BESIDES) / 1024;
        let line = "ulimit -v \"$0\" 2>/dev/null; exec \"$@\"";
        shell.arg("-c").arg(line).arg(kilobytes.to_string()).arg(program);
        shell
    } else {
        Command::new(program)
    };
    command.arg("view").arg(format!("--jq-worker={filter}"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = without_secrets(&mut command)
        .spawn()
        .map_err(|error| Refused::Ended(format!("the filter can't be started: {error}")))?;
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
    let ended = wait(&mut child, limits, stop);
    let _ = feed.join();
    let json = results.join().unwrap_or_default();
    let words = words.join().unwrap_or_default();
    match ended {
        Ended::InTime => {}
        Ended::Stopped => return Err(Refused::Ended("stopped".into())),
        Ended::TooLate => {
            return Err(Refused::Ended(format!("stopped after {}: its limit", numbers::millis(limits.ms))));
        }
        Ended::TooLarge => {
            let most = numbers::bytes(limits.memory);
            return Err(Refused::Ended(format!("stopped at {most} of memory: its limit")));
        }
    }
    match serde_json::from_str::<WorkerSaid>(words.trim()) {
        Ok(WorkerSaid::Gave { results, cut, error }) => Ok(Given { json, results, cut, error }),
        Ok(WorkerSaid::Bad { at, says }) => Err(Refused::Bad { at, says }),
        Err(_) => Err(Refused::Ended("it went too deep, or needed more memory than there is".into())),
    }
}

enum Ended {
    InTime,
    Stopped,
    TooLate,
    TooLarge,
}

fn wait(child: &mut Child, limits: Limits, stop: &Stop) -> Ended {
    let since = Stopwatch::start();
    loop {
        match child.try_wait() {
            Ok(None) => {}
            _ => return Ended::InTime,
        }
        let ended = if stop.is_set() {
            Ended::Stopped
        } else if since.ms() > limits.ms {
            Ended::TooLate
        } else if limits.memory < u64::MAX && resident(child.id()).is_some_and(|bytes| bytes > limits.memory)
        {
            Ended::TooLarge
        } else {
            std::thread::sleep(Duration::from_millis(3));
            continue;
        };
        let _ = child.kill();
        let _ = child.wait();
        return ended;
    }
}

/// How much memory a process has, where the system tells.
fn resident(process: u32) -> Option<u64> {
    let facts = open::facts_of_process(process)?;
    let line = facts.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}

/// Programs that put their input on the system's clipboard.
const CLIPBOARDS: [(&str, &[&str]); 5] = [
    ("wl-copy", &[]),
    ("xclip", &["-selection", "clipboard"]),
    ("xsel", &["--input", "--clipboard"]),
    ("pbcopy", &[]),
    ("clip.exe", &[]),
];

/// Copies by the first program that is there and succeeds, and says which way was used. `by_terminal`: the
/// terminal was told as well.
pub fn copied(name: &str, bytes: &[u8], by_terminal: bool) -> String {
    let what = what(name, bytes.len());
    match (copy(bytes), by_terminal) {
        (Some(program), true) => format!("Copied {what} by {program} and by the terminal (OSC 52)."),
        (Some(program), false) => format!("Copied {what} by {program}."),
        (None, true) => copied_by_terminal(name, bytes.len()),
        (None, false) => {
            let size = numbers::bytes(bytes.len() as u64);
            format!("{size} are more than terminals take by OSC 52. Nothing was copied.")
        }
    }
}

/// What is said of a copy that only the terminal was told of.
pub fn copied_by_terminal(name: &str, bytes: usize) -> String {
    let what = what(name, bytes);
    format!("Copied {what} by the terminal (OSC 52). Some terminals refuse it without saying so.")
}

fn what(name: &str, bytes: usize) -> String {
    let size = numbers::bytes(bytes as u64);
    if name.is_empty() { size } else { format!("{name}, {size},") }
}

fn copy(bytes: &[u8]) -> Option<&'static str> {
    CLIPBOARDS
        .iter()
        .find(|(program, arguments)| copy_by(program, arguments, bytes).unwrap_or(false))
        .map(|c| c.0)
}

fn copy_by(program: &str, arguments: &[&str], bytes: &[u8]) -> io::Result<bool> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = without_secrets(&mut command).spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(bytes)?;
    }
    match wait(&mut child, Limits { ms: 2000, memory: u64::MAX }, &Stop::default()) {
        Ended::InTime => Ok(child.wait()?.success()),
        _ => Ok(false),
    }
}

/// Opens a file in an editor, which is a command line of a shell.
fn edit(editor: &str, file: &Path) -> io::Result<ExitStatus> {
    let mut command = shell(&format!("{editor} \"$1\""));
    command.arg("orgscope").arg(file);
    without_secrets(&mut command).status()
}

/// Shows bytes in a pager.
fn page(pager: &str, bytes: &[u8]) -> io::Result<ExitStatus> {
    let mut command = shell(pager);
    command.stdin(Stdio::piped());
    let mut child = without_secrets(&mut command).spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // Who leaves the pager early closes the pipe.
        let _ = stdin.write_all(bytes);
    }
    child.wait()
}

fn shell(line: &str) -> Command {
    let mut command = Command::new(if cfg!(windows) { "cmd" } else { "sh" });
    command.arg(if cfg!(windows) { "/C" } else { "-c" }).arg(line);
    command
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_did_not_do_its_work_is_named() {
        let lend = |editor: &str, pager: &str, what: &Lend| {
            Programs { own: None, editor: editor.into(), pager: pager.into() }.lend(what)
        };
        let (edit, page) = (Lend::Edit(Bytes::from_static(b"{}")), Lend::Page(Bytes::from_static(b"{}")));
        assert_eq!(lend("true", "true", &page), None);
        assert_eq!(
            lend("true", "no-such-pager -R 2>/dev/null", &page).unwrap(),
            "The pager no-such-pager -R 2>/dev/null can't be run here. PAGER can name another one."
        );
        assert_eq!(lend("true", "false", &page).unwrap(), "The pager false ended with an error.");
        assert!(lend("true", "true", &edit).unwrap().starts_with("Back from the editor."));
        assert_eq!(lend("false", "true", &edit).unwrap(), "The editor false ended with an error.");
        let missing = lend("exec 2>/dev/null; no-such-editor", "true", &edit).unwrap();
        assert!(missing.ends_with("can't be run here. VISUAL or EDITOR can name another one."), "{missing}");
    }
}
