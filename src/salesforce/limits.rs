//! Limits: `GET /services/data/vXX.0/limits`, and the header that comes with every data answer.

use serde::Serialize;

use crate::json::Kind;
use crate::json::patient::{Answer, Value};

/// One limit of the org, with what is left of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Limit {
    /// `DailyApiRequests`; a child of another limit as `Parent / App name`.
    pub name: String,
    /// What may be used; 0 where the org has none of it, `None` if the answer does not say.
    pub max: Option<u64>,
    /// What is left; may be negative where the org went over. `None` if the answer does not say.
    pub remaining: Option<i64>,
    /// What of this limit could not be read, by its keys.
    pub unread: Vec<String>,
}

impl Limit {
    /// What is used, where both numbers are known.
    pub fn used(&self) -> Option<u64> {
        let max = i64::try_from(self.max?).unwrap_or(i64::MAX);
        Some(u64::try_from(max.saturating_sub(self.remaining?)).unwrap_or(0))
    }

    /// The used share in thousandths; `None` if there is nothing to use, or it is not known.
    pub fn permille(&self) -> Option<u64> {
        let max = self.max.filter(|max| *max > 0)?;
        Some(self.used()?.saturating_mul(1000) / max)
    }
}

/// The limits of an answer, in its order; limits may hold per-app children of the same shape.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits(pub Vec<Limit>);

/// Children of children that are looked into; Salesforce has one level.
const LEVELS: usize = 8;

impl Answer for Limits {
    fn read(root: Value<'_>) -> Option<Self> {
        let mut limits = Vec::new();
        root.each(|name, value| collect(name, value, LEVELS, &mut limits))?;
        (!limits.is_empty()).then_some(Self(limits))
    }
}

fn collect(name: &str, value: Value<'_>, levels: usize, limits: &mut Vec<Limit>) {
    let mut limit = None::<Limit>;
    let mut children = Vec::new();
    let is_one = value.each(|key, member| match (key, member.node().kind()) {
        ("Max", _) => member.put(&mut limit.get_or_insert_default().max),
        ("Remaining", _) => member.put(&mut limit.get_or_insert_default().remaining),
        (app, Kind::Object) if levels > 0 => {
            collect(&format!("{name} / {app}"), member, levels - 1, &mut children)
        }
        _ => {}
    });
    if is_one.is_none() {
        return;
    }
    if let Some(limit) = limit {
        limits.push(Limit { name: name.to_owned(), unread: value.unread_inside(), ..limit });
    }
    limits.append(&mut children);
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
    use crate::salesforce::read;

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
        let body = r#"{"B":{"Remaining":598,"Max":5000},"A":{"Max":0,"Remaining":0,"Ant Tool":{"Max":2,"Remaining":1}}}"#;
        let Limits(limits) = read::<Limits>(body).unwrap().value;
        let names: Vec<_> = limits.iter().map(|l| l.name.as_str()).collect();
        assert_eq!(names, ["B", "A", "A / Ant Tool"]);
        assert_eq!((limits[0].used(), limits[0].permille()), (Some(4402), Some(880)));
        assert_eq!(limits[1].permille(), None);
    }

    #[test]
    fn an_odd_number_leaves_the_limit_and_the_others() {
        let body = r#"{"A":{"Max":"15","Remaining":null},"B":{"Max":[],"Remaining":-3},"C":7,"D":null,"E":{"Max":5,"Remaining":2.0}}"#;
        let read = read::<Limits>(body).unwrap();
        assert_eq!(read.unread.paths, ["B.Max", "C"]);
        let limits: Vec<_> =
            read.value.0.iter().map(|l| (l.name.as_str(), l.max, l.remaining, l.used())).collect();
        assert_eq!(
            limits,
            [("A", Some(15), None, None), ("B", None, Some(-3), None), ("E", Some(5), Some(2), Some(3))]
        );
        assert_eq!(read.value.0[1].unread, ["Max"]);
    }

    #[test]
    fn an_answer_without_limits_is_not_an_org_without_limits() {
        for body in ["", "[]", "{}", "<html>", r#"[{"errorCode":"NOT_FOUND","message":""}]"#, r#"{"a":{}}"#] {
            assert!(read::<Limits>(body).is_err(), "{body}");
        }
    }
}
