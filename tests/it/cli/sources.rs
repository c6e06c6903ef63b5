//! What `orgscope view` may be pointed at besides a good file: nothing of it hangs, is lost, or goes without a
//! clear sentence, and the terminal is given back.

#[cfg(target_os = "linux")]
use std::fs::File;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::process::Command;

use crate::support::home::Home;
use crate::support::screen::Screen;

const PROGRAM: &str = env!("CARGO_BIN_EXE_orgscope");
const EVIL: &str = "evil\n\u{1b}]0;owned\u{7}\u{1b}[2J.json";

fn fifo(home: &Home, name: &str) -> std::path::PathBuf {
    let path = home.path().join(name);
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    path
}

/// The program with a standard input that nobody closes: `before` is a shell's line that may write to it as 3.
fn with_open_input(home: &Home, before: &str) -> Screen {
    fifo(home, "input");
    let line = format!("exec 3<>input; {before}; exec \"$0\" view - <&3");
    Screen::start(home, "sh", &["-c", &line, PROGRAM], 100, 20)
}

#[track_caller]
fn quits_clean(mut screen: Screen) {
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
    assert!(screen.is_given_back());
}

#[test]
fn what_cannot_be_viewed_is_refused_with_its_reason() {
    let home = Home::new();
    symlink("nowhere.json", home.path().join("link.json")).unwrap();
    fs::create_dir(home.path().join("folder")).unwrap();
    let _socket = UnixListener::bind(home.path().join("socket")).unwrap();
    for (file, says) in [
        ("none.json", "There is no file none.json."),
        ("link.json", "link.json is a link to nowhere.json, and there is nothing."),
        ("folder", "folder is a directory, not a file."),
        ("socket", "socket is a socket. It has no content of its own to view."),
        ("none.json/x", "none.json/x"),
        (EVIL, "There is no file evil\\n⟨U+001B⟩]0;owned"),
    ] {
        // What can be read is checked all the same.
        let checked = "/dev/null: 1:1 (byte 0): there is no value in here\n";
        for (arguments, out) in [
            (&["view", file][..], ""),
            (&["view", "--check", file], ""),
            (&["view", "--check", file, "/dev/null"], checked),
        ] {
            let ran = home.run(arguments, "");
            assert_eq!((ran.code, ran.out.as_str()), (2, out), "{arguments:?}: {}", ran.err);
            assert!(ran.err.contains(says), "{arguments:?}: {}", ran.err);
            assert!(!ran.err.contains('\u{1b}'), "{:?}", ran.err);
        }
    }
    let twice = home.run(&["view", "-", "-"], "{}");
    assert_eq!(twice.code, 2);
    assert!(twice.err.contains("Standard input can be read only once"), "{}", twice.err);
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_larger_than_the_memory_is_refused_with_its_size_and_a_way_out() {
    let home = Home::new();
    File::create(home.path().join("huge.json")).unwrap().set_len(8 << 40).unwrap();
    let ran = home.run(&["view", "huge.json"], "");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("huge.json has 8796.1 GB, and only "), "{}", ran.err);
    assert!(ran.err.contains("head -c 1000000000 huge.json | orgscope view -"), "{}", ran.err);
}

#[test]
fn check_says_what_it_can_of_strange_sources() {
    let home = Home::new();
    fs::write(home.path().join("blanks.json"), " \n\t\n").unwrap();
    fs::write(home.path().join(EVIL), "[1]").unwrap();
    let check = |line: &str| {
        let mut shell = home.command("sh");
        shell.args(["-c", line, PROGRAM]);
        let ran = crate::support::home::run(&mut shell, "");
        (ran.out + &ran.err, ran.code)
    };
    let empty = "1:1 (byte 0): there is no value in here\n";
    for (line, says, code) in [
        ("\"$0\" view --check /dev/null", empty, 1),
        (": | \"$0\" view --check -", empty, 1),
        ("\"$0\" view --check - <&-", empty, 1),
        ("\"$0\" view --check blanks.json", "3:1 (byte 4): there is no value in here\n", 1),
        // These never end, and are broken from the beginning.
        ("\"$0\" view --check /dev/zero", "1:1 (byte 0): expected a value, found ⟨U+0000⟩\n", 1),
        ("yes | \"$0\" view --check -", "1:1 (byte 0): expected a value, found y\n", 1),
        ("yes '{}' | \"$0\" view --check -", "2:1 (byte 3): a second value follows the first\n", 1),
    ] {
        assert_eq!(check(line), (says.to_owned(), code), "{line}");
    }
    let (said, code) = check("\"$0\" view --check evil*  evil*");
    let line = "evil\\n⟨U+001B⟩]0;owned⟨U+0007⟩⟨U+001B⟩[2J.json: valid: 2 values, depth 1\n";
    assert_eq!((said, code), (line.repeat(2), 0));
    #[cfg(target_os = "linux")]
    {
        let (said, code) = check("\"$0\" view --check /proc/self/mem");
        assert_eq!(code, 2);
        assert!(said.contains("/proc/self/mem: Reading stopped on the way: Input/output error."), "{said}");
    }
}

#[test]
fn the_terminal_is_no_document() {
    let home = Home::new();
    let mut screen = Screen::orgscope(&home, &["view", "-"], 100, 20);
    assert_eq!(screen.exit_code(), 2);
    assert!(screen.text().contains("Standard input is the terminal"), "{}", screen.text());
    assert!(screen.text().contains("COMMAND | orgscope view -"), "{}", screen.text());
    assert!(screen.is_given_back());
}

