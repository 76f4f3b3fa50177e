//! Paper sizes as IPP names them, and which of them to ask for. Asking itself is `ipp.rs`.

use ipp::attribute::IppAttributeGroup;
use ipp::value::IppValue;

/// Sizes this close are the same paper, hundredths of a millimetre: drivers round to points.
const TOLERANCE: u32 = 100;

/// What a printer says of its paper. Dimensions in hundredths of a millimetre.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Paper {
    sizes: Vec<Size>,
    /// Smallest and largest size that may be asked for freely.
    custom: Option<((u32, u32), (u32, u32))>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Size {
    width: u32,
    height: u32,
    /// The printer's own name for it; a size without a name is asked for by its dimensions.
    keyword: Option<String>,
}

/// How to ask for a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// By the printer's own keyword.
    Keyword(String),
    /// By width and height, hundredths of a millimetre.
    Dimensions(u32, u32),
    /// The printer has other paper only.
    NoSuch,
}

impl Paper {
    /// Reads `media-supported` and `media-size-supported`.
    pub fn read(group: &IppAttributeGroup) -> Self {
        let mut paper = Paper::default();
        for value in values(group, "media-supported") {
            if let Some(keyword) = text(value) {
                paper.take_keyword(&keyword);
            }
        }
        for value in values(group, "media-size-supported") {
            if let IppValue::Collection(members) = value {
                let side = |name: &str| members.iter().find(|(n, _)| n.as_str() == name).and_then(|(_, v)| span(v));
                if let (Some(x), Some(y)) = (side("x-dimension"), side("y-dimension")) {
                    paper.take_dimensions(x, y);
                }
            }
        }
        paper
    }

    /// Millimetres wide × high, each size once.
    pub fn sizes_mm(&self) -> Vec<(u32, u32)> {
        let mut out: Vec<(u32, u32)> = Vec::new();
        for size in &self.sizes {
            let mm = ((size.width + 50) / 100, (size.height + 50) / 100);
            if !out.contains(&mm) {
                out.push(mm);
            }
        }
        out
    }

    pub fn has_custom_sizes(&self) -> bool {
        self.custom.is_some()
    }

    /// How to ask for this paper. A printer that tells nothing is asked by dimensions.
    pub fn choose(&self, width_mm: u32, height_mm: u32) -> Choice {
        let (width, height) = (width_mm * 100, height_mm * 100);
        let off = |s: &Size| s.width.abs_diff(width).max(s.height.abs_diff(height));
        let near =
            |named: bool| self.sizes.iter().filter(move |s| s.keyword.is_some() == named && off(s) <= TOLERANCE).min_by_key(|s| off(s));
        if let Some(Size { keyword: Some(keyword), .. }) = near(true) {
            return Choice::Keyword(keyword.clone());
        }
        if let Some(size) = near(false) {
            return Choice::Dimensions(size.width, size.height);
        }
        let fits = self.custom.is_some_and(|((w0, h0), (w1, h1))| (w0..=w1).contains(&width) && (h0..=h1).contains(&height));
        let tells_nothing = self.sizes.is_empty() && self.custom.is_none();
        if fits || tells_nothing { Choice::Dimensions(width, height) } else { Choice::NoSuch }
    }

    fn take_keyword(&mut self, keyword: &str) {
        let Some((width, height)) = dimensions(keyword) else { return };
        if keyword.starts_with("custom_min_") || keyword.starts_with("custom_max_") {
            self.widen((width, height), (width, height));
        } else {
            self.sizes.push(Size { width, height, keyword: Some(keyword.to_owned()) });
        }
    }

    fn take_dimensions(&mut self, x: (u32, u32), y: (u32, u32)) {
        if x.0 == x.1 && y.0 == y.1 {
            let known = self.sizes.iter().any(|s| s.width.abs_diff(x.0) <= TOLERANCE && s.height.abs_diff(y.0) <= TOLERANCE);
            if !known {
                self.sizes.push(Size { width: x.0, height: y.0, keyword: None });
            }
        } else {
            self.widen((x.0, y.0), (x.1, y.1));
        }
    }

    fn widen(&mut self, low: (u32, u32), high: (u32, u32)) {
        let (l, h) = self.custom.unwrap_or((low, high));
        self.custom = Some(((l.0.min(low.0), l.1.min(low.1)), (h.0.max(high.0), h.1.max(high.1))));
    }
}

/// The dimensions at the end of a self-describing name such as `om_label_76x130mm` or `na_letter_8.5x11in`.
fn dimensions(keyword: &str) -> Option<(u32, u32)> {
    let last = keyword.rsplit('_').next()?;
    let (sides, unit) = if let Some(sides) = last.strip_suffix("mm") { (sides, 100) } else { (last.strip_suffix("in")?, 2_540) };
    let (width, height) = sides.split_once('x')?;
    Some((length(width, unit)?, length(height, unit)?))
}

/// A decimal number times `unit`, rounded, without ever being a float.
fn length(digits: &str, unit: u64) -> Option<u32> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.len() > 6 || fraction.len() > 6 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let scale = 10_u64.pow(fraction.len() as u32);
    let fraction: u64 = if fraction.is_empty() { 0 } else { fraction.parse().ok()? };
    let scaled = (whole.parse::<u64>().ok()? * scale + fraction) * unit;
    u32::try_from((scaled + scale / 2) / scale).ok()
}

