//! The org's rows: made when they are asked for, the same each time, consistent with the describes.
//!
//! A row's values are drawn from its number (`cell.rs`), object by object: who a company is and where
//! (`people.rs`, `words.rs`), what is sold to it (`sales.rs`), what is installed and mended there
//! (`service.rs`), and the org's own set-up (`setup.rs`). What none of them says is made by type
//! (`plain.rs`). Lookups always point to rows that exist. Dates count from the day's midnight (UTC) at which
//! the org was started.
//!
//! Nothing is stored but an index from parents to their children, built when it is first asked for. Start at
//! [`Rows`].

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

use super::evaluate::{SObject, Source, Table, Value};
use super::faults::{Faults, HOSTILE_TEXT};
use super::logins::Logins;
use super::schema::Schema;
use super::{clock, ids};
use cell::Cell;

mod cell;
mod counts;
mod people;
mod plain;
mod sales;
mod service;
mod setup;
mod words;

pub use setup::{ORG_NAME, RUN_AS, document_body};

/// Rows by parent.
type Children = HashMap<(Table, usize), Vec<usize>>;

/// The rows of an org.
#[derive(Debug)]
pub struct Rows {
    schema: Schema,
    large: Option<usize>,
    today: Timestamp,
    logins: Arc<Logins>,
    faults: Arc<Faults>,
    user: String,
    children: Mutex<HashMap<(Table, usize), Arc<Children>>>,
}

impl Rows {
    /// Rows for these objects; `large` is the number of rows in each large object, where it is not the usual. One of
    /// the faults makes texts hostile.
    pub fn new(
        schema: Schema,
        large: Option<usize>,
        now: Timestamp,
        logins: Arc<Logins>,
        faults: Arc<Faults>,
    ) -> Self {
        let user = ids::id("005", 0);
        let today = clock::midnight(now);
        Self { schema, large, today, logins, faults, user, children: Mutex::default() }
    }

    /// The objects.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The midnight that dates count from.
    fn today(&self) -> Timestamp {
        self.today
    }

    /// Whether names and texts are those that do harm where they are taken at their word.
    fn is_hostile(&self) -> bool {
        self.faults.is_on(HOSTILE_TEXT)
    }

    /// What the running user viewed, the latest first.
    pub fn viewed(&self) -> Vec<(Table, usize)> {
        let viewed = |&(name, rows): &(&str, usize)| {
            let table = self.table(name);
            let rows = table.map_or(0, |table| rows.min(self.len(table)));
            (0..rows).filter_map(move |row| Some((table?, row)))
        };
        plain::VIEWED.iter().flat_map(viewed).collect()
    }

    fn cell(&self, table: Table, row: usize) -> Cell<'_> {
        Cell { rows: self, table, object: self.schema.object(table.0), row }
    }

    /// Where a lookup points to.
    fn target(&self, value: &Value<'_>) -> Option<(Table, usize)> {
        let Value::Id(id) = value else { return None };
        Some((self.table_of(id)?, ids::row(id)?))
    }

    /// Rows of `child` by what their lookup `field` points to.
    fn by_parent(&self, child: Table, field: usize) -> Arc<Children> {
        let known = || self.children.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known().get(&(child, field)) {
            return Arc::clone(known);
        }
        let mut children = Children::new();
        for row in 0..self.len(child) {
            if let Some(parent) = self.target(&self.value(child, row, field)) {
                children.entry(parent).or_default().push(row);
            }
        }
        let children = Arc::new(children);
        // Logins grow while the org runs; all other rows stay.
        if self.schema.name(child.0) != "LoginHistory" {
            known().insert((child, field), Arc::clone(&children));
        }
        children
    }
}

impl Source for Rows {
    fn table(&self, name: &str) -> Option<Table> {
        self.schema.named(name).map(Table)
    }

    fn sobject(&self, table: Table) -> &SObject {
        self.schema.object(table.0)
    }

    fn len(&self, table: Table) -> usize {
        match self.schema.name(table.0) {
            "LoginHistory" => self.logins.len(),
            _ if self.schema.is_generated(table.0) => counts::GENERATED,
            name => counts::rows(name, self.large),
        }
    }

    fn value(&self, table: Table, row: usize, field: usize) -> Value<'_> {
        let cell = self.cell(table, row);
        let field = &cell.object.fields[field];
        let name = field.name.as_str();
        let own = match cell.object.name.as_str() {
            "Account" => people::account(&cell, name),
            "Contact" => people::contact(&cell, name),
            "Lead" => people::lead(&cell, name),
            "Opportunity" => sales::opportunity(&cell, name),
            "OpportunityContactRole" => sales::role(&cell, name),
            "Task" => sales::task(&cell, name),
            "Event" => sales::event(&cell, name),
            "Case" => service::case(&cell, name),
            "Installation__c" => service::installation(&cell, name),
            "Installation_Visit__c" => service::visit(&cell, name),
            "Subsidy_Rate__c" => service::rate(&cell, name),
            "LoginHistory" => return self.logins.value(row, name),
            _ => setup::value(&cell, name),
        };
        own.unwrap_or_else(|| plain::value(&cell, field))
    }

    fn find(&self, table: Table, id: &str) -> Option<usize> {
        let prefix = self.sobject(table).key_prefix.as_deref()?;
        let row = ids::row(id).filter(|_| id.starts_with(prefix))?;
        (row < self.len(table)).then_some(row)
    }

    fn table_of(&self, id: &str) -> Option<Table> {
        self.schema.prefixed(id.get(..3)?).map(Table)
    }

    fn children(&self, parent: &str, child: Table, field: usize) -> Vec<usize> {
        let Some(parent) = self.target(&Value::id(parent)) else { return Vec::new() };
        self.by_parent(child, field).get(&parent).cloned().unwrap_or_default()
    }

    fn deleted(&self, table: Table, row: usize) -> bool {
        // In the recycle bin are only rows that no other row points to.
        match self.schema.name(table.0) {
            "Lead" => people::lead_is_deleted(row),
            "Task" => sales::task_is_deleted(row),
            _ => false,
        }
    }

    fn user(&self) -> &str {
        &self.user
    }

    fn now(&self) -> Timestamp {
        clock::now()
    }
}

#[cfg(test)]
mod tests;
