//! The tree of a statement. Names are in it as typed; nothing in it was looked up in an org. What a broken
//! statement lacks is `Missing`, so that the rest is still there.

pub use super::lexer::Span;

/// A word as typed, with its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// As typed.
    pub text: String,
    /// Where.
    pub span: Span,
}

impl Name {
    /// The same word, whatever the case.
    pub fn is(&self, word: &str) -> bool {
        self.text.eq_ignore_ascii_case(word)
    }
}

/// `Account.Owner.Name`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path {
    /// Its words, at least one in a statement without faults.
    pub parts: Vec<Name>,
    /// All of it.
    pub span: Span,
}

/// A SELECT, be it the statement, a child subquery or the right side of IN.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// What is selected, in order.
    pub select: Vec<SelectItem>,
    /// FROM.
    pub from: From,
    /// USING SCOPE.
    pub scope: Option<Name>,
    /// WHERE.
    pub condition: Option<Condition>,
    /// WITH, of which there may be several.
    pub with: Vec<With>,
    /// GROUP BY.
    pub group_by: Option<GroupBy>,
    /// HAVING.
    pub having: Option<Condition>,
    /// ORDER BY.
    pub order_by: Vec<OrderBy>,
    /// LIMIT.
    pub limit: Option<Count>,
    /// OFFSET.
    pub offset: Option<Count>,
    /// FOR VIEW, FOR REFERENCE, FOR UPDATE.
    pub purposes: Vec<Purpose>,
    /// UPDATE TRACKING, UPDATE VIEWSTAT.
    pub updates: Vec<Update>,
    /// From SELECT to the last token.
    pub span: Span,
}

/// One element of the field list.
#[derive(Clone, Debug, PartialEq)]
pub struct SelectItem {
    /// What is selected.
    pub what: Selected,
    /// Alias.
    pub alias: Option<Name>,
    /// All of it.
    pub span: Span,
}

/// What can be selected.
#[derive(Clone, Debug, PartialEq)]
pub enum Selected {
    /// A field, of the object or of a parent.
    Path(Path),
    /// `COUNT()`, `toLabel(Status)`…
    Function(Function),
    /// `FIELDS(ALL)`.
    Fields(Fields),
    /// `TYPEOF … END`.
    Typeof(Typeof),
    /// `(SELECT … FROM Contacts)`.
    Subquery(Box<Query>),
    /// Nothing readable.
    Missing,
}

/// Which fields FIELDS() gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Fields {
    All,
    Standard,
    Custom,
}

/// A function call.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Function {
    /// Its name.
    pub name: Name,
    /// Its arguments.
    pub arguments: Vec<Operand>,
    /// All of it.
    pub span: Span,
}

/// What can be compared, grouped and ordered by, and given to a function.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// A field.
    Path(Path),
    /// A function.
    Function(Function),
    /// A literal, in functions only.
    Value(Value),
    /// Nothing readable.
    Missing(Span),
}

impl Operand {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Operand::Path(path) => path.span,
            Operand::Function(function) => function.span,
            Operand::Value(value) => value.span,
            Operand::Missing(span) => *span,
        }
    }
}

/// `TYPEOF What WHEN Account THEN Phone ELSE Name END`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Typeof {
    /// The polymorphic relationship.
    pub relationship: Path,
    /// WHEN … THEN ….
    pub branches: Vec<(Name, Vec<Path>)>,
    /// ELSE.
    pub otherwise: Vec<Path>,
}

/// FROM.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct From {
    /// The object, or the child relationship in a subquery; empty where it is missing.
    pub object: Path,
    /// Alias.
    pub alias: Option<Name>,
    /// The old form `FROM Account a, a.Contacts c`.
    pub joins: Vec<(Path, Option<Name>)>,
}

/// WHERE and HAVING.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// All of these.
    And(Vec<Condition>),
    /// Any of these.
    Or(Vec<Condition>),
    /// Not this.
    Not(Box<Condition>),
    /// One comparison.
    Compare(Box<Comparison>),
    /// Nothing readable.
    Missing(Span),
}

/// `Name LIKE 'A%'`.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Left side.
    pub left: Operand,
    /// Operator.
    pub operator: Operator,
    /// Right side.
    pub right: Right,
    /// All of it.
    pub span: Span,
}

/// An operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Operator {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Like,
    In,
    NotIn,
    Includes,
    Excludes,
    /// Nothing readable.
    Missing,
}

