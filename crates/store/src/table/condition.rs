//! Conditions of writes.

use crate::table::item::Item;
use crate::table::keys::PK;
use aws_sdk_dynamodb::types::AttributeValue;
use std::collections::HashMap;

/// A condition: attributes that must have the values that were read. Every name is aliased, because DynamoDB reserves
/// many words.
#[derive(Debug, Clone, Default)]
pub(crate) struct Condition {
    expression: Option<String>,
    names: HashMap<String, String>,
    values: Item,
}

impl Condition {
    /// No condition: the item may exist or not.
    pub(crate) fn none() -> Self {
        Self::default()
    }

    /// The item must not exist.
    pub(crate) fn absent() -> Self {
        Self::none().and("attribute_not_exists(#PK)".to_owned(), PK)
    }

    /// The item must exist.
    pub(crate) fn present() -> Self {
        Self::none().and("attribute_exists(#PK)".to_owned(), PK)
    }

    /// The item must not exist, or not have this attribute.
    pub(crate) fn unset(name: &'static str) -> Self {
        Self::none().and_unset(name)
    }

    /// The item must exist with this attribute.
    pub(crate) fn equal(name: &'static str, value: AttributeValue) -> Self {
        Self::none().and_equal(name, value)
    }

    /// In addition, this attribute must have this value.
    pub(crate) fn and_equal(mut self, name: &'static str, value: AttributeValue) -> Self {
        self.values.insert(format!(":{name}"), value);
        self.and(format!("#{name} = :{name}"), name)
    }

    /// In addition, the item must not have this attribute.
    pub(crate) fn and_unset(self, name: &'static str) -> Self {
        self.and(format!("attribute_not_exists(#{name})"), name)
    }

    fn and(mut self, part: String, name: &'static str) -> Self {
        self.names.insert(format!("#{name}"), name.to_owned());
        self.expression = Some(self.expression.map_or_else(|| part.clone(), |before| format!("{before} AND {part}")));
        self
    }

    pub(crate) fn expression(&self) -> Option<String> {
        self.expression.clone()
    }

    /// The name aliases of the condition and of the other names in the write; `None` without any.
    pub(crate) fn names(&self, more: &[&'static str]) -> Option<HashMap<String, String>> {
        let more = more.iter().map(|name| (format!("#{name}"), (*name).to_owned()));
        Some(self.names.clone().into_iter().chain(more).collect()).filter(|names: &HashMap<_, _>| !names.is_empty())
    }

    /// The values of the condition and of the rest of the write; `None` without any.
    pub(crate) fn values(&self, more: &[(&'static str, AttributeValue)]) -> Option<Item> {
        let more = more.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        Some(self.values.clone().into_iter().chain(more).collect()).filter(|values: &Item| !values.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_joined_and_aliased() {
        let condition =
            Condition::equal("v", AttributeValue::N("1".into())).and_equal("cid", AttributeValue::N("2".into()));
        assert_eq!(condition.expression().as_deref(), Some("#v = :v AND #cid = :cid"));
        assert_eq!(condition.names(&["n"]).map(|names| names.len()), Some(3));
        assert_eq!(condition.values(&[]).map(|values| values.len()), Some(2));
        assert!(Condition::none().names(&[]).is_none() && Condition::absent().values(&[]).is_none());
    }
}
