//! Templates as data: reads `assets/labels/*.toml`, checks every element against the page and the fields, and hands out typed elements.
//! Drawing them is not here.

use crate::error::Error;
use crate::fields::Field;
use crate::layout::{Layout, Piece, PieceColumn, PieceKind};
use crate::picture::Picture;
use crate::wording::{self, Wording};
use serde::{Deserialize, Serialize};

/// What a template is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One page per order; a long list of goods is cut.
    Label,
    /// One page per goods (货品标签): no order, no person.
    Sku,
    /// 发货单: as many pages per order as its goods need.
    Slip,
    /// 拣货单: one list over all orders.
    Pick,
}

/// A page layout.
pub struct Template {
    pub name: String,
    /// For people.
    pub title: String,
    pub kind: Kind,
    pub width_mm: f64,
    pub height_mm: f64,
    pub margin_mm: f64,
    pub elements: Vec<Element>,
}

/// A rectangle in mm from the top left corner of the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    pub x_mm: f64,
    pub y_mm: f64,
    pub width_mm: f64,
    pub height_mm: f64,
}

/// On which pages of an order an element is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pages {
    #[default]
    All,
    First,
    Last,
    /// All but the first.
    Rest,
}

/// One thing to draw.
pub struct Element {
    pub area: Area,
    pub pages: Pages,
    /// Drawn only if this field says something.
    pub when: Option<Field>,
    /// Drawn only if this field says nothing.
    pub unless: Option<Field>,
    pub shape: Shape,
}

pub enum Shape {
    Text(Text),
    Barcode(Barcode),
    Qr(Qr),
    /// The whole area in black: a line, mostly.
    Block,
    /// The outline of the area.
    Frame {
        thick_mm: f64,
    },
    Picture(Picture),
    Table(Table),
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    #[default]
    Left,
    Center,
    Right,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stand {
    #[default]
    Top,
    Middle,
    Bottom,
}

pub struct Text {
    pub wording: Wording,
    pub max_pt: f64,
    pub min_pt: f64,
    pub bold: bool,
    pub align: Align,
    pub stand: Stand,
    pub max_lines: usize,
    /// Draws the outline of the area around the text.
    pub framed: bool,
}

pub struct Barcode {
    pub wording: Wording,
    /// Widest and narrowest module; whole dots between them are chosen.
    pub max_module_mm: f64,
    pub min_module_mm: f64,
    /// An order whose bars cannot be drawn gets no page.
    pub required: bool,
}

pub struct Qr {
    pub wording: Wording,
}

/// What happens with rows that do not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Overflow {
    /// Shrink, then cut and say so.
    Cut,
    /// Go on on the next page.
    Continue,
}

pub struct Table {
    pub overflow: Overflow,
    pub max_pt: f64,
    pub min_pt: f64,
    pub columns: Vec<Column>,
    /// Said in place of the rows that were cut.
    pub more: Wording,
    /// Lines below the last row.
    pub foot: Vec<Wording>,
    pub headed: bool,
    /// Lines between rows.
    pub ruled: bool,
    /// The area on pages after the first.
    pub next: Area,
}

pub struct Column {
    pub title: String,
    pub wording: Wording,
    /// 0 = what the others leave.
    pub width_mm: f64,
    pub align: Align,
    pub bold: bool,
    pub max_lines: usize,
    /// Said in the row of totals.
    pub total: Wording,
    /// Gives its width away when no row says anything in it.
    pub hide_when_empty: bool,
}

/// Elements of one template.
const ELEMENTS: usize = 1_000;

/// Templates that come with the program, by name.
pub const SHIPPED: &[(&str, &str)] = &[
    ("own-76x130", include_str!("../../../assets/labels/own-76x130.toml")),
    ("own-100x150", include_str!("../../../assets/labels/own-100x150.toml")),
    ("own-100x180", include_str!("../../../assets/labels/own-100x180.toml")),
    ("own-100x100", include_str!("../../../assets/labels/own-100x100.toml")),
    ("sku-60x40", include_str!("../../../assets/labels/sku-60x40.toml")),
    ("sku-40x30", include_str!("../../../assets/labels/sku-40x30.toml")),
    ("slip-a4", include_str!("../../../assets/labels/slip-a4.toml")),
    ("pick-a4", include_str!("../../../assets/labels/pick-a4.toml")),
];

