//! Lays out the rows of a table: columns, wrapped cells, and what to do when there are more rows than room. Draws nothing.

use crate::fields::{Row, Scope};
use crate::fit::{self, Fitted, LINE_EM, MM_PER_PT, Room};
use crate::font::Face;
use crate::template::{Align, Area, Column, Overflow, Table};

/// So much smaller a list may be set to keep each row on one line.
const WORTH_PT: f64 = 2.0;
/// Between columns.
const GAP_MM: f64 = 2.0;
/// Above and below the text of a ruled row.
const RULED_PAD_MM: f64 = 0.7;
const RULE_MM: f64 = 0.15;
const HEAD_RULE_MM: f64 = 0.4;

/// A table spread over its pages.
pub struct TablePlan {
    /// Never empty.
    pub pages: Vec<TablePage>,
}

/// One page's part.
#[derive(Default)]
pub struct TablePage {
    pub cells: Vec<Cell>,
    pub rules: Vec<Area>,
}

/// Fitted text and where it stands.
pub struct Cell {
    pub fitted: Fitted,
    pub area: Area,
    pub align: Align,
    pub bold: bool,
}

/// A column that is shown, with its place.
struct Slot<'t> {
    column: &'t Column,
    x_mm: f64,
    width_mm: f64,
}

/// A row of fitted cells, not yet placed downwards.
struct Strip {
    cells: Vec<Fitted>,
    height_mm: f64,
    cut: bool,
}

/// Spreads the rows.
pub fn plan(face: &Face, table: &Table, first: Area, rows: &[Row<'_>], scope: &Scope<'_>) -> TablePlan {
    let slots = slots(table, first.width_mm.min(table.next.width_mm), rows, scope);
    let layout = Layout { face, table, slots, scope };
    match table.overflow {
        Overflow::Cut => TablePlan { pages: vec![layout.cut(first, rows)] },
        Overflow::Continue => TablePlan { pages: layout.continued(first, rows) },
    }
}

fn row_scope<'a>(scope: &Scope<'a>, row: &'a Row<'a>) -> Scope<'a> {
    Scope { row: Some(row), ..*scope }
}

/// Hidden columns give their width to the one that takes what is left.
fn slots<'t>(table: &'t Table, width_mm: f64, rows: &[Row<'_>], scope: &Scope<'_>) -> Vec<Slot<'t>> {
    let shown: Vec<&Column> = table
        .columns
        .iter()
        .filter(|c| !c.hide_when_empty || rows.iter().any(|r| !c.wording.say(&row_scope(scope, r)).is_empty()))
        .collect();
    let fixed: f64 = shown.iter().map(|c| c.width_mm).sum();
    let gaps = GAP_MM * shown.len().saturating_sub(1) as f64;
    let mut x_mm = 0.0;
    let mut slots = Vec::with_capacity(shown.len());
    for column in shown {
        let width_mm = if column.width_mm > 0.0 { column.width_mm } else { (width_mm - fixed - gaps).max(1.0) };
        slots.push(Slot { column, x_mm, width_mm });
        x_mm += width_mm + GAP_MM;
    }
    slots
}

struct Layout<'a, 't> {
    face: &'a Face,
    table: &'t Table,
    slots: Vec<Slot<'t>>,
    scope: &'a Scope<'a>,
}

impl Layout<'_, '_> {
    /// One row at one size. `max_lines` caps what the columns allow.
    fn strip(&self, size_pt: f64, max_lines: usize, text: impl Fn(&Column) -> String) -> Strip {
        let mut cut = false;
        let mut lines = 1;
        let cells = self.slots.iter().map(|slot| {
            let allowed = slot.column.max_lines.min(max_lines);
            let height_mm = allowed as f64 * LINE_EM * size_pt * MM_PER_PT + 0.01;
            let room = Room { width_mm: slot.width_mm, height_mm, max_pt: size_pt, min_pt: size_pt, max_lines: allowed };
            let fitted = fit::fit(self.face, &text(slot.column), room);
            cut |= fitted.cut;
            lines = lines.max(fitted.lines.len());
            fitted
        });
        let cells = cells.collect();
        let pad = if self.table.ruled { 2.0 * RULED_PAD_MM } else { 0.0 };
        Strip { cells, height_mm: lines as f64 * LINE_EM * size_pt * MM_PER_PT + pad, cut }
    }

