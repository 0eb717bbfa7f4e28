//! An answer, and the checks that tests make of it.

use axum::http::{HeaderMap, StatusCode};
use bytes::Bytes;
use serde_json::{Value, json};

pub const JSON: &str = "application/json; charset=UTF-8";

/// The answer to a request.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    /// A header as text; `None` if it is missing.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Every `Set-Cookie` header.
    pub fn cookies(&self) -> Vec<&str> {
        self.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap()).collect()
    }

    /// The token of the session that this answer creates, from the cookie of current browsers.
    #[track_caller]
    pub fn token(&self) -> String {
        assert_eq!(self.status, 201, "{}", self.text());
        let (_, value) = self.cookies()[1].split(';').next().unwrap().split_once('=').unwrap();
        value.to_owned()
    }

    /// The rate limit, the remaining attempts, and the second in which the next window begins.
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

    /// Checks that the request succeeded, and returns the body.
    #[track_caller]
    pub fn ok(&self) -> Value {
        assert!(self.status.is_success(), "{} {:?}", self.status, self.body);
        self.body()
    }

    /// Checks that the answer is 204 without a body.
    #[track_caller]
    pub fn is_done(&self) {
        assert_eq!((self.status.as_u16(), self.text()), (204, ""));
        assert_eq!(self.header("content-type"), Some("text/plain; charset=UTF-8"));
    }

    /// Checks an error: all fields of its body, in their order, and the headers that keep it out of caches.
    #[track_caller]
    pub fn is_error(&self, code: u16, kind: &str, message: &str) {
        self.is(code, error_body(code, kind, message));
        let fields = ["\"message\":", "\"code\":", "\"type\":", "\"version\":"].map(|field| self.text().find(field));
        assert!(fields.is_sorted(), "{}", self.text());
        assert_eq!(self.header("cache-control"), Some("no-cache, no-store, must-revalidate"));
        assert_eq!((self.header("expires"), self.header("pragma")), (Some("0"), Some("no-cache")));
    }

    /// Checks the error of an invalid parameter.
    #[track_caller]
    pub fn is_invalid(&self, message: &str) {
        self.is_error(400, "general_argument_invalid", message);
    }

    /// Checks that the route does not exist.
    #[track_caller]
    pub fn is_no_route(&self) {
        self.is_error(404, "general_route_not_found", "Not Found");
    }

    /// Checks that the user does not exist.
    #[track_caller]
    pub fn is_no_user(&self) {
        self.is_error(404, "user_not_found", "User not found");
    }

    /// Checks that the password is not that of the email.
    #[track_caller]
    pub fn is_wrong_password(&self) {
        self.is_error(401, "user_invalid_credentials", "Invalid credentials");
    }

    /// Checks that the user is blocked.
    #[track_caller]
    pub fn is_blocked(&self) {
        self.is_error(401, "user_blocked", "Invalid credentials. User is blocked");
    }

    /// Checks that the team does not exist.
    #[track_caller]
    pub fn is_no_team(&self) {
        self.is_error(404, "team_not_found", "Team not found");
    }

    /// Checks that the caller is authenticated but lacks the right.
    #[track_caller]
    pub fn is_unauthorized(&self) {
        let message = "The current user is not authorized to perform the requested action.";
        self.is_error(401, "user_unauthorized", message);
    }

    /// Checks that there were too many attempts.
    #[track_caller]
    pub fn is_limited(&self) {
        self.is_error(429, "general_rate_limit_exceeded", "Too many requests");
    }

    /// Checks that the answer deletes the session cookies of the caller.
    #[track_caller]
    pub fn ends_the_session(&self) {
        let deleted = "=deleted; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure";
        let expected = [format!("a_session_p_legacy{deleted}"), format!("a_session_p{deleted}; SameSite=None")];
        assert_eq!(self.cookies(), expected);
        assert_eq!(self.header("x-fallback-cookies"), Some("[]"));
    }

    /// Checks that the caller counts as a guest, who lacks this scope.
    #[track_caller]
    pub fn is_guest_without(&self, scope: &str) {
        let message = format!("User (role: guest) missing scope ({scope})");
        self.is_error(401, "general_unauthorized_scope", &message);
    }

    /// Checks that the body has these fields in this order.
    #[track_caller]
    pub fn has_fields_in_order(&self, fields: &[&str]) {
        let positions: Vec<_> = fields.iter().map(|field| self.text().find(&format!("\"{field}\":"))).collect();
        assert!(
            positions.iter().all(Option::is_some) && positions.is_sorted(),
            "{fields:?} at {positions:?} in {}",
            self.text()
        );
    }
}

/// The body of an error.
pub fn error_body(code: u16, kind: &str, message: &str) -> Value {
    json!({ "message": message, "code": code, "type": kind, "version": "0.15.3" })
}
