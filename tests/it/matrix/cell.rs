//! One cell: a row of the table met by one face of the program, and what must hold whatever the row says.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::row::{Expected, Row};
use super::server::{KEY, SECRET, Server, TOKEN};
use super::spelling::Needles;
use super::tls;
use crate::support::home::Home;
use crate::support::screen::Screen;

/// A way to ask.
pub struct Face {
    pub name: &'static str,
    arguments: &'static [&'static str],
    input: &'static str,
    /// Whether it ends by itself with the exit code of what it was asked.
    is_command: bool,
}

/// All that meets each row.
pub const FACES: &[Face] = &[
    Face {
        name: "check",
        arguments: &["-v", "check", "--json", "--report", "r.md"],
        input: "",
        is_command: true,
    },
    Face { name: "objects", arguments: &["objects", "--json"], input: "", is_command: true },
    Face {
        name: "describe",
        arguments: &["-v", "describe", "Account", "--json"],
        input: "",
        is_command: true,
    },
    Face { name: "limits", arguments: &["limits", "--json"], input: "", is_command: true },
    Face { name: "get", arguments: &["get", "-i", "sobjects", "--json"], input: "", is_command: true },
    Face {
        name: "plain",
        arguments: &["--plain"],
        input: "raw all\nheaders\nsoql SELECT Id FROM Account\nheaders\nquit\n",
        is_command: false,
    },
];

/// The exit codes that `orgscope help` lists.
const EXIT_CODES: &[i32] = &[0, 1, 2, 3, 4, 5, 130];
/// What a person must never read.
const NEVER: &[&str] = &["panicked", "RUST_BACKTRACE", "unwrap", "src/"];
/// Seconds that a cell may take, where its row names no other.
const SECONDS: u64 = 20;
/// Megabytes that the program may take, in a build that is not optimized, where the row names no others.
const MEGABYTES: u64 = 120;

/// What a program did.
#[derive(Debug)]
pub struct Done {
    /// `None` if it was ended for taking too long.
    pub code: Option<i32>,
    pub out: Vec<u8>,
    pub err: String,
    pub took: Duration,
    /// The most memory it had at a time, in megabytes; 0 where the system does not tell.
    pub megabytes: u64,
}

/// A home in which a server's org is the one of the variables.
pub fn home(base: &str) -> Home {
    let mut home = Home::new();
    let authority = tls::write_authority(home.path());
    for (name, value) in [
        ("ORGSCOPE_LOGIN_URL", base),
        ("ORGSCOPE_CLIENT_ID", KEY),
        ("ORGSCOPE_CLIENT_SECRET", SECRET),
        ("ORGSCOPE_CA_FILE", &authority.display().to_string()),
        // Everything is asked once: waiting has tests of its own.
        ("ORGSCOPE_WAIT", "0"),
    ] {
        home.variables.push((name.to_owned(), value.to_owned()));
    }
    home
}

