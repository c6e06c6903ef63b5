//! What the keys do that are commands here.

use super::about::{DESCRIBE, Tab};
use super::layout::Pane;
use super::list::{Count, OBJECTS};
use super::rows::{MORE, ROWS};
use super::{Objects, copy, detail, going};
use crate::explore;
use crate::explore::relations::Relation;
use crate::trouble::Trouble;
use crate::tui::keymap::Command;
use crate::tui::overlays::{Overlay, Page};
use crate::tui::screens::wait::show_exchange;
use crate::tui::screens::{Cx, Move, hand_on};
use crate::tui::widgets::table::Scroll;
use crate::tui::work::Ask;

impl Objects {
    pub(super) fn command(&mut self, command: Command, cx: &mut Cx<'_>) -> bool {
        let raw = self.panes(cx.area).raw;
        if self.focus == Pane::Raw && self.raw.command(command, raw, &self.list, cx) {
            return true;
        }
        if let Some(rows) = command.rows(self.height(cx)) {
            match self.trouble_in_sight(cx.area).map(|(load, area)| load.overflow(area, &cx.keys)) {
                Some(most) => {
                    self.trouble_top = self.trouble_top.min(most).saturating_add_signed(rows).min(most);
                }
                None => self.move_cursor(rows, cx),
            }
            return true;
        }
        match command {
            Command::Left => self.move_column(-1),
            Command::Right => self.move_column(1),
            Command::Open => self.open(cx),
            Command::NextPane | Command::Complete => self.focus_next(1, cx),
            Command::PreviousPane => self.focus_next(-1, cx),
            Command::PreviousTab => self.tab = self.tab.beside(-1),
            Command::NextTab => self.tab = self.tab.beside(1),
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
            Command::GoTo => going::ask(cx),
            Command::Zoom => self.is_zoomed = !self.is_zoomed,
            Command::Quit if self.is_zoomed => self.is_zoomed = false,
            Command::RawPane => self.toggle_raw(cx),
            Command::Exchange => self.exchange(cx),
            Command::Copy => copy::menu(self, cx),
            Command::HandOn => {
                let exchange = self.source().and_then(|source| source.exchange);
                hand_on::of_exchange(exchange.as_deref(), cx);
            }
            Command::Again => self.again(cx),
            Command::Sort => self.sort(cx),
            Command::Kinds => self.kinds(cx),
            Command::Star => self.star(cx),
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
        let is_loaded = self.list.loaded.is_some();
        let in_middle = self.driver == Pane::Middle;
        match command {
            C::Left | C::Right => in_middle && self.tab == Tab::Rows && self.focus == Pane::Middle,
            C::PreviousTab | C::NextTab => self.about.is_some(),
            C::Sort => is_loaded && !(in_middle && self.tab == Tab::Relations),
            C::Kinds => is_loaded && !(in_middle && self.tab != Tab::Fields),
            C::Exchange => self.trouble().is_some() || self.has_exchange(),
            C::HandOn => self.has_exchange(),
            C::Open | C::Filter | C::Star | C::GoTo | C::Copy | C::RawPane => is_loaded,
            C::NextPane | C::PreviousPane | C::Zoom => is_loaded,
            C::Back | C::Forward => false,
            _ => true,
        }
    }

    fn has_exchange(&self) -> bool {
        self.source().is_some_and(|source| source.exchange.is_some())
    }

    fn move_cursor(&mut self, rows: isize, cx: &mut Cx<'_>) {
        let act = |scroll: &mut Scroll, len: usize| scroll.by(rows, len);
        match (self.focus, &mut self.about) {
            (Pane::List, _) => {
                let len = self.list.len();
                act(&mut self.list.scroll, len);
                self.rest = Some(cx.now);
            }
            (_, Some(about)) => about.move_in(self.tab, act),
            _ => {}
        }
    }

    /// Rows that the focused table has in sight.
    fn height(&self, cx: &Cx<'_>) -> usize {
        let height = match (self.focus, self.panes(cx.area).list, &self.about, self.middle_parts(cx.area)) {
            (Pane::List, Some(pane), ..) => self.list.height(pane),
            (Pane::Middle, _, Some(about), Some(parts)) => self.table_height(about, &parts),
            _ => 1,
        };
        height.max(1)
    }

    fn move_column(&mut self, by: isize) {
        if let (Pane::Middle, Tab::Rows, Some(about)) = (self.focus, self.tab, &mut self.about) {
            about.rows.move_column(by);
        }
    }

    /// Enter: into the object, all about the field, the record, the other end of the relationship.
    pub(super) fn open(&mut self, cx: &mut Cx<'_>) {
        if self.focus == Pane::List {
            self.raw_instead = false;
            return self.give_focus(Pane::Middle, cx);
        }
        let Some(about) = &self.about else { return };
        let Some(describe) = about.describe.as_ref().map(|loaded| loaded.value.clone()) else { return };
        match self.tab {
            Tab::Fields => {
                // Colours are the overlay's; the page is words and roles alone.
                if let Some(field) = about.fields.current(&describe) {
                    let page = Page::new(field.name.clone(), detail::field_page(field, &describe));
                    cx.go(Move::Overlay(Overlay::Page(page)));
                }
            }
            Tab::Rows => {
                let Some(record) = about.rows.current() else { return };
                match record.text_of("Id") {
                    Some(id) => {
                        going::open_record(&describe.name, &id, about.describe.clone(), &self.list, cx)
                    }
                    None => cx.say("These rows have no Id, so there is no record to open."),
                }
            }
            Tab::Relations => match about.relations.current(&describe) {
                Some(Relation::Child(list)) => going::open_object(&list.child_sobject, &self.list, cx),
                Some(Relation::Parent(field)) => match field.reference_to.as_slice() {
                    [] => cx.say("The describe names no object that it leads to."),
                    [one] => going::open_object(one, &self.list, cx),
                    several => going::object_menu(format!("{} leads to", field.name), several, cx),
                },
                None => {}
            },
        }
    }

    /// Gives the focus to a pane; the middle then shows the object under the list's cursor.
    pub(super) fn give_focus(&mut self, pane: Pane, cx: &mut Cx<'_>) {
        self.leave_text();
        if pane != Pane::List
            && self.focus == Pane::List
            && let Some(object) = self.list.current().map(|o| o.name.clone())
        {
            self.show(&object, cx);
        }
        if pane == Pane::Middle && self.about.is_none() {
            return;
        }
        self.focus = pane;
        if pane != Pane::Raw {
            self.driver = pane;
        }
    }

    fn focus_next(&mut self, by: isize, cx: &mut Cx<'_>) {
        let all = [Pane::List, Pane::Middle, Pane::Raw];
        let in_turn: Vec<_> = if self.is_zoomed || Self::abreast(cx.area) == 1 {
            all.to_vec()
        } else {
            self.panes(cx.area).shown().into_iter().map(|(pane, _)| pane).collect()
        };
        let at = in_turn.iter().position(|pane| *pane == self.focus).unwrap_or(0) as isize;
        let next = (at + by).rem_euclid(in_turn.len() as isize) as usize;
        if let Some(pane) = in_turn.get(next) {
            self.give_focus(*pane, cx);
        }
    }

    fn toggle_raw(&mut self, cx: &mut Cx<'_>) {
        let abreast = if self.is_zoomed { 1 } else { Self::abreast(cx.area) };
        let driver = self.driver;
        match (abreast, self.focus) {
            (3, focus) => {
                self.raw_off = !self.raw_off;
                if focus == Pane::Raw {
                    self.give_focus(driver, cx);
                }
            }
            (2, Pane::List) => self.raw_instead = !self.raw_instead,
            (_, Pane::Raw) => {
                self.raw_instead = false;
                self.give_focus(driver, cx);
            }
            (2, _) => {
                self.raw_instead = true;
                self.give_focus(Pane::Raw, cx);
            }
            _ => self.give_focus(Pane::Raw, cx),
        }
    }

    /// One step back: stop what loads, clear the filter, unzoom, out of the pane; false if there is none.
    fn escape(&mut self, cx: &mut Cx<'_>) -> bool {
        if self.stop_what_loads(cx) || self.clear_filter(cx) {
            return true;
        }
        if self.is_zoomed {
            self.is_zoomed = false;
            return true;
        }
        let back = match (self.focus, self.home) {
            (Pane::Raw, _) => self.driver,
            (Pane::Middle, Pane::List) => Pane::List,
            _ => return false,
        };
        self.raw_instead &= self.focus != Pane::Raw;
        self.give_focus(back, cx);
        true
    }

    fn stop_what_loads(&mut self, cx: &mut Cx<'_>) -> bool {
        let mut stopped = self.list.load.stop_seen(OBJECTS, cx);
        if let Some(about) = &mut self.about {
            stopped = stopped
                || about.load.stop_seen(DESCRIBE, cx)
                || about.rows.load.stop_seen(ROWS, cx)
                || about.rows.more.stop_seen(MORE, cx);
        }
        stopped
    }

    fn leave_text(&mut self) {
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
            self.arrange(cx);
        }
        was_set
    }

