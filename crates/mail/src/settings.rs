//! The settings of messages.

use lettre::message::Mailbox;
use percent_encoding::percent_decode_str;
use roster_keyring::SettingError;
use zeroize::Zeroizing;

/// How emails and text messages are sent.
#[derive(Clone, Default)]
pub struct MailSettings {
    /// How emails are sent; `None` if they are not (`ROSTER_MAIL`).
    pub mail: Option<MailTransport>,
    /// The sender of emails (`ROSTER_MAIL_FROM`): `Shop <no-reply@shop.example>`.
    pub from: Option<Mailbox>,
    /// How text messages are sent; `None` if they are not (`ROSTER_TEXT`).
    pub text: Option<TextTransport>,
    /// The URLs of services, if they are not those of the region (`AWS_ENDPOINT_URL_SESV2` and the like).
    pub endpoints: Endpoints,
}

/// How emails are sent.
#[derive(Clone)]
pub enum MailTransport {
    /// By Amazon SES, with a configuration set or without (`ROSTER_MAIL_CONFIGURATION_SET`).
    Ses(Option<String>),
    /// By an SMTP server.
    Smtp(Smtp),
}

/// An SMTP server.
#[derive(Clone)]
pub struct Smtp {
    /// Its host.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is encrypted.
    pub tls: SmtpTls,
    /// User name and password, if they are in the URL.
    pub credentials: Option<(String, Zeroizing<String>)>,
    /// The ARN of the secret with user name and password (`ROSTER_MAIL_SECRET`).
    pub secret: Option<String>,
}

/// How a connection to an SMTP server is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpTls {
    /// TLS from the first byte (port 465).
    Implicit,
    /// The command STARTTLS, which the server must support (port 587).
    StartTls,
    /// Not at all: only for a server on the same machine or network.
    None,
}

/// How text messages are sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextTransport {
    /// By Amazon SNS.
    Sns,
    /// As emails to `<digits of the phone>@<domain>`, which the provider of that domain turns into text messages.
    Email(String),
}

/// URLs of services.
#[derive(Debug, Clone, Default)]
pub struct Endpoints {
    pub(crate) ses: Option<String>,
    pub(crate) sns: Option<String>,
    pub(crate) secrets: Option<String>,
}

