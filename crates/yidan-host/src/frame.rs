//! The window's size between two starts, kept in the data folder. Drawing a window is not done here.

use serde::{Deserialize, Serialize};
use std::path::Path;

/// Size in logical pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    pub width: u32,
    pub height: u32,
    pub is_maximized: bool,
}

/// The smallest window that the desk's screens fit into.
pub const SMALLEST: (u32, u32) = (1_024, 640);
const LARGEST: (u32, u32) = (7_680, 4_320);
const FILE: &str = "window.json";

impl Default for Frame {
    fn default() -> Self {
        Frame { width: 1_366, height: 768, is_maximized: false }
    }
}

impl Frame {
    /// The frame of the last time; the usual one when there is none or nobody can read it.
    pub fn load(data_folder: &Path) -> Frame {
        let told = std::fs::read_to_string(data_folder.join(FILE)).ok();
        let frame: Frame = told.and_then(|t| serde_json::from_str(&t).ok()).unwrap_or_default();
        Frame { width: frame.width.clamp(SMALLEST.0, LARGEST.0), height: frame.height.clamp(SMALLEST.1, LARGEST.1), ..frame }
    }

    /// Keeps the frame for the next time. A folder that cannot be written forgets it.
    pub fn save(&self, data_folder: &Path) {
        if let Ok(text) = serde_json::to_string(self) {
            let beside = data_folder.join("window.json.new");
            let _ = std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, data_folder.join(FILE)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frame_comes_back_and_nonsense_does_not() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        assert_eq!(Frame::load(folder.path()), Frame::default());
        let frame = Frame { width: 1_500, height: 900, is_maximized: true };
        frame.save(folder.path());
        assert_eq!(Frame::load(folder.path()), frame);
        for (text, expected) in [
            ("", Frame::default()),
            ("{}", Frame::default()),
            (r#"{"width":1,"height":99999,"is_maximized":false}"#, Frame { width: 1_024, height: 4_320, is_maximized: false }),
        ] {
            std::fs::write(folder.path().join(FILE), text).expect("written");
            assert_eq!(Frame::load(folder.path()), expected, "{text}");
        }
    }
}
