//! How answers are written: rows, parents, children, pages, groups, searches.

use serde_json::{Value as Json, json};

use super::org::{Org, id};
use super::{ask, reading};
use crate::demo::evaluate::{Reading, run, search};

fn records(statement: &str) -> Json {
    match ask(&Org::new(10), statement, &reading()) {
        Ok((mut answer, _)) => answer["records"].take(),
        Err(error) => panic!("{statement}: {}", error.message),
    }
}

#[test]
fn rows_are_written_in_the_order_of_the_select_with_attributes_first() {
    let answer = run(&Org::new(3), "SELECT isdeleted, id, BillingAddress, createddate, Owner.Name, ParentId, Owner.Id, Parent.Owner.Name, AnnualRevenue, Tags__c FROM account LIMIT 1", &reading()).unwrap();
    let body = answer.page(&Org::new(3), 0, None, &mut |_| String::new()).unwrap();
    let wanted = r#"{"totalSize":1,"done":true,"records":[{"attributes":{"type":"Account","url":"/services/data/v60.0/sobjects/Account/A"},"IsDeleted":false,"Id":"A","BillingAddress":{"city":"Köln","country":null},"CreatedDate":"2024-05-15T08:00:00.000+0000","Owner":{"attributes":{"type":"User","url":"/services/data/v60.0/sobjects/User/U"},"Name":"Åse","Id":"U"},"ParentId":null,"Parent":null,"AnnualRevenue":50000.00,"Tags__c":"a;b"}]}"#;
    assert_eq!(
        body,
        wanted
            .replace("/A", &format!("/{}", id("001", 0)))
            .replace("\"A\"", &format!("\"{}\"", id("001", 0)))
            .replace("/Account/Account", "/Account")
            .replace("/U\"", &format!("/{}\"", id("005", 0)))
            .replace("\"U\"", &format!("\"{}\"", id("005", 0)))
            .replace(&format!("sobjects/{}ccount", id("001", 0)), "sobjects/Account")
    );
}

#[test]
fn children_are_a_result_of_their_own_and_null_where_there_are_none() {
    let rows = records(
        "SELECT Name, (SELECT LastName FROM Contacts WHERE LastName != 'Last0010' ORDER BY LastName LIMIT 2), (SELECT Id FROM ChildAccounts) FROM Account ORDER BY CreatedDate",
    );
    assert_eq!(rows[0]["Name"], "Zürich AG");
    assert_eq!(rows[0]["Contacts"], Json::Null);
    let acme = &rows[2];
    assert_eq!(acme["Contacts"]["totalSize"], 2);
    assert_eq!(acme["Contacts"]["done"], true);
    assert_eq!(acme["Contacts"]["records"][0]["LastName"], "Last0001");
    assert_eq!(acme["Contacts"]["records"][0]["attributes"]["type"], "Contact");
    assert_eq!(acme["ChildAccounts"]["records"].as_array().unwrap().len(), 1);
    let deep = records(
        "SELECT (SELECT Id, (SELECT Subject FROM Tasks) FROM Contacts WHERE LastName = 'Last0010') FROM Account LIMIT 1",
    );
    assert_eq!(deep[0]["Contacts"]["records"][0]["Tasks"]["records"][0]["Subject"], "Call");
    let old = Reading { version: "57.0".into(), ..reading() };
    let refused =
        ask(&Org::new(3), "SELECT (SELECT Id, (SELECT Id FROM Tasks) FROM Contacts) FROM Account", &old);
    assert!(refused.unwrap_err().message.contains("API version"));
}

