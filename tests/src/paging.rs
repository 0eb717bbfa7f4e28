//! How queries are divided into pages: DynamoDB leaves some of it open, and engines differ.

use serde_json::{Value, json};

/// A manner of dividing the items of a query into pages, within what DynamoDB documents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Paging {
    /// As the engine does.
    #[default]
    AsServed,
    /// A page that reaches its limit with the last item of its range has a `LastEvaluatedKey`; the next page is empty.
    KeyAfterTheLast,
    /// Such a page has none.
    NoKeyAfterTheLast,
    /// A page has at most this many items, whatever its limit: as if the items were large.
    Short(usize),
}

impl Paging {
    /// Every manner in which engines differ, and short pages.
    pub const ALL: [Self; 4] = [Self::KeyAfterTheLast, Self::NoKeyAfterTheLast, Self::Short(1), Self::Short(3)];

    /// Changes a query before it is sent.
    pub(crate) fn change(self, query: &mut Value) {
        if let Self::Short(most) = self {
            let limit = query["Limit"].as_u64().unwrap_or(u64::MAX).min(most as u64);
            query["Limit"] = json!(limit);
        }
    }

    /// The query for what follows a page, if it must be known whether anything does.
    pub(crate) fn probe(self, query: &Value, page: &Value) -> Option<Value> {
        let key = page.get("LastEvaluatedKey").filter(|_| self == Self::NoKeyAfterTheLast)?;
        let mut probe = query.clone();
        probe["ExclusiveStartKey"] = key.clone();
        probe["Limit"] = json!(1);
        Some(probe)
    }

    /// Changes a page: `follows` is the answer to the probe.
    pub(crate) fn end(self, query: &Value, page: &mut Value, follows: Option<&Value>) {
        if follows.is_some_and(|follows| follows["ScannedCount"] == 0) {
            page.as_object_mut().map(|page| page.remove("LastEvaluatedKey"));
        }
        let is_full = page["ScannedCount"].is_u64() && page["ScannedCount"] == query["Limit"];
        if self == Self::KeyAfterTheLast && is_full && page.get("LastEvaluatedKey").is_none() {
            let last = page["Items"].as_array().and_then(|items| items.last());
            if let Some(key) = last.map(|item| key_of(item, query["IndexName"].is_string())) {
                page["LastEvaluatedKey"] = key;
            }
        }
    }
}

/// The table key of an item, with its index key for a query of the index.
fn key_of(item: &Value, of_index: bool) -> Value {
    let names: &[&str] = if of_index { &["PK", "SK", "G1P", "G1S"] } else { &["PK", "SK"] };
    names.iter().map(|name| ((*name).to_owned(), item[name].clone())).collect::<serde_json::Map<_, _>>().into()
}
