//! The transports. SMTP is in a module of its own. Here are SES, SNS, Secrets Manager and KMS by their protocols: against a
//! server that has them (`scripts/engines mail` starts it and sets `TEST_ENGINE` and the credentials). It cannot show what only
//! AWS has: policies, limits, delivery.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "all of this file is a test")]
#![expect(clippy::disallowed_methods, reason = "the environment says where the server is")]

mod servers;
mod smtp;

use aws_sdk_secretsmanager::config::{BehaviorVersion, Credentials, Region};
use roster_core::{Email, Language, Name, Phone, ProjectId, Ulid, UserId};
use roster_mail::{Keyring, KeyringSettings, MailKind, MailSettings, Mailer, Message, Recipient};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

fn endpoint() -> String {
    std::env::var("TEST_ENGINE").expect("scripts/engines mail sets it")
}

/// The text of a page of the server.
async fn page(path: &str) -> String {
    let host = endpoint().trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(&host).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    text
}

fn settings(mail: &str) -> MailSettings {
    let url = endpoint();
    MailSettings::from_vars(|name| match name {
        "ROSTER_MAIL" => Some(mail.to_owned()),
        "ROSTER_MAIL_FROM" => Some("Shop <no-reply@shop.example>".to_owned()),
        "ROSTER_TEXT" => Some("sns:".to_owned()),
        "AWS_ENDPOINT_URL" => Some(url.clone()),
        _ => None,
    })
    .unwrap()
}

fn message(to: Recipient, kind: MailKind) -> Message {
    Message {
        id: Ulid::from_parts(1, 2),
        project: ProjectId::parse("shop").unwrap(),
        project_name: Name::parse("Shop").unwrap(),
        has_templates: false,
        user: UserId::parse("u").unwrap(),
        to,
        kind,
        language: Language::English,
        valid_for: None,
    }
}

fn recovery(email: &str) -> Message {
    let to = Recipient::Email { email: Email::parse(email).unwrap(), name: Name::default() };
    message(to, MailKind::Recovery { link: "https://app.example.com/?secret=s3cret".to_owned() })
}

fn without_key(settings: MailSettings) -> Mailer {
    Mailer::connect(settings, Keyring::connect(&KeyringSettings::None))
}

#[tokio::test]
#[ignore = "scripts/engines mail"]
async fn ses_takes_an_email_of_a_verified_sender_and_rejects_another() {
    let mailer = without_key(settings("ses:"));
    let error = mailer.send(&recovery("ses-receiver@example.com"), None).await.unwrap_err();
    assert_eq!(error.to_string(), "not taken: SendEmail: MessageRejected");
    let (credentials, region) = sdk();
    let config = aws_sdk_sesv2::Config::builder()
        .behavior_version(aws_sdk_sesv2::config::BehaviorVersion::latest())
        .credentials_provider(credentials)
        .region(region)
        .endpoint_url(endpoint())
        .http_client(roster_aws::https());
    let ses = aws_sdk_sesv2::Client::from_conf(config.build());
    ses.create_email_identity().email_identity("shop.example").send().await.unwrap();
    mailer.send(&recovery("ses-receiver@example.com"), None).await.unwrap();
    let sent = page("/_ministack/ses/messages").await;
    for part in ["ses-receiver@example.com", "no-reply@shop.example", "Set a new password for Shop", "secret=s3cret"] {
        assert!(sent.contains(part), "{part}: {sent}");
    }
}

#[tokio::test]
#[ignore = "scripts/engines mail"]
async fn sns_takes_a_text_message() {
    let to = Recipient::Phone(Phone::parse("+15555550123").unwrap());
    let text = message(to, MailKind::PhoneCode { code: "123456".to_owned() });
    without_key(settings("ses:")).send(&text, None).await.unwrap();
    let sent = page("/_ministack/sns/sms-messages").await;
    assert!(sent.contains("+15555550123") && sent.contains("123456 is your code for Shop."), "{sent}");
    assert!(sent.contains("Transactional"), "{sent}");
}

#[tokio::test]
#[ignore = "scripts/engines mail"]
async fn a_service_that_is_down_is_unavailable() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://127.0.0.1:{}", servers::port_of(&listener));
    drop(listener);
    let settings = MailSettings::from_vars(|name| match name {
        "ROSTER_MAIL" => Some("ses:".to_owned()),
        "ROSTER_MAIL_FROM" => Some("no-reply@shop.example".to_owned()),
        "AWS_ENDPOINT_URL" => Some(url.clone()),
        _ => None,
    });
    let error = without_key(settings.unwrap()).send(&recovery("ann@example.com"), None).await.unwrap_err();
    assert_eq!(error.to_string(), "unavailable: SendEmail: no connection");
}

