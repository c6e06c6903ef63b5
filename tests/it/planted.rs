//! What somebody planted in the place of a file: links, pipes, devices, folders, what has no end. The real program
//! neither follows, nor fills, nor waits for any of it.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use crate::support::demo::Demo;
use crate::support::home::{Home, Ran};

const PRECIOUS: &str = "PRECIOUS";

/// A home with a stored org, whose pair a command gives, and its demo org.
fn stored() -> (Home, Demo) {
    let home = Home::new();
    let demo = Demo::serve(&home, &["--rows", "20"]);
    fs::write(home.path().join("pair"), demo.pair()).unwrap();
    configure(&home, &demo);
    (home, demo)
}

fn configure(home: &Home, demo: &Demo) {
    home.configure(&format!(
        "[orgs.acme]\nlogin_url = \"{}\"\nsecrets = \"command\"\nsecret_command = [\"cat\", \"{}\"]\n",
        demo.base_url,
        home.path().join("pair").display()
    ));
}

/// A folder of somebody else's with one file in it.
fn victim(home: &Home) -> PathBuf {
    let folder = home.path().join("victim");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("acme.json"), PRECIOUS).unwrap();
    folder
}

#[track_caller]
fn is_untouched(victim: &Path) {
    assert_eq!(fs::read_to_string(victim.join("acme.json")).unwrap(), PRECIOUS);
    assert_eq!(fs::read_dir(victim).unwrap().count(), 1, "nothing else came into the folder");
}

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// Puts something there that is no file.
fn plant(kind: &str, path: &Path) {
    let _ = fs::remove_file(path).or_else(|_| fs::remove_dir_all(path));
    match kind {
        "it is a pipe" => pipe(path),
        "it is a device" => symlink("/dev/zero", path).unwrap(),
        "it is a folder" => fs::create_dir(path).unwrap(),
        "it is larger than" => fs::File::create(path).unwrap().set_len(1 << 40).unwrap(),
        "it is a socket" => drop(std::os::unix::net::UnixListener::bind(path).unwrap()),
        other => panic!("{other}"),
    }
}

const ODD: [&str; 5] =
    ["it is a pipe", "it is a device", "it is a folder", "it is larger than", "it is a socket"];

#[test]
fn what_is_no_file_in_the_place_of_config_toml_is_a_sentence_in_every_face() {
    let (home, _demo) = stored();
    let config = home.config_dir().join("config.toml");
    for kind in ODD {
        plant(kind, &config);
        for arguments in [
            &["org", "list"][..],
            &["check"],
            &["check", "--all", "--json"],
            &["limits"],
            &["org", "default", "acme"],
            &["--plain"],
        ] {
            let ran = home.run(arguments, "");
            assert_eq!(ran.code, if arguments == ["--plain"] { ran.code } else { 3 }, "{kind}: {ran:?}");
            let said = format!("{}{}", ran.out, ran.err);
            assert!(said.contains("config.toml can't be read: ") && said.contains(kind), "{kind}: {ran:?}");
        }
    }
}

#[test]
fn what_is_no_file_in_the_place_of_the_authorities_is_exit_3_everywhere() {
    let (home, _demo) = stored();
    let file = home.path().join("ca.pem");
    for kind in ODD {
        plant(kind, &file);
        for arguments in [&["check", "--json"][..], &["limits"], &["get", "/services/data"], &["objects"]] {
            let mut command = home.orgscope(arguments);
            let ran = crate::support::home::run(command.env("ORGSCOPE_CA_FILE", &file), "");
            assert_eq!(ran.code, 3, "{kind}: {ran:?}");
            assert!(ran.err.contains("ca.pem can't be read: ") && ran.err.contains(kind), "{ran:?}");
        }
    }
    // A file that is one and holds no certificate.
    fs::remove_file(&file).unwrap();
    fs::write(&file, "nothing").unwrap();
    for arguments in [&["--plain"][..], &["limits"], &["get", "/services/data"], &["check"]] {
        let mut command = home.orgscope(arguments);
        let ran = crate::support::home::run(command.env("ORGSCOPE_CA_FILE", &file), "");
        assert_eq!(ran.code, 3, "{ran:?}");
        assert!(format!("{}{}", ran.out, ran.err).contains("holds no certificate in PEM"), "{ran:?}");
    }
}

