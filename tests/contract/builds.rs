//! What is built for Lambda, and what must never be in it.

use crate::sources::{in_manifest, path, read, root};
use std::process::Command;

/// Whether a package is part of anything that is built, tests apart.
fn is_linked(package: &str) -> bool {
    let cargo = Command::new(env!("CARGO"))
        .args(["tree", "--workspace", "--edges", "normal", "--invert", package])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    let (found, said) = (String::from_utf8_lossy(&cargo.stdout), String::from_utf8_lossy(&cargo.stderr));
    let unknown = said.contains("did not match any packages");
    assert!(cargo.status.success() || unknown, "cargo tree failed: {said}");
    !found.trim().is_empty()
}

#[test]
fn no_function_carries_aws_lc() {
    for package in ["aws-lc-rs", "aws-lc-sys"] {
        assert!(!is_linked(package), "{package} is back: it costs 34 to 780 ms of a cold start (Cargo.toml, AWS)");
    }
    assert!(is_linked("ring"), "this test finds what is there");
}

/// The yardstick must be built with the same features of the same crates as what it is held against, and must never ship.
#[test]
fn the_yardstick_is_built_beside_the_functions_and_is_none() {
    let names = |path: &str| in_manifest(path).as_array().expect("a list").clone();
    assert!(names("workspace.default-members").contains(&"tests/bare".into()));
    assert!(!names("workspace.metadata.lambda.build.bin").contains(&"bare".into()));
}

#[test]
fn the_release_profile_is_made_for_cold_starts() {
    let expected = [
        ("lto", "fat".into()),
        ("codegen-units", 1.into()),
        ("strip", "symbols".into()),
        ("opt-level", toml::Value::from("s")),
        // cargo-lambda would make it abort: a panic would end the function instead of answering 500.
        ("panic", "unwind".into()),
    ];
    for (key, value) in expected {
        assert_eq!(in_manifest(&format!("profile.release.{key}")), value, "{key}");
    }
}

#[test]
fn who_hashes_is_built_for_speed() {
    for package in ["users", "account", "argon2", "blake2"] {
        let level = in_manifest(&format!("profile.release.package.{package}.opt-level"));
        assert_eq!(level, toml::Value::from(3), "{package}");
    }
}

/// Cargo forgets the `strip` of the profile for them.
#[test]
fn binaries_with_a_level_of_their_own_are_stripped_by_the_linker() {
    let overridden = in_manifest("profile.release.package");
    let packages = overridden.as_table().expect("a table").keys();
    let is_ours = |folder: &String| path(folder).join("Cargo.toml").exists();
    let ours: Vec<_> =
        packages.flat_map(|name| [format!("crates/{name}"), format!("tests/{name}")]).filter(is_ours).collect();
    assert!(ours.len() >= 3, "{ours:?}");
    for folder in ours {
        assert!(read(&format!("{folder}/build.rs")).contains("rustc-link-arg-bins=-s"), "{folder}");
    }
}
