//! A place: what is said on arriving, a numbered list, where its entries lead, and the raw JSON behind it. All
//! places are the same kind of value; what differs is in its [`Subject`].

use std::sync::Arc;

use super::raw::Source;
use super::say::counted;
use crate::check::{AppKind, Verdict};
use crate::explore::columns::Column;
use crate::explore::named;
use crate::explore::pages::Pages;
use crate::salesforce::describe::Describe;
use crate::text::fuzzy::Needle;
use crate::text::numbers;

/// Entries that are said at once.
pub(super) const PAGE: usize = 20;

/// Which kind of place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    Orgs,
    Objects,
    Fields,
    Rows,
    Relations,
    Field,
    Record,
    Related,
    Answer,
    Check,
    Rung,
}

/// Where something leads; the same question asked again gives the same place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Leads {
    /// Nowhere.
    Nowhere,
    /// The stored orgs.
    Orgs,
    /// A stored org, to be opened.
    Org(String),
    /// The demo org, to be opened.
    Demo,
    /// The objects of the open org.
    Objects,
    /// An object's fields.
    Fields(String),
    /// An object's rows; of one parent, where its field and id are given.
    Rows(String, Option<(String, String)>),
    /// An object's relationships.
    Relations(String),
    /// One field of an object.
    Field(String, String),
    /// A record: its object, its id.
    Record(String, String),
    /// The lists that point at a record.
    Related(String, String),
    /// The answer to a query.
    Answer(String),
    /// The check of the open org.
    Check,
    /// A rung of the check that was made last.
    Rung(usize),
}

/// A line of the list.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// What is said of it.
    pub line: String,
    /// API name and label, where it is found by these.
    pub names: Option<(String, String)>,
    /// Said before it: the part that begins here.
    pub head: Option<String>,
    /// Where it leads.
    pub leads: Leads,
}

impl Entry {
    /// An entry that is found by what is said of it.
    pub fn new(line: impl Into<String>, leads: Leads) -> Self {
        Self { line: line.into(), names: None, head: None, leads }
    }

    /// An entry that is found by API name and label.
    pub fn named(line: impl Into<String>, name: &str, label: &str, leads: Leads) -> Self {
        Self { names: Some((name.to_owned(), label.to_owned())), ..Self::new(line, leads) }
    }
}

/// What a place is about.
#[derive(Clone, Debug, Default)]
pub(super) enum Subject {
    /// Nothing that words ask about.
    #[default]
    Nothing,
    /// An object.
    Object(Arc<Describe>),
    /// Rows that may have a next page.
    Rows {
        /// The object, where its describe is known.
        describe: Option<Arc<Describe>>,
        /// What is said of a row.
        columns: Vec<Column>,
        /// How far one is in them.
        pages: Pages,
    },
    /// A record.
    Record {
        /// API name of its object.
        object: String,
        /// Its id.
        id: String,
    },
    /// A check.
    Check {
        /// What it found.
        verdict: Arc<Verdict>,
        /// The step that was said last, counted from 0.
        step: usize,
        /// For which kind of app.
        kind: AppKind,
    },
}

/// A place.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub tag: Tag,
    /// Its name in sentences: `Account, fields`.
    pub name: String,
    /// Said on arriving.
    pub facts: Vec<String>,
    /// What an entry is called: one, many.
    pub nouns: (&'static str, &'static str),
    pub entries: Vec<Entry>,
    pub source: Option<Source>,
    pub subject: Subject,
    /// What it was made by.
    pub origin: Leads,
    looked_for: String,
    found: Vec<usize>,
    said: usize,
}

impl Place {
    pub fn new(tag: Tag, name: impl Into<String>, origin: Leads) -> Self {
        Self {
            tag,
            name: name.into(),
            facts: Vec::new(),
            nouns: ("entry", "entries"),
            entries: Vec::new(),
            source: None,
            subject: Subject::Nothing,
            origin,
            looked_for: String::new(),
            found: Vec::new(),
            said: 0,
        }
    }

    pub fn facts(self, facts: impl IntoIterator<Item = String>) -> Self {
        Self { facts: facts.into_iter().collect(), ..self }
    }

    pub fn list(self, nouns: (&'static str, &'static str), entries: Vec<Entry>) -> Self {
        Self { nouns, found: (0..entries.len()).collect(), entries, ..self }
    }

    pub fn source(self, source: Source) -> Self {
        Self { source: Some(source), ..self }
    }

    pub fn subject(self, subject: Subject) -> Self {
        Self { subject, ..self }
    }

    /// How far one is in its rows, if it is a place of rows.
    pub fn pages(&self) -> Option<&Pages> {
        match &self.subject {
            Subject::Rows { pages, .. } => Some(pages),
            _ => None,
        }
    }

    /// Adds further entries at the end.
    pub fn extend(&mut self, entries: Vec<Entry>) {
        self.entries.extend(entries);
        self.look_for();
    }

    /// What is said on arriving.
    pub fn arrival(&self) -> Vec<String> {
        std::iter::once(format!("{}.", self.name)).chain(self.facts.iter().cloned()).collect()
    }

