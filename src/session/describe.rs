//! Describes, from the cache where the org says that nothing changed.

use std::sync::Arc;

use super::ask::Answered;
use super::open::Session;
use crate::client::How;
use crate::client::exchange::Exchange;
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
    /// The answer's own bytes.
    pub body: bytes::Bytes,
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
        let kept = self.kept(sobject).await;
        let since = kept.as_ref().and_then(|kept| kept.header.last_modified.clone());
        if let Some(since) = since {
            get = get.if_modified_since(since);
        }
        let exchange = self.get_with(get, how).await?;
        if exchange.status == Some(304)
            && let Some(kept) = kept
            && let Ok(describe) = serde_json::from_slice(&kept.body)
        {
            return Ok(Described {
                describe: Arc::new(describe),
                body: kept.body.into(),
                freshness: Freshness::Confirmed,
                exchange: Some(exchange),
            });
        }
        let Answered { value, exchange } = self.read::<Describe>(exchange)?;
        self.keep(sobject, &exchange).await;
        Ok(Described {
            describe: Arc::new(value),
            body: exchange.body.clone(),
            freshness: Freshness::New,
            exchange: Some(exchange),
        })
    }

    /// The describe of an object from the cache alone; nothing is sent but what finds org and version out.
    pub async fn described_before(&self, sobject: &str) -> Option<Described> {
        let kept = self.kept(sobject).await?;
        let describe = serde_json::from_slice(&kept.body).ok()?;
        Some(Described {
            describe: Arc::new(describe),
            body: kept.body.into(),
            freshness: Freshness::Cached(kept.header.fetched),
            exchange: None,
        })
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
