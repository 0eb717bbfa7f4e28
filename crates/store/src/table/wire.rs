//! Responses with items, read from their JSON straight into items.
//!
//! The SDK reads such a response token by token, in 50,000 instructions for a user; this takes a fifth of them. An
//! interceptor takes the body from the SDK, which then has an empty response to read. A body that is not in memory yet is
//! read by the SDK.

use crate::table::capacity::note_reads;
use crate::table::item::Item;
use crate::table::row::Row;
use aws_sdk_dynamodb::config::interceptors::BeforeDeserializationInterceptorContextMut;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_sdk_dynamodb::operation::batch_get_item::BatchGetItemOutput;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use aws_smithy_types::body::SdkBody;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::de::{DeserializeOwned, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::cell::Cell;
use std::collections::HashMap;
use std::fmt;

/// The capacity of an item from the start: a user has some twenty attributes.
const ATTRIBUTES: usize = 24;

tokio::task_local! {
    static TAKEN: Cell<Option<SdkBody>>;
}

/// Runs a call. Returns its output, and the body of the response if it was taken: then the output is empty.
pub(crate) async fn taking_body<T>(call: impl Future<Output = T>) -> (T, Option<SdkBody>) {
    TAKEN.scope(Cell::default(), async { (call.await, TAKEN.with(Cell::take)) }).await
}

/// The part of the client that takes the body.
#[derive(Debug)]
pub(crate) struct BodyInterceptor;

impl Intercept for BodyInterceptor {
    fn name(&self) -> &'static str {
        "BodyInterceptor"
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let response = context.response_mut();
        if response.status().is_success() && response.body().bytes().is_some() {
            // An error means that nobody wants the body.
            let _ = TAKEN.try_with(|taken| {
                taken.set(Some(std::mem::replace(response.body_mut(), SdkBody::from("{}"))));
            });
        }
        Ok(())
    }
}

/// A page of a `Query`.
pub(crate) struct QueryPage<T> {
    pub(crate) items: Vec<T>,
    pub(crate) next: Option<Item>,
}

/// The items of a `Query` in a body; `None` when it is not in the expected form.
pub(crate) fn query(body: &SdkBody) -> Option<QueryPage<Item>> {
    let QueryPage { items, next } = page::<ReadItem>(body)?;
    Some(QueryPage { items: items.into_iter().map(|item| item.0).collect(), next })
}

/// The same with items as a type.
pub(crate) fn query_rows<T: DeserializeOwned>(body: &SdkBody) -> Option<QueryPage<T>> {
    let QueryPage { items, next } = page::<Row<T>>(body)?;
    Some(QueryPage { items: items.into_iter().map(|row| row.0).collect(), next })
}

fn page<R: DeserializeOwned>(body: &SdkBody) -> Option<QueryPage<R>> {
    let answer: QueryAnswer<R> = read(body)?;
    note_reads(answer.consumed_capacity.map_or(0.0, Units::of));
    Some(QueryPage { items: answer.items, next: answer.last_evaluated_key.map(|key| key.0) })
}

/// The output of a `BatchGetItem` in a body; `None` when it is not in the expected form, or keys were left unread.
pub(crate) fn batch_get_item(body: &SdkBody) -> Option<BatchGetItemOutput> {
    let answer: BatchAnswer = read(body)?;
    let unread = answer.unprocessed_keys.into_iter().map(|(table, unread)| {
        let keys = KeysAndAttributes::builder().set_keys(Some(items(unread.keys)));
        let keys = keys.set_consistent_read(unread.consistent_read).build().ok()?;
        Some((table, keys))
    });
    let unread: HashMap<_, _> = unread.collect::<Option<_>>()?;
    note_reads(answer.consumed_capacity.into_iter().map(Units::of).sum());
    let found = answer.responses.into_iter().map(|(table, found)| (table, items(found))).collect();
    let output = BatchGetItemOutput::builder().set_responses(Some(found));
    Some(output.set_unprocessed_keys(Some(unread)).build())
}

