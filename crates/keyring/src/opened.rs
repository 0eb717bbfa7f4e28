//! Decrypted secrets.

use std::fmt;
use std::ops::Deref;
use zeroize::Zeroizing;

/// A decrypted secret: wiped when dropped, and never printed.
pub struct Opened(pub(crate) Zeroizing<Vec<u8>>);

impl Deref for Opened {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Opened(..)")
    }
}
