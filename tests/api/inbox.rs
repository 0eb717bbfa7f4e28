//! An app that sends its messages to an inbox, and what the messages say.

use crate::app::TestApp;
use crate::whole_log;
use roster_api::{Config, Limits};
use roster_core::ProjectRules;
use roster_inbox::{Inbox, Received};
use roster_mail::Mailer;
use roster_tests::mailbox::{Mailbox, mailer_to};
use std::collections::BTreeMap;
use std::ops::Deref;
use tempfile::TempDir;
use tokio::net::TcpListener;

/// An app with an inbox. Messages are in the inbox when the request that sends them is answered.
pub struct WithInbox {
    app: TestApp,
    pub mailer: Mailer,
    pub inbox: Inbox,
    _folder: TempDir,
}

impl Deref for WithInbox {
    type Target = TestApp;

    fn deref(&self) -> &TestApp {
        &self.app
    }
}

/// A mailer whose server does not answer: nobody listens at the port.
pub async fn mailer_to_nobody() -> Mailer {
    let unused = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    mailer_to(unused)
}

impl WithInbox {
    pub async fn start() -> Self {
        let mut app = TestApp::start().await;
        let Mailbox { inbox, mailer, folder } = Mailbox::open().await;
        app.restart_with_mailer(&mailer);
        Self { app, mailer, inbox, _folder: folder }
    }

    /// Changes the rules of the project.
    pub async fn set_rules(&mut self, edit: impl Fn(&mut ProjectRules)) {
        let change = self.time.change();
        let changed = self.store.update_rules(&self.project.id, edit, &change).await.unwrap();
        self.app.project = changed;
        self.reload();
    }

    /// Sets the web origins of the project.
    pub async fn allow_origins(&mut self, origins: &[&str]) {
        self.app.allow_origins(origins).await;
        self.reload();
    }

    /// Replaces the product by one with these limits, which sends nothing.
    pub fn limit(&mut self, limits: Limits) {
        self.app.restart_with(&Config { limits, ..Config::default() });
    }

    /// Replaces the product by one with empty caches.
    pub fn reload(&mut self) {
        let mailer = self.mailer.clone();
        self.app.restart_with_mailer(&mailer);
    }

    /// Replaces the product by one that sends by this mailer.
    pub fn send_by(&mut self, mailer: &Mailer) {
        self.app.restart_with_mailer(mailer);
    }

    /// The newest message, whose recipient is checked.
    pub async fn newest(&self, to: &str) -> Received {
        let message = self.inbox.messages().await.into_iter().next().expect("a message");
        assert_eq!(message.to, to);
        message
    }

    /// How many messages have come.
    pub async fn count(&self) -> usize {
        self.inbox.messages().await.len()
    }

    /// The link of the newest message.
    pub async fn link(&self, to: &str) -> SentLink {
        SentLink::of(&self.newest(to).await)
    }

    /// The code of the newest message.
    pub async fn code(&self, to: &str) -> String {
        code_of(&self.newest(to).await)
    }
}

/// The six digits in a message.
pub fn code_of(message: &Received) -> String {
    let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
    message.text.split_whitespace().find(is_code).unwrap_or_else(|| panic!("no code: {}", message.text)).to_owned()
}

/// A link of a message: the whole, and the parameters of its query.
#[derive(Debug, Clone)]
pub struct SentLink {
    pub url: String,
    pub query: BTreeMap<String, String>,
}

impl SentLink {
    pub fn of(message: &Received) -> Self {
        let is_link = |word: &&str| word.starts_with("https://") || word.starts_with("http://");
        let url = message.text.split_whitespace().find(is_link).unwrap_or_else(|| panic!("no link: {}", message.text));
        let query = url.split_once('?').map_or("", |(_, query)| query).split('#').next().unwrap();
        let query: BTreeMap<_, _> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        if let Some(secret) = query.get("secret") {
            whole_log::note(secret);
        }
        Self { url: url.to_owned(), query }
    }

    pub fn user(&self) -> &str {
        &self.query["userId"]
    }

    pub fn secret(&self) -> &str {
        &self.query["secret"]
    }
}
