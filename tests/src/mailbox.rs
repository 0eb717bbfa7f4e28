//! A mail server of the loopback, and a mailer that sends to it.

use crate::product::keyring;
use roster_inbox::{Inbox, Received, TEXT_DOMAIN};
use roster_mail::{Keyring, MailSettings, Mailer};
use std::collections::BTreeMap;
use tempfile::TempDir;
use tokio::net::TcpListener;

/// An inbox, which is a task of the runtime, and a mailer that sends emails and text messages to it.
pub struct Mailbox {
    /// What was sent.
    pub inbox: Inbox,
    /// Sends to the inbox.
    pub mailer: Mailer,
    /// The folder of the messages, which are removed with it.
    pub folder: TempDir,
}

/// A mailer that sends emails and text messages to the SMTP server at this port of the loopback.
#[must_use]
pub fn mailer_to(port: u16) -> Mailer {
    mailer_with(port, keyring())
}

/// The same, which encrypts with this key.
///
/// # Panics
/// Never: the settings are valid.
#[must_use]
pub fn mailer_with(port: u16, key: Keyring) -> Mailer {
    let settings = MailSettings::from_vars(|name| match name {
        "ROSTER_MAIL" => Some(format!("smtp://127.0.0.1:{port}")),
        "ROSTER_MAIL_FROM" => Some("Tests <no-reply@tests.example>".to_owned()),
        "ROSTER_TEXT" => Some(format!("email:{TEXT_DOMAIN}")),
        _ => None,
    });
    Mailer::connect(settings.expect("valid settings"), key)
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
        Self { inbox, mailer: mailer_to(port), folder }
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
