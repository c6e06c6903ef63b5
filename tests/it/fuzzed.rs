//! What the fuzz targets check, on collected input that is damaged by a fixed seed. More of it is the work of the targets
//! (`tests/fuzz`).

#[path = "../fuzz/properties/answer.rs"]
mod answer;
#[path = "../fuzz/properties/place.rs"]
mod place;
#[path = "../fuzz/properties/statement.rs"]
mod statement;

/// Numbers by a seed, the same at each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }
}

/// Some of what was collected, cut, put together and mixed with pieces.
fn damaged(collected: &[Vec<u8>], pieces: &[&str], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = collected[dice.below(collected.len())].clone();
    for _ in 0..=dice.below(4) {
        let at = dice.below(bytes.len() + 1);
        let end = (at + dice.below(8)).min(bytes.len());
        match dice.below(5) {
            0 => drop(bytes.splice(at..end, [])),
            1 => {
                let other = &collected[dice.below(collected.len())];
                bytes.truncate(at);
                bytes.extend_from_slice(&other[dice.below(other.len() + 1)..]);
            }
            2 => bytes.insert(at, dice.below(256) as u8),
            _ => drop(bytes.splice(at..end, pieces[dice.below(pieces.len())].bytes())),
        }
    }
    bytes
}

#[test]
fn any_statement_that_writes_is_refused() {
    let lists = [include_str!("../data/soql/valid.json"), include_str!("../data/soql/invalid.json")];
    let mut collected = Vec::new();
    for list in lists {
        let list: Vec<serde_json::Value> = serde_json::from_str(list).unwrap();
        collected.extend(list.iter().map(|entry| entry["soql"].as_str().unwrap().as_bytes().to_vec()));
    }
    collected.push(b"FIND {a} IN NAME FIELDS RETURNING Account(Id, Name WHERE Name = 'x')".to_vec());
    let pieces = [
        "'",
        "\\'",
        "\"",
        "{",
        "}",
        "(",
        ")",
        "/*",
        "*/",
        "//",
        "--",
        "FOR",
        " for ",
        "VIEW",
        "UPDATE ",
        "\u{a0}",
        "\n",
        "FIND ",
        "RETURNING ",
        ",",
        "LIMIT 1",
        "\\",
        "%20",
        "ſ",
        "：",
    ];
    let mut dice = Dice(0x736f_716c);
    for _ in 0..1500 {
        statement::check(&damaged(&collected, &pieces, &mut dice));
    }
}

#[test]
fn any_path_is_sent_as_it_was_looked_at() {
    let collected = [
        "/services/data/v64.0/sobjects/Account/describe",
        "/services/data/v64.0/query?q=SELECT+Id+FROM+Account",
        "/services/data/v64.0/tooling/executeAnonymous?anonymousBody=x",
        "/services/data/v64.0/tooling/query?q=SELECT%20Id%20FROM%20ApexClass",
        "/services/data/v64.0/sobjects/Account/Ext__c/a%20b",
        "/services/oauth2/userinfo",
        "/services/apexrest/x",
        "/id/00D000000000001AAA/005000000000001AAA",
        "https://acme.my.salesforce.com/services/data",
        "https://acme.lightning.force.com/lightning/r/Account/001000000000001AAA/view",
        "http://user:pw@127.0.0.1:8080/x?sid=1#f",
        "acme--uat.sandbox.my.salesforce.com",
    ];
    let collected: Vec<Vec<u8>> = collected.iter().map(|text| text.as_bytes().to_vec()).collect();
    let pieces = [
        "/",
        "//",
        "..",
        "/./",
        "%2f",
        "%2e%2e",
        "%252f",
        "\\",
        "?",
        "&",
        "#",
        "@",
        ":",
        ";",
        "%",
        "％",
        "／",
        ".json",
        " ",
        "\t",
        "q=",
        "=",
        "+",
        "_HttpMethod=",
        "tooling",
        "query",
        "sid=",
        "[::1]",
        "é",
        "\u{202e}",
        "EXECUTEANONYMOUS",
    ];
    let mut dice = Dice(0x7061_7468);
    for _ in 0..4000 {
        place::check(&damaged(&collected, &pieces, &mut dice));
    }
}

#[test]
fn any_answer_is_a_sentence_with_a_way_on() {
    let bodies = [
        r#"{"error":"invalid_grant","error_description":"no client credentials user enabled"}"#,
        r#"[{"errorCode":"INVALID_SESSION_ID","message":"Session expired or invalid"}]"#,
        r#"[{"errorCode":"INVALID_TYPE","message":"sObject type 'X' is not supported.","fields":["A"]}]"#,
        "<html><head><title>Sign in</title></head><body>Down for maintenance</body></html>",
        r#"{"totalSize":1,"done":false,"nextRecordsUrl":"/services/data/v64.0/query/01g-2000","records":[{"Id":"001"}]}"#,
        r#"{"access_token":"00D000000000001!AQ","instance_url":"https://acme.my.salesforce.com","scope":"api","id":"x"}"#,
        r#"{"name":"Account","fields":[{"name":"Id","type":"id","length":18,"picklistValues":[{"value":"a"}]}]}"#,
        "",
    ];
    let heads = [
        "content-type: application/json",
        "content-type: text/html\nlocation: https://login.salesforce.com/",
        "retry-after: 30\nsforce-limit-info: api-usage=1/2\ndate: Wed, 21 Oct 2015 07:28:00 GMT",
        "www-authenticate: Token\nserver: gateway",
    ];
    let mut collected = Vec::new();
    for (at, body) in bodies.iter().enumerate() {
        for (n, head) in heads.iter().enumerate() {
            // 200, 302, 400, 401, 403, 404, 429, 500, 503
            let status = [100_u16, 202, 300, 301, 303, 304, 329, 400, 403][(at + 3 * n) % 9].to_be_bytes();
            let input = [&status[..], &[at as u8], head.as_bytes(), b"\n\n", body.as_bytes()];
            collected.push(input.concat());
        }
    }
    let pieces = [
        "\n\n",
        "{",
        "}",
        "[",
        "]",
        "\"",
        ":",
        ",",
        "null",
        "-1",
        "1e999",
        "\u{1b}]52;c;x\u{7}",
        "\u{202e}",
        "<title>",
        "location: //evil.example\n",
        "location: \u{9b}31m\n",
        "\\u0000",
        "\\ud800",
        "errorCode",
        "https://",
        "é",
    ];
    let mut dice = Dice(0x6874_7470);
    for _ in 0..2500 {
        answer::check(&damaged(&collected, &pieces, &mut dice));
    }
}
