//! The real program in a pseudo-terminal: keys in, a screen out. Nothing here sleeps for a time: a test waits
//! for a text, with a deadline.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use super::home::Home;

/// How long a test waits for what it expects before it fails.
const DEADLINE: Duration = Duration::from_secs(20);
/// The answer of a plain terminal to OSC 11.
const BACKGROUND: &[u8] = b"\x1b]11;rgb:1616/1818/1c1c\x1b\\";

/// A program in a terminal of its own; it is killed with the value.
pub struct Screen {
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    child: Box<dyn Child + Send + Sync>,
    parser: vt100::Parser<Seen>,
    raw: Vec<u8>,
    /// The line settings that the program found.
    settings: String,
    /// Whether the program has closed its side.
    has_ended: bool,
}

/// What the program told the terminal besides text.
#[derive(Default)]
struct Seen {
    copied: Option<Vec<u8>>,
}

impl vt100::Callbacks for Seen {
    fn copy_to_clipboard(&mut self, _: &mut vt100::Screen, _kind: &[u8], data: &[u8]) {
        self.copied = Some(data.to_vec());
    }
}

impl Screen {
    /// Starts the orgscope under test in `home`.
    pub fn orgscope(home: &Home, arguments: &[&str], columns: u16, rows: u16) -> Self {
        Self::start(home, env!("CARGO_BIN_EXE_orgscope"), arguments, columns, rows)
    }

