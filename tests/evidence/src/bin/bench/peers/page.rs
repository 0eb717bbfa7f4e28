//! Writes the results into `docs/development`: the tables between two marks of `benchmarks.md`, and the chart.

use std::fs;
use std::path::Path;

/// The marks between which the page is generated.
const MARKS: (&str, &str) = ("<!-- peers -->", "<!-- /peers -->");
/// The longest line of prose.
const WIDTH: usize = 140;

/// Replaces what is between the marks, and writes the chart beside the page.
pub(crate) fn write(folder: &Path, text: &str, svg: &str) {
    fs::write(folder.join("peers.svg"), svg).expect("the chart can be written");
    let path = folder.join("benchmarks.md");
    let page = fs::read_to_string(&path).expect("the page of the benchmarks");
    let (before, rest) = page.split_once(MARKS.0).expect("the first mark");
    let (_, after) = rest.split_once(MARKS.1).expect("the second mark");
    let text: Vec<_> = text.trim_end().lines().map(wrapped).collect();
    let chart = "![Requests a second of Roster and of other user services](peers.svg)";
    let page = format!("{before}{}\n\n{chart}\n\n{}\n\n{}{after}", MARKS.0, text.join("\n"), MARKS.1);
    fs::write(&path, page).expect("the page can be written");
}

/// A line of prose in lines that are not too long; rows of tables stay whole.
fn wrapped(line: &str) -> String {
    if line.starts_with('|') {
        return line.to_owned();
    }
    let mut lines = vec![String::new()];
    for word in line.split(' ') {
        let last = lines.last_mut().expect("a line");
        if !last.is_empty() && last.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push(word.to_owned());
        } else {
            let space = if last.is_empty() { "" } else { " " };
            last.push_str(&format!("{space}{word}"));
        }
    }
    lines.join("\n")
}
