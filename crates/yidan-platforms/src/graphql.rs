//! Questions in GraphQL: one address, a text with variables, errors beside the data with status 200.
//! What a platform means by the codes of its errors is the business of its folder.

use crate::channel::{Reply, Request, Trouble};
use crate::letters;
use crate::node::Node;
use serde_json::{Value, json};

/// A request. The text is sent on one line.
pub(crate) fn request(call: &str, url: String, query: &str, variables: &Value, writes: bool) -> Request {
    let query = query.split_whitespace().collect::<Vec<_>>().join(" ");
    letters::json_post(call, url, json!({ "query": query, "variables": variables }).to_string(), writes)
}

/// The whole object of a reply, or what is wrong with it. `trouble` is given the code and the words of the first error.
pub(crate) fn opened(reply: &Reply, trouble: impl Fn(&str, String) -> Trouble) -> Result<Value, Trouble> {
    let value = letters::object(reply)?;
    let errors = Node(&value).at("errors");
    // A refusal that is not asked in GraphQL comes as one sentence.
    if let Some(words) = errors.text() {
        return Err(trouble(&reply.status.to_string(), words));
    }
    let Some(error) = errors.list().next() else { return data_or_none(value) };
    let code = error.at("extensions").at("code").text().unwrap_or_else(|| reply.status.to_string());
    Err(trouble(&code, error.at("message").text().unwrap_or_default()))
}

fn data_or_none(value: Value) -> Result<Value, Trouble> {
    if Node(&value).at("data").is_object() { Ok(value) } else { Err(letters::unreadable("no data")) }
}
