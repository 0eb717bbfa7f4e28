//! Hashes that are too expensive, and texts that are not hashes.

use super::*;

const SALT_AND_HASH: &str = "c2FsdHNhbHRzYWx0c2FsdA$dQhHlc/935EQ9CwIRGPVazYKwyvsACGCtS1mm1ooTEE";

#[test]
fn argon2_is_bounded_in_memory_in_work_and_in_lanes() {
    let of = |costs: &str| PasswordHash::argon2(&format!("$argon2id$v=19${costs}${SALT_AND_HASH}"));
    for good in ["m=262144,t=4,p=1", "m=65536,t=16,p=16", "m=8,t=131072,p=1"] {
        assert!(of(good).is_ok(), "{good}");
    }
    for bad in ["m=262145,t=1,p=1", "m=262144,t=5,p=1", "m=65536,t=17,p=1", "m=8,t=131073,p=1", "m=65536,t=1,p=17"] {
        is_rejected(of(bad));
    }
    for bad in ["m=4294967295,t=1,p=1", "m=4294967296,t=1,p=1", "m=8,t=4294967295,p=1", "m=0,t=1,p=1", "m=8,t=0,p=1"] {
        is_rejected(of(bad));
    }
}

#[test]
fn texts_that_are_not_argon2_hashes_are_rejected() {
    let hash = "dQhHlc/935EQ9CwIRGPVazYKwyvsACGCtS1mm1ooTEE";
    for bad in [
        "",
        "correct horse",
        "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$",
        "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ",
        &format!("$argon2x$v=19$m=64,t=1,p=1${SALT_AND_HASH}"),
        &format!("$argon2id$v=20$m=64,t=1,p=1${SALT_AND_HASH}"),
        &format!("$argon2id$v=19$t=1,m=64,p=1${SALT_AND_HASH}"),
        &format!("$argon2id$v=19$m=64,t=1,p=1,keyid=x${SALT_AND_HASH}"),
        &format!("$argon2id$v=19$m=+64,t=1,p=1${SALT_AND_HASH}"),
        &format!("$argon2id$v=19$m=064,t=1,p=1${SALT_AND_HASH}"),
        &format!("$argon2id$v=19$m=64,t=1,p=1${SALT_AND_HASH}$more"),
        &format!("$argon2id$v=19$m=64,t=1,p=1$c2FsdA${hash}"),
        &format!("$argon2id$v=19$m=64,t=1,p=1$c2Fsd*NhbHQ${hash}"),
        "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$AAAAAA",
        &format!("$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA${}", "A".repeat(172)),
    ] {
        is_rejected(PasswordHash::argon2(bad));
    }
}

#[test]
fn bcrypt_is_bounded_in_cost() {
    let of =
        |cost: &str| PasswordHash::bcrypt(&format!("$2y${cost}$CCCCCCCCCCCCCCCCCCCCC.WrAwgFxicHZ3kL7zMvXYXHKosDn8ot2"));
    assert!(of("04").is_ok() && of("15").is_ok());
    for bad in ["03", "16", "31", "32", "99", "00", "4", "+4", "004", "xx"] {
        is_rejected(of(bad));
    }
}

#[test]
fn texts_that_are_not_bcrypt_hashes_are_rejected() {
    for bad in [
        "",
        "$2y$05$",
        "$2z$05$CCCCCCCCCCCCCCCCCCCCC.WrAwgFxicHZ3kL7zMvXYXHKosDn8ot2",
        "$2$05$CCCCCCCCCCCCCCCCCCCCC.WrAwgFxicHZ3kL7zMvXYXHKosDn8ot2.",
        "$2y$05$CCCCCCCCCCCCCCCCCCCCC.WrAwgFxicHZ3kL7zMvXYXHKosDn8ot",
        "$2y$05$CCCCCCCCCCCCCCCCCCCCC.WrAwgFxicHZ3kL7zMvXYXHKosDn8ot22",
        "$2y$05$CCCCCCCCCCCCCCCCCCCCC.WrAwgFxicHZ3kL7zMvXYXHKosDn8o=2",
        "$2y$05$ÜCCCCCCCCCCCCCCCCCCCC.WrAwgFxicHZ3kL7zMvXYXHKosDn8ot2",
    ] {
        is_rejected(PasswordHash::bcrypt(bad));
    }
}

#[test]
fn phpass_is_bounded_in_rounds() {
    let of = |rounds: char| PasswordHash::phpass(&format!("$P${rounds}Pyqe4c5selDvkfWBBw5qBRiE3yLot1"));
    assert!(of('5').is_ok() && of('H').is_ok());
    for bad in ['4', 'I', 'S', 'z', '$', 'ü'] {
        is_rejected(of(bad));
    }
    for bad in ["", "$P$", "$P$5Pyqe4c5selDvkfWBBw5qBRiE3yLot", "$P$5Pyqe4c5selDvkfWBBw5qBRiE3yLot11", "$Q$5"] {
        is_rejected(PasswordHash::phpass(bad));
    }
}

#[test]
fn digests_of_another_length_are_rejected() {
    for bad in ["", "0", &"0".repeat(31), &"0".repeat(33), &"0".repeat(34), &"g".repeat(32), &"ü".repeat(16)] {
        is_rejected(PasswordHash::md5(bad));
        is_rejected(PasswordHash::sha(ShaVersion::Sha256, bad));
    }
    is_rejected(PasswordHash::sha(ShaVersion::Sha512, &"0".repeat(64)));
    is_rejected(PasswordHash::sha(ShaVersion::Sha512T256, &"0".repeat(128)));
}

