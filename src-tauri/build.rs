//! Compiles the window's configuration and capabilities.

fn main() {
    tauri_build::build();
}
