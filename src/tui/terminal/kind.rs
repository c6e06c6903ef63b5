//! Which terminal this is, by what the environment says, and what it can therefore be trusted with. Nothing is asked
//! of the terminal itself.

use crate::trouble::{Exit, Step, Trouble};
use crate::tui::theme::ColourDepth;

/// What the environment says of the terminal.
#[derive(Clone, Copy, Debug, Default)]
pub struct Said<'a> {
    /// `COLORTERM`.
    pub colorterm: Option<&'a str>,
    /// `TERM`.
    pub term: Option<&'a str>,
    /// `TERM_PROGRAM`.
    pub program: Option<&'a str>,
    /// `WT_SESSION` is set: Windows Terminal, on Windows and in its WSL.
    pub windows_terminal: bool,
    /// The system is Windows.
    pub windows: bool,
}

/// What the terminal can be trusted with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// How many colours it shows.
    pub colours: ColourDepth,
    /// It takes texts for the clipboard (OSC 52), as far as is known; nothing answers.
    pub copies: bool,
    /// It marks pastes as such (bracketed paste).
    pub marks_pastes: bool,
}

impl Said<'_> {
    /// What follows from it.
    pub fn kind(self) -> Kind {
        let is_apple = self.program == Some("Apple_Terminal");
        let is_bare = self.windows && !self.windows_terminal && self.program.is_none();
        let is_vt = matches!(self.term, Some("linux" | "dumb")) || self.term.is_some_and(is_old);
        Kind {
            colours: self.colours(is_apple),
            // The Mac's own terminal and the classic console of Windows have no OSC 52, nor has the Linux console.
            copies: !(is_apple || is_bare || is_vt),
            // On Windows crossterm hears of none, whatever the terminal does; the Linux console has none.
            marks_pastes: !(self.windows || self.term == Some("linux")),
        }
    }

    fn colours(self, is_apple: bool) -> ColourDepth {
        let term = self.term.unwrap_or_default();
        let is_true = matches!(self.colorterm, Some("truecolor" | "24bit")) || term.ends_with("-direct");
        match term {
            "dumb" => ColourDepth::None,
            // Whoever sets COLORTERM for every terminal sets it here too, where true colours come out wrong.
            _ if is_apple => ColourDepth::Indexed,
            _ if is_true => ColourDepth::True,
            // These draw anew what they get: only what TERM says is sure to pass.
            _ if term.starts_with("screen") || term.starts_with("tmux") => ColourDepth::Indexed,
            _ if self.windows_terminal => ColourDepth::True,
            // No TERM is usual there. Every console that takes escape sequences shows true colours, or the nearest
            // it has (Windows 10 1511 and later; Microsoft, "Console Virtual Terminal Sequences").
            "" if self.windows => ColourDepth::True,
            "" => ColourDepth::None,
            _ if term.contains("256color") || term.contains("kitty") || term.contains("alacritty") => {
                ColourDepth::Indexed
            }
            _ if is_old(term) => ColourDepth::None,
            _ => ColourDepth::Sixteen,
        }
    }
}

fn is_old(term: &str) -> bool {
    term.starts_with("vt")
}

/// How standard input and output are connected on Windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Console {
    /// Standard output says that it is a terminal.
    pub is_terminal: bool,
    /// Standard output is a console of Windows.
    pub is_console: bool,
    /// That console takes escape sequences.
    pub takes_sequences: bool,
}

