//! Odd describes.

use super::{Case, Command, LIES, Run, Words, check};

const DESCRIBE: Run = Command("describe Thing__c --format json");

const CASES: &[Case] = &[
    Case {
        id: "a label is null",
        serve: &[("describe", "describe-null-label.json")],
        run: DESCRIBE,
        exit: 0,
        says: &[
            r#""name":"A__c","label":"""#,
            r#""name":"Id","label":"Record ID","type":"id","length":18,"required":true"#,
        ],
        never: &["could not be read"],
    },
    Case {
        id: "lists are null",
        serve: &[("describe", "describe-null-lists.json")],
        run: DESCRIBE,
        exit: 0,
        says: &[r#""name":"A__c""#, r#""reference_to":[]"#],
        never: &["could not be read"],
    },
    Case {
        id: "a byte order mark",
        serve: &[("describe", "describe-byte-order-mark.json")],
        run: DESCRIBE,
        exit: 0,
        says: &[r#""name":"A__c""#],
        never: &["could not be read"],
    },
    Case {
        id: "a describe without a name",
        serve: &[("describe", "describe-without-name.json")],
        run: Words(&["open Thing__c"]),
        exit: 0,
        says: &["Thing__c, fields", "ExampleInt"],
        never: &["could not be read"],
    },
    Case {
        id: "a field's label is an object",
        serve: &[(
            "describe",
            r#"{"fields":[{"name":"A__c","label":{"en":"x"},"length":"255"},{"label":"no name"},{"name":"B__c","label":"b"}]}"#,
        )],
        run: DESCRIBE,
        exit: 0,
        says: &[
            r#""name":"A__c","label":"","type":"","length":255"#,
            r#""unread":["label"]"#,
            r#""name":"B__c""#,
            "2 values could not be read: fields[0].label, fields[1].",
        ],
        never: &[],
    },
    Case {
        id: "what could not be read is said in plain, too",
        serve: &[("describe", r#"{"fields":[{"name":"A__c"},7]}"#)],
        run: Words(&["open Thing__c"]),
        exit: 0,
        says: &["1 value could not be read: fields[1].", "1. A__c"],
        never: &[],
    },
    Case {
        id: "a value of any depth",
        serve: &[("describe", "DEEP")],
        run: DESCRIBE,
        exit: 0,
        says: &[r#""name":"A__c""#],
        never: &["could not be read"],
    },
    Case {
        id: "a byte that is no UTF-8",
        serve: &[("describe", "BYTE")],
        run: DESCRIBE,
        exit: 0,
        says: &["caf\u{fffd}"],
        never: &["could not be read"],
    },
    Case {
        id: "something follows the answer",
        serve: &[("describe", "{\"fields\":[{\"name\":\"A__c\"}]}\n<!-- seen by the gateway -->")],
        run: DESCRIBE,
        exit: 0,
        says: &[r#""name":"A__c""#, "1 value could not be read: what follows the answer."],
        never: &[],
    },
    Case {
        id: "formulas without their text",
        serve: &[("describe", "describe-formula-without-text.json")],
        run: Command("describe Thing__c"),
        exit: 0,
        says: &["Formula (Text)", "Formula (Checkbox)"],
        never: &["Roll-up"],
    },
    Case {
        id: "lengths of six digits",
        serve: &[("describe", "describe-lengths-of-six-digits.json")],
        run: Command("describe Thing__c"),
        exit: 0,
        says: &["131,072", "5,242,880"],
        never: &["…"],
    },
    Case {
        id: "a describe for machines",
        serve: &[(
            "describe",
            r#"{"fields":[{"name":"K__c","type":"picklist","picklistValues":[{"value":"a","label":null,"active":true}]},{"name":"N__c","type":"double","precision":18,"scale":"2","calculated":true,"calculatedFormula":"1;2","inlineHelpText":"help me"},{"name":"L__c","type":"reference","referenceTo":["Account","Contact"],"relationshipName":"L__r"}]}"#,
        )],
        run: DESCRIBE,
        exit: 0,
        says: &[
            r#""picklist_values":[{"value":"a","label":"a","active":true,"default":false}]"#,
            r#""precision":18,"scale":2"#,
            r#""formula":"1;2","help":"help me""#,
            r#""reference_to":["Account","Contact"],"relationship_name":"L__r""#,
        ],
        never: &[],
    },
    Case {
        id: "a describe as CSV",
        serve: &[(
            "describe",
            r#"{"fields":[{"name":"L__c","type":"reference","referenceTo":["Account","Contact"]}]}"#,
        )],
        run: Command("describe Thing__c --format csv"),
        exit: 0,
        says: &[
            "name,label,type,length,required,unique,external_id,indexed,precision,scale,reference_to,",
            ",Account;Contact,",
        ],
        never: &[],
    },
    Case {
        id: "an empty object is no describe",
        serve: &[("describe", "describe-empty-object.json")],
        run: DESCRIBE,
        exit: 1,
        says: &["an empty object, {}, which is no describe", "/sobjects/Thing__c/describe"],
        never: &[],
    },
    Case {
        id: "an empty list is no describe",
        serve: &[("describe", "[]")],
        run: DESCRIBE,
        exit: 1,
        says: &["an empty list, [], which is no describe"],
        never: &[],
    },
    Case {
        id: "a number is no describe",
        serve: &[("describe", "12.50")],
        run: DESCRIBE,
        exit: 1,
        says: &["the number 12.50, which is no describe"],
        never: &[],
    },
    Case {
        id: "an error with 200 is no describe",
        serve: &[("describe", r#"[{"errorCode":"X_Y","message":"not today"}]"#)],
        run: DESCRIBE,
        exit: 1,
        says: &["a list of 1, which is no describe", "X_Y"],
        never: &[],
    },
];

#[tokio::test(flavor = "multi_thread")]
async fn one_odd_value_never_loses_a_describe() {
    check(CASES, LIES).await;
}
