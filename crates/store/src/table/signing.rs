//! Signature Version 4 of the requests to the table (source: AWS, "Signature Version 4 for API requests").
//!
//! The SDK's signer is for every service: it encodes paths and queries, sorts them, and derives the key of a day for each
//! request. Every request to DynamoDB is a POST of `/`. A request that is not is left to the SDK's signer, and so are all
//! requests of a process whose clock is wrong: that signer corrects the time.

use aws_runtime::auth::sigv4::{SCHEME_ID, SigV4Signer};
use aws_sdk_dynamodb::config::Credentials;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::auth::{AuthScheme, AuthSchemeEndpointConfig, AuthSchemeId, Sign};
use aws_smithy_runtime_api::client::identity::{Identity, SharedIdentityResolver};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::{GetIdentityResolver, RuntimeComponents};
use aws_smithy_types::config_bag::ConfigBag;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

const SERVICE: &str = "dynamodb";
const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// Signs requests to the table in one region.
pub(super) struct TableSigner {
    region: String,
    /// The key of the last request: it depends on the secret and the day.
    key: Mutex<Option<DayKey>>,
    is_clock_wrong: Arc<AtomicBool>,
    usual: SigV4Signer,
}

#[derive(Clone)]
struct DayKey {
    access: String,
    day: u64,
    key: [u8; 32],
}

impl TableSigner {
    /// A signer for this region, as long as the clock is right.
    pub(super) fn new(region: impl Into<String>, is_clock_wrong: Arc<AtomicBool>) -> Self {
        Self { region: region.into(), key: Mutex::default(), is_clock_wrong, usual: SigV4Signer::new() }
    }

    /// The key for requests of this day.
    fn key(&self, credentials: &Credentials, moment: &Moment) -> Result<[u8; 32], BoxError> {
        let mut last = self.key.lock().unwrap_or_else(PoisonError::into_inner);
        let access = credentials.access_key_id();
        if let Some(known) = last.as_ref().filter(|known| known.day == moment.day && known.access == access) {
            return Ok(known.key);
        }
        let secret = format!("AWS4{}", credentials.secret_access_key());
        let of_day = hmac(secret.as_bytes(), moment.date().as_bytes())?;
        let of_service = hmac(&hmac(&of_day, self.region.as_bytes())?, SERVICE.as_bytes())?;
        let key = hmac(&of_service, b"aws4_request")?;
        *last = Some(DayKey { access: access.to_owned(), day: moment.day, key });
        Ok(key)
    }

    fn sign(&self, request: &mut HttpRequest, credentials: &Credentials, at: SystemTime) -> Result<(), BoxError> {
        let (moment, host) = (Moment::of(at)?, host(request.uri())?.to_owned());
        let headers = request.headers_mut();
        headers.insert("x-amz-date", moment.text.clone());
        if let Some(token) = credentials.session_token() {
            headers.insert("x-amz-security-token", token.to_owned());
        }
        let (canonical, names) = canonical(request, &host).ok_or("a body that is not in memory cannot be signed")?;
        let scope = [moment.date(), self.region.as_str(), SERVICE, "aws4_request"].join("/");
        let digest = Hex::of(Sha256::digest(canonical));
        let signed = [ALGORITHM, moment.text.as_str(), scope.as_str(), digest.as_str()].join("\n");
        let signature = Hex::of(hmac(&self.key(credentials, &moment)?, signed.as_bytes())?);
        let parts = [
            ALGORITHM,
            " Credential=",
            credentials.access_key_id(),
            "/",
            scope.as_str(),
            ", SignedHeaders=",
            names.as_str(),
            ", Signature=",
            signature.as_str(),
        ];
        let authorization = parts.concat();
        request.headers_mut().insert("authorization", authorization);
        Ok(())
    }
}

