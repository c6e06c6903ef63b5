//! The lines of a record: its fields in sections, empty ones hidden, what is looked for.

use std::collections::HashMap;

use crate::explore::sections::{self, Section};
use crate::explore::shown::{About, Shown, shown};
use crate::json::Node;
use crate::salesforce::describe::{Describe, Field};
use crate::text::fuzzy::Needle;
use crate::tui::widgets::filter::Filter;
use crate::tui::widgets::table::Scroll;

/// A line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// The head of a section, and how many fields it has.
    Head(Section, usize),
    /// A field: index into the keys of the record.
    Field(usize),
}

/// A key of the record.
#[derive(Clone, Debug)]
pub struct Key {
    /// API name.
    pub name: String,
    /// Index into the fields of the describe, where that is there.
    pub field: Option<usize>,
    section: Section,
    is_empty: bool,
}

/// The lines.
#[derive(Debug)]
pub struct Lines {
    /// What is looked for: in names, labels and values.
    pub filter: Filter,
    /// Cursor and first line in sight.
    pub scroll: Scroll,
    /// Whether empty fields are shown.
    pub shows_empty: bool,
    folded: Vec<Section>,
    keys: Vec<Key>,
    order: Vec<Line>,
}

impl Default for Lines {
    fn default() -> Self {
        Self {
            filter: Filter::default(),
            scroll: Scroll::default(),
            shows_empty: false,
            folded: vec![Section::System],
            keys: Vec::new(),
            order: Vec::new(),
        }
    }
}

impl Lines {
    /// Reads the keys of a record, anew when the describe comes.
    pub fn read(&mut self, record: Node<'_>, describe: Option<&Describe>) {
        let fields: HashMap<&str, usize> = describe
            .map(|d| d.fields.iter().enumerate().map(|(i, f)| (f.name.as_str(), i)).collect())
            .unwrap_or_default();
        self.keys = record
            .members()
            .filter(|(name, _)| name != "attributes")
            .map(|(name, value)| {
                let (section, is_empty) = (Section::of(&name), sections::is_empty(value));
                let field = fields.get(name.as_ref()).copied();
                Key { name: name.into_owned(), field, section, is_empty }
            })
            .collect();
        self.arrange(record, describe);
    }

    /// Finds anew; the cursor stays on its line where that is still there, else goes to the first field.
    pub fn arrange(&mut self, record: Node<'_>, describe: Option<&Describe>) {
        let before = self.at_cursor();
        let mut needle = Needle::new(self.filter.text());
        let mut order = Vec::new();
        for section in Section::ALL {
            let kept: Vec<usize> = (0..self.keys.len())
                .filter(|&i| self.keys[i].section == section)
                .filter(|&i| self.shows_empty || !self.keys[i].is_empty)
                .filter(|&i| needle.is_empty() || self.is_found(i, &mut needle, record, describe))
                .collect();
            if kept.is_empty() {
                continue;
            }
            order.push(Line::Head(section, kept.len()));
            if !self.is_folded(section) || self.filter.is_set() {
                order.extend(kept.into_iter().map(Line::Field));
            }
        }
        self.order = order;
        let is_before = |line: &Line| match (line, before) {
            (Line::Head(a, _), Some(Line::Head(b, _))) => *a == b,
            (line, Some(before)) => *line == before,
            _ => false,
        };
        let first = self.order.iter().position(|line| matches!(line, Line::Field(_)));
        let at = self.order.iter().position(is_before).or(first).unwrap_or(0);
        self.scroll.to(at, self.order.len());
    }

    fn is_found(
        &self,
        key: usize,
        needle: &mut Needle,
        record: Node<'_>,
        describe: Option<&Describe>,
    ) -> bool {
        let label = self.field(key, describe).map_or("", |f| f.label.as_str());
        needle.is_in(&self.keys[key].name)
            || needle.is_in(label)
            || needle.is_in(&self.value(key, record, describe).text)
    }

