//! The proxy is at fault, or how it is named: which one, where that is written, and what it said.

use super::Known;
use super::seen::clean;
use crate::client::exchange::Exchange;
use crate::client::failure::{ConnectKind, ProxyFault, ProxyWhy, TlsFault};
use crate::client::proxy::{Named, schemes};
use crate::salesforce::catalogue::{Cause, Names, proxy as row};
use crate::trouble::{Step, Trouble};

/// What is wrong with the proxy on the way to `host`.
pub(super) fn told(fault: &ProxyFault, host: &str, known: &Known) -> Trouble {
    let of = |cause: &'static Cause| of_row(cause, &fault.proxy, host, known);
    let saying = |cause: &'static Cause, what: String| Trouble { what, ..of(cause) };
    let (proxy, from) = (clean(&fault.proxy.address), fault.proxy.from.words());
    match &fault.why {
        ProxyWhy::NoSuchName => of(&row::PROXY_NOT_FOUND),
        ProxyWhy::NotReached(ConnectKind::Refused) => {
            saying(&row::PROXY_NOT_REACHED, format!("The proxy {proxy} refused the connection."))
        }
        ProxyWhy::NotReached(ConnectKind::Unreachable) => {
            saying(&row::PROXY_NOT_REACHED, format!("There is no way from here to the proxy {proxy}."))
        }
        ProxyWhy::NotReached(ConnectKind::Other) => of(&row::PROXY_NOT_REACHED),
        ProxyWhy::Silent { .. } => {
            let what = format!("The proxy {proxy} did not answer in time.");
            let cause =
                if proxy.starts_with("https://") { &row::PROXY_TLS_FAILED } else { &row::PROXY_NOT_REACHED };
            saying(cause, what)
        }
        ProxyWhy::Closed => {
            saying(&row::PROXY_REFUSED, format!("The proxy {proxy} ended the connection without an answer."))
        }
        ProxyWhy::Tls(fault) => {
            let mut trouble = of(&row::PROXY_TLS_FAILED);
            if let TlsFault::UnknownIssuer { issuer, .. } | TlsFault::OtherKey { issuer, .. } = fault {
                let issuer = clean(issuer);
                trouble.what = format!(
                    "The certificate of the proxy {proxy} itself was issued by “{issuer}”, which this machine does not trust."
                );
            }
            trouble
        }
        ProxyWhy::NotAnAddress => {
            let written = if proxy.is_empty() { String::new() } else { format!(": “{proxy}”") };
            saying(&row::PROXY_NOT_USABLE, format!("{} no address of a proxy{written}.", is_set(from)))
        }
        ProxyWhy::Socks => {
            let what = format!("{} a SOCKS proxy, and orgscope speaks to HTTP proxies alone.", is_set(from));
            let mut trouble = saying(&row::PROXY_NOT_USABLE, what);
            trouble.causes.clear();
            trouble
        }
        ProxyWhy::WantsLogin { takes, gave_login } => wants_login(
            of(&row::PROXY_AUTH_REQUIRED),
            &format!("The proxy {proxy}"),
            from,
            takes,
            *gave_login,
            host,
        ),
        ProxyWhy::Refused { status, title } => {
            let mut trouble = of(&row::PROXY_REFUSED);
            trouble.evidence.status = *status;
            let title = title.as_ref().map(|title| format!(": “{}”", clean(title))).unwrap_or_default();
            let not = "does not let a connection to";
            trouble.what = match status {
                Some(status @ (502..=504)) => {
                    trouble.causes = vec![
                        format!("{host} is mistyped: the proxy looks the name up, and finds none"),
                        "the proxy itself has no way out at the moment".into(),
                    ];
                    format!("The proxy {proxy} could not reach {host} (it answered {status}{title}).")
                }
                Some(status) => {
                    format!("The proxy {proxy} {not} {host} through (it answered {status}{title}).")
                }
                None => format!("The proxy {proxy} {not} {host} through, and its answer can't be read."),
            };
            trouble
        }
    }
}

/// `HTTPS_PROXY is set and names`
fn is_set(from: &str) -> String {
    if from.starts_with("the ") {
        format!("T{} name", &from[1..])
    } else {
        format!("{from} is set and names")
    }
}

/// An answer with 407: somebody on the way to the host wants a login.
pub(super) fn asked_for_login(exchange: &Exchange, host: &str, known: &Known) -> Trouble {
    let values = exchange.headers.iter().filter(|(name, _)| name == "proxy-authenticate");
    let takes = schemes(values.map(|(_, value)| value.as_str()));
    let trouble = row::PROXY_AUTH_REQUIRED.trouble(&known.names(Some(host)));
    wants_login(trouble, &format!("A proxy on the way to {host}"), "HTTPS_PROXY", &takes, false, host)
}

/// A login is wanted: the one that was given was refused, none was given, or none of those that are taken can be given.
fn wants_login(
    mut trouble: Trouble,
    who: &str,
    from: &str,
    takes: &[String],
    gave_login: bool,
    host: &str,
) -> Trouble {
    let takes: Vec<String> = takes.iter().map(|name| clean(name)).collect();
    let is_able = takes.is_empty() || takes.iter().any(|name| name.eq_ignore_ascii_case("Basic"));
    if !is_able {
        let kinds = takes.join(" or ");
        trouble.what = format!("{who} takes a login by {kinds} alone, which orgscope cannot do.");
        trouble.causes = vec!["it lets users of the company's network in by their Windows login".into()];
        let names = Names { host: Some(host), ..Names::default() };
        trouble.next = row::OTHER_LOGIN.iter().map(|step| Step::of(names.fill(step))).collect();
    } else if gave_login {
        trouble.what = format!("{who} refused the user name and password that {from} gives.");
        trouble.causes = vec![
            "the password was changed or ran out".into(),
            "a character in them is not percent-encoded: @ is %40, : is %3A, / is %2F, # is %23, % is %25"
                .into(),
        ];
    } else {
        trouble.what = format!("{who} wants a login before it lets anything through.");
        trouble.causes = vec![format!("{from} names the proxy without user name and password")];
    }
    if is_able && !takes.is_empty() {
        trouble.evidence.seen.push(format!("it takes a login by {}", takes.join(" or ")));
    }
    trouble
}

/// A host that was not reached without a proxy, beside a script that would have named one.
pub(super) fn script(script: &Named, host: &str, known: &Known) -> Trouble {
    of_row(&row::PROXY_SCRIPT_NOT_READ, script, host, known)
}

fn of_row(cause: &Cause, proxy: &Named, host: &str, known: &Known) -> Trouble {
    let address = clean(&proxy.address);
    let (proxy, proxy_from) = (Some(address.as_str()), Some(proxy.from.words()));
    cause.trouble(&Names { proxy, proxy_from, ..known.names(Some(host)) })
}