fn span(value: &IppValue) -> Option<(u32, u32)> {
    let side = |v: i32| u32::try_from(v).ok();
    match value {
        IppValue::Integer(v) => Some((side(*v)?, side(*v)?)),
        IppValue::RangeOfInteger { min, max } => Some((side(*min)?, side(*max)?)),
        _ => None,
    }
}

/// All values of an attribute, one or many.
pub fn values<'a>(group: &'a IppAttributeGroup, name: &str) -> Vec<&'a IppValue> {
    match group.attributes().iter().find(|a| a.name().as_str() == name).map(ipp::attribute::IppAttribute::value) {
        Some(IppValue::Array(list)) => list.iter().collect(),
        Some(value) => vec![value],
        None => Vec::new(),
    }
}

/// A value that is a word, a name or a sentence.
pub fn text(value: &IppValue) -> Option<String> {
    match value {
        IppValue::Keyword(k) => Some(k.as_str().to_owned()),
        IppValue::NameWithoutLanguage(n) => Some(n.as_str().to_owned()),
        IppValue::NameWithLanguage { name, .. } => Some(name.as_str().to_owned()),
        IppValue::TextWithoutLanguage(t) => Some(t.to_string()),
        IppValue::TextWithLanguage { text, .. } => Some(text.to_string()),
        IppValue::Uri(u) => Some(u.as_str().to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ipp::model::DelimiterTag;
    use ipp::value::IppName;

    /// Smallest and largest of one side; the same number twice is a fixed side.
    type Side = (i32, i32);

    fn printer(keywords: &[&str], sizes: &[(Side, Side)]) -> IppAttributeGroup {
        let side = |(min, max): Side| if min == max { IppValue::Integer(min) } else { IppValue::RangeOfInteger { min, max } };
        let name = |n: &str| IppName::new(n).expect("short");
        let mut group = IppAttributeGroup::new(DelimiterTag::PrinterAttributes);
        let media = keywords.iter().map(|k| IppValue::new_keyword(*k).expect("short")).collect();
        let collection =
            |(x, y): &(Side, Side)| IppValue::Collection([(name("x-dimension"), side(*x)), (name("y-dimension"), side(*y))].into());
        group.attributes_mut().push(IppValue::Array(media).named(name("media-supported")));
        group.attributes_mut().push(IppValue::Array(sizes.iter().map(collection).collect()).named(name("media-size-supported")));
        group
    }

    #[test]
    fn names_describe_themselves() {
        for (keyword, expected) in [
            ("om_label-76x130_76x130mm", Some((7_600, 13_000))),
            ("iso_a4_210x297mm", Some((21_000, 29_700))),
            ("na_letter_8.5x11in", Some((21_590, 27_940))),
            ("oe_4x6-label_4x6in", Some((10_160, 15_240))),
            ("custom_max_215.9x355.6mm", Some((21_590, 35_560))),
            ("auto", None),
            ("photographic-glossy", None),
            ("om_wrong_7..6x1mm", None),
            ("om_wrong_xmm", None),
            ("om_wrong_-5x5mm", None),
            ("om_huge_99999999999x1mm", None),
        ] {
            assert_eq!(dimensions(keyword), expected, "{keyword}");
        }
    }

    #[test]
    fn the_printers_own_word_comes_first() {
        let label = printer(&["iso_a4_210x297mm", "oe_w216h369_76.2x130.2mm"], &[((7_620, 7_620), (13_020, 13_020))]);
        let free = printer(&["na_letter_8.5x11in", "custom_min_10x10mm", "custom_max_120x400mm"], &[]);
        let ranged = printer(&["na_letter_8.5x11in"], &[((1_000, 12_000), (1_000, 40_000))]);
        let nameless = printer(&[], &[((7_600, 7_600), (13_000, 13_000))]);
        for (group, wanted, expected) in [
            (&label, (76, 130), Choice::Keyword("oe_w216h369_76.2x130.2mm".into())),
            (&label, (100, 150), Choice::NoSuch),
            (&label, (130, 76), Choice::NoSuch),
            (&free, (76, 130), Choice::Dimensions(7_600, 13_000)),
            (&free, (210, 297), Choice::NoSuch),
            (&ranged, (76, 130), Choice::Dimensions(7_600, 13_000)),
            (&ranged, (210, 297), Choice::NoSuch),
            (&nameless, (76, 130), Choice::Dimensions(7_600, 13_000)),
            (&printer(&[], &[]), (76, 130), Choice::Dimensions(7_600, 13_000)),
        ] {
            assert_eq!(Paper::read(group).choose(wanted.0, wanted.1), expected, "{wanted:?}");
        }
    }

    #[test]
    fn sizes_are_listed_once_in_millimetres() {
        let paper = Paper::read(&printer(
            &["iso_a4_210x297mm", "iso_a4_210x297mm", "custom_min_1x1in", "custom_max_4x14in"],
            &[((21_000, 21_000), (29_700, 29_700)), ((7_600, 7_600), (13_000, 13_000))],
        ));
        assert_eq!(paper.sizes_mm(), [(210, 297), (76, 130)]);
        assert!(paper.has_custom_sizes());
        assert!(!Paper::default().has_custom_sizes());
    }
}
