//! Bounds on the cost of comparing a password with an imported hash.
//!
//! Memory: 256 MiB, half of the smallest memory that the deployment gives to functions that hash; a function serves one
//! request at a time. Time: one to two seconds of one vCPU for the most expensive hash that is accepted (measured:
//! Argon2 1.5 s, bcrypt 2.1 s, scrypt 0.7 s, PBKDF2 0.9 s; computed from the speed of the digests, for the longest
//! passwords: phpass 0.6 s, Drupal 0.5 s, crypt 1.8 s, digests 1.3 s). A user takes that time once, because the
//! first sign-in replaces the hash by one of ours, which takes 17 ms. Every default that is in use fits (Appwrite: 64
//! MiB and 4 passes; libsodium's "moderate": 256 MiB and 3; OWASP's scrypt: 128 MiB; bcrypt of cost 12; Keycloak:
//! 210,000 rounds).

/// Most memory of Argon2, in KiB.
pub(super) const ARGON2_MEMORY_KIB: u32 = 262_144;
/// Most memory times passes of Argon2, in KiB.
pub(super) const ARGON2_WORK_KIB: u64 = 1_048_576;
/// Most lanes of Argon2 and scrypt.
pub(super) const LANES: u32 = 16;
/// Highest cost of bcrypt; each step doubles the work. 15 takes two seconds, and examples of other software use it.
pub(super) const BCRYPT_COST: u32 = 15;
/// Most rounds of phpass, as a power of two: as many as Python's passlib makes.
pub(super) const PHPASS_LOG2: u32 = 19;
/// Most rounds of Drupal's form of phpass, as a power of two. Drupal makes 2^15 or 2^16.
pub(super) const DRUPAL_LOG2: u32 = 18;
/// Most rounds of a digest.
pub(super) const DIGEST_ROUNDS: u32 = 131_072;
/// The rounds of crypt(3) with MD5.
pub(super) const MD5_CRYPT_ROUNDS: u32 = 1_000;
/// Most rounds of crypt(3) with SHA: as many as Python's passlib makes.
pub(super) const SHA_CRYPT_ROUNDS: u32 = 656_000;
/// Most memory of scrypt over all lanes, in bytes (128 N r p).
pub(super) const SCRYPT_BYTES: u64 = 268_435_456;
/// Largest N of scrypt: it bounds the time for the smallest blocks.
pub(super) const SCRYPT_CPU: u64 = 1 << 20;
/// Largest block of scrypt (r).
pub(super) const SCRYPT_BLOCK: u32 = 64;
/// Most rounds of PBKDF2, times the blocks that the length of the hash needs.
pub(super) const PBKDF2_ROUNDS: u64 = 2_000_000;
/// Longest password that is compared with a hash of Drupal or of crypt(3), in bytes: Drupal hashes no longer one, and
/// libxcrypt none of more than 511 (source: Drupal 7, password.inc; libxcrypt, CRYPT_MAX_PASSPHRASE_SIZE).
pub(super) const LONGEST_CRYPT_PASSWORD: usize = 512;
/// Shortest hash, in bytes: a shorter one matches many passwords.
pub(super) const SHORTEST_HASH: usize = 12;
/// Longest hash, in bytes: as hex it fills the 256 characters of a parameter.
pub(super) const LONGEST_HASH: usize = 128;
/// Longest salt, in bytes.
pub(super) const LONGEST_SALT: usize = 512;
