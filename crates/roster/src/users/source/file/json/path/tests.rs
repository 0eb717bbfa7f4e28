//! Wrappers of known systems, and records that only look like them.

use super::*;
use std::io::Cursor;

fn path_of(json: &str) -> String {
    explored(json).path.join("/")
}

fn explored(json: &str) -> Explored {
    explore(&mut Input::of(Cursor::new(json.as_bytes().to_vec())).unwrap()).unwrap()
}

#[test]
fn the_list_of_users_is_found_in_all_known_wrappers() {
    for (json, path) in [
        (r#"{"users":[{"localId":"1"}]}"#, "users"),
        (r#"{"total":1,"users":[{"$id":"1"}]}"#, "users"),
        (r#"{"Users":[{"Username":"a"}]}"#, "Users"),
        (r#"{"schemas":["x"],"totalResults":1,"Resources":[{"id":"1"}]}"#, "Resources"),
        (r#"{"@odata.context":"x","value":[{"id":"1"}]}"#, "value"),
        (r#"{"object":"list","data":[{"id":"1"}],"list_metadata":{"after":null}}"#, "data"),
        (r#"{"page":1,"items":[{"id":"1"}]}"#, "items"),
        (r#"{"results":[{"id":"1"}],"results_metadata":{"total":1}}"#, "results"),
        (r#"{"details":{"totalResult":"1"},"result":[{"userId":"1"}]}"#, "result"),
        (r#"{"_embedded":{"users":[{"id":"1"}]},"count":1}"#, "_embedded/users"),
        (r#"{"data":{"users":[{"id":"1"}]}}"#, "data/users"),
        (r#"{"orgs":[{"orgId":"1","org":{"name":"x"},"humanUsers":[{"userId":"1"}]}]}"#, "orgs/humanUsers"),
        (r#"[{"id":"master","realm":"master","enabled":true,"users":[{"username":"a"}]}]"#, "users"),
        (
            r#"[{"type":"header"},{"type":"database","name":"x"},{"type":"table","name":"u","data":[{"ID":"1"}]}]"#,
            "data",
        ),
        ("/**\n comment\n */\n\n[\n{\"type\":\"table\",\"data\":\n[{\"ID\":\"1\"}]}]", "data"),
        (r#"{"identities":[{"id":"1","traits":{}}]}"#, "identities"),
        (r#"{"users":[]}"#, "users"),
    ] {
        assert_eq!(path_of(json), path, "{json}");
    }
}

#[test]
fn lists_of_a_user_are_no_lists_of_users() {
    for json in [
        r#"{"identities":[{"provider":"auth0"}],"email":"a@example.com"}"#,
        r#"{"user_id":"1","identities":[{"provider":"auth0"}]}"#,
        r#"[{"identities":[{"provider":"x"}],"email":"a@example.com"}]"#,
        r#"{"name":"a","data":{"items":[{"x":1}]},"email":"a@example.com"}"#,
        r#"{"id":"1","accounts":[{"provider":"google"}]}"#,
        r#"{"roles":[{"name":"x"}],"name":"a"}"#,
        r#"[{"email":"a@example.com"}]"#,
        r#"{"values":[1,2]}"#,
    ] {
        assert_eq!(path_of(json), "", "{json}");
    }
}

#[test]
fn a_long_list_is_one_of_records_and_is_not_read_to_its_end() {
    let json = format!("{{\"total\":1,\"data\":[{}{{\"a\":1}}]}}", "{\"name\":\"x\"},".repeat(200_000));
    let found = explored(&json);
    assert_eq!((found.path, found.beside), (vec!["data".to_owned()], vec!["total".to_owned()]));
}

#[test]
fn the_fields_around_the_list_are_found() {
    let found = explored(r#"[{"id":"a","realm":"a","enabled":true,"users":[{"id":"1"}],"roles":{}}]"#);
    assert_eq!(found.beside, ["id", "realm", "enabled"]);
    assert!(found.is_list && !found.is_realm_without_users);
}

#[test]
fn settings_of_a_realm_are_distinguished_from_users() {
    assert!(explored(r#"{"id":"a","realm":"a","enabled":true,"clients":[{"id":"x"}]}"#).is_realm_without_users);
    assert!(!explored(r#"{"id":"a","realm":"a","username":"b"}"#).is_realm_without_users);
    assert!(!explored(r#"{"id":"a","realm":"a","enabled":true"#).is_realm_without_users);
}

#[test]
fn damaged_texts_have_no_path() {
    for json in
        ["", "{", "{\"", "{\"users\"", "{\"a\":}", "[", "[[[[[[", "{\"a\":[1}", "null", "/* x", "{\"data\":{\"users\""]
    {
        assert_eq!(path_of(json), "", "{json}");
    }
}
