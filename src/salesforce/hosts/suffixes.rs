//! The host families: which suffix belongs to which kind of page, and which API host goes with it.

/// What kind of page a host serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// The My Domain host itself.
    MyDomain,
    /// Lightning Experience.
    Lightning,
    /// Setup.
    Setup,
    /// Visualforce.
    Visualforce,
    /// A Lightning container component.
    Container,
    /// Files and user content.
    Content,
    /// Experience Cloud, Sites, CMS, messaging.
    Site,
}

impl Page {
    /// `Lightning URL`.
    pub fn words(self) -> &'static str {
        match self {
            Self::MyDomain => "My Domain URL",
            Self::Lightning => "Lightning URL",
            Self::Setup => "Setup URL",
            Self::Visualforce => "Visualforce URL",
            Self::Container => "URL of a Lightning container",
            Self::Content => "URL of a file",
            Self::Site => "site URL",
        }
    }
}

/// What is before the suffix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Before {
    /// `label[.partition]`.
    Label,
    /// `label--Package[.partition]`: the last `--` part is no part of the label.
    LabelAndPackage,
    /// `label--c.instance`, from before enhanced domains: sandboxes have no partition here.
    LabelPackageInstance,
    /// Free text that isn't the My Domain name.
    FreeText,
}

/// One row of the table.
#[derive(Debug)]
pub(super) struct Suffix {
    /// The end of the host, with its first dot.
    pub ends: &'static str,
    /// The API host's end in the same cloud.
    pub api: &'static str,
    pub page: Page,
    pub before: Before,
    /// False where no primary source confirms that the two hosts belong together.
    pub sure: bool,
}

const COM: &str = ".my.salesforce.com";
const MIL: &str = ".my.salesforce.mil";
const CN: &str = ".my.sfcrmproducts.cn";
const ALT: &str = ".my-salesforce.com";

/// The ends of hosts that serve the API and the token endpoint.
pub(super) const API_SUFFIXES: &[&str] = &[COM, MIL, CN, ALT];

const fn row(ends: &'static str, api: &'static str, page: Page, before: Before) -> Suffix {
    Suffix { ends, api, page, before, sure: true }
}
const fn unsure(ends: &'static str, api: &'static str, page: Page, before: Before) -> Suffix {
    Suffix { ends, api, page, before, sure: false }
}

