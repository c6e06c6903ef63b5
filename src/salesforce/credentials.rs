//! The secrets of an org as types: consumer key, consumer secret, access token. This is the only file that
//! can see their text; whatever needs it goes through a method named after its purpose, and the house test
//! lists which file may call `for_wire`, `for_keyring` and `revealed`.
//!
//! None of the types has `Display`, `Serialize` or `Clone`; `Debug` says `•••`.

use base64::Engine as _;
use secrecy::{ExposeSecret, SecretString};
use zeroize::{Zeroize, Zeroizing};

use super::lint::{self, Finding, Pasted};
use super::token::TokenKind;
use crate::text::redact::MASK;

/// The consumer key of a connected app or external client app; `client_id` on the wire.
pub struct ConsumerKey(SecretString);

/// The consumer secret; `client_secret` on the wire.
pub struct ConsumerSecret(SecretString);

/// Key and secret of one app: stored, replaced and removed together.
#[derive(Debug)]
pub struct Pair {
    /// The consumer key.
    pub key: ConsumerKey,
    /// The consumer secret.
    pub secret: ConsumerSecret,
    left_out: Vec<Finding>,
}

/// An access token, and the only host (`https://acme.my.salesforce.com`) that may see it.
pub struct AccessToken {
    value: SecretString,
    origin: String,
}

impl std::fmt::Debug for ConsumerKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(MASK)
    }
}
impl std::fmt::Debug for ConsumerSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(MASK)
    }
}
impl std::fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(MASK)
    }
}
impl std::fmt::Debug for SecretDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(MASK)
    }
}

impl ConsumerKey {
    /// A key as pasted or read.
    pub fn new(text: impl Into<String>) -> Self {
        Self(SecretString::from(text.into()))
    }

    /// The text for the form body of a token request. Called by `client/wire.rs` alone.
    pub fn for_wire(&self) -> &str {
        self.0.expose_secret()
    }

    /// Looks at the text to say what is wrong with it; `look` must not keep it.
    pub fn lint<T>(&self, look: impl FnOnce(&str) -> T) -> T {
        look(self.0.expose_secret())
    }

    /// Whether both are the same key.
    pub fn is_same(&self, other: &Self) -> bool {
        self.0.expose_secret() == other.0.expose_secret()
    }
}

impl ConsumerSecret {
    /// A secret as pasted or read.
    pub fn new(text: impl Into<String>) -> Self {
        Self(SecretString::from(text.into()))
    }

    /// The text for the form body of a token request. Called by `client/wire.rs` alone.
    pub fn for_wire(&self) -> &str {
        self.0.expose_secret()
    }

    /// Looks at the text to say what is wrong with it; `look` must not keep it.
    pub fn lint<T>(&self, look: impl FnOnce(&str) -> T) -> T {
        look(self.0.expose_secret())
    }
}

impl Pair {
    /// Key and secret from texts.
    pub fn new(key: impl Into<String>, secret: impl Into<String>) -> Self {
        Self::of(ConsumerKey::new(key), ConsumerSecret::new(secret))
    }

    /// Key and secret put together.
    pub fn of(key: ConsumerKey, secret: ConsumerSecret) -> Self {
        Self { key, secret, left_out: Vec::new() }
    }

    /// Key and secret as a variable or a command gives them: without the blanks, line breaks and quotation marks
    /// that came along, as the form cleans what is pasted.
    pub fn cleaned(key: &str, secret: &str) -> Self {
        let (key, mut left_out) = lint::clean(Pasted::Key, key);
        let (secret, of_secret) = lint::clean(Pasted::Secret, secret);
        left_out.extend(of_secret);
        Self { left_out, ..Self::new(key.as_str(), secret.as_str()) }
    }

    /// What was left out of the texts that the pair was made of, as sentences without them.
    pub fn left_out(&self) -> &[Finding] {
        &self.left_out
    }

    /// The one text that a secret store keeps for an org. Called by `store/secrets/keyring.rs` alone.
    pub fn for_keyring(&self) -> SecretText {
        let json = serde_json::json!({
            "consumer_key": self.key.0.expose_secret(),
            "consumer_secret": self.secret.0.expose_secret(),
        });
        SecretText(SecretString::from(json.to_string()))
    }

    /// The pair out of the text of [`Pair::for_keyring`]; `None` if the text is something else.
    pub fn from_keyring(text: &str) -> Option<Self> {
        let value: serde_json::Value = serde_json::from_str(text).ok()?;
        let part = |name: &str| value.get(name).and_then(|v| v.as_str()).map(str::to_owned);
        Some(Self::new(part("consumer_key")?, part("consumer_secret")?))
    }

    /// The value of `Authorization: Basic`. Called by `client/wire.rs` alone.
    pub fn for_basic(&self) -> Zeroizing<String> {
        let plain =
            Zeroizing::new(format!("{}:{}", self.key.0.expose_secret(), self.secret.0.expose_secret()));
        Zeroizing::new(base64::engine::general_purpose::STANDARD.encode(plain.as_bytes()))
    }

