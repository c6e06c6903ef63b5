//! Are API calls left for today?

use super::{Found, Rung};
use crate::check::climb::Climb;
use crate::json::patient;
use crate::salesforce::catalogue::api;
use crate::salesforce::limits::{ApiUsage, Limits};
use crate::text::numbers;
use crate::trouble::Exit;
use futures_util::future::BoxFuture;

pub(super) const RUNG: Rung = Rung {
    id: "limits",
    name: "limits",
    asks: "Are API calls left for today?",
    how: "Reads the header that comes with every answer of the API; only where it is missing, the limits resource.",
    needs: &["api"],
    climb,
};

/// The used share from which it is said, in thousandths.
const NEAR: u64 = 800;

fn climb<'a>(climb: &'a Climb<'a>) -> BoxFuture<'a, Found> {
    Box::pin(async move {
        for cause in [&api::DAILY_LIMIT_REACHED, &api::CONCURRENT_LIMIT_REACHED] {
            if let Some(why) = climb.take_above(cause) {
                return Found::failed(why);
            }
        }
        if let Some(usage) = climb.root().await.and_then(|root| root.usage()) {
            return judge_usage(climb, usage);
        }
        // REST guide, 'Limits': the resource wants View Setup and Configuration, which few Run As users have.
        let Some(exchange) = climb.data("limits", "limits").await else {
            return Found::warn("not told", climb.cause(&api::LIMITS_NOT_TOLD));
        };
        let daily = patient::value::<Limits>(&exchange.body)
            .filter(|_| exchange.is_ok())
            .and_then(|all| all.0.into_iter().find(|limit| limit.name == "DailyApiRequests"))
            .and_then(|daily| Some(ApiUsage { used: daily.used()?, max: daily.max? }));
        match daily {
            Some(daily) => judge_usage(climb, daily),
            None => {
                let why = climb.account(&exchange);
                let is_reached = [api::DAILY_LIMIT_REACHED.id, api::CONCURRENT_LIMIT_REACHED.id];
                if why.exit == Exit::Network || is_reached.contains(&why.cause_id()) {
                    return Found::failed(why);
                }
                Found::warn("not told", climb.shown_by(&api::LIMITS_NOT_TOLD, &exchange))
            }
        }
    })
}

fn judge_usage(climb: &Climb<'_>, usage: ApiUsage) -> Found {
    let share = numbers::percent(usage.used, usage.max).unwrap_or_else(|| "–".to_owned());
    let left =
        numbers::percent(usage.max.saturating_sub(usage.used), usage.max).unwrap_or_else(|| "–".to_owned());
    let near = usage.used.saturating_mul(1000) >= usage.max.saturating_mul(NEAR);
    let found = if near {
        let mut why = climb.cause(&api::DAILY_LIMIT_NEAR);
        why.what = format!(
            "{share} of the day's API calls are used: {} of {}.",
            numbers::count(usage.used),
            numbers::count(usage.max)
        );
        Found::warn(format!("{left} left"), why)
    } else {
        Found::pass(format!("{left} left"))
    };
    found.with("used", usage.used.to_string()).with("allowed", usage.max.to_string())
}
