mod answers;
mod oracle;
mod org;

use serde_json::Value as Json;

use super::*;
use org::{Org, id};

fn reading() -> Reading {
    Reading { version: "60.0".into(), tooling: false, deleted: false, batch: 2_000 }
}

/// The answer's first page, and what was kept of it.
fn ask(org: &Org, statement: &str, reading: &Reading) -> Result<(Json, Vec<Arc<Answer>>), QueryError> {
    let answer = run(org, statement, reading)?;
    let mut kept = Vec::new();
    let body = answer.page(org, 0, None, &mut |rest| {
        kept.push(rest);
        format!("0r8000000000000{:03}", kept.len())
    });
    Ok((serde_json::from_str(&body.unwrap()).unwrap(), kept))
}

/// Names (or ids) of the rows that a query over Account finds.
fn names(condition: &str) -> Result<Vec<String>, QueryError> {
    let (answer, _) = ask(&Org::new(10), &format!("SELECT Name FROM Account {condition}"), &reading())?;
    let rows = answer["records"].as_array().unwrap().iter();
    Ok(rows.map(|row| row["Name"].as_str().unwrap().split(' ').next().unwrap().to_owned()).collect())
}

fn error(statement: &str) -> (String, String) {
    match ask(&Org::new(10), statement, &reading()) {
        Ok((answer, _)) => panic!("{statement} gave {answer}"),
        Err(error) => (error.code.to_owned(), error.message),
    }
}

