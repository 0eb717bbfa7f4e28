//! The fields of one record. A format takes those that it knows; what is left at the end is reported, so that nothing of a user
//! vanishes in silence.

mod edit;
mod joined;
mod shape;

use super::field::{flag_of, moment_of, text_of};
use roster_core::Timestamp;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;
use std::fmt;

/// The most fields that a record may have: a format of another kind than a list of users has more.
const MOST_FIELDS: usize = 1_000;

/// The fields of a record, in their order.
#[derive(Debug, Clone, Default)]
pub struct Fields(Vec<(String, Field)>);

/// The content of a field.
#[derive(Debug, Clone)]
enum Field {
    /// A JSON value, as it is in the file.
    Json(Box<RawValue>),
    /// The content of a cell of a table. An empty one is a missing field.
    Cell(String),
}

impl Fields {
    /// Parses a JSON object.
    ///
    /// # Errors
    /// The position of the mistake. Not the message of the parser: it may quote personal data.
    pub fn from_json(json: &str) -> Result<Self, String> {
        if !json.trim_start().starts_with('{') {
            return Err("not a JSON object".to_owned());
        }
        serde_json::from_str(json).map_err(|error| match error.is_data() {
            true => format!("more than {MOST_FIELDS} fields"),
            false => format!("invalid JSON at column {}", error.column()),
        })
    }

    /// A row of a table: the names of its columns and their cells.
    pub fn from_cells<'a>(cells: impl IntoIterator<Item = (&'a str, String)>) -> Self {
        Self(cells.into_iter().map(|(name, cell)| (name.to_owned(), Field::Cell(cell))).collect())
    }

    /// Whether the record has a field of this name, even an empty one.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(field, _)| field == name)
    }

    /// The names of all fields that have not been taken.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// Takes the first of these fields that is not empty, as a value. A cell is a text. All of these fields count as read.
    pub fn value(&mut self, names: &[&str]) -> Option<Value> {
        self.take(names).map(|(_, value)| value)
    }

    /// Takes the first of these fields that is not empty, as a text; a number is its digits.
    ///
    /// # Errors
    /// When the field is a list, an object or a flag.
    pub fn text(&mut self, names: &[&str]) -> Result<Option<String>, String> {
        self.taken_as(names, "a text", |value| match value {
            Value::Array(_) | Value::Object(_) | Value::Bool(_) => None,
            value => Some(text_of(value)),
        })
    }

    /// Takes the first of these fields that is not empty, as a flag: `true`, `t`, `1`, `yes` or their opposites.
    ///
    /// # Errors
    /// When the field is anything else.
    pub fn flag(&mut self, names: &[&str]) -> Result<Option<bool>, String> {
        self.taken_as(names, "a flag", flag_of)
    }

    /// Takes the first of these fields that is not empty, as a point in time.
    ///
    /// # Errors
    /// When the field is not a date that exists.
    pub fn when(&mut self, names: &[&str]) -> Result<Option<Timestamp>, String> {
        self.taken_as(names, "a date", moment_of)
    }

    /// Takes the first of these fields that is not empty, as a whole number.
    ///
    /// # Errors
    /// When the field is anything else.
    pub fn number(&mut self, names: &[&str]) -> Result<Option<u32>, String> {
        self.taken_as(names, "a whole number", |value| text_of(value).trim().parse().ok())
    }

    /// Takes the first of these fields that is not empty, as the fields of an object, which a cell or a text has as JSON.
    ///
    /// # Errors
    /// When the field is anything else.
    pub fn object(&mut self, names: &[&str]) -> Result<Option<Self>, String> {
        let Some((name, json)) = self.take_json(names) else { return Ok(None) };
        Self::from_json(&json).map(Some).map_err(|_| format!("{name}: not a JSON object"))
    }

    /// Takes the first of these fields that is not empty, as the text of a JSON object. Preferences stay as they are in the file.
    ///
    /// # Errors
    /// When the field is anything else.
    pub fn raw_object(&mut self, names: &[&str]) -> Result<Option<Box<RawValue>>, String> {
        let Some((name, json)) = self.take_json(names) else { return Ok(None) };
        let is_object = json.trim_start().starts_with('{');
        let raw = RawValue::from_string(json).ok().filter(|_| is_object);
        raw.map(Some).ok_or_else(|| format!("{name}: not a JSON object"))
    }

    /// Takes the first of these fields that is not empty, as the objects of a list, which a cell or a text has as JSON.
    ///
    /// # Errors
    /// When the field is anything else.
    pub fn objects(&mut self, names: &[&str]) -> Result<Vec<Self>, String> {
        let Some((name, json)) = self.take_json(names) else { return Ok(Vec::new()) };
        serde_json::from_str(&json).map_err(|_| format!("{name}: not a list of JSON objects"))
    }

    /// Takes all of these fields as one list of texts: lists of texts or of objects with a `name`, or texts with commas.
    pub fn texts(&mut self, names: &[&str]) -> Vec<String> {
        let mut all = Vec::new();
        for name in names {
            let Some((_, value)) = self.take(&[name]) else { continue };
            let list = match value {
                Value::Array(list) => list,
                Value::String(text) => match serde_json::from_str(&text) {
                    Ok(Value::Array(list)) => list,
                    _ => text.split(',').map(Value::from).collect(),
                },
                other => vec![other],
            };
            all.extend(list.iter().map(|entry| text_of(entry.get("name").unwrap_or(entry)).trim().to_owned()));
        }
        all.retain(|text| !text.is_empty());
        all
    }

    /// Counts these fields as read: they say nothing about the user that an import could lose.
    pub fn ignore(&mut self, names: &[&str]) {
        self.0.retain(|(name, _)| !names.contains(&name.as_str()));
    }

    /// The names of the fields that were not taken and are not empty.
    pub fn left(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|(_, field)| !field.is_empty()).map(|(name, _)| name.as_str())
    }

    fn take(&mut self, names: &[&str]) -> Option<(String, Value)> {
        let (name, field) = self.take_field(names)?;
        let value = match field {
            Field::Json(raw) => serde_json::from_str(raw.get()).ok()?,
            Field::Cell(text) => Value::String(text),
        };
        Some((name, value))
    }

    /// The JSON in a field: the value itself or, of a text, what is written in it.
    fn take_json(&mut self, names: &[&str]) -> Option<(String, String)> {
        let (name, field) = self.take_field(names)?;
        let json = match field {
            Field::Json(raw) if raw.get().starts_with('"') => serde_json::from_str(raw.get()).ok()?,
            Field::Json(raw) => String::from(Box::<str>::from(raw)),
            Field::Cell(text) => text,
        };
        Some((name, json))
    }

    fn take_field(&mut self, names: &[&str]) -> Option<(String, Field)> {
        let is_given = |name: &&&str| self.0.iter().any(|(field, content)| field == **name && !content.is_empty());
        let found = names.iter().find(is_given).and_then(|name| {
            // Of two fields of one name the last counts, as in every JSON parser.
            self.0.iter().rposition(|(field, content)| field == name && !content.is_empty())
        });
        let taken = found.map(|index| self.0[index].clone());
        self.ignore(names);
        taken
    }

    fn taken_as<T>(
        &mut self,
        names: &[&str],
        kind: &str,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Result<Option<T>, String> {
        let Some((name, value)) = self.take(names) else { return Ok(None) };
        read(&value).map(Some).ok_or_else(|| format!("{name}: not {kind}"))
    }
}

