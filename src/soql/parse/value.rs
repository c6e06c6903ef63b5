//! Literals.

use super::{Fault, Parser};
use crate::soql::lexer::TokenKind;
use crate::soql::tree::{DateLiteral, Literal, Unit, Value};

impl Parser<'_> {
    /// The literal that begins at the current token.
    pub(super) fn value(&mut self) -> Value {
        let start = self.here();
        let typed = start.of(self.text);
        let literal = match self.kind() {
            Some(TokenKind::Text { closed }) => self.text_literal(typed, closed),
            Some(TokenKind::Number) => Literal::Number(typed.to_owned()),
            Some(TokenKind::Date) => Literal::Date(typed.to_owned()),
            Some(TokenKind::DateTime) => Literal::DateTime(typed.to_owned()),
            Some(TokenKind::Time) => Literal::Time(typed.to_owned()),
            Some(TokenKind::Currency) => currency(typed),
            Some(TokenKind::Word) => match self.word_literal(typed) {
                Some(literal) => literal,
                None => {
                    self.unexpected("a value is expected, text in single quotes");
                    let ends = self.at_clause() || self.is_any(&["AND", "OR"]);
                    if !ends {
                        self.bump();
                    }
                    return Value { literal: Literal::Missing, span: start };
                }
            },
            Some(TokenKind::Colon) => {
                self.unexpected("a value is expected");
                self.skip_bind();
                return Value { literal: Literal::Bind, span: start.to(self.before()) };
            }
            kind => {
                self.unexpected("a value is expected");
                if !matches!(kind, None | Some(TokenKind::Close | TokenKind::Comma)) {
                    self.bump();
                }
                return Value { literal: Literal::Missing, span: start };
            }
        };
        self.bump();
        Value { literal, span: start.to(self.before()) }
    }

    fn word_literal(&mut self, typed: &str) -> Option<Literal> {
        let word = typed.to_ascii_uppercase();
        Some(match word.as_str() {
            "TRUE" => Literal::Bool(true),
            "FALSE" => Literal::Bool(false),
            "NULL" => Literal::Null,
            _ => {
                let counted = self.kind_ahead(1) == Some(TokenKind::Colon)
                    && self.kind_ahead(2) == Some(TokenKind::Number);
                let number = self.tokens.get(self.at + 2).filter(|_| counted);
                let number = number.and_then(|token| token.span.of(self.text).parse::<u32>().ok());
                if let Some(literal) = date_literal(&word, number.map(i64::from)) {
                    if counted {
                        self.bump();
                        self.bump();
                    }
                    Literal::Relative(literal)
                } else if typed.len() > 3
                    && typed.bytes().take(3).all(|b| b.is_ascii_alphabetic())
                    && typed.bytes().skip(3).all(|b| b.is_ascii_digit())
                {
                    currency(typed)
                } else {
                    return None;
                }
            }
        })
    }

    /// Text between quotes (SOQL reference, "Quoted String Escape Sequences").
    fn text_literal(&mut self, typed: &str, closed: bool) -> Literal {
        let end = typed.len() - usize::from(closed);
        let raw = typed.get(1..end).unwrap_or_default();
        if !closed {
            self.tell(self.here(), Fault::Text, "The closing quote of this text is missing.".into());
        }
        let text = match unescape(raw) {
            Ok(text) => text,
            Err(escape) => {
                let message = format!("{escape} is no escape; a backslash itself is written \\\\.");
                self.tell(self.here(), Fault::Text, message);
                raw.to_owned()
            }
        };
        Literal::Text { text, raw: raw.to_owned() }
    }

    /// Skips the Apex expression after a colon, as far as it can be told.
    fn skip_bind(&mut self) {
        self.bump();
        self.eat_word("NEW");
        loop {
            match self.kind() {
                Some(TokenKind::Word) => {
                    self.bump();
                    if self.kind() == Some(TokenKind::Less) {
                        while !matches!(self.kind(), None | Some(TokenKind::Greater)) {
                            self.bump();
                        }
                        self.bump();
                    }
                }
                _ => return,
            }
            while self.kind() == Some(TokenKind::Open) || self.here().of(self.text) == "[" {
                match self.kind() {
                    Some(TokenKind::Open) => self.skip_brackets(),
                    _ => {
                        while self.peek().is_some() && self.here().of(self.text) != "]" {
                            self.bump();
                        }
                        self.bump();
                    }
                }
            }
            if !self.eat(TokenKind::Dot) {
                return;
            }
        }
    }
}

/// Resolves escapes. `Err` holds the one that does not exist. `\_` and `\%` belong to LIKE and stay text here.
pub fn unescape(raw: &str) -> Result<String, String> {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match rest.next() {
            Some(c @ ('\'' | '"' | '\\' | '_' | '%')) => out.push(c),
            Some('n' | 'N') => out.push('\n'),
            Some('r' | 'R') => out.push('\r'),
            Some('t' | 'T') => out.push('\t'),
            Some('b' | 'B') => out.push('\u{8}'),
            Some('f' | 'F') => out.push('\u{c}'),
            Some('u') => {
                let digits: String = rest.by_ref().take(4).collect();
                let code = u32::from_str_radix(&digits, 16).ok().filter(|_| digits.len() == 4);
                match code.and_then(char::from_u32) {
                    Some(c) => out.push(c),
                    None => return Err(format!("\\u{digits}")),
                }
            }
            Some(c) => return Err(format!("\\{c}")),
            None => return Err("\\".into()),
        }
    }
    Ok(out)
}

fn currency(typed: &str) -> Literal {
    let (code, amount) = typed.split_at_checked(3).unwrap_or((typed, ""));
    Literal::Currency { code: code.to_owned(), amount: amount.to_owned() }
}

/// Reads a date literal in upper case (SOQL reference, "Date Formats and Date Literals"); `n` is what follows its colon.
fn date_literal(word: &str, n: Option<i64>) -> Option<DateLiteral> {
    let unit = |text: &str| {
        Some(match text {
            "DAY" => Unit::Day,
            "WEEK" => Unit::Week,
            "MONTH" => Unit::Month,
            "QUARTER" => Unit::Quarter,
            "YEAR" => Unit::Year,
            "FISCAL_QUARTER" => Unit::FiscalQuarter,
            "FISCAL_YEAR" => Unit::FiscalYear,
            _ => return None,
        })
    };
    if let Some(n) = n {
        let units = |text: &str| unit(text.strip_suffix('S')?);
        if let Some(name) = word.strip_prefix("LAST_N_") {
            return Some(DateLiteral::Last(units(name)?, n));
        }
        if let Some(name) = word.strip_prefix("NEXT_N_") {
            return Some(DateLiteral::Next(units(name)?, n));
        }
        let name = word.strip_prefix("N_")?.strip_suffix("_AGO")?;
        return Some(DateLiteral::One(units(name)?, -n));
    }
    Some(match word {
        "YESTERDAY" => DateLiteral::One(Unit::Day, -1),
        "TODAY" => DateLiteral::One(Unit::Day, 0),
        "TOMORROW" => DateLiteral::One(Unit::Day, 1),
        "LAST_90_DAYS" => DateLiteral::Last(Unit::Day, 90),
        "NEXT_90_DAYS" => DateLiteral::Next(Unit::Day, 90),
        _ => {
            let (which, name) = word.split_once('_')?;
            let shift = match which {
                "LAST" => -1,
                "THIS" => 0,
                "NEXT" => 1,
                _ => return None,
            };
            DateLiteral::One(unit(name).filter(|unit| *unit != Unit::Day)?, shift)
        }
    })
}
