//! The mail server of a deployment: an inbox of the loopback.

use roster_inbox::{Inbox, TEXT_DOMAIN};
use roster_mail::{MailSettings, Mailer};
use roster_tests::product::keyring;
use tempfile::TempDir;
use tokio::net::TcpListener;

/// A mailer, and the folder of the inbox to which it sends: dropping it removes the messages. The inbox is a task of the
/// runtime.
///
/// # Panics
/// When the machine has no free port or no temporary folder.
pub async fn mailbox() -> (TempDir, Mailer) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let inbox = Inbox::open(folder.path()).expect("an empty folder");
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port of the loopback");
    let port = listener.local_addr().expect("a socket address").port();
    tokio::spawn(roster_inbox::serve(listener, inbox));
    let settings = MailSettings::from_vars(|name| match name {
        "ROSTER_MAIL" => Some(format!("smtp://127.0.0.1:{port}")),
        "ROSTER_MAIL_FROM" => Some("no-reply@shop.example".to_owned()),
        "ROSTER_TEXT" => Some(format!("email:{TEXT_DOMAIN}")),
        _ => None,
    });
    (folder, Mailer::connect(settings.expect("valid settings"), keyring()))
}
