//! Cargo forgets the `strip` of a profile for a package that has an optimisation level of its own in it, so the linker is told:
//! it is 1.7 MB of symbols (`make size`).
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "this is how a build script hears and speaks")]

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo::rustc-link-arg-bins=-s");
    }
}
