//! What commands share: which org is meant, where its secrets come from, and the session to ask it.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use super::Global;
use super::out::Out;
use crate::client::{self, tls::ExtraCa};
use crate::session::{Again, Credentials, Options, Profile, Session};
use crate::store::{self, Keep, Org, Places, Secrets, StoreError, Theme};
use crate::trouble::{Exit, Step, Trouble};
use crate::tui::children::Programs;
use crate::tui::keymap::Keymap;
use crate::tui::terminal::{self, Console, Kind, Said, Signal, Signals};
use crate::tui::theme::{Background, ColourDepth, Look};

/// The variable that names a file of certificate authorities.
const CA_FILE: &str = "ORGSCOPE_CA_FILE";
/// All authorities of a system together are a fiftieth of this.
const CA_MOST: u64 = 16 << 20;

/// The command's surroundings.
#[derive(Debug)]
pub struct Context {
    /// The streams.
    pub out: Out,
    /// What is true of every command.
    pub global: Global,
    /// The stores of secrets.
    pub secrets: Arc<Secrets>,
}

impl Context {
    /// From the command line.
    pub fn new(global: Global) -> Self {
        let out = Out { json: global.json, quiet: global.quiet, verbose: global.verbose };
        Self { out, global, secrets: Arc::default() }
    }

    /// Whether colours are not wanted.
    pub fn no_color(&self) -> bool {
        self.global.no_color || std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty())
    }

    /// What the person prefers; the usual where nothing can be read.
    pub fn preferences(&self) -> store::Preferences {
        let config = Places::of_this_user().ok().and_then(|places| store::Config::load(&places).ok());
        config.map(|config| config.preferences).unwrap_or_default()
    }

    /// How this terminal shows what is drawn, and whether it is to be asked for its background.
    pub fn look(&self, preferences: &store::Preferences, terminal: Kind) -> (Look, bool) {
        let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let depth = match preferences.theme {
            Theme::Terminal => ColourDepth::Sixteen,
            _ => terminal.colours,
        };
        let background = match preferences.theme {
            Theme::Light => Background::Light,
            _ => Background::Dark,
        };
        // Where no language is set, as in many containers, the terminal shows UTF-8 all the same.
        let language = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set).map(|l| l.to_lowercase());
        let is_ascii = preferences.ascii
            || language.is_some_and(|language| !language.contains("utf-8") && !language.contains("utf8"));
        let follows = matches!(preferences.theme, Theme::Auto | Theme::Terminal) && !self.no_color();
        (Look::new(depth, background, is_ascii, self.no_color()), follows)
    }

    /// Whether lines of text are wanted in place of screens: asked for, or all that the terminal can show.
    pub fn is_plain(&self) -> bool {
        self.global.plain || std::env::var_os("TERM").is_some_and(|term| term == "dumb")
    }

    /// Where files live.
    pub fn places(&self) -> Result<Places, Trouble> {
        Places::of_this_user().map_err(|e| e.trouble(""))
    }

    /// The org that is meant: the one of the three variables, else the named, else the default one. A name that is
    /// another's than that of the variables is refused.
    pub fn org(&self) -> Result<Org, Trouble> {
        self.org_named(self.global.org.as_deref())
    }

    /// The org that is meant, where a command names one itself.
    pub fn org_named(&self, name: Option<&str>) -> Result<Org, Trouble> {
        let places = self.places()?;
        let org = store::orgs::chosen(&places, name).map_err(|error| {
            let mut trouble = error.trouble(name.unwrap_or(""));
            // What was begun and interrupted may be what is missing here.
            if matches!(error, StoreError::NoSuchOrg(_) | StoreError::NoOrgChosen(_)) {
                for left in store::left::halves(&places, &self.secrets) {
                    trouble.next.push(Step::Do(left.sentence()));
                    trouble.next.extend(left.steps());
                }
            }
            trouble
        })?;
        Ok(self.pinned(org))
    }

    /// The org at the API version of the command line, where one is given.
    pub fn pinned(&self, mut org: Org) -> Org {
        if let Some(version) = &self.global.api_version {
            org.api_version = Some(version.clone());
        }
        org
    }

    /// A session with a stored org. Nothing is sent, and its pair is loaded when first needed. From here on the
    /// log is written, but for an org of the three variables, which leaves nothing behind.
    pub fn session(&self, org: &Org) -> Result<Session, Trouble> {
        if org.keep != Keep::Variables {
            let level = if self.out.verbose { store::log::Level::DEBUG } else { store::log::Level::INFO };
            let begun =
                self.places().and_then(|places| store::log::begin(&places, level).map_err(|e| e.trouble("")));
            if let Err(trouble) = begun {
                self.out.note(format!("No log is written: {}", trouble.what));
            }
        }
        self.session_with(org, Credentials::stored(&self.secrets, org))
    }

    /// A session with an org whose pair comes from elsewhere. A URL that is refused here is in the
    /// configuration or in the variables, not on the command line.
    pub fn session_with(&self, org: &Org, credentials: Credentials) -> Result<Session, Trouble> {
        let profile = Profile::of(org).map_err(|trouble| Trouble { exit: Exit::Setup, ..trouble })?;
        let out = self.out;
        Ok(Session::open(profile, credentials, self.options()?).telling(move |again| {
            if let Again::Waits(wait) = again {
                let words = wait.words(client::clock::now());
                out.note(format!("orgscope: {words}, Ctrl-C stops. {}", wait.terms()));
            }
        }))
    }

    /// The client's options: limits as they are, how long to wait for a busy org, and the extra certificate authority of the variable.
    pub fn options(&self) -> Result<Options, Trouble> {
        let mut options = client::Options::default();
        options.patience.limit = Duration::from_secs(self.global.wait);
        if let Some(file) = std::env::var_os(CA_FILE).filter(|v| !v.is_empty()) {
            let path = std::path::PathBuf::from(file);
            let shown = path.display().to_string();
            let pem = store::atomic::read(&path, CA_MOST).map_err(|e| e.trouble(""))?.ok_or_else(|| {
                Trouble::new(
                    Exit::Setup,
                    "config.ca_file",
                    format!("{CA_FILE} names {shown}, which is not there."),
                )
                .step(Step::Do(format!("Correct {CA_FILE}, or unset it where no extra authority is needed.")))
            })?;
            options.extra_ca = Some(Arc::new(ExtraCa { file: shown, pem }));
        }
        Ok(Options { client: options, places: self.places().ok() })
    }

    /// Runs a command's future to its end, or until Ctrl-C or another signal asks for the end: what runs is then
    /// dropped, its connections close.
    pub fn run<T>(&self, work: impl Future<Output = Result<T, Trouble>>) -> Result<T, Trouble> {
        // Boxed, so that waiting is compiled once for a kind of result and not for each command.
        let work: Pin<Box<dyn Future<Output = Result<T, Trouble>> + '_>> = Box::pin(work);
        let runtime = runtime()?;
        let done = runtime.block_on(async {
            tokio::select! {
                done = work => done,
                _ = ended() => Err(Trouble::new(
                    Exit::Interrupted,
                    "interrupted",
                    "Interrupted. What was under way was stopped; nothing was changed.",
                )),
            }
        });
        // A keyring call that hangs must not hold the end of the program.
        runtime.shutdown_background();
        done
    }

    /// Starts something that then runs until a signal ends it.
    pub fn run_until_ended<T>(
        &self,
        work: impl Future<Output = Result<T, Trouble>>,
    ) -> Result<Exit, Trouble> {
        let runtime = runtime()?;
        let done = runtime.block_on(async {
            let running = work.await?;
            ended().await;
            drop(running);
            Ok(Exit::Done)
        });
        runtime.shutdown_background();
        done
    }

    /// Asks a session's question and ends the session: the token is revoked where the preference says so.
    pub async fn with<T>(
        &self,
        session: &Session,
        work: impl Future<Output = Result<T, Trouble>>,
    ) -> Result<T, Trouble> {
        let done = work.await;
        let revoke = self.places().ok().and_then(|p| store::Config::load(&p).ok());
        if revoke.is_some_and(|c| c.preferences.revoke_on_exit)
            && let Err(trouble) = session.end(true).await
        {
            self.out.note(format!("The token could not be revoked: {}", trouble.what));
        }
        done
    }
}

