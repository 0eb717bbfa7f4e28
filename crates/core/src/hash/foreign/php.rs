//! WordPress since 6.8, and Drupal.

use super::Read;
use crate::hash::{DigestAlgorithm, PasswordHash, Preparation, ShaVersion};

/// `$wp$2y$10$…`: bcrypt over the base64 of an HMAC (source: WordPress 6.8, wp-includes/pluggable.php,
/// `wp_hash_password`, and `wp_check_password`, which cuts off `$wp`).
pub(super) fn read(text: &str) -> Option<Read> {
    if let Some(bcrypt) = text.strip_prefix("$wp").filter(|rest| rest.starts_with("$2")) {
        let hmac = Preparation::Base64(DigestAlgorithm::Sha(ShaVersion::Sha384), Some(b"wp-sha384".to_vec()));
        return Some(PasswordHash::bcrypt(bcrypt).and_then(|hash| hash.prepared(&[Preparation::Trim, hmac])));
    }
    ["$S$", "U$"].iter().any(|tag| text.starts_with(tag)).then(|| PasswordHash::drupal(text))
}
