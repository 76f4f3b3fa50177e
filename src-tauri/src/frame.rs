//! The one window: opened in the size it was left in, and what is dropped on it goes to the shelf.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use tauri::{App, DragDropEvent, Emitter, Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent};
use tauri_plugin_dialog::{DialogExt, MessageDialogKind};
use yidan_host::frame::{Frame, SMALLEST};
use yidan_host::window::{WindowDesk, is_timing};
use yidan_host::words::word;

/// Opens the window. It is on screen before the data folder is open.
pub fn open(app: &App, folder: Option<PathBuf>) -> tauri::Result<()> {
    let frame = folder.as_deref().map(Frame::load).unwrap_or_default();
    let window = WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
        .initialization_script(if is_timing() { "location.hash = '#/orders'" } else { "" })
        .title(word("ui.app.name"))
        .inner_size(f64::from(frame.width), f64::from(frame.height))
        .min_inner_size(f64::from(SMALLEST.0), f64::from(SMALLEST.1))
        .maximized(frame.is_maximized)
        // Nothing but the program's own pages is ever shown here.
        .on_navigation(|url| url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost"))
        .build()?;
    let seen = window.clone();
    window.on_window_event(move |event| match event {
        WindowEvent::DragDrop(DragDropEvent::Drop { paths, .. }) => take(&seen, paths.clone()),
        WindowEvent::CloseRequested { .. } => {
            if let Some(folder) = folder.as_deref() {
                keep(&seen, frame, folder);
            }
        }
        _ => {}
    });
    Ok(())
}

/// Puts dropped files on the shelf and tells the page. Copying may take a while and must not hold the window.
fn take(window: &WebviewWindow, paths: Vec<PathBuf>) {
    let (window, desk) = (window.clone(), Arc::clone(&window.state::<Arc<WindowDesk>>()));
    std::thread::spawn(move || {
        let (mut taken, mut refused) = (Vec::new(), Vec::new());
        for path in paths {
            match desk.take_all(&[path]) {
                Ok((files, _)) => taken.extend(files),
                Err(failure) => refused.push(failure.message),
            }
        }
        if !taken.is_empty() {
            // A window that was closed meanwhile hears nothing more.
            let _ = window.emit("files_dropped", taken);
        }
        if !refused.is_empty() {
            window.dialog().message(refused.join("\n")).title(word("ui.app.name")).kind(MessageDialogKind::Error).show(drop);
        }
    });
}

/// Keeps the size for the next time; a maximized window keeps the size it had before.
fn keep(window: &WebviewWindow, before: Frame, folder: &Path) {
    let is_maximized = window.is_maximized().unwrap_or(false);
    let size = window.inner_size().and_then(|size| Ok(size.to_logical::<u32>(window.scale_factor()?)));
    let frame = match size {
        Ok(size) if !is_maximized => Frame { width: size.width, height: size.height, is_maximized },
        _ => Frame { is_maximized, ..before },
    };
    frame.save(folder);
}