fn sdk() -> (Credentials, Region) {
    let variable = |name| std::env::var(name).expect("scripts/engines mail sets it");
    let credentials =
        Credentials::new(variable("AWS_ACCESS_KEY_ID"), variable("AWS_SECRET_ACCESS_KEY"), None, None, "test");
    (credentials, Region::new(variable("AWS_REGION")))
}

#[tokio::test]
#[ignore = "scripts/engines mail"]
async fn user_name_and_password_of_a_server_come_from_the_secret() {
    let (credentials, region) = sdk();
    let config = aws_sdk_secretsmanager::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .credentials_provider(credentials)
        .region(region)
        .endpoint_url(endpoint())
        .http_client(roster_aws::https());
    let secrets = aws_sdk_secretsmanager::Client::from_conf(config.build());
    let secret = r#"{"username": "ann", "password": "s3cret"}"#;
    let made = secrets.create_secret().name("smtp").secret_string(secret).send().await.unwrap();
    let arn = made.arn.unwrap();

    let server = servers::TlsServer::start("localhost").await;
    let url = endpoint();
    let with_secret = |mail: String, arn: String| {
        let url = url.clone();
        MailSettings::from_vars(move |name| match name {
            "ROSTER_MAIL" => Some(mail.clone()),
            "ROSTER_MAIL_SECRET" => Some(arn.clone()),
            "ROSTER_MAIL_FROM" => Some("no-reply@shop.example".to_owned()),
            "AWS_ENDPOINT_URL" => Some(url.clone()),
            _ => None,
        })
        .unwrap()
    };
    let mail = format!("smtp://localhost:{}?tls=none", server.plain_port());
    without_key(with_secret(mail.clone(), arn)).send(&recovery("ann@example.com"), None).await.unwrap();
    assert_eq!(server.credentials().as_deref(), Some("ann/s3cret"));
    assert_eq!(server.inbox.messages().await.len(), 1);

    let error = without_key(with_secret(mail, "missing".to_owned())).send(&recovery("ann@example.com"), None).await;
    assert_eq!(error.unwrap_err().to_string(), "not taken: GetSecretValue: ResourceNotFoundException");
}

async fn kms_keyring() -> (String, Keyring) {
    let (credentials, region) = sdk();
    let config = aws_sdk_kms::Config::builder()
        .behavior_version(aws_sdk_kms::config::BehaviorVersion::latest())
        .credentials_provider(credentials)
        .region(region)
        .endpoint_url(endpoint())
        .http_client(roster_aws::https());
    let kms = aws_sdk_kms::Client::from_conf(config.build());
    let key = kms.create_key().send().await.unwrap().key_metadata.unwrap().arn.unwrap();
    (key.clone(), Keyring::connect(&KeyringSettings::Kms { key, endpoint: Some(endpoint()) }))
}

#[tokio::test]
#[ignore = "scripts/engines mail"]
async fn kms_opens_secrets_of_other_processes_and_of_this_key_only() {
    let (key, keyring) = kms_keyring().await;
    let sealed = keyring.seal("shop#u#totp", b"secret").await.unwrap();
    let again = keyring.seal("shop#u#totp", b"secret").await.unwrap();
    // Both have the same data key and different nonces.
    let wrapped = usize::from(u16::from_be_bytes([sealed[1], sealed[2]]));
    assert_eq!((sealed[..3 + wrapped] == again[..3 + wrapped], sealed == again), (true, false));
    // A keyring that has just started asks KMS for the data key.
    let other = Keyring::connect(&KeyringSettings::Kms { key, endpoint: Some(endpoint()) });
    assert_eq!(&*other.open("shop#u#totp", &sealed).await.unwrap(), b"secret");
    assert!(other.open("shop#v#totp", &sealed).await.is_err());
    let (_, foreign) = kms_keyring().await;
    assert!(foreign.open("shop#u#totp", &sealed).await.is_err());
    for index in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[index] ^= 1;
        assert!(other.open("shop#u#totp", &changed).await.is_err(), "byte {index}");
    }
}

#[tokio::test]
#[ignore = "scripts/engines mail"]
async fn a_message_is_sealed_and_opened_by_kms() {
    let (_, keyring) = kms_keyring().await;
    let mailer = Mailer::connect(settings("ses:"), keyring);
    let at = roster_core::Timestamp::from_secs(1_900_000_000);
    let message = recovery("ann@example.com");
    let prepared = mailer.prepare(message.clone(), at, at).await.unwrap();
    let roster_core::OutboxContent::Sealed(bytes) = &prepared.entry().content else { panic!("it is sealed") };
    assert!(bytes.len() < 1_000, "{} bytes: it costs more than one unit", bytes.len());
    let opened = mailer.open(message.id, &message.project, &message.user, bytes).await.unwrap();
    assert_eq!(roster_mail::render(&opened, None), roster_mail::render(&message, None));
}
