//! The plain mode, by its text: words in, lines out, from a pipe and at a terminal that can do nothing else.

use crate::support::demo::Demo;
use crate::support::home::{Home, Ran};
#[cfg(unix)]
use crate::support::screen::Screen;

/// Feeds the words to orgscope, one a line, until the input ends.
fn talk(home: &Home, arguments: &[&str], words: &[&str]) -> Ran {
    let ran = home.run(arguments, &(words.join("\n") + "\n"));
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    assert_plain(&ran.out);
    ran
}

/// No byte that moves a cursor, and no sign that a screen reader spells out.
#[track_caller]
fn assert_plain(text: &str) {
    let odd = text.chars().find(|c| c.is_control() && *c != '\n');
    assert_eq!(odd, None, "{text}");
    let sign = text.chars().find(|c| "▸✓✗○│─→·•▾◐".contains(*c));
    assert_eq!(sign, None, "{text}");
}

/// What was said to a word: from its line to that of the next.
fn said<'a>(text: &'a str, word: &str) -> &'a str {
    let after = text.split_once(&format!("\n> {word}\n")).unwrap_or_else(|| panic!("no {word} in {text}")).1;
    after.split("\n> ").next().unwrap()
}

#[test]
fn a_script_opens_the_third_object_reads_its_json_and_leaves() {
    let ran = talk(&Home::new(), &["demo", "--plain"], &["3", "raw", "quit"]);
    assert!(ran.out.starts_with(concat!("orgscope ", env!("CARGO_PKG_VERSION"), ", plain.")), "{}", ran.out);
    for line in [
        "Org demo, demo, read-only.",
        "The app acts as Integration orgscope, svc.orgscope@demo.example.",
        "1. Account",
        "1 to 20 of 22 objects. Say more for the next.",
    ] {
        assert!(ran.out.lines().any(|said| said == line), "no {line:?} in {}", ran.out);
    }
    let is_cost =
        |line: &str| line.starts_with("API v") && line.ends_with(" calls used in the last 24 hours.");
    assert!(ran.out.lines().any(is_cost), "{}", ran.out);
    assert!(said(&ran.out, "3").starts_with("Case, fields.\n"), "{}", said(&ran.out, "3"));
    let raw = said(&ran.out, "raw");
    assert!(raw.starts_with("Raw JSON, 46.0 kB, all of it, status 200, after "), "{raw}");
    assert!(raw.contains("\n{\n  \"actionOverrides\": [],\n"), "{raw}");
    assert!(raw.ends_with("Say more for the next."), "{raw}");
    assert!(ran.out.ends_with("> quit\n"));
}

#[test]
fn words_lead_through_fields_rows_and_records_and_back() {
    let words = [
        "find cont",
        "1",
        "find email",
        "1",
        "raw",
        "back",
        "rows",
        "more",
        "1",
        "headers",
        "related",
        "1",
        "back",
        "fields",
        "empty",
        "where",
        "back",
        "back",
        "back",
        "more",
        "bogus",
        "99",
    ];
    let out = talk(&Home::new(), &["demo", "--plain"], &words).out;
    assert_eq!(said(&out, "find cont").lines().next(), Some("1. Contact"));
    assert!(said(&out, "find cont").ends_with("2 objects with “cont”, of 22."), "{out}");
    let email = said(&out, "find email");
    assert!(email.starts_with("1. Email, Email") || email.contains("Email, Email"), "{email}");
    let field = said(&out, "raw");
    assert!(field.contains("a part of what came") && field.contains("\"name\": \"Email"), "{field}");
    let rows = said(&out, "rows");
    assert!(
        rows.starts_with("Contact, rows.\n200 of 5,200 loaded.\nSorted by LastModifiedDate, newest first.\n")
    );
    assert!(said(&out, "more").starts_with("21. "), "{out}");
    let headers = said(&out, "headers");
    assert!(
        headers.starts_with("GET http://127.0.0.1:") && headers.contains("sforce-limit-info: api-usage=")
    );
    let related = said(&out, "related");
    assert!(related.lines().any(|line| line.starts_with("1. ") && line.ends_with(" rows")), "{related}");
    assert!(said(&out, "empty").contains(": null"), "{}", said(&out, "empty"));
    assert!(said(&out, "where").contains("Before this: Objects; Contact, rows."), "{}", said(&out, "where"));
    assert!(out.contains("This is the first place. orgs lists the orgs, quit leaves."));
    assert!(said(&out, "bogus").starts_with("There is no word “bogus”."));
    assert_eq!(said(&out, "99"), "There is no 99. The list has 2 objects.\n");
}

