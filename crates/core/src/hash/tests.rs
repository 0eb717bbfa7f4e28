//! Hashes of other software, hashes that we make, and hashes at their bounds.

mod bounds;
mod foreign;
mod ours;
mod shown;
mod vectors;
mod vectors_foreign;

use super::*;

const HORSE: &str = "correct horse";
const FOREIGN: &str = "pässwörd ☃ 日本語";
const SIGNER_KEY: &str = "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==";
const FIREBASE: &str = "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==";

fn long() -> String {
    "x".repeat(100)
}

/// Checks that the hash matches this password and no other, also after it was stored.
#[track_caller]
fn is_of(hash: Result<PasswordHash, Invalid>, password: &str) {
    let hash = hash.unwrap();
    for hash in [PasswordHash::from_stored(hash.as_str().to_owned()), hash] {
        assert!(hash.matches(&Password::parse_candidate(password).unwrap()).unwrap(), "{}", hash.as_str());
        let other = Password::parse_candidate(&format!("X{password}")).unwrap();
        assert!(!hash.matches(&other).unwrap(), "{}", hash.as_str());
    }
}

#[track_caller]
fn is_rejected(hash: Result<PasswordHash, Invalid>) {
    assert!(matches!(hash, Err(Invalid::Hash(_))), "{:?}", hash.map(|hash| hash.as_str().to_owned()));
}

fn firebase(rounds: u32, mem_cost: u32) -> Result<FirebaseKeys, Invalid> {
    FirebaseKeys::new("42xEC+ixf3L2lw==", "Bw==", SIGNER_KEY)?.with_cost(rounds, mem_cost)
}

fn pbkdf2(digest: &str, iterations: u32, hash: &str) -> Result<PasswordHash, Invalid> {
    let digest = Pbkdf2Digest::of(digest).unwrap();
    let salt = "MDEyMzQ1Njc4OWFiY2RlZg==".to_owned();
    PasswordHash::pbkdf2(&Pbkdf2 { digest, iterations, salt, hash: hash.to_owned() })
}

/// A digest of a known length that no password has.
fn digest(name: &str, rounds: DigestRounds) -> Result<PasswordHash, Invalid> {
    let algorithm = DigestAlgorithm::of(name).unwrap();
    let (before, after, hash) = (vec![1; 100], vec![2; 100], vec![0; algorithm.bytes()]);
    PasswordHash::salted_digest(SaltedDigest { algorithm, key: None, before, after, rounds, hash })
}

fn scrypt(
    (cpu, memory, parallel, length): (u32, u32, u32, u32),
    salt: &str,
    hash: &str,
) -> Result<PasswordHash, Invalid> {
    PasswordHash::scrypt(ScryptCost::new(cpu, memory, parallel, length)?, salt, hash)
}