#[test]
fn lookups_to_several_objects_lead_to_names() {
    let rows = records("SELECT What.Name, What.Type, Who.LastName FROM Task");
    assert_eq!(rows[0]["What"]["Name"], "Acme");
    assert_eq!(rows[0]["What"]["Type"], "Account");
    assert_eq!(rows[0]["What"]["attributes"]["type"], "Account");
    assert_eq!(rows[1]["What"], Json::Null);
    assert_eq!(rows[0]["Who"]["LastName"], "Last0010");
    assert_eq!(
        records("SELECT Id FROM Task WHERE What.Type = 'account' AND What.Name != 'Acme'")
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let rows = records(
        "SELECT Id, TYPEOF What WHEN Account THEN Name, Owner.Name ELSE Type END, TYPEOF Who WHEN Contact THEN LastName END FROM Task",
    );
    assert_eq!(rows[2]["What"]["Owner"]["Name"], "Åse");
    assert_eq!(rows[2]["Who"], Json::Null);
    assert_eq!(rows[0]["Who"]["LastName"], "Last0010");
}

#[test]
fn fields_and_labels_can_be_selected() {
    let row = &records("SELECT FIELDS(ALL) FROM Account LIMIT 1")[0];
    assert_eq!(row.as_object().unwrap().len(), 14);
    let row = &records("SELECT FIELDS(CUSTOM), Name FROM Account LIMIT 1")[0];
    assert_eq!(
        row.as_object().unwrap().keys().collect::<Vec<_>>(),
        ["attributes", "Tags__c", "Since__c", "Name"]
    );
    let standard = &records("SELECT FIELDS(STANDARD) FROM Account")[0];
    assert_eq!(standard.as_object().unwrap().len(), 12);
    let row = &records("SELECT Industry, toLabel(Industry) l, Parent.Name FROM Account LIMIT 1")[0];
    assert_eq!((&row["Industry"], &row["l"]), (&json!("Energy"), &json!("Energy!")));
    let row =
        &records("SELECT toLabel(Industry), toLabel(Parent.Industry) FROM Account WHERE Industry = 'Media'")
            [0];
    assert_eq!((&row["Industry"], &row["Parent"]["Industry"]), (&json!("Media!"), &json!("Energy!")));
}

#[test]
fn counts_and_groups_have_their_shapes() {
    let (answer, _) =
        ask(&Org::new(10), "SELECT COUNT() FROM Account WHERE Industry != null", &reading()).unwrap();
    assert_eq!(answer.to_string(), r#"{"totalSize":3,"done":true,"records":[]}"#);
    let attributes = json!({"type": "AggregateResult"});
    let table = [
        ("SELECT COUNT(Id) FROM Account", json!([{"attributes": attributes, "expr0": 4}])),
        (
            "SELECT COUNT(Industry), COUNT_DISTINCT(OwnerId) owners, SUM(AnnualRevenue), SUM(NumberOfEmployees), AVG(NumberOfEmployees), MIN(CreatedDate) first, MAX(Name) FROM Account",
            json!([{"attributes": attributes, "expr0": 3, "owners": 2, "expr1": 51234.75, "expr2": 127, "expr3": 127.0 / 3.0,
                "first": "2023-01-01T00:00:00.000+0000", "expr4": "Zürich AG"}]),
        ),
        (
            "SELECT SUM(AnnualRevenue) FROM Account WHERE Name = 'x'",
            json!([{"attributes": attributes, "expr0": null}]),
        ),
        (
            "SELECT Owner.Name, COUNT(Id) n FROM Account GROUP BY Owner.Name ORDER BY Owner.Name",
            json!([{"attributes": attributes, "Name": "Bo", "n": 2}, {"attributes": attributes, "Name": "Åse", "n": 2}]),
        ),
        (
            "SELECT Industry FROM Account GROUP BY Industry HAVING COUNT(Id) = 1 AND Industry > 'B' ORDER BY MAX(AnnualRevenue) DESC NULLS LAST",
            json!([{"attributes": attributes, "Industry": "Energy"}, {"attributes": attributes, "Industry": "Media"}]),
        ),
        (
            "SELECT CALENDAR_YEAR(CreatedDate), CALENDAR_MONTH(CreatedDate) month, COUNT(Id) FROM Account GROUP BY CALENDAR_YEAR(CreatedDate), CALENDAR_MONTH(CreatedDate) ORDER BY COUNT(Id) DESC LIMIT 1",
            json!([{"attributes": attributes, "expr0": 2024, "month": 5, "expr1": 3}]),
        ),
        ("SELECT Name FROM Account WHERE Name = 'x' GROUP BY Name", json!([])),
    ];
    for (statement, wanted) in table {
        assert_eq!(records(statement), wanted, "{statement}");
    }
}

#[test]
fn long_results_come_in_pages() {
    let org = Org::new(1_200);
    let paged = Reading { batch: 500, ..reading() };
    let answer = run(&org, "SELECT Id FROM Contact", &paged).unwrap();
    let mut kept = 0;
    let mut seen = Vec::new();
    let (mut start, mut locator) = (0, None);
    loop {
        let body = answer.page(&org, start, locator, &mut |_| {
            kept += 1;
            "0r8000000000000001".into()
        });
        let page: Json = serde_json::from_str(&body.unwrap()).unwrap();
        assert_eq!(page["totalSize"], 1_200);
        seen.extend(
            page["records"].as_array().unwrap().iter().map(|row| row["Id"].as_str().unwrap().to_owned()),
        );
        let Some(url) = page.get("nextRecordsUrl") else { break };
        assert_eq!(page["done"], false);
        let (before, next) = url.as_str().unwrap().rsplit_once('-').unwrap();
        assert_eq!(before, "/services/data/v60.0/query/0r8000000000000001");
        (start, locator) = (next.parse().unwrap(), Some("0r8000000000000001"));
        assert_eq!(start, seen.len());
    }
    assert_eq!((seen.len(), kept), (1_200, 1));
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 1_200);
    assert_eq!(answer.page(&org, 1_200, None, &mut |_| String::new()), None);
    let offset = run(&Org::new(3_000), "SELECT Id FROM Contact OFFSET 10", &reading()).unwrap();
    assert_eq!(offset.total_size(), 2_000);
}

#[test]
fn long_children_go_on_in_a_result_of_their_own() {
    let org = Org::new(1_200);
    for (batch, first) in [(2_000, 499), (200, 199)] {
        let paged = Reading { batch, ..reading() };
        let (answer, kept) =
            ask(&org, "SELECT Id, (SELECT Id FROM Contacts) FROM Account WHERE Name = 'Acme'", &paged)
                .unwrap();
        assert_eq!(answer["done"], true);
        let inner = &answer["records"][0]["Contacts"];
        assert_eq!((inner["totalSize"].as_u64(), inner["done"].as_bool()), (Some(858), Some(false)));
        assert_eq!(inner["records"].as_array().unwrap().len(), first);
        assert_eq!(inner["nextRecordsUrl"], format!("/services/data/v60.0/query/0r8000000000000001-{first}"));
        let rest = kept[0].page(&org, first, Some("0r8000000000000001"), &mut |_| String::new()).unwrap();
        let rest: Json = serde_json::from_str(&rest).unwrap();
        assert_eq!(rest["totalSize"], 858);
        assert_eq!(rest["records"].as_array().unwrap().len(), (858 - first).min(batch));
        assert_eq!(rest["done"], 858 - first <= batch);
    }
    // Child rows fill the page of their parents.
    let paged = Reading { batch: 200, ..reading() };
    let (answer, kept) = ask(&org, "SELECT Id, (SELECT Id FROM Contacts) FROM Account", &paged).unwrap();
    assert_eq!(answer["records"].as_array().unwrap().len(), 1);
    assert_eq!(answer["done"], false);
    assert_eq!(kept.len(), 2);
}

#[test]
fn the_tooling_api_adds_its_keys() {
    let tooling = Reading { tooling: true, ..reading() };
    let (answer, _) = ask(&Org::new(3), "SELECT Name FROM User", &tooling).unwrap();
    let keys: Vec<&String> = answer.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["size", "totalSize", "done", "queryLocator", "entityTypeName", "records"]);
    assert_eq!((&answer["size"], &answer["entityTypeName"]), (&json!(2), &json!("User")));
    assert!(
        answer["records"][0]["attributes"]["url"]
            .as_str()
            .unwrap()
            .starts_with("/services/data/v60.0/tooling/sobjects/User/005")
    );
}

