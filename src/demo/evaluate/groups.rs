//! Aggregates and GROUP BY: rows gathered to groups, each a row of cells.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use super::Reading;
use super::compile::Compiler;
use super::error::QueryError;
use super::expression::{Expression, Facts, expression};
use super::filter::{Filter, moment, number};
use super::plan::{self, Key, Rows};
use super::reach::{Reach, Scope, resolve};
use super::source::{Kind, Source};
use super::text::fold;
use super::value::{Value, write_text};
use crate::soql::tree::{Function, Grouping, Operand, Query, Selected};

/// An aggregate function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aggregate {
    Count,
    CountDistinct,
    Sum,
    Average,
    Least,
    Greatest,
}

/// The aggregate of this name.
pub(super) fn aggregate(name: &str) -> Option<Aggregate> {
    Some(match name.to_ascii_uppercase().as_str() {
        "COUNT" => Aggregate::Count,
        "COUNT_DISTINCT" => Aggregate::CountDistinct,
        "SUM" => Aggregate::Sum,
        "AVG" => Aggregate::Average,
        "MIN" => Aggregate::Least,
        "MAX" => Aggregate::Greatest,
        _ => return None,
    })
}

type Operator = (Aggregate, Reach);

/// A query that gives groups.
pub(super) struct Groups {
    rows: Rows,
    grouped: bool,
    by: Vec<Expression>,
    operators: Vec<Operator>,
    /// Key of the answer and cell.
    select: Vec<(String, usize)>,
    having: Option<Filter>,
    order: Vec<Key>,
    limit: Option<usize>,
    offset: usize,
}

const MOST_GROUPS: usize = 2_000;

/// What operands mean while the query is read: each aggregate met gets a cell after those of GROUP BY.
struct Cells<'a> {
    scope: Scope<'a>,
    by: Vec<(Expression, Facts)>,
    operators: RefCell<Vec<Operator>>,
}

impl Cells<'_> {
    fn operand(&self, operand: &Operand) -> Result<(Expression, Facts), QueryError> {
        if let Operand::Function(function) = operand {
            if let Some(what) = aggregate(&function.name.text) {
                return self.aggregate(what, function);
            }
            if function.name.is("GROUPING") {
                return Err(QueryError::unsupported("GROUPING()"));
            }
        }
        let (found, facts) = expression(self.scope, operand)?;
        match self.by.iter().position(|(known, _)| *known == found) {
            Some(cell) => Ok((Expression::Cell(cell), Facts { filterable: true, sortable: true, ..facts })),
            None => {
                let at = operand.span();
                let text = format!("Field must be grouped or aggregated: {}", at.of(self.scope.statement));
                Err(QueryError::at_name(self.scope.statement, at.start, "MALFORMED_QUERY", &text))
            }
        }
    }

    fn aggregate(&self, what: Aggregate, function: &Function) -> Result<(Expression, Facts), QueryError> {
        let reach = match function.arguments.as_slice() {
            [Operand::Path(path)] => resolve(self.scope, path)?,
            [] if what == Aggregate::Count => {
                return Err(QueryError::unsupported("COUNT() beside anything else: take COUNT(Id)"));
            }
            _ => return Err(QueryError::unsupported(&format!("{}() of this", function.name.text))),
        };
        let of = Facts::of(self.scope.source, &reach);
        let numeric =
            matches!(of.kind, Kind::Int | Kind::Long | Kind::Double | Kind::Currency | Kind::Percent);
        let fits = match what {
            Aggregate::Count => true,
            Aggregate::Sum | Aggregate::Average => numeric && of.aggregatable,
            _ => of.aggregatable,
        };
        if !fits {
            let name = function.name.text.to_ascii_uppercase();
            let text = format!("field {} does not support aggregate operator {name}", of.name);
            return Err(QueryError::at_name(
                self.scope.statement,
                function.span.start,
                "MALFORMED_QUERY",
                &text,
            ));
        }
        let kind = match what {
            Aggregate::Count | Aggregate::CountDistinct => Kind::Int,
            Aggregate::Average => Kind::Double,
            _ => of.kind,
        };
        if matches!(what, Aggregate::Least | Aggregate::Greatest) && kind == Kind::Picklist {
            return Err(QueryError::unsupported("MIN() and MAX() of picklists"));
        }
        let mut operators = self.operators.borrow_mut();
        let operator = (what, reach);
        let known = operators.iter().position(|known| *known == operator);
        let n = known.unwrap_or(operators.len());
        if known.is_none() {
            operators.push(operator);
        }
        let facts = Facts { kind, filterable: true, sortable: true, ..of };
        Ok((Expression::Cell(self.by.len() + n), facts))
    }
}

