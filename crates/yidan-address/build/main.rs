//! Turns the tables under `assets/regions` into one binary file that is embedded into the crate.
//! The layout is described once, in `write`; `src/regions/blob.rs` reads it back. Nothing here interprets an address.

mod read;
mod trie;
mod write;

use std::path::{Path, PathBuf};

// A build script is told everything by its environment.
#[allow(clippy::disallowed_methods)]
fn main() {
    // Asked when it runs: a build folder that several clones share keeps the program, not the place.
    let home = std::env::var("CARGO_MANIFEST_DIR").expect("cargo tells where the package is");
    let folder = Path::new(&home).join("../../assets/regions");
    println!("cargo::rerun-if-changed={}", folder.display());
    println!("cargo::rerun-if-changed=build");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR for build scripts"));
    let tables = read::Tables::load(&folder);
    std::fs::write(out.join("regions.bin"), write::blob(&tables)).expect("OUT_DIR is writable");
}
