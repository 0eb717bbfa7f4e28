//! Combines the files of the document.

use super::Dialect;
use crate::yaml;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

const ROOT: &str = "openapi.yaml";
/// The suffix of the names of schemas that only 0.15 has.
const OF_0_15: &str = "0_15";

fn is_json(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "json")
}

/// The files, each read at its first use.
pub(super) struct Files {
    dialect: Dialect,
    root: PathBuf,
    read: HashMap<PathBuf, Value>,
}

impl Files {
    pub(super) fn of(dialect: Dialect) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the repository");
        Self { dialect, root: root.to_owned(), read: HashMap::new() }
    }

    /// The whole document, without references, and with the schemas of the dialect.
    pub(super) fn read(&mut self) -> Value {
        let path = self.root.join(ROOT);
        let whole = self.file(&path);
        self.follow(&path, whole)
    }

    fn file(&mut self, path: &Path) -> Value {
        let read = || {
            let text = std::fs::read_to_string(path).unwrap_or_else(|cause| panic!("{}: {cause}", path.display()));
            if is_json(path) { serde_json::from_str(&text).expect("a file is JSON") } else { yaml::parse(&text) }
        };
        self.read.entry(path.to_owned()).or_insert_with(read).clone()
    }

    /// The value with all references resolved. No schema is recursive.
    fn follow(&mut self, at: &Path, value: Value) -> Value {
        match value {
            Value::Array(items) => items.into_iter().map(|item| self.follow(at, item)).collect(),
            Value::Object(fields) => self.follow_fields(at, fields),
            other => other,
        }
    }

    fn follow_fields(&mut self, at: &Path, fields: Map<String, Value>) -> Value {
        if let Some(alternative) = self.of_dialect(&fields) {
            return self.follow(at, alternative);
        }
        let target = fields.get("$ref").and_then(Value::as_str).map(|target| self.target(at, target));
        let beside = fields.into_iter().filter(|(name, value)| name != "$ref" || !value.is_string());
        let mut followed: Map<_, _> = beside.map(|(name, value)| (name, self.follow(at, value))).collect();
        if let Some(target) = target {
            followed.extend(target.as_object().cloned().expect("what is referred to has fields"));
        }
        Value::Object(followed)
    }

    fn target(&mut self, at: &Path, target: &str) -> Value {
        let (file, pointer) = target.split_once('#').unwrap_or_else(|| panic!("{target} has no pointer"));
        let path = if file.is_empty() { at.to_owned() } else { at.with_file_name(file) };
        let found = self.file(&path).pointer(pointer).cloned();
        // A missing example must not fail here, because a test writes the examples.
        let found = found.or_else(|| is_json(&path).then(|| json!({ "value": null })));
        let found = found.unwrap_or_else(|| panic!("{} refers to {target}, which does not exist", at.display()));
        self.follow(&path, found)
    }

    /// The alternative of the dialect, if one of two alternatives is for 0.15.
    fn of_dialect(&self, fields: &Map<String, Value>) -> Option<Value> {
        let alternatives = fields.get("oneOf").or_else(|| fields.get("anyOf"))?.as_array()?;
        let is_of_0_15 = |schema: &&Value| schema["$ref"].as_str().is_some_and(|target| target.ends_with(OF_0_15));
        let old = alternatives.iter().find(is_of_0_15)?;
        let new = alternatives.iter().find(|schema| !is_of_0_15(schema))?;
        Some(if self.dialect == Dialect::Of0_15 { old } else { new }.clone())
    }
}
