//! A label for one printer: what it says, drawn as that printer takes it. Sending is `print`, what is set for printers is `printer`.

use super::pdf;
use super::printer::{self, PrinterSetup};
use crate::App;
use crate::error::{Code, Failure, Result};
use crate::ports::{Body, Sheets};
use std::collections::HashMap;
use yidan_labels::streams::document;
use yidan_labels::{LabelData, Outcome, Party, Press, RenderOptions, Template};

/// What sources call the text of the label's QR code (顺丰, 快递100).
const QR_WORDS: [&str; 2] = ["twoDimensionCode", "qrCode"];

/// Draws label after label for one printer.
pub struct Pen<'a> {
    app: &'a App,
    setup: PrinterSetup,
    mask: bool,
    /// Keeps drawn glyphs, for printers that take dots.
    press: Option<Press<'a>>,
}

/// One label, ready to be sent.
pub struct Drawn {
    pub sheets: Sheets,
    pub outcome: Outcome,
    /// Black dots that the offset moves off the paper.
    pub lost_dots: usize,
}

impl<'a> Pen<'a> {
    pub fn new(app: &'a App, printer: &str, mask: bool) -> Result<Pen<'a>> {
        let setup = printer::of(app, printer);
        let press = match setup.stream() {
            Some(_) => Some(Press::new(app.labels()?).map_err(|e| pdf::render_failure(&e))?),
            None => None,
        };
        Ok(Pen { app, setup, mask, press })
    }

    /// Draws one label, with what is known of its goods and its number beside what the order says.
    pub fn draw(&mut self, template: &Template, data: LabelData, title: String) -> Result<Drawn> {
        let (width_mm, height_mm) = pdf::size_mm(template);
        if self.setup.paper_mm.is_some_and(|paper| paper != [width_mm, height_mm]) {
            return Err(Failure::new(Code::NoSuchPaper)
                .with("printer", &self.setup.name)
                .with("width_mm", width_mm)
                .with("height_mm", height_mm));
        }
        let head = self.setup.head();
        let options = RenderOptions { head, ..pdf::options(self.app, self.mask) };
        let mut source = std::iter::once(data);
        let (body, outcome, lost_dots) = match (&mut self.press, self.setup.stream()) {
            (Some(press), Some(language)) => {
                let (pages, outcome) = press.draw(template, &mut source, &options).map_err(|e| pdf::render_failure(&e))?;
                let setup = self.setup.stream_setup();
                let (mut bytes, mut lost) = (Vec::new(), 0);
                for page in &pages {
                    let written = document(language, page, &setup);
                    bytes.extend(written.bytes);
                    lost += written.lost_dots;
                }
                (Body::Raw(bytes), outcome, lost)
            }
            _ => {
                let options = RenderOptions { placing: self.setup.placing(), ..options };
                let mut bytes = Vec::new();
                let drawn = self.app.labels()?.render_pdf(template, &mut source, &options, &mut bytes);
                (Body::Pdf(bytes), drawn.map_err(|e| pdf::render_failure(&e))?, 0)
            }
        };
        Ok(Drawn { sheets: Sheets { title, body, width_mm, height_mm }, outcome, lost_dots })
    }
}

/// Adds to what the order says what is known beside it: the goods in another language, and what the carrier gave with the number.
pub fn filled(app: &App, mut data: LabelData) -> Result<LabelData> {
    app.store.read(|r| -> Result<()> {
        let codes: Vec<&str> = data.items.iter().map(|i| i.sku_code.as_str()).filter(|c| !c.is_empty()).collect();
        if !codes.is_empty() {
            let texts: HashMap<String, String> = r.goods_texts_of(&codes)?.into_iter().collect();
            for item in &mut data.items {
                item.second_text = texts.get(&item.sku_code).cloned().unwrap_or_default();
            }
        }
        let Some(number) = data.waybill_no.clone() else { return Ok(()) };
        // Who hands a parcel to a carrier has looked into it; the carriers want the label to say so.
        data.marks.push("已验视".to_owned());
        let Some(waybill) = r.waybills_by_number(&number)?.into_iter().find(|w| w.number.as_deref() == Some(&number)) else {
            return Ok(());
        };
        data.carrier = waybill.carrier;
        data.route_code = waybill.route_code.unwrap_or_default();
        data.bag_place = waybill.bag_place.unwrap_or_default();
        data.mother_waybill_no = waybill.mother.filter(|mother| *mother != number).unwrap_or_default();
        data.qr_text = QR_WORDS.iter().find_map(|name| waybill.words.get(*name)).cloned().unwrap_or_default();
        if let Some(account) = r.waybill_account(waybill.account_id)? {
            data.sender = sender(&account.sender);
        }
        let group = r.waybills_of_group(waybill.group_id)?;
        let parcels: Vec<_> = group.iter().filter(|w| w.role != "return" && w.number.is_some()).collect();
        if let Some(at) = parcels.iter().position(|w| w.id == waybill.id).filter(|_| parcels.len() > 1) {
            (data.parcel_index, data.parcel_count) = (at as u32 + 1, parcels.len() as u32);
        }
        Ok(())
    })?;
    Ok(data)
}

/// The sender of an account, kept as the party that is told to its source.
fn sender(kept: &str) -> Party {
    let party: serde_json::Value = serde_json::from_str(kept).unwrap_or_default();
    let text = |name: &str| party[name].as_str().unwrap_or_default();
    let first = |names: [&str; 2]| names.into_iter().map(text).find(|t| !t.is_empty()).unwrap_or_default().to_owned();
    Party {
        name: first(["company", "name"]),
        phone: first(["mobile", "phone"]),
        address: ["province", "city", "district", "town", "street"].map(text).concat(),
    }
}
