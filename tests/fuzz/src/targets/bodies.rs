//! Bodies of every format: the product parses the same values as another parser of the format.

use crate::answer::{Answer, SentRequest};
use crate::bytes::Bytes;
use crate::{Pace, Target, echo, test_app};
use axum::body::Body;
use axum::http::Request;
use roster_core::{Email, Name};
use serde_json::{Map, Value, json};

pub(crate) const TARGET: Target = Target {
    name: "bodies",
    run,
    seeds: &[
        b"\x00{\"name\":\"ann\",\"email\":\"ann@example.com\",\"limit\":7,\"prefs\":{\"a\":{}},\"status\":true}",
        b"\x00{\"labels\":[\"vip\",\"a1\"],\"queries\":[\"limit(7)\"],\"total\":\"true\",\"project\":null}",
        b"\x00{\"name\":\"\\ud83c\\udf88\",\"name\":\"b\",\"limit\":1e2}",
        b"\x01name=ann&email=ann%40example.com&prefs[theme]=dark&labels[]=vip&labels%5B%5D=a1&total=0",
        b"\x01prefs[a][]=1&prefs[a][x]=2&prefs[a][]=3&queries[1]=limit(1)&queries[0]=offset(2)",
        b"\x02--x\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nann\r\n--x--\r\n",
        b"\x02--x\r\nContent-Disposition: form-data; name=\"prefs[a]\"; filename=\"f\"\r\nContent-Type: text/plain\r\n\r\n1\r\n--x--",
        b"\x03\x04name\x03ann\x05email\x0fann@example.com",
        b"\x04multipart/form-data; boundary=\"y\"\n--y\r\nContent-Disposition: form-data; name=limit\r\n\r\n7\r\n--y--\r\n",
        b"\x04application/x-www-form-urlencoded; charset=utf-8\nname=b+c",
    ],
    pace: Pace::Request,
};

const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data; boundary=x";

fn run(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    match bytes.byte() % 5 {
        0 => json_body(bytes.rest()),
        1 => form(bytes.rest()),
        2 => drop(send(MULTIPART.as_bytes(), bytes.rest())),
        3 => parts(&mut bytes),
        _ => {
            let rest = bytes.rest();
            let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
            send(&rest[..end], rest.get(end + 1..).unwrap_or_default());
        }
    }
}

/// Sends a body and checks the response; returns the parsed parameters if the request was accepted.
pub(crate) fn send(content_type: &[u8], body: &[u8]) -> Option<Value> {
    let request =
        Request::post(echo::PATH).header("content-type", content_type).header("x-appwrite-project", test_app::PROJECT);
    let Ok(request) = request.body(Body::from(body.to_vec())) else { return None };
    seen(&test_app::with(|test_app| test_app.send(request)), "POST")
}

pub(crate) fn seen(answer: &Answer, method: &str) -> Option<Value> {
    answer.ensure_valid(&SentRequest { method, path: echo::PATH, format: None, summary: "" });
    // A parameter `project` selects another project, which does not exist.
    let is_other_project = answer.status == 404 && answer.json()["type"] == "project_not_found";
    assert!(matches!(answer.status, 200 | 400) || is_other_project, "{answer}");
    (answer.status == 200).then(|| answer.json())
}

fn json_body(body: &[u8]) {
    let seen = send(b"application/json", body);
    let read = serde_json::from_slice::<Value>(body);
    let Some(seen) = seen else {
        // Invalid JSON is rejected. A number or a single surrogate that serde_json rejects may be accepted.
        let names_a_project = read.as_ref().is_ok_and(|read| read.get("project").is_some());
        assert!(read.is_err() || names_a_project, "valid JSON is rejected: {:?}", String::from_utf8_lossy(body));
        return;
    };
    if let Ok(Value::Object(fields)) = read {
        ensure_read(&fields, &seen);
    }
}

/// Checks the parsed parameters whose values have the expected type.
fn ensure_read(fields: &Map<String, Value>, seen: &Value) {
    if let Some(Value::String(name)) = fields.get("name").filter(|name| **name != "") {
        let expected = Name::parse(name).map_or(json!("rejected"), |name| json!({ "read": name.as_str() }));
        assert_eq!(seen["name"], expected);
    }
    if let Some(Value::String(email)) = fields.get("email").filter(|email| **email != "") {
        let expected = Email::parse(email).map_or(json!("rejected"), |email| json!({ "read": email.as_str() }));
        assert_eq!(seen["email"], expected);
    }
    if let Some(Value::Object(prefs)) = fields.get("prefs") {
        let kept = seen["prefs"]["read"].as_str().expect("an object is accepted");
        assert_eq!(serde_json::from_str::<Value>(kept).ok().as_ref(), Some(&Value::Object(prefs.clone())));
    }
    if let Some(Value::Bool(status)) = fields.get("status") {
        assert_eq!(seen["status"], json!({ "read": status }));
    }
    if let Some(limit) = fields.get("limit").and_then(Value::as_i64) {
        let expected = if (0..=100).contains(&limit) { json!({ "read": limit }) } else { json!("rejected") };
        assert_eq!(seen["limit"], expected);
    }
}

/// Any bytes are a valid form.
fn form(body: &[u8]) {
    ensure_form(body, send(FORM.as_bytes(), body).as_ref());
}

/// The last of several fields with the same name is used. Only a form with another project is rejected.
pub(crate) fn ensure_form(body: &[u8], seen: Option<&Value>) {
    let fields: Vec<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
    let Some(seen) = seen else {
        assert!(
            fields.iter().any(|(name, _)| name == "project" || name.starts_with("project[")),
            "any bytes are a valid form"
        );
        return;
    };
    let with_brackets = |(name, _): &&(String, String)| name.starts_with("name[");
    let Some((_, name)) = fields.iter().rfind(|(name, _)| name == "name") else { return };
    if fields.iter().any(|field| with_brackets(&field)) {
        return;
    }
    let expected = match Name::parse(name) {
        _ if name.is_empty() => json!({ "read": null }),
        Ok(name) => json!({ "read": name.as_str() }),
        Err(_) => json!("rejected"),
    };
    assert_eq!(seen["name"], expected);
}

/// Fields that are written as multipart are parsed to the same values.
fn parts(bytes: &mut Bytes<'_>) {
    let (mut body, mut name) = (Vec::new(), None);
    while !bytes.is_empty() {
        let (key, value) = (bytes.text(), bytes.text());
        let plain = !key.is_empty()
            && key != "project"
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && !value.contains("\r\n--x");
        if plain {
            let head = format!("--x\r\nContent-Disposition: form-data; name=\"{key}\"\r\n\r\n");
            body.extend_from_slice(&[head.as_bytes(), value.as_bytes(), b"\r\n"].concat());
            name = if key == "name" { Some(value) } else { name };
        }
    }
    body.extend_from_slice(b"--x--\r\n");
    let seen = send(MULTIPART.as_bytes(), &body).expect("a multipart body is parsed");
    if let Some(name) = name.filter(|name| !name.is_empty()) {
        let expected = Name::parse(&name).map_or(json!("rejected"), |name| json!({ "read": name.as_str() }));
        assert_eq!(seen["name"], expected);
    }
}