    /// Whether a section is folded.
    pub fn is_folded(&self, section: Section) -> bool {
        self.folded.contains(&section)
    }

    /// Folds or unfolds a section.
    pub fn fold(&mut self, section: Section) {
        if self.is_folded(section) {
            self.folded.retain(|s| *s != section);
        } else {
            self.folded.push(section);
        }
    }

    /// Lines, heads among them.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// A line.
    pub fn get(&self, at: usize) -> Option<Line> {
        self.order.get(at).copied()
    }

    /// The line under the cursor.
    pub fn at_cursor(&self) -> Option<Line> {
        self.get(self.scroll.cursor())
    }

    /// A key.
    pub fn key(&self, key: usize) -> Option<&Key> {
        self.keys.get(key)
    }

    /// The key under the cursor and its index.
    pub fn current(&self) -> Option<(usize, &Key)> {
        match self.at_cursor()? {
            Line::Field(key) => Some((key, self.keys.get(key)?)),
            Line::Head(..) => None,
        }
    }

    /// The field of a key.
    pub fn field<'a>(&self, key: usize, describe: Option<&'a Describe>) -> Option<&'a Field> {
        describe?.fields.get(self.keys.get(key)?.field?)
    }

    /// The value of a key as people write it.
    pub fn value(&self, key: usize, record: Node<'_>, describe: Option<&Describe>) -> Shown {
        let value = self.keys.get(key).and_then(|key| record.get(&key.name));
        shown(self.field(key, describe), value, &About::of(record, describe))
    }

    /// How many fields are empty, and how many there are.
    pub fn emptiness(&self) -> (usize, usize) {
        (self.keys.iter().filter(|key| key.is_empty).count(), self.keys.len())
    }

    /// The number of the field under the cursor among those in the list, and how many these are.
    pub fn place(&self) -> (usize, usize) {
        let is_field = |line: &&Line| matches!(line, Line::Field(_));
        let upto = self.scroll.cursor() + 1;
        (self.order.iter().take(upto).filter(is_field).count(), self.order.iter().filter(is_field).count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::salesforce::read;
    use crate::salesforce::record::Record;

    fn record() -> Record {
        let json = r#"{"attributes":{},"Id":"1","Name":"Yamada","Fax":null,"Site":"","Kind__c":"x"}"#;
        read(json).unwrap().value
    }

    fn names(lines: &Lines) -> Vec<String> {
        (0..lines.len())
            .map(|at| match lines.get(at).unwrap() {
                Line::Head(section, n) => format!("{} {n}", section.words()),
                Line::Field(key) => lines.key(key).unwrap().name.clone(),
            })
            .collect()
    }

    #[test]
    fn empty_fields_are_hidden_and_the_system_is_folded() {
        let mut lines = Lines::default();
        lines.read(record().node(), None);
        assert_eq!(names(&lines), ["Standard fields 1", "Name", "Custom fields 1", "Kind__c", "System 1"]);
        assert_eq!((lines.emptiness(), lines.place()), ((2, 5), (1, 2)));
        lines.shows_empty = true;
        lines.fold(Section::System);
        lines.arrange(record().node(), None);
        assert_eq!(
            names(&lines),
            ["Standard fields 3", "Name", "Fax", "Site", "Custom fields 1", "Kind__c", "System 1", "Id"]
        );
    }

    #[test]
    fn a_filter_looks_into_values_and_folded_sections() {
        let mut lines = Lines::default();
        for (text, found) in [("yama", vec!["Standard fields 1", "Name"]), ("id", vec!["System 1", "Id"])] {
            lines.filter = Filter::default();
            for c in text.chars() {
                lines.filter.edit(&crate::tui::widgets::text_field::Edit::Type(c));
            }
            lines.read(record().node(), None);
            assert_eq!(names(&lines), found, "{text}");
        }
    }
}
