//! As much of GraphQL as tells what is asked: fields with their arguments as text, and only those of an answer that were asked for.
//! No fragments, no aliases, no types.

use serde_json::{Map, Value, json};

/// A field, its arguments as they stand, and what is asked of it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Field {
    pub name: String,
    pub args: String,
    pub fields: Vec<Field>,
}

impl Field {
    /// The value of an argument as it is written.
    pub fn arg(&self, name: &str) -> Option<&str> {
        self.args.split(',').filter_map(|a| a.split_once(':')).find(|(n, _)| n.trim() == name).map(|(_, v)| v.trim())
    }
}

/// The fields at the root of a question; `None` when it cannot be read.
pub(crate) fn parse(question: &str) -> Option<Vec<Field>> {
    let (head, _) = question.split_once('{')?;
    let mut rest = &question[head.len() + 1..];
    fields(&mut rest)
}

fn fields(rest: &mut &str) -> Option<Vec<Field>> {
    let mut out = Vec::new();
    loop {
        *rest = rest.trim_start();
        if let Some(behind) = rest.strip_prefix('}') {
            *rest = behind;
            return Some(out);
        }
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_')?;
        let mut field = Field { name: rest[..end].to_owned(), args: String::new(), fields: Vec::new() };
        *rest = rest[end..].trim_start();
        if let Some(args) = rest.strip_prefix('(') {
            let end = args.find(')')?;
            args[..end].clone_into(&mut field.args);
            *rest = args[end + 1..].trim_start();
        }
        if let Some(inside) = rest.strip_prefix('{') {
            *rest = inside;
            field.fields = fields(rest)?;
        }
        if field.name.is_empty() {
            return None;
        }
        out.push(field);
    }
}

/// What was asked of a value, lists inside cut to their `first`; `Err` names a field that does not exist.
pub(crate) fn pick(value: &Value, asked: &[Field]) -> Result<Value, String> {
    match value {
        Value::Array(elements) => elements.iter().map(|e| pick(e, asked)).collect::<Result<_, _>>().map(Value::Array),
        Value::Object(members) if !asked.is_empty() => {
            let mut out = Map::new();
            for field in asked {
                let member = members.get(&field.name).ok_or_else(|| field.name.clone())?;
                out.insert(field.name.clone(), pick(&cut(member, field), &field.fields)?);
            }
            Ok(Value::Object(out))
        }
        plain => Ok(plain.clone()),
    }
}

fn cut(value: &Value, field: &Field) -> Value {
    let (Some(first), Some(nodes)) = (field.arg("first").and_then(|n| n.parse::<usize>().ok()), value["nodes"].as_array()) else {
        // Some lists are no connections.
        let most = field.arg("first").and_then(|n| n.parse::<usize>().ok()).unwrap_or(usize::MAX);
        return value.as_array().map_or_else(|| value.clone(), |list| list.iter().take(most).cloned().collect());
    };
    let mut out = value.clone();
    if nodes.len() > first {
        out["pageInfo"]["hasNextPage"] = json!(true);
    }
    out["nodes"] = nodes.iter().take(first).cloned().collect();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_comes_back() {
        let question = "query($q: String!, $n: Int!) { orders(first: 1, query: $q) { pageInfo { hasNextPage } nodes { id refunds(first: 1) { id } } } shop { name } }";
        let asked = parse(question).expect("a question");
        assert_eq!(asked[0].arg("query"), Some("$q"));
        let order = |id: u32| json!({ "id": id, "name": "n", "refunds": [{ "id": 1 }, { "id": 2 }] });
        let whole = json!({
            "orders": { "pageInfo": { "hasNextPage": false }, "nodes": [order(1), order(2)] }, "shop": { "name": "s", "id": 1 },
        });
        let want = json!({
            "orders": { "pageInfo": { "hasNextPage": true }, "nodes": [{ "id": 1, "refunds": [{ "id": 1 }] }] }, "shop": { "name": "s" },
        });
        assert_eq!(pick(&whole, &asked), Ok(want));
        assert_eq!(pick(&whole, &parse("query { shop { nope } }").expect("a question")), Err("nope".to_owned()));
        assert_eq!((parse("query"), parse("query { a ")), (None, None));
    }
}
