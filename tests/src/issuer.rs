//! An OpenID Connect provider on this machine, with real keys and real checks, which can also misbehave.

mod http;
mod key;

use crate::clock::TestClock;
use crate::product::client_secrets;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use http::{Answer, Asked};
use key::Key;
use roster_core::{Change, ProjectId, Provider, ProviderConfig};
use roster_store::Store;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The id and the secret of the client that every issuer knows.
pub const CLIENT: (&str, &str) = ("roster-tests", "the-client-secret-of-tests");

/// Somebody with an account at the provider: the claims of their `id_token`.
#[derive(Debug, Clone)]
pub struct Person {
    /// The id of the account.
    pub sub: String,
    /// The email, and whether it is verified.
    pub email: Option<(String, bool)>,
    /// The name.
    pub name: Option<String>,
}

impl Person {
    /// Somebody with a verified email.
    #[must_use]
    pub fn verified(sub: &str, email: &str) -> Self {
        Self { sub: sub.into(), email: Some((email.into(), true)), name: Some(format!("Name of {sub}")) }
    }

    /// Somebody with an email that is not verified.
    #[must_use]
    pub fn unverified(sub: &str, email: &str) -> Self {
        Self { email: Some((email.into(), false)), ..Self::verified(sub, email) }
    }
}

impl Person {
    fn claims(&self) -> Value {
        let mut claims = json!({ "sub": self.sub });
        if let Some((email, verified)) = &self.email {
            claims["email"] = json!(email);
            claims["email_verified"] = json!(verified);
        }
        if let Some(name) = &self.name {
            claims["name"] = json!(name);
        }
        claims
    }
}

/// How the provider answers to calls of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mood {
    /// As it should.
    #[default]
    Good,
    /// Never.
    Silent,
    /// With bytes that are no answer.
    Rubbish,
    /// With ten million bytes.
    Huge,
    /// With an error of the token endpoint.
    Refusing,
    /// With an `id_token` for another nonce.
    WrongNonce,
    /// With an `id_token` that another key signed.
    WrongKey,
}

struct Login {
    person: Person,
    nonce: String,
    challenge: String,
    redirect_uri: String,
}

struct State {
    clock: Arc<TestClock>,
    url: String,
    mood: Mood,
    key: Key,
    logins: HashMap<String, Login>,
    /// The subject of each refresh token.
    refresh: HashMap<String, String>,
    /// The person of each access token.
    access: HashMap<String, Person>,
    calls: Vec<String>,
    made: u64,
}

/// Sets up a provider of a project, with the client of the tests: its name, its options, and whether it is switched on.
pub async fn set_provider(
    store: &Store,
    project: &ProjectId,
    (name, options, enabled): (&str, &[(&str, &str)], bool),
    change: &Change,
) {
    let folder = client_secrets().join(project.as_str());
    std::fs::create_dir_all(&folder).unwrap();
    // Other tests read it at the same time.
    let new = tempfile::NamedTempFile::new_in(&folder).unwrap();
    std::fs::write(new.path(), CLIENT.1).unwrap();
    new.persist(folder.join(name)).unwrap();
    let options = options.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let provider = Provider::parse(name).unwrap();
    let config = ProviderConfig { provider, client_id: CLIENT.0.into(), enabled, options, updated_at: change.at };
    store.set_provider(project, &config, change).await.unwrap();
}

/// The provider.
#[derive(Clone)]
pub struct Issuer(Arc<Mutex<State>>);

impl Issuer {
    /// Starts a provider with this clock on a free port of this machine; it ends with the runtime of the test.
    pub async fn start(clock: &Arc<TestClock>) -> Self {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = State {
            clock: Arc::clone(clock),
            url,
            mood: Mood::Good,
            key: Key::new("key-1"),
            logins: HashMap::new(),
            refresh: HashMap::new(),
            access: HashMap::new(),
            calls: Vec::new(),
            made: 0,
        };
        let issuer = Self(Arc::new(Mutex::new(state)));
        let answering = issuer.clone();
        tokio::spawn(http::serve(listener, move |asked| answering.answer(&asked)));
        issuer
    }

