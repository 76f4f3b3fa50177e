//! Real stores for tests, programs that we did not write, and a wire that can be cut between them and us.
#![allow(dead_code)] // Every test file is a program of its own and uses its part of this.

pub mod vendure;
pub mod wire;
