//! The state of a sign-in with a provider: what the browser carries to the provider and back.
//!
//! It is random, signed with the key of the project, and names an item of the table that is taken once. The PKCE verifier and the
//! nonce follow from it and from the cookie of the browser: whoever reads the table, or sees the URL to which the provider sends
//! the browser back, has neither.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use hmac::{Hmac, KeyInit as _, Mac as _};
use roster_core::{Project, ProjectId, Provider, ProviderFault, Result, SecretHash, Timestamp};
use sha2::Sha256;
use std::time::Duration;

/// How long somebody may be at the provider.
pub(crate) const LIFETIME: Duration = Duration::from_mins(10);
/// Characters of the random part that the name of the cookie has, so that several sign-ins can be under way in one browser.
const NAMED: usize = 8;

/// A state whose signature is valid.
#[derive(Clone)]
pub(crate) struct State {
    text: String,
    pub(crate) expires_at: Timestamp,
}

/// What the provider must repeat, or compare.
pub(crate) struct Proofs {
    pub(crate) verifier: String,
    pub(crate) nonce: String,
}

impl State {
    /// A new state.
    pub(crate) fn create(project: &Project, provider: Provider, random: [u8; 32], now: Timestamp) -> Result<Self> {
        let expires_at = Timestamp::from_secs(now.after(LIFETIME).as_secs());
        let front = format!("{}.{}", BASE64.encode(random), expires_at.as_secs());
        let signature = BASE64.encode(signed(project, provider, &front)?.finalize().into_bytes());
        Ok(Self { text: format!("{front}.{signature}"), expires_at })
    }

    /// The state that a provider sent back: nothing is read for one that is not ours, or has expired.
    ///
    /// # Errors
    /// [`ProviderFault::State`].
    pub(crate) fn verify(project: &Project, provider: Provider, text: &str, now: Timestamp) -> Result<Self> {
        let (front, signature) = text.rsplit_once('.').ok_or(ProviderFault::State)?;
        let signature = BASE64.decode(signature).map_err(|_| ProviderFault::State)?;
        signed(project, provider, front)?.verify_slice(&signature).map_err(|_| ProviderFault::State)?;
        let seconds = front.rsplit_once('.').and_then(|(_, seconds)| seconds.parse().ok());
        let expires_at = seconds.map(Timestamp::from_secs).filter(|end| *end >= now).ok_or(ProviderFault::State)?;
        Ok(Self { text: text.to_owned(), expires_at })
    }

    /// The state as the provider gets it.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The hash under which the table has it.
    pub(crate) fn hash(&self) -> SecretHash {
        SecretHash::of(&self.text)
    }

    /// The name of the cookie that binds it to a browser.
    pub(crate) fn cookie_name(&self, project: &ProjectId) -> String {
        let random: String = self.text.chars().take(NAMED).collect();
        format!("a_oauth2_{}_{random}", project.as_str().to_ascii_lowercase())
    }

    /// The cookie that binds it to a browser; an empty value removes it. The page of the provider leads back by a link, with which
    /// browsers send it; nothing else of the API sees it.
    pub(crate) fn cookie(&self, project: &ProjectId, value: &str) -> String {
        let name = self.cookie_name(project);
        let age = if value.is_empty() { 0 } else { LIFETIME.as_secs() };
        format!("{name}={value}; Path=/v1/account/sessions/oauth2; Max-Age={age}; HttpOnly; Secure; SameSite=Lax")
    }

    /// Verifier and nonce, by the cookie of the browser, or by the key of the project if a server began the sign-in.
    pub(crate) fn proofs(&self, project: &Project, cookie: Option<&str>) -> Result<Proofs> {
        let key = cookie.unwrap_or(&project.jwt_key);
        let derived = |label: &str| -> Result<String> {
            Ok(BASE64.encode(keyed(key)?.chain_update(format!("{label}\0{}", self.text)).finalize().into_bytes()))
        };
        Ok(Proofs { verifier: derived("oauth2-verifier")?, nonce: derived("oauth2-nonce")? })
    }
}

/// The value of the cookie that binds a state to a browser.
pub(crate) fn new_binding(random: [u8; 32]) -> String {
    BASE64.encode(random)
}

fn signed(project: &Project, provider: Provider, front: &str) -> Result<Hmac<Sha256>> {
    Ok(keyed(&project.jwt_key)?.chain_update(format!("oauth2-state\0{}\0{provider}\0{front}", project.id)))
}

fn keyed(key: &str) -> Result<Hmac<Sha256>> {
    Hmac::new_from_slice(key.as_bytes()).map_err(roster_core::Error::internal)
}

#[cfg(test)]
mod tests;
