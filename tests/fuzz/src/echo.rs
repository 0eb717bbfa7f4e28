//! A route that only the fuzzer has: it parses parameters by the product's rules and returns the results. So bodies and query
//! strings are parsed by the code that every handler uses, without a handler.

use axum::routing::get;
use roster_api::{FromParams, Group, Params, Policy, Refusal, Valid, View, direction, list, loose_bool, number, order};
use roster_api::{queries, strict_bool, text};
use roster_core::{Email, Invalid, Labels, Limit, Name, Result};
use serde_json::{Map, Value, json};

/// The path of the route.
pub const PATH: &str = "/v1/echo";

/// The result of each parameter.
struct Echo(Value);

impl FromParams for Echo {
    fn from_params(params: &Params) -> Result<Self> {
        let mut seen = Map::new();
        let mut see = |name: &str, value: Result<Option<Value>>| -> Result<()> {
            match value {
                Ok(value) => drop(seen.insert(name.to_owned(), json!({ "read": value }))),
                Err(roster_core::Error::BodyMalformed(why)) => return Err(roster_core::Error::BodyMalformed(why)),
                Err(_) => drop(seen.insert(name.to_owned(), json!("rejected"))),
            }
            Ok(())
        };
        let name = params.optional("name", text(Name::parse, Invalid::Text(Name::MAX_CHARS)));
        see("name", name.map(|name| name.map(|name| json!(name.as_str()))))?;
        let email = params.optional("email", text(Email::parse, Invalid::Email));
        see("email", email.map(|email| email.map(|email| json!(email.as_str()))))?;
        let limit = params.optional("limit", number(Limit::new, Limit::MAX));
        see("limit", limit.map(|limit| limit.map(|limit| json!(limit.get()))))?;
        let prefs = params.optional("prefs", roster_api::Value::to_prefs);
        see("prefs", prefs.map(|prefs| prefs.map(|prefs| json!(prefs.as_json()))))?;
        let labels = params.optional("labels", list(Labels::parse, Invalid::Labels));
        see("labels", labels.map(|labels| labels.map(|labels| json!(labels.as_slice()))))?;
        let queries = params.optional("queries", queries::users);
        see("queries", queries.map(|queries| queries.map(|_| json!(true))))?;
        see("total", params.optional("total", loose_bool).map(|total| total.map(|total| json!(total))))?;
        see("status", params.optional("status", strict_bool).map(|status| status.map(|status| json!(status))))?;
        see("order", params.optional("order", order).map(|found| found.map(|_| json!(true))))?;
        see("direction", params.optional("direction", direction).map(|found| found.map(|_| json!(true))))?;
        Ok(Self(Value::Object(seen)))
    }
}

async fn echo(Valid(Echo(seen)): Valid<Echo>) -> std::result::Result<View, Refusal> {
    Ok(View::json(seen))
}

/// The route, which needs no credentials.
#[must_use]
pub fn routes() -> Group {
    Group::new(Policy::Anyone).route(PATH, get(echo).post(echo))
}
