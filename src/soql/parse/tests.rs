use proptest::prelude::*;
use serde::Deserialize;

use super::*;
use crate::soql::tree::*;

#[derive(Deserialize)]
struct Recorded {
    soql: String,
    #[serde(default)]
    options: Options,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Options {
    allow_apex_bind_variables: bool,
    ignore_parse_errors: bool,
}

fn recorded(json: &str) -> Vec<Recorded> {
    serde_json::from_str(json).unwrap()
}

fn faults(text: &str) -> Vec<(Fault, String)> {
    parse(text).1.into_iter().map(|d| (d.fault, d.span.of(text).to_owned())).collect()
}

/// What the recorded parser takes and Salesforce does not, each with the reason.
const NOT_VALID: &[(&str, Fault)] = &[
    // OFFSET without a number, read there as an alias.
    ("SELECT Name FROM Account OFFSET", Fault::End),
    // AND and OR on one level.
    ("OR Baz = 'boom' AND Id IN (SELECT AccountId", Fault::Mixed),
];

#[test]
fn valid_statements_have_no_diagnostics() {
    for case in recorded(include_str!("../../../tests/data/soql/valid.json")) {
        let text = case.soql.trim();
        let found = faults(text);
        let known =
            NOT_VALID.iter().find(|(part, _)| text == *part || text.contains(part) && part.len() > 40);
        if let Some((_, fault)) = known {
            assert!(found.iter().any(|(f, _)| f == fault), "{text}: {found:?}");
        } else if case.options.ignore_parse_errors {
            assert!(!found.is_empty(), "{text}");
        } else if text.contains(":") && case.options.allow_apex_bind_variables {
            assert!(found.iter().all(|(fault, _)| *fault == Fault::Bind), "{text}: {found:?}");
        } else {
            assert!(found.iter().all(|(fault, _)| *fault == Fault::Comment), "{text}: {found:?}");
            assert!(found.is_empty() || text.contains("/"), "{text}: {found:?}");
        }
    }
}

#[test]
fn invalid_statements_have_diagnostics() {
    for case in recorded(include_str!("../../../tests/data/soql/invalid.json")) {
        assert!(!faults(&case.soql).is_empty(), "{}", case.soql);
    }
}

#[test]
fn fragments_miss_their_beginning_and_nothing_else() {
    for case in recorded(include_str!("../../../tests/data/soql/partial.json")) {
        let (query, diagnostics) = parse(&case.soql);
        for d in &diagnostics {
            assert!(
                d.message.contains("SELECT is expected")
                    || d.message.contains("FROM is expected")
                    || d.message.contains("HAVING needs"),
                "{}: {d:?}",
                case.soql
            );
        }
        let clause = |word: &str| case.soql.starts_with(word);
        assert_eq!(clause("WHERE"), query.condition.is_some() && clause("WHERE"), "{}", case.soql);
        assert_eq!(clause("ORDER"), !query.order_by.is_empty() && clause("ORDER"), "{}", case.soql);
        assert_eq!(clause("GROUP"), query.group_by.is_some() && clause("GROUP"), "{}", case.soql);
    }
}

#[test]
fn faults_are_told_where_they_are() {
    use Fault::*;
    let table: &[(&str, &[(Fault, &str)])] = &[
        ("SELEC Id FROM Account", &[(Unexpected, "SELEC")]),
        ("SELECT Id FROM", &[(End, "")]),
        ("SELECT Id Frm Account", &[(Unexpected, "Account")]),
        ("SELECT Id FROM Account WHERE", &[(End, "")]),
        ("SELECT Id FROM Account WHERE Name = ORDER BY Name", &[(Unexpected, "ORDER")]),
        ("SELECT Id FROM Account WHERE Name == 'x'", &[(Unexpected, "=")]),
        ("SELECT Id FROM Account WHERE Name = \"x\" LIMIT 1", &[(Character, "\"")]),
        ("SELECT Id FROM Account WHERE Id = $sfid", &[(Character, "$")]),
        ("SELECT Id FROM Account WHERE Id = :name LIMIT 5", &[(Bind, ":")]),
        ("SELECT Id FROM Account WHERE A = 1 AND B = 2 OR C = 3", &[(Mixed, "OR")]),
        ("SELECT Id FROM Account LIMIT -1", &[(Unexpected, "-1")]),
        ("SELECT Id FROM Account LIMIT 1 WHERE Id = null", &[(Unexpected, "WHERE")]),
        ("SELECT Id FROM Account) LIMIT 1", &[(Unexpected, ")")]),
        ("SELECT Name, FROM Account", &[(Unexpected, "FROM")]),
        (r"SELECT Id FROM Account WHERE Name = 'a\q'", &[(Text, r"'a\q'")]),
        ("SELECT Id FROM Account WHERE Name = 'a", &[(Text, "'a")]),
        ("SELECT Id FROM Account WHERE Name NOT LIKE 'a'", &[(Unexpected, "NOT")]),
        ("SELECT Id FROM Account /* all */", &[(Comment, "/* all */")]),
        ("", &[(End, "")]),
    ];
    for (text, wanted) in table {
        let found = faults(text);
        let first: Vec<(Fault, &str)> =
            found.iter().take(wanted.len()).map(|(f, s)| (*f, s.as_str())).collect();
        assert_eq!(first, *wanted, "{text}: {:?}", parse(text).1);
    }
}

#[test]
fn broken_text_keeps_the_rest_of_its_tree() {
    let (query, faults) =
        parse("SELECT Id, Name Owner.Name FROM Contact c WHERE LastName = ORDER BY Name DESC LIMIT 5");
    assert_eq!(faults.len(), 2);
    assert_eq!(query.from.object.parts[0].text, "Contact");
    assert_eq!(query.from.alias.as_ref().unwrap().text, "c");
    assert!(query.order_by[0].descending);
    assert_eq!(query.limit.unwrap().number, 5);
    assert!(matches!(&query.condition, Some(Condition::Compare(c)) if c.operator == Operator::Equal));
}

#[test]
fn words_are_reserved_by_their_place_alone() {
    for text in [
        "SELECT Id FROM Order",
        "SELECT Id FROM Group",
        "SELECT Id FROM Order ORDER BY Format DESC",
        "SELECT Count, Format, Min, Avg FROM Thing__c WHERE Count > 1 AND Not__c = null",
        "SELECT Id FROM Account all",
        "SELECT Typeof FROM Thing__c",
        "SELECT Fields FROM Thing__c",
        "select first, last, null__c from Thing__c order by first nulls last",
    ] {
        let wrong = parse(text).1;
        assert!(wrong.is_empty(), "{text}: {wrong:?}");
    }
}

fn literal(text: &str) -> Literal {
    let (query, faults) = parse(&format!("SELECT Id FROM A WHERE B = {text}"));
    assert!(faults.is_empty(), "{text}: {faults:?}");
    match query.condition {
        Some(Condition::Compare(comparison)) => match comparison.right {
            Right::Value(value) => value.literal,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[test]
fn literals_are_what_they_look_like() {
    use DateLiteral::*;
    let text = |text: &str, raw: &str| Literal::Text { text: text.into(), raw: raw.into() };
    let table = [
        ("'a'", text("a", "a")),
        (r"'it\'s \u00e9\n100\%'", text("it's é\n100%", r"it\'s \u00e9\n100\%")),
        ("-1.50", Literal::Number("-1.50".into())),
        ("true", Literal::Bool(true)),
        ("Null", Literal::Null),
        ("2024-01-31", Literal::Date("2024-01-31".into())),
        ("2024-01-31T10:00:00+01:00", Literal::DateTime("2024-01-31T10:00:00+01:00".into())),
        ("10:00:00.000Z", Literal::Time("10:00:00.000Z".into())),
        ("USD500.25", Literal::Currency { code: "USD".into(), amount: "500.25".into() }),
        ("eur-5", Literal::Currency { code: "eur".into(), amount: "-5".into() }),
        ("today", Literal::Relative(One(Unit::Day, 0))),
        ("YESTERDAY", Literal::Relative(One(Unit::Day, -1))),
        ("NEXT_FISCAL_QUARTER", Literal::Relative(One(Unit::FiscalQuarter, 1))),
        ("LAST_90_DAYS", Literal::Relative(Last(Unit::Day, 90))),
        ("last_n_fiscal_years:2", Literal::Relative(Last(Unit::FiscalYear, 2))),
        ("NEXT_N_WEEKS:4", Literal::Relative(Next(Unit::Week, 4))),
        ("N_DAYS_AGO:3", Literal::Relative(One(Unit::Day, -3))),
    ];
    for (typed, wanted) in table {
        assert_eq!(literal(typed), wanted, "{typed}");
    }
    for typed in ["LAST_DAY", "THIS_90_DAYS", "LAST_N_DAYS", "LAST_N_DAYS:x", "N_DAY_AGO:1", "SOON"] {
        assert!(!faults(&format!("SELECT Id FROM A WHERE B = {typed}")).is_empty(), "{typed}");
    }
}

#[test]
fn conditions_nest_as_their_brackets_say() {
    fn shape(condition: &Condition) -> String {
        let list = |all: &[Condition]| all.iter().map(shape).collect::<Vec<_>>().join(" ");
        match condition {
            Condition::And(all) => format!("(and {})", list(all)),
            Condition::Or(all) => format!("(or {})", list(all)),
            Condition::Not(one) => format!("(not {})", shape(one)),
            Condition::Compare(comparison) => match &comparison.left {
                Operand::Path(path) => path.parts[0].text.clone(),
                other => format!("{other:?}"),
            },
            Condition::Missing(_) => "?".into(),
        }
    }
    let table = [
        ("A = 1", "A"),
        ("A = 1 AND B = 1 AND C = 1", "(and A B C)"),
        ("A = 1 OR (B = 1 AND NOT C IN (1, 2))", "(or A (and B (not C)))"),
        ("NOT (NOT A = 1) AND B INCLUDES ('x;y', 'z')", "(and (not (not A)) B)"),
        ("(((A = 1)))", "A"),
        ("A = 1 AND", "(and A ?)"),
    ];
    for (text, wanted) in table {
        let (query, _) = parse(&format!("SELECT Id FROM T WHERE {text}"));
        assert_eq!(shape(query.condition.as_ref().unwrap()), wanted, "{text}");
    }
}

#[test]
fn searches_are_read() {
    let text = r"FIND {ac\}me*} IN NAME FIELDS RETURNING Account(Id, Name WHERE Name != null ORDER BY Name LIMIT 3), Contact LIMIT 20";
    let (search, faults) = parse_search(text);
    assert_eq!(faults, []);
    assert_eq!(search.term, r"ac\}me*");
    assert_eq!(search.within, Within::Name);
    assert_eq!(search.returning.len(), 2);
    assert_eq!(search.returning[0].query.select.len(), 2);
    assert_eq!(search.returning[0].query.limit.unwrap().number, 3);
    assert_eq!(search.limit.unwrap().number, 20);
    for broken in [
        "",
        "FIND",
        "FIND acme",
        "FIND {acme",
        "FIND {a} IN NOTHING FIELDS",
        "FIND {a} RETURNING",
        "FIND {a} x",
    ] {
        assert!(!parse_search(broken).1.is_empty(), "{broken}");
    }
}

#[test]
fn brackets_without_end_do_not_overflow_the_stack() {
    for one in ["(", "NOT ", "(SELECT ", "A IN (SELECT Id FROM B WHERE ", "DISTANCE("] {
        let text = format!("SELECT Id FROM A WHERE {}", one.repeat(20_000));
        assert!(!parse(&text).1.is_empty());
        assert!(!parse(&format!("SELECT {}", one.repeat(20_000))).1.is_empty());
    }
}

proptest! {
    #[test]
    fn any_text_is_parsed(text in any::<String>()) {
        let (_, diagnostics) = parse(&text);
        prop_assert!(!diagnostics.is_empty());
        parse_search(&text);
    }

    #[test]
    fn any_soup_of_soql_is_parsed(words in prop::collection::vec(
        prop::sample::select(vec![
            "SELECT", "Id", "FROM", "Account", "WHERE", "(", ")", ",", ".", "=", "AND", "OR", "NOT", "IN", "LIKE", "'x'", "1",
            "GROUP", "BY", "ORDER", "HAVING", "LIMIT", "OFFSET", "TYPEOF", "WHEN", "THEN", "END", "FIELDS", "COUNT", ":", "WITH",
            "FOR", "VIEW", "UPDATE", "USING", "SCOPE", "DISTANCE", "GEOLOCATION", "TODAY", "NULLS", "FIND", "{", "}", "RETURNING", "é",
        ]), 0..40)) {
        let text = words.join(" ");
        let (query, diagnostics) = parse(&text);
        for diagnostic in &diagnostics {
            prop_assert!(text.get(diagnostic.span.start..diagnostic.span.end).is_some());
        }
        prop_assert!(query.span.end <= text.len());
        parse_search(&text);
    }
}
