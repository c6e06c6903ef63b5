//! What inputs do. Every input ends in [`Objects::after`]: cursors in sight, the raw pane at the cursor, the
//! next page on its way.

use super::about::{About, DESCRIBE, Tab};
use super::layout::Pane;
use super::list::{COUNTS, Count, OBJECTS};
use super::rows::{MORE, ROWS};
use super::{KEPT, Objects, going};
use crate::explore::{self, Answer};
use crate::trouble::Trouble;
use crate::tui::hints::Hint;
use crate::tui::keymap::Key;
use crate::tui::screens::wait::{Load, passed};
use crate::tui::screens::{Cx, Input, Move};
use crate::tui::widgets::filter::{self, Filter};
use crate::tui::widgets::text_field::Edit;
use crate::tui::work::{self, Ask};

/// The list previews and counts once no key moved it for so long.
const REST_MS: u64 = 120;

impl Objects {
    /// Takes an input; false where it had no use for it.
    pub fn update(&mut self, input: Input, cx: &mut Cx<'_>) -> bool {
        let used = match input {
            Input::Arrive => {
                self.arrive(cx);
                true
            }
            Input::Command(command) => self.command(command, cx),
            Input::Key(key) => self.key(key, cx),
            Input::Paste(text) => {
                self.paste(text, cx);
                true
            }
            Input::Mouse(mouse) => self.mouse(mouse, cx),
            Input::Answer(name, answer) => {
                self.answer(name, answer, cx);
                true
            }
            Input::Progress(..) => true,
            Input::Entered(what, text) => {
                self.entered(what, text, cx);
                true
            }
            Input::Stopped => {
                self.each_load(|load| load.stopped(cx.now));
                self.raw.stopped();
                true
            }
            Input::Works => {
                self.each_load(|load| {
                    if load.trouble().is_some() {
                        *load = Load::Idle;
                    }
                });
                self.arrive(cx);
                true
            }
            Input::Tick => {
                self.tick(cx);
                true
            }
        };
        self.after(cx);
        used
    }

    fn after(&mut self, cx: &mut Cx<'_>) {
        let area = cx.area;
        let panes = self.panes(area);
        if let Some(pane) = panes.list {
            let (len, height) = (self.list.len(), self.list.height(pane));
            self.list.scroll.settle(len, height);
        }
        let height = self.middle_height(area);
        if let (Some(height), Some(about)) = (height, &mut self.about) {
            about.move_in(self.tab, |scroll, len| scroll.settle(len, height));
            if self.tab == Tab::Rows && self.driver == Pane::Middle {
                about.ask_rows(self.list.global(), cx);
                about.rows.ask_ahead(height, cx);
            }
        }
        if let Some(pane) = panes.raw {
            self.raw.show(self.source(), pane, cx);
        }
    }

    /// Asks for what is missing; what was asked before this place was left may have been stopped.
    fn arrive(&mut self, cx: &mut Cx<'_>) {
        if let Some(head) = cx.head {
            self.list.take_stars(&head.stars);
        }
        for name in [OBJECTS, DESCRIBE, ROWS, MORE] {
            if cx.waiting(name).is_none() {
                self.load_of(name, |load| {
                    if load.is_asked() {
                        *load = Load::Idle;
                    }
                });
            }
        }
        if cx.waiting(COUNTS).is_none() {
            self.list.forget_asked_counts();
        }
        if self.list.loaded.is_none() && self.list.load == Load::Idle {
            self.list.load.ask(OBJECTS, Ask::Explore(explore::Ask::Objects), cx);
        }
        if let Some(about) = &mut self.about
            && about.describe.is_none()
            && about.load == Load::Idle
        {
            about.ask(false, cx);
        }
        self.rest = Some(cx.now);
    }

    fn load_of(&mut self, name: &str, act: impl FnOnce(&mut Load)) {
        match (name, &mut self.about) {
            (OBJECTS, _) => act(&mut self.list.load),
            (DESCRIBE, Some(about)) => act(&mut about.load),
            (ROWS, Some(about)) => act(&mut about.rows.load),
            (MORE, Some(about)) => act(&mut about.rows.more),
            _ => {}
        }
    }

    fn each_load(&mut self, act: impl Fn(&mut Load)) {
        for name in [OBJECTS, DESCRIBE, ROWS, MORE] {
            self.load_of(name, &act);
        }
    }

    /// Once no key moved the list for a moment: counts of what is in sight, and the describe.
    fn tick(&mut self, cx: &mut Cx<'_>) {
        self.raw.tick(self.panes(cx.area).raw, cx);
        if self.rest.is_none_or(|since| passed(since, cx.now) < REST_MS) {
            return;
        }
        self.rest = None;
        if self.focus == Pane::List
            && let Some(object) = self.list.current().map(|o| o.name.clone())
        {
            self.show(&object, cx);
        }
        if let Some(pane) = self.panes(cx.area).list
            && cx.waiting(COUNTS).is_none()
        {
            let names = self.list.uncounted(pane);
            if !names.is_empty() {
                for name in &names {
                    self.list.counts.insert(name.clone(), Count::Asked);
                }
                cx.ask(COUNTS, Ask::Explore(explore::Ask::Counts(names)));
            }
        }
    }

