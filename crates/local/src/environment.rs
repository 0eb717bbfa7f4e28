//! The environment of the programs that `roster-local` starts.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::Path;

/// Variables that cargo sets for a program that it runs. A nested cargo would take some of them for a change of the build, and
/// compile everything again.
const OF_THE_OUTER_CARGO: [&str; 7] =
    ["CARGO_BIN_", "CARGO_CRATE_", "CARGO_MANIFEST_", "CARGO_PKG_", "CARGO_PRIMARY_", "DYLD_", "LD_LIBRARY_PATH"];

/// A complete environment: no other variable is inherited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment(BTreeMap<OsString, OsString>);

impl Environment {
    /// That of this process, without the variables of an AWS account or of an outer cargo.
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

    /// Adds these variables.
    pub fn with<Value: Into<OsString>>(mut self, more: impl IntoIterator<Item = (&'static str, Value)>) -> Self {
        self.0.extend(more.into_iter().map(|(name, value)| (OsString::from(name), value.into())));
        self
    }

    /// Adds this variable with the path of a file, unless it is set already or the file does not exist.
    pub fn with_file(mut self, name: &'static str, path: &Path) -> Self {
        if path.exists() {
            self.0.entry(OsString::from(name)).or_insert_with(|| path.into());
        }
        self
    }

    /// All variables.
    pub fn variables(&self) -> impl Iterator<Item = (&OsString, &OsString)> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_of_accounts_and_of_an_outer_cargo_are_not_inherited() {
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
    fn a_file_is_passed_on_when_it_exists_and_no_other_was_chosen() {
        let empty = || Environment(BTreeMap::new());
        let here = std::env::current_exe().unwrap();
        assert_eq!(empty().with_file("DB", Path::new("/no/such/file")), empty());
        assert_eq!(empty().with_file("DB", &here), empty().with([("DB", &here)]));
        let chosen = || empty().with([("DB", "mine")]);
        assert_eq!(chosen().with_file("DB", &here), chosen());
    }
}
