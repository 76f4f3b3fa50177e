//! The shipped program: with a command it is the command line and the LAN server, without one it opens the window.
//! Windows, dialogs and events are here; whatever a test would check lives in `yidan-host`.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

mod bundle;
mod frame;
mod rpc;

use serde_json::Value;
use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;
use tauri::{AppHandle, Emitter, Manager, RunEvent};
use tauri_plugin_notification::NotificationExt;
use yidan_host::lock::OnlyWindow;
use yidan_host::window::WindowDesk;
use yidan_host::words::word;
use yidan_host::{cli, clock, folder};

fn main() {
    let started = clock::moment();
    let args: Vec<OsString> = std::env::args_os().collect();
    let Some(told) = cli::opens_window(&args) else {
        #[cfg(windows)]
        yidan_host::console::attach();
        std::process::exit(cli::main_with(args))
    };

    // A folder that cannot be used opens a window all the same: there the person is told why.
    let folder = folder::prepare(told.data.clone()).ok();
    let raise = Arc::new(std::sync::OnceLock::<AppHandle>::new());
    let Ok(mut only) = place(folder.as_deref(), &raise) else { return };

    let mut context = tauri::generate_context!();
    context.set_assets(Box::new(bundle::Bundle));
    let built = tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_notification::init())
        .invoke_handler(tauri::generate_handler![rpc::rpc])
        .setup(move |app| {
            let handle = app.handle().clone();
            // Set once, here.
            let _ = raise.set(handle.clone());
            let tell_page = move |name: &'static str, payload: Value| {
                if name == "alarm" {
                    notify(&handle, payload["text"].as_str().unwrap_or_default());
                }
                drop(handle.emit(name, payload));
            };
            app.manage(WindowDesk::start(told, started, Box::new(move |world| world.news.forward(tell_page))));
            frame::open(app, folder)?;
            Ok(())
        })
        .build(context);
    match built {
        Ok(app) => app.run(move |app, event| {
            if matches!(event, RunEvent::Exit) {
                if let Some(desk) = app.try_state::<Arc<WindowDesk>>() {
                    desk.close();
                }
                // The event loop ends the process and drops nothing.
                drop(only.take());
            }
        }),
        Err(e) => {
            cli::say(&format!("{e}"));
            std::process::exit(5);
        }
    }
}

/// The system's own notice, for somebody who is not looking at the window. Where the system has none, the page still tells.
fn notify(app: &AppHandle, text: &str) {
    let is_seen = app.get_webview_window("main").and_then(|window| window.is_focused().ok()).unwrap_or(false);
    if !is_seen {
        let _ = app.notification().builder().title(word("ui.app.name")).body(text).show();
    }
}

/// The place of the one window of this folder. An error means that there is a window already, which has come to the front.
fn place(folder: Option<&Path>, raise: &Arc<std::sync::OnceLock<AppHandle>>) -> Result<Option<OnlyWindow>, ()> {
    let Some(folder) = folder else { return Ok(None) };
    let raise = Arc::clone(raise);
    let taken = OnlyWindow::take(folder, move || {
        if let Some(window) = raise.get().and_then(|app| app.get_webview_window("main")) {
            // Each step is a wish to the window manager; none of them can be insisted on.
            let _ = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
        }
    });
    match taken {
        Ok(Some(only)) => Ok(Some(only)),
        Ok(None) => Err(()),
        // Without a lock the window still works; the data file has locks of its own.
        Err(_) => Ok(None),
    }
}
