//! Discovery documents (source: OpenID Connect Discovery 1.0).

use crate::error::ProviderError;
use crate::outbound::{Call, Outbound};
use roster_core::Timestamp;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How long a document is kept.
const LIFETIME: Duration = Duration::from_secs(60 * 60);
/// The path of the document, after the issuer (section 4).
const PATH: &str = "/.well-known/openid-configuration";
/// The issuer that Microsoft writes into documents for several tenants (source:
/// <https://learn.microsoft.com/en-us/entra/identity-platform/access-tokens#validate-the-issuer>).
const TEMPLATED: &str = "https://login.microsoftonline.com/{tenantid}/v2.0";
const MICROSOFT: &str = "https://login.microsoftonline.com/";

/// The part of a discovery document that a sign-in needs.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Document {
    pub issuer: String,
    pub authorization_endpoint: String,
    pub token_endpoint: String,
    #[serde(default)]
    pub userinfo_endpoint: Option<String>,
    pub jwks_uri: String,
    /// How clients prove who they are; without it only by the header `Authorization` (section 3).
    #[serde(default)]
    pub token_endpoint_auth_methods_supported: Vec<String>,
}

/// Where a document is, and which issuer it must be of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    url: String,
    issuer: String,
}

impl Place {
    /// In the usual place of an issuer.
    pub(crate) fn of_issuer(issuer: &str) -> Self {
        let issuer = issuer.trim_end_matches('/');
        Self { url: format!("{issuer}{PATH}"), issuer: issuer.to_owned() }
    }

    /// At a URL. Its issuer is the front of that URL (section 4.1), or the one that is given.
    pub(crate) fn of_document(url: &str, issuer: Option<String>) -> Self {
        let issuer = issuer.unwrap_or_else(|| url.strip_suffix(PATH).unwrap_or_default().to_owned());
        Self { url: url.to_owned(), issuer: issuer.trim_end_matches('/').to_owned() }
    }

    /// Whether a document is of the issuer; a slash at the end makes no difference.
    pub(crate) fn is_of(&self, issuer: &str) -> bool {
        let is_templated = issuer == TEMPLATED && self.url.starts_with(MICROSOFT);
        !issuer.is_empty() && (issuer.trim_end_matches('/') == self.issuer || is_templated)
    }
}

/// The documents that were read, by their URL.
#[derive(Default)]
pub(crate) struct Discovery(Mutex<HashMap<String, (Timestamp, Document)>>);

impl Discovery {
    /// The document of a place: a kept one, or the one that is there now.
    ///
    /// # Errors
    /// [`ProviderError::Unavailable`] if it cannot be had or is malformed, [`ProviderError::NotVerified`] if it is of
    /// another issuer.
    pub(crate) async fn document(
        &self,
        provider: &'static str,
        place: &Place,
        outbound: &Outbound,
        now: Timestamp,
    ) -> Result<Document, ProviderError> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&place.url).cloned();
        let document = match kept {
            Some((read, document)) if now < read.after(LIFETIME) => document,
            _ => {
                let document = read(provider, &place.url, outbound).await?;
                let kept = (now, document.clone());
                self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(place.url.clone(), kept);
                document
            }
        };
        if place.is_of(&document.issuer) {
            return Ok(document);
        }
        Err(ProviderError::NotVerified { provider, cause: "the discovery document is of another issuer" })
    }
}

async fn read(provider: &'static str, url: &str, outbound: &Outbound) -> Result<Document, ProviderError> {
    let unavailable =
        |cause: &str| ProviderError::Unavailable { provider, cause: format!("the discovery document: {cause}") };
    let answer = outbound.send(Call { url, form: None, headers: &[] }).await.map_err(unavailable)?;
    if answer.status != 200 {
        return Err(unavailable(&format!("status {}", answer.status)));
    }
    serde_json::from_slice(&answer.body).map_err(|_| unavailable("it has not the fields that it must have"))
}
