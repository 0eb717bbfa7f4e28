//! The checks of AWS before a call reaches a table: credentials and time.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{DATE, HeaderValue};
use hyper::{Request, Response, StatusCode};
use serde_json::json;
use std::time::{Duration, SystemTime};

/// The maximum difference between the time of a request and the time of AWS.
const TOLERANCE: Duration = Duration::from_mins(5);

/// A fault of every call, in addition to the faults of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// No fault.
    Open,
    /// The clock of AWS is ahead of the callers' clock by this duration.
    Ahead(Duration),
    /// The clock of AWS is behind by this duration.
    Behind(Duration),
    /// The temporary credentials have expired.
    ExpiredToken,
    /// The credentials are unknown.
    UnknownKey,
    /// The secret does not match the access key.
    WrongSecret,
}

impl Gate {
    /// The time of AWS.
    fn time(self) -> SystemTime {
        match self {
            Self::Ahead(by) => now() + by,
            Self::Behind(by) => now() - by,
            _ => now(),
        }
    }

    /// Sets the date of a response, when the time of AWS differs from that of the callers.
    pub(crate) fn date(self, answer: &mut Response<Full<Bytes>>) {
        if matches!(self, Self::Ahead(_) | Self::Behind(_)) {
            let date = httpdate::fmt_http_date(self.time());
            answer.headers_mut().insert(DATE, HeaderValue::from_str(&date).expect("a date"));
        }
    }

    /// The response of AWS to a rejected call, with the original messages: they quote parts of the request.
    pub(crate) fn rejection(self, asked: &Request<Bytes>) -> Option<Response<Full<Bytes>>> {
        let header = |name: &str| asked.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let (code, message) = match self {
            Self::Open => return None,
            Self::Ahead(_) | Self::Behind(_) => {
                let (sent, here) = (header("x-amz-date"), self.time());
                let (oldest, newest) = (amz_date(here - TOLERANCE), amz_date(here + TOLERANCE));
                let (word, bound, sign) = if sent < oldest.as_str() {
                    ("expired", format!("earlier than {oldest}"), '-')
                } else if sent > newest.as_str() {
                    ("not yet current", format!("still later than {newest}"), '+')
                } else {
                    return None;
                };
                let here = amz_date(here);
                ("InvalidSignatureException", format!("Signature {word}: {sent} is {bound} ({here} {sign} 5 min.)"))
            }
            Self::ExpiredToken => {
                ("ExpiredTokenException", "The security token included in the request is expired".to_owned())
            }
            Self::UnknownKey => {
                let message = "The security token included in the request is invalid.";
                ("UnrecognizedClientException", message.to_owned())
            }
            Self::WrongSecret => ("InvalidSignatureException", mismatch(header("x-amz-security-token"))),
        };
        let body = json!({ "__type": format!("com.amazon.coral.service#{code}"), "message": message });
        let mut answer = Response::new(Full::new(body.to_string().into()));
        *answer.status_mut() = StatusCode::BAD_REQUEST;
        Some(answer)
    }
}

/// AWS returns the string that should have been signed; it contains the session token.
fn mismatch(token: &str) -> String {
    format!(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key \
         and signing method. Consult the service documentation for details.\n\nThe Canonical String for this request \
         should have been\n'POST\n/\n\nhost:localhost\nx-amz-security-token:{token}\n'"
    )
}

/// `20261126T022500Z`.
fn amz_date(at: SystemTime) -> String {
    let rfc = humantime::format_rfc3339_seconds(at).to_string();
    rfc.chars().filter(|c| !matches!(c, '-' | ':')).collect()
}

#[expect(clippy::disallowed_methods, reason = "AWS has its own clock")]
fn now() -> SystemTime {
    SystemTime::now()
}
