//! From a code to an account, and from a refresh token to new tokens.

use crate::account::{self, Documents, text};
use crate::apple_secret;
use crate::endpoints::{Resolved, TENANT};
use crate::error::ProviderError;
use crate::openid::{Expected, verify};
use crate::outbound::{Answer, Call};
use crate::providers::{Providers, SecretText};
use crate::request::CodeAnswer;
use crate::table::{Authentication, Endpoints, Entry};
use crate::token_call::{Client, Issued};
use crate::tokens::ProviderTokens;
use roster_core::{ProjectId, ProviderAccount, ProviderConfig, Timestamp};
use serde_json::Value;
use zeroize::Zeroizing;

impl Providers {
    /// [`Providers::exchange`] without its limit of time.
    pub(crate) async fn exchange_code(
        &self,
        project: &ProjectId,
        config: &ProviderConfig,
        entry: &'static Entry,
        answer: &CodeAnswer<'_>,
    ) -> Result<(ProviderAccount, ProviderTokens), ProviderError> {
        let endpoints = self.resolve(entry, config, answer.now).await?;
        self.exchange_at(project, config, entry, &endpoints, answer).await
    }

    /// Exchanges a code at these endpoints.
    pub(crate) async fn exchange_at(
        &self,
        project: &ProjectId,
        config: &ProviderConfig,
        entry: &'static Entry,
        endpoints: &Resolved,
        answer: &CodeAnswer<'_>,
    ) -> Result<(ProviderAccount, ProviderTokens), ProviderError> {
        let mut fields =
            vec![("grant_type", "authorization_code"), ("code", answer.code), ("redirect_uri", answer.redirect_uri)];
        if entry.has_pkce {
            fields.push(("code_verifier", answer.verifier));
        }
        let issued = self.grant(project, config, entry, endpoints, &fields, answer.now).await?;
        let claims = self.claims(config, entry, endpoints, &issued, answer).await?;
        let access = &issued.tokens.access;
        let user = match &endpoints.user {
            Some(url) if needs_user(claims.as_ref()) => Some(self.document(entry, config, url, access).await?),
            _ => None,
        };
        if let Some((claims, user)) = claims.as_ref().zip(user.as_ref())
            && text(claims, "/sub") != text(user, "/sub")
        {
            let cause = "the subject of the user document is wrong";
            return Err(ProviderError::NotVerified { provider: entry.name, cause });
        }
        let emails = match entry.emails {
            Some(url) => self.emails(entry, config, url, access).await?,
            None => None,
        };
        let documents = Documents { claims: claims.as_ref(), user: user.as_ref(), emails: emails.as_ref() };
        let mut account = account::read(config.provider, entry, &documents, answer.user_parameter)?;
        let is_shared = endpoints.id_token.as_ref().is_some_and(|rule| rule.issuer.contains(TENANT));
        if is_shared && matches!(entry.endpoints, Endpoints::Configured) {
            // Any tenant could have written it; only the entry of Microsoft knows the claims that a tenant cannot write.
            account.email_verified = false;
        }
        Ok((account, issued.tokens))
    }