/// The request in the form that is signed, and the names of its signed headers: the host, the type of the body, and all
/// of AWS's own.
fn canonical(request: &HttpRequest, host: &str) -> Option<(String, String)> {
    let is_signed = |name: &str| name.starts_with("x-amz-") || name == "content-type";
    let mut headers: Vec<_> = request.headers().iter().filter(|(name, _)| is_signed(name)).collect();
    headers.push(("host", host));
    headers.sort_unstable();
    let mut names = String::with_capacity(128);
    let mut canonical = String::with_capacity(1_536);
    canonical.push_str("POST\n/\n\n");
    for (name, value) in headers {
        names.push_str(if names.is_empty() { "" } else { ";" });
        names.push_str(name);
        canonical.extend([name, ":", value.trim(), "\n"]);
    }
    let body = Hex::of(Sha256::digest(request.body().bytes()?));
    canonical.extend(["\n", names.as_str(), "\n", body.as_str()]);
    Some((canonical, names))
}

/// Host and port of a URL.
fn host(url: &str) -> Result<&str, BoxError> {
    let (_, rest) = url.split_once("://").ok_or("the URL of the table is not absolute")?;
    Ok(rest.split('/').next().unwrap_or(rest))
}

/// Whether a request is of the form that [`TableSigner`] signs.
fn is_plain(request: &HttpRequest) -> bool {
    let (_, rest) = request.uri().split_once("://").unwrap_or_default();
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let has_usual_port = host.ends_with(":443") || host.ends_with(":80");
    request.method() == "POST" && !host.is_empty() && path.is_empty() && !rest.contains(['?', '@']) && !has_usual_port
}

impl Sign for TableSigner {
    fn sign_http_request(
        &self,
        request: &mut HttpRequest,
        identity: &Identity,
        endpoint: AuthSchemeEndpointConfig<'_>,
        components: &RuntimeComponents,
        config: &ConfigBag,
    ) -> Result<(), BoxError> {
        match identity.data::<Credentials>() {
            Some(credentials) if is_plain(request) && !self.is_clock_wrong.load(Ordering::Relaxed) => {
                self.sign(request, credentials, components.time_source().unwrap_or_default().now())
            }
            _ => self.usual.sign_http_request(request, identity, endpoint, components, config),
        }
    }
}

impl AuthScheme for TableSigner {
    fn scheme_id(&self) -> AuthSchemeId {
        SCHEME_ID
    }

    fn identity_resolver(&self, resolvers: &dyn GetIdentityResolver) -> Option<SharedIdentityResolver> {
        resolvers.identity_resolver(SCHEME_ID)
    }

    fn signer(&self) -> &dyn Sign {
        self
    }
}

/// The key is as secret as the credentials: a debug print shows only the region.
impl fmt::Debug for TableSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TableSigner({})", self.region)
    }
}

fn hmac(key: &[u8], text: &[u8]) -> Result<[u8; 32], BoxError> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).map_err(|_| "a key of an invalid length")?;
    mac.update(text);
    Ok(mac.finalize().into_bytes().into())
}

/// A digest as hexadecimal digits.
struct Hex([u8; 64]);

impl Hex {
    fn of(digest: impl Into<[u8; 32]>) -> Self {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let (digest, mut digits): ([u8; 32], _) = (digest.into(), [0; 64]);
        for (pair, byte) in digits.chunks_exact_mut(2).zip(digest) {
            pair.copy_from_slice(&[DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
        }
        Self(digits)
    }

    fn as_str(&self) -> &str {
        // Digits are always a text.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// A time as signatures write it: `20261130T204500Z`.
struct Moment {
    day: u64,
    text: String,
}

impl Moment {
    fn of(at: SystemTime) -> Result<Self, BoxError> {
        let seconds = at.duration_since(UNIX_EPOCH)?.as_secs();
        let (day, second) = (seconds / 86_400, seconds % 86_400);
        let (year, month, date) = calendar(day);
        let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
        Ok(Self { day, text: format!("{year:04}{month:02}{date:02}T{hour:02}{minute:02}{second:02}Z") })
    }

    fn date(&self) -> &str {
        self.text.split('T').next().unwrap_or_default()
    }
}

/// Year, month and day of a day since 1970 in the Gregorian calendar, by eras of 400 years that begin on 1 March.
const fn calendar(day: u64) -> (u64, u64, u64) {
    let since = day + 719_468;
    let (era, of_era) = (since / 146_097, since % 146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let date = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (era * 400 + year + if month <= 2 { 1 } else { 0 }, month, date)
}

#[cfg(test)]
mod tests;
