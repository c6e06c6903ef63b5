//! WHERE against an oracle that works on other data in another way: conditions are made as a tree, written as
//! SOQL, and evaluated over plain numbers and strings.

use proptest::prelude::*;

use super::{ask, reading};
use crate::demo::evaluate::tests::org::Org;

#[derive(Clone, Debug)]
enum Made {
    Not(Box<Made>),
    All(Vec<Made>),
    Any(Vec<Made>),
    Name(&'static str, &'static str),
    Employees(&'static str, i64),
    Industry(bool, Vec<Option<&'static str>>),
    Revenue(&'static str, f64),
}

type Row = (&'static str, Option<i64>, Option<&'static str>, Option<f64>);

/// Name, employees, industry, revenue of the rows of [`Org`].
const ROWS: [Row; 4] = [
    ("acme", Some(120), Some("energy"), Some(50000.0)),
    ("acme labs", Some(7), Some("media"), None),
    ("zürich ag", None, None, Some(1234.5)),
    ("100% \"pure\"", Some(0), Some("apparel"), Some(0.25)),
];

fn made() -> impl Strategy<Value = Made> {
    let order = || prop::sample::select(vec!["=", "!=", "<", "<=", ">", ">="]);
    let industry = prop::sample::select(vec![None, Some("Media"), Some("ENERGY"), Some("none")]);
    let leaf = prop_oneof![
        (prop::sample::select(vec!["=", "!="]), prop::sample::select(vec!["Acme", "ZÜRICH AG", "x"]))
            .prop_map(|(o, n)| Made::Name(o, n)),
        (order(), prop::sample::select(vec![-1, 0, 7, 120])).prop_map(|(o, n)| Made::Employees(o, n)),
        (any::<bool>(), prop::collection::vec(industry, 1..3))
            .prop_map(|(yes, list)| Made::Industry(yes, list)),
        (order(), prop::sample::select(vec![0.25, 1234.5, 9e9])).prop_map(|(o, n)| Made::Revenue(o, n)),
    ];
    leaf.prop_recursive(4, 20, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|one| Made::Not(Box::new(one))),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Made::All),
            prop::collection::vec(inner, 2..4).prop_map(Made::Any),
        ]
    })
}

fn written(made: &Made) -> String {
    let joined =
        |all: &[Made], word: &str| format!("({})", all.iter().map(written).collect::<Vec<_>>().join(word));
    match made {
        Made::Not(one) => format!("(NOT {})", written(one)),
        Made::All(all) => joined(all, " AND "),
        Made::Any(any) => joined(any, " or "),
        Made::Name(order, name) => format!("Name {order} '{name}'"),
        Made::Employees(order, n) => format!("NumberOfEmployees {order} {n}"),
        Made::Revenue(order, n) => format!("AnnualRevenue {order} {n}"),
        Made::Industry(yes, list) => {
            let list: Vec<String> =
                list.iter().map(|v| v.map_or("null".into(), |v| format!("'{v}'"))).collect();
            format!("Industry {} ({})", if *yes { "IN" } else { "NOT IN" }, list.join(", "))
        }
    }
}

fn holds(made: &Made, row: &Row) -> bool {
    let ordered = |order: &str, value: Option<f64>, wanted: f64| match (order, value) {
        ("!=", value) => value != Some(wanted),
        (_, None) => false,
        ("=", Some(value)) => value == wanted,
        ("<", Some(value)) => value < wanted,
        ("<=", Some(value)) => value <= wanted,
        (">", Some(value)) => value > wanted,
        (_, Some(value)) => value >= wanted,
    };
    match made {
        Made::Not(one) => !holds(one, row),
        Made::All(all) => all.iter().all(|one| holds(one, row)),
        Made::Any(any) => any.iter().any(|one| holds(one, row)),
        Made::Name(order, name) => (name.to_lowercase() == row.0) == (*order == "="),
        Made::Employees(order, n) => ordered(order, row.1.map(|v| v as f64), *n as f64),
        Made::Revenue(order, n) => ordered(order, row.3, *n),
        Made::Industry(yes, list) => {
            list.iter().any(|v| v.map(str::to_lowercase).as_deref() == row.2) == *yes
        }
    }
}

proptest! {
    #[test]
    fn conditions_agree_with_the_oracle(made in made()) {
        let statement = format!("SELECT Name FROM Account WHERE {}", written(&made));
        let (answer, _) = ask(&Org::new(1), &statement, &reading()).map_err(|e| TestCaseError::fail(e.message))?;
        let found: Vec<String> = answer["records"].as_array().unwrap().iter()
            .map(|row| row["Name"].as_str().unwrap().to_lowercase()).collect();
        let wanted: Vec<&str> = ROWS.iter().filter(|row| holds(&made, row)).map(|row| row.0).collect();
        prop_assert_eq!(found, wanted, "{}", statement);
    }

    #[test]
    fn nothing_that_is_asked_panics(words in prop::collection::vec(prop::sample::select(vec![
        "Id", "Name", "Owner.Name", "What.Name", "COUNT()", "COUNT(Id)", "SUM(AnnualRevenue)", ",", "(SELECT Id FROM Contacts)",
        "FROM Account", "FROM Task", "WHERE", "Id IN (SELECT AccountId FROM Contact)", "CreatedDate = LAST_N_YEARS:4000000000",
        "Industry = null", "AND", "ORDER BY", "GROUP BY", "HAVING", "Name", "LIMIT 1", "OFFSET 2", "toLabel(Industry)", "FIELDS(ALL)",
        "TYPEOF What WHEN Account THEN Name END",
    ]), 0..12)) {
        let statement = format!("SELECT {}", words.join(" "));
        let _ = ask(&Org::new(2), &statement, &reading());
    }
}
