//! An answer, and what may be asked of it.

use axum::http::{HeaderMap, StatusCode};
use bytes::Bytes;
use serde_json::{Value, json};

pub const JSON: &str = "application/json; charset=UTF-8";

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    /// A header as text; nothing when it is not there.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Every cookie that is set, as it was sent.
    pub fn cookies(&self) -> Vec<&str> {
        self.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap()).collect()
    }

    /// The token of the session that begins with this answer.
    #[track_caller]
    pub fn token(&self) -> String {
        assert_eq!(self.status, 201, "{}", self.text());
        let cookies: Value = serde_json::from_str(self.header("x-fallback-cookies").unwrap()).unwrap();
        cookies.as_object().unwrap().values().next().unwrap().as_str().unwrap().to_owned()
    }

    /// Limit and what remains of it, and the second of the next window.
    pub fn rate(&self) -> Option<(u64, u64, u64)> {
        let number = |name: &str| self.header(name)?.parse().ok();
        Some((number("x-ratelimit-limit")?, number("x-ratelimit-remaining")?, number("x-ratelimit-reset")?))
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    #[track_caller]
    pub fn body(&self) -> Value {
        let body = serde_json::from_slice(&self.body);
        body.unwrap_or_else(|error| panic!("{} {:?}: {error}", self.status, self.body))
    }

    /// Checks status, content type and the whole body.
    #[track_caller]
    pub fn is(&self, status: u16, body: Value) {
        assert_eq!((self.status.as_u16(), self.body()), (status, body));
        assert_eq!(self.header("content-type"), Some(JSON));
    }

    /// Checks that all went well, and gives the body.
    #[track_caller]
    pub fn ok(&self) -> Value {
        assert!(self.status.is_success(), "{} {:?}", self.status, self.body);
        self.body()
    }

    /// Checks that it is done, and nothing more is said.
    #[track_caller]
    pub fn is_done(&self) {
        assert_eq!((self.status.as_u16(), self.text()), (204, ""));
        assert_eq!(self.header("content-type"), Some("text/plain; charset=UTF-8"));
    }

    /// Checks a refusal: the whole envelope, in its order, and the headers that keep it out of caches.
    #[track_caller]
    pub fn is_refused(&self, code: u16, kind: &str, message: &str) {
        self.is(code, refusal(code, kind, message));
        let fields = ["\"message\":", "\"code\":", "\"type\":", "\"version\":"].map(|field| self.text().find(field));
        assert!(fields.is_sorted(), "{}", self.text());
        assert_eq!(self.header("cache-control"), Some("no-cache, no-store, must-revalidate"));
        assert_eq!((self.header("expires"), self.header("pragma")), (Some("0"), Some("no-cache")));
    }

    /// Checks a refusal of parameters.
    #[track_caller]
    pub fn is_invalid(&self, message: &str) {
        self.is_refused(400, "general_argument_invalid", message);
    }

    /// Checks that there is no such route.
    #[track_caller]
    pub fn is_no_route(&self) {
        self.is_refused(404, "general_route_not_found", "Not Found");
    }

    /// Checks that there is no such user.
    #[track_caller]
    pub fn is_no_user(&self) {
        self.is_refused(404, "user_not_found", "User not found");
    }

    /// Checks that address and password do not belong together.
    #[track_caller]
    pub fn is_wrong_password(&self) {
        self.is_refused(401, "user_invalid_credentials", "Invalid credentials");
    }

    /// Checks that the user is blocked.
    #[track_caller]
    pub fn is_blocked(&self) {
        self.is_refused(401, "user_blocked", "Invalid credentials. User is blocked");
    }

    /// Checks that there is no such team.
    #[track_caller]
    pub fn is_no_team(&self) {
        self.is_refused(404, "team_not_found", "Team not found");
    }

    /// Checks that the caller is known, and may not do this.
    #[track_caller]
    pub fn is_unauthorized(&self) {
        let message = "The current user is not authorized to perform the requested action.";
        self.is_refused(401, "user_unauthorized", message);
    }

    /// Checks that there were too many attempts.
    #[track_caller]
    pub fn is_limited(&self) {
        self.is_refused(429, "general_rate_limit_exceeded", "Too many requests");
    }

    /// Checks that the caller's session is taken back.
    #[track_caller]
    pub fn ends_the_session(&self) {
        let over = "=deleted; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure";
        let expected = [format!("a_session_p{over}; SameSite=None"), format!("a_session_p_legacy{over}")];
        assert_eq!(self.cookies(), expected);
        assert_eq!(self.header("x-fallback-cookies"), Some("[]"));
    }

    /// Checks that nobody with a key was calling.
    #[track_caller]
    pub fn is_guest_without(&self, scope: &str) {
        let message = format!("User (role: guest) missing scope ({scope})");
        self.is_refused(401, "general_unauthorized_scope", &message);
    }

    /// Checks that the fields of the body come in this order, each right behind the one before it.
    #[track_caller]
    pub fn has_fields_in_order(&self, fields: &[&str]) {
        let places: Vec<_> = fields.iter().map(|field| self.text().find(&format!("\"{field}\":"))).collect();
        assert!(
            places.iter().all(Option::is_some) && places.is_sorted(),
            "{fields:?} at {places:?} in {}",
            self.text()
        );
    }
}

/// The body of a refusal.
pub fn refusal(code: u16, kind: &str, message: &str) -> Value {
    json!({ "message": message, "code": code, "type": kind, "version": "0.15.3" })
}
