//! All that each function does to the table: every route, its success and its main failures.

use crate::deployment::{Deployment, SESSION};
use roster_core::{Limit, Prefs};
use roster_tests::faults::{Fault, Rule};
use serde_json::{Value, json};
use std::time::Duration;

/// Preferences that get an item of their own.
fn large_prefs() -> Value {
    json!({ "text": "x".repeat(40_000) })
}

/// Expects a status of a request.
macro_rules! expect {
    ($status:literal, $deployment:expr, $method:literal $path:expr $(, $body:expr)?) => {{
        let path: &str = $path.as_ref();
        let body = { #[allow(unused_mut, unused_assignments)] let mut body = Value::Null; $(body = json!($body);)? body };
        let answer = $deployment.ask($method, path, body).await;
        assert_eq!(answer.status, $status, "{} {path}: {}", $method, answer.body);
        answer.body
    }};
}

