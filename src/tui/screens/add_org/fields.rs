//! The fields of the form, what is in them, and what is odd about it. What is odd is said on leaving a
//! field, not while typing. It warns; only what cannot be sent at all is an error.

use std::sync::Arc;

use crate::check::AppKind;
use crate::salesforce::credentials::Pair;
use crate::salesforce::hosts::{self, Derived};
use crate::salesforce::lint::{self, Finding, Pasted, Weight};
use crate::salesforce::versions::Version;
use crate::store::{StoreError, names, programs};
use crate::tui::widgets::secret_field::SecretField;
use crate::tui::widgets::text_field::{Edit, TextField};
use crate::tui::work::{Draft, Keep, OrgRow};

/// Where the focus can be, in order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Field {
    /// The org's name in orgscope.
    #[default]
    Name,
    /// The My Domain URL, or any other of the org.
    Url,
    /// The consumer key.
    Key,
    /// The consumer secret.
    Secret,
    /// The box that shows the secret.
    Reveal,
    /// The API version.
    Version,
    /// Where the secrets are kept.
    Keep,
    /// The command that prints them.
    Command,
    /// The button that tests.
    Test,
    /// The button that saves without a test.
    Save,
    /// The button that leaves.
    Cancel,
    /// Whose clicks are shown.
    Kind,
}

impl Field {
    /// All, in the order of Tab.
    pub const ALL: [Self; 12] = [
        Self::Name,
        Self::Url,
        Self::Key,
        Self::Secret,
        Self::Reveal,
        Self::Version,
        Self::Keep,
        Self::Command,
        Self::Test,
        Self::Save,
        Self::Cancel,
        Self::Kind,
    ];

    /// Whether a caret blinks in it.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Name | Self::Url | Self::Key | Self::Secret | Self::Version | Self::Command)
    }
}

/// Where the secrets go, as the form offers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Into the system's own store.
    Keyring,
    /// Into the kernel's keyring.
    Kernel,
    /// Into memory, for this run.
    Memory,
    /// Nowhere: a command of the person's own prints them.
    Command,
}

impl Choice {
    /// Where a stored org's pair is, where the form can put one.
    pub fn of(keep: &Keep) -> Option<Self> {
        match keep {
            Keep::Keyring => Some(Self::Keyring),
            Keep::Kernel => Some(Self::Kernel),
            Keep::Memory => Some(Self::Memory),
            // What is typed can't be put there.
            Keep::Command(_) | Keep::Variables => None,
        }
    }
}

/// What the form is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A new org.
    Add,
    /// A new pair in the place of a stored org's.
    Rotate,
    /// Another host or version of a stored org; its pair stays.
    Edit,
    /// The pair of a stored org that has none here: it was kept for a former run, or is in another keyring.
    Give,
}

/// A sentence under a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// `None` if all is well.
    pub weight: Option<Weight>,
    /// The sentence.
    pub sentence: String,
}

impl Said {
    fn well(sentence: impl Into<String>) -> Self {
        Self { weight: None, sentence: sentence.into() }
    }

    fn wrong(sentence: impl Into<String>) -> Self {
        Self { weight: Some(Weight::Error), sentence: sentence.into() }
    }
}

impl From<Finding> for Said {
    fn from(finding: Finding) -> Self {
        Self { weight: Some(finding.weight), sentence: finding.sentence }
    }
}

/// What is in the form.
#[derive(Debug)]
pub struct Fields {
    /// The org's name in orgscope.
    pub name: TextField,
    /// What was typed or pasted as URL.
    pub url: TextField,
    /// The consumer key.
    pub key: TextField,
    /// The consumer secret.
    pub secret: SecretField,
    /// The API version; empty for the newest.
    pub version: TextField,
    /// Where the secrets go.
    pub keep: Choice,
    /// The command that prints them, and its arguments.
    pub command: TextField,
    /// Whose clicks are shown.
    pub kind: AppKind,
    /// What the form is for.
    pub purpose: Purpose,
    taken: Vec<String>,
    /// Name, URL and version as they was at first.
    was: [String; 3],
    key_cut: Vec<Finding>,
    secret_cut: Vec<Finding>,
    said: [Vec<Said>; Field::ALL.len()],
}

impl Fields {
    /// An empty form; `taken` are the names that are in use.
    pub fn new(taken: Vec<String>, keep: Choice) -> Self {
        Self {
            name: TextField::default(),
            url: TextField::default(),
            key: TextField::default(),
            secret: SecretField::default(),
            version: TextField::default(),
            keep,
            command: TextField::default(),
            kind: AppKind::default(),
            purpose: Purpose::Add,
            taken,
            was: Default::default(),
            key_cut: Vec::new(),
            secret_cut: Vec::new(),
            said: Default::default(),
        }
    }

    /// The form about a stored org.
    pub fn of(row: &OrgRow, purpose: Purpose, keep: Choice) -> Self {
        let mut fields = Self::new(Vec::new(), keep);
        fields.name = TextField::new(row.name.clone());
        fields.url = TextField::new(row.login_url.clone());
        fields.version = TextField::new(row.api_version.clone().unwrap_or_default());
        fields.purpose = purpose;
        fields.was = fields.texts();
        fields
    }

