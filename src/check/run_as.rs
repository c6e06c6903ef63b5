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
    /// `DEU42`
    pub instance: Option<String>,
    /// What the host hints at.
    pub environment: Option<Environment>,
    /// The scopes as granted; `None` where the token's answer names none.
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
}
