//! A template's layout as faces see and send it. The same keys as a template file has; this shape is for the wire, the labels' own is for
//! files.

use crate::error::{Code, Failure, Result};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use yidan_labels::Layout;

/// A layout. Lengths in mm from the upper left corner of the paper.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct LayoutView {
    pub name: String,
    pub title: String,
    /// `label`, `sku`, `slip`, `pick`
    pub kind: String,
    pub size_mm: [f64; 2],
    pub margin_mm: f64,
    #[serde(default)]
    pub element: Vec<ElementView>,
}

/// One thing on a template. What is absent is as usual.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ElementView {
    /// `text`, `barcode`, `qr`, `block` (black: a line), `frame`, `picture`, `table`
    pub kind: String,
    pub at_mm: [f64; 2],
    pub size_mm: [f64; 2],
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub pages: Option<String>,
    /// Drawn only where this field says something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub when: Option<String>,
    /// Drawn only where this field says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub unless: Option<String>,
    /// Words, `{field}`, `{first|second}`, `[left out when its fields say nothing {field}]`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub text: Option<String>,
    /// Largest and smallest size in points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub pt: Option<[f64; 2]>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub bold: Option<bool>,
    /// `left`, `center`, `right`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub align: Option<String>,
    /// `top`, `middle`, `bottom`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub stand: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub lines: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub framed: Option<bool>,
    /// Widest and narrowest module of bars.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub module_mm: Option<[f64; 2]>,
    /// No label without this barcode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub required: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub thick_mm: Option<f64>,
    /// A PNG picture in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub png: Option<String>,
    /// `cut`, `continue`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub overflow: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub more: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub foot: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub headed: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub ruled: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub next_at_mm: Option<[f64; 2]>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub next_size_mm: Option<[f64; 2]>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub columns: Option<Vec<TableColumnView>>,
}

/// A column of a list of goods.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TableColumnView {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub title: Option<String>,
    pub text: String,
    /// Absent for the one column that takes what the others leave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub width_mm: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub align: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub bold: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub lines: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub total: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub hide_when_empty: Option<bool>,
}

impl LayoutView {
    /// As a face sees it.
    pub fn of(layout: &Layout) -> Result<LayoutView> {
        let value = serde_json::to_value(layout).map_err(|e| Failure::new(Code::Internal).with("detail", e))?;
        serde_json::from_value(value).map_err(|e| Failure::new(Code::Internal).with("detail", e))
    }
}

/// What a face has sent.
pub fn read_layout(view: &LayoutView) -> Result<Layout> {
    let value = serde_json::to_value(view).map_err(|e| Failure::new(Code::Internal).with("detail", e))?;
    serde_json::from_value(value).map_err(|e| Failure::new(Code::BadTemplate).with("detail", e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_every_shipped_template_goes_both_ways() {
        for (name, text) in yidan_labels::SHIPPED {
            let layout = Layout::read(text).expect("sound");
            let view = LayoutView::of(&layout).unwrap_or_else(|e| panic!("{name}: {e:?}"));
            assert_eq!(read_layout(&view).expect("the same keys"), layout, "{name}");
        }
    }
}
