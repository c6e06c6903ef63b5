//! The check of an org that is open, as both faces run it.

use std::sync::Arc;

use super::climb::{Ask, Tell, climb};
use super::kept::{remember_in, remembered};
use super::result::Verdict;
use crate::session::{Options, Session, apart};
use crate::store::Places;
use crate::trouble::Trouble;

/// Climbs the ladder with the session's own token. With `places` it is compared with what was found before, and what
/// is found is remembered there, without secrets.
pub async fn opened(
    session: Session,
    options: &Options,
    places: Option<Places>,
    tell: &Tell<'_>,
) -> Result<Arc<Verdict>, Trouble> {
    let profile = session.profile().clone();
    let mut ask = Ask::new(profile.name.clone(), profile.host.base_url(), session.pair().await?);
    ask.api_version = profile.version;
    ask.client.extra_ca = options.client.extra_ca.clone();
    if let Some(places) = places.clone() {
        ask.remembered = apart(move || Ok(remembered(&places, &profile.name))).await?;
    }
    ask.session = Some(session);
    let verdict = Arc::new(climb(&ask, tell).await);
    if let Some(places) = places {
        keep(places, &verdict).await;
    }
    Ok(verdict)
}

/// Remembers what was found. What can't be remembered is not worth a failure: the check itself is whole.
pub async fn keep(places: Places, verdict: &Arc<Verdict>) {
    let found = Arc::clone(verdict);
    let _ = apart(move || Ok(remember_in(&places, &found))).await;
}
