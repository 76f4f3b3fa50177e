//! One printer spoken to by IPP: its state, sending pages, asking after a job, cancelling it.
//! The same questions serve a CUPS queue and a network printer; which printers there are is not known here.

use super::media::{Choice, Paper, text, values};
use crate::limits;
use ipp::attribute::{IppAttribute, IppAttributeGroup, IppAttributeName};
use ipp::client::blocking::IppClient;
use ipp::error::IppError;
use ipp::model::{DelimiterTag, IppVersion, Operation, StatusCode};
use ipp::payload::IppPayload;
use ipp::request::IppRequestResponse;
use ipp::value::{IppName, IppValue};
use std::time::Duration;
use yidan_app::ports::{Body, PrintError, PrinterView, QueueState, Sheets};

/// What `PrinterView` is made of.
pub const VIEW_ATTRIBUTES: &[&str] =
    &["printer-name", "printer-state", "printer-state-reasons", "printer-is-accepting-jobs", "media-supported", "media-size-supported"];

/// A printer's address.
pub type Uri = ipp::prelude::Uri;

/// What a printer answered.
pub enum Answer {
    Yes(IppRequestResponse),
    /// It understood and said no: status and its words.
    No(StatusCode, String),
}

/// Asks one question. Only what keeps the answer from arriving is an error.
pub fn ask(uri: &Uri, question: IppRequestResponse, within: Duration) -> Result<Answer, PrintError> {
    let client = IppClient::builder(uri.clone()).request_timeout(within).build();
    let reply = client.send(question).map_err(|e| match e {
        // The print system is there and does not let us.
        IppError::RequestError(status) => PrintError::Refused(format!("HTTP {status}")),
        other => PrintError::NoSystem(other.to_string()),
    })?;
    let status = reply.header().status_code();
    if status.is_success() {
        return Ok(Answer::Yes(reply));
    }
    let said = reply.attributes().first_of(DelimiterTag::OperationAttributes).and_then(|g| first_text(g, "status-message"));
    Ok(Answer::No(status, said.unwrap_or_else(|| status.to_string())))
}

/// An empty question about a printer, with the name of the person at this machine.
pub fn question(operation: Operation, uri: Option<&Uri>) -> Result<IppRequestResponse, PrintError> {
    let asked = IppRequestResponse::new(IppVersion::v1_1(), operation, uri.cloned());
    let mut request = asked.map_err(|_| PrintError::NoPrinter)?;
    let person = IppName::new_truncated(super::person());
    put(&mut request, "requesting-user-name", IppValue::NameWithoutLanguage(person));
    Ok(request)
}

/// Adds an operation attribute.
pub fn put(request: &mut IppRequestResponse, name: &'static str, value: IppValue) {
    add(request, DelimiterTag::OperationAttributes, name, value);
}

fn add(request: &mut IppRequestResponse, group: DelimiterTag, name: &'static str, value: IppValue) {
    request.attributes_mut().add(group, IppAttribute::new(IppAttributeName::const_new(name), value));
}

/// Asks for these attributes only: a driver's full list is hundreds of kilobytes.
pub fn wanting(mut request: IppRequestResponse, attributes: &[&str]) -> IppRequestResponse {
    // The names are literals of this folder, far below the limit of 255 bytes.
    let wanted = attributes.iter().filter_map(|a| IppValue::new_keyword(*a).ok()).collect();
    put(&mut request, "requested-attributes", IppValue::Array(wanted));
    request
}

/// A printer as its attributes tell it.
pub fn view(name: String, is_default: bool, group: &IppAttributeGroup) -> PrinterView {
    let stopped = first_number(group, "printer-state") == Some(5);
    let accepts = !matches!(values(group, "printer-is-accepting-jobs").first(), Some(IppValue::Boolean(false)));
    let paper = Paper::read(group);
    PrinterView {
        name,
        is_default,
        ready: accepts && !stopped,
        reasons: reasons(group, "printer-state-reasons"),
        sizes_mm: paper.sizes_mm(),
        custom_sizes: paper.has_custom_sizes(),
    }
}

