//! The card of the user the app acts as, and of the org: as far as the answers tell.

use crate::salesforce::hosts::Environment;
use crate::salesforce::scopes::Granted;

/// Whom the app acts as, where, and with what scopes. `None` is unknown, never "no".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunAs {
    /// `svc.orgscope@acme.com`
    pub username: Option<String>,
    /// `Integration User`
    pub name: Option<String>,
    /// The user's id, 18 characters.
    pub user_id: Option<String>,
    /// `Minimum Access - API Only Integrations`
    pub profile: Option<String>,
    /// `Salesforce Integration`
    pub licence: Option<String>,
    /// May use the API and nothing else.
    pub api_only: Option<bool>,
    /// Not deactivated.
    pub active: Option<bool>,
    /// `de_DE`
    pub locale: Option<String>,
    /// `Europe/Berlin`
    pub time_zone: Option<String>,
    /// The org's id, 18 characters.
    pub org_id: Option<String>,
    /// `Acme GmbH`
    pub org_name: Option<String>,
    /// `Enterprise Edition`
    pub edition: Option<String>,
    /// `Organization.IsSandbox`, where it could be read.
    pub is_sandbox: Option<bool>,
    /// A trial, a scratch org.
    pub expires: Option<String>,
    /// The address from which the user last logged in, where the org's own log tells it.
    pub last_address: Option<String>,
    /// `DEU42`
    pub instance: Option<String>,
    /// What the host hints at.
    pub environment: Option<Environment>,
    /// The scopes as granted; `None` if the token's answer names none.
    pub scopes: Option<Vec<Granted>>,
}

impl RunAs {
    /// What kind of org it is: the org's own word where it could be read, else the host's hint. Unknown
    /// counts as production.
    pub fn environment(&self) -> Environment {
        let hint = self.environment.unwrap_or(Environment::Production);
        match self.is_sandbox {
            Some(true) if hint.counts_as_production() => Environment::Sandbox,
            Some(false) if hint == Environment::Sandbox => Environment::Production,
            _ => hint,
        }
    }

    /// What is known, as name and value: whom the app acts as, with which profile, where.
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        let state = [(self.active, "active", "inactive"), (self.api_only, "API only", "not API only")]
            .into_iter()
            .filter_map(|(known, yes, no)| known.map(|is| if is { yes } else { no }));
        let user = [self.name.as_deref(), self.username.as_deref()].into_iter().flatten().chain(state);
        let mut profile = self.profile.clone().unwrap_or_default();
        if let Some(licence) = &self.licence {
            let gap = if profile.is_empty() { "" } else { " · " };
            profile = format!("{profile}{gap}license {licence}");
        }
        let environment = self.environment().badge().to_lowercase();
        let edition = self.edition.as_deref().map(|edition| edition.trim_end_matches(" Edition"));
        let org = [self.org_name.as_deref(), self.org_id.as_deref(), Some(environment.as_str())]
            .into_iter()
            .chain([edition, self.instance.as_deref()]);
        let org = (self.org_id.is_some() || self.org_name.is_some())
            .then(|| org.flatten().collect::<Vec<_>>().join(" · "));
        let locale = [self.locale.as_deref(), self.time_zone.as_deref()].into_iter().flatten();
        [
            ("Run As", user.collect::<Vec<_>>().join(" · ")),
            ("Profile", profile),
            ("Org", org.unwrap_or_default()),
            ("Expires", self.expires.clone().unwrap_or_default()),
            ("Locale", locale.collect::<Vec<_>>().join(" · ")),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect()
    }

    /// Whether scopes are known, and none is broader than reading needs.
    pub fn has_narrow_scopes(&self) -> bool {
        self.scopes.as_ref().is_some_and(|scopes| !scopes.iter().any(Granted::is_beyond_reading))
    }
}

/// What is said of narrow scopes.
pub const NARROW: &str = "Nothing broader than reading needs was granted.";
