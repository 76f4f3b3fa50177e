//! The system's own source of randomness.

use yidan_app::ports::Randomness;

/// What `getrandom` gives on this system.
pub struct SystemRandomness;

impl Randomness for SystemRandomness {
    fn fill(&self, bytes: &mut [u8]) -> std::io::Result<()> {
        getrandom::fill(bytes).map_err(|e| std::io::Error::other(e.to_string()))
    }
}
