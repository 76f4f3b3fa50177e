//! `printers.calibrate`: a page of rulers, and the offset from what was measured on it.

use super::draw::Pen;
use super::pdf;
use super::printer::{self, PrinterSetup};
use crate::App;
use crate::desk::Session;
use crate::error::{Code, Failure, Result};
use crate::labels::print::send_now;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use yidan_labels::{LabelData, calibrate};

/// Prints the page of rulers; with both distances it prints nothing and sets the offset.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct CalibrateRequest {
    pub printer: String,
    /// Whose paper; the printer's own paper or the default template's when absent.
    #[ts(optional)]
    pub template: Option<String>,
    /// Measured on the page: from the left edge of the paper to the upright line, mm.
    #[ts(optional)]
    pub left_mm: Option<f64>,
    /// From the upper edge to the level line, mm.
    #[ts(optional)]
    pub top_mm: Option<f64>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CalibrateReply {
    /// Where the lines should stand, from the left and from the upper edge.
    pub cross_mm: [f64; 2],
    pub setup: PrinterSetup,
    /// A page was printed.
    pub printed: bool,
}

/// One step of setting a printer's offset.
pub fn run(app: &App, session: &Session, request: CalibrateRequest) -> Result<CalibrateReply> {
    printer::introduce(app);
    let known = app.ports.printers.list()?.iter().any(|p| p.name == request.printer);
    if !known {
        return Err(Failure::new(Code::PrinterMissing).with("printer", &request.printer));
    }
    let setup = printer::of(app, &request.printer);
    let [width_mm, height_mm] = match (setup.paper_mm, &request.template) {
        (Some([width, height]), None) => [f64::from(width), f64::from(height)],
        (_, template) => {
            let template = pdf::template(app, template.as_deref())?;
            [template.width_mm, template.height_mm]
        }
    };
    let cross = calibrate::cross_mm(width_mm, height_mm);
    let cross_mm = [cross.0, cross.1];
    match (request.left_mm, request.top_mm) {
        (Some(left), Some(top)) => {
            let offset = [setup.offset_right_mm, setup.offset_down_mm];
            let wrong = || Failure::new(Code::BadRequest).with("detail", "left_mm / top_mm");
            let [right, down] = calibrate::corrected(offset, cross, [left, top]).ok_or_else(wrong)?;
            let setup = PrinterSetup { offset_right_mm: right, offset_down_mm: down, ..setup };
            printer::save(app, session, setup.clone())?;
            Ok(CalibrateReply { cross_mm, setup, printed: false })
        }
        (None, None) => {
            let facts = [("left", cross.0.to_string()), ("top", cross.1.to_string())];
            let words = app.say_with("print.calibrate_page", &facts);
            let page = calibrate::page(width_mm, height_mm, &words).map_err(|e| pdf::render_failure(&e))?;
            let drawn = Pen::new(app, &request.printer, true)?.draw(&page, LabelData::default(), "Yidan rulers".into())?;
            send_now(app, &request.printer, &drawn.sheets)?;
            Ok(CalibrateReply { cross_mm, setup, printed: true })
        }
        _ => Err(Failure::new(Code::BadRequest).with("detail", "left_mm + top_mm")),
    }
}
