//! Which proxy is in between, and where that is written: variables first, as with curl, then the system's
//! settings. It is decided here alone, and the HTTP library is told.
//!
//! What can be wrong with a proxy is [`ProxyFault`]; what it answers to the request for a tunnel is heard in
//! `ask.rs`. A script that names proxies (PAC) is not read, and its address is kept to be named.

mod address;
mod ask;
mod machine;

use std::fmt;

use hyper_util::client::proxy::matcher::Matcher;
use url::Url;

use super::failure::{Failure, ProxyFault, ProxyWhy};
use crate::salesforce::path::Origin;
use address::Unusable;
pub(super) use ask::ask;
pub use ask::schemes;
use machine::{Settings, Variable};

/// Where the address of a proxy is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A variable of the environment.
    Variable(&'static str),
    /// The settings of Windows.
    Windows,
    /// The settings of macOS.
    MacOs,
}

impl Source {
    /// `HTTPS_PROXY`, `the proxy settings of Windows`.
    pub fn words(self) -> &'static str {
        match self {
            Self::Variable(name) => name,
            Self::Windows => "the proxy settings of Windows",
            Self::MacOs => "the network settings of this Mac",
        }
    }
}

/// A proxy as it may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Host and port, without user name and password; what is written where it is no address, as far as that
    /// can hold no password.
    pub address: String,
    /// Where that is written.
    pub from: Source,
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.address, self.from.words())
    }
}

/// How a request leaves this machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Way {
    /// The proxy that it goes through.
    pub proxy: Option<Named>,
    /// The script (PAC) that the system's settings name, where no proxy is known. It is not read.
    pub script: Option<Named>,
    /// The variable or setting that keeps this host from the proxy.
    pub exempt_by: Option<&'static str>,
    /// Whether the connection that was kept from before had ended, so that the request was sent once more, on a
    /// new one.
    pub is_renewed: bool,
}

/// What this machine says about proxies.
#[derive(Clone, Default)]
pub struct Proxies {
    address: Option<Variable>,
    exceptions: Option<Variable>,
    system: Settings,
}

/// Addresses can hold passwords.
impl fmt::Debug for Proxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxies").finish_non_exhaustive()
    }
}

/// A proxy in use.
#[derive(Clone)]
pub(super) struct Proxy {
    /// As it may be shown.
    pub(super) named: Named,
    /// The address, with user name and password.
    url: Url,
}

impl Proxies {
    /// What the variables and the system's settings say.
    pub fn of_this_machine() -> Self {
        Self { address: machine::address(), exceptions: machine::exceptions(), system: machine::settings() }
    }

    /// As if `HTTPS_PROXY` held this address.
    pub fn at(address: impl Into<String>) -> Self {
        Self { address: Some(("HTTPS_PROXY", address.into())), ..Self::default() }
    }

    /// How a request to an origin leaves this machine; a proxy that can't be used is a failure. Never a proxy
    /// for loopback.
    pub(super) fn way_to(&self, to: &Origin) -> (Way, Result<Option<Proxy>, Failure>) {
        let mut way = Way::default();
        if to.is_loopback() {
            return (way, Ok(None));
        }
        let Some((from, written)) = self.written() else {
            way.script = self.system.script.clone().map(|(from, address)| Named { address, from });
            return (way, Ok(None));
        };
        way.exempt_by = self.exemption(to, from);
        if way.exempt_by.is_some() {
            return (way, Ok(None));
        }
        let unusable = |why| {
            let why = match why {
                Unusable::NotAnAddress => ProxyWhy::NotAnAddress,
                Unusable::Socks => ProxyWhy::Socks,
            };
            let shown = written.as_deref().map(address::shown_unread).unwrap_or_default();
            let proxy = Named { address: shown, from };
            Failure::Proxy(Box::new(ProxyFault { proxy, why }))
        };
        match written.clone().and_then(|text| address::read(&text)) {
            Ok(url) => {
                let named = Named { address: address::shown(&url), from };
                way.proxy = Some(named.clone());
                (way, Ok(Some(Proxy { named, url })))
            }
            Err(why) => (way, Err(unusable(why))),
        }
    }

    /// What is written as the address of the proxy, and where.
    fn written(&self) -> Option<(Source, Result<String, Unusable>)> {
        if let Some((name, value)) = &self.address {
            return Some((Source::Variable(name), Ok(value.clone())));
        }
        let (from, setting) = self.system.server.as_ref()?;
        Some((*from, address::for_https(setting)?))
    }

    fn exemption(&self, to: &Origin, from: Source) -> Option<&'static str> {
        if let Some((name, hosts)) = &self.exceptions {
            let matcher = Matcher::builder().all("http://proxy").no(hosts.as_str()).build();
            let uri = to.as_str().parse().ok()?;
            if matcher.intercept(&uri).is_none() {
                return Some(name);
            }
        }
        let is_of_system = !matches!(from, Source::Variable(_));
        (is_of_system && address::is_exception(to.host(), &self.system.exceptions)).then(|| from.words())
    }
}

