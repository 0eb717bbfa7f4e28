//! Files made to break a reader: deep, long, wide and endless. Each ends in clear errors, and costs no other record.

use super::{Folder, lines, zip};

fn reasons(content: impl AsRef<[u8]>) -> Vec<String> {
    Folder::with("a", content).records().into_iter().filter_map(|(.., id)| id.err()).collect()
}

#[test]
fn deep_nesting_is_an_invalid_row() {
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(200_000), "]".repeat(200_000));
    let list = format!("[{{\"id\":1}},\n{deep},\n{{\"id\":3}}]");
    assert_eq!(lines(&Folder::with("a", &list).records()), [(1, "1"), (2, "invalid"), (3, "3")]);
    assert_eq!(reasons(&list), ["the record is nested deeper than 100 lists and objects"]);
    assert_eq!(reasons(format!("{{\"id\":1}}\n{deep}\n")), ["the record is nested deeper than 100 lists and objects"]);
    // On a line of its own.
    let lines_of_json = format!("{{\"id\":1}}\n{}\n{{\"id\":3}}", "{\"a\":".repeat(100_000));
    assert_eq!(lines(&Folder::with("a", &lines_of_json).records()), [(1, "1"), (2, "invalid"), (3, "3")]);
    let around = format!("{}{{\"id\":1}}{}", "[".repeat(50), "]".repeat(50));
    assert!(Folder::with("a", around).failure().contains("nested too deep"));
}

#[test]
fn long_records_are_invalid_rows() {
    let long = format!("{{\"id\":\"{}\"}}", "x".repeat(10 << 20));
    for content in [format!("[{{\"id\":1}},\n{long},\n{{\"id\":3}}]"), format!("{{\"id\":1}}\n{long}\n{{\"id\":3}}\n")]
    {
        assert_eq!(lines(&Folder::with("a", &content).records()), [(1, "1"), (2, "invalid"), (3, "3")]);
        assert!(reasons(&content)[0].ends_with("is longer than a megabyte"));
    }
    let table = format!("id\n{}\n3\n", "x".repeat(10 << 20));
    assert_eq!(lines(&Folder::with("a", &table).records()), [(2, "invalid"), (3, "3")]);
}

#[test]
fn a_million_fields_are_an_invalid_row() {
    let fields: String = (0..100_000).map(|n| format!(",\"f{n}\":1")).collect();
    let list = format!("[{{\"id\":1{fields}}},{{\"id\":2}}]");
    assert_eq!(reasons(&list), ["the record is longer than a megabyte"]);
    let fields: String = (0..2_000).map(|n| format!(",\"f{n}\":1")).collect();
    assert_eq!(reasons(format!("[{{\"id\":1{fields}}},{{\"id\":2}}]")), ["more than 1000 fields"]);
    let table = format!("id,a\n1,{}\n2,x\n", ",".repeat(1_000_000));
    assert_eq!(lines(&Folder::with("a", &table).records()), [(2, "invalid"), (3, "2")]);
    let wide = format!("{}\n1\n", vec!["a"; 5_000].join(","));
    assert!(Folder::with("a", &wide).failure().contains("is not a table"));
}

#[test]
fn an_archive_of_endless_zeros_and_spaces_fills_no_memory() {
    let spaces = vec![b' '; 20 << 20];
    let bomb = zip(&[("a.json", &[b"[".as_slice(), &spaces, b"{\"id\":1}]"].concat())], false);
    assert!(bomb.len() < 200_000);
    assert_eq!(Folder::with("a.zip", &bomb).ids(), [(1, "1".to_owned())]);
    let zeros = zip(&[("a.csv", &vec![0; 10 << 20])], false);
    assert!(Folder::with("a.zip", &zeros).failure().contains("is a binary file"));
}

#[test]
fn names_with_quotes_and_line_breaks_are_read() {
    let json = r#"{"us\u0065rs":[{"id":"1","a\n\"b":"{[\"\\"}]}"#;
    assert_eq!(Folder::with("a", json).ids(), [(1, "1".to_owned())]);
}
