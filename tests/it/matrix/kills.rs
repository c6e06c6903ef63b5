//! Power cuts: the program is killed at each call to the system by which a file changes, in everything that writes.
//! The next start must work and find a way on. `strace` kills at the N-th such call, so nothing is left to chance.

use std::fs::File;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use super::server::{KEY, SECRET, Server};
use super::{asks_for_all, none, side_by_side};
use crate::support::home::{Home, Ran};
use crate::support::left_out::left_out;
use crate::support::screen::Screen;

/// Something that writes.
struct Write {
    name: &'static str,
    /// What is there before.
    before: &'static [&'static [&'static str]],
    /// What is killed, and done again after that.
    command: &'static [&'static str],
    /// What may come of the second time, besides success.
    again: &'static [i32],
    /// The file that a person asked for: whole or not there.
    file: Option<&'static str>,
    /// What must work at last.
    after: &'static [&'static str],
}

const ADD: &[&str] = &["org", "add", "acme", "--login-url", "{base}", "--secret-command", "cat", "pair"];
const ADD_OTHER: &[&str] =
    &["org", "add", "other", "--login-url", "{base}", "--secret-command", "cat", "pair"];
const CHECK: &[&str] = &["check", "acme"];

const WRITES: &[Write] = &[
    // An org that was stored before the end came is refused the second time, with words.
    Write { name: "org add", before: &[], command: ADD, again: &[2, 3], file: None, after: CHECK },
    Write {
        name: "org add, a second one",
        before: &[ADD],
        command: ADD_OTHER,
        again: &[2, 3],
        file: None,
        after: CHECK,
    },
    Write {
        name: "org default",
        before: &[ADD, ADD_OTHER],
        command: &["org", "default", "other"],
        again: &[],
        file: None,
        after: CHECK,
    },
    Write {
        name: "org remove",
        before: &[ADD, ADD_OTHER, &["check", "other"]],
        command: &["org", "remove", "other", "--yes"],
        again: &[3],
        file: None,
        after: CHECK,
    },
    Write {
        name: "check, and what it remembers",
        before: &[ADD],
        command: CHECK,
        again: &[],
        file: None,
        after: CHECK,
    },
    Write {
        name: "a report",
        before: &[ADD],
        command: &["check", "acme", "--report", "r.md"],
        again: &[],
        file: Some("r.md"),
        after: CHECK,
    },
    Write {
        name: "a report for machines",
        before: &[ADD],
        command: &["check", "acme", "--report", "r.xml"],
        again: &[],
        file: Some("r.xml"),
        after: CHECK,
    },
    Write {
        name: "--output",
        before: &[ADD],
        command: &["objects", "--format", "csv", "--output", "o.csv"],
        again: &[],
        file: Some("o.csv"),
        after: CHECK,
    },
    Write {
        name: "the cache",
        before: &[ADD],
        command: &["describe", "Account", "--json"],
        again: &[],
        file: None,
        after: &["describe", "Account"],
    },
];

/// The calls to the system by which a file changes; `?`: a system may not have it.
const CALLS: &[&str] = &[
    "?rename",
    "renameat",
    "renameat2",
    "?unlink",
    "unlinkat",
    "?mkdir",
    "mkdirat",
    "fsync",
    "fdatasync",
    "flock",
    "?link",
    "linkat",
    "ftruncate",
    "fchmod",
    "?chmod",
    "openat",
    "write",
];
/// Those by which a change is begun or done: the slice has only these.
const TURNING_POINTS: &[&str] = &["?rename", "renameat", "renameat2", "?link", "linkat", "fsync"];

fn fill(words: &[&str], base: &str) -> Vec<String> {
    words.iter().map(|word| word.replace("{base}", base)).collect()
}

fn run(home: &Home, words: &[&str], base: &str) -> Ran {
    let words = fill(words, base);
    home.run(&words.iter().map(String::as_str).collect::<Vec<_>>(), "")
}

/// A home as it was before, with the pair that a command gives.
fn home(write: &Write, base: &str) -> Home {
    let home = Home::new();
    std::fs::write(home.path().join("pair"), format!("{KEY}\n{SECRET}\n")).unwrap();
    for words in write.before {
        let ran = run(&home, words, base);
        assert_eq!(ran.code, 0, "{words:?}: {ran:?}");
    }
    home
}

/// Runs a program that is killed at the N-th call of a name; whether it came so far.
fn killed_at(home: &Home, call: &str, n: usize, words: &[String]) -> bool {
    let mut strace = home.command("strace");
    let inject = format!("inject={call}:signal=KILL:when={n}");
    strace.args(["-f", "-qq", "-o", "/dev/null", "-e"]).arg(format!("trace={call}")).arg("-e").arg(inject);
    strace.arg(env!("CARGO_BIN_EXE_orgscope")).args(words);
    let status = strace.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    status.signal() == Some(9) || status.code() == Some(137)
}

