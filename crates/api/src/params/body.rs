//! Parsing bodies: as form data if the content type says so, as JSON for any other content type.

use crate::params::form::collect_fields;
use crate::params::value::Value;
use bytes::Bytes;
use roster_core::{Error, Result};
use serde_json::value::RawValue;
use std::collections::HashMap;

const MULTIPART: &str = "multipart/form-data";
const FORM: &str = "application/x-www-form-urlencoded";

/// The parameters in a body. An empty body, `null`, a list and a scalar have none; SDKs send all of these.
///
/// # Errors
/// [`Error::BodyMalformed`] when the body is not in the form that its content type says.
pub(crate) async fn parse(content_type: &str, body: Bytes) -> Result<HashMap<String, Value>> {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case(FORM) {
        return Ok(collect_fields(form_urlencoded::parse(&body)));
    }
    if essence.eq_ignore_ascii_case(MULTIPART) {
        return multipart(content_type, body).await;
    }
    json(&body)
}

fn json(body: &[u8]) -> Result<HashMap<String, Value>> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(HashMap::new());
    }
    let raw: &RawValue = serde_json::from_slice(body).map_err(|error| malformed_json(&error))?;
    if !raw.get().starts_with('{') {
        return Ok(HashMap::new());
    }
    let fields: HashMap<String, Option<&RawValue>> =
        serde_json::from_str(raw.get()).map_err(|error| malformed_json(&error))?;
    Ok(fields.into_iter().map(|(name, raw)| (name, raw.map_or(Value::Null, Value::from_json))).collect())
}

/// The error has the position only: the text of the JSON error may quote the body.
fn malformed_json(error: &serde_json::Error) -> Error {
    Error::BodyMalformed(format!("is not valid JSON (line {}, column {})", error.line(), error.column()))
}

async fn multipart(content_type: &str, body: Bytes) -> Result<HashMap<String, Value>> {
    let malformed = |_| Error::BodyMalformed("is not valid form data".to_owned());
    let boundary = multer::parse_boundary(content_type).map_err(malformed)?;
    let stream = futures_util::stream::iter([Ok::<_, std::io::Error>(body)]);
    let mut parts = multer::Multipart::new(stream, boundary);
    let mut fields = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(malformed)? {
        let name = part.name().unwrap_or_default().to_owned();
        // Always UTF-8, as in the other forms: decoding the charset of each part would link the tables of all charsets.
        let value = part.bytes().await.map_err(malformed)?;
        fields.push((name, String::from_utf8_lossy(&value).into_owned()));
    }
    Ok(collect_fields(fields.into_iter()))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn names(content_type: &str, body: &str) -> Vec<String> {
        let mut names: Vec<_> = parse(content_type, body.to_owned().into()).await.unwrap().into_keys().collect();
        names.sort();
        names
    }

    #[tokio::test]
    async fn json_is_read_whatever_the_content_type() {
        for content_type in ["application/json", "application/json; charset=utf-8", "text/plain", "", "nonsense"] {
            assert_eq!(names(content_type, r#"{"a":1,"b":null}"#).await, ["a", "b"], "{content_type}");
        }
    }

    #[tokio::test]
    async fn bodies_without_an_object_have_no_parameters() {
        for body in ["", " \n", "null", "[]", "[1]", "{}", "5", "\"x\""] {
            assert!(names("application/json", body).await.is_empty(), "{body}");
        }
    }

    #[tokio::test]
    async fn the_error_of_malformed_json_has_the_position_and_not_the_text() {
        let error = parse("application/json", "{\"password\": hunter2}".into()).await.unwrap_err();
        assert_eq!(error.to_string(), "the body is malformed: is not valid JSON (line 1, column 14)");
    }

    #[tokio::test]
    async fn form_data_is_read_by_its_content_type() {
        assert_eq!(names("application/x-www-form-urlencoded", "a=1&b%5Bc%5D=2").await, ["a", "b"]);
        let multipart = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x--\r\n";
        assert_eq!(names("multipart/form-data; boundary=x", multipart).await, ["a"]);
        assert!(parse("multipart/form-data", "x".into()).await.is_err());
    }
}
