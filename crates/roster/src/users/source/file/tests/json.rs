//! JSON: lines, values, lists, wrappers, realms and pages.

use super::{Container, Folder, Seen, lines};

fn object(list: &str, beside: &[&str]) -> Container {
    let beside = beside.iter().map(|name| (*name).to_owned()).collect();
    Container::Object { list: list.to_owned(), beside }
}

#[track_caller]
fn assert_read(json: &str, container: &Container, expected: &[(u64, &str)]) {
    let folder = Folder::with("users.json", json);
    assert_eq!((&folder.container(), lines(&folder.records())), (container, expected.to_vec()), "{json}");
}

#[test]
fn records_on_a_line_each_are_read_with_their_lines() {
    let values = Container::Values;
    assert_read("{\"id\":1}\n\n{\"id\":2}\r\n{\"id\":3}", &values, &[(1, "1"), (3, "2"), (4, "3")]);
    assert_read("\u{feff}\n{\"id\":1}\n", &values, &[(2, "1")]);
    assert_read(
        "{\"id\":1}\n{\"id\":}\nx\n{\"id\":4}\n",
        &values,
        &[(1, "1"), (2, "invalid"), (3, "invalid"), (4, "4")],
    );
    assert_read("{\"id\":tru}\n{\"id\":[2}\n{\"id\":3}\n", &values, &[(1, "invalid"), (2, "invalid"), (3, "3")]);
    // The first line is damaged, too.
    assert_read(
        "{\"id\":\n{\"id\":2}\n{\"id\":\"3}\n{\"id\":4}\n",
        &values,
        &[(1, "invalid"), (2, "2"), (3, "invalid"), (4, "4")],
    );
}

#[test]
fn values_that_are_pretty_printed_or_not_on_lines_are_read_with_their_lines() {
    let pretty = "{\r\n  \"id\": 1,\r\n  \"a\": [\r\n    {}\r\n  ]\r\n}\r\n{\r\n  \"id\": 2\r\n}\r\n";
    assert_read(pretty, &Container::Values, &[(1, "1"), (7, "2")]);
    assert_read("{\"id\":1,\"a\":\n{\"b\":2}\n}\n{\"id\":2}\n", &Container::Values, &[(1, "1"), (4, "2")]);
    assert_read("{\"id\":1}{\"id\":2} {\"id\":3}", &Container::Values, &[(1, "1"), (1, "2"), (1, "3")]);
    assert_read("{\"id\":1},\n{\"id\":2},\n", &Container::Values, &[(1, "1"), (2, "2")]);
}

#[test]
fn lists_are_read_however_they_are_printed() {
    assert_read("[{\"id\":1},{\"id\":2}]", &Container::List, &[(1, "1"), (1, "2")]);
    assert_read("[\n  {\n    \"id\": 1\n  },\n  {\n    \"id\": 2\n  }\n]\n", &Container::List, &[(2, "1"), (5, "2")]);
    assert_read("[{\"id\":1},\n]", &Container::List, &[(1, "1")]);
    // Pages: lists one after the other, or in a list.
    assert_read("[{\"id\":1}]\n[{\"id\":2}]\n", &Container::List, &[(1, "1"), (2, "2")]);
    assert_read("[[{\"id\":1}],\n[{\"id\":2}]]", &Container::List, &[(1, "1"), (2, "2")]);
}

#[test]
fn elements_that_are_no_objects_are_invalid_rows() {
    assert_read(
        "[1,\"x\",null,{\"id\":4},[]]",
        &Container::List,
        &[(1, "invalid"), (1, "invalid"), (1, "invalid"), (1, "4")],
    );
}

#[test]
fn wrappers_are_read() {
    assert_read("{\"users\":[{\"id\":1}]}", &object("users", &[]), &[(1, "1")]);
    assert_read(
        "{\"total\":2,\"users\":[{\"id\":1},\n{\"id\":2}],\"x\":{}}",
        &object("users", &["total"]),
        &[(1, "1"), (2, "2")],
    );
    // As the command line of Firebase writes it: each record looks like a line by itself.
    assert_read("{\"users\": [\n{\"id\":1},\n{\"id\":2}\n]}\n", &object("users", &[]), &[(2, "1"), (3, "2")]);
    assert_read("{\n\"users\":\n[\n{\"id\":1}\n]\n}", &object("users", &[]), &[(4, "1")]);
    assert_read("{\n \"Users\": [\n  {\"id\": 1}\n ]\n}\n", &object("Users", &[]), &[(3, "1")]);
    assert_read("{\"data\":[{\"id\":1}],\"total_count\":1}", &object("data", &["total_count"]), &[(1, "1")]);
    assert_read("{\"_embedded\":{\"users\":[{\"id\":1}]},\"count\":1}", &object("users", &[]), &[(1, "1")]);
    assert_read(
        "{\"orgs\":[{\"orgId\":\"a\",\"humanUsers\":[{\"id\":1}]},{\"orgId\":\"b\",\"humanUsers\":[{\"id\":2}]}]}",
        &object("humanUsers", &["orgId"]),
        &[(1, "1"), (1, "2")],
    );
}

