//! Does the org have the API version that is used?

use super::{Found, Rung};
use crate::check::climb::Climb;
use crate::salesforce::catalogue::api;
use crate::salesforce::versions::{self, Version};
use futures_util::future::BoxFuture;

pub(super) const RUNG: Rung = Rung {
    id: "versions",
    name: "versions",
    asks: "Does the org have the API version that is used?",
    how: "Reads the list of versions, which costs no API call; without a pinned version the newest is used.",
    needs: &["api"],
    climb,
};

fn climb<'a>(climb: &'a Climb<'a>) -> BoxFuture<'a, Found> {
    Box::pin(async move {
        if let Some(why) = climb.take_above(&api::API_VERSION_UNKNOWN) {
            return Found::failed(why);
        }
        let pinned = climb.ask.api_version;
        let (exchange, list) = climb.version_list().await;
        let Some(list) = list else {
            // The API took the token with this version, so the list is not needed to go on.
            let why = match &exchange {
                Some(exchange) => climb.account(exchange),
                None => climb.cause(&api::API_VERSION_UNKNOWN),
            };
            let used = climb.version().await;
            return Found::warn(format!("{used}, list unreadable"), why);
        };
        let newest = versions::newest(&list);
        let has = |version: Version| list.iter().any(|entry| Version::parse(&entry.version) == Some(version));
        let found = match (pinned, newest) {
            (Some(pinned), _) if !has(pinned) => {
                let mut why = match &exchange {
                    Some(exchange) => climb.shown_by(&api::API_VERSION_UNKNOWN, exchange),
                    None => climb.cause(&api::API_VERSION_UNKNOWN),
                };
                let range = |version: Option<Version>| version.map(|v| v.to_string()).unwrap_or_default();
                let oldest = list.iter().filter_map(|entry| Version::parse(&entry.version)).min();
                why.what = format!(
                    "The org does not have API version {pinned}; it has {} to {}.",
                    range(oldest),
                    range(newest)
                );
                Found::fail(format!("no {pinned}"), why)
            }
            (Some(pinned), _) => Found::pass(pinned.to_string()),
            (None, Some(newest)) => Found::pass(newest.to_string()),
            (None, None) => Found::warn("none listed", climb.cause(&api::API_VERSION_UNKNOWN)),
        };
        found.with("listed", list.len().to_string()).with_some("newest", newest.map(|v| v.to_string()))
    })
}