impl Template {
    /// Reads and checks a template.
    pub fn parse(text: &str) -> Result<Template, Error> {
        Template::of(Layout::read(text)?)
    }

    /// Checks a layout. The first fault is told with the number of its element.
    pub fn of(raw: Layout) -> Result<Template, Error> {
        let [width_mm, height_mm] = raw.size_mm;
        let page = Area { x_mm: 0.0, y_mm: 0.0, width_mm, height_mm };
        if !(10.0..=1000.0).contains(&width_mm) || !(10.0..=1000.0).contains(&height_mm) || !(0.0..=100.0).contains(&raw.margin_mm) {
            return Err(Error::TemplateForm(format!("size of {}", raw.name)));
        }
        if raw.elements.len() > ELEMENTS {
            return Err(Error::TemplateForm(format!("more than {ELEMENTS} elements")));
        }
        let fault = |i: usize, fault: String| Error::TemplateElement { template: raw.name.clone(), element: i + 1, fault };
        let mut elements = Vec::with_capacity(raw.elements.len());
        let mut tables = 0;
        for (i, element) in raw.elements.into_iter().enumerate() {
            tables += usize::from(element.kind == PieceKind::Table);
            if tables > 1 {
                return Err(fault(i, "a second table".to_owned()));
            }
            elements.push(element.check(page, raw.margin_mm).map_err(|f| fault(i, f))?);
        }
        Ok(Template { name: raw.name.clone(), title: raw.title, kind: raw.kind, width_mm, height_mm, margin_mm: raw.margin_mm, elements })
    }

    /// A template that comes with the program.
    pub fn shipped(name: &str) -> Option<Template> {
        let (_, text) = SHIPPED.iter().find(|(n, _)| *n == name)?;
        // A test parses every shipped template, so this cannot fail in a built program.
        Template::parse(text).ok()
    }
}

impl Piece {
    fn check(self, page: Area, margin_mm: f64) -> Result<Element, String> {
        let area = area(self.at_mm, self.size_mm);
        inside(area, page, margin_mm)?;
        let [max_pt, min_pt] = self.pt;
        if !(4.0..=200.0).contains(&min_pt) || !(min_pt..=400.0).contains(&max_pt) {
            return Err(format!("sizes {max_pt} to {min_pt} pt"));
        }
        let [max_module_mm, min_module_mm] = self.module_mm;
        if !(0.1..=2.0).contains(&min_module_mm) || !(min_module_mm..=2.0).contains(&max_module_mm) {
            return Err(format!("modules of {max_module_mm} to {min_module_mm} mm"));
        }
        if self.lines == 0 || !(0.05..=20.0).contains(&self.thick_mm) {
            return Err("lines and strokes are more than nothing".to_owned());
        }
        let field = |name: &Option<String>| name.as_deref().map(|n| wording::known(n, false)).transpose();
        let (when, unless) = (field(&self.when)?, field(&self.unless)?);
        let pages = self.pages;
        let shape = match self.kind {
            PieceKind::Text => Shape::Text(Text {
                wording: Wording::parse(&self.text, false)?,
                max_pt,
                min_pt,
                bold: self.bold,
                align: self.align,
                stand: self.stand,
                max_lines: self.lines,
                framed: self.framed,
            }),
            PieceKind::Barcode => Shape::Barcode(Barcode {
                wording: Wording::parse(&self.text, false)?,
                max_module_mm,
                min_module_mm,
                required: self.required,
            }),
            PieceKind::Qr => Shape::Qr(Qr { wording: Wording::parse(&self.text, false)? }),
            PieceKind::Block => Shape::Block,
            PieceKind::Frame => Shape::Frame { thick_mm: self.thick_mm },
            PieceKind::Picture => Shape::Picture(Picture::read(&self.png)?),
            PieceKind::Table => Shape::Table(self.table(area, page, margin_mm)?),
        };
        Ok(Element { area, pages, when, unless, shape })
    }