impl Proxy {
    /// The address with user name and password, for the HTTP library.
    pub(super) fn url(&self) -> Url {
        self.url.clone()
    }

    /// The name of its host.
    pub(super) fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// Whether it is spoken to with TLS.
    pub(super) fn is_tls(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// Whether a user name is sent to it.
    pub(super) fn has_login(&self) -> bool {
        !self.url.username().is_empty() || self.url.password().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn org() -> Origin {
        Origin::parse("https://acme.my.salesforce.com").unwrap()
    }

    fn of_windows(server: &str, script: Option<&str>, exceptions: &[&str]) -> Proxies {
        let found = |text: &str| (Source::Windows, text.to_owned());
        let server = (!server.is_empty()).then(|| found(server));
        let exceptions = exceptions.iter().map(|text| (*text).to_owned()).collect();
        Proxies { system: Settings { server, script: script.map(found), exceptions }, ..Proxies::default() }
    }

    #[test]
    fn a_proxy_shows_without_its_login_and_not_for_loopback() {
        let proxies = Proxies::at("http://me:secret@proxy.acme.example:3128");
        let (way, proxy) = proxies.way_to(&org());
        let named = way.proxy.unwrap();
        assert_eq!(named.to_string(), "proxy.acme.example:3128 (HTTPS_PROXY)");
        let proxy = proxy.unwrap().unwrap();
        assert!(proxy.has_login() && !proxy.is_tls());
        assert_eq!(proxy.url().as_str(), "http://me:secret@proxy.acme.example:3128/");
        assert!(!format!("{proxies:?}").contains("secret"));
        let here = Origin::parse("http://127.0.0.1:8080").unwrap();
        let (way, proxy) = proxies.way_to(&here);
        assert!(way == Way::default() && proxy.unwrap().is_none());
    }

    #[test]
    fn an_exception_is_named() {
        let exempt = |hosts: &str| Proxies {
            exceptions: Some(("NO_PROXY", hosts.to_owned())),
            ..Proxies::at("http://proxy:3128")
        };
        for hosts in ["*", "salesforce.com", ".salesforce.com", "x, acme.my.salesforce.com"] {
            let (way, proxy) = exempt(hosts).way_to(&org());
            assert_eq!((way.exempt_by, way.proxy), (Some("NO_PROXY"), None), "{hosts}");
            assert!(proxy.unwrap().is_none());
        }
        let (way, proxy) = exempt("localhost,other.example").way_to(&org());
        assert!(way.exempt_by.is_none() && proxy.unwrap().is_some());
        let (way, _) = of_windows("proxy:8080", None, &["<local>", "*.salesforce.com"]).way_to(&org());
        assert_eq!(way.exempt_by, Some("the proxy settings of Windows"));
    }

    #[test]
    fn the_settings_of_the_system_count_where_no_variable_is_set() {
        let address = |proxies: &Proxies| proxies.way_to(&org()).0.proxy.map(|named| named.address);
        let windows = of_windows("http=a:80;https=b:8080", None, &[]);
        assert_eq!(address(&windows).as_deref(), Some("b:8080"));
        let both = Proxies { address: Some(("https_proxy", "c:3128".into())), ..windows };
        assert_eq!(both.way_to(&org()).0.proxy.unwrap().to_string(), "c:3128 (https_proxy)");
        // For http alone: https goes without.
        assert_eq!(address(&of_windows("http=a:80", None, &[])), None);
    }

    #[test]
    fn a_script_is_named_where_no_proxy_is_known() {
        let script = Some("http://wpad.acme.example/proxy.pac");
        let named = |proxies: Proxies| proxies.way_to(&org()).0.script.map(|named| named.to_string());
        assert_eq!(
            named(of_windows("", script, &[])).as_deref(),
            Some("http://wpad.acme.example/proxy.pac (the proxy settings of Windows)")
        );
        assert!(named(of_windows("http=a:80", script, &[])).is_some());
        assert_eq!(named(of_windows("a:80", script, &[])), None);
    }

    #[test]
    fn what_cannot_be_used_is_a_failure_and_shows_no_password() {
        for (proxies, why, shown) in [
            (Proxies::at("http://svc:p/ss@proxy:3128"), ProxyWhy::NotAnAddress, ""),
            (Proxies::at("proxy;3128"), ProxyWhy::NotAnAddress, "proxy;3128"),
            (Proxies::at("socks5://proxy:1080"), ProxyWhy::Socks, "socks5://proxy:1080"),
            (of_windows("socks=proxy:1080", None, &[]), ProxyWhy::Socks, ""),
            (of_windows("https=", None, &[]), ProxyWhy::NotAnAddress, ""),
        ] {
            let (_, proxy) = proxies.way_to(&org());
            let Err(Failure::Proxy(fault)) = proxy else { panic!("{why:?}") };
            assert_eq!((&fault.why, fault.proxy.address.as_str()), (&why, shown));
        }
    }
}
