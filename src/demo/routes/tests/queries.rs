//! Queries, their pages and plans, searches.

use super::*;

impl Asker {
    fn query(&self, soql: &str) -> Answer {
        let q: String = url::form_urlencoded::byte_serialize(soql.as_bytes()).collect();
        self.get(&format!("query?q={q}"))
    }
}

#[test]
fn a_query_goes_on_until_every_row_came_once() {
    let asker = Asker::new();
    let mut page = json(&asker.query("SELECT Id FROM Contact"));
    assert_eq!(keys(&page), ["totalSize", "done", "nextRecordsUrl", "records"]);
    let (mut ids, mut sizes) = (Vec::new(), Vec::new());
    loop {
        let records = page["records"].as_array().unwrap();
        sizes.push(records.len());
        ids.extend(records.iter().map(|row| row["Id"].as_str().unwrap().to_owned()));
        assert_eq!(page["totalSize"], 5_200);
        let Some(next) = page["nextRecordsUrl"].as_str() else { break };
        let (path, start) = next.rsplit_once('-').unwrap();
        assert_eq!(start, ids.len().to_string());
        let locator = path.strip_prefix("/services/data/v60.0/query/").unwrap();
        assert!(ids::is_id(locator) && locator.len() == 18, "{locator}");
        page = json(&asker.ask("GET", next, &[], ""));
    }
    assert_eq!((page["done"].as_bool(), sizes), (Some(true), vec![2_000, 2_000, 1_200]));
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 5_200);
    for cursor in ["query/0r85e00000K5NMjAAN-2000", "query/x", "queryAll/0r8-1"] {
        let answer = asker.get(cursor);
        assert_eq!(answer.status, 400);
        assert_eq!(
            text(&answer),
            r#"[{"message":"invalid query locator","errorCode":"INVALID_QUERY_LOCATOR"}]"#
        );
    }
}

#[test]
fn children_over_a_page_go_on_by_their_own_locator() {
    let asker = Asker::new();
    let soql = format!("SELECT+Id,(SELECT+Id+FROM+Contacts)+FROM+Account+WHERE+Id='{}'", ids::id("001", 0));
    let target = format!("/services/data/v60.0/query?q={soql}");
    let outer = json(&asker.ask("GET", &target, &[("sforce-query-options", "batchSize=200")], ""));
    let mut inner = outer["records"][0]["Contacts"].clone();
    let (total, mut seen) = (inner["totalSize"].as_u64().unwrap(), 0);
    assert_eq!((outer["done"].as_bool(), inner["done"].as_bool(), total), (Some(true), Some(false), 623));
    loop {
        seen += inner["records"].as_array().unwrap().len() as u64;
        let Some(next) = inner["nextRecordsUrl"].as_str() else { break };
        inner = json(&asker.ask("GET", next, &[], ""));
    }
    assert_eq!(seen, total);
}

#[test]
fn a_plan_tells_that_all_rows_are_looked_at() {
    let asker = Asker::new();
    let plans = asker.json("query?explain=SELECT+Id+FROM+Contact+WHERE+AccountId=null");
    assert_eq!(keys(&plans), ["plans", "sourceQuery"]);
    let plan = &plans["plans"][0];
    let wanted = "cardinality fields leadingOperationType notes relativeCost sobjectCardinality sobjectType"
        .split(' ');
    assert_eq!(keys(plan), wanted.collect::<Vec<_>>());
    assert_eq!(
        (&plan["leadingOperationType"], &plan["sobjectCardinality"]),
        (&"TableScan".into(), &5_200.into())
    );
    assert_eq!(asker.get("query?explain=SELECT+Nope+FROM+Contact").status, 400);
}

