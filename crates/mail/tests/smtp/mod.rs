//! Emails over SMTP: to an inbox, with TLS and without, and to servers that do what servers do on a bad day.
use crate::servers::{self, Answers, port_of, scripted, silent};
use roster_core::{Email, Language, Name, Phone, Ulid};
use roster_inbox::Inbox;
use roster_mail::{Keyring, KeyringSettings, MailKind, MailSettings, Mailer, Message, Recipient, SendError};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;

const LINK: &str = "https://app.example.com/recover?userId=u&secret=s3cret";
/// The name of the server's certificate.
const HOST: &str = "localhost";

/// A mailer with this server, without a key: nothing is written to an outbox here.
fn mailer(url: &str) -> Mailer {
    let settings = MailSettings::from_vars(|name| match name {
        "ROSTER_MAIL" => Some(url.to_owned()),
        "ROSTER_MAIL_FROM" => Some("\"Shop, Inc.\" <no-reply@shop.example>".to_owned()),
        "ROSTER_TEXT" => Some(format!("email:{}", roster_inbox::TEXT_DOMAIN)),
        _ => None,
    });
    Mailer::connect(settings.unwrap(), Keyring::connect(&KeyringSettings::None))
}

fn message(to: Recipient, kind: MailKind) -> Message {
    let id = Ulid::from_parts(1_900_000_000_000, 7);
    Message { id, language: Language::German, ..crate::message(to, kind) }
}

fn recovery(email: &str) -> Message {
    let to = Recipient::Email { email: Email::parse(email).unwrap(), name: Name::parse("Änn \"x\", Y").unwrap() };
    message(to, MailKind::Recovery { link: LINK.to_owned() })
}

async fn inbox() -> (tempfile::TempDir, Inbox, String) {
    let folder = tempfile::tempdir().unwrap();
    let inbox = Inbox::open(folder.path()).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://127.0.0.1:{}", port_of(&listener));
    tokio::spawn(roster_inbox::serve(listener, inbox.clone()));
    (folder, inbox, url)
}

#[tokio::test]
async fn an_email_arrives_whole_and_every_try_has_the_same_id() {
    let (_folder, inbox, url) = inbox().await;
    let mailer = mailer(&url);
    for _ in 0..2 {
        mailer.send(&recovery("ann@example.com"), None).await.unwrap();
    }
    let received = inbox.messages().await;
    assert_eq!(received.len(), 2);
    assert_eq!(received[0].message_id, format!("{}@shop.example", Ulid::from_parts(1_900_000_000_000, 7)));
    assert_eq!((&received[0].message_id, &received[0].subject), (&received[1].message_id, &received[1].subject));
    assert_eq!((received[0].to.as_str(), received[0].from.as_str()), ("ann@example.com", "no-reply@shop.example"));
    assert_eq!(received[0].subject, "Neues Passwort für Shop");
    assert!(received[0].text.contains(LINK) && received[0].html.contains(&LINK.replace('&', "&amp;")));
    assert!(received[0].text.starts_with("Hallo Änn \"x\", Y,"), "{}", received[0].text);
}

#[tokio::test]
async fn a_text_message_goes_to_the_gateway_for_text_messages() {
    let (_folder, inbox, url) = inbox().await;
    let to = Recipient::Phone(Phone::parse("+15555550100").unwrap());
    mailer(&url).send(&message(to, MailKind::PhoneCode { code: "123456".to_owned() }), None).await.unwrap();
    let received = inbox.messages().await;
    assert_eq!((received[0].kind.as_str(), received[0].to.as_str()), ("text", "+15555550100"));
    assert_eq!((received[0].text.trim(), received[0].html.as_str()), ("123456 ist Ihr Code für Shop.", ""));
}

/// Emails that are valid for the product, and unusual.
#[tokio::test]
async fn unusual_emails_arrive() {
    let (_folder, inbox, url) = inbox().await;
    let mailer = mailer(&url);
    for email in ["a+b@example.com", "o'hara@example.com", "a!#$%&*/=?^_`{|}~-b@example.com", "x@a.b-c.example"] {
        mailer.send(&recovery(email), None).await.unwrap();
        assert_eq!(inbox.messages().await[0].to, email);
    }
}

#[tokio::test]
async fn a_server_that_is_down_is_unavailable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://127.0.0.1:{}", port_of(&listener));
    drop(listener);
    let cause = mailer(&url).send(&recovery("ann@example.com"), None).await.unwrap_err();
    assert_eq!(cause, SendError::Unavailable("SMTP: no connection".to_owned()));
}

