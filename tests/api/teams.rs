//! `/v1/teams`: teams, and who is in them.

mod access;
mod create;
mod delete;
mod get;
mod list;
mod members;
mod membership;
mod paging;
mod roles;
mod update;

use crate::answer::Answer;
use crate::app::TestApp;
use crate::expected::START;
use serde_json::{Value, json};

/// The rule of roles, as a refusal says it.
const ROLES: &str = "Invalid roles: Value must a valid array and Parameter must contain at most 36 chars. Valid chars \
                     are a-z, A-Z, 0-9, period, hyphen, and underscore. Can't start with a special char";
/// A page that every project knows.
pub const URL: &str = "http://localhost:3000/join";

/// A team as it was created.
pub fn team(id: &str, name: &str, total: u64) -> Value {
    json!({ "$id": id, "$createdAt": START, "$updatedAt": START, "name": name, "total": total })
}

/// Somebody made by [`TestApp::create`], as a member of [`TestApp::make_team`]'s team.
pub fn member(id: &Value, user: &str, team: &str, roles: &[&str]) -> Value {
    json!({
        "$id": id,
        "$createdAt": START,
        "$updatedAt": START,
        "userId": user,
        "userName": format!("{user} Lee"),
        "userEmail": format!("{user}@example.com"),
        "teamId": team,
        "teamName": format!("The {team}"),
        "invited": START,
        "joined": START,
        "confirm": true,
        "roles": roles,
    })
}

impl TestApp {
    /// Makes a team with a key.
    pub async fn make_team(&self, id: &str) {
        let new = json!({ "teamId": id, "name": format!("The {id}") });
        self.post("/v1/teams").key().json(new).send().await.is(201, team(id, &format!("The {id}"), 0));
    }

    /// Adds somebody made by [`TestApp::create`] with a key.
    pub async fn join(&self, team: &str, user: &str, roles: &[&str]) -> Answer {
        let new = json!({ "email": format!("{user}@example.com"), "roles": roles, "url": URL });
        self.post(&format!("/v1/teams/{team}/memberships")).key().json(new).send().await
    }

    /// How many members a team says it has.
    pub async fn total_of(&self, team: &str) -> u64 {
        self.get(&format!("/v1/teams/{team}")).key().send().await.ok()["total"].as_u64().unwrap()
    }

    /// The crew: ann owns it, bob is in it, eve is not. Tells the ids of both memberships.
    pub async fn with_a_crew() -> (Self, [String; 2]) {
        let app = Self::start().await;
        for user in ["ann", "bob", "eve"] {
            app.create(user).await;
        }
        app.make_team("crew").await;
        let id = |answer: Answer| answer.ok()["$id"].as_str().unwrap().to_owned();
        let ids = [id(app.join("crew", "ann", &["owner"]).await), id(app.join("crew", "bob", &["cook"]).await)];
        (app, ids)
    }
}
