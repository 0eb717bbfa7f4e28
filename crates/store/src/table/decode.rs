//! Types from the attributes of an item.
//!
//! The attributes are handed to serde one by one, as they are: `serde_dynamo` first copies an item into a map of its own.

use crate::table::item::Item;
use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::value::{Error, MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Error as _, IntoDeserializer, Visitor};
use serde::{Deserializer, forward_to_deserialize_any};

/// A type from an item. The error may quote a value.
pub(super) fn from_item<T: DeserializeOwned>(item: Item) -> Result<T, Error> {
    let attributes = item.into_iter().map(|(name, value)| (name, Value(value)));
    T::deserialize(MapDeserializer::new(attributes))
}

/// One attribute.
struct Value(AttributeValue);

impl IntoDeserializer<'_, Error> for Value {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Value {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            AttributeValue::S(text) => visitor.visit_string(text),
            AttributeValue::N(number) => visit_number(&number, visitor),
            AttributeValue::Bool(flag) => visitor.visit_bool(flag),
            AttributeValue::Null(_) => visitor.visit_unit(),
            AttributeValue::B(bytes) => visitor.visit_byte_buf(bytes.into_inner()),
            AttributeValue::L(values) => visitor.visit_seq(SeqDeserializer::new(values.into_iter().map(Value))),
            AttributeValue::Ss(texts) => visitor.visit_seq(SeqDeserializer::new(texts.into_iter())),
            AttributeValue::M(values) => {
                visitor.visit_map(MapDeserializer::new(values.into_iter().map(|(name, value)| (name, Value(value)))))
            }
            _ => Err(Error::custom("an attribute of a type that is not used")),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            AttributeValue::Null(_) => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.0 {
            AttributeValue::S(text) => text.into_deserializer().deserialize_enum(name, variants, visitor),
            _ => Err(Error::custom("a variant that is not a text")),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier
    }
}

fn visit_number<'de, V: Visitor<'de>>(number: &str, visitor: V) -> Result<V::Value, Error> {
    if let Ok(number) = number.parse::<u64>() {
        visitor.visit_u64(number)
    } else if let Ok(number) = number.parse::<i64>() {
        visitor.visit_i64(number)
    } else {
        number.parse().map_err(Error::custom).and_then(|number| visitor.visit_f64(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_dynamodb::primitives::Blob;
    use serde::Deserialize;
    use std::collections::BTreeMap;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Kind {
        Email,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Everything {
        text: String,
        count: u64,
        below: i64,
        part: f64,
        flag: bool,
        list: Vec<String>,
        map: BTreeMap<String, u8>,
        kind: Kind,
        nothing: Option<String>,
        something: Option<u64>,
        #[serde(default)]
        missing: bool,
    }

    fn item(attributes: Vec<(&str, AttributeValue)>) -> Item {
        attributes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    #[test]
    fn every_type_of_attribute_is_read() {
        let (text, number) = (|text: &str| AttributeValue::S(text.into()), |text: &str| AttributeValue::N(text.into()));
        let read: Everything = from_item(item(vec![
            ("text", text("x")),
            ("count", number("18446744073709551615")),
            ("below", number("-3")),
            ("part", number("0.5")),
            ("flag", AttributeValue::Bool(true)),
            ("list", AttributeValue::L(vec![text("a"), text("b")])),
            ("map", AttributeValue::M(Item::from([("m".to_owned(), number("7"))]))),
            ("kind", text("email")),
            ("nothing", AttributeValue::Null(true)),
            ("something", number("9")),
            ("unknown", AttributeValue::B(Blob::new([1]))),
        ]))
        .unwrap();
        let map = BTreeMap::from([("m".to_owned(), 7)]);
        let list = vec!["a".to_owned(), "b".to_owned()];
        let (kind, something) = (Kind::Email, Some(9));
        let expected = Everything {
            text: "x".into(),
            count: u64::MAX,
            below: -3,
            part: 0.5,
            flag: true,
            list,
            map,
            kind,
            nothing: None,
            something,
            missing: false,
        };
        assert_eq!(read, expected);
    }

    #[test]
    fn an_attribute_of_another_type_is_an_error() {
        #[derive(Debug, Deserialize)]
        struct One {
            #[expect(dead_code, reason = "reading it fails")]
            a: u64,
        }
        for value in [AttributeValue::S("1".into()), AttributeValue::N("-1".into()), AttributeValue::Null(true)] {
            assert!(from_item::<One>(item(vec![("a", value)])).is_err());
        }
        assert!(from_item::<One>(Item::new()).is_err());
    }
}
