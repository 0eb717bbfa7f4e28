//! Every schema of `openapi.yaml` that allows null has an example: readers and generated clients see which other value it has.

use roster_tests::openapi::{Dialect, Document};
use serde_json::{Map, Value};

/// Whether a schema allows null beside other values.
fn is_nullable(schema: &Map<String, Value>) -> bool {
    let list = |name: &str| schema.get(name).and_then(Value::as_array).into_iter().flatten();
    let is_alternative = list("oneOf").chain(list("anyOf")).any(|alternative| alternative["type"] == "null");
    is_alternative || list("type").any(|kind| kind == "null") || list("enum").any(Value::is_null)
}

/// Collects the nullable schemas in a value, with the names of their fields.
fn collect<'a>(name: &str, value: &'a Value, into: &mut Vec<(String, &'a Value)>) {
    match value {
        Value::Object(fields) => {
            if is_nullable(fields) {
                into.push((name.to_owned(), value));
            }
            // The values of examples are not schemas.
            let inner = fields.iter().filter(|(key, _)| !["example", "examples"].contains(&key.as_str()));
            inner.for_each(|(key, inner)| collect(key, inner, into));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(name, item, into)),
        _ => {}
    }
}

fn nullable_schemas() -> Vec<(String, &'static Value)> {
    let mut schemas = Vec::new();
    for dialect in [Dialect::Of0_15, Dialect::Of1] {
        for ((path, method), operation) in Document::of(dialect).operations() {
            collect(&format!("{method} {path}"), &operation.written, &mut schemas);
        }
    }
    schemas
}

#[test]
fn every_nullable_field_has_an_example_that_fits() {
    let schemas = nullable_schemas();
    assert!(
        schemas.iter().any(|(name, _)| name == "emailCanonical") && schemas.len() > 50,
        "{} schemas",
        schemas.len()
    );
    for (name, schema) in schemas {
        let examples = schema["examples"].as_array().filter(|examples| !examples.is_empty());
        let examples = examples.unwrap_or_else(|| panic!("{name} has no example: {schema}"));
        let validator = jsonschema::validator_for(schema).unwrap();
        assert!(
            examples.iter().all(|example| validator.is_valid(example)),
            "an example of {name} does not fit: {schema}"
        );
        // There are no providers.
        assert!(name == "providerId" || examples.iter().all(|example| !example.is_null()), "{name}: {schema}");
    }
}

#[test]
fn every_list_says_what_it_has() {
    fn lists<'a>(value: &'a Value, into: &mut Vec<&'a Value>) {
        match value {
            Value::Object(fields) => {
                into.extend(Some(value).filter(|_| fields.get("type").is_some_and(|kind| kind == "array")));
                fields.values().for_each(|inner| lists(inner, into));
            }
            Value::Array(items) => items.iter().for_each(|item| lists(item, into)),
            _ => {}
        }
    }
    let mut all = Vec::new();
    for operation in Document::of(Dialect::Of1).operations().values() {
        lists(&operation.written, &mut all);
    }
    assert!(all.len() > 50 && all.iter().all(|list| !list["items"].is_null()), "{all:#?}");
}
