//! The command line and the LAN server without the window, for tests, servers and machines without a web view.

fn main() {
    std::process::exit(yidan_host::cli::main_with(std::env::args_os()));
}
