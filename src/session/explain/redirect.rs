//! A redirect, which is never followed: what it means by where it leads. Only a host of Salesforce's has anything to do
//! with Setup.

use super::Known;
use super::seen::{clean, host};
use crate::client::exchange::Exchange;
use crate::salesforce::catalogue::{Cause, transport};
use crate::salesforce::hosts::{self, Leads};
use crate::trouble::{Step, Trouble};

/// What a redirect means that a row of the catalogue fits.
pub(super) fn told(cause: &Cause, exchange: &Exchange, known: &Known) -> Trouble {
    let host = host(exchange);
    let names = known.names(Some(&host));
    let mut trouble = cause.trouble(&names);
    let steps = |texts: &[&str]| texts.iter().map(|text| Step::of(names.fill(text))).collect();
    match hosts::leads(exchange.header("location").unwrap_or_default(), &host) {
        Leads::MyDomain(new) => {
            trouble.what =
                format!("My Domain was renamed: {host} sends to {new}, and nothing was sent after it.");
            let url = new.base_url();
            let how = "edit the org in orgscope, or set ORGSCOPE_LOGIN_URL";
            trouble.begin_with(Step::Do(format!("Use {url} as the org's login URL: {how}")));
        }
        Leads::Back => {
            trouble.what = format!("{host} answers with a redirect to itself instead of what was asked for.");
            trouble.causes = vec![
                "path or method did not arrive as they were sent: something on the way changed the request"
                    .into(),
                "a gateway's sign-in page answers in place of the host".into(),
            ];
            trouble.next = steps(transport::REDIRECTED_BACK);
            trouble.next_connected.clear();
        }
        Leads::Away(other) => {
            let other = clean(&other);
            trouble.what = format!(
                "{host} redirects to {other}, which is not a Salesforce host; nothing was sent there."
            );
            trouble.causes = vec!["a proxy, a web filter or the sign-in page of a network answers".into()];
            trouble.next = steps(transport::REDIRECTED_AWAY);
            trouble.next_connected.clear();
        }
        Leads::Salesforce(_) | Leads::Nowhere => {}
    }
    trouble
}
