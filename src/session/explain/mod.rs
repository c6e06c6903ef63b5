//! The one account of a failure: from an exchange, and what is known besides it, to a [`Trouble`] with cause,
//! sentence, evidence, likely causes, steps for either kind of app, exit code, and whether trying again helps.
//! Screens, commands, the check and its report lay out this value.
//!
//! Sentences and clicks come from the catalogue where a row fits; a failure of the network is never worded as a
//! fault of key or secret. Whoever asks further questions (the check does) says what they told in [`Known`], and
//! gets a closer account of the same exchange. Nothing here asks anything itself.
//!
//! Start reading at [`exchange`].

mod advice;
mod answer;
mod apart;
mod authorities;
mod missing;
mod network;
mod proxy;
mod redirect;
mod seen;
mod sure;
#[cfg(test)]
mod tests;
mod token;

pub use apart::may_be_told_apart;
pub use missing::{Unfound, unfound};
pub use seen::{code, host, in_short, is_json};
pub use token::token;

use crate::client::exchange::Exchange;
use crate::client::request::Refusal;
use crate::client::tls::ExtraCa;
use crate::salesforce::catalogue::{self, Cause, Names};
use crate::salesforce::token::TokenKind;
use crate::trouble::{Exit, Trouble};

/// What is known besides the exchange.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The app's name in Setup.
    pub app: Option<String>,
    /// The Run As user's name.
    pub user: Option<String>,
    /// The address from which the Run As user last logged in by this app, as a good check saw it.
    pub address: Option<String>,
    /// Whether the scopes as granted hold `api`; `None` if the token's answer named none.
    pub api_granted: Option<bool>,
    /// What kind of token is in use.
    pub token: Option<TokenKind>,
    /// Whether the token is seconds old and was not taken by the API yet.
    pub is_fresh: bool,
    /// Whether the API version was taken from the org's own list.
    pub is_listed: bool,
    /// The host of the API, where it isn't the one that granted the token.
    pub other_host: Option<String>,
    /// Whether userinfo took the token; `None` if it was not asked, or gave no verdict.
    pub userinfo_takes: Option<bool>,
    /// What introspection says of the token; `None` if it was not asked, or gave no verdict.
    pub is_active: Option<bool>,
    /// The object that was asked for.
    pub object: Option<String>,
    /// Names that are near to one that was not found.
    pub near: Vec<String>,
    /// Whether the org's edition is one with the API; `None` if nobody knows.
    pub edition_has_api: Option<bool>,
}

impl Known {
    fn names<'a>(&'a self, host: Option<&'a str>) -> Names<'a> {
        let (app, user, address) = (self.app.as_deref(), self.user.as_deref(), self.address.as_deref());
        Names { host, app, user, address, object: self.object.as_deref(), ..Names::default() }
    }

    /// The same, with the object that an exchange is about.
    fn about(&self, exchange: &Exchange) -> Self {
        Self { object: advice::object(exchange).or_else(|| self.object.clone()), ..self.clone() }
    }
}

/// A file of authorities that can't be used, told before anything is sent.
pub fn authorities(extra: &ExtraCa) -> Option<Trouble> {
    extra.is_unusable().map(|fault| authorities::unusable(&extra.file, &fault, &Known::default()))
}

/// Something that is not sent.
pub fn refusal(refusal: &Refusal) -> Trouble {
    let id = match refusal {
        Refusal::Path(_) | Refusal::OddWord(_) => "request.path",
        Refusal::UnknownRoot(_) => "request.unknown_root",
        Refusal::RunsCode(_) => "request.runs_code",
        Refusal::WritesByQuery(_) => "request.writes",
        Refusal::WritesRecent(_) => "request.writes_recent",
        Refusal::OverridesMethod(_) => "request.overrides_method",
        Refusal::CountsView(_) => "request.counts_view",
        Refusal::EndsSession(_) => "request.ends_session",
        Refusal::CarriesSecret(_) => "request.carries_secret",
        Refusal::HandsOutSecret(_) | Refusal::AllFieldsOf(_) => "request.hands_out_secret",
        Refusal::BatchSize(_) | Refusal::BatchPart(..) => "request.batch",
    };
    Trouble::new(Exit::Usage, id, refusal.to_string())
}

/// An exchange that did not bring what was asked for: the network failed, Salesforce refused, or something else
/// than the answer came.
pub fn exchange(exchange: &Exchange, known: &Known) -> Trouble {
    let mut trouble = match &exchange.failure {
        Some(failure) => {
            let mut trouble = network::network(failure, &seen::host(exchange), exchange, known);
            seen::show(&mut trouble, exchange);
            trouble
        }
        None => answer::answer(exchange, &known.about(exchange)),
    };
    seen::join_lines(&mut trouble);
    trouble
}

/// A cause that shows in an exchange by more than the exchange itself.
pub fn shown_by(cause: &Cause, exchange: &Exchange, known: &Known) -> Trouble {
    let known = known.about(exchange);
    let mut trouble = cause.trouble(&known.names(Some(&seen::host(exchange))));
    seen::show(&mut trouble, exchange);
    trouble
}

/// A cause that shows in no exchange at `host`.
pub fn cause(cause: &Cause, host: Option<&str>, known: &Known) -> Trouble {
    cause.trouble(&known.names(host))
}

/// A version list without a version.
pub fn no_version(exchange: &Exchange, known: &Known) -> Trouble {
    let what = format!("{} lists no API version.", seen::host(exchange));
    let mut trouble = shown_by(&catalogue::api::API_VERSION_UNKNOWN, exchange, known);
    trouble.what = what;
    trouble
}
