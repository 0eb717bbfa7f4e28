//! Form fields, with PHP's brackets: `prefs[theme]=dark` is an object, `roles[]=owner` a list.

use crate::value::Value;
use serde_json::value::RawValue;
use serde_json::{Map, Value as Json};
use std::collections::HashMap;

/// How deep brackets may nest.
const MAX_DEPTH: usize = 16;

/// Gathers fields by name; of fields with the same name the last counts.
pub(crate) fn gather<'a>(
    fields: impl Iterator<Item = (impl AsRef<str> + 'a, impl Into<String> + 'a)>,
) -> HashMap<String, Value> {
    let mut flat = HashMap::new();
    let mut nested: Map<String, Json> = Map::new();
    for (name, value) in fields {
        match brackets(name.as_ref()) {
            Some((root, path)) => insert(nested.entry(root).or_insert(Json::Null), &path, value.into()),
            None => drop(flat.insert(name.as_ref().to_owned(), Value::Text(value.into()))),
        }
    }
    let nested = nested.into_iter().filter_map(|(name, json)| Some((name, Value::Json(raw(&json)?))));
    flat.extend(nested);
    flat
}

fn raw(json: &Json) -> Option<Box<RawValue>> {
    serde_json::value::to_raw_value(json).ok()
}

/// `a[b][]` is `a` with the path `b`, empty.
fn brackets(name: &str) -> Option<(String, Vec<&str>)> {
    let (root, rest) = name.split_once('[').filter(|(root, _)| !root.is_empty())?;
    let path: Vec<_> = rest.strip_suffix(']')?.split("][").collect();
    (path.len() <= MAX_DEPTH).then(|| (root.to_owned(), path))
}

fn insert(slot: &mut Json, path: &[&str], value: String) {
    let Some((step, rest)) = path.split_first() else {
        *slot = Json::String(value);
        return;
    };
    if step.is_empty() && (slot.is_array() || slot.is_null()) {
        if slot.is_null() {
            *slot = Json::Array(Vec::new());
        }
        if let Json::Array(list) = slot {
            list.push(Json::Null);
            if let Some(last) = list.last_mut() {
                insert(last, rest, value);
            }
        }
        return;
    }
    if !slot.is_object() {
        // A list that goes on with names keeps its entries under their numbers, as in PHP.
        let list = if let Json::Array(list) = slot { std::mem::take(list) } else { Vec::new() };
        *slot = Json::Object((0_usize..).map(|number| number.to_string()).zip(list).collect());
    }
    if let Json::Object(object) = slot {
        let name = if step.is_empty() { next_number(object) } else { (*step).to_owned() };
        insert(object.entry(name).or_insert(Json::Null), rest, value);
    }
}

/// The name of an entry that is sent without one: the number after the highest.
fn next_number(object: &Map<String, Json>) -> String {
    let highest = object.keys().filter_map(|name| name.parse::<u64>().ok()).max();
    highest.map_or(0, |number| number.saturating_add(1)).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(fields: &[(&str, &str)], name: &str) -> String {
        match gather(fields.iter().copied()).remove(name) {
            Some(Value::Json(raw)) => raw.get().to_owned(),
            Some(Value::Text(text)) => text,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn brackets_make_objects_and_lists() {
        assert_eq!(json(&[("p[a]", "1"), ("p[b][c]", "2")], "p"), r#"{"a":"1","b":{"c":"2"}}"#);
        assert_eq!(json(&[("r[]", "x"), ("r[]", "y")], "r"), r#"["x","y"]"#);
        assert_eq!(json(&[("n", "1"), ("n", "2")], "n"), "2");
        assert_eq!(json(&[("r[]", "x"), ("r[1]", "y"), ("r[]", "z")], "r"), r#"{"0":"x","1":"y","2":"z"}"#);
    }

    #[test]
    fn odd_names_do_no_harm() {
        let deep = format!("p{}", "[a]".repeat(40));
        for name in ["[", "]", "[a]", "a[", "a]", "a[b", &deep, ""] {
            assert!(gather([(name, "1")].into_iter()).len() <= 1, "{name}");
        }
    }
}