#[test]
fn scrypt_is_bounded_in_memory_over_all_lanes() {
    let cost = |cpu, memory, parallel, length| ScryptCost::new(cpu, memory, parallel, length).is_ok();
    assert!(cost(262_144, 8, 1, 64) && cost(16_384, 8, 16, 64) && cost(2, 1, 1, 12) && cost(1 << 20, 2, 1, 128));
    for (cpu, memory, parallel, length) in [
        (524_288, 8, 1, 64),
        (262_144, 8, 2, 64),
        (262_144, 9, 1, 64),
        (1 << 21, 1, 1, 64),
        (0, 8, 1, 64),
        (1, 8, 1, 64),
        (1_000, 8, 1, 64),
        (1_024, 0, 1, 64),
        (1_024, 65, 1, 64),
        (1_024, 8, 0, 64),
        (2, 8, 17, 64),
        (1_024, 8, 1, 11),
        (1_024, 8, 1, 129),
        (1 << 31, u32::MAX, u32::MAX, u32::MAX),
    ] {
        assert!(!cost(cpu, memory, parallel, length), "{cpu} {memory} {parallel} {length}");
    }
}

#[test]
fn a_scrypt_hash_has_the_length_of_its_cost() {
    is_rejected(scrypt((1_024, 8, 1, 64), "salt", &"0".repeat(126)));
    is_rejected(scrypt((1_024, 8, 1, 64), "salt", &"z".repeat(128)));
    is_rejected(scrypt((1_024, 8, 1, 64), &"s".repeat(513), &"0".repeat(128)));
    assert!(scrypt((1_024, 8, 1, 64), "", &"0".repeat(128)).is_ok());
}

#[test]
fn firebase_is_bounded_and_needs_base64() {
    assert!(firebase(8, 18).is_ok() && firebase(64, 15).is_ok() && firebase(1, 20).is_ok());
    for (rounds, mem_cost) in [(9, 18), (8, 19), (64, 16), (65, 1), (1, 21), (0, 14), (8, 0), (u32::MAX, u32::MAX)] {
        assert!(firebase(rounds, mem_cost).is_err(), "{rounds} {mem_cost}");
    }
    for (salt, separator, signer_key) in [("?", "Bw==", SIGNER_KEY), ("AA", "$", SIGNER_KEY), ("AA", "Bw==", "AAAA")] {
        assert!(FirebaseKeys::new(salt, separator, signer_key).is_err());
    }
    for bad in ["", "AAAA", "?", &FIREBASE[..80]] {
        is_rejected(PasswordHash::scrypt_modified(&firebase(8, 14).unwrap(), bad));
    }
}

#[test]
fn pbkdf2_is_bounded_in_rounds_over_all_blocks() {
    let bytes = |count: usize| text::base64(&vec![7; count]);
    assert!(pbkdf2("sha512", 2_000_000, &bytes(64)).is_ok());
    assert!(pbkdf2("sha256", 1_000_000, &bytes(64)).is_ok());
    is_rejected(pbkdf2("sha512", 2_000_001, &bytes(64)));
    is_rejected(pbkdf2("sha256", 1_000_001, &bytes(64)));
    is_rejected(pbkdf2("sha1", 500_001, &bytes(64)));
    is_rejected(pbkdf2("sha1", u32::MAX, &bytes(128)));
    is_rejected(pbkdf2("sha256", 0, &bytes(32)));
    is_rejected(pbkdf2("sha256", 1, &bytes(11)));
    is_rejected(pbkdf2("sha256", 1, &bytes(129)));
    is_rejected(pbkdf2("sha256", 1, "???"));
}

/// Measures the most expensive hash of each scheme that is accepted: the highest cost of one attempt. Run it in a
/// release build: `cargo test --release -p roster-core -- --ignored --nocapture most_expensive`.
#[test]
#[ignore = "a measurement"]
#[expect(clippy::print_stdout, reason = "it prints what it measured")]
fn most_expensive_hashes_in_milliseconds() {
    let argon2 = |costs: &str| PasswordHash::argon2(&format!("$argon2id$v=19${costs}${SALT_AND_HASH}"));
    let bcrypt = "$2y$15$CCCCCCCCCCCCCCCCCCCCC.WrAwgFxicHZ3kL7zMvXYXHKosDn8ot2";
    let hash = text::base64(&[7; 64]);
    for (what, hash) in [
        ("argon2 256 MiB", argon2("m=262144,t=4,p=1")),
        ("argon2 8 KiB", argon2("m=8,t=131072,p=1")),
        ("bcrypt", PasswordHash::bcrypt(bcrypt)),
        ("phpass", PasswordHash::phpass("$P$HPyqe4c5selDvkfWBBw5qBRiE3yLot1")),
        ("drupal", PasswordHash::drupal(&format!("$S$G{}", "a".repeat(51)))),
        ("crypt sha256", PasswordHash::crypt(&format!("$5$rounds=656000$saltsaltsaltsalt${}", "a".repeat(43)))),
        ("crypt sha512", PasswordHash::crypt(&format!("$6$rounds=656000$saltsaltsaltsalt${}", "a".repeat(86)))),
        ("digest sha512", digest("sha512", DigestRounds::Resalted(131_072))),
        ("digest sha3-384", digest("sha3-384", DigestRounds::Resalted(131_072))),
        ("scrypt", scrypt((262_144, 8, 1, 64), "salt", &"0".repeat(128))),
        ("pbkdf2 sha256", pbkdf2("sha256", 1_000_000, &hash)),
        ("pbkdf2 sha512", pbkdf2("sha512", 2_000_000, &hash)),
    ] {
        let password = Password::parse_candidate(&"ü".repeat(256)).unwrap();
        let begun = std::time::Instant::now();
        assert!(!hash.unwrap().matches(&password).unwrap());
        println!("{what}: {} ms", begun.elapsed().as_millis());
    }
}
