//! Finds the answers to what the screens ask: the only file of the screens that opens orgs, touches the stores
//! and calls the engines. It draws nothing and decides nothing about the screen.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::stream::{self, StreamExt as _};
use tokio::sync::mpsc;

use super::effect::{Event, Ticket};
use super::stored;
use super::work::{Answer, Ask, Draft, Environment, Head, OrgNews, OrgRow, Progress, Switch};
use crate::client::{How, Received, clock};
use crate::json::Stop;
use crate::session::{Credentials, Options, Profile, Session, StartDemo, apart};
use crate::store::{self, Config, Org, OrgSort, Places, Secrets, last_good, orgs};
use crate::trouble::{Exit, Trouble};
use crate::{check, explore};

/// Reads the switches.
pub type ReadSwitches = dyn Fn() -> Vec<Switch> + Send + Sync;
/// Throws a switch: its name, on or off.
pub type ThrowSwitch = dyn Fn(&str, bool) -> bool + Send + Sync;

/// The demo org as the command line hands it over; the screens know no more of it.
pub struct Demo {
    /// Starts it, once; its URL and the pair of its app.
    pub start: Box<StartDemo>,
    /// Its switches as they are now.
    pub switches: Box<ReadSwitches>,
    /// Throws one; whether there is one of that name.
    pub throw: Box<ThrowSwitch>,
}

impl std::fmt::Debug for Demo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Demo").finish_non_exhaustive()
    }
}

/// Stops an errand when nobody waits for it any longer.
struct StopAtEnd(Stop);

impl Drop for StopAtEnd {
    fn drop(&mut self) {
        self.0.set();
    }
}

/// The world outside the screens. Cheap to clone: all clones are the same.
#[derive(Clone, Debug)]
pub struct World(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// Where orgs are stored and things remembered; or why nowhere.
    places: Result<Places, Trouble>,
    secrets: Arc<Secrets>,
    options: Options,
    version: Option<String>,
    program: Option<PathBuf>,
    demo: Demo,
    session: Mutex<Option<Session>>,
    /// The org behind the session, where it is a stored one: of it something may be remembered.
    remembered: Mutex<Option<String>>,
    events: mpsc::Sender<Event>,
}

impl World {
    /// A world with these stores; `version` is an API version given on the command line, `program` this program
    /// itself, for filters in a process of their own; what happens outside of questions goes to `events`.
    pub fn new(
        places: Result<Places, Trouble>,
        secrets: Arc<Secrets>,
        options: Options,
        (version, program): (Option<String>, Option<PathBuf>),
        demo: Demo,
        events: mpsc::Sender<Event>,
    ) -> Self {
        let (session, remembered) = (Mutex::new(None), Mutex::new(None));
        Self(Arc::new(Inner {
            places,
            secrets,
            options,
            version,
            program,
            demo,
            session,
            remembered,
            events,
        }))
    }

    /// Ends the open session; its token is revoked where the preference says so.
    pub async fn end(&self) {
        let session = self.0.session.lock().unwrap_or_else(PoisonError::into_inner).take();
        let config = self.places().ok().and_then(|places| Config::load(places).ok());
        let revoke = config.is_some_and(|config| config.preferences.revoke_on_exit);
        if let Some(session) = session
            && revoke
        {
            // The person is leaving: a failure here has no screen left to be on, the log has it.
            let _ = tokio::time::timeout(std::time::Duration::from_secs(3), session.end(true)).await;
        }
    }

    fn places(&self) -> Result<&Places, Trouble> {
        self.0.places.as_ref().map_err(Trouble::clone)
    }

    fn session(&self) -> Result<Session, Trouble> {
        let session = self.0.session.lock().unwrap_or_else(PoisonError::into_inner).clone();
        session.ok_or_else(|| Trouble::new(Exit::Setup, "org.none_open", "No org is open."))
    }

    /// The open session, whose waits before a next try are news under the ticket.
    fn session_telling(&self, ticket: Ticket) -> Result<Session, Trouble> {
        let events = self.0.events.clone();
        let told = move |again| drop(events.try_send(Event::Progress(ticket, Progress::Again(again))));
        Ok(self.session()?.telling(told))
    }

