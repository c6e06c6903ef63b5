//! One recursive descent over the tokens that never fails: it gives a tree of whatever it was given, and what
//! is wrong with it. After a fault it goes on at the next clause or closing bracket.

mod condition;
mod query;
mod search;
mod select;
mod value;

#[cfg(test)]
mod tests;

use super::lexer::{Span, Token, TokenKind, tokens};
use super::tree::{Name, Path, Query, Search};

pub use value::unescape;

/// Something wrong with a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The token it is about; empty and at the end where something is missing there.
    pub span: Span,
    /// What sort of fault it is.
    pub fault: Fault,
    /// A sentence for people.
    pub message: String,
}

/// What sort of fault a diagnostic tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A token that can't be there.
    Unexpected,
    /// The statement ends too early.
    End,
    /// A character that is not in the language.
    Character,
    /// Text that is not closed, or with a wrong escape.
    Text,
    /// A bind variable, which is Apex.
    Bind,
    /// AND and OR side by side without brackets.
    Mixed,
    /// A comment: editors know them, Salesforce doesn't.
    Comment,
    /// Brackets deeper than this parser follows.
    Depth,
}

/// Reads a SOQL statement. Without diagnostics it is well-formed; whether its names exist is not asked.
pub fn parse(text: &str) -> (Query, Vec<Diagnostic>) {
    let mut parser = Parser::new(text, 0);
    let query = parser.statement();
    (query, parser.finish())
}

/// Reads a SOSL statement.
pub fn parse_search(text: &str) -> (Search, Vec<Diagnostic>) {
    search::parse(text)
}

/// Brackets within brackets. Salesforce's own limit is far below.
const DEEPEST: usize = 64;

struct Parser<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    diagnostics: Vec<Diagnostic>,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str, start: usize) -> Self {
        let mut parser = Self { text, tokens: Vec::new(), at: 0, depth: 0, diagnostics: Vec::new() };
        for token in tokens(text, start) {
            match token.kind {
                TokenKind::Space => {}
                TokenKind::Comment => {
                    parser.tell(
                        token.span,
                        Fault::Comment,
                        "Salesforce takes no comments in a statement.".into(),
                    );
                }
                _ => parser.tokens.push(token),
            }
        }
        parser
    }

    fn finish(mut self) -> Vec<Diagnostic> {
        self.diagnostics.sort_by_key(|d| d.span.start);
        self.diagnostics
    }

    fn peek(&self) -> Option<Token> {
        self.tokens.get(self.at).copied()
    }

    fn kind(&self) -> Option<TokenKind> {
        self.peek().map(|token| token.kind)
    }

    fn bump(&mut self) {
        self.at = (self.at + 1).min(self.tokens.len());
    }

    /// The place of the current token, or an empty one at the end.
    fn here(&self) -> Span {
        self.peek().map_or(Span::new(self.text.len(), self.text.len()), |token| token.span)
    }

    /// The place of the token before.
    fn before(&self) -> Span {
        let token = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        token.map_or(Span::default(), |token| token.span)
    }

    /// The word at `self.at + ahead`, if it is one.
    fn word(&self, ahead: usize) -> Option<&'t str> {
        let token = self.tokens.get(self.at + ahead)?;
        (token.kind == TokenKind::Word).then(|| token.span.of(self.text))
    }

    fn is(&self, keyword: &str) -> bool {
        self.is_ahead(0, keyword)
    }

    fn is_ahead(&self, ahead: usize, keyword: &str) -> bool {
        self.word(ahead).is_some_and(|word| word.eq_ignore_ascii_case(keyword))
    }

    fn is_any(&self, keywords: &[&str]) -> bool {
        keywords.iter().any(|keyword| self.is(keyword))
    }

    fn kind_ahead(&self, ahead: usize) -> Option<TokenKind> {
        self.tokens.get(self.at + ahead).map(|token| token.kind)
    }

    fn eat(&mut self, kind: TokenKind) -> bool {
        let found = self.kind() == Some(kind);
        if found {
            self.bump();
        }
        found
    }

    fn eat_word(&mut self, keyword: &str) -> bool {
        let found = self.is(keyword);
        if found {
            self.bump();
        }
        found
    }

    /// Takes the keyword or says that it is missing.
    fn expect_word(&mut self, keyword: &str) -> bool {
        let found = self.eat_word(keyword);
        if !found {
            self.unexpected(&format!("{keyword} is expected here"));
        }
        found
    }

    /// Takes the bracket or comma, or says that it is missing.
    fn expect(&mut self, kind: TokenKind, what: &str) -> bool {
        let found = self.eat(kind);
        if !found {
            self.unexpected(&format!("{what} is expected here"));
        }
        found
    }

    fn name(&mut self) -> Option<Name> {
        let text = self.word(0)?.to_owned();
        let span = self.here();
        self.bump();
        Some(Name { text, span })
    }

    /// `a.b.c`, which begins at the current word. Empty if there is none.
    fn path(&mut self) -> Path {
        let start = self.here();
        let mut parts: Vec<Name> = self.name().into_iter().collect();
        while !parts.is_empty() && self.eat(TokenKind::Dot) {
            match self.name() {
                Some(name) => parts.push(name),
                None => {
                    self.unexpected("a name is expected after the dot");
                    break;
                }
            }
        }
        let span =
            if parts.is_empty() { Span::new(start.start, start.start) } else { start.to(self.before()) };
        Path { parts, span }
    }

    fn tell(&mut self, span: Span, fault: Fault, message: String) {
        // One token, one fault: the first says it best. Faults about one token come close together.
        if !self.diagnostics.iter().rev().take(8).any(|known| known.span == span) {
            self.diagnostics.push(Diagnostic { span, fault, message });
        }
    }

    /// The current token can't be here, where `wanted` says what could.
    fn unexpected(&mut self, wanted: &str) {
        let span = self.here();
        let shown = span.of(self.text);
        let (fault, message) = match self.kind() {
            None => (Fault::End, format!("The statement ends too early: {wanted}.")),
            Some(TokenKind::Unknown) => (Fault::Character, format!("{shown} can't be read: {wanted}.")),
            Some(TokenKind::Colon) => (Fault::Bind, "Bind variables (:name) exist in Apex only.".into()),
            Some(_) => (Fault::Unexpected, format!("{shown} can't be here: {wanted}.")),
        };
        self.tell(span, fault, message);
    }

    /// Goes to the next clause, or to the bracket that closes this one.
    fn skip_to_clause(&mut self) {
        let mut open = 0usize;
        while let Some(kind) = self.kind() {
            match kind {
                TokenKind::Open => open += 1,
                TokenKind::Close if open == 0 => break,
                TokenKind::Close => open -= 1,
                _ if open == 0 && self.at_clause() => break,
                _ => {}
            }
            self.bump();
        }
    }

    /// Skips a bracket and all in it.
    fn skip_brackets(&mut self) {
        let mut open = 0usize;
        while let Some(kind) = self.kind() {
            match kind {
                TokenKind::Open => open += 1,
                TokenKind::Close => open = open.saturating_sub(1),
                _ => {}
            }
            self.bump();
            if open == 0 {
                break;
            }
        }
    }

    /// Runs `inner` one bracket deeper, or skips the bracket where that is too deep.
    fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth >= DEEPEST {
            let message = format!("More than {DEEPEST} levels inside each other are not read.");
            self.tell(self.here(), Fault::Depth, message);
            self.at = self.tokens.len();
            return None;
        }
        self.depth += 1;
        let found = inner(self);
        self.depth -= 1;
        Some(found)
    }
}
