//! A home of a test's own: nothing of the person who runs the tests is read or written.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Whether `HOME` says where files live, as on Linux: there the tests go the usual way. Windows does not ask any
/// variable of its own, and a Mac keeps files elsewhere below it.
const ASKS_FOR_HOME: bool = cfg!(target_os = "linux");

/// A home directory that goes away with the value.
pub struct Home {
    dir: tempfile::TempDir,
    /// Variables beyond those of the home: the address of a session bus.
    pub variables: Vec<(String, String)>,
}

impl Home {
    /// An empty home.
    pub fn new() -> Self {
        let home = Self { dir: tempfile::tempdir().unwrap(), variables: Vec::new() };
        for folder in ["", "run"] {
            make_private(&home.path().join(folder));
        }
        home
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Where orgscope keeps `config.toml` in this home.
    pub fn config_dir(&self) -> PathBuf {
        self.path().join(if ASKS_FOR_HOME { ".config/orgscope" } else { "config" })
    }

    /// Where orgscope keeps what it remembers in this home.
    pub fn state_dir(&self) -> PathBuf {
        self.path().join(if ASKS_FOR_HOME { ".local/state/orgscope" } else { "state" })
    }

    /// Writes `config.toml`.
    pub fn configure(&self, text: &str) {
        std::fs::create_dir_all(self.config_dir()).unwrap();
        std::fs::write(self.config_dir().join("config.toml"), text).unwrap();
    }

    /// A program in this home, with no other variable than it needs.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("HOME", self.path()).env("XDG_RUNTIME_DIR", self.path().join("run"));
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8").current_dir(self.path());
        if !ASKS_FOR_HOME {
            command.env("ORGSCOPE_HOME", self.path());
        }
        // Without these no Windows program has a network, a temporary file or another program.
        for name in ["SystemRoot", "SystemDrive", "windir", "ComSpec", "PATHEXT"] {
            command.envs(std::env::var_os(name).map(|value| (name, value)));
        }
        for name in ["TEMP", "TMP", "TMPDIR"] {
            command.env(name, self.path().join("run"));
        }
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// The orgscope under test.
    pub fn orgscope(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(env!("CARGO_BIN_EXE_orgscope"));
        command.args(arguments);
        command
    }

    /// Runs orgscope with `input` on its standard input, to its end.
    pub fn run(&self, arguments: &[&str], input: &str) -> Ran {
        run(&mut self.orgscope(arguments), input)
    }

    /// All files of this home.
    pub fn files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        let mut folders = vec![self.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
                match entry.file_type().unwrap() {
                    kind if kind.is_dir() => folders.push(entry.path()),
                    kind if kind.is_file() => files.push(entry.path()),
                    _ => {}
                }
            }
        }
        files.sort();
        files
    }
}

/// A program that ran to its end.
#[derive(Debug)]
pub struct Ran {
    /// Its exit code.
    pub code: i32,
    /// Its standard output.
    pub out: String,
    /// Its standard error.
    pub err: String,
}

/// Runs a command with `input` on its standard input, to its end.
pub fn run(command: &mut Command, input: &str) -> Ran {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A program that ends without reading its input closes the pipe.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    Ran {
        code: status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&stdout).into_owned(),
        err: String::from_utf8_lossy(&stderr).into_owned(),
    }
}

#[cfg(unix)]
fn make_private(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::create_dir_all(folder).unwrap();
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700)).unwrap();
}

#[cfg(not(unix))]
fn make_private(folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
}
