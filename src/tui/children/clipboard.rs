//! The system's clipboard: by Windows itself, else by a program that takes it from its standard input.

use std::io::{self, Write as _};
use std::process::Stdio;

use super::{Ended, wait};
use crate::json::Stop;
use crate::store::programs;
use crate::text::{numbers, utf};
use crate::tui::terminal::COPY_LIMIT;

/// A program that puts its input on the system's clipboard.
struct Way {
    program: &'static str,
    arguments: &'static [&'static str],
    /// A variable that it needs.
    set: Option<(&'static str, &'static str)>,
    /// It takes UTF-16 alone.
    is_wide: bool,
}

const fn way(program: &'static str, arguments: &'static [&'static str]) -> Way {
    Way { program, arguments, set: None, is_wide: false }
}

const WAYS: [Way; 5] = [
    way("wl-copy", &[]),
    way("xclip", &["-selection", "clipboard"]),
    way("xsel", &["--input", "--clipboard"]),
    // Without a locale of UTF-8 it takes its input for MacRoman (pbcopy(1); LC_ALL goes before all others).
    Way { set: Some(("LC_ALL", "en_US.UTF-8")), ..way("pbcopy", &[]) },
    // Windows' own: also from inside WSL.
    Way { is_wide: true, ..way("clip.exe", &[]) },
];

/// How long a program may take.
const MS: u64 = 2000;

/// Copies by the first way that is there and succeeds, and says which way was used. `by_terminal`: the terminal was
/// told as well.
pub fn copied(name: &str, bytes: &[u8], by_terminal: bool) -> String {
    let what = what(name, bytes.len());
    match (copy(bytes), by_terminal) {
        (Some(program), _) => format!("Copied {what} by {program}."),
        (None, true) => copied_by_terminal(name, bytes.len()),
        (None, false) if std::str::from_utf8(bytes).is_err() => {
            format!("{what} is no text in UTF-8, which a clipboard needs here. Nothing was copied.")
        }
        (None, false) if bytes.len() <= COPY_LIMIT => {
            "Nothing was copied: this terminal takes no copies (OSC 52), and no clipboard program was found."
                .into()
        }
        (None, false) => {
            format!("{what} is more than terminals take by OSC 52. Nothing was copied.")
        }
    }
}

/// What is said of a copy that only the terminal was told of: it gives no answer.
pub fn copied_by_terminal(name: &str, bytes: usize) -> String {
    let what = what(name, bytes);
    format!("Asked the terminal to copy {what}, by OSC 52. Some refuse without saying so.")
}

fn what(name: &str, bytes: usize) -> String {
    let size = numbers::bytes(bytes as u64);
    if name.is_empty() { size } else { format!("{name} ({size})") }
}

fn copy(bytes: &[u8]) -> Option<&'static str> {
    let by_program =
        || WAYS.iter().find(|way| by_program(way, bytes).unwrap_or(false)).map(|way| way.program);
    by_windows(bytes).or_else(by_program)
}

/// Without a program between, which would have to guess the encoding.
#[cfg(windows)]
fn by_windows(bytes: &[u8]) -> Option<&'static str> {
    let text = std::str::from_utf8(bytes).ok()?;
    clipboard_win::set_clipboard(clipboard_win::formats::Unicode, text).is_ok().then_some("Windows")
}

#[cfg(not(windows))]
fn by_windows(_: &[u8]) -> Option<&'static str> {
    None
}

fn by_program(way: &Way, bytes: &[u8]) -> io::Result<bool> {
    let wide = way.is_wide.then(|| std::str::from_utf8(bytes).map(for_clip)).transpose();
    let Ok(wide) = wide else { return Ok(false) };
    let mut command = programs::beside(way.program);
    command.args(way.arguments).envs(way.set);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(wide.as_deref().unwrap_or(bytes))?;
    }
    match wait(&mut child, MS, &Stop::default(), |_| false) {
        Ended::InTime => Ok(child.wait()?.success()),
        _ => Ok(false),
    }
}

/// What `clip.exe` takes for the text. It guesses the encoding, and zero bytes make UTF-16 sure; a byte order mark
/// makes it sure as well and is then pasted along with the text, so it comes before a text of few such bytes alone.
fn for_clip(text: &str) -> Vec<u8> {
    let narrow = text.chars().filter(|c| u32::from(*c) < 0x100).count();
    let mark = if narrow * 2 < text.chars().count() { "\u{feff}" } else { "" };
    utf::utf16(&format!("{mark}{text}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_claims_what_is_known_and_no_more() {
        let asked = copied_by_terminal("Path for jq", 5);
        assert_eq!(
            asked,
            "Asked the terminal to copy Path for jq (5 B), by OSC 52. Some refuse without saying so."
        );
    }

    #[test]
    fn clip_gets_utf16_and_a_mark_only_where_it_would_guess() {
        assert_eq!(for_clip("a1"), b"a\x001\x00");
        assert_eq!(for_clip("é\n"), b"\xE9\0\n\0");
        assert_eq!(for_clip("山a"), b"\x71\x5Ca\0", "as many bytes of zero as others");
        assert_eq!(for_clip("山田"), b"\xFF\xFE\x71\x5C\x30\x75");
        assert_eq!(for_clip("😀"), b"\xFF\xFE\x3D\xD8\x00\xDE");
        assert_eq!(for_clip(""), b"");
    }

    /// A program that writes what it gets, and its variable, into a file.
    #[cfg(unix)]
    #[test]
    fn a_program_gets_its_encoding_and_its_locale() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("out");
        let script = "printf %s \"$LC_ALL \" > \"$0\"; cat >> \"$0\"";
        let arguments: &'static [&'static str] =
            Vec::leak(vec!["-c", script, String::leak(out.to_string_lossy().into_owned())]);
        for (is_wide, expected) in
            [(false, "en_US.UTF-8 Ł".as_bytes()), (true, b"en_US.UTF-8 \xFF\xFE\x41\x01")]
        {
            let way = Way { set: Some(("LC_ALL", "en_US.UTF-8")), is_wide, ..way("sh", arguments) };
            assert!(by_program(&way, "Ł".as_bytes()).unwrap());
            assert_eq!(std::fs::read(&out).unwrap(), expected);
        }
        let wide = Way { is_wide: true, ..way("true", &[]) };
        assert!(!by_program(&wide, b"\xFF").unwrap(), "no text can't be written as UTF-16");
        assert!(!by_program(&way("false", &[]), b"x").unwrap_or(false));
    }
}
