//! Limits: `GET /services/data/vXX.0/limits`, and the header that comes with every data answer.

use serde::{Deserialize, Deserializer, Serialize};

/// One limit of the org, with what is left of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Limit {
    /// `DailyApiRequests`; a child of another limit as `Parent / App name`.
    pub name: String,
    /// What may be used; 0 where the org has none of it.
    pub max: u64,
    /// What is left; may be negative where the org went over.
    pub remaining: i64,
}

impl Limit {
    /// What is used.
    pub fn used(&self) -> u64 {
        u64::try_from(i64::try_from(self.max).unwrap_or(i64::MAX).saturating_sub(self.remaining)).unwrap_or(0)
    }

    /// The used share in thousandths; `None` where there is nothing to use.
    pub fn permille(&self) -> Option<u64> {
        (self.max > 0).then(|| self.used().saturating_mul(1000) / self.max)
    }
}

/// The limits of an answer, in its order; limits may hold per-app children of the same shape.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits(pub Vec<Limit>);

impl<'de> Deserialize<'de> for Limits {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let map = serde_json::Map::deserialize(from)?;
        let mut limits = Vec::with_capacity(map.len());
        for (name, value) in &map {
            collect(name, value, &mut limits);
        }
        Ok(Self(limits))
    }
}

fn collect(name: &str, value: &serde_json::Value, limits: &mut Vec<Limit>) {
    let Some(map) = value.as_object() else { return };
    if let (Some(max), Some(remaining)) = (
        map.get("Max").and_then(serde_json::Value::as_u64),
        map.get("Remaining").and_then(serde_json::Value::as_i64),
    ) {
        limits.push(Limit { name: name.to_owned(), max, remaining });
    }
    for (child, value) in map.iter().filter(|(_, value)| value.is_object()) {
        collect(&format!("{name} / {child}"), value, limits);
    }
}

/// API calls of the last 24 hours, from the header `Sforce-Limit-Info`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ApiUsage {
    /// Calls used; may exceed the maximum.
    pub used: u64,
    /// Calls allowed.
    pub max: u64,
}

impl ApiUsage {
    /// Reads `api-usage=18/5000; per-app-api-usage=…`: parts in any order, parted by `;` or `,`.
    /// (REST guide, 'Limit Info Header'.)
    pub fn parse(header: &str) -> Option<Self> {
        let part = header.split([';', ',']).find_map(|part| part.trim().strip_prefix("api-usage="))?;
        let (used, max) = part.trim().split_once('/')?;
        Some(Self { used: used.trim().parse().ok()?, max: max.trim().parse().ok()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_header_is_read_by_name() {
        for (header, used, max) in [
            ("api-usage=18/5000", 18, 5000),
            ("per-app-api-usage=17/250(appName=x); api-usage=25/5000", 25, 5000),
            ("api-bursts=1/750;api-usage=6001/5000", 6001, 5000),
        ] {
            assert_eq!(ApiUsage::parse(header), Some(ApiUsage { used, max }), "{header}");
        }
        assert_eq!(ApiUsage::parse("nothing"), None);
    }

    #[test]
    fn limits_and_their_children_are_read_in_order() {
        let body = br#"{"B":{"Remaining":598,"Max":5000},"A":{"Max":0,"Remaining":0,"Ant Tool":{"Max":2,"Remaining":1}}}"#;
        let Limits(limits) = serde_json::from_slice(body).unwrap();
        let names: Vec<_> = limits.iter().map(|l| l.name.as_str()).collect();
        assert_eq!(names, ["B", "A", "A / Ant Tool"]);
        assert_eq!((limits[0].used(), limits[0].permille()), (4402, Some(880)));
        assert_eq!(limits[1].permille(), None);
    }

    #[test]
    fn an_answer_without_limits_is_not_an_org_without_limits() {
        for body in ["", "[]", "<html>", r#"[{"errorCode":"NOT_FOUND","message":""}]"#] {
            assert!(serde_json::from_str::<Limits>(body).is_err(), "{body}");
        }
    }
}