impl Console {
    /// Why the screens can't be shown there, where they can't.
    pub fn trouble(self) -> Option<Trouble> {
        if self.is_terminal && !self.is_console {
            let what = "This window (mintty, as Git Bash opens it) gives programs of Windows no console, so the \
                        screens can't be shown here.";
            return Some(
                Trouble::new(Exit::Usage, "terminal.mintty", what)
                    .step(Step::Run("winpty orgscope".into(), "gives it a console here".into()))
                    .step(Step::Do("Or open Git Bash, PowerShell or cmd in Windows Terminal.".into()))
                    .step(Step::Run("orgscope --plain".into(), "works here, and so do all commands".into())),
            );
        }
        if self.is_console && !self.takes_sequences {
            let what = "This console takes no escape sequences, so the screens can't be shown here.";
            return Some(
                Trouble::new(Exit::Usage, "terminal.no_sequences", what)
                    .step(Step::Do(
                        "Use Windows Terminal; or in this console's properties turn off the legacy console."
                            .into(),
                    ))
                    .step(Step::Run("orgscope --plain".into(), "works here, and so do all commands".into())),
            );
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_follow_what_the_environment_says() {
        let (windows, wt) = (true, true);
        for (colorterm, term, depth) in [
            (Some("truecolor"), Some("xterm-256color"), ColourDepth::True),
            (None, Some("xterm-256color"), ColourDepth::Indexed),
            (None, Some("screen-256color"), ColourDepth::Indexed),
            (None, Some("xterm-direct"), ColourDepth::True),
            (None, Some("xterm"), ColourDepth::Sixteen),
            (None, Some("linux"), ColourDepth::Sixteen),
            (None, Some("vt220"), ColourDepth::None),
            (None, Some("dumb"), ColourDepth::None),
            (None, None, ColourDepth::None),
        ] {
            let said = Said { colorterm, term, ..Said::default() };
            assert_eq!(said.kind().colours, depth, "{colorterm:?} {term:?}");
            let apple = Said { program: Some("Apple_Terminal"), ..said }.kind().colours;
            let expected = if term == Some("dumb") { ColourDepth::None } else { ColourDepth::Indexed };
            assert_eq!(apple, expected, "{colorterm:?} {term:?} in the Mac's own terminal");
        }
        for (said, depth) in [
            (Said { windows, ..Said::default() }, ColourDepth::True),
            (Said { windows, windows_terminal: wt, ..Said::default() }, ColourDepth::True),
            (Said { windows, term: Some("xterm-256color"), ..Said::default() }, ColourDepth::Indexed),
            (Said { windows, term: Some("dumb"), ..Said::default() }, ColourDepth::None),
            // WSL: Linux in Windows Terminal.
            (
                Said { windows_terminal: wt, term: Some("xterm-256color"), ..Said::default() },
                ColourDepth::True,
            ),
            (
                Said { windows_terminal: wt, term: Some("screen-256color"), ..Said::default() },
                ColourDepth::Indexed,
            ),
        ] {
            assert_eq!(said.kind().colours, depth, "{said:?}");
        }
    }

    #[test]
    fn copies_and_pastes_are_claimed_only_where_the_terminal_has_them() {
        let xterm = Said { term: Some("xterm-256color"), ..Said::default() };
        for (said, copies, marks_pastes) in [
            (xterm, true, true),
            (Said { program: Some("iTerm.app"), ..xterm }, true, true),
            (Said { program: Some("Apple_Terminal"), ..xterm }, false, true),
            (Said { term: Some("linux"), ..Said::default() }, false, false),
            (Said { term: Some("vt220"), ..Said::default() }, false, true),
            (Said { windows: true, ..Said::default() }, false, false),
            (Said { windows: true, windows_terminal: true, ..Said::default() }, true, false),
            (Said { windows: true, program: Some("vscode"), ..Said::default() }, true, false),
        ] {
            let kind = said.kind();
            assert_eq!((kind.copies, kind.marks_pastes), (copies, marks_pastes), "{said:?}");
        }
    }

    #[test]
    fn a_window_without_a_console_is_told_with_the_way_out() {
        let console = |is_terminal, is_console, takes_sequences| {
            Console { is_terminal, is_console, takes_sequences }.trouble()
        };
        assert_eq!(console(true, true, true), None, "Windows Terminal, VS Code, whatever shell is inside");
        assert_eq!(console(false, false, false), None, "a pipe is another matter");
        let mintty = console(true, false, false).unwrap();
        assert!(mintty.what.contains("mintty"));
        let steps: Vec<_> = mintty.next.iter().map(Step::line).collect();
        assert!(steps[0].contains("winpty orgscope") && steps[1].contains("Windows Terminal"));
        assert!(steps[2].contains("--plain") && steps[2].contains("all commands"));
        let old = console(true, true, false).unwrap();
        assert!(old.what.contains("no escape sequences"));
    }
}