#[test]
fn conditions_find_the_rows_they_name() {
    let table: &[(&str, &[&str])] = &[
        ("", &["Acme", "acme", "Zürich", "100%"]),
        ("WHERE Name = 'ACME'", &["Acme"]),
        ("WHERE Name = 'zÜRICH ag'", &["Zürich"]),
        ("WHERE Name LIKE 'acme%'", &["Acme", "acme"]),
        (r"WHERE Name LIKE '100\%%'", &["100%"]),
        ("WHERE NOT Name LIKE '%me%'", &["Zürich", "100%"]),
        ("WHERE Name > 'b'", &["Zürich"]),
        ("WHERE Name IN ('acme', 'x', null)", &["Acme"]),
        ("WHERE Industry = null", &["Zürich"]),
        ("WHERE Industry != null", &["Acme", "acme", "100%"]),
        ("WHERE Industry = ''", &["Zürich"]),
        ("WHERE Industry != ''", &["Acme", "acme", "100%"]),
        ("WHERE Industry IN ('', 'Media')", &["acme", "Zürich"]),
        ("WHERE ParentId = ''", &["Acme", "100%"]),
        ("WHERE Industry != 'media'", &["Acme", "Zürich", "100%"]),
        ("WHERE Industry NOT IN ('Media', 'Energy')", &["Zürich", "100%"]),
        ("WHERE Industry IN (null, 'Media')", &["acme", "Zürich"]),
        ("WHERE toLabel(Industry) = 'media!'", &["acme"]),
        ("WHERE AnnualRevenue > 1000", &["Acme", "Zürich"]),
        ("WHERE AnnualRevenue = 50000", &["Acme"]),
        ("WHERE AnnualRevenue <= 1234.5", &["Zürich", "100%"]),
        ("WHERE AnnualRevenue IN (0.25, 1)", &["100%"]),
        ("WHERE NumberOfEmployees >= 7", &["Acme", "acme"]),
        ("WHERE IsDeleted = false", &["Acme", "acme", "Zürich", "100%"]),
        ("WHERE IsDeleted = true", &[]),
        ("WHERE CreatedDate = TODAY", &["Acme"]),
        ("WHERE CreatedDate = YESTERDAY", &["acme"]),
        ("WHERE CreatedDate > TODAY", &["100%"]),
        ("WHERE CreatedDate < LAST_N_DAYS:1", &["Zürich"]),
        ("WHERE CreatedDate = THIS_WEEK", &["Acme", "acme", "100%"]),
        ("WHERE CreatedDate = LAST_YEAR", &["Zürich"]),
        ("WHERE CreatedDate >= 2024-05-15T10:00:00+02:00", &["Acme", "100%"]),
        ("WHERE CreatedDate = 2024-05-14T23:59:59.99900000000000Z", &["acme"]),
        ("WHERE CreatedDate IN (TODAY, TOMORROW)", &["Acme", "100%"]),
        ("WHERE CALENDAR_YEAR(CreatedDate) = 2023", &["Zürich"]),
        ("WHERE DAY_ONLY(CreatedDate) = 2024-05-14", &["acme"]),
        ("WHERE HOUR_IN_DAY(CreatedDate) = 8", &["Acme"]),
        ("WHERE Since__c = 2024-04-30", &["acme"]),
        ("WHERE Since__c = LAST_MONTH", &["acme"]),
        ("WHERE Since__c < THIS_YEAR", &["100%"]),
        ("WHERE Since__c != TODAY", &["acme", "Zürich", "100%"]),
        ("WHERE Tags__c = 'b;A'", &["Acme"]),
        ("WHERE Tags__c INCLUDES ('a;b')", &["Acme", "100%"]),
        ("WHERE Tags__c INCLUDES ('a;c', 'b')", &["Acme", "acme", "100%"]),
        ("WHERE Tags__c EXCLUDES ('c')", &["Acme", "acme", "Zürich"]),
        ("WHERE Owner.Name = 'åse'", &["Acme", "Zürich"]),
        ("WHERE Parent.Industry = null", &["Acme", "100%"]),
        ("WHERE Parent.Parent.Name = 'Acme'", &["Zürich"]),
        ("WHERE Account.Name = 'Acme'", &["Acme"]),
        ("a WHERE a.Owner.Name = 'Bo' AND (NOT Name = 'x')", &["acme", "100%"]),
        ("WHERE (Name = 'Acme' OR Industry = null) AND AnnualRevenue > 2000", &["Acme"]),
        ("WHERE Id IN (SELECT AccountId FROM Contact)", &["Acme", "acme"]),
        ("WHERE Id NOT IN (SELECT AccountId FROM Contact WHERE LastName LIKE 'last%')", &["Zürich", "100%"]),
        ("WHERE Id IN (SELECT WhatId FROM Task) AND Name != null", &["Acme", "Zürich"]),
        ("USING SCOPE mine", &["acme", "100%"]),
        ("USING SCOPE everything WHERE Name = 'acme'", &["Acme"]),
        ("ORDER BY Name", &["100%", "Acme", "acme", "Zürich"]),
        ("ORDER BY Name DESC", &["Zürich", "acme", "Acme", "100%"]),
        ("ORDER BY Industry", &["Zürich", "acme", "Acme", "100%"]),
        ("ORDER BY Industry DESC NULLS LAST", &["100%", "Acme", "acme", "Zürich"]),
        ("ORDER BY AnnualRevenue DESC", &["acme", "Acme", "Zürich", "100%"]),
        ("ORDER BY Owner.Name, CreatedDate", &["acme", "100%", "Zürich", "Acme"]),
        ("ORDER BY Parent.Name NULLS LAST, Name LIMIT 3", &["acme", "Zürich", "100%"]),
        ("ORDER BY Name LIMIT 2 OFFSET 1", &["Acme", "acme"]),
        ("LIMIT 0", &[]),
        ("OFFSET 2000", &[]),
    ];
    for (condition, wanted) in table {
        assert_eq!(
            names(condition).map_err(|e| e.message),
            Ok(wanted.iter().map(|s| s.to_string()).collect()),
            "{condition}"
        );
    }
    let by_id = |id: &str| names(&format!("WHERE Id = '{id}'"));
    assert_eq!(by_id(&id("001", 2)), Ok(vec!["Zürich".into()]));
    assert_eq!(by_id(&id("001", 2)[..15]), Ok(vec!["Zürich".into()]));
    assert_eq!(
        names(&format!("WHERE Id > '{}' AND Id != '{}'", id("001", 1), id("001", 3))),
        Ok(vec!["Zürich".into()])
    );
}

