//! Tests of `wire`.

use super::*;
use crate::table::item::str_of;

fn read_value(json: &str) -> Option<AttributeValue> {
    let body = format!(r#"{{"Count":1,"Items":[{{"a":{json}}}],"ScannedCount":1}}"#);
    query(&SdkBody::from(body))?.items.pop()?.remove("a")
}

#[test]
fn values_of_all_types_are_read() {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let nested = AttributeValue::M(HashMap::from([("b".to_owned(), AttributeValue::N("-1.5".into()))]));
    for (json, expected) in [
        (r#"{"S":"caf\u00e9 \"x\""}"#, text("caf\u{e9} \"x\"")),
        (r#"{"N":"12345678901234567890"}"#, AttributeValue::N("12345678901234567890".into())),
        (r#"{"BOOL":true}"#, AttributeValue::Bool(true)),
        (r#"{"NULL":true}"#, AttributeValue::Null(true)),
        (r#"{"B":"AAEC"}"#, AttributeValue::B(Blob::new([0, 1, 2]))),
        (r#"{"L":[{"S":"x"},{"L":[]}]}"#, AttributeValue::L(vec![text("x"), AttributeValue::L(Vec::new())])),
        (r#"{"M":{"b":{"N":"-1.5"}}}"#, nested),
        (r#"{"SS":["x","y"]}"#, AttributeValue::Ss(vec!["x".into(), "y".into()])),
        (r#"{"NS":["1"]}"#, AttributeValue::Ns(vec!["1".into()])),
        (r#"{"BS":["AAEC"]}"#, AttributeValue::Bs(vec![Blob::new([0, 1, 2])])),
    ] {
        assert_eq!(read_value(json), Some(expected), "{json}");
    }
}

#[test]
fn what_is_in_another_form_is_not_read() {
    for json in ["1", "{}", r#"{"S":1}"#, r#"{"X":"x"}"#, r#"{"S":"x","N":"1"}"#, r#"{"B":"%"}"#, "null"] {
        assert_eq!(read_value(json), None, "{json}");
    }
    assert!(query(&SdkBody::from("")).is_none() && query(&SdkBody::from("[]")).is_none());
}

#[test]
fn the_rest_of_a_response_is_read() {
    let body =
        r#"{"Items":[],"LastEvaluatedKey":{"PK":{"S":"p"}},"ConsumedCapacity":{"TableName":"t","CapacityUnits":1.5}}"#;
    let page = query(&SdkBody::from(body)).unwrap();
    assert_eq!(page.next.as_ref().and_then(|key| str_of(key, "PK")), Some("p"));
    let body = r#"{"Responses":{"t":[{"PK":{"S":"p"}}]},"UnprocessedKeys":{"t":{"ConsistentRead":true,"Keys":[{"PK":{"S":"q"}}]}},"ConsumedCapacity":[{"CapacityUnits":1.0}]}"#;
    let output = batch_get_item(&SdkBody::from(body)).unwrap();
    let unread = &output.unprocessed_keys.as_ref().unwrap()["t"];
    assert_eq!((unread.keys().len(), unread.consistent_read()), (1, Some(true)));
    assert_eq!(output.responses.unwrap()["t"].len(), 1);
    assert!(batch_get_item(&SdkBody::from("{}")).is_some_and(|output| output.responses.unwrap().is_empty()));
}
