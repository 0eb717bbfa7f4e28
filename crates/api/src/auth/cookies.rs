//! The cookies of a session: set when it begins, cleared when it ends.

use crate::auth::credentials::cookie_name;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponseParts, Response, ResponseParts};
use roster_core::{ProjectId, SessionToken, Timestamp};
use std::convert::Infallible;

const FALLBACK: HeaderName = HeaderName::from_static("x-fallback-cookies");

/// The change of a caller's session cookie. The name of the cookie needs the project's id, which the guard adds.
#[derive(Debug, Clone)]
pub enum SessionCookie {
    /// The session begins.
    Set {
        /// The token as callers receive it.
        token: String,
        /// When the session ends.
        until: Timestamp,
    },
    /// The session has ended.
    Clear,
}

impl SessionCookie {
    /// The cookie of a new session.
    #[must_use]
    pub fn of(token: &SessionToken, until: Timestamp) -> Self {
        Self::Set { token: token.reveal(), until }
    }
}

impl IntoResponseParts for SessionCookie {
    type Error = Infallible;

    fn into_response_parts(self, mut response: ResponseParts) -> Result<ResponseParts, Infallible> {
        response.extensions_mut().insert(self);
        Ok(response)
    }
}

/// Writes the cookies of the project, if the response changes them: one for current browsers, one for older ones, and
/// the header that the web SDK uses when the browser blocks cookies. Browsers accept `Secure` cookies from localhost,
/// too.
pub(crate) fn write(response: &mut Response, project: &ProjectId) {
    let Some(cookie) = response.extensions_mut().remove::<SessionCookie>() else { return };
    let name = cookie_name(project);
    let (value, expires, fallback) = match &cookie {
        SessionCookie::Set { token, until } => {
            (token.as_str(), http_date(*until), format!("{{\"{name}\":\"{token}\"}}"))
        }
        SessionCookie::Clear => ("deleted", http_date(Timestamp::default()), "[]".to_owned()),
    };
    let modern = format!("{name}={value}; Path=/; Expires={expires}; HttpOnly; Secure; SameSite=None");
    let legacy = format!("{name}_legacy={value}; Path=/; Expires={expires}; HttpOnly; Secure");
    for cookie in [modern, legacy] {
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    if let Ok(fallback) = HeaderValue::from_str(&fallback) {
        response.headers_mut().insert(FALLBACK, fallback);
    }
}

/// A time in the form of cookies: `Sun, 06 Nov 1994 08:49:37 GMT`.
fn http_date(at: Timestamp) -> String {
    httpdate::fmt_http_date(std::time::UNIX_EPOCH + std::time::Duration::from_secs(at.as_secs()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::response::IntoResponse;

    #[test]
    fn a_session_sets_two_cookies_and_the_fallback() {
        let cookie = SessionCookie::Set { token: "t0k=".into(), until: Timestamp::from_secs(784_111_777) };
        let mut response = (cookie, ()).into_response();
        write(&mut response, &ProjectId::parse("Pro").unwrap());
        let set: Vec<_> = response.headers().get_all(header::SET_COOKIE).iter().collect();
        let modern =
            "a_session_pro=t0k=; Path=/; Expires=Sun, 06 Nov 1994 08:49:37 GMT; HttpOnly; Secure; SameSite=None";
        assert_eq!(set.len(), 2);
        assert_eq!(set[0], modern);
        assert_eq!(response.headers()[FALLBACK], "{\"a_session_pro\":\"t0k=\"}");
    }
}
