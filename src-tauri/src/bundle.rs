//! The pages of the window: the same bundle that the LAN server carries.

use std::borrow::Cow;
use tauri::utils::assets::{AssetKey, AssetsIter, CspHash};
use tauri::{Assets, Runtime};
use yidan_host::bundle;

pub struct Bundle;

impl<R: Runtime> Assets<R> for Bundle {
    fn get(&self, key: &AssetKey) -> Option<Cow<'_, [u8]>> {
        bundle::find(key.as_ref()).map(|page| Cow::Borrowed(page.bytes))
    }

    fn iter(&self) -> Box<AssetsIter<'_>> {
        Box::new(std::iter::empty())
    }

    fn csp_hashes(&self, _html_path: &AssetKey) -> Box<dyn Iterator<Item = CspHash<'_>> + '_> {
        // The pages hold no script and no style of their own.
        Box::new(std::iter::empty())
    }
}
