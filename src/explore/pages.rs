//! From page to page of one question: the one place that knows what comes next, how far one is, and why there is no
//! going on. When to go on is each face's to say: a screen before its cursor reaches the end, the talk at `more`. A
//! page is asked for by an [`Ask`], so it is waited for, asked again and stopped as every other read is.

use std::collections::HashSet;

use super::{Ask, columns};
use crate::salesforce::catalogue::query::QUERY_LOCATOR_GONE;
use crate::salesforce::record::QueryPage;
use crate::text::numbers;
use crate::trouble::Trouble;

/// How far one is in the pages of a question.
#[derive(Clone, Debug, Default)]
pub struct Pages {
    /// The paths that led to the pages that are here.
    asked: HashSet<String>,
    next: Option<String>,
    loaded: u64,
    total: Option<u64>,
    cut: Option<Cut>,
    /// The next page was asked for and did not come.
    has_failed: bool,
}

/// Why rows that were promised can't be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
    /// `done: false`, and no path of a next page.
    NoPath,
    /// The path leads to a page that is here already.
    Circle,
    /// Salesforce has forgotten the result that the path leads into.
    Gone,
}

impl Pages {
    /// At the first page.
    pub fn first(page: &QueryPage) -> Self {
        let mut pages = Self::default();
        pages.add(page);
        pages
    }

    /// At the next page, which was asked for by [`Pages::next`].
    pub fn add(&mut self, page: &QueryPage) {
        self.asked.extend(self.next.take());
        self.has_failed = false;
        self.loaded += page.len() as u64;
        self.total = self.total.or(page.total);
        self.next.clone_from(&page.next);
        self.cut = page.is_cut.then_some(Cut::NoPath);
        // To follow it would show the same rows for as long as anybody waits, a call each time.
        if self.next.as_ref().is_some_and(|next| self.asked.contains(next)) {
            self.end(Cut::Circle);
        }
    }

    /// The next page could not be had. The rows that are here stay; whether it can be asked for again is for
    /// [`Pages::next`] to say.
    pub fn failed(&mut self, why: &Trouble) {
        self.has_failed = true;
        if why.cause_id() == QUERY_LOCATOR_GONE.id {
            self.end(Cut::Gone);
        }
    }

    fn end(&mut self, cut: Cut) {
        self.next = None;
        self.cut = Some(cut);
    }

    /// The question for the next page, if there is one. 1 call.
    pub fn next(&self) -> Option<Ask> {
        self.next.clone().map(Ask::MoreRows)
    }

    /// Whether there is a next page.
    pub fn goes_on(&self) -> bool {
        self.next.is_some()
    }

    /// Rows that are here.
    pub fn loaded(&self) -> u64 {
        self.loaded
    }

    /// Rows of the whole question, if Salesforce says how many.
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// Whether rows that somebody asked for are not here.
    pub fn is_short(&self) -> bool {
        self.has_failed || self.cut.is_some()
    }

    /// `2,000 of 76,809 loaded`.
    pub fn words(&self) -> String {
        columns::loaded_words(self.loaded, self.total, self.goes_on() || self.cut.is_some())
    }

    /// What is said of rows that were promised and can't be had; `None` if nothing is missing for good.
    pub fn missing(&self) -> Option<String> {
        let why = match self.cut? {
            Cut::NoPath => "Salesforce says that there are more rows (done: false) and does not say where",
            Cut::Circle => "the next page that Salesforce names is one that was read already",
            Cut::Gone => "the rest of this result can no longer be asked for",
        };
        let left = self.total.and_then(|total| total.checked_sub(self.loaded)).filter(|left| *left > 0);
        let left = match left {
            Some(1) => "1 row was not loaded".to_owned(),
            Some(left) => format!("{} rows were not loaded", numbers::count(left)),
            None => "the rows after these were not loaded".to_owned(),
        };
        Some(format!("Incomplete: {why}; {left}."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explore::Loaded;
    use crate::trouble::Exit;

    /// A page of so many rows of a result of 5, and the path of the next one.
    fn page(rows: usize, done: bool, next: Option<&str>) -> QueryPage {
        of(5, rows, done, next)
    }

    fn of(total: i64, rows: usize, done: bool, next: Option<&str>) -> QueryPage {
        let rows: Vec<_> = (0..rows).map(|n| serde_json::json!({ "Id": n.to_string() })).collect();
        let json = serde_json::json!(
            {"totalSize": total, "done": done, "nextRecordsUrl": next, "records": rows}
        );
        let loaded: Loaded<QueryPage> = Loaded::of(json.to_string(), jiff::Timestamp::UNIX_EPOCH);
        loaded.value.as_ref().clone()
    }

    fn more(path: &str) -> Option<Ask> {
        Some(Ask::MoreRows(path.into()))
    }

    #[test]
    fn one_goes_from_page_to_page_until_the_last() {
        let mut pages = Pages::first(&page(2, false, Some("/b")));
        assert_eq!((pages.next(), pages.words().as_str()), (more("/b"), "2 of 5 loaded"));
        pages.add(&page(0, false, Some("/c")));
        assert!(pages.goes_on(), "an empty page in between is a page");
        pages.add(&page(3, true, None));
        assert_eq!((pages.next(), pages.loaded(), pages.missing()), (None, 5, None));
        assert_eq!((pages.words().as_str(), pages.total()), ("all 5 loaded", Some(5)));
    }

    #[test]
    fn what_was_promised_and_cannot_be_had_is_said_with_what_is_missing() {
        let end = |pages: &Pages| (pages.next(), pages.words(), pages.missing().unwrap());
        let (next, words, missing) = end(&Pages::first(&page(2, false, None)));
        assert_eq!((next, words.as_str()), (None, "2 of 5 loaded"));
        assert_eq!(
            missing,
            "Incomplete: Salesforce says that there are more rows (done: false) and does not say where; 3 rows were \
             not loaded."
        );
        // A page leads to itself, or back.
        for back in ["/b", "/c"] {
            let mut pages = Pages::first(&page(1, false, Some("/b")));
            pages.add(&page(1, false, Some("/c")));
            pages.add(&page(2, false, Some(back)));
            let (next, words, missing) = end(&pages);
            assert_eq!((next, words.as_str()), (None, "4 of 5 loaded"), "{back}");
            assert!(missing.contains("was read already; 1 row was not loaded."), "{missing}");
        }
        // Salesforce counts no big objects, and what it counts may be wrong.
        for total in [-1, 2, 1] {
            let pages = Pages::first(&of(total, 2, false, None));
            let missing = pages.missing().unwrap();
            assert!(missing.ends_with("; the rows after these were not loaded."), "{missing}");
            assert!(!pages.words().starts_with("all"), "{}", pages.words());
        }
    }

    #[test]
    fn only_a_place_that_is_gone_ends_the_pages() {
        let mut pages = Pages::first(&page(2, false, Some("/b")));
        pages.failed(&Trouble::new(Exit::Network, "network.silent", "acme did not answer."));
        assert_eq!((pages.next(), pages.missing()), (more("/b"), None), "it can be asked for again");
        assert!(pages.is_short());
        let mut came = pages.clone();
        came.add(&page(3, true, None));
        assert!(!came.is_short());
        pages.failed(&Trouble::new(Exit::Refused, "read.query_locator_gone", "Gone."));
        assert_eq!((pages.next(), pages.loaded()), (None, 2), "what is here stays");
        let missing = pages.missing().unwrap();
        assert_eq!(
            missing,
            "Incomplete: the rest of this result can no longer be asked for; 3 rows were not loaded."
        );
    }
}