    /// [`Providers::refresh`] without its limit of time.
    pub(crate) async fn refresh_tokens(
        &self,
        project: &ProjectId,
        config: &ProviderConfig,
        entry: &'static Entry,
        refresh_token: &str,
        now: Timestamp,
    ) -> Result<ProviderTokens, ProviderError> {
        let endpoints = self.resolve(entry, config, now).await?;
        let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh_token)];
        let mut tokens = self.grant(project, config, entry, &endpoints, &fields, now).await?.tokens;
        tokens.refresh.get_or_insert_with(|| Zeroizing::new(refresh_token.to_owned()));
        Ok(tokens)
    }

    async fn grant(
        &self,
        project: &ProjectId,
        config: &ProviderConfig,
        entry: &'static Entry,
        endpoints: &Resolved,
        fields: &[(&str, &str)],
        now: Timestamp,
    ) -> Result<Issued, ProviderError> {
        let stored = self.secrets.read(project, entry, now).await?;
        let issued = self.grant_with(&stored, config, entry, endpoints, (fields, now)).await;
        if !matches!(&issued, Err(ProviderError::Refused { error, .. }) if error == "invalid_client") {
            return issued;
        }
        // The secret may have been replaced since it was read.
        self.secrets.forget(project, entry);
        let replaced = self.secrets.read(project, entry, now).await?;
        if *replaced == *stored {
            issued
        } else {
            self.grant_with(&replaced, config, entry, endpoints, (fields, now)).await
        }
    }

    /// Asks for tokens with this client secret.
    async fn grant_with(
        &self,
        stored: &SecretText,
        config: &ProviderConfig,
        entry: &'static Entry,
        endpoints: &Resolved,
        (fields, now): (&[(&str, &str)], Timestamp),
    ) -> Result<Issued, ProviderError> {
        let secret: SecretText = match entry.authentication {
            Authentication::SignedSecret => apple_secret::sign(stored, &config.client_id, now)
                .map_err(|cause| ProviderError::Secret { provider: entry.name, cause: cause.to_owned() })?,
            Authentication::Body | Authentication::Basic => Zeroizing::new(stored.to_string()),
        };
        Client { entry, id: &config.client_id, secret: &secret }.ask(endpoints, &self.outbound, fields).await
    }

    /// The claims of the `id_token`, for providers that have one.
    async fn claims(
        &self,
        config: &ProviderConfig,
        entry: &'static Entry,
        endpoints: &Resolved,
        issued: &Issued,
        answer: &CodeAnswer<'_>,
    ) -> Result<Option<Value>, ProviderError> {
        let Some(rule) = &endpoints.id_token else { return Ok(None) };
        let provider = entry.name;
        let missing = ProviderError::NotVerified { provider, cause: "there is no id_token" };
        let token = issued.id_token.as_ref().ok_or(missing)?;
        let nonce = entry.has_nonce.then_some(answer.nonce);
        let expected = Expected { provider, rule, client_id: &config.client_id, nonce, now: answer.now };
        verify(token, expected, &self.keys, &self.outbound).await.map(Some)
    }

    /// The document about the owner of the access token.
    async fn document(
        &self,
        entry: &'static Entry,
        config: &ProviderConfig,
        url: &str,
        access: &str,
    ) -> Result<Value, ProviderError> {
        let answer = self.ask_for(entry, config, url, access).await?;
        read_document(entry, &answer)
    }

    /// The list of emails; `None` if this client is not allowed to read it, such as an app of GitHub without that permission.
    async fn emails(
        &self,
        entry: &'static Entry,
        config: &ProviderConfig,
        url: &str,
        access: &str,
    ) -> Result<Option<Value>, ProviderError> {
        let answer = self.ask_for(entry, config, url, access).await?;
        if matches!(answer.status, 403 | 404) {
            return Ok(None);
        }
        read_document(entry, &answer).map(Some)
    }

    async fn ask_for(
        &self,
        entry: &'static Entry,
        config: &ProviderConfig,
        url: &str,
        access: &str,
    ) -> Result<Answer, ProviderError> {
        let bearer = Zeroizing::new(format!("Bearer {access}"));
        let mut headers = vec![("authorization", bearer.as_str())];
        headers.extend(entry.client_id_header.map(|name| (name, config.client_id.as_str())));
        let answer = self.outbound.send(Call { url, form: None, headers: &headers }).await;
        answer.map_err(|cause| ProviderError::Unavailable { provider: entry.name, cause: cause.to_owned() })
    }
}

fn read_document(entry: &'static Entry, answer: &Answer) -> Result<Value, ProviderError> {
    let unavailable = |cause| ProviderError::Unavailable { provider: entry.name, cause };
    if answer.status != 200 {
        return Err(unavailable(format!("the user document: status {}", answer.status)));
    }
    serde_json::from_slice(&answer.body).map_err(|_| unavailable("the user document is malformed".to_owned()))
}

/// Whether the user document is needed: there are no claims, or no email or name in them.
fn needs_user(claims: Option<&Value>) -> bool {
    claims.is_none_or(|claims| text(claims, "/email").is_none() || text(claims, "/name").is_none())
}