    /// Lets the users of a project sign in here, as `oidc`.
    pub async fn set_up(&self, store: &Store, project: &ProjectId, change: &Change) {
        set_provider(store, project, ("oidc", &[("endpoint", &self.url())], true), change).await;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The URL of the provider.
    #[must_use]
    pub fn url(&self) -> String {
        self.state().url.clone()
    }

    /// Changes how it answers from now on.
    pub fn set_mood(&self, mood: Mood) {
        self.state().mood = mood;
    }

    /// Replaces the key with which it signs.
    pub fn change_keys(&self) {
        let mut state = self.state();
        state.made += 1;
        let id = format!("key-of-{}", state.made);
        state.key = Key::new(&id);
    }

    /// The paths that were called.
    #[must_use]
    pub fn calls(&self) -> Vec<String> {
        self.state().calls.clone()
    }

    /// Lets a person sign in at this URL of a login, and returns the code that the browser brings back.
    pub fn sign_in(&self, login_url: &str, person: &Person) -> String {
        let mut state = self.state();
        let (endpoint, query) = login_url.split_once('?').unwrap();
        assert_eq!(endpoint, format!("{}/auth", state.url));
        let sent: HashMap<_, _> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        assert_eq!((sent["client_id"].as_str(), sent["response_type"].as_str()), (CLIENT.0, "code"));
        assert_eq!(sent["code_challenge_method"], "S256");
        assert!(sent["scope"].split(' ').any(|scope| scope == "openid"));
        state.made += 1;
        let code = format!("code-{}-{}", state.made, person.sub);
        let login = Login {
            person: person.clone(),
            nonce: sent["nonce"].clone(),
            challenge: sent["code_challenge"].clone(),
            redirect_uri: sent["redirect_uri"].clone(),
        };
        state.logins.insert(code.clone(), login);
        code
    }

    fn answer(&self, asked: &Asked) -> Answer {
        let mut state = self.state();
        state.calls.push(asked.path.clone());
        match state.mood {
            Mood::Silent => return Answer::Late(Duration::from_secs(30)),
            Mood::Rubbish => return Answer::Bytes(b"\x16\x03\x01rubbish".to_vec()),
            Mood::Huge => return Answer::Json(200, format!("\"{}\"", "x".repeat(10_000_000))),
            _ => {}
        }
        match asked.path.as_str() {
            "/.well-known/openid-configuration" => Answer::Json(200, state.discovery().to_string()),
            "/me" => match state.access.get(&asked.bearer()) {
                Some(person) => Answer::Json(200, person.claims().to_string()),
                None => Answer::Json(401, json!({ "error": "invalid_token" }).to_string()),
            },
            "/keys" => Answer::Json(200, json!({ "keys": [state.key.public()] }).to_string()),
            "/token" => match state.token(&asked.form()) {
                Ok(tokens) => Answer::Json(200, tokens.to_string()),
                Err(error) => {
                    let body = json!({ "error": error, "error_description": "said by the tests" });
                    Answer::Json(400, body.to_string())
                }
            },
            _ => Answer::Json(404, "{}".into()),
        }
    }
}

impl State {
    fn discovery(&self) -> Value {
        let url = &self.url;
        json!({
            "issuer": url,
            "authorization_endpoint": format!("{url}/auth"),
            "token_endpoint": format!("{url}/token"),
            "userinfo_endpoint": format!("{url}/me"),
            "jwks_uri": format!("{url}/keys"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
        })
    }

    /// Tokens for a code, which is used once, or for a refresh token, which is replaced.
    fn token(&mut self, form: &HashMap<String, String>) -> Result<Value, &'static str> {
        let sent = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
        if (sent("client_id"), sent("client_secret")) != CLIENT {
            return Err("invalid_client");
        }
        if self.mood == Mood::Refusing {
            return Err("server_busy");
        }
        self.made += 1;
        let (access, refresh) = (format!("access-{}", self.made), format!("refresh-{}", self.made));
        if sent("grant_type") == "refresh_token" {
            let sub = self.refresh.remove(sent("refresh_token")).ok_or("invalid_grant")?;
            self.refresh.insert(refresh.clone(), sub);
            return Ok(
                json!({ "access_token": access, "refresh_token": refresh, "expires_in": 7200, "token_type": "Bearer" }),
            );
        }
        let login = self.logins.remove(sent("code")).ok_or("invalid_grant")?;
        let challenge = BASE64.encode(Sha256::digest(sent("code_verifier")));
        if login.challenge != challenge || login.redirect_uri != sent("redirect_uri") {
            return Err("invalid_grant");
        }
        self.refresh.insert(refresh.clone(), login.person.sub.clone());
        self.access.insert(access.clone(), login.person.clone());
        Ok(json!({
            "access_token": access,
            "refresh_token": refresh,
            "expires_in": 3600,
            "token_type": "Bearer",
            "id_token": self.id_token(&login),
        }))
    }

    fn id_token(&self, login: &Login) -> String {
        let nonce = if self.mood == Mood::WrongNonce { "another" } else { &login.nonce };
        let now = self.clock.now().as_secs();
        let mut claims = login.person.claims();
        for (name, value) in [
            ("iss", json!(self.url)),
            ("aud", json!(CLIENT.0)),
            ("nonce", json!(nonce)),
            ("iat", json!(now)),
            ("exp", json!(now + 300)),
        ] {
            claims[name] = value;
        }
        if self.mood == Mood::WrongKey { Key::new(&self.key.id).sign(&claims) } else { self.key.sign(&claims) }
    }
}
