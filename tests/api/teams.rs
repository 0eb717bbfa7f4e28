//! `/v1/teams`: teams and their members.

mod access;
mod create;
mod delete;
mod get;
mod invitations;
mod list;
mod logs;
mod members;
mod membership;
mod paging;
mod prefs;
mod privacy;
mod roles;
mod update;

use crate::answer::Answer;
use crate::app::TestApp;
use crate::expected::START;
use serde_json::{Value, json};

/// The error message of invalid roles.
const ROLES: &str = "Invalid roles: Value must a valid array and Parameter must contain at most 36 chars. Valid chars \
                     are a-z, A-Z, 0-9, period, hyphen, and underscore. Can't start with a special char";
/// A web page whose origin every project allows.
pub const URL: &str = "http://localhost:3000/join";

/// The expected body of a team right after creation.
pub fn team(id: &str, name: &str, total: u64) -> Value {
    json!({ "$id": id, "$createdAt": START, "$updatedAt": START, "name": name, "total": total })
}

/// The expected body of a membership: a user of [`TestApp::create`] in a team of [`TestApp::make_team`].
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
    /// Creates a team with an API key.
    pub async fn make_team(&self, id: &str) {
        let new = json!({ "teamId": id, "name": format!("The {id}") });
        self.post("/v1/teams").key().json(new).send().await.is(201, team(id, &format!("The {id}"), 0));
    }

    /// Adds a user of [`TestApp::create`] to a team, with an API key.
    pub async fn join(&self, team: &str, user: &str, roles: &[&str]) -> Answer {
        let new = json!({ "email": format!("{user}@example.com"), "roles": roles, "url": URL });
        self.post(&format!("/v1/teams/{team}/memberships")).key().json(new).send().await
    }

    /// The `total` of a team.
    pub async fn total_of(&self, team: &str) -> u64 {
        self.total(&format!("/v1/teams/{team}")).await
    }

    /// The `total` in the answer at this path.
    pub async fn total(&self, path: &str) -> u64 {
        self.get(path).key().send().await.ok()["total"].as_u64().unwrap()
    }

    /// An app with the team "crew": ann is its owner, bob a member, eve neither. Returns the ids of both memberships.
    pub async fn with_a_team() -> (Self, [String; 2]) {
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
