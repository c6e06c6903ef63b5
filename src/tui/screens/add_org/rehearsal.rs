//! The rehearsal of a rotation: the pair that is stored and the new one, both checked, side by side. Only a new
//! pair that passed can be switched to; a refused one leaves everything as it is.

use std::sync::Arc;

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::check::rungs::RUNGS;
use crate::check::{AppKind, Event, RungResult, Status, Verdict, many};
use crate::text::{cells, numbers, safe};
use crate::trouble::Trouble;
use crate::tui::screens::wait::passed;
use crate::tui::screens::{Cx, Sight};
use crate::tui::theme::{Look, Role, Sign};
use crate::tui::widgets::ink;
use crate::tui::widgets::pane::Title;
use crate::tui::work::{Answer, Ask, Draft};

/// The name under which the check of the stored pair is asked.
pub const LIVE: &str = "live";
/// The name under which the check of the new pair is asked.
pub const NEW: &str = "new";
/// Cells of a rung's name.
const NAME: u16 = 14;

/// What is known of one pair.
#[derive(Debug, Default)]
struct Side {
    ended: Vec<RungResult>,
    climbs: Option<&'static str>,
    verdict: Option<Arc<Verdict>>,
    trouble: Option<Trouble>,
}

impl Side {
    fn status(&self) -> Option<Status> {
        match (&self.verdict, &self.trouble) {
            (_, Some(_)) => Some(Status::Fail),
            (Some(verdict), None) => Some(verdict.status()),
            (None, None) => None,
        }
    }

    fn words(&self) -> String {
        match (&self.verdict, &self.trouble) {
            (_, Some(trouble)) => trouble.what.clone(),
            (Some(verdict), None) => match (&verdict.run_as.username, verdict.failed()) {
                (Some(user), None) => format!("{}, as {user}", many::in_words(verdict)),
                _ => many::in_words(verdict),
            },
            (None, None) => "is being checked…".to_owned(),
        }
    }

    fn result(&self, id: &str) -> Option<&RungResult> {
        let of = |rungs: &'_ [RungResult]| rungs.iter().position(|rung| rung.id == id);
        match &self.verdict {
            Some(verdict) => verdict.rung(id),
            None => of(&self.ended).map(|at| &self.ended[at]),
        }
    }
}

/// Both pairs, checked.
#[derive(Debug)]
pub struct Rehearsal {
    draft: Arc<Draft>,
    since: Timestamp,
    live: Side,
    new: Side,
}

impl Rehearsal {
    /// Checks the stored pair and the new one at the same time.
    pub fn begin(draft: Arc<Draft>, cx: &mut Cx<'_>) -> Self {
        cx.ask(LIVE, Ask::CheckStored(draft.name.clone()));
        cx.ask(NEW, Ask::CheckDraft(Arc::clone(&draft)));
        Self { draft, since: cx.now, live: Side::default(), new: Side::default() }
    }

    fn side(&mut self, name: &str) -> &mut Side {
        if name == LIVE { &mut self.live } else { &mut self.new }
    }

    /// Takes news of a check in.
    pub fn hear(&mut self, name: &str, event: Event) {
        let side = self.side(name);
        match event {
            Event::Started(id) => side.climbs = Some(id),
            Event::Ended(result) => side.ended.push(*result),
            Event::Arrow(_) | Event::RunAs(_) | Event::Verdict(_) => {}
        }
    }

    /// Takes the end of a check in.
    pub fn end(&mut self, name: &str, answer: Result<Answer, Trouble>) {
        let side = self.side(name);
        side.climbs = None;
        match answer {
            Ok(Answer::Check(verdict)) => side.verdict = Some(verdict),
            Ok(_) => {}
            Err(trouble) => side.trouble = Some(trouble),
        }
    }

    /// The new pair, where it passed and can take the place of the stored one.
    pub fn passed(&self) -> Option<(&Arc<Draft>, &Arc<Verdict>)> {
        let verdict = self.new.verdict.as_ref()?;
        (verdict.status() != Status::Fail).then_some((&self.draft, verdict))
    }