    fn row_strip(&self, size_pt: f64, max_lines: usize, row: &Row<'_>) -> Strip {
        let scope = row_scope(self.scope, row);
        self.strip(size_pt, max_lines, |c| c.wording.say(&scope))
    }

    fn place(&self, page: &mut TablePage, area: Area, y_mm: f64, strip: Strip, bold: bool) {
        let pad = if self.table.ruled { RULED_PAD_MM } else { 0.0 };
        for (slot, fitted) in self.slots.iter().zip(strip.cells) {
            let cell = Area { x_mm: area.x_mm + slot.x_mm, y_mm: y_mm + pad, width_mm: slot.width_mm, height_mm: strip.height_mm };
            page.cells.push(Cell { fitted, area: cell, align: slot.column.align, bold: bold || slot.column.bold });
        }
    }

    /// All rows on one page: at the largest size at which nothing is cut, else at the smallest with one line a row, else the first rows
    /// and `more`. A somewhat smaller size is taken where it saves breaking rows.
    fn cut(&self, area: Area, rows: &[Row<'_>]) -> TablePage {
        let largest = |max_lines, from_pt, to_pt| self.largest_whole(area, rows, max_lines, from_pt, to_pt);
        let Table { max_pt, min_pt, .. } = *self.table;
        if let Some((size_pt, strips)) = largest(usize::MAX, max_pt, min_pt) {
            let unbroken = largest(1, size_pt, (size_pt - WORTH_PT).max(min_pt));
            return self.stack(area, unbroken.map_or(strips, |(_, s)| s));
        }
        let mut strips: Vec<Strip> = rows.iter().map(|r| self.row_strip(min_pt, 1, r)).collect();
        if height(&strips) <= area.height_mm {
            return self.stack(area, strips);
        }
        let line_mm = LINE_EM * min_pt * MM_PER_PT;
        while height(&strips) + line_mm > area.height_mm && !strips.is_empty() {
            strips.pop();
        }
        let used = height(&strips);
        let mut page = self.stack(area, strips);
        let room = Room { width_mm: area.width_mm, height_mm: line_mm + 0.01, max_pt: min_pt, min_pt, max_lines: 1 };
        let fitted = fit::fit(self.face, &self.table.more.say(self.scope), room);
        page.cells.push(Cell { fitted, area: Area { y_mm: area.y_mm + used, height_mm: line_mm, ..area }, align: Align::Left, bold: true });
        page
    }

    /// The largest size of a range at which all rows fit uncut, in steps of half a point.
    fn largest_whole(&self, area: Area, rows: &[Row<'_>], max_lines: usize, from_pt: f64, to_pt: f64) -> Option<(f64, Vec<Strip>)> {
        let mut size_pt = from_pt;
        loop {
            // More rows than one-line rows could fit need no measuring.
            let line_mm = LINE_EM * size_pt * MM_PER_PT;
            if rows.len() as f64 * line_mm <= area.height_mm {
                let strips: Vec<Strip> = rows.iter().map(|r| self.row_strip(size_pt, max_lines, r)).collect();
                if height(&strips) <= area.height_mm && !strips.iter().any(|s| s.cut) {
                    return Some((size_pt, strips));
                }
            }
            if size_pt <= to_pt {
                return None;
            }
            size_pt = (size_pt - 0.5).max(to_pt);
        }
    }

    fn stack(&self, area: Area, strips: Vec<Strip>) -> TablePage {
        let mut page = TablePage::default();
        let mut y_mm = area.y_mm;
        for strip in strips {
            let height_mm = strip.height_mm;
            self.place(&mut page, area, y_mm, strip, false);
            y_mm += height_mm;
        }
        page
    }

    /// Rows over as many pages as they need, a head on each, totals and foot below the last row.
    fn continued(&self, first: Area, rows: &[Row<'_>]) -> Vec<TablePage> {
        let size_pt = self.table.max_pt;
        let mut pages = Vec::new();
        let mut area = first;
        let (mut page, mut y_mm) = self.headed_page(area);
        for row in rows {
            let strip = self.row_strip(size_pt, usize::MAX, row);
            if y_mm + strip.height_mm > bottom(area) && y_mm > area.y_mm && !page.cells.is_empty() {
                pages.push(std::mem::take(&mut page));
                area = self.table.next;
                (page, y_mm) = self.headed_page(area);
            }
            let height_mm = strip.height_mm;
            self.place(&mut page, area, y_mm, strip, false);
            y_mm += height_mm;
            if self.table.ruled {
                page.rules.push(Area { y_mm: y_mm - RULE_MM, height_mm: RULE_MM, ..area });
            }
        }
        let foot = self.foot(size_pt, area.width_mm);
        let foot_mm: f64 = foot.iter().map(|(_, height_mm)| height_mm).sum();
        if y_mm + foot_mm > bottom(area) && !rows.is_empty() {
            pages.push(std::mem::take(&mut page));
            area = self.table.next;
            (page, y_mm) = self.headed_page(area);
        }
        for (line, height_mm) in foot {
            match line {
                Foot::Totals(strip) => self.place(&mut page, area, y_mm, strip, true),
                Foot::Line(fitted) => {
                    let cell = Area { y_mm: y_mm + RULED_PAD_MM, height_mm, ..area };
                    page.cells.push(Cell { fitted, area: cell, align: Align::Right, bold: false });
                }
            }
            y_mm += height_mm;
        }
        pages.push(page);
        pages
    }

    fn headed_page(&self, area: Area) -> (TablePage, f64) {
        let mut page = TablePage::default();
        if !self.table.headed {
            return (page, area.y_mm);
        }
        let strip = self.strip(self.table.max_pt, 1, |c| c.title.clone());
        let y_mm = area.y_mm + strip.height_mm;
        self.place(&mut page, area, area.y_mm, strip, true);
        page.rules.push(Area { y_mm: y_mm - HEAD_RULE_MM, height_mm: HEAD_RULE_MM, ..area });
        (page, y_mm)
    }

    fn foot(&self, size_pt: f64, width_mm: f64) -> Vec<(Foot, f64)> {
        let mut foot = Vec::new();
        let totals = self.strip(size_pt, 1, |c| c.total.say(self.scope));
        if totals.cells.iter().any(|c| c.lines.iter().any(|l| !l.is_empty())) {
            let height_mm = totals.height_mm;
            foot.push((Foot::Totals(totals), height_mm));
        }
        for wording in &self.table.foot {
            let words = wording.say(self.scope);
            if words.is_empty() {
                continue;
            }
            let height_mm = 3.0 * LINE_EM * size_pt * MM_PER_PT + 0.01;
            let fitted = fit::fit(self.face, &words, Room { width_mm, height_mm, max_pt: size_pt, min_pt: size_pt, max_lines: 3 });
            let height_mm = fitted.height_mm() + 2.0 * RULED_PAD_MM;
            foot.push((Foot::Line(fitted), height_mm));
        }
        foot
    }
}

enum Foot {
    Totals(Strip),
    Line(Fitted),
}

fn height(strips: &[Strip]) -> f64 {
    strips.iter().map(|s| s.height_mm).sum()
}

fn bottom(area: Area) -> f64 {
    area.y_mm + area.height_mm
}