#[test]
fn pages_one_after_the_other_are_read_on_lines_and_pretty_printed() {
    let pages = "{\"users\":[{\"id\":1}]}{\"users\":[]}\n{\"next\":null,\"users\":[{\"id\":2}]}";
    assert_read(pages, &object("users", &[]), &[(1, "1"), (2, "2")]);
    let pretty = "{\n  \"users\": [\n    {\"id\": 1}\n  ]\n}\n{\n  \"users\": [\n    {\"id\": 2}\n  ]\n}\n";
    assert_read(pretty, &object("users", &[]), &[(3, "1"), (8, "2")]);
    assert_read(
        "[{\"users\":[{\"id\":1}]},{\"users\":null}]",
        &Container::Lists { list: "users".to_owned(), beside: vec![] },
        &[(1, "1")],
    );
}

#[test]
fn an_object_among_wrappers_that_has_no_list_is_an_invalid_row() {
    let folder = Folder::with("a.json", "{\"users\":[{\"id\":1}]}\n{\"id\":2}\n{\"users\":{\"id\":3}}");
    let records = folder.records();
    assert_eq!(lines(&records), [(1, "1"), (2, "invalid"), (3, "invalid")]);
    assert!(records[1].3.clone().unwrap_err().contains("without the list \"users\""));
    assert!(records[2].3.clone().unwrap_err().contains("not a list"));
}

#[test]
fn users_of_realms_know_their_realm_even_if_it_follows() {
    let realms = |folder: &Folder| -> Vec<(u64, String)> {
        folder.records().into_iter().map(|(_, line, realm, _)| (line, realm.unwrap_or_default())).collect()
    };
    let first = "[{\"id\":\"m\",\"realm\":\"master\",\"users\":[{\"id\":1}],\"roles\":{\"realm\":[{\"name\":\"x\"}]}},\n{\"realm\":\"b\",\"users\":[{\"id\":2}]}]";
    assert_eq!(realms(&Folder::with("a.json", first)), [(1, "master".to_owned()), (2, "b".to_owned())]);
    let last = "[{\"users\":[{\"id\":1},{\"id\":2,\"realm\":\"x\"}],\"realm\":\"a\"},\n{\"users\":[],\"realm\":\"b\"},{\"users\":[{\"id\":3}],\"realm\":\"c\"},\n{\"users\":[{\"id\":4}]}]";
    let expected = [(1, "a".to_owned()), (1, "a".to_owned()), (2, "c".to_owned()), (3, String::new())];
    assert_eq!(realms(&Folder::with("a.json", last)), expected);
    let one = "{\n\"users\":[{\"id\":1}],\n\"realm\":\"a\"}";
    assert_eq!(realms(&Folder::with("a.json", one)), [(2, "a".to_owned())]);
}

#[test]
fn a_directory_of_keycloak_may_have_files_without_users() {
    let folder = Folder::with("b-realm.json", "{\"id\":\"b\",\"realm\":\"b\",\"clients\":[{\"id\":\"c\"}]}");
    folder.add("b-users-0.json", "{\"realm\":\"b\",\"users\":[{\"id\":1}]}");
    folder.add("b-users-1.json", "{\n \"realm\":\"b\",\n \"users\":[\n {\"id\":2}]}");
    let expected: [Seen; 2] =
        [(0, 1, Some("b".to_owned()), Ok("1".to_owned())), (1, 4, Some("b".to_owned()), Ok("2".to_owned()))];
    assert_eq!(folder.records(), expected);
    let alone = Folder::with("realm.json", "{\"id\":\"b\",\"realm\":\"b\",\"clients\":[{\"id\":\"c\"}]}\n");
    assert!(alone.failure().starts_with("realm.json holds a realm without users"), "{}", alone.failure());
}

#[test]
fn an_export_of_phpmyadmin_is_read() {
    let json = "/**\n Export to JSON plugin\n */\n\n[\n{\"type\":\"header\",\"version\":\"5.2.1\"},\n{\"type\":\"database\",\"name\":\"x\"},\n\
        {\"type\":\"table\",\"name\":\"u\",\"database\":\"x\",\"data\":\n[\n{\"id\":\"1\"},\n{\"id\":\"2\"}\n]\n}\n]\n";
    assert_eq!(lines(&Folder::with("a.json", json).records()), [(10, "1"), (11, "2")]);
}

#[test]
fn a_sample_has_the_names_in_their_order_and_the_first_hundred_records() {
    let json: String = (0..300).map(|n| format!("{{\"id\":{n},\"field{}\":1}}\n", n / 99)).collect();
    let files = Folder::with("a.json", json).open().unwrap();
    let sample = &files.samples()[0];
    assert_eq!((sample.names.join(" "), sample.records.len()), ("id field0 field1".to_owned(), 100));
    assert!(sample.has_all(&["id", "field1"]) && sample.count(&["id", "field2"]) == 1);
}
