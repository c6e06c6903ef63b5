//! Odd answers of an org, and what must come of each in every face: what can be read is shown, what is odd is marked,
//! and nobody is blamed for what no byte shows.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use orgscope::demo::exchange::{Answer, Asked};
use orgscope::demo::faults::{Fault, Faults, Thrown};
use orgscope::demo::org::Org;
use orgscope::demo::serve::{self, Options};

use crate::support::home::{Home, Ran};

/// What an answer is put in the place of.
const KINDS: &[&str] = &["global", "describe", "record", "query", "limits"];

/// One answer, or several, and what must come of it.
struct Case {
    id: &'static str,
    /// Kind, and the name of a file in `tests/data/answers` or the body itself.
    serve: &'static [(&'static str, &'static str)],
    run: Run,
    exit: i32,
    says: &'static [&'static str],
    never: &'static [&'static str],
}

/// What is run.
enum Run {
    /// A command, word by word.
    Command(&'static str),
    /// Words of `--plain`, one a line.
    Words(&'static [&'static str]),
}

use Run::{Command, Words};

/// Said of an answer that nothing is wrong with but a value, these would be lies.
const LIES: &[&str] =
    &["proxy", "compression", "expected u64", "invalid type", "recursion limit", "Salesforce says:"];

const DESCRIBE: Run = Command("describe Thing__c --format json");
const SOQL: Run = Words(&["soql SELECT Id, Name FROM Thing__c"]);
const RECORD: Run = Words(&["open Thing__c", "rows", "1"]);
const ROW: (&str, &str) = (
    "query",
    r#"{"totalSize":1,"done":true,"records":[{"attributes":{"type":"Thing__c"},"Id":"a0B5g00000AbcdeEAB"}]}"#,
);

