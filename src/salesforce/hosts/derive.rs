//! From a pasted URL to the My Domain host.

use super::pasted::{masked, origin, shown};
use super::suffixes::{self, Before, GENERIC_LOGINS, PARTITIONS, Page, Suffix};
use super::{Derived, Host, HostRefusal, Note, is_loopback_name, mistyped};

/// What was typed, taken apart and lower-cased; nothing is judged yet.
pub(super) struct Typed {
    pub scheme: Option<String>,
    pub has_user: bool,
    pub host: String,
    pub port: Option<u16>,
}

impl Typed {
    /// Takes a URL or host apart. Fails with the offending text where it has no form of either.
    pub fn read(pasted: &str) -> Result<Self, String> {
        let trimmed = pasted.trim_matches(is_wrapping);
        let (scheme, rest) = match trimmed.split_once("://") {
            Some((scheme, rest)) if scheme.bytes().all(|b| b.is_ascii_alphanumeric()) => {
                (Some(scheme.to_ascii_lowercase()), rest)
            }
            Some((before, _)) if !before.contains(['/', '?', '#']) => return Err(shown(trimmed)),
            _ => (None, trimmed.trim_start_matches("//")),
        };
        if !matches!(scheme.as_deref(), None | Some("http" | "https")) {
            return Err(shown(trimmed));
        }
        let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
        let (has_user, authority) = match authority.rsplit_once('@') {
            Some((_, host)) => (true, host),
            None => (false, authority),
        };
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, "")) => (host, None),
            Some((host, digits)) if !authority.ends_with(']') => {
                (host, Some(digits.parse().map_err(|_| shown(trimmed))?))
            }
            _ => (authority, None),
        };
        Ok(Self { scheme, has_user, host: host.trim_end_matches('.').to_ascii_lowercase(), port })
    }
}

/// Blanks, quotes and brackets that come along when a URL is copied out of a text.
pub(super) fn is_wrapping(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '"' | '\'' | '`' | '<' | '>' | '“' | '”' | '„' | '‘' | '’' | '«' | '»' | ',' | ';' | '(' | ')'
        )
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// The host to ask for a token, from whatever URL of the org was pasted. Nothing is sent to the pasted host.
///
/// ```
/// let derived = orgscope::salesforce::hosts::derive("https://acme--uat.sandbox.lightning.force.com/lightning/page/home");
/// assert_eq!(derived.unwrap().host.name(), "acme--uat.sandbox.my.salesforce.com");
/// ```
pub fn derive(pasted: &str) -> Result<Derived, HostRefusal> {
    let trimmed = pasted.trim_matches(is_wrapping);
    if let Some((typed, rest)) = mistyped::scheme(trimmed) {
        let why = format!("“{typed}” is a mistyped https://").into();
        let note = Note::Guess { from: origin(trimmed), why, alternatives: Vec::new() };
        return derive_typed(rest).map(|derived| Derived { note, ..derived });
    }
    derive_typed(pasted)
}

fn derive_typed(pasted: &str) -> Result<Derived, HostRefusal> {
    let typed = Typed::read(pasted).map_err(HostRefusal::NotAHost)?;
    if typed.has_user {
        return Err(HostRefusal::UserInformation);
    }
    if typed.host.is_empty() {
        return Err(HostRefusal::Empty);
    }
    if is_loopback_name(&typed.host) {
        let plain = typed.scheme.as_deref() != Some("https");
        let host = Host { name: typed.host, port: typed.port, plain };
        return Ok(Derived { host, note: Note::AsIs, through_defender: false });
    }
    check_name(&typed.host)?;
    // Microsoft Defender for Cloud Apps puts its own suffix after the host of a page.
    let (name, through_defender) = match typed.host.strip_suffix(".mcas.ms") {
        Some(name) => (name, true),
        None => (typed.host.as_str(), false),
    };
    let derived = meant(name).map(|(host, note)| Derived { host, note, through_defender });
    if typed.scheme.as_deref() == Some("http") {
        return Err(HostRefusal::Plain { https: derived.ok().map(|derived| derived.host.name) });
    }
    match typed.port {
        None | Some(443) => derived,
        Some(port) => Err(HostRefusal::Port(port)),
    }
}

/// The table applied to a sound name, or to what was most likely meant by it.
fn meant(name: &str) -> Result<(Host, Note), HostRefusal> {
    let guess = |host: String, why: &'static str| {
        let note = Note::Guess { from: name.to_owned(), why: why.into(), alternatives: Vec::new() };
        (Host::https(host), note)
    };
    if let Some((host, why)) = mistyped::bare(name) {
        return Ok(guess(host, why));
    }
    map(name).or_else(|refusal| {
        let whole = mistyped::cut(name).and_then(|whole| map(&whole).ok());
        whole.map(|(host, _)| guess(host.name, "its end is missing")).ok_or(refusal)
    })
}

/// Only letters, digits, dots and hyphens; no empty label, none with a hyphen at its end.
fn check_name(name: &str) -> Result<(), HostRefusal> {
    let sound = name.len() <= 253
        && name.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
                // punycode: a name in another script, which no org's host is
                && !label.starts_with("xn--")
        });
    if sound { Ok(()) } else { Err(HostRefusal::NotAHost(masked(name))) }
}

