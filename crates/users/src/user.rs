//! `/v1/users/{userId}`: one user. The paths of imports are ids of users, too: only `POST` of them is an import.

use axum::extract::State;
use roster_api::{App, AuthedCaller, LastUser, Refusal, UncheckedReader, Valid, View};

/// GET /v1/users/{userId}
///
/// An impersonator may read users, but needs no hash of their password.
pub(crate) async fn get_user(
    State(app): State<App>,
    reader: UncheckedReader,
    Valid(LastUser(id)): Valid<LastUser>,
) -> Result<View, Refusal> {
    let mut user = app.store.get_user(reader.project_id(), &id).await?;
    if !reader.is_server().await {
        user.password = None;
    }
    Ok(View::user(user))
}

/// DELETE /v1/users/{userId}
pub(crate) async fn delete_user(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(LastUser(id)): Valid<LastUser>,
) -> Result<View, Refusal> {
    app.store.delete_user(caller.project_id(), &id, &caller.change()?).await?;
    Ok(View::done())
}
