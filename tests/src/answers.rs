//! What DynamoDB answers when it does not do what it was asked: bodies in its own protocol, which the SDK parses.

use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_smithy_types::body::SdkBody;
use serde_json::{Value, json};

const TYPES: &str = "com.amazonaws.dynamodb.v20120810";

/// An error by its code, as the protocol spells it.
pub(crate) fn refused(status: u16, code: &str) -> HttpResponse {
    answer(status, &json!({ "__type": format!("{TYPES}#{code}"), "message": "made by the test" }))
}

/// A transaction of so many writes that was cancelled; `reason` says why, for each write by its place.
pub(crate) fn cancelled(writes: usize, reason: impl Fn(usize) -> Option<&'static str>) -> HttpResponse {
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

fn answer(status: u16, body: &Value) -> HttpResponse {
    let status = status.try_into().expect("a status code");
    let mut response = HttpResponse::new(status, SdkBody::from(body.to_string()));
    response.headers_mut().insert("content-type", "application/x-amz-json-1.0");
    response
}
