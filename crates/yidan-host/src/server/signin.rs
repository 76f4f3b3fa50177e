//! Who may speak to the LAN server: one-time keys that are traded for a cookie. What a person may do is the command table's business.

use crate::limits;
use crate::shelf::random_handle;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use yidan_app::error::Result;

/// The key that may be used next, and the browsers that have signed in.
#[derive(Debug, Default)]
pub struct Seats {
    inner: Mutex<Inner>,
    cookie: String,
}

#[derive(Debug, Default)]
struct Inner {
    key: Option<String>,
    tokens: VecDeque<String>,
}

impl Seats {
    /// Browsers keep cookies per host, not per port: the name tells two servers of one machine apart.
    pub fn new(port: u16) -> Self {
        Seats { inner: Mutex::default(), cookie: format!("yidan_{port}") }
    }

    /// Makes a key that signs in one browser. An older unused key stops working.
    pub fn new_key(&self) -> Result<String> {
        let key = random_handle()?;
        self.lock().key = Some(key.clone());
        Ok(key)
    }

    /// Trades the key for a session; the value of the `Set-Cookie` header, or nothing when the key is not the right one.
    pub fn trade(&self, key: &str) -> Result<Option<String>> {
        let token = random_handle()?;
        let mut inner = self.lock();
        if !inner.key.as_deref().is_some_and(|k| same(k, key)) {
            return Ok(None);
        }
        inner.key = None;
        if inner.tokens.len() >= limits::SIGNED_IN {
            inner.tokens.pop_front();
        }
        inner.tokens.push_back(token.clone());
        Ok(Some(format!("{}={token}; Path=/; HttpOnly; SameSite=Strict", self.cookie)))
    }

    /// True when a `Cookie` header carries a session of this server.
    pub fn knows(&self, cookies: &str) -> bool {
        let Some(token) = self.token(cookies) else { return false };
        self.lock().tokens.iter().any(|t| same(t, token))
    }

    /// Forgets the session of a `Cookie` header.
    pub fn leave(&self, cookies: &str) {
        if let Some(token) = self.token(cookies) {
            self.lock().tokens.retain(|t| t != token);
        }
    }

    fn token<'a>(&self, cookies: &'a str) -> Option<&'a str> {
        cookies.split(';').filter_map(|c| c.trim().split_once('=')).find(|(name, _)| *name == self.cookie).map(|(_, token)| token)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Compares without telling by its time how much was right.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |differs, (x, y)| differs | (x ^ y)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cookie_of(set: &str) -> String {
        set.split(';').next().unwrap_or_default().to_owned()
    }

    #[test]
    fn a_key_signs_in_once() {
        let seats = Seats::new(7788);
        assert!(seats.trade("").expect("random").is_none());
        let key = seats.new_key().expect("random");
        for wrong in ["", "x", &key.to_uppercase(), &format!("{key}a")] {
            assert!(seats.trade(wrong).expect("random").is_none(), "{wrong}");
        }
        let set = seats.trade(&key).expect("random").expect("the right key");
        assert!(set.contains("HttpOnly") && set.contains("SameSite=Strict"), "{set}");
        assert!(seats.trade(&key).expect("random").is_none(), "a second time");
        let cookie = cookie_of(&set);
        assert!(seats.knows(&cookie) && seats.knows(&format!("a=b; {cookie}; c=d")));
        assert!(!seats.knows("") && !seats.knows("yidan_7788=") && !seats.knows(&cookie.replace("7788", "7789")));
        seats.leave(&cookie);
        assert!(!seats.knows(&cookie));
    }

    #[test]
    fn a_new_key_replaces_the_old_one() {
        let seats = Seats::new(1);
        let (old, new) = (seats.new_key().expect("random"), seats.new_key().expect("random"));
        assert_ne!(old, new);
        assert!(seats.trade(&old).expect("random").is_none());
        assert!(seats.trade(&new).expect("random").is_some());
    }

    #[test]
    fn the_oldest_browser_makes_room() {
        let seats = Seats::new(1);
        let sign_in = || cookie_of(&seats.trade(&seats.new_key().expect("random")).expect("random").expect("signed in"));
        let first = sign_in();
        let rest: Vec<_> = (0..limits::SIGNED_IN).map(|_| sign_in()).collect();
        assert!(!seats.knows(&first));
        assert!(rest.iter().all(|c| seats.knows(c)));
    }
}
