//! The environment of what `roster local` starts.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::Path;

/// What cargo sets for the program that it runs. A cargo below that one would take some of it for a change of the build.
const OF_THE_OUTER_CARGO: [&str; 7] =
    ["CARGO_BIN_", "CARGO_CRATE_", "CARGO_MANIFEST_", "CARGO_PKG_", "CARGO_PRIMARY_", "DYLD_", "LD_LIBRARY_PATH"];

/// A whole environment: nothing is inherited beyond it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment(BTreeMap<OsString, OsString>);

impl Environment {
    /// Our own, without what an AWS account or a surrounding cargo put into it.
    pub fn inherited() -> Self {
        Self::without_surroundings(std::env::vars_os())
    }

    fn without_surroundings(variables: impl IntoIterator<Item = (OsString, OsString)>) -> Self {
        let is_foreign = |name: &OsStr| {
            let name = name.to_string_lossy();
            name == "CARGO"
                || name.starts_with("AWS_")
                || OF_THE_OUTER_CARGO.iter().any(|prefix| name.starts_with(prefix))
        };
        Self(variables.into_iter().filter(|(name, _)| !is_foreign(name)).collect())
    }

    /// With these variables as well.
    pub fn with<Value: Into<OsString>>(mut self, more: impl IntoIterator<Item = (&'static str, Value)>) -> Self {
        self.0.extend(more.into_iter().map(|(name, value)| (OsString::from(name), value.into())));
        self
    }

    /// With this variable, unless it is set already or the file that it would name does not exist.
    pub fn with_file(mut self, name: &'static str, path: &Path) -> Self {
        if path.exists() {
            self.0.entry(OsString::from(name)).or_insert_with(|| path.into());
        }
        self
    }

    /// All of it.
    pub fn variables(&self) -> impl Iterator<Item = (&OsString, &OsString)> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_and_outer_builds_stay_outside() {
        let outer = [
            ("PATH", "/bin"),
            ("CARGO_HOME", "/c"),
            ("CARGO_TARGET_DIR", "/t"),
            ("ROSTER_LOG_LEVEL", "debug"),
            ("AWS_PROFILE", "work"),
            ("AWS_SESSION_TOKEN", "t"),
            ("CARGO", "/c/cargo"),
            ("CARGO_MANIFEST_DIR", "/m"),
            ("CARGO_PKG_NAME", "roster"),
        ];
        let environment = Environment::without_surroundings(outer.map(|(name, value)| (name.into(), value.into())));
        let names: Vec<_> = environment.with([("ROSTER_TABLE", "t")]).0.into_keys().collect();
        assert_eq!(names, ["CARGO_HOME", "CARGO_TARGET_DIR", "PATH", "ROSTER_LOG_LEVEL", "ROSTER_TABLE"]);
    }

    #[test]
    fn a_file_is_named_when_it_exists_and_nothing_else_was_chosen() {
        let empty = || Environment(BTreeMap::new());
        let here = std::env::current_exe().unwrap();
        assert_eq!(empty().with_file("DB", Path::new("/no/such/file")), empty());
        assert_eq!(empty().with_file("DB", &here), empty().with([("DB", &here)]));
        let chosen = || empty().with([("DB", "mine")]);
        assert_eq!(chosen().with_file("DB", &here), chosen());
    }
}
