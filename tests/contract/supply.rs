//! Dependencies are locked, releases describe themselves, and no file names a place that exists on one machine only.

use crate::sources::{in_manifest, path, read};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// The names of the files of a folder with this ending, without the ending.
fn stems(folder: &str, end: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(path(folder)).expect("a folder").map(|entry| entry.unwrap().file_name());
    entries.filter_map(|name| Some(name.into_string().ok()?.strip_suffix(end)?.to_owned())).collect()
}

/// The packages of a lock file, each with its version, markers and hashes.
fn locked(text: &str) -> BTreeMap<String, String> {
    let whole = text.replace("\\\n", " ");
    let lines = whole.lines().filter(|line| !line.trim_start().starts_with('#') && !line.trim().is_empty());
    let named = lines.filter_map(|line| line.split_once("==").map(|(name, rest)| (normal(name), rest.to_owned())));
    named.fold(BTreeMap::new(), |mut all, (name, rest)| {
        // A package can be listed twice, for different versions of Python.
        all.entry(name).or_insert_with(String::new).push_str(&rest);
        all
    })
}

/// PyPI accepts several spellings of a name; this is the normal one.
fn normal(name: &str) -> String {
    name.trim().to_lowercase().replace('_', "-")
}

#[test]
fn every_python_tool_is_locked_with_the_hashes_of_all_dependencies() {
    let folder = "tests/requirements";
    let wanted = stems(folder, ".in");
    assert_eq!(wanted, stems(folder, ".txt"));
    assert!(wanted.contains("build") && wanted.len() >= 7, "{wanted:?}");
    for set in wanted {
        let text = read(&format!("{folder}/{set}.txt"));
        let packages = locked(&text);
        for (package, entry) in &packages {
            assert!(entry.contains("--hash=sha256:"), "{set}.txt: {package} has no hash");
        }
        for line in read(&format!("{folder}/{set}.in")).lines().filter(|line| !line.starts_with('#')) {
            let (name, version) = line.split_once("==").unwrap_or_else(|| panic!("{set}.in: {line} has no version"));
            let entry =
                packages.get(&normal(name)).unwrap_or_else(|| panic!("{set}.txt lacks {name}: make requirements"));
            assert!(entry.starts_with(version), "{set}.txt has another {name} than {version}: make requirements");
        }
        assert!(!text.contains("://"), "{set}.txt contains the URL of a package");
    }
}

#[test]
fn nothing_is_installed_without_its_hash() {
    let script = read("scripts/install-tools");
    assert_eq!(script.matches("/bin/pip\" install").count(), script.matches("--require-hashes").count());
    assert!(script.contains("npm ci") && script.contains("--ignore-scripts"));
}

#[test]
fn every_crate_has_a_description() {
    for folder in stems("crates", "") {
        let manifest: toml::Table = read(&format!("crates/{folder}/Cargo.toml")).parse().expect("TOML");
        let package = &manifest["package"];
        let description = package.get("description").and_then(toml::Value::as_str).unwrap_or_default();
        assert!(description.len() > 20 && description.len() < 120, "{folder}: {description}");
        for shared in ["version", "license", "keywords", "categories"] {
            let is_shared = package.get(shared).and_then(|value| value.get("workspace")).is_some();
            assert!(is_shared, "{folder}: {shared} is not inherited from the workspace");
        }
    }
}

#[test]
fn the_changelog_has_sections_for_unreleased_changes_and_for_this_version() {
    let changelog = read("CHANGELOG.md");
    let version = in_manifest("workspace.package.version");
    let sections: Vec<&str> = changelog.lines().filter(|line| line.starts_with("## ")).collect();
    assert_eq!(sections[0], "## [Unreleased]");
    let this = format!("## [{}] – ", version.as_str().unwrap());
    assert!(sections.iter().any(|section| section.starts_with(&this)), "{this} is not in {sections:?}");
}

#[test]
fn the_fuzzers_cache_is_not_part_of_the_repository() {
    assert!(read(".gitignore").lines().any(|line| line == "/.schemathesis"));
    assert!(read("scripts/fuzz").contains("(cd \"$folder\" &&"), "schemathesis writes its cache where it runs");
}
