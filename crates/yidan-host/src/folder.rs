//! Where the data folder is: told by the person, by `YIDAN_DATA`, or the system's place for application data.

use crate::shelf;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use yidan_app::error::{Code, Failure};
use yidan_app::ports::ShelfError;

/// The data folder, made when missing; only its owner may look into it.
pub fn prepare(given: Option<PathBuf>) -> Result<PathBuf, Failure> {
    let folder = chosen(given, |name| std::env::var_os(name)).ok_or_else(|| Failure::new(Code::ReadOnlyFolder).with("detail", "HOME"))?;
    let folder = std::path::absolute(folder)?;
    make(&folder).map_err(|e| {
        let code = if matches!(shelf::sorted(e), ShelfError::Full) { Code::DiskFull } else { Code::ReadOnlyFolder };
        Failure::new(code).with("detail", folder.display())
    })?;
    Ok(folder)
}

/// Picks the folder from what the person gave and the environment.
fn chosen(given: Option<PathBuf>, environment: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let set = |name: &str| environment(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let home = || set("HOME");
    let by_system = || {
        if cfg!(windows) {
            set("LOCALAPPDATA").map(|p| p.join("Yidan"))
        } else if cfg!(target_os = "macos") {
            home().map(|p| p.join("Library/Application Support/Yidan"))
        } else {
            set("XDG_DATA_HOME").filter(|p| p.is_absolute()).or_else(|| home().map(|p| p.join(".local/share"))).map(|p| p.join("yidan"))
        }
    };
    given.filter(|p| !p.as_os_str().is_empty()).or_else(|| set("YIDAN_DATA")).or_else(by_system)
}

fn make(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(given: Option<&str>, environment: &[(&str, &str)], expected: Option<&str>) {
        let look = |name: &str| environment.iter().find(|(n, _)| *n == name).map(|(_, v)| OsString::from(v));
        assert_eq!(chosen(given.map(PathBuf::from), look), expected.map(PathBuf::from), "{given:?} {environment:?}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_nearest_word_wins() {
        check(Some("/given"), &[("YIDAN_DATA", "/set"), ("HOME", "/home/a")], Some("/given"));
        check(None, &[("YIDAN_DATA", "/set"), ("HOME", "/home/a")], Some("/set"));
        check(None, &[("YIDAN_DATA", ""), ("HOME", "/home/a")], Some("/home/a/.local/share/yidan"));
        check(None, &[("XDG_DATA_HOME", "/data"), ("HOME", "/home/a")], Some("/data/yidan"));
        check(None, &[("XDG_DATA_HOME", "relative"), ("HOME", "/home/a")], Some("/home/a/.local/share/yidan"));
        check(None, &[], None);
    }

    #[test]
    fn the_folder_is_made_for_its_owner_alone() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let wanted = root.path().join("a/b");
        assert_eq!(prepare(Some(wanted.clone())).expect("made"), wanted);
        #[cfg(unix)]
        {
            let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&wanted).expect("there").permissions());
            assert_eq!(mode & 0o777, 0o700);
        }
        std::fs::write(root.path().join("file"), "x").expect("file");
        let refused = prepare(Some(root.path().join("file/below"))).expect_err("a file is no folder");
        assert_eq!(refused.code, Code::ReadOnlyFolder);
        assert!(refused.facts["detail"].ends_with("file/below"), "{refused:?}");
    }
}
