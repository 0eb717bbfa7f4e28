//! The function `memberships`: `/v1/users/{userId}/memberships`.

use axum::extract::State;
use axum::routing::get;
use roster_api::{App, Group, Guard, OneUser, Reader, Refusal, Valid, View};

/// The routes of this function, to the handlers.
#[must_use]
pub fn routes() -> Group {
    Group::new(Guard::Users).route("/v1/users/{userId}/memberships", get(list_memberships))
}

/// GET /v1/users/{userId}/memberships
async fn list_memberships(
    State(app): State<App>,
    reader: Reader,
    Valid(OneUser(id)): Valid<OneUser>,
) -> Result<View, Refusal> {
    Ok(View::Memberships(app.store.list_memberships(reader.project_id(), &id).await?))
}
