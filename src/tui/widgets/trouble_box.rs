//! A trouble in the pane it belongs to: the sentence, the evidence, what it means, what to do next, and the
//! keys that help. No dialog: the other panes go on.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::text::{cells, safe};
use crate::trouble::{Step, Trouble};
use crate::tui::theme::{Look, Role, Sign};
use crate::tui::widgets::ink;

/// A trouble as lines of at most `width` cells. `keys` are the keys of the moment with their words.
pub fn lines(trouble: &Trouble, width: u16, keys: &[(&str, &str)], look: &Look) -> Vec<Line<'static>> {
    let width = usize::from(width);
    let (sign, danger) = look.sign(Sign::Failed);
    let muted = look.style(Role::Muted);
    let mut lines = Vec::new();
    hang(
        &mut lines,
        Span::styled(sign, look.style(danger)),
        2,
        &trouble.what,
        look.style(Role::Normal),
        width,
    );
    for text in evidence(trouble) {
        for line in cells::wrap(&text, width.saturating_sub(4)) {
            lines.push(Line::styled(format!("    {line}"), muted));
        }
    }
    if !trouble.causes.is_empty() {
        lines.push(Line::default());
        if trouble.cannot_tell {
            lines.push(Line::styled("    The answer is the same for each of these:", muted));
        }
        for cause in &trouble.causes {
            let mark = if trouble.causes.len() > 1 { "·" } else { "" };
            let indent = if mark.is_empty() { 2 } else { 4 };
            hang(&mut lines, Span::styled(mark, muted), indent, cause, look.style(Role::Normal), width);
        }
    }
    if !trouble.next.is_empty() {
        lines.push(Line::default());
        for step in &trouble.all_steps() {
            step_line(&mut lines, step, width, look);
        }
    }
    if !keys.is_empty() {
        lines.push(Line::default());
        let mut spans = vec![Span::raw("    ")];
        for (i, (key, words)) in keys.iter().enumerate() {
            let gap = if i > 0 { "   " } else { "" };
            spans.push(Span::styled(format!("{gap}{key}"), look.bold(Role::Accent)));
            spans.push(Span::raw(format!(" {words}")));
        }
        lines.push(Line::from(spans));
    }
    lines
}

/// Draws a trouble from the second row of `area` on. Where it has no room the last row says how many lines are left
/// out.
pub fn view(buffer: &mut Buffer, area: Rect, trouble: &Trouble, keys: &[(&str, &str)], look: &Look) {
    draw(buffer, area, &lines(trouble, area.width.saturating_sub(1), keys, look), 0, "", look);
}

/// The same from a line on, where the arrows move what is in sight.
pub fn scrolled(
    buffer: &mut Buffer,
    area: Rect,
    trouble: &Trouble,
    keys: &[(&str, &str)],
    top: usize,
    look: &Look,
) {
    draw(buffer, area, &lines(trouble, area.width.saturating_sub(1), keys, look), top, " below", look);
}

/// By how many lines a trouble can be scrolled in an area.
pub fn overflow(area: Rect, trouble: &Trouble, keys: &[(&str, &str)], look: &Look) -> usize {
    let lines = lines(trouble, area.width.saturating_sub(1), keys, look).len();
    let rows = usize::from(area.height.saturating_sub(1));
    if lines <= rows { 0 } else { lines + 1 - rows.max(1) }
}

