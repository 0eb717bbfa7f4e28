//! The function `usage`: `/v1/users/usage`, how many users and sessions were created.

use axum::extract::State;
use axum::routing::get;
use roster_api::{App, AuthedCaller, FromParams, Group, Params, Policy, Refusal, Valid, View, text};
use roster_core::{Error, Invalid, Result, UsageRange};

/// The routes of this function.
#[must_use]
pub fn routes() -> Group {
    Group::new(Policy::Users).route("/v1/users/usage", get(get_usage))
}

/// GET /v1/users/usage
async fn get_usage(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(GetUsage(range)): Valid<GetUsage>,
) -> Result<View, Refusal> {
    // Six of the eight series of 0.15 are not counted here, and zeros would be wrong numbers.
    let range = range.ok_or(Error::UsageDisabled)?;
    Ok(View::usage(app.store.get_usage(caller.project(), range, app.now()).await?))
}

/// The time range; `None` in 0.15, whose ranges differ and whose series are not counted.
struct GetUsage(Option<UsageRange>);

impl FromParams for GetUsage {
    fn from_params(params: &Params) -> Result<Self> {
        if !params.is_v1() {
            params.optional("range", text(range_of_0_15, Invalid::OneOf(&RANGES_OF_0_15)))?;
            return Ok(Self(None));
        }
        let range = params.optional("range", text(UsageRange::parse, Invalid::OneOf(&UsageRange::NAMES)))?;
        Ok(Self(Some(range.unwrap_or_default())))
    }
}

const RANGES_OF_0_15: [&str; 4] = ["24h", "7d", "30d", "90d"];

fn range_of_0_15(text: &str) -> Result<(), Invalid> {
    if RANGES_OF_0_15.contains(&text) { Ok(()) } else { Err(Invalid::OneOf(&RANGES_OF_0_15)) }
}