#[test]
fn deleted_rows_come_with_query_all_alone() {
    let asker = Asker::new();
    let count =
        |path: &str| asker.json(&format!("{path}?q=SELECT+COUNT()+FROM+Lead"))["totalSize"].as_u64().unwrap();
    assert_eq!(count("queryAll"), 2_300);
    assert_eq!(
        count("query"),
        asker.json("limits/recordCount?sObjects=Lead")["sObjects"][0]["count"].as_u64().unwrap()
    );
    let gone = asker.json("queryAll?q=SELECT+Id+FROM+Lead+WHERE+IsDeleted=true+LIMIT+1");
    assert_eq!(gone["records"][0]["Id"], ids::id("00Q", 41));
}

#[test]
fn a_query_that_cannot_be_run_says_why() {
    let asker = Asker::new();
    let table = [
        ("SELECT Nope__c FROM Account", "INVALID_FIELD", "No such column 'Nope__c' on entity 'Account'"),
        ("SELECT Id FROM Nope__c", "INVALID_TYPE", "sObject type 'Nope__c' is not supported"),
        ("SELEC Id FROM Account", "MALFORMED_QUERY", "unexpected token"),
        ("SELECT FIELDS(ALL) FROM Account", "MALFORMED_QUERY", "must have a LIMIT of at most 200"),
    ];
    for (soql, code, says) in table {
        let answer = asker.query(soql);
        let error = &json(&answer)[0];
        assert_eq!((answer.status, error["errorCode"].as_str()), (400, Some(code)), "{soql}");
        assert!(error["message"].as_str().unwrap().contains(says), "{soql}: {error}");
    }
    assert_eq!(json(&asker.get("query"))[0]["errorCode"], "MALFORMED_QUERY");
}

#[test]
fn the_check_finds_the_run_as_user_the_org_and_its_logins() {
    let asker = Asker::new();
    let user = asker.query(&format!(
        "SELECT Username, Profile.Name, Profile.UserLicense.Name, Profile.PermissionsApiEnabled FROM User WHERE Id = '{}'",
        ids::id("005", 0)
    ));
    let user = &json(&user)["records"][0];
    assert_eq!(user["Profile"]["UserLicense"]["Name"], "Salesforce Integration");
    assert_eq!(user["Profile"]["PermissionsApiEnabled"], true);
    let org = json(&asker.query("SELECT Id, Name, OrganizationType, IsSandbox FROM Organization"));
    assert_eq!(org["records"][0]["Id"], ids::id("00D", 0));
    let form = format!("grant_type=client_credentials&client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}");
    asker.form("/services/oauth2/token", &form);
    let soql = "SELECT LoginTime, Status, Application, User.Username FROM LoginHistory ORDER BY LoginTime DESC LIMIT 1";
    let login = json(&asker.query(&soql.replace(", User.Username", "")));
    assert_eq!(login["records"][0]["Application"], "orgscope demo");
    assert_eq!(
        asker.json("tooling/query?q=SELECT+Name+FROM+ApexClass+LIMIT+1")["entityTypeName"],
        "ApexClass"
    );
}

#[test]
fn a_search_in_sosl_and_one_in_parameters_find_the_same() {
    let asker = Asker::new();
    let sosl = asker.json("search?q=FIND+%7BLakeview%7D+IN+NAME+FIELDS+RETURNING+Account(Id,Name+LIMIT+5)");
    let parameters = asker.json(
        "parameterizedSearch?q=Lakeview&in=NAME&sobject=Account&Account.fields=Id,Name&Account.limit=5",
    );
    assert_eq!(keys(&sosl), ["searchRecords"]);
    assert_eq!(sosl["searchRecords"].as_array().unwrap().len(), 5);
    assert_eq!(sosl, parameters);
    let odd = asker.get("parameterizedSearch?q=Nord%7D+RETURNING+User(Id)%7B&sobject=User");
    assert_eq!(odd.status, 200, "braces and parentheses are text: {}", text(&odd));
    let answer = asker.get("search?q=FIND+Lakeview");
    assert_eq!(json(&answer)[0]["errorCode"], "MALFORMED_SEARCH");
}
