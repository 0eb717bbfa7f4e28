//! Hashes that other software makes now, of passwords that are new in every run. The programs in `tests/hashes` make them with
//! packages of a fixed version: `scripts/install-tools hashes`. Those of PHP are made where PHP is installed.
//!
//! `cargo test -p roster-core --test hashes`
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test")]

use roster_core::{Invalid, Password, PasswordHash};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let python = root.join(".tools/hashes/bin/python");
    let (mut passed, mut failed) = (0, 0);
    for (program, script) in
        [(python, "make.py"), (PathBuf::from("node"), "make.mjs"), (PathBuf::from("php"), "make.php")]
    {
        let script = root.join("tests/hashes").join(script);
        let made = match Command::new(&program).arg(&script).output() {
            Err(_) if program.ends_with("php") => {
                println!("there is no PHP: its hashes are left out");
                continue;
            }
            Err(cause) => {
                println!(
                    "FAILED {}: {cause}: scripts/install-tools hashes installs what is missing",
                    program.display()
                );
                failed += 1;
                continue;
            }
            Ok(made) => made,
        };
        if !made.status.success() {
            println!("FAILED {}: {}", script.display(), String::from_utf8_lossy(&made.stderr));
            failed += 1;
        }
        for line in String::from_utf8(made.stdout).unwrap().lines() {
            match check(line) {
                Ok(()) => passed += 1,
                Err(reason) => {
                    println!("FAILED {reason}: {line}");
                    failed += 1;
                }
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 && passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Checks one hash: it is accepted, it is of its password and of no other, and so is the stored text of it.
fn check(line: &str) -> Result<(), String> {
    let made: Value = serde_json::from_str(line).map_err(|cause| cause.to_string())?;
    let of = |name: &str| made[name].as_str().ok_or_else(|| format!("no {name}"));
    let (password, other) = (of("password")?, format!("X{}", of("password")?));
    let hash = read(of("read_as")?, of("hash")?).map_err(|reason| format!("rejected, {reason}"))?;
    for hash in [PasswordHash::from_stored(hash.as_str().to_owned()), hash] {
        let matches = |text: &str| {
            let candidate = Password::parse_candidate(text).map_err(|reason| reason.to_string())?;
            hash.matches(&candidate).map_err(|cause| cause.to_string())
        };
        if !matches(password)? {
            return Err(format!("the password does not match {}", hash.as_str()));
        }
        if matches(&other)? {
            return Err(format!("another password matches {}", hash.as_str()));
        }
    }
    Ok(())
}

fn read(read_as: &str, text: &str) -> Result<PasswordHash, Invalid> {
    match read_as {
        "" => PasswordHash::recognise(text).unwrap_or(Err(Invalid::Hash("a text that names its scheme"))),
        "aspnet" => PasswordHash::aspnet(text),
        "better-auth" => PasswordHash::better_auth(text),
        "django" => PasswordHash::django(text),
        "lucia" => PasswordHash::lucia(text),
        "werkzeug" => PasswordHash::werkzeug(text),
        _ => Err(Invalid::Hash("a hash of known software")),
    }
}