impl Groups {
    pub(super) fn new(scope: Scope<'_>, reading: &Reading, query: &Query) -> Result<Self, QueryError> {
        let mut by = Vec::new();
        if let Some(group_by) = &query.group_by {
            if group_by.kind != Grouping::Plain {
                return Err(QueryError::unsupported("ROLLUP and CUBE"));
            }
            for operand in &group_by.by {
                let (found, facts) = expression(scope, operand)?;
                if !facts.groupable {
                    let text = format!("field '{}' can not be grouped in a query call", facts.name);
                    return Err(QueryError::at_name(
                        scope.statement,
                        operand.span().start,
                        "INVALID_FIELD",
                        &text,
                    ));
                }
                by.push((found, facts));
            }
        } else if query.limit.is_some() || query.offset.is_some() {
            return Err(QueryError::malformed("LIMIT and OFFSET need a GROUP BY where rows are aggregated"));
        }
        let cells = Cells { scope, by, operators: RefCell::default() };
        let select = selected(&cells, query)?;
        let look = |operand: &Operand| cells.operand(operand);
        let mut compiler = Compiler { cells: Some(&look), ..Compiler::new(scope, reading) };
        let having = query.having.as_ref().map(|having| compiler.condition(having)).transpose()?;
        let order = plan::order(scope, &query.order_by, Some(&look))?;
        let filter = plan::filter(scope, reading, query)?;
        let (limit, offset) = plan::cut(query)?;
        let rows = Rows { table: scope.table, filter, order: Vec::new(), limit: None, offset: 0 };
        let by = cells.by.into_iter().map(|(by, _)| by).collect();
        let operators = cells.operators.into_inner();
        Ok(Self {
            rows,
            grouped: query.group_by.is_some(),
            by,
            operators,
            select,
            having,
            order,
            limit,
            offset,
        })
    }

    /// The groups as rows of the answer.
    pub(super) fn run(&self, source: &dyn Source, deleted: bool) -> Result<Vec<String>, QueryError> {
        let table = self.rows.table;
        let mut index: HashMap<String, usize> = HashMap::new();
        let mut groups: Vec<(Vec<Value<'_>>, Vec<Gathered<'_>>)> = Vec::new();
        let empty = || self.operators.iter().map(|_| Gathered::default()).collect::<Vec<_>>();
        if !self.grouped {
            groups.push((Vec::new(), empty()));
            index.insert(String::new(), 0);
        }
        for row in self.rows.pick(source, 0..source.len(table), deleted) {
            let keys: Vec<Value<'_>> = self.by.iter().map(|by| by.value(source, table, row)).collect();
            let mut key = String::new();
            keys.iter().for_each(|value| value.write_json(&mut key));
            let n = *index.entry(key).or_insert_with(|| {
                groups.push((keys, empty()));
                groups.len() - 1
            });
            let Some((_, gathered)) = groups.get_mut(n) else { continue };
            for ((what, reach), gathered) in self.operators.iter().zip(gathered) {
                gathered.add(*what, reach.value(source, table, row));
            }
        }
        let done = groups.into_iter().map(|(mut cells, gathered)| {
            cells.extend(
                self.operators.iter().zip(gathered).map(|((what, _), gathered)| gathered.result(*what)),
            );
            cells
        });
        let kept = done
            .filter(|cells| self.having.as_ref().is_none_or(|having| having.passes(&|by| cell(cells, by))));
        let sorted = plan::sorted(kept.collect(), &self.order, &|cells: &Vec<Value<'_>>, by| cell(cells, by));
        let cut: Vec<_> =
            sorted.into_iter().skip(self.offset).take(self.limit.unwrap_or(usize::MAX)).collect();
        if cut.len() > MOST_GROUPS {
            let text = "Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch";
            return Err(QueryError::new("EXCEEDED_ID_LIMIT", text));
        }
        Ok(cut.iter().map(|cells| self.write(cells)).collect())
    }

    fn write(&self, cells: &[Value<'_>]) -> String {
        let mut out = String::from(r#"{"attributes":{"type":"AggregateResult"}"#);
        for (key, cell) in &self.select {
            out.push(',');
            write_text(key, &mut out);
            out.push(':');
            cells.get(*cell).unwrap_or(&Value::Null).write_json(&mut out);
        }
        out.push('}');
        out
    }
}

fn cell<'v>(cells: &[Value<'v>], by: &Expression) -> Value<'v> {
    match by {
        Expression::Cell(n) => cells.get(*n).cloned().unwrap_or(Value::Null),
        _ => Value::Null,
    }
}

