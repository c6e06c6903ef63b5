//! The demo org: from the start to the raw JSON of a record, and out again.

use crate::support::home::Home;
use crate::support::screen::Screen;

fn demo(home: &Home, columns: u16, rows: u16) -> Screen {
    let mut screen = Screen::orgscope(home, &["demo"], columns, rows);
    screen.wait_for("read-only");
    screen.wait_for("Account");
    screen
}

#[test]
fn from_the_start_to_the_raw_json_of_a_record() {
    let home = Home::new();
    let mut screen = demo(&home, 120, 36);
    assert!(screen.is_alternate());
    // as whom, and which kind of org
    screen.wait_for("svc.orgscope@demo.example");
    screen.wait_for("DEMO");
    screen.wait_for("✓");
    // filter the objects as one types
    screen.keys("/contac");
    screen.wait_gone("ApexClass");
    screen.wait_for("Contact");
    screen.keys("<enter>");
    // open: the fields, with their types as Setup names them
    screen.keys("<enter>");
    screen.wait_for("[Fields");
    screen.wait_for("Lookup(Account)");
    // the raw pane shows the same field as the cursor
    screen.wait_for("same cursor");
    screen.wait_for(".fields[0].name");
    // rows
    screen.keys(".");
    screen.wait_for("[Rows]");
    screen.wait_for("of 5,200 loaded");
    screen.wait_for("\"totalSize\": 5200");
    // a record: label, API name, value; and its bytes beside
    screen.keys("<enter>");
    screen.wait_for("LastName");
    screen.wait_for("\"attributes\"");
    // back, and out
    screen.keys("<lt>");
    screen.wait_for("[Rows]");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
    assert!(screen.is_given_back());
    assert!(home.files().is_empty(), "the demo org writes nothing: {:?}", home.files());
}

#[test]
fn the_raw_pane_searches_filters_and_saves_the_very_bytes() {
    let home = Home::new();
    let mut screen = demo(&home, 120, 36);
    screen.keys("<enter>");
    screen.wait_for("[Fields");
    screen.wait_for(".fields[0].name");
    screen.keys("<tab>");
    screen.wait_for("━ Raw JSON");
    // a search, and back through the document
    screen.keys("/LastModifiedById<enter>");
    screen.wait_for("hit 1 of");
    screen.keys("<esc>");
    screen.wait_gone("hit 1 of");
    // jq as one types; what it goes wrong with is in place
    screen.keys("F.fields | length");
    screen.wait_for("1 result");
    screen.keys("x");
    screen.wait_for("✗ filter lengthx is not");
    screen.keys("<bs>");
    screen.wait_for("1 result");
    screen.keys("<esc>");
    screen.wait_gone("1 result");
    screen.wait_gone("jq ┃");
    // the whole document, byte for byte
    screen.keys("g");
    screen.wait_for("line 1 of");
    screen.keys("x");
    screen.wait_for("save to");
    screen.keys("account.json<enter>");
    screen.wait_for("Saved ");
    let saved = std::fs::read(home.path().join("account.json")).unwrap();
    let mut get = home.orgscope(&["view", "--check", "account.json"]);
    assert!(get.status().unwrap().success());
    let value: serde_json::Value = serde_json::from_slice(&saved).unwrap();
    assert_eq!(value["name"], "Account");
    screen.wait_for(&format!("{:.1} kB", saved.len() as f64 / 1000.0));
    screen.keys("qq");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn every_width_shows_the_objects() {
    let home = Home::new();
    for (columns, rows) in [(200, 50), (120, 36), (80, 24), (60, 16)] {
        let mut screen = demo(&home, columns, rows);
        screen.wait_for("Contact");
        screen.keys("q");
        assert_eq!(screen.exit_code(), 0, "{columns}x{rows}");
    }
}

#[test]
fn too_small_a_window_says_what_it_needs_and_comes_back() {
    let home = Home::new();
    let mut screen = demo(&home, 80, 24);
    screen.resize(44, 11);
    screen.wait_for("needs a little more room");
    screen.wait_for("60 × 16");
    screen.resize(80, 24);
    screen.wait_for("Account");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn the_check_of_the_demo_org_passes_and_a_fault_shows_the_click_that_mends_it() {
    let home = Home::new();
    let mut screen = demo(&home, 120, 36);
    screen.keys("1");
    screen.wait_for("The app works");
    screen.wait_for("12 passed");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);

    // Opened just now and broken: the check comes by itself, with the click that mends it.
    let mut screen = Screen::orgscope(&home, &["demo", "--fault", "no_run_as_user"], 120, 36);
    screen.wait_for("[1 Check ✗]");
    screen.wait_for("The app has no Run As user");
    screen.wait_for("400 invalid_grant");
    screen.wait_for("External Client App Manager");
    screen.wait_for("(no token yet)");
    // Mended meanwhile: the check turns green, and all that failed for it comes back.
    screen.keys("D");
    // What is on comes first; the check runs by itself.
    screen.wait_for("▸ [x] no_run_as_user");
    screen.keys("<enter>");
    screen.wait_for("▸ [ ] no_run_as_user");
    screen.wait_for("The check says: The app works");
    screen.keys("<esc>");
    screen.wait_for("svc.orgscope@demo.example");
    screen.keys("2");
    screen.wait_for("Contact");
    // q closes a zoomed pane, and only then the program.
    screen.keys("z");
    screen.wait_gone("Raw JSON");
    screen.keys("q");
    screen.wait_for("Raw JSON");
    screen.keys("<tab><tab>q");
    assert_eq!(screen.exit_code(), 0);
}
