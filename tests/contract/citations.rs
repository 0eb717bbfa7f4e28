//! Comments cite the pages of `docs/`: every page and section that they name exists.

use crate::sources;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Folders and files with comments.
const SOURCES: [&str; 10] = [
    "crates",
    "tests",
    "openapi",
    "openapi.yaml",
    "scripts",
    "template.yaml",
    "Cargo.toml",
    "clippy.toml",
    "deny.toml",
    "Makefile",
];
/// Folders with third-party files, and with generated files.
const SKIPPED: [&str; 3] = ["target", "node_modules", "__pycache__"];
/// This file, which cites pages that do not exist.
const OWN: &str = "tests/contract/citations.rs";
/// Texts that a citation must not contain: the names of documents that are not in the repository, and numbers of their
/// sections.
const VAGUE: [&str; 4] =
    [concat!("api-", "reference"), concat!("account-", "reference"), concat!("the ", "reference"), "\u{a7}"];

/// Calls `look` with the path and the text of every source.
fn each_source(mut look: impl FnMut(&str, &str)) {
    for name in SOURCES {
        each_file(&sources::path(name), &mut look);
    }
}

fn each_file(path: &Path, look: &mut impl FnMut(&str, &str)) {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if name.starts_with('.') || SKIPPED.contains(&name) {
        return;
    }
    if path.is_dir() {
        let entries = std::fs::read_dir(path).expect("a folder of the repository");
        for entry in entries {
            each_file(&entry.expect("an entry of it").path(), look);
        }
    } else if let Ok(text) = std::fs::read_to_string(path) {
        let from_root = path.strip_prefix(sources::root()).expect("a file of the repository").to_string_lossy();
        if from_root != OWN {
            look(&from_root, &text);
        }
    }
}

/// The pages that a text cites, with the section if it names one.
fn citations(text: &str) -> Vec<(&str, Option<&str>)> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "./#_-".contains(c);
    let begins_here = |at: usize| !text[..at].ends_with(is_part);
    let starts = text.match_indices("docs/").map(|(at, _)| at).filter(|&at| begins_here(at));
    let cited = starts.map(|at| text[at..].split(|c| !is_part(c)).next().unwrap_or_default().trim_end_matches('.'));
    let parts = cited.map(|cited| cited.split_once('#').map_or((cited, None), |(page, section)| (page, Some(section))));
    parts.filter(|(page, _)| page.ends_with(".md")).collect()
}

/// The anchors of a page: its headings, in the form that the hosts of repositories use in links.
fn anchors(page: &str) -> BTreeSet<String> {
    let mut seen = BTreeMap::new();
    let mut is_code = false;
    let mut anchors = BTreeSet::new();
    for line in page.lines() {
        is_code ^= line.starts_with("```");
        let title = line.trim_start_matches('#');
        if is_code || title == line || !title.starts_with(' ') {
            continue;
        }
        let kept = title.trim().to_lowercase();
        let kept = kept.chars().filter(|c| c.is_alphanumeric() || " _-".contains(*c));
        let anchor: String = kept.map(|c| if c == ' ' { '-' } else { c }).collect();
        let times = seen.entry(anchor.clone()).or_insert(0);
        anchors.insert(if *times == 0 { anchor } else { format!("{anchor}-{times}") });
        *times += 1;
    }
    anchors
}

/// The error in a citation of a page, if there is one.
fn fault(page: &str, section: Option<&str>) -> Option<String> {
    let Ok(text) = std::fs::read_to_string(sources::path(page)) else {
        return Some(format!("{page} does not exist"));
    };
    let section = section?;
    (!anchors(&text).contains(section)).then(|| format!("{page} has no section #{section}"))
}

#[test]
fn every_cited_section_exists() {
    let (mut faults, mut found) = (Vec::new(), 0);
    each_source(|file, text| {
        for (page, section) in citations(text) {
            found += 1;
            faults.extend(fault(page, section).map(|fault| format!("{file}: {fault}")));
        }
    });
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(found > 50, "only {found} citations were found");
}

#[test]
fn every_link_between_the_pages_about_appwrite_leads_to_a_section() {
    let mut faults = Vec::new();
    let mut pages = vec!["docs/reference/appwrite.md".to_owned()];
    each_file(&sources::path("docs/reference/appwrite"), &mut |file: &str, _: &str| pages.push(file.to_owned()));
    for page in &pages {
        let text = sources::read(page);
        let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target);
        for target in targets.filter(|target| !target.contains("://")) {
            let (path, section) = target.split_once('#').map_or((target, None), |(path, id)| (path, Some(id)));
            let folder = Path::new(page).parent().expect("a page is in a folder");
            let linked = if path.is_empty() { PathBuf::from(page) } else { folder.join(path) };
            faults.extend(fault(&linked.to_string_lossy(), section).map(|fault| format!("{page}: {fault}")));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_source_cites_a_document_outside_of_the_repository() {
    let mut faults = Vec::new();
    each_source(|file, text| {
        for (number, line) in (1..).zip(text.lines()) {
            let lower_case = line.to_lowercase();
            let vague = VAGUE.iter().filter(|words| lower_case.contains(**words));
            faults.extend(vague.map(|words| format!("{file}:{number}: \"{words}\"")));
        }
    });
    assert!(faults.is_empty(), "cite a section of docs/reference/appwrite instead:\n{}", faults.join("\n"));
}

#[test]
fn anchors_are_those_of_the_hosts_of_repositories() {
    let page = "# Models\n\n## Models of 0.15\n\n```\n# no heading\n```\n## One's `own`\n## Search\n### Search\n#tag\n";
    let expected = ["models", "models-of-015", "ones-own", "search", "search-1"];
    assert_eq!(anchors(page), BTreeSet::from(expected.map(str::to_owned)));
}

#[test]
fn citations_are_found_in_prose() {
    let text = "(source: docs/a/b.md#c-d). See docs/e.md. Not src/docs/f.md#g or docs/j.html#k.";
    assert_eq!(citations(text), [("docs/a/b.md", Some("c-d")), ("docs/e.md", None)]);
}
