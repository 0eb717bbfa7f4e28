//! Hashes of every scheme, in plain files: those of the unit tests, with the software that made them, and of `hashes.tsv`.

use super::{Move, Person};
use crate::report::Outcome;
use crate::tools::root;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Where the unit tests have their hashes.
const VECTORS: &str = "crates/core/src/hash/tests/vectors_foreign.rs";
/// Further hashes: software, `--hash`, text, salt, password. Made by Python's hashlib and hmac where no software is named; those of
/// others, and the example of Firebase, are from `crates/core/src/hash/tests/vectors.rs`.
const MORE: &str = include_str!("data/hashes.tsv");
/// Longer passwords are for the unit tests, unless a software has no other.
const USUAL: usize = 72;

/// A hash of a scheme.
struct Vector {
    software: String,
    /// The scheme for `--hash`; empty if the text names it.
    scheme: String,
    text: String,
    salt: String,
    password: String,
}

/// A move for each software and each `--hash`. The files are written into the folder.
pub fn all(folder: &Path) -> Outcome<Vec<Move>> {
    let mut groups: BTreeMap<(String, String), Vec<Vector>> = BTreeMap::new();
    for vector in of_the_unit_tests()?.into_iter().chain(of_the_list()?) {
        groups.entry((vector.software.clone(), vector.scheme.clone())).or_default().push(vector);
    }
    let groups = groups.into_iter().enumerate();
    groups
        .map(|(number, (of, vectors))| moving(&folder.join(format!("hashes-{number}.ndjson")), of, &vectors))
        .collect()
}

fn moving(file: &Path, (software, scheme): (String, String), vectors: &[Vector]) -> Outcome<Move> {
    let (mut lines, mut people) = (String::new(), Vec::new());
    for (number, Vector { text, salt, password, .. }) in vectors.iter().enumerate() {
        let email = format!("user{number}@example.com");
        let salt = if salt.is_empty() { None } else { Some(salt) };
        lines += &format!("{}\n", json!({ "email": email, "password": text, "salt": salt }));
        people.push(Person { email, password: password.clone(), is_blocked: false });
    }
    fs::write(file, lines).map_err(|cause| format!("{}: {cause}", file.display()))?;
    let mut options = vec!["--format".to_owned(), "table".to_owned()];
    let detail = if scheme.is_empty() { "by their text".to_owned() } else { format!("`--hash {scheme}`") };
    options.extend((!scheme.is_empty()).then(|| ["--hash".to_owned(), scheme]).into_iter().flatten());
    let (files, users) = (vec![file.to_owned()], people.len() as u64);
    let (source, variant) = ("`table`".to_owned(), format!("hashes of {software}"));
    let (detail, export) = (Some(detail), "appwrite");
    Ok(Move { source, variant, detail, files, options, code: 0, export, rows: users, users, people })
}

/// The list of the unit tests: tuples of texts, under comments that name the software. Their texts have no escapes that JSON lacks.
fn of_the_unit_tests() -> Outcome<Vec<Vector>> {
    let text = fs::read_to_string(root().join(VECTORS)).map_err(|cause| format!("{VECTORS}: {cause}"))?;
    let (mut software, mut vectors) = (String::new(), Vec::new());
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("    // ") {
            name.trim_end_matches('.').clone_into(&mut software);
        } else if let Some(tuple) = line.strip_prefix("    (\"").and_then(|line| line.strip_suffix("\"),")) {
            let tuple = format!("[\"{tuple}\"]");
            let [scheme, text, password]: [String; 3] =
                serde_json::from_str(&tuple).map_err(|cause| format!("{VECTORS}: {tuple}: {cause}"))?;
            vectors.push(Vector { software: software.clone(), scheme, text, salt: String::new(), password });
        }
    }
    let usual = |vector: &Vector| vector.password.len() < USUAL;
    let with_usual: BTreeSet<String> =
        vectors.iter().filter(|one| usual(one)).map(|one| one.software.clone()).collect();
    vectors.retain(|vector| usual(vector) || !with_usual.contains(&vector.software));
    if vectors.is_empty() { Err(format!("{VECTORS} has no hashes")) } else { Ok(vectors) }
}

fn of_the_list() -> Outcome<Vec<Vector>> {
    let rows = MORE.lines().skip(1).map(|line| {
        let cells: Vec<String> = line.split('\t').map(str::to_owned).collect();
        let cells: [String; 5] = cells.try_into().map_err(|_| format!("hashes.tsv: {line}"))?;
        let [software, scheme, text, salt, password] = cells;
        Ok(Vector { software, scheme, text, salt, password })
    });
    rows.collect()
}
