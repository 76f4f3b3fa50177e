//! Writes `ui/src/gen`; called by `cargo xtask bindings`. With `--check` it only compares.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/gen");
    let (types, commands) = yidan_app::bindings::typescript();
    let files = [(folder.join("types.ts"), types), (folder.join("commands.ts"), commands)];
    if std::env::args().any(|a| a == "--check") {
        let current = files.iter().all(|(path, text)| std::fs::read_to_string(path).is_ok_and(|t| t.replace("\r\n", "\n") == *text));
        std::process::exit(i32::from(!current));
    }
    std::fs::create_dir_all(&folder)?;
    files.iter().try_for_each(|(path, text)| std::fs::write(path, text))
}
