//! Hashes that we make.

use super::*;

const CHEAP: HashCost = HashCost { memory_kib: 64, iterations: 1 };

#[test]
fn a_hash_matches_only_its_password() {
    let password = Password::parse(HORSE).unwrap();
    let hash = CHEAP.hash(&password, [7; 16]).unwrap();
    assert!(hash.as_str().starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
    is_of(Ok(hash), HORSE);
}

#[test]
fn a_hash_depends_on_its_salt() {
    let password = Password::parse(HORSE).unwrap();
    assert_ne!(CHEAP.hash(&password, [1; 16]).unwrap(), CHEAP.hash(&password, [2; 16]).unwrap());
}

#[test]
fn a_decoy_costs_the_same_and_matches_nothing() {
    let decoy = CHEAP.decoy();
    assert_eq!(decoy.cost(), Some(CHEAP));
    assert!(!decoy.matches(&Password::parse(HORSE).unwrap()).unwrap());
}

#[test]
fn only_a_hash_of_our_kind_and_cost_is_current() {
    let password = Password::parse(HORSE).unwrap();
    assert!(CHEAP.hash(&password, [1; 16]).unwrap().is_current(CHEAP));
    assert!(!CHEAP.hash(&password, [1; 16]).unwrap().is_current(HashCost::default()));
    let salt_and_hash = "c29tZXNhbHRzb21lc2FsdA$f5Wi/jsRmH5xdwOinq2L3+sADy2cqExCg0Pnn4lBxe4";
    for other in ["$argon2i$v=19$m=64,t=1,p=1$", "$argon2id$v=16$m=64,t=1,p=1$", "$argon2id$v=19$m=64,t=1,p=2$"] {
        let other = PasswordHash::argon2(&format!("{other}{salt_and_hash}")).unwrap();
        assert!(!other.is_current(CHEAP), "{}", other.as_str());
    }
    assert!(!PasswordHash::md5(&"0".repeat(32)).unwrap().is_current(CHEAP));
}

#[test]
fn a_malformed_stored_hash_is_an_error_and_no_panic() {
    let broken = PasswordHash::from_stored("$md5$xyz".to_owned());
    assert!(matches!(broken.matches(&Password::parse(HORSE).unwrap()), Err(Error::Internal(_))));
    assert_eq!(broken.shown().options, "{}");
}

#[test]
fn a_debug_print_shows_no_hash() {
    let hash = PasswordHash::scrypt_modified(&firebase(8, 14).unwrap(), FIREBASE).unwrap();
    let printed = format!("{hash:?} {:?} {:?}", hash.shown(), firebase(8, 14));
    assert_eq!(printed, "PasswordHash(..) ShownHash(scryptMod, ..) Ok(FirebaseKeys(..))");
}
