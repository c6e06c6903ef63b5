//! The two lines above every screen and the line of keys below it. Always there: which org, what kind of
//! org, as whom, API version, API calls used, `read-only`.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::Span;

use super::keymap::{Command, Key, Keys, Where};
use super::theme::{Look, Role};
use super::widgets::ink;
use super::work::{Environment, Head};
use crate::salesforce::limits::ApiUsage;
use crate::text::{cells, numbers, safe};

/// What the header tells.
#[derive(Debug)]
pub struct Header<'a> {
    /// The open org.
    pub head: Option<&'a Head>,
    /// What kind of org, as far as known by now.
    pub environment: Environment,
    /// The Run As user's name.
    pub run_as: Option<&'a str>,
    /// Whether a token was granted.
    pub has_token: bool,
    /// `v64.0`.
    pub version: Option<String>,
    /// API calls of the last 24 hours.
    pub usage: Option<ApiUsage>,
    /// The secret store in words, where no org is open.
    pub secrets: Option<&'a str>,
    /// The sign of the check in tab 1.
    pub check: Option<(&'static str, Role)>,
    /// Which tab is active: 1 or 2; 0 for none.
    pub tab: usize,
    /// Where one is.
    pub trail: String,
    /// The keys: those of the tabs are before their names.
    pub keys: Keys,
}

/// Puts spans one after the other, with `…` at the end where they have no room; returns the cells used.
pub fn spans(buf: &mut Buffer, x: u16, y: u16, width: u16, parts: &[(String, Style)]) -> u16 {
    let spans = parts.iter().map(|(text, style)| Span::styled(text.as_str(), *style));
    ink::line(buf, x, y, width, &spans.collect()) - x
}

fn total(parts: &[(String, Style)]) -> usize {
    parts.iter().map(|(text, _)| cells::width(text)).sum()
}

fn badge(environment: Environment, look: &Look) -> Vec<(String, Style)> {
    let role = match environment {
        e if e.counts_as_production() => Role::Prod,
        Environment::Sandbox => Role::Sandbox,
        _ => Role::Dev,
    };
    let [open, close] = if look.is_ascii() { ["[", "]"] } else { ["▐", "▌"] };
    let style = look.style(role);
    // Half blocks in the badge's own colour round its ends; where the badge is reverse they are blanks of it.
    let end = match style.bg {
        Some(colour) => Style::new().fg(colour),
        None => style,
    };
    let [open, close] = if style.bg.is_none() && !look.is_ascii() { [" ", " "] } else { [open, close] };
    vec![(open.into(), end), (environment.badge().into(), style), (close.into(), end)]
}

/// Draws rows 1 and 2 into the top of `area`; row 2 only where the terminal is wide enough for panes.
pub fn draw_header(area: Rect, buf: &mut Buffer, look: &Look, header: &Header<'_>) {
    let wide = area.width >= 100;
    let muted = look.style(Role::Muted);
    let plain = look.style(Role::Normal);
    let bold = plain.add_modifier(Modifier::BOLD);
    let right = right_of_row_1(header, look, area.width);
    let mut left: Vec<(String, Style)> = vec![(" ".into(), plain)];
    match header.head {
        None => left.push((format!("orgscope {}", env!("CARGO_PKG_VERSION")), bold)),
        Some(head) => {
            left.push((safe::visible(&head.name).into_owned(), bold));
            left.push(("  ".into(), plain));
            left.extend(badge(header.environment, look));
            let room = usize::from(area.width).saturating_sub(total(&left) + total(&right) + 6);
            match header.run_as {
                Some(user) => {
                    let user = safe::visible(user);
                    if wide {
                        left.push(("  as ".into(), muted));
                    } else {
                        left.push(("  ".into(), plain));
                    }
                    // Below 80 columns the user's domain goes first, then the user.
                    let short = user.split('@').next().unwrap_or(&user);
                    if cells::width(&user) <= room {
                        left.push((user.into_owned(), plain));
                    } else if cells::width(short) <= room {
                        left.push((short.to_owned(), plain));
                    }
                }
                None if room >= 16 => {
                    left.push((if wide { "  as " } else { "  " }.into(), muted));
                    let why = if header.has_token { "(user unknown)" } else { "(no token yet)" };
                    left.push((why.into(), muted));
                }
                None => {}
            }
        }
    }
    spans(buf, area.x, area.y, area.width, &left);
    let from = usize::from(area.width).saturating_sub(total(&right));
    spans(buf, area.x + from as u16, area.y, total(&right) as u16, &right);
    if area.width >= 80 || header.head.is_none() {
        draw_tabs(Rect { y: area.y + 1, height: 1, ..area }, buf, look, header);
    }
}

