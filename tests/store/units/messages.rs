//! The costs of messages that the sweeper sends, and of the texts of a project.

use super::Ledger;
use roster_core::{Language, MessageKind, OutboxContent, OutboxEntry, SignInToken, TemplateText, TokenKind, UserId};
use roster_store::StoredTemplate;
use roster_tests::clock::full;
use std::time::Duration;

/// The number of the user who gets messages.
const MAX: usize = 1_000_009;
/// The bytes of an encrypted message with a link: its values, a data key of KMS, nonce and tag.
const SEALED: usize = 800;

pub(super) async fn messages(ledger: &mut Ledger) {
    let (store, project) = (ledger.store(), ledger.project.clone());
    let (p, max) = (&project.id, super::generated_id(MAX));
    let max = full(&max, "max@example.net", "+4999", "Max Ng");
    let max = store.create_user(&project, max, &ledger.clock.change()).await.unwrap().id;
    let change = ledger.clock.change();
    let content = OutboxContent::Sealed(vec![7; SEALED]);
    let end = change.at.after(Duration::from_hours(1));
    let entry = OutboxEntry { id: change.id, content, made_at: change.at, give_up_at: end };
    let token = ledger.clock.token(&max, "t-sent", "sent");
    Box::pin(store.create_account_token(p, None, (&token, Some(&entry)), &change)).await.unwrap();
    ledger.clock.pass(Duration::from_secs(61));
    let now = ledger.clock.now();
    let page = store.due_messages(now, None).await.unwrap();
    let mut pages = vec![page];
    while let Some(next) = pages[pages.len() - 1].next.clone() {
        pages.push(store.due_messages(now, Some(next)).await.unwrap());
    }
    let message = pages.into_iter().flat_map(|page| page.messages).next().unwrap();
    ledger.enter("sweep: look for messages in one of eight parts", store.due_messages(now, None)).await;
    let claimed = store.claim_message(message.clone(), now);
    ledger.enter("sweep: take a message for a try", claimed).await;
    ledger.enter("sweep: find the user of a message", store.find_addressee(&message)).await;
    Box::pin(codes(ledger, &max)).await;
    Box::pin(templates(ledger)).await;
}

/// The message of a code is sent only while the code is valid.
async fn codes(ledger: &mut Ledger, max: &UserId) {
    let (store, p) = (ledger.store(), ledger.project.id.clone());
    let change = ledger.clock.change();
    let end = change.at.after(Duration::from_hours(1));
    let content = OutboxContent::Sealed(vec![7; SEALED / 2]);
    let entry = OutboxEntry { id: change.id, content, made_at: change.at, give_up_at: end };
    let code = SignInToken { kind: TokenKind::EmailCode, ..ledger.clock.token(max, "t-code", "123456") };
    store.create_account_token(&p, None, (&code, Some(&entry)), &change).await.unwrap();
    ledger.clock.pass(Duration::from_secs(61));
    let (now, mut from, mut found) = (ledger.clock.now(), None, None);
    while found.is_none() {
        let page = store.due_messages(now, from).await.unwrap();
        found = page.messages.into_iter().find(|message| message.entry.id == entry.id);
        from = page.next;
    }
    ledger.enter("… if it has a code", store.find_addressee(&found.unwrap())).await;
}

async fn templates(ledger: &mut Ledger) {
    let (store, p) = (ledger.store(), ledger.project.id.clone());
    let text = |text: &str| text.to_owned();
    let html = Some(text("<a href=\"{{link}}\">Go</a>"));
    let text = TemplateText::parse(MessageKind::Recovery, Some(text("s")), text("{{link}}"), html).unwrap();
    let template = StoredTemplate { kind: MessageKind::Recovery, language: Language::German, text };
    let change = ledger.clock.change();
    store.set_template(&p, &template, &change).await.unwrap();
    let found = store.find_template(&p, MessageKind::Recovery, Language::German);
    ledger.enter("read a text of the project", found).await;
}