/// The keys with what the person changed; the usual ones, and why, where that can't hold: nobody is locked out by a
/// line of a file.
pub fn keys(preferences: &store::Preferences) -> (Keymap, Option<String>) {
    match Keymap::changed(&preferences.keys) {
        Ok(keys) => (keys, None),
        Err(wrong) => {
            let words = format!("config.toml, line {}: {}. The usual keys hold.", wrong.line, wrong.says);
            (Keymap::default(), Some(words))
        }
    }
}

/// Refuses to draw in a window that could not show it, before anything is changed there.
pub fn shows_screens() -> Result<(), Trouble> {
    terminal::console().and_then(Console::trouble).map_or(Ok(()), Err)
}

/// The terminal that this is, by its variables.
pub fn terminal() -> Kind {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let (colorterm, term, program) = (set("COLORTERM"), set("TERM"), set("TERM_PROGRAM"));
    let said = Said {
        colorterm: colorterm.as_deref(),
        term: term.as_deref(),
        program: program.as_deref(),
        windows_terminal: set("WT_SESSION").is_some(),
        windows: cfg!(windows),
    };
    said.kind()
}

/// The programs that a document is handed to.
pub fn programs() -> Programs {
    Programs::of(std::env::current_exe().ok(), |name| {
        std::env::var(name).ok().filter(|value| !value.is_empty())
    })
}

/// Threads for everything that waits.
pub fn runtime() -> Result<tokio::runtime::Runtime, Trouble> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(|e| {
        Trouble::new(Exit::Setup, "system.threads", format!("No threads could be started: {e}."))
    })
}

/// Waits until something outside asks the program to end.
async fn ended() -> Signal {
    match Signals::without_terminal() {
        Ok(mut signals) => signals.next().await,
        // Then the system ends it, unasked.
        Err(_) => std::future::pending().await,
    }
}