    /// The text field of a place.
    pub fn text(&mut self, field: Field) -> Option<&mut TextField> {
        match field {
            Field::Name if self.purpose == Purpose::Add => Some(&mut self.name),
            Field::Url if self.purpose != Purpose::Give => Some(&mut self.url),
            Field::Key => Some(&mut self.key),
            Field::Version => Some(&mut self.version),
            Field::Command => Some(&mut self.command),
            _ => None,
        }
    }

    /// Changes what is in a field; whether it is another text now.
    pub fn edit(&mut self, field: Field, edit: &Edit) -> bool {
        if let Edit::Paste(text) = edit {
            return self.paste(field, text);
        }
        match self.text(field) {
            Some(text) => text.edit(edit),
            None if field == Field::Secret => self.secret.edit(edit),
            None => false,
        }
    }

    /// What came along with a key or secret is cut at once, and said on leaving the field.
    fn paste(&mut self, field: Field, text: &str) -> bool {
        match field {
            Field::Key => {
                let (clean, cut) = lint::clean(Pasted::Key, text);
                self.key_cut = cut;
                self.key.edit(&Edit::Paste(clean.as_str().to_owned()))
            }
            Field::Secret => {
                let (clean, cut) = lint::clean(Pasted::Secret, text);
                self.secret_cut = cut;
                self.secret.edit(&Edit::Paste(clean.as_str().to_owned()))
            }
            // A login URL can hold a session id or a password: nothing but where it leads is kept.
            Field::Url if self.purpose != Purpose::Give => {
                let is_changed = self.url.edit(&Edit::Paste(text.trim().to_owned()));
                self.keep_the_origin();
                is_changed
            }
            _ => self.text(field).is_some_and(|f| f.edit(&Edit::Paste(text.trim().to_owned()))),
        }
    }

    fn keep_the_origin(&mut self) {
        let kept = hosts::kept(self.url.text());
        if kept != self.url.text() {
            self.url = TextField::new(kept);
        }
    }

    /// Whether anything was typed that would be lost.
    pub fn is_touched(&self) -> bool {
        !self.key.is_empty()
            || !self.command.is_empty()
            || !self.secret.draft().is_empty()
            || self.texts() != self.was
    }

    fn texts(&self) -> [String; 3] {
        [&self.name, &self.url, &self.version].map(|field| field.text().to_owned())
    }

    /// What is said under a field.
    pub fn said(&self, field: Field) -> &[Said] {
        &self.said[field as usize]
    }

    /// Forgets what was said about a field: it is being changed.
    pub fn unsay(&mut self, field: Field) {
        self.said[field as usize].clear();
    }

    /// How many hints and warnings, and how many errors.
    pub fn counts(&self) -> (usize, usize) {
        let all = || self.said.iter().flatten().filter_map(|said| said.weight);
        let errors = all().filter(|weight| *weight == Weight::Error).count();
        (all().count() - errors, errors)
    }

    /// The host of what was typed as URL.
    pub fn host(&self) -> Result<Derived, hosts::HostRefusal> {
        hosts::derive(self.url.text())
    }

    /// Looks at a field that is left.
    pub fn left(&mut self, field: Field) {
        let said = match field {
            Field::Name => self.look_at_name(),
            Field::Url => self.look_at_url(),
            Field::Key => self.look_at_key(),
            Field::Secret => self.look_at_secret(),
            Field::Version => self.look_at_version(),
            Field::Command => self.look_at_command(),
            _ => return,
        };
        self.said[field as usize] = said;
    }

    fn look_at_name(&self) -> Vec<Said> {
        let name = self.name.text();
        if name.is_empty() {
            return Vec::new();
        }
        self.refused(name).map(|refused| Said::wrong(refused.trouble(name).what)).into_iter().collect()
    }

    fn refused(&self, name: &str) -> Option<StoreError> {
        names::refusal(name, self.taken.iter().map(String::as_str))
    }

    fn look_at_url(&mut self) -> Vec<Said> {
        if self.url.is_empty() {
            return Vec::new();
        }
        self.keep_the_origin();
        match self.host() {
            Err(refusal) => vec![Said::wrong(refusal.sentence())],
            Ok(derived) => {
                if self.name.is_empty() {
                    self.name = TextField::new(self.free_name(derived.host.name()));
                }
                let weight = derived.is_guess().then_some(Weight::Warning);
                let sentences = derived.sentences();
                if sentences.is_empty() {
                    return vec![Said::well(format!("uses {}", derived.host))];
                }
                sentences.into_iter().map(|sentence| Said { weight, sentence }).collect()
            }
        }
    }

    /// `acme-uat` for `acme--uat.sandbox.my.salesforce.com`; numbered where that is in use.
    fn free_name(&self, host: &str) -> String {
        let label = host.split('.').next().unwrap_or("org").replace("--", "-");
        let free = |name: &String| self.refused(name).is_none();
        std::iter::once(label.clone())
            .chain((2..100).map(|n| format!("{label}-{n}")))
            .find(free)
            .unwrap_or_default()
    }

