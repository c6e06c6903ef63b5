//! The demo org as a process of its own, as `orgscope demo serve` starts it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use super::home::Home;

/// A running demo org; it ends with the value.
pub struct Demo {
    child: Child,
    /// `http://127.0.0.1:PORT`.
    pub base_url: String,
    /// Its app's consumer key.
    pub client_id: String,
    /// Its app's consumer secret.
    pub client_secret: String,
}

impl Demo {
    /// Starts one and waits until it answers.
    pub fn serve(home: &Home, arguments: &[&str]) -> Self {
        let mut command = home.orgscope(&["demo", "serve"]);
        let mut child = command.args(arguments).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: serde_json::Value = serde_json::from_str(&line).unwrap();
        let text = |name: &str| ready[name].as_str().unwrap().to_owned();
        Self {
            child,
            base_url: text("base_url"),
            client_id: text("client_id"),
            client_secret: text("client_secret"),
        }
    }

    /// Key and secret as the two lines that `--stdin` reads.
    pub fn pair(&self) -> String {
        format!("{}\n{}\n", self.client_id, self.client_secret)
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
