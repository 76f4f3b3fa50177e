//! The built UI as this binary carries it, for the LAN server and the window alike. What the pages do is not known here.

/// A file of the bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    pub bytes: &'static [u8],
    pub mime: &'static str,
    /// Its name changes with its content: it may be kept for ever.
    pub is_immutable: bool,
}

/// Names relative to the bundle's root, with their bytes.
static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/bundle.rs"));
/// Shown where the UI was not built before the binary.
static NOT_BUILT: &[u8] = include_bytes!("not-built.html");
const INDEX: &str = "index.html";

/// The page at an address path. Paths that name no file belong to the UI's own rooms and get the index; a missing file gets nothing.
pub fn find(path: &str) -> Option<Page> {
    page(FILES, path)
}

fn page(files: &'static [(&'static str, &'static [u8])], path: &str) -> Option<Page> {
    let name = path.trim_start_matches('/');
    let named = |name: &str| {
        files.iter().find(|(n, _)| *n == name).map(|(n, bytes)| Page { bytes, mime: mime(n), is_immutable: n.starts_with("assets/") })
    };
    let is_file = name.rsplit('/').next().is_some_and(|last| last.contains('.'));
    if is_file && name != INDEX {
        return named(name);
    }
    Some(named(INDEX).unwrap_or(Page { bytes: NOT_BUILT, mime: mime(INDEX), is_immutable: false }))
}

/// The media type a file name stands for.
pub fn mime(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        "txt" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "pdf" => "application/pdf",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static SOME: &[(&str, &[u8])] = &[("assets/index-abc.js", b"js"), ("favicon.svg", b"svg"), ("index.html", b"html")];

    #[test]
    fn files_rooms_and_what_is_not_there() {
        for (path, expected) in [
            ("/", Some((&b"html"[..], "text/html; charset=utf-8", false))),
            ("/index.html", Some((b"html", "text/html; charset=utf-8", false))),
            ("/orders", Some((b"html", "text/html; charset=utf-8", false))),
            ("/orders/123", Some((b"html", "text/html; charset=utf-8", false))),
            ("/assets/index-abc.js", Some((b"js", "text/javascript; charset=utf-8", true))),
            ("favicon.svg", Some((b"svg", "image/svg+xml", false))),
            ("/assets/gone.js", None),
            ("/../secret.txt", None),
        ] {
            let found = page(SOME, path).map(|p| (p.bytes, p.mime, p.is_immutable));
            assert_eq!(found, expected, "{path}");
        }
    }

    #[test]
    fn without_a_bundle_the_page_says_how_to_build_it() {
        let page = page(&[], "/").expect("a page");
        assert!(String::from_utf8_lossy(page.bytes).contains("npm run build"));
    }
}
