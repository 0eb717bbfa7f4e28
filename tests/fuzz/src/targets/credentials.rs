//! Credentials: cookies, tokens, API keys and JWTs with arbitrary content give no access that they were not issued for.

use crate::answer::SentRequest;
use crate::bytes::Bytes;
use crate::{Pace, Target, test_app};
use axum::body::Body;
use axum::http::{HeaderValue, Request};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

pub(crate) const TARGET: Target = Target {
    name: "credentials",
    run,
    seeds: &[
        b"\x00x=1; a_session_p=eyJpZCI6ImFubiIsInNlY3JldCI6InMxLjA5In0=; a_session_p_legacy=\"abc%3D\"",
        b"\x01{\"a_session_p\":\"eyJpZCI6ImFubiIsInNlY3JldCI6InMxLjA5In0=\"}",
        b"\x02eyJpZCI6ImFubiIsInNlY3JldCI6InMxLjA5In0=",
        b"\x03standard_0707070707070707070707070707070707070707070707070707070707070707d1b9c1a5",
        b"\x04eyJhbGciOiJub25lIn0.eyJ1c2VySWQiOiJhbm4iLCJzZXNzaW9uSWQiOiJzMSIsImV4cCI6OTk5OTk5OTk5OX0.",
        b"\x05{\"userId\":\"ann\",\"sessionId\":\"s1\",\"born\":1,\"exp\":99999999999}",
        b"\x05{\"userId\":\"ann\",\"sessionId\":\"\",\"born\":18446744073709551615,\"exp\":18446744073709551615}",
        b"\x06{\"id\":\"ann\",\"secret\":\"s1.0909\"}",
        b"\x07ann@example.com",
    ],
    pace: Pace::Request,
};

const PATH: &str = "/v1/account";
const HEADERS: [&str; 5] = ["cookie", "x-fallback-cookies", "x-appwrite-session", "x-appwrite-key", "x-appwrite-jwt"];
const IMPERSONATED: [&str; 3] =
    ["x-appwrite-impersonate-user-id", "x-appwrite-impersonate-user-email", "x-appwrite-impersonate-user-phone"];

fn run(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let kind = usize::from(bytes.byte()) % 8;
    match kind {
        5 => send("x-appwrite-jwt", signed(bytes.rest()).as_bytes(), Some("s1")),
        6 => send("cookie", format!("a_session_p={}", STANDARD.encode(bytes.rest())).as_bytes(), None),
        7 => IMPERSONATED.iter().for_each(|name| send(name, data.get(1..).unwrap_or_default(), None)),
        _ => send(HEADERS[kind], bytes.rest(), None),
    }
}

/// A JWT with these claims, signed with the key of the project: only the claims are arbitrary.
fn signed(claims: &[u8]) -> String {
    let head = URL_SAFE_NO_PAD.encode(r#"{"typ":"JWT","alg":"HS256"}"#);
    let message = format!("{head}.{}", URL_SAFE_NO_PAD.encode(claims));
    let key: Hmac<Sha256> = KeyInit::new_from_slice(test_app::JWT_KEY.as_bytes()).expect("a key of any length");
    let signature = key.chain_update(message.as_bytes()).finalize().into_bytes();
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// Requests the account in both dialects. Credentials that were not issued give no access.
fn send(name: &str, value: &[u8], may_be: Option<&str>) {
    let Ok(value) = HeaderValue::from_bytes(value) else { return };
    for format in ["0.15.0", "1.9.6"] {
        let request = Request::get(PATH).header(name, &value).header("x-appwrite-project", test_app::PROJECT);
        let request = request.header("x-appwrite-response-format", format).body(Body::empty()).expect("a request");
        let (answer, genuine) = test_app::with(|test_app| {
            let held = value.to_str().unwrap_or_default();
            let genuine = held.contains(test_app.session()) || held == test_app.key();
            (test_app.send(request), genuine)
        });
        answer.ensure_valid(&SentRequest { method: "GET", path: PATH, format: Some(format), summary: name });
        if answer.status < 400 && !genuine {
            // Claims with an existing session, signed with our key, are a valid JWT.
            assert!(may_be.is_some(), "{name}: {value:?} gives access to an account: {answer}");
            assert_eq!(answer.json()["$id"], test_app::USERS[0], "{answer}");
        }
    }
}
