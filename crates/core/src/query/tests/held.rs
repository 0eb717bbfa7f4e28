//! Every attribute of a list has the value of the field with its name.

use super::user;
use crate::query::{Attribute as A, Held, Queries, Queryable, Schema};
use crate::{
    Email, Labels, MemberFields, Membership, MembershipId, Name, Phone, Target, TargetId, TargetKind, Team, TeamId,
    TeamPrefs, Timestamp, User, UserId,
};

/// A time for each attribute, so that no two are confused.
fn at(place: u64) -> Timestamp {
    Timestamp::from_secs(place)
}

fn time(place: u64) -> Held<'static> {
    Held::Time(at(place))
}

/// Checks the values of an entry, and that a value is given for every attribute of its list.
fn holds(entry: &impl Queryable, schema: Schema, expected: &[(A, Held<'_>)]) {
    for (attribute, held) in expected {
        assert_eq!(entry.held(*attribute), *held, "{}", attribute.name());
    }
    for attribute in schema.own() {
        assert!(expected.iter().any(|(known, _)| known == attribute), "{} is not checked", attribute.name());
    }
    let others =
        [A::Provider, A::Total, A::Confirm, A::Labels].into_iter().filter(|other| !schema.own().contains(other));
    assert!(others.into_iter().all(|other| entry.held(other) == Held::Null));
}

#[test]
fn a_user_has_a_value_for_every_attribute() {
    let mut ann = User {
        password_updated_at: Some(at(3)),
        accessed_at: Some(at(4)),
        impersonator: true,
        labels: Labels::from_stored(vec!["vip".into()]),
        created_at: at(1),
        updated_at: at(2),
        ..user("ann", "Ann", "ann@example.com", "+49301")
    };
    ann.email_verified = true;
    let expected = [
        (A::Id, Held::Text("ann")),
        (A::CreatedAt, time(1)),
        (A::Registration, time(1)),
        (A::Sequence, time(1)),
        (A::UpdatedAt, time(2)),
        (A::PasswordUpdate, time(3)),
        (A::Name, Held::Text("Ann")),
        (A::Email, Held::Text("ann@example.com")),
        (A::Phone, Held::Text("+49301")),
        (A::Status, Held::Bool(true)),
        (A::EmailVerification, Held::Bool(true)),
        (A::PhoneVerification, Held::Bool(false)),
        (A::Labels, Held::Texts(vec!["vip"])),
        (A::Impersonator, Held::Bool(true)),
        (A::AccessedAt, time(4)),
    ];
    holds(&ann, Schema::Users, &expected);
    ann.phone = None;
    assert_eq!(ann.held(A::Phone), Held::Null);
}

fn target(identifier: &str) -> Target {
    Target {
        id: TargetId::parse("t1").unwrap(),
        name: Name::default(),
        kind: TargetKind::Push,
        provider: Some("apns".into()),
        identifier: identifier.into(),
        session: None,
        created_at: at(1),
        updated_at: at(2),
    }
}

#[test]
fn a_target_has_a_value_for_every_attribute() {
    let target = target("a device");
    let expected = [
        (A::Id, Held::Text("t1")),
        (A::CreatedAt, time(1)),
        (A::Sequence, time(1)),
        (A::UpdatedAt, time(2)),
        (A::UserId, Held::Text("ann")),
        (A::ProviderId, Held::Text("apns")),
        (A::Identifier, Held::Text("a device")),
        (A::ProviderType, Held::Text("push")),
    ];
    holds(&(UserId::parse("ann").unwrap(), target), Schema::Targets, &expected);
}

#[test]
fn the_identifier_of_a_target_is_found_in_any_case() {
    let entry = (UserId::parse("ann").unwrap(), target("Ann's PHONE"));
    let finds = |query: &str| Queries::parse(&[query], Schema::Targets).unwrap().filter.unwrap().matches(&entry);
    assert!(finds(r#"equal("identifier", "ann's phone")"#) && finds(r#"startsWith("identifier", "ANN")"#));
    assert!(!finds(r#"equal("identifier", "ann's fone")"#));
}

#[test]
fn a_team_has_a_value_for_every_attribute() {
    let (id, name) = (TeamId::parse("cooks").unwrap(), Name::parse("The cooks").unwrap());
    let team = Team { id, name, total: 3, prefs: TeamPrefs::Separate, created_at: at(1), updated_at: at(2) };
    let expected = [
        (A::Id, Held::Text("cooks")),
        (A::CreatedAt, time(1)),
        (A::Sequence, time(1)),
        (A::UpdatedAt, time(2)),
        (A::Name, Held::Text("The cooks")),
        (A::Total, Held::Number(3)),
    ];
    holds(&team, Schema::Teams, &expected);
}

#[test]
fn a_membership_has_a_value_for_every_attribute() {
    let member = |joined_at| Membership {
        id: MembershipId::parse("m1").unwrap(),
        user: UserId::parse("ann").unwrap(),
        user_name: Name::default(),
        user_email: Email::parse("ann@example.com").ok(),
        user_phone: Phone::parse("+49301").ok(),
        user_mfa: false,
        user_accessed_at: None,
        team: TeamId::parse("cooks").unwrap(),
        team_name: Name::default(),
        roles: vec!["owner".into(), "cook".into()],
        invited_at: at(3),
        joined_at,
        created_at: at(1),
        updated_at: at(2),
        shown: MemberFields::ALL,
    };
    let expected = [
        (A::Id, Held::Text("m1")),
        (A::CreatedAt, time(1)),
        (A::Sequence, time(1)),
        (A::UpdatedAt, time(2)),
        (A::UserId, Held::Text("ann")),
        (A::TeamId, Held::Text("cooks")),
        (A::Invited, time(3)),
        (A::Joined, time(4)),
        (A::Confirm, Held::Bool(true)),
        (A::Roles, Held::Texts(vec!["owner", "cook"])),
    ];
    holds(&member(Some(at(4))), Schema::Memberships, &expected);
    assert_eq!((member(None).held(A::Joined), member(None).held(A::Confirm)), (Held::Null, Held::Bool(false)));
    let hidden = Membership { shown: MemberFields::NONE, ..member(None) };
    assert_eq!((hidden.held(A::UserId), hidden.held(A::TeamId)), (Held::Null, Held::Text("cooks")));
}
