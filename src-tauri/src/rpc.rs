//! The one command of the page: commands of the table, and the few that need this machine's own windows.

use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use tauri::ipc::{InvokeBody, Request, Response};
use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::{DialogExt, FilePath};
use yidan_app::error::Failure;
use yidan_host::window::{WindowDesk, file_kinds};
use yidan_host::words::{error_json, worded};

/// `{name, request}` as JSON, or the bytes of a file with the headers `x-name: files.put` and `x-file-name`. Failures are replies: `{"error":…}`.
#[tauri::command]
pub async fn rpc(app: AppHandle, request: Request<'_>) -> Result<Response, ()> {
    let header = |name: &str| request.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    let file_name = header("x-file-name");
    let desk = Arc::clone(&app.state::<Arc<WindowDesk>>());
    let body = request.body().clone();
    let answered = tauri::async_runtime::spawn_blocking(move || match body {
        InvokeBody::Raw(bytes) => desk.put(&file_name, &bytes),
        InvokeBody::Json(mut body) => {
            let request = body["request"].take();
            match body["name"].as_str().unwrap_or_default() {
                "window.open_files" => open_files(&app, &desk),
                "window.open_folder" => open_folder(&app, &desk),
                "window.choose_folder" => json!({ "path": choose_folder(&app).map(|p| p.display().to_string()) }),
                "window.save" => save(&app, &desk, request["handle"].as_str().unwrap_or_default()),
                name => desk.call(name, request),
            }
        }
    });
    answered.await.map(|reply| Response::new(reply.to_string())).map_err(drop)
}

/// A failure as the page expects it.
fn error(failure: Failure) -> Value {
    error_json(&worded(failure))
}

fn open_files(app: &AppHandle, desk: &WindowDesk) -> Value {
    let mut dialog = app.dialog().file();
    for (title, extensions) in file_kinds() {
        dialog = dialog.add_filter(title, extensions);
    }
    if let Some(window) = app.get_webview_window("main") {
        dialog = dialog.set_parent(&window);
    }
    let chosen = dialog.blocking_pick_files().unwrap_or_default();
    let paths: Vec<_> = chosen.into_iter().filter_map(|f| f.into_path().ok()).collect();
    desk.take(&paths).map_or_else(error, |files| json!(files))
}

/// A folder that a person chooses.
fn choose_folder(app: &AppHandle) -> Option<PathBuf> {
    let mut dialog = app.dialog().file();
    if let Some(window) = app.get_webview_window("main") {
        dialog = dialog.set_parent(&window);
    }
    dialog.blocking_pick_folder().and_then(|f| f.into_path().ok())
}

/// All exports of a folder that a person chooses, on the shelf.
fn open_folder(app: &AppHandle, desk: &WindowDesk) -> Value {
    let Some(folder) = choose_folder(app) else { return json!({ "files": [], "left_out": 0 }) };
    desk.take_all(&[folder]).map_or_else(error, |(files, left_out)| json!({ "files": files, "left_out": left_out }))
}

fn save(app: &AppHandle, desk: &WindowDesk, handle: &str) -> Value {
    let name = match desk.name_of(handle) {
        Ok(name) => name,
        Err(failure) => return error(failure),
    };
    let mut dialog = app.dialog().file().set_file_name(name);
    if let Some(window) = app.get_webview_window("main") {
        dialog = dialog.set_parent(&window);
    }
    match dialog.blocking_save_file().map(FilePath::into_path) {
        Some(Ok(path)) => desk.save(handle, &path).map_or_else(error, |()| json!({ "saved": true })),
        Some(Err(_)) | None => json!({ "saved": false }),
    }
}
