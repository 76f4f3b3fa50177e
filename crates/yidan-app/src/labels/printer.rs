//! What is set for each printer: how it is reached, its language, where the picture stands on its paper. `printers.save`, `printers.remove`,
//! and the list of what is set beside what the print system knows.

use super::print::PrintersReply;
use crate::App;
use crate::desk::{NameRequest, Nothing, Session, setting};
use crate::error::{Code, Failure, Result};
use crate::orders::touch::event;
use crate::ports::{DirectPrinter, Language};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use std::num::NonZeroU16;
use ts_rs::TS;
use yidan_domain::limits::{DIRECT_PRINTERS, NAME_CHARS};
use yidan_labels::streams::Setup;
use yidan_labels::{Head, Placing};

/// The setting that holds all of them by name.
const SETTING: &str = "printers";

/// What a printer takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PrinterLanguage {
    /// The driver of the print system draws.
    #[default]
    Pdf,
    Tspl,
    Zpl,
    Cpcl,
    EscPos,
}

/// One printer as it is set. Lengths in mm; absent = as the printer itself is set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct PrinterSetup {
    /// The queue's name, or a name of one's own for a printer with an address.
    pub name: String,
    /// `tcp://host:9100`, or the path of a device; absent = a queue of the print system.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    pub language: PrinterLanguage,
    /// 203 or 300
    pub dpi: u32,
    /// Moves the picture to the right, in steps of half a millimetre; negative to the left.
    pub offset_right_mm: f64,
    pub offset_down_mm: f64,
    /// 0 or 180
    pub rotation: u32,
    /// TSPL 0 to 15, ZPL 0 to 30, CPCL 0 to 3.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub density: Option<u8>,
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speed: Option<u8>,
    /// Between two labels of the roll; 0 = one long paper.
    pub gap_mm: f64,
    /// The paper that lies in it, wide and high; other templates are refused.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paper_mm: Option<[u32; 2]>,
}

impl Default for PrinterSetup {
    fn default() -> Self {
        PrinterSetup {
            name: String::new(),
            address: None,
            language: PrinterLanguage::Pdf,
            dpi: 203,
            offset_right_mm: 0.0,
            offset_down_mm: 0.0,
            rotation: 0,
            density: None,
            speed: None,
            gap_mm: 2.0,
            paper_mm: None,
        }
    }
}

impl PrinterSetup {
    /// The stream it takes; `None` = PDF.
    pub fn stream(&self) -> Option<Language> {
        match self.language {
            PrinterLanguage::Pdf => None,
            PrinterLanguage::Tspl => Some(Language::Tspl),
            PrinterLanguage::Zpl => Some(Language::Zpl),
            PrinterLanguage::Cpcl => Some(Language::Cpcl),
            PrinterLanguage::EscPos => Some(Language::EscPos),
        }
    }

    pub fn head(&self) -> Head {
        if self.dpi == 300 { Head::Dpi300 } else { Head::Dpi203 }
    }

    /// For pages that a driver draws.
    pub fn placing(&self) -> Placing {
        Placing { right_mm: self.offset_right_mm, down_mm: self.offset_down_mm, turned: self.rotation == 180 }
    }

    /// For streams.
    pub fn stream_setup(&self) -> Setup {
        let dots = |mm: f64| (mm * self.head().dots_per_mm()).round() as i32;
        Setup {
            gap_mm: self.gap_mm,
            offset_right_dots: dots(self.offset_right_mm),
            offset_down_dots: dots(self.offset_down_mm),
            copies: NonZeroU16::MIN,
            turned: self.rotation == 180,
            density: self.density,
            speed: self.speed,
        }
    }

    fn check(&self) -> Result<()> {
        let wrong = |what: &str| Err(Failure::new(Code::BadRequest).with("detail", what));
        let stepped = |mm: f64| mm.abs() <= 20.0 && (mm * 2.0).fract() == 0.0;
        if self.name.is_empty() || self.name.chars().count() > NAME_CHARS || self.name.chars().any(char::is_control) {
            return wrong("name");
        }
        if ![203, 300].contains(&self.dpi) || ![0, 180].contains(&self.rotation) {
            return wrong("dpi / rotation");
        }
        if !stepped(self.offset_right_mm) || !stepped(self.offset_down_mm) {
            return wrong("offset");
        }
        if !(0.0..=50.0).contains(&self.gap_mm) || self.density.is_some_and(|d| d > 30) || self.speed.is_some_and(|s| s > 20) {
            return wrong("gap / density / speed");
        }
        match &self.address {
            Some(_) if self.language == PrinterLanguage::Pdf => wrong("language"),
            Some(address) if !is_address(address) => wrong("address"),
            _ => Ok(()),
        }
    }
}

/// An address that raw bytes can be sent to.
fn is_address(text: &str) -> bool {
    match text.strip_prefix("tcp://") {
        Some(place) => place
            .rsplit_once(':')
            .is_some_and(|(host, port)| !host.is_empty() && !host.contains(['/', '@', ' ']) && port.parse::<u16>().is_ok_and(|p| p > 0)),
        None => text.starts_with('/') && !text.contains("/../"),
    }
}

/// Everything that is set, by name.
pub fn all(app: &App) -> BTreeMap<String, PrinterSetup> {
    setting(app, SETTING).and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default()
}

/// What is set for this printer, or what is usual.
pub fn of(app: &App, name: &str) -> PrinterSetup {
    all(app).remove(name).unwrap_or_else(|| PrinterSetup { name: name.to_owned(), ..PrinterSetup::default() })
}

