//! Labels: words that servers give a user, to find the user and to decide what they are allowed to do.

use crate::Invalid;

/// The labels of a user: words of letters and digits, without repetition, in the order in which they were sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Labels(Vec<String>);

impl Labels {
    /// Most labels of a user (source: docs/reference/appwrite/users.md#labels).
    pub const MOST: usize = 1_000;
    /// Longest label, in characters (source: docs/reference/appwrite/users.md#labels).
    pub const MAX_CHARS: usize = 36;

    /// Parses labels that a caller sent. A repeated label counts once.
    ///
    /// # Errors
    /// [`Invalid::Labels`] when a label is empty, too long or has other characters, or when there are too many labels.
    pub fn parse(labels: Vec<String>) -> Result<Self, Invalid> {
        if labels.len() > Self::MOST || !labels.iter().all(|label| is_label(label)) {
            return Err(Invalid::Labels);
        }
        let mut seen = std::collections::BTreeSet::new();
        Ok(Self(labels.into_iter().filter(|label| seen.insert(label.clone())).collect()))
    }

    /// Wraps stored labels.
    #[must_use]
    pub fn from_stored(labels: Vec<String>) -> Self {
        Self(labels)
    }

    /// The labels.
    #[must_use]
    pub fn as_slice(&self) -> &[String] {
        &self.0
    }
}

/// Whether a text can be a label.
pub(crate) fn is_label(label: &str) -> bool {
    (1..=Labels::MAX_CHARS).contains(&label.len()) && label.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(labels: &[&str]) -> Result<Labels, Invalid> {
        Labels::parse(labels.iter().map(|&label| label.to_owned()).collect())
    }

    #[test]
    fn labels_keep_their_order_and_repeated_ones_count_once() {
        assert_eq!(parse(&["vip", "Admin", "vip", "a1"]).unwrap().as_slice(), ["vip", "Admin", "a1"]);
        assert_eq!(parse(&[]).unwrap(), Labels::default());
        assert_eq!(Labels::from_stored(vec!["vip".into()]), parse(&["vip"]).unwrap());
    }

    #[test]
    fn a_label_has_only_letters_and_digits() {
        for bad in ["", "a b", "a-b", "ä", "a:b", "a_b", &"a".repeat(37)] {
            assert_eq!(parse(&["ok", bad]), Err(Invalid::Labels), "{bad:?}");
        }
        assert!(parse(&[&"a".repeat(36)]).is_ok());
    }

    #[test]
    fn a_user_has_at_most_a_thousand_labels() {
        let labels = |count: usize| Labels::parse((0..count).map(|n| format!("l{n}")).collect());
        assert!(labels(1_000).is_ok());
        assert_eq!(labels(1_001), Err(Invalid::Labels));
    }
}
