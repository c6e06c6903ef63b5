//! Is it a host that serves this flow? Decided before a byte leaves.

use super::{Found, Rung};
use crate::check::climb::Climb;
use crate::salesforce::catalogue::{self, input};
use crate::salesforce::hosts::{self, Note};
use crate::trouble::Step;
use futures_util::future::{BoxFuture, ready};

pub(super) const RUNG: Rung = Rung {
    id: "host",
    name: "host",
    asks: "Is the login URL a My Domain host?",
    how: "Makes the My Domain host out of the URL and refuses hosts that can't serve the flow. Nothing is sent.",
    needs: &["input"],
    climb,
};

fn climb<'a>(climb: &'a Climb<'a>) -> BoxFuture<'a, Found> {
    Box::pin(ready(judge_host(climb)))
}

fn judge_host(climb: &Climb<'_>) -> Found {
    let derived = match hosts::derive(&climb.ask.login_url) {
        Ok(derived) => derived,
        Err(refusal) => {
            let cause = catalogue::by_id(refusal.cause()).unwrap_or(&input::HOST_NOT_RECOGNISED);
            let mut why = climb.cause(cause);
            why.what = refusal.sentence();
            why.causes.clear();
            (why.next, why.next_connected) = (refusal.steps(), Vec::new());
            return Found::fail(cause.id, why);
        }
    };
    // A guess within the My Domain family is the same org's; any other is for the person to confirm.
    if let Some(offer) = derived.offer() {
        let mut why = climb.cause(&input::HOST_IS_A_GUESS);
        why.what = format!("{offer} Nothing was sent.");
        why.begin_with(Step::Do(format!("Confirm it: use https://{} as the org's login URL", derived.host)));
        return Found::fail(input::HOST_IS_A_GUESS.id, why);
    }
    let environment = derived.host.environment();
    climb.card(|card| card.environment = Some(environment));
    climb.open(derived.host.clone());
    let found = match &derived.note {
        Note::Guess { .. } => {
            let mut why = climb.cause(&input::HOST_IS_A_GUESS);
            why.what = format!("The host that is asked is a guess: {}.", derived.host);
            why.causes = derived.sentences();
            Found::warn("My Domain, guessed", why)
        }
        _ if derived.host.is_loopback() => Found::pass("this machine"),
        _ => Found::pass("My Domain"),
    };
    derived
        .sentences()
        .into_iter()
        .fold(found, |found, sentence| found.with("note", sentence))
        .with("host", derived.host.to_string())
        .with("environment", environment.badge().to_lowercase())
}