    /// How many entries the list has as it is now.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// The entry of that number, counted from 1 in the list as it is now.
    pub fn entry(&self, number: usize) -> Option<&Entry> {
        self.entries.get(*self.found.get(number.checked_sub(1)?)?)
    }

    /// Keeps only entries with a text in them, all where it is empty.
    pub fn find(&mut self, text: &str) {
        self.looked_for = text.to_owned();
        self.said = 0;
        self.look_for();
    }

    fn look_for(&mut self) {
        let text = self.looked_for.as_str();
        let names: Option<Vec<named::Names<'_>>> = self
            .entries
            .iter()
            .map(|entry| entry.names.as_ref().map(|(name, label)| (name.as_str(), label.as_str())))
            .collect();
        self.found = match names {
            Some(names) => named::matching(text, &names),
            None => {
                let mut needle = Needle::new(text);
                let is_in = |at: &usize| needle.is_empty() || needle.is_in(&self.entries[*at].line);
                (0..self.entries.len()).filter(is_in).collect()
            }
        };
    }

    /// From its first entry again.
    pub fn rewind(&mut self) {
        self.said = 0;
    }

    /// Whether all entries were said.
    pub fn is_said(&self) -> bool {
        self.said >= self.found.len()
    }

    /// The entries that are said next.
    pub fn coming(&self) -> impl Iterator<Item = usize> {
        self.found.iter().skip(self.said).take(PAGE).copied()
    }

    /// The next entries, numbered, and how far the list goes.
    pub fn page(&mut self) -> Vec<String> {
        let (from, to) = (self.said, (self.said + PAGE).min(self.found.len()));
        let mut lines = Vec::new();
        for (n, at) in self.coming().enumerate() {
            let entry = &self.entries[at];
            lines.extend(entry.head.clone().filter(|_| self.looked_for.is_empty()));
            lines.push(format!("{}. {}", from + n + 1, entry.line));
        }
        self.said = to;
        lines.push(self.tally(from, to));
        lines
    }

    /// `21 to 40 of 1,412 objects. Say more for the next.`
    fn tally(&self, from: usize, to: usize) -> String {
        let all = self.found.len();
        let what = counted(all as u64, self.nouns);
        let with = match self.looked_for.as_str() {
            "" => String::new(),
            text => format!(" with “{text}”, of {}", numbers::count(self.entries.len() as u64)),
        };
        let more = if to < all { " Say more for the next." } else { "" };
        match (from, to) {
            _ if all == 0 && self.looked_for.is_empty() => format!("No {}.", self.nouns.1),
            _ if all == 0 => format!("No {}{with}. find alone lists all again.", self.nouns.1),
            (0, to) if to == all => format!("{what}{with}.{more}"),
            (from, to) if from == to => match self.pages().and_then(Pages::missing) {
                Some(missing) => format!("No more came than {what}{with}. {missing}"),
                None => format!("That is all: {what}{with}.{more}"),
            },
            _ => format!(
                "{} to {} of {what}{with}.{more}",
                numbers::count(from as u64 + 1),
                numbers::count(to as u64)
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explore::Loaded;
    use crate::salesforce::record::QueryPage;

    fn place(n: usize) -> Place {
        let entry = |n| Entry::named(format!("Thing{n}__c"), &format!("Thing{n}__c"), "Ding", Leads::Nowhere);
        Place::new(Tag::Objects, "Objects", Leads::Objects)
            .list(("object", "objects"), (1..=n).map(entry).collect())
    }

    #[test]
    fn a_list_is_said_page_by_page_with_numbers_that_go_on() {
        let mut place = place(41);
        let first = place.page();
        assert_eq!(
            (first[0].as_str(), first[20].as_str()),
            ("1. Thing1__c", "1 to 20 of 41 objects. Say more for the next.")
        );
        assert_eq!(place.page()[0], "21. Thing21__c");
        assert_eq!(place.page(), ["41. Thing41__c", "41 to 41 of 41 objects."]);
        assert_eq!(place.page(), ["That is all: 41 objects."]);
        let page = r#"{"totalSize":50,"done":false,"records":[{}]}"#;
        let page: Loaded<QueryPage> = Loaded::of(page, jiff::Timestamp::UNIX_EPOCH);
        let pages = Pages::first(&page.value);
        place.subject = Subject::Rows { describe: None, columns: Vec::new(), pages };
        assert!(place.page()[0].starts_with("No more came than 41 objects. Incomplete:"));
        place.rewind();
        assert_eq!(place.page()[20], "1 to 20 of 41 objects. Say more for the next.");
    }

    #[test]
    fn finding_numbers_anew_and_nothing_found_says_so() {
        let mut found = place(30);
        found.find("thing2");
        let said = found.page();
        assert_eq!(said.last().unwrap(), "11 objects with “thing2”, of 30.");
        assert_eq!(said[0], format!("1. {}", found.entry(1).unwrap().line));
        assert!(found.entry(12).is_none() && found.entry(0).is_none());
        found.find("zzz");
        assert_eq!(found.page(), ["No objects with “zzz”, of 30. find alone lists all again."]);
        found.find("");
        assert_eq!(found.entry(30).unwrap().line, "Thing30__c");
        assert_eq!(place(0).page(), ["No objects."]);
    }
}
