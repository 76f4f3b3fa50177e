//! `platforms.list` and `platforms.sign`: what this program knows of each platform, and the tool for finding out why a signature is
//! refused. Nothing is sent and nothing is stored here.

use crate::App;
use crate::desk::{Nothing, Session, platform_name};
use crate::error::{Code, Failure, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;
use yidan_platforms::channel::Can;
use yidan_platforms::sign::{self, SignError, SignInput};

/// One outside platform.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PlatformView {
    pub code: String,
    /// In the desk's language.
    pub name: String,
    /// Kinds of files that are understood: `orders`, `settlement`, …
    pub files: Vec<String>,
    /// Its interface for orders, where we have one.
    pub interface: Option<InterfaceView>,
}

/// What an interface needs and can do.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct InterfaceView {
    /// `orders`, `detail`, `refunds`, `ship`, `ship_parts`, `memo`, `flag`, `stock`, `token`, `browser`.
    pub can: Vec<String>,
    pub form: Vec<FormEntry>,
    /// The shop has to give an address of its own.
    pub needs_url: bool,
    /// Least minutes between two walks.
    pub every_minutes: i64,
    /// Days that the interface tells back.
    pub days_back: i64,
    /// False = its writing calls are known from third parties only and stay off until the owner has checked them.
    pub writes_are_official: bool,
}

/// One entry of the credentials form.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FormEntry {
    pub key: String,
    pub name: String,
    pub is_secret: bool,
    pub is_required: bool,
}

/// A platform or carrier whose signature can be made, and its schemes, the usual one first.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SignerView {
    pub code: String,
    pub schemes: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PlatformsReply {
    pub platforms: Vec<PlatformView>,
    pub signatures: Vec<SignerView>,
}

/// What is to be signed. Values may be texts, numbers or booleans; a number counts as its JSON text. There is no `Debug`: the secret is in it.
/// All parts are taken as they come and looked at in `sign`, because a refusal of the reader would quote what it has read.
#[derive(Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct SignRequest {
    pub platform: String,
    pub scheme: Option<String>,
    /// Whatever the platform calls its signing secret.
    #[ts(type = "string")]
    pub secret: Value,
    /// By the platform's own names.
    #[ts(type = "Record<string, unknown>")]
    pub fields: Value,
    #[ts(type = "string | null")]
    pub path: Value,
    #[ts(type = "string | null")]
    pub body: Value,
}

/// The signature, and the text it was made of: most schemes wrap that in the secret.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct SignReply {
    pub sign: String,
    pub string_to_sign: String,
}

pub fn list(app: &App, _session: &Session, _request: Nothing) -> Result<PlatformsReply> {
    let platforms = yidan_platforms::LIST.iter().map(|p| PlatformView {
        code: p.code().to_owned(),
        name: platform_name(app, p.code()),
        files: kinds(p.export_profiles()),
        interface: p.channel().map(|c| interface(app, c.about())),
    });
    let signatures = sign::codes()
        .into_iter()
        .map(|code| SignerView { code: code.to_owned(), schemes: sign::schemes(code).into_iter().map(str::to_owned).collect() });
    Ok(PlatformsReply { platforms: platforms.collect(), signatures: signatures.collect() })
}

/// Kinds of the files that a platform's formats read, each once.
fn kinds(profiles: &[&str]) -> Vec<String> {
    let mut kinds: Vec<String> = Vec::new();
    for format in profiles.iter().filter_map(|t| yidan_sheets::Profile::from_toml(t).ok()).flat_map(|p| p.format) {
        if let Ok(Value::String(kind)) = serde_json::to_value(format.kind)
            && !kinds.contains(&kind)
        {
            kinds.push(kind);
        }
    }
    kinds
}

fn interface(app: &App, about: &yidan_platforms::channel::About) -> InterfaceView {
    let is_english = app.language() == crate::words::Language::English;
    let entry = |f: &yidan_platforms::channel::Field| FormEntry {
        key: f.key.to_owned(),
        name: if is_english { f.words.1 } else { f.words.0 }.to_owned(),
        is_secret: f.is_secret,
        is_required: f.is_required,
    };
    // Where the browser comes back to after the owner allowed the access; it has to be the one that the platform knows.
    let redirect = about.can.contains(&Can::Browser).then(|| FormEntry {
        key: REDIRECT.to_owned(),
        name: app.say_with("platform.redirect", &[]),
        is_secret: false,
        is_required: false,
    });
    InterfaceView {
        can: about.can.iter().map(|c| can_word(*c).to_owned()).collect(),
        form: about.form.iter().map(entry).chain(redirect).collect(),
        needs_url: about.url.is_empty(),
        every_minutes: about.walk.every_s.div_euclid(60),
        days_back: about.walk.days_back,
        writes_are_official: about.writes_are_official,
    }
}

/// Entry of the form that every platform with a page of its own has.
pub(crate) const REDIRECT: &str = "redirect";

/// The ability as replies name it.
pub(crate) fn can_word(can: Can) -> &'static str {
    match can {
        Can::Orders => "orders",
        Can::Detail => "detail",
        Can::Refunds => "refunds",
        Can::Ship => "ship",
        Can::ShipParts => "ship_parts",
        Can::Memo => "memo",
        Can::Flag => "flag",
        Can::Stock => "stock",
        Can::Token => "token",
        Can::Browser => "browser",
    }
}

pub fn sign(app: &App, _session: &Session, request: SignRequest) -> Result<SignReply> {
    let Value::Object(fields) = or_empty(request.fields) else { return Err(shape(app)) };
    let secret = text(&request.secret).ok_or_else(|| shape(app))?;
    let fields = fields.into_iter().filter_map(|(name, value)| text(&value).map(|v| (name, v))).collect();
    let input = SignInput { secret, fields, path: text(&request.path), body: text(&request.body) };
    let signed = sign::sign(&request.platform, request.scheme.as_deref(), &input).map_err(|e| refusal(app, e))?;
    Ok(SignReply { sign: signed.sign, string_to_sign: signed.string_to_sign })
}

fn or_empty(fields: Value) -> Value {
    if fields.is_null() { Value::Object(serde_json::Map::new()) } else { fields }
}

/// A text as it is, anything else as its JSON text; null is left out.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(s) => Some(s.clone()),
        other => Some(other.to_string()),
    }
}

fn shape(app: &App) -> Failure {
    Failure::new(Code::BadRequest).with("detail", app.say_with("platforms.sign.shape", &[]))
}

fn refusal(app: &App, error: SignError) -> Failure {
    let (detail, known) = match error {
        SignError::UnknownPlatform { code, known } => {
            let all = known.join(", ");
            (app.say_with("platforms.sign.no_platform", &[("platform", code), ("known", all.clone())]), all)
        }
        SignError::UnknownScheme { code, scheme, known } => {
            let all = known.join(", ");
            let facts = [("platform", code.to_owned()), ("scheme", scheme), ("known", all.clone())];
            (app.say_with("platforms.sign.no_scheme", &facts), all)
        }
        SignError::Missing { what } => (app.say_with("platforms.sign.missing", &[("what", what)]), String::new()),
    };
    let failure = Failure::new(Code::BadRequest).with("detail", detail);
    if known.is_empty() { failure } else { failure.with("known", known) }
}
