//! The growing wait after wrong PINs, by name. Kept in this process: a program that starts anew has forgotten it.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use yidan_domain::limits::{SIGN_IN_FREE_TRIES, SIGN_IN_LONGEST_WAIT_MS, SIGN_IN_NAMES, SIGN_IN_WAIT_MS};

/// One check of a PIN at a time: it costs memory and time on purpose, and nobody shall be able to ask for many at once.
#[derive(Default)]
pub struct Gate(Mutex<Tries>);

#[derive(Default)]
pub struct Tries {
    by_name: HashMap<String, Wrong>,
    /// When the last wrong sign-in under a name that nobody has went into the trail.
    stranger_noted_at_ms: Option<i64>,
}

struct Wrong {
    count: u32,
    last_at_ms: i64,
}

/// How often a name that nobody has is worth an entry of the trail.
const STRANGERS_EVERY_MS: i64 = 10 * 60_000;

impl Gate {
    pub fn enter(&self) -> MutexGuard<'_, Tries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tries {
    /// Milliseconds until this name may try again; 0 = now.
    pub fn wait_ms(&self, name: &str, now_ms: i64) -> i64 {
        self.by_name.get(name).map_or(0, |w| (w.last_at_ms + wait_after(w.count) - now_ms).clamp(0, SIGN_IN_LONGEST_WAIT_MS))
    }

    /// Counts a wrong PIN. Answers whether it is worth an entry of the trail: the first one, and whenever a wait begins or grows.
    pub fn wrong(&mut self, name: &str, is_known: bool, now_ms: i64) -> Option<u32> {
        // Whoever was quiet for twice the longest wait begins anew.
        self.by_name.retain(|_, w| (now_ms - w.last_at_ms).abs() < 2 * SIGN_IN_LONGEST_WAIT_MS);
        if self.by_name.len() >= SIGN_IN_NAMES
            && let Some(oldest) = self.by_name.iter().min_by_key(|(_, w)| w.last_at_ms).map(|(n, _)| n.clone())
        {
            self.by_name.remove(&oldest);
        }
        let wrong = self.by_name.entry(name.to_owned()).or_insert(Wrong { count: 0, last_at_ms: now_ms });
        wrong.count += 1;
        wrong.last_at_ms = now_ms;
        let count = wrong.count;
        if is_known {
            return (count == 1 || count >= SIGN_IN_FREE_TRIES).then_some(count);
        }
        let is_time = self.stranger_noted_at_ms.is_none_or(|at| now_ms - at >= STRANGERS_EVERY_MS);
        if is_time {
            self.stranger_noted_at_ms = Some(now_ms);
        }
        is_time.then_some(count)
    }

    pub fn right(&mut self, name: &str) {
        self.by_name.remove(name);
    }
}

fn wait_after(wrong: u32) -> i64 {
    match wrong.checked_sub(SIGN_IN_FREE_TRIES) {
        None => 0,
        Some(more) => (SIGN_IN_WAIT_MS << more.min(16)).min(SIGN_IN_LONGEST_WAIT_MS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_tries_are_free_and_then_the_wait_grows() {
        let waits: Vec<i64> = (0..14).map(|n| wait_after(n) / 1_000).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900, 900]);
    }

    #[test]
    fn each_name_waits_for_itself_and_is_forgiven() {
        let mut tries = Tries::default();
        let noted: Vec<bool> = (0..7).map(|i| tries.wrong("小李", true, i).is_some()).collect();
        assert_eq!(noted, [true, false, false, false, true, true, true]);
        assert_eq!((tries.wait_ms("小李", 6), tries.wait_ms("小王", 6)), (120_000, 0));
        assert_eq!(tries.wait_ms("小李", 120_006), 0);
        // A clock that was set back does not lock anybody out for longer than the longest wait.
        assert_eq!(tries.wait_ms("小李", -99_999_999_999), SIGN_IN_LONGEST_WAIT_MS);
        tries.right("小李");
        assert_eq!(tries.wait_ms("小李", 7), 0);
        assert_eq!(tries.wrong("小李", true, 2_000_000_000), Some(1));
    }

    #[test]
    fn strangers_fill_neither_the_memory_nor_the_trail() {
        let mut tries = Tries::default();
        let noted = (0..5_000).filter(|i| tries.wrong(&format!("n{i}"), false, *i).is_some()).count();
        assert_eq!((noted, tries.by_name.len()), (1, SIGN_IN_NAMES));
    }
}