    /// Remembers something of the open org, where it is a stored one; the demo org and the org of the three
    /// variables leave nothing behind.
    fn remember(
        &self,
        what: impl FnOnce(&Places, &str) -> Result<(), store::StoreError>,
    ) -> Result<(), Trouble> {
        let org = self.0.remembered.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match (self.places(), org) {
            (Ok(places), Some(org)) => what(places, &org).map_err(|e| e.trouble(&org)),
            _ => Ok(()),
        }
    }

    /// Finds the answer to one question; news goes to `events` under its ticket.
    pub async fn perform(&self, ticket: Ticket, ask: Ask) -> Result<Answer, Trouble> {
        match ask {
            Ask::Explore(ask) => {
                let session = self.session_telling(ticket)?;
                let events = self.0.events.clone();
                // News may be lost where the screen is behind: only the last counts.
                let heard = move |came: Received| {
                    let _ = events.try_send(Event::Progress(ticket, Progress::Bytes(came.bytes, came.of)));
                };
                let how = How { progress: Some(&heard), ..How::default() };
                if let Some(place) = stored::place(&ask) {
                    let world = self.clone();
                    // What can't be remembered is not worth a failure.
                    tokio::task::spawn_blocking(move || {
                        world.remember(|places, org| last_good::visited(places, org, &place))
                    });
                }
                explore::answer(ask, &session, how).await.map(Answer::Explore)
            }
            Ask::Check => {
                let session = self.session()?;
                self.climb(ticket, session, true).await
            }
            Ask::CheckDraft(draft) => {
                let session = self.draft_session(&draft)?;
                self.climb(ticket, session, false).await
            }
            Ask::CheckStored(name) => {
                let events = self.0.events.clone();
                let heard = move |event| {
                    let _ = events.try_send(Event::Progress(ticket, Progress::Check(event)));
                };
                self.check_stored(&name, &heard).await.map(Answer::Check)
            }
            Ask::CheckAll(names) => {
                let all = stream::iter(names).map(|name| self.check_among_others(ticket, name));
                all.buffer_unordered(check::many::AT_ONCE).for_each(|()| std::future::ready(())).await;
                Ok(Answer::CheckedAll)
            }
            Ask::Version => Ok(Answer::Version(self.session_telling(ticket)?.version().await?.to_string())),
            Ask::OpenDemo => self.open_demo().await,
            Ask::Switches => Ok(Answer::Switches((self.0.demo.switches)())),
            Ask::Switch(name, on) => {
                (self.0.demo.throw)(&name, on);
                Ok(Answer::Switched(name, on))
            }
            Ask::Open(name) => {
                let opened = self.blocking(move |world| {
                    let org = world.stored(&name)?;
                    if stored::has_no_pair(&world.0.secrets, &org) {
                        return Ok(Err(stored::row(world.places()?, &name)?));
                    }
                    let stars = world.places().map(|places| last_good::load(places, &org.name).stars);
                    Ok(Ok((org, stars.unwrap_or_default())))
                });
                let (org, stars) = match opened.await? {
                    Ok(opened) => opened,
                    Err(row) => return Ok(Answer::NeedsPair(Box::new(row))),
                };
                let mut head = self.open(&org, None)?;
                Arc::make_mut(&mut head).stars = stars;
                let world = self.clone();
                // What can't be written here is not worth a failure.
                tokio::task::spawn_blocking(move || {
                    world.remember(|places, org| {
                        let _ = store::log::begin(places, store::log::Level::INFO);
                        last_good::opened(places, org, clock::now())
                    })
                });
                Ok(Answer::Opened(head))
            }
            Ask::PairOf(name) => {
                let row = self.blocking(move |world| stored::row(world.places()?, &name));
                row.await.map(|row| Answer::NeedsPair(Box::new(row)))
            }
            Ask::Orgs => self.blocking(Self::orgs).await.map(|(rows, sort)| Answer::Orgs(rows, sort)),
            Ask::Exchange(number) => Ok(Answer::Exchange(self.session()?.log().find(number))),
            Ask::Star(object, is_starred) => {
                self.blocking(move |world| {
                    world.remember(|places, org| last_good::starred(places, org, &object, is_starred))?;
                    Ok(Answer::Starred)
                })
                .await
            }
            Ask::Vault => {
                let vault = |world: &Self| stored::vault(world.places(), &world.0.secrets);
                self.blocking(move |world| Ok(Answer::Vault(vault(world)))).await
            }
            Ask::First => {
                let first = |world: &Self| orgs::first(world.places().ok()).map_err(|e| e.trouble(""));
                self.blocking(move |world| first(world).map(Answer::First)).await
            }
            Ask::Save(draft, checked) => {
                let save = move |world: &Self| {
                    stored::save(world.places()?, &world.0.secrets, &draft, checked.as_deref())
                };
                self.blocking(move |world| save(world).map(Answer::Saved)).await
            }
            Ask::Change { name, login_url, api_version } => {
                let change =
                    move |world: &Self| stored::change(world.places()?, &name, login_url, api_version);
                self.blocking(move |world| change(world).map(Answer::Saved)).await
            }
            Ask::Remove(name) => {
                self.blocking(move |world| {
                    orgs::remove(world.places()?, &world.0.secrets, &name).map_err(|e| e.trouble(&name))?;
                    Ok(Answer::Removed(name))
                })
                .await
            }
            Ask::MakeDefault(name) => {
                self.blocking(move |world| {
                    store::config::set_default(world.places()?, Some(&name)).map_err(|e| e.trouble(&name))?;
                    Ok(Answer::Default(name))
                })
                .await
            }
            Ask::Report(verdicts) => self.blocking(move |world| world.report(&verdicts)).await,
            Ask::Errand(errand) => {
                let stop = Stop::default();
                let _ended = StopAtEnd(stop.clone());
                let done = move |world: &Self| errand.run(world.0.program.as_deref(), &stop);
                self.blocking(move |world| Ok(Answer::Errand(done(world)))).await
            }
        }
    }

