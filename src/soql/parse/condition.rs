//! WHERE and HAVING.

use super::{Fault, Parser};
use crate::soql::lexer::TokenKind;
use crate::soql::tree::{Comparison, Condition, Literal, Operator, Right, Value};

impl Parser<'_> {
    /// Terms with AND or OR between them. Both on one level need brackets.
    pub(super) fn condition(&mut self) -> Condition {
        let first = self.term();
        let any = self.is("OR");
        let mut terms = vec![first];
        while self.is_any(&["AND", "OR"]) {
            if self.is("OR") != any {
                let message = "AND and OR side by side need brackets that say what belongs together.";
                self.tell(self.here(), Fault::Mixed, message.into());
            }
            self.bump();
            terms.push(self.term());
        }
        match (terms.len(), any) {
            (1, _) => terms.remove(0),
            (_, true) => Condition::Or(terms),
            (_, false) => Condition::And(terms),
        }
    }

    fn term(&mut self) -> Condition {
        let here = self.here();
        if self.is("NOT") {
            self.bump();
            let inner = self.deeper(Self::term);
            return Condition::Not(Box::new(inner.unwrap_or(Condition::Missing(here))));
        }
        if self.eat(TokenKind::Open) {
            let inner = self.deeper(Self::condition);
            if !self.expect(TokenKind::Close, "a closing bracket") {
                self.skip_to_clause();
                self.eat(TokenKind::Close);
            }
            return inner.unwrap_or(Condition::Missing(here));
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Condition {
        let start = self.here();
        if !matches!(self.kind(), Some(TokenKind::Word)) || self.at_clause() {
            self.unexpected("a condition like Name = 'Acme' is expected");
            return Condition::Missing(start);
        }
        let left = self.operand("a field is expected");
        let operator = self.operator();
        if operator == Operator::Missing {
            self.unexpected("an operator like =, LIKE or IN is expected");
            self.skip_to_term();
            let right = Right::Value(Value { literal: Literal::Missing, span: self.before() });
            return Condition::Compare(Box::new(Comparison {
                left,
                operator,
                right,
                span: start.to(self.before()),
            }));
        }
        let right = match operator {
            Operator::In | Operator::NotIn | Operator::Includes | Operator::Excludes => {
                self.right_list(operator)
            }
            _ => Right::Value(self.value()),
        };
        Condition::Compare(Box::new(Comparison { left, operator, right, span: start.to(self.before()) }))
    }

    /// Goes to where a condition could go on.
    fn skip_to_term(&mut self) {
        let mut open = 0usize;
        while let Some(kind) = self.kind() {
            match kind {
                TokenKind::Open => open += 1,
                TokenKind::Close if open == 0 => return,
                TokenKind::Close => open -= 1,
                _ if open == 0 && (self.at_clause() || self.is_any(&["AND", "OR"])) => return,
                _ => {}
            }
            self.bump();
        }
    }

    fn operator(&mut self) -> Operator {
        let found = match self.kind() {
            Some(TokenKind::Equal) => Operator::Equal,
            Some(TokenKind::NotEqual) => Operator::NotEqual,
            Some(TokenKind::Less) => Operator::Less,
            Some(TokenKind::LessEqual) => Operator::LessEqual,
            Some(TokenKind::Greater) => Operator::Greater,
            Some(TokenKind::GreaterEqual) => Operator::GreaterEqual,
            Some(TokenKind::Word) if self.is("LIKE") => Operator::Like,
            Some(TokenKind::Word) if self.is("IN") => Operator::In,
            Some(TokenKind::Word) if self.is("NOT") && self.is_ahead(1, "IN") => Operator::NotIn,
            Some(TokenKind::Word) if self.is("INCLUDES") => Operator::Includes,
            Some(TokenKind::Word) if self.is("EXCLUDES") => Operator::Excludes,
            _ => return Operator::Missing,
        };
        self.bump();
        if found == Operator::NotIn {
            self.bump();
        }
        found
    }

    fn right_list(&mut self, operator: Operator) -> Right {
        if self.kind() == Some(TokenKind::Colon) {
            return Right::Value(self.value());
        }
        if !self.expect(TokenKind::Open, "an opening bracket") {
            return Right::List(Vec::new());
        }
        let set = matches!(operator, Operator::In | Operator::NotIn);
        let right = match set && self.is("SELECT") {
            true => self
                .deeper(Self::query)
                .map_or(Right::List(Vec::new()), |query| Right::Query(Box::new(query))),
            false => Right::List(self.list(|parser| Some(parser.value()))),
        };
        if !self.expect(TokenKind::Close, "a closing bracket") {
            self.skip_to_term();
            self.eat(TokenKind::Close);
        }
        right
    }
}