/// Runs a program to its end, or to the end of its time.
pub fn run(command: &mut Command, input: &str, limit: Duration) -> Done {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    command.stdin(Stdio::piped()).stdout(File::create(file("out")).unwrap());
    command.stderr(File::create(file("err")).unwrap());
    let since = Instant::now();
    let mut child = command.spawn().unwrap();
    // A program that ends without reading its input closes the pipe.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let mut megabytes = 0;
    let code = loop {
        megabytes = megabytes.max(peak_megabytes(child.id()));
        if let Some(status) = child.try_wait().unwrap() {
            break Some(status.code().unwrap_or(-1));
        }
        if since.elapsed() > limit {
            let _ = child.kill();
            let _ = child.wait();
            break None;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    Done {
        code,
        took: since.elapsed(),
        megabytes,
        out: std::fs::read(file("out")).unwrap(),
        err: String::from_utf8_lossy(&std::fs::read(file("err")).unwrap()).into_owned(),
    }
}

/// The most memory that a running program had at a time.
pub fn peak_megabytes(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// What is wrong with one cell; nothing, where it holds.
pub fn cell(row: &Row, face: &Face) -> Vec<String> {
    let server = Server::start(row.script());
    let home = home(&server.base);
    // In a talk each word may wait.
    let waits = if face.is_command { 1 } else { 4 };
    let limit = Duration::from_secs(row.seconds.unwrap_or(SECONDS) * waits);
    let done = run(&mut home.orgscope(face.arguments), face.input, limit);
    let mut wrong = invariants(&done, row, &home);
    let expected = row.expected(face.name);
    wrong.extend(expectation(&done, face, &expected));
    if let Some(folder) = std::env::var_os("ORGSCOPE_MATRIX_SHOW") {
        show(Path::new(&folder), row, face, &done, &wrong);
    }
    wrong.into_iter().map(|wrong| format!("{} × {}: {wrong}", row.name, face.name)).collect()
}

/// What is wrong with a row met by the screens.
pub fn screen(row: &Row) -> Vec<String> {
    let server = Server::start(row.script());
    let home = home(&server.base);
    let mut wrong = Vec::new();
    let mut screen = Screen::orgscope(&home, &[], 140, 44);
    // The list of objects, or the sign of what failed.
    let shows = if row.exit == 0 { "Contact" } else { "✗" };
    if !screen.sees(shows) {
        wrong.push(format!("no {shows} on the screen:\n{}", screen.text()));
    }
    screen.settle();
    let megabytes = screen.process().map_or(0, peak_megabytes);
    if megabytes > row.megabytes.unwrap_or(MEGABYTES) {
        wrong.push(format!("{megabytes} MB of memory"));
    }
    screen.press("q");
    if !screen.ends_within(Duration::from_secs(10)) {
        wrong.push(format!("q does not end it:\n{}", screen.text()));
    } else if screen.exit_code() != 0 || !screen.is_given_back() {
        wrong.push("it does not end as it should".to_owned());
    }
    let needles = needles();
    wrong.extend(needles.find("what was drawn", screen.raw()));
    wrong.extend(needles.find_in_files(&home));
    wrong.into_iter().map(|wrong| format!("{} × screens: {wrong}", row.name)).collect()
}

fn needles() -> Needles {
    Needles::of(&[("key", KEY), ("secret", SECRET), ("token", TOKEN)])
}

/// What holds in every cell.
fn invariants(done: &Done, row: &Row, home: &Home) -> Vec<String> {
    let mut wrong = Vec::new();
    let limit = row.megabytes.unwrap_or(MEGABYTES);
    match done.code {
        None => wrong.push(format!("not done after {:.1?}", done.took)),
        Some(code) if !EXIT_CODES.contains(&code) => wrong.push(format!("exit code {code}: {}", done.err)),
        Some(_) => {}
    }
    if done.megabytes > limit {
        wrong.push(format!("{} MB of memory, more than {limit}", done.megabytes));
    }
    wrong.extend(
        NEVER.iter().filter(|words| done.err.contains(**words)).map(|words| format!("says {words:?}")),
    );
    let needles = needles();
    wrong.extend(needles.find("standard output", &done.out));
    wrong.extend(needles.find("standard error", done.err.as_bytes()));
    wrong.extend(needles.find_in_files(home));
    wrong
}

/// What this row says of this face.
fn expectation(done: &Done, face: &Face, expected: &Expected) -> Vec<String> {
    let mut wrong = Vec::new();
    let out = String::from_utf8_lossy(&done.out);
    let all = format!("{out}\n{}", done.err);
    for words in expected.says.iter().filter(|words| !all.contains(words.as_str())) {
        wrong.push(format!("does not say {words:?}"));
    }
    // Where no answer came, nobody said anything, and no status is one.
    if expected.exit == 4 {
        let lies = ["Salesforce says", "HTTP/1.1 0\n"].into_iter().filter(|lie| all.contains(lie));
        wrong.extend(lies.map(|lie| format!("says {lie:?}, and no answer came")));
    }
    if !face.is_command {
        if done.code != Some(0) {
            wrong.push(format!("exit code {:?} of a talk: {}", done.code, done.err));
        }
        return with_all(wrong, &all);
    }
    if done.code != Some(expected.exit) {
        wrong.push(format!("exit code {:?}, expected {}", done.code, expected.exit));
    }
    if expected.exit != 0 {
        let (cause, has_next) = trouble(&out);
        if cause != expected.cause {
            wrong.push(format!("the cause is {cause:?}, expected {:?}", expected.cause));
        }
        if !has_next {
            wrong.push("says no next step".to_owned());
        }
    }
    with_all(wrong, &all)
}

fn with_all(mut wrong: Vec<String>, all: &str) -> Vec<String> {
    if let Some(first) = wrong.first_mut() {
        first.push_str(&format!("; it said: {}", all.chars().take(1500).collect::<String>()));
    }
    wrong
}

/// The cause in a report of the check or of another command, and whether it says what to do next.
fn trouble(out: &str) -> (String, bool) {
    let has = |value: &Value| value.as_array().is_some_and(|steps| !steps.is_empty());
    // `get` prints the answer that came before it says what is wrong with it.
    let report = out.rfind("{\"trouble\"").map_or(out, |at| &out[at..]);
    let report: Value = serde_json::from_str(report).unwrap_or_default();
    if let Some(id) = report["trouble"]["id"].as_str() {
        return (
            id.split_once('.').map_or(id, |(_, cause)| cause).to_owned(),
            has(&report["trouble"]["next"]),
        );
    }
    let cause = report["cause"].as_str().unwrap_or_default().to_owned();
    let rungs = report["rungs"].as_array().cloned().unwrap_or_default();
    let failed = rungs.iter().find(|rung| rung["status"] == "fail").cloned().unwrap_or_default();
    (cause, has(&failed["fix"]) && has(&failed["fix_eca"]))
}

/// Leaves what was seen in a folder, for whoever writes a row.
fn show(folder: &Path, row: &Row, face: &Face, done: &Done, wrong: &[String]) {
    std::fs::create_dir_all(folder).unwrap();
    let name = format!("{} × {}", row.name, face.name).replace('/', "_");
    let out = String::from_utf8_lossy(&done.out);
    let (cause, _) = trouble(&out);
    let said = format!(
        "exit {:?}\ncause {cause:?}\n{:.1?}, {} MB\nwrong {wrong:#?}\n--- out\n{}\n--- err\n{}\n",
        done.code,
        done.took,
        done.megabytes,
        out.chars().take(6000).collect::<String>(),
        done.err
    );
    std::fs::write(folder.join(name), said).unwrap();
}

#[test]
fn the_memory_of_a_running_program_is_told() {
    assert!((4..100_000).contains(&peak_megabytes(std::process::id())));
}