/// The longest suffix that fits is taken, so the order doesn't matter.
// Commercial: Salesforce Help, "Partitioned domains: scratch" and "patch" (production omits the partition);
// container and Visualforce forms: Apex class System.DomainCreator. Government and Alibaba Cloud: sfdx-core's
// SfdcUrl and its tests, jsforce's Connection.isLightningInstance; rows marked unsure have no primary source.
pub(super) const SUFFIXES: &[Suffix] = &[
    row(COM, COM, Page::MyDomain, Before::Label),
    row(".lightning.force.com", COM, Page::Lightning, Before::Label),
    row(".my.salesforce-setup.com", COM, Page::Setup, Before::Label),
    row(".vf.force.com", COM, Page::Visualforce, Before::LabelAndPackage),
    row(".container.force.com", COM, Page::Container, Before::LabelAndPackage),
    row(".container.lightning.com", COM, Page::Container, Before::LabelAndPackage),
    row(".file.force.com", COM, Page::Content, Before::Label),
    row(".my.force-user-content.com", COM, Page::Content, Before::LabelAndPackage),
    row(".my.site.com", COM, Page::Site, Before::Label),
    row(".builder.salesforce-experience.com", COM, Page::Site, Before::Label),
    row(".preview.salesforce-experience.com", COM, Page::Site, Before::Label),
    row(".live-preview.salesforce-experience.com", COM, Page::Site, Before::Label),
    row(".cdn.salesforce-experience.com", COM, Page::Site, Before::Label),
    row(".my.salesforce-sites.com", COM, Page::Site, Before::Label),
    row(".my.salesforce-scrt.com", COM, Page::Site, Before::Label),
    row(".my.sfdcopens.com", COM, Page::Site, Before::Label),
    // before enhanced domains
    unsure(".documentforce.com", COM, Page::Content, Before::LabelAndPackage),
    unsure(".content.force.com", COM, Page::Content, Before::LabelPackageInstance),
    unsure(".visual.force.com", COM, Page::Visualforce, Before::LabelPackageInstance),
    unsure(".visualforce.com", COM, Page::Visualforce, Before::LabelAndPackage),
    row(".force.com", COM, Page::Site, Before::FreeText),
    row(".secure.force.com", COM, Page::Site, Before::FreeText),
    // Government Cloud – Defense
    row(MIL, MIL, Page::MyDomain, Before::Label),
    row(".lightning.crmforce.mil", MIL, Page::Lightning, Before::Label),
    unsure(".lightning.force.mil", MIL, Page::Lightning, Before::Label),
    unsure(".my.salesforce-setup.mil", MIL, Page::Setup, Before::Label),
    unsure(".vf.crmforce.mil", MIL, Page::Visualforce, Before::LabelAndPackage),
    unsure(".file.force.mil", MIL, Page::Content, Before::Label),
    unsure(".my.site.mil", MIL, Page::Site, Before::Label),
    // Salesforce on Alibaba Cloud: one code base maps Lightning to my.salesforce.cn, another to my.sfcrmapps.cn
    row(CN, CN, Page::MyDomain, Before::Label),
    unsure(".lightning.sfcrmapps.cn", CN, Page::Lightning, Before::Label),
    unsure(".setup.sfcrmproducts.cn", CN, Page::Setup, Before::Label),
    unsure(".setup.sfcrmapps.cn", CN, Page::Setup, Before::Label),
    unsure(".vf.sfcrmapps.cn", CN, Page::Visualforce, Before::LabelAndPackage),
    unsure(".sites.sfcrmapps.cn", CN, Page::Site, Before::Label),
    // the alternative domain
    row(ALT, ALT, Page::MyDomain, Before::Label),
    row(".my-lightning.com", ALT, Page::Lightning, Before::Label),
];

/// The words that may be between label and suffix.
// Tooling API, OrgDomainLog.DomainPartition; sfdx-core's test of SfdcUrl. The last five are Salesforce's own.
pub(super) const PARTITIONS: &[&str] = &[
    "sandbox",
    "develop",
    "scratch",
    "demo",
    "patch",
    "trailblaze",
    "free",
    "bt",
    "sfdctest",
    "sfdcdot",
    "sfrestore",
];

/// The login hosts that serve every org and therefore not this flow.
pub(super) const GENERIC_LOGINS: &[&str] = &["login", "test", "welcome"];

/// Registered domains that belong to Salesforce: a redirect to a host below them leads to Salesforce. A token may
/// travel to fewer, see `trust.rs`.
pub(super) const SALESFORCE_DOMAINS: &[&str] = &[
    "salesforce.com",
    "force.com",
    "my-salesforce.com",
    "my-lightning.com",
    "salesforce-setup.com",
    "salesforce.mil",
    "crmforce.mil",
    "sfcrmproducts.cn",
    "sfcrmapps.cn",
];

/// The row with the longest suffix that `host` ends with, and what is before it.
pub(super) fn longest(host: &str) -> Option<(&str, &'static Suffix)> {
    SUFFIXES
        .iter()
        .filter_map(|row| host.strip_suffix(row.ends).map(|before| (before, row)))
        .max_by_key(|(_, row)| row.ends.len())
}

/// `na139`, `cs42`, `usa1234`, `um7`: an instance, with or without the `s` of Falcon.
pub(super) fn is_instance(word: &str) -> bool {
    let letters = word.trim_end_matches('s').trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = word.trim_end_matches('s').len() - letters.len();
    (2..=4).contains(&letters.len()) && digits > 0 && letters.bytes().all(|b| b.is_ascii_lowercase())
}
