//! The wall clock of this machine. The only place that reads it; everyone else is given the port.

use std::time::{Instant, SystemTime, UNIX_EPOCH};
use yidan_app::ports::Clock;

/// The system's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> i64 {
        milliseconds(SystemTime::now())
    }
}

/// This moment, for measuring how long something took.
pub fn moment() -> Instant {
    Instant::now()
}

/// UTC milliseconds since 1970. A clock set before 1970 gives a negative number, so that the health check can see it.
pub fn milliseconds(at: SystemTime) -> i64 {
    // Milliseconds of any date a file system can hold fit 63 bits.
    match at.duration_since(UNIX_EPOCH) {
        Ok(after) => after.as_millis() as i64,
        Err(before) => -(before.duration().as_millis() as i64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn counts_from_1970_in_both_directions() {
        for (at, expected) in
            [(UNIX_EPOCH, 0), (UNIX_EPOCH + Duration::from_millis(1_500), 1_500), (UNIX_EPOCH - Duration::from_millis(1_500), -1_500)]
        {
            assert_eq!(milliseconds(at), expected);
        }
        assert!(SystemClock.now_ms() > 1_600_000_000_000, "the clock of this machine stands before 2020");
    }
}
