//! Tables and dumps.

use super::{Container, Folder, lines, open, seen};

#[test]
fn tables_are_read_with_their_lines() {
    for text in [
        "id,note\n1,\"x\ny\"\n2,\n",
        "id,note\r\n1,\"x\r\ny\"\r\n2,\r\n",
        "\u{feff}\"id\";\"note\"\n1;\"x\ny, z\"\n2;\n",
        "id\t note \n1\t\"x\ny\"\n2\t\n",
    ] {
        let folder = Folder::with("a.csv", text);
        assert_eq!(folder.container(), Container::Table);
        assert_eq!(lines(&folder.records()), [(2, "1"), (4, "2")], "{text}");
        assert_eq!(folder.open().unwrap().samples()[0].names, ["id", "note"]);
    }
    assert_eq!(Folder::with("a.csv", "sep=;\nid;x\n1;2\n").ids(), [(3, "1".to_owned())]);
}

#[test]
fn rows_of_another_length_are_invalid_unless_what_is_too_much_is_empty() {
    let folder = Folder::with("a.csv", "id,a\n1,x\n2\n3,x,\n4,x,y\n\n5,x\n");
    assert_eq!(lines(&folder.records()), [(2, "1"), (3, "invalid"), (4, "3"), (5, "invalid"), (7, "5")]);
}

#[test]
fn rows_that_are_not_utf_8_are_invalid_and_the_next_one_is_read() {
    let folder = Folder::with("a.csv", b"id,a\n1,M\xfcller\n2,x\n");
    assert_eq!(lines(&folder.records()), [(2, "invalid"), (3, "2")]);
}

#[test]
fn a_table_without_a_header_is_read_with_the_columns_of_its_format() {
    let folder = Folder::with("a.csv", "1,headless,\n2,x,\n");
    assert_eq!((folder.container(), lines(&folder.records())), (Container::Headless, vec![(1, "1"), (2, "2")]));
    assert_eq!(folder.open().unwrap().samples()[0].names, ["id", "email", "column 3"]);
    assert_eq!(Folder::with("a.csv", "1,headless,\n").ids(), [(1, "1".to_owned())]);
}

#[test]
fn content_of_columns_of_the_same_name_is_kept() {
    let folder = Folder::with("a.csv", "id,role,role\n1,x,y\n");
    let fields = folder.open().unwrap().records(false).next().unwrap().fields.unwrap();
    assert_eq!(fields.left().collect::<Vec<_>>(), ["id", "role", "role (column 3)"]);
}

const DUMP: &str = "--\n-- PostgreSQL database dump\n--\n\nCOPY auth.sessions (id, user_id) FROM stdin;\n9\t1\n\\.\n\n\
    COPY auth.users (id, email, encrypted_password) FROM stdin;\n1\ta@example.com\t$2a$10$x\n2\t\\N\t\\N\n\\.\n";

#[test]
fn dumps_are_read_plain_and_compressed() {
    for content in [DUMP.as_bytes().to_vec(), super::gzip(DUMP)] {
        let folder = Folder::with("dump.sql", content);
        assert_eq!(folder.container(), Container::Copy { table: "auth.users".to_owned() });
        assert_eq!(lines(&folder.records()), [(10, "1"), (11, "2")]);
    }
}

#[test]
fn the_table_of_a_dump_can_be_named() {
    let folder = Folder::with("dump.sql", DUMP);
    let paths = [folder.path().join("dump.sql")];
    assert_eq!(lines(&seen(&open(&paths, Some("sessions")).unwrap())), [(6, "9")]);
    assert!(open(&paths, Some("none")).err().unwrap().contains("auth.sessions, auth.users"));
}

#[test]
fn a_dump_with_inserts_is_rejected_with_advice() {
    let folder = Folder::with("dump.sql", "-- MySQL dump\nINSERT INTO `users` VALUES (1,'a');\n");
    assert!(folder.failure().contains("make the dump with COPY"), "{}", folder.failure());
}