    fn look_at_key(&mut self) -> Vec<Said> {
        if self.key.is_empty() {
            return Vec::new();
        }
        let (clean, mut found) = lint::clean(Pasted::Key, self.key.text());
        if clean.as_str() != self.key.text() {
            self.key = TextField::new(clean.as_str());
        }
        found.splice(0..0, self.key_cut.iter().cloned());
        found.extend(lint::key(&clean));
        said(found, clean.chars().count())
    }

    fn look_at_secret(&mut self) -> Vec<Said> {
        if self.secret.draft().is_empty() {
            return Vec::new();
        }
        let (clean, mut found) = self.secret.draft().lint(|text| lint::clean(Pasted::Secret, text));
        self.secret.replace(&clean);
        found.splice(0..0, self.secret_cut.iter().cloned());
        found.extend(lint::secret(&clean));
        found.extend(lint::pair(self.key.text(), &clean));
        said(found, clean.chars().count())
    }

    fn look_at_version(&mut self) -> Vec<Said> {
        let text = self.version.text().trim();
        match Version::parse(text) {
            None if text.is_empty() || text == "newest" => Vec::new(),
            None => vec![Said::wrong("An API version looks like 64.0; empty is the newest.")],
            Some(version) => vec![Said::well(format!("always {version}, however new the org is"))],
        }
    }

    fn look_at_command(&self) -> Vec<Said> {
        match programs::words(self.command.text()) {
            None => vec![Said::wrong("A quotation mark is not closed.")],
            Some(words) => match words.as_slice() {
                [] => Vec::new(),
                [program] => vec![Said::well(format!("runs {program}"))],
                [program, rest @ ..] => {
                    let (n, s) = (rest.len(), if rest.len() == 1 { "" } else { "s" });
                    vec![Said::well(format!("runs {program} with {n} argument{s}"))]
                }
            },
        }
    }

    /// Whether the field is one of the form as it stands.
    pub fn is_wanted(&self, field: Field) -> bool {
        let by_command = self.keep == Choice::Command;
        match field {
            Field::Key | Field::Secret | Field::Reveal => !by_command,
            Field::Command => by_command,
            _ => true,
        }
    }

    /// The first field without which nothing can be sent, and why.
    pub fn missing(&mut self) -> Option<Field> {
        for field in [Field::Url, Field::Name, Field::Key, Field::Secret, Field::Version, Field::Command] {
            let is_of_pair = matches!(field, Field::Key | Field::Secret | Field::Command);
            if self.purpose == Purpose::Edit && is_of_pair || !self.is_wanted(field) {
                continue;
            }
            self.left(field);
            let missing = match field {
                Field::Url if self.url.is_empty() => Some("The URL of the org is missing."),
                Field::Name if self.name.is_empty() => Some("A name is missing."),
                Field::Key if self.key.is_empty() => Some("The consumer key is missing."),
                Field::Secret if self.secret.draft().is_empty() => Some("The consumer secret is missing."),
                Field::Command if self.command.text().trim().is_empty() => Some("The command is missing."),
                _ => None,
            };
            if let Some(sentence) = missing {
                self.said[field as usize] = vec![Said::wrong(sentence)];
                return Some(field);
            }
            // What is odd about key and secret is decided by Salesforce, not here.
            let blocks = matches!(field, Field::Url | Field::Name | Field::Version | Field::Command);
            if blocks && self.said(field).iter().any(|said| said.weight == Some(Weight::Error)) {
                return Some(field);
            }
        }
        None
    }

    /// The pinned API version as it is stored; `None` for the newest.
    pub fn api_version(&self) -> Option<String> {
        Version::parse(self.version.text()).map(|v| format!("{}.0", v.major()))
    }

    /// The org as it would be stored; `None` while something is missing.
    pub fn draft(&self) -> Option<Arc<Draft>> {
        let host = self.host().ok()?.host;
        let keep = match self.keep {
            Choice::Keyring => Keep::Keyring,
            Choice::Kernel => Keep::Kernel,
            Choice::Memory => Keep::Memory,
            Choice::Command => Keep::Command(programs::words(self.command.text())?),
        };
        let pair = || {
            let key = crate::salesforce::credentials::ConsumerKey::new(self.key.text());
            Pair::of(key, self.secret.draft().to_secret())
        };
        Some(Arc::new(Draft {
            name: self.name.text().to_owned(),
            login_url: host.base_url(),
            api_version: self.api_version(),
            pair: (self.keep != Choice::Command).then(|| Arc::new(pair())),
            keep,
        }))
    }
}

/// What was found, or that nothing was; what was cut is said together with what is left.
fn said(mut found: Vec<Finding>, characters: usize) -> Vec<Said> {
    found.dedup();
    let is_odd = found.iter().any(|finding| finding.weight != Weight::Hint);
    let mut said: Vec<Said> = found.into_iter().map(Said::from).collect();
    match said.last_mut() {
        Some(last) if !is_odd => {
            last.sentence.push_str(&format!("\n{characters} characters now, no blanks."));
        }
        Some(_) => {}
        None => said.push(Said::well(format!("{characters} characters, no blanks"))),
    }
    said
}
