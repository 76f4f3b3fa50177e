//! `read files read PATH --json [--password TEXT]`: what the reader finds, with the formats of the neighbouring platform folders.
//! For trying files by hand and for the checker; the shipped command line is another room's.

use std::path::{Path, PathBuf};
use yidan_sheets::{Error, ProfileSet, ProfileSource, Source, open, read_all};

fn profiles(folder: &Path) -> Result<ProfileSet, Box<dyn std::error::Error>> {
    let mut set = ProfileSet::default();
    let mut folders: Vec<PathBuf> = std::fs::read_dir(folder)?.filter_map(|e| Some(e.ok()?.path())).filter(|p| p.is_dir()).collect();
    folders.sort();
    for folder in folders {
        let platform = folder.file_name().and_then(|n| n.to_str()).unwrap_or_default().to_owned();
        let status_csv = std::fs::read_to_string(folder.join("status.csv")).unwrap_or_default();
        let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)?.filter_map(|e| Some(e.ok()?.path())).collect();
        files.sort();
        for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "toml")) {
            let toml = std::fs::read_to_string(file)?;
            if toml.contains("[[format]]") {
                set.add(&ProfileSource { platform: &platform, toml: &toml, status_csv: &status_csv })
                    .map_err(|e| format!("{}: {e}", file.display()))?;
            }
        }
    }
    Ok(set)
}

fn read(path: &str, password: Option<&str>, set: &ProfileSet) -> Result<serde_json::Value, Error> {
    let file = std::fs::File::open(path).map_err(Error::Io)?;
    let mut opened = open(Source::new(file)?, set, password)?;
    let reading = read_all(&mut opened)?;
    serde_json::to_value(&reading).map_err(|e| Error::Corrupt(e.to_string()))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).filter(|a| a != "--json").collect();
    let password = args.iter().position(|a| a == "--password").and_then(|i| args.get(i + 1)).cloned();
    let Some(path) = args.iter().find(|a| !matches!(a.as_str(), "files" | "read")) else {
        return Err("usage: read files read PATH --json [--password TEXT]".into());
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../yidan-platforms/src");
    let set = profiles(&folder)?;
    let mut shown = match read(path, password.as_deref(), &set) {
        Ok(value) => value,
        Err(e) => serde_json::json!({ "error": e.code(), "fact": e.to_string() }),
    };
    shown["file"] = Path::new(path).file_name().and_then(|n| n.to_str()).into();
    println!("{}", serde_json::json!({ "files": [shown] }));
    Ok(())
}
