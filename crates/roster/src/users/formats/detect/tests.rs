use super::*;
use crate::users::source::{Container, Fields};

fn sample(records: &[&str]) -> Sample {
    let mut sample = Sample { container: Container::List, names: Vec::new(), records: Vec::new() };
    for record in records {
        let record = Fields::from_json(record).unwrap();
        for name in record.names() {
            if !sample.has(name) {
                sample.names.push(name.to_owned());
            }
        }
        sample.records.push(record);
    }
    sample
}

#[test]
fn every_file_of_the_first_six_systems_is_recognised() {
    for (format, record) in [
        (Format::Appwrite, r#"{"$id":"a","registration":1592981250,"email":"a@example.com","passwordUpdate":0}"#),
        (
            Format::Appwrite,
            r#"{"$id":"a","$createdAt":"2024-01-01","email":"a@example.com","password":"$2b$10$x","hash":"bcrypt"}"#,
        ),
        (Format::Firebase, r#"{"localId":"a","email":"a@example.com"}"#),
        (
            Format::Firebase,
            r#"{"uid":"a","email":"a@example.com","emailVerified":true,"metadata":{},"providerData":[]}"#,
        ),
        (Format::Auth0, r#"{"user_id":"auth0|1","email":"a@example.com"}"#),
        (Format::Auth0, r#"{"_id":{"$oid":"1"},"email":"a@example.com","passwordHash":"$2b$10$x","tenant":"x"}"#),
        (Format::Auth0, r#"{"Id":"'google-oauth2|1","Email":"'a@example.com"}"#),
        (Format::Auth0, r#"{"email":"a@example.com","email_verified":true,"app_metadata":{"plan":"gold"}}"#),
        (Format::Auth0, r#"{"email":"a@example.com","custom_password_hash":{"algorithm":"md5"}}"#),
        (Format::Cognito, r#"{"Username":"a","Attributes":[],"UserStatus":"CONFIRMED"}"#),
        (Format::Cognito, r#"{"cognito:username":"a","email":"a@example.com","cognito:mfa_enabled":"false"}"#),
        (
            Format::Supabase,
            r#"{"instance_id":"0","id":"1","email":"a@example.com","encrypted_password":"$2a$10$x","raw_user_meta_data":"{}"}"#,
        ),
        (
            Format::Supabase,
            r#"{"id":"1","aud":"authenticated","email":"a@example.com","app_metadata":{},"user_metadata":{}}"#,
        ),
        (Format::Keycloak, r#"{"id":"1","username":"a","email":"a@example.com","enabled":true,"credentials":[]}"#),
        (Format::Keycloak, r#"{"id":"1","createdTimestamp":1,"username":"a","enabled":true,"totp":false,"access":{}}"#),
    ] {
        let sample = sample(&[record]);
        assert_eq!(choose(None, &sample), Ok(format), "{record}");
        assert_eq!(choose(Some(format), &sample), Ok(format), "{record}");
    }
}

#[test]
fn a_realm_is_of_keycloak_and_a_copy_of_auth_users_is_of_supabase() {
    let mut realm = sample(&[r#"{"username":"a","email":"a@example.com"}"#]);
    realm.container = Container::Object { list: "users".into(), beside: vec!["id".into(), "realm".into()] };
    assert_eq!(choose(None, &realm), Ok(Format::Keycloak));
    realm.container = Container::Lists { list: "users".into(), beside: vec!["realm".into()] };
    assert_eq!(choose(None, &realm), Ok(Format::Keycloak));
    let mut copy = sample(&[r#"{"id":"1","email":"a@example.com"}"#]);
    copy.container = Container::Copy { table: "auth.users".into() };
    assert_eq!(choose(None, &copy), Ok(Format::Supabase));
}

#[test]
fn a_file_of_another_system_is_refused_with_its_name() {
    let clerk = r#"{"id":"user_1","first_name":"A","primary_email_address":"a@example.com","unverified_email_addresses":"","password_digest":"$2b$10$x","password_hasher":"bcrypt"}"#;
    let plain = r#"{"id":"1","email":"a@example.com","password":"$2b$10$abcdefghijklmnopqrstuu","name":"A"}"#;
    let firebase = r#"{"localId":"a","email":"a@example.com"}"#;
    for (named, record, title) in [
        (Format::Supabase, clerk, "Clerk"),
        (Format::Auth0, plain, "plain CSV or JSON"),
        (Format::Supabase, firebase, "Firebase"),
        (Format::Appwrite, firebase, "Firebase"),
        (Format::Cognito, r#"{"user_id":"auth0|1","email":"a@example.com"}"#, "Auth0"),
    ] {
        let reason = choose(Some(named), &sample(&[record])).unwrap_err();
        assert!(reason.starts_with(&format!("the file looks like one of {title}, not of")), "{reason}");
    }
}

#[test]
fn a_file_that_could_be_of_several_systems_is_not_guessed_at() {
    let several =
        sample(&[r#"{"email":"a@example.com","email_verified":true,"password_hash":"$2b$10$abcdefghijklmnopqrstuu"}"#]);
    let reason = choose(None, &several).unwrap_err();
    assert!(reason.contains("auth0") && reason.contains("table"), "{reason}");
    assert_eq!(choose(Some(Format::Auth0), &several), Ok(Format::Auth0));
    let nothing = sample(&[r#"{"color":"red"}"#]);
    assert!(choose(None, &nothing).unwrap_err().contains("no known system"));
    assert!(choose(Some(Format::Keycloak), &nothing).unwrap_err().starts_with("the file has no fields of Keycloak"));
}

#[test]
fn a_file_without_readable_records_is_of_the_system_that_was_named() {
    assert_eq!(choose(Some(Format::Auth0), &sample(&[])), Ok(Format::Auth0));
    assert!(choose(None, &sample(&[])).is_err());
    let mapped = sample(&[r#"{"color":"red"}"#]);
    assert_eq!(choose(Some(Format::Table), &mapped), Ok(Format::Table));
}
