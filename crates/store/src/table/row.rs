//! Types straight from the JSON of DynamoDB, in which each value has its type: `{"nm": {"S": "Ann"}}`.
//!
//! A list of users would otherwise spend most of its time on maps of attributes that are taken apart at once.

use crate::table::wire::Type;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::de::value::UnitDeserializer;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, forward_to_deserialize_any};
use std::fmt;
use std::marker::PhantomData;

/// A type from an item.
pub(crate) struct Row<T>(pub(crate) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Row<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(Attributes(deserializer)).map(Self)
    }
}

/// An item: a map whose values have types.
struct Attributes<D>(D);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Attributes<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(Values(visitor))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// A visitor of a map or a list, or the access to it, for which each value has its type.
struct Values<T>(T);

impl<'de, V: Visitor<'de>> Visitor<'de> for Values<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(Values(map))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<V::Value, A::Error> {
        self.0.visit_seq(Values(list))
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Values<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        self.0.next_key_seed(seed)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.0.next_value_seed(Typed(seed))
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Values<A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        self.0.next_element_seed(Typed(seed))
    }
}

/// One value with its type.
struct Typed<S>(S);

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Typed<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, S: DeserializeSeed<'de>> Visitor<'de> for Typed<S> {
    type Value = S::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value with its type")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<S::Value, A::Error> {
        let kind = map.next_key()?.ok_or_else(|| A::Error::custom("a value without a type"))?;
        let value = match kind {
            Type::N => map.next_value_seed(Number(self.0))?,
            Type::B => map.next_value_seed(Binary(self.0))?,
            Type::L => map.next_value_seed(List(self.0))?,
            Type::Null => {
                map.next_value::<IgnoredAny>()?;
                self.0.deserialize(UnitDeserializer::<A::Error>::new())?
            }
            Type::S | Type::Bool | Type::M | Type::Texts | Type::Numbers | Type::Binaries => {
                map.next_value_seed(self.0)?
            }
        };
        match map.next_key::<IgnoredAny>()? {
            None => Ok(value),
            Some(_) => Err(A::Error::custom("a value with two types")),
        }
    }
}

/// A number, which is a text in JSON.
struct Number<S>(S);

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Number<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de, S: DeserializeSeed<'de>> Visitor<'de> for Number<S> {
    type Value = S::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number as a text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<S::Value, E> {
        self.0.deserialize(Scalar { value: ScalarValue::Number(text), error: PhantomData })
    }
}

/// Bytes, which are base64 in JSON.
struct Binary<S>(S);

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Binary<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de, S: DeserializeSeed<'de>> Visitor<'de> for Binary<S> {
    type Value = S::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bytes as base64")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<S::Value, E> {
        let bytes = BASE64.decode(text).map_err(E::custom)?;
        self.0.deserialize(Scalar { value: ScalarValue::Bytes(bytes), error: PhantomData })
    }
}

/// A value that was taken out of a text.
struct Scalar<'a, E> {
    value: ScalarValue<'a>,
    error: PhantomData<E>,
}

enum ScalarValue<'a> {
    Number(&'a str),
    Bytes(Vec<u8>),
}

impl<'de, E: Error> Deserializer<'de> for Scalar<'_, E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.value {
            ScalarValue::Bytes(bytes) => visitor.visit_byte_buf(bytes),
            ScalarValue::Number(text) => {
                if let Ok(number) = text.parse() {
                    visitor.visit_u64(number)
                } else if let Ok(number) = text.parse() {
                    visitor.visit_i64(number)
                } else {
                    text.parse().map_err(E::custom).and_then(|number| visitor.visit_f64(number))
                }
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_some(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// A list of values with types.
struct List<T>(T);

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for List<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        self.0.deserialize(List(deserializer))
    }
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for List<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_seq(Values(visitor))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        visitor.visit_some(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Sample {
        text: String,
        number: u64,
        below: Option<i64>,
        flag: bool,
        list: Vec<String>,
        #[serde(default)]
        missing: Vec<String>,
        none: Option<String>,
        #[serde(default)]
        null: Option<u64>,
    }

    fn read(json: &str) -> Option<Sample> {
        serde_json::from_str::<Row<Sample>>(json).ok().map(|row| row.0)
    }

    #[test]
    fn a_type_is_read_from_an_item() {
        let json = r#"{"number":{"N":"18446744073709551615"},"flag":{"BOOL":true},"text":{"S":"a\"\u00e9"},
            "list":{"L":[{"S":"x"},{"S":"y"}]},"below":{"N":"-7"},"null":{"NULL":true},
            "more":{"M":{"a":{"S":"b"}}},"bytes":{"B":"AAEC"},"numbers":{"NS":["1"]},"lists":{"L":[{"L":[{"N":"1"}]}]}}"#;
        let expected = Sample {
            text: "a\"\u{e9}".into(),
            number: u64::MAX,
            below: Some(-7),
            flag: true,
            list: vec!["x".into(), "y".into()],
            missing: Vec::new(),
            none: None,
            null: None,
        };
        assert_eq!(read(json), Some(expected));
    }

    #[test]
    fn another_form_is_not_read() {
        let item =
            |text: &str| format!(r#"{{"number":{{"N":"1"}},"flag":{{"BOOL":true}},"list":{{"L":[]}},"text":{text}}}"#);
        assert!(read(&item(r#"{"S":"x"}"#)).is_some());
        for other in ["\"x\"", "{}", r#"{"N":"1"}"#, r#"{"S":"x","S":"y"}"#, r#"{"X":"x"}"#, r#"{"L":[]}"#, "null"] {
            assert_eq!(read(&item(other)), None, "{other}");
        }
    }
}
