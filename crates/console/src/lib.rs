//! The function `console`: `/console` and its files, the web page for operators.
//!
//! It has no right to anything but its own log, and no part of the SDK: the page calls the API with a key that the operator types.
//! The page has the origin of the API, so a project need not list it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use roster_console_files::{Console, Files, PAGE, Settings};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The paths of this function. `template.yaml` and the watch router have the same ones.
pub const PATHS: [&str; 2] = [HOME, "/console/{file}"];
/// The path of the page.
const HOME: &str = "/console";
/// The folder of its other files. The page is not in it, so the page names them by it.
const FOLDER: &str = "/console/";

/// What this function reads of an event of the gateway (payload format 2.0).
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Event {
    /// The path, decoded.
    raw_path: String,
    /// The headers, with names in lower case.
    headers: BTreeMap<String, String>,
    request_context: RequestContext,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RequestContext {
    http: RequestLine,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RequestLine {
    method: String,
}

/// A response, as the gateway reads it.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    status_code: u16,
    headers: BTreeMap<String, String>,
    body: String,
    is_base64_encoded: bool,
    /// None. The gateway does not need the field; the emulator of `make dev` (cargo-lambda 1.9) answers 500 without it.
    cookies: [&'static str; 0],
}

/// The files, with the settings of this function; `None` if it was compiled without them.
#[must_use]
pub fn site() -> Option<Console> {
    let settings = Settings { folder: FOLDER.to_owned(), ..Settings::default() };
    Files::of_program().map(|files| Console::new(files, settings))
}

/// Answers a request.
#[must_use]
pub fn answer(site: Option<&Console>, event: &Event) -> Answer {
    let method = event.request_context.http.method.as_str();
    if method != Method::GET.as_str() && method != Method::HEAD.as_str() {
        let mut headers = HeaderMap::new();
        headers.insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return plain(StatusCode::METHOD_NOT_ALLOWED, headers, "The console is read with GET.\n");
    }
    let Some(site) = site else {
        let how = "This function was compiled without the console: scripts/console build, and then make build.\n";
        return plain(StatusCode::NOT_FOUND, HeaderMap::new(), how);
    };
    let accepted = event.headers.get("accept-encoding").and_then(|value| HeaderValue::from_str(value).ok());
    let response = site.answer(name_of(&event.raw_path), accepted.as_ref());
    to_answer(response, method == Method::HEAD.as_str())
}

/// The name of the file at a path.
fn name_of(path: &str) -> &str {
    match path.strip_prefix(FOLDER) {
        None | Some("") => PAGE,
        Some(name) => name,
    }
}

fn plain(status: StatusCode, mut headers: HeaderMap, text: &'static str) -> Answer {
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    let mut response = Response::new(text);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    to_answer(response, false)
}

/// A body that is not text goes to the gateway in base64.
fn to_answer(response: Response<impl AsRef<[u8]>>, is_head: bool) -> Answer {
    let (parts, body) = response.into_parts();
    let body = if is_head { &[] } else { body.as_ref() };
    let (body, is_base64_encoded) =
        std::str::from_utf8(body).map_or_else(|_| (BASE64.encode(body), true), |text| (text.to_owned(), false));
    let text = |value: &HeaderValue| value.to_str().unwrap_or_default().to_owned();
    let headers = parts.headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
    Answer { status_code: parts.status.as_u16(), headers, body, is_base64_encoded, cookies: [] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// A build of three tiny files, as the response of the gateway to a request for one of them.
    fn call(method: &str, path: &str, accepted: &str) -> Value {
        let folder = std::env::temp_dir().join(format!("roster-console-{}-{}", std::process::id(), path.len()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(PAGE), r#"<script src="console.0123456789ab.js">"#).unwrap();
        std::fs::write(folder.join("console.0123456789ab.js.br"), [0xff, 0x00, 0x80]).unwrap();
        std::fs::write(folder.join("console.0123456789ab.js"), "let a;").unwrap();
        let settings = Settings { folder: FOLDER.to_owned(), ..Settings::default() };
        let site = Console::new(Files::Folder(folder), settings);
        let event = json!({
            "rawPath": path,
            "headers": { "accept-encoding": accepted },
            "requestContext": { "http": { "method": method } },
        });
        serde_json::to_value(answer(Some(&site), &serde_json::from_value(event).unwrap())).unwrap()
    }

    #[test]
    fn the_page_names_its_files_by_their_folder() {
        for path in ["/console", "/console/", "/console/index.html"] {
            let answer = call("GET", path, "br");
            assert_eq!((&answer["statusCode"], &answer["isBase64Encoded"]), (&json!(200), &json!(false)), "{path}");
            assert_eq!(answer["body"], r#"<script src="/console/console.0123456789ab.js">"#);
            assert_eq!(answer["headers"]["cache-control"], "no-cache");
        }
    }

    #[test]
    fn a_compressed_file_goes_to_the_gateway_in_base64() {
        let answer = call("GET", "/console/console.0123456789ab.js", "gzip;q=0, br");
        assert_eq!((&answer["body"], &answer["isBase64Encoded"]), (&json!("/wCA"), &json!(true)));
        assert_eq!(answer["headers"]["content-encoding"], "br");
        let answer = call("GET", "/console/console.0123456789ab.js", "");
        assert_eq!((&answer["body"], &answer["headers"]["content-encoding"]), (&json!("let a;"), &Value::Null));
        let head = call("HEAD", "/console/console.0123456789ab.js", "br");
        assert_eq!((&head["statusCode"], &head["body"]), (&json!(200), &json!("")));
    }

    #[test]
    fn nothing_else_is_answered() {
        for path in ["/console/package.json", "/console/../secret", "/console/a/b"] {
            assert_eq!(call("GET", path, "br")["statusCode"], 404, "{path}");
        }
        for method in ["POST", "PUT", "OPTIONS", ""] {
            let answer = call(method, "/console", "");
            assert_eq!((&answer["statusCode"], &answer["headers"]["allow"]), (&json!(405), &json!("GET, HEAD")));
        }
        let without = serde_json::to_value(super::answer(
            None,
            &Event {
                request_context: RequestContext { http: RequestLine { method: "GET".into() } },
                ..Event::default()
            },
        ));
        let without = without.unwrap();
        assert_eq!(without["statusCode"], 404);
        assert!(without["body"].as_str().unwrap().contains("scripts/console build"), "{without}");
    }
}
