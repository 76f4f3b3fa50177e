//! Lists the files of the built UI, so that the binary carries them. Building the UI itself is not done here.

use std::fmt::Write;
use std::path::{Path, PathBuf};

fn main() -> std::io::Result<()> {
    let here = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").ok_or(std::io::ErrorKind::NotFound)?);
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or(std::io::ErrorKind::NotFound)?);
    let bundle = here.join("../../ui/dist");
    println!("cargo::rerun-if-changed=../../ui/dist");
    println!("cargo::rerun-if-changed=build.rs");
    let mut files = Vec::new();
    if bundle.join("index.html").is_file() {
        walk(&bundle, &mut files)?;
    }
    files.sort();
    let mut list = String::from("&[\n");
    for file in files {
        let name = file.strip_prefix(&bundle).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        // Writing into a String cannot fail.
        let _ = writeln!(list, "    ({name:?}, include_bytes!({:?})),", file.canonicalize()?.to_string_lossy());
    }
    list.push(']');
    std::fs::write(out.join("bundle.rs"), list)
}

fn walk(folder: &Path, into: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { walk(&path, into)? } else { into.push(path) }
    }
    Ok(())
}
