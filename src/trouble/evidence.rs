//! What was received, beside a trouble: a line of it for every face, and all of it for those who ask.

use serde::Serialize;

/// What was received, shown beside a trouble. Masked already.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// HTTP status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Salesforce's own code: `invalid_grant`, `INVALID_FIELD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What came where Salesforce's answer should be, in a word or two: `a web page`.
    #[serde(skip)]
    pub came: Option<&'static str>,
    /// Salesforce's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// What else was seen, each a piece of a sentence: `the page is titled “Sign in”`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub seen: Vec<String>,
    /// Milliseconds that the request took.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ms: Option<u64>,
    /// A piece of the answer where it was not what was expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<String>,
    /// The number of the exchange in the request log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exchange: Option<u64>,
}

impl Evidence {
    /// `400 invalid_grant · 210 ms`, or nothing where nothing was received.
    pub fn line(&self) -> Option<String> {
        let mut parts = Vec::new();
        match (self.status, &self.code) {
            (Some(status), Some(code)) => parts.push(format!("{status} {code}")),
            (Some(status), None) => parts.push(status.to_string()),
            (None, Some(code)) => parts.push(code.clone()),
            (None, None) => {}
        }
        if let Some(ms) = self.ms {
            parts.push(millis(ms));
        }
        (!parts.is_empty()).then(|| parts.join(" · "))
    }
}

/// The answer itself, for those who want all of it. Masked already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Came {
    /// Its media type.
    pub content_type: Option<String>,
    /// Its headers as `name: value`.
    pub headers: Vec<String>,
    /// Its body as it came.
    pub body: Vec<u8>,
}

/// Milliseconds below 10 s, else seconds. (`text` is on the same floor, so it can't be used here.)
fn millis(ms: u64) -> String {
    if ms < 10_000 { format!("{ms} ms") } else { format!("{:.1} s", ms as f64 / 1000.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_reads_in_one_line() {
        let evidence = Evidence {
            status: Some(400),
            code: Some("invalid_grant".into()),
            ms: Some(210),
            ..Evidence::default()
        };
        assert_eq!(evidence.line().as_deref(), Some("400 invalid_grant · 210 ms"));
        assert_eq!(Evidence::default().line(), None);
    }
}
