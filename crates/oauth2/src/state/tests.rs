use super::*;
use roster_core::Name;

const NOW: Timestamp = Timestamp::from_secs(1_000);

fn project(id: &str, key: &str) -> Project {
    Project::create(ProjectId::parse(id).unwrap(), Name::default(), key.into(), NOW)
}

fn google() -> Provider {
    Provider::parse("google").unwrap()
}

fn state() -> State {
    State::create(&project("p", "k"), google(), [7; 32], NOW).unwrap()
}

#[test]
fn a_state_is_valid_for_its_project_and_provider_until_it_expires() {
    let text = state().as_str().to_owned();
    let check = |project: &Project, provider: &str, text: &str, secs| {
        State::verify(project, Provider::parse(provider).unwrap(), text, Timestamp::from_secs(secs)).is_ok()
    };
    assert!(check(&project("p", "k"), "google", &text, 1_000) && check(&project("p", "k"), "google", &text, 1_600));
    assert!(!check(&project("p", "k"), "google", &text, 1_601));
    assert!(!check(&project("q", "k"), "google", &text, 1_000) && !check(&project("p", "l"), "google", &text, 1_000));
    assert!(!check(&project("p", "k"), "github", &text, 1_000));
}

#[test]
fn a_changed_state_is_not_valid() {
    let text = state().as_str().to_owned();
    for index in 0..text.len() {
        let mut changed = text.clone().into_bytes();
        changed[index] = if changed[index] == b'1' { b'2' } else { b'1' };
        let changed = String::from_utf8(changed).unwrap();
        assert!(State::verify(&project("p", "k"), google(), &changed, NOW).is_err(), "{index}");
    }
    for other in ["", ".", "..", "a.b.c", &text[..20]] {
        assert!(State::verify(&project("p", "k"), google(), other, NOW).is_err(), "{other}");
    }
}

#[test]
fn verifier_and_nonce_follow_from_the_browser() {
    let of = |cookie: Option<&str>| {
        let proofs = state().proofs(&project("p", "k"), cookie).unwrap();
        (proofs.verifier, proofs.nonce)
    };
    assert_eq!(of(Some("a")), of(Some("a")));
    assert_ne!(of(Some("a")), of(Some("b")));
    assert_ne!(of(Some("a")), of(None));
    let (verifier, nonce) = of(Some("a"));
    assert!(verifier.len() == 43 && nonce.len() == 43 && verifier != nonce);
}

#[test]
fn the_cookie_is_named_after_project_and_state() {
    let project = ProjectId::parse("Shop").unwrap();
    let cookie = state().cookie(&project, "v");
    assert!(cookie.starts_with("a_oauth2_shop_BwcHBwcH=v; Path=/v1/account/sessions/oauth2; Max-Age=600;"), "{cookie}");
    assert!(state().cookie(&project, "").contains("=; ") && state().cookie(&project, "").contains("Max-Age=0"));
}
