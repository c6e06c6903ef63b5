//! One turn of the talk: what a word does to the trail, and what is said of it.

use std::path::PathBuf;
use std::sync::Arc;

use super::going::{Arrived, Known, Way};
use super::place::{Leads, Place, Subject, Tag};
use super::raw::LINES;
use super::say::{counted, sentence};
use super::words::{self, Site, Word};
use super::world::{Open, Start};
use super::{judged, object, record};
use crate::check::watch::{Next, Watch};
use crate::client::clock;
use crate::explore::goto::{self, Goal};
use crate::explore::pages::Pages;
use crate::explore::{Answer, Ask};
use crate::text::numbers;
use crate::trouble::{Exit, Trouble};

/// What `more` goes on with.
#[derive(Debug, Default)]
pub(super) enum More {
    /// The list of the place.
    #[default]
    List,
    /// Lines of raw JSON.
    Lines { lines: Arc<Vec<String>>, said: usize },
}

/// What is carried out.
pub(super) enum Turn {
    Start(Start),
    Word(Word),
}

/// What there is where one is.
pub(super) fn site(known: &Known, trail: &[Place]) -> Site {
    let place = trail.last();
    Site {
        tag: place.map_or(Tag::Orgs, |place| place.tag),
        has_org: known.open.is_some(),
        has_list: place.is_some_and(|place| !place.entries.is_empty()),
        has_raw: place.is_some_and(|place| place.source.is_some()),
    }
}

/// The talk while a turn is carried out.
pub(super) struct Doing<'a> {
    pub way: Way<'a>,
    pub known: &'a mut Known,
    pub trail: &'a mut Vec<Place>,
    pub more: &'a mut More,
}

