//! The names that are near to one that the org does not find, so that a typing error is told as one.

use super::explain::{self, Unfound};
use super::open::Session;
use crate::client::How;
use crate::client::exchange::Exchange;
use crate::client::request::{Get, Request};
use crate::json::patient::{self, Answer};
use crate::salesforce::describe::Describe;
use crate::salesforce::global::Global;
use crate::text::near::nearest;
use crate::trouble::Trouble;

impl Session {
    /// The account of an exchange that did not bring what was asked for. If a name is to blame, the names near to it
    /// are looked up: in the cache, else by one call, which is said.
    pub(super) async fn account(&self, exchange: &Exchange) -> Trouble {
        let mut known = self.known();
        let mut asked = None;
        if let Some(unfound) = explain::unfound(exchange) {
            // Boxed: finding the version out is asking too.
            (known.near, asked) = Box::pin(self.near(&unfound)).await;
        }
        let mut trouble = explain::exchange(exchange, &known);
        if let Some(asked) = asked {
            trouble.evidence.seen.push(format!("read for the nearest names, 1 API call: {asked}"));
        }
        trouble
    }

    /// The nearest names, and what had to be asked for them.
    async fn near(&self, unfound: &Unfound) -> (Vec<String>, Option<String>) {
        let fields = |describe: &Describe, field: &str| {
            nearest(field, describe.fields.iter().map(|field| field.name.as_str()))
        };
        match unfound {
            Unfound::Field { object, field } => {
                if let Some(kept) = self.described_before(object).await {
                    return (fields(&kept.describe, field), None);
                }
                let describe = self.beside::<Describe>(&["sobjects", object, "describe"]).await;
                let Some(describe) = describe else { return (Vec::new(), None) };
                (fields(&describe, field), Some(format!("the describe of {object}")))
            }
            Unfound::Object(object) => {
                let Some(all) = self.beside::<Global>(&["sobjects"]).await else {
                    return (Vec::new(), None);
                };
                let names = all.sobjects.iter().map(|object| object.name.as_str());
                (nearest(object, names), Some("the list of objects".to_owned()))
            }
        }
    }

    /// A resource that is read beside a failure: if it fails too, there is nothing to add.
    async fn beside<T: Answer>(&self, segments: &[&str]) -> Option<T> {
        let held = self.held(None).await.ok()?;
        let get = Get::new(self.resource(segments).await.ok()?).ok()?;
        let exchange = self.send(&Request::Get(get), &held, How::default()).await;
        patient::value(&exchange.body).filter(|_| exchange.is_ok())
    }
}
