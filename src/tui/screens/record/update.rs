//! What inputs do. Every input ends in [`Record::after`]: cursors in sight, the raw pane at the cursor.

use super::Record;
use super::layout::Pane;
use super::related::COUNTS;
use crate::explore::columns::parent_name;
use crate::explore::{self, Answer};
use crate::trouble::Trouble;
use crate::tui::keymap::{Key, Where};
use crate::tui::screens::objects::going;
use crate::tui::screens::wait::{Load, passed};
use crate::tui::screens::{Cx, Input};
use crate::tui::widgets::filter;
use crate::tui::widgets::text_field::Edit;
use crate::tui::work::{self, Ask};

/// The name under which the record is asked for.
pub(super) const RECORD: &str = "record";
/// The name under which its object's describe is asked for.
pub(super) const DESCRIBE: &str = "describe";
/// The name under which the names of its parents are asked for.
const NAMES: &str = "names";

/// Lists in sight are counted once no key was pressed for so long.
const REST_MS: u64 = 120;
/// Parents that one query may walk to, with some left (SOQL guide, 'Understanding Relationship Query
/// Limitations': no more than 55 child-to-parent relationships).
const MOST_NAMES: usize = 40;

impl Record {
    /// Takes an input; false where it had no use for it.
    pub fn update(&mut self, input: Input, cx: &mut Cx<'_>) -> bool {
        let mut used = true;
        match input {
            Input::Arrive => self.arrive(cx),
            Input::Command(command) => used = self.command(command, cx),
            Input::Key(key) => used = self.key(key, cx),
            Input::Paste(text) => match (self.place(), self.focus) {
                (Where::Text, Pane::Raw) => self.raw.paste(text, self.panes(cx.area).raw, cx),
                (Where::Text, _) => self.edit(&Edit::Paste(text), cx),
                _ => going::offer(&text, &self.list, cx),
            },
            Input::Mouse(mouse) => self.mouse(mouse, cx),
            Input::Answer(name, answer) => self.answer(name, answer, cx),
            Input::Entered(what, text) => {
                let raw = self.panes(cx.area).raw;
                used = self.raw.entered(what, &text, raw, cx) || going::entered(what, &text, &self.list, cx);
            }
            Input::Stopped => {
                self.load.stopped(cx.now);
                self.describe_load.stopped(cx.now);
                self.related.refuse_asked();
                self.raw.stopped();
            }
            Input::Works => {
                if self.load.trouble().is_some() {
                    self.load = Load::Idle;
                    self.arrive(cx);
                }
            }
            Input::Tick => self.tick(cx),
            Input::Progress(..) => {}
        }
        self.after(cx);
        used
    }

    fn after(&mut self, cx: &mut Cx<'_>) {
        if let Some(parts) = self.parts(cx.area) {
            let (len, height) = (self.lines.len(), usize::from(parts.lines.height));
            self.lines.scroll.settle(len, height);
            let (len, height) = (self.related.len(), usize::from(self.list_rows(&parts).height));
            self.related.scroll.settle(len, height);
        }
        if let Some(pane) = self.panes(cx.area).raw {
            self.raw.show(self.source(), pane, cx);
        }
    }

    fn arrive(&mut self, cx: &mut Cx<'_>) {
        for (name, load) in [(RECORD, &mut self.load), (DESCRIBE, &mut self.describe_load)] {
            if load.is_asked() && cx.waiting(name).is_none() {
                *load = Load::Idle;
            }
        }
        if cx.waiting(COUNTS).is_none() {
            self.related.forget_asked();
        }
        if self.record.is_none() && self.load == Load::Idle {
            self.ask_record(cx);
        }
        if self.describe.is_none() && self.describe_load == Load::Idle {
            self.ask_describe(cx);
        }
        self.rest = Some(cx.now);
    }

    pub(super) fn ask_record(&mut self, cx: &mut Cx<'_>) {
        let ask = explore::Ask::Record { object: self.object.clone(), id: self.id.clone() };
        self.load.ask(RECORD, Ask::Explore(ask), cx);
    }

    pub(super) fn ask_describe(&mut self, cx: &mut Cx<'_>) {
        let ask = explore::Ask::Describe { object: self.object.clone(), fresh: false };
        self.describe_load.ask(DESCRIBE, Ask::Explore(ask), cx);
    }

