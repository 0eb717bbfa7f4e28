//! Error responses of DynamoDB, and responses of batches that are partly done, in the protocol that the SDK parses.

use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_smithy_types::body::SdkBody;
use serde_json::{Map, Value, json};

const TYPES: &str = "com.amazonaws.dynamodb.v20120810";

/// An error with this code.
#[must_use]
pub fn refused(status: u16, code: &str) -> HttpResponse {
    answer(status, &json!({ "__type": format!("{TYPES}#{code}"), "message": "made by the test" }))
}

/// A cancelled transaction with this number of writes; `reason` returns the code of each write by its index.
#[must_use]
pub fn cancelled(writes: usize, reason: impl Fn(usize) -> Option<&'static str>) -> HttpResponse {
    let reasons: Vec<Value> = (0..writes)
        .map(|place| match reason(place) {
            Some(code) => json!({ "Code": code, "Message": "made by the test" }),
            None => json!({ "Code": "None" }),
        })
        .collect();
    let codes: Vec<&str> = reasons.iter().filter_map(|reason| reason["Code"].as_str()).collect();
    let message =
        format!("Transaction cancelled, please refer cancellation reasons for specific reasons [{}]", codes.join(", "));
    let kind = format!("{TYPES}#TransactionCanceledException");
    answer(400, &json!({ "__type": kind, "Message": message, "CancellationReasons": reasons }))
}

/// A transaction with this number of writes that conflicts with another one at every second write; a single write (0) has
/// another error.
#[must_use]
pub fn conflict(writes: usize) -> HttpResponse {
    match writes {
        0 => refused(400, "TransactionConflictException"),
        _ => cancelled(writes, |place| (place % 2 == 0).then_some("TransactionConflict")),
    }
}

/// Removes the second half of the items of a batch and returns it in the format of the response; empty for other requests.
#[must_use]
pub fn halve(request: &mut Value) -> Value {
    let tables = request["RequestItems"].as_object_mut().into_iter().flatten();
    let mut left = Map::new();
    for (table, wanted) in tables {
        let list = if wanted.is_array() { &mut *wanted } else { &mut wanted["Keys"] };
        let Some(list) = list.as_array_mut() else { continue };
        let rest = list.split_off(list.len().div_ceil(2));
        if rest.is_empty() {
            continue;
        }
        let mut undone = wanted.clone();
        *(if undone.is_array() { &mut undone } else { &mut undone["Keys"] }) = rest.into();
        left.insert(table.clone(), undone);
    }
    left.into()
}

/// Adds the items that were not done to the response of a batch.
pub fn name_undone(operation: &str, answer: &mut Value, left: Value) {
    match operation {
        "BatchGetItem" => answer["UnprocessedKeys"] = left,
        "BatchWriteItem" => answer["UnprocessedItems"] = left,
        _ => {}
    }
}

fn answer(status: u16, body: &Value) -> HttpResponse {
    let status = status.try_into().expect("a status code");
    let mut response = HttpResponse::new(status, SdkBody::from(body.to_string()));
    response.headers_mut().insert("content-type", "application/x-amz-json-1.0");
    response
}
