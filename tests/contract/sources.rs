//! The files of the repository that contains the tests.

use std::path::{Path, PathBuf};

/// The root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests are in the repository")
}

/// A file by its path from the root.
pub fn path(name: &str) -> PathBuf {
    root().join(name)
}

/// The text of a file.
pub fn read(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap_or_else(|cause| panic!("{name} cannot be read: {cause}"))
}

/// The root's Cargo.toml.
pub fn manifest() -> toml::Table {
    read("Cargo.toml").parse().expect("Cargo.toml is TOML")
}

/// The values of a dotted path in the manifest.
pub fn in_manifest(path: &str) -> toml::Value {
    let start = toml::Value::Table(manifest());
    path.split('.').fold(start, |value, name| {
        value.get(name).unwrap_or_else(|| panic!("Cargo.toml has no {path}: {name} is missing")).clone()
    })
}