impl Field {
    /// Whether it says nothing: missing, empty, or (as a value of its own) not set.
    fn is_empty(&self) -> bool {
        match self {
            Self::Cell(text) => text.trim().is_empty(),
            Self::Json(raw) => matches!(raw.get(), "null" | "\"\"" | "[]" | "{}"),
        }
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Vec::new();
                while let Some((name, raw)) = map.next_entry::<String, Box<RawValue>>()? {
                    if fields.len() == MOST_FIELDS {
                        return Err(A::Error::custom("too many fields"));
                    }
                    fields.push((name, Field::Json(raw)));
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(json: &str) -> Fields {
        Fields::from_json(json).unwrap()
    }

    #[test]
    fn the_first_field_that_is_not_empty_is_taken_and_its_other_names_count_as_read() {
        let mut user = fields(r#"{"mail":"","email":"a@b.c","Email":"d@e.f","age":7}"#);
        assert_eq!(user.text(&["mail", "email", "Email"]), Ok(Some("a@b.c".to_owned())));
        assert_eq!(user.left().collect::<Vec<_>>(), ["age"]);
        assert_eq!(user.text(&["age"]), Ok(Some("7".to_owned())));
        assert_eq!(user.text(&["age"]), Ok(None));
    }

    #[test]
    fn of_two_fields_of_one_name_the_last_counts() {
        assert_eq!(fields(r#"{"email":"a@b.c","email":"d@e.f"}"#).text(&["email"]), Ok(Some("d@e.f".to_owned())));
    }

    #[test]
    fn a_field_of_another_type_is_an_error_that_names_the_field_and_not_its_content() {
        assert_eq!(fields(r#"{"email":["a@b.c"]}"#).text(&["email"]), Err("email: not a text".to_owned()));
        assert_eq!(fields(r#"{"at":"2024-02-31"}"#).when(&["at"]), Err("at: not a date".to_owned()));
        assert_eq!(fields(r#"{"on":"maybe"}"#).flag(&["on"]), Err("on: not a flag".to_owned()));
        assert_eq!(fields(r#"{"data":"x"}"#).object(&["data"]).unwrap_err(), "data: not a JSON object");
        assert!(Fields::from_json("[1]").is_err() && Fields::from_json("{\"a\":").is_err());
    }

    #[test]
    fn objects_and_lists_may_be_written_in_a_text() {
        let mut row = Fields::from_cells([("data", r#"{"a":1}"#.to_owned()), ("roles", r#"["x","y"]"#.to_owned())]);
        assert_eq!(row.raw_object(&["data"]).unwrap().unwrap().get(), r#"{"a":1}"#);
        assert_eq!(row.texts(&["roles"]), ["x", "y"]);
        let mut user = fields(r#"{"roles":[{"name":"x"},"y"],"groups":"a, b","data":"{\"a\": 1}"}"#);
        assert_eq!(user.texts(&["roles", "groups"]), ["x", "y", "a", "b"]);
        assert_eq!(user.object(&["data"]).unwrap().unwrap().number(&["a"]), Ok(Some(1)));
    }
}