#[test]
fn a_document_without_a_value_says_so() {
    let home = Home::new();
    fs::write(home.path().join("blanks.json"), " \n\t\n").unwrap();
    for (file, says, place) in [
        ("/dev/null", "The document is empty: 0 bytes.", "1:1 (byte 0)"),
        ("blanks.json", "There is no value in the document, only blanks.", "3:1 (byte 4)"),
    ] {
        let mut screen = Screen::orgscope(&home, &["view", file], 100, 20);
        screen.wait_for(says);
        screen.wait_for("1 fault, ! shows it");
        screen.keys("jkG<pgdn>g !");
        screen.wait_for(&format!("{place}: there is no value in here"));
        quits_clean(screen);
    }
}

#[test]
fn a_pipe_that_never_sends_a_byte_can_be_stopped() {
    let home = Home::new();
    let mut screen = with_open_input(&home, ":");
    screen.wait_for("Nothing to show so far.");
    screen.keys("jG<esc>");
    screen.wait_for("Stopped reading.");
    screen.wait_for("not read to its end");
    quits_clean(screen);

    // A pipe with a name that nobody writes to: opening it would wait already.
    fifo(&home, "silent");
    let mut screen = Screen::orgscope(&home, &["view", "silent"], 100, 20);
    screen.wait_for("Nothing to show so far.");
    screen.keys("<esc>");
    screen.wait_for("Stopped reading.");
    quits_clean(screen);

    let mut screen = Screen::orgscope(&home, &["view", "silent"], 100, 20);
    screen.wait_for("Nothing to show so far.");
    quits_clean(screen);
}

#[test]
fn what_came_of_a_pipe_is_shown_while_more_is_awaited() {
    let home = Home::new();
    let path = fifo(&home, "slow");
    let mut screen = Screen::orgscope(&home, &["view", "slow"], 100, 20);
    let mut pipe = OpenOptions::new().write(true).open(path).unwrap();
    pipe.write_all(b"{\"first\": 1, \"list\": [1,").unwrap();
    screen.wait_for("\"first\": 1");
    screen.wait_for("reading, ");
    screen.keys("j");
    pipe.write_all(b" \"second\", {\"a\": \"hal").unwrap();
    screen.wait_for("\"second\"");
    pipe.write_all(b"f\"}]}").unwrap();
    drop(pipe);
    screen.wait_for("\"a\": \"half\"");
    screen.wait_gone("reading, ");
    // The cursor has stayed where it was.
    screen.wait_for(".first");
    quits_clean(screen);
}

#[test]
fn what_a_stopped_pipe_sent_is_shown_to_its_last_byte() {
    let home = Home::new();
    let mut screen = with_open_input(&home, "printf '[1,\\n\"half a str' >&3");
    screen.wait_for("reading, ");
    screen.keys("<esc>");
    screen.wait_for("Stopped reading.");
    screen.wait_for("\"half a str");
    screen.keys("!");
    screen.wait_for("2:12 (byte 15): the string is not closed");
    quits_clean(screen);
}

#[cfg(target_os = "linux")]
#[test]
fn an_endless_device_is_shown_and_stopped() {
    let home = Home::new();
    let mut screen = Screen::orgscope(&home, &["view", "/dev/zero"], 100, 20);
    screen.wait_for("⟨U+0000⟩⟨U+0000⟩");
    screen.keys("<esc>");
    screen.wait_for("Stopped reading.");
    screen.wait_for("not read to its end");
    quits_clean(screen);

    let mut screen = Screen::orgscope(&home, &["view", "/proc/self/mem"], 100, 20);
    screen.wait_for("Reading stopped on the way: Input/output error.");
    screen.keys("j");
    screen.wait_for("not read to its end");
    quits_clean(screen);
}

#[test]
fn a_file_that_changes_or_vanishes_changes_nothing_until_it_is_read_again() {
    let home = Home::new();
    let path = home.path().join("a.json");
    let records: Vec<_> = (0..20_000).map(|n| format!("{{\"Id\":{n}}}")).collect();
    let json = format!("[{}]", records.join(","));
    fs::write(&path, &json).unwrap();
    let mut screen = Screen::orgscope(&home, &["view", "a.json"], 100, 20);
    screen.wait_for("line 1 of 60,002");
    // Cut short by somebody else, on the spot.
    OpenOptions::new().write(true).open(&path).unwrap().set_len(100).unwrap();
    screen.keys("<end>");
    screen.wait_for("\"Id\": 19999");
    screen.keys("r");
    screen.wait_for("1 fault");
    screen.keys("!");
    screen.wait_for("(byte 100): ");
    fs::remove_file(&path).unwrap();
    screen.keys("r");
    screen.wait_for("There is no file a.json. What was read stays.");
    fs::create_dir(&path).unwrap();
    screen.keys("r");
    screen.wait_for("a.json is a directory, not a file. What was read stays.");
    fs::remove_dir(&path).unwrap();
    fs::write(&path, format!("{json}   ")).unwrap();
    screen.keys("r");
    screen.wait_for(" of 60,002");
    screen.wait_gone("1 fault");
    quits_clean(screen);
}

#[test]
fn the_same_file_twice_and_names_that_would_move_the_cursor_are_no_matter() {
    let home = Home::new();
    fs::write(home.path().join(EVIL), "{\"a\": 1}").unwrap();
    let mut screen = Screen::orgscope(&home, &["view", EVIL, EVIL], 140, 20);
    screen.wait_for("The documents say the same.");
    screen.wait_for("evil\\n⟨U+001B⟩]0;owned");
    screen.keys("q");
    assert_eq!(screen.exit_code(), 0);
    let raw = screen.raw();
    assert!(!raw.windows(9).any(|window| window == b"]0;owned\x07"), "the name reached the terminal");
    assert!(screen.is_given_back());
}