    /// Starts a program in `home`, with no other variable than it needs.
    pub fn start(home: &Home, program: &str, arguments: &[&str], columns: u16, rows: u16) -> Self {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env_clear();
        command.cwd(home.path());
        for (name, value) in home.command(program).get_envs() {
            if let Some(value) = value {
                command.env(name, value);
            }
        }
        let settings = settings(&*pair.master);
        let child = pair.slave.spawn_command(command).unwrap();
        // The slave must be closed here, or the end of the program is never seen.
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 16 * 1024];
            while let Ok(n) = reader.read(&mut buffer) {
                if n == 0 || sender.send(buffer[..n].to_vec()).is_err() {
                    break;
                }
            }
        });
        let keys = pair.master.take_writer().unwrap();
        let (rows, columns) = (cells(rows), cells(columns));
        let parser = vt100::Parser::new_with_callbacks(rows, columns, 200, Seen::default());
        Self { master: pair.master, keys, output, child, parser, raw: Vec::new(), settings, has_ended: false }
    }

    /// Types: text as it is; `<enter>` `<esc>` `<tab>` `<s-tab>` `<bs>` `<up>` `<down>` `<left>` `<right>`
    /// `<home>` `<end>` `<pgup>` `<pgdn>` `<del>` `<lt>` and `<c-x>` for Ctrl with a letter.
    pub fn keys(&mut self, keys: &str) {
        self.write(&bytes_of(keys));
    }

    /// As [`Screen::keys`], where the program may have ended; whether it takes them.
    pub fn press(&mut self, keys: &str) -> bool {
        let bytes = bytes_of(keys);
        self.send(&bytes)
    }

    /// Sends bytes, where the program may have ended; whether it takes them.
    pub fn send(&mut self, bytes: &[u8]) -> bool {
        self.catch_up();
        self.keys.write_all(bytes).and_then(|()| self.keys.flush()).is_ok() && !self.has_ended
    }

    /// Pastes, as a terminal with bracketed paste does.
    pub fn paste(&mut self, text: &str) {
        self.write(format!("\x1b[200~{text}\x1b[201~").as_bytes());
    }

    /// Clicks the left button at a cell, counted from 0.
    pub fn click(&mut self, column: u16, row: u16) {
        self.write(format!("\x1b[<0;{0};{1}M\x1b[<0;{0};{1}m", column + 1, row + 1).as_bytes());
    }

    fn write(&mut self, bytes: &[u8]) {
        self.keys.write_all(bytes).unwrap();
        self.keys.flush().unwrap();
    }

    /// Waits until `text` is on the screen.
    #[track_caller]
    pub fn wait_for(&mut self, text: &str) {
        self.wait_until(&format!("{text:?} on the screen"), |screen| screen.text().contains(text));
    }

    /// Sends keys once a second until `text` is on the screen.
    #[track_caller]
    pub fn keys_until(&mut self, keys: &str, text: &str) {
        let end = Instant::now() + DEADLINE;
        while !self.text().contains(text) && Instant::now() < end {
            self.keys(keys);
            let next = Instant::now() + Duration::from_secs(1);
            while !self.text().contains(text)
                && let Ok(bytes) = self.output.recv_timeout(next.saturating_duration_since(Instant::now()))
            {
                self.take(&bytes);
            }
        }
        self.wait_for(text);
    }

    /// Waits until `text` no longer is on the screen.
    #[track_caller]
    pub fn wait_gone(&mut self, text: &str) {
        self.wait_until(&format!("{text:?} gone"), |screen| !screen.text().contains(text));
    }

    /// Waits until `text` is on the screen; false where the program ends first, or it never comes.
    pub fn sees(&mut self, text: &str) -> bool {
        let end = Instant::now() + DEADLINE;
        while !self.text().contains(text) {
            let left = end.saturating_duration_since(Instant::now());
            if self.has_ended || !self.hears_within(left) {
                return false;
            }
        }
        true
    }

    /// Whether the program ends within that time.
    pub fn ends_within(&mut self, time: Duration) -> bool {
        let end = Instant::now() + time;
        while !self.has_ended && self.hears_within(end.saturating_duration_since(Instant::now())) {}
        self.has_ended
    }

    /// Takes the next piece of output, or the end; false where neither comes within that time.
    fn hears_within(&mut self, time: Duration) -> bool {
        match self.output.recv_timeout(time) {
            Ok(bytes) => self.take(&bytes),
            Err(RecvTimeoutError::Disconnected) => self.has_ended = true,
            Err(RecvTimeoutError::Timeout) => return false,
        }
        true
    }

    /// Waits until nothing more is drawn for a while.
    pub fn settle(&mut self) {
        const QUIET: Duration = Duration::from_millis(250);
        let end = Instant::now() + Duration::from_secs(5);
        while Instant::now() < end && !self.has_ended && self.hears_within(QUIET) {}
    }

    /// The program's process, while it runs.
    pub fn process(&self) -> Option<u32> {
        self.child.process_id()
    }

    /// Waits until something holds; fails with the screen where it does not in time.
    #[track_caller]
    pub fn wait_until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        let end = Instant::now() + DEADLINE;
        while !holds(self) {
            let left = end.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.take(&bytes),
                Err(error) => {
                    let why = match error {
                        RecvTimeoutError::Timeout => "never came",
                        RecvTimeoutError::Disconnected => "never came: the program ended",
                    };
                    panic!("{what} {why}. The screen:\n{}", self.text());
                }
            }
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.parser.process(bytes);
        self.raw.extend_from_slice(bytes);
        if bytes.windows(6).any(|window| window == b"\x1b]11;?") {
            // A program that has just ended no longer reads.
            let _ = self.keys.write_all(BACKGROUND).and_then(|()| self.keys.flush());
        }
    }

    /// Takes what the program has written so far, without waiting.
    pub fn catch_up(&mut self) {
        loop {
            match self.output.try_recv() {
                Ok(bytes) => self.take(&bytes),
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => {
                    self.has_ended = true;
                    break;
                }
            }
        }
    }

    /// The rows of the screen, without trailing blanks.
    pub fn lines(&self) -> Vec<String> {
        let screen = self.parser.screen();
        let columns = screen.size().1.get();
        screen.rows(0, columns).map(|row| row.trim_end().to_owned()).collect()
    }

    /// The whole screen as one text.
    pub fn text(&self) -> String {
        self.lines().join("\n")
    }

    /// Everything the program has written, escape sequences included: to look for what must not be there.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// What was last copied by OSC 52, still encoded.
    pub fn copied(&self) -> Option<&[u8]> {
        self.parser.callbacks().copied.as_deref()
    }

    /// Column and row of the terminal's own cursor, from 0; `None` while it is hidden.
    pub fn cursor(&self) -> Option<(u16, u16)> {
        let screen = self.parser.screen();
        let (row, column) = screen.cursor_position();
        (!screen.hide_cursor()).then_some((column, row))
    }

    /// Whether the program has the alternate screen.
    pub fn is_alternate(&self) -> bool {
        self.parser.screen().alternate_screen()
    }

    /// Whether the terminal is as a program should leave it: main screen, cursor shown, no mouse, no
    /// bracketed paste, line settings as they were.
    pub fn is_given_back(&self) -> bool {
        let screen = self.parser.screen();
        !screen.alternate_screen()
            && !screen.hide_cursor()
            && !screen.bracketed_paste()
            && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
            && settings(&*self.master) == self.settings
    }

    /// Makes the terminal another size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.master.resize(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
        self.parser.set_size(cells(rows), cells(columns));
    }

    /// Writes over the screen, as a message of another program would.
    pub fn scribble(&mut self, bytes: &str) {
        self.catch_up();
        self.parser.process(bytes.as_bytes());
    }

    /// The number of its process.
    pub fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Sends a signal by its name: `TERM`, `HUP`.
    pub fn signal(&self, name: &str) {
        let pid = self.child.process_id().unwrap().to_string();
        assert!(std::process::Command::new("kill").args(["-s", name, &pid]).status().unwrap().success());
    }

    /// As [`Screen::signal`], where the program may have ended; whether it was there to hear it.
    pub fn try_signal(&self, name: &str) -> bool {
        let Some(pid) = self.process() else { return false };
        let kill = std::process::Command::new("kill").args(["-s", name, &pid.to_string()]).output();
        kill.is_ok_and(|kill| kill.status.success())
    }

    /// Waits for the program's end; its exit code. The screen is then what it left behind.
    #[track_caller]
    pub fn exit_code(&mut self) -> u32 {
        let end = Instant::now() + DEADLINE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.take(&bytes),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("the program did not end:\n{}", self.text()),
            }
        }
        self.child.wait().unwrap().exit_code()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(unix)]