#[test]
fn links_in_our_own_folders_are_neither_read_nor_written_through() {
    let (home, _demo) = stored();
    let victim = victim(&home);
    let (state, cache) = (home.state_dir(), home.path().join(".cache/orgscope"));
    let works = |what: &str| {
        for arguments in [&["check"][..], &["describe", "Account"]] {
            let ran = home.run(arguments, "");
            assert_eq!(ran.code, 0, "{what}: {ran:?}");
        }
        is_untouched(&victim);
    };
    works("nothing planted");
    for folder in [state.join("orgs"), cache.join("orgs")] {
        fs::remove_dir_all(&folder).unwrap();
        symlink(&victim, &folder).unwrap();
    }
    works("linked folders");
    let told = home.run(&["check"], "").err;
    assert!(told.contains("a folder on the way to it is a link"), "{told}");
    // Whole folders of ours.
    for folder in [&state, &cache] {
        fs::rename(folder, folder.with_extension("away")).unwrap();
        symlink(&victim, folder).unwrap();
        works("a linked root");
        assert_eq!(home.run(&["org", "default", "acme"], "").code, if *folder == state { 3 } else { 0 });
        is_untouched(&victim);
        fs::remove_file(folder).unwrap();
        fs::rename(folder.with_extension("away"), folder).unwrap();
    }
    assert_eq!(home.run(&["org", "remove", "acme", "--yes"], "").code, 3);
    is_untouched(&victim);
    for folder in [state.join("orgs"), cache.join("orgs")] {
        fs::remove_file(&folder).unwrap();
    }
}

#[test]
fn links_and_pipes_in_the_place_of_single_files_are_replaced_or_told() {
    let (home, _demo) = stored();
    let victim = victim(&home);
    let state = home.state_dir();
    assert_eq!(home.run(&["check"], "").code, 0);
    for name in ["orgs/acme.json", "orgscope.log", "orgscope.log.1", "config.lock"] {
        for kind in ["link", "pipe"] {
            let path = state.join(name);
            let _ = fs::remove_file(&path);
            if kind == "pipe" {
                pipe(&path)
            } else {
                symlink(victim.join("acme.json"), &path).unwrap()
            }
            let ran = home.run(&["check"], "");
            assert_eq!(ran.code, 0, "{name} is a {kind}: {ran:?}");
            is_untouched(&victim);
            let _ = fs::remove_file(&path);
        }
    }
    symlink(victim.join("acme.json"), state.join("config.lock")).unwrap();
    let refused = home.run(&["org", "default", "acme"], "");
    assert_eq!(refused.code, 3, "{refused:?}");
    assert!(refused.err.contains("config.lock can't be locked: it is a link"), "{refused:?}");
}

#[test]
fn config_toml_alone_may_be_a_link_and_stays_one() {
    let (home, demo) = stored();
    let config = home.config_dir().join("config.toml");
    let dotfiles = home.path().join("dotfiles");
    fs::create_dir(&dotfiles).unwrap();
    fs::rename(&config, dotfiles.join("orgscope.toml")).unwrap();
    symlink(dotfiles.join("orgscope.toml"), &config).unwrap();
    assert_eq!(home.run(&["org", "default", "acme"], "").code, 0);
    assert!(config.is_symlink());
    assert!(fs::read_to_string(dotfiles.join("orgscope.toml")).unwrap().contains("default_org"));
    assert_eq!(fs::read_dir(&dotfiles).unwrap().count(), 1, "no temporary file is left there");
    drop(demo);
}

#[test]
fn what_is_saved_under_a_name_of_mine_never_goes_through_a_link() {
    let (home, _demo) = stored();
    let victim = victim(&home);
    let file = |name: &str| home.path().join(name);
    symlink(victim.join("acme.json"), file("r.md")).unwrap();
    symlink(victim.join("new.xml"), file("r.xml")).unwrap();
    symlink(victim.join("acme.json"), file("out.json")).unwrap();
    for (arguments, name) in [
        (&["check", "--report", "r.md"][..], "r.md"),
        (&["check", "--report", "r.xml"], "r.xml"),
        (&["limits", "--output", "out.json"], "out.json"),
    ] {
        let ran = home.run(arguments, "");
        assert_eq!((ran.code, ran.out.as_str()), (3, ""), "told before anything is sent: {ran:?}");
        assert!(ran.err.contains(name) && ran.err.contains("it is a link"), "{ran:?}");
        assert!(file(name).is_symlink());
    }
    let said = home.run(&["--plain", "demo"], "check\nreport r.md\n").out;
    assert!(said.contains("r.md can't be written: it is a link"), "{said}");
    is_untouched(&victim);
    // A folder on the way that the person linked is theirs.
    fs::create_dir(file("reports")).unwrap();
    symlink(file("reports"), file("latest")).unwrap();
    assert_eq!(home.run(&["check", "--report", "latest/r.md"], "").code, 0);
    assert!(file("reports/r.md").is_file());
    let read = home.run(&["limits", "--output", "/dev/stdout"], "");
    assert_eq!(read.code, 0, "{read:?}");
    assert!(read.out.contains("DailyApiRequests"), "{read:?}");
}

