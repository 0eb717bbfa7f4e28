//! A mail server of the loopback, and a mailer that sends to it.

use crate::product::keyring;
use roster_inbox::{Inbox, Received, TEXT_DOMAIN};
use roster_mail::{MailSettings, Mailer};
use std::collections::BTreeMap;
use tempfile::TempDir;
use tokio::net::TcpListener;

/// An inbox, which is a task of the runtime, and a mailer that sends emails and text messages to it.
pub struct Mailbox {
    /// What was sent.
    pub inbox: Inbox,
    /// Sends to the inbox.
    pub mailer: Mailer,
    _folder: TempDir,
}

impl Mailbox {
    /// An empty inbox.
    ///
    /// # Panics
    /// When the machine has no free port or no temporary folder.
    pub async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let inbox = Inbox::open(folder.path()).expect("an empty folder");
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port of the loopback");
        let port = listener.local_addr().expect("a socket address").port();
        tokio::spawn(roster_inbox::serve(listener, inbox.clone()));
        let settings = MailSettings::from_vars(|name| match name {
            "ROSTER_MAIL" => Some(format!("smtp://127.0.0.1:{port}")),
            "ROSTER_MAIL_FROM" => Some("Tests <no-reply@tests.example>".to_owned()),
            "ROSTER_TEXT" => Some(format!("email:{TEXT_DOMAIN}")),
            _ => None,
        });
        Self { inbox, mailer: Mailer::connect(settings.expect("valid settings"), keyring()), _folder: folder }
    }

    /// The newest message.
    ///
    /// # Panics
    /// When no message has come.
    pub async fn newest(&self) -> Received {
        self.inbox.messages().await.into_iter().next().expect("a message")
    }

    /// The parameters of the link in the newest message.
    ///
    /// # Panics
    /// When it has no link.
    pub async fn link(&self) -> BTreeMap<String, String> {
        let text = self.newest().await.text;
        let url = text.split_whitespace().find(|word| word.starts_with("http")).expect("a link");
        let query = url.split_once('?').map_or("", |(_, query)| query);
        form_urlencoded::parse(query.as_bytes()).into_owned().collect()
    }

    /// The six digits in the newest message.
    ///
    /// # Panics
    /// When it has no code.
    pub async fn code(&self) -> String {
        let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
        self.newest().await.text.split_whitespace().find(is_code).expect("a code").to_owned()
    }
}
