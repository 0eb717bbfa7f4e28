//! Sorted lists in the program: looked up without a table that would be built at the start.

use std::cmp::Ordering;

/// Whether a sorted list has this line: a binary search over the bytes.
pub(crate) fn holds(lines: &str, wanted: &str) -> bool {
    let (mut from, mut to) = (0, lines.len());
    while from < to {
        let middle = from + (to - from) / 2;
        let start = lines[from..middle].rfind('\n').map_or(from, |at| from + at + 1);
        let end = lines[start..].find('\n').map_or(lines.len(), |at| start + at);
        match lines[start..end].cmp(wanted) {
            Ordering::Equal => return true,
            Ordering::Less => from = end + 1,
            Ordering::Greater => to = start,
        }
    }
    false
}
