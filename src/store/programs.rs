//! Other programs: where one is found, and its command line as words. What is started here runs beside orgscope
//! and shows nothing of its own: no window, no secret of ours in its environment.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::secrets::env::without_secrets;

/// Windows: a program of the console gets one that nobody sees ('Process Creation Flags', CREATE_NO_WINDOW).
#[cfg(windows)]
const NO_WINDOW: u32 = 0x0800_0000;

/// What Windows can start, by the ending of the name: a script of another kind needs its interpreter.
const STARTED: [&str; 4] = [".com", ".exe", ".bat", ".cmd"];

/// A program that runs beside orgscope. Windows adds `.exe` alone to a name, so that `code.cmd` or a `.bat` would
/// not be found: there the whole path is given.
pub fn beside(program: &str) -> Command {
    let found = if cfg!(windows) { find(program) } else { None };
    let mut command = Command::new(found.unwrap_or_else(|| program.into()));
    #[cfg(windows)]
    std::os::windows::process::CommandExt::creation_flags(&mut command, NO_WINDOW);
    without_secrets(&mut command);
    command
}

/// The file of a program, looked for where the system would.
pub fn find(program: &str) -> Option<PathBuf> {
    Search::of_this_system().find(program, Path::is_file)
}

/// A program and its arguments out of one line, as Windows takes it apart; `None` for an empty line. A path with
/// blanks needs no quotation marks where there is such a file.
pub fn program_and_arguments(line: &str) -> Option<(PathBuf, Vec<String>)> {
    Search::of_this_system().split(line, Path::is_file)
}

/// Where programs are looked for, and with which endings.
struct Search {
    folders: Vec<PathBuf>,
    /// `None` if a program's name is its whole name.
    endings: Option<Vec<String>>,
}

