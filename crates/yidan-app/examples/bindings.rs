//! Writes `ui/src/gen`; called by `cargo xtask bindings`.

fn main() -> std::io::Result<()> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/gen");
    std::fs::create_dir_all(&folder)?;
    let (types, commands) = yidan_app::bindings::typescript();
    std::fs::write(folder.join("types.ts"), types)?;
    std::fs::write(folder.join("commands.ts"), commands)
}
