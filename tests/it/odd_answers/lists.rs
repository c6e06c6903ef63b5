//! Odd lists of objects and of limits.

use super::{Case, Command, LIES, Words, check};

const CASES: &[Case] = &[
    Case {
        id: "labels of the list are null",
        serve: &[("global", "global-null-label.json")],
        run: Command("objects --format json"),
        exit: 0,
        says: &[r#""name":"Odd__c","label":"""#, r#""name":"Account""#],
        never: &["could not be read"],
    },
    Case {
        id: "big objects are not external",
        serve: &[("global", "global-big-and-external.json")],
        run: Command("objects --format csv"),
        exit: 0,
        says: &["Reading__b,Reading,Z00,big_object,true,true", "Order__x,Order,x00,external,true,true"],
        never: &[],
    },
    Case {
        id: "big objects are not external in plain",
        serve: &[("global", "global-big-and-external.json")],
        run: Words(&["objects"]),
        exit: 0,
        says: &["Reading__b, label Reading, big object", "Order__x, label Order, external"],
        never: &[],
    },
    Case {
        id: "an entry of the list has no name",
        serve: &[("global", r#"{"sobjects":[{"label":"x"},{"name":"Account","queryable":"true"}]}"#)],
        run: Command("objects --format json"),
        exit: 0,
        says: &[r#""name":"Account""#, r#""queryable":true"#, "1 value could not be read: sobjects[0]."],
        never: &[],
    },
    Case {
        id: "the list is null",
        serve: &[("global", r#"{"encoding":"UTF-8","sobjects":null}"#)],
        run: Command("objects --format json"),
        exit: 0,
        says: &["1 value could not be read: sobjects."],
        never: &[],
    },
    Case {
        id: "an empty object is no list of objects",
        serve: &[("global", "{}")],
        run: Command("objects"),
        exit: 1,
        says: &["an empty object, {}, which is no list of objects"],
        never: &[],
    },
    Case {
        id: "a limit as text, and one without a number",
        serve: &[(
            "limits",
            r#"{"A":{"Max":"15","Remaining":"12"},"B":{"Max":null,"Remaining":3},"C":{"Max":[],"Remaining":3}}"#,
        )],
        run: Command("limits --format json"),
        exit: 0,
        says: &[
            r#"{"name":"A","used":3,"max":15,"share":0.2}"#,
            r#"{"name":"B","used":null,"max":null,"share":null}"#,
            r#"{"name":"C","used":null,"max":null,"share":null,"unread":["Max"]}"#,
            "1 value could not be read: C.Max.",
        ],
        never: &[],
    },
    Case {
        id: "an empty object is no list of limits",
        serve: &[("limits", "{}")],
        run: Command("limits"),
        exit: 1,
        says: &["an empty object, {}, which is no list of limits"],
        never: &[],
    },
];

#[tokio::test(flavor = "multi_thread")]
async fn one_odd_value_never_loses_a_list() {
    check(CASES, LIES).await;
}