impl Search {
    fn of_this_system() -> Self {
        let set = |name| std::env::var_os(name);
        let folders = set("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
        let endings = cfg!(windows).then(|| endings(&set("PATHEXT").unwrap_or_default().to_string_lossy()));
        Self { folders, endings }
    }

    fn find(&self, program: &str, is_file: impl Fn(&Path) -> bool) -> Option<PathBuf> {
        let is_path = program.contains(['/', std::path::MAIN_SEPARATOR])
            || self.endings.is_some() && program.contains(['\\', ':']);
        let names = self.names(program);
        let here = [PathBuf::new()];
        let folders = if is_path { &here[..] } else { &self.folders };
        folders
            .iter()
            .flat_map(|folder| names.iter().map(|name| folder.join(name)))
            .find(|path| is_file(path))
    }

    /// The names that a program's file can have. Without an ending no file of Windows is a program: beside
    /// `code.cmd` there is a `code` for other shells.
    fn names(&self, program: &str) -> Vec<String> {
        let Some(endings) = &self.endings else { return vec![program.to_owned()] };
        let lower = program.to_lowercase();
        let is_whole = STARTED.iter().any(|ending| lower.ends_with(ending));
        let whole = is_whole.then(|| program.to_owned());
        whole.into_iter().chain(endings.iter().map(|ending| format!("{program}{ending}"))).collect()
    }

    fn split(&self, line: &str, is_file: impl Fn(&Path) -> bool) -> Option<(PathBuf, Vec<String>)> {
        let line = line.trim();
        if !line.starts_with('"') {
            let ends = line.char_indices().filter(|(_, c)| *c == ' ').map(|(at, _)| at).chain([line.len()]);
            for end in ends.filter(|end| *end > 0) {
                let (program, rest) = line.split_at(end);
                if let Some(found) = self.find(program, &is_file) {
                    return Some((found, words_of_windows(rest)));
                }
            }
        }
        let mut words = words_of_windows(line).into_iter();
        let program = words.next()?;
        Some((self.find(&program, is_file).unwrap_or_else(|| program.into()), words.collect()))
    }
}

/// The endings of programs, in the order in which Windows tries them.
fn endings(pathext: &str) -> Vec<String> {
    let named: Vec<_> = pathext
        .split(';')
        .map(|ending| ending.trim().to_lowercase())
        .filter(|ending| STARTED.contains(&ending.as_str()))
        .collect();
    if named.is_empty() { STARTED.map(str::to_owned).to_vec() } else { named }
}

/// The words of a line, as programs on Windows get them: quotation marks around blanks, and a backslash is one
/// but before a quotation mark ('Parsing C command-line arguments').
fn words_of_windows(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut is_quoted = false;
    let mut backslashes = 0;
    for c in line.chars() {
        if c == '\\' {
            backslashes += 1;
            continue;
        }
        let kept = if c == '"' { backslashes / 2 } else { backslashes };
        if kept > 0 {
            word.get_or_insert_default().extend(std::iter::repeat_n('\\', kept));
        }
        match c {
            '"' if backslashes % 2 == 1 => word.get_or_insert_default().push('"'),
            '"' => {
                is_quoted = !is_quoted;
                word.get_or_insert_default();
            }
            ' ' | '\t' if !is_quoted => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
        backslashes = 0;
    }
    if backslashes > 0 {
        word.get_or_insert_default().extend(std::iter::repeat_n('\\', backslashes));
    }
    words.extend(word);
    words
}

/// The words of a line, as this system's shell would take it apart; `None` if a quotation mark is not closed.
/// Nothing is expanded, and no shell runs it.
pub fn words(line: &str) -> Option<Vec<String>> {
    if cfg!(windows) { Some(words_of_windows(line)) } else { words_of_shell(line) }
}

/// Blanks between words, quotation marks of either kind around what belongs together.
fn words_of_shell(line: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut within = None;
    for c in line.chars() {
        match (c, within) {
            (quote, Some(open)) if quote == open => within = None,
            (c, Some(_)) => word.get_or_insert_default().push(c),
            ('"' | '\'', None) => {
                within = Some(c);
                word.get_or_insert_default();
            }
            (c, None) if c.is_whitespace() => words.extend(word.take()),
            (c, None) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    within.is_none().then_some(words)
}

/// A word as it is written in a command line for this system's shells, so that it stays one.
pub fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "._-/+:@%,=".contains(c) || cfg!(windows) && c == '\\';
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else if cfg!(windows) {
        format!("\"{word}\"") // a file's name has no quotation mark there
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn windows(files: &'static [&str]) -> (Search, impl Fn(&Path) -> bool + Copy) {
        let search = Search { folders: vec!["C:/one".into(), "C:/two".into()], endings: Some(endings("")) };
        (search, move |path: &Path| files.iter().any(|file| Path::new(file) == path))
    }

    #[test]
    fn a_program_is_found_by_its_endings_on_windows() {
        let (search, is_file) =
            windows(&["C:/one/code", "C:/one/code.cmd", "C:/two/op.exe", "C:/two/a.b.exe", "tools/x.bat"]);
        for (program, found) in [
            ("code", Some("C:/one/code.cmd")),
            ("op", Some("C:/two/op.exe")),
            ("op.exe", Some("C:/two/op.exe")),
            ("a.b", Some("C:/two/a.b.exe")),
            ("C:/two/op", Some("C:/two/op.exe")),
            ("tools/x", Some("tools/x.bat")),
            ("x", None),
            ("tools/op", None),
        ] {
            assert_eq!(search.find(program, is_file), found.map(PathBuf::from), "{program}");
        }
        let elsewhere = Search { endings: None, ..search };
        assert_eq!(elsewhere.find("code", is_file), Some("C:/one/code".into()));
        assert_eq!(elsewhere.find("op", is_file), None);
    }

    #[test]
    fn what_windows_can_not_start_is_no_program() {
        assert_eq!(endings(".COM;.EXE;.BAT;.CMD;.VBS;.PS1"), [".com", ".exe", ".bat", ".cmd"]);
        assert_eq!(endings(".CMD; .exe"), [".cmd", ".exe"]);
        assert_eq!(endings(".PY"), STARTED);
    }

    #[test]
    fn an_editors_line_is_taken_apart_with_and_without_quotation_marks() {
        let (search, is_file) =
            windows(&["C:/one/code.cmd", "C:\\Program Files\\Np\\np.exe", "C:/one/notepad.exe"]);
        let (np, code) = ("C:\\Program Files\\Np\\np.exe", "C:/one/code.cmd");
        for (line, program, arguments) in [
            ("notepad", "C:/one/notepad.exe", &[][..]),
            ("code --wait", code, &["--wait"]),
            ("C:\\Program Files\\Np\\np.exe -multiInst -x", np, &["-multiInst", "-x"]),
            ("C:\\Program Files\\Np\\np", np, &[]),
            ("\"C:\\Program Files\\Np\\np.exe\" -x \"a b\"", np, &["-x", "a b"]),
            ("missing --wait", "missing", &["--wait"]),
        ] {
            let arguments = arguments.iter().map(|a| (*a).to_owned()).collect();
            assert_eq!(search.split(line, is_file), Some((program.into(), arguments)), "{line}");
        }
        assert_eq!(search.split("  ", is_file), None);
    }

    #[test]
    fn a_line_is_taken_apart_as_windows_does() {
        for (line, words) in [
            ("", &[][..]),
            ("a  b\tc", &["a", "b", "c"]),
            ("C:\\tools\\op.exe read", &["C:\\tools\\op.exe", "read"]),
            ("x \"a b\" \"\"", &["x", "a b", ""]),
            ("x \"say \\\"hi\\\"\"", &["x", "say \"hi\""]),
            ("x \"C:\\dir\\\\\" y", &["x", "C:\\dir\\", "y"]),
            ("C:\\Users\\O'Brien\\", &["C:\\Users\\O'Brien\\"]),
        ] {
            assert_eq!(words_of_windows(line), words, "{line}");
        }
    }

    #[test]
    fn a_line_is_taken_apart_as_a_shell_does() {
        for (line, expected) in [
            ("", Some(&[][..])),
            ("  pass  show acme ", Some(&["pass", "show", "acme"])),
            ("op read \"op://My vault/acme\"", Some(&["op", "read", "op://My vault/acme"])),
            ("sh -c 'cat \"a b\"'", Some(&["sh", "-c", "cat \"a b\""])),
            ("x ''", Some(&["x", ""])),
            ("C:\\tools\\pass.exe", Some(&["C:\\tools\\pass.exe"])),
            ("pass \"show", None),
        ] {
            let expected = expected.map(|words| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>());
            assert_eq!(words_of_shell(line), expected, "{line}");
        }
    }

    #[test]
    fn a_word_stays_one_in_a_command_line() {
        let blank = if cfg!(windows) { "\"a b.json\"" } else { "'a b.json'" };
        for (word, written) in
            [("a.json", "a.json"), ("dir/a-1_b.json", "dir/a-1_b.json"), ("a b.json", blank)]
        {
            assert_eq!(quoted(word), written);
            assert_eq!(words(written), Some(vec![word.to_owned()]), "{word}");
        }
    }
}