/// The attributes of one printer.
pub fn printer(uri: &Uri, within: Duration) -> Result<IppAttributeGroup, PrintError> {
    let request = wanting(question(Operation::GetPrinterAttributes, Some(uri))?, VIEW_ATTRIBUTES);
    match ask(uri, request, within)? {
        Answer::Yes(reply) => group_of(&reply, DelimiterTag::PrinterAttributes).ok_or(PrintError::NoPrinter),
        Answer::No(StatusCode::ClientErrorNotFound, _) => Err(PrintError::NoPrinter),
        // Printers without a spool take one job at a time.
        Answer::No(StatusCode::ServerErrorBusy, _) => Err(PrintError::Busy),
        Answer::No(_, words) => Err(PrintError::Refused(words)),
    }
}

/// Hands the pages over. The answer names the job so that no other job can be taken for it later.
pub fn send(uri: &Uri, sheets: &Sheets) -> Result<String, PrintError> {
    let paper = Paper::read(&printer(uri, limits::PRINTER_ANSWER)?).choose(sheets.width_mm, sheets.height_mm);
    let mut request = question(Operation::PrintJob, Some(uri))?;
    put(&mut request, "job-name", IppValue::NameWithoutLanguage(IppName::new_truncated(sheets.title.as_str())));
    // Labels in a printer's own language pass through a queue untouched.
    let format = match sheets.body {
        Body::Pdf(_) => "application/pdf",
        Body::Raw(_) => "application/vnd.cups-raw",
    };
    let format = IppValue::new_mime_media_type(format).map_err(|e| PrintError::Refused(e.to_string()))?;
    put(&mut request, "document-format", format);
    let word = |w: String| IppValue::new_keyword(w).map_err(|e| PrintError::Refused(e.to_string()));
    let job = DelimiterTag::JobAttributes;
    match paper {
        // A raw stream names its own paper.
        _ if matches!(sheets.body, Body::Raw(_)) => {}
        Choice::Keyword(keyword) => add(&mut request, job, "media", word(keyword)?),
        Choice::Dimensions(width, height) => add(&mut request, job, "media-col", media_col(width, height)),
        Choice::NoSuch => return Err(PrintError::NoSuchPaper),
    }
    add(&mut request, job, "print-scaling", word("none".into())?);
    add(&mut request, job, "copies", IppValue::Integer(1));
    *request.payload_mut() = IppPayload::new(std::io::Cursor::new(sheets.body.bytes().to_vec()));
    match ask(uri, request, limits::PRINTER_SEND)? {
        Answer::Yes(reply) => {
            let group = group_of(&reply, DelimiterTag::JobAttributes);
            let id = group.as_ref().and_then(|g| first_number(g, "job-id"));
            let id = id.ok_or_else(|| PrintError::Refused("no job number".into()))?;
            let own = group.and_then(|g| first_text(&g, "job-uuid")).or_else(|| job_uuid(uri, id));
            Ok(own.map_or_else(|| id.to_string(), |uuid| format!("{id} {uuid}")))
        }
        Answer::No(StatusCode::ClientErrorNotFound, _) => Err(PrintError::NoPrinter),
        Answer::No(_, words) => Err(PrintError::Refused(words)),
    }
}

/// What has become of a job.
pub fn state(uri: &Uri, queue_job: &str) -> Result<QueueState, PrintError> {
    let Some((id, uuid)) = parse_job(queue_job) else { return Ok(QueueState::Unknown) };
    let Some(group) = job(uri, id)? else { return Ok(QueueState::Unknown) };
    // Numbers start again when a printer restarts or a spool folder is emptied: the same number may be another job.
    if let (Some(sent), Some(found)) = (uuid, first_text(&group, "job-uuid"))
        && sent != found
    {
        return Ok(QueueState::Unknown);
    }
    let mut state = queue_state(&group);
    if let QueueState::Waiting(words) = &mut state {
        // An empty tray is the printer's trouble, not the job's: it is told beside the job.
        if let Ok(printer) = printer(uri, limits::PRINTER_ANSWER) {
            let more =
                reasons(&printer, "printer-state-reasons").into_iter().filter(|r| !r.ends_with("-report") && !words.contains(r.as_str()));
            *words = words.split(", ").map(str::to_owned).chain(more).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(", ");
        }
    }
    Ok(state)
}

