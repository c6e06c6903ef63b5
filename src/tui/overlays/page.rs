//! Lines to read: the exchange of a pane, what a rung tests.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Outcome, draw_box};
use crate::client::exchange::Exchange;
use crate::text::{cells, numbers, safe};
use crate::tui::keymap::Command;
use crate::tui::theme::{Look, Role};
use crate::tui::widgets::ink;

/// The most cells across.
const WIDEST: u16 = 100;

/// The most bytes of a refused answer's body on the page.
const MOST_BODY: usize = 16 * 1024;

/// Milliseconds from which the system's look at a certificate is shown for itself.
const WORTH_A_WORD: u64 = 100;

/// Cells of a line.
fn room(area: Rect) -> usize {
    usize::from(area.width.min(WIDEST).saturating_sub(4))
}

/// The page.
#[derive(Debug)]
pub struct Page {
    title: String,
    lines: Vec<(String, Role)>,
    top: usize,
}

impl Page {
    /// A page of lines; a line that is too wide is wrapped.
    pub fn new(title: impl Into<String>, lines: Vec<(String, Role)>) -> Self {
        Self { title: title.into(), lines, top: 0 }
    }

    /// What went over the wire: request, status, times, sizes, headers of the answer; the body of a refusal.
    pub fn exchange(exchange: &Exchange) -> Self {
        Self::new("Exchange", exchange_lines(exchange, !exchange.is_ok()))
    }

    /// Several exchanges, one after the other, with their bodies.
    pub fn exchanges(title: impl Into<String>, exchanges: &[Arc<Exchange>]) -> Self {
        let mut lines = Vec::new();
        for (n, exchange) in exchanges.iter().enumerate() {
            if n > 0 {
                lines.extend([(String::new(), Role::Normal), (String::new(), Role::Normal)]);
            }
            if exchanges.len() > 1 {
                lines.push((format!("Exchange {} of {}", n + 1, exchanges.len()), Role::Accent));
            }
            lines.extend(exchange_lines(exchange, true));
        }
        Self::new(title, lines)
    }

    /// Takes a key.
    pub fn key(&mut self, command: Option<Command>, area: Rect) -> Outcome {
        let shown = usize::from(area.height.saturating_sub(2));
        let most = self.wrapped(room(area)).len().saturating_sub(shown);
        match command {
            Some(Command::Escape | Command::Quit | Command::Open) => return Outcome::Close,
            Some(command) => {
                if let Some(rows) = command.rows(shown) {
                    self.top = self.top.min(most).saturating_add_signed(rows).min(most);
                }
            }
            None => {}
        }
        Outcome::Stay
    }

    fn wrapped(&self, room: usize) -> Vec<(String, Role)> {
        let lines = self.lines.iter();
        lines
            .flat_map(|(line, role)| {
                cells::wrap(&safe::visible(line), room).into_iter().map(move |l| (l, *role))
            })
            .collect()
    }

    /// Whether it has more lines than are shown at once.
    pub fn is_scrolled(&self, area: Rect) -> bool {
        self.wrapped(room(area)).len() + 2 > usize::from(area.height)
    }

    /// Draws; there is no caret.
    pub fn view(&self, area: Rect, buf: &mut Buffer, look: &Look) -> Option<Position> {
        let width = area.width.min(WIDEST);
        let room = room(area);
        let lines = self.wrapped(room);
        let height = area.height.min(lines.len() as u16 + 2);
        let inside = draw_box(area, width, height, &self.title, "Esc closes", buf, look);
        let shown = usize::from(inside.height);
        let top = self.top.min(lines.len().saturating_sub(shown));
        for (i, (line, role)) in lines.iter().skip(top).take(shown).enumerate() {
            ink::put(buf, inside.x + 1, inside.y + i as u16, room as u16, line, look.style(*role));
        }
        None
    }
}

/// What was sent and is not kept, by what the request is.
fn unkept(method: &str, target: &str) -> &'static str {
    match (method, target) {
        ("POST", "/services/oauth2/token") => "Key and secret were sent; they are not kept.",
        ("POST", "/services/oauth2/introspect") => "Key, secret and token were sent; they are not kept.",
        // The list of versions needs no token, and is asked for before there is one.
        (_, "/services/data") => "Headers of requests are not kept: one of them can hold the token.",
        _ => "The token was sent in a header; it is not kept.",
    }
}

