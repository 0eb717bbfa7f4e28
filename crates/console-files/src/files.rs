//! Where the files are: in a folder, or in the program itself.

use crate::Encoding;
use bytes::Bytes;
use std::path::{Path, PathBuf};

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The files of a build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Files {
    /// In this folder. They are read at each request, so a new build is shown without a new start.
    Folder(PathBuf),
    /// In the program.
    Embedded,
}

impl Files {
    /// The folder into which `scripts/console build` writes, from the root of the sources.
    #[must_use]
    pub fn of_sources(root: &Path) -> Self {
        Self::Folder(root.join("console/dist"))
    }

    /// The files that belong to this program: those in it, or for a program that is not optimised those in the folder of
    /// its sources. `None` if there was no build when it was compiled.
    #[must_use]
    pub fn of_program() -> Option<Self> {
        Some(own()).filter(Self::are_built)
    }

    /// Whether there is a build.
    #[must_use]
    pub fn are_built(&self) -> bool {
        self.read(crate::PAGE, Encoding::Identity).is_some()
    }

    /// The content of a file in an encoding; `None` if the build does not have it. The caller must have checked the name.
    pub(crate) fn read(&self, name: &str, encoding: Encoding) -> Option<Bytes> {
        let name = format!("{name}{}", encoding.suffix());
        match self {
            Self::Folder(folder) => std::fs::read(folder.join(name)).ok().map(Bytes::from),
            Self::Embedded => embedded(&name),
        }
    }
}

#[cfg(not(embedded))]
fn own() -> Files {
    Files::of_sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
}

/// Without a name of the folder, so that a release does not depend on where it was compiled.
#[cfg(embedded)]
fn own() -> Files {
    Files::Embedded
}

fn embedded(name: &str) -> Option<Bytes> {
    EMBEDDED.iter().find(|(held, _)| *held == name).map(|(_, content)| Bytes::from_static(content))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Only what the build script has found is in a program: all of it in an optimised one, nothing in others.
    #[test]
    fn a_program_holds_its_files_in_every_encoding_or_none() {
        let has = |name: &str, encoding| Files::Embedded.read(name, encoding).is_some();
        assert_eq!(cfg!(embedded), !EMBEDDED.is_empty());
        for (name, content) in EMBEDDED {
            assert!(!content.is_empty(), "{name}");
            let plain = name.trim_end_matches(".gz").trim_end_matches(".br");
            assert!(crate::Kind::of(plain).is_some(), "{name}");
            // The page is never sent compressed.
            let compressed = [Encoding::Gzip, Encoding::Brotli].map(|encoding| has(plain, encoding));
            assert_eq!((has(plain, Encoding::Identity), compressed), (true, [plain != crate::PAGE; 2]), "{name}");
        }
        assert!(!has("package.json", Encoding::Identity));
    }

    #[test]
    fn a_folder_without_a_build_has_no_file() {
        let files = Files::of_sources(Path::new("/no/such/folder"));
        assert_eq!(files.read(crate::PAGE, Encoding::Identity), None);
    }
}
