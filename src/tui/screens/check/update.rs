//! What keys and answers do to the check.

use jiff::Timestamp;

use super::ladder::Ladder;
use super::lower::in_words;
use super::watch::Watch;
use super::{CLIMB, Check, Side, view};
use crate::check::rungs::RUNGS;
use crate::check::{AppKind, Event, Status};
use crate::handoff::Target;
use crate::handoff::sequence::Lane;
use crate::salesforce::versions::{self, Version};
use crate::text::numbers;
use crate::trouble::Step;
use crate::tui::effect::{Mouse, MouseAct};
use crate::tui::keymap::Command;
use crate::tui::overlays::{Act, Guide, Item, Menu, Overlay, Page, Switches};
use crate::tui::screens::wait::stopped_words;
use crate::tui::screens::{Cx, Input, Move, hand_on};
use crate::tui::theme::Role;
use crate::tui::work::{Answer, Ask, Progress};

/// Rows that a page moves in the lower half.
const PAGE: usize = 8;

impl Check {
    /// Takes an input; false where it had no use for it.
    pub fn update(&mut self, input: Input, cx: &mut Cx<'_>) -> bool {
        self.has_switches = cx.head.is_some_and(|head| head.has_switches) && self.draft.is_none();
        match input {
            Input::Arrive => self.arrive(cx),
            Input::Command(command) => {
                // The tries of a watch that ended stand until the next key.
                self.watch.take_if(|watch| watch.ended().is_some());
                return self.command(command, cx);
            }
            Input::Progress(CLIMB, Progress::Check(event)) => self.hear(event),
            Input::Answer(CLIMB, Ok(Answer::Check(verdict))) => {
                self.ladder_under_way().end(verdict);
                self.ended(cx);
            }
            Input::Answer(CLIMB, Err(trouble)) => {
                self.attempt = None;
                self.watch = None;
                self.trouble = Some(trouble);
            }
            Input::Answer("report", Ok(Answer::Report(path))) => cx.say(format!("Saved the report: {path}")),
            Input::Answer("report", Err(trouble)) => cx.say(trouble.what),
            Input::Answer("switches", Ok(Answer::Switches(switches))) => {
                cx.go(Move::Overlay(Overlay::Switches(Switches::new(switches))));
            }
            Input::Tick => self.tick(cx),
            Input::Stopped => self.stopped(cx.now),
            Input::Mouse(mouse) => return self.mouse(mouse, cx),
            _ => return false,
        }
        true
    }

    /// Who comes here wants to know: the first time it climbs by itself.
    fn arrive(&mut self, cx: &mut Cx<'_>) {
        let is_new = !self.ladder.is_begun() && self.trouble.is_none();
        if is_new && cx.waiting(CLIMB).is_none() && (cx.head.is_some() || self.draft.is_some()) {
            self.start(cx);
        }
    }

    fn ladder_under_way(&mut self) -> &mut Ladder {
        self.attempt.as_mut().unwrap_or(&mut self.ladder)
    }

    fn hear(&mut self, event: Event) {
        self.ladder_under_way().hear(event);
    }

    fn ended(&mut self, cx: &mut Cx<'_>) {
        let Some(attempt) = self.attempt.take() else { return };
        let Some(verdict) = attempt.verdict.clone() else { return };
        let words = failure_in_words(&attempt);
        let end = self.watch.as_mut().and_then(|watch| watch.tried(cx.now, &verdict, words));
        if let Some(end) = end {
            self.chosen = None;
            self.ladder = attempt;
            cx.say(end.sentence());
        }
    }

    fn tick(&mut self, cx: &mut Cx<'_>) {
        if self.watch.as_mut().is_some_and(|watch| watch.is_due(cx.now)) {
            self.attempt = Some(Ladder::default());
            self.climb(cx);
        }
    }

    fn stopped(&mut self, now: Timestamp) {
        if self.attempt.take().is_none() && self.verdict().is_none() {
            self.ladder.stop(self.started.map_or(0, |since| passed(since, now)));
        }
        if let Some(watch) = &mut self.watch {
            watch.stop(now);
        }
    }

