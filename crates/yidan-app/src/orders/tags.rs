//! 标签: making, renaming nothing, removing, and hanging them on orders.

use super::select::Selection;
use super::step::{BatchReply, each};
use super::touch::event;
use crate::App;
use crate::desk::{NameRequest, Nothing, Session};
use crate::error::{Code, Failure, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use yidan_domain::limits::TAG_CHARS;

/// Colours that a tag may have; the page knows how each looks in light and dark.
pub const COLOURS: &[&str] = &["grey", "red", "orange", "yellow", "green", "teal", "blue", "purple", "pink"];

/// A tag with the number of orders it hangs on.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TagView {
    pub name: String,
    /// A word of the palette: grey, red, orange, yellow, green, teal, blue, purple, pink.
    pub colour: String,
    /// It stands among the tabs of the order list.
    pub is_tab: bool,
    pub orders: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TagsReply {
    pub tags: Vec<TagView>,
}

/// Makes a tag, or changes the colour and place of a known one.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SaveTagRequest {
    pub name: String,
    pub colour: String,
    pub is_tab: bool,
}

/// Hangs tags on orders and takes others off.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TagRequest {
    pub selection: Selection,
    #[serde(default)]
    pub add: Vec<String>,
    #[serde(default)]
    pub remove: Vec<String>,
}

/// All tags.
pub fn list(app: &App, _session: &Session, _request: Nothing) -> Result<TagsReply> {
    let tags = app.store.get(|r| r.tags())?;
    let view = |t: yidan_store::TagCount| TagView { name: t.tag.name, colour: t.tag.colour, is_tab: t.tag.is_tab, orders: t.orders };
    Ok(TagsReply { tags: tags.into_iter().map(view).collect() })
}

/// Makes or changes a tag.
pub fn save(app: &App, _session: &Session, request: SaveTagRequest) -> Result<Nothing> {
    let name = checked(&request.name)?;
    if !COLOURS.contains(&request.colour.as_str()) {
        return Err(Failure::new(Code::BadRequest).with("detail", "colour"));
    }
    app.store.put(|w| w.save_tag(&name, &request.colour, request.is_tab))?;
    Ok(Nothing {})
}

/// Forgets a tag that hangs on no order any more.
pub fn remove(app: &App, _session: &Session, request: NameRequest) -> Result<Nothing> {
    app.store.write(|w| {
        let known = w.tags()?.into_iter().find(|t| t.tag.name == request.name);
        let known = known.ok_or_else(|| Failure::new(Code::NotFound).with("what", &request.name))?;
        if known.orders > 0 {
            let why = app.say_with("error.refused.tag_in_use", &[("count", known.orders.to_string())]);
            return Err(Failure::new(Code::Refused).with("reason", "tag_in_use").with("why", why));
        }
        w.remove_tag(&request.name)?;
        Ok(Nothing {})
    })
}

/// Hangs tags on orders and takes others off; can be taken back.
pub fn tag(app: &App, session: &Session, request: TagRequest) -> Result<BatchReply> {
    let add = request.add.iter().map(|t| checked(t)).collect::<Result<Vec<String>>>()?;
    if add.is_empty() && request.remove.is_empty() {
        return Err(Failure::new(Code::BadRequest).with("detail", "add / remove"));
    }
    each(app, &request.selection, |order, now_ms| {
        let before = order.tags.clone();
        order.tags.retain(|t| !request.remove.contains(t));
        order.tags.extend(add.iter().cloned());
        order.tags.sort();
        order.tags.dedup();
        if order.tags == before {
            return Ok(Vec::new());
        }
        let added: Vec<&str> = order.tags.iter().filter(|t| !before.contains(t)).map(String::as_str).collect();
        let removed: Vec<&str> = before.iter().filter(|t| !order.tags.contains(t)).map(String::as_str).collect();
        let mut events = Vec::new();
        for (kind, tags) in [("tag", added), ("untag", removed)] {
            if !tags.is_empty() {
                events.push(event(session, now_ms, kind, None, None, Some(json!({"tags": tags.join("、")}).to_string())));
            }
        }
        Ok(events)
    })
}

/// A tag's name as it is kept.
pub fn checked(name: &str) -> Result<String> {
    let name = name.trim();
    let fits = !name.is_empty() && name.chars().count() <= TAG_CHARS && !name.chars().any(char::is_control);
    if fits { Ok(name.to_owned()) } else { Err(Failure::new(Code::BadRequest).with("detail", "tag")) }
}
