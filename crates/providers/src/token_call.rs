//! Calls of a token endpoint.

use crate::endpoints::Resolved;
use crate::error::{ProviderError, description, error_code};
use crate::outbound::{Answer, Call, Outbound};
use crate::table::{Authentication, Entry};
use crate::tokens::ProviderTokens;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use form_urlencoded::{Serializer, byte_serialize};
use serde_json::{Map, Value};
use std::time::Duration;
use zeroize::Zeroizing;

/// Longest token, in bytes: those of Microsoft have some 2 kB, and both must fit into an item when encrypted.
const MAX_TOKEN: usize = 16 * 1024;

/// The client as the token endpoint knows it.
pub(crate) struct Client<'a> {
    pub entry: &'static Entry,
    pub id: &'a str,
    pub secret: &'a str,
}

/// What a token endpoint issued.
pub(crate) struct Issued {
    pub tokens: ProviderTokens,
    pub id_token: Option<Zeroizing<String>>,
}

impl Client<'_> {
    /// Sends a grant: `fields` are those of the grant (RFC 6749, 4.1.3 and 6).
    ///
    /// # Errors
    /// [`ProviderError::Refused`] with the provider's error, or [`ProviderError::Unavailable`].
    pub(crate) async fn ask(
        &self,
        endpoints: &Resolved,
        outbound: &Outbound,
        fields: &[(&str, &str)],
    ) -> Result<Issued, ProviderError> {
        let mut form = Serializer::new(String::new());
        form.extend_pairs(fields);
        let is_basic = self.entry.authentication == Authentication::Basic || endpoints.is_basic;
        let mut headers = Vec::new();
        let basic = self.basic();
        if is_basic {
            headers.push(("authorization", basic.as_str()));
            // X wants the id here as well.
            form.append_pair("client_id", self.id);
        } else {
            form.append_pair("client_id", self.id).append_pair("client_secret", self.secret);
        }
        let form = Zeroizing::new(form.finish());
        let call = Call { url: &endpoints.token, form: Some(&form), headers: &headers };
        let answer = outbound.send(call).await.map_err(|cause| self.unavailable(cause))?;
        self.read(&answer, fields)
    }

    /// The header for id and secret, which are form-encoded first (RFC 6749, 2.3.1).
    fn basic(&self) -> Zeroizing<String> {
        let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
        let pair = Zeroizing::new(format!("{}:{}", encode(self.id), encode(self.secret)));
        Zeroizing::new(format!("Basic {}", BASE64.encode(pair.as_bytes())))
    }

    fn read(&self, answer: &Answer, sent: &[(&str, &str)]) -> Result<Issued, ProviderError> {
        let fields = fields(&answer.body);
        let is_success = (200..300).contains(&answer.status);
        let error = fields.as_ref().and_then(|fields| fields.get("error")).filter(|error| !error.is_null());
        if let Some(error) = error {
            let status = if is_success { 400 } else { answer.status };
            return Err(self.rejected(status, error, fields.as_ref(), sent));
        }
        if !is_success {
            return Err(self.rejected(answer.status, &Value::Null, None, sent));
        }
        let fields = fields.ok_or_else(|| self.unavailable("the answer of the token endpoint is malformed"))?;
        let token = |name: &str| {
            fields.get(name).and_then(Value::as_str).filter(|token| (1..=MAX_TOKEN).contains(&token.len()))
        };
        let secret = |name: &str| token(name).map(|token| Zeroizing::new(token.to_owned()));
        let access =
            secret("access_token").ok_or_else(|| self.unavailable("the token endpoint sent no access token"))?;
        let tokens = ProviderTokens { access, refresh: secret("refresh_token"), expires_in: lifetime(&fields) };
        Ok(Issued { tokens, id_token: secret("id_token") })
    }

    /// The error of a provider. Its description is left out if it repeats what was sent.
    fn rejected(
        &self,
        status: u16,
        error: &Value,
        fields: Option<&Map<String, Value>>,
        sent: &[(&str, &str)],
    ) -> ProviderError {
        // Facebook and others write an object with a message.
        let code = error.as_str().or_else(|| error["type"].as_str()).unwrap_or_default();
        let text = fields.and_then(|fields| fields.get("error_description")?.as_str()).or(error["message"].as_str());
        let text = text.unwrap_or_default();
        let secrets = sent.iter().filter(|(name, _)| matches!(*name, "code" | "code_verifier" | "refresh_token"));
        let mut secrets = secrets.map(|(_, value)| *value).chain([self.secret]);
        let is_safe = !secrets.any(|secret| text.contains(secret));
        ProviderError::Refused {
            provider: self.entry.name,
            status,
            error: error_code(code),
            description: if is_safe { description(text) } else { String::new() },
        }
    }

    fn unavailable(&self, cause: &str) -> ProviderError {
        ProviderError::Unavailable { provider: self.entry.name, cause: cause.to_owned() }
    }
}

/// The fields of an answer: JSON, or a form, which GitHub and older ones send.
fn fields(body: &[u8]) -> Option<Map<String, Value>> {
    if let Ok(Value::Object(fields)) = serde_json::from_slice(body) {
        return Some(fields);
    }
    let text = std::str::from_utf8(body).ok()?.trim();
    let is_form = text.contains('=') && !text.contains(['<', '{', ' ', '\n']);
    let pair = |(name, value): (std::borrow::Cow<'_, str>, std::borrow::Cow<'_, str>)| {
        (name.into_owned(), Value::String(value.into_owned()))
    };
    is_form.then(|| form_urlencoded::parse(text.as_bytes()).map(pair).collect())
}

/// The lifetime of the access token; some write it as a text.
fn lifetime(fields: &Map<String, Value>) -> Option<Duration> {
    let secs = fields.get("expires_in")?;
    let secs = secs.as_u64().or_else(|| secs.as_str()?.parse().ok())?;
    (secs > 0).then(|| Duration::from_secs(secs))
}
