//! From where something leads to the place that is there: asks the engines, changes nothing. A place that is not
//! there yet is never half there: stopping in between leaves all as it was.

use std::sync::Arc;

use super::place::{Leads, Place, Subject};
use super::say::{self, Busy, Voice};
use super::world::{Open, World};
use super::{judged, object, orgs, record};
use crate::check::{self, Event, Verdict, rungs};
use crate::client::{How, Received};
use crate::explore::{self, Answer, Ask, Loaded};
use crate::salesforce::describe::Describe;
use crate::salesforce::global::Global;
use crate::salesforce::record::QueryPage;
use crate::session::Again;
use crate::trouble::{Exit, Trouble};

/// What is known where a step begins.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    /// The org that is open.
    pub open: Option<Open>,
    /// Its objects, once they were read.
    pub global: Option<Loaded<Global>>,
    /// The check that was made last.
    pub verdict: Option<Arc<Verdict>>,
    /// Whether empty fields of a record are said.
    pub has_empty: bool,
    /// Whether a result was incomplete, and nothing could be done about it.
    pub is_cut: bool,
}

/// What was found out on the way.
#[derive(Debug)]
pub(super) struct Arrived {
    pub place: Place,
    pub global: Option<Loaded<Global>>,
    pub verdict: Option<Arc<Verdict>>,
}

impl From<Place> for Arrived {
    fn from(place: Place) -> Self {
        Self { place, global: None, verdict: None }
    }
}

/// Those who are asked and told on the way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way<'a> {
    pub world: &'a World,
    pub voice: &'a Voice,
    pub busy: &'a Busy,
}

