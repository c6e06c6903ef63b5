//! SOSL: `FIND {…} IN … FIELDS RETURNING …` (SOQL and SOSL reference, "SOSL Syntax").

use super::{Diagnostic, Parser};
use crate::soql::lexer::{Span, TokenKind};
use crate::soql::tree::{Query, Returning, Search, Within};

pub(super) fn parse(text: &str) -> (Search, Vec<Diagnostic>) {
    let mut search = Search::default();
    let lead = text.len() - text.trim_start().len();
    let word = Span::new(lead, lead + 4);
    let brace = text
        .find('{')
        .filter(|at| *at >= word.end && text.get(word.end..*at).is_some_and(|s| s.trim().is_empty()));
    let found = word.of(text).eq_ignore_ascii_case("FIND").then_some(brace).flatten();
    let end = found.and_then(|open| closing_brace(text, open));
    let mut parser = Parser::new(text, end.map_or(0, |end| end + 1));
    match (found, end) {
        (Some(open), Some(end)) => {
            search.term_span = Span::new(open + 1, end);
            search.term = search.term_span.of(text).to_owned();
        }
        _ => {
            parser.unexpected("the search begins with FIND and a term in braces");
            parser.at = parser.tokens.len();
        }
    }
    parser.search(&mut search);
    (search, parser.finish())
}

fn closing_brace(text: &str, open: usize) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.get(open + 1..)?.char_indices() {
        match c {
            '\\' if !escaped => escaped = true,
            '}' if !escaped => return Some(open + 1 + at),
            _ => escaped = false,
        }
    }
    None
}

impl Parser<'_> {
    fn search(&mut self, search: &mut Search) {
        while self.peek().is_some() {
            if self.eat_word("IN") {
                search.within = self.within();
            } else if self.eat_word("RETURNING") {
                search.returning = self.list(Self::returning);
            } else if self.eat_word("LIMIT") {
                search.limit = self.count("LIMIT");
            } else if self.eat_word("UPDATE") {
                search.updates = self.updates();
            } else if self.is_any(&["WITH", "USING"]) {
                let start = self.here();
                self.bump();
                while self.peek().is_some()
                    && !self.is_any(&["WITH", "USING", "LIMIT", "UPDATE", "RETURNING"])
                {
                    self.bump();
                }
                search.others.push(start.to(self.before()));
            } else {
                self.unexpected("IN, RETURNING, WITH, LIMIT or UPDATE could follow");
                self.bump();
            }
        }
    }

    fn within(&mut self) -> Within {
        let known = [
            ("ALL", Within::All),
            ("NAME", Within::Name),
            ("EMAIL", Within::Email),
            ("PHONE", Within::Phone),
            ("SIDEBAR", Within::Sidebar),
        ];
        let found = known.iter().find(|(word, _)| self.is(word)).map(|(_, within)| *within);
        match found {
            Some(_) => self.bump(),
            None => self.unexpected("ALL, NAME, EMAIL, PHONE or SIDEBAR is expected after IN"),
        }
        self.expect_word("FIELDS");
        found.unwrap_or_default()
    }

    fn returning(&mut self) -> Option<Returning> {
        let Some(object) = self.name() else {
            self.unexpected("the name of an object is expected");
            return None;
        };
        let mut query = Query { span: object.span, ..Query::default() };
        query.from.object.span = object.span;
        query.from.object.parts.push(object.clone());
        if self.eat(TokenKind::Open) {
            query.select = self.select_items();
            self.clauses(&mut query);
            self.expect(TokenKind::Close, "a closing bracket");
            query.span = object.span.to(self.before());
        }
        Some(Returning { object, query })
    }
}