#[test]
fn deleted_rows_come_with_query_all_alone() {
    let all = Reading { deleted: true, ..reading() };
    let count =
        |reading| ask(&Org::new(3), "SELECT COUNT() FROM Account", reading).unwrap().0["totalSize"].clone();
    assert_eq!((count(&reading()), count(&all)), (json!(4), json!(5)));
}

#[test]
fn searches_find_words_whatever_the_case() {
    let org = Org::new(20);
    let table = [
        ("FIND {acme} IN NAME FIELDS RETURNING Account(Id, Name)", 2),
        ("FIND {ac*} RETURNING Account", 2),
        ("FIND {ac} RETURNING Account", 0),
        ("FIND {acme AND labs} RETURNING Account(Name)", 1),
        ("FIND {\"acme labs\" OR zürich} RETURNING Account(Name)", 2),
        ("FIND {\"labs acme\"} RETURNING Account(Name)", 0),
        ("FIND {acme} RETURNING Account(Name WHERE Industry = 'Media' ORDER BY Name LIMIT 1)", 1),
        ("FIND {last*} RETURNING Account, Contact(LastName, Account.Name LIMIT 3)", 3),
        ("FIND {last*} RETURNING Contact LIMIT 5", 5),
        ("FIND {example} IN EMAIL FIELDS RETURNING Contact", 0),
    ];
    for (statement, wanted) in table {
        let body = search(&org, statement, &reading()).map_err(|e| e.message).unwrap();
        let found: Json = serde_json::from_str(&body).unwrap();
        assert_eq!(found["searchRecords"].as_array().unwrap().len(), wanted, "{statement}: {body}");
    }
    let body = search(&org, "FIND {zürich} RETURNING Account", &reading()).unwrap();
    assert!(body.starts_with(r#"{"searchRecords":[{"attributes":{"type":"Account","url":"/services/data/v60.0/sobjects/Account/001"#), "{body}");
    let table = [
        ("FIND acme", "No search term found. The search term must be enclosed in braces."),
        ("FIND {a}", "search term must be longer than one character: a"),
        ("FIND {acme} IN", "unexpected token: '<EOF>'"),
        ("FIND {acme}", "This simulated org does not support a search without RETURNING"),
        ("FIND {(acme OR b) AND c} RETURNING Account", "This simulated org does not support"),
        ("FIND {acme} RETURNING Account WITH SNIPPET", "This simulated org does not support"),
    ];
    for (statement, words) in table {
        let error = search(&org, statement, &reading()).unwrap_err();
        assert_eq!(error.code, "MALFORMED_SEARCH", "{statement}");
        assert!(error.message.contains(words), "{statement}: {}", error.message);
    }
}
