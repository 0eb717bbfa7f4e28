//! Checks of responses against `openapi.yaml`: a route, status or field that is missing there is an error.

mod files;

use files::Files;
use jsonschema::Validator;
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// The prefix of the document's paths.
pub const BASE: &str = "/v1";
/// The methods in the document. HEAD has the responses of GET.
pub const METHODS: [&str; 5] = ["DELETE", "GET", "PATCH", "POST", "PUT"];

/// The dialects that the document distinguishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// 0.15.
    Of0_15,
    /// 1.0 and later.
    Of1,
}

/// The document for one dialect, with every reference resolved.
pub struct Document {
    dialect: Dialect,
    operations: BTreeMap<(String, String), Operation>,
}

/// A method of a path.
pub struct Operation {
    /// The operation as in the document, with references resolved.
    pub written: Value,
    answers: BTreeMap<String, Content>,
}

/// The documented body of a response.
enum Content {
    /// No body.
    None,
    /// JSON of this schema.
    Json(Validator),
    /// A text or an image.
    Other,
}

/// The last parts of the paths of imports.
const IMPORTS: [&str; 7] = ["argon2", "bcrypt", "md5", "phpass", "scrypt", "scrypt-modified", "sha"];

/// The path under which the document has a method of a route. The paths of imports are also those of the users with
/// these ids: the document has their other methods under `/v1/users/{userId}`.
#[must_use]
pub fn documented_path<'a>(route: &'a str, method: &str) -> &'a str {
    let is_import = route.strip_prefix("/v1/users/").is_some_and(|word| IMPORTS.contains(&word));
    if is_import && method != "POST" { "/v1/users/{userId}" } else { route }
}

/// A response.
pub struct Answered<'a> {
    /// The status.
    pub status: u16,
    /// The bytes of the body.
    pub body: &'a [u8],
}

impl Dialect {
    /// The dialect of a response format; `None` for formats up to 0.14, which the document does not have.
    #[must_use]
    pub fn of(format: &str) -> Option<Self> {
        let numbers: Vec<u64> = format.split('.').map(str::parse).collect::<Result<_, _>>().ok()?;
        match numbers {
            v1 if v1[..] >= [1][..] => Some(Self::Of1),
            v0_15 if v0_15[..] > [0, 14, 0][..] => Some(Self::Of0_15),
            _ => None,
        }
    }
}

impl Document {
    /// The document of the repository.
    #[must_use]
    pub fn of(dialect: Dialect) -> &'static Self {
        static V0_15: OnceLock<Document> = OnceLock::new();
        static V1: OnceLock<Document> = OnceLock::new();
        let kept = if dialect == Dialect::Of1 { &V1 } else { &V0_15 };
        kept.get_or_init(|| Self::read(dialect))
    }

    fn read(dialect: Dialect) -> Self {
        let whole = Files::of(dialect).read();
        let mut operations = BTreeMap::new();
        for (path, item) in whole["paths"].as_object().expect("the document has paths") {
            for method in METHODS {
                if let Some(written) = item.get(method.to_lowercase()) {
                    let key = (format!("{BASE}{path}"), method.to_owned());
                    operations.insert(key, Operation::new(with_parameters_of(item, written)));
                }
            }
        }
        Self { dialect, operations }
    }

    /// Every operation, by path and method.
    #[must_use]
    pub fn operations(&self) -> &BTreeMap<(String, String), Operation> {
        &self.operations
    }

    /// The operation for the method and path of a request.
    #[must_use]
    pub fn find(&self, method: &str, path: &str) -> Option<&Operation> {
        let method = if method == "HEAD" { "GET" } else { method };
        let of_method = self.operations.iter().filter(|((_, known), _)| known == method);
        let matching = of_method.filter(|((route, _), _)| is_of(path, route));
        // A fixed part of a path has precedence over a parameter.
        matching.min_by_key(|((route, _), _)| route.matches('{').count()).map(|(_, operation)| operation)
    }

    /// The differences between a response and the document; empty for a path or method that the document does not have.
    #[must_use]
    pub fn complaints(&self, method: &str, path: &str, answered: &Answered<'_>) -> Vec<String> {
        let Some(operation) = self.find(method, path) else { return Vec::new() };
        let complaints = operation.complaints(answered, method == "HEAD");
        complaints
            .into_iter()
            .map(|what| format!("{method} {path} {} {:?}: {what}", answered.status, self.dialect))
            .collect()
    }
}

/// Whether the path matches the route.
fn is_of(path: &str, route: &str) -> bool {
    let (path, route): (Vec<_>, Vec<_>) = (path.split('/').collect(), route.split('/').collect());
    let fits = |(path, part): (&&str, &&str)| path == part || (part.starts_with('{') && !path.is_empty());
    path.len() == route.len() && path.iter().zip(&route).all(fits)
}

