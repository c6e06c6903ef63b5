//! What kind of org a host seems to be.

use super::Host;
use super::suffixes::{API_SUFFIXES, PARTITIONS};

/// The kind of org. A host only hints at it; `Organization.IsSandbox` decides. What is unknown counts as
/// production wherever care is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// No partition in the host: production, or an org whose host doesn't tell.
    Production,
    /// `.sandbox.`
    Sandbox,
    /// `.develop.`, or an older host that ends in `-dev-ed`.
    Developer,
    /// `.scratch.`
    Scratch,
    /// `.trailblaze.`: a Trailhead Playground.
    Trailhead,
    /// `.demo.`, `.free.`
    Demo,
    /// `.patch.` and Salesforce's own partitions.
    Internal,
    /// An org on this machine.
    Loopback,
}

impl Environment {
    /// What a host hints at.
    pub fn of(host: &Host) -> Self {
        if host.is_loopback() {
            return Self::Loopback;
        }
        let before = API_SUFFIXES.iter().find_map(|ends| host.name().strip_suffix(ends));
        match before.and_then(|before| before.split_once('.')) {
            Some((_, "sandbox")) => Self::Sandbox,
            Some((_, "develop")) => Self::Developer,
            Some((_, "scratch")) => Self::Scratch,
            Some((_, "trailblaze")) => Self::Trailhead,
            Some((_, "demo" | "free")) => Self::Demo,
            Some((_, partition)) if PARTITIONS.contains(&partition) => Self::Internal,
            _ if before.is_some_and(|label| label.ends_with("-dev-ed")) => Self::Developer,
            // a sandbox from before enhanced domains: acme--uat.my.salesforce.com
            _ if before.is_some_and(|label| label.contains("--")) => Self::Sandbox,
            _ => Self::Production,
        }
    }

    /// As the badge shows it: `SANDBOX`.
    pub fn badge(self) -> &'static str {
        match self {
            Self::Production => "PRODUCTION",
            Self::Sandbox => "SANDBOX",
            Self::Developer => "DEVELOPER",
            Self::Scratch => "SCRATCH",
            Self::Trailhead => "TRAILHEAD",
            Self::Demo => "DEMO",
            Self::Internal => "INTERNAL",
            Self::Loopback => "DEMO",
        }
    }

    /// True where care is due: production, and whatever doesn't tell.
    pub fn counts_as_production(self) -> bool {
        matches!(self, Self::Production | Self::Internal)
    }
}