fn read<T: DeserializeOwned>(body: &SdkBody) -> Option<T> {
    // As text: of bytes, each string would be checked by itself.
    serde_json::from_str(std::str::from_utf8(body.bytes()?).ok()?).ok()
}

fn items(read: Vec<ReadItem>) -> Vec<Item> {
    read.into_iter().map(|item| item.0).collect()
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct QueryAnswer<R> {
    #[serde(default = "Vec::new")]
    items: Vec<R>,
    last_evaluated_key: Option<ReadItem>,
    consumed_capacity: Option<Units>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct BatchAnswer {
    #[serde(default)]
    responses: HashMap<String, Vec<ReadItem>>,
    #[serde(default)]
    unprocessed_keys: HashMap<String, UnreadKeys>,
    #[serde(default)]
    consumed_capacity: Vec<Units>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct UnreadKeys {
    keys: Vec<ReadItem>,
    consistent_read: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Units {
    capacity_units: Option<f64>,
}

impl Units {
    fn of(self) -> f64 {
        self.capacity_units.unwrap_or_default()
    }
}

/// An item in the JSON of DynamoDB: `{"nm": {"S": "Ann"}}`.
struct ReadItem(Item);

impl<'de> Deserialize<'de> for ReadItem {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ItemVisitor)
    }
}

struct ItemVisitor;

impl<'de> Visitor<'de> for ItemVisitor {
    type Value = ReadItem;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an item")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ReadItem, A::Error> {
        let mut item = Item::with_capacity(ATTRIBUTES);
        while let Some(name) = map.next_key()? {
            let ReadValue(value) = map.next_value()?;
            item.insert(name, value);
        }
        Ok(ReadItem(item))
    }
}

/// The types of values.
#[derive(Deserialize)]
pub(super) enum Type {
    S,
    N,
    #[serde(rename = "BOOL")]
    Bool,
    L,
    B,
    M,
    #[serde(rename = "NULL")]
    Null,
    #[serde(rename = "SS")]
    Texts,
    #[serde(rename = "NS")]
    Numbers,
    #[serde(rename = "BS")]
    Binaries,
}

/// A value with its type: `{"S": "Ann"}`.
struct ReadValue(AttributeValue);

impl<'de> Deserialize<'de> for ReadValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = ReadValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value with its type")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ReadValue, A::Error> {
        let kind = map.next_key()?.ok_or_else(|| A::Error::custom("a value without a type"))?;
        let value = match kind {
            Type::S => AttributeValue::S(map.next_value()?),
            Type::N => AttributeValue::N(map.next_value()?),
            Type::Bool => AttributeValue::Bool(map.next_value()?),
            Type::L => {
                let values: Vec<ReadValue> = map.next_value()?;
                AttributeValue::L(values.into_iter().map(|value| value.0).collect())
            }
            Type::B => AttributeValue::B(map.next_value::<ReadBlob>()?.0),
            Type::Binaries => {
                let blobs: Vec<ReadBlob> = map.next_value()?;
                AttributeValue::Bs(blobs.into_iter().map(|blob| blob.0).collect())
            }
            Type::M => AttributeValue::M(map.next_value::<ReadItem>()?.0),
            Type::Null => AttributeValue::Null(map.next_value()?),
            Type::Texts => AttributeValue::Ss(map.next_value()?),
            Type::Numbers => AttributeValue::Ns(map.next_value()?),
        };
        match map.next_key::<IgnoredAny>()? {
            None => Ok(ReadValue(value)),
            Some(_) => Err(A::Error::custom("a value with two types")),
        }
    }
}

/// Bytes as base64.
struct ReadBlob(Blob);

impl<'de> Deserialize<'de> for ReadBlob {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        BASE64.decode(text).map(|bytes| Self(Blob::new(bytes))).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests;
