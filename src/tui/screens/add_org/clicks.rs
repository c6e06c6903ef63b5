//! The clicks in Setup that lead to a key and a secret, short enough to be beside the form. The whole
//! checklist is `check::guide`'s.
//!
//! Facts: Salesforce Help, configure_client_credentials_flow_for_external_client_apps,
//! connected_app_client_credentials_setup.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::check::AppKind;
use crate::text::cells;
use crate::tui::theme::{Look, Role};
use crate::tui::widgets::{ink, pane};

/// A click: its number, or `None` for a line without one; each of its lines begins on a row of its own.
type Click = (Option<u8>, &'static [&'static str]);

const SCOPE_API: &str = "scope: Manage user data via APIs (api)";
const SCOPE_ID: &str = "scope: Access the identity URL service";

const EXTERNAL: &[Click] = &[
    (None, &["No app yet? About 3 minutes in Setup:"]),
    (Some(1), &["Setup → External Client App Manager", "→ New External Client App"]),
    (Some(2), &["OAuth Settings → Enable OAuth", SCOPE_API, SCOPE_ID]),
    (Some(3), &["Flow Enablement", "→ Enable Client Credentials Flow"]),
    (
        Some(4),
        &[
            "Create, then Policies → Edit",
            "→ Enable Client Credentials Flow",
            "→ Run As: a user with “API Enabled”",
        ],
    ),
    (
        Some(5),
        &["Settings → OAuth Settings", "→ Consumer Key and Secret", "(Salesforce mails you a code first)"],
    ),
    (Some(6), &["Paste both here; a new app can need some minutes before its key is known"]),
];

const CONNECTED: &[Click] = &[
    (None, &["For apps that exist: since Spring ’26 a new one needs Salesforce Support."]),
    (Some(1), &["Setup → App Manager → the app’s ▾ → Edit", "→ Enable OAuth Settings", SCOPE_API, SCOPE_ID]),
    (Some(2), &["Tick Enable Client Credentials Flow", "→ accept the warning → Save"]),
    (
        Some(3),
        &[
            "▾ → Manage (not Edit) → Edit Policies",
            "→ Client Credentials Flow → Run As:",
            "a user with “API Enabled” → Save",
        ],
    ),
    (Some(4), &["▾ → View → Manage Consumer Details", "(Salesforce mails you a code first)"]),
    (Some(5), &["Paste key and secret here; a change can need some minutes to spread"]),
];

/// What is true of both kinds.
const BOTH: &[&[&str]] = &[
    &["Use an integration user with read rights only.", "orgscope never writes, but the app could."],
    &["login.salesforce.com does not serve this flow.", "Setup → My Domain shows the host to use."],
];

/// The clicks for a kind of app in paragraphs of lines of at most so many cells.
fn paragraphs(kind: AppKind, width: u16, look: &Look) -> Vec<Vec<Line<'static>>> {
    let clicks = match kind {
        AppKind::ExternalClientApp => EXTERNAL,
        AppKind::ConnectedApp => CONNECTED,
    };
    let room = |indent: usize| usize::from(width).saturating_sub(indent + 1).max(10);
    let mut all = Vec::new();
    for (number, texts) in clicks {
        let indent = if number.is_some() { 5 } else { 2 };
        let parts = texts.iter().flat_map(|text| cells::wrap(text, room(indent))).enumerate();
        let line = |(n, part)| {
            let start = match number {
                Some(number) if n == 0 => format!("  {number}  "),
                _ => " ".repeat(indent),
            };
            Line::from(vec![Span::styled(start, look.style(Role::Accent)), Span::raw(part)])
        };
        all.push(parts.map(line).collect::<Vec<_>>());
        if number.is_none() {
            all.push(vec![Line::default()]);
        }
    }
    for texts in BOTH {
        let parts = texts.iter().flat_map(|text| cells::wrap(text, room(2)));
        let lines = parts.map(|part| Line::styled(format!("  {part}"), look.style(Role::Muted)));
        all.push(std::iter::once(Line::default()).chain(lines).collect());
    }
    all
}

/// The kinds, in the order of their tabs.
const KINDS: [AppKind; 2] = [AppKind::ExternalClientApp, AppKind::ConnectedApp];

fn tabs(area: Rect) -> Rect {
    Rect { x: area.x + 2, y: area.y, width: area.width.saturating_sub(2), height: 1 }
}

/// The kind whose tab is at a column.
pub fn kind_at(area: Rect, x: u16) -> Option<AppKind> {
    let columns = pane::tab_columns(tabs(area), &KINDS.map(AppKind::words));
    let at = columns.iter().position(|(from, to)| (*from..*to).contains(&x))?;
    KINDS.get(at).copied()
}

/// Draws the clicks below the tabs of the two kinds. Where they have no room, the last line says which key shows the
/// whole setup.
pub fn view(buf: &mut Buffer, area: Rect, kind: AppKind, whole_setup: &str, look: &Look) {
    let active = KINDS.iter().position(|other| *other == kind).unwrap_or(0);
    pane::tabs(buf, tabs(area), &KINDS.map(AppKind::words), active, look);
    let rows = usize::from(area.height.saturating_sub(2));
    let mut paragraphs = paragraphs(kind, area.width, look);
    let height = |paragraphs: &[Vec<Line<'_>>]| paragraphs.iter().map(Vec::len).sum::<usize>();
    if height(&paragraphs) > rows {
        // Whole paragraphs, and below them where the others are.
        while height(&paragraphs) + 2 > rows && paragraphs.pop().is_some() {}
        let words = format!("  {whole_setup} shows the whole setup");
        let words = cells::cut_end(&words, usize::from(area.width)).into_owned();
        paragraphs.push(vec![Line::default(), Line::styled(words, look.style(Role::Muted))]);
    }
    for (y, line) in (area.y + 2..area.bottom()).zip(paragraphs.iter().flatten()) {
        ink::line(buf, area.x, y, area.width, line);
    }
}

/// Draws what an edit changes and what it does not; `rotate` is the key that replaces key and secret.
pub fn view_edit(buf: &mut Buffer, area: Rect, rotate: &str, look: &Look) {
    let replaces = format!("Key and secret stay. {rotate} in the list of orgs replaces them.");
    let texts = [
        "Which host orgscope asks, and which API version it uses.",
        &replaces,
        "Nothing changes in Salesforce.",
        "Setup → My Domain shows the host to use.",
    ];
    let room = usize::from(area.width.saturating_sub(4)).max(10);
    let lines = texts.iter().flat_map(|text| cells::wrap(text, room).into_iter().chain([String::new()]));
    for (y, line) in (area.y + 1..area.bottom()).zip(lines) {
        ink::put(buf, area.x + 2, y, room as u16, &line, look.style(Role::Normal));
    }
}
