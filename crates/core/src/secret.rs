//! Secret texts.

use std::fmt;
use std::ops::Deref;
use zeroize::Zeroizing;

/// A secret text: wiped when dropped, and never printed.
#[derive(Clone)]
pub(crate) struct Secret(Zeroizing<String>);

impl Secret {
    /// Wraps a text. The caller must not keep a copy of it.
    pub(crate) fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The secret, cut to this number of bytes, which must end at a character.
    pub(crate) fn truncated(mut self, bytes: usize) -> Self {
        self.0.truncate(bytes);
        self
    }
}

impl Deref for Secret {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// Two dots: a type around a secret can derive its debug print.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("..")
    }
}
