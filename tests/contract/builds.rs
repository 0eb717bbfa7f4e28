//! The builds for Lambda and for the command lines: what they must contain, and what they must not contain.

use crate::sources::{in_manifest, path, read, root};
use std::collections::BTreeSet;
use std::process::Command;

/// The output of `cargo tree`.
fn tree(arguments: &[&str]) -> String {
    let cargo =
        Command::new(env!("CARGO")).arg("tree").args(arguments).current_dir(root()).output().expect("cargo runs");
    let (found, errors) = (String::from_utf8_lossy(&cargo.stdout), String::from_utf8_lossy(&cargo.stderr));
    assert!(cargo.status.success() || errors.contains("did not match any packages"), "cargo tree failed: {errors}");
    found.into_owned()
}

/// Whether a package is part of any build, except for tests.
fn is_linked(package: &str) -> bool {
    !tree(&["--workspace", "--edges", "normal", "--invert", package]).trim().is_empty()
}

/// Packages with their versions and features.
fn features(arguments: &[&str]) -> BTreeSet<String> {
    let format = ["--prefix", "none", "--format", "{p} {f}"];
    let lines = tree(&[&format[..], arguments].concat());
    // `cargo tree` marks packages that it has printed before.
    lines.lines().map(|line| line.trim_end_matches(" (*)").trim_end().to_owned()).collect()
}

#[test]
fn no_function_links_aws_lc() {
    for package in ["aws-lc-rs", "aws-lc-sys"] {
        assert!(
            !is_linked(package),
            "{package} is linked again: it costs 34 to 780 ms of a cold start (Cargo.toml, AWS)"
        );
    }
    assert!(is_linked("ring"), "this test must find a linked package");
}

/// An operator who revokes an API key needs no database and no web framework. Those belong to `roster-local`. `roster console`
/// serves its page with the HTTP library that calls DynamoDB.
#[test]
fn the_command_line_links_no_database_and_no_web_framework() {
    let linked = features(&["--package", "roster", "--edges", "normal"]);
    let features_of = |package: &str| linked.iter().find_map(|line| line.strip_prefix(&format!("{package} v")));
    for package in ["axum", "dynoxide-rs", "libsqlite3-sys", "rusqlite", "roster-local"] {
        assert_eq!(features_of(package), None, "{package}");
    }
    for package in ["hyper", "hyper-util"] {
        let features = features_of(package).expect("the SDK calls DynamoDB through it");
        assert!(features.contains("client"), "{package} {features}");
    }
}

/// The gateway is the server of the functions.
#[test]
fn no_function_links_an_http_server() {
    for function in ["users", "roster-console"] {
        let linked = features(&["--package", function, "--edges", "normal"]);
        let hyper =
            linked.iter().find_map(|line| line.strip_prefix("hyper v")).expect("it calls the runtime of Lambda");
        assert!(hyper.contains("client") && !hyper.contains("server"), "{function}: {hyper}");
    }
}

/// The page calls the API in the browser, so its function has no use for the SDK and the store.
#[test]
fn the_console_links_neither_the_sdk_nor_the_store() {
    let linked = features(&["--package", "roster-console", "--edges", "normal"]);
    for package in
        ["aws-sdk-dynamodb", "aws-config", "axum", "roster-api", "roster-core", "roster-store", "tokio-rustls"]
    {
        assert!(!linked.iter().any(|line| line.starts_with(&format!("{package} v"))), "{package}");
    }
}

/// The tests build binaries and tests from the whole workspace, so that one compiled AWS SDK serves both. That holds as long
/// as no test needs a feature that the rest of the workspace does not enable.
#[test]
fn tests_and_make_dev_compile_the_same_dependencies() {
    let built = features(&["--workspace", "--edges", "normal,build"]);
    let tested = features(&["--workspace", "--edges", "normal,build,dev"]);
    let changed: Vec<_> = built.difference(&tested).collect();
    assert!(changed.is_empty(), "tests need other features of {changed:?}");
}

