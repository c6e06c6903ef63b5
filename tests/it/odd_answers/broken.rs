//! Answers that were cut or changed: here the bytes show it.

use super::{Case, Command, SOQL, check};

const CASES: &[Case] = &[
    Case {
        id: "a describe that ends in the middle",
        serve: &[("describe", r#"{"fields":[{"name":"A__c","#)],
        run: Command("describe Thing__c --format json"),
        exit: 1,
        says: &["is not the JSON it should be, at line 1, column 27", "a proxy changed or cut it"],
        never: &["Salesforce says:", "EOF"],
    },
    Case {
        id: "a page that ends in the middle",
        serve: &[("query", r#"{"totalSize":2,"done":true,"records":[{"Id":"x"},"#)],
        run: SOQL,
        exit: 0,
        says: &["is not the JSON it should be", "a proxy changed or cut it"],
        never: &["Salesforce says:", "EOF"],
    },
];

#[tokio::test(flavor = "multi_thread")]
async fn what_was_cut_is_said_to_be_cut() {
    check(CASES, &[]).await;
}
