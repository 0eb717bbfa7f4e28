//! Files that are cut off or changed at any place: nothing is lost in silence, and no reader panics.

use super::{Folder, gzip, open, seen, zip};

const LIST: &str = "[\n{\"id\":1,\"a\":\"x\\\"\"},\n{\"id\":2,\"b\":[{}]}\n]";
const REALMS: &str = "[{\"realm\":\"a\",\"users\":[{\"id\":1},{\"id\":2}]},{\"users\":[{\"id\":3}],\"realm\":\"b\"}]";
const PAGES: &str = "{\n\"total\":1,\"users\":[{\"id\":1}]}\n{\"data\":{},\"users\":[{\"id\":2}]}";
const LINES: &str = "{\"id\":1,\"a\":\"x\"}\n{\"id\":2}\n{\"id\":3}";
const TABLE: &str = "id,a\n1,\"x\ny\"\n2,\"\"\"z\"";
const DUMP: &str = "COPY users (id, name, email) FROM stdin;\n1\ta\tb\\n\n2\tc\t\\N\n\\.\n";

/// How many rows a file has, and whether something says that it is damaged.
fn read(folder: &Folder, content: &[u8]) -> (usize, bool) {
    let path = folder.add("a", content);
    let Ok(files) = open(&[path], None) else { return (0, true) };
    let records = seen(&files);
    let is_damaged = !files.damages().all().is_empty() || records.iter().any(|(.., id)| id.is_err());
    (records.len(), is_damaged)
}

#[test]
fn files_that_are_cut_off_anywhere_say_so() {
    let folder = Folder::new();
    for text in [LIST, REALMS] {
        let (whole, is_damaged) = read(&folder, text.as_bytes());
        assert!(whole > 1 && !is_damaged, "{text}");
        for end in 0..text.len() {
            assert!(read(&folder, &text.as_bytes()[..end]).1, "{}", &text[..end]);
        }
    }
    for packed in [gzip(LINES), zip(&[("a", LINES.as_bytes())], false)] {
        assert_eq!(read(&folder, &packed), (3, false));
        for end in 0..packed.len() {
            assert!(read(&folder, &packed[..end]).1, "{end} of {}", packed.len());
        }
    }
}

#[test]
fn files_that_are_cut_off_between_records_have_those_before_and_no_others() {
    let folder = Folder::new();
    for (text, rows) in [(PAGES, 2), (LINES, 3), (TABLE, 2), (DUMP, 2)] {
        assert_eq!(read(&folder, text.as_bytes()), (rows, false), "{text}");
        for end in 0..text.len() {
            let (found, is_damaged) = read(&folder, &text.as_bytes()[..end]);
            assert!(found <= rows + 2 * usize::from(is_damaged), "{}", &text[..end]);
            // Where a record, a cell or a page could end, nothing shows that more should follow.
            let rest = &text[end..];
            let is_between = rest.starts_with(['\n', '{']) || text[..end].ends_with(['\n', '"', ',']) || text == DUMP;
            assert!(is_damaged || is_between || found == rows, "{:?} {rest:?}", &text[..end]);
        }
    }
}

#[test]
fn no_reader_panics_whatever_byte_is_changed() {
    let folder = Folder::new();
    for text in [LIST, REALMS, PAGES, LINES, TABLE, DUMP] {
        for at in 0..text.len() {
            for byte in *b"\"\\}[,\n\xff" {
                let mut changed = text.as_bytes().to_vec();
                changed[at] = byte;
                read(&folder, &changed);
            }
        }
    }
    let archive = zip(&[("a", LINES.as_bytes())], false);
    for at in 0..archive.len() {
        for bit in [1, 0x80] {
            let mut changed = archive.clone();
            changed[at] ^= bit;
            read(&folder, &changed);
        }
    }
}