fn right_of_row_1(header: &Header<'_>, look: &Look, width: u16) -> Vec<(String, Style)> {
    let muted = look.style(Role::Muted);
    let plain = look.style(Role::Normal);
    let mut parts = Vec::new();
    if header.head.is_none() {
        if let Some(secrets) = header.secrets {
            let room = usize::from(width).saturating_sub(40);
            parts.push((cells::cut_end(&format!("secrets: {secrets}"), room).into_owned(), muted));
            parts.push(("   ".into(), plain));
        }
    } else {
        if width >= 80
            && let Some(version) = &header.version
        {
            parts.push((version.clone(), muted));
            parts.push(("   ".into(), plain));
        }
        parts.push(("API ".into(), muted));
        match header.usage {
            None => parts.push(("–".into(), muted)),
            Some(usage) => {
                let share = numbers::percent(usage.used, usage.max).unwrap_or_else(|| "–".into());
                let role = match usage.used.saturating_mul(100).checked_div(usage.max) {
                    Some(100..) => Role::Danger,
                    Some(80..) => Role::Warn,
                    _ => Role::Normal,
                };
                if width >= 120 {
                    let whole = format!("{} / {}  ", numbers::count(usage.used), numbers::count(usage.max));
                    parts.push((whole, plain));
                }
                parts.push((share, look.style(role)));
            }
        }
        parts.push(("   ".into(), plain));
    }
    parts.push(("read-only ".into(), muted));
    parts
}

