//! Access tokens: granted, alive until they are revoked or idle for too long.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

use super::{clock, ids};

/// A token dies after two hours without a call (Setup > Session Settings, the default).
pub const IDLE: i64 = 7_200;

/// The tokens that are alive.
#[derive(Debug, Default)]
pub struct Sessions {
    alive: Mutex<HashMap<String, Session>>,
    random: RandomState,
}

/// What is known of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// When it was granted.
    pub issued: Timestamp,
    /// When it was last used.
    pub used: Timestamp,
}

impl Sessions {
    /// A new token of an org.
    pub fn grant(&self, org_id: &str) -> String {
        const LETTERS: &[u8; 64] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._";
        let now = clock::now();
        let mut alive = self.alive.lock().unwrap_or_else(PoisonError::into_inner);
        let mut token = format!("{}!AQ", ids::short(org_id));
        for n in 0..11_u8 {
            let mut bits = self.random.hash_one((now.as_nanosecond(), alive.len(), n));
            for _ in 0..8 {
                token.push(char::from(LETTERS[(bits & 63) as usize]));
                bits >>= 8;
            }
        }
        alive.insert(token.clone(), Session { issued: now, used: now });
        token
    }

    /// Whether a token is alive; it counts as used.
    pub fn uses(&self, token: &str) -> bool {
        let mut alive = self.alive.lock().unwrap_or_else(PoisonError::into_inner);
        let now = clock::now();
        match alive.get_mut(token) {
            Some(session) if now.as_second() - session.used.as_second() <= IDLE => {
                session.used = now;
                true
            }
            Some(_) => {
                alive.remove(token);
                false
            }
            None => false,
        }
    }

    /// A living token's times, without using it.
    pub fn look(&self, token: &str) -> Option<Session> {
        self.alive.lock().unwrap_or_else(PoisonError::into_inner).get(token).copied()
    }

    /// Gives a token another text.
    pub fn rename(&self, token: &str, new: &str) {
        let mut alive = self.alive.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(session) = alive.remove(token) {
            alive.insert(new.to_owned(), session);
        }
    }

    /// Ends a session; false where there was none.
    pub fn revoke(&self, token: &str) -> bool {
        self.alive.lock().unwrap_or_else(PoisonError::into_inner).remove(token).is_some()
    }

    /// Ends all of them.
    pub fn revoke_all(&self) {
        self.alive.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_lives_until_it_is_revoked_and_no_two_are_the_same() {
        let sessions = Sessions::default();
        let (one, two) = (sessions.grant("00D5e00000K5NMjAAN"), sessions.grant("00D5e00000K5NMjAAN"));
        assert_ne!(one, two);
        assert!(one.starts_with("00D5e00000K5NMj!AQ"), "{one}");
        assert!(sessions.uses(&one) && sessions.uses(&two));
        assert!(sessions.revoke(&one));
        assert!(!sessions.revoke(&one) && !sessions.uses(&one) && sessions.uses(&two));
        assert_eq!(sessions.look(&one), None);
    }
    #[test]
    fn a_token_that_is_idle_for_too_long_is_dead() {
        let sessions = Sessions::default();
        let token = sessions.grant("00D5e00000K5NMjAAN");
        let idle = |seconds: i64| {
            let used = clock::after(clock::now(), -seconds);
            sessions.alive.lock().unwrap().insert(token.clone(), Session { issued: used, used });
        };
        idle(IDLE - 60);
        assert!(sessions.uses(&token));
        assert!(sessions.look(&token).is_some_and(|session| session.used > session.issued), "a use is noted");
        idle(IDLE + 60);
        assert!(!sessions.uses(&token));
        assert_eq!(sessions.look(&token), None);
    }
}
