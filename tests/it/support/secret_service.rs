//! A real Secret Service, gnome-keyring, on a session bus of its own in a home of its own.
//!
//! The bus starts no service by itself: so no window can open, and 'no service' is a state that can be had.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::home::{Home, run};
use super::left_out::left_out;

/// The password of the keyring.
const PASSWORD: &str = "pw";

const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=RUN</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// A home with a session bus, and with a keyring on it once one is started.
pub struct SecretService {
    /// The home that the bus and the keyring belong to.
    pub home: Home,
    bus: Child,
    keyring: Option<Child>,
}

impl SecretService {
    /// A home with a bus and an unlocked keyring. `None` if gnome-keyring or dbus is not installed: the
    /// test is then skipped, and says so; where `CI` is set it fails instead.
    pub fn unlocked() -> Option<Self> {
        let mut service = Self::bus_alone()?;
        service.start_keyring();
        Some(service)
    }

    /// A home with a bus that has no Secret Service. `None` as for [`SecretService::unlocked`].
    pub fn bus_alone() -> Option<Self> {
        let missing: Vec<_> = ["dbus-daemon", "dbus-send", "gnome-keyring-daemon"]
            .into_iter()
            .filter(|p| !is_installed(p))
            .collect();
        if !missing.is_empty() {
            left_out("dbus and gnome-keyring", "apt-get install dbus gnome-keyring");
            return None;
        }
        let mut home = Home::new();
        let configuration = home.path().join("bus.conf");
        let runtime = home.path().join("run");
        std::fs::write(&configuration, BUS.replace("RUN", &runtime.to_string_lossy())).unwrap();
        let mut bus = home
            .command("dbus-daemon")
            .arg(format!("--config-file={}", configuration.display()))
            .args(["--nofork", "--print-address=1"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(bus.stdout.take().unwrap()).read_line(&mut address).unwrap();
        home.variables.push(("DBUS_SESSION_BUS_ADDRESS".into(), address.trim().into()));
        Some(Self { home, bus, keyring: None })
    }

    /// Starts the keyring and unlocks it; the first time, that makes its login collection.
    pub fn start_keyring(&mut self) {
        let mut daemon = self.daemon("--unlock");
        daemon.stdin.take().unwrap().write_all(PASSWORD.as_bytes()).unwrap();
        self.wait_for(daemon);
    }

    /// Starts the keyring without its password.
    pub fn start_locked(&mut self) {
        let daemon = self.daemon("--start");
        self.wait_for(daemon);
    }

    /// Ends the keyring; the bus and what was stored stay.
    pub fn stop_keyring(&mut self) {
        if let Some(daemon) = self.keyring.take() {
            end(daemon);
        }
        self.until(false);
    }

    /// Locks the login collection of the running keyring.
    pub fn lock(&self) {
        let login = "array:objpath:/org/freedesktop/secrets/collection/login";
        let service = "org.freedesktop.secrets";
        self.send(service, "/org/freedesktop/secrets", "org.freedesktop.Secret.Service.Lock", login);
    }

    /// Makes the keyring stop answering.
    pub fn halt(&self) {
        self.signal("-STOP");
    }

    /// Makes it answer again.
    pub fn go_on(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let kill = format!("kill {signal} {}", self.keyring.as_ref().unwrap().id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    }

    fn daemon(&self, how: &str) -> Child {
        let mut command = self.home.command("gnome-keyring-daemon");
        command.args(["--foreground", "--components=secrets", how]);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    fn wait_for(&mut self, daemon: Child) {
        self.keyring = Some(daemon);
        self.until(true);
    }

    fn until(&self, there: bool) {
        let wanted = format!("boolean {there}");
        let deadline = Instant::now() + Duration::from_secs(20);
        let has = || {
            let bus = "org.freedesktop.DBus";
            self.send(bus, "/", "org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets")
        };
        while !has().contains(&wanted) {
            assert!(Instant::now() < deadline, "gnome-keyring did not come or go within 20 s");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn send(&self, destination: &str, path: &str, member: &str, argument: &str) -> String {
        let mut command = self.home.command("dbus-send");
        command.args([
            "--session",
            "--print-reply",
            &format!("--dest={destination}"),
            path,
            member,
            argument,
        ]);
        run(&mut command, "").out
    }
}

impl Drop for SecretService {
    fn drop(&mut self) {
        if let Some(daemon) = self.keyring.take() {
            end(daemon);
        }
        let _ = self.bus.kill();
        let _ = self.bus.wait();
    }
}

fn end(mut child: Child) {
    let _ = child.kill();
    let _ = child.wait();
}

fn is_installed(program: &str) -> bool {
    Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}
