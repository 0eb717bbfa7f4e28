//! Records of two kinds, joined.

use super::{Folder, Join};
use crate::users::source::Fields;

/// A record with a hash adds it to the user of the same number or email.
static JOIN: Join = Join { side_keys: |record| record.has("hash").then(|| keys(record)), user_keys: keys };

fn keys(record: &Fields) -> Vec<String> {
    let key = |name: &str| Some(format!("{name}:{}", record.peek_text(&[name])?));
    [key("number"), key("email")].into_iter().flatten().collect()
}

/// The number of the file, the line, and the fields of all joined records.
fn joined(folder: &Folder) -> Vec<(usize, u64, String)> {
    let records = folder.open().unwrap().joined(Some(&JOIN), false).unwrap();
    records
        .map(|record| (record.file, record.line, record.fields.map_or_else(|reason| reason, |fields| fields.to_json())))
        .collect()
}

const USERS: &str =
    "{\"number\":1,\"name\":\"Ann\"}\n{\"number\":2,\"email\":\"b@example.com\"}\n{\"email\":\"c@example.com\"}\n";
const HASHES: &str = "{\"number\":2,\"email\":\"b@example.com\",\"hash\":\"two\"}\n{\"number\":1,\"hash\":\"one\"}\n\
    {\"number\":3,\"email\":\"c@example.com\",\"hash\":\"three\"}\n{\"number\":9,\"email\":\"z@example.com\",\"hash\":\"nine\"}\n";

#[test]
fn users_get_the_fields_that_belong_to_them_whichever_file_is_first() {
    for (users, hashes, number) in [("a", "b", 0), ("b", "a", 1)] {
        let folder = Folder::with(users, USERS);
        folder.add(hashes, HASHES);
        let expected = [
            (number, 1, "{\"number\":1,\"name\":\"Ann\",\"hash\":\"one\"}"),
            (number, 2, "{\"number\":2,\"email\":\"b@example.com\",\"hash\":\"two\"}"),
            (number, 3, "{\"email\":\"c@example.com\",\"number\":3,\"hash\":\"three\"}"),
            // No user has asked for it.
            (1 - number, 4, "{\"number\":9,\"email\":\"z@example.com\",\"hash\":\"nine\"}"),
        ];
        assert_eq!(joined(&folder), expected.map(|(file, line, json)| (file, line, json.to_owned())));
    }
}

#[test]
fn both_kinds_may_be_in_one_file_and_every_byte_is_counted() {
    let folder = Folder::with("a.gz", super::gzip([HASHES, USERS].concat()));
    let files = folder.open().unwrap();
    let records: Vec<_> = files.joined(Some(&JOIN), false).unwrap().collect();
    assert_eq!((records.len(), records.iter().map(|record| record.bytes).sum::<u64>()), (4, files.total));
    assert_eq!(records.iter().map(|record| record.line).collect::<Vec<_>>(), [5, 6, 7, 4]);
}

#[test]
fn hashes_alone_are_records_of_their_own() {
    let lines: Vec<_> = joined(&Folder::with("a", HASHES)).into_iter().map(|(_, line, _)| line).collect();
    assert_eq!(lines, [1, 2, 3, 4]);
}

#[test]
fn what_is_not_certain_is_not_joined() {
    // Two hashes of one email, and a user whose number is another than that of the hash of their email.
    let folder = Folder::with("a", "{\"email\":\"a@example.com\"}\n{\"number\":1,\"email\":\"b@example.com\"}\n");
    folder.add("b", "{\"number\":5,\"email\":\"a@example.com\",\"hash\":\"x\"}\n{\"number\":6,\"email\":\"a@example.com\",\"hash\":\"y\"}\n{\"number\":7,\"email\":\"b@example.com\",\"hash\":\"z\"}\n");
    let records = joined(&folder);
    assert_eq!(
        records.iter().map(|(file, line, _)| (*file, *line)).collect::<Vec<_>>(),
        [(0, 1), (0, 2), (1, 1), (1, 2), (1, 3)]
    );
    assert!(records[..2].iter().all(|(.., json)| !json.contains("hash")));
}

#[test]
fn a_hash_belongs_to_one_user_only() {
    let folder = Folder::with(
        "a",
        "{\"number\":1,\"name\":\"a\"}\n{\"number\":1,\"name\":\"b\"}\n{\"number\":1,\"hash\":\"x\"}\n",
    );
    let records = joined(&folder);
    assert!(records[0].2.contains("hash") && !records[1].2.contains("hash") && records.len() == 2);
}

#[test]
fn invalid_records_stay_rows() {
    let folder = Folder::with("a", "{\"number\":1}\nx\n{\"number\":1,\"hash\":\"x\"}\n");
    let records = joined(&folder);
    assert_eq!(records.iter().map(|(_, line, _)| *line).collect::<Vec<_>>(), [1, 2]);
}