    /// Asks what the records are called that lookups point at, all by one query.
    fn ask_names(&mut self, cx: &mut Cx<'_>) {
        let (Some(record), Some(describe)) = (self.value(), self.describe()) else { return };
        let columns: Vec<String> = describe
            .fields
            .iter()
            .filter(|field| record.text_of(&field.name).is_some())
            .filter_map(|field| parent_name(field, self.list.global()))
            .take(MOST_NAMES)
            .collect();
        if columns.is_empty() || !describe.queryable {
            return;
        }
        let ask = explore::Ask::Rows {
            object: self.object.clone(),
            columns,
            order: None,
            of: Some(("Id".into(), self.id.clone())),
        };
        cx.ask(NAMES, Ask::Explore(ask));
    }

    fn tick(&mut self, cx: &mut Cx<'_>) {
        self.raw.tick(self.panes(cx.area).raw, cx);
        if self.rest.is_none_or(|since| passed(since, cx.now) < REST_MS) {
            return;
        }
        self.rest = None;
        let (Some(parts), Some(describe)) = (self.parts(cx.area), self.describe.clone()) else { return };
        if self.record.is_none() || cx.waiting(COUNTS).is_some() {
            return;
        }
        let lists = self.related.uncounted(&describe.value, usize::from(self.list_rows(&parts).height));
        if !lists.is_empty() {
            self.related.asking(&lists);
            cx.ask(COUNTS, Ask::Explore(explore::Ask::ChildCounts { id: self.id.clone(), lists }));
        }
    }

    fn answer(&mut self, name: &str, answer: Result<work::Answer, Trouble>, cx: &mut Cx<'_>) {
        let raw = self.panes(cx.area).raw;
        let Some(answer) = self.raw.answer(name, answer, raw, cx) else { return };
        match (name, answer) {
            (RECORD, Ok(work::Answer::Explore(Answer::Record(loaded)))) => {
                self.load = Load::Idle;
                if let Some(sentence) = loaded.unread.sentence() {
                    cx.say(sentence);
                }
                self.record = Some(loaded);
                self.arrange();
                self.ask_names(cx);
                self.rest = Some(cx.now);
            }
            (DESCRIBE, Ok(work::Answer::Explore(Answer::Describe(loaded))))
                if loaded.value.name.eq_ignore_ascii_case(&self.object) =>
            {
                self.describe_load = Load::Idle;
                self.describe = Some(loaded);
                self.arrange();
                self.ask_names(cx);
                self.rest = Some(cx.now);
            }
            (NAMES, Ok(work::Answer::Explore(Answer::Rows(page)))) => {
                let found = page.value.row(0);
                let fields = self.describe().map_or(&[][..], |describe| &describe.fields);
                self.names = fields
                    .iter()
                    .filter_map(|field| {
                        let parent = found?.get(field.relationship_name.as_deref()?)?;
                        Some((field.name.clone(), parent.text_of("Name")?.into_owned()))
                    })
                    .collect();
            }
            (COUNTS, Ok(work::Answer::Explore(Answer::ChildCounts(counts)))) => {
                self.related.take(counts);
                self.rest = Some(cx.now);
            }
            (RECORD, Err(trouble)) => {
                if self.record.is_some() {
                    cx.say(trouble.what.clone());
                }
                self.load = Load::Failed(Box::new(trouble));
            }
            // Without labels and types the record is still readable, by its keys.
            (DESCRIBE, Err(trouble)) => {
                cx.say(trouble.what.clone());
                self.describe_load = Load::Failed(Box::new(trouble));
            }
            // Without names the ids are alone.
            (NAMES, Err(_)) => {}
            (COUNTS, Err(trouble)) => {
                self.related.refuse_asked();
                cx.say(trouble.what);
            }
            _ => {}
        }
    }

    pub(super) fn arrange(&mut self) {
        let describe = self.describe.as_ref().map(|loaded| loaded.value.clone());
        if let Some(record) = self.record.as_ref().map(|loaded| loaded.value.clone()) {
            self.lines.read(record.node(), describe.as_deref());
        }
        if let Some(describe) = describe {
            self.related.arrange(&describe, self.list.global());
        }
    }

    fn key(&mut self, key: Key, cx: &mut Cx<'_>) -> bool {
        if self.place() != Where::Text {
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
            self.arrange();
            self.rest = Some(cx.now);
        }
    }
}
