//! jq filters over a document's bytes. What could end the process, show its environment or write over the
//! screen (`halt`, `env`, `stderr`, `debug`, `input`) is not defined here. Results come one by one, so their
//! number and size are bounded; a filter that gives nothing and never ends is not: whoever runs one bounds
//! its time and memory from outside.

use jaq_core::data::JustLut;
use jaq_core::load::{Arena, File, Loader, lex, parse, span};
use jaq_core::{Compiler, Ctx, Vars};
use jaq_json::Val;

use std::ops::Range;

use bytes::Bytes;

use super::doc::Doc;
use super::input;

/// How much a filter may give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Results.
    pub results: usize,
    /// Bytes of all results together.
    pub bytes: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { results: 1_000_000, bytes: 64 << 20 }
    }
}

/// What a filter gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// One result a line.
    pub json: Vec<u8>,
    /// How many results.
    pub results: usize,
    /// More would have come, beyond the bounds.
    pub cut: bool,
    /// The error that ended it.
    pub error: Option<String>,
}

/// A filter that can't be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadFilter {
    /// The piece of the filter's text that is wrong; empty at its end where something is missing.
    pub at: Range<usize>,
    /// What is wrong, in words.
    pub says: String,
}

/// How a filter ended that ran in a process of its own; its results are on that process's standard output.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum WorkerSaid {
    /// It ran.
    Gave {
        /// See [`Given`].
        results: usize,
        /// See [`Given`].
        cut: bool,
        /// See [`Given`].
        error: Option<String>,
    },
    /// It can't be run.
    Bad {
        /// The byte of the filter at which it goes wrong.
        at: usize,
        /// What is wrong, in words.
        says: String,
    },
    /// It took more memory than it may.
    TooLarge,
}

const LEFT_OUT_DEFS: [&str; 4] = ["halt", "halt_error", "stderr", "debug"];
const LEFT_OUT_FUNS: [&str; 4] = ["env", "halt", "stderr_empty", "debug_empty"];

/// Runs a filter on JSON; several values in a row are taken one after another, as jq does. What is wrong inside of a
/// value (half a surrogate pair, a byte that is no UTF-8) stops it no more than it stops jq.
pub fn run(json: &Bytes, filter: &str, bounds: Bounds) -> Result<Given, BadFilter> {
    let defs = jaq_core::defs()
        .chain(jaq_std::defs().filter(|def| !LEFT_OUT_DEFS.contains(&def.name)))
        .chain(jaq_json::defs());
    let funs = jaq_core::funs::<JustLut<Val>>()
        .chain(jaq_std::funs().filter(|(name, ..)| !LEFT_OUT_FUNS.contains(name)))
        .chain(jaq_json::funs());
    let arena = Arena::default();
    let modules = Loader::new(defs).load(&arena, File { code: filter, path: () }).map_err(|errors| {
        errors.into_iter().next().map_or_else(unknown, |(file, error)| load_error(file.code, error))
    })?;
    let compiled = Compiler::default().with_funs(funs).compile(modules).map_err(|errors| {
        let first = errors
            .into_iter()
            .next()
            .and_then(|(file, errors)| Some((file.code, errors.into_iter().next()?)));
        first.map_or_else(unknown, |(code, (name, what))| BadFilter {
            at: span(code, name),
            says: format!("{} {name} is not known here", what.as_str()),
        })
    })?;
    let mut given = Given::default();
    let doc = Doc::from_bytes(json.clone());
    let broken = doc.first_raw_line().map(|line| doc.start(line));
    for root in doc.root_nodes() {
        if let Some(at) = broken.filter(|_| !doc.is_closed(root)) {
            let (line, column) = doc.line_column(at);
            given.error = Some(format!("the document is not valid JSON at {line}:{column}"));
            return Ok(given);
        }
        let input = input::value(&doc, root);
        let ctx = Ctx::<JustLut<Val>>::new(&compiled.lut, Vars::new([]));
        for result in compiled.id.run((ctx, input)) {
            if given.results == bounds.results || given.json.len() > bounds.bytes {
                given.cut = true;
                return Ok(given);
            }
            match result {
                Ok(value) => {
                    use std::io::Write as _;
                    // Writing into memory can't fail.
                    let _ = writeln!(given.json, "{value}");
                    given.results += 1;
                }
                Err(stop) => {
                    given.error = Some(match stop.get_err() {
                        Ok(error) => error.to_string(),
                        Err(_) => "the filter stopped itself".into(),
                    });
                    return Ok(given);
                }
            }
        }
    }
    Ok(given)
}

