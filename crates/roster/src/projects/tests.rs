//! Tests of the arguments, and of what is shown of a project.

use super::*;
use clap::Parser;

#[derive(Parser)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

fn parse(line: &str) -> Result<Command, clap::Error> {
    Line::try_parse_from(std::iter::once("projects").chain(line.split(' '))).map(|line| line.command)
}

#[test]
fn origins_are_separated_by_commas_and_can_be_cleared() {
    let origins = |line| match parse(line) {
        Ok(Command::Update { origins, .. }) => origins,
        other => panic!("{other:?}"),
    };
    let two = vec!["https://a.example".to_owned(), "https://b.example".to_owned()];
    assert_eq!(origins("update shop --origins https://a.example,https://b.example"), Some(two));
    let apps = vec!["appwrite-ios://com.example.app".to_owned(), "https://*.a.example".to_owned()];
    assert_eq!(origins("update shop --origins appwrite-ios://com.example.app,https://*.a.example"), Some(apps));
    assert!(parse("update shop --origins https://a.example/path").is_err());
    assert_eq!(origins("update shop --origins"), Some(Vec::new()));
    assert_eq!(origins("update shop --name Shop"), None);
}

#[test]
fn the_privacy_of_memberships_is_a_change_of_its_own() {
    let parsed = parse("update shop --memberships-privacy userName,userEmail");
    let Ok(Command::Update { memberships_privacy: Some(Shown(Some(shown))), .. }) = parsed else {
        panic!("{parsed:?}")
    };
    assert!(shown.has(MemberField::UserName) && !shown.has(MemberField::UserId));
    assert!(parse("update shop --memberships-privacy everything").is_err());
}

#[test]
fn a_setting_for_changes_of_passwords_is_one_of_three_words() {
    let setting = |word| match parse(&format!("update shop --on-password-change {word}")) {
        Ok(Command::Update { on_password_change, .. }) => on_password_change,
        Ok(other) => panic!("{other:?}"),
        Err(_) => None,
    };
    for expected in OnPasswordChange::ALL {
        assert_eq!(setting(expected.as_str()), Some(expected));
    }
    assert_eq!(setting("never"), None);
}

#[test]
fn an_update_without_a_change_is_rejected() {
    assert!(parse("update shop").is_err());
}

#[test]
fn a_slice_has_1_to_64_shards() {
    assert!(matches!(parse("widen shop --shards 64"), Ok(Command::Widen { shards: 64, .. })));
    assert!(parse("widen shop --shards 65").is_err());
    assert!(parse("widen shop --shards 0").is_err());
}

#[test]
fn a_project_is_described_without_the_key_for_its_jwts() {
    let project = new_project(ProjectId::parse("shop").unwrap(), Name::parse("Shop").unwrap()).unwrap();
    let described = format!("{:?}", describe(&project));
    assert!(described.contains("shop") && !described.contains(&project.jwt_key));
}

#[test]
fn indexes_are_names_with_commas_or_none() {
    let indexes = |word| match parse(&format!("update shop --index {word}")) {
        Ok(Command::Update { index, .. }) => index.map(|index| index.iter().collect::<Vec<_>>()),
        Ok(other) => panic!("{other:?}"),
        Err(_) => None,
    };
    assert_eq!(indexes("name,emailVerification"), Some(vec!["name", "emailVerification"]));
    assert_eq!((indexes("none"), indexes("phone")), (Some(vec![]), None));
}