#[test]
fn all_rows_come_page_by_page() {
    let mut words = vec!["open OpportunityContactRole", "rows"];
    words.extend(std::iter::repeat_n("more", 11));
    let out = talk(&Home::new(), &["demo", "--plain"], &words).out;
    assert!(out.contains("\n200 of 2,100 loaded; more asks for the next page.\n"), "{out}");
    assert!(out.contains("\n201. ") && out.contains("\n201 to 220 of 400 loaded rows."), "{out}");
}

#[test]
fn a_query_that_reads_is_answered_and_one_that_writes_is_not_sent() {
    let words = [
        "soql SELECT Id, Name, Owner.Name FROM Account ORDER BY Name LIMIT 2",
        "2",
        "soql SELECT COUNT() FROM Contact",
        "soql SELECT Id FROM Account FOR VIEW",
        "soql SELECT Nope FROM Account",
    ];
    let out = talk(&Home::new(), &["demo", "--plain"], &words).out;
    let rows = said(&out, words[0]);
    assert!(
        rows.contains("\n1. Id: 001") && rows.contains("; Owner.Name: ") && rows.ends_with("\n2 rows."),
        "{rows}"
    );
    assert!(said(&out, "2").starts_with("Account, "), "{out}");
    assert_eq!(said(&out, words[2]), "The answer to the query.\nThe count is 5,200.");
    assert!(said(&out, words[3]).starts_with("The query is not sent: FOR VIEW writes to the org."), "{out}");
    assert!(said(&out, words[4]).starts_with("No field Nope of Account is visible"), "{out}");
}

#[test]
fn a_check_says_each_rung_and_the_clicks_one_by_one() {
    let home = Home::new();
    let words = ["check", "next", "kind", "raw", "4", "back", "report check.md", "again"];
    let out = talk(&home, &["demo", "--fault", "no_run_as_user=2", "--plain"], &words).out;
    let check = said(&out, "check");
    for (line, ends) in [
        ("input, passed", ": pair, URL."),
        ("network, passed, ", "."),
        ("token, failed, ", ": 400 invalid_grant."),
        ("The app has no Run As user, so Salesforce does not know whom to act as.", ""),
        ("Steps for an External Client App: 1 of 4: Setup, External Client App Manager, ", "."),
        ("8 rungs were not tested. Say next for the next step, ", "."),
    ] {
        let is_said = check.lines().any(|said| said.starts_with(line) && said.ends_with(ends));
        assert!(is_said, "no {line:?} in {check}");
    }
    assert!(
        said(&out, "next").starts_with("Steps for an External Client App: 2 of 4: Policies, Edit, "),
        "{out}"
    );
    assert!(said(&out, "kind").starts_with("Steps for a Connected App: 1 of "), "{out}");
    assert!(said(&out, "raw").contains("\"error_description\": \"no client credentials user enabled\""));
    assert!(said(&out, "4").starts_with("Rung 4 of 12: token.\n"), "{out}");
    assert_eq!(said(&out, "report check.md"), "The report is in check.md.");
    assert!(std::fs::read_to_string(home.path().join("check.md")).unwrap().contains("no_run_as_user"));
    let again = said(&out, "again");
    assert!(
        again.contains("\nThe app works, ") && again.contains("Run As: Integration orgscope, "),
        "{again}"
    );
}