/// Takes a job out of the queue. A job that ended already is no error.
pub fn cancel(uri: &Uri, queue_job: &str) -> Result<(), PrintError> {
    let Some((id, _)) = parse_job(queue_job) else { return Ok(()) };
    if matches!(state(uri, queue_job)?, QueueState::Done | QueueState::Failed(_) | QueueState::Unknown) {
        return Ok(());
    }
    let mut request = question(Operation::CancelJob, Some(uri))?;
    put(&mut request, "job-id", IppValue::Integer(id));
    match ask(uri, request, limits::PRINTER_ANSWER)? {
        Answer::Yes(_) | Answer::No(StatusCode::ClientErrorNotFound | StatusCode::ClientErrorNotPossible, _) => Ok(()),
        Answer::No(_, words) => Err(PrintError::Refused(words)),
    }
}

fn media_col(width: u32, height: u32) -> IppValue {
    let name = |n: &'static str| IppName::from(IppAttributeName::const_new(n));
    // Sizes come from whole millimetres below a metre or from the printer itself.
    let side = |v: u32| IppValue::Integer(i32::try_from(v).unwrap_or(i32::MAX));
    let size = IppValue::Collection([(name("x-dimension"), side(width)), (name("y-dimension"), side(height))].into());
    IppValue::Collection([(name("media-size"), size)].into())
}

fn parse_job(queue_job: &str) -> Option<(i32, Option<&str>)> {
    let (id, uuid) = match queue_job.split_once(' ') {
        Some((id, uuid)) => (id, Some(uuid)),
        None => (queue_job, None),
    };
    id.parse().ok().map(|id| (id, uuid))
}

fn job_uuid(uri: &Uri, id: i32) -> Option<String> {
    // Without it the number alone has to do; the label itself is on its way.
    job(uri, id).ok().flatten().and_then(|g| first_text(&g, "job-uuid"))
}

/// A job's attributes, or nothing when the queue does not know it.
fn job(uri: &Uri, id: i32) -> Result<Option<IppAttributeGroup>, PrintError> {
    let mut request = question(Operation::GetJobAttributes, Some(uri))?;
    put(&mut request, "job-id", IppValue::Integer(id));
    match ask(uri, request, limits::PRINTER_ANSWER)? {
        Answer::Yes(reply) => Ok(group_of(&reply, DelimiterTag::JobAttributes)),
        Answer::No(StatusCode::ClientErrorNotFound | StatusCode::ClientErrorGone, _) => Ok(None),
        Answer::No(_, words) => Err(PrintError::Refused(words)),
    }
}

/// Job states of RFC 8011: 3 pending, 4 held, 5 processing, 6 stopped, 7 cancelled, 8 aborted, 9 completed.
fn queue_state(group: &IppAttributeGroup) -> QueueState {
    // Words that come with every job and tell a person nothing.
    const CALM: &[&str] = &[
        "processing-to-stop-point",
        "job-printing",
        "job-incoming",
        "job-queued",
        "job-fetchable",
        "job-spooling",
        "job-transforming",
        "job-outgoing",
    ];
    let mut words = reasons(group, "job-state-reasons");
    let state = first_number(group, "job-state");
    words.retain(|w| !CALM.contains(&w.as_str()));
    if matches!(state, Some(7 | 8))
        && let Some(said) = first_text(group, "job-printer-state-message").filter(|s| !s.is_empty())
    {
        words.push(said);
    }
    if state == Some(7) && !words.iter().any(|w| w.contains("cancel")) {
        words.insert(0, "job-canceled".to_owned());
    }
    match state {
        Some(9) => QueueState::Done,
        Some(7) => QueueState::Failed(words.join(", ")),
        Some(8) => QueueState::Failed(joined(&words, "aborted-by-system")),
        Some(4) => QueueState::Waiting(joined(&words, "job-held")),
        Some(6) => QueueState::Waiting(joined(&words, "printer-stopped")),
        Some(3 | 5) => QueueState::Waiting(words.join(", ")),
        _ => QueueState::Unknown,
    }
}