    fn table(self, first: Area, page: Area, margin_mm: f64) -> Result<Table, String> {
        let next = area(self.next_at_mm.unwrap_or(self.at_mm), self.next_size_mm.unwrap_or(self.size_mm));
        inside(next, page, margin_mm)?;
        let fixed: f64 = self.columns.iter().map(|c| c.width_mm).sum();
        if fixed >= first.width_mm.min(next.width_mm) || self.columns.iter().filter(|c| c.width_mm <= 0.0).count() != 1 {
            return Err("columns: exactly one takes the width that the others leave".to_owned());
        }
        Ok(Table {
            overflow: self.overflow.ok_or("overflow not said")?,
            max_pt: self.pt[0],
            min_pt: self.pt[1],
            columns: self.columns.into_iter().map(PieceColumn::check).collect::<Result<_, _>>()?,
            more: Wording::parse(&self.more, false)?,
            foot: self.foot.iter().map(|f| Wording::parse(f, false)).collect::<Result<_, _>>()?,
            headed: self.headed,
            ruled: self.ruled,
            next,
        })
    }
}

impl PieceColumn {
    fn check(self) -> Result<Column, String> {
        Ok(Column {
            wording: Wording::parse(&self.text, true)?,
            total: Wording::parse(&self.total, false)?,
            title: self.title,
            width_mm: self.width_mm,
            align: self.align,
            bold: self.bold,
            max_lines: self.lines.max(1),
            hide_when_empty: self.hide_when_empty,
        })
    }
}

fn area([x_mm, y_mm]: [f64; 2], [width_mm, height_mm]: [f64; 2]) -> Area {
    Area { x_mm, y_mm, width_mm, height_mm }
}

fn inside(area: Area, page: Area, margin_mm: f64) -> Result<(), String> {
    const SLACK_MM: f64 = 1e-6;
    let fits = area.width_mm > 0.0
        && area.height_mm > 0.0
        && area.x_mm >= margin_mm - SLACK_MM
        && area.y_mm >= margin_mm - SLACK_MM
        && area.x_mm + area.width_mm <= page.width_mm - margin_mm + SLACK_MM
        && area.y_mm + area.height_mm <= page.height_mm - margin_mm + SLACK_MM;
    if fits { Ok(()) } else { Err(format!("{area:?} leaves the margin of {margin_mm} mm")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(element: &str) -> Result<Template, Error> {
        Template::parse(&format!("name='t'\ntitle='t'\nkind='label'\nsize_mm=[76,130]\nmargin_mm=2\n[[element]]\n{element}"))
    }

    #[test]
    fn shipped_templates_are_sound() {
        for (name, text) in SHIPPED {
            match Template::parse(text) {
                Ok(template) => assert_eq!(template.name, *name),
                Err(fault) => panic!("{name}: {fault}"),
            }
            assert!(Template::shipped(name).is_some());
        }
        assert!(Template::shipped("none").is_none());
    }

    #[test]
    fn faults_are_named() {
        for (element, fault) in [
            ("kind='text'\nat_mm=[1,3]\nsize_mm=[10,5]", "leaves the margin"),
            ("kind='text'\nat_mm=[3,3]\nsize_mm=[72,5]", "leaves the margin"),
            ("kind='text'\nat_mm=[3,3]\nsize_mm=[0,5]", "leaves the margin"),
            ("kind='text'\nat_mm=[3,3]\nsize_mm=[10,5]\ntext='{ordr_no}'", "no field ordr_no"),
            ("kind='text'\nat_mm=[3,3]\nsize_mm=[10,5]\npt=[7,9]", "sizes 7 to 9"),
            ("kind='text'\nat_mm=[3,3]\nsize_mm=[10,5]\ncolour='red'", "unknown field"),
            ("kind='text'\nat_mm=[3,3]\nsize_mm=[10,5]\nwhen='nobody'", "no field nobody"),
            ("kind='text'\nat_mm=[3,3]\nsize_mm=[10,5]\nlines=0", "lines"),
            ("kind='barcode'\nat_mm=[3,3]\nsize_mm=[10,5]\nmodule_mm=[0.2,0.4]", "modules"),
            ("kind='picture'\nat_mm=[3,3]\nsize_mm=[10,5]\npng='%%'", "picture"),
            ("kind='table'\nat_mm=[3,3]\nsize_mm=[10,5]\noverflow='cut'", "exactly one"),
            ("kind='table'\nat_mm=[3,3]\nsize_mm=[10,5]\ncolumns=[{text='{row.qty}'}]", "overflow"),
        ] {
            let error = with(element).err().map(|e| e.to_string()).unwrap_or_default();
            assert!(error.contains(fault), "{element}: {error}");
        }
    }
}
