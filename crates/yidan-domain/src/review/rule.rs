//! A rule as data: when these conditions hold, do this. Values are kept as written; what they mean is checked in `ready`.

use super::field::{Field, Kind};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One rule of the owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Unique on the desk.
    pub name: String,
    #[serde(default = "yes")]
    pub on: bool,
    /// The higher one decides where two rules say different things.
    #[serde(default)]
    pub priority: i64,
    /// Names of the only shops it holds for; none means all.
    #[serde(default)]
    pub shops: Vec<String>,
    pub when: Node,
    pub then: Vec<Action>,
}

fn yes() -> bool {
    true
}

/// A condition, or a group of them. `all` of nothing holds for every order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(try_from = "Written", into = "Written")]
#[ts(untagged, rename = "RuleNode")]
pub enum Node {
    All { all: Vec<Node> },
    Any { any: Vec<Node> },
    One(Condition),
}

/// How a field is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "RuleOp")]
pub enum Op {
    Is,
    IsNot,
    /// One of the values stands somewhere in the text.
    Contains,
    /// None of the values stands in the text.
    ContainsNot,
    /// A regular expression finds something in the text.
    Matches,
    Less,
    More,
    /// Both ends count.
    Between,
    /// Is one of a list.
    In,
    Empty,
    Filled,
}

impl Op {
    /// Does the operator make sense for this kind, with so many values?
    pub fn fits(self, kind: Kind, values: usize) -> bool {
        let number = matches!(kind, Kind::Number | Kind::TimeOfDay | Kind::Day);
        match self {
            Op::Is | Op::IsNot => values == 1 || (values > 1 && kind != Kind::YesNo),
            Op::In => values >= 1 && kind != Kind::YesNo,
            Op::Contains | Op::ContainsNot => kind == Kind::Text && values >= 1,
            Op::Matches => kind == Kind::Text && values == 1,
            Op::Less | Op::More => number && values == 1,
            Op::Between => number && values == 2,
            Op::Empty | Op::Filled => values == 0 && kind != Kind::YesNo,
        }
    }
}

/// Field, operator, values: 「[地址] [包含] [大学城]」.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(rename = "RuleCondition")]
pub struct Condition {
    pub field: Field,
    pub op: Op,
    #[serde(default)]
    pub value: Values,
}

/// One value or a list of them, each a text, an integer or a yes/no; kept as texts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(from = "WrittenValues")]
#[ts(as = "Vec<String>", rename = "RuleValues")]
pub struct Values(pub Vec<String>);

#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenValue {
    Text(String),
    Number(i64),
    YesNo(bool),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenValues {
    Many(Vec<WrittenValue>),
    One(WrittenValue),
}

impl From<WrittenValues> for Values {
    fn from(written: WrittenValues) -> Values {
        let text = |value| match value {
            WrittenValue::Text(text) => text,
            WrittenValue::Number(number) => number.to_string(),
            WrittenValue::YesNo(yes) => if yes { "yes" } else { "no" }.to_owned(),
        };
        Values(match written {
            WrittenValues::One(value) => vec![text(value)],
            WrittenValues::Many(values) => values.into_iter().map(text).collect(),
        })
    }
}

/// A node as it stands in a file. One flat shape, so that a slip is told by its name and not as "no variant fits".
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    all: Option<Vec<Node>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    any: Option<Vec<Node>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    field: Option<Field>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    op: Option<Op>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value: Option<Values>,
}

impl TryFrom<Written> for Node {
    type Error = &'static str;

    fn try_from(w: Written) -> Result<Node, Self::Error> {
        match (w.all, w.any, w.field, w.op) {
            (Some(all), None, None, None) => Ok(Node::All { all }),
            (None, Some(any), None, None) => Ok(Node::Any { any }),
            (None, None, Some(field), Some(op)) => Ok(Node::One(Condition { field, op, value: w.value.unwrap_or_default() })),
            (None, None, Some(_), None) => Err("a condition needs `op`"),
            (None, None, None, _) => Err("a condition needs `field`, a group `all` or `any`"),
            _ => Err("one of `all`, `any` or `field` at a time"),
        }
    }
}

impl From<Node> for Written {
    fn from(node: Node) -> Written {
        match node {
            Node::All { all } => Written { all: Some(all), ..Written::default() },
            Node::Any { any } => Written { any: Some(any), ..Written::default() },
            Node::One(Condition { field, op, value }) => {
                Written { field: Some(field), op: Some(op), value: Some(value), ..Written::default() }
            }
        }
    }
}

impl Node {
    /// All conditions below, from left to right.
    pub fn conditions(&self) -> Vec<&Condition> {
        match self {
            Node::All { all: nodes } | Node::Any { any: nodes } => nodes.iter().flat_map(Node::conditions).collect(),
            Node::One(condition) => vec![condition],
        }
    }
}

/// What a rule does with an order that fits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
#[ts(rename = "RuleAction")]
pub enum Action {
    /// 挂起待审, for ever or for so many minutes.
    Hold {
        /// In the owner's words; without it the rule's name is the reason.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        reason: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        release_after_minutes: Option<i64>,
    },
    /// 需主管复核
    SecondPerson,
    /// 加急
    Urgent,
    /// 插旗, by the flag's number.
    Flag { flag: u8 },
    /// 标签
    Tag { tag: String },
    /// 指定仓
    Warehouse { warehouse: String },
    /// 指定快递, by the carrier's code or name.
    Carrier { carrier: String },
}

impl Action {
    /// The field of the order that other rules may read afterwards, with the value it then has.
    pub fn writes(&self) -> Option<(Field, String)> {
        Some(match self {
            Action::Hold { .. } | Action::SecondPerson => return None,
            Action::Urgent => (Field::Urgent, "yes".to_owned()),
            Action::Flag { flag } => (Field::Flag, flag.to_string()),
            Action::Tag { tag } => (Field::Tag, tag.clone()),
            Action::Warehouse { warehouse } => (Field::Warehouse, warehouse.clone()),
            Action::Carrier { carrier } => (Field::Carrier, carrier.clone()),
        })
    }
}
