//! What the join of two records needs of their fields: to add them, and to keep them in a file.

use super::{Field, Fields};

impl Fields {
    /// Adds the fields of another record that this one does not have, or has empty.
    pub fn add(&mut self, other: Self) {
        for (name, field) in other.0 {
            if !self.0.iter().any(|(known, field)| *known == name && !field.is_empty()) {
                self.0.push((name, field));
            }
        }
    }

    /// The fields as the text of a JSON object.
    pub fn to_json(&self) -> String {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let fields = self.0.iter().map(|(name, field)| match field {
            Field::Cell(text) => format!("{}:{}", quoted(name), quoted(text)),
            Field::Json(raw) => format!("{}:{}", quoted(name), raw.get()),
        });
        format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn added_fields_replace_none_that_is_given() {
        let mut user = Fields::from_json(r#"{"a":1,"b":null}"#).unwrap();
        user.add(Fields::from_json(r#"{"a":2,"b":3,"c":4}"#).unwrap());
        assert_eq!(
            [user.number(&["a"]), user.number(&["b"]), user.number(&["c"])],
            [Ok(Some(1)), Ok(Some(3)), Ok(Some(4))]
        );
    }

    #[test]
    fn fields_are_kept_as_json() {
        let json = r#"{"a \"q\"":1.0,"b":{"c": []}}"#;
        assert_eq!(Fields::from_json(json).unwrap().to_json(), json);
        let row = Fields::from_cells([("a", "say \"hi\"\n".to_owned())]);
        assert_eq!(row.to_json(), r#"{"a":"say \"hi\"\n"}"#);
    }
}
