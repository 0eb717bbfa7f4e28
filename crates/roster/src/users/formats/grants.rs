//! Roles, groups and claims in objects whose fields an application chooses itself: custom claims, app metadata.

use crate::users::source::Fields;
use serde_json::Value;

/// What such an object grants.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Grants {
    pub roles: Vec<String>,
    pub groups: Vec<String>,
    pub claims: Vec<String>,
}

impl Grants {
    /// Takes the roles, groups and permissions of an object, by the names that its fields usually have.
    pub fn take(object: &mut Fields) -> Self {
        let mut names = |fields: &[&str]| -> Vec<String> {
            fields.iter().filter_map(|field| object.value(&[field])).flat_map(|value| names_of(&value)).collect()
        };
        Self {
            roles: names(&["roles", "role"]),
            groups: names(&["groups", "group"]),
            claims: names(&["permissions", "claims"]),
        }
    }

    /// Takes everything: what is no role and no group is a claim. One that is set counts by its name, one with values as `name:value`.
    pub fn take_all(mut object: Fields) -> Self {
        let mut grants = Self::take(&mut object);
        let names: Vec<String> = object.left().map(str::to_owned).collect();
        for name in names {
            let Some(value) = object.value(&[&name]) else { continue };
            match value {
                Value::Bool(false) | Value::Null => {}
                Value::Bool(true) => grants.claims.push(name),
                value => grants.claims.extend(names_of(&value).iter().map(|entry| format!("{name}:{entry}"))),
            }
        }
        grants
    }

    /// Adds those of another object.
    pub fn add(&mut self, other: Self) {
        self.roles.extend(other.roles);
        self.groups.extend(other.groups);
        self.claims.extend(other.claims);
    }
}

/// The names in a value: of a list its entries, of a text what is between its commas, of an object the fields that are set.
pub fn names_of(value: &Value) -> Vec<String> {
    let one = |value: &Value| match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(object) => object.get("name")?.as_str().map(str::to_owned),
        _ => None,
    };
    let names: Vec<String> = match value {
        Value::Array(list) => list.iter().filter_map(one).collect(),
        Value::String(text) => text.split(',').map(|name| name.trim().to_owned()).collect(),
        Value::Number(number) => vec![number.to_string()],
        Value::Object(object) => {
            let is_set = |value: &Value| !matches!(value, Value::Null | Value::Bool(false));
            object.iter().filter(|(_, value)| is_set(value)).map(|(name, _)| name.clone()).collect()
        }
        _ => Vec::new(),
    };
    names.into_iter().filter(|name| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grants(json: &str) -> Grants {
        Grants::take_all(Fields::from_json(json).unwrap())
    }

    #[test]
    fn roles_groups_and_claims_are_distinguished() {
        let expected = Grants {
            roles: vec!["admin".into(), "editor".into()],
            groups: vec!["north".into()],
            claims: vec![
                "read".into(),
                "beta".into(),
                "level:3".into(),
                "plan:gold".into(),
                "areas:a".into(),
                "areas:b".into(),
            ],
        };
        let json = r#"{"roles":["admin"],"role":"editor","groups":[{"name":"north"}],"permissions":["read"],"beta":true,
            "off":false,"none":null,"level":3,"plan":"gold","areas":["a","b"]}"#;
        assert_eq!(grants(json), expected);
    }

    #[test]
    fn of_an_object_the_fields_that_are_set_count() {
        assert_eq!(grants(r#"{"roles":{"admin":true,"guest":false}}"#).roles, ["admin"]);
        assert_eq!(grants(r#"{"hasura":{"user":"7","none":null}}"#).claims, ["hasura:user"]);
        assert_eq!(grants("{}"), Grants::default());
    }
}
