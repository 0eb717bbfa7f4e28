//! The function `targets`: `/v1/users/{userId}/targets`, the email addresses, phones and devices at which messages reach a user.

mod params;

use axum::extract::State;
use axum::routing::get;
use params::{ChangeTarget, CreateTarget, ListTargets, OneTarget};
use roster_api::{App, AuthedCaller, Group, Policy, Refusal, UncheckedReader, Valid, View};
use roster_core::{Error, Listing};

/// The routes of this function.
#[must_use]
pub fn routes() -> Group {
    Group::new(Policy::Users)
        .route("/v1/users/{userId}/targets", get(list_targets).post(create_target))
        .route("/v1/users/{userId}/targets/{targetId}", get(get_target).patch(update_target).delete(delete_target))
}

/// GET /v1/users/{userId}/targets
async fn list_targets(
    State(app): State<App>,
    reader: UncheckedReader,
    Valid(ListTargets { user, queries, with_total }): Valid<ListTargets>,
) -> Result<View, Refusal> {
    let targets = app.store.get_user(reader.project_id(), &user).await?.all_targets();
    let all = targets.into_iter().map(|target| (user.clone(), target)).collect();
    let Listing { total, items } = queries.apply(all, "Target", app.random()? as u64)?;
    let items = items.into_iter().map(|(_, target)| target).collect();
    Ok(View::targets(user, Listing { total: if with_total { total } else { 0 }, items }))
}

/// POST /v1/users/{userId}/targets
///
/// Roster has no providers. As with Appwrite, a target that names an unknown one gets none (source:
/// docs/reference/appwrite/users.md#targets).
async fn create_target(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(new): Valid<CreateTarget>,
) -> Result<View, Refusal> {
    let (user, change) = (new.user.clone(), caller.change()?);
    let target = new.into_target(app.now(), app.random()? as u64)?;
    app.store.create_target(caller.project_id(), &user, &target, &change).await?;
    Ok(View::new_target(user, target))
}

/// GET /v1/users/{userId}/targets/{targetId}
async fn get_target(
    State(app): State<App>,
    reader: UncheckedReader,
    Valid(OneTarget { user, target }): Valid<OneTarget>,
) -> Result<View, Refusal> {
    let target = app.store.get_user(reader.project_id(), &user).await?.target(&target)?;
    Ok(View::target(user, target))
}

/// PATCH /v1/users/{userId}/targets/{targetId}
///
/// Here an unknown provider is an error; an unknown user or target is reported before it.
async fn update_target(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(ChangeTarget { one, to, names_a_provider }): Valid<ChangeTarget>,
) -> Result<View, Refusal> {
    let OneTarget { user, target } = one;
    if names_a_provider {
        app.store.get_user(caller.project_id(), &user).await?.target(&target)?;
        return Err(Error::ProviderNotFound.into());
    }
    let target = app.store.update_target(caller.project_id(), &user, &target, &to, &caller.change()?).await?;
    Ok(View::target(user, target))
}

/// DELETE /v1/users/{userId}/targets/{targetId}
async fn delete_target(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(OneTarget { user, target }): Valid<OneTarget>,
) -> Result<View, Refusal> {
    app.store.delete_target(caller.project_id(), &user, &target, &caller.change()?).await?;
    Ok(View::done())
}
