//! What the screens can want from outside, as values: questions to the org, the check, and the stored orgs.
//! `perform.rs` finds the answers.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::check;
pub use crate::check::LastCheck;
use crate::client::exchange::Exchange;
use crate::explore;
use crate::salesforce::credentials::Pair;
pub use crate::salesforce::hosts::Environment;
use crate::session::Again;
pub use crate::store::Keep;
use crate::store::OrgSort;
use crate::store::left::Left;
use crate::trouble::Trouble;
use crate::tui::errands::{Brought, Errand};

/// Something wanted.
#[derive(Clone, Debug)]
pub enum Ask {
    /// A question to the open org.
    Explore(explore::Ask),
    /// The check of the open org.
    Check,
    /// The check of a pair that is not stored yet.
    CheckDraft(Arc<Draft>),
    /// The check of a stored org with the pair that is stored, whichever org is open.
    CheckStored(String),
    /// The checks of stored orgs, a few at a time; each ends as news of its own.
    CheckAll(Vec<String>),
    /// The stored orgs.
    Orgs,
    /// Which secret store is in use, and in which state.
    Vault,
    /// Which org opens by itself at the start.
    First,
    /// The API version in use. No data call.
    Version,
    /// Opens a stored org by name; where its pair was kept for a former run, it is to be asked for first.
    Open(String),
    /// The stored org of that name, to be asked for its pair.
    PairOf(String),
    /// Starts the demo org and opens it.
    OpenDemo,
    /// Stores an org and its pair; replaces what has the same name. With it, how its last check ended, where it
    /// was checked.
    Save(Arc<Draft>, Option<Arc<check::Verdict>>),
    /// The exchange of that number of the open org, whole.
    Exchange(u64),
    /// Remembers that an object is starred, or is no longer.
    Star(String, bool),
    /// Removes an org with its key and secret.
    Remove(String),
    /// Makes an org the default.
    MakeDefault(String),
    /// Saves the report of one check, or of several in one file; the answer is the file's path.
    Report(Vec<Arc<check::Verdict>>),
    /// Puts another host and API version in the place of a stored org's; its pair stays.
    Change {
        /// The org's name.
        name: String,
        /// `https://HOST`.
        login_url: String,
        /// Pinned API version.
        api_version: Option<String>,
    },
    /// The switches of the demo org.
    Switches,
    /// Throws a switch of the demo org: its name, on or off.
    Switch(String, bool),
    /// What may take long and is about a document or a copy of something.
    Errand(Errand),
}

impl Ask {
    /// Whether it puts something into the stores.
    pub fn stores(&self) -> bool {
        match self {
            Self::Errand(errand) => errand.stores(),
            Self::Save(..) | Self::Remove(_) | Self::MakeDefault(_) | Self::Report(_) | Self::Star(..) => {
                true
            }
            _ => false,
        }
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Of the open org.
    Explore(explore::Answer),
    /// The check ended.
    Check(Arc<check::Verdict>),
    /// All checks that were asked for have ended.
    CheckedAll,
    /// The stored orgs, in that order.
    Orgs(Vec<OrgRow>, OrgSort),
    /// The secret store.
    Vault(Vault),
    /// The org that opens by itself, where there is one.
    First(Option<String>),
    /// `v64.0`.
    Version(String),
    /// The org is open now; no request was sent yet.
    Opened(Arc<Head>),
    /// Nothing was opened: no key and secret of this stored org are here.
    NeedsPair(Box<OrgRow>),
    /// It is stored; where the configuration and the secrets went.
    Saved(String),
    /// The exchange; `None` if the log of this run let go of it.
    Exchange(Option<Arc<Exchange>>),
    /// It is remembered, where the org is a stored one.
    Starred,
    /// It is gone.
    Removed(String),
    /// It is the default.
    Default(String),
    /// Where the report was saved.
    Report(String),
    /// The switches of the demo org.
    Switches(Vec<Switch>),
    /// A switch of the demo org was thrown: its name, and whether it is on now.
    Switched(String, bool),
    /// What an errand has come to.
    Errand(Brought),
}

/// News about something that runs.
#[derive(Clone, Debug)]
pub enum Progress {
    /// Bytes so far, and the whole where it is known.
    Bytes(u64, Option<u64>),
    /// It waits before the next try, or no longer waits.
    Again(Again),
    /// A rung of the check.
    Check(check::Event),
    /// One of several orgs that are checked.
    Org(String, OrgNews),
}

/// News about one of several orgs that are checked.
#[derive(Clone, Debug)]
pub enum OrgNews {
    /// The rung of that id has begun.
    Climbs(&'static str),
    /// Its check ended.
    Ended(Arc<check::Verdict>),
    /// It could not begin: the org or its pair can't be read.
    NotBegun(Box<Trouble>),
}

/// A switch of the demo org.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Switch {
    /// Its name.
    pub name: String,
    /// What goes wrong while it is on.
    pub says: String,
    /// What the check then says: `token: no_run_as_user`.
    pub finds: String,
    /// Whether it is on.
    pub is_on: bool,
}

/// Where an org and its pair can be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vault {
    /// `Secret Service (GNOME Keyring), unlocked`; or what is wrong with it.
    pub words: String,
    /// Whether a pair can be stored there now.
    pub works: bool,
    /// Whether the kernel's keyring takes a pair now; `None` on a system that has none.
    pub kernel: Option<bool>,
    /// The file in which orgs are stored, without their pairs; or why none can be.
    pub config: Result<String, Box<Trouble>>,
    /// What interrupted commands left of orgs.
    pub halves: Vec<Left>,
}

/// The open org, as the header and the screens need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Name in the configuration; `demo` for the demo org.
    pub name: String,
    /// My Domain host, with the port where there is one.
    pub host: String,
    /// What kind of org, as far as known.
    pub environment: Environment,
    /// Whether the demo org's switches can be thrown.
    pub has_switches: bool,
    /// Starred objects, by name.
    pub stars: BTreeSet<String>,
}

/// A stored org, as a row of the picker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrgRow {
    /// Name.
    pub name: String,
    /// My Domain URL.
    pub login_url: String,
    /// By its host.
    pub environment: Environment,
    /// Pinned API version, `59.0`.
    pub api_version: Option<String>,
    /// It opens by itself at the start.
    pub is_default: bool,
    /// Where key and secret are.
    pub keep: Keep,
    /// The last check's result: passed or not, when, and in words.
    pub last: Option<LastCheck>,
    /// Where one was, the last first.
    pub places: Vec<String>,
}

/// An org that is being added, or whose pair is being replaced.
#[derive(Debug)]
pub struct Draft {
    /// Name.
    pub name: String,
    /// `https://HOST`, derived from what was pasted.
    pub login_url: String,
    /// Pinned API version.
    pub api_version: Option<String>,
    /// Key and secret; `None` if a command gives them.
    pub pair: Option<Arc<Pair>>,
    /// Where to keep them.
    pub keep: Keep,
}