/// The texts of servers repeat the receiver: only the code is a cause.
#[tokio::test]
async fn a_refusal_is_final_or_not_by_its_code_and_shows_no_email() {
    for (answers, cause) in [
        (Answers { rcpt: "550 <ann@example.com> unknown", ..Answers::GOOD }, "rejected: SMTP 550"),
        (Answers { rcpt: "451 <ann@example.com> try later", ..Answers::GOOD }, "not taken: SMTP 451"),
        (Answers { end: "554 <ann@example.com> looks like spam", ..Answers::GOOD }, "not taken: SMTP 554"),
        (Answers { greeting: "421 too busy for ann@example.com", ..Answers::GOOD }, "not taken: SMTP 421"),
    ] {
        let url = scripted(answers).await;
        let error = mailer(&url).send(&recovery("ann@example.com"), None).await.unwrap_err();
        assert_eq!(error.to_string(), cause);
        assert_eq!(error.is_temporary(), cause.starts_with("not taken"));
        assert!(!format!("{error:?}").contains("ann"), "{error:?}");
    }
}

#[tokio::test]
async fn a_server_that_takes_an_email_and_does_not_say_so_is_tried_again() {
    let url = scripted(Answers { end: "", ..Answers::GOOD }).await;
    let error = mailer(&url).send(&recovery("ann@example.com"), None).await.unwrap_err();
    assert!(error.is_temporary(), "{error}");
}

#[tokio::test]
async fn a_server_that_speaks_another_protocol_is_unavailable() {
    for greeting in ["HTTP/1.1 400 Bad Request", "\u{0}\u{1}\u{2}", "220"] {
        let url = scripted(Answers { greeting, ehlo: "what?", ..Answers::GOOD }).await;
        let error = mailer(&url).send(&recovery("ann@example.com"), None).await.unwrap_err();
        assert!(error.is_temporary(), "{greeting}: {error}");
    }
}

#[tokio::test]
async fn a_server_that_never_answers_costs_three_seconds() {
    let url = silent().await;
    let start = Instant::now();
    let error = mailer(&url).send(&recovery("ann@example.com"), None).await.unwrap_err();
    assert!(error.is_temporary(), "{error}");
    let taken = start.elapsed();
    assert!(taken >= Duration::from_millis(2_900) && taken < Duration::from_millis(4_500), "{taken:?}");
}

#[tokio::test]
async fn a_server_without_starttls_gets_no_email() {
    let (_folder, inbox, url) = inbox().await;
    let error = mailer(&format!("{url}?tls=starttls")).send(&recovery("ann@example.com"), None).await.unwrap_err();
    assert!(error.is_temporary(), "{error}");
    assert!(inbox.messages().await.is_empty());
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_not_accepted() {
    for mode in ["tls", "starttls"] {
        let server = servers::TlsServer::start(HOST).await;
        let url = format!("smtp://ann:secret@{HOST}:{}?tls={mode}", server.port(mode));
        let error = mailer(&url).send(&recovery("ann@example.com"), None).await.unwrap_err();
        assert!(matches!(error, SendError::Unavailable(_)), "{mode}: {error}");
        assert!(server.inbox.messages().await.is_empty(), "{mode}");
    }
}

/// The certificates that are accepted are those of the system, which a variable of the environment replaces: for this, the
/// test runs itself in another process.
#[tokio::test]
async fn emails_go_over_tls_and_starttls_with_a_certificate_of_the_system() {
    let folder = tempfile::tempdir().unwrap();
    let server = servers::TlsServer::start(HOST).await;
    let authorities = folder.path().join("authorities.pem");
    std::fs::write(&authorities, &server.certificate).unwrap();
    for mode in ["tls", "starttls"] {
        let child = tokio::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "smtp::sends_one_email_to_the_server_of_the_environment", "--ignored"])
            .env("SSL_CERT_FILE", &authorities)
            .env("TEST_SMTP_URL", format!("smtp://ann:secret@{HOST}:{}?tls={mode}", server.port(mode)))
            .output();
        let output = child.await.unwrap();
        assert!(output.status.success(), "{mode}: {}", String::from_utf8_lossy(&output.stdout));
        let received = server.inbox.wait_for(Duration::from_secs(5), |message| message.to == "ann@example.com").await;
        assert!(received.is_some(), "{mode}");
        assert_eq!(server.credentials().as_deref(), Some("ann/secret"), "{mode}");
        server.inbox.clear().await;
    }
}

#[tokio::test]
#[ignore = "a part of the test above, which runs it in a process of its own"]
#[expect(clippy::disallowed_methods, reason = "the other process gets the URL from this one")]
async fn sends_one_email_to_the_server_of_the_environment() {
    let url = std::env::var("TEST_SMTP_URL").unwrap();
    mailer(&url).send(&recovery("ann@example.com"), None).await.unwrap();
}