    /// What went wrong where the cursor is.
    pub(super) fn trouble(&self) -> Option<&Trouble> {
        match (self.driver, self.tab, &self.about) {
            (Pane::Middle, Tab::Rows, Some(about)) => about.rows.load.trouble().or(about.rows.more.trouble()),
            (Pane::Middle, _, Some(about)) => about.load.trouble(),
            _ => self.list.load.trouble(),
        }
    }

    /// `H`: what went over the wire, or what is known of a trouble.
    fn exchange(&mut self, cx: &mut Cx<'_>) {
        if let Some(trouble) = self.trouble() {
            return show_exchange(trouble, cx);
        }
        match self.source() {
            Some(source) => match source.exchange {
                Some(exchange) => cx.go(Move::Overlay(Overlay::Page(Page::exchange(&exchange)))),
                None => {
                    let again = cx.key(Command::Again);
                    cx.say(format!("It came from the cache: no request was sent. {again} asks the org."));
                }
            },
            None => cx.say("No request was answered here yet."),
        }
    }

    /// `r`: asks the org again for what the pane shows.
    fn again(&mut self, cx: &mut Cx<'_>) {
        let global = self.list.loaded.as_ref().map(|loaded| loaded.value.clone());
        match (self.driver, &mut self.about) {
            (Pane::Middle, Some(about)) => match (self.tab, about.describe.as_ref().map(|d| d.value.clone()))
            {
                (Tab::Rows, Some(describe)) if describe.queryable => {
                    about.rows.ask_again(&describe, global.as_deref(), cx);
                }
                _ => about.ask(true, cx),
            },
            _ => {
                self.list.counts.retain(|_, count| *count == Count::Asked);
                self.list.load.ask(OBJECTS, Ask::Explore(explore::Ask::Objects), cx);
            }
        }
    }

