//! The line settings of a terminal, or the modes of a console, as they were before orgscope changed them: kept the
//! first time, put back on every way out, also after a program that left other ones.

use std::io;
use std::sync::OnceLock;

static BEFORE: OnceLock<Option<system::Modes>> = OnceLock::new();

/// Hands over each key as it is typed and shows none.
pub fn raw() -> io::Result<()> {
    BEFORE.get_or_init(|| system::Modes::now().ok());
    system::raw()
}

/// What is typed is handled as before. May be called at any time and more than once.
pub fn put_back_input() {
    if let Some(Some(modes)) = BEFORE.get() {
        modes.put_back_input();
    }
}

/// What is written is handled as before: the last step.
pub fn put_back_output() {
    if let Some(Some(modes)) = BEFORE.get() {
        modes.put_back_output();
    }
}

/// How standard output is connected, where that decides whether the screens can be shown.
pub fn console() -> Option<super::Console> {
    system::console()
}

#[cfg(unix)]
mod system {
    use std::fs::File;
    use std::io;

    use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};

    use crate::tui::input::tty;
    use crate::tui::terminal::Console;

    pub struct Modes(File, Termios);

    impl Modes {
        pub fn now() -> io::Result<Self> {
            let tty = tty()?;
            let termios = tcgetattr(&tty)?;
            Ok(Self(tty, termios))
        }

        pub fn put_back_input(&self) {
            // Not after what is still to be written: that may never be taken.
            let _ = tcsetattr(&self.0, OptionalActions::Now, &self.1);
        }

        pub fn put_back_output(&self) {}
    }

    pub fn raw() -> io::Result<()> {
        let tty = tty()?;
        let mut termios = tcgetattr(&tty)?;
        termios.make_raw();
        Ok(tcsetattr(&tty, OptionalActions::Now, &termios)?)
    }

    pub fn console() -> Option<Console> {
        None
    }
}

#[cfg(windows)]
mod system {
    use std::io::{self, IsTerminal};

    use crossterm_winapi::{ConsoleMode, Handle};

    use crate::tui::terminal::Console;

    // Microsoft, "SetConsoleMode".
    const WINDOW_INPUT: u32 = 0x0008;
    const PROCESSED_OUTPUT: u32 = 0x0001;
    const VIRTUAL_TERMINAL: u32 = 0x0004;

    pub struct Modes {
        input: u32,
        output: u32,
    }

    fn input() -> io::Result<ConsoleMode> {
        Handle::current_in_handle().map(ConsoleMode::from)
    }

    fn output() -> io::Result<ConsoleMode> {
        Handle::current_out_handle().map(ConsoleMode::from)
    }

    impl Modes {
        pub fn now() -> io::Result<Self> {
            Ok(Self { input: input()?.mode()?, output: output()?.mode()? })
        }

        pub fn put_back_input(&self) {
            let _ = input().and_then(|console| console.set_mode(self.input));
        }

        pub fn put_back_output(&self) {
            let _ = output().and_then(|console| console.set_mode(self.output));
        }
    }

    pub fn raw() -> io::Result<()> {
        crossterm::terminal::enable_raw_mode()?;
        // Without this a change of the window's size is not told.
        let console = input()?;
        console.set_mode(console.mode()? | WINDOW_INPUT)?;
        // Not where keys alone are wanted and the output goes elsewhere: then nothing is drawn.
        let _ = output().and_then(|output| take_sequences(&output));
        Ok(())
    }

    fn take_sequences(output: &ConsoleMode) -> io::Result<()> {
        output.set_mode(output.mode()? | PROCESSED_OUTPUT | VIRTUAL_TERMINAL)
    }

    pub fn console() -> Option<Console> {
        let output = Handle::output_handle().map(ConsoleMode::from).ok()?;
        let before = output.mode();
        let takes_sequences = take_sequences(&output).is_ok();
        if let Ok(before) = &before {
            let _ = output.set_mode(*before);
        }
        Some(Console { is_terminal: io::stdout().is_terminal(), is_console: before.is_ok(), takes_sequences })
    }
}
