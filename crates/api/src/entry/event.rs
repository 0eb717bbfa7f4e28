//! The fields of an event of an HTTP API (payload format 2.0) that become a request. All others are skipped: a type with
//! all fields takes several times as long to read.

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;

/// The capacity for headers from the start.
const HEADERS: usize = 32;

/// An event.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GatewayEvent {
    pub(super) route_key: Option<String>,
    #[serde(alias = "path")]
    pub(super) raw_path: Option<String>,
    pub(super) raw_query_string: Option<String>,
    pub(super) cookies: Option<Vec<String>>,
    #[serde(default, deserialize_with = "headers")]
    pub(super) headers: HeaderMap,
    pub(super) request_context: EventContext,
    pub(super) body: Option<String>,
    #[serde(default)]
    pub(super) is_base64_encoded: bool,
}

/// The context of an event.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EventContext {
    pub(super) request_id: Option<String>,
    pub(super) http: EventHttp,
}

/// The request line of an event, and who sent it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EventHttp {
    #[serde(deserialize_with = "method")]
    pub(super) method: Method,
    pub(super) source_ip: Option<String>,
}

fn method<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Method, D::Error> {
    let name = String::deserialize(deserializer)?;
    if name.is_empty() { Ok(Method::GET) } else { name.parse().map_err(|_| D::Error::custom("a method")) }
}

fn headers<'de, D: Deserializer<'de>>(deserializer: D) -> Result<HeaderMap, D::Error> {
    deserializer.deserialize_option(HeadersVisitor)
}

/// Reads headers: an object, or `null` for none.
struct HeadersVisitor;

impl<'de> Visitor<'de> for HeadersVisitor {
    type Value = HeaderMap;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("headers")
    }

    fn visit_none<E>(self) -> Result<HeaderMap, E> {
        Ok(HeaderMap::new())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<HeaderMap, D::Error> {
        deserializer.deserialize_map(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<HeaderMap, A::Error> {
        let mut headers = HeaderMap::with_capacity(HEADERS);
        while let Some(Name(name)) = map.next_key()? {
            map.next_value_seed(Values { name, headers: &mut headers })?;
        }
        Ok(headers)
    }
}

/// The name of a header.
struct Name(HeaderName);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(NameVisitor)
    }
}

struct NameVisitor;

impl Visitor<'_> for NameVisitor {
    type Value = Name;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a header's name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Name, E> {
        HeaderName::from_bytes(name.as_bytes()).map(Name).map_err(|_| E::custom("a header's name"))
    }
}

/// Appends the values of one header: a text, or a list of texts.
struct Values<'a> {
    name: HeaderName,
    headers: &'a mut HeaderMap,
}

impl<'de> DeserializeSeed<'de> for Values<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Values<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a header's value")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        let value = HeaderValue::from_str(text).map_err(|_| E::custom("a header's value"))?;
        self.headers.append(self.name, value);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(text) = list.next_element::<String>()? {
            Values { name: self.name.clone(), headers: &mut *self.headers }.visit_str::<A::Error>(&text)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn event(headers: &Value) -> Result<GatewayEvent, serde_json::Error> {
        let http = json!({ "method": "PATCH", "sourceIp": "192.0.2.1", "path": 7 });
        let event = json!({
            "version": "2.0", "routeKey": "ANY /v1/users", "rawPath": "/v1/users", "rawQueryString": "a=1",
            "cookies": ["a=1", "b=2"], "headers": headers, "requestContext": { "requestId": "r", "http": http },
            "body": "{}", "isBase64Encoded": false, "pathParameters": null, "further": [{}],
        });
        serde_json::from_str(&event.to_string())
    }

    #[test]
    fn the_fields_of_a_request_are_read_and_others_skipped() {
        let event = event(&json!({ "Accept": "*/*", "x-a": ["1", "2"] })).unwrap();
        assert_eq!((event.route_key.as_deref(), event.raw_path.as_deref()), (Some("ANY /v1/users"), Some("/v1/users")));
        assert_eq!((event.raw_query_string.as_deref(), event.body.as_deref()), (Some("a=1"), Some("{}")));
        assert_eq!(event.headers["accept"], "*/*");
        assert_eq!(event.headers.get_all("x-a").iter().collect::<Vec<_>>(), ["1", "2"]);
        let EventContext { request_id, http } = event.request_context;
        assert_eq!(
            (http.method, http.source_ip.as_deref(), request_id.as_deref()),
            (Method::PATCH, Some("192.0.2.1"), Some("r"))
        );
        assert_eq!(event.cookies.map(|cookies| cookies.len()), Some(2));
    }

    #[test]
    fn an_event_without_a_method_or_with_a_malformed_header_is_rejected() {
        assert!(event(&Value::Null).unwrap().headers.is_empty());
        for headers in [json!({ "a": "\n" }), json!({ "a b": "1" }), json!({ "a": 1 }), json!("x"), json!({ "a": [1] })]
        {
            assert!(event(&headers).is_err(), "{headers}");
        }
        for text in ["{}", r#"{"requestContext":{"http":{}}}"#, r#"{"requestContext":{"http":{"method":"a b"}}}"#, "[]"]
        {
            assert!(serde_json::from_str::<GatewayEvent>(text).is_err(), "{text}");
        }
        assert!(serde_json::from_str::<GatewayEvent>(r#"{"requestContext":{"http":{"method":"GET"}}}"#).is_ok());
    }
}