    pub(super) fn sort(&mut self, cx: &mut Cx<'_>) {
        let global = self.list.loaded.as_ref().map(|loaded| loaded.value.clone());
        match (self.driver, &mut self.about) {
            (Pane::Middle, Some(about)) => {
                let Some(describe) = about.describe.as_ref().map(|loaded| loaded.value.clone()) else {
                    return;
                };
                match self.tab {
                    Tab::Fields => about.fields.sort_next(&describe),
                    Tab::Rows => about.rows.sort_next(&describe, global.as_deref(), cx),
                    Tab::Relations => {
                        let filter = cx.key(Command::Filter);
                        cx.say(format!("Relationships keep Salesforce's order. {filter} finds one."));
                    }
                }
            }
            _ => {
                self.list.sort_next();
                self.rest = Some(cx.now);
            }
        }
    }

    fn kinds(&mut self, cx: &mut Cx<'_>) {
        match (self.driver, self.tab, &mut self.about) {
            (Pane::Middle, Tab::Fields, Some(about)) => {
                if let Some(describe) = about.describe.as_ref().map(|loaded| loaded.value.clone()) {
                    about.fields.preset_next(&describe);
                }
            }
            (Pane::Middle, ..) => cx.say("Presets are for fields, kinds for the list of objects."),
            _ => {
                self.list.kinds_next();
                self.rest = Some(cx.now);
            }
        }
    }

    fn star(&mut self, cx: &mut Cx<'_>) {
        let object = match (self.driver, &self.about) {
            (Pane::Middle, Some(about)) => Some(about.object.clone()),
            _ => self.list.current().map(|o| o.name.clone()),
        };
        if let Some(object) = object {
            let is_starred = self.list.star(object.clone());
            cx.go(Move::Star(object, is_starred));
        }
    }
}