    /// Disk and keyring may make one wait: never on the threads that answer.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, Trouble> {
        let world = self.clone();
        apart(move || work(&world)).await
    }

    /// Climbs the ladder with the session's own token, and remembers what was found, without secrets.
    async fn climb(&self, ticket: Ticket, session: Session, remember: bool) -> Result<Answer, Trouble> {
        let events = self.0.events.clone();
        let heard = move |event: check::Event| {
            let _ = events.try_send(Event::Progress(ticket, Progress::Check(event)));
        };
        let stored = session.profile().clone();
        // The demo org and the org of the variables are not stored: nothing is kept of them.
        let is_stored = self.blocking(move |world| {
            let config = Config::load(world.places()?).map_err(|e| e.trouble(&stored.name))?;
            let same = |org: &Org| Profile::of(org).is_ok_and(|p| p.host == stored.host);
            Ok(config.org(&stored.name).is_ok_and(same))
        });
        let is_stored = remember && is_stored.await.unwrap_or(false);
        let places = self.places().ok().filter(|_| is_stored).cloned();
        check::opened(session, &self.0.options, places, &heard).await.map(Answer::Check)
    }

    /// Checks a stored org with a session of its own, and remembers what was found, without secrets.
    async fn check_stored(
        &self,
        name: &str,
        heard: &check::Tell<'_>,
    ) -> Result<Arc<check::Verdict>, Trouble> {
        let name = name.to_owned();
        let (org, pair, remembered) = self
            .blocking(move |world| {
                let org = world.stored(&name)?;
                let pair = world.0.secrets.load(&org).map_err(|e| e.trouble(&name))?;
                let remembered = world.places().ok().and_then(|places| check::remembered(places, &name));
                Ok((org, pair, remembered))
            })
            .await?;
        let mut ask = check::Ask::new(org.name.as_str(), org.login_url.as_str(), pair);
        ask.client = crate::client::Options { limits: check::patience(), ..self.0.options.client.clone() };
        ask.remembered = remembered;
        // A host that is refused has no profile; the rung `host` then says why.
        ask.api_version = Profile::of(&org).ok().and_then(|profile| profile.version);
        let verdict = Arc::new(check::climb(&ask, heard).await);
        if let Some(places) = self.places().ok().filter(|_| org.keep != store::Keep::Variables) {
            check::keep(places.clone(), &verdict).await;
        }
        Ok(verdict)
    }

    async fn check_among_others(&self, ticket: Ticket, name: String) {
        let news = |news| Event::Progress(ticket, Progress::Org(name.clone(), news));
        let heard = |event| {
            if let check::Event::Started(rung) = event {
                let _ = self.0.events.try_send(news(OrgNews::Climbs(rung)));
            }
        };
        heard(check::Event::Started("input"));
        let end = match self.check_stored(&name, &heard).await {
            Ok(verdict) => OrgNews::Ended(verdict),
            Err(trouble) => OrgNews::NotBegun(Box::new(trouble)),
        };
        // How an org ended must not be lost, where the news of its rungs may.
        let _ = self.0.events.send(news(end)).await;
    }

    fn stored(&self, name: &str) -> Result<Org, Trouble> {
        if let Some(org) = store::secrets::env::org().map_err(|e| e.trouble(name))?
            && org.name == name
        {
            return Ok(org);
        }
        let config = Config::load(self.places()?).map_err(|e| e.trouble(name))?;
        config.org(name).cloned().map_err(|e| e.trouble(name))
    }

    /// Puts a session behind everything and tells of each of its exchanges.
    fn open(
        &self,
        org: &Org,
        pair: Option<Arc<crate::salesforce::credentials::Pair>>,
    ) -> Result<Arc<Head>, Trouble> {
        let mut org = org.clone();
        if let Some(version) = &self.0.version {
            org.api_version = Some(version.clone());
        }
        let profile = Profile::of(&org)?;
        let is_demo = pair.is_some();
        let head = Arc::new(Head {
            name: org.name.clone(),
            host: stored::host_words(&profile),
            environment: if is_demo { Environment::Loopback } else { profile.environment() },
            has_switches: is_demo && !(self.0.demo.switches)().is_empty(),
            stars: Default::default(),
        });
        let is_stored = !is_demo && org.keep != store::Keep::Variables;
        *self.0.remembered.lock().unwrap_or_else(PoisonError::into_inner) =
            is_stored.then(|| org.name.clone());
        let credentials = match pair {
            Some(pair) => Credentials::Pair(pair),
            None => Credentials::stored(&self.0.secrets, &org),
        };
        let mut options = self.0.options.clone();
        // The demo org leaves nothing on the machine, not even a cached describe.
        options.places.take_if(|_| is_demo);
        let session = Session::open(profile, credentials, options);
        let mut exchanges = session.subscribe();
        let events = self.0.events.clone();
        tokio::spawn(async move {
            loop {
                match exchanges.recv().await {
                    Ok(exchange) => {
                        if events.send(Event::Exchange(exchange)).await.is_err() {
                            break;
                        }
                    }
                    Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => {}
                    Err(tokio::sync::broadcast::error::RecvError::Closed) => break,
                }
            }
        });
        *self.0.session.lock().unwrap_or_else(PoisonError::into_inner) = Some(session);
        Ok(head)
    }

    async fn open_demo(&self) -> Result<Answer, Trouble> {
        let demo = (self.0.demo.start)().await?;
        self.open(&demo.org(), Some(demo.pair)).map(Answer::Opened)
    }

    fn draft_session(&self, draft: &Draft) -> Result<Session, Trouble> {
        let org = stored::org_of(draft);
        let profile = Profile::of(&org)?;
        let credentials = match &draft.pair {
            Some(pair) => Credentials::Pair(Arc::clone(pair)),
            None => Credentials::stored(&self.0.secrets, &org),
        };
        Ok(Session::open(profile, credentials, self.0.options.clone()))
    }

    fn orgs(&self) -> Result<(Vec<OrgRow>, OrgSort), Trouble> {
        self.places().map_or_else(|_| Ok(Default::default()), stored::rows)
    }

    fn report(&self, verdicts: &[Arc<check::Verdict>]) -> Result<Answer, Trouble> {
        let at = clock::now().strftime("%Y%m%d-%H%M%S");
        let org = match verdicts {
            [verdict] => verdict.org.as_str(),
            _ => "all",
        };
        let name = format!("orgscope-check-{org}-{at}.md");
        let texts: Vec<_> = verdicts.iter().map(|verdict| check::report::markdown(verdict)).collect();
        let path = store::save_here(&name, texts.join("\n").as_bytes()).map_err(|e| e.trouble(org))?;
        Ok(Answer::Report(path.display().to_string()))
    }
}
