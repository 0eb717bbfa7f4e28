//! YAML as JSON, with its tags kept: `!Sub x` becomes `{"!Sub": x}`.

use saphyr::{LoadableYamlNode as _, Scalar, Yaml};
use serde_json::{Map, Value, json};

/// Parses a text with one document.
///
/// # Panics
/// When the text is invalid YAML, or has no equivalent in JSON.
#[must_use]
pub fn parse(text: &str) -> Value {
    let documents = Yaml::load_from_str(text).expect("a text is YAML");
    to_json(documents.first().expect("a text is not empty"))
}

fn to_json(yaml: &Yaml<'_>) -> Value {
    match yaml {
        Yaml::Value(Scalar::Null) => Value::Null,
        Yaml::Value(Scalar::Boolean(value)) => json!(value),
        Yaml::Value(Scalar::Integer(value)) => json!(value),
        Yaml::Value(Scalar::FloatingPoint(value)) => json!(value.into_inner()),
        Yaml::Value(Scalar::String(value)) => json!(value),
        Yaml::Sequence(items) => items.iter().map(to_json).collect(),
        Yaml::Mapping(fields) => {
            let name = |key: &Yaml<'_>| key.as_str().expect("names are text").to_owned();
            Value::Object(fields.iter().map(|(key, value)| (name(key), to_json(value))).collect::<Map<_, _>>())
        }
        Yaml::Tagged(tag, inner) => json!({ format!("{}{}", tag.handle, tag.suffix): to_json(inner) }),
        Yaml::Representation(..) | Yaml::Alias(_) | Yaml::BadValue => panic!("this YAML cannot be understood"),
    }
}
