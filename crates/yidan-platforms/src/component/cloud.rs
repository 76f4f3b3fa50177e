//! Cainiao's dialect, which most components speak: `{cmd, requestID, version}`, tasks with documents, notifications without a request. Frames are
//! built as each component spells them and read as tolerantly as possible: versions 0.x and 1.x of Cainiao's own differ in what they tell when.

use super::said::{Fate, Printer, Said, Why};
use super::sheet::{Sheet, Unfit};
use super::{Ask, Dialect};
use crate::node::Node;
use serde_json::{Map, Value, json};

/// In what the components differ.
pub(super) struct Cloud {
    /// Its question for the version, and the field of the answer.
    version: Option<(&'static str, &'static str)>,
    /// Fields of the frame of a task.
    frame: &'static [(&'static str, &'static str)],
    /// Of what a task is to be told: `notifyMode` for all at once, `notifyType` for the states.
    is_told_at_once: bool,
    states: &'static [&'static str],
    preview_type: bool,
    /// Spelling of the address of the platform's own part.
    template: &'static str,
    /// Name of the words in the shop's part.
    custom: &'static str,
    label: Label,
}

/// How the platform's own part is made of the print data.
#[derive(PartialEq, Eq)]
enum Label {
    /// The data as it came.
    Verbatim,
    Kuaishou,
    /// Of `{print_data, sign}` and a question that was signed for the task.
    Douyin,
}

pub(super) const CAINIAO: Cloud = Cloud {
    version: Some(("getAgentInfo", "version")),
    frame: &[],
    is_told_at_once: true,
    states: &["render", "print"],
    preview_type: true,
    template: "templateURL",
    custom: "data",
    label: Label::Verbatim,
};
pub(super) const PDD: Cloud = Cloud {
    version: Some(("getAppInfo", "AppVersion")),
    frame: &[("ERPId", "0"), ("ISVName", "Yidan")],
    is_told_at_once: true,
    states: &[],
    preview_type: false,
    template: "templateUrl",
    custom: "data",
    label: Label::Verbatim,
};
pub(super) const DOUYIN: Cloud = Cloud {
    version: None,
    frame: &[],
    is_told_at_once: false,
    states: &["render", "print"],
    preview_type: false,
    template: "templateURL",
    custom: "data",
    label: Label::Douyin,
};
pub(super) const KUAISHOU: Cloud = Cloud {
    version: None,
    frame: &[],
    is_told_at_once: false,
    states: &[],
    preview_type: false,
    template: "templateURL",
    custom: "customData",
    label: Label::Kuaishou,
};
pub(super) const XIAOHONGSHU: Cloud = Cloud {
    version: None,
    frame: &[],
    is_told_at_once: false,
    states: &[],
    preview_type: false,
    template: "templateURL",
    custom: "data",
    label: Label::Verbatim,
};

impl Dialect for Cloud {
    fn ask(&self, id: &str, ask: &Ask<'_>) -> Result<Option<Value>, Unfit> {
        let frame = |cmd: &str| json!({"cmd": cmd, "requestID": id, "version": "1.0"});
        Ok(Some(match ask {
            Ask::Version => match self.version {
                Some((cmd, _)) => frame(cmd),
                None => return Ok(None),
            },
            Ask::Printers => frame("getPrinters"),
            Ask::Fate(task) => {
                let mut asked = frame("getTaskStatus");
                asked["taskID"] = json!([task]);
                asked
            }
            Ask::Print(sheet) | Ask::Preview(sheet) => {
                let mut asked = frame("print");
                for (key, value) in self.frame {
                    asked[*key] = json!(value);
                }
                asked["task"] = self.task(sheet, matches!(ask, Ask::Preview(_)))?;
                asked
            }
        }))
    }