/// A tab of the screens.
struct Tab {
    command: Command,
    words: String,
    sign: Option<(&'static str, Role)>,
}

fn tabs(header: &Header<'_>) -> Vec<Tab> {
    let all = [(Command::ScreenCheck, "Check"), (Command::ScreenObjects, "Objects")];
    let tab = |(command, name): (Command, &str)| {
        let key = header.keys.row(command).and_then(|row| row.keys.first());
        let key = key.map_or_else(String::new, |key| format!("{} ", header.keys.name(*key)));
        let sign = header.check.filter(|_| command == Command::ScreenCheck);
        Tab { command, words: format!("{key}{name}"), sign }
    };
    all.map(tab).into()
}

/// The screen whose tab is at a cell.
pub fn tab_at(area: Rect, header: &Header<'_>, (x, y): (u16, u16)) -> Option<Command> {
    if y != area.y + 1 || area.width < 80 || header.head.is_none() {
        return None;
    }
    let mut from = area.x;
    for tab in tabs(header) {
        let sign = tab.sign.map_or(0, |(sign, _)| cells::width(sign) + 1);
        // A blank before it, and its brackets.
        let to = from + 3 + (cells::width(&tab.words) + sign) as u16;
        if (from + 1..to).contains(&x) {
            return Some(tab.command);
        }
        from = to;
    }
    None
}

fn draw_tabs(row: Rect, buf: &mut Buffer, look: &Look, header: &Header<'_>) {
    let muted = look.style(Role::Muted);
    let plain = look.style(Role::Normal);
    let trail = safe::visible(&header.trail).into_owned();
    if header.head.is_none() {
        spans(buf, row.x, row.y, row.width, &[(format!(" {trail}"), plain)]);
        return;
    }
    let mut parts = Vec::new();
    for (n, tab) in tabs(header).into_iter().enumerate() {
        let active = header.tab == n + 1;
        let style = if active { look.style(Role::Accent).add_modifier(Modifier::BOLD) } else { plain };
        let (open, close) = if active { ("[", "]") } else { (" ", " ") };
        parts.push((" ".into(), plain));
        parts.push((format!("{open}{}", tab.words), style));
        if let Some((sign, role)) = tab.sign {
            parts.push((format!(" {sign}"), look.style(role)));
        }
        parts.push((close.into(), style));
    }
    let used = spans(buf, row.x, row.y, row.width, &parts);
    let room = usize::from(row.width.saturating_sub(used + 2));
    let shown = cells::cut_middle(&trail, room);
    let from = usize::from(row.width).saturating_sub(cells::width(&shown) + 1);
    spans(buf, row.x + from as u16, row.y, row.width, &[(shown.into_owned(), muted)]);
}

/// An entry of the line of keys: its columns, from its first to the one after its last, its key, and its words.
struct Entry {
    columns: (u16, u16),
    key: Key,
    words: String,
}

/// The line of keys in a width: whole entries, first the one that goes on from here; the words of the help at its right.
fn entries(
    width: u16,
    keys: &Keys,
    commands: &[Command],
    says: &[(Command, &'static str)],
) -> (Vec<Entry>, String) {
    let help = match keys.place() {
        Where::Overlay | Where::AddOrg => String::new(),
        Where::Text => format!("{} after Esc", keys.of(Command::Help)),
        _ => format!("{} {}", keys.of(Command::Help), if width >= 100 { "all keys" } else { "keys" }),
    };
    let tail = format!("{help} ");
    let tail_from = width.saturating_sub(cells::width(&tail) as u16);
    let named = |command: Command| {
        let row_of = keys.row(command)?;
        let key = *row_of.keys.first()?;
        let word = says.iter().find(|(of, _)| *of == command).map_or(row_of.of.short, |(_, word)| word);
        let words = format!(" {word}");
        let wide = (cells::width(&keys.name(key)) + cells::width(&words)) as u16;
        Some((key, words, wide))
    };
    let mut entries = Vec::new();
    let mut x = 1;
    // The way out is there whatever else has no room.
    let way_out = Some(Command::Escape).filter(|out| commands.contains(out));
    let mut kept = way_out.and_then(named).map_or(0, |(.., wide)| wide + 3);
    let mut is_full = false;
    for command in commands.iter().take(9) {
        let Some((key, words, wide)) = named(*command) else { continue };
        let is_out = Some(*command) == way_out;
        kept = if is_out { 0 } else { kept };
        is_full |= x + wide + 2 + kept > tail_from;
        if is_full && !is_out || x + wide + 2 > tail_from {
            continue;
        }
        entries.push(Entry { columns: (x, x + wide), key, words });
        x += wide + 3;
    }
    (entries, tail)
}

/// Draws the line of keys. `says` has the words for commands that do something of their own just now.
pub fn draw_keys(
    row: Rect,
    buf: &mut Buffer,
    look: &Look,
    keys: &Keys,
    commands: &[Command],
    says: &[(Command, &'static str)],
) {
    let key_style = look.style(Role::Accent).add_modifier(Modifier::BOLD);
    let plain = look.style(Role::Normal);
    let (entries, tail) = entries(row.width, keys, commands, says);
    let tail_from = row.width.saturating_sub(cells::width(&tail) as u16);
    spans(buf, row.x + tail_from, row.y, row.width - tail_from, &[(tail, look.style(Role::Muted))]);
    for Entry { columns: (from, to), key, words } in entries {
        let parts = [(keys.name(key), key_style), (words, plain)];
        spans(buf, row.x + from, row.y, to - from, &parts);
    }
}

/// The key of the entry at a column of the line of keys.
pub fn key_at(
    width: u16,
    keys: &Keys,
    commands: &[Command],
    says: &[(Command, &'static str)],
    x: u16,
) -> Option<Key> {
    let (entries, tail) = entries(width, keys, commands, says);
    let hit = entries.iter().find(|entry| (entry.columns.0..entry.columns.1).contains(&x));
    // Where one types the key of the help is a letter.
    let has_help = !matches!(keys.place(), Where::Overlay | Where::AddOrg | Where::Text);
    let is_tail = has_help && x >= width.saturating_sub(cells::width(&tail) as u16);
    let help = || keys.row(Command::Help).and_then(|row| row.keys.first()).copied();
    hit.map(|entry| entry.key).or_else(|| is_tail.then(help).flatten())
}

/// What is on a screen below 60 × 16.
pub fn draw_too_small(area: Rect, buf: &mut Buffer, look: &Look, quit: &str) {
    let lines = [
        (String::from("orgscope needs a little more room"), Role::Normal),
        (String::new(), Role::Normal),
        (format!("this window   {} × {}", area.width, area.height), Role::Normal),
        (String::from("needed        60 × 16"), Role::Normal),
        (String::new(), Role::Normal),
        (String::from("Make it larger, or use a smaller font."), Role::Muted),
        (format!("{quit} quits. Nothing running was stopped."), Role::Muted),
    ];
    let room = usize::from(area.width).saturating_sub(1).max(1);
    let wrapped = |(text, role): (String, Role)| {
        let lines = if text.is_empty() { vec![text] } else { cells::wrap(&text, room) };
        lines.into_iter().map(move |line| (line, role))
    };
    let mut lines: Vec<_> = lines.into_iter().flat_map(wrapped).collect();
    // What keeps sentences apart goes before a sentence does.
    if lines.len() > usize::from(area.height) {
        lines.retain(|(line, _)| !line.is_empty());
    }
    let top = area.y + area.height.saturating_sub(lines.len() as u16) / 3;
    let x = area.x + area.width.saturating_sub(38) / 2;
    for (y, (line, role)) in (top..area.bottom()).zip(&lines) {
        ink::put(buf, x, y, area.right().saturating_sub(x), line, look.style(*role));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::{Background, ColourDepth};

    #[test]
    fn the_smallest_window_says_all_of_what_is_wrong() {
        let look = Look::new(ColourDepth::None, Background::Dark, false, true);
        for (width, height) in [(30, 8), (24, 9), (59, 15)] {
            let area = Rect::new(0, 0, width, height);
            let mut buffer = Buffer::empty(area);
            draw_too_small(area, &mut buffer, &look, "q");
            let lines = ink::lines(&buffer);
            let words = lines.iter().flat_map(|line| line.split_whitespace()).collect::<Vec<_>>().join(" ");
            for says in
                ["orgscope needs a little more room", "60 × 16", "Make it larger, or use a smaller font."]
            {
                assert!(words.contains(says), "{width} × {height}: {lines:#?}");
            }
        }
    }
}
