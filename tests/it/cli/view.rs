//! `orgscope view` from outside: the verdict of `--check`, and the viewer in a real terminal.

use std::io::Write as _;
use std::process::Stdio;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::support::home::Home;
use crate::support::screen::Screen;

/// What `view --check -` prints of some bytes, and its exit code.
fn verdict(home: &Home, bytes: &[u8]) -> (String, i32) {
    let mut child = home
        .orgscope(&["view", "--check", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(bytes).unwrap();
    let output = child.wait_with_output().unwrap();
    (String::from_utf8(output.stdout).unwrap(), output.status.code().unwrap())
}

#[test]
fn check_gives_its_verdict_in_one_line() {
    let home = Home::new();
    for (json, line, code) in [
        (b"[1,{\"a\":[]}]".as_slice(), "valid: 4 values, depth 3\n", 0),
        (b"12", "valid: 1 values, depth 0\n", 0),
        (b"\xEF\xBB\xBF{}", "valid: 1 values, depth 1\n", 0),
        (b"{\"a\":1,\n \"b\" 2}", "2:6 (byte 13): expected a colon, found 2\n", 1),
        (b"[1,2,]", "1:6 (byte 5): expected a value, found ]\n", 1),
        (b"", "1:1 (byte 0): there is no value in here\n", 1),
        (b"{} {}", "1:4 (byte 3): a second value follows the first\n", 1),
        (b"[\"\xff\"]", "1:3 (byte 2): not UTF-8: byte FF\n", 1),
    ] {
        assert_eq!(verdict(&home, json), (line.to_owned(), code), "{}", String::from_utf8_lossy(json));
    }
}

#[test]
fn check_agrees_with_an_independent_reader_on_damaged_documents() {
    let home = Home::new();
    let good =
        br#"{"totalSize":2,"records":[{"Id":"001x","n":-1.5E+3,"s":"a\u00e9\n"},[],{},null,true,false]}"#;
    // Every third place, each damaged in another way: enough to meet each state of the reader, in few processes.
    for (round, at) in (0..good.len()).step_by(3).enumerate() {
        let mut bytes = good.to_vec();
        match round % 4 {
            0 => bytes.truncate(at),
            1 => drop(bytes.remove(at)),
            2 => bytes[at] = b"]},:\"x0\\"[round % 8],
            _ => bytes.insert(at, b",{\n-"[round % 4]),
        }
        let strict = serde_json::from_slice::<serde_json::Value>(&bytes);
        let (line, code) = verdict(&home, &bytes);
        assert_eq!(code == 0, strict.is_ok(), "{}: {line}", String::from_utf8_lossy(&bytes));
        if code != 0 {
            let (place, _) = line.split_once(" (byte ").unwrap();
            let (row, column) = place.split_once(':').unwrap();
            assert!(row.parse::<usize>().unwrap() >= 1 && column.parse::<usize>().unwrap() >= 1, "{line}");
        }
    }
}

#[test]
fn what_cannot_be_read_is_said_and_not_shown() {
    let home = Home::new();
    for (file, says) in [("none.json", "There is no file none.json"), (".", ". is a directory")] {
        let ran = home.run(&["view", file], "");
        assert_eq!(ran.code, 2, "{file}");
        assert!(ran.err.contains(says), "{}", ran.err);
        assert_eq!(ran.out, "");
    }
}

#[test]
fn any_number_of_documents_is_checked_and_two_at_most_are_shown() {
    let home = Home::new();
    documents(&home);
    let ran = home.run(&["view", "--check", "a.json", "broken.json", "b.json"], "");
    assert_eq!(ran.code, 1);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert!(lines[0].starts_with("a.json: valid") && lines[2].starts_with("b.json: valid"), "{lines:?}");
    assert!(lines[1].starts_with("broken.json: 2:2 (byte 14)"), "{lines:?}");
    // One that is not there keeps no other from being checked.
    let ran = home.run(&["view", "--check", "none.json", "a.json", ".", "broken.json", "b.json"], "");
    assert_eq!(ran.code, 2, "one could not be read");
    let lines: Vec<&str> = ran.out.lines().collect();
    assert!(lines[0].starts_with("a.json: valid") && lines[2].starts_with("b.json: valid"), "{lines:?}");
    assert!(lines[1].starts_with("broken.json: 2:2 (byte 14)"), "{lines:?}");
    assert!(ran.err.contains("There is no file none.json") && ran.err.contains(". is a directory"));
    let ran = home.run(&["view", "a.json", "b.json", "a.json"], "");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("two are compared") && ran.err.contains("--check"), "{}", ran.err);
}

#[test]
fn without_a_file_standard_input_is_shown() {
    let home = Home::new();
    assert_eq!(home.run(&["view", "--check"], "[1]").out, "valid: 2 values, depth 1\n");
    let program = env!("CARGO_BIN_EXE_orgscope");
    let mut screen = Screen::start(&home, "sh", &["-c", "echo '{\"a\":1}' | \"$0\" view", program], 100, 20);
    screen.wait_for("line 1 of 3");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn a_file_that_changes_is_read_again_and_one_stays_where_one_was() {
    let home = Home::new();
    documents(&home);
    let path = home.path().join("a.json");
    let before = std::fs::read_to_string(&path).unwrap();
    let mut screen = Screen::orgscope(&home, &["view", "a.json"], 100, 20);
    screen.wait_for("line 1 of 30,006");
    screen.keys("irecords[12].Owner.Name<enter>");
    screen.wait_for(".records[12].Owner.Name");
    std::fs::write(&path, before.replace("\"done\":true", "\"done\":true,\"new\":[1,2,3]")).unwrap();
    screen.keys("r");
    screen.wait_for("of 30,011");
    screen.wait_for(".records[12].Owner.Name");
    // Gone, and here again as something else: what was read stays until then.
    std::fs::remove_file(&path).unwrap();
    screen.keys("r");
    screen.wait_for("There is no file a.json. What was read stays.");
    std::fs::write(&path, "{\"records\":[]}").unwrap();
    screen.keys("r");
    screen.wait_for("line 2 of 3");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn a_pager_that_is_not_there_is_said() {
    let mut home = Home::new();
    documents(&home);
    home.variables.push(("PAGER".into(), "no-such-pager".into()));
    let mut screen = Screen::orgscope(&home, &["view", "a.json"], 100, 20);
    screen.wait_for("line 1 of 30,006");
    screen.keys("O");
    screen.wait_for("The pager no-such-pager can't be run here.");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
    assert!(screen.is_given_back());
}

fn documents(home: &Home) {
    let record = |n: usize| {
        format!(
            r#"{{"attributes":{{"type":"Account"}},"Id":"{n:018}","Name":"Firma {n}","Owner":{{"Name":"Łucja"}}}}"#
        )
    };
    let records: Vec<_> = (0..3000).map(record).collect();
    let json = format!(r#"{{"totalSize":3000,"done":true,"records":[{}]}}"#, records.join(","));
    std::fs::write(home.path().join("a.json"), &json).unwrap();
    std::fs::write(home.path().join("b.json"), json.replace("Firma 17\"", "Firma 18\"")).unwrap();
    std::fs::write(home.path().join("broken.json"), "{\"a\": [1, 2,\n oops").unwrap();
    std::fs::write(home.path().join("empty.json"), "").unwrap();
}

#[test]
fn the_viewer_moves_searches_filters_copies_and_leaves_the_terminal_clean() {
    let home = Home::new();
    documents(&home);
    let mut screen = Screen::orgscope(&home, &["view", "a.json"], 120, 36);
    screen.wait_for("\"totalSize\": 3000");
    screen.wait_for("line 1 of 30,006");
    screen.keys("<end>");
    screen.wait_for("line 30,006 of 30,006");
    screen.keys("/firma 2999<enter>");
    screen.wait_for("hit 1 of 1");
    screen.wait_for(".records[2999].Name");
    screen.keys("<esc>");
    screen.wait_gone("hit 1 of 1");
    screen.keys("irecords[12].Ow<tab>");
    screen.wait_for("records[12].Owner");
    screen.keys(".Na<tab>");
    screen.wait_for("records[12].Owner.Name");
    screen.keys("<enter>");
    screen.wait_for(".records[12].Owner.Name");
    screen.keys("yq");
    screen.wait_for("Asked the terminal to copy Path for jq");
    let copied = STANDARD.decode(screen.copied().unwrap()).unwrap();
    assert_eq!(copied, b".records[12].Owner.Name");
    // jq as one types: what it gives, where it goes wrong, and the document as it was
    screen.keys("F.records[7].Name");
    screen.wait_for("1 result");
    screen.wait_for("\"Firma 7\"");
    screen.keys(" | nosuch");
    screen.wait_for("at character 20");
    screen.wait_for("\"Firma 7\"");
    screen.keys("<esc>");
    screen.wait_gone("at character");
    screen.wait_for(".records[12].Owner.Name");
    screen.keys("F<c-u>last(repeat(1))");
    screen.wait_for("runs, Esc stops it");
    screen.wait_for("its limit");
    screen.keys("<c-u>[range(100000)|\"x\"*1000000]");
    screen.wait_for("of memory: its limit");
    screen.keys("<c-u>.records[3:5][]<enter>");
    screen.wait_for("2 results   Esc clears");
    screen.keys("<esc>");
    screen.wait_gone("2 results");
    screen.wait_for(".records[12].Owner.Name");
    screen.keys("t");
    screen.wait_gone("\"totalSize\"");
    screen.wait_for("Firma 12");
    screen.keys("t");
    screen.wait_for(".records[12].Owner.Name");
    screen.keys("px");
    screen.wait_for("save to");
    screen.keys("out.json<enter>");
    screen.wait_for("Saved");
    let saved = std::fs::read_to_string(home.path().join("out.json")).unwrap();
    assert_eq!(saved, r#"{"Name":"Łucja"}"#);
    // there already: asked, and only then written over
    screen.keys("kkx<up><enter>");
    screen.wait_for("is there already");
    assert_eq!(std::fs::read_to_string(home.path().join("out.json")).unwrap(), saved);
    screen.keys("r");
    screen.wait_for("Saved 20 B");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
    assert!(screen.is_given_back());
}

#[test]
fn two_documents_are_compared() {
    let home = Home::new();
    documents(&home);
    let mut screen = Screen::orgscope(&home, &["view", "a.json", "b.json"], 140, 30);
    screen.wait_for("1 difference: n goes there");
    screen.keys("n");
    screen.wait_for(".records[17].Name");
    screen.wait_for("\"Firma 17\"");
    screen.wait_for("\"Firma 18\"");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn broken_empty_and_endless_documents_are_shown_with_a_clear_message() {
    let home = Home::new();
    documents(&home);
    let mut screen = Screen::orgscope(&home, &["view", "broken.json"], 100, 20);
    screen.wait_for("1 fault");
    screen.wait_for("oops");
    screen.keys("!");
    screen.wait_for("2:2 (byte 14): expected a value, found o");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);

    let mut screen = Screen::orgscope(&home, &["view", "empty.json"], 100, 20);
    screen.wait_for("The document is empty: 0 bytes.");
    screen.keys("j<enter>Gq");
    assert_eq!(screen.exit_code(), 0);

    let endless = "yes '{\"a\":1}' | \"$0\" view -";
    let program = env!("CARGO_BIN_EXE_orgscope");
    let mut screen = Screen::start(&home, "sh", &["-c", endless, program], 100, 20);
    screen.wait_for("reading, ");
    screen.wait_for("\"a\": 1");
    screen.keys("<esc>");
    screen.wait_for("Stopped reading");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
}

#[test]
fn a_signal_gives_the_terminal_back() {
    let home = Home::new();
    documents(&home);
    let mut screen = Screen::orgscope(&home, &["view", "a.json"], 100, 20);
    screen.wait_for("line 1 of 30,006");
    screen.signal("TERM");
    screen.exit_code();
    assert!(screen.is_given_back());
}

/// A pipe with a name gives 64 KiB and then nothing more, and its other end stays open.
#[cfg(unix)]
#[test]
fn the_tree_stands_once_64_kib_of_a_pipe_have_come() {
    let home = Home::new();
    let pipe = home.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut screen = Screen::orgscope(&home, &["view", "pipe"], 100, 30);
    screen.wait_for("Nothing to show so far");
    let mut writer = std::fs::OpenOptions::new().write(true).open(&pipe).unwrap();
    writer.write_all(&format!("{{\"list\":[{}", "[\"a value\"],".repeat(6000)).as_bytes()[..65_536]).unwrap();
    screen.wait_for("▾ \"list\": [");
    screen.wait_for("     26  ");
    screen.keys("G");
    screen.wait_for("a value");
    // More is shown as it comes, and Esc ends the waiting though the pipe gives nothing.
    writer.write_all(b"\"],\"and more\",").unwrap();
    screen.wait_for("and more");
    screen.keys("<esc>");
    screen.wait_for("Stopped reading");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
    drop(writer);
}

#[test]
fn keys_that_come_together_are_one_frame() {
    let home = Home::new();
    documents(&home);
    let mut screen = Screen::orgscope(&home, &["view", "a.json"], 100, 20);
    screen.wait_for("line 1 of 30,006");
    let frames = |screen: &Screen| screen.raw().windows(8).filter(|bytes| *bytes == b"\x1b[?2026h").count();
    let before = frames(&screen);
    screen.keys(&"j".repeat(300));
    screen.wait_for("line 301 of 30,006");
    assert!(frames(&screen) - before < 100, "{} frames", frames(&screen) - before);
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
}
