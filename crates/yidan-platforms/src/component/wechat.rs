//! WeChat's component: `command` instead of `cmd`, one list of results that is the answer to the task. It shows no pictures, and nothing can be
//! asked about afterwards.

use super::said::{Printer, Said, Why};
use super::sheet::{Sheet, Unfit};
use super::{Ask, Dialect};
use crate::node::Node;
use serde_json::{Value, json};

pub(super) struct Wechat;

impl Dialect for Wechat {
    fn ask(&self, id: &str, ask: &Ask<'_>) -> Result<Option<Value>, Unfit> {
        let frame = |command: &str| json!({"command": command, "version": "2.0", "requestID": id});
        Ok(Some(match ask {
            Ask::Version | Ask::Fate(_) | Ask::Preview(_) => return Ok(None),
            Ask::Printers => frame("getPrinterList"),
            Ask::Print(sheet) => {
                let mut asked = frame("print");
                asked["printType"] = json!(1);
                asked["size"] = json!({"width": sheet.width_mm, "height": sheet.height_mm});
                asked["printer"] = json!(sheet.printer);
                asked["taskList"] = json!([task(sheet)?]);
                asked
            }
        }))
    }

    fn hear(&self, frame: &Value) -> Vec<Said> {
        let node = Node(frame);
        let id = node.at("requestID").text().unwrap_or_default();
        match node.at("command").text().as_deref() {
            Some("getPrinterList") => {
                let named = |p: Node<'_>| Some(Printer { name: p.at("name").text()?, is_default: false, is_ready: true });
                vec![Said::Printers { id, printers: node.at("printerList").list().filter_map(named).collect() }]
            }
            Some("print") => {
                let Some(result) = node.at("results").list().next() else {
                    return vec![Said::NotOut { task: id, why: Why::of(&[node.at("failureReason").text(), node.at("errMsg").text()]) }];
                };
                let task = result.at("taskID").text().unwrap_or(id);
                if result.at("success").is_true() {
                    vec![Said::Out { task }]
                } else {
                    vec![Said::NotOut { task, why: Why::of(&[result.at("failureReason").text()]) }]
                }
            }
            _ => Vec::new(),
        }
    }
}

fn task(sheet: &Sheet) -> Result<Value, Unfit> {
    if sheet.text.is_empty() {
        return Err(Unfit::Data);
    }
    let mut task = json!({
        "taskID": sheet.task,
        "printInfo": sheet.text,
        "printNum": {"curNum": sheet.part.0.max(1), "sumNum": sheet.part.1.max(1)},
        "splitControl": 0,
        "showDeliveryLogo": 0,
    });
    if let Some(custom) = &sheet.custom {
        task["customInfo"] = json!({"templateUrl": custom.url, "data": custom.words});
    }
    if let Some(sender) = sheet.sender() {
        task["extendData"] = json!({"sender": sender});
    }
    Ok(task)
}
