//! What the keys do that are commands here.

use ratatui::layout::Rect;

use super::Record;
use super::layout::Pane;
use super::lines::Line;
use super::update::{DESCRIBE, RECORD};
use crate::json::Path;
use crate::salesforce::ids;
use crate::tui::keymap::Command;
use crate::tui::overlays::{Menu, Overlay, Page};
use crate::tui::screens::objects::copy::{item, of_source};
use crate::tui::screens::objects::going;
use crate::tui::screens::wait::show_exchange;
use crate::tui::screens::{Cx, Move, hand_on};
use crate::tui::theme::Role;

impl Record {
    pub(super) fn command(&mut self, command: Command, cx: &mut Cx<'_>) -> bool {
        let raw = self.panes(cx.area).raw;
        if self.focus == Pane::Raw && self.raw.command(command, raw, &self.list, cx) {
            return true;
        }
        if self.move_cursor(command, cx) {
            return true;
        }
        match command {
            Command::Open => self.open(cx),
            Command::NextPane | Command::Complete => self.focus_next(1, cx),
            Command::PreviousPane => self.focus_next(-1, cx),
            Command::Filter => {
                if let Some(filter) = self.filter_mut() {
                    filter.start();
                }
            }
            Command::Go => self.leave_text(),
            Command::LeaveText => {
                self.leave_text();
                self.clear_filter(cx);
            }
            Command::Escape => return self.escape(cx),
            Command::EmptyFields => {
                self.lines.shows_empty = !self.lines.shows_empty;
                self.arrange();
            }
            Command::GoTo => going::ask(cx),
            Command::Zoom => self.is_zoomed = !self.is_zoomed,
            Command::Quit if self.is_zoomed => self.is_zoomed = false,
            Command::RawPane => {
                let is_beside = cx.area.width >= 120 && !self.is_zoomed;
                match self.focus {
                    Pane::Raw => {
                        self.raw_off |= is_beside;
                        self.focus = Pane::Fields;
                    }
                    _ if is_beside => self.raw_off = !self.raw_off,
                    _ => self.focus = Pane::Raw,
                }
            }
            Command::Exchange => self.exchange(cx),
            Command::Copy => self.copy(cx),
            Command::HandOn => {
                let exchange = self.record.as_ref().and_then(|loaded| loaded.exchange.as_deref());
                hand_on::of_exchange(exchange, cx);
            }
            Command::Again => {
                self.related.clear();
                self.ask_record(cx);
                if self.describe.is_none() {
                    self.ask_describe(cx);
                }
            }
            _ => return false,
        }
        true
    }

    /// Whether a command does anything here now.
    pub fn does(&self, command: Command) -> bool {
        use Command as C;
        let of_raw = if self.focus == Pane::Raw { self.raw.does(command) } else { None };
        if let Some(does) = of_raw {
            return does;
        }
        let exchange = self.record.as_ref().and_then(|loaded| loaded.exchange.as_ref());
        match command {
            C::Left | C::Right | C::PreviousTab | C::NextTab | C::Back | C::Forward => false,
            C::HandOn => exchange.is_some(),
            C::Exchange => {
                exchange.is_some() || self.load.trouble().is_some() || self.describe_load.trouble().is_some()
            }
            C::Open | C::Filter | C::EmptyFields | C::Copy => self.record.is_some(),
            _ => true,
        }
    }

    fn move_cursor(&mut self, command: Command, cx: &mut Cx<'_>) -> bool {
        let Some(parts) = self.parts(cx.area) else { return command.rows(1).is_some() };
        let (lines, lists, list_rows) = (self.lines.len(), self.related.len(), self.list_rows(&parts).height);
        let main = self.panes(cx.area).main;
        let (scroll, len, height) = match self.focus {
            Pane::Related => (&mut self.related.scroll, lists, list_rows),
            _ => (&mut self.lines.scroll, lines, parts.lines.height),
        };
        let Some(rows) = command.rows(height.into()) else { return false };
        if let Some(main) = main.filter(|_| self.record.is_none()) {
            let inside = Rect { y: main.y + 1, height: main.height.saturating_sub(2), ..main };
            let most = self.load.overflow(inside, &cx.keys);
            self.trouble_top = self.trouble_top.min(most).saturating_add_signed(rows).min(most);
            return true;
        }
        scroll.by(rows, len);
        self.rest = Some(cx.now);
        true
    }

    fn focus_next(&mut self, by: isize, cx: &mut Cx<'_>) {
        self.leave_text();
        let has_raw = !self.raw_off || cx.area.width < 120 || self.is_zoomed;
        let panes: &[Pane] =
            if has_raw { &[Pane::Fields, Pane::Related, Pane::Raw] } else { &[Pane::Fields, Pane::Related] };
        let at = panes.iter().position(|pane| *pane == self.focus).unwrap_or(0) as isize;
        self.focus = panes[(at + by).rem_euclid(panes.len() as isize) as usize];
        self.rest = Some(cx.now);
    }

