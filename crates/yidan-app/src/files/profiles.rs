//! The glue between the platforms' data and the reader: neither room knows the other.

use yidan_sheets::{Error, ProfileSet, ProfileSource};

/// Every known format.
pub fn load() -> Result<ProfileSet, Error> {
    let sources: Vec<ProfileSource<'_>> = yidan_platforms::LIST
        .iter()
        .flat_map(|p| p.export_profiles().iter().map(move |toml| ProfileSource { platform: p.code(), toml, status_csv: p.status_words() }))
        .collect();
    ProfileSet::parse(&sources)
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_format_is_well_formed() {
        super::load().expect("the platforms' formats are well-formed");
    }
}
