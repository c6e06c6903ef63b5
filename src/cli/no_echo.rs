//! Asks for secrets at the terminal. The echo is off before the first question is printed and until the last
//! answer is in: what is typed ahead or pasted as several lines is not shown either. (rpassword prints the question
//! first and turns the echo on again between two questions.)

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, channel};

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::out::{self, Out};
use crate::salesforce::credentials::SecretDraft;
use crate::trouble::{Exit, Step, Trouble};
use crate::tui::input::{Came, Raw, composed};
use crate::tui::terminal::{self, Silent};

/// Asks each question in a line of its own; an answer ends with Enter, or with a line break that was pasted. Ctrl-C
/// and signals end all.
pub fn ask<const N: usize>(out: &Out, questions: [&str; N]) -> Result<[SecretDraft; N], Trouble> {
    let (sender, came) = channel();
    let ended = sender.clone();
    let silent = Silent::hold(out::stream, move || ended.send(Came::End).is_ok());
    let input = silent.and_then(|silent| {
        let input = terminal::listen(move |what| sender.send(what).is_ok())?;
        Ok((input, silent))
    });
    let _held = input.map_err(|_| {
        let what = "There is no terminal to ask for key and secret at.";
        Trouble::new(Exit::Usage, "org.no_terminal", what)
            .step(Step::Do("Give both as two lines on standard input, with --stdin.".into()))
    })?;
    let mut typed = Typed { came, waiting: VecDeque::new(), after_return: false };
    let mut answers = [(); N].map(|()| SecretDraft::default());
    for (question, answer) in questions.iter().zip(&mut answers) {
        out.ask(format!("{question} (not shown): "));
        let ended = typed.line(answer);
        out.ask("\r\n");
        if ended == Ended::ByPerson {
            return Err(Trouble::new(Exit::Interrupted, "interrupted", "Interrupted. Nothing was stored."));
        }
    }
    Ok(answers)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    ByEnter,
    ByPerson,
}

/// What was typed or pasted, key by key.
struct Typed {
    came: Receiver<Came>,
    waiting: VecDeque<KeyEvent>,
    /// The last key was Enter: a line feed right after it is the rest of the same line break.
    after_return: bool,
}

impl Typed {
    /// Types into an answer until its end.
    fn line(&mut self, answer: &mut SecretDraft) -> Ended {
        loop {
            while let Some(key) = self.waiting.pop_front() {
                let is_rest = std::mem::replace(&mut self.after_return, key.code == KeyCode::Enter)
                    && key.code == KeyCode::Char('j')
                    && key.modifiers == KeyModifiers::CONTROL;
                if !is_rest && let Some(ended) = typed(answer, key) {
                    return ended;
                }
            }
            // A moment later it is a key of its own.
            self.after_return = false;
            match self.came.recv() {
                Ok(Came::Together(what)) => what.into_iter().for_each(|raw| self.take(raw)),
                Ok(Came::Gone | Came::End) | Err(_) => return Ended::ByPerson,
            }
        }
    }

    fn take(&mut self, raw: Raw) {
        match raw {
            Raw::Key(key) if key.kind != KeyEventKind::Release => self.waiting.push_back(composed(key)),
            Raw::Paste(text) => self.waiting.extend(text.chars().map(|c| match c {
                '\r' => KeyEvent::from(KeyCode::Enter),
                '\n' => KeyEvent::new(KeyCode::Char('j'), KeyModifiers::CONTROL),
                c => KeyEvent::from(KeyCode::Char(c)),
            })),
            _ => {}
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
        KeyCode::Char(c) if !is_control && !c.is_control() => answer.typed(c),
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
    #[test]
    fn a_pasted_line_break_ends_the_line_and_what_follows_is_the_next_answer() {
        let altgr = KeyModifiers::CONTROL | KeyModifiers::ALT;
        let keys = |text: &str| {
            let key = |c| match c {
                '\r' => KeyEvent::from(KeyCode::Enter),
                '\n' => KeyEvent::new(KeyCode::Char('j'), KeyModifiers::CONTROL),
                '@' | ']' => KeyEvent::new(KeyCode::Char(c), altgr),
                c => KeyEvent::from(KeyCode::Char(c)),
            };
            Came::Together(text.chars().map(|c| Raw::Key(key(c))).collect())
        };
        for together in [keys("key@\rsecret]\r"), keys("key@\r\nsecret]\r\n"), keys("key@\nsecret]\n")] {
            let (sender, came) = channel();
            sender.send(together).unwrap();
            drop(sender);
            let mut typed = Typed { came, waiting: VecDeque::new(), after_return: false };
            for expected in ["key@", "secret]"] {
                let mut answer = SecretDraft::default();
                assert_eq!(typed.line(&mut answer), Ended::ByEnter);
                assert!(answer.lint(|text| text == expected));
            }
            assert_eq!(typed.line(&mut SecretDraft::default()), Ended::ByPerson, "nobody is there any more");
        }
        // The same, marked as a paste by a terminal that was left so.
        let (sender, came) = channel();
        sender.send(Came::Together(vec![Raw::Paste("key\r\n".into())])).unwrap();
        let mut typed = Typed { came, waiting: VecDeque::new(), after_return: false };
        let mut answer = SecretDraft::default();
        assert_eq!(typed.line(&mut answer), Ended::ByEnter);
        assert!(answer.lint(|text| text == "key"));
    }
}
