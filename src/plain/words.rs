//! The words that can be said, once: name, what may be after it, where it works, what it does. `help` and the
//! refusals are made from it.

use super::place::Tag;

/// What a person said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// Opens an entry of the list, counted from 1.
    Entry(usize),
    /// What comes next of what was said last.
    More,
    /// The place before.
    Back,
    /// Only entries with that in them; all where it is empty.
    Find(String),
    /// The raw JSON of the place; the whole of it at once.
    Raw {
        /// Without a pause.
        is_whole: bool,
    },
    /// How it came.
    Headers,
    /// The objects of the org.
    Objects,
    /// The fields of the object.
    Fields,
    /// Its rows.
    Rows,
    /// Its relationships.
    Relations,
    /// The lists of records that point at the record.
    Related,
    /// Empty fields too, or no longer.
    Empty,
    /// An object by name, a record by id or URL.
    Open(String),
    /// A query.
    Soql(String),
    /// Does the app work?
    Check,
    /// The next step that mends it.
    Next,
    /// The steps for the other kind of app.
    Kind,
    /// Checks until the answer changes.
    Watch,
    /// Writes the report of the last check.
    Report(String),
    /// The stored orgs.
    Orgs,
    /// The demo org.
    Demo,
    /// Asks anew.
    Again,
    /// Where one is.
    Where,
    /// The words.
    Help,
    /// Leaves.
    Quit,
}

/// One word as `help` tells of it.
pub struct Row {
    /// The word.
    pub name: &'static str,
    /// What is after it: `TEXT`, `FILE`; nothing for most.
    pub takes: &'static str,
    /// What it does.
    pub says: &'static str,
    works: Works,
    make: fn(&str) -> Word,
}

impl std::fmt::Debug for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// Where a word works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Works {
    Always,
    /// Where an org is open.
    Org,
    /// Where there is a list.
    List,
    /// Where something came from the org.
    Raw,
    At(&'static [Tag], &'static str),
}

/// What there is where one is, as far as words depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Site {
    /// The kind of place.
    pub tag: Tag,
    /// Whether an org is open.
    pub has_org: bool,
    /// Whether the place has entries.
    pub has_list: bool,
    /// Whether it has raw JSON.
    pub has_raw: bool,
}

const OBJECT: Works = Works::At(&[Tag::Fields, Tag::Rows, Tag::Relations, Tag::Field], "at an object");
const RECORD: Works = Works::At(&[Tag::Record, Tag::Related], "at a record");
const CHECK: Works = Works::At(&[Tag::Check], "at a check");

/// All words.
pub const WORDS: &[Row] = &[
    row("more", "", "what comes next of the list or text", Works::Always, |_| Word::More),
    row("back", "", "the place before", Works::Always, |_| Word::Back),
    row("find", "TEXT", "only entries with that in them; find alone lists all again", Works::List, |text| {
        Word::Find(text.into())
    }),
    row(
        "fields",
        "",
        "the object's fields; of a record its values",
        Works::At(
            &[Tag::Fields, Tag::Rows, Tag::Relations, Tag::Field, Tag::Record, Tag::Related],
            "at an object or a record",
        ),
        |_| Word::Fields,
    ),
    row("rows", "", "the object's rows", OBJECT, |_| Word::Rows),
    row("relations", "", "the object's relationships", OBJECT, |_| Word::Relations),
    row("related", "", "the lists of records that point at this one, counted", RECORD, |_| Word::Related),
    row("empty", "", "empty fields too, or no longer", RECORD, |_| Word::Empty),
    row("next", "", "the next step that mends it", CHECK, |_| Word::Next),
    row("kind", "", "the steps for the other kind of app", CHECK, |_| Word::Kind),
    row("watch", "", "checks again at widening intervals until the answer changes", CHECK, |_| Word::Watch),
    row("raw", "", "the raw JSON of this place as it came; raw all without a pause", Works::Raw, |text| {
        Word::Raw { is_whole: text.eq_ignore_ascii_case("all") }
    }),
    row("headers", "", "its request: status, headers, times; secrets masked", Works::Raw, |_| Word::Headers),
    row("check", "", "does the app work? rung by rung, with the clicks that mend it", Works::Org, |_| {
        Word::Check
    }),
    row(
        "report",
        "FILE",
        "writes the report of the last check: Markdown (.md) or JUnit (.xml)",
        Works::Org,
        |file| Word::Report(file.into()),
    ),
    row("objects", "", "the objects that the app can see", Works::Org, |_| Word::Objects),
    row("open", "NAME", "an object by name, a record by its id or URL", Works::Org, |name| {
        Word::Open(name.into())
    }),
    row("soql", "STATEMENT", "the rows of a query that only reads", Works::Org, |text| {
        Word::Soql(text.into())
    }),
    row("again", "", "asks the org anew", Works::Always, |_| Word::Again),
    row("where", "", "where you are, and the list from its beginning", Works::Always, |_| Word::Where),
    row("orgs", "", "the stored orgs", Works::Always, |_| Word::Orgs),
    row("demo", "", "the demo org: nothing to configure, nothing written", Works::Always, |_| Word::Demo),
    row("help", "", "the words that work here", Works::Always, |_| Word::Help),
    row("quit", "", "leaves; so does the end of the input", Works::Always, |_| Word::Quit),
];