    fn command(&mut self, command: Command, cx: &mut Cx<'_>) -> bool {
        if let Some(rows) = command.rows(PAGE) {
            self.step(rows, cx);
            return true;
        }
        match command {
            Command::NextPane | Command::PreviousPane => {
                self.focus = Some(if self.reads_right(cx.area) { Side::Left } else { Side::Right });
            }
            Command::PreviousTab | Command::NextTab => {
                self.kind = match self.kind {
                    AppKind::ExternalClientApp => AppKind::ConnectedApp,
                    AppKind::ConnectedApp => AppKind::ExternalClientApp,
                };
            }
            Command::Left => self.focus = Some(Side::Left),
            Command::Right => self.focus = Some(Side::Right),
            Command::Zoom => self.is_zoomed = !self.is_zoomed,
            Command::Quit if self.is_zoomed => self.is_zoomed = false,
            // A check that was begun at this very moment is the one asked for.
            Command::Again if cx.waiting(CLIMB).is_some_and(|w| w.since == cx.now) => {}
            Command::Again => self.start(cx),
            Command::Watch => self.watch(cx),
            Command::Open => cx.go(Move::Overlay(Overlay::Page(self.explain()))),
            Command::Guide => {
                let failed = self.ladder.failed().and_then(|at| self.ladder.result(at));
                let cause = failed.and_then(|rung| rung.cause()).map(str::to_owned);
                cx.go(Move::Overlay(Overlay::Guide(Guide::new(self.kind, cause, cx.key(Command::Watch)))));
            }
            Command::Exchange => self.exchange(cx),
            Command::Copy => self.copy(cx),
            Command::HandOn => self.hand_on(cx),
            Command::Save => match self.verdict() {
                Some(verdict) => {
                    let ask = Ask::Report(vec![verdict.clone()]);
                    cx.ask("report", ask);
                }
                None => cx.say("The report comes with the verdict; the check has none yet."),
            },
            Command::Faults if self.has_switches => cx.ask("switches", Ask::Switches),
            Command::Faults => cx.say("Only the demo org has faults that can be thrown."),
            Command::Escape => return self.escape(cx),
            _ => return false,
        }
        true
    }

    fn escape(&mut self, cx: &mut Cx<'_>) -> bool {
        if self.is_watching() {
            cx.stop(CLIMB);
            self.stopped(cx.now);
            cx.say("Stopped watching.");
            return true;
        }
        if let Some(since) = cx.waiting(CLIMB).map(|w| w.since) {
            let ms = passed(since, cx.now);
            cx.stop(CLIMB);
            self.ladder.stop(ms);
            cx.say(stopped_words(ms, &cx.keys));
            return true;
        }
        if std::mem::take(&mut self.is_zoomed) {
            return true;
        }
        let was_right = self.focus == Some(Side::Right);
        if was_right {
            self.focus = Some(Side::Left);
        }
        was_right
    }

    fn step(&mut self, by: isize, cx: &Cx<'_>) {
        if self.reads_right(cx.area) {
            let most = view::lower_overflow(self, cx.area, &cx.keys);
            self.top = self.top.min(most).saturating_add_signed(by).min(most);
        } else {
            self.choose(self.cursor().saturating_add_signed(by));
        }
    }

    fn choose(&mut self, at: usize) {
        self.chosen = Some(at.min(RUNGS.len() - 1));
        self.top = 0;
    }

    fn watch(&mut self, cx: &mut Cx<'_>) {
        if self.is_watching() {
            self.escape(cx);
            return;
        }
        match self.verdict().filter(|verdict| verdict.failed().is_some()) {
            Some(verdict) => match Watch::begin(cx.now, verdict, failure_in_words(&self.ladder)) {
                Ok(watch) => self.watch = Some(watch),
                Err(end) => cx.say(end.sentence()),
            },
            None => cx.say("There is no failure to watch."),
        }
    }

    fn mouse(&mut self, mouse: Mouse, cx: &mut Cx<'_>) -> bool {
        let Some(panes) = view::panes(self, cx.area) else { return false };
        let is_left = panes.left.is_some_and(|left| left.contains((mouse.x, mouse.y).into()));
        match mouse.act {
            MouseAct::Press if is_left => {
                self.focus = Some(Side::Left);
                if let Some(at) = panes.rung_at(mouse.y) {
                    self.choose(at);
                }
            }
            MouseAct::Press => self.focus = Some(Side::Right),
            MouseAct::WheelUp | MouseAct::WheelDown => {
                let by = if mouse.act == MouseAct::WheelUp { -3 } else { 3 };
                let side = if is_left { Side::Left } else { Side::Right };
                let had = self.focus.replace(side);
                self.step(by, cx);
                self.focus = had;
            }
        }
        true
    }

    /// What the rung under the cursor asks, how it finds out, and what it found.
    fn explain(&self) -> Page {
        let at = self.cursor();
        let rung = &RUNGS[at];
        let mut lines = vec![
            (rung.asks.to_owned(), Role::Normal),
            (String::new(), Role::Normal),
            (rung.how.to_owned(), Role::Muted),
        ];
        if let Some(result) = self.ladder.result(at) {
            lines.push((String::new(), Role::Normal));
            let ms = result.ms.map(|ms| format!(" · {}", numbers::millis(ms))).unwrap_or_default();
            let status = result.status.word().replace('_', " ");
            lines.push((format!("{status}: {}{ms}", result.summary), Role::Accent));
            let measured =
                |(name, value): &(&str, String)| (format!("{}: {value}", in_words(name)), Role::Normal);
            lines.extend(result.detail.iter().map(measured));
            if let Some(why) = &result.diagnosis {
                lines.push((String::new(), Role::Normal));
                lines.push((why.what.clone(), Role::Normal));
                lines.extend(why.causes.iter().map(|cause| (format!("· {cause}"), Role::Normal)));
                lines.push((format!("cause {}", why.cause_id()), Role::Muted));
                lines.push((format!("known from: {}", why.source), Role::Muted));
            }
        }
        Page::new(format!("Rung {} of {}: {}", at + 1, RUNGS.len(), rung.name), lines)
    }

