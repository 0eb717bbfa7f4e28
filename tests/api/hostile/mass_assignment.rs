//! Mass assignment: every route with a body gets, in addition to its parameters, every field of every answer and every
//! attribute of the table. Fields that are not parameters of the route have no effect.

use crate::answer::Answer;
use crate::app::{PROJECT, TestApp};
use crate::signing_in::PASSWORD;
use crate::teams::URL;
use axum::http::Method;
use roster_core::{SignInToken, TokenKind};
use roster_tests::clock::user_id;
use roster_tests::effort::print_summary;
use roster_tests::openapi::{Dialect, Document, Operation};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

const DIALECTS: [(&str, Dialect); 2] = [("0.15.0", Dialect::Of0_15), ("1.9.6", Dialect::Of1)];

const ANONYMOUS: &str = "/v1/account/sessions/anonymous";

/// How the additional fields are sent.
enum ExtraFields {
    None,
    /// In the body, with this value.
    InBody(Value),
    /// In the query, as a text.
    InQuery,
}

/// One of several apps that get the same calls with different additional fields.
struct Variant {
    app: TestApp,
    session: String,
    token: String,
    target: String,
    membership: String,
    extra: ExtraFields,
}

impl Variant {
    async fn create(extra: ExtraFields) -> Self {
        let (app, session) = TestApp::with_ann().await;
        let text = |answer: &Answer, field: &str| answer.ok()[field].as_str().unwrap().to_owned();
        let token = text(&app.v1(app.post("/v1/users/ann/tokens")).json(json!({})).send().await, "secret");
        let target = json!({ "targetId": "t1", "providerType": "push", "identifier": "a device" });
        let target = text(&app.v1(app.post("/v1/users/ann/targets")).json(target).send().await, "$id");
        app.create("eve").await;
        app.make_team("crew").await;
        let membership = text(&app.join("crew", "ann", &["owner"]).await, "$id");
        Self { app, session, token, target, membership, extra }
    }

    fn path_of(&self, route: &str) -> String {
        let path = route.replace("{userId}", "ann").replace("{teamId}", "crew").replace("{targetId}", &self.target);
        path.replace("{membershipId}", &self.membership)
    }

    /// A body with a secret that was sent to eve.
    async fn sent_body(&self, kind: TokenKind, number: usize) -> Value {
        let (store, p, secret) = (&self.app.store, &self.app.project.id, format!("{number:06}"));
        let eve = store.get_user(p, &user_id("eve")).await.unwrap();
        let token = self.app.time.token(&eve.id, &format!("token{number}"), &secret);
        let token = SignInToken { kind, bound_to: SignInToken::binding(kind, &eve), ..token };
        store.create_account_token(p, None, (&token, None), &self.app.time.change()).await.unwrap();
        json!({ "userId": "eve", "secret": secret, "password": PASSWORD, "passwordAgain": PASSWORD })
    }

    /// A valid body whose ids and unique values are not used yet.
    fn body_of(&self, route: &str, example: &Value, number: usize) -> Value {
        match route {
            "/v1/account/sessions/email" => return json!({ "email": "ann@example.com", "password": PASSWORD }),
            "/v1/account/sessions/token" => return json!({ "userId": "ann", "secret": self.token }),
            "/v1/account/password" => return json!({ "password": PASSWORD, "oldPassword": PASSWORD }),
            "/v1/account/email" => return json!({ "email": "ann@example.com", "password": PASSWORD }),
            // The names of the field in 0.15 and in 1.x.
            "/v1/account/phone" => {
                return json!({ "number": "+4930123456", "phone": "+4930123456", "password": PASSWORD });
            }
            _ => {}
        }
        let mut body = example.clone();
        for (name, value) in [
            ("userId", format!("user{number}")),
            ("teamId", format!("team{number}")),
            ("targetId", format!("target{number}")),
            ("email", format!("someone{number}@example.com")),
            ("phone", format!("+4930{number:06}")),
            ("number", format!("+4930{number:06}")),
            ("identifier", format!("other{number}@example.com")),
            ("url", URL.to_owned()),
        ] {
            if let Some(field) = body.get_mut(name) {
                *field = json!(value);
            }
        }
        if body["roles"].is_array() && body["email"].is_string() {
            body.as_object_mut().unwrap().remove("userId");
        }
        body
    }

