//! Messages from the outbox to an inbox: what the request sends. What the sweeper sends is in `sweeping`.

mod sweeping;

use crate::app::{PROJECT, TestApp};
use roster_api::{App, Config};
use roster_core::{Change, Email, Language, MessageKind, Name, OutboxContent, OutboxEntry, TemplateText};
use roster_mail::{MailKind, Mailer, Message, Recipient};
use roster_store::StoredTemplate;
use roster_tests::clock::{full, user_id};
use roster_tests::mailbox::{Mailbox, mailer_to};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use sweeper::{SweptMessages, send_due};
use tokio::net::TcpListener;

const LINK: &str = "https://app.example.com/recover?userId=ann&secret=c0ffee";
const ANN: &str = "ann-sending@example.com";
/// After this time every request has ended, so the sweeper takes its messages.
const LATER: u64 = 61;

/// A mailer whose server is down.
async fn nowhere() -> Mailer {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    mailer_to(listener.local_addr().unwrap().port())
}

/// A mailer whose server gives this answer to every email, and takes nothing.
async fn refusing(answer: &'static str) -> Mailer {
    use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mailer = mailer_to(listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let mut stream = BufReader::new(stream);
            stream.write_all(b"220 hello\r\n").await.unwrap();
            let mut line = String::new();
            while stream.read_line(&mut line).await.unwrap_or(0) > 0 {
                let reply = if line.starts_with("RCPT") { answer } else { "250 ok" };
                let _ = stream.write_all(format!("{reply}\r\n").as_bytes()).await;
                line.clear();
            }
        }
    });
    mailer
}

impl TestApp {
    /// The state of a function on this table: the sweeper's.
    fn sweeper(&self) -> App {
        let (clock, random) = (Arc::clone(&self.time), Arc::clone(&self.time));
        let country_db = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/agents/tests/data/tiny.mmdb");
        let config = Config { country_db, ..Config::default() };
        let entropy = move || Ok(u128::from(random.bits()));
        App::new(self.caller.store.clone(), &config, Arc::new(move || clock.now()), Arc::new(entropy))
    }

    /// Sends what is due.
    async fn send_due(&self, mailer: &Mailer) -> SweptMessages {
        send_due(&self.sweeper(), mailer, Duration::from_secs(30)).await.unwrap()
    }

    async fn add_ann(&self) {
        let ann = full("ann", ANN, "+4917012345", "Ann <b>Lee</b>");
        self.store.create_user(&self.project, ann, &self.time.change()).await.unwrap();
    }

    fn recovery(&self, change: &Change, has_templates: bool) -> Message {
        let to = Recipient::Email { email: Email::parse(ANN).unwrap(), name: Name::parse("Ann <b>Lee</b>").unwrap() };
        let kind = MailKind::Recovery { link: LINK.to_owned() };
        let message = Message::new(&self.project, &user_id("ann"), change.id, to, kind, Language::English);
        Message { has_templates, ..message }
    }

    /// Writes a token of ann with its message and delivers it, as a request does.
    async fn ask(&self, mailer: &Mailer, within: Duration) -> OutboxEntry {
        let (entry, prepared) = self.write(mailer, false).await;
        mailer.deliver(&self.store, prepared, within).await;
        entry
    }

    /// Writes a token of ann with its message, as a request does that is killed before it sends it.
    async fn write(&self, mailer: &Mailer, has_templates: bool) -> (OutboxEntry, roster_mail::Prepared) {
        let change = self.time.change();
        let token = self.time.token(&user_id("ann"), &format!("t{}", self.time.bits()), &self.time.bits().to_string());
        let message = self.recovery(&change, has_templates);
        let prepared = mailer.prepare(message, change.at, token.expires_at).await.unwrap();
        let entry = prepared.entry().clone();
        self.store.create_account_token(&self.project.id, None, (&token, Some(&entry)), &change).await.unwrap();
        (entry, prepared)
    }

    fn waiting(&self) -> usize {
        self.table.rows().iter().filter(|row| row.pk().starts_with("O#")).count()
    }
}