impl Way<'_> {
    /// The place that something leads to; `fresh` asks the org even where the cache has it.
    pub async fn to(self, leads: &Leads, known: &Known, fresh: bool) -> Result<Arrived, Trouble> {
        let global = known.global.as_ref().map(|loaded| loaded.value.as_ref());
        Ok(match leads {
            Leads::Orgs => {
                self.busy.with("Reading the stored orgs");
                orgs::place(&self.world.orgs().await?, &self.world.halves().await).into()
            }
            Leads::Objects | Leads::Org(_) | Leads::Demo => {
                let loaded = self.objects(known).await?;
                Arrived { global: Some(loaded.clone()), ..object::objects(&loaded).into() }
            }
            Leads::Fields(name) => object::fields(&self.describe(name, known, fresh).await?).into(),
            Leads::Relations(name) => object::relationships(&self.describe(name, known, fresh).await?).into(),
            Leads::Field(of, name) => {
                let describe = self.describe(of, known, fresh).await?;
                let what = || format!("{of} has no field {name} that this user may see.");
                object::one_field(&describe, name)
                    .ok_or_else(|| Trouble::new(Exit::Refused, "describe.no_field", what()))?
                    .into()
            }
            Leads::Rows(name, of) => {
                let describe = self.describe(name, known, fresh).await?;
                let wanted = object::wanted(&describe.value, global, of.as_ref());
                let page = self.page(wanted.ask, &format!("rows of {name}"), known).await?;
                object::rows(&describe, wanted.columns, &page, of.clone()).into()
            }
            Leads::Answer(statement) => {
                let ask = Ask::Query(statement.clone());
                let page = self.page(ask, "the answer to the query", known).await?;
                object::answer(statement, &page, global).into()
            }
            Leads::Record(of, id) => {
                let ask = Ask::Record { object: of.clone(), id: id.clone() };
                let Answer::Record(loaded) = self.ask(ask, "the record", known).await? else {
                    return unasked();
                };
                // A record can be read without its describe, so it is shown all the same.
                let describe = self.describe(of, known, false).await.ok().map(|describe| describe.value);
                record::place((of, id), &loaded, describe.as_deref(), global, known.has_empty).into()
            }
            Leads::Related(of, id) => {
                let describe = self.describe(of, known, fresh).await?.value;
                record::related((of, id), &describe, global).into()
            }
            Leads::Check => {
                let verdict = self.check(known).await?;
                Arrived { verdict: Some(Arc::clone(&verdict)), ..judged::place(&verdict).into() }
            }
            Leads::Rung(at) => {
                let rung = known.verdict.as_deref().and_then(|verdict| judged::rung(verdict, *at));
                rung.ok_or_else(|| Trouble::new(Exit::Usage, "check.none", "No check was made yet."))?.into()
            }
            Leads::Nowhere => return Err(Trouble::new(Exit::Usage, "plain.nowhere", "That leads nowhere.")),
        })
    }

    /// Asks the open org.
    pub async fn ask(self, ask: Ask, what: &str, known: &Known) -> Result<Answer, Trouble> {
        self.busy.with(format!("Reading {what}"));
        let voice = self.voice.clone();
        let session = open(known)?.session.telling(move |again| {
            if let Again::Waits(wait) = again {
                voice.say(say::wait(&wait));
            }
        });
        let heard = |came: Received| self.busy.hear(came);
        explore::answer(ask, &session, How { progress: Some(&heard), ..How::default() }).await
    }

    async fn objects(self, known: &Known) -> Result<Loaded<Global>, Trouble> {
        match self.ask(Ask::Objects, "the objects", known).await? {
            Answer::Objects(loaded) => Ok(loaded),
            _ => unasked(),
        }
    }

    async fn describe(self, name: &str, known: &Known, fresh: bool) -> Result<Loaded<Describe>, Trouble> {
        let ask = Ask::Describe { object: name.to_owned(), fresh };
        match self.ask(ask, &format!("the describe of {name}"), known).await? {
            Answer::Describe(loaded) => Ok(loaded),
            _ => unasked(),
        }
    }

    /// A page of rows.
    pub async fn page(self, ask: Ask, what: &str, known: &Known) -> Result<Loaded<QueryPage>, Trouble> {
        match self.ask(ask, what, known).await? {
            Answer::Rows(page) => Ok(page),
            _ => unasked(),
        }
    }

    /// Climbs the ladder and says each rung when it ends.
    pub async fn check(self, known: &Known) -> Result<Arc<Verdict>, Trouble> {
        self.busy.with("Checking");
        let tell = |event: Event| match event {
            Event::Started(id) => {
                self.busy
                    .with(format!("Checking the rung {}", rungs::by_id(id).map_or(id, |rung| rung.name)));
            }
            Event::Ended(rung) => self.voice.say_all(judged::rung_line(&rung)),
            _ => {}
        };
        self.world.check(open(known)?, &tell).await
    }

    /// Climbs the ladder and says nothing.
    pub async fn check_quietly(self, known: &Known) -> Result<Arc<Verdict>, Trouble> {
        let tell: &check::Tell<'_> = &|_| {};
        self.world.check(open(known)?, tell).await
    }

    /// How many rows the lists have that are said next, where the place has lists.
    pub async fn counts(self, place: &Place, known: &Known) -> Result<Vec<Counted>, Trouble> {
        let Subject::Record { id, .. } = &place.subject else { return Ok(Vec::new()) };
        let lists: Vec<_> = place.coming().filter_map(|at| record::list_of(&place.entries[at])).collect();
        let ask = Ask::ChildCounts { id: id.clone(), lists };
        match self.ask(ask, "the numbers of rows", known).await? {
            Answer::ChildCounts(counts) => Ok(counts),
            _ => unasked(),
        }
    }
}

/// A list and its number of rows, where that may be known.
pub(super) type Counted = (String, String, Option<u64>);

fn open(known: &Known) -> Result<&Open, Trouble> {
    known.open.as_ref().ok_or_else(|| Trouble::new(Exit::Setup, "org.none_open", "No org is open."))
}

/// The engine answered another question than was asked.
fn unasked<T>() -> Result<T, Trouble> {
    Err(Trouble::new(Exit::Refused, "explore.unasked", "The answer is to another question."))
}
