//! The table as it is read: what a server does, and what must come of it whoever asks.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Deserialize;

use super::server::{Act, Meets, Script};
use super::tls::Tls;

/// The tables, by the name of their file.
const TABLES: &[(&str, &str)] = &[
    ("connection.toml", include_str!("../../data/matrix/connection.toml")),
    ("tls.toml", include_str!("../../data/matrix/tls.toml")),
    ("heads.toml", include_str!("../../data/matrix/heads.toml")),
    ("bodies.toml", include_str!("../../data/matrix/bodies.toml")),
    ("http2.toml", include_str!("../../data/matrix/http2.toml")),
    ("answers.toml", include_str!("../../data/matrix/answers.toml")),
];

/// One fault of a server. What a column means is said where the table begins.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    pub name: String,
    #[serde(default = "data")]
    pub meets: Meets,
    /// Nothing: the org is healthy, and what matters is how it is reached.
    #[serde(default)]
    pub plays: Vec<String>,
    #[serde(default)]
    pub https: bool,
    pub tls: Option<Tls>,
    #[serde(default = "yes")]
    pub listens: bool,
    #[serde(default)]
    pub cause: String,
    #[serde(default)]
    pub says: Vec<String>,
    #[serde(default)]
    pub exit: i32,
    #[serde(default)]
    pub but: BTreeMap<String, But>,
    pub seconds: Option<u64>,
    pub megabytes: Option<u64>,
    #[serde(default)]
    pub waits: bool,
    #[serde(default)]
    pub slice: bool,
}

/// What one face says otherwise.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct But {
    pub cause: Option<String>,
    pub says: Option<Vec<String>>,
    pub exit: Option<i32>,
}

/// What must come of a row in one face.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    pub cause: String,
    pub says: Vec<String>,
    pub exit: i32,
}

fn data() -> Meets {
    Meets::Data
}

fn yes() -> bool {
    true
}

impl Row {
    pub fn script(&self) -> Script {
        Script {
            meets: if self.plays.is_empty() { Meets::Nothing } else { self.meets },
            turn: Arc::default(),
            acts: self.plays.iter().map(|line| Act::parse(line).unwrap()).collect(),
            is_https: self.https || self.tls.is_some(),
            tls: self.tls,
            listens: self.listens,
        }
    }

    pub fn expected(&self, face: &str) -> Expected {
        let but = self.but.get(face).cloned().unwrap_or_default();
        Expected {
            cause: but.cause.unwrap_or_else(|| self.cause.clone()),
            says: but.says.unwrap_or_else(|| self.says.clone()),
            exit: but.exit.unwrap_or(self.exit),
        }
    }
}

/// All rows, with the table that each is in.
pub fn all() -> Vec<(&'static str, Row)> {
    #[derive(Deserialize)]
    struct Table {
        row: Vec<Row>,
    }
    let rows = |(name, text): &(&'static str, &str)| {
        let table: Table = toml_edit::de::from_str(text).unwrap_or_else(|e| panic!("{name}: {e}"));
        let name = *name;
        table.row.into_iter().map(move |row| (name, row)).collect::<Vec<_>>()
    };
    TABLES.iter().flat_map(rows).collect()
}

#[test]
fn the_tables_are_sound() {
    let rows = all();
    let mut names = BTreeSet::new();
    for (table, row) in &rows {
        assert!(names.insert(&row.name), "{table}: {:?} is there twice", row.name);
        assert!(
            !row.script().acts.is_empty() || !row.listens || row.tls.is_some(),
            "{}: does nothing",
            row.name
        );
        assert_eq!(
            row.exit == 0,
            row.cause.is_empty(),
            "{}: a cause where it fails, and only there",
            row.name
        );
        assert!(row.exit == 0 || !row.says.is_empty(), "{}: a failure is a sentence", row.name);
        for face in row.but.keys() {
            assert!(super::cell::FACES.iter().any(|f| f.name == face), "{}: who is {face}?", row.name);
        }
    }
    for (table, _) in TABLES {
        let in_slice = rows.iter().filter(|(name, row)| name == table && row.slice).count();
        assert!(in_slice > 0, "{table}: no row of it runs in each cargo test");
    }
}
