//! The terminal lent to an editor or a pager.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use bytes::Bytes;

use crate::store::open;
use crate::store::programs;
use crate::store::secrets::env::without_secrets;
use crate::store::written::Lent;
use crate::tui::terminal::attend;

/// The programs that a document is handed to, as the command line found them.
#[derive(Clone, Debug)]
pub struct Programs {
    /// The program itself, for filters in a process of their own.
    pub own: Option<PathBuf>,
    /// The editor, as a command line.
    pub editor: String,
    /// The pager, as a command line; `None` if none is named and none is known.
    pub pager: Option<String>,
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
    /// Those that the variables name, else the usual ones of the system. `own` is this program.
    pub fn of(own: Option<PathBuf>, set: impl Fn(&str) -> Option<String>) -> Self {
        let usual_editor = if cfg!(windows) { "notepad" } else { "vi" };
        // `more` of Windows takes its input for another encoding than UTF-8.
        let usual_pager = || (!cfg!(windows) || programs::find("less").is_some()).then(|| "less".into());
        Self {
            own,
            editor: set("VISUAL").or_else(|| set("EDITOR")).unwrap_or_else(|| usual_editor.into()),
            pager: set("PAGER").or_else(usual_pager),
        }
    }

    /// Starts the program and waits for its end; what to say of it. The terminal must be the program's
    /// meanwhile.
    pub fn lend(&self, what: &Lend) -> Option<String> {
        match what {
            Lend::Edit(bytes) => Some(edited(&self.editor, bytes)),
            Lend::Page(bytes) => match &self.pager {
                Some(pager) => failed("pager", "PAGER", pager, page(pager, bytes)),
                None => Some("There is no pager here. PAGER can name one that reads UTF-8, as less.".into()),
            },
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

/// Opens a file in an editor.
fn edit(editor: &str, file: &Path) -> io::Result<ExitStatus> {
    let mut command = if cfg!(windows) { of_windows(editor)? } else { of_shell(&format!("{editor} \"$1\"")) };
    command.arg(file);
    attend(without_secrets(&mut command).spawn()?)
}

/// Shows bytes in a pager.
fn page(pager: &str, bytes: &[u8]) -> io::Result<ExitStatus> {
    let mut command = if cfg!(windows) { of_windows(pager)? } else { of_shell(pager) };
    command.stdin(Stdio::piped());
    let mut child = without_secrets(&mut command).spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // Who leaves the pager early closes the pipe.
        let _ = stdin.write_all(bytes);
    }
    attend(child)
}

/// A command line as a shell runs it, which is what these variables hold. What interrupts the program is not to end
/// the shell between: the program would go on without it.
fn of_shell(line: &str) -> Command {
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("trap : INT QUIT\n{line}")).arg("orgscope");
    command
}

/// A command line as its program, found as the system finds it, and its arguments: `cmd` would take a file's name
/// apart.
fn of_windows(line: &str) -> io::Result<Command> {
    let (program, arguments) = programs::program_and_arguments(line).ok_or(io::ErrorKind::NotFound)?;
    let mut command = Command::new(program);
    command.args(arguments);
    Ok(command)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn variables_name_the_programs_and_where_there_is_none_that_is_said() {
        let set = |values: &'static [(&str, &str)]| {
            let set = move |name: &str| {
                values.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned())
            };
            let programs = Programs::of(None, set);
            (programs.editor, programs.pager.unwrap_or_default())
        };
        assert_eq!(set(&[]), ("vi".into(), "less".into()));
        assert_eq!(set(&[("EDITOR", "ed"), ("PAGER", "most")]), ("ed".into(), "most".into()));
        assert_eq!(set(&[("EDITOR", "ed"), ("VISUAL", "code --wait")]).0, "code --wait");
        let none = Programs { own: None, editor: "vi".into(), pager: None };
        let words = none.lend(&Lend::Page(Bytes::from_static(b"1"))).unwrap();
        assert!(words.contains("PAGER can name one"), "{words}");
    }

    #[test]
    fn a_line_of_windows_runs_its_program_without_a_shell() {
        let home = tempfile::tempdir().unwrap();
        let (editor, seen) = (home.path().join("my editor"), home.path().join("seen"));
        std::fs::write(&editor, format!("#!/bin/sh\nprintf '%s|' \"$@\" > '{}'\n", seen.display())).unwrap();
        std::fs::set_permissions(&editor, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
        for line in [
            format!("{} --wait \"a b\"", editor.display()),
            format!("\"{}\" --wait \"a b\"", editor.display()),
        ] {
            let mut command = of_windows(&line).unwrap();
            assert!(command.arg("C:\\Jörg M\\$1 & x.json").status().unwrap().success(), "{line}");
            assert_eq!(std::fs::read_to_string(&seen).unwrap(), "--wait|a b|C:\\Jörg M\\$1 & x.json|");
        }
        assert!(of_windows("  ").is_err());
    }

    #[test]
    fn a_program_that_did_not_do_its_work_is_named() {
        let lend = |editor: &str, pager: &str, what: &Lend| {
            Programs { own: None, editor: editor.into(), pager: Some(pager.into()) }.lend(what)
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
