//! The inbox of a stack: emails that the running functions send.

use crate::programs::PAUSE;
use crate::report::Outcome;
use crate::request::{get, post};
use crate::stack::Stack;
use serde_json::{Value, json};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long an email may take: the function sends it before it responds.
const LIMIT: Duration = Duration::from_secs(10);

/// A forgotten password: its email is in the inbox, with a link, and the page is there.
pub fn has_the_emails_of_the_functions(stack: &Stack) -> Outcome {
    let email = format!("inbox-{}@example.com", std::process::id());
    let user = json!({ "userId": "unique()", "email": email, "password": "correct horse" });
    sent(stack, "/v1/users", &user, &[("x-appwrite-key", stack.env("API_KEY"))])?;
    sent(stack, "/v1/account/recovery", &json!({ "email": email, "url": "http://localhost:8080/recover" }), &[])?;
    let message = wait_for(stack, &email)?;
    let text = message["text"].as_str().unwrap_or_default();
    if !text.contains("http://localhost:8080/recover?userId=") || message["kind"] != "email" {
        return Err(format!("the email has no link: {message}"));
    }
    match get(stack.port(), "/inbox/", &[])? {
        (200, page) if page.contains("content-security-policy") => Ok(()),
        (status, _) => Err(format!("GET /inbox/: {status}")),
    }
}

fn sent(stack: &Stack, path: &str, body: &Value, headers: &[(&str, &str)]) -> Outcome {
    let own = [("content-type", "application/json"), ("x-appwrite-project", stack.env("PROJECT_ID"))];
    match post(stack.port(), path, &[&own[..], headers].concat(), body.to_string().as_bytes())? {
        (201, _) => Ok(()),
        (status, answer) => Err(format!("POST {path}: {status} {answer}")),
    }
}

fn wait_for(stack: &Stack, email: &str) -> Outcome<Value> {
    let end = Instant::now() + LIMIT;
    loop {
        let (_, answer) = get(stack.port(), "/inbox/messages", &[])?;
        let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        let messages: Value = serde_json::from_str(body).map_err(|cause| format!("the messages: {cause}"))?;
        let list = messages.as_array().map(Vec::as_slice).unwrap_or_default();
        if let Some(found) = list.iter().find(|message| message["to"] == email) {
            return Ok(found.clone());
        }
        if Instant::now() > end {
            return Err(format!("no email to {email} among {} messages", list.len()));
        }
        sleep(PAUSE);
    }
}
