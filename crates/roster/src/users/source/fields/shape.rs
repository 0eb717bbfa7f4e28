//! The shape of a record: the objects in it, and what databases write for a missing value.

use super::{Field, Fields, MOST_FIELDS, flag_of, moment_of, text_of};
use serde_json::Value;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;

impl Fields {
    /// The first of these fields that is not empty, as a value. It is not taken.
    pub fn peek(&self, names: &[&str]) -> Option<Value> {
        let field = names.iter().find_map(|name| self.given(name))?;
        match field {
            Field::Json(raw) => serde_json::from_str(raw.get()).ok(),
            Field::Cell(text) => Some(Value::String(text.clone())),
        }
    }

    /// The first of these fields that is not empty, as a text; a number is its digits. It is not taken.
    pub fn peek_text(&self, names: &[&str]) -> Option<String> {
        match self.peek(names)? {
            Value::Array(_) | Value::Object(_) | Value::Bool(_) => None,
            value => Some(text_of(&value)),
        }
    }

    /// Replaces these fields by the fields of their objects, with dotted names: `profile` with an `email` becomes `profile.email`. A
    /// cell or a text may have the object as JSON. A field that has no object stays as it is.
    ///
    /// # Errors
    /// When the record has too many fields then.
    pub fn flatten(&mut self, names: &[&str]) -> Result<(), String> {
        for name in names {
            let Some(inner) = self.given(name).and_then(Field::object) else { continue };
            self.ignore(&[name]);
            if self.0.len() + inner.0.len() > MOST_FIELDS {
                return Err(format!("{name}: too many fields"));
            }
            self.0.extend(inner.0.into_iter().map(|(key, field)| (format!("{name}.{key}"), field)));
        }
        Ok(())
    }

    /// Takes the first of these fields that is not empty, as a flag, or as the date since which it is set.
    ///
    /// # Errors
    /// When the field is anything else.
    pub fn flag_or_date(&mut self, names: &[&str]) -> Result<Option<bool>, String> {
        self.taken_as(names, "a flag or a date", |value| flag_of(value).or(moment_of(value).map(|_| true)))
    }

    /// Takes these fields, as a record of their own.
    pub fn take_part(&mut self, names: &[&str]) -> Self {
        let (part, rest) =
            std::mem::take(&mut self.0).into_iter().partition(|(name, _)| names.contains(&name.as_str()));
        self.0 = rest;
        Self(part)
    }

    /// Puts the fields of another record behind these.
    pub fn append(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    /// Removes the cells that have what databases write into a table for a missing value: `NULL` and `\N`, and the empty objects and
    /// lists of columns with JSON.
    pub fn drop_nulls(&mut self) {
        let is_nothing = |text: &str| matches!(text.trim(), "NULL" | "\\N" | "{}" | "[]");
        self.0.retain(|(_, field)| !matches!(field, Field::Cell(text) if is_nothing(text)));
    }

    /// Takes all fields that are not empty, as one JSON object. Returns nothing when there is no such field.
    pub fn take_rest(&mut self) -> Option<Box<RawValue>> {
        let fields = std::mem::take(&mut self.0).into_iter().filter(|(_, field)| !field.is_empty());
        let object: BTreeMap<String, Box<RawValue>> =
            fields.filter_map(|(name, field)| Some((name, field.into_raw()?))).collect();
        if object.is_empty() { None } else { serde_json::value::to_raw_value(&object).ok() }
    }

    fn given(&self, name: &str) -> Option<&Field> {
        self.0.iter().rfind(|(known, field)| known == name && !field.is_empty()).map(|(_, field)| field)
    }
}

impl Field {
    /// The fields of its object, if it has one.
    fn object(&self) -> Option<Fields> {
        let json: Cow<'_, str> = match self {
            Self::Json(raw) if raw.get().starts_with('"') => serde_json::from_str::<String>(raw.get()).ok()?.into(),
            Self::Json(raw) => raw.get().into(),
            Self::Cell(text) => text.into(),
        };
        if json.trim_start().starts_with('{') { Fields::from_json(&json).ok() } else { None }
    }

    fn into_raw(self) -> Option<Box<RawValue>> {
        match self {
            Self::Json(raw) => Some(raw),
            Self::Cell(text) => serde_json::value::to_raw_value(&text).ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_replaced_by_their_fields_and_other_values_stay() {
        let mut user =
            Fields::from_json(r#"{"id":1,"profile":{"email":"a@b.c","name":{"first":"A"}},"x":[1]}"#).unwrap();
        user.flatten(&["profile", "profile.name", "x", "missing"]).unwrap();
        assert_eq!(user.names().collect::<Vec<_>>(), ["id", "x", "profile.email", "profile.name.first"]);
        let mut row = Fields::from_cells([("profile", r#"{"email":"a@b.c"}"#.to_owned()), ("x", "{no".to_owned())]);
        row.flatten(&["profile", "x"]).unwrap();
        assert_eq!(row.text(&["profile.email"]), Ok(Some("a@b.c".to_owned())));
        assert_eq!(row.text(&["x"]), Ok(Some("{no".to_owned())));
        let many = (0..MOST_FIELDS).map(|n| format!("\"f{n}\":1")).collect::<Vec<_>>().join(",");
        let mut large = Fields::from_json(&format!("{{\"id\":1,\"o\":{{{many}}}}}")).unwrap();
        assert!(large.flatten(&["o"]).is_err_and(|reason| reason == "o: too many fields"));
    }

    #[test]
    fn a_value_can_be_seen_without_taking_it() {
        let user = Fields::from_json(r#"{"a":"","b":7,"c":[1]}"#).unwrap();
        assert_eq!(user.peek_text(&["a", "b"]).as_deref(), Some("7"));
        assert_eq!((user.peek_text(&["c"]), user.left().count()), (None, 2));
    }

    #[test]
    fn cells_of_missing_values_are_removed_and_texts_of_json_stay() {
        let mut row = Fields::from_cells([
            ("a", "NULL".to_owned()),
            ("b", "\\N".to_owned()),
            ("c", "null".to_owned()),
            ("d", "{}".to_owned()),
        ]);
        row.drop_nulls();
        assert_eq!(row.left().collect::<Vec<_>>(), ["c"]);
        let mut user = Fields::from_json(r#"{"a":"NULL"}"#).unwrap();
        user.drop_nulls();
        assert!(user.has("a"));
    }

    #[test]
    fn a_flag_may_be_the_date_at_which_it_was_set() {
        let mut user =
            Fields::from_json(r#"{"a":"2024-01-31 12:00:00","b":"0","c":"soon","d":null,"e":true}"#).unwrap();
        assert_eq!(
            ["a", "b", "d", "e"].map(|name| user.flag_or_date(&[name])),
            [Some(true), Some(false), None, Some(true)].map(Ok)
        );
        assert_eq!(user.flag_or_date(&["c"]), Err("c: not a flag or a date".to_owned()));
    }

    #[test]
    fn the_rest_is_one_object() {
        let mut user = Fields::from_json(r#"{"a": {"x":1}, "b":"", "c":"y"}"#).unwrap();
        assert_eq!(user.take_rest().unwrap().get(), r#"{"a":{"x":1},"c":"y"}"#);
        assert!(user.take_rest().is_none() && user.left().count() == 0);
    }
}