/// Tells the world which printers are spoken to without a queue.
pub fn introduce(app: &App) {
    let direct = all(app).into_values().filter_map(|setup| {
        let language = setup.stream()?;
        Some(DirectPrinter { address: setup.address?, name: setup.name, language })
    });
    app.ports.printers.know(&direct.collect::<Vec<_>>());
}

/// Printers as the print system knows them, those with an address of their own, and what is set for each.
pub fn list(app: &App, _session: &Session, _request: Nothing) -> Result<PrintersReply> {
    introduce(app);
    let setups: Vec<PrinterSetup> = all(app).into_values().collect();
    match app.ports.printers.list() {
        Ok(printers) => Ok(PrintersReply { printers, setups }),
        Err(e) => Err(Failure::from(e)),
    }
}

/// Sets a printer up; the same name is replaced. A printer with an address is added by this.
pub fn save(app: &App, session: &Session, request: PrinterSetup) -> Result<PrintersReply> {
    let setup = PrinterSetup {
        name: request.name.trim().to_owned(),
        address: request.address.as_deref().map(str::trim).filter(|a| !a.is_empty()).map(str::to_owned),
        ..request
    };
    setup.check()?;
    let name = setup.name.clone();
    change(app, session, "printer_save", &name, |all| {
        all.insert(setup.name.clone(), setup);
        Ok(())
    })?;
    let known = app.ports.printers.list().unwrap_or_default();
    Ok(PrintersReply { printers: known, setups: all(app).into_values().collect() })
}

/// Forgets what is set for a printer; one with an address is gone with it.
pub fn remove(app: &App, session: &Session, request: NameRequest) -> Result<Nothing> {
    change(app, session, "printer_remove", &request.name, |all| {
        all.remove(&request.name).map(drop).ok_or_else(|| Failure::new(Code::NotFound).with("what", &request.name))
    })?;
    Ok(Nothing {})
}

fn change(
    app: &App,
    session: &Session,
    kind: &str,
    name: &str,
    change: impl FnOnce(&mut BTreeMap<String, PrinterSetup>) -> Result<()>,
) -> Result<()> {
    let now_ms = app.now_ms();
    app.store.write(|w| {
        let kept = w.setting(SETTING)?.and_then(|text| serde_json::from_str(&text).ok());
        let mut all: BTreeMap<String, PrinterSetup> = kept.unwrap_or_default();
        change(&mut all)?;
        if all.len() > DIRECT_PRINTERS {
            return Err(Failure::new(Code::BadRequest).with("detail", "printers"));
        }
        let text = serde_json::to_string(&all).map_err(|e| Failure::new(Code::Internal).with("detail", e))?;
        w.set_setting(SETTING, Some(&text), now_ms)?;
        w.append_events(0, &[event(session, now_ms, kind, None, None, Some(json!({ "name": name }).to_string()))])?;
        Ok(())
    })?;
    introduce(app);
    Ok(())
}

/// A printer's keywords in words, where there are words for them.
pub fn reasons(app: &App, keywords: &[String]) -> String {
    let known = |word: &str| match word {
        "media-empty" => Some(app.say_with("printer_reason.media_empty", &[])),
        "cover-open" => Some(app.say_with("printer_reason.cover_open", &[])),
        "media-jam" => Some(app.say_with("printer_reason.media_jam", &[])),
        "marker-supply-empty" => Some(app.say_with("printer_reason.marker_supply_empty", &[])),
        "paused" => Some(app.say_with("printer_reason.paused", &[])),
        "offline" => Some(app.say_with("printer_reason.offline", &[])),
        "other" => Some(app.say_with("printer_reason.other", &[])),
        _ => None,
    };
    let all: Vec<String> = keywords.iter().map(|word| known(word).unwrap_or_else(|| word.clone())).collect();
    all.join(app.say_with("printer_reason.between", &[]).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (text, want) in [
            ("tcp://192.168.1.50:9100", true),
            ("tcp://printer.local:9100", true),
            ("tcp://[fe80::1]:9100", true),
            ("tcp://192.168.1.50", false),
            ("tcp://:9100", false),
            ("tcp://a:0", false),
            ("tcp://a/b:9100", false),
            ("/dev/usb/lp0", true),
            ("/dev/../etc/passwd", false),
            ("usb/lp0", false),
            ("", false),
        ] {
            assert_eq!(is_address(text), want, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_set_is_refused() {
        let sound = PrinterSetup { name: "标签机".into(), ..PrinterSetup::default() };
        assert_eq!(sound.check(), Ok(()));
        for wrong in [
            PrinterSetup { name: String::new(), ..sound.clone() },
            PrinterSetup { dpi: 600, ..sound.clone() },
            PrinterSetup { rotation: 90, ..sound.clone() },
            PrinterSetup { offset_right_mm: 0.3, ..sound.clone() },
            PrinterSetup { offset_down_mm: f64::NAN, ..sound.clone() },
            PrinterSetup { gap_mm: -1.0, ..sound.clone() },
            PrinterSetup { density: Some(40), ..sound.clone() },
            PrinterSetup { address: Some("tcp://a:9100".into()), ..sound.clone() },
            PrinterSetup { address: Some("a:9100".into()), language: PrinterLanguage::Tspl, ..sound.clone() },
        ] {
            assert!(wrong.check().is_err(), "{wrong:?}");
        }
    }
}