fn unknown() -> BadFilter {
    BadFilter { at: 0..0, says: "the filter can't be read".into() }
}

fn load_error(code: &str, error: jaq_core::load::Error<&str>) -> BadFilter {
    use jaq_core::load::Error;
    match error {
        Error::Lex(errors) => errors.into_iter().next().map_or_else(unknown, |error| lex_error(code, error)),
        Error::Parse(errors) => {
            errors.into_iter().next().map_or_else(unknown, |error| parse_error(code, error))
        }
        Error::Io(errors) => errors.into_iter().next().map_or_else(unknown, |(path, _)| BadFilter {
            at: span(code, path),
            says: "filters can't take in files here".into(),
        }),
    }
}

fn lex_error(code: &str, (expected, found): lex::Error<&str>) -> BadFilter {
    BadFilter { at: head(code, found), says: format!("expected {}", expected.as_str()) }
}

fn parse_error(code: &str, (expected, found): parse::Error<&str>) -> BadFilter {
    BadFilter { at: head(code, found), says: format!("expected {}", expected.as_str()) }
}

/// The first character of what is at a place, so that an error points at one spot.
fn head(code: &str, found: &str) -> Range<usize> {
    let at = span(code, found).start.min(code.len());
    at..at + code[at..].chars().next().map_or(0, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(json: &str, filter: &str) -> String {
        let given = run(&Bytes::copy_from_slice(json.as_bytes()), filter, Bounds::default()).unwrap();
        assert_eq!(given.error, None);
        String::from_utf8(given.json).unwrap()
    }

    #[test]
    fn filters_give_their_results_one_a_line() {
        assert_eq!(text(r#"{"a":[1,{"b":2}]}"#, ".a[]"), "1\n{\"b\":2}\n");
        assert_eq!(text("1 2", ".+1"), "2\n3\n");
        assert_eq!(text("[3,1,2]", "sort | map(select(. > 1))"), "[2,3]\n");
        // Numbers keep their text where the filter does not compute with them.
        assert_eq!(text("[1.0,12345678901234567890.125]", ".[]"), "1.0\n12345678901234567890.125\n");
    }

    #[test]
    fn what_is_odd_in_a_value_is_no_reason_to_read_none() {
        assert_eq!(text(r#"{"z":-0,"big":-00}"#, ".z"), "-0\n");
        let odd = r#"{"lone":"\ud83d!","\udc00":1,"pair":"\ud83d\ude00","other":1}"#;
        assert_eq!(text(odd, ".other"), "1\n");
        assert_eq!(text(odd, ".lone, .pair"), "\"\u{fffd}!\"\n\"😀\"\n");
        assert_eq!(text(odd, "keys | length"), "4\n");
        assert_eq!(text("\u{feff}[1,[],{}]", ".[]"), "1\n[]\n{}\n");
        let bytes = Bytes::from_static(b"{\"a\":\"\xff\",\"b\":[1.,2]}");
        assert_eq!(run(&bytes, ".b[1]", Bounds::default()).unwrap().json, b"2\n");
        let given =
            run(&Bytes::from_static(b"{\"a\":1} {\"b\":[1,\n oops"), ".a", Bounds::default()).unwrap();
        assert_eq!(given.json, b"1\n");
        assert_eq!(given.error.as_deref(), Some("the document is not valid JSON at 2:2"));
    }

    #[test]
    fn what_could_leave_the_filter_is_not_there() {
        for filter in ["env", "$ENV", "halt", "stderr", "debug", "input", "include \"x\"; ."] {
            assert!(run(&Bytes::from_static(b"1"), filter, Bounds::default()).is_err(), "{filter} ran");
        }
    }

    #[test]
    fn errors_point_at_the_place() {
        for (filter, at) in [(".a | nosuch", 5), (".a[", 3), (".a |", 4), ("\"abc", 0)] {
            let bad = run(&Bytes::from_static(b"1"), filter, Bounds::default()).unwrap_err();
            assert!(
                bad.at.start >= at.min(filter.len()) && bad.at.start <= filter.len(),
                "{filter}: {bad:?}"
            );
            assert!(!bad.says.is_empty());
        }
    }

    #[test]
    fn results_are_bounded() {
        let given = run(&Bytes::from_static(b"1"), "repeat(.)", Bounds { results: 10, bytes: 1000 }).unwrap();
        assert_eq!((given.results, given.cut), (10, true));
        let given = run(&Bytes::from_static(b"1"), ".a", Bounds::default()).unwrap();
        assert!(given.error.is_some());
    }
}
