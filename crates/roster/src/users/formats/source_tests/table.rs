//! Plain CSV and JSON.

use super::{Format, Row, at, options, rows, rows_with, sample};

fn read(file: &str, arguments: &[&str]) -> Vec<Row> {
    rows_with(file, Format::Table, arguments)
}

#[test]
fn columns_with_usual_names_are_read_without_a_map() {
    let rows = rows("table.ndjson", Format::Table);
    assert_eq!(rows[0].shown(), ["u1", "ada@example.com", "Ada Lovelace"]);
    assert!(rows[0].knows("correct horse") && rows[0].notes().is_empty());
    assert_eq!(rows[1].notes(), ["fields not imported: plan"]);
    assert!(rows[2].invalid().starts_with("password: "), "a text is no password unless somebody says so");
}

#[test]
fn columns_are_read_as_they_are_mapped() {
    let map = "id=No,email=\"Primary Mail\",password=hash,name=first last,created_at=Joined,blocked=Off,roles=Kind Tags,\
               email_verified=Verified";
    let rows = read("table-mapped.csv", &["--columns", map]);
    assert_eq!(rows[0].shown(), ["7", "ada@example.com", "Ada Lovelace"]);
    assert!(rows[0].knows("correct horse") && rows[0].user().status && rows[0].user().email_verified);
    assert_eq!(rows[0].user().created_at, at("2024-01-31"));
    assert_eq!(rows[0].notes(), ["not imported: 3 roles"]);
    assert_eq!(rows[1].invalid(), "Joined: not a date", "a day that does not exist");
}

#[test]
fn columns_inside_of_objects_have_dotted_names() {
    let map = ["--columns", "email=local.email,password=local.auth.hash", "--columns", "prefs=settings"];
    let rows = read("table-nested.ndjson", &map);
    assert_eq!(rows[0].shown(), ["65ba1c0012ab34cd56ef7890", "ada@example.com", ""]);
    assert!(rows[0].knows("correct horse") && rows[0].prefs() == r#"{"theme":"dark"}"#);
    assert_eq!(rows[0].notes(), ["fields not imported: profile"]);
    assert_eq!((rows[1].email(), rows[1].has_password()), ("grace@example.com", false));
}

#[test]
fn hashes_that_do_not_name_their_scheme_are_read_by_its_name() {
    let passport = read("table-salted.csv", &["--hash", "passport-local-mongoose"]);
    assert!(passport[0].knows("correct horse") && !passport[0].knows("correct hose"));
    let salted = read("table-sha256.csv", &["--hash", "sha256-salt-first"]);
    assert!(salted[0].knows("correct horse"));
    assert_eq!(salted[1].invalid(), "password: a hash that is not in hex");
    let last = read("table-sha256.csv", &["--hash", "sha256-salt-last"]);
    assert!(!last[0].knows("correct horse"));
    let missing = read("table-sha256.csv", &["--hash", "sha256-salt-first", "--columns", "salt=none"]);
    assert_eq!(missing[0].invalid(), "password: the salt is missing: map its column with --columns salt=…");
    let symfony = read("table-symfony.csv", &["--hash", "symfony"]);
    assert!(symfony[0].knows("pässwörd ☃") && !symfony[0].knows("correct horse"));
    let unnamed = read("table-sha256.csv", &[]);
    assert!(unnamed[0].invalid().contains("--hash"), "{}", unnamed[0].invalid());
}

#[test]
fn passwords_are_plain_texts_only_when_they_are_mapped_as_such() {
    let rows = read("table-plain.csv", &["--columns", "password-plain=secret"]);
    assert!(rows[0].knows("correct horse") && rows[0].valid().plain_password.is_some());
    assert!(!rows[1].has_password());
    assert_eq!(read("table-plain.csv", &[])[0].notes(), ["fields not imported: secret"]);
}

#[test]
fn two_columns_for_one_field_are_an_error_until_one_is_mapped() {
    let row = |json: &str, arguments: &[&str]| {
        let fields = super::Fields::from_json(json).unwrap();
        let read = (Format::Table.spec().read)(fields, &options(arguments));
        read.map(|reading| match reading {
            super::Reading::User(user) => (user.email, user.is_blocked),
            super::Reading::Skip(reason) => panic!("{reason}"),
        })
    };
    let json = r#"{"mail":"a@b.c","Email":"d@e.f","is_active":false}"#;
    let reason = "email: could be in mail or in Email: say in which with --columns email=…";
    assert_eq!(row(json, &[]), Err(reason.to_owned()));
    assert_eq!(row(json, &["--columns", "email=mail"]), Ok((Some("a@b.c".to_owned()), true)));
    assert!(row(r#"{"email":"a@b.c","disabled":"perhaps"}"#, &[]).is_err());
}

#[test]
fn a_map_with_a_mistake_is_an_error() {
    for (map, reason) in [
        ("mail=email", "unknown field; the fields are id, email, "),
        ("email", "write FIELD=COLUMN"),
        ("email=", "email: the column is missing"),
        ("email=a b", "email: takes one column"),
        ("email=a,email=b", "email: is mapped twice"),
        ("email=\"a", "a double quote is not closed"),
    ] {
        let error = map.parse::<crate::users::formats::table::ColumnMap>().unwrap_err();
        assert!(error.starts_with(reason), "{map}: {error}");
    }
    let of = |file: &str, map: &str| options(&["--columns", map]).table.check(Format::Table, &sample(file));
    assert_eq!(of("table-mapped.csv", "email=mial"), Err("--columns: the file has no column mial".to_owned()));
    assert_eq!(of("table-nested.ndjson", "password=local.auth.hash,id=_id"), Ok(()));
    assert!(of("table-nested.ndjson", "email=local.mail").is_err());
    let other = options(&["--hash", "md5"]).table.check(Format::Clerk, &sample("clerk.csv"));
    assert_eq!(other, Err("--columns and --hash are for plain files: use --format table".to_owned()));
    assert_eq!(options(&[]).table.check(Format::Clerk, &sample("clerk.csv")), Ok(()));
}
