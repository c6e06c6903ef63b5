//! Odd records.

use super::{Case, LIES, Run, Words, check};

const RECORD: Run = Words(&["open Thing__c", "rows", "1"]);
const ROW: (&str, &str) = (
    "query",
    r#"{"totalSize":1,"done":true,"records":[{"attributes":{"type":"Thing__c"},"Id":"a0B5g00000AbcdeEAB"}]}"#,
);

const CASES: &[Case] = &[
    Case {
        id: "an address of coordinates alone",
        serve: &[
            ROW,
            ("describe", "describe-address.json"),
            ("record", "record-address-of-coordinates-only.json"),
        ],
        run: RECORD,
        exit: 0,
        says: &["Site, Site__c: 1.5, 2.5"],
        never: &[", 2.5, ", "Loc__c: ,"],
    },
    Case {
        id: "numbers by their digits",
        serve: &[
            ROW,
            (
                "describe",
                r#"{"fields":[{"name":"Id","type":"id"},{"name":"D__c","type":"double","scale":2},{"name":"P__c","type":"percent","scale":0},{"name":"T__c","type":"currency","scale":2},{"name":"B__c","type":"boolean"}]}"#,
            ),
            (
                "record",
                r#"{"Id":"a0B5g00000AbcdeEAB","D__c":-0.001,"P__c":12.5,"T__c":"1234567890123456.78","B__c":"true"}"#,
            ),
        ],
        run: RECORD,
        exit: 0,
        says: &[
            "D__c: 0.00, exactly -0.001",
            "P__c: 13 %, exactly 12.5",
            "T__c: 1,234,567,890,123,456.78",
            "B__c: yes",
        ],
        never: &["-0.00\n"],
    },
    Case {
        id: "a record type by its name",
        serve: &[
            ROW,
            (
                "describe",
                r#"{"fields":[{"name":"Id","type":"id"},{"name":"RecordTypeId","type":"reference","referenceTo":["RecordType"]}],"recordTypeInfos":[{"name":"Key account","recordTypeId":"0125g000000AbCdAAK","available":true}]}"#,
            ),
            ("record", r#"{"Id":"a0B5g00000AbcdeEAB","RecordTypeId":"0125g000000AbCdAAK"}"#),
        ],
        run: RECORD,
        exit: 0,
        says: &["RecordTypeId: Key account, 0125g000000AbCdAAK"],
        never: &[],
    },
    Case {
        id: "an empty object is no record",
        serve: &[ROW, ("describe", "describe-null-label.json"), ("record", "{}")],
        run: RECORD,
        exit: 0,
        says: &["an empty object, {}, which is no record"],
        never: &[],
    },
];

#[tokio::test(flavor = "multi_thread")]
async fn one_odd_value_never_loses_a_record() {
    check(CASES, LIES).await;
}
