//! The field list, and the functions that may be in it and elsewhere.

use super::{Fault, Parser};
use crate::soql::lexer::TokenKind;
use crate::soql::tree::{Fields, Function, Literal, Operand, Path, SelectItem, Selected, Typeof, Value};

/// All functions of the language (SOQL reference, "Aggregate Functions", "Date Functions" and following).
const FUNCTIONS: &[&str] = &[
    "AVG",
    "COUNT",
    "COUNT_DISTINCT",
    "MIN",
    "MAX",
    "SUM",
    "GROUPING",
    "CALENDAR_MONTH",
    "CALENDAR_QUARTER",
    "CALENDAR_YEAR",
    "DAY_IN_MONTH",
    "DAY_IN_WEEK",
    "DAY_IN_YEAR",
    "DAY_ONLY",
    "FISCAL_MONTH",
    "FISCAL_QUARTER",
    "FISCAL_YEAR",
    "HOUR_IN_DAY",
    "WEEK_IN_MONTH",
    "WEEK_IN_YEAR",
    "CONVERTTIMEZONE",
    "FORMAT",
    "CONVERTCURRENCY",
    "TOLABEL",
    "DISTANCE",
];

impl Parser<'_> {
    pub(super) fn select_items(&mut self) -> Vec<SelectItem> {
        let mut items = Vec::new();
        loop {
            items.push(self.select_item());
            if self.eat(TokenKind::Comma) {
                continue;
            }
            if self.is("FROM")
                || self.peek().is_none()
                || self.kind() == Some(TokenKind::Close)
                || self.at_clause()
            {
                return items;
            }
            self.unexpected("a comma or FROM is expected");
            // Go on after what can't be read: at the next comma, or at FROM.
            let mut open = 0usize;
            while let Some(kind) = self.kind() {
                match kind {
                    TokenKind::Open => open += 1,
                    TokenKind::Close if open == 0 => break,
                    TokenKind::Close => open -= 1,
                    TokenKind::Comma if open == 0 => break,
                    _ if open == 0 && self.is("FROM") => break,
                    _ => {}
                }
                self.bump();
            }
            if !self.eat(TokenKind::Comma) {
                return items;
            }
        }
    }

    fn select_item(&mut self) -> SelectItem {
        let start = self.here();
        let called = self.kind_ahead(1) == Some(TokenKind::Open);
        let what = match self.kind() {
            Some(TokenKind::Open) => {
                self.bump();
                let query = self.deeper(Self::query);
                self.expect(TokenKind::Close, "a closing bracket");
                query.map_or(Selected::Missing, |query| Selected::Subquery(Box::new(query)))
            }
            Some(TokenKind::Word) if self.is("FIELDS") && called => self.fields(),
            Some(TokenKind::Word)
                if self.is("TYPEOF") && self.word(1).is_some() && !self.is_ahead(1, "FROM") =>
            {
                Selected::Typeof(self.type_of())
            }
            // FROM may be called, but not selected.
            Some(TokenKind::Word) if !self.is("FROM") => match self.operand("a field is expected") {
                Operand::Path(path) => Selected::Path(path),
                Operand::Function(function) => Selected::Function(function),
                Operand::Value(_) | Operand::Missing(_) => Selected::Missing,
            },
            _ => {
                self.unexpected("a field, a function or a subquery is expected");
                Selected::Missing
            }
        };
        let alias = if self.is("FROM") || self.at_clause() { None } else { self.name() };
        SelectItem { what, alias, span: start.to(self.before()) }
    }

    fn fields(&mut self) -> Selected {
        self.bump();
        self.bump();
        let known = [("ALL", Fields::All), ("STANDARD", Fields::Standard), ("CUSTOM", Fields::Custom)];
        let which = known.iter().find(|(word, _)| self.is(word)).map(|(_, which)| *which);
        match which {
            Some(_) => self.bump(),
            None => self.unexpected("ALL, STANDARD or CUSTOM is expected"),
        }
        self.expect(TokenKind::Close, "a closing bracket");
        which.map_or(Selected::Missing, Selected::Fields)
    }

    fn type_of(&mut self) -> Typeof {
        self.bump();
        let mut found = Typeof { relationship: self.path(), ..Typeof::default() };
        while self.eat_word("WHEN") {
            let object = self.name();
            if object.is_none() {
                self.unexpected("the name of an object is expected after WHEN");
            }
            self.expect_word("THEN");
            let paths = self.typeof_paths();
            found.branches.extend(object.map(|object| (object, paths)));
        }
        if found.branches.is_empty() {
            self.unexpected("WHEN is expected");
        }
        if self.eat_word("ELSE") {
            found.otherwise = self.typeof_paths();
        }
        self.expect_word("END");
        found
    }

    fn typeof_paths(&mut self) -> Vec<Path> {
        self.list(|parser| {
            if parser.word(0).is_none() || parser.is_any(&["WHEN", "ELSE", "END"]) {
                parser.unexpected("a field is expected");
                return None;
            }
            Some(parser.path())
        })
    }

    /// A field or a function.
    pub(super) fn operand(&mut self, wanted: &str) -> Operand {
        if self.kind() != Some(TokenKind::Word)
            || self.at_clause() && self.kind_ahead(1) != Some(TokenKind::Dot)
        {
            // Fields may be called Limit or Update; where a clause could begin they are not looked for.
            self.unexpected(wanted);
            return Operand::Missing(self.here());
        }
        if self.kind_ahead(1) == Some(TokenKind::Open) {
            return self.function().map_or(Operand::Missing(self.before()), Operand::Function);
        }
        Operand::Path(self.path())
    }

    fn function(&mut self) -> Option<Function> {
        let known = FUNCTIONS.iter().any(|name| self.is(name));
        if !known {
            let name = self.here().of(self.text).to_owned();
            self.bump();
            self.unexpected(&format!("{name} is no function"));
            self.skip_brackets();
            return None;
        }
        let start = self.here();
        let name = self.name()?;
        self.bump();
        let distance = name.is("DISTANCE");
        let mut arguments = Vec::new();
        if self.kind() != Some(TokenKind::Close) {
            arguments = self.deeper(|parser| parser.list(|parser| parser.argument(distance)))?;
        }
        self.expect(TokenKind::Close, "a closing bracket");
        let function = Function { name, arguments, span: start.to(self.before()) };
        if distance && !is_distance(&function.arguments) {
            let message = "DISTANCE takes a location, GEOLOCATION(latitude, longitude) and 'mi' or 'km'.";
            self.tell(function.span, Fault::Unexpected, message.into());
        }
        Some(function)
    }

    fn argument(&mut self, in_distance: bool) -> Option<Operand> {
        if in_distance && self.is("GEOLOCATION") && self.kind_ahead(1) == Some(TokenKind::Open) {
            let start = self.here();
            let name = self.name()?;
            self.bump();
            let arguments = self.list(|parser| Some(Operand::Value(parser.value())));
            self.expect(TokenKind::Close, "a closing bracket");
            return Some(Operand::Function(Function { name, arguments, span: start.to(self.before()) }));
        }
        Some(match self.kind() {
            Some(TokenKind::Text { .. } | TokenKind::Number) => Operand::Value(self.value()),
            _ => self.operand("a field is expected"),
        })
    }
}

fn is_distance(arguments: &[Operand]) -> bool {
    let number =
        |operand: &Operand| matches!(operand, Operand::Value(Value { literal: Literal::Number(_), .. }));
    match arguments {
        [
            Operand::Path(_),
            Operand::Function(place),
            Operand::Value(Value { literal: Literal::Text { text, .. }, .. }),
        ] => {
            place.name.is("GEOLOCATION")
                && place.arguments.len() == 2
                && place.arguments.iter().all(number)
                && (text.eq_ignore_ascii_case("mi") || text.eq_ignore_ascii_case("km"))
        }
        _ => false,
    }
}