fn joined(words: &[String], otherwise: &str) -> String {
    if words.is_empty() { otherwise.to_owned() } else { words.join(", ") }
}

fn reasons(group: &IppAttributeGroup, name: &str) -> Vec<String> {
    values(group, name).into_iter().filter_map(text).filter(|r| r != "none").collect()
}

pub fn first_text(group: &IppAttributeGroup, name: &str) -> Option<String> {
    values(group, name).into_iter().find_map(text)
}

fn first_number(group: &IppAttributeGroup, name: &str) -> Option<i32> {
    values(group, name).into_iter().find_map(|v| match v {
        IppValue::Integer(n) | IppValue::Enum(n) => Some(*n),
        _ => None,
    })
}

fn group_of(reply: &IppRequestResponse, tag: DelimiterTag) -> Option<IppAttributeGroup> {
    reply.attributes().first_of(tag).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(state: i32, reasons: &[&str], message: &str) -> IppAttributeGroup {
        let name = |n: &'static str| IppAttributeName::const_new(n);
        let mut group = IppAttributeGroup::new(DelimiterTag::JobAttributes);
        let words = reasons.iter().map(|r| IppValue::new_keyword(*r).expect("short")).collect();
        group.attributes_mut().push(IppAttribute::new(name("job-state"), IppValue::Enum(state)));
        group.attributes_mut().push(IppAttribute::new(name("job-state-reasons"), IppValue::Array(words)));
        let said = IppValue::new_text_without_language(message).expect("short");
        group.attributes_mut().push(IppAttribute::new(name("job-printer-state-message"), said));
        group
    }

    #[test]
    fn job_states_of_the_standard() {
        let waiting = |w: &str| QueueState::Waiting(w.into());
        let failed = |w: &str| QueueState::Failed(w.into());
        for (state, reasons, message, expected) in [
            (3, &["none"][..], "", waiting("")),
            (3, &["printer-stopped"], "Unable to locate printer.", waiting("printer-stopped")),
            (4, &["job-hold-until-specified"], "", waiting("job-hold-until-specified")),
            (4, &["none"], "", waiting("job-held")),
            (5, &["job-printing"], "Sending data", waiting("")),
            (6, &["none"], "", waiting("printer-stopped")),
            (7, &["job-canceled-by-user"], "", failed("job-canceled-by-user")),
            (7, &["processing-to-stop-point"], "Busy.", failed("job-canceled, Busy.")),
            (8, &["aborted-by-system"], "The printer is not responding.", failed("aborted-by-system, The printer is not responding.")),
            (8, &["processing-to-stop-point"], "The printer is not responding.", failed("The printer is not responding.")),
            (8, &["none"], "", failed("aborted-by-system")),
            (9, &["job-completed-successfully"], "", QueueState::Done),
            (99, &["none"], "", QueueState::Unknown),
        ] {
            assert_eq!(queue_state(&group(state, reasons, message)), expected, "{state} {reasons:?}");
        }
    }

    #[test]
    fn a_job_is_known_by_number_and_by_its_own_name() {
        assert_eq!(parse_job("17"), Some((17, None)));
        assert_eq!(parse_job("17 urn:uuid:1"), Some((17, Some("urn:uuid:1"))));
        assert_eq!(parse_job("urn:uuid:1"), None);
        assert_eq!(parse_job(""), None);
    }
}