    async fn call(&self, (route, method): &(String, String), call: &Call<'_>, fields: &BTreeSet<String>) -> Answer {
        let mut body = match sent_kind(route).filter(|_| method == "PUT") {
            Some(kind) => self.sent_body(kind, call.number).await,
            None => self.body_of(route, call.example, call.number),
        };
        let mut path = self.path_of(route);
        match &self.extra {
            ExtraFields::None => {}
            ExtraFields::InBody(value) => {
                let more = fields.iter().map(|name| (name.clone(), value.clone()));
                body.as_object_mut().unwrap().extend(more.collect::<Map<_, _>>());
            }
            ExtraFields::InQuery => {
                let pairs = fields.iter().map(|name| (name.as_str(), "mallory"));
                path =
                    format!("{path}?{}", form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish());
            }
        }
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let request = self.app.request(method.clone(), &path).project(PROJECT).format(call.format).json(body);
        let is_own = route.starts_with("/v1/account") && !call.operation.takes_anybody();
        // Everybody may sign up and use what was sent to them, except API keys in 0.15.
        let is_sign_up =
            route == "/v1/account" || route == ANONYMOUS || (method == "PUT" && sent_kind(route).is_some());
        let request = match (is_own, is_sign_up) {
            (true, _) => request.session(&self.session),
            (false, true) => request,
            (false, false) => request.key(),
        };
        request.send().await
    }
}

/// What the secret is for that a user sends to this route, if it was sent to them before.
fn sent_kind(route: &str) -> Option<TokenKind> {
    match route {
        "/v1/account/verification" | "/v1/account/verifications/email" => Some(TokenKind::EmailVerification),
        "/v1/account/verification/phone" | "/v1/account/verifications/phone" => Some(TokenKind::PhoneVerification),
        "/v1/account/recovery" => Some(TokenKind::Recovery),
        "/v1/account/sessions/magic-url" => Some(TokenKind::MagicUrl),
        "/v1/account/sessions/phone" => Some(TokenKind::PhoneCode),
        _ => None,
    }
}

/// Whether the call sends a message, which an app without a provider does not. In 1.x a server gets the secret instead.
fn sends((route, method): &(String, String), format: &str) -> bool {
    let is_verification = route.starts_with("/v1/account/verification");
    let asks = sent_kind(route).is_some() || route.starts_with("/v1/account/tokens/");
    method == "POST" && (is_verification || (asks && format == DIALECTS[0].0))
}

struct Call<'a> {
    operation: &'a Operation,
    example: &'a Value,
    format: &'static str,
    number: usize,
}

/// Every name of a field of an answer or of an attribute of the table.
fn all_names(app: &TestApp) -> BTreeSet<String> {
    let answered =
        [Dialect::Of0_15, Dialect::Of1].into_iter().flat_map(|dialect| Document::of(dialect).operations().values());
    let answered = answered.flat_map(Operation::fields_of_answers);
    let items = app.table.rows();
    let stored: Vec<String> = items.iter().flat_map(|item| item.names().map(str::to_owned)).collect();
    answered.chain(stored).collect()
}

/// Whether a call sends a message, which this deployment cannot, or needs the secret of one or of an authenticator.
fn needs_a_message((path, method): &(String, String)) -> bool {
    let of_account = path.strip_prefix("/v1/account/").unwrap_or_default();
    let sends = ["verification", "recovery", "tokens/", "sessions/magic-url", "sessions/phone"];
    let presents = method == "PUT" && of_account.starts_with("mfa/");
    presents || sends.iter().any(|part| of_account.starts_with(part))
}

#[tokio::test]
async fn fields_that_are_not_parameters_have_no_effect() {
    let values = [json!(true), json!("mallory"), json!(7), json!(["owner"]), json!({ "$id": "mallory" }), json!(null)];
    let plain = Variant::create(ExtraFields::None).await;
    let mut variants = vec![Variant::create(ExtraFields::InQuery).await];
    for value in values {
        variants.push(Variant::create(ExtraFields::InBody(value)).await);
    }
    let names = all_names(&plain.app);
    assert!(names.len() > 120, "{names:?}");
    let (mut calls, mut others, mut accepted, mut sent) = (0, 0, 0, 0);
    for route in Document::of(Dialect::Of1).operations().keys() {
        for (format, dialect) in DIALECTS {
            let operation = &Document::of(dialect).operations()[route];
            let Some(example) = operation.example().filter(|_| !sends(route, format)) else { continue };
            calls += 1;
            let call = Call { operation, example, format, number: calls };
            let known = operation.parameters_of_body();
            let extra: BTreeSet<_> = names.difference(&known).filter(|name| *name != "project").cloned().collect();
            let expected = plain.call(route, &call, &extra).await;
            if needs_a_message(route) {
                others += 1;
            } else {
                accepted += usize::from(expected.status.is_success());
            }
            let items = plain.app.table.rows();
            for variant in &variants {
                let answer = variant.call(route, &call, &extra).await;
                assert_eq!((answer.status, answer.text()), (expected.status, expected.text()), "{route:?} {format}");
                assert!(variant.app.table.rows() == items, "{route:?} {format} wrote something else");
                sent += extra.len();
            }
        }
    }
    print_summary(format!(
        "mass assignment: {sent} fields in {} calls of {calls}, of which {accepted} were accepted",
        calls * variants.len()
    ));
    let expected = calls - others;
    assert!(accepted * 10 > expected * 9, "{accepted} of {expected} calls were accepted");
    plain.app.check("after all calls");
}
