//! Items as maps of attributes, converted from and to types.

use crate::table::decode::from_item;
use crate::table::failure::malformed;
use crate::table::keys::{Key, PK, SK};
use aws_sdk_dynamodb::types::AttributeValue;
use roster_core::{Error, Result, Ulid};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;

/// An item of the table, or a part of it.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// The item with this key and the attributes of a type.
pub(crate) fn encode(key: &Key, value: &impl Serialize) -> Result<Item> {
    let mut item: Item = serde_dynamo::to_item(value).map_err(Error::internal)?;
    item.insert(PK.to_owned(), text(&key.pk));
    item.insert(SK.to_owned(), text(&key.sk));
    Ok(item)
}

/// A type from the attributes of an item.
pub(crate) fn decode<T: DeserializeOwned>(what: &'static str, item: Item) -> Result<T> {
    // The error may quote a value, which may be personal.
    from_item(item).map_err(|_| malformed(what))
}

pub(crate) fn text(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

pub(crate) fn number(number: impl ToString) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

/// A text attribute of an item.
pub(crate) fn str_of<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    item.get(name)?.as_s().ok().map(String::as_str)
}

/// A number attribute of an item.
pub(crate) fn number_of(item: &Item, name: &str) -> Option<u64> {
    item.get(name)?.as_n().ok()?.parse().ok()
}

/// An incarnation or version that an item holds.
pub(crate) fn ulid_of(item: &Item, name: &str) -> Option<Ulid> {
    Ulid::from_string(str_of(item, name)?).ok()
}

/// ULIDs as text in items.
pub(crate) mod ulid_text {
    use roster_core::Ulid;
    use serde::de::{Error, Visitor};
    use serde::{Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(ulid: &Ulid, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(ulid)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Ulid, D::Error> {
        deserializer.deserialize_str(UlidVisitor)
    }

    struct UlidVisitor;

    impl Visitor<'_> for UlidVisitor {
        type Value = Ulid;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a ULID")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Ulid, E> {
            Ulid::from_string(text).map_err(E::custom)
        }
    }
}
