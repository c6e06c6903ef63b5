//! The check: rungs at the left, the conversation at the right, and below it what is wrong and the clicks that
//! mend it. Drawn from the engine's events as they come, so that it grows; it holds no rule about Salesforce.
//! Start reading at [`Check`]; `ladder` is what is known, `update` what keys do, `view` and the files beside it
//! draw.

mod ladder;
mod left;
mod lower;
mod picture;
#[cfg(test)]
pub(super) mod tests;
mod update;
mod view;
mod watch;

use std::sync::Arc;

use jiff::Timestamp;
use ratatui::layout::Rect;

use super::{Cx, Sight};
use crate::check::{AppKind, Verdict};
use crate::client::Exchange;
use crate::trouble::Trouble;
use crate::tui::keymap::{Command, Where};
use crate::tui::work::{Ask, Draft};
use ladder::Ladder;
use watch::Watch;

/// The name under which the climb is asked.
const CLIMB: &str = "check";
/// Milliseconds of one step of a turning sign.
const TURN_MS: i64 = 150;

/// A pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    /// The rungs.
    Left,
    /// The conversation and the result.
    Right,
}

/// The screen's state.
#[derive(Debug, Default)]
pub struct Check {
    ladder: Ladder,
    /// A try of a watch, which is shown only if it ends otherwise than the failure that is watched.
    attempt: Option<Ladder>,
    /// A pair that is not stored yet; without it the open org is checked.
    draft: Option<Arc<Draft>>,
    /// The rung that the person chose to look at.
    chosen: Option<usize>,
    kind: AppKind,
    /// The pane that the person went to.
    focus: Option<Side>,
    is_zoomed: bool,
    top: usize,
    watch: Option<Watch>,
    trouble: Option<Trouble>,
    started: Option<Timestamp>,
    has_switches: bool,
}

impl Check {
    /// The check of a pair that is not stored yet.
    pub fn of_draft(draft: Arc<Draft>, kind: AppKind) -> Self {
        Self { draft: Some(draft), kind, ..Self::default() }
    }

    /// Climbs from the first rung on; what was known is gone.
    pub fn start(&mut self, cx: &mut Cx<'_>) {
        *self = Self {
            draft: self.draft.take(),
            kind: self.kind,
            has_switches: self.has_switches,
            started: Some(cx.now),
            ..Self::default()
        };
        self.climb(cx);
    }

    /// Shows a climb that ended elsewhere.
    pub fn show(&mut self, verdict: Arc<Verdict>) {
        self.started = verdict.started_at.parse().ok();
        self.ladder.end(verdict);
    }

    fn climb(&mut self, cx: &mut Cx<'_>) {
        cx.ask(CLIMB, self.draft.as_ref().map_or(Ask::Check, |draft| Ask::CheckDraft(Arc::clone(draft))));
    }

    /// How the last climb ended.
    pub fn verdict(&self) -> Option<&Arc<Verdict>> {
        self.ladder.verdict.as_ref()
    }

    /// Whether tries are made at intervals, so that time must be told.
    pub fn is_watching(&self) -> bool {
        self.watch.as_ref().is_some_and(|watch| watch.ended().is_none())
    }

    /// Whose clicks are shown.
    pub fn kind(&self) -> AppKind {
        self.kind
    }

    /// The answers that the rung under the cursor looked at.
    fn exchanges(&self) -> &[Arc<Exchange>] {
        self.ladder.result(self.cursor()).map_or(&[], |result| &result.exchanges.0)
    }

    fn cursor(&self) -> usize {
        self.chosen.unwrap_or_else(|| self.ladder.of_interest())
    }

    /// Whether the rungs have the focus, where both panes are in sight.
    fn is_left_focused(&self) -> bool {
        self.focus != Some(Side::Right)
    }

    /// Whether the result is read rather than the rungs: where the person went there; with one pane alone the result
    /// comes first, as soon as there is one.
    fn reads_right(&self, area: Rect) -> bool {
        match self.focus {
            Some(side) => side == Side::Right,
            None => view::is_one_pane(area) && self.verdict().is_some() && self.chosen.is_none(),
        }
    }

    /// Milliseconds that the climb under way has been running.
    fn elapsed(&self, sight: &Sight<'_>) -> Option<u64> {
        let since = sight.waiting(CLIMB)?.since;
        Some(u64::try_from(sight.now.as_millisecond() - since.as_millisecond()).unwrap_or(0))
    }

    fn turn(&self, sight: &Sight<'_>) -> usize {
        self.elapsed(sight).map_or(0, |ms| (ms / TURN_MS as u64) as usize)
    }

    /// Which keys work now.
    pub fn place(&self) -> Where {
        Where::Check
    }

    /// The commands for the line of keys: first the one that goes on from here.
    pub fn keys(&self) -> Vec<Command> {
        use Command as C;
        let Some(verdict) = self.verdict() else {
            return vec![C::Escape, C::Open, C::NextPane, C::ScreenObjects, C::SwitchOrg];
        };
        let mut keys = if self.is_watching() {
            vec![C::Escape, C::Open, C::NextTab, C::Copy, C::HandOn, C::Save]
        } else if verdict.failed().is_some() {
            vec![C::Again, C::Watch, C::Open, C::NextTab, C::Guide, C::Copy, C::HandOn, C::Save]
        } else {
            vec![C::ScreenObjects, C::Again, C::Open, C::HandOn, C::Save, C::Copy]
        };
        if self.draft.is_some() {
            keys.retain(|key| *key != C::ScreenObjects);
        }
        if self.has_switches {
            keys.insert(2, C::Faults);
        }
        keys
    }

    /// Whether a command does anything here now.
    pub fn does(&self, command: Command) -> bool {
        use Command as C;
        let here = self.ladder.result(self.cursor());
        match command {
            C::Watch => self.verdict().is_some_and(|verdict| verdict.failed().is_some()),
            C::Save => self.verdict().is_some(),
            C::HandOn => self.verdict().is_some_and(|verdict| verdict.host.is_some()),
            C::Copy => here.is_some() || self.ladder.run_as.username.is_some(),
            C::Exchange => !self.exchanges().is_empty(),
            C::NextTab => {
                here.and_then(|result| result.diagnosis.as_ref()).is_some_and(|why| why.differs_by_kind())
            }
            C::Faults => self.has_switches,
            C::ScreenObjects | C::SwitchOrg => self.draft.is_none(),
            C::Back | C::Forward => false,
            _ => true,
        }
    }

    /// Where one is.
    pub fn trail(&self) -> String {
        String::from("Check")
    }
}
