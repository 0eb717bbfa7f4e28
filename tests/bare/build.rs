//! Cargo forgets the `strip` of a profile for a package that has an optimisation level of its own in it, so the
//! linker gets the option: the symbols are 1.7 MB (`make size`).
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a build script reads variables and prints directives"
)]

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo::rustc-link-arg-bins=-Wl,--strip-all");
    }
}
