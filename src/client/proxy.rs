//! Which proxy stands in between: the one that the HTTP library will use, asked for in the same way.

use hyper_util::client::proxy::matcher::{Intercept, Matcher};

use super::options::Options;
use crate::salesforce::path::Origin;

/// A proxy in use.
pub(super) struct Proxy(Intercept);

/// The proxy for an origin: from the options, else from the environment (`HTTPS_PROXY`, `ALL_PROXY`,
/// `NO_PROXY`) or the system's settings. Never one for loopback.
pub(super) fn in_use(to: &Origin, options: &Options) -> Option<Proxy> {
    if to.is_loopback() {
        return None;
    }
    let matcher = match &options.proxy {
        Some(proxy) => Matcher::builder().all(proxy.as_str()).build(),
        None => Matcher::from_system(),
    };
    matcher.intercept(&to.as_str().parse().ok()?).map(Proxy)
}

impl Proxy {
    /// Whether it is an HTTP proxy at all.
    pub(super) fn is_http(&self) -> bool {
        matches!(self.0.uri().scheme_str(), Some("http" | "https"))
    }

    /// Host and port: user name and password are left out.
    pub(super) fn shown(&self) -> String {
        let uri = self.0.uri();
        let usual = if uri.scheme_str() == Some("https") { 443 } else { 80 };
        format!("{}:{}", uri.host().unwrap_or_default(), uri.port_u16().unwrap_or(usual))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_shows_without_its_login_and_not_for_loopback() {
        let with = |proxy: &str| Options { proxy: Some(proxy.into()), ..Options::default() };
        let org = Origin::parse("https://acme.my.salesforce.com").unwrap();
        let proxy = in_use(&org, &with("http://me:secret@proxy.acme.example:3128")).unwrap();
        assert_eq!(proxy.shown(), "proxy.acme.example:3128");
        assert!(proxy.is_http());
        assert_eq!(
            in_use(&org, &with("http://proxy.acme.example")).unwrap().shown(),
            "proxy.acme.example:80"
        );
        let here = Origin::parse("http://127.0.0.1:8080").unwrap();
        assert!(in_use(&here, &with("http://proxy.acme.example:3128")).is_none());
    }
}
