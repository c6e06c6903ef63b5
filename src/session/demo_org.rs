//! The demo org as it is handed to the two faces, which know no more of it: how it is started, and what is opened then.

use std::sync::Arc;

use futures_util::future::BoxFuture;

use crate::salesforce::credentials::Pair;
use crate::store::{Keep, Org};
use crate::trouble::Trouble;

/// Starts the demo org, once; the same one after that.
pub type StartDemo = dyn Fn() -> BoxFuture<'static, Result<DemoOrg, Trouble>> + Send + Sync;

/// A demo org that runs.
#[derive(Debug)]
pub struct DemoOrg {
    /// `http://127.0.0.1:PORT`.
    pub base_url: String,
    /// Key and secret of its app.
    pub pair: Arc<Pair>,
}

impl DemoOrg {
    /// The org to open; nothing of it is stored.
    pub fn org(&self) -> Org {
        Org { name: "demo".into(), login_url: self.base_url.clone(), api_version: None, keep: Keep::Memory }
    }
}
