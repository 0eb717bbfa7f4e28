use super::*;
use tokio::io::AsyncReadExt as _;

/// Sends this text to an inbox, and returns the codes of its responses.
async fn talk(inbox: &Inbox, sent: &[u8]) -> Vec<String> {
    let (mut client, server) = tokio::io::duplex(4 * 1024 * 1024);
    client.write_all(sent).await.unwrap();
    client.shutdown().await.unwrap();
    let _ = serve_connection(server, inbox).await;
    let mut answers = String::new();
    client.read_to_string(&mut answers).await.unwrap();
    answers.lines().filter(|line| line.as_bytes().get(3) == Some(&b' ')).map(|line| line[..3].to_owned()).collect()
}

fn inbox() -> (tempfile::TempDir, Inbox) {
    let folder = tempfile::tempdir().unwrap();
    let inbox = Inbox::open(folder.path()).unwrap();
    (folder, inbox)
}

const ENVELOPE: &str = "EHLO x\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n";

#[tokio::test]
async fn an_email_is_kept_and_a_line_that_begins_with_a_dot_stays_whole() {
    let (_folder, inbox) = inbox();
    let text = format!("{ENVELOPE}Subject: s\r\n\r\n..dot\r\nend\r\n.\r\nQUIT\r\n");
    assert_eq!(talk(&inbox, text.as_bytes()).await, ["220", "250", "250", "250", "354", "250", "221"]);
    let kept = inbox.messages().await;
    assert_eq!((kept[0].to.as_str(), kept[0].text.trim_end()), ("b@example.com", ".dot\r\nend"));
}

#[tokio::test]
async fn an_email_that_breaks_off_is_not_kept() {
    let (_folder, inbox) = inbox();
    assert_eq!(talk(&inbox, format!("{ENVELOPE}Subject: s\r\n\r\nhalf").as_bytes()).await.last().unwrap(), "354");
    assert!(inbox.messages().await.is_empty());
}

#[tokio::test]
async fn commands_in_the_wrong_order_or_form_are_rejected() {
    let (_folder, inbox) = inbox();
    for (sent, code) in [
        ("DATA\r\n", "503"),
        ("RCPT TO:<b@example.com>\r\n", "503"),
        ("MAIL TO:<a@example.com>\r\n", "501"),
        ("MAIL FROM:a@example.com\r\n", "501"),
        ("MAIL FROM:<>\r\nRCPT TO:<b>\r\n", "501"),
        ("STARTTLS\r\n", "502"),
        ("\u{fc}\r\n", "502"),
        ("\r\n", "502"),
    ] {
        assert_eq!(talk(&inbox, sent.as_bytes()).await.last().unwrap(), code, "{sent}");
    }
}

#[tokio::test]
async fn long_lines_many_recipients_and_large_emails_are_rejected() {
    let (_folder, inbox) = inbox();
    let line = |length: usize| format!("NOOP {}\r\n", "a".repeat(length - 5));
    assert_eq!(talk(&inbox, line(LONGEST_LINE - 1).as_bytes()).await, ["220", "250"]);
    assert_eq!(talk(&inbox, line(LONGEST_LINE + 2).as_bytes()).await, ["220", "500"]);
    let many = format!("MAIL FROM:<>\r\n{}", "RCPT TO:<b@example.com>\r\n".repeat(RECIPIENTS + 1));
    assert_eq!(talk(&inbox, many.as_bytes()).await.last().unwrap(), "452");
    let large = format!("{ENVELOPE}{}.\r\n", format!("{}\r\n", "a".repeat(998)).repeat(LARGEST / 1_000 + 1));
    assert_eq!(talk(&inbox, large.as_bytes()).await.last().unwrap(), "552");
    let long = format!("{ENVELOPE}{}\r\n.\r\n", "a".repeat(LONGEST_LINE + 1));
    assert_eq!(talk(&inbox, long.as_bytes()).await.last().unwrap(), "552");
    assert!(inbox.messages().await.is_empty());
}

#[tokio::test]
async fn a_client_that_never_stops_is_sent_away() {
    let (_folder, inbox) = inbox();
    let answers = talk(&inbox, "NOOP\r\n".repeat(COMMANDS + 10).as_bytes()).await;
    assert_eq!((answers.len(), answers.last().unwrap().as_str()), (COMMANDS + 2, "421"));
}
