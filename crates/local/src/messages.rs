//! Emails and text messages of a stack: kept in its inbox, or sent by an SMTP server that the user names. And the key that
//! encrypts secrets, which is a file here.

use crate::data::DataFolder;
use roster::failure::{Failure, Outcome};
use roster_inbox::{Inbox, TEXT_DOMAIN};
use std::convert::Infallible;
use std::ffi::OsString;
use std::net::Ipv4Addr;
use tokio::net::TcpListener;

/// The sender of emails. The domain is reserved, so nobody can answer.
const FROM: &str = "Roster <no-reply@roster.invalid>";

/// Where the messages of a stack go.
pub struct Messages {
    server: String,
    inbox: Option<(TcpListener, Inbox)>,
    key: OsString,
}

impl Messages {
    /// Messages for this SMTP server (`smtp://127.0.0.1:1025`), or for an inbox in the folder of the data.
    pub async fn prepare(server: Option<&str>, data: &DataFolder) -> Outcome<Self> {
        let key = data.secret_key()?.into_os_string();
        if let Some(server) = server {
            if !server.starts_with("smtp://") {
                return Err(Failure::usage("MAIL is the URL of an SMTP server, such as smtp://127.0.0.1:1025"));
            }
            return Ok(Self { server: server.to_owned(), inbox: None, key });
        }
        let folder = data.inbox();
        let unusable = |cause| Failure::new(format!("cannot use the inbox {}: {cause}", folder.display()));
        let inbox = Inbox::open(&folder).map_err(unusable)?;
        let no_port = |cause| Failure::new(format!("the inbox finds no free port: {cause}"));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(no_port)?;
        let port = listener.local_addr().map_err(no_port)?.port();
        Ok(Self { server: format!("smtp://127.0.0.1:{port}"), inbox: Some((listener, inbox)), key })
    }

    /// The inbox, unless the messages are sent.
    pub fn inbox(&self) -> Option<Inbox> {
        self.inbox.as_ref().map(|(_, inbox)| inbox.clone())
    }

    /// The environment of functions that send.
    pub fn variables(&self) -> [(&'static str, OsString); 4] {
        let key = [OsString::from("file:"), self.key.clone()].into_iter().collect();
        [
            ("ROSTER_MAIL", self.server.clone().into()),
            ("ROSTER_MAIL_FROM", FROM.into()),
            ("ROSTER_TEXT", format!("email:{TEXT_DOMAIN}").into()),
            ("ROSTER_SECRET_KEY", key),
        ]
    }

    /// Takes what the functions send. Without an inbox there is nothing to do.
    pub async fn serve(self) -> Outcome<Infallible> {
        match self.inbox {
            None => std::future::pending().await,
            Some((listener, inbox)) => roster_inbox::serve(listener, inbox)
                .await
                .map_err(|cause| Failure::new(format!("the inbox cannot take emails any more: {cause}"))),
        }
    }
}
