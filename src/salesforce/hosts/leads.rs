//! Where a redirect leads: back to the host that was asked, to another My Domain host, to some other host of
//! Salesforce, or away from it.

use super::derive::Typed;
use super::suffixes::SALESFORCE_DOMAINS;
use super::{Host, derive};

/// Where a redirect leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leads {
    /// To the host that was asked, or to a page of the same org.
    Back,
    /// To another org's name: My Domain was renamed.
    MyDomain(Host),
    /// To a host of Salesforce that holds no org's name.
    Salesforce(String),
    /// To a host that is none of Salesforce's.
    Away(String),
    /// Nowhere that can be read.
    Nowhere,
}

/// Where `location`, an answer of the host named `asked`, leads.
pub fn leads(location: &str, asked: &str) -> Leads {
    let location = location.trim();
    let whole = match location {
        text if text.contains("://") => text.to_owned(),
        text if text.starts_with("//") => format!("https:{text}"),
        // A path of the same host. (RFC 9110, 10.2.2.)
        "" => return Leads::Nowhere,
        _ => return Leads::Back,
    };
    let Ok(typed) = Typed::read(&whole) else { return Leads::Nowhere };
    if typed.host.is_empty() {
        return Leads::Nowhere;
    }
    if typed.host == asked {
        return Leads::Back;
    }
    let derived = derive(&format!("https://{}", typed.host)).ok();
    match derived.filter(|derived| derived.offer().is_none() && !derived.host.is_loopback()) {
        Some(derived) if derived.host.name() == asked => Leads::Back,
        Some(derived) => Leads::MyDomain(derived.host),
        None if is_salesforces(&typed.host) => Leads::Salesforce(typed.host),
        None => Leads::Away(typed.host),
    }
}

/// Whether a host is one of Salesforce's.
fn is_salesforces(host: &str) -> bool {
    SALESFORCE_DOMAINS
        .iter()
        .any(|domain| host.strip_suffix(domain).is_some_and(|before| before.ends_with('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_is_read_by_where_it_leads() {
        let asked = "acme.my.salesforce.com";
        let new = |name: &str| Leads::MyDomain(derive(name).unwrap().host);
        for (location, to) in [
            ("/login", Leads::Back),
            ("?ec=302", Leads::Back),
            ("https://acme.my.salesforce.com/?ec=302&startURL=%2Fservices", Leads::Back),
            ("HTTPS://ACME.my.salesforce.com:443/x", Leads::Back),
            ("//acme.my.salesforce.com/x", Leads::Back),
            ("https://acme.lightning.force.com/one/one.app", Leads::Back),
            ("https://acme-new.my.salesforce.com/services/oauth2/token", new("acme-new.my.salesforce.com")),
            ("https://acme-new.lightning.force.com/", new("acme-new.my.salesforce.com")),
            ("https://acme--uat.sandbox.my.salesforce.com", new("acme--uat.sandbox.my.salesforce.com")),
            ("https://login.salesforce.com/", Leads::Salesforce("login.salesforce.com".into())),
            ("https://na139.salesforce.com/x", Leads::Salesforce("na139.salesforce.com".into())),
            ("https://acme.goskope.example/block.html", Leads::Away("acme.goskope.example".into())),
            ("http://10.1.2.3/portal", Leads::Away("10.1.2.3".into())),
            ("//wifi.hotel.example/login", Leads::Away("wifi.hotel.example".into())),
            ("https://block/page", Leads::Away("block".into())),
            (
                "https://acme.my.salesforce.com.evil.example/",
                Leads::Away("acme.my.salesforce.com.evil.example".into()),
            ),
            ("https://localhost/x", Leads::Away("localhost".into())),
            ("", Leads::Nowhere),
            ("https:///x", Leads::Nowhere),
        ] {
            assert_eq!(leads(location, asked), to, "{location}");
        }
        assert_eq!(leads("http://127.0.0.1:8080/x", "127.0.0.1"), Leads::Back);
    }
}