#[test]
fn without_an_org_it_says_how_to_store_one() {
    let home = Home::new();
    let out = talk(&home, &["--plain"], &["check", "demo", "orgs"]).out;
    assert!(
        out.contains("\nNo org is stored yet. To store one, leave and run: orgscope org add NAME"),
        "{out}"
    );
    assert!(said(&out, "check").starts_with("check works where an org is open"), "{out}");
    assert!(said(&out, "demo").starts_with("Org demo, demo, read-only.\n"), "{out}");
    assert!(said(&out, "orgs").trim_end().ends_with("nothing written."), "{out}");
}

#[test]
fn the_org_of_the_variables_opens_by_itself_and_the_variable_asks_for_lines() {
    let mut home = Home::new();
    let demo = Demo::serve(&home, &[]);
    for (name, value) in [
        ("ORGSCOPE_LOGIN_URL", demo.base_url.as_str()),
        ("ORGSCOPE_CLIENT_ID", demo.client_id.as_str()),
        ("ORGSCOPE_CLIENT_SECRET", demo.client_secret.as_str()),
        ("ORGSCOPE_PLAIN", "1"),
    ] {
        home.variables.push((name.to_owned(), value.to_owned()));
    }
    let out = talk(&home, &[], &["where"]).out;
    assert!(said(&out, "where").starts_with("Org environment, demo, read-only.\n"), "{out}");
}

#[test]
fn what_comes_from_an_org_can_not_reach_the_terminal() {
    let words =
        ["open Contact", "soql SELECT Name, Description FROM Contact LIMIT 200", "more", "more", "raw all"];
    let out = talk(&Home::new(), &["demo", "--plain"], &words).out;
    assert!(out.lines().count() > 400, "{out}");
}

#[test]
fn commands_say_words_too_where_asked() {
    let mut home = Home::new();
    let demo = Demo::serve(&home, &["--fault", "no_run_as_user"]);
    for (name, value) in [
        ("ORGSCOPE_LOGIN_URL", &demo.base_url),
        ("ORGSCOPE_CLIENT_ID", &demo.client_id),
        ("ORGSCOPE_CLIENT_SECRET", &demo.client_secret),
    ] {
        home.variables.push((name.to_owned(), value.clone()));
    }
    let ran = home.run(&["check", "--plain"], "");
    assert_eq!(ran.code, 1, "{ran:?}");
    assert_plain(&ran.out);
    assert!(
        ran.out.contains("\ntoken, failed, ") && ran.out.contains("Steps for a Connected App: 1 of "),
        "{ran:?}"
    );
}

#[cfg(unix)]
#[test]
fn a_dumb_terminal_gets_lines_and_ctrl_c_stops_then_leaves() {
    let mut home = Home::new();
    home.variables.push(("TERM".into(), "dumb".into()));
    let mut screen = Screen::orgscope(&home, &["demo", "--fault", "hang"], 120, 36);
    screen.wait_for("Reading who the app acts as, 5 seconds.");
    screen.keys("<c-c>");
    screen.wait_for("again tries again.\r\n> ".split('\r').next().unwrap());
    screen.keys("where<enter>");
    screen.wait_for("Objects, not read.");
    screen.keys("<c-c>");
    screen.wait_for("Nothing runs. Ctrl-C again leaves, and so does quit.");
    screen.keys("<c-c>");
    assert_eq!(screen.exit_code(), 130);
    let raw = String::from_utf8_lossy(screen.raw()).into_owned();
    assert!(!raw.contains('\u{1b}'), "{raw:?}");
    assert!(!screen.is_alternate());
}

#[cfg(unix)]
#[test]
fn a_dumb_terminal_walks_the_demo_org_and_the_end_of_input_leaves() {
    let mut home = Home::new();
    home.variables.push(("TERM".into(), "dumb".into()));
    let mut screen = Screen::orgscope(&home, &["demo"], 120, 36);
    screen.wait_for("Say more for the next.");
    screen.keys("find contact<enter>");
    screen.wait_for("1. Contact");
    screen.keys("1<enter>");
    screen.wait_for("Contact, fields.");
    screen.keys("<c-d>");
    assert_eq!(screen.exit_code(), 0);
    assert!(!screen.raw().contains(&0x1b));
}
