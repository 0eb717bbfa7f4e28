//! The rules of a project, at every place where they hold; and a project without rules, whose calls cost what they did.

mod alerts;
mod flows;
mod methods;
mod passwords;
mod sessions;
mod sign_up;

use crate::app::TestApp;
use crate::request::Request;
use crate::v1::expected::VERSION;
use roster_core::ProjectRules;

/// The request in the 1.x dialect.
fn v1(request: Request<'_>) -> Request<'_> {
    request.format(VERSION)
}

impl TestApp {
    /// Changes the rules of the project.
    pub async fn set_rules(&mut self, edit: impl Fn(&mut ProjectRules)) {
        let change = self.time.change();
        self.project = self.store.update_rules(&self.project.id, edit, &change).await.unwrap();
        self.restart();
    }

    /// An app with these rules.
    pub async fn with_rules(edit: impl Fn(&mut ProjectRules)) -> Self {
        let mut app = Self::start().await;
        app.set_rules(edit).await;
        app
    }
}
