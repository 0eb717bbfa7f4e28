//! Puts the built console into optimised programs: a list of names and contents, which `src/files.rs` includes.
//!
//! Other programs read the folder instead, so that a new build of the page needs no compiler. Without a build, the list is empty:
//! Rust alone must be enough to compile everything else.

#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "this is how a build script hears and speaks")]

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let variable = |name: &str| env::var(name).map_err(io::Error::other);
    let mut list = Vec::new();
    println!("cargo::rustc-check-cfg=cfg(embedded)");
    // Cargo does not say whether there are debug assertions; this is `release` for every profile that inherits it.
    if variable("PROFILE")? == "release" {
        println!("cargo::rustc-cfg=embedded");
        let folder = Path::new(&variable("CARGO_MANIFEST_DIR")?).join("../../console/dist");
        println!("cargo::rerun-if-changed={}", folder.display());
        list = built(&folder)?;
    }
    println!("cargo::rerun-if-changed=build.rs");
    let entries: Vec<String> =
        list.iter().map(|(name, path)| format!("    ({name:?}, include_bytes!({path:?})),\n")).collect();
    let code = format!("const EMBEDDED: &[(&str, &[u8])] = &[\n{}];\n", entries.concat());
    fs::write(Path::new(&variable("OUT_DIR")?).join("embedded.rs"), code)
}

/// The names and the paths of the files, in the order of their names, so that the same files make the same program.
fn built(folder: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(Vec::new()) };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path().canonicalize()?;
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        // A file that is still being written begins with a dot.
        if name == "index.html" || name.starts_with("console.") {
            files.push((name, path));
        }
    }
    files.sort();
    Ok(files)
}