#[test]
fn errors_have_salesforces_codes_and_words() {
    let table = [
        ("SELEC Id FROM Account", "MALFORMED_QUERY", "unexpected token: 'SELEC'"),
        ("SELECT Id FROM", "MALFORMED_QUERY", "unexpected token: '<EOF>'"),
        (
            "SELECT Id FROM Account WHERE Id = $x",
            "MALFORMED_QUERY",
            "line 1:34 no viable alternative at character '$'",
        ),
        (
            "SELECT Id FROM Account WHERE Id = :x",
            "MALFORMED_QUERY",
            "Bind variables only allowed in Apex code",
        ),
        (
            "SELECT Id FROM Account WHERE Id = null AND Name = 'a' OR Name = 'b'",
            "MALFORMED_QUERY",
            "unexpected token: 'OR'",
        ),
        ("SELECT Id Name FROM Account", "MALFORMED_QUERY", "only aggregate expressions use field aliasing"),
        (
            "SELECT DISTINCT Name FROM Account",
            "MALFORMED_QUERY",
            "only aggregate expressions use field aliasing",
        ),
        ("SELECT Id FROM Nope__c", "INVALID_TYPE", "sObject type 'Nope__c' is not supported. If you are"),
        (
            "SELECT Id FROM EmailStatus",
            "INVALID_TYPE_FOR_OPERATION",
            "entity type EmailStatus does not support query",
        ),
        (
            "SELECT Nope__c FROM Account",
            "INVALID_FIELD",
            "No such column 'Nope__c' on entity 'Account'. If you are",
        ),
        (
            "SELECT Id, Parent.Nope FROM Account",
            "INVALID_FIELD",
            "No such column 'Nope' on entity 'Account'.",
        ),
        ("SELECT Who.Nope FROM Task", "INVALID_FIELD", "No such column 'Nope' on entity 'Name'."),
        (
            "SELECT Nope.Name FROM Account",
            "INVALID_FIELD",
            "Didn't understand relationship 'Nope' in field path. If",
        ),
        (
            "SELECT (SELECT Id FROM Nopes) FROM Account",
            "INVALID_TYPE",
            "Didn't understand relationship 'Nopes' in FROM part of query call.",
        ),
        (
            "SELECT (SELECT Id FROM Nowheres) FROM Account",
            "INVALID_TYPE",
            "Didn't understand relationship 'Nowheres'",
        ),
        ("SELECT Id, id FROM Account", "INVALID_FIELD", "duplicate field selected: id"),
        ("SELECT Id, FIELDS(STANDARD) FROM Account", "INVALID_FIELD", "duplicate field selected: Id"),
        (
            "SELECT FIELDS(ALL) FROM Account",
            "MALFORMED_QUERY",
            "The SOQL FIELDS function must have a LIMIT of at most 200",
        ),
        (
            "SELECT FIELDS(CUSTOM) FROM Account LIMIT 201",
            "MALFORMED_QUERY",
            "The SOQL FIELDS function must have a LIMIT of at most 200",
        ),
        (
            "SELECT Id FROM Account WHERE Description = 'x'",
            "INVALID_FIELD",
            "field 'Description' can not be filtered in a query call",
        ),
        (
            "SELECT Id FROM Account ORDER BY Description",
            "MALFORMED_QUERY",
            "field 'Description' can not be sorted in a query call",
        ),
        (
            "SELECT Id FROM Account ORDER BY Tags__c",
            "MALFORMED_QUERY",
            "field 'Tags__c' can not be sorted in a query call",
        ),
        (
            "SELECT COUNT(Id) FROM Account GROUP BY AnnualRevenue",
            "INVALID_FIELD",
            "field 'AnnualRevenue' can not be grouped in a query call",
        ),
        (
            "SELECT Id FROM Account WHERE BillingAddress = null",
            "INVALID_FIELD",
            "Address fields can only be filtered using Distance expressions",
        ),
        (
            "SELECT Id FROM Account WHERE CreatedDate > '2024-01-01'",
            "INVALID_FIELD",
            "value of filter criterion for field 'CreatedDate' must be of type dateTime and should not be enclosed in quotes",
        ),
        (
            "SELECT Id FROM Account WHERE CreatedDate > 2024-01-01",
            "INVALID_FIELD",
            "must be of type dateTime",
        ),
        (
            "SELECT Id FROM Account WHERE Since__c > 2024-01-01T00:00:00Z",
            "INVALID_FIELD",
            "must be of type date and should not",
        ),
        (
            "SELECT Id FROM Account WHERE AnnualRevenue = '5'",
            "INVALID_FIELD",
            "must be of type double and should not",
        ),
        (
            "SELECT Id FROM Account WHERE IsDeleted = 'true'",
            "INVALID_FIELD",
            "must be of type boolean and should not",
        ),
        (
            "SELECT Id FROM Account WHERE Name = 5",
            "INVALID_FIELD",
            "must be of type string and should be enclosed in quotes",
        ),
        (
            "SELECT Id FROM Account WHERE Id = 'Acme'",
            "INVALID_QUERY_FILTER_OPERATOR",
            "invalid ID field: Acme",
        ),
        (
            "SELECT Id FROM Account WHERE OwnerId LIKE '005%'",
            "INVALID_QUERY_FILTER_OPERATOR",
            "invalid operator on id field",
        ),
        (
            "SELECT Id FROM Account WHERE IsDeleted > true",
            "INVALID_QUERY_FILTER_OPERATOR",
            "invalid operator on boolean field",
        ),
        (
            "SELECT Id FROM Account WHERE Name INCLUDES ('a')",
            "INVALID_QUERY_FILTER_OPERATOR",
            "invalid operator on string field",
        ),
        (
            "SELECT Id FROM Account OFFSET 2001",
            "NUMBER_OUTSIDE_VALID_RANGE",
            "Maximum SOQL offset allowed is 2000",
        ),
        (
            "SELECT Name, COUNT(Id) FROM Account",
            "MALFORMED_QUERY",
            "Field must be grouped or aggregated: Name",
        ),
        (
            "SELECT (SELECT COUNT(Id) FROM Contacts) FROM Account",
            "MALFORMED_QUERY",
            "Only root queries support aggregate expressions",
        ),
        (
            "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact WHERE Id IN (SELECT WhoId FROM Task))",
            "MALFORMED_QUERY",
            "Nesting of semi join sub-selects is not supported",
        ),
        (
            "SELECT Id FROM Account WHERE Name = 'a' OR Id IN (SELECT AccountId FROM Contact)",
            "MALFORMED_QUERY",
            "Semi join sub-selects are not allowed with the 'OR' operator",
        ),
        (
            "SELECT Id FROM Account WHERE Name = 'a' OR (Name = 'b' AND Id IN (SELECT AccountId FROM Contact))",
            "MALFORMED_QUERY",
            "Semi join sub-selects are only allowed at the top level WHERE",
        ),
        (
            "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact) AND Id IN (SELECT AccountId FROM Contact) AND Id IN (SELECT AccountId FROM Contact)",
            "MALFORMED_QUERY",
            "Maximum 2 semi join sub-selects are allowed",
        ),
        (
            "SELECT SUM(Name) FROM Account",
            "MALFORMED_QUERY",
            "field Name does not support aggregate operator SUM",
        ),
        ("SELECT Owner.Parent.Parent.Parent.Parent.Parent.Name FROM Account", "INVALID_FIELD", "five levels"),
    ];
    for (statement, code, words) in table {
        let (found, message) = error(statement);
        assert_eq!(found, code, "{statement}: {message}");
        assert!(message.contains(words), "{statement}: {message}");
    }
    assert!(
        error(&format!("SELECT Id FROM Account WHERE Name = '{}'", "x".repeat(100_000)))
            .1
            .contains("100000 characters")
    );
}

