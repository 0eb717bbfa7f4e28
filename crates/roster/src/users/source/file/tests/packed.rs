//! Compressed files, archives, directories and encodings.

use super::{Folder, gzip, lines, open, seen, zip};

const CSV: &str = "id,name\r\n1,Zoë\r\n2,Ann\r\n";

#[test]
fn compressed_files_are_read_with_the_lines_of_their_text() {
    let json = "[\n{\"id\":1},\n{\"id\":2}\n]\n";
    for content in [
        gzip(json),
        [gzip("[\n{\"id\":1},\n"), gzip("{\"id\":2}\n]\n")].concat(),
        zip(&[("users.json", json.as_bytes())], false),
        zip(&[("users.json.gz", &gzip(json))], false),
    ] {
        assert_eq!(lines(&Folder::with("users", content).records()), [(2, "1"), (3, "2")]);
    }
}

#[test]
fn every_file_of_an_archive_and_of_a_directory_is_one_of_its_own_in_the_order_of_the_names() {
    let archive = zip(
        &[
            ("export/", b""),
            ("export/b.csv", b"id,name\n3,x\n"),
            ("export/a.json", b"[{\"id\":1},\n{\"id\":2}]"),
            ("__MACOSX/export/._b.csv", b"\0\0"),
            ("export/.DS_Store", b"\0\0"),
        ],
        false,
    );
    let folder = Folder::with("c.zip", archive);
    folder.add("d/e.csv", "id\n4\n");
    folder.add(".hidden", "\0");
    folder.add("c.zip.report.ndjson", "{\"line\":1}\n");
    let files = folder.open().unwrap();
    let names: Vec<_> = files.names().map(|name| name.rsplit('/').next().unwrap().to_owned()).collect();
    assert_eq!(names, ["a.json)", "b.csv)", "e.csv"]);
    let records: Vec<_> = seen(&files).into_iter().map(|(file, line, _, id)| (file, line, id.unwrap())).collect();
    let expected = [(0, 1, "1"), (0, 2, "2"), (1, 2, "3"), (2, 2, "4")];
    assert_eq!(records, expected.map(|(file, line, id)| (file, line, id.to_owned())));
}

#[test]
fn several_paths_are_read_in_their_order() {
    let folder = Folder::with("b.csv", "id\n1\n");
    let paths = [folder.path().join("b.csv"), folder.add("a.json", "{\"id\":2}")];
    assert_eq!(lines(&seen(&open(&paths, None).unwrap())), [(2, "1"), (1, "2")]);
}

#[test]
fn utf_16_with_a_byte_order_mark_is_read() {
    let units: Vec<u16> = "\u{feff}".encode_utf16().chain(CSV.encode_utf16()).collect();
    let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    for content in [
        CSV.as_bytes().to_vec(),
        [b"\xef\xbb\xbf".as_slice(), CSV.as_bytes()].concat(),
        little.clone(),
        big,
        gzip(&little),
    ] {
        let folder = Folder::with("a.csv", content);
        let files = folder.open().unwrap();
        let names = files.records(false).map(|record| record.fields.unwrap().text(&["name"]).unwrap().unwrap());
        assert_eq!(names.collect::<Vec<_>>(), ["Zoë", "Ann"]);
    }
    let unmarked = Folder::with("a.csv", &little[2..]);
    assert_eq!(unmarked.failure(), "a.csv is UTF-16 without a byte order mark: save it as UTF-8");
}

#[test]
fn progress_counts_the_bytes_of_the_compressed_file() {
    let text: String = (0..50_000).map(|n| format!("{{\"id\":{n}}}\n")).collect();
    let folder = Folder::with("a.ndjson.gz", gzip(text));
    let files = folder.open().unwrap();
    let bytes: Vec<u64> = files.records(false).map(|record| record.bytes).collect();
    assert_eq!((bytes.len(), bytes.iter().sum::<u64>()), (50_000, files.total));
    assert!(bytes.iter().filter(|bytes| **bytes > 0).count() > 1);
}

#[test]
fn what_cannot_be_read_is_rejected_with_a_reason() {
    let workbook = zip(&[("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>")], false);
    let inner = zip(&[("a.csv", b"id\n1\n")], false);
    for (content, reason) in [
        (b"".to_vec(), "is empty"),
        (b" \r\n\t ".to_vec(), "is empty"),
        (b"[]".to_vec(), "has no records"),
        (b"{\"users\":[]}".to_vec(), "has no records"),
        (b"id,email\n".to_vec(), "has no records"),
        (b"\x7fELF\x02\x01\0\0".to_vec(), "is a binary file, and not JSON, CSV or SQL"),
        (b"SQLite format 3\0x".to_vec(), "is a database of SQLite"),
        (b"PGDMP\x01\x0e".to_vec(), "is a dump in the custom format of PostgreSQL"),
        (b"<?xml version=\"1.0\"?>".to_vec(), "is XML or HTML"),
        (b"\x28\xb5\x2f\xfdxxxx".to_vec(), "is compressed with zstd"),
        (workbook, "is a workbook of Excel"),
        (zip(&[("a.csv", b"id\n1\n")], true), "is an encrypted zip archive"),
        (zip(&[("b.zip", &inner)], false), "is a zip archive in another archive"),
        (gzip(&inner), "is a zip archive in another archive"),
        (zip(&[("x/", b"")], false), "is a zip archive without files"),
        (inner[..inner.len() - 30].to_vec(), "is a damaged zip archive"),
        (gzip(CSV)[..20].to_vec(), "cannot be read: its end is missing"),
        (b"[{\"id\":".to_vec(), "line 1: the file ends inside"),
        (b"{\"users\":3}".to_vec(), ""),
    ] {
        let folder = Folder::with("a", &content);
        if reason.is_empty() {
            assert_eq!(lines(&folder.records()), [(1, "")]);
        } else {
            assert!(folder.failure().contains(reason), "{reason}: {}", folder.failure());
        }
    }
    assert!(Folder::new().failure().ends_with("has no files"));
    assert!(open(&["/nowhere/users.csv".into()], None).err().unwrap().contains("cannot be read"));
    assert!(open(&["/dev/null".into()], None).err().unwrap().contains("pipes and devices"));
}

#[test]
fn empty_files_beside_others_are_left_out() {
    let folder = Folder::with("a.json", "");
    folder.add("b.json", "[]");
    folder.add("c.json", "{\"id\":1}");
    assert_eq!(folder.ids(), [(1, "1".to_owned())]);
}

#[test]
fn a_damaged_entry_of_an_archive_ends_with_an_invalid_row() {
    let text: String = (0..20_000).map(|n| format!("{n},{}\n", n * 7_919 % 10_007)).collect();
    let mut archive = zip(&[("a.csv", format!("id,x\n{text}").as_bytes())], false);
    // The checksum of the central directory, 16 bytes behind its signature.
    let directory = archive.windows(4).rposition(|bytes| bytes == b"PK\x01\x02").unwrap();
    archive[directory + 16] ^= 1;
    let folder = Folder::with("a.zip", archive);
    let files = folder.open().unwrap();
    let records = seen(&files);
    let (damage, valid) = records.split_last().unwrap();
    // The last piece of the content is not given out with a wrong checksum.
    assert!(valid.len() > 10_000 && valid.iter().all(|(.., id)| id.is_ok()), "{}", valid.len());
    assert!(damage.3.as_ref().unwrap_err().starts_with("nothing was read from here"));
    assert_eq!(files.damages().all().len(), 1);
}