#[test]
fn what_a_killed_write_left_is_no_obstacle_and_goes_once_it_is_old() {
    let (home, _demo) = stored();
    assert_eq!(home.run(&["check"], "").code, 0);
    let config = home.config_dir();
    let orgs = home.state_dir().join("orgs");
    let long_ago = SystemTime::now() - std::time::Duration::from_secs(7200);
    let left = |path: PathBuf| {
        fs::write(&path, "half").unwrap();
        fs::File::options().write(true).open(&path).unwrap().set_modified(long_ago).unwrap();
        path
    };
    let old = [
        left(config.join(".config.toml.0123456789abcdef.tmp")),
        left(config.join(".config.toml.4711.0.tmp")),
        left(orgs.join(".uat.json.0123456789abcdef.tmp")),
    ];
    let young = config.join(".config.toml.fedcba9876543210.tmp");
    fs::write(&young, "under way").unwrap();
    assert_eq!(home.run(&["org", "default", "acme"], "").code, 0);
    assert_eq!(home.run(&["check"], "").code, 0);
    assert!(old.iter().all(|path| !path.exists()), "{:?}", home.files());
    assert!(young.exists(), "another process may be writing it");
}

#[test]
fn all_files_are_for_this_user_alone_after_each_write() {
    let (home, _demo) = stored();
    let run = |arguments: &[&str]| -> Ran { home.run(arguments, "") };
    for _ in 0..2 {
        assert_eq!(run(&["org", "default", "acme"]).code, 0);
        assert_eq!(run(&["check", "--report", "r.md"]).code, 0);
        assert_eq!(run(&["limits", "-o", "limits.txt"]).code, 0);
        assert_eq!(run(&["describe", "Account"]).code, 0);
        let ours = home.files().into_iter().filter(|path| {
            let name = path.to_string_lossy();
            !name.contains("/pair") && !name.contains("/run/")
        });
        for path in ours {
            let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "{}", path.display());
            // Somebody widens it; the next write narrows it.
            if !path.ends_with("config.lock") {
                fs::set_permissions(&path, fs::Permissions::from_mode(0o666)).unwrap();
            }
            let folder = path.parent().unwrap();
            if folder.starts_with(home.state_dir()) || folder.starts_with(home.path().join(".cache/orgscope"))
            {
                let mode = fs::metadata(folder).unwrap().permissions().mode() & 0o777;
                assert_eq!(mode, 0o700, "{}", folder.display());
            }
        }
        assert_eq!(run(&["org", "default", "acme"]).code, 0);
        fs::write(home.config_dir().join("config.toml"), {
            let text = fs::read_to_string(home.config_dir().join("config.toml")).unwrap();
            text.replace("default_org = \"acme\"\n", "")
        })
        .unwrap();
        // The describe is asked for anew, so that the cache is written again.
        fs::remove_dir_all(home.path().join(".cache/orgscope")).unwrap();
    }
}

#[test]
fn a_lock_that_stays_held_ends_a_command_with_its_name_and_a_check_tells_its_result_first() {
    let (home, _demo) = stored();
    fs::create_dir_all(home.state_dir()).unwrap();
    let path = home.state_dir().join("config.lock");
    let held = fs::File::create(&path).unwrap();
    held.lock().unwrap();
    // Each waits for five seconds, all at once.
    let commands = [&["check", "--json"][..], &["check", "--all"], &["org", "default", "acme"]];
    let home = &home;
    let ran = std::thread::scope(|scope| {
        let run = |arguments| scope.spawn(move || home.run(arguments, ""));
        commands.map(run).map(|ran| ran.join().unwrap())
    });
    for (ran, arguments) in ran.iter().zip(commands) {
        assert_eq!(ran.code, 3, "{arguments:?}: {ran:?}");
        assert!(ran.err.contains("config.lock and did not let go of it within 5 s."), "{ran:?}");
    }
    let verdict: serde_json::Value = serde_json::from_str(&ran[0].out).unwrap();
    assert_eq!(verdict["verdict"], "pass");
    assert!(ran[1].out.contains("acme"), "{:?}", ran[1]);
    drop(held);
    assert_eq!(home.run(&["check"], "").code, 0);
}
