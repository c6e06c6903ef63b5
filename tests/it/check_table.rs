//! The check against the demo org: every fault on its own, and what the check must say.

use orgscope::check::{self, Ask, Event, Status, Verdict};
use orgscope::demo::serve::{self, Options, Running};
use orgscope::salesforce::credentials::Pair;
use std::sync::{Arc, Mutex};

async fn demo() -> Running {
    serve::start(Options { rows: Some(20), ..Options::default() }).await.unwrap()
}

fn ask(demo: &Running) -> Ask {
    Ask::new("demo", &demo.base_url, Arc::new(Pair::new(demo.client_id, demo.client_secret)))
}

async fn checked(ask: &Ask) -> (Verdict, Vec<Event>) {
    let events = Mutex::new(Vec::new());
    let tell = |event: Event| events.lock().unwrap().push(event);
    let verdict = check::climb(ask, &tell).await;
    let events = events.into_inner().unwrap();
    (verdict, events)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sound_app_passes_every_rung_with_at_most_six_calls() {
    let demo = demo().await;
    let (verdict, events) = checked(&ask(&demo)).await;
    let worse: Vec<_> = verdict.rungs.iter().filter(|rung| rung.status != Status::Pass).collect();
    assert!(worse.is_empty(), "{worse:#?}");
    assert!(verdict.cost.api_calls <= check::MOST_CALLS);
    assert!(matches!(events.last(), Some(Event::Verdict(_))));
}
