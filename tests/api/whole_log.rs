//! What this whole process logs, of all tests, and what it must never log: both are kept in files, which
//! `scripts/no-secret-logged` holds against each other when all tests are done.

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use roster_api::log_lines;
use serde_json::Value;
use std::collections::HashSet;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex, Once, PoisonError};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;

/// What holds a secret or says who somebody is: in bodies, queries and answers, at any depth.
const FIELDS: [&str; 24] = [
    "password",
    "oldPassword",
    "passwordSalt",
    "passwordSaltSeparator",
    "passwordSignerKey",
    "email",
    "phone",
    "number",
    "name",
    "identifier",
    "secret",
    "jwt",
    "recoveryCodes",
    "prefs",
    "labels",
    "search",
    "values",
    "providerUid",
    "userEmail",
    "userName",
    "teamName",
    "ip",
    "url",
    "queries[]",
];
/// The same in headers, of requests and of answers.
const HEADERS: [&str; 11] = [
    "x-appwrite-key",
    "x-appwrite-session",
    "x-appwrite-jwt",
    "x-fallback-cookies",
    "cookie",
    "set-cookie",
    "x-forwarded-for",
    "x-forwarded-user-agent",
    "user-agent",
    "x-appwrite-impersonate-user-email",
    "x-appwrite-impersonate-user-phone",
];
/// Shorter texts are in anything.
const SHORTEST: usize = 7;
/// Of longer texts the beginning is looked for.
const LONGEST: usize = 200;

/// A file beside the build, made anew by every run.
fn file(name: &str) -> File {
    File::create(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)).expect("a file beside the build")
}

/// Begins to keep what is logged by whoever collects no log of his own: all that our crates say, and what goes wrong elsewhere.
pub fn begin() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let ours =
            ["roster_api", "roster_store", "roster_agents", "roster_core"].map(|name| (name, LevelFilter::TRACE));
        let spoken = Targets::new().with_default(LevelFilter::ERROR).with_targets(ours);
        let log = Arc::new(file("api.log"));
        let lines = tracing_subscriber::registry().with(log_lines(move || Arc::clone(&log))).with(spoken);
        tracing::subscriber::set_global_default(lines).expect("the first log of the process");
    });
}

/// What must not be logged, each once.
struct Secrets {
    known: HashSet<String>,
    file: BufWriter<File>,
}

static SECRETS: LazyLock<Mutex<Secrets>> =
    LazyLock::new(|| Mutex::new(Secrets { known: HashSet::new(), file: BufWriter::new(file("api.secrets")) }));

impl Secrets {
    /// A text as it is, and as JSON would have it.
    fn note(&mut self, text: &str) {
        let beginning: String = text.trim().chars().take(LONGEST).collect();
        let quoted = serde_json::to_string(&beginning).expect("a text is JSON");
        for form in [beginning.as_str(), quoted.trim_matches('"')] {
            for line in form.lines().filter(|line| is_telling(line)) {
                if self.known.insert(line.to_owned()) {
                    writeln!(self.file, "{line}").expect("a file beside the build");
                }
            }
        }
    }

    fn note_all(&mut self, value: &Value) {
        match value {
            Value::String(text) => self.note(text),
            Value::Array(items) => items.iter().for_each(|item| self.note_all(item)),
            Value::Object(fields) => fields.iter().for_each(|(name, value)| {
                self.note(name);
                self.note_all(value);
            }),
            _ => {}
        }
    }

    fn note_fields(&mut self, value: &Value) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.note_fields(item)),
            Value::Object(fields) => fields.iter().for_each(|(name, value)| match FIELDS.contains(&name.as_str()) {
                true => self.note_all(value),
                false => self.note_fields(value),
            }),
            _ => {}
        }
    }

    fn note_form(&mut self, form: &[u8]) {
        for (name, value) in form_urlencoded::parse(form) {
            let root = name.split('[').next().unwrap_or_default();
            if FIELDS.contains(&root) || FIELDS.contains(&name.as_ref()) {
                self.note(&value);
            }
        }
    }

    fn note_headers(&mut self, headers: &HeaderMap) {
        let kept = headers.iter().filter(|(name, _)| HEADERS.contains(&name.as_str()));
        for text in kept.filter_map(|(_, value)| value.to_str().ok()) {
            self.note(text);
            // Of a cookie its value: what follows the name and stands before the rules for browsers.
            let cookies =
                text.split(';').filter_map(|pair| pair.split_once('=')).filter(|(name, _)| name.contains("a_session"));
            cookies.for_each(|(_, token)| self.note(token));
        }
    }

    fn note_body(&mut self, body: &[u8]) {
        match serde_json::from_slice(body) {
            Ok(json) => self.note_fields(&json),
            Err(_) => self.note_form(body),
        }
    }
}

/// Whether a text would be known again: not what is in anything, nor the name of a parameter, which refusals tell, nor an id of a
/// user that was searched for, which lines tell.
fn is_telling(line: &str) -> bool {
    let is_made_id = line.len() == 20 && line.bytes().all(|byte| byte.is_ascii_hexdigit());
    line.len() >= SHORTEST && !line.contains('\0') && !FIELDS.contains(&line) && !is_made_id
}

fn with(note: impl FnOnce(&mut Secrets)) {
    let mut secrets = SECRETS.lock().unwrap_or_else(PoisonError::into_inner);
    note(&mut secrets);
    secrets.file.flush().expect("a file beside the build");
}

/// Keeps what a request brings that no line may tell.
pub fn note_request(parts: &Parts, body: &Bytes) {
    with(|secrets| {
        secrets.note_headers(&parts.headers);
        secrets.note_form(parts.uri.query().unwrap_or_default().as_bytes());
        secrets.note_body(body);
    });
}

/// Keeps what an answer tells that no line may tell.
pub fn note_answer(headers: &HeaderMap, body: &Bytes) {
    with(|secrets| {
        secrets.note_headers(headers);
        secrets.note_body(body);
    });
}