/// `scripts/compile` compiles two dependencies first, by themselves: with the features that the whole workspace needs, or
/// they would be compiled twice.
#[test]
fn what_is_compiled_first_is_compiled_as_for_the_whole_workspace() {
    let first = ["--package", "dynoxide-rs", "--package", "aws-sdk-dynamodb"];
    assert!(read("scripts/compile").contains(&first.join(" ")));
    let whole = features(&["--workspace", "--edges", "normal,build"]);
    let alone = features(&[&first[..], &["--edges", "normal,build"]].concat());
    assert!(alone.iter().any(|package| package.starts_with("libsqlite3-sys v")), "{alone:?}");
    let other: Vec<_> = alone.difference(&whole).collect();
    assert!(other.is_empty(), "compiled first with other features: {other:?}");
}

/// `cargo test` uses the profile `test` for all that it compiles: what is compiled before it with another is compiled again.
#[test]
fn what_the_tests_build_has_their_profile() {
    assert!(read("scripts/test").contains(r#""scripts/compile", "test", "--workspace""#));
    let manifest = read("Cargo.toml");
    assert!(manifest.contains("[profile.test.package.aws-sdk-dynamodb]"), "the profile says what is optimised");
    for script in ["scripts/test", "scripts/fuzz", "scripts/engines", "scripts/rie", "scripts/faults", "scripts/bench"]
    {
        for line in read(script).lines().filter(|line| !line.trim_start().starts_with('#')) {
            let builds = line.contains("cargo build --") || line.contains("cargo run --");
            assert!(!builds || line.contains("--profile "), "{script}: {line}");
        }
    }
}

/// The script reads the names of the functions from a line of Cargo.toml.
#[test]
fn make_dev_builds_every_function() {
    let manifest = read("Cargo.toml");
    let lines = manifest.lines().filter_map(|line| line.strip_prefix("bin = [")?.strip_suffix(']'));
    let names: Vec<_> = lines.flat_map(|line| line.split(", ")).map(|name| name.trim_matches('"').into()).collect();
    assert_eq!(toml::Value::Array(names), in_manifest("workspace.metadata.lambda.build.bin"));
    assert!(read("scripts/dev").contains(r"sed -n 's/^bin = \[\(.*\)\]$/\1/p' Cargo.toml"));
}

/// The baseline must be built with the same features of the same crates as the functions that it is compared with, and
/// must never be deployed.
#[test]
fn the_baseline_is_built_with_the_functions_and_never_deployed() {
    let names = |path: &str| in_manifest(path).as_array().expect("a list").clone();
    assert!(names("workspace.default-members").contains(&"tests/bare".into()));
    assert!(!names("workspace.metadata.lambda.build.bin").contains(&"bare".into()));
}

#[test]
fn the_release_profile_is_optimised_for_cold_starts() {
    let expected = [
        ("lto", "fat".into()),
        ("codegen-units", 1.into()),
        ("strip", "symbols".into()),
        ("opt-level", toml::Value::from("s")),
        // cargo-lambda would set abort: a panic would end the function instead of returning 500.
        ("panic", "unwind".into()),
    ];
    for (key, value) in expected {
        assert_eq!(in_manifest(&format!("profile.release.{key}")), value, "{key}");
    }
}

#[test]
fn functions_that_hash_are_optimised_for_speed() {
    for package in ["users", "account", "argon2", "blake2"] {
        let level = in_manifest(&format!("profile.release.package.{package}.opt-level"));
        assert_eq!(level, toml::Value::from(3), "{package}");
    }
}

/// Cargo ignores the `strip` of the profile for packages with an optimisation level.
#[test]
fn binaries_with_their_own_optimisation_level_are_stripped_by_the_linker() {
    let overridden = in_manifest("profile.release.package");
    let packages = overridden.as_table().expect("a table").keys();
    let is_ours = |folder: &String| path(folder).join("Cargo.toml").exists();
    let ours: Vec<_> =
        packages.flat_map(|name| [format!("crates/{name}"), format!("tests/{name}")]).filter(is_ours).collect();
    assert!(ours.len() >= 3, "{ours:?}");
    for folder in ours {
        assert!(read(&format!("{folder}/build.rs")).contains("rustc-link-arg-bins=-Wl,--strip-all"), "{folder}");
    }
}