/// An exchange as lines; its body only where that is asked for.
fn exchange_lines(exchange: &Exchange, has_body: bool) -> Vec<(String, Role)> {
    let plain = |text: String| (text, Role::Normal);
    let mut lines = vec![
        plain(format!("{} {}", exchange.method, exchange.url)),
        (unkept(exchange.method, exchange.target()).into(), Role::Muted),
    ];
    let http = exchange.http.unwrap_or("HTTP");
    match (exchange.status, exchange.failure.is_some()) {
        (Some(status), false) => lines.push(plain(format!("{http} {status}"))),
        (Some(status), true) => {
            lines.push((format!("{http} {status}, then the answer broke off"), Role::Danger))
        }
        (None, _) => lines.push(("no answer came".into(), Role::Danger)),
    }
    if let Some(failure) = &exchange.failure {
        lines.push((failure.word().to_owned(), Role::Danger));
    }
    lines.push((String::new(), Role::Normal));
    if let Some(address) = exchange.address {
        let tls = exchange.tls.map(|tls| format!(", {tls}")).unwrap_or_default();
        lines.push(plain(format!("to        {address}{tls}")));
    }
    if let Some(proxy) = &exchange.way.proxy {
        lines.push(plain(format!("through   {proxy}")));
    }
    lines.push(plain(format!("sent      {}", numbers::clock(exchange.started_at))));
    lines.push(plain(format!("took      {}", numbers::millis(exchange.ms))));
    let phase = |name: &str, ms: Option<u64>| ms.map(|ms| format!("{name} {ms}"));
    let phases = exchange.phases;
    let parts: Vec<_> = [
        phase("dns", phases.dns),
        phase("connect", phases.connect),
        phase("tls", phases.tls),
        phase("of that the certificate", phases.certificate.filter(|ms| *ms >= WORTH_A_WORD)),
        phase("wait", phases.wait),
        phase("read", phases.read),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !parts.is_empty() {
        let kept = if phases.is_kept() { "   (the connection was kept from before)" } else { "" };
        lines.push((format!("of which  {} ms{kept}", parts.join(" · ")), Role::Muted));
    }
    if exchange.way.is_renewed {
        let said = "The connection that was kept had ended, so it was sent once more, on a new one.";
        lines.push((said.into(), Role::Muted));
    }
    let size = exchange.let_go.unwrap_or(exchange.body.len() as u64);
    let wire =
        exchange.wire_bytes.map(|n| format!(", {} on the wire", numbers::bytes(n))).unwrap_or_default();
    lines.push(plain(format!("size      {}{wire}", numbers::bytes(size))));
    lines.push(plain(format!("API calls {}", exchange.calls)));
    if exchange.is_masked {
        lines.push(("A secret in the answer is masked as •••.".into(), Role::Warn));
    }
    lines.push((String::new(), Role::Normal));
    lines.push(("Headers of the answer".into(), Role::Accent));
    lines.extend(exchange.headers.iter().map(|(name, value)| plain(format!("{name}: {value}"))));
    if has_body && !exchange.body.is_empty() {
        lines.push((String::new(), Role::Normal));
        lines.push(("Body of the answer, as it came".into(), Role::Accent));
        let shown = &exchange.body[..exchange.body.len().min(MOST_BODY)];
        lines.extend(String::from_utf8_lossy(shown).lines().map(|line| plain(line.to_owned())));
        if shown.len() < exchange.body.len() {
            let more = numbers::bytes((exchange.body.len() - shown.len()) as u64);
            lines.push((format!("… and {more} more"), Role::Muted));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sent_is_told_by_what_was_asked() {
        for (method, target, says) in [
            ("POST", "/services/oauth2/token", "Key and secret were sent"),
            ("POST", "/services/oauth2/introspect", "Key, secret and token were sent"),
            ("GET", "/services/data", "can hold the token"),
            ("GET", "/services/data/v64.0/limits", "The token was sent"),
        ] {
            assert!(unkept(method, target).contains(says), "{target}");
        }
    }
}
