//! Signing in with a provider, and what belongs to its account.

use crate::scale::cost_table::{CostTable, case};
use crate::scale::fixture::{PAGE, Sender};
use crate::scale::users::ANN;
use roster_tests::issuer::Person;
use serde_json::{Value, json};

const BEGIN: &str = "GET /v1/account/sessions/oauth2/{provider}";
const BEGIN_TOKEN: &str = "GET /v1/account/tokens/oauth2/{provider}";
const CALLBACK: &str = "GET /v1/account/sessions/oauth2/callback/{provider}/{projectId}";
const FORM: &str = "POST /v1/account/sessions/oauth2/callback/{provider}/{projectId}";
const STEP: &str = "GET /v1/account/sessions/oauth2/{provider}/redirect";
/// The name of the cookie of a session in the project.
const SESSION_COOKIE: &str = "a_session_test";
/// The note of the sign-in whose provider returns by a form, as Apple does.
const BY_FORM: &str = "account is linked";

pub(crate) async fn measure(costs: &mut CostTable<'_>) {
    costs.set("{provider}", "oidc");
    costs.set("{projectId}", costs.fixture.project.id.as_str());
    let zoe = Person::verified("sub-zoe", "zoe@haystack.example");
    costs.measure(case(BEGIN).query(&pages()).by(&browser("")).redirects()).await;
    finish(costs, BEGIN, ("", &zoe), "user is created").await;
    let back = finish(costs, BEGIN, ("", &zoe), "known account").await;
    let session = cookie(&back, SESSION_COOKIE);
    refresh(costs, &session).await;
    let linked = Person::verified("sub-zoe-2", "zoe@elsewhere.example");
    let back = finish(costs, BEGIN, (&session, &linked), BY_FORM).await;
    identities(costs, &cookie(&back, SESSION_COOKIE)).await;
    by_token(costs, &zoe).await;
    costs.set("{userId}", ANN);
}

/// The pages to which a sign-in leads.
const fn pages() -> [(&'static str, &'static str); 3] {
    [("project", "test"), ("success", PAGE), ("failure", PAGE)]
}

fn browser(cookies: &str) -> Sender {
    Sender::Browser(cookies.to_owned())
}

/// The cookie of this name that a response sets, with its name.
fn cookie(answer: &Value, name: &str) -> String {
    let cookies = answer["cookies"].as_str().unwrap_or_default().split("; ");
    let found = cookies.into_iter().find(|it| it.starts_with(&format!("{name}=")));
    found.expect("the cookie is set").to_owned()
}

/// The parameters of the URL of a redirect.
fn parameters(answer: &Value) -> Vec<(String, String)> {
    let url = answer["location"].as_str().expect("a redirect has a URL");
    let query = url.split_once('?').map_or("", |(_, query)| query);
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

fn borrowed(parameters: &[(String, String)]) -> Vec<(&str, &str)> {
    parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// Signs a person in: begins with these cookies, and measures the steps after the provider. Returns the last response.
async fn finish(costs: &mut CostTable<'_>, begin: &'static str, from: (&str, &Person), note: &'static str) -> Value {
    let (cookies, person) = from;
    let begun = costs.prepare(case(begin).query(&pages()).by(&browser(cookies)).redirects()).await;
    let cookies = format!("{cookies}; {}", begun["cookies"].as_str().unwrap_or_default());
    let back = returned(costs, &begun, person);
    let callback = if note == BY_FORM {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(&back).finish();
        case(FORM).by(&Sender::Guest).body(json!(form))
    } else {
        case(CALLBACK).query(&borrowed(&back)).by(&browser(&cookies))
    };
    let step = costs.measure(callback.note(note).redirects()).await;
    let step = parameters(&step);
    costs.measure(case(STEP).note(note).query(&borrowed(&step)).by(&browser(&cookies)).redirects()).await
}

/// What the browser brings back from the provider.
fn returned(costs: &CostTable<'_>, begun: &Value, person: &Person) -> Vec<(String, String)> {
    let login_url = begun["location"].as_str().expect("a redirect has a URL");
    let code = costs.fixture.issuer.sign_in(login_url, person);
    let state = parameters(begun).into_iter().find(|(name, _)| name == "state").expect("a state");
    vec![state, ("code".to_owned(), code)]
}

/// New tokens of the provider.
async fn refresh(costs: &mut CostTable<'_>, session: &str) {
    costs.set("{sessionId}", "current");
    let renewed = case("PATCH /v1/account/sessions/{sessionId}").note("new tokens of a provider");
    costs.measure(renewed.by(&browser(session)).body(json!({}))).await;
}

async fn identities(costs: &mut CostTable<'_>, session: &str) {
    let own = case("GET /v1/account/identities").note("2 of them").by(&browser(session));
    let own = costs.measure(own).await;
    costs.measure(case("GET /v1/users/identities").note("2 of them")).await;
    let ids = own["identities"].as_array().expect("identities").iter().map(|it| it["$id"].as_str().expect("an id"));
    let [first, second] = [0, 1].map(|n| ids.clone().nth(n).expect("two of them").to_owned());
    costs.set("{identityId}", first);
    costs.measure(case("DELETE /v1/users/identities/{identityId}")).await;
    costs.set("{identityId}", second);
    costs.measure(case("DELETE /v1/account/identities/{identityId}").by(&browser(session))).await;
}

/// The form in which a page gets a token and creates the session itself.
async fn by_token(costs: &mut CostTable<'_>, person: &Person) {
    costs.measure(case(BEGIN_TOKEN).query(&pages()).by(&browser("")).redirects()).await;
    let back = finish(costs, BEGIN_TOKEN, ("", person), "token form").await;
    let sent = |wanted: &str| parameters(&back).into_iter().find(|(name, _)| name == wanted).map(|(_, value)| value);
    let body = json!({ "userId": sent("userId"), "secret": sent("secret") });
    let signs_in = case("POST /v1/account/sessions/token").note("of a provider");
    costs.measure(signs_in.by(&Sender::Guest).body(body)).await;
}