#[test]
fn what_is_not_supported_says_so() {
    for statement in [
        "SELECT FORMAT(AnnualRevenue) FROM Account",
        "SELECT convertCurrency(AnnualRevenue) FROM Account",
        "SELECT COUNT(Id) FROM Account GROUP BY ROLLUP(Name)",
        "SELECT Id FROM Account WHERE DISTANCE(BillingAddress, GEOLOCATION(1, 2), 'km') < 20",
        "SELECT Id FROM Account WHERE AnnualRevenue > USD500",
        "SELECT Id FROM Account WITH SECURITY_ENFORCED",
        "SELECT Id FROM Account FOR VIEW",
        "SELECT Id FROM Account USING SCOPE team",
        "SELECT c.Id FROM Account a, a.Contacts c",
        "SELECT CALENDAR_YEAR(convertTimezone(CreatedDate)), COUNT(Id) FROM Account GROUP BY CALENDAR_YEAR(convertTimezone(CreatedDate))",
        "SELECT Id, (SELECT Id FROM Contacts), (SELECT Name FROM Contacts) FROM Account",
        "SELECT Who.Account.Name FROM Task",
        "SELECT Id FROM Account WHERE Name > null",
        "SELECT MIN(Industry) FROM Account",
        "SELECT GROUPING(Name), COUNT(Id) FROM Account GROUP BY Name",
    ] {
        let (code, message) = error(statement);
        assert_eq!(code, "MALFORMED_QUERY");
        assert!(message.starts_with("This simulated org does not support "), "{statement}: {message}");
    }
}