    fn hear(&self, frame: &Value) -> Vec<Said> {
        let node = Node(frame);
        let id = node.at("requestID").text().unwrap_or_default();
        let task = node.first(&["taskID", "taskId"]).text().unwrap_or_else(|| id.clone());
        match node.at("cmd").text().as_deref() {
            Some("getAgentInfo" | "getAppInfo") => {
                let field = self.version.map_or("version", |(_, field)| field);
                vec![Said::Version { id, version: node.at(field).text().unwrap_or_default() }]
            }
            Some("getPrinters") => vec![printers(node, id)],
            Some("getTaskStatus") => fates(node, id),
            Some("print") => answer(node, task),
            Some("notifyPrintResult" | "PrintResultNotify") => notice(node, task),
            Some("notifyTaskResult") => match word(node.at("status")).as_str() {
                "completeSuccess" => vec![Said::Out { task }],
                "completeFailed" | "canceled" => vec![Said::NotOut { task, why: Why::of(&texts(node)) }],
                _ => Vec::new(),
            },
            Some("notifyDocResult") => match word(node.at("status")).as_str() {
                // Only the task's own end says that paper has gone out.
                "rendered" | "printed" => vec![Said::Drawn { task }],
                "failed" | "canceled" => {
                    let mut why = Why::of(&texts(node));
                    why.is_data |= node.at("code").int() == Some(UNKNOWN_CIPHER);
                    vec![Said::NotOut { task, why }]
                }
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }
}

/// `code` of print data that cannot be deciphered.
const UNKNOWN_CIPHER: i64 = 40;

impl Cloud {
    fn task(&self, sheet: &Sheet, is_preview: bool) -> Result<Value, Unfit> {
        let mut document = json!({"documentID": sheet.number, "contents": [self.label(sheet)?]});
        if self.label == Label::Kuaishou {
            document["waybillCode"] = json!(sheet.number);
            document["ksOrderFlag"] = json!(true);
        }
        if let (Some(custom), Some(contents)) = (&sheet.custom, document["contents"].as_array_mut()) {
            contents.push(json!({self.custom: custom.words, "templateURL": custom.url}));
        }
        let mut task = json!({
            "taskID": sheet.task,
            "preview": is_preview,
            "printer": sheet.printer,
            "firstDocumentNumber": 1,
            "totalDocumentCount": 1,
            "documents": [document],
        });
        if self.preview_type {
            task["previewType"] = json!("pdf");
        }
        if self.is_told_at_once {
            task["notifyMode"] = json!("allInOne");
        }
        if !self.states.is_empty() {
            task["notifyType"] = json!(self.states);
        }
        Ok(task)
    }

    fn label(&self, sheet: &Sheet) -> Result<Value, Unfit> {
        let mut label = match self.label {
            Label::Douyin => douyin(sheet)?,
            _ => sheet.object(&["encryptedData", "data"])?,
        };
        // Sources spell it as their own papers do, components as theirs.
        for other in ["templateURL", "templateUrl", "template_url"] {
            if other != self.template
                && let Some(url) = label.remove(other)
            {
                label.entry(self.template).or_insert(url);
            }
        }
        if let Some(sender) = sheet.sender() {
            let sent = match self.label {
                Label::Verbatim => json!({"sender": sender}),
                Label::Kuaishou => json!({"senderInfo": sender}),
                Label::Douyin => json!({"senderInfo": douyin_sender(&sender)}),
            };
            label.insert("addData".to_owned(), sent);
        }
        Ok(Value::Object(label))
    }
}

fn douyin(sheet: &Sheet) -> Result<Map<String, Value>, Unfit> {
    let mut data = sheet.object(&["print_data", "encryptedData"])?;
    let key = sheet.key.as_ref().ok_or(Unfit::Key)?;
    for (from, to) in [("print_data", "encryptedData"), ("sign", "signature")] {
        if let Some(value) = data.remove(from) {
            data.insert(to.to_owned(), value);
        }
    }
    data.insert("params".to_owned(), json!(key));
    let (at, of) = (sheet.part.0.max(1), sheet.part.1.max(1));
    data.insert("config".to_owned(), json!({"printMask": true, "packageNumber": format!("{at}/{of}")}));
    Ok(data)
}

fn douyin_sender(sender: &Value) -> Value {
    let of = |key: &str| sender["address"][key].clone();
    json!({
        "address": {
            "countryCode": "CHN", "provinceName": of("province"), "cityName": of("city"), "districtName": of("district"),
            "streetName": of("town"), "detailAddress": of("detail"),
        },
        "contact": {"name": sender["name"], "mobile": sender["mobile"]},
    })
}

/// A word as components write it: `"failed "` was seen.
fn word(node: Node<'_>) -> String {
    node.text().map(|w| w.trim().to_owned()).unwrap_or_default()
}

/// What a failed thing says of itself, the most telling first.
fn texts(node: Node<'_>) -> [Option<String>; 5] {
    let of = |key: &str| node.at(key).text();
    [of("msg"), of("detail"), of("detailString"), of("errorcode"), node.at("from").at("source").text()]
}

fn printers(node: Node<'_>, id: String) -> Said {
    let default = node.at("defaultPrinter").text();
    let read = |printer: Node<'_>| {
        let name = printer.at("name").text()?;
        let is_ready = !matches!(word(printer.at("status")).as_str(), "disable" | "offline");
        Some(Printer { is_default: default.as_ref() == Some(&name), is_ready, name })
    };
    Said::Printers { id, printers: node.at("printers").list().filter_map(read).collect() }
}

/// The answer to a task: taken, refused, or its picture. A second answer to the same request brings the picture in 1.x.
fn answer(node: Node<'_>, task: String) -> Vec<Said> {
    if word(node.at("status")) == "failed" {
        return vec![Said::NotOut { task, why: Why::of(&texts(node)) }];
    }
    let mut said = shown(node, &task);
    said.push(Said::Taken { task });
    said
}

fn shown(node: Node<'_>, task: &str) -> Vec<Said> {
    let of_documents = node.at("responses").list().flat_map(|r| r.at("urls").list().collect::<Vec<_>>());
    let mut places: Vec<String> = node.at("previewURL").text().into_iter().collect();
    for place in node.at("previewImage").list().chain(of_documents).filter_map(Node::text) {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    if places.is_empty() { Vec::new() } else { vec![Said::Shown { task: task.to_owned(), places, pictures: Vec::new() }] }
}

/// A notification about a whole task. Its one document decides where it says something of its own.
fn notice(node: Node<'_>, task: String) -> Vec<Said> {
    let document = node.at("printStatus").list().next();
    let state = document.map(|d| word(d.at("status"))).unwrap_or_default();
    let not_out = |task: String| {
        let mut all = document.map(|d| texts(d).to_vec()).unwrap_or_default();
        all.extend(texts(node));
        Said::NotOut { task, why: Why::of(&all) }
    };
    let mut said = shown(node, &task);
    let failed = matches!(state.as_str(), "failed" | "canceled");
    match word(node.at("taskStatus")).as_str() {
        "failed" | "canceled" => said.push(not_out(task)),
        "printed" | "partPrinted" | "rendered" if failed => said.push(not_out(task)),
        "printed" => said.push(Said::Out { task }),
        // Some documents came out: of ours it says so itself.
        "partPrinted" if state == "success" => said.push(Said::Out { task }),
        "rendered" => said.push(Said::Drawn { task }),
        _ => {}
    }
    said
}

fn fates(node: Node<'_>, id: String) -> Vec<Said> {
    let mut said = Vec::new();
    for asked in node.at("printStatus").list() {
        let Some(task) = asked.first(&["taskID", "taskId"]).text() else { continue };
        let Some(document) = asked.at("detailStatus").list().next() else { continue };
        let fate = match word(document.at("status")).as_str() {
            "success" | "printed" => Fate::Out,
            "pending" => Fate::Pending,
            "failed" | "canceled" => Fate::NotOut(Why::of(&texts(document))),
            _ => continue,
        };
        said.push(Said::Fate { task, fate });
    }
    said.push(Said::Answered { id });
    said
}