    /// Each pair with how its check ended, and what follows from both: sign, role and words.
    pub fn rows(&self) -> Vec<(&'static str, Role, String)> {
        let row = |name: &str, side: &Side| {
            let (sign, role) = match side.status() {
                None | Some(Status::NotTested) => ("…", Role::Accent),
                Some(Status::Pass) => ("ok", Role::Ok),
                Some(Status::Warn) => ("!", Role::Warn),
                Some(Status::Fail) => ("x", Role::Danger),
            };
            (sign, role, format!("{name} pair: {}", side.words()))
        };
        let follows = match self.new.status() {
            None | Some(Status::NotTested) => "Both are checked; nothing is stored before you press Switch.",
            Some(Status::Fail) => "The new pair is not stored. The old one stays in place.",
            Some(Status::Pass | Status::Warn) => {
                "Switch puts the new pair in the place of the old one, in one write."
            }
        };
        vec![row("Live", &self.live), row("New", &self.new), ("", Role::Normal, follows.to_owned())]
    }

    /// The rungs of both pairs beside each other, and below them what is wrong with the new one.
    pub fn view(&self, buf: &mut Buffer, area: Rect, kind: AppKind, sight: &Sight<'_>) {
        let look = sight.look;
        let row = Rect { y: area.y.saturating_sub(1), height: 1, ..area };
        Title::new("Live and new, rung by rung").view(buf, row, look);
        let wide = area.width.saturating_sub(NAME + 3) / 2;
        let muted = look.style(Role::Muted);
        let columns =
            [(area.x + 2 + NAME, &self.live, "Live pair"), (area.x + 2 + NAME + wide, &self.new, "New pair")];
        for (x, _, head) in &columns {
            ink::put(buf, *x, area.y, wide, head, muted);
        }
        let mut y = area.y + 1;
        for rung in RUNGS.iter() {
            if y >= area.bottom() {
                return;
            }
            ink::put(buf, area.x + 2, y, NAME, rung.name, look.style(Role::Normal));
            for (x, side, _) in &columns {
                let turns = sight.now.as_millisecond().unsigned_abs() / 150;
                let (sign, words) = match side.result(rung.id) {
                    Some(result) => (sign(result.status), result.summary.clone()),
                    None if side.climbs == Some(rung.id) => {
                        let time = look.is_still().then(|| numbers::elapsed(passed(self.since, sight.now)));
                        (Sign::Turning(turns as usize), time.unwrap_or_default())
                    }
                    None => (Sign::Untested, String::new()),
                };
                let (glyph, role) = look.sign(sign);
                let from = ink::put(buf, *x, y, look.sign_cells(), glyph, look.style(role)) + 1;
                let room = (x + wide).saturating_sub(from + 1);
                let words = cells::cut_end(&safe::visible(&words), usize::from(room)).into_owned();
                ink::put(buf, from, y, room, &words, look.style(Role::Normal));
            }
            y += 1;
        }
        let below = Rect { y: y + 1, height: area.bottom().saturating_sub(y + 1), ..area };
        for (y, line) in (below.y..below.bottom()).zip(&self.clicks(kind, area.width, look)) {
            ink::line(buf, area.x, y, area.width, line);
        }
    }

    /// What mends the new pair.
    fn clicks(&self, kind: AppKind, width: u16, look: &Look) -> Vec<Line<'static>> {
        let failed = self.new.verdict.as_ref().and_then(|verdict| verdict.failed());
        let Some(why) = failed.and_then(|rung| rung.diagnosis.as_deref()) else { return Vec::new() };
        let room = usize::from(width.saturating_sub(7)).max(10);
        let mut lines = vec![Line::styled(format!("  New pair, {}:", kind.words()), look.style(Role::Muted))];
        for (n, step) in why.steps(kind).iter().enumerate() {
            for (at, part) in cells::wrap(&safe::visible(&step.line()), room).into_iter().enumerate() {
                let start = if at == 0 { format!("  {}  ", n + 1) } else { "     ".into() };
                lines.push(Line::from(vec![Span::styled(start, look.style(Role::Accent)), Span::raw(part)]));
            }
        }
        lines
    }
}

fn sign(status: Status) -> Sign {
    match status {
        Status::Pass => Sign::Passed,
        Status::Warn => Sign::Warned,
        Status::Fail => Sign::Failed,
        Status::NotTested => Sign::Untested,
    }
}
