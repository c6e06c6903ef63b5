//! Where one is and was: the picker, the form, and for an open org the check and the objects with the
//! records opened from there. Each place keeps its state until it is left for good.

use std::sync::Arc;

use super::effect::PlaceId;
use super::screens::Screen;
use super::work::OrgRow;
use crate::check::Verdict;

/// A screen on the trail.
#[derive(Debug)]
pub struct Place {
    /// Its number, never given twice.
    pub id: PlaceId,
    /// The screen.
    pub screen: Screen,
}

/// Which of the top places is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Root {
    /// The org picker.
    Orgs,
    /// The form.
    Form,
    /// The table of all orgs' checks.
    All,
    /// The check.
    Check,
    /// The objects, and what was opened from there.
    Objects,
}

/// The places.
#[derive(Debug)]
pub struct Trail {
    last: u32,
    root: Root,
    orgs: Place,
    form: Option<Place>,
    all: Place,
    /// The open org was opened from that table: back from its check leads there.
    is_of_all: bool,
    check: Place,
    objects: Vec<Place>,
    ahead: Vec<Place>,
}

impl Trail {
    /// A trail that is at the picker.
    pub fn new() -> Self {
        let place = |n, screen| Place { id: PlaceId(n), screen };
        Self {
            last: 4,
            root: Root::Orgs,
            orgs: place(1, Screen::Orgs(Box::default())),
            form: None,
            all: place(4, Screen::CheckAll(Box::default())),
            is_of_all: false,
            check: place(2, Screen::Check(Box::default())),
            objects: vec![place(3, Screen::Objects(Box::default()))],
            ahead: Vec::new(),
        }
    }

    fn place(&mut self, screen: Screen) -> Place {
        self.last += 1;
        Place { id: PlaceId(self.last), screen }
    }

    /// Which top place is shown.
    pub fn root(&self) -> Root {
        self.root
    }

    /// The place shown.
    pub fn current(&self) -> &Place {
        match (self.root, &self.form, self.objects.last()) {
            (Root::Form, Some(form), _) => form,
            (Root::All, ..) => &self.all,
            (Root::Check, ..) => &self.check,
            (Root::Objects, _, Some(last)) => last,
            _ => &self.orgs,
        }
    }

    /// The place shown, to update it.
    pub fn current_mut(&mut self) -> &mut Place {
        match (self.root, &mut self.form, self.objects.last_mut()) {
            (Root::Form, Some(form), _) => form,
            (Root::All, ..) => &mut self.all,
            (Root::Check, ..) => &mut self.check,
            (Root::Objects, _, Some(last)) => last,
            _ => &mut self.orgs,
        }
    }

    /// A place by its number.
    pub fn find(&mut self, id: PlaceId) -> Option<&mut Place> {
        std::iter::once(&mut self.orgs)
            .chain(self.form.as_mut())
            .chain([&mut self.all, &mut self.check])
            .chain(&mut self.objects)
            .chain(&mut self.ahead)
            .find(|p| p.id == id)
    }

    /// The place that does something at times of its own.
    pub fn watching(&self) -> Option<PlaceId> {
        std::iter::once(&self.check).chain(&self.form).find(|p| p.screen.is_watching()).map(|p| p.id)
    }

    /// The open org was checked already, before it was stored.
    pub fn checked(&mut self, verdict: Arc<Verdict>) {
        if let Screen::Check(check) = &mut self.check.screen {
            check.show(verdict);
        }
    }

    /// The table is to be about these orgs.
    pub fn check_all(&mut self, orgs: Vec<OrgRow>) {
        if let Screen::CheckAll(all) = &mut self.all.screen {
            all.about(orgs);
        }
    }

    /// Opens a place after the one shown; the places that can no longer be gone forward to.
    pub fn open(&mut self, screen: Screen) -> Vec<PlaceId> {
        let gone = self.ahead.drain(..).map(|p| p.id).collect();
        let place = self.place(screen);
        self.objects.push(place);
        self.root = Root::Objects;
        gone
    }

    /// Shows the form.
    pub fn form(&mut self, screen: Screen) {
        self.form = Some(self.place(screen));
        self.root = Root::Form;
    }

    /// One place back; false if there is none.
    pub fn back(&mut self) -> bool {
        match self.root {
            Root::Objects if self.objects.len() > 1 => {
                self.ahead.extend(self.objects.pop());
                true
            }
            Root::Form => {
                self.form = None;
                self.root = Root::Orgs;
                true
            }
            Root::All => {
                self.root = Root::Orgs;
                true
            }
            Root::Check if self.is_of_all => {
                self.root = Root::All;
                true
            }
            _ => false,
        }
    }

    /// Whether there is a place before the one shown.
    pub fn can_go_back(&self) -> bool {
        match self.root {
            Root::Objects => self.objects.len() > 1,
            Root::Form | Root::All => true,
            Root::Check => self.is_of_all,
            Root::Orgs => false,
        }
    }

    /// Whether there is a place to go forward to.
    pub fn can_go_forward(&self) -> bool {
        !self.ahead.is_empty()
    }

    /// One place forward again; false if there is none.
    pub fn forward(&mut self) -> bool {
        match self.ahead.pop() {
            Some(place) => {
                self.objects.push(place);
                self.root = Root::Objects;
                true
            }
            None => false,
        }
    }

    /// Shows a top place.
    pub fn to(&mut self, root: Root) {
        if self.root == Root::Form && root != Root::Form {
            self.form = None;
        }
        self.root = root;
    }

    /// The place of the check.
    pub fn check_place(&self) -> PlaceId {
        self.check.id
    }

    /// The places that belong to the open org.
    pub fn org_places(&self) -> Vec<PlaceId> {
        std::iter::once(&self.check).chain(&self.objects).chain(&self.ahead).map(|p| p.id).collect()
    }

    /// Another org: its places begin anew.
    pub fn opened(&mut self) {
        self.ahead.clear();
        self.is_of_all = self.root == Root::All;
        self.check = self.place(Screen::Check(Box::default()));
        let objects = self.place(Screen::Objects(Box::default()));
        self.objects = vec![objects];
        self.form = None;
    }
}

impl Default for Trail {
    fn default() -> Self {
        Self::new()
    }
}