    /// Shows an object in the middle, as it was left where it was shown before.
    pub(super) fn show(&mut self, object: &str, cx: &mut Cx<'_>) {
        if self.about.as_ref().is_some_and(|about| about.object == object) {
            return;
        }
        if let Some(mut before) = self.about.take() {
            before.leave(cx);
            self.kept.push(before);
            if self.kept.len() > KEPT {
                self.kept.remove(0);
            }
        }
        let kept = self.kept.iter().position(|about| about.object == object);
        let mut about = kept.map_or_else(|| About::new(object), |at| self.kept.remove(at));
        if about.describe.is_none() && about.load.trouble().is_none() {
            about.ask(false, cx);
        }
        self.about = Some(about);
    }

    fn answer(&mut self, name: &str, answer: Result<work::Answer, Trouble>, cx: &mut Cx<'_>) {
        self.trouble_top = 0;
        let raw = self.panes(cx.area).raw;
        let Some(answer) = self.raw.answer(name, answer, raw, cx) else { return };
        let trouble = match (name, answer) {
            (OBJECTS, Ok(work::Answer::Explore(Answer::Objects(loaded)))) => {
                if let Some(sentence) = loaded.unread.sentence() {
                    cx.say(sentence);
                }
                self.list.take(loaded);
                self.rest = Some(cx.now);
                return;
            }
            (COUNTS, Ok(work::Answer::Explore(Answer::Counts(counts)))) => {
                self.list.take_counts(counts, cx.now);
                // What came into sight meanwhile is counted next.
                self.rest = Some(cx.now);
                return;
            }
            (DESCRIBE, Ok(work::Answer::Explore(Answer::Describe(loaded)))) => {
                if let Some(about) = &mut self.about {
                    about.take(loaded);
                }
                return;
            }
            (ROWS | MORE, Ok(work::Answer::Explore(Answer::Rows(page)))) => {
                if let Some(about) = &mut self.about
                    && let Some(describe) = about.describe.as_ref().map(|loaded| loaded.value.clone())
                {
                    if name == ROWS {
                        about.rows.take(page, &describe);
                        if about.rows.goes_on() {
                            let loaded =
                                about.rows.note().unwrap_or_default().replace("loaded", "rows loaded. ");
                            cx.go(Move::Teach(Hint::Cut, loaded));
                        }
                    } else {
                        about.rows.take_more(page, &describe);
                    }
                }
                return;
            }
            (_, Ok(_)) => return,
            (_, Err(trouble)) => trouble,
        };
        if name == COUNTS {
            // The list goes on without counts; they are not asked for again until `r`.
            for count in self.list.counts.values_mut().filter(|count| **count == Count::Asked) {
                *count = Count::Uncounted;
            }
            cx.say(trouble.what);
            return;
        }
        if name == DESCRIBE && self.about.as_ref().is_some_and(|about| about.describe.is_some()) {
            cx.say(trouble.what.clone());
        }
        if let (MORE, Some(about)) = (name, &mut self.about) {
            about.rows.failed_more(&trouble);
        }
        self.load_of(name, |load| *load = Load::Failed(Box::new(trouble)));
    }

    fn key(&mut self, key: Key, cx: &mut Cx<'_>) -> bool {
        if !self.is_typing() {
            return false;
        }
        if self.focus == Pane::Raw {
            self.raw.key(key, self.panes(cx.area).raw, cx);
            return true;
        }
        match (filter::beyond(key), Edit::of(key)) {
            (Some(command), _) => self.command(command, cx),
            (None, edit) => {
                edit.into_iter().for_each(|edit| self.edit(&edit, cx));
                true
            }
        }
    }

    fn edit(&mut self, edit: &Edit, cx: &mut Cx<'_>) {
        if self.filter_mut().is_some_and(|filter| filter.edit(edit)) {
            self.arrange(cx);
        }
    }

    pub(super) fn filter_mut(&mut self) -> Option<&mut Filter> {
        match (self.focus, &mut self.about) {
            (Pane::List, _) => Some(&mut self.list.filter),
            (Pane::Middle, Some(about)) => Some(about.filter_mut(self.tab)),
            _ => None,
        }
    }

    pub(super) fn arrange(&mut self, cx: &mut Cx<'_>) {
        match (self.focus, &mut self.about) {
            (Pane::List, _) => {
                self.list.arrange();
                self.rest = Some(cx.now);
            }
            (Pane::Middle, Some(about)) => about.arrange(self.tab),
            _ => {}
        }
    }

    fn paste(&mut self, text: String, cx: &mut Cx<'_>) {
        if !self.is_typing() {
            going::offer(&text, &self.list, cx);
        } else if self.focus == Pane::Raw {
            self.raw.paste(text, self.panes(cx.area).raw, cx);
        } else {
            self.edit(&Edit::Paste(text), cx);
        }
    }

    fn entered(&mut self, what: &str, text: String, cx: &mut Cx<'_>) {
        let raw = self.panes(cx.area).raw;
        if !self.raw.entered(what, &text, raw, cx) {
            going::entered(what, &text, &self.list, cx);
        }
    }
}
