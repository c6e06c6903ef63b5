//! `/services/data` and what is found below a version.

use serde_json::json;

use super::Call;
use crate::demo::exchange::Answer;
use crate::demo::org::{NEWEST, OLDEST, release};

/// The versions, oldest first. Needs no token and costs no call (REST guide, "Versions").
pub fn versions() -> Answer {
    let version = |n: u32| json!({"label": release(n), "url": format!("/services/data/v{n}.0"), "version": format!("{n}.0")});
    Answer::json(json!((OLDEST..=NEWEST).map(version).collect::<Vec<_>>()).to_string())
}

/// The resources that this org has.
pub fn resources(call: Call) -> Answer {
    let org = call.org;
    let identity = format!("{}/id/{}/{}", org.base_url, org.id(), org.user_id());
    let names = [
        "tooling",
        "search",
        "query",
        "queryAll",
        "parameterizedSearch",
        "recent",
        "limits",
        "composite",
        "sobjects",
    ];
    listed(call, "", &names, Some(identity))
}

/// The resources of the Tooling API.
pub fn tooling(call: Call) -> Answer {
    listed(call, "/tooling", &["query", "search", "sobjects"], None)
}

/// The composite resources.
pub fn composite(call: Call) -> Answer {
    listed(call, "/composite", &["batch", "sobjects"], None)
}

fn listed(call: Call, below: &str, names: &[&str], identity: Option<String>) -> Answer {
    let mut urls = serde_json::Map::new();
    for name in names {
        urls.insert((*name).to_owned(), json!(format!("/services/data/v{}{below}/{name}", call.version)));
    }
    if let Some(identity) = identity {
        urls.insert("identity".to_owned(), json!(identity));
    }
    Answer::json(serde_json::Value::Object(urls).to_string())
}
