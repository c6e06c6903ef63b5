//! Which objects does the Run As user see?

use super::{Found, Rung};
use crate::check::climb::Climb;
use crate::client::Exchange;
use crate::json::Doc;
use crate::json::patient::{self, Read};
use crate::salesforce::catalogue::api;
use crate::salesforce::global::Global;
use crate::text::numbers;
use futures_util::future::BoxFuture;
use std::sync::Arc;

pub(super) const RUNG: Rung = Rung {
    id: "describe",
    name: "describe",
    asks: "Which objects does the Run As user see?",
    how: "Reads describe global: one call that counts.",
    needs: &["api", "versions"],
    climb,
};

fn climb<'a>(climb: &'a Climb<'a>) -> BoxFuture<'a, Found> {
    Box::pin(async move {
        let Some(exchange) = climb.data("sobjects", "objects").await else {
            return Found::fail("not asked", climb.cause(&api::NOTHING_VISIBLE));
        };
        let read =
            |exchange: &Exchange| patient::read::<Global>(&Doc::from_bytes(exchange.body.clone())).ok();
        let global = if exchange.is_ok() { read(&exchange) } else { None };
        let Some(Read { value: global, unread }) = global else {
            return Found::failed(climb.account(&exchange));
        };
        let global = Arc::new(global);
        let queryable = global.sobjects.iter().filter(|object| object.queryable).count();
        climb.know(|known| known.global = Some(Arc::clone(&global)));
        let count = numbers::count(global.sobjects.len() as u64);
        let found = if queryable == 0 {
            Found::fail("no objects", climb.shown_by(&api::NOTHING_VISIBLE, &exchange))
        } else {
            Found::pass(format!("{count} objects"))
        };
        found
            .with("objects", global.sobjects.len().to_string())
            .with("queryable", queryable.to_string())
            .with_some("unread", unread.sentence())
    })
}