const fn row(
    name: &'static str,
    takes: &'static str,
    says: &'static str,
    works: Works,
    make: fn(&str) -> Word,
) -> Row {
    Row { name, takes, says, works, make }
}

/// Reads a line. What can't be read, or does not work here, comes back as a sentence; nothing for a blank line.
pub(super) fn read(line: &str, site: Site) -> Result<Option<Word>, String> {
    let line = line.trim();
    let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let rest = rest.trim();
    if name.is_empty() {
        return Ok(None);
    }
    if let Ok(number) = name.trim_end_matches('.').parse::<usize>() {
        return Ok(Some(Word::Entry(number)));
    }
    let Some(row) = WORDS.iter().find(|row| row.name.eq_ignore_ascii_case(name)) else {
        return Err(format!("There is no word “{name}”. help lists the words that work here."));
    };
    if !row.takes.is_empty() && rest.is_empty() && row.name != "find" {
        return Err(format!("{} needs {} after it: {}.", row.name, row.takes, row.says));
    }
    match row.works.why_not(site) {
        Some(why) => Err(format!("{} works {why}.", row.name)),
        None => Ok(Some((row.make)(rest))),
    }
}

/// The words that work here, one a line.
pub(super) fn help(site: Site) -> Vec<String> {
    let number = site.has_list.then(|| "A number: opens that entry of the list.".to_owned());
    let words = WORDS.iter().filter(|row| row.works.why_not(site).is_none()).map(|row| {
        let takes = if row.takes.is_empty() { String::new() } else { format!(" {}", row.takes) };
        format!("{}{takes}: {}.", row.name, row.says)
    });
    let stop = "Ctrl-C: stops what runs; twice, it leaves.".to_owned();
    number.into_iter().chain(words).chain([stop]).collect()
}

impl Works {
    /// Why a word does not work here; nothing where it does.
    fn why_not(self, site: Site) -> Option<&'static str> {
        let (works, elsewhere) = match self {
            Self::Always => (true, ""),
            Self::Org => (site.has_org, "where an org is open: a number opens one"),
            Self::List => (site.has_list, "where there is a list"),
            Self::Raw => (site.has_raw, "where something came from the org"),
            Self::At(tags, words) => (tags.contains(&site.tag), words),
        };
        (!works).then_some(elsewhere)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OBJECTS: Site = Site { tag: Tag::Objects, has_org: true, has_list: true, has_raw: true };
    const ORGS: Site = Site { tag: Tag::Orgs, has_org: false, has_list: false, has_raw: false };

    #[test]
    fn lines_are_read_as_words() {
        for (line, word) in [
            ("", None),
            ("  ", None),
            ("3", Some(Word::Entry(3))),
            (" 12. ", Some(Word::Entry(12))),
            ("MORE", Some(Word::More)),
            ("find  acc ount ", Some(Word::Find("acc ount".into()))),
            ("find", Some(Word::Find(String::new()))),
            ("raw", Some(Word::Raw { is_whole: false })),
            ("raw all", Some(Word::Raw { is_whole: true })),
            ("soql SELECT Id FROM Account", Some(Word::Soql("SELECT Id FROM Account".into()))),
        ] {
            assert_eq!(read(line, OBJECTS), Ok(word), "{line}");
        }
    }

    #[test]
    fn what_can_not_be_done_says_why() {
        for (line, site, why) in [
            ("frob", OBJECTS, "There is no word “frob”. help lists the words that work here."),
            ("rows", OBJECTS, "rows works at an object."),
            ("check", ORGS, "check works where an org is open: a number opens one."),
            ("find x", ORGS, "find works where there is a list."),
            ("open", OBJECTS, "open needs NAME after it: an object by name, a record by its id or URL."),
        ] {
            assert_eq!(read(line, site), Err(why.to_owned()), "{line}");
        }
    }

    #[test]
    fn help_names_what_works_here_and_nothing_else() {
        let has = |site, word: &str| help(site).iter().any(|line| line.starts_with(word));
        assert!(has(OBJECTS, "find TEXT: ") && !has(OBJECTS, "rows") && has(OBJECTS, "A number"));
        assert!(!has(ORGS, "check") && has(ORGS, "quit") && !has(ORGS, "A number"));
        for row in WORDS {
            assert_eq!(WORDS.iter().filter(|other| other.name == row.name).count(), 1, "{}", row.name);
        }
    }
}