/// Keys and cells. What has no alias is called by its field, or `expr0`, `expr1` where it is computed.
fn selected(cells: &Cells<'_>, query: &Query) -> Result<Vec<(String, usize)>, QueryError> {
    let mut found: Vec<(String, usize)> = Vec::new();
    let mut unnamed = 0;
    for item in &query.select {
        let operand = match &item.what {
            Selected::Path(path) => Operand::Path(path.clone()),
            Selected::Function(function) => Operand::Function(function.clone()),
            _ => return Err(QueryError::unsupported("anything but fields and functions beside aggregates")),
        };
        let (Expression::Cell(cell), facts) = cells.operand(&operand)? else { continue };
        let key = match (&item.alias, &operand) {
            (Some(alias), _) => alias.text.clone(),
            (None, Operand::Path(_)) => facts.name,
            _ => {
                unnamed += 1;
                format!("expr{}", unnamed - 1)
            }
        };
        if found.iter().any(|(known, _)| known.eq_ignore_ascii_case(&key)) {
            return Err(QueryError::malformed(format!("duplicate alias: {key}")));
        }
        found.push((key, cell));
    }
    Ok(found)
}

/// What is gathered of a group for one aggregate. Nulls are left out.
#[derive(Default)]
struct Gathered<'v> {
    count: i64,
    distinct: HashSet<String>,
    sum: f64,
    /// Decimals of the numbers, none where all are whole numbers.
    decimals: Option<usize>,
    extreme: Option<Value<'v>>,
}

impl<'v> Gathered<'v> {
    fn add(&mut self, what: Aggregate, value: Value<'v>) {
        if value.is_null() {
            return;
        }
        self.count += 1;
        match what {
            Aggregate::Count => {}
            Aggregate::CountDistinct => {
                let mut text = String::new();
                value.write_json(&mut text);
                self.distinct.insert(fold(&text).into_owned());
            }
            Aggregate::Sum | Aggregate::Average => {
                if let Value::Double(text) = &value {
                    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
                    self.decimals = Some(decimals.max(self.decimals.unwrap_or(1)));
                }
                self.sum += number(&value).unwrap_or(0.0);
            }
            Aggregate::Least | Aggregate::Greatest => {
                let wanted = if what == Aggregate::Least { Ordering::Less } else { Ordering::Greater };
                if self.extreme.as_ref().is_none_or(|known| compare(&value, known) == wanted) {
                    self.extreme = Some(value);
                }
            }
        }
    }

    fn result(self, what: Aggregate) -> Value<'v> {
        match what {
            Aggregate::Count => Value::Int(self.count),
            Aggregate::CountDistinct => Value::Int(i64::try_from(self.distinct.len()).unwrap_or(i64::MAX)),
            Aggregate::Sum | Aggregate::Average if self.count == 0 => Value::Null,
            Aggregate::Sum => match self.decimals {
                Some(decimals) => Value::Double(format!("{:.decimals$}", self.sum).into()),
                // Sums of whole numbers of rows are far below 2^53.
                None => Value::Int(self.sum as i64),
            },
            Aggregate::Average => Value::Double(format!("{:?}", self.sum / self.count as f64).into()),
            Aggregate::Least | Aggregate::Greatest => self.extreme.unwrap_or(Value::Null),
        }
    }
}

fn compare(a: &Value<'_>, b: &Value<'_>) -> Ordering {
    match (a, b) {
        (Value::Text(a), Value::Text(b)) => fold(a).cmp(&fold(b)),
        (Value::Id(a), Value::Id(b)) => a.cmp(b),
        _ => match (number(a), number(b)) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            _ => moment(a).cmp(&moment(b)),
        },
    }
}
