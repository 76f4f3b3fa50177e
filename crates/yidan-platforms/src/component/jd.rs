//! JD's component: one answer to one question, which is the result as well. Nothing is told later and nothing can be asked about afterwards.

use super::said::{Printer, Said, Why};
use super::sheet::{Sheet, Unfit};
use super::{Ask, Dialect};
use crate::node::Node;
use serde_json::{Value, json};

pub(super) struct Jd;

/// All is well, in spite of its looks.
const WELL: &str = "500";
/// The print data was no good.
const BAD_DATA: &str = "502";

impl Dialect for Jd {
    fn ask(&self, id: &str, ask: &Ask<'_>) -> Result<Option<Value>, Unfit> {
        let frame = |kind: &str| json!({"orderType": kind, "key": id, "version": "2", "dataType": "app"});
        Ok(Some(match ask {
            Ask::Version | Ask::Fate(_) => return Ok(None),
            Ask::Printers => frame("GET_Printers"),
            Ask::Print(sheet) | Ask::Preview(sheet) => {
                let mut asked = frame(if matches!(ask, Ask::Print(_)) { "PRINT" } else { "PRE_View" });
                asked["parameters"] = parameters(sheet)?;
                asked
            }
        }))
    }

    fn hear(&self, frame: &Value) -> Vec<Said> {
        let node = Node(frame);
        let Some(key) = node.at("key").text() else { return Vec::new() };
        let (status, detail) = (node.at("status").text().unwrap_or_default(), node.at("detailinfo"));
        let is_well = node.at("success").is_true() && status == WELL;
        match node.at("code").text().as_deref() {
            Some("6") => {
                let named = |printer: Node<'_>| printer.text().map(|name| Printer { name, is_default: false, is_ready: true });
                vec![Said::Printers { id: key, printers: detail.at("printers").list().filter_map(named).collect() }]
            }
            // The 2 of "1-1" are those that went out.
            Some("2") if is_well && !detail.at("total").text().is_some_and(|t| t.ends_with("-0")) => vec![Said::Out { task: key }],
            Some("8") if is_well => {
                let of = |name: &str| detail.at(name).text().filter(|t| !t.is_empty()).into_iter().collect();
                vec![Said::Shown { task: key, places: of("imgpath"), pictures: of("imgdata") }]
            }
            Some("2" | "8") => {
                let errors = detail.at("errors").list().map(|e| e.at("msg").text().or_else(|| e.text()));
                let mut why = Why::of(&std::iter::once(node.at("message").text()).chain(errors).collect::<Vec<_>>());
                why.is_data |= status == BAD_DATA;
                vec![Said::NotOut { task: key, why }]
            }
            _ => Vec::new(),
        }
    }
}

/// The data is `{tempUrl, printData}` with one text or a list of one.
fn parameters(sheet: &Sheet) -> Result<Value, Unfit> {
    let mut data = sheet.object(&["printData"])?;
    let enciphered = match data.remove("printData") {
        Some(Value::Array(list)) if list.len() == 1 => Value::Array(list),
        Some(Value::String(text)) => json!([text]),
        _ => return Err(Unfit::Data),
    };
    let template = data.remove("tempUrl").filter(Value::is_string).ok_or(Unfit::Data)?;
    let mut parameters = json!({"printName": sheet.printer, "tempUrl": template, "printData": enciphered});
    if let Some(custom) = &sheet.custom {
        parameters["customTempUrl"] = json!(custom.url);
        parameters["customData"] = json!([custom.words]);
    }
    Ok(parameters)
}