    /// Enter: follows a lookup, unfolds a section, opens a related list, shows a value whole.
    pub(super) fn open(&mut self, cx: &mut Cx<'_>) {
        let describe = self.describe.as_ref().map(|loaded| loaded.value.clone());
        if self.focus == Pane::Related {
            if let Some(list) = describe.as_deref().and_then(|describe| self.related.current(describe)) {
                going::open_children(&list.child_sobject, &list.field, &self.id, &self.list, cx);
            }
            return;
        }
        match self.lines.at_cursor() {
            Some(Line::Head(section, _)) => {
                self.lines.fold(section);
                self.arrange();
            }
            Some(Line::Field(key)) => {
                let Some(record) = self.record.as_ref().map(|loaded| loaded.value.clone()) else { return };
                let record = record.node();
                let Some(name) = self.lines.key(key).map(|key| key.name.clone()) else { return };
                let id = record.text_of(&name).filter(|text| ids::is_id(text));
                let field = self.lines.field(key, describe.as_deref());
                match (id, field.map(|f| f.reference_to.as_slice())) {
                    (Some(id), Some([one])) => going::open_record(one, &id, None, &self.list, cx),
                    (Some(id), Some([_, ..])) => going::go_to(&id, &self.list, cx),
                    _ => {
                        let shown = self.lines.value(key, record, describe.as_deref());
                        let label = field.map_or(String::new(), |f| format!("{}  ", f.label));
                        let mut page =
                            vec![(format!("{label}{name}"), Role::Muted), (String::new(), Role::Normal)];
                        page.extend(shown.text.lines().map(|line| (line.to_owned(), Role::Normal)));
                        page.extend(shown.note.map(|note| (format!("({note})"), Role::Muted)));
                        cx.go(Move::Overlay(Overlay::Page(Page::new(name, page))));
                    }
                }
            }
            None => {}
        }
    }

    fn escape(&mut self, cx: &mut Cx<'_>) -> bool {
        if self.load.stop_seen(RECORD, cx)
            || self.describe_load.stop_seen(DESCRIBE, cx)
            || self.clear_filter(cx)
        {
            return true;
        }
        if self.is_zoomed {
            self.is_zoomed = false;
        } else if self.focus != Pane::Fields {
            self.focus = Pane::Fields;
        } else {
            return false;
        }
        true
    }

    pub(super) fn leave_text(&mut self) {
        if let Some(filter) = self.filter_mut() {
            filter.keep();
        }
    }

    fn clear_filter(&mut self, cx: &mut Cx<'_>) -> bool {
        let was_set = self.filter_mut().is_some_and(|filter| {
            let was_set = filter.is_set();
            *filter = Default::default();
            was_set
        });
        if was_set {
            self.arrange();
            self.rest = Some(cx.now);
        }
        was_set
    }

    fn exchange(&mut self, cx: &mut Cx<'_>) {
        if let Some(trouble) = self.load.trouble().or(self.describe_load.trouble()) {
            return show_exchange(trouble, cx);
        }
        match self.record.as_ref().and_then(|loaded| loaded.exchange.as_ref()) {
            Some(exchange) => cx.go(Move::Overlay(Overlay::Page(Page::exchange(exchange)))),
            None => cx.say("No request was answered here yet."),
        }
    }

    fn copy(&mut self, cx: &mut Cx<'_>) {
        let Some(source) = self.source() else {
            cx.say("There is nothing to copy here yet.");
            return;
        };
        let mut items = Vec::new();
        if let (Some((key, named)), Some(record)) = (self.lines.current(), self.value()) {
            let describe = self.describe();
            let shown = self.lines.value(key, record, describe);
            let label = self.lines.field(key, describe).map_or("", |f| f.label.as_str());
            // The value as stored comes from the bytes, so that numbers stay as they came.
            let stored = Path::parse(&source.path).ok().and_then(|path| source.doc.find(&path));
            let stored = stored.map(|node| source.doc.text(node).into_owned());
            let row = format!("{label}\t{}\t{}", named.name, shown.text);
            items.extend(stored.map(|stored| item('v', "Value, as stored", stored)));
            items.push(item('s', "Value, as shown", shown.text));
            items.push(item('n', "API name", &named.name));
            items.push(item('l', "Label", label));
            items.push(item('r', "Row", row));
        }
        items.push(item('i', "Id of the record", &self.id));
        items.extend(
            cx.head.map(|head| item('w', "Page in Salesforce", format!("https://{}/{}", head.host, self.id))),
        );
        items.extend(of_source(&source));
        cx.go(Move::Overlay(Overlay::Menu(Menu::copy(items))));
    }
}