impl Doing<'_> {
    fn say(&self, line: impl AsRef<str>) {
        self.way.voice.say(line);
    }

    /// Carries it out and says what came of it.
    pub async fn turn(&mut self, turn: Turn) -> Result<(), Trouble> {
        match turn {
            Turn::Start(start) => self.begin(start).await,
            Turn::Word(word) => self.word(word).await,
        }
    }

    async fn begin(&mut self, start: Start) -> Result<(), Trouble> {
        self.say(format!("orgscope {}, plain. Type help for the words.", env!("CARGO_PKG_VERSION")));
        let leads = match start {
            Start::Demo => Leads::Demo,
            Start::Named(name) => Leads::Org(name),
            Start::Stored => self.way.world.first().await?.map_or(Leads::Orgs, Leads::Org),
        };
        self.go(leads).await
    }

    async fn word(&mut self, word: Word) -> Result<(), Trouble> {
        match word {
            Word::Entry(number) => return self.entry(number).await,
            Word::More => return self.say_more().await,
            Word::Back => self.back(),
            Word::Find(text) => return self.find(&text).await,
            Word::Raw { is_whole } => self.raw(is_whole).await?,
            Word::Headers => {
                if let Some(source) = self.trail.last().and_then(|place| place.source.as_ref()) {
                    self.way.voice.say_all(source.headers());
                }
            }
            Word::Objects => return self.go(Leads::Objects).await,
            Word::Fields => return self.beside(Leads::Fields, Leads::Record).await,
            Word::Rows => return self.beside(|object| Leads::Rows(object, None), Leads::Record).await,
            Word::Relations => return self.beside(Leads::Relations, Leads::Record).await,
            Word::Related => return self.beside(Leads::Fields, Leads::Related).await,
            Word::Empty => {
                self.known.has_empty = !self.known.has_empty;
                return self.beside(Leads::Fields, Leads::Record).await;
            }
            Word::Open(text) => return self.open(&text).await,
            Word::Soql(statement) => return self.go(Leads::Answer(statement)).await,
            Word::Check => return self.go(Leads::Check).await,
            Word::Next => self.next_step(false),
            Word::Kind => self.next_step(true),
            Word::Watch => return self.watch().await,
            Word::Report(file) => return self.report(file).await,
            Word::Orgs => return self.go(Leads::Orgs).await,
            Word::Demo => return self.go(Leads::Demo).await,
            Word::Again => return self.again().await,
            Word::Where => return self.tell_where().await,
            Word::Help => self.way.voice.say_all(words::help(site(self.known, self.trail))),
            // The loop has no turn for it.
            Word::Quit => {}
        }
        Ok(())
    }

    /// Goes to a place and says what is there. The places of an org and the orgs begin the trail anew.
    async fn go(&mut self, leads: Leads) -> Result<(), Trouble> {
        match &leads {
            Leads::Org(name) => {
                self.way.busy.with(format!("Opening {name}"));
                let open = self.way.world.open(name).await?;
                self.enter(open, leads.clone()).await?;
            }
            Leads::Demo => {
                self.way.busy.with("Starting the demo org");
                let open = self.way.world.open_demo().await?;
                self.enter(open, leads.clone()).await?;
            }
            Leads::Orgs | Leads::Objects => self.trail.clear(),
            _ => {}
        }
        let arrived = self.way.to(&leads, self.known, false).await?;
        if matches!(leads, Leads::Org(_) | Leads::Demo) {
            self.tell_api().await;
        }
        self.arrive(arrived, leads == Leads::Check).await
    }

    /// Another org is behind everything now. Where its objects can't be read, there is still a place.
    async fn enter(&mut self, open: Open, leads: Leads) -> Result<(), Trouble> {
        if let Some(before) = self.known.open.take() {
            self.way.world.end(before).await;
        }
        let environment = open.environment.badge().to_lowercase();
        self.say(format!("Org {}, {environment}, read-only.", open.name));
        let Known { has_empty, is_cut, .. } = *self.known;
        *self.known = Known { open: Some(open), has_empty, is_cut, ..Known::default() };
        *self.trail = vec![Place::new(Tag::Objects, "Objects, not read", leads)];
        if let Answer::RunAs(user) = self.way.ask(Ask::RunAs, "who the app acts as", self.known).await? {
            let user = [user.value.name.as_deref(), user.value.preferred_username.as_deref()];
            self.say(sentence(&format!(
                "The app acts as {}",
                user.into_iter().flatten().collect::<Vec<_>>().join(", ")
            )));
        }
        self.trail.clear();
        Ok(())
    }

    async fn arrive(&mut self, arrived: Arrived, is_listed: bool) -> Result<(), Trouble> {
        self.known.is_cut |= arrived.place.pages().is_some_and(Pages::is_short);
        if let Some(global) = arrived.global {
            self.known.global = Some(global);
        }
        if let Some(verdict) = arrived.verdict {
            self.known.verdict = Some(verdict);
        }
        self.trail.push(arrived.place);
        *self.more = More::List;
        self.tell(is_listed).await
    }

    /// Says the place: what it is, and its list unless that was said already.
    async fn tell(&mut self, is_listed: bool) -> Result<(), Trouble> {
        let Some(place) = self.trail.last_mut() else { return Ok(()) };
        self.way.voice.say_all(place.arrival());
        place.rewind();
        // COUNT() answers with a number and no rows.
        let is_number = place.pages().and_then(Pages::total).is_some_and(|total| total > 0);
        let is_whole = is_number || matches!(place.tag, Tag::Orgs | Tag::Field | Tag::Rung);
        if is_listed || (place.entries.is_empty() && is_whole) {
            return Ok(());
        }
        self.say_page().await
    }

    /// Says the next entries of the list; of related lists with their numbers of rows, of rows the next page of
    /// the org where all of the ones before were said.
    async fn say_page(&mut self) -> Result<(), Trouble> {
        if self.trail.last().is_some_and(Place::is_said) {
            self.next_page().await?;
        }
        let Some(place) = self.trail.last() else { return Ok(()) };
        let counts = if place.tag == Tag::Related && !place.is_said() {
            self.way.counts(place, self.known).await?
        } else {
            Vec::new()
        };
        let Some(place) = self.trail.last_mut() else { return Ok(()) };
        let coming: Vec<_> = place.coming().collect();
        for (at, (_, _, count)) in coming.into_iter().zip(counts) {
            let entry = &mut place.entries[at];
            let line = entry.line.split(": ").next().unwrap_or_default().to_owned();
            entry.line = format!("{line}: {}", record::count_words(count));
        }
        self.way.voice.say_all(place.page());
        if let Some(pages) = place.pages().filter(|pages| pages.goes_on() && place.is_said()) {
            self.way.voice.say(format!("{}; more asks for the next page.", pages.words()));
        }
        Ok(())
    }

    /// Asks for the next page of rows, if there is one. Where it does not come, the rows that are here stay.
    async fn next_page(&mut self) -> Result<(), Trouble> {
        let Some(place) = self.trail.last_mut() else { return Ok(()) };
        let Subject::Rows { describe, columns, pages } = &mut place.subject else { return Ok(()) };
        let Some(next) = pages.next() else { return Ok(()) };
        let page = match self.way.page(next, "the next rows", self.known).await {
            Ok(page) => page,
            Err(mut trouble) => {
                pages.failed(&trouble);
                let left = pages.missing();
                self.known.is_cut |= left.is_some();
                let left = left.unwrap_or_else(|| format!("{}; more asks for the next page.", pages.words()));
                trouble.what = format!("{} {left}", trouble.what);
                return Err(trouble);
            }
        };
        let global = self.known.global.as_ref().map(|loaded| loaded.value.as_ref());
        let entries = match describe {
            Some(describe) => object::row_entries(&page.value, describe, columns),
            None => object::answer_entries(&page.value, global),
        };
        pages.add(&page.value);
        self.known.is_cut |= pages.is_short();
        self.way.voice.say_all(object::odd(&page, pages));
        place.source = Some(super::raw::Source::of(&page));
        place.extend(entries);
        Ok(())
    }

    async fn entry(&mut self, number: usize) -> Result<(), Trouble> {
        let Some(place) = self.trail.last() else { return Ok(()) };
        let Some(entry) = place.entry(number) else {
            let last = place.len() as u64;
            self.say(match last {
                0 => "There is no list here.".to_owned(),
                last => format!("There is no {number}. The list has {}.", counted(last, place.nouns)),
            });
            return Ok(());
        };
        match entry.leads.clone() {
            Leads::Nowhere => {
                let line = format!("{number}. {} leads nowhere.", entry.line);
                self.say(line);
                Ok(())
            }
            leads => self.go(leads).await,
        }
    }

    async fn say_more(&mut self) -> Result<(), Trouble> {
        match self.more {
            More::List => self.say_page().await,
            More::Lines { .. } => {
                self.say_lines(LINES);
                Ok(())
            }
        }
    }

    fn back(&mut self) {
        if self.trail.len() < 2 {
            return self.say("This is the first place. orgs lists the orgs, quit leaves.");
        }
        self.trail.pop();
        *self.more = More::List;
        if let Some(place) = self.trail.last_mut() {
            place.rewind();
            let line = format!("Back at {}. more says its list.", place.name);
            self.say(line);
        }
    }

    async fn find(&mut self, text: &str) -> Result<(), Trouble> {
        let Some(place) = self.trail.last_mut() else { return Ok(()) };
        place.find(text);
        *self.more = More::List;
        if place.pages().is_some_and(Pages::goes_on) && !text.is_empty() {
            self.say("find looks at the rows that are loaded.");
        }
        let Some(place) = self.trail.last() else { return Ok(()) };
        if place.is_said() {
            // Nothing was found: the next page is not asked for.
            if let Some(place) = self.trail.last_mut() {
                let lines = place.page();
                self.way.voice.say_all(lines);
            }
            return Ok(());
        }
        self.say_page().await
    }

    async fn raw(&mut self, is_whole: bool) -> Result<(), Trouble> {
        let Some(source) = self.trail.last().and_then(|place| place.source.clone()) else { return Ok(()) };
        self.say(source.fact());
        // A large body takes a while to be laid out, and Ctrl-C is to work meanwhile.
        self.way.busy.with("Laying the JSON out");
        let lines = tokio::task::spawn_blocking(move || source.lines()).await;
        let lines = lines.map_err(|_| {
            Trouble::new(Exit::Refused, "answer.unread", "The answer could not be read to its end.")
        })?;
        *self.more = More::Lines { lines: Arc::new(lines), said: 0 };
        self.say_lines(if is_whole { usize::MAX } else { LINES });
        Ok(())
    }

    /// Says the next lines of raw JSON.
    fn say_lines(&mut self, most: usize) {
        let More::Lines { lines, said } = &mut *self.more else { return };
        let (from, to) = (*said, said.saturating_add(most).min(lines.len()));
        *said = to;
        let lines = Arc::clone(lines);
        self.way.voice.say_all(&lines[from..to]);
        let all = counted(lines.len() as u64, ("line", "lines"));
        let numbered = |n: usize| numbers::count(n as u64);
        self.say(match (from, to) {
            (0, to) if to == lines.len() => format!("{all}."),
            (from, to) if from == to => format!("That is all: {all}."),
            _ => {
                let more = if to < lines.len() { " Say more for the next." } else { "" };
                format!(
                    "Lines {} to {} of {}.{more}",
                    numbered(from + 1),
                    numbered(to),
                    numbered(lines.len())
                )
            }
        });
    }

    /// To another view of the same object or record, in its place.
    async fn beside(
        &mut self,
        of_object: impl Fn(String) -> Leads,
        of_record: impl Fn(String, String) -> Leads,
    ) -> Result<(), Trouble> {
        let leads = match self.trail.last().map(|place| (&place.subject, &place.origin)) {
            Some((Subject::Object(describe), _)) => of_object(describe.name.clone()),
            Some((Subject::Record { object, id, .. }, _)) => of_record(object.clone(), id.clone()),
            Some((Subject::Rows { .. }, Leads::Rows(object, _))) => of_object(object.clone()),
            _ => return Ok(()),
        };
        let arrived = self.way.to(&leads, self.known, false).await?;
        self.trail.pop();
        self.arrive(arrived, false).await
    }

    async fn open(&mut self, text: &str) -> Result<(), Trouble> {
        let Some(global) = self.known.global.as_ref().map(|loaded| Arc::clone(&loaded.value)) else {
            self.say("The objects were not read yet; objects reads them.");
            return Ok(());
        };
        let leads = match goto::goal(text, &global) {
            Goal::Object(name) => Leads::Fields(name),
            Goal::Record { objects, id } => match objects.as_slice() {
                [object] => Leads::Record(object.clone(), id),
                several => {
                    self.say(format!("Ids that begin so are those of {}.", several.join(" and of ")));
                    match several.first() {
                        Some(object) => Leads::Record(object.clone(), id),
                        None => return Ok(()),
                    }
                }
            },
            Goal::UnknownPrefix(id) => {
                self.say(format!("{id} looks like an id, but no visible object has ids that begin so."));
                return Ok(());
            }
            Goal::WrongChecksum(id) => {
                self.say(format!(
                    "{id} looks like an id, but its last three characters do not fit the rest: mistyped."
                ));
                return Ok(());
            }
            Goal::Nothing(near) => {
                let near =
                    if near.is_empty() { String::new() } else { format!(" Near: {}.", near.join(", ")) };
                self.say(format!("“{text}” is no id, no URL with one, and no object that is visible.{near}"));
                return Ok(());
            }
        };
        self.go(leads).await
    }

    /// The next step that mends the failure, or the first for the other kind of app.
    fn next_step(&mut self, is_other_kind: bool) {
        let Some(Subject::Check { verdict, step, kind }) =
            self.trail.last_mut().map(|place| &mut place.subject)
        else {
            return;
        };
        if is_other_kind {
            (*step, *kind) = (0, judged::other(*kind));
        } else {
            *step += 1;
        }
        let said = judged::next(verdict, *kind, *step);
        if said.is_err() {
            *step = step.saturating_sub(1);
        }
        let line = said.unwrap_or_else(|why| why);
        self.say(line);
    }

    /// Checks again at widening intervals until the answer changes.
    async fn watch(&mut self) -> Result<(), Trouble> {
        let Some(Subject::Check { verdict, .. }) = self.trail.last().map(|place| &place.subject) else {
            return Ok(());
        };
        let (mut watch, mut verdict) = (Watch::default(), Arc::clone(verdict));
        let first = verdict.headline();
        loop {
            match watch.next(&verdict) {
                Next::End(end) => {
                    self.say(end.sentence());
                    break;
                }
                Next::Again(pause) => {
                    let (tried, most) = (watch.tries(), watch.most_tries());
                    let seconds = pause.as_secs();
                    self.say(format!(
                        "Try {} of at most {most} in {seconds} seconds. Ctrl-C stops.",
                        tried + 1
                    ));
                    self.way.busy.with(format!("Waiting for try {} of at most {most}", tried + 1));
                    tokio::time::sleep(pause).await;
                    self.way.busy.with(format!("Try {} of at most {most}", tried + 1));
                    verdict = self.way.check_quietly(self.known).await?;
                    let headline = verdict.headline();
                    let words = if headline == first { "the same" } else { headline.as_str() };
                    let at = numbers::clock(clock::now());
                    self.say(sentence(&format!("Try {}, at {at}: {words}", tried + 1)));
                }
            }
        }
        if watch.tries() > 1 {
            let place = judged::place(&verdict);
            self.trail.pop();
            let arrived = Arrived { verdict: Some(verdict), ..place.into() };
            self.arrive(arrived, true).await?;
        }
        Ok(())
    }

    async fn report(&mut self, file: String) -> Result<(), Trouble> {
        let Some(verdict) = self.known.verdict.clone() else {
            self.say("No check was made yet. check makes one.");
            return Ok(());
        };
        self.way.busy.with("Writing the report");
        self.way.world.report(PathBuf::from(&file), verdict).await?;
        self.say(format!("The report is in {file}."));
        Ok(())
    }

    async fn again(&mut self) -> Result<(), Trouble> {
        let Some(origin) = self.trail.last().map(|place| place.origin.clone()) else {
            return self.go(Leads::Orgs).await;
        };
        let arrived = self.way.to(&origin, self.known, true).await?;
        self.trail.pop();
        self.arrive(arrived, origin == Leads::Check).await
    }

    async fn tell_api(&self) {
        if let Some(open) = &self.known.open
            && let Some(words) = open.api_words().await
        {
            self.say(words);
        }
    }

    async fn tell_where(&mut self) -> Result<(), Trouble> {
        if let Some(open) = &self.known.open {
            let environment = open.environment.badge().to_lowercase();
            let line = format!("Org {}, {environment}, read-only.", open.name);
            self.say(line);
            self.tell_api().await;
        }
        let before: Vec<_> = self.trail.iter().rev().skip(1).rev().map(|place| place.name.as_str()).collect();
        if !before.is_empty() {
            self.say(format!("Before this: {}.", before.join("; ")));
        }
        *self.more = More::List;
        self.tell(false).await
    }
}