/// What is wrong after a kill.
fn aftermath(write: &Write, home: &Home, base: &str, whole: Option<&[u8]>) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut say = |what: String| wrong.push(what);
    let listed = run(home, &["org", "list", "--json"], base);
    if listed.code != 0 || serde_json::from_str::<serde_json::Value>(&listed.out).is_err() {
        say(format!("the orgs can't be listed: {listed:?}"));
    }
    if let (Some(file), Some(whole)) = (write.file, whole) {
        match std::fs::read(home.path().join(file)) {
            Ok(bytes) if !is_whole(&bytes, whole) => {
                say(format!("{file} is neither whole nor away: {} bytes", bytes.len()))
            }
            _ => {}
        }
    }
    an_hour_later(home);
    let again = run(home, write.command, base);
    if again.code != 0 && !write.again.contains(&again.code) {
        say(format!("the second time fails: {again:?}"));
    }
    if again.code != 0 && again.err.trim().lines().count() < 2 {
        say(format!("the second time is refused without a next step: {again:?}"));
    }
    let after = run(home, write.after, base);
    if after.code != 0 {
        say(format!("{:?} does not work after it: {after:?}", write.after));
    }
    let left = home.files().into_iter().filter(|file| file.extension().is_some_and(|ending| ending == "tmp"));
    for file in left {
        say(format!("{} stays for good", file.display()));
    }
    wrong
}

/// Leftovers are cleaned once they are too old to be at work.
fn an_hour_later(home: &Home) {
    let then = SystemTime::now() - Duration::from_secs(2 * 60 * 60);
    for file in home.files() {
        File::open(&file).unwrap().set_modified(then).unwrap();
    }
}

/// Whether a file is as long as a whole one and ends like it; times differ.
fn is_whole(bytes: &[u8], whole: &[u8]) -> bool {
    let end = |bytes: &[u8]| bytes[bytes.len().saturating_sub(8)..].to_vec();
    bytes.len() * 10 > whole.len() * 9 && end(bytes) == end(whole)
}

/// Kills a write at each point of these calls; what was wrong, and how often it was killed.
fn each_point(write: &Write, call: &str, killed: &AtomicUsize) -> Vec<String> {
    const MOST: usize = 200;
    let server = Server::healthy();
    let base = &server.base;
    let whole = write.file.map(|file| {
        let home = home(write, base);
        assert_eq!(run(&home, write.command, base).code, 0, "{}", write.name);
        std::fs::read(home.path().join(file)).unwrap()
    });
    let mut wrong = Vec::new();
    for n in 1..MOST {
        let home = home(write, base);
        if !killed_at(&home, call, n, &fill(write.command, base)) {
            break;
        }
        killed.fetch_add(1, Ordering::Relaxed);
        let found = aftermath(write, &home, base, whole.as_deref());
        wrong.extend(found.into_iter().map(|it| format!("{} killed at {call} {n}: {it}", write.name)));
    }
    wrong
}

fn has_strace() -> bool {
    let works =
        Command::new("strace").args(["-qq", "-o", "/dev/null", "true"]).status().is_ok_and(|s| s.success());
    if !works {
        left_out("strace", "apt-get install strace");
    }
    works
}

fn kill_all(writes: &[&Write], calls: &[&'static str], many: usize) -> (Vec<String>, usize) {
    let killed = AtomicUsize::new(0);
    let jobs: Vec<(&Write, &str)> =
        writes.iter().flat_map(|write| calls.iter().map(move |call| (*write, *call))).collect();
    let wrong = side_by_side(many, &jobs, |(write, call)| each_point(write, call, &killed));
    (wrong, killed.into_inner())
}

#[test]
fn whatever_call_is_the_last_the_next_start_works() {
    if !has_strace() {
        return;
    }
    if !asks_for_all() {
        let writes: Vec<_> =
            WRITES.iter().filter(|w| ["org add", "org remove", "--output"].contains(&w.name)).collect();
        let (wrong, killed) = kill_all(&writes, TURNING_POINTS, 4);
        none(wrong);
        assert!(killed > 6, "only {killed} kills: no call was met");
        return;
    }
    let (mut wrong, killed) = kill_all(&WRITES.iter().collect::<Vec<_>>(), CALLS, 4);
    let (of_screens, killed_screens) = screens_killed();
    wrong.extend(of_screens);
    let (writes, all) = (WRITES.len(), wrong.len());
    println!("{killed} kills in {writes} writes, {killed_screens} in the screens, {all} wrong");
    none(wrong);
}

/// Stars and places are remembered by the screens; they are killed at each rename, and start again.
fn screens_killed() -> (Vec<String>, usize) {
    let server = Server::healthy();
    let (mut wrong, mut killed) = (Vec::new(), 0);
    let write = &WRITES[4];
    for n in 1..20 {
        let home = home(write, &server.base);
        let inject = format!("inject=?rename,renameat,renameat2:signal=KILL:when={n}");
        let arguments =
            ["-f", "-qq", "-o", "/dev/null", "-e", "trace=?rename,renameat,renameat2", "-e", &inject];
        let program = [&arguments[..], &[env!("CARGO_BIN_EXE_orgscope")]].concat();
        let mut screen = Screen::start(&home, "strace", &program, 120, 36);
        if screen.sees("Contact") {
            screen.keys("j*");
            if screen.sees("★") {
                screen.keys("q");
            }
        }
        if screen.exit_code() == 0 {
            break;
        }
        killed += 1;
        let mut screen = Screen::orgscope(&home, &[], 120, 36);
        if !screen.sees("Contact") {
            wrong.push(format!("the screens killed at rename {n}: the next start shows\n{}", screen.text()));
            continue;
        }
        screen.keys("q");
        let code = screen.exit_code();
        if code != 0 || !screen.is_given_back() {
            wrong.push(format!("the screens killed at rename {n}: the next start ends with {code}"));
        }
    }
    (wrong, killed)
}
