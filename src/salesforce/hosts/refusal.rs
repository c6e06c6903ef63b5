//! Hosts that are refused before a byte leaves, each with its sentence and what to do.

use crate::trouble::{Exit, Step, Trouble};

/// Why no host can be made out of what was pasted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostRefusal {
    /// Nothing was pasted.
    Empty,
    /// `http:` to a host that isn't this machine; `https` is the same host with TLS, where it can be used.
    Plain {
        /// The host to use over https.
        https: Option<String>,
    },
    /// `user@host`, a known way to make a URL look like another host's.
    UserInformation,
    /// A port other than 443.
    Port(u16),
    /// Not a host name: characters outside letters, digits, dots and hyphens, or an empty label.
    NotAHost(String),
    /// `login.salesforce.com` and its like serve all orgs and not this flow.
    GenericLogin(String),
    /// `na139.salesforce.com`: an instance holds no org name.
    Instance(String),
    /// `acme.force.com`: an old site's name isn't the My Domain name.
    OldSite(String),
    /// `my.salesforce.com`: nothing is before the suffix.
    NoLabel(String),
    /// `acme.x.my.salesforce.com`, where `x` is no partition.
    UnknownPartition {
        /// The host as pasted.
        host: String,
        /// The word that is no partition.
        partition: String,
    },
    /// The package part can't be told from the sandbox part.
    CannotMap(String),
    /// Salesforce's suffix is inside a host that ends otherwise.
    LookAlike(String),
    /// No host of Salesforce.
    NotAnOrg(String),
}

impl HostRefusal {
    /// The stable cause id.
    pub fn cause(&self) -> &'static str {
        match self {
            Self::GenericLogin(_) | Self::Instance(_) => "generic_host",
            Self::Plain { .. } => "plain_http",
            _ => "host_not_recognised",
        }
    }

    /// One sentence.
    pub fn sentence(&self) -> String {
        match self {
            Self::Empty => "The My Domain URL is missing.".to_owned(),
            Self::Plain { https: Some(host) } => {
                format!("A secret never travels without TLS: use https://{host} instead of http.")
            }
            Self::Plain { https: None } => "A secret never travels without TLS: http is refused.".to_owned(),
            Self::UserInformation => {
                "The URL has a user name in front of its host (…@…), which hides where it really leads."
                    .to_owned()
            }
            Self::Port(port) => format!("No org of Salesforce listens on port {port}."),
            Self::NotAHost(text) => format!("“{text}” is not a host name."),
            Self::GenericLogin(host) => {
                format!(
                    "{host} serves every org and therefore not this flow; the org's own My Domain host does."
                )
            }
            Self::Instance(host) => {
                format!(
                    "{host} is an instance, which holds many orgs; the org's own My Domain host is needed."
                )
            }
            Self::OldSite(host) => {
                format!("{host} is a site from before enhanced domains; its name is not the My Domain name.")
            }
            Self::NoLabel(host) => format!("{host} lacks the org's own name in front."),
            Self::UnknownPartition { host, partition } => {
                format!("{host} has “{partition}” where only sandbox, develop, scratch and the like can be.")
            }
            Self::CannotMap(host) => {
                format!(
                    "{host} does not tell the org's name from the package's, so the sandbox can't be named."
                )
            }
            Self::LookAlike(host) => {
                format!("{host} looks like a host of Salesforce and is none: what counts is how it ends.")
            }
            Self::NotAnOrg(host) => format!("{host} is no host of an org."),
        }
    }

    /// What to do about it.
    pub fn steps(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        if let Self::Plain { https: Some(host) } = self {
            steps.push(Step::Do(format!("Use https://{host}")));
        }
        // Salesforce Help, "My Domain": My Domain Details
        steps.push(Step::Click("Setup → My Domain → copy Current My Domain URL".to_owned()));
        steps
    }

    /// The refusal as shown to a person.
    pub fn trouble(&self) -> Trouble {
        let mut trouble = Trouble::new(Exit::Usage, format!("host.{}", self.cause()), self.sentence());
        trouble.next = self.steps();
        trouble
    }
}