fn with_parameters_of(item: &Value, written: &Value) -> Value {
    let list = |of: &Value| of["parameters"].as_array().cloned().unwrap_or_default();
    let mut written = written.clone();
    written["parameters"] = list(item).into_iter().chain(list(&written)).collect();
    written
}

impl Operation {
    /// The scopes of which an API key needs one; empty if no scope is needed or API keys are not accepted.
    #[must_use]
    pub fn scopes(&self) -> BTreeSet<&str> {
        let scopes = self.ways().filter_map(|way| way["Key"].as_array()).flatten();
        scopes.map(|scope| scope.as_str().expect("a scope is a word")).collect()
    }

    /// Whether users may call, with a session or a JWT.
    #[must_use]
    pub fn takes_users(&self) -> bool {
        self.ways().any(|way| !way["Session"].is_null())
    }

    /// Whether a caller needs no credentials except the project.
    #[must_use]
    pub fn takes_anybody(&self) -> bool {
        self.ways().any(|way| way.as_object().is_some_and(|way| way.keys().eq(["Project"])))
    }

    /// Whether a session that lacks a second factor may call it.
    #[must_use]
    pub fn takes_half_signed_in(&self) -> bool {
        self.written["x-half-signed-in"] == true
    }

    /// Whether a caller needs nothing at all, not even a project.
    #[must_use]
    pub fn needs_no_project(&self) -> bool {
        self.ways().any(|way| way.as_object().is_some_and(serde_json::Map::is_empty))
    }

    /// The example of the request body; `None` without a body.
    #[must_use]
    pub fn example(&self) -> Option<&Value> {
        self.written.pointer("/requestBody/content/application~1json/example")
    }

    /// The names of all body parameters.
    #[must_use]
    pub fn parameters_of_body(&self) -> BTreeSet<String> {
        fields_of(&self.written["requestBody"])
    }

    /// The names of all response fields, at any depth.
    #[must_use]
    pub fn fields_of_answers(&self) -> BTreeSet<String> {
        fields_of(&self.written["responses"])
    }

    fn ways(&self) -> impl Iterator<Item = &Value> {
        self.written["security"].as_array().expect("an operation says who may call").iter()
    }

    fn new(written: Value) -> Self {
        let answers = written["responses"].as_object().expect("an operation has answers").iter();
        let answers = answers.map(|(status, answer)| (status.clone(), Content::of(&answer["content"]))).collect();
        Self { written, answers }
    }

    fn complaints(&self, answered: &Answered<'_>, is_head: bool) -> Vec<String> {
        let Some(content) = self.answers.get(&answered.status.to_string()) else {
            return vec!["a status that is not in openapi.yaml".to_owned()];
        };
        match content {
            _ if is_head => unless_empty(answered),
            Content::None => unless_empty(answered),
            Content::Json(validator) => complaints_of(validator, answered.body),
            Content::Other if answered.body.is_empty() => vec!["no body where openapi.yaml has one".to_owned()],
            Content::Other => Vec::new(),
        }
    }
}

/// The names of all properties of the schemas in a value.
fn fields_of(value: &Value) -> BTreeSet<String> {
    let inner = match value {
        Value::Object(fields) => fields.values().collect(),
        Value::Array(items) => items.iter().collect::<Vec<_>>(),
        _ => Vec::new(),
    };
    let own = value["properties"].as_object().into_iter().flatten().map(|(name, _)| name.clone());
    own.chain(inner.into_iter().flat_map(fields_of)).collect()
}

fn complaints_of(validator: &Validator, body: &[u8]) -> Vec<String> {
    match serde_json::from_slice::<Value>(body) {
        Ok(body) => {
            let errors = validator.iter_errors(&body);
            errors.map(|error| format!("at '{}': {error}", error.instance_path())).collect()
        }
        // Preferences may have numbers that serde_json cannot represent: they are returned as they were sent.
        Err(_) if serde_json::from_slice::<&RawValue>(body).is_ok() => Vec::new(),
        Err(_) => vec!["a body that is invalid JSON".to_owned()],
    }
}

fn unless_empty(answered: &Answered<'_>) -> Vec<String> {
    if answered.body.is_empty() { Vec::new() } else { vec!["a body where openapi.yaml has none".to_owned()] }
}

impl Content {
    fn of(content: &Value) -> Self {
        match content.pointer("/application~1json/schema") {
            Some(schema) => Self::Json(jsonschema::validator_for(schema).expect("a valid schema")),
            None if content.is_object() => Self::Other,
            None => Self::None,
        }
    }
}