#[tokio::test]
async fn a_request_sends_its_message_and_takes_it_out_of_the_outbox() {
    let app = TestApp::start().await;
    app.add_ann().await;
    let Mailbox { inbox, mailer, folder: _folder } = Mailbox::open().await;
    app.ask(&mailer, Mailer::BOUND).await;
    let received = inbox.messages().await;
    assert_eq!((received.len(), received[0].to.as_str()), (1, ANN));
    assert!(received[0].text.contains(LINK) && received[0].html.contains("Ann &lt;b&gt;Lee&lt;/b&gt;"));
    assert_eq!(app.waiting(), 0);
    app.pass(LATER);
    assert_eq!(app.send_due(&mailer).await, SweptMessages::default());
    assert_eq!(inbox.messages().await.len(), 1);
    app.check("after a message");
}

#[tokio::test]
async fn the_outbox_has_no_email_and_no_secret_in_clear_text() {
    let app = TestApp::start().await;
    app.add_ann().await;
    app.write(&nowhere().await, false).await;
    let rows = app.table.rows();
    let row = rows.iter().find(|row| row.pk().starts_with("O#")).unwrap();
    let text = format!("{:?}", row.item());
    for clear in [ANN, "c0ffee", "Lee", "app.example.com"] {
        assert!(!text.contains(clear), "{clear}");
    }
    assert!(text.len() < 6_000, "{} characters", text.len());
}

#[tokio::test]
async fn a_slow_provider_costs_a_request_no_more_than_it_allows() {
    let app = TestApp::start().await;
    app.add_ann().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let silent = mailer_to(listener.local_addr().unwrap().port());
    let start = Instant::now();
    app.ask(&silent, Duration::from_millis(300)).await;
    assert!(start.elapsed() < Duration::from_millis(1_500), "{:?}", start.elapsed());
    assert_eq!(app.waiting(), 1, "the sweeper sends it");
}

#[tokio::test]
async fn a_message_cannot_be_moved_to_another_project_or_id() {
    let app = TestApp::start().await;
    app.add_ann().await;
    let mailer = nowhere().await;
    let (entry, _) = app.write(&mailer, false).await;
    let OutboxContent::Sealed(bytes) = &entry.content else { panic!("{entry:?}") };
    let (user, other) = (user_id("ann"), app.make_project("q").await.id);
    assert!(mailer.open(entry.id, &app.project.id, &user, bytes).await.is_ok());
    assert!(mailer.open(entry.id, &other, &user, bytes).await.is_err());
    assert!(mailer.open(app.time.change().id, &app.project.id, &user, bytes).await.is_err());
    assert_eq!(app.project.id.as_str(), PROJECT);
}

#[tokio::test]
async fn texts_of_the_project_are_used_by_request_and_sweeper() {
    let app = TestApp::start().await;
    app.add_ann().await;
    let Mailbox { inbox, mailer, folder: _folder } = Mailbox::open().await;
    let text = TemplateText::parse(
        MessageKind::Recovery,
        Some("Hi {{user}}".to_owned()),
        "Own text: {{link}}".to_owned(),
        Some("<a href=\"{{link}}\">{{user}}</a>".to_owned()),
    );
    let template = StoredTemplate { kind: MessageKind::Recovery, language: Language::English, text: text.unwrap() };
    app.store.set_template(&app.project.id, &template, &app.time.change()).await.unwrap();
    let (_, prepared) = app.write(&mailer, true).await;
    mailer.deliver(&app.store, prepared, Mailer::BOUND).await;
    app.write(&mailer, true).await;
    app.pass(LATER);
    assert_eq!(app.send_due(&mailer).await.sent, 1);
    for message in inbox.messages().await {
        assert_eq!(message.subject, "Hi Ann <b>Lee</b>");
        assert_eq!(message.text.trim(), format!("Own text: {LINK}"));
        assert!(message.html.contains("Ann &lt;b&gt;Lee&lt;/b&gt;"), "{}", message.html);
    }
    assert_eq!(inbox.messages().await.len(), 2);
}
