//! A row of the catalogue as a person reads it: names filled in, clicks for either kind of app, the exit code,
//! and whether trying again helps.

use super::{Cause, transport};
use crate::trouble::{Exit, Step, Trouble};

/// Causes that can be over by themselves: the same request, with nothing changed by anybody, can succeed
/// later. A change in Setup that is still spreading is none of them; `check --watch` waits for that.
const RETRYABLE: &[&str] = &[
    "dns_failed",
    "connect_failed",
    "proxy_not_reached",
    "timeout",
    "connection_lost",
    "answer_has_no_room",
    "maintenance",
    "salesforce_busy",
    "rate_limited",
    "daily_limit_reached",
    "concurrent_limit_reached",
    "row_locked",
    "token_expired",
];

/// Causes that are several in one: the answer does not tell which.
const UNDECIDED: &[&str] = &["client_refused", "domain_refuses_flow", "session_policy"];

impl Cause {
    /// True where the network is at fault and no credential: exit code 4.
    pub fn is_network(&self) -> bool {
        transport::NETWORK.contains(&self.id)
    }

    /// True where the same request can succeed later with nothing changed by anybody.
    pub fn is_retryable(&self) -> bool {
        RETRYABLE.contains(&self.id)
    }

    /// The cause as a trouble.
    pub fn trouble(&self, names: &Names<'_>) -> Trouble {
        self.trouble_at(self.rung, names)
    }

    /// The cause as a trouble of a certain rung.
    pub fn trouble_at(&self, rung: &str, names: &Names<'_>) -> Trouble {
        let exit = match self.is_network() {
            true => Exit::Network,
            false if transport::SETUP.contains(&self.id) => Exit::Setup,
            false => Exit::Refused,
        };
        let steps = |texts: &[&str]| texts.iter().map(|text| Step::of(names.fill(text))).collect::<Vec<_>>();
        let mut trouble = Trouble::new(exit, format!("{rung}.{}", self.id), names.fill(self.says));
        trouble.causes = self.likely.iter().map(|text| names.fill(text)).collect();
        trouble.next = steps(self.fix_eca);
        if self.fix != self.fix_eca {
            trouble.next_connected = steps(self.fix);
        }
        trouble.cannot_tell = UNDECIDED.contains(&self.id);
        trouble.retryable = self.is_retryable();
        trouble.source = self.source;
        trouble
    }
}

/// Names that are filled into sentences and steps where they are known.
#[derive(Clone, Copy, Debug, Default)]
pub struct Names<'a> {
    /// The host that was asked.
    pub host: Option<&'a str>,
    /// The app's name in Setup.
    pub app: Option<&'a str>,
    /// The Run As user's name.
    pub user: Option<&'a str>,
    /// The object that was asked for.
    pub object: Option<&'a str>,
    /// The proxy in between.
    pub proxy: Option<&'a str>,
    /// Where its address is written: a variable, the system's settings.
    pub proxy_from: Option<&'a str>,
    /// The address from which the Run As user last logged in.
    pub address: Option<&'a str>,
}

impl Names<'_> {
    /// `text` with its placeholders filled.
    pub fn fill(&self, text: &str) -> String {
        text.replace("{host}", self.host.unwrap_or("the host"))
            .replace("{app}", self.app.unwrap_or("the app"))
            .replace("{user}", self.user.unwrap_or("the Run As user"))
            .replace("{object}", self.object.unwrap_or("the object"))
            .replace("{proxy}", self.proxy.unwrap_or("of this machine"))
            .replace("{proxy_from}", self.proxy_from.unwrap_or("HTTPS_PROXY"))
            .replace("{address}", self.address.unwrap_or("see Login History"))
    }
}
