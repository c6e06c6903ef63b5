//! Describes, from the cache where the org says that nothing changed.

use std::sync::Arc;

use super::apart::apart;
use super::open::Session;
use crate::client::How;
use crate::client::exchange::Exchange;
use crate::json::Doc;
use crate::json::patient::{self, Read, Unread};
use crate::salesforce::describe::Describe;
use crate::store::cache::{DescribeCache, Header, Kept};
use crate::trouble::Trouble;

/// Where a describe came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// The org sent it now.
    New,
    /// The org said now that the cached one still holds (304).
    Confirmed,
    /// From the cache, not asked for now.
    Cached(jiff::Timestamp),
}

/// A describe and its bytes.
#[derive(Clone, Debug)]
pub struct Described {
    /// What it says.
    pub describe: Arc<Describe>,
    /// What of it could not be read.
    pub unread: Unread,
    /// The answer's own bytes, indexed.
    pub doc: Doc,
    /// Where it came from.
    pub freshness: Freshness,
    /// The exchange, where one took place now.
    pub exchange: Option<Arc<Exchange>>,
}

impl Session {
    /// The describe of an object. Asks the org, which answers 304 where the cached one still holds.
    /// (REST guide, 'sObject Describe', If-Modified-Since.)
    pub async fn describe(&self, sobject: &str, how: How<'_>) -> Result<Described, Trouble> {
        let path = self.resource(["sobjects", sobject, "describe"]).await?;
        let mut get = self.getting(path)?;
        // The cache needs to know the org, and the read needs a token: if there is none yet, it is waited for once.
        self.token().await?;
        let kept = self.kept(sobject).await;
        let since = kept.as_ref().and_then(|kept| kept.header.last_modified.clone());
        if let Some(since) = since {
            get = get.if_modified_since(since);
        }
        let exchange = self.get_with(get, how).await?;
        if exchange.status == Some(304)
            && let Some(kept) = kept
            && let Some(described) = of_cache(sobject, kept, Freshness::Confirmed).await
        {
            return Ok(Described { exchange: Some(exchange), ..described });
        }
        let session = self.clone();
        let answered = apart(move || session.read::<Describe>(exchange)).await?;
        self.keep(sobject, &answered.exchange).await;
        let read = Read { value: answered.value, unread: answered.unread };
        Ok(Described { exchange: Some(answered.exchange), ..of(sobject, read, answered.doc, Freshness::New) })
    }

    /// The describe of an object from the cache alone; nothing is sent but what finds org and version out.
    pub async fn described_before(&self, sobject: &str) -> Option<Described> {
        let kept = self.kept(sobject).await?;
        let fetched = Freshness::Cached(kept.header.fetched);
        of_cache(sobject, kept, fetched).await
    }

    async fn kept(&self, sobject: &str) -> Option<Kept> {
        let cache = self.cache().await?;
        let sobject = sobject.to_owned();
        tokio::task::spawn_blocking(move || cache.load(&sobject)).await.ok().flatten()
    }

    /// Keeping is a favour: where the disk refuses, the next question asks the org again.
    async fn keep(&self, sobject: &str, exchange: &Arc<Exchange>) {
        // What was masked is not what the org sent.
        let Some(cache) = self.cache().await.filter(|_| !exchange.is_masked) else { return };
        let header = Header {
            etag: exchange.header("etag").map(str::to_owned),
            last_modified: exchange.header("last-modified").map(str::to_owned),
            fetched: exchange.started_at,
        };
        let (sobject, body) = (sobject.to_owned(), exchange.body.clone());
        let saved = tokio::task::spawn_blocking(move || cache.save(&sobject, &header, &body)).await;
        if let Ok(Err(error)) = saved {
            tracing::warn!("a describe is not kept: {}", error.trouble(&self.profile().name).what);
        }
    }

    async fn cache(&self) -> Option<DescribeCache> {
        let places = self.0.places.as_ref()?;
        let org = self.token().await.ok()?.org_id?;
        let version = self.version().await.ok()?;
        DescribeCache::of(places, &org, &format!("{}.0", version.major()))
    }
}

/// What was read. A describe that does not say of what it is, is of the object that was asked for.
fn of(sobject: &str, read: Read<Describe>, doc: Doc, freshness: Freshness) -> Described {
    let mut describe = read.value;
    if describe.name.is_empty() {
        sobject.clone_into(&mut describe.name);
    }
    Described { describe: Arc::new(describe), unread: read.unread, doc, freshness, exchange: None }
}

/// A describe that was kept; `None` if it can't be read any more.
async fn of_cache(sobject: &str, kept: Kept, freshness: Freshness) -> Option<Described> {
    let sobject = sobject.to_owned();
    let read = move || {
        let doc = Doc::from_bytes(kept.body.into());
        let read = patient::read(&doc).ok()?;
        Some(of(&sobject, read, doc, freshness))
    };
    tokio::task::spawn_blocking(read).await.ok().flatten()
}
