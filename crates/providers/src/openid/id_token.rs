//! `id_token`s (source: OpenID Connect Core 1.0, 3.1.3.7).

use super::keys::{Keys, Source};
use super::signature::Algorithm;
use crate::account::text;
use crate::endpoints::{IdTokenRule, TENANT};
use crate::error::ProviderError;
use crate::outbound::Outbound;
use crate::table::PERSONAL;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use roster_core::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use subtle::ConstantTimeEq as _;

/// How far the clock of a provider may be off, in seconds.
const LEEWAY: u64 = 60;

/// What an `id_token` must say.
#[derive(Clone, Copy)]
pub(crate) struct Expected<'a> {
    pub provider: &'static str,
    pub rule: &'a IdTokenRule,
    pub client_id: &'a str,
    /// `None` if the provider repeats none.
    pub nonce: Option<&'a str>,
    pub now: Timestamp,
}

#[derive(Deserialize)]
struct Head {
    alg: String,
    kid: Option<String>,
    crit: Option<Value>,
}

/// Verifies an `id_token`, and returns its claims.
///
/// # Errors
/// [`ProviderError::NotVerified`] with the rule that it does not follow; [`ProviderError::Unavailable`] if the keys
/// cannot be had.
pub(crate) async fn verify(
    token: &str,
    expected: Expected<'_>,
    keys: &Keys,
    outbound: &Outbound,
) -> Result<Value, ProviderError> {
    let provider = expected.provider;
    let not_verified = |cause| ProviderError::NotVerified { provider, cause };
    let (signed, signature) = token.rsplit_once('.').ok_or_else(|| not_verified(MALFORMED))?;
    let (head, claims) = signed.split_once('.').ok_or_else(|| not_verified(MALFORMED))?;
    let decoded = |part: &str| BASE64.decode(part).map_err(|_| not_verified(MALFORMED));
    let head: Head = serde_json::from_slice(&decoded(head)?).map_err(|_| not_verified(MALFORMED))?;
    let algorithm = Algorithm::parse(&head.alg).filter(|_| head.crit.is_none());
    let algorithm = algorithm.ok_or_else(|| not_verified("the algorithm of the id_token is not accepted"))?;
    // What can be checked without a call is checked before one.
    let claims: Value = serde_json::from_slice(&decoded(claims)?).map_err(|_| not_verified(MALFORMED))?;
    expected.check(&claims).map_err(not_verified)?;
    let source = Source { provider, url: &expected.rule.keys, outbound };
    let key = keys.key(source, head.kid.as_deref(), algorithm, expected.now).await?;
    if key.verifies(algorithm, signed.as_bytes(), &decoded(signature)?) {
        return Ok(claims);
    }
    Err(not_verified("the signature of the id_token is not valid"))
}

const MALFORMED: &str = "the id_token is malformed";

impl Expected<'_> {
    /// Checks the claims.
    fn check(&self, claims: &Value) -> Result<(), &'static str> {
        let rules = [
            (self.is_of_issuer(claims), "the issuer of the id_token is wrong"),
            (self.is_for_client(claims), "the audience of the id_token is wrong"),
            (self.is_of_now(claims), "the id_token is not valid at this time"),
            (self.has_nonce(claims), "the nonce of the id_token is wrong"),
            (text(claims, "/sub").is_some(), "the id_token has no subject"),
        ];
        rules.iter().find(|(holds, _)| !holds).map_or(Ok(()), |(_, cause)| Err(cause))
    }

    /// The issuer is the expected one; for Microsoft, the one of the tenant that the token is of.
    fn is_of_issuer(&self, claims: &Value) -> bool {
        let Some(issuer) = claims["iss"].as_str() else { return false };
        if !self.rule.issuer.contains(TENANT) {
            return issuer == self.rule.issuer || self.is_google(issuer);
        }
        let tenant = claims["tid"].as_str().unwrap_or_default();
        let is_id = is_uuid(tenant);
        let is_wanted = match self.rule.tenant.as_deref() {
            Some("consumers") => tenant == PERSONAL,
            Some("organizations") => tenant != PERSONAL,
            Some(wanted) if is_uuid(wanted) => tenant.eq_ignore_ascii_case(wanted),
            _ => true,
        };
        is_id && is_wanted && issuer == self.rule.issuer.replace(TENANT, tenant)
    }

    /// Google writes its issuer without the scheme in some tokens (source:
    /// <https://developers.google.com/identity/openid-connect/openid-connect#validatinganidtoken>).
    fn is_google(&self, issuer: &str) -> bool {
        self.rule.issuer == "https://accounts.google.com" && issuer == "accounts.google.com"
    }

    /// The token is for this client; one for several must name it as the one that asked.
    fn is_for_client(&self, claims: &Value) -> bool {
        let asked = claims.get("azp").map(|azp| azp == self.client_id);
        match &claims["aud"] {
            Value::String(audience) => audience == self.client_id && asked != Some(false),
            Value::Array(audiences) => {
                let is_named = audiences.iter().any(|audience| audience == self.client_id);
                is_named && asked.unwrap_or(audiences.len() == 1)
            }
            _ => false,
        }
    }

    fn is_of_now(&self, claims: &Value) -> bool {
        let now = self.now.as_secs();
        // Some write fractions of seconds.
        let secs = |name: &str| claims[name].as_f64().filter(|secs| *secs >= 0.0).map(|secs| secs as u64);
        let has_begun = |name: &str| secs(name).map(|secs| secs <= now + LEEWAY);
        let has_ended = secs("exp").is_none_or(|end| end.saturating_add(LEEWAY) <= now);
        let may_begin = claims.get("nbf").is_none() || has_begun("nbf") == Some(true);
        !has_ended && may_begin && has_begun("iat") == Some(true)
    }

    fn has_nonce(&self, claims: &Value) -> bool {
        let Some(expected) = self.nonce else { return true };
        let nonce = claims["nonce"].as_str().unwrap_or_default();
        nonce.as_bytes().ct_eq(expected.as_bytes()).into()
    }
}

fn is_uuid(text: &str) -> bool {
    let is_place = |at: usize| matches!(at, 8 | 13 | 18 | 23);
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| if is_place(at) { byte == b'-' } else { byte.is_ascii_hexdigit() })
}