/// What is compared with.
#[derive(Clone, Debug, PartialEq)]
pub enum Right {
    /// One literal.
    Value(Value),
    /// `('a', 'b')`.
    List(Vec<Value>),
    /// `(SELECT AccountId FROM Contact)`.
    Query(Box<Query>),
}

/// A literal with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// What it is.
    pub literal: Literal,
    /// Where it stands.
    pub span: Span,
}

/// A literal.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// Text between quotes, escapes resolved; `raw` is what was between them, which LIKE reads anew.
    Text {
        /// Escapes resolved.
        text: String,
        /// As typed, without the quotes.
        raw: String,
    },
    /// As typed.
    Number(String),
    /// TRUE, FALSE.
    Bool(bool),
    /// NULL.
    Null,
    /// As typed.
    Date(String),
    /// As typed.
    DateTime(String),
    /// As typed.
    Time(String),
    /// `LAST_N_DAYS:30`.
    Relative(DateLiteral),
    /// `USD500.50`.
    Currency {
        /// `USD`.
        code: String,
        /// `500.50`.
        amount: String,
    },
    /// `:name`, which only Apex knows.
    Bind,
    /// Nothing readable.
    Missing,
}

/// A date literal: a span of days that moves with the day on which it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateLiteral {
    /// One whole unit, `n` units after the current one: TODAY is day 0, LAST_WEEK week -1, N_DAYS_AGO:3 day -3.
    One(Unit, i64),
    /// LAST_N_…: the `n` units before the current one; with days, today is in it.
    Last(Unit, i64),
    /// NEXT_N_…: the `n` units after the current one.
    Next(Unit, i64),
}

/// What date literals count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Unit {
    Day,
    Week,
    Month,
    Quarter,
    Year,
    FiscalQuarter,
    FiscalYear,
}

/// GROUP BY.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupBy {
    /// Plain, ROLLUP or CUBE.
    pub kind: Grouping,
    /// What is grouped by.
    pub by: Vec<Operand>,
    /// From GROUP on.
    pub span: Span,
}

/// How groups are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Grouping {
    Plain,
    Rollup,
    Cube,
}

/// One key of ORDER BY.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderBy {
    /// The key.
    pub by: Operand,
    /// DESC.
    pub descending: bool,
    /// NULLS FIRST or LAST, where it is said.
    pub nulls: Option<Nulls>,
}

/// Where rows without a value go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Nulls {
    First,
    Last,
}

/// WITH.
#[derive(Clone, Debug, PartialEq)]
pub enum With {
    /// SECURITY_ENFORCED, USER_MODE, SYSTEM_MODE: for Apex.
    Access(Name),
    /// DATA CATEGORY: group, operator, categories.
    DataCategory(Vec<(Name, Name, Vec<Name>)>),
    /// Another word and what it is followed by in brackets: `RecordVisibilityContext(…)`.
    Other(Span),
}

/// A whole number after LIMIT or OFFSET.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// The number.
    pub number: u64,
    /// Where it stands.
    pub span: Span,
}

/// What the rows are said to be read for. Each leaves a trace in the org.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// FOR VIEW: the rows become recently viewed.
    View,
    /// FOR REFERENCE: the rows become recently referenced.
    Reference,
    /// FOR UPDATE: the rows are locked.
    Update,
}

/// What a statement counts up in the org.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Update {
    /// UPDATE TRACKING: keywords of article searches.
    Tracking,
    /// UPDATE VIEWSTAT: how often an article was viewed.
    Viewstat,
}

/// A SOSL statement.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Search {
    /// What is in the braces, as typed.
    pub term: String,
    /// Where.
    pub term_span: Span,
    /// IN … FIELDS.
    pub within: Within,
    /// RETURNING.
    pub returning: Vec<Returning>,
    /// LIMIT for all objects together.
    pub limit: Option<Count>,
    /// Clauses that are known by name only: WITH …, USING ….
    pub others: Vec<Span>,
    /// UPDATE TRACKING, UPDATE VIEWSTAT.
    pub updates: Vec<Update>,
}

/// Which fields are searched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Within {
    #[default]
    All,
    Name,
    Email,
    Phone,
    Sidebar,
}

/// `Account(Id, Name WHERE … ORDER BY … LIMIT n)`: a query without SELECT and FROM.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Returning {
    /// The object.
    pub object: Name,
    /// Fields and clauses.
    pub query: Query,
}
