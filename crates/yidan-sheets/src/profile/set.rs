//! All formats that are known at this moment, made ready for comparison; tells which of them a row of headings belongs to.

use super::fields::{ItemField, LineField, OrderField};
use super::format::{Feed, Format, Profile};
use super::words::Words;
use crate::error::Error;
use crate::values::text::heading;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// One platform folder's worth of text.
#[derive(Debug, Clone, Copy)]
pub struct ProfileSource<'t> {
    pub platform: &'t str,
    pub toml: &'t str,
    pub status_csv: &'t str,
}

/// A format with its headings normalised and its words read.
#[derive(Debug)]
pub struct Ready {
    pub platform: String,
    pub format: Format,
    pub required: Vec<Vec<String>>,
    pub words: Words,
}

/// The formats a file is compared with. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct ProfileSet {
    formats: Vec<Arc<Ready>>,
}

impl ProfileSet {
    /// Reads all texts. Fails on the first mistake, naming platform and place.
    pub fn parse(sources: &[ProfileSource<'_>]) -> Result<Self, Error> {
        let mut set = ProfileSet::default();
        for source in sources {
            set.add(source)?;
        }
        Ok(set)
    }

    /// Adds one more text, for example a user's own profile. Later formats win over equal earlier ones.
    pub fn add(&mut self, source: &ProfileSource<'_>) -> Result<(), Error> {
        let named = |e: Error| match e {
            Error::BadProfile { fact, .. } => Error::BadProfile { name: source.platform.to_owned(), fact },
            other => other,
        };
        let profile = Profile::from_toml(source.toml).map_err(named)?;
        self.add_profile(source.platform, profile, source.status_csv).map_err(named)
    }

    /// As `add`, from the parsed form.
    pub fn add_profile(&mut self, platform: &str, profile: Profile, status_csv: &str) -> Result<(), Error> {
        let words = Words::parse(platform, status_csv)?;
        for format in profile.format {
            check(platform, &format)?;
            let words = words.clone().with_format(&format.name, format.status.iter())?;
            let required = format.required.iter().map(|one| one.names().iter().map(|n| heading(n)).collect()).collect();
            self.formats.insert(0, Arc::new(Ready { platform: platform.to_owned(), required, words, format }));
        }
        Ok(())
    }

    /// Number of formats.
    pub fn len(&self) -> usize {
        self.formats.len()
    }

    pub fn is_empty(&self) -> bool {
        self.formats.is_empty()
    }

    /// The format whose required headings are all there; the one with most of them if several fit.
    pub(crate) fn matching(&self, headings: &Headings) -> Option<Arc<Ready>> {
        let mut best: Option<&Arc<Ready>> = None;
        for ready in &self.formats {
            let fits = ready.required.iter().all(|any| any.iter().any(|h| headings.column(h).is_some()));
            if fits && best.is_none_or(|b| ready.required.len() > b.required.len()) {
                best = Some(ready);
            }
        }
        best.cloned()
    }
}

fn check(platform: &str, format: &Format) -> Result<(), Error> {
    let bad = |fact: String| Error::BadProfile { name: platform.to_owned(), fact: format!("{}: {fact}", format.name) };
    if format.required.is_empty() {
        return Err(bad("no required headings".to_owned()));
    }
    let known = |map: &BTreeMap<String, Feed>, is_known: fn(&str) -> bool| map.keys().find(|k| !is_known(k)).cloned();
    let unknown = known(&format.order, |k| OrderField::from_name(k).is_some())
        .or_else(|| known(&format.item, |k| ItemField::from_name(k).is_some()))
        .or_else(|| known(&format.line, |k| LineField::from_name(k).is_some()))
        .or_else(|| format.variant.iter().find_map(|v| known(&v.line, |k| LineField::from_name(k).is_some())))
        .or_else(|| format.add.iter().find(|k| OrderField::from_name(k).is_none()).cloned());
    if let Some(name) = unknown {
        return Err(bad(format!("no field {name}")));
    }
    let is_fed = if format.kind.is_orders() { format.order.contains_key("order_no") } else { !format.line.is_empty() };
    if is_fed { Ok(()) } else { Err(bad("no order number or no line".to_owned())) }
}

/// A row of headings: as the file writes them, and where each stands (first place, if twice).
#[derive(Debug, Clone, Default)]
pub struct Headings {
    pub raw: Vec<String>,
    places: HashMap<String, usize>,
}

impl Headings {
    pub fn of<'c>(cells: impl Iterator<Item = &'c str>) -> Self {
        let mut h = Headings::default();
        for (i, cell) in cells.enumerate() {
            let name = heading(cell);
            if !name.is_empty() {
                h.places.entry(name).or_insert(i);
            }
            h.raw.push(cell.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\u{feff}')).to_owned());
        }
        h
    }

    /// Column of a normalised heading.
    pub fn column(&self, normal: &str) -> Option<usize> {
        self.places.get(normal).copied()
    }

    /// Number of different headings.
    pub fn filled(&self) -> usize {
        self.places.len()
    }

    /// Number of columns without empty ones at the end.
    pub fn width(&self) -> usize {
        self.raw.iter().rposition(|r| !r.is_empty()).map_or(0, |i| i + 1)
    }
}
