use super::*;
use crate::users::source::Fields;

const NOW: Timestamp = Timestamp::from_secs(2_000_000_000);
const RULES: Rules = Rules { format: "auth0", now: NOW, drop_hashes: false, usernames: Usernames::Id };

fn ann() -> SourceUser {
    SourceUser { source_id: "ann".into(), email: Some("Ann@Example.com".into()), ..SourceUser::default() }
}

fn valid(user: SourceUser) -> ValidRow {
    user.validate(1, RULES).ok().unwrap()
}

fn reason(user: SourceUser) -> String {
    user.validate(1, RULES).err().unwrap().reason
}

fn texts(row: &ValidRow) -> Vec<&str> {
    row.notes.iter().map(|note| note.text.as_str()).collect()
}

#[test]
fn a_valid_id_is_kept_and_another_is_derived_from_an_invalid_one() {
    let id = |source_id: &str| valid(SourceUser { source_id: source_id.into(), ..ann() }).import_user.user.id;
    assert_eq!(id("b8f5e1d0-1c1a-4b8e-9d3f-0a1b2c3d4e5f").as_str(), "b8f5e1d0-1c1a-4b8e-9d3f-0a1b2c3d4e5f");
    assert!(id("auth0|5f7c8ec7").is_generated());
    assert_eq!(id("auth0|5f7c8ec7"), id("auth0|5f7c8ec7"));
    assert_ne!(id("auth0|5f7c8ec7"), id("google|5f7c8ec7"));
    assert!(id("").is_generated());
}

#[test]
fn a_reason_contains_the_field_and_the_rule_and_nothing_else() {
    let phone = Some("12345".to_owned());
    assert_eq!(reason(SourceUser { phone, ..ann() }), format!("phone: {}", Phone::parse("12345").unwrap_err()));
    let email = Some("ann".to_owned());
    assert_eq!(reason(SourceUser { email, ..ann() }), format!("email: {}", Email::parse("ann").unwrap_err()));
    let name = "x".repeat(129);
    let rule = Name::parse(&name).unwrap_err();
    assert_eq!(reason(SourceUser { name, ..ann() }), format!("name: {rule}"));
    let future = Some(NOW.after(std::time::Duration::from_secs(1)));
    assert_eq!(reason(SourceUser { created_at: future, ..ann() }), "createdAt: is in the future");
    assert!(reason(SourceUser::default()).starts_with("nothing identifies the user"));
}

#[test]
fn a_row_with_nothing_but_an_id_is_invalid_except_in_the_format_of_appwrite() {
    let bare =
        || SourceUser { source_id: "7".into(), email: Some(" ".into()), is_blocked: true, ..SourceUser::default() };
    assert!(reason(bare()).starts_with("nothing but an id"));
    assert!(bare().validate(1, Rules { format: "appwrite", ..RULES }).is_ok());
    for user in [
        SourceUser { name: "Ann".into(), ..bare() },
        SourceUser { phone: Some("+15551234".into()), ..bare() },
        SourceUser { username: Some("ann".into()), ..bare() },
    ] {
        assert!(user.validate(1, RULES).is_ok());
    }
}

#[test]
fn a_user_whose_hash_cannot_be_imported_is_rejected_unless_hashes_are_dropped() {
    let unknown = || SourceUser { password: Some(SourcePassword::unknown("of an unknown kind")), ..ann() };
    assert_eq!(reason(unknown()), "password: of an unknown kind");
    let dated = SourceUser { password_updated_at: Some(Timestamp::from_secs(1_000)), ..unknown() };
    let row = dated.validate(1, Rules { drop_hashes: true, ..RULES }).ok().unwrap();
    assert_eq!(row.import_user.user.password_updated_at, None, "the user may choose a first password");
    assert_eq!(row.notes, [Note::loss(NoteKind::Password, "without a password: of an unknown kind")]);
    let user = row.import_user.user;
    assert_eq!((user.password, user.password_updated_at), (None, None));
}

#[test]
fn a_plain_password_is_kept_apart_to_be_hashed_and_is_as_old_as_the_user() {
    let at = Timestamp::from_secs(1_000);
    let password = Some(SourcePassword::Plain(Password::parse_candidate("short").unwrap()));
    let row = valid(SourceUser { password, created_at: Some(at), ..ann() });
    assert!(row.plain_password.is_some() && row.notes.is_empty());
    assert_eq!((&row.import_user.user.password, row.import_user.user.password_updated_at), (&None, Some(at)));
}

#[test]
fn dates_are_kept_and_missing_ones_are_derived() {
    let at = Timestamp::from_secs(1_000);
    let user = valid(SourceUser { created_at: Some(at), ..ann() }).import_user.user;
    assert_eq!((user.created_at, user.updated_at, user.password_updated_at), (at, at, None));
    assert_eq!(user.email.unwrap().as_str(), "ann@example.com");
    assert_eq!(valid(ann()).import_user.user.created_at, NOW);
}

#[test]
fn a_user_name_without_an_address_is_the_id_and_the_source_stays_that_of_the_id_there() {
    let nameless = |source_id: &str, username: &str| SourceUser {
        source_id: source_id.into(),
        username: Some(username.into()),
        ..SourceUser::default()
    };
    let row = valid(nameless("7c2b", "ann"));
    assert_eq!(row.import_user.user.id.as_str(), "ann");
    assert!(texts(&row)[0].contains("in place of the id in the source") && !row.notes[0].is_loss);
    let by_name = Rules { usernames: Usernames::Name, ..RULES };
    let row = nameless("7c2b", "ann").validate(1, by_name).ok().unwrap();
    assert_eq!((row.import_user.user.id.as_str(), row.import_user.user.name.as_str()), ("7c2b", "ann"));
    let [one, other] = [nameless("", "zoë"), nameless("", "zoë")].map(|user| valid(user).import_user.user);
    assert!(one.id.is_generated() && one.id == other.id && one.name.as_str() == "zoë");
}

#[test]
fn everything_that_a_row_has_and_the_user_has_not_is_a_note() {
    let left = Fields::from_json(r#"{"plan":"gold"}"#).unwrap();
    let user = SourceUser {
        username: Some("annie".into()),
        roles: vec!["admin".into()],
        groups: vec!["staff".into(), "board".into()],
        losses: vec!["identities"],
        mfa: true,
        email_verified: true,
        blocked_until: Some(NOW.after(std::time::Duration::from_secs(60))),
        left,
        ..ann()
    };
    let row = valid(user);
    assert_eq!(
        texts(&row),
        [
            "the user name is not imported",
            "not imported: identities",
            "fields not imported: plan",
            "not imported: 1 role, 2 groups",
            "mfa is on and authenticators are not imported: sign-in needs a code sent to the email or phone",
            "not imported: the end of the block; the user stays blocked",
        ]
    );
    assert!(row.notes.iter().all(|note| note.is_loss));
    assert!(valid(ann()).notes.is_empty());
}
