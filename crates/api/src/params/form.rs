//! Form fields, with PHP's brackets: `prefs[theme]=dark` is an object, `roles[]=owner` a list.

use crate::params::value::Value;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// How deep brackets may nest.
const MAX_DEPTH: usize = 16;

/// Collects fields by name; of fields with the same name the last one counts.
pub(crate) fn collect_fields<'a>(
    fields: impl Iterator<Item = (impl AsRef<str> + 'a, impl Into<String> + 'a)>,
) -> HashMap<String, Value> {
    let mut flat = HashMap::new();
    let mut nested: HashMap<String, Node> = HashMap::new();
    for (name, value) in fields {
        match brackets(name.as_ref()) {
            Some((root, path)) => nested.entry(root).or_default().insert(&path, value.into()),
            None => drop(flat.insert(name.as_ref().to_owned(), Value::Text(value.into()))),
        }
    }
    let nested = nested.into_iter().filter_map(|(name, node)| Some((name, Value::Brackets(raw(&node)?))));
    flat.extend(nested);
    flat
}

fn raw(node: &Node) -> Option<Box<RawValue>> {
    serde_json::value::to_raw_value(node).ok()
}

/// The name and the path of a field with brackets: `a[b][]` is `a` with the path `b`, empty.
fn brackets(name: &str) -> Option<(String, Vec<&str>)> {
    let (root, rest) = name.split_once('[').filter(|(root, _)| !root.is_empty())?;
    let path: Vec<_> = rest.strip_suffix(']')?.split("][").collect();
    (path.len() <= MAX_DEPTH).then(|| (root.to_owned(), path))
}

/// The value that a name has after the fields read so far.
#[derive(Default)]
enum Node {
    #[default]
    Nothing,
    Text(String),
    List(Vec<Node>),
    Object(Fields),
}

impl Node {
    fn insert(&mut self, path: &[&str], value: String) {
        let Some((step, rest)) = path.split_first() else {
            *self = Self::Text(value);
            return;
        };
        if step.is_empty() && matches!(self, Self::Nothing) {
            *self = Self::List(Vec::new());
        }
        if let (true, Self::List(list)) = (step.is_empty(), &mut *self) {
            list.push(Self::Nothing);
            if let Some(last) = list.last_mut() {
                last.insert(rest, value);
            }
            return;
        }
        self.insert_field(step, rest, value);
    }

    /// Inserts into an object; any other value is replaced by an object first.
    fn insert_field(&mut self, name: &str, rest: &[&str], value: String) {
        if let Self::Object(fields) = self {
            fields.entry(name).insert(rest, value);
            return;
        }
        // A list that gets a named entry keeps its entries under their numbers, as in PHP.
        let list = if let Self::List(list) = self { std::mem::take(list) } else { Vec::new() };
        let mut fields = Fields::of(list);
        fields.entry(name).insert(rest, value);
        *self = Self::Object(fields);
    }
}

/// The fields of an object in the order in which they were sent, and the number for the next field without a name: the
/// highest number plus one. It is stored, because searching for it would take quadratic time for a caller that sends a
/// million fields; so are the places of the names.
#[derive(Default)]
struct Fields {
    named: Vec<(String, Node)>,
    places: HashMap<String, usize>,
    next: u64,
}

impl Fields {
    fn of(list: Vec<Node>) -> Self {
        let mut fields = Self::default();
        list.into_iter().for_each(|node| *fields.entry("") = node);
        fields
    }

    fn entry(&mut self, name: &str) -> &mut Node {
        let name = if name.is_empty() { self.next.to_string() } else { name.to_owned() };
        if let Ok(number) = name.parse::<u64>() {
            self.next = self.next.max(number.saturating_add(1));
        }
        let place = match self.places.entry(name) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                self.named.push((new.key().clone(), Node::Nothing));
                *new.insert(self.named.len() - 1)
            }
        };
        &mut self.named[place].1
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nothing => serializer.serialize_unit(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(list) => list.serialize(serializer),
            Self::Object(fields) => serializer.collect_map(fields.named.iter().map(|(name, node)| (name, node))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(fields: &[(&str, &str)], name: &str) -> String {
        match collect_fields(fields.iter().copied()).remove(name) {
            Some(Value::Brackets(raw)) => raw.get().to_owned(),
            Some(Value::Text(text)) => text,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn brackets_make_objects_and_lists() {
        assert_eq!(json(&[("p[a]", "1"), ("p[b][c]", "2")], "p"), r#"{"a":"1","b":{"c":"2"}}"#);
        assert_eq!(json(&[("r[]", "x"), ("r[]", "y")], "r"), r#"["x","y"]"#);
        assert_eq!(json(&[("n", "1"), ("n", "2")], "n"), "2");
        assert_eq!(json(&[("p[b]", "1"), ("p[a]", "2"), ("p[b]", "3")], "p"), r#"{"b":"3","a":"2"}"#);
        assert_eq!(json(&[("r[]", "x"), ("r[1]", "y"), ("r[]", "z")], "r"), r#"{"0":"x","1":"y","2":"z"}"#);
    }

    #[test]
    fn many_fields_without_a_name_are_read_in_linear_time() {
        let begun = std::time::Instant::now();
        let first = [("p[7]", "x")].into_iter();
        let fields = collect_fields(first.chain(std::iter::repeat_n(("p[]", ""), 300_000)));
        assert!(matches!(&fields["p"], Value::Brackets(raw) if raw.get().contains("\"300007\":\"\"")));
        assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
    }

    #[test]
    fn malformed_names_are_read_without_nesting() {
        let deep = format!("p{}", "[a]".repeat(40));
        for name in ["[", "]", "[a]", "a[", "a]", "a[b", &deep, ""] {
            assert!(collect_fields([(name, "1")].into_iter()).len() <= 1, "{name}");
        }
    }
}