fn draw(buffer: &mut Buffer, area: Rect, lines: &[Line<'_>], top: usize, way: &str, look: &Look) {
    let area = area.intersection(buffer.area);
    let rows = usize::from(area.height.saturating_sub(1));
    // The last row tells of what is below, as long as there is any.
    let shown = if lines.len() <= rows { rows } else { rows.saturating_sub(1) };
    let top = top.min(lines.len().saturating_sub(shown));
    for (y, line) in (area.y + 1..area.bottom()).zip(lines.iter().skip(top).take(shown)) {
        ink::line(buffer, area.x, y, area.width, line);
    }
    let words = match lines.len().saturating_sub(top + shown) {
        0 => return,
        1 => format!("    1 more line{way}"),
        n => format!("    {n} more lines{way}"),
    };
    if area.height > 1 {
        ink::put(buffer, area.x, area.bottom() - 1, area.width, &words, look.style(Role::Muted));
    }
}

/// Status and code on one line, Salesforce's own words and an excerpt on others, never twice the same.
fn evidence(trouble: &Trouble) -> Vec<String> {
    let evidence = &trouble.evidence;
    let mut lines: Vec<String> = evidence.line().into_iter().collect();
    if let Some(message) = &evidence.message
        && !trouble.what.contains(message.as_str())
    {
        lines.push(format!("“{}”", safe::visible(message)));
    }
    lines.extend(evidence.seen.iter().map(|seen| safe::visible(seen).into_owned()));
    if let Some(excerpt) = &evidence.excerpt {
        lines.push(safe::visible(excerpt).into_owned());
    }
    lines
}

fn step_line(lines: &mut Vec<Line<'static>>, step: &Step, width: usize, look: &Look) {
    let leads = Span::styled(look.glyphs().leads, look.style(Role::Accent));
    let text = match step {
        Step::Wait(text) if !text.starts_with("Wait") => format!("Wait: {text}"),
        other => other.line(),
    };
    hang(lines, leads, 2, &text, look.style(Role::Normal), width);
}

/// A paragraph after a mark, its further lines under its first; a mark of two cells makes room for itself.
fn hang(
    lines: &mut Vec<Line<'static>>,
    mark: Span<'static>,
    indent: usize,
    text: &str,
    style: ratatui::style::Style,
    width: usize,
) {
    let body = indent + mark.width().max(1) + 1;
    let text = safe::visible(text).into_owned();
    for (i, line) in cells::wrap(&text, width.saturating_sub(body).max(1)).into_iter().enumerate() {
        if i == 0 {
            let gap = " ".repeat(body - indent - mark.width());
            lines.push(Line::from(vec![
                Span::raw(" ".repeat(indent)),
                mark.clone(),
                Span::raw(gap),
                Span::styled(line, style),
            ]));
        } else {
            lines.push(Line::from(vec![Span::raw(" ".repeat(body)), Span::styled(line, style)]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trouble::{Evidence, Exit};
    use crate::tui::theme::{Background, ColourDepth};

    fn draw(trouble: &Trouble, width: u16, height: u16, ascii: bool) -> Vec<String> {
        let look = Look::new(ColourDepth::True, Background::Dark, ascii, false);
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        view(
            &mut buffer,
            Rect::new(0, 0, width, height),
            trouble,
            &[("r", "try again"), ("y", "copy")],
            &look,
        );
        ink::lines(&buffer).into_iter().map(|l| l.trim_end().to_owned()).collect()
    }

    fn refused() -> Trouble {
        Trouble::new(Exit::Refused, "api.request_limit", "Salesforce refused the rows of Account.")
            .with(Evidence {
                status: Some(403),
                code: Some("REQUEST_LIMIT_EXCEEDED".into()),
                ms: Some(77),
                ..Evidence::default()
            })
            .cause("All 100,000 API calls of the last 24 hours are used. No key of orgscope can lift that.")
            .step(Step::Wait("the first calls are free again at about 19:02".into()))
            .step(Step::Press("5".into(), "shows which limit, and how fast it is used".into()))
    }

    #[test]
    fn a_trouble_reads_from_the_sentence_to_the_step() {
        assert_eq!(
            draw(&refused(), 55, 12, false),
            [
                "",
                "  ✗ Salesforce refused the rows of Account.",
                "    403 REQUEST_LIMIT_EXCEEDED · 77 ms",
                "",
                "    All 100,000 API calls of the last 24 hours are",
                "    used. No key of orgscope can lift that.",
                "",
                "  → Wait: the first calls are free again at about",
                "    19:02",
                "  → 5 shows which limit, and how fast it is used",
                "",
                "    r try again   y copy",
            ]
        );
    }

    #[test]
    fn causes_that_cannot_be_told_apart_say_so() {
        let mut trouble = Trouble::new(Exit::Refused, "token.x", "Salesforce refused the pair.")
            .cause("The key belongs to another org.")
            .cause("The app is new.");
        trouble.cannot_tell = true;
        let shown = draw(&trouble, 55, 8, false);
        assert_eq!(shown[3], "    The answer is the same for each of these:");
        assert_eq!(shown[4], "    · The key belongs to another org.");
    }

    #[test]
    fn words_of_a_server_reach_the_screen_only_as_marks() {
        let mut trouble = Trouble::new(Exit::Refused, "x", "The answer is no JSON.");
        trouble.evidence.message = Some("\u{1b}[31mred\u{202e}".into());
        assert_eq!(draw(&trouble, 55, 9, false)[2], "    “⟨U+001B⟩[31mred⟨U+202E⟩”");
    }

    #[test]
    fn any_width_and_height_is_fine() {
        for width in 0..40 {
            for height in 0..6 {
                draw(&refused(), width, height, width % 2 == 0);
            }
        }
    }
}