impl MailSettings {
    /// Reads the settings from the environment.
    ///
    /// # Errors
    /// [`SettingError`] for the first invalid setting.
    #[expect(clippy::disallowed_methods, reason = "a function reads its settings once, when it starts")]
    pub fn from_env() -> Result<Self, SettingError> {
        Self::from_vars(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    }

    /// Reads the settings by a function that knows their values; an empty setting is `None`.
    ///
    /// # Errors
    /// As [`MailSettings::from_env`].
    pub fn from_vars(var: impl Fn(&'static str) -> Option<String>) -> Result<Self, SettingError> {
        let endpoint = |name| var(name).or_else(|| var("AWS_ENDPOINT_URL"));
        let mail = match var("ROSTER_MAIL").as_deref() {
            None => None,
            Some("ses:") => Some(MailTransport::Ses(var("ROSTER_MAIL_CONFIGURATION_SET"))),
            Some(url) => Some(MailTransport::Smtp(Smtp::parse(url, var("ROSTER_MAIL_SECRET")).ok_or(INVALID_MAIL)?)),
        };
        let from = var("ROSTER_MAIL_FROM").map(|text| sender(&text).ok_or(INVALID_FROM)).transpose()?;
        let text = match var("ROSTER_TEXT").as_deref() {
            None => None,
            Some("sns:") => Some(TextTransport::Sns),
            Some(text) => match text.strip_prefix("email:") {
                Some(domain) if !domain.is_empty() => Some(TextTransport::Email(domain.to_owned())),
                _ => return Err(INVALID_TEXT),
            },
        };
        let needs_sender = mail.is_some() || matches!(text, Some(TextTransport::Email(_)));
        if needs_sender && from.is_none() {
            return Err(INVALID_FROM);
        }
        if mail.is_none() && matches!(text, Some(TextTransport::Email(_))) {
            return Err(SettingError { name: "ROSTER_MAIL", expected: "a server, because ROSTER_TEXT needs one" });
        }
        let endpoints = Endpoints {
            ses: endpoint("AWS_ENDPOINT_URL_SESV2"),
            sns: endpoint("AWS_ENDPOINT_URL_SNS"),
            secrets: endpoint("AWS_ENDPOINT_URL_SECRETS_MANAGER"),
        };
        Ok(Self { mail, from, text, endpoints })
    }
}

/// A sender: `Shop <no-reply@shop.example>`. The template writes a name in quotes, also an empty one.
fn sender(text: &str) -> Option<Mailbox> {
    text.strip_prefix("\"\"").unwrap_or(text).trim().parse().ok()
}

const INVALID_MAIL: SettingError =
    SettingError { name: "ROSTER_MAIL", expected: "ses: or smtp://[user@]host[:port][?tls=starttls|tls|none]" };
const INVALID_FROM: SettingError = SettingError {
    name: "ROSTER_MAIL_FROM",
    expected: "an email, or a name and an email: Shop <no-reply@shop.example>",
};
const INVALID_TEXT: SettingError = SettingError { name: "ROSTER_TEXT", expected: "sns: or email:<domain>" };

impl Smtp {
    /// Reads `smtp://[user[:password]@]host[:port][?tls=starttls|tls|none]`; `None` for another text. Without `tls`, a
    /// server on this machine is called without encryption, any other with STARTTLS.
    fn parse(url: &str, secret: Option<String>) -> Option<Self> {
        let rest = url.strip_prefix("smtp://")?;
        let (rest, query) = rest.split_once('?').map_or((rest, None), |(rest, query)| (rest, Some(query)));
        let (user, server) = rest.rsplit_once('@').map_or((None, rest), |(user, server)| (Some(user), server));
        let server = server.strip_suffix('/').unwrap_or(server);
        // An IP address of version 6 is in brackets, and has colons.
        let (host, port) = match server.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, Some(port.parse().ok()?)),
            _ => (server, None),
        };
        let tls = match query {
            None if is_loopback(host) => SmtpTls::None,
            None | Some("tls=starttls") => SmtpTls::StartTls,
            Some("tls=tls") => SmtpTls::Implicit,
            Some("tls=none") => SmtpTls::None,
            Some(_) => return None,
        };
        let credentials = user.map(credentials).transpose().ok()?;
        if host.is_empty() || host.contains(['/', '@', '#']) {
            return None;
        }
        let port = port.unwrap_or(match tls {
            SmtpTls::Implicit => 465,
            SmtpTls::StartTls => 587,
            SmtpTls::None => 25,
        });
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        Some(Self { host, port, tls, credentials, secret })
    }
}

fn credentials(text: &str) -> Result<(String, Zeroizing<String>), std::str::Utf8Error> {
    let (user, password) = text.split_once(':').unwrap_or((text, ""));
    let decode = |text| percent_decode_str(text).decode_utf8().map(std::borrow::Cow::into_owned);
    Ok((decode(user)?, Zeroizing::new(decode(password)?)))
}

