//! Odd pages of a query.

use super::{Case, Command, LIES, SOQL, Words, check};

const CASES: &[Case] = &[
    Case {
        id: "rows of a big object",
        serve: &[("query", "query-totalsize-minus-one.json")],
        run: Words(&["soql SELECT Id, Station__c FROM Reading__b"]),
        exit: 0,
        says: &["Station__c: s1", "1 loaded, Salesforce does not say of how many."],
        never: &["could not be read"],
    },
    Case {
        id: "half an emoji",
        serve: &[("query", "query-lone-surrogate.json")],
        run: SOQL,
        exit: 0,
        says: &[r"Name: cut short \ud83d", "Name: good", "all 2 loaded."],
        never: &["could not be read"],
    },
    Case {
        id: "eighteen digits",
        serve: &[("query", "query-number-of-18-digits.json")],
        run: SOQL,
        exit: 0,
        says: &["Amount__c: 1234567890123456.78"],
        never: &["456.8;"],
    },
    Case {
        id: "more was promised",
        serve: &[("query", "query-done-false-without-next.json")],
        run: Words(&["soql SELECT Id FROM Thing__c", "more"]),
        exit: 5,
        says: &[
            "Name: first",
            "1 of 5,000 loaded.",
            "Incomplete: Salesforce says that there are more rows",
            "No more came than 1 row.",
        ],
        never: &["That is all"],
    },
    Case {
        id: "more was promised to a command",
        serve: &[("query", "query-done-false-without-next.json")],
        run: Command("get query?q=SELECT+Id+FROM+Thing__c"),
        exit: 5,
        says: &["\"first\"", "Incomplete: Salesforce says that there are more rows"],
        never: &[],
    },
    Case {
        id: "odd rows",
        serve: &[(
            "query",
            r#"{"totalSize":"3","done":"true","records":[null,{"Id":"a0B5g00000AbcdeEAB","Name":"good"},7]}"#,
        )],
        run: SOQL,
        exit: 0,
        says: &["Name: good", "1 of 3 loaded.", "2 values could not be read: records[0], records[2]."],
        never: &[],
    },
    Case {
        id: "no rows and no number",
        serve: &[("query", r#"{"totalSize":null,"done":null,"records":null}"#)],
        run: SOQL,
        exit: 0,
        says: &["no rows."],
        never: &["could not be read"],
    },
    Case {
        id: "objects keep their keys",
        serve: &[(
            "query",
            r#"{"totalSize":1,"done":true,"records":[{"Odd":{"a":1,"b":{"c":null,"d":[true,"x"]}},"Contacts":{"totalSize":9,"done":false,"records":[{},{}]},"Owner":{"attributes":{"type":"User"},"Name":"Kim"}}]}"#,
        )],
        run: SOQL,
        exit: 0,
        says: &["Odd: a: 1, b: {d: [true, x]}; Contacts: 2 of 9 rows; Owner.Name: Kim"],
        never: &[],
    },
    Case {
        id: "joiners in emoji and words",
        serve: &[(
            "query",
            "{\"totalSize\":1,\"done\":true,\"records\":[{\"A\":\"👩\u{200d}💻\",\"B\":\"می\u{200c}خواهم\",\"C\":\"Ac\u{200d}me\"}]}",
        )],
        run: SOQL,
        exit: 0,
        says: &["A: 👩\u{200d}💻; B: می\u{200c}خواهم; C: Ac⟨U+200D⟩me"],
        never: &[],
    },
    Case {
        id: "an empty object is no page",
        serve: &[("query", "{}")],
        run: SOQL,
        exit: 0,
        says: &["an empty object, {}, which is no page of a query"],
        never: &[],
    },
    Case {
        id: "a list is no page",
        serve: &[("query", "[]")],
        run: SOQL,
        exit: 0,
        says: &["an empty list, [], which is no page of a query"],
        never: &[],
    },
];

#[tokio::test(flavor = "multi_thread")]
async fn one_odd_value_never_loses_a_page() {
    check(CASES, LIES).await;
}