fn settings(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios())
}

#[cfg(not(unix))]
fn settings(_: &dyn MasterPty) -> String {
    String::new()
}

fn cells(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).unwrap()
}

/// Keys as a terminal sends them.
fn bytes_of(keys: &str) -> Vec<u8> {
    let mut rest = keys;
    let mut bytes = Vec::new();
    while !rest.is_empty() {
        let (name, after) = match rest.strip_prefix('<').and_then(|r| r.split_once('>')) {
            Some(parts) => parts,
            None => {
                let next = rest[1..].find('<').map_or(rest.len(), |i| i + 1);
                bytes.extend_from_slice(&rest.as_bytes()[..next]);
                rest = &rest[next..];
                continue;
            }
        };
        bytes.extend_from_slice(&named_key(name));
        rest = after;
    }
    bytes
}

fn named_key(name: &str) -> Vec<u8> {
    let sequence = match name {
        "enter" => "\r",
        "esc" => "\x1b",
        "tab" => "\t",
        "s-tab" => "\x1b[Z",
        "bs" => "\x7f",
        "up" => "\x1b[A",
        "down" => "\x1b[B",
        "right" => "\x1b[C",
        "left" => "\x1b[D",
        "home" => "\x1b[H",
        "end" => "\x1b[F",
        "pgup" => "\x1b[5~",
        "pgdn" => "\x1b[6~",
        "del" => "\x1b[3~",
        "lt" => "<",
        _ => match name.strip_prefix("c-").map(str::as_bytes) {
            Some([letter]) => return vec![letter & 0x1f],
            _ => panic!("no key is called <{name}>"),
        },
    };
    sequence.as_bytes().to_vec()
}

#[cfg(unix)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_driven_and_seen() {
        let script = "was=$(stty -g); stty raw -echo; printf '\\033[?1049h\\033[2;3Hhello'; dd bs=1 count=2 2>/dev/null; \
                      printf '\\033[?1049l'; stty $was; exit 7";
        let mut screen = Screen::start(&Home::new(), "/bin/sh", &["-c", script], 40, 6);
        screen.wait_for("hello");
        assert_eq!(screen.lines()[1], "  hello");
        assert_eq!(screen.cursor(), Some((7, 1)));
        assert!(screen.is_alternate());
        screen.keys("a<enter>");
        assert_eq!(screen.exit_code(), 7);
        assert!(screen.is_given_back());
    }
}
