//! Changes of a record before a format takes its fields.

use super::{Field, Fields, MOST_FIELDS};
use serde_json::value::RawValue;

impl Fields {
    /// The text of a cell of a table. A field of a JSON object is no cell.
    pub fn cell(&self, name: &str) -> Option<&str> {
        self.0.iter().find_map(|(known, field)| match field {
            Field::Cell(text) if known == name => Some(text.as_str()),
            _ => None,
        })
    }

    /// Changes the text of every cell of a table, for systems that escape them in a way of their own.
    pub fn edit_cells(&mut self, edit: impl Fn(&str) -> String) {
        for (_, field) in &mut self.0 {
            if let Field::Cell(text) = field {
                *text = edit(text);
            }
        }
    }

    /// Replaces a list of one value by the value: attributes of directories may have several.
    pub fn unwrap_list(&mut self, name: &str) {
        for (_, field) in self.0.iter_mut().filter(|(known, _)| known == name) {
            let Field::Json(raw) = field else { continue };
            let Ok(list) = serde_json::from_str::<Vec<Box<RawValue>>>(raw.get()) else { continue };
            if let Ok([only]) = <[_; 1]>::try_from(list) {
                *raw = only;
            }
        }
    }

    /// Adds the fields of another record behind its own, each with this before its name.
    ///
    /// # Errors
    /// When the record has too many fields then.
    pub fn absorb(&mut self, before: &str, other: Self) -> Result<(), String> {
        if self.0.len() + other.0.len() > MOST_FIELDS {
            return Err("too many fields".to_owned());
        }
        self.0.extend(other.0.into_iter().map(|(name, field)| (format!("{before}{name}"), field)));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(json: &str) -> Fields {
        Fields::from_json(json).unwrap()
    }

    #[test]
    fn the_fields_of_another_record_are_added_and_cells_are_edited() {
        let mut row = Fields::from_cells([("name", "'Ann".to_owned())]);
        row.absorb("meta.", fields(r#"{"plan":"'x"}"#)).unwrap();
        row.edit_cells(|cell| cell.trim_start_matches('\'').to_owned());
        assert_eq!(row.text(&["name"]), Ok(Some("Ann".to_owned())));
        assert_eq!(row.text(&["meta.plan"]), Ok(Some("'x".to_owned())));
        let many: Vec<_> = (0..MOST_FIELDS).map(|_| ("x", String::new())).collect();
        assert!(Fields::from_cells(many).absorb("", fields(r#"{"a":1}"#)).is_err());
    }

    #[test]
    fn a_list_of_one_value_is_the_value() {
        let mut user = fields(r#"{"a":["x"],"b":["x","y"],"c":"x"}"#);
        for name in ["a", "b", "c", "d"] {
            user.unwrap_list(name);
        }
        assert_eq!(user.text(&["a"]), Ok(Some("x".to_owned())));
        assert_eq!(
            (user.texts(&["b"]), user.texts(&["c"])),
            (vec!["x".to_owned(), "y".to_owned()], vec!["x".to_owned()])
        );
    }
}
