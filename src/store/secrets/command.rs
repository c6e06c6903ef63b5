//! A command of the person's own that prints key and secret: `secret_command = ["pass", "show", "acme"]`.
//! It is started without a shell. What it prints is two lines, or a JSON object with `consumer_key` and
//! `consumer_secret` (or `client_id` and `client_secret`).

use std::io::Read;
use std::process::{Child, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use zeroize::Zeroizing;

use super::limit;
use crate::salesforce::credentials::Pair;
use crate::store::error::{Result, StoreError};
use crate::store::programs;
use crate::text::spellings::Needles;
use crate::text::{redact, utf};

/// No key and secret are longer; what a command prints beyond is not read.
const MOST: u64 = 64 * 1024;

/// How long is slept between two looks whether the command ended.
const LOOK: Duration = Duration::from_millis(10);

/// Once the command has ended, what it printed is in the pipe. Something that it started may keep the pipe open: no
/// longer than this is waited for the next piece.
const QUIET: Duration = Duration::from_millis(200);
/// So many pieces after its end are enough of something that goes on printing.
const PIECES_AFTER: usize = 64;

/// Runs the command and takes the pair from its standard output. Its standard error is shown, masked, where
/// it fails.
pub(super) fn load(words: &[String]) -> Result<Pair> {
    load_within(words, limit::PROMPT)
}

/// Whether the program can be found, without running it.
pub(super) fn probe(words: &[String]) -> Result<()> {
    let program = program_of(words)?;
    match programs::find(program) {
        Some(_) => Ok(()),
        None => {
            Err(StoreError::CommandMissing { program: shown(program), kind: std::io::ErrorKind::NotFound })
        }
    }
}

fn load_within(words: &[String], limit: Duration) -> Result<Pair> {
    let mut command = programs::beside(program_of(words)?);
    let program = shown(program_of(words)?);
    command.args(&words[1..]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command
        .spawn()
        .map_err(|e| StoreError::CommandMissing { program: program.clone(), kind: e.kind() })?;
    let (mut printed, mut complained) = (Pipe::read(child.stdout.take()), Pipe::read(child.stderr.take()));
    let Some(status) = wait_within(&mut child, limit) else {
        let _ = child.kill();
        let _ = child.wait();
        return Err(StoreError::CommandHung { program, seconds: limit.as_secs() });
    };
    let printed = printed.drained();
    if !status.success() {
        let says = masked_end(&complained.drained(), &printed);
        return Err(StoreError::CommandFailed { program, code: status.code(), says });
    }
    let text = Zeroizing::new(utf::text_of(&printed).unwrap_or_default());
    pair_from(&text).ok_or_else(|| StoreError::CommandOutput { program, lines: text.lines().count() })
}

fn program_of(words: &[String]) -> Result<&str> {
    words.first().map(String::as_str).ok_or(StoreError::NotHere)
}

/// The program as errors name it: who mistook the line for one that holds key and secret does not read them there.
fn shown(program: &str) -> String {
    redact::mask_runs(&redact::mask_lookalikes(program))
}

type Bytes = Zeroizing<Vec<u8>>;

/// What comes out of a pipe, piece by piece: a thread reads it, which ends with the pipe.
struct Pipe(Receiver<Bytes>);

impl Pipe {
    fn read(pipe: Option<impl Read + Send + 'static>) -> Self {
        let (piece, pieces) = channel();
        std::thread::spawn(move || {
            let Some(mut pipe) = pipe.map(|pipe| pipe.take(MOST)) else { return };
            loop {
                let mut bytes = Zeroizing::new(vec![0; 4096]);
                match pipe.read(&mut bytes) {
                    Ok(0) => return,
                    Ok(read) => bytes.truncate(read),
                    Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                    Err(_) => return,
                }
                if piece.send(bytes).is_err() {
                    return;
                }
            }
        });
        Self(pieces)
    }

    /// All that came until the command's end, though the pipe may be open still.
    fn drained(&mut self) -> Bytes {
        let mut all = Zeroizing::new(Vec::with_capacity(MOST as usize));
        for _ in 0..MOST as usize {
            match self.0.try_recv() {
                Ok(piece) => all.extend_from_slice(&piece),
                Err(_) => break,
            }
        }
        for _ in 0..PIECES_AFTER {
            match self.0.recv_timeout(QUIET) {
                Ok(piece) => all.extend_from_slice(&piece),
                Err(RecvTimeoutError::Disconnected | RecvTimeoutError::Timeout) => break,
            }
        }
        all
    }
}

fn wait_within(child: &mut Child, limit: Duration) -> Option<ExitStatus> {
    for _ in 0..=limit.as_millis() / LOOK.as_millis() {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status);
        }
        std::thread::sleep(LOOK);
    }
    None
}

/// What came along (blanks, quotation marks, a byte order mark) is left out, as the form does with a paste.
fn pair_from(text: &str) -> Option<Pair> {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('{') {
        let value: serde_json::Value = serde_json::from_str(text).ok()?;
        let part = |names: [&str; 2]| names.iter().find_map(|name| value.get(name)?.as_str());
        let (key, secret) = (["consumer_key", "client_id"], ["consumer_secret", "client_secret"]);
        return Some(Pair::cleaned(part(key)?, part(secret)?));
    }
    match text.trim_end().lines().collect::<Vec<_>>().as_slice() {
        [key, secret] if !key.trim().is_empty() && !secret.trim().is_empty() => {
            Some(Pair::cleaned(key, secret))
        }
        _ => None,
    }
}

