//! Which browsers have a seat at the desk: by a one-time key that is traded for a cookie, or by name and PIN where people are named.
//! Who sits there, and what they may do, is the business of the app.

use crate::limits;
use crate::shelf::random_handle;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use yidan_app::error::Result;
use yidan_app::staff::seat::{Face, Seat};

/// The key that may be used next, and the browsers that have signed in.
#[derive(Debug, Default)]
pub struct Seats {
    inner: Mutex<Inner>,
    cookie: String,
}

#[derive(Debug, Default)]
struct Inner {
    key: Option<String>,
    seats: VecDeque<(String, Seat)>,
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

    /// Trades the key for a seat; the value of the `Set-Cookie` header, or nothing when the key is not the right one.
    pub fn trade(&self, key: &str, calling: Option<&str>) -> Result<Option<String>> {
        let token = random_handle()?;
        let mut inner = self.lock();
        if !inner.key.as_deref().is_some_and(|k| same(k, key)) {
            return Ok(None);
        }
        inner.key = None;
        Ok(Some(self.add(&mut inner, token, Seat::new(Face::Browser, calling))))
    }

    /// Keeps a seat that somebody has signed in at; the value of the `Set-Cookie` header.
    pub fn keep(&self, seat: Seat) -> Result<String> {
        let token = random_handle()?;
        Ok(self.add(&mut self.lock(), token, seat))
    }

    fn add(&self, inner: &mut Inner, token: String, seat: Seat) -> String {
        if inner.seats.len() >= limits::SIGNED_IN {
            inner.seats.pop_front();
        }
        let cookie = format!("{}={token}; Path=/; HttpOnly; SameSite=Strict", self.cookie);
        inner.seats.push_back((token, seat));
        cookie
    }

    /// The seat that a `Cookie` header of this server belongs to.
    pub fn find(&self, cookies: &str) -> Option<Seat> {
        let token = self.token(cookies)?;
        self.lock().seats.iter().find(|(t, _)| same(t, token)).map(|(_, seat)| seat.clone())
    }

    /// Forgets the session of a `Cookie` header.
    pub fn leave(&self, cookies: &str) {
        if let Some(token) = self.token(cookies) {
            self.lock().seats.retain(|(t, _)| t != token);
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

    fn knows(seats: &Seats, cookies: &str) -> bool {
        seats.find(cookies).is_some()
    }

    fn cookie_of(set: &str) -> String {
        set.split(';').next().unwrap_or_default().to_owned()
    }

    #[test]
    fn a_key_signs_in_once() {
        let seats = Seats::new(7788);
        assert!(seats.trade("", None).expect("random").is_none());
        let key = seats.new_key().expect("random");
        for wrong in ["", "x", &key.to_uppercase(), &format!("{key}a")] {
            assert!(seats.trade(wrong, None).expect("random").is_none(), "{wrong}");
        }
        let set = seats.trade(&key, None).expect("random").expect("the right key");
        assert!(set.contains("HttpOnly") && set.contains("SameSite=Strict"), "{set}");
        assert!(seats.trade(&key, None).expect("random").is_none(), "a second time");
        let cookie = cookie_of(&set);
        assert!(knows(&seats, &cookie) && knows(&seats, &format!("a=b; {cookie}; c=d")));
        assert!(!knows(&seats, "") && !knows(&seats, "yidan_7788=") && !knows(&seats, &cookie.replace("7788", "7789")));
        seats.leave(&cookie);
        assert!(!knows(&seats, &cookie));
    }

    #[test]
    fn a_new_key_replaces_the_old_one() {
        let seats = Seats::new(1);
        let (old, new) = (seats.new_key().expect("random"), seats.new_key().expect("random"));
        assert_ne!(old, new);
        assert!(seats.trade(&old, None).expect("random").is_none());
        assert!(seats.trade(&new, None).expect("random").is_some());
    }

    #[test]
    fn the_oldest_browser_makes_room() {
        let seats = Seats::new(1);
        let sign_in = || cookie_of(&seats.trade(&seats.new_key().expect("random"), None).expect("random").expect("signed in"));
        let first = sign_in();
        let rest: Vec<_> = (0..limits::SIGNED_IN).map(|_| sign_in()).collect();
        assert!(!knows(&seats, &first));
        assert!(rest.iter().all(|c| knows(&seats, c)));
    }
}
