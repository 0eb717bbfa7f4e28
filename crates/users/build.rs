//! Cargo ignores the `strip` of a profile for a package with an optimisation level of its own, so the linker strips the symbols:
//! 1.7 MB (`make size`).
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "this is how a build script hears and speaks")]

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo::rustc-link-arg-bins=-Wl,--strip-all");
    }
}
