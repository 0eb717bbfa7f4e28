//! The costs of targets, tokens, recovery codes and statistics.

use super::{Ledger, limit};
use roster_core::{
    Change, Identifier, Labels, Name, NewPassword, NewUser, OtherSessions, OutboxContent, OutboxEntry, Proof,
    RecoveryCodes, SecretHash, SignInToken, TargetChange, TargetId, TargetKind, TokenKind, TokenSecret, UsageRange,
};
use roster_tests::clock::{full, hash, target, user_id};
use std::time::Duration;

/// The number of the user who has all of them.
const CAT: usize = 1_000_004;

pub(super) async fn parts(ledger: &mut Ledger) {
    targets(ledger).await;
    tokens(ledger).await;
    sent_tokens(ledger).await;
    codes(ledger).await;
    statistics(ledger).await;
}

async fn targets(ledger: &mut Ledger) {
    let (store, project) = (ledger.store(), ledger.project.clone());
    let (p, cat) = (&project.id, user_id(&super::generated_id(CAT)));
    let new = full(cat.as_str(), "cat@example.net", "+4944", "Cat Moe");
    store.create_user(&project, new, &ledger.clock.change()).await.unwrap();
    let changes: Vec<_> = (0..5).map(|_| ledger.clock.change()).collect();
    let labels = Labels::parse(vec!["vip".into(), "beta".into()]).unwrap();
    ledger.enter("PUT labels, two new ones", store.update_labels(p, &cat, labels, &changes[0])).await;
    let (mail, phone) =
        (target("t-1", TargetKind::Email, "cat@example.org"), target("t-2", TargetKind::Push, "device"));
    ledger.enter("POST targets", store.create_target(p, &cat, &mail, &changes[1])).await;
    store.create_target(p, &cat, &phone, &changes[2]).await.unwrap();
    ledger.enter("GET user, targets (2 stored)", store.get_user(p, &cat)).await;
    let (id, identifier) = (TargetId::parse("t-1").unwrap(), Some(Identifier::parse("moe@example.org").unwrap()));
    let moved = TargetChange { identifier, name: None };
    let update = store.update_target(p, &cat, &id, &moved, &changes[3]);
    ledger.enter("PATCH target, new identifier", update).await;
    ledger.enter("DELETE target", store.delete_target(p, &cat, &id, &changes[4])).await;
    let (first, change) = (user_id(&super::generated_id(3)), ledger.clock.change());
    let kept = target("t", TargetKind::Push, "first device");
    store.create_target(p, &first, &kept, &change).await.unwrap();
    ledger.enter_list("GET users, 25, one with a stored target", limit(25)).await;
}

async fn tokens(ledger: &mut Ledger) {
    let (store, project, now) = (ledger.store(), ledger.project.clone(), ledger.clock.now());
    let (p, cat) = (&project.id, user_id(&super::generated_id(CAT)));
    let (made, used) = (ledger.clock.change(), ledger.clock.change());
    let token = ledger.clock.token(&cat, "token", "0f1e2d");
    ledger.enter("POST tokens", store.create_token(p, &token, &made)).await;
    ledger
        .enter(
            "find a token by its secret, found or not",
            store.find_token(p, &cat, &TokenSecret::parse("0f1e2d").unwrap(), now),
        )
        .await;
    let proof = Proof::Token(token);
    let session = ledger.clock.session(&cat, "s-token").0;
    let secret = SecretHash::of("secret");
    ledger.enter("create a session with a token", store.create_session(p, &session, &secret, &proof, &used)).await;
}

/// Links and codes, from the request for one to its use.
async fn sent_tokens(ledger: &mut Ledger) {
    let (store, project, now) = (ledger.store(), ledger.project.clone(), ledger.clock.now());
    let (p, cat) = (&project.id, user_id(&super::generated_id(CAT)));
    let changes: Vec<_> = (0..6).map(|_| ledger.clock.change()).collect();
    let user = store.get_user(p, &cat).await.unwrap();
    let sent = |kind: TokenKind, secret: &str| {
        let bound_to = SignInToken::binding(kind, &user);
        SignInToken { kind, bound_to, ..ledger.clock.token(&cat, kind.as_str(), secret) }
    };
    let [link, code] = [sent(TokenKind::EmailVerification, "link"), sent(TokenKind::EmailCode, "123456")];
    let recovery = sent(TokenKind::Recovery, "recovery");
    let email = user.email.clone().unwrap();
    ledger.enter("find a user by email, to send a link", store.find_to_sign_in(p, &email)).await;
    let message = waiting(&changes[0]);
    let made = store.create_account_token(p, None, (&link, Some(&message)), &changes[0]);
    ledger.enter("POST verification, recovery, token, with a message", made).await;
    ledger.enter("a sent message leaves the outbox", store.delete_message(&message)).await;
    let used = (TokenKind::EmailVerification, &link.hash);
    ledger.enter("PUT verification", store.verify_with_token(p, &cat, used, &changes[1])).await;
    store.create_account_token(p, None, (&code, None), &changes[2]).await.unwrap();
    let digits = TokenSecret::parse("123456").unwrap();
    ledger.enter("find a code, found or not", store.find_token(p, &cat, &digits, now)).await;
    store.create_account_token(p, None, (&recovery, None), &changes[3]).await.unwrap();
    let new = NewPassword { hash: Some(hash("bmV3")), sessions: OtherSessions::Stay, history: None };
    ledger.enter("PUT recovery", store.recover(p, &recovery, &new, &changes[4])).await;
    let guest = NewUser { id: user_id("guest"), email: None, phone: None, name: Name::default(), password: None };
    let (session, secret) = ledger.clock.session(&guest.id, "s-guest");
    let made = store.sign_up_with_session(&project, guest, (&session, &secret), true, &changes[5]);
    ledger.enter("POST sessions/anonymous", made).await;
}

/// A message of a usual size.
fn waiting(change: &Change) -> OutboxEntry {
    let give_up_at = change.at.after(Duration::from_hours(1));
    OutboxEntry { id: change.id, content: OutboxContent::Sealed(vec![7; 700]), made_at: change.at, give_up_at }
}

async fn codes(ledger: &mut Ledger) {
    let (store, project) = (ledger.store(), ledger.project.clone());
    let (p, cat, codes) = (&project.id, user_id(&super::generated_id(CAT)), RecoveryCodes::create(&[7; 32]));
    let changes = [ledger.clock.change(), ledger.clock.change()];
    ledger.enter("PATCH recovery-codes", store.create_recovery_codes(p, &cat, &codes, &changes[0])).await;
    ledger.enter("PUT recovery-codes", store.replace_recovery_codes(p, &cat, &codes, &changes[1])).await;
    ledger.enter("GET recovery-codes, factors", store.get_recovery_codes(p, &cat)).await;
}

async fn statistics(ledger: &mut Ledger) {
    let (store, project, now) = (ledger.store().with_usage(true), ledger.project.clone(), ledger.clock.now());
    let cat = user_id(&super::generated_id(CAT));
    let (session, secret) = ledger.clock.session(&cat, "s-counted");
    let change = ledger.clock.change();
    let made = store.create_session(&project.id, &session, &secret, &Proof::Key, &change);
    ledger.enter("create a session with an API key, counted (UsageStats)", made).await;
    ledger.enter("GET usage", store.get_usage(&project, UsageRange::Quarter, now)).await;
}