fn is_loopback(host: &str) -> bool {
    let ip = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || ip.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// A debug print shows neither user name nor password.
impl std::fmt::Debug for MailTransport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Ses(_) => f.write_str("Ses"),
            Self::Smtp(Smtp { host, port, tls, .. }) => write!(f, "Smtp({host}:{port}, {tls:?})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn smtp(url: &str) -> Option<(String, u16, SmtpTls, Option<String>)> {
        let smtp = Smtp::parse(url, None)?;
        let user = smtp.credentials.map(|(user, password)| format!("{user}/{}", *password));
        Some((smtp.host, smtp.port, smtp.tls, user))
    }

    #[test]
    fn a_server_is_read_from_its_url() {
        let is = |host: &str, port, tls, user: Option<&str>| Some((host.into(), port, tls, user.map(str::to_owned)));
        assert_eq!(smtp("smtp://127.0.0.1:1025"), is("127.0.0.1", 1025, SmtpTls::None, None));
        assert_eq!(smtp("smtp://[::1]:1025"), is("::1", 1025, SmtpTls::None, None));
        assert_eq!(smtp("smtp://localhost"), is("localhost", 25, SmtpTls::None, None));
        assert_eq!(smtp("smtp://mail.example.com"), is("mail.example.com", 587, SmtpTls::StartTls, None));
        assert_eq!(smtp("smtp://mail.example.com?tls=tls"), is("mail.example.com", 465, SmtpTls::Implicit, None));
        assert_eq!(smtp("smtp://10.0.0.1?tls=none"), is("10.0.0.1", 25, SmtpTls::None, None));
        let user = smtp("smtp://ann%40example.com:p%3Aw@mail.example.com:2525?tls=starttls");
        assert_eq!(user, is("mail.example.com", 2525, SmtpTls::StartTls, Some("ann@example.com/p:w")));
    }

    #[test]
    fn other_texts_are_not_servers() {
        for url in [
            "",
            "smtp://",
            "http://mail.example.com",
            "mail.example.com",
            "smtp://h:port",
            "smtp://h:70000",
            "smtp://h?tls=maybe",
            "smtp://h/path",
        ] {
            assert!(smtp(url).is_none(), "{url}");
        }
    }

    fn settings(vars: &[(&str, &str)]) -> Result<MailSettings, String> {
        let var = |name| vars.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        MailSettings::from_vars(var).map_err(|error| error.to_string())
    }

    #[test]
    fn without_settings_nothing_is_sent() {
        let none = settings(&[]).unwrap();
        assert!(none.mail.is_none() && none.text.is_none());
    }

    #[test]
    fn a_sender_may_have_a_name_of_any_characters() {
        let of = |text: &str| sender(text).map(|from| (from.name, from.email.to_string()));
        let is = |name: Option<&str>| Some((name.map(str::to_owned), "a@example.com".to_owned()));
        assert_eq!(of("a@example.com"), is(None));
        assert_eq!(of("Shop <a@example.com>"), is(Some("Shop")));
        assert_eq!(of("\"Shop, Inc. (EU)\" <a@example.com>"), is(Some("Shop, Inc. (EU)")));
        assert_eq!(of("\"Läden\" <a@example.com>"), is(Some("Läden")));
        assert_eq!(of("\"\" <a@example.com>"), is(None));
        assert_eq!(of("Shop"), None);
    }

    #[test]
    fn an_invalid_setting_is_an_error_with_its_name() {
        let from = ("ROSTER_MAIL_FROM", "Shop <a@example.com>");
        for (vars, name) in [
            (&[("ROSTER_MAIL", "ses:")][..], "ROSTER_MAIL_FROM"),
            (&[("ROSTER_MAIL", "ses"), from], "ROSTER_MAIL"),
            (&[("ROSTER_MAIL", "ses:"), ("ROSTER_MAIL_FROM", "Shop")], "ROSTER_MAIL_FROM"),
            (&[("ROSTER_TEXT", "twilio:")], "ROSTER_TEXT"),
            (&[("ROSTER_TEXT", "email:")], "ROSTER_TEXT"),
            (&[("ROSTER_TEXT", "email:sms.example.com"), from], "ROSTER_MAIL"),
        ] {
            let error = settings(vars).err().unwrap();
            assert!(error.starts_with(&format!("{name}: expected")), "{error}");
        }
        assert!(settings(&[("ROSTER_MAIL", "ses:"), from, ("ROSTER_TEXT", "sns:")]).is_ok());
    }

    #[test]
    fn a_debug_print_shows_no_password() {
        let smtp = Smtp::parse("smtp://ann:secret@h", None).unwrap();
        assert_eq!(format!("{:?}", MailTransport::Smtp(smtp)), "Smtp(h:587, StartTls)");
    }
}