/// The table applied to a sound name.
fn map(name: &str) -> Result<(Host, Note), HostRefusal> {
    let own = || name.to_owned();
    if GENERIC_LOGINS.contains(&name) {
        return Err(HostRefusal::GenericLogin(format!("{name}.salesforce.com")));
    }
    if let Some(label) = name.strip_suffix(".salesforce.com").or_else(|| name.strip_suffix(".salesforce.mil"))
    {
        if GENERIC_LOGINS.contains(&label) {
            return Err(HostRefusal::GenericLogin(own()));
        }
        // na139.salesforce.com; Falcon's xxx12s.sfdc-….salesforce.com
        if suffixes::is_instance(label) || label.split('.').any(|word| word.starts_with("sfdc-")) {
            return Err(HostRefusal::Instance(own()));
        }
    }
    let Some((before, row)) = suffixes::longest(name) else {
        let ends = |suffix: &Suffix| name == &suffix.ends[1..];
        let inside = |suffix: &Suffix| name.contains(&format!("{}.", suffix.ends));
        return Err(if suffixes::SUFFIXES.iter().any(ends) {
            HostRefusal::NoLabel(own())
        } else if suffixes::SUFFIXES.iter().any(inside) || name.contains(".salesforce.com.") {
            HostRefusal::LookAlike(own())
        } else {
            HostRefusal::NotAnOrg(own())
        });
    };
    match row.before {
        Before::FreeText
            if suffixes::SUFFIXES.iter().any(|s| s.ends.len() > row.ends.len() && name == &s.ends[1..]) =>
        {
            Err(HostRefusal::NoLabel(own()))
        }
        Before::FreeText if before.contains("sfdc-") => Err(HostRefusal::Instance(own())),
        Before::FreeText => Err(HostRefusal::OldSite(own())),
        Before::LabelPackageInstance => from_instance_page(name, before, row),
        Before::Label | Before::LabelAndPackage => from_page(name, before, row),
    }
}

/// `label[.partition]`, with or without a package.
fn from_page(name: &str, before: &str, row: &'static Suffix) -> Result<(Host, Note), HostRefusal> {
    let (label, partition) = match before.split_once('.') {
        Some((label, partition)) if PARTITIONS.contains(&partition) => (label, Some(partition)),
        // acme--uat.cs17.my.salesforce.com: a sandbox from before enhanced domains
        Some((label, instance)) if suffixes::is_instance(instance) && label.contains("--") => (label, None),
        Some((_, partition)) => {
            return Err(HostRefusal::UnknownPartition {
                host: name.to_owned(),
                partition: partition.to_owned(),
            });
        }
        None => (before, None),
    };
    let label = match row.before {
        Before::LabelAndPackage => without_package(name, label, partition)?,
        _ => label,
    };
    let old_sandbox = partition.is_none() && label.contains("--");
    let host = api_host(label, if old_sandbox { Some("sandbox") } else { partition }, row);
    let from = name.to_owned();
    let note = if old_sandbox {
        let why = "a sandbox's host from before enhanced domains";
        let alternatives =
            if row.page == Page::MyDomain { vec![Host::https(name.to_owned())] } else { Vec::new() };
        Note::Guess { from, why: why.into(), alternatives }
    } else if row.page == Page::MyDomain {
        Note::AsIs
    } else if row.sure {
        Note::Derived { from, page: row.page }
    } else {
        Note::Guess {
            from,
            why: "no document confirms that these two hosts belong together".into(),
            alternatives: Vec::new(),
        }
    };
    Ok((host, note))
}

/// `label--c.instance`: production or sandbox by the number of parts.
fn from_instance_page(name: &str, before: &str, row: &'static Suffix) -> Result<(Host, Note), HostRefusal> {
    let (label, _) = before
        .split_once('.')
        .filter(|(_, instance)| suffixes::is_instance(instance))
        .ok_or_else(|| HostRefusal::CannotMap(name.to_owned()))?;
    let label = without_package(name, label, None)?;
    let partition = label.contains("--").then_some("sandbox");
    let why = "a page from before enhanced domains";
    Ok((
        api_host(label, partition, row),
        Note::Guess { from: name.to_owned(), why: why.into(), alternatives: Vec::new() },
    ))
}

/// The label without its last `--` part. With a sandbox's partition the sandbox's own part must remain.
fn without_package<'a>(name: &str, label: &'a str, partition: Option<&str>) -> Result<&'a str, HostRefusal> {
    match label.rsplit_once("--") {
        Some((rest, _)) if partition == Some("sandbox") && !rest.contains("--") => {
            Err(HostRefusal::CannotMap(name.to_owned()))
        }
        Some((rest, _)) if !rest.is_empty() && !rest.ends_with('-') => Ok(rest),
        _ => Err(HostRefusal::CannotMap(name.to_owned())),
    }
}

fn api_host(label: &str, partition: Option<&str>, row: &Suffix) -> Host {
    let mut name = label.to_owned();
    if let Some(partition) = partition {
        name.push('.');
        name.push_str(partition);
    }
    name.push_str(row.api);
    Host::https(name)
}
