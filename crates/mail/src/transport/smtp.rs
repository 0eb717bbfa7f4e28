//! Emails by an SMTP server.

use super::aws;
use crate::mailer::Mailer;
use crate::send_error::SendError;
use crate::settings::{Smtp, SmtpTls};
use lettre::message::Message;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use serde::Deserialize;
use std::sync::Arc;
use tokio::sync::Mutex;
use zeroize::Zeroizing;

/// The code of a server that does not accept user name and password (source: RFC 4954, 6).
const WRONG_PASSWORD: u16 = 535;
/// Codes that may be about one receiver (source: RFC 5321, 4.2.3; RFC 7504, 4). All others of 5xx are about the sender, the
/// client or the server: an operator can help.
const OF_A_RECEIVER: [u16; 6] = [501, 550, 551, 552, 553, 556];

type Transport = AsyncSmtpTransport<Tokio1Executor>;

/// An SMTP server.
pub(super) struct SmtpServer {
    server: Smtp,
    secrets: Option<String>,
    /// The transport, made for the first email. It opens a connection for each email: one that is kept open is broken
    /// when Lambda has stopped the process for a while.
    transport: Mutex<Option<Arc<Transport>>>,
}

#[derive(Deserialize)]
struct Secret {
    username: String,
    password: String,
}

impl SmtpServer {
    pub(super) fn new(server: Smtp, secrets: Option<String>) -> Self {
        Self { server, secrets, transport: Mutex::default() }
    }

    /// Sends an email; `domain` is that of the sender, by which the client names itself.
    pub(super) async fn send(&self, domain: &str, email: &Message) -> Result<(), SendError> {
        let transport = self.transport(domain).await?;
        let Err(cause) = transport.send_raw(email.envelope(), &email.formatted()).await else { return Ok(()) };
        if cause.status().is_some_and(|code| u16::from(code) == WRONG_PASSWORD) {
            // The password may have been changed: the next email reads it again.
            *self.transport.lock().await = None;
            return Err(SendError::Unavailable("the server does not accept user name and password".to_owned()));
        }
        Err(failure(&cause))
    }

    async fn transport(&self, domain: &str) -> Result<Arc<Transport>, SendError> {
        let mut made = self.transport.lock().await;
        if let Some(transport) = &*made {
            return Ok(Arc::clone(transport));
        }
        let Smtp { host, port, tls, .. } = &self.server;
        let parameters = || TlsParameters::new(host.clone()).map_err(|cause| failure(&cause));
        let tls = match tls {
            SmtpTls::None => Tls::None,
            SmtpTls::StartTls => Tls::Required(parameters()?),
            SmtpTls::Implicit => Tls::Wrapper(parameters()?),
        };
        let builder = Transport::builder_dangerous(host)
            .port(*port)
            .tls(tls)
            .hello_name(ClientId::Domain(domain.to_owned()))
            .timeout(Some(Mailer::BOUND));
        let builder = match self.credentials().await? {
            Some(credentials) => builder.credentials(credentials),
            None => builder,
        };
        Ok(Arc::clone(made.insert(Arc::new(builder.build()))))
    }

    /// User name and password: from the secret, if there is one, otherwise from the URL.
    async fn credentials(&self) -> Result<Option<Credentials>, SendError> {
        let Some(arn) = &self.server.secret else {
            let given = self.server.credentials.as_ref();
            return Ok(given.map(|(user, password)| Credentials::new(user.clone(), password.to_string())));
        };
        let client = aws_sdk_secretsmanager::Client::new(&aws::config(self.secrets.as_deref()).await);
        let found = client.get_secret_value().secret_id(arn).send().await;
        let found = found.map_err(|cause| aws::failure("GetSecretValue", &cause, &[]))?;
        let text = Zeroizing::new(found.secret_string.unwrap_or_default());
        let malformed =
            |_| SendError::Unavailable("the secret of the server is not JSON with username and password".to_owned());
        let Secret { username, password } = serde_json::from_str(&text).map_err(malformed)?;
        Ok(Some(Credentials::new(username, password)))
    }
}

/// The failure of a call: its kind and code, never the text of the server, which may repeat an email.
fn failure(cause: &SmtpError) -> SendError {
    let code = cause.status().map_or(0, u16::from);
    if cause.is_permanent() && OF_A_RECEIVER.contains(&code) {
        SendError::Rejected(format!("SMTP {code}"))
    } else if cause.is_permanent() || cause.is_transient() {
        SendError::Temporary(format!("SMTP {code}"))
    } else if cause.is_timeout() {
        SendError::Temporary("SMTP: no response in time".to_owned())
    } else if cause.is_tls() {
        SendError::Unavailable("SMTP: no encrypted connection".to_owned())
    } else if cause.is_client() || cause.is_response() {
        SendError::Unavailable("SMTP: the server has not what is needed, or its response is malformed".to_owned())
    } else {
        SendError::Unavailable("SMTP: no connection".to_owned())
    }
}
