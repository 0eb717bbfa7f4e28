//! Writes two files: the log of all tests of this process, and the texts that it must not contain.
//! `scripts/no-secret-logged` compares them after the tests.

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

/// The fields with secrets or personal data: in bodies, queries and answers, at any depth.
const FIELDS: [&str; 37] = [
    "password",
    "passwordAgain",
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
    "phrase",
    "jwt",
    "recoveryCodes",
    "otp",
    "uri",
    "prefs",
    "labels",
    "search",
    "values",
    "providerUid",
    "providerEmail",
    "providerAccessToken",
    "providerRefreshToken",
    "code",
    "state",
    "error_description",
    "userEmail",
    "userName",
    "teamName",
    "ip",
    "url",
    "queries[]",
    "impersonateEmail",
    "impersonateemail",
    "impersonatePHONE",
];
/// The headers with secrets or personal data, of requests and of answers.
const HEADERS: [&str; 12] = [
    "x-appwrite-key",
    "x-appwrite-session",
    "x-appwrite-jwt",
    "x-fallback-cookies",
    "cookie",
    "set-cookie",
    "location",
    "x-forwarded-for",
    "x-forwarded-user-agent",
    "user-agent",
    "x-appwrite-impersonate-user-email",
    "x-appwrite-impersonate-user-phone",
];
/// The shortest text that is noted: shorter ones occur in a log by chance.
const SHORTEST: usize = 7;
/// Of longer texts only the first characters are noted.
const LONGEST: usize = 200;

/// Creates an empty file in the target folder.
fn file(name: &str) -> File {
    File::create(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)).expect("a file in the target folder")
}

/// Starts to write the log of all tests that do not collect their own: every line of the product's crates, and the
/// errors of all others.
pub fn begin() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let levels = [
            "roster_api",
            "roster_store",
            "roster_agents",
            "roster_core",
            "roster_mail",
            "roster_keyring",
            "messages",
            "mfa",
            "oauth2",
            "roster_providers",
            "sweeper",
        ]
        .map(|name| (name, LevelFilter::TRACE));
        let targets = Targets::new().with_default(LevelFilter::ERROR).with_targets(levels);
        let log = Arc::new(file("api.log"));
        let lines = tracing_subscriber::registry().with(log_lines(move || Arc::clone(&log))).with(targets);
        tracing::subscriber::set_global_default(lines).expect("the first log of the process");
    });
}

/// The texts that must not be logged, without duplicates.
struct Secrets {
    known: HashSet<String>,
    file: BufWriter<File>,
}

static SECRETS: LazyLock<Mutex<Secrets>> =
    LazyLock::new(|| Mutex::new(Secrets { known: HashSet::new(), file: BufWriter::new(file("api.secrets")) }));

impl Secrets {
    /// Notes a text as it is, and with the escapes of JSON.
    fn note(&mut self, text: &str) {
        let beginning: String = text.trim().chars().take(LONGEST).collect();
        let quoted = serde_json::to_string(&beginning).expect("a text is JSON");
        for form in [beginning.as_str(), quoted.trim_matches('"')] {
            for line in form.lines().filter(|line| is_identifiable(line)) {
                if self.known.insert(line.to_owned()) {
                    writeln!(self.file, "{line}").expect("a file in the target folder");
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
            // Only the value of a cookie: the text between its name and its attributes.
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

/// Whether a text in the log proves that it was logged. Excluded are short texts, names of parameters, which errors
/// contain, and generated ids of users, which log lines contain.
fn is_identifiable(line: &str) -> bool {
    let is_generated_id = line.len() == 20 && line.bytes().all(|byte| byte.is_ascii_hexdigit());
    line.len() >= SHORTEST && !line.contains('\0') && !FIELDS.contains(&line) && !is_generated_id
}

/// Notes a text that no log may contain.
pub fn note(text: &str) {
    with(|secrets| secrets.note(text));
}

fn with(note: impl FnOnce(&mut Secrets)) {
    let mut secrets = SECRETS.lock().unwrap_or_else(PoisonError::into_inner);
    note(&mut secrets);
    secrets.file.flush().expect("a file in the target folder");
}

/// Notes the texts of a request that no log line may contain.
pub fn note_request(parts: &Parts, body: &Bytes) {
    with(|secrets| {
        secrets.note_headers(&parts.headers);
        secrets.note_form(parts.uri.query().unwrap_or_default().as_bytes());
        secrets.note_body(body);
    });
}

/// Notes the texts of an answer that no log line may contain.
pub fn note_answer(headers: &HeaderMap, body: &Bytes) {
    with(|secrets| {
        secrets.note_headers(headers);
        secrets.note_body(body);
    });
}
