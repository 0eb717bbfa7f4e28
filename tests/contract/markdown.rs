//! The Markdown pages of the repository: their headings and their links.

use crate::sources;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Folders without pages of our own: files in them are built or installed.
const FOREIGN: [&str; 4] = ["target", "node_modules", "layers", "corpus"];

/// The paths of all pages, from the root of the repository.
pub fn pages() -> Vec<String> {
    let mut found = Vec::new();
    collect(Path::new(""), &mut found);
    found.sort();
    found
}

fn collect(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(sources::root().join(folder)).expect("a folder can be read") {
        let entry = entry.expect("a folder can be read");
        let (name, kind) = (entry.file_name().into_string().expect("a name is UTF-8"), entry.file_type());
        let path = folder.join(&name);
        let is_foreign = FOREIGN.contains(&name.as_str()) || (name.starts_with('.') && name != ".github");
        if kind.is_ok_and(|kind| kind.is_dir()) {
            if !is_foreign {
                collect(&path, found);
            }
        } else if name.ends_with(".md") {
            found.push(path.to_string_lossy().into_owned());
        }
    }
}

/// A page.
pub struct Page {
    /// The folder that holds it, from the root.
    folder: Vec<String>,
    /// Its path from the root.
    name: String,
    /// Its text, without blocks of code.
    prose: String,
}

impl Page {
    /// Reads a page by its path from the root.
    pub fn read(name: &str) -> Self {
        let mut in_code = false;
        let text = sources::read(name);
        let prose = text.lines().filter(|line| {
            let is_fence = line.trim_start().starts_with("```");
            in_code ^= is_fence;
            !in_code && !is_fence
        });
        let prose = prose.collect::<Vec<_>>().join("\n");
        let mut folder: Vec<String> = name.split('/').map(str::to_owned).collect();
        folder.pop();
        Self { folder, name: name.to_owned(), prose }
    }

    /// The targets of all links, unresolved.
    pub fn links(&self) -> Vec<String> {
        let paragraphs = self.prose.split("\n\n").map(without_code);
        let links_of = |text: String| {
            text.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0.to_owned())).collect::<Vec<_>>()
        };
        paragraphs.flat_map(links_of).collect()
    }

    /// The path from the root and the anchor of a link; `None` if its target is outside of the repository.
    pub fn target(&self, link: &str) -> Option<(String, Option<String>)> {
        if link.contains(':') {
            return None;
        }
        let (path, anchor) = match link.split_once('#') {
            Some((path, anchor)) => (path, Some(anchor.to_owned())),
            None => (link, None),
        };
        if path.is_empty() {
            return Some((self.name.clone(), anchor));
        }
        let mut parts = self.folder.clone();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                // A path that leaves the repository stays unresolved.
                ".." if parts.pop().is_none() => return Some((link.to_owned(), anchor)),
                ".." => {}
                _ => parts.push(part.to_owned()),
            }
        }
        Some((parts.join("/"), anchor))
    }

    /// The anchors of the headings, as GitHub makes them, and explicit anchors.
    pub fn anchors(&self) -> BTreeSet<String> {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let headings = self.prose.lines().filter_map(|line| {
            let text = line.trim_start_matches('#');
            (text.len() < line.len()).then(|| text.strip_prefix(' ')).flatten()
        });
        let mut anchors: BTreeSet<String> = headings
            .map(|heading| {
                let anchor = slug(&link_texts(heading));
                let count = seen.entry(anchor.clone()).or_default();
                *count += 1;
                if *count == 1 { anchor } else { format!("{anchor}-{}", *count - 1) }
            })
            .collect();
        for mark in ["id=\"", "name=\""] {
            let written = self.prose.split(mark).skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()));
            anchors.extend(written);
        }
        anchors
    }
}

/// The text without the code between backquotes.
fn without_code(text: &str) -> String {
    text.split('`').step_by(2).collect()
}

/// A heading with the texts of its links in place of the links.
fn link_texts(heading: &str) -> String {
    let mut parts = heading.split("](");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, rest| text + rest.split_once(')').map_or(rest, |(_, after)| after))
}

/// The anchor of a heading.
fn slug(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|letter| if letter == ' ' { '-' } else { letter }).collect()
}

#[test]
fn anchors_are_made_as_github_makes_them() {
    for (heading, anchor) in [
        ("From Appwrite 0.15", "from-appwrite-015"),
        ("…Errors", "errors"),
        ("What's in a user's log?", "whats-in-a-users-log"),
        ("`roster users`", "roster-users"),
        ("What is [SDKs](sdks.md) for?", "what-is-sdks-for"),
    ] {
        assert_eq!(slug(&link_texts(heading)), anchor);
    }
}
