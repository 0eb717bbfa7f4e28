//! Files that are damaged behind their beginning: one invalid row, a sentence, and nothing in silence.

use super::{Folder, gzip, lines, seen};

/// The rows of a damaged file: the last one is invalid, and says that nothing follows.
#[track_caller]
fn assert_damaged(content: impl AsRef<[u8]>, expected: &[(u64, &str)], reason: &str) {
    let folder = Folder::with("a", content);
    let files = folder.open().unwrap();
    let records = seen(&files);
    assert_eq!(lines(&records), expected);
    let last = records.last().unwrap().3.clone().unwrap_err();
    assert!(last.starts_with("nothing was read from here to the end of the file: ") && last.contains(reason), "{last}");
    let [damage]: [String; 1] = files.damages().all().try_into().unwrap();
    let line = expected.last().unwrap().0;
    assert!(
        damage.contains(&format!("was not read further than line {line}: ")) && damage.contains(reason),
        "{damage}"
    );
}

#[test]
fn damaged_lists_end_with_an_invalid_row() {
    assert_damaged("[\n{\"id\":1},\n{\"id\":2},\n{\"id\":3", &[(2, "1"), (3, "2"), (4, "invalid")], "ends inside");
    assert_damaged(
        "[\n{\"id\":1},\n{\"id\":2}",
        &[(2, "1"), (3, "2"), (3, "invalid")],
        "ends inside of what begins on line 1",
    );
    assert_damaged("[\n{\"id\":1},\n{\"id\":[2},\n{\"id\":3}]", &[(2, "1"), (3, "invalid")], "a bracket is closed");
    assert_damaged("[\n{\"id\":1},\n{\"id\":\"2},\n{\"id\":3}]", &[(2, "1"), (3, "invalid")], "a quote or bracket");
    assert_damaged("[{\"id\":1}\n{\"id\":2}]", &[(1, "1"), (2, "invalid")], "a comma");
    assert_damaged("[{\"id\":1}]\nx", &[(1, "1"), (2, "invalid")], "neither an object nor a list");
    assert_damaged("{\"users\":[{\"id\":1}]\n,x", &[(1, "1"), (2, "invalid")], "name of a field");
    assert_damaged("{\"users\":[{\"id\":1}]\n", &[(1, "1"), (2, "invalid")], "ends inside of what begins on line 1");
}

#[test]
fn a_damaged_record_costs_no_other() {
    let folder = Folder::with("a", "[{\"id\":1},\n{\"id\":tru},\n{\"id\" 3},\n{\"id\":\"4\n\"},\n{\"id\":5}]");
    assert_eq!(lines(&folder.records()), [(1, "1"), (2, "invalid"), (3, "invalid"), (4, "invalid"), (6, "5")]);
    assert!(folder.open().unwrap().damages().all().is_empty());
}

#[test]
fn damaged_tables_end_with_an_invalid_row() {
    assert_damaged("id,a\n1,x\n2,\"y\n3,z\n", &[(2, "1"), (3, "invalid")], "a quote is missing");
    let dump = "COPY users (id, email, name) FROM stdin;\n1\ta\tb\n";
    assert_damaged(dump, &[(2, "1"), (3, "invalid")], "ends inside of the rows");
}

#[test]
fn a_compressed_file_without_its_end_gives_what_it_has_and_an_invalid_row() {
    // Digits that do not repeat, so that the compressed file is longer than what is looked at to recognise it.
    let text: String =
        (0..50_000_u64).map(|n| format!("{{\"id\":{n},\"x\":{}}}\n", n.wrapping_mul(0x9e37_79b9_7f4a_7c15))).collect();
    let whole = gzip(text);
    let folder = Folder::with("a.gz", &whole[..whole.len() / 2]);
    let files = folder.open().unwrap();
    let records = seen(&files);
    let (last, valid) = records.split_last().unwrap();
    assert!(valid.len() > 10_000 && valid.iter().all(|(.., id)| id.is_ok()));
    assert!(last.3.as_ref().unwrap_err().contains("its end is missing"));
    assert_eq!(files.damages().all().len(), 1);
}

#[test]
fn the_files_after_a_damaged_one_are_read() {
    let folder = Folder::with("a.json", "[{\"id\":1},");
    folder.add("b.json", "[{\"id\":2}]");
    let records = folder.records();
    assert_eq!(lines(&records), [(1, "1"), (1, "invalid"), (1, "2")]);
}