    /// `H`: every exchange that the rung looked at, whole.
    fn exchange(&self, cx: &mut Cx<'_>) {
        let name = RUNGS[self.cursor()].name;
        match self.exchanges() {
            [] if self.ladder.result(self.cursor()).is_some() => {
                cx.say(format!("The rung {name} asks nothing of the org itself."));
            }
            [] => cx.say("No answer is there for this rung yet."),
            exchanges => {
                let page = Page::exchanges(format!("What {name} asked, and what came"), exchanges);
                cx.go(Move::Overlay(Overlay::Page(page)));
            }
        }
    }

    fn copy(&self, cx: &mut Cx<'_>) {
        let mut items = Vec::new();
        let mut item = |letter, name: &str, text: String| {
            if !text.is_empty() {
                let note = text.lines().next().unwrap_or_default().to_owned();
                items.push(Item { letter, name: name.to_owned(), note, act: Act::Copy(text) });
            }
        };
        if let Some(result) = self.ladder.result(self.cursor()) {
            item('v', "Result", format!("{}: {}", RUNGS[self.cursor()].name, result.summary));
            if let Some(why) = &result.diagnosis {
                item('s', "Sentence", why.what.clone());
                item('c', "Steps", numbered(why.steps(self.kind)));
                item('i', "Cause id", why.cause_id().to_owned());
                let body = why.answer.as_deref().map(|came| String::from_utf8_lossy(&came.body));
                let body = body.unwrap_or_default();
                item('b', "Answer", body.into_owned());
            }
        }
        if let Some(user) = &self.ladder.run_as.username {
            item('u', "Run As user", user.clone());
        }
        if items.is_empty() {
            cx.say("Nothing to copy here yet.");
        } else {
            cx.go(Move::Overlay(Overlay::Menu(Menu::copy(items))));
        }
    }

    fn hand_on(&self, cx: &mut Cx<'_>) {
        let Some(verdict) = self.verdict() else {
            return cx.say("The code comes with the verdict; the check has none yet.");
        };
        let Some(host) = &verdict.host else {
            return cx.say("No host is known that could be asked.");
        };
        let sequence = &verdict.sequence;
        let below_version = sequence.arrows.iter().filter(|arrow| arrow.to == Lane::Api);
        let version = below_version
            .filter_map(|arrow| arrow.path.split('/').nth(3))
            .find_map(Version::parse)
            .or_else(|| cx.version.and_then(Version::parse))
            .unwrap_or(versions::FALLBACK);
        let path = format!("/services/data/{version}/limits");
        let target = Target { org: verdict.org.clone(), login_url: host.base_url(), path };
        let conversation = Item {
            letter: 's',
            name: "This check".into(),
            note: "its conversation as it went, as a Mermaid sequence diagram".into(),
            act: Act::Copy(sequence.mermaid(&host.to_string())),
        };
        let conversation = (!sequence.arrows.is_empty()).then_some(conversation);
        cx.go(Move::Overlay(hand_on::menu(&target, conversation)));
    }

    /// The host that is asked.
    pub(super) fn host(&self, head: Option<&crate::tui::work::Head>) -> Option<String> {
        let of_draft = |url: &str| url.split_once("://").map_or(url, |(_, host)| host).to_owned();
        match &self.draft {
            Some(draft) => Some(of_draft(&draft.login_url)),
            None => head.map(|head| head.host.clone()),
        }
    }

    /// Whether the last climb found the app to work.
    pub fn has_passed(&self) -> bool {
        self.verdict().is_some_and(|verdict| verdict.status() != Status::Fail)
    }
}

/// What the failed rung says beside its name: `invalid_grant`.
fn failure_in_words(ladder: &Ladder) -> String {
    let failed = ladder.failed().and_then(|at| ladder.result(at));
    failed.map(|result| result.summary.clone()).unwrap_or_default()
}

fn passed(since: Timestamp, now: Timestamp) -> u64 {
    u64::try_from(now.as_millisecond() - since.as_millisecond()).unwrap_or(0)
}

fn numbered(steps: &[Step]) -> String {
    steps.iter().enumerate().map(|(n, step)| format!("{}. {}\n", n + 1, step.line())).collect()
}
