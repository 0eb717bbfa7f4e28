//! /v1/account/mfa: second factors of the user who calls.

mod authenticators;
mod challenges;
mod half_signed_in;
mod limits;
mod messages;
mod others;

use crate::answer::Answer;
use crate::app::{PROJECT, TestApp};
use crate::request::Request;
use crate::signing_in::PASSWORD;
use data_encoding::BASE32_NOPAD;
use roster_core::{TotpSecret, TotpStep};
use serde_json::{Value, json};

const MFA: &str = "/v1/account/mfa";
const TOTP: &str = "/v1/account/mfa/authenticators/totp";
const CHALLENGES: &str = "/v1/account/mfa/challenges";
const CODES: &str = "/v1/account/mfa/recovery-codes";
const FACTORS: &str = "/v1/account/mfa/factors";
const V1: &str = "1.9.6";
/// The length of a step of an authenticator, in seconds.
const STEP: u64 = 30;

const MORE_FACTORS: (u16, &str, &str) =
    (401, "user_more_factors_required", "More factors are required to complete the sign in process.");
const WRONG_CODE: (u16, &str, &str) = (401, "user_invalid_token", "Invalid token passed in the request.");
const NOT_RECENT: (u16, &str, &str) = (
    401,
    "user_challenge_required",
    "A recently successful challenge is required to complete this action. A challenge is considered recent for 30 minutes.",
);

impl Answer {
    /// Checks the error of the 1.x dialect.
    #[track_caller]
    fn fails(&self, (code, kind, message): (u16, &str, &str)) {
        self.is(code, json!({ "message": message, "code": code, "type": kind, "version": V1 }));
    }
}

/// A user in a session.
struct Person<'a> {
    app: &'a TestApp,
    token: String,
}

impl<'a> Person<'a> {
    /// Signs in ann.
    async fn sign_in(app: &'a TestApp) -> Self {
        let signed_in = app.try_sign_in("ann@example.com", PASSWORD).format(V1).send().await;
        assert_eq!(signed_in.ok()["factors"], json!(["password"]));
        Self { app, token: signed_in.token() }
    }

    /// The request in the session of the person.
    fn as_self(&self, request: Request<'a>) -> Request<'a> {
        request.session(&self.token).format(V1)
    }

    async fn get(&self, path: &str) -> Answer {
        self.as_self(self.app.get(path)).send().await
    }

    async fn post(&self, path: &str, body: Value) -> Answer {
        self.as_self(self.app.post(path)).json(body).send().await
    }

    async fn put(&self, path: &str, body: Value) -> Answer {
        self.as_self(self.app.put(path)).json(body).send().await
    }

    async fn patch(&self, path: &str, body: Value) -> Answer {
        self.as_self(self.app.patch(path)).json(body).send().await
    }

    async fn delete(&self, path: &str) -> Answer {
        self.as_self(self.app.delete(path)).send().await
    }

    /// Creates and verifies an authenticator.
    async fn enrol(&self) -> Authenticator<'a> {
        let authenticator = Authenticator::read(self.app, &self.post(TOTP, json!({})).await.ok());
        let user = self.put(TOTP, json!({ "otp": authenticator.code(0) })).await.ok();
        assert_eq!(user["$id"], "ann");
        authenticator
    }

    async fn switch_on(&self) {
        assert_eq!(self.patch(MFA, json!({ "mfa": true })).await.ok()["mfa"], true);
    }

    /// Creates a challenge, and returns its id.
    async fn ask(&self, factor: &str) -> String {
        self.post(CHALLENGES, json!({ "factor": factor })).await.ok()["$id"].as_str().unwrap().to_owned()
    }

    async fn present(&self, challenge: &str, code: &str) -> Answer {
        self.put(CHALLENGES, json!({ "challengeId": challenge, "otp": code })).await
    }

    /// Passes a challenge with the next code of the authenticator, which is not used yet.
    async fn pass(&self, authenticator: &Authenticator<'_>) -> Value {
        self.app.pass(STEP);
        let challenge = self.ask("totp").await;
        self.present(&challenge, &authenticator.code(0)).await.ok()
    }

    /// Creates recovery codes.
    async fn codes(&self) -> Vec<String> {
        let created = self.post(CODES, json!({})).await;
        assert_eq!(created.status, 201);
        serde_json::from_value(created.body()["recoveryCodes"].clone()).unwrap()
    }

    async fn is_let_in(&self) -> bool {
        let account = self.get("/v1/account").await;
        if account.status != 200 {
            account.fails(MORE_FACTORS);
        }
        account.status == 200
    }
}

/// The authenticator in the hands of a user, who has typed in the secret that was shown.
struct Authenticator<'a> {
    app: &'a TestApp,
    secret: TotpSecret,
}

impl<'a> Authenticator<'a> {
    fn read(app: &'a TestApp, shown: &Value) -> Self {
        let bytes = BASE32_NOPAD.decode(shown["secret"].as_str().unwrap().as_bytes()).unwrap();
        Self { app, secret: TotpSecret::from_stored(&bytes) }
    }

    /// The code that is shown this number of steps from now.
    fn code(&self, steps: i64) -> String {
        let now = TotpStep::at(self.app.time.now()).number();
        self.secret.code_of(TotpStep::from_number(now.saturating_add_signed(steps)))
    }

    /// A code that is not shown at any time near now.
    fn wrong_code(&self) -> String {
        let near: Vec<String> = (-3..=3).map(|steps| self.code(steps)).collect();
        (0..).map(|n: u32| format!("{n:06}")).find(|code| !near.contains(code)).unwrap()
    }
}

async fn with_ann() -> TestApp {
    let app = TestApp::start().await;
    app.create("ann").await;
    app
}

/// A JWT that a server creates for ann, without a session.
async fn jwt_of_a_server(app: &TestApp) -> String {
    let jwt = app.post("/v1/users/ann/jwts").key().json(json!({})).send().await.ok();
    jwt["jwt"].as_str().unwrap().to_owned()
}

/// Sets whether the email of ann is verified.
async fn verify_email(app: &TestApp) {
    app.patch("/v1/users/ann/verification").key().json(json!({ "emailVerification": true })).send().await.ok();
}

/// The request of a caller with this JWT.
fn by_jwt<'a>(request: Request<'a>, jwt: &str) -> Request<'a> {
    request.project(PROJECT).header("x-appwrite-jwt", jwt).format(V1)
}
