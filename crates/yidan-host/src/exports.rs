//! The files of a folder that may be exports: below it a few levels, without lock files, hidden files and what no platform writes.
//! What is in them is not this file's business.

use crate::limits::{FOLDER_DEPTH, FOLDER_FILES};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Endings of exports. What a file really is is found out by its content; this only keeps pictures and programs away.
pub const ENDINGS: &[&str] = &["csv", "tsv", "txt", "xls", "xlsx", "xlsm", "zip", "htm", "html", "xml"];

/// What a folder holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Exports {
    /// By path.
    pub files: Vec<PathBuf>,
    /// Files that were passed over, and why.
    pub left_out: Vec<(PathBuf, LeftOut)>,
}

/// Why a file was passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// The mark that a spreadsheet program leaves beside a file that it has open.
    LockFile,
    Hidden,
    OtherKind,
    /// Beyond the number of files that are taken at once, or too deep below the folder.
    TooMany,
}

impl LeftOut {
    pub fn word(self) -> &'static str {
        match self {
            LeftOut::LockFile => "lock_file",
            LeftOut::Hidden => "hidden",
            LeftOut::OtherKind => "other_kind",
            LeftOut::TooMany => "too_many",
        }
    }
}

/// Looks through a folder. A folder below that cannot be read is an error like the folder itself: half a folder would look whole.
pub fn of(folder: &Path) -> io::Result<Exports> {
    let mut out = Exports::default();
    walk(folder, 0, &mut out)?;
    out.files.sort();
    Ok(out)
}

fn walk(folder: &Path, depth: usize, out: &mut Exports) -> io::Result<()> {
    let mut entries: Vec<_> = fs::read_dir(folder)?.collect::<io::Result<_>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let (path, kind) = (entry.path(), entry.file_type()?);
        let name = entry.file_name().to_string_lossy().into_owned();
        // A link to a folder is not followed: it may lead back here.
        if kind.is_dir() {
            if name.starts_with('.') {
                continue;
            }
            if depth == FOLDER_DEPTH {
                out.left_out.push((path, LeftOut::TooMany));
            } else {
                walk(&path, depth + 1, out)?;
            }
            continue;
        }
        match passed_over(&name) {
            Some(why) => out.left_out.push((path, why)),
            None if out.files.len() >= FOLDER_FILES => out.left_out.push((path, LeftOut::TooMany)),
            None => out.files.push(path),
        }
    }
    Ok(())
}

fn passed_over(name: &str) -> Option<LeftOut> {
    if name.starts_with("~$") || name.starts_with(".~lock") {
        return Some(LeftOut::LockFile);
    }
    if name.starts_with('.') {
        return Some(LeftOut::Hidden);
    }
    let ending = Path::new(name).extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
    (!ENDINGS.contains(&ending.as_str())).then_some(LeftOut::OtherKind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exports_among_other_files() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let put = |name: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("inside")).expect("folder");
            fs::write(path, "x").expect("file");
        };
        let names = ["b.csv", "a.XLSX", "~$a.xlsx", ".hidden.csv", "图.png", "五月/c.zip", "1/2/3/d.xls", "1/2/3/4/e.xls", ".git/f.csv"];
        names.iter().for_each(|n| put(n));
        let found = of(folder.path()).expect("readable");
        let short = |p: &PathBuf| p.strip_prefix(folder.path()).expect("inside").to_string_lossy().replace('\\', "/");
        assert_eq!(found.files.iter().map(short).collect::<Vec<_>>(), ["1/2/3/d.xls", "a.XLSX", "b.csv", "五月/c.zip"]);
        let mut left: Vec<_> = found.left_out.iter().map(|(p, why)| (short(p), why.word())).collect();
        left.sort();
        let want = [(".hidden.csv", "hidden"), ("1/2/3/4", "too_many"), ("~$a.xlsx", "lock_file"), ("图.png", "other_kind")];
        assert_eq!(left, want.map(|(p, why)| (p.to_owned(), why)));
        assert!(of(&folder.path().join("none")).is_err());
    }
}
