//! Expected texts of errors, and the expected body of a user that [`TestApp::create`] creates.

use crate::app::TestApp;
use roster_tests::clock::BEGINNING;
use serde_json::{Value, json};

pub const USER_ID_CHOSEN: &str = "Invalid userId: Parameter must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, \
                                  period, hyphen, and underscore. Can't start with a special char";
pub const USER_ID: &str = "Invalid userId: UID must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, and \
                           underscore. Can't start with a leading underscore";
pub const EMAIL: &str = "Invalid email: Value must be a valid email address";
pub const PASSWORD_SHORT: &str = "Invalid password: Password must be at least 8 characters";
pub const PASSWORD_LONG: &str = "Invalid password: Password must be between 8 and 256 characters long.";
pub const NAME: &str = "Invalid name: Value must be a valid string and no longer than 128 chars";
pub const LIMIT: &str = "Invalid limit: Value must be a valid range between 0 and 100";
pub const OFFSET: &str = "Invalid offset: Value must be a valid range between 0 and 5,000";
pub const PREFS: &str = "Invalid prefs: Value must be a valid object.";

pub const PHONE: &str = "Invalid number: Phone number must start with a '+' can have a maximum of fifteen digits.";
pub const SESSION_ID: &str = "Invalid sessionId: UID must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, and \
                              underscore. Can't start with a leading underscore";
pub const TEAM_ID: &str = "Invalid teamId: UID must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, and \
                           underscore. Can't start with a leading underscore";

/// The user agent of a browser.
pub const CHROME: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                          Chrome/70.0.3538.77 Safari/537.36";
/// An IP address that the country database of the tests has as British.
pub const BRITAIN: &str = "2.125.160.9";

/// The time in seconds at which the clock of every app starts.
pub const START: u64 = BEGINNING.as_secs();

/// The fields of a client in sessions and log entries, in their order.
pub const CLIENT_FIELDS: [&str; 12] = [
    "osCode",
    "osName",
    "osVersion",
    "clientType",
    "clientCode",
    "clientName",
    "clientVersion",
    "clientEngine",
    "clientEngineVersion",
    "deviceName",
    "deviceBrand",
    "deviceModel",
];

/// The values of [`CLIENT_FIELDS`] for [`CHROME`].
pub fn client_fields() -> Value {
    let browser = ["browser", "CH", "Chrome", "70.0", "Blink", "70.0.3538.77"];
    let values = ["WIN", "Windows", "10"].into_iter().chain(browser).chain(["desktop", "", ""]);
    CLIENT_FIELDS.into_iter().zip(values).collect()
}

/// Ids that are invalid in a path: too long, or with characters that an id must not have.
pub fn invalid_ids() -> Vec<String> {
    let ids = ["-x", "_x", ".x", "a%20b", "%C3%A9", "a%00", "%00", "a%2fb", "a%23b", "a@b", "unique()", "$x", "a'b"];
    ids.into_iter().map(str::to_owned).chain(["a".repeat(37), "a".repeat(3_000)]).collect()
}

/// The error message of a missing parameter.
pub fn missing(param: &str) -> String {
    format!("Param \"{param}\" is not optional.")
}

/// The expected body of the user right after creation.
pub fn user(id: &str) -> Value {
    json!({
        "$id": id,
        "$createdAt": START,
        "$updatedAt": START,
        "name": format!("{id} Lee"),
        "registration": START,
        "status": true,
        "passwordUpdate": START,
        "email": format!("{}@example.com", id.to_lowercase()),
        "phone": "",
        "emailVerification": false,
        "phoneVerification": false,
        "prefs": {},
    })
}

/// A body with some of its fields replaced.
pub fn with(mut body: Value, changes: Value) -> Value {
    for (field, value) in changes.as_object().unwrap() {
        body[field] = value.clone();
    }
    body
}

impl TestApp {
    /// Creates the user of [`user`] through the API.
    pub async fn create(&self, id: &str) -> Value {
        let (name, email) = (format!("{id} Lee"), format!("{id}@example.com"));
        let new = json!({ "userId": id, "email": email, "password": "correct horse", "name": name });
        let answer = self.post("/v1/users").key().json(new).send().await;
        assert_eq!(answer.status.as_u16(), 201, "{}", answer.text());
        answer.body()
    }

    /// Reads the user through the API.
    pub async fn read(&self, id: &str) -> Value {
        self.get(&format!("/v1/users/{id}")).key().send().await.ok()
    }

    /// The events of a user's log, newest first.
    pub async fn events(&self, id: &str) -> Vec<String> {
        let log = self.get(&format!("/v1/users/{id}/logs?limit=100")).key().send().await.ok();
        let entries = log["logs"].as_array().unwrap().iter();
        entries.map(|entry| entry["event"].as_str().unwrap().to_owned()).collect()
    }
}