    /// The texts that nobody may see in an answer: secret, key, and both as they travel in a header. Called by
    /// `client/masks.rs` alone.
    pub fn for_masking(&self) -> [Zeroizing<Vec<u8>>; 3] {
        let basic = Zeroizing::new(self.for_basic().trim_end_matches('=').as_bytes().to_vec());
        let text = |secret: &SecretString| Zeroizing::new(secret.expose_secret().as_bytes().to_vec());
        [text(&self.secret.0), text(&self.key.0), basic]
    }
}

/// A secret text on its way into a secret store.
pub struct SecretText(SecretString);

impl std::fmt::Debug for SecretText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(MASK)
    }
}

impl SecretText {
    /// The text itself. Called by `store/secrets/keyring.rs` alone.
    pub fn for_keyring(&self) -> &str {
        self.0.expose_secret()
    }
}

impl AccessToken {
    /// A token that `origin` (scheme, host and port, no path) granted or named as its instance.
    pub fn new(value: impl Into<String>, origin: impl Into<String>) -> Self {
        Self { value: SecretString::from(value.into()), origin: origin.into() }
    }

    /// The origin that may see the token: `https://acme.my.salesforce.com`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The text for the `Authorization` header or the form of revoke and introspect. Called by
    /// `client/wire.rs` alone.
    pub fn for_wire(&self) -> &str {
        self.value.expose_secret()
    }

    /// The texts that nobody may see in an answer: the token, and of an opaque one the part after the org's id, which
    /// is no secret. Called by `client/masks.rs` alone.
    pub fn for_masking(&self) -> [Zeroizing<Vec<u8>>; 2] {
        /// Less than this is no token's.
        const SECRET_PART: usize = 16;
        let whole = self.value.expose_secret();
        let part = whole.split_once('!').map_or(whole, |(_, part)| part);
        let part = if part.len() < SECRET_PART { whole } else { part };
        [whole, part].map(|text| Zeroizing::new(text.as_bytes().to_vec()))
    }

    /// What kind of token it is, from its shape.
    pub fn kind(&self) -> TokenKind {
        TokenKind::of(self.value.expose_secret())
    }

    /// The organization id before the `!` of an opaque token; `None` for a JSON Web Token.
    /// (Help, 'Access tokens': an opaque token starts with the 15-character org id.)
    pub fn org_id(&self) -> Option<String> {
        let (id, _) = self.value.expose_secret().split_once('!')?;
        (id.len() == 15 && id.starts_with("00D")).then(|| id.to_owned())
    }
}

/// A secret while a person types or pastes it into a form.
#[derive(Default)]
pub struct SecretDraft(String);

impl SecretDraft {
    /// Appends a typed character.
    pub fn typed(&mut self, c: char) {
        self.0.push(c);
    }

    /// Appends pasted text as it came.
    pub fn pasted(&mut self, text: &str) {
        self.0.push_str(text);
    }

    /// Takes the last character away.
    pub fn backspace(&mut self) {
        self.0.pop();
    }

    /// Empties the draft, overwriting the text.
    pub fn clear(&mut self) {
        self.0.zeroize();
    }

    /// Takes line breaks out and blanks off the ends; how many characters went.
    pub fn tidy(&mut self) -> usize {
        let before = self.0.chars().count();
        let mut tidied: String = self.0.trim().chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
        let after = tidied.chars().count();
        std::mem::swap(&mut self.0, &mut tidied);
        tidied.zeroize();
        before - after
    }

    /// Characters so far.
    pub fn len(&self) -> usize {
        self.0.chars().count()
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Looks at the text to say what is wrong with it; `look` must not keep it.
    pub fn lint<T>(&self, look: impl FnOnce(&str) -> T) -> T {
        look(&self.0)
    }

    /// The text, while the person asks to see it. Called by the form alone.
    pub fn revealed(&self) -> &str {
        &self.0
    }

    /// The draft as a consumer key.
    pub fn to_key(&self) -> ConsumerKey {
        ConsumerKey::new(self.0.clone())
    }

    /// The draft as a consumer secret.
    pub fn to_secret(&self) -> ConsumerSecret {
        ConsumerSecret::new(self.0.clone())
    }
}

impl Drop for SecretDraft {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_prints_a_secret() {
        let pair = Pair::new("3MVG9.key", "s3cr3t-value");
        let token = AccessToken::new("00D5g000008XyZa!AQ", "https://acme.my.salesforce.com");
        let shown = format!("{pair:?} {token:?} {:?}", pair.for_keyring());
        for secret in ["3MVG9", "s3cr3t", "00D5g"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }

    #[test]
    fn a_pair_survives_the_keyring() {
        let pair = Pair::new("key \"quoted\"", "sécret\\");
        let back = Pair::from_keyring(pair.for_keyring().for_keyring()).unwrap();
        assert_eq!(back.key.for_wire(), "key \"quoted\"");
        assert_eq!(back.secret.for_wire(), "sécret\\");
        assert!(Pair::from_keyring("plain").is_none());
    }

    #[test]
    fn a_draft_is_tidied_and_counts_what_went() {
        let mut draft = SecretDraft::default();
        draft.pasted(" ab\ncd\r\n ");
        assert_eq!(draft.tidy(), 5);
        assert_eq!(draft.revealed(), "abcd");
    }
}
