#![allow(clippy::expect_used, clippy::print_stdout)]
//! How long a person waits: from the start of `orgscope demo` to the first frame and to the object list, and the
//! most memory it takes. Run with `cargo bench --bench startup`; prints the medians of the runs. Other programs to
//! measure in the same run are named by their paths: `cargo bench --bench startup -- /usr/bin/orgscope`.

use std::io::{Read, Write};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

const RUNS: usize = 9;
const LIMIT: Duration = Duration::from_secs(20);

struct Run {
    first_frame: Duration,
    objects: Duration,
    peak_kb: Option<u64>,
}

fn main() {
    // cargo adds words of its own, as --bench.
    let others = std::env::args().skip(1).filter(|word| !word.starts_with('-'));
    for program in std::iter::once(env!("CARGO_BIN_EXE_orgscope").to_owned()).chain(others) {
        measure(&program);
    }
}

fn measure(program: &str) {
    let mut runs: Vec<Run> = (0..=RUNS).map(|_| run(program)).skip(1).collect();
    let median = |values: &mut dyn Iterator<Item = f64>| {
        let mut sorted: Vec<f64> = values.collect();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
    };
    let ms = |d: Duration| d.as_secs_f64() * 1000.0;
    println!("{program} demo, 120x36, {RUNS} runs after a warm-up, medians");
    println!("first frame      {:7.1} ms", median(&mut runs.iter().map(|r| ms(r.first_frame))));
    println!("object list      {:7.1} ms", median(&mut runs.iter().map(|r| ms(r.objects))));
    let peaks: Vec<_> = runs.drain(..).filter_map(|r| r.peak_kb).collect();
    println!("peak memory      {:7.1} MB", median(&mut peaks.iter().map(|kb| *kb as f64 / 1000.0)));
}

fn run(program: &str) -> Run {
    let home = tempfile::tempdir().expect("a folder for the run");
    let size = PtySize { rows: 36, cols: 120, pixel_width: 0, pixel_height: 0 };
    let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
    let mut command = CommandBuilder::new(program);
    command.arg("demo");
    command.env_clear();
    for (name, value) in [("TERM", "xterm-256color"), ("LANG", "C.UTF-8")] {
        command.env(name, value);
    }
    command.env("HOME", home.path());
    let mut reader = pair.master.try_clone_reader().expect("its output");
    let mut keys = pair.master.take_writer().expect("its input");
    let (sender, output) = channel();
    std::thread::spawn(move || {
        let mut buffer = [0; 64 * 1024];
        while let Ok(n @ 1..) = reader.read(&mut buffer) {
            if sender.send((Instant::now(), buffer[..n].to_vec())).is_err() {
                break;
            }
        }
    });
    let start = Instant::now();
    let mut child = pair.slave.spawn_command(command).expect("orgscope starts");
    drop(pair.slave);
    let mut parser = vt100::Parser::new(36.try_into().expect("rows"), 120.try_into().expect("columns"), 0);
    let (mut first_frame, mut objects) = (None, None);
    while objects.is_none() && start.elapsed() < LIMIT {
        match output.recv_timeout(LIMIT) {
            Ok((at, bytes)) => {
                parser.process(&bytes);
                let text = parser.screen().contents();
                if first_frame.is_none() && text.contains("read-only") {
                    first_frame = Some(at - start);
                }
                if text.contains("Account") && text.contains("Contact") {
                    objects = Some(at - start);
                }
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
        }
    }
    // The list's counts and the check go on a little; their memory counts as well.
    std::thread::sleep(Duration::from_millis(1500));
    let peak_kb = child.process_id().and_then(peak_of);
    let _ = keys.write_all(b"q").and_then(|()| keys.flush());
    let _ = child.wait();
    Run { first_frame: first_frame.unwrap_or(LIMIT), objects: objects.unwrap_or(LIMIT), peak_kb }
}

/// The most memory that a process had in use, where the system tells (Linux).
fn peak_of(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