const CASES: &[Case] = &[
    // Describes.
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
    // The list of objects.
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
    // Limits.
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
    // Pages of a query.
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
    // Records.
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

/// Cut or changed: here the bytes show it.
const BROKEN: &[Case] = &[
    Case {
        id: "a describe that ends in the middle",
        serve: &[("describe", r#"{"fields":[{"name":"A__c","#)],
        run: DESCRIBE,
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

/// The body of a case: a file, a name of one that can't be written here, or itself.
fn body(of: &str) -> Vec<u8> {
    match of {
        "DEEP" => {
            format!(r#"{{"x":{}{},"fields":[{{"name":"A__c"}}]}}"#, "[".repeat(200_000), "]".repeat(200_000))
                .into()
        }
        "BYTE" => b"{\"fields\":[{\"name\":\"A__c\",\"label\":\"caf\xe9\"}]}".to_vec(),
        file if Path::new(file).extension().is_some_and(|ending| ending == "json") => {
            std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/answers").join(file))
                .unwrap()
        }
        json => json.as_bytes().to_vec(),
    }
}

/// Gives the files of a folder in the place of the org's answers; the folder is the fault's value.
fn scripted(_: &Org, asked: &Asked, thrown: &Thrown) -> Option<Answer> {
    let kind = match asked.parts().as_slice() {
        ["services", "data", _, "sobjects"] => "global",
        ["services", "data", _, "sobjects", _, "describe"] => "describe",
        ["services", "data", _, "sobjects", _, _] => "record",
        ["services", "data", _, "query", ..] => "query",
        ["services", "data", _, "limits"] => "limits",
        _ => return None,
    };
    std::fs::read(PathBuf::from(thrown.value.as_deref()?).join(kind)).ok().map(Answer::json)
}

const OBJECTS: &str = r#"{"encoding":"UTF-8","sobjects":[{"name":"Thing__c","label":"Thing","keyPrefix":"a0B","custom":true,"queryable":true},{"name":"Reading__b","label":"Reading","custom":true,"queryable":true}]}"#;

async fn ran(case: &Case) -> Ran {
    let answers = tempfile::tempdir().unwrap();
    for kind in KINDS {
        let own = case.serve.iter().find(|(of, _)| of == kind).map(|(_, of)| body(of));
        if let Some(own) = own.or((*kind == "global").then(|| OBJECTS.into())) {
            std::fs::write(answers.path().join(kind), own).unwrap();
        }
    }
    let faults = Faults::default();
    let fault = Fault { name: "scripted", before: Some(scripted), ..Fault::NONE };
    faults.switch_on(fault, answers.path().to_str());
    let demo = serve::start(Options { faults: Arc::new(faults), ..Options::default() }).await.unwrap();
    let mut home = Home::new();
    for (name, value) in [
        ("ORGSCOPE_LOGIN_URL", demo.base_url.as_str()),
        ("ORGSCOPE_CLIENT_ID", demo.client_id),
        ("ORGSCOPE_CLIENT_SECRET", demo.client_secret),
    ] {
        home.variables.push((name.into(), value.into()));
    }
    let (arguments, input): (Vec<&str>, String) = match case.run {
        Command(words) => (words.split(' ').collect(), String::new()),
        Words(words) => (vec!["--plain"], words.join("\n") + "\nquit\n"),
    };
    tokio::task::spawn_blocking(move || home.run(&arguments, &input)).await.unwrap()
}

async fn differs(case: &Case, lies: &[&str]) -> Vec<String> {
    let ran = ran(case).await;
    let text = format!("{}{}", ran.out, ran.err);
    let mut wrong = Vec::new();
    if ran.code != case.exit {
        wrong.push(format!("exit {}, not {}", ran.code, case.exit));
    }
    wrong.extend(
        case.says.iter().filter(|says| !text.contains(**says)).map(|says| format!("nothing says {says:?}")),
    );
    let never = case.never.iter().chain(lies).filter(|never| text.contains(**never));
    wrong.extend(never.map(|never| format!("something says {never:?}")));
    if wrong.is_empty() { wrong } else { vec![format!("{}: {}\n{text}", case.id, wrong.join("; "))] }
}

async fn check(cases: &'static [Case], lies: &'static [&str]) {
    use futures_util::stream::{self, StreamExt as _};
    let wrong: Vec<String> =
        stream::iter(cases).map(|case| differs(case, lies)).buffer_unordered(8).concat().await;
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_odd_value_never_loses_an_answer() {
    check(CASES, LIES).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_cut_is_said_to_be_cut() {
    check(BROKEN, &[]).await;
}

/// The demo org's own odd answers, in the faces that meet them.
#[tokio::test(flavor = "multi_thread")]
async fn the_faults_of_the_demo_org_are_read_as_well() {
    for (fault, run, exit, says) in [
        ("odd_describe", &["describe", "Account"][..], 0, "1 value could not be read: fields[1].label."),
        ("odd_describe", &["objects"], 0, "Contact"),
        ("byte_order_mark", &["limits"], 0, "DailyApiRequests"),
        ("byte_order_mark", &["get", "query?q=SELECT+Id+FROM+Account+LIMIT+1"], 0, "\"totalSize\""),
        ("deep_value", &["describe", "Account"], 0, "BillingAddress"),
        ("promised_more", &["get", "query?q=SELECT+Id+FROM+Account"], 5, "Incomplete:"),
    ] {
        let home = Home::new();
        let demo = crate::support::demo::Demo::serve(&home, &["--rows", "20", "--fault", fault]);
        let mut home = Home::new();
        for (name, value) in [
            ("ORGSCOPE_LOGIN_URL", &demo.base_url),
            ("ORGSCOPE_CLIENT_ID", &demo.client_id),
            ("ORGSCOPE_CLIENT_SECRET", &demo.client_secret),
        ] {
            home.variables.push((name.into(), value.clone()));
        }
        let ran = home.run(run, "");
        assert!(ran.code == exit && format!("{}{}", ran.out, ran.err).contains(says), "{fault}: {ran:?}");
    }
    for (fault, words, exit, says) in [
        ("half_emoji", "soql SELECT Id, Name FROM Account LIMIT 1", 0, r"\ud83d"),
        (
            "total_unknown",
            "soql SELECT Id, Name FROM Account LIMIT 3",
            0,
            "3 loaded, Salesforce does not say of how many.",
        ),
        ("promised_more", "soql SELECT Id, Name FROM Account LIMIT 3", 5, "Incomplete:"),
        (
            "long_numbers",
            "soql SELECT AnnualRevenue FROM Account WHERE AnnualRevenue > 0 LIMIT 1",
            0,
            "AnnualRevenue: 1234567890123456.78",
        ),
    ] {
        let home = Home::new();
        let ran = home.run(&["demo", "--plain", "--fault", fault], &format!("{words}\nquit\n"));
        assert!(ran.code == exit && ran.out.contains(says), "{fault}: {ran:?}");
    }
}