/// The last line of standard error that says something, without any line of standard output and whatever
/// looks like a secret.
fn masked_end(complained: &[u8], printed: &[u8]) -> String {
    let lines = printed.split(|b| matches!(b, b'\n' | b'\r' | b'"')).map(|line| line.trim_ascii());
    let masked = Needles::of(lines).mask(complained).unwrap_or_else(|| complained.to_vec());
    let text = String::from_utf8_lossy(&masked);
    let last = text.lines().rev().find(|l| !l.trim().is_empty()).unwrap_or_default();
    // Masked before it is cut: what is left of a secret would no longer look like one.
    let masked = redact::mask_runs(&redact::mask_lookalikes(last.trim()));
    masked.chars().take(200).collect()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn sh(script: &str) -> Vec<String> {
        ["sh", "-c", script].map(str::to_owned).to_vec()
    }

    fn is_the_pair(pair: &Pair) -> bool {
        pair.key.lint(|k| k == "the key") && pair.secret.lint(|s| s == "the secret")
    }

    #[test]
    fn two_lines_or_json_give_the_pair() {
        for script in [
            "printf 'the key\\nthe secret\\n'",
            "printf 'the key\\r\\n the secret'",
            "printf '\\357\\273\\277the key\\r\\nthe secret\\r\\n'",
            "printf '\"the key\"\\n\"the secret\"\\n'",
            "printf '\\357\\273\\277the key\\nthe secret\\n'",
            r#"printf '%s' '{"client_id":" the key","consumer_secret":"the secret\n"}'"#,
            r#"echo '{"consumer_key":"the key","consumer_secret":"the secret"}'"#,
            r#"echo ' {"client_id":"the key", "client_secret":"the secret", "more":1}'"#,
        ] {
            assert!(load(&sh(script)).is_ok_and(|pair| is_the_pair(&pair)), "{script}");
        }
    }

    #[test]
    fn what_a_command_can_do_wrong_has_a_name_each() {
        let output = |lines| StoreError::CommandOutput { program: "sh".into(), lines };
        assert_eq!(load(&sh("echo one")).err(), Some(output(1)));
        assert_eq!(load(&sh("echo; echo two")).err(), Some(output(2)));
        assert_eq!(load(&sh("echo '{\"client_id\":\"x\"}'")).err(), Some(output(1)));
        let missing = ["no-such-program-of-orgscope".to_owned()];
        let kind = std::io::ErrorKind::NotFound;
        let is_missing = Some(StoreError::CommandMissing { program: missing[0].clone(), kind });
        assert_eq!(load(&missing).err(), is_missing);
        assert_eq!(probe(&missing).err(), is_missing);
        assert_eq!(probe(&sh("")), Ok(()));
        let pair = ["3MVG9xOCXq4ID1uE_d2mVh8Zb.wQ7pLr4", "0123456789ABCDEF"].map(str::to_owned);
        let is_missing = Some(StoreError::CommandMissing { program: "•••".into(), kind });
        assert_eq!(load(&pair).err(), is_missing);
        assert_eq!(probe(&pair).err(), is_missing);
        assert_eq!(load(&[]).err(), Some(StoreError::NotHere));
    }

    #[test]
    fn a_failing_command_speaks_without_its_secrets() {
        let failed = load(&sh("echo topsecret; echo 'no such entry: topsecret' >&2; exit 4")).err();
        let says = "no such entry: •••".to_owned();
        assert_eq!(failed, Some(StoreError::CommandFailed { program: "sh".into(), code: Some(4), says }));
    }

    #[test]
    fn a_long_run_on_standard_error_is_masked_though_it_was_not_printed() {
        let secret = "RELSECRETa1b2c3d4e5f60718293a4b5c6d7e8f90A1B2C3D4E5F60718293A4B5C";
        let far = "no ".repeat(60);
        for (script, says) in [
            (format!("echo 'cannot parse entry {secret}' >&2; exit 1"), "cannot parse entry •••".to_owned()),
            (format!("echo 'bad: {secret}: 1234567890123456789' >&2; exit 1"), "bad: •••: •••".to_owned()),
            (format!("echo '{far}{secret}' >&2; exit 1"), format!("{far}•••")),
        ] {
            let failed = load(&sh(&script)).err();
            assert_eq!(failed, Some(StoreError::CommandFailed { program: "sh".into(), code: Some(1), says }));
        }
    }

    #[test]
    fn what_was_printed_counts_though_something_keeps_the_pipe() {
        let begun = std::time::Instant::now();
        for script in [
            "sleep 60 & printf 'the key\\nthe secret\\n'",
            "(while :; do sleep 0.01; done) & printf 'the key\\n'; printf 'the secret\\n'",
            "sleep 60 2>/dev/null & printf '{\"client_id\":\"the key\",\"client_secret\":\"the secret\"}'",
        ] {
            // What was started would be there after the test.
            let script = format!(
                "{script}; trap '' TERM; kill_later=$!; (sleep 1; kill -9 $kill_later) >/dev/null 2>&1 &"
            );
            assert!(load(&sh(&script)).is_ok_and(|pair| is_the_pair(&pair)), "{script}");
        }
        let failed = load(&sh("sleep 60 & echo 'no entry' >&2; kill_later=$!; (sleep 1; kill -9 $kill_later) >/dev/null 2>&1 & exit 3")).err();
        let says = "no entry".to_owned();
        assert_eq!(failed, Some(StoreError::CommandFailed { program: "sh".into(), code: Some(3), says }));
        assert!(begun.elapsed() < Duration::from_secs(20));
    }

    #[test]
    fn a_command_that_does_not_end_is_ended() {
        let hung = load_within(&sh("exec sleep 600"), Duration::from_millis(40)).err();
        assert_eq!(hung, Some(StoreError::CommandHung { program: "sh".into(), seconds: 0 }));
    }
}
