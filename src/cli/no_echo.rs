//! Asks for secrets at the terminal. The echo is off before the first question is printed and until the last
//! answer is in: what is typed ahead or pasted as several lines is not shown either. (rpassword prints the question
//! first and turns the echo on again between two questions.)

use std::io;

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::terminal;

use super::out::Out;
use crate::salesforce::credentials::SecretDraft;
use crate::trouble::{Exit, Step, Trouble};

/// Asks each question in a line of its own; an answer ends with Enter. Ctrl-C ends all.
pub fn ask<const N: usize>(out: &Out, questions: [&str; N]) -> Result<[SecretDraft; N], Trouble> {
    let _silent = Silent::hold().map_err(|_| {
        let what = "There is no terminal to ask for key and secret at.";
        Trouble::new(Exit::Usage, "org.no_terminal", what)
            .step(Step::Do("Give both as two lines on standard input, with --stdin.".into()))
    })?;
    let mut answers = [(); N].map(|()| SecretDraft::default());
    for (question, answer) in questions.iter().zip(&mut answers) {
        out.ask(format!("{question} (not shown): "));
        let ended = read(answer);
        out.ask("\r\n");
        if !ended.is_ok_and(|ended| ended == Ended::ByEnter) {
            return Err(Trouble::new(Exit::Interrupted, "interrupted", "Interrupted. Nothing was stored."));
        }
    }
    Ok(answers)
}

/// The terminal hands over each key as it is typed and shows none; as it was when this is dropped.
struct Silent;

impl Silent {
    fn hold() -> io::Result<Self> {
        terminal::enable_raw_mode().map(|()| Self)
    }
}

impl Drop for Silent {
    fn drop(&mut self) {
        let _ = terminal::disable_raw_mode();
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    ByEnter,
    ByPerson,
}

fn read(answer: &mut SecretDraft) -> io::Result<Ended> {
    loop {
        if let Event::Key(key) = event::read()?
            && key.kind != KeyEventKind::Release
            && let Some(ended) = typed(answer, key)
        {
            return Ok(ended);
        }
    }
}

fn typed(answer: &mut SecretDraft, key: KeyEvent) -> Option<Ended> {
    let is_control = key.modifiers.contains(KeyModifiers::CONTROL);
    match key.code {
        // Line feeds come as Ctrl-J where a terminal pastes them as they are.
        KeyCode::Enter => return Some(Ended::ByEnter),
        KeyCode::Char('j' | 'm') if is_control => return Some(Ended::ByEnter),
        KeyCode::Char('c' | 'd') if is_control => return Some(Ended::ByPerson),
        KeyCode::Char('u') if is_control => answer.clear(),
        KeyCode::Backspace => answer.backspace(),
        KeyCode::Char(c) if !is_control => answer.typed(c),
        _ => {}
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_edit_the_line_that_nobody_sees() {
        let key = |code| KeyEvent::new(code, KeyModifiers::NONE);
        let control = |c| KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL);
        let mut answer = SecretDraft::default();
        for c in "wrong".chars() {
            assert_eq!(typed(&mut answer, key(KeyCode::Char(c))), None);
        }
        typed(&mut answer, control('u'));
        for code in
            [KeyCode::Char('a'), KeyCode::Char('x'), KeyCode::Backspace, KeyCode::Left, KeyCode::Char('b')]
        {
            typed(&mut answer, key(code));
        }
        assert!(answer.lint(|text| text == "ab"));
        assert_eq!(typed(&mut answer, key(KeyCode::Enter)), Some(Ended::ByEnter));
        assert_eq!(typed(&mut answer, control('j')), Some(Ended::ByEnter));
        assert_eq!(typed(&mut answer, control('c')), Some(Ended::ByPerson));
    }
}
