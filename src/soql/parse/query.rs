//! A query and its clauses.

use super::Parser;
use crate::soql::lexer::TokenKind;
use crate::soql::tree::{
    Count, From, GroupBy, Grouping, Name, Nulls, OrderBy, Path, Purpose, Query, Update, With,
};

/// A clause, in the order in which clauses stand.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Clause {
    Scope,
    Where,
    With,
    GroupBy,
    Having,
    OrderBy,
    Limit,
    Offset,
    For,
    Update,
}

impl Parser<'_> {
    pub(super) fn statement(&mut self) -> Query {
        let query = self.query();
        while self.peek().is_some() {
            // A closing bracket too many, and whatever follows it.
            self.unexpected("the statement is complete before it");
            self.bump();
            self.skip_to_clause();
            if self.at_clause() {
                self.bump();
            }
        }
        query
    }

    /// `SELECT …` up to the end or the bracket that closes it.
    pub(super) fn query(&mut self) -> Query {
        let start = self.here();
        let mut query = Query::default();
        if self.expect_word("SELECT") {
            query.select = self.select_items();
        } else if !self.at_clause() && !self.is("FROM") {
            // `SELEC Id FROM Account`: what follows is read as if it were right.
            self.bump();
            query.select = self.select_items();
        }
        if self.expect_word("FROM") {
            query.from = self.from();
        }
        self.clauses(&mut query);
        query.span = start.to(self.before());
        query
    }

    fn from(&mut self) -> From {
        let mut from = From { object: self.object_name(), ..From::default() };
        from.alias = self.alias();
        while self.eat(TokenKind::Comma) {
            let path = self.object_name();
            let alias = self.alias();
            from.joins.push((path, alias));
        }
        from
    }

    fn object_name(&mut self) -> Path {
        if self.kind() != Some(TokenKind::Word) || self.at_clause() {
            self.unexpected("the name of an object is expected after FROM");
            return Path { parts: Vec::new(), span: self.here() };
        }
        self.path()
    }

    fn alias(&mut self) -> Option<Name> {
        if self.eat_word("AS") {
            let name = self.name();
            if name.is_none() {
                self.unexpected("an alias is expected after AS");
            }
            return name;
        }
        if self.at_clause() || self.is("FROM") { None } else { self.name() }
    }

    fn clause(&self) -> Option<Clause> {
        Some(match self.word(0)?.to_ascii_uppercase().as_str() {
            "USING" if self.is_ahead(1, "SCOPE") => Clause::Scope,
            "WHERE" => Clause::Where,
            "WITH" => Clause::With,
            "GROUP" if self.is_ahead(1, "BY") => Clause::GroupBy,
            "HAVING" => Clause::Having,
            "ORDER" if self.is_ahead(1, "BY") => Clause::OrderBy,
            "LIMIT" => Clause::Limit,
            "OFFSET" => Clause::Offset,
            "FOR" => Clause::For,
            "UPDATE" => Clause::Update,
            _ => return None,
        })
    }

    /// True where a clause begins. Objects may be called Order and Group: those need their BY.
    pub(super) fn at_clause(&self) -> bool {
        self.clause().is_some()
    }

    /// The clauses in whatever order they come; a wrong order is told and read all the same.
    pub(super) fn clauses(&mut self, query: &mut Query) {
        let mut last = None;
        while self.peek().is_some() && self.kind() != Some(TokenKind::Close) {
            let Some(clause) = self.clause() else {
                self.unexpected("a clause like WHERE, ORDER BY or LIMIT could follow");
                self.bump();
                self.skip_to_clause();
                continue;
            };
            let repeated = last == Some(clause) && clause != Clause::With;
            if repeated || last > Some(clause) {
                self.unexpected("clauses have a fixed order, each once");
            }
            if clause == Clause::Having && query.group_by.is_none() {
                self.unexpected("HAVING needs a GROUP BY before it");
            }
            last = Some(clause);
            self.bump();
            self.clause_body(clause, query);
        }
    }

    fn clause_body(&mut self, clause: Clause, query: &mut Query) {
        match clause {
            Clause::Scope => {
                self.bump();
                query.scope = self.name();
                if query.scope.is_none() {
                    self.unexpected("a scope like mine or everything is expected");
                }
            }
            Clause::Where => query.condition = Some(self.condition()),
            Clause::With => {
                let with = self.with();
                query.with.extend(with);
            }
            Clause::GroupBy => query.group_by = Some(self.group_by()),
            Clause::Having => query.having = Some(self.condition()),
            Clause::OrderBy => {
                self.bump();
                query.order_by = self.list(Self::order_by);
            }
            Clause::Limit => query.limit = self.count("LIMIT"),
            Clause::Offset => query.offset = self.count("OFFSET"),
            Clause::For => {
                query.purposes = self.list(|parser| {
                    let known = [
                        ("VIEW", Purpose::View),
                        ("REFERENCE", Purpose::Reference),
                        ("UPDATE", Purpose::Update),
                    ];
                    parser.one_of(&known, "VIEW, REFERENCE or UPDATE is expected after FOR")
                });
            }
            Clause::Update => query.updates = self.updates(),
        }
    }

    /// What follows UPDATE.
    pub(super) fn updates(&mut self) -> Vec<Update> {
        self.list(|parser| {
            let known = [("TRACKING", Update::Tracking), ("VIEWSTAT", Update::Viewstat)];
            parser.one_of(&known, "TRACKING or VIEWSTAT is expected after UPDATE")
        })
    }

    fn one_of<T: Copy>(&mut self, known: &[(&str, T)], wanted: &str) -> Option<T> {
        let found = known.iter().find(|(word, _)| self.is(word)).map(|(_, value)| *value);
        match found {
            Some(_) => self.bump(),
            None => self.unexpected(wanted),
        }
        found
    }

    /// One or more, with commas between them.
    pub(super) fn list<T>(&mut self, mut one: impl FnMut(&mut Self) -> Option<T>) -> Vec<T> {
        let mut found = Vec::new();
        loop {
            found.extend(one(self));
            if !self.eat(TokenKind::Comma) {
                return found;
            }
        }
    }

    /// The whole number after LIMIT or OFFSET.
    pub(super) fn count(&mut self, clause: &str) -> Option<Count> {
        let span = self.here();
        let number = match self.kind() {
            Some(TokenKind::Number) => span.of(self.text).parse().ok(),
            _ => None,
        };
        match number {
            Some(number) => {
                self.bump();
                Some(Count { number, span })
            }
            None => {
                self.unexpected(&format!("a whole number is expected after {clause}"));
                if self.peek().is_some() && !self.at_clause() && self.kind() != Some(TokenKind::Close) {
                    self.bump();
                }
                None
            }
        }
    }

    fn with(&mut self) -> Option<With> {
        if self.is_any(&["SECURITY_ENFORCED", "USER_MODE", "SYSTEM_MODE"]) {
            return self.name().map(With::Access);
        }
        if self.is("DATA") && self.is_ahead(1, "CATEGORY") {
            self.bump();
            self.bump();
            let mut found = Vec::new();
            loop {
                found.extend(self.data_category());
                if !self.eat_word("AND") {
                    return Some(With::DataCategory(found));
                }
            }
        }
        if self.kind() == Some(TokenKind::Word) && !self.at_clause() {
            let start = self.here();
            self.bump();
            if self.kind() == Some(TokenKind::Open) {
                self.skip_brackets();
            }
            return Some(With::Other(start.to(self.before())));
        }
        self.unexpected("DATA CATEGORY or SECURITY_ENFORCED is expected after WITH");
        None
    }

    fn data_category(&mut self) -> Option<(Name, Name, Vec<Name>)> {
        let group = self.name();
        if group.is_none() {
            self.unexpected("the name of a category group is expected");
        }
        if !self.is_any(&["AT", "ABOVE", "BELOW", "ABOVE_OR_BELOW"]) {
            self.unexpected("AT, ABOVE, BELOW or ABOVE_OR_BELOW is expected");
            return None;
        }
        let operator = self.name()?;
        let bracket = self.eat(TokenKind::Open);
        let one = |parser: &mut Self| {
            let name = parser.name();
            if name.is_none() {
                parser.unexpected("the name of a category is expected");
            }
            name
        };
        let categories = if bracket { self.list(one) } else { one(self).into_iter().collect() };
        if bracket {
            self.expect(TokenKind::Close, "a closing bracket");
        }
        Some((group?, operator, categories))
    }

    fn group_by(&mut self) -> GroupBy {
        let start = self.before();
        self.bump();
        let kind = match self.kind_ahead(1) == Some(TokenKind::Open) {
            true if self.is("ROLLUP") => Grouping::Rollup,
            true if self.is("CUBE") => Grouping::Cube,
            _ => Grouping::Plain,
        };
        let one = |parser: &mut Self| Some(parser.operand("a field is expected after GROUP BY"));
        let by = if kind == Grouping::Plain {
            self.list(one)
        } else {
            self.bump();
            self.bump();
            let by = self.list(one);
            self.expect(TokenKind::Close, "a closing bracket");
            by
        };
        GroupBy { kind, by, span: start.to(self.before()) }
    }

    fn order_by(&mut self) -> Option<OrderBy> {
        let by = self.operand("a field is expected after ORDER BY");
        let descending = self.is("DESC");
        if descending || self.is("ASC") {
            self.bump();
        }
        let nulls = match self.eat_word("NULLS") {
            false => None,
            true => self.one_of(
                &[("FIRST", Nulls::First), ("LAST", Nulls::Last)],
                "FIRST or LAST is expected after NULLS",
            ),
        };
        Some(OrderBy { by, descending, nulls })
    }
}
