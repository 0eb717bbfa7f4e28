//! The names of countries by language, one small file each.

use std::collections::HashMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tracing::warn;

/// The names of one language by ISO code.
type Table = HashMap<String, String>;

/// A folder of `<language>.json`, each read when a caller first asks for it.
#[derive(Debug, Default)]
pub(crate) struct Names {
    folder: Option<PathBuf>,
    read: Mutex<HashMap<String, Arc<Table>>>,
}

impl Names {
    /// The folder `country-names` that lies beside a database.
    pub fn beside(database: &Path) -> Names {
        Names { folder: Some(database.with_file_name("country-names")), read: Mutex::default() }
    }

    /// The name of a country in a language, which must come from [`languages`].
    pub fn name(&self, code: &str, language: &str) -> Option<String> {
        self.table(language)?.get(&code.to_ascii_uppercase()).cloned()
    }

    fn table(&self, language: &str) -> Option<Arc<Table>> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(table) = read.get(language) {
            return Some(Arc::clone(table));
        }
        // A missing file is not remembered: memory is bounded by the files that exist, not by what callers ask for.
        let table = Arc::new(load(&self.folder.as_ref()?.join(format!("{language}.json")))?);
        read.insert(language.to_owned(), Arc::clone(&table));
        Some(table)
    }
}

fn load(path: &Path) -> Option<Table> {
    let text = match fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return None,
        Err(error) => return unreadable(path, &error),
    };
    serde_json::from_slice(&text).map_or_else(|error| unreadable(path, &error), Some)
}

/// A broken file counts as an empty one, so that the log has one warning.
fn unreadable(path: &Path, error: &dyn std::fmt::Display) -> Option<Table> {
    warn!(path = %path.display(), %error, "the names of countries cannot be read");
    Some(Table::new())
}

/// The languages to try for a locale, the best one first: `pt-br`, `pt`, `en`.
///
/// A locale comes from a header and becomes the name of a file: text that is not in the form of one is ignored.
pub(crate) fn languages(locale: &str) -> impl Iterator<Item = String> {
    let locale = locale.replace('_', "-").to_ascii_lowercase();
    let base = locale.split('-').next().unwrap_or_default().to_owned();
    let wanted = is_locale(&locale).then_some([locale, base]);
    wanted.into_iter().flatten().chain(["en".to_owned()])
}

fn is_locale(locale: &str) -> bool {
    let (language, region) = locale.split_once('-').unwrap_or((locale, "xx"));
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (2..=3).contains(&language.len()) && (2..=4).contains(&region.len()) && plain(language) && plain(region)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(locale: &str) -> Vec<String> {
        languages(locale).collect()
    }

    #[test]
    fn a_locale_falls_back_to_its_language_and_then_to_english() {
        assert_eq!(tried("pt-BR"), ["pt-br", "pt", "en"]);
        assert_eq!(tried("zh_TW"), ["zh-tw", "zh", "en"]);
        assert_eq!(tried("de"), ["de", "de", "en"]);
    }

    #[test]
    fn an_invalid_locale_never_becomes_the_name_of_a_file() {
        for locale in ["", "x", "../../etc/passwd", "de/..", "d.", "de-", "de-../x", "\0\0", "日本", "english"] {
            assert_eq!(tried(locale), ["en"], "{locale:?}");
        }
    }
}
