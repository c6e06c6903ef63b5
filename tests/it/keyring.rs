//! Pairs in a real Secret Service: gnome-keyring on a session bus of its own. Whatever touches it runs in a
//! child process, since a process is bound to the bus that its environment names.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use orgscope::salesforce::credentials::Pair;
use orgscope::store::{Keep, Org, Secrets};

use crate::support::home::Home;
use crate::support::secret_service::SecretService;

/// A process that holds one `Secrets` and does what it is told, word by word.
struct Process {
    child: Child,
    orders: ChildStdin,
    answers: Receiver<String>,
}

const MARK: &str = "answer: ";

impl Process {
    fn start(home: &Home) -> Self {
        let mut command = home.command(std::env::current_exe().unwrap());
        command
            .args(["--exact", "keyring::the_other_process", "--nocapture"])
            .env("ORGSCOPE_TEST_ORDERS", "1");
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let orders = child.stdin.take().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (said, answers) = channel();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if let Some((_, answer)) = line.split_once(MARK) {
                    let _ = said.send(answer.to_owned());
                }
            }
        });
        Self { child, orders, answers }
    }

    fn ask(&mut self, order: &str) -> String {
        writeln!(self.orders, "{order}").unwrap();
        self.answers.recv_timeout(Duration::from_secs(30)).unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One order to one process.
fn once(home: &Home, order: &str) -> String {
    Process::start(home).ask(order)
}

/// The body of [`Process`]; where nobody gives orders there is nothing to do.
#[test]
fn the_other_process() {
    if std::env::var_os("ORGSCOPE_TEST_ORDERS").is_none() {
        return;
    }
    let secrets = Secrets::default();
    for order in std::io::stdin().lines().map_while(Result::ok) {
        println!("\n{MARK}{}", obey(&secrets, &order));
    }
}

fn obey(secrets: &Secrets, order: &str) -> String {
    let words: Vec<_> = order.split(' ').collect();
    let keep = if words[1] == "kernel" { Keep::Kernel } else { Keep::Keyring };
    let login_url = "https://acme.my.salesforce.com".into();
    let org = |name: &str| Org { name: name.into(), login_url, api_version: None, keep: keep.clone() };
    match words.as_slice() {
        ["probe", _] => secrets.probe(&keep).map_or_else(|e| format!("{e:?}"), |found| found.line()),
        ["open", _] => secrets.open(&keep).map_or_else(|e| format!("{e:?}"), |found| found.line()),
        ["save", _, name, key, secret] => {
            let saved = secrets.save(&org(name), &Arc::new(Pair::new(*key, *secret)));
            saved.map_or_else(|e| format!("{e:?}"), |()| "saved".into())
        }
        ["load", _, name] => secrets.load(&org(name)).map_or_else(
            |e| format!("{e:?}"),
            |pair| pair.key.lint(|key| pair.secret.lint(|secret| format!("{key} {secret}"))),
        ),
        ["remove", _, name] => {
            secrets.remove(&org(name)).map_or_else(|e| format!("{e:?}"), |was| format!("was there: {was}"))
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_one_process_stores_another_reads_changes_and_removes() {
    let Some(service) = SecretService::unlocked() else { return };
    let home = &service.home;
    assert_eq!(once(home, "probe keyring"), "Secret Service (GNOME Keyring), unlocked");
    assert_eq!(once(home, "load keyring acme"), "NoPair");
    assert_eq!(once(home, "save keyring acme key1 secret1"), "saved");
    assert_eq!(once(home, "save keyring uat key2 secret2"), "saved");
    assert_eq!(once(home, "load keyring acme"), "key1 secret1");
    assert_eq!(once(home, "save keyring acme key3 secret3"), "saved");
    assert_eq!(once(home, "load keyring acme"), "key3 secret3");
    assert_eq!(once(home, "remove keyring acme"), "was there: true");
    assert_eq!(once(home, "remove keyring acme"), "was there: false");
    assert_eq!(once(home, "load keyring acme"), "NoPair");
    assert_eq!(once(home, "load keyring uat"), "key2 secret2");
}

#[test]
fn a_locked_keyring_is_told_apart_and_answers_once_it_is_unlocked() {
    let Some(mut service) = SecretService::unlocked() else { return };
    let mut process = Process::start(&service.home);
    assert_eq!(process.ask("save keyring acme key secret"), "saved");
    service.lock();
    assert_eq!(process.ask("probe keyring"), "Secret Service (GNOME Keyring), locked");
    for order in ["open keyring", "load keyring acme", "save keyring acme other other", "remove keyring acme"]
    {
        assert_eq!(process.ask(order), "NoWindow", "{order}");
    }
    service.stop_keyring();
    service.start_locked();
    assert_eq!(process.ask("load keyring acme"), "NoWindow", "a keyring that starts locked");
    service.stop_keyring();
    service.start_keyring();
    assert_eq!(process.ask("open keyring"), "Secret Service (GNOME Keyring), unlocked");
    assert_eq!(process.ask("load keyring acme"), "key secret", "nothing that failed changed the pair");
}

#[test]
fn an_absent_service_is_told_apart_and_asked_again_once_it_is_there() {
    let Some(mut service) = SecretService::bus_alone() else { return };
    let mut process = Process::start(&service.home);
    for order in ["probe keyring", "load keyring acme", "save keyring acme key secret", "remove keyring acme"]
    {
        assert_eq!(process.ask(order), "NoService", "{order}");
    }
    service.start_keyring();
    assert_eq!(process.ask("save keyring acme key secret"), "saved");
    assert_eq!(process.ask("load keyring acme"), "key secret");
}

#[test]
fn a_service_with_nothing_to_keep_entries_in_is_told_apart() {
    let Some(mut service) = SecretService::bus_alone() else { return };
    service.start_locked(); // for the first time, so that there is no login collection yet
    let mut process = Process::start(&service.home);
    for order in ["probe keyring", "open keyring", "save keyring acme key secret"] {
        assert_eq!(process.ask(order), "NoDefaultCollection", "{order}");
    }
    assert_eq!(process.ask("load keyring acme"), "NoPair");
}

#[test]
fn no_bus_is_told_apart() {
    let home = Home::new();
    let mut process = Process::start(&home);
    for order in ["probe keyring", "load keyring acme", "save keyring acme key secret", "remove keyring acme"]
    {
        assert_eq!(process.ask(order), "NoBus", "{order}");
    }
}

#[test]
fn a_keyring_that_hangs_is_given_up_and_the_next_try_does_not_hang() {
    let Some(service) = SecretService::unlocked() else { return };
    let mut process = Process::start(&service.home);
    assert_eq!(process.ask("save keyring acme key secret"), "saved");
    service.halt();
    assert_eq!(process.ask("probe keyring"), "Hung(5)");
    service.go_on();
    assert_eq!(process.ask("load keyring acme"), "key secret");
}

#[test]
fn the_kernel_keeps_a_pair_for_other_processes_or_says_that_it_does_not() {
    let home = Home::new();
    let name = format!("acme-{}", std::process::id()); // this keyring is the user's own, not this home's
    let saved = once(&home, &format!("save kernel {name} key secret"));
    if saved != "saved" {
        assert!(saved.starts_with("Platform("), "{saved}"); // a container may forbid the calls
        return;
    }
    assert_eq!(once(&home, &format!("load kernel {name}")), "key secret");
    assert_eq!(once(&home, &format!("save kernel {name} key other")), "saved");
    assert_eq!(once(&home, &format!("load kernel {name}")), "key other");
    assert_eq!(once(&home, &format!("remove kernel {name}")), "was there: true");
    assert_eq!(once(&home, &format!("load kernel {name}")), "NoPair");
}
