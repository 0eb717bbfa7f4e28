//! Hashes of other schemes: an accepted hash can be parsed again, reports its cost, and its cost is within the bounds.

use crate::bytes::Bytes;
use crate::{Pace, Target};
use roster_core::{FirebaseKeys, HashCost, Password, PasswordHash, Pbkdf2, Pbkdf2Digest, ScryptCost, ShaVersion};
use serde_json::Value;

pub(crate) const TARGET: Target = Target {
    name: "hashes",
    run,
    seeds: &[
        b"\x00$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$iWh06vD8Fy27wf9npn6FXWiCX4K6pW6Ue1Bnzz07Z8A",
        b"\x00$argon2i$m=65536,t=4,p=2$c29tZXNhbHQ$iWh06vD8Fy27wf9npn6FXWiCX4K6pW6Ue1Bnzz07Z8A",
        b"\x01$2y$04$WApznUPhDubN0oeveSXHp.Rk0rpVGaPMOCvI9ZrqLXEuTMJ0YLmQ2",
        b"\x01$2x$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e",
        b"\x02$P$5ZDzPE45CLLhEx/72qt3NehVzwN2Ry/",
        b"\x02$H$9TSzPE45CLLhEx/72qt3NehVzwN2Ry0",
        b"\x035f4dcc3b5aa765d61d8327deb882cf99",
        b"\x04\x005baa61e4c9b93f3f0682250b6cf8331b7ee68fd8",
        b"\x05\x04\x01\x01\x08salt\xe2\x82\xac!00112233445566778899aabb",
        b"\x06\x08\x0e\x0c42xEC+ixf3L2\x04Bw==\x18jxspr8Ki0RYycVU8zykbdA==jxspr8Ki0RYycVU8zykbdA==",
        b"\x07\x01\x03\xe8\x10c29tZXNhbHRzYWx0c2FsdA==iWh06vD8Fy27wf9npn6FXWiCX4K6pW6Ue1Bnzz07Z8A=",
        b"\x08$scrypt$n=16,r=1,p=1$c2FsdA$00112233445566778899aabb",
        b"\x08$pbkdf2$sha256$i=1000$c29tZXNhbHQ$iWh06vD8Fy27wf9npn6FXWiCX4K6pW6Ue1Bnzz07Z8A",
        b"\x09$wp$2y$04$WApznUPhDubN0oeveSXHp.Rk0rpVGaPMOCvI9ZrqLXEuTMJ0YLmQ2",
        b"\x09$bcrypt-sha256$v=2,t=2b,r=4$WApznUPhDubN0oeveSXHp.$Rk0rpVGaPMOCvI9ZrqLXEuTMJ0YLmQ2",
        b"\x09pbkdf2_sha256$100$salt$iWh06vD8Fy27wf9npn6FXWiCX4K6pW6Ue1Bnzz07Z8A=",
        b"\x09$pbkdf2-sha256$i=100,l=32$c29tZXNhbHQ$iWh06vD8Fy27wf9npn6FXWiCX4K6pW6Ue1Bnzz07Z8A",
        b"\x09$scrypt$ln=4,r=1,p=1$c29tZXNhbHT/$iWh06vD8Fy27wf9npn6FXWiCX4K6pW6Ue1Bnzz07Z8A",
        b"\x09$S$5aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        b"\x09$6$rounds=1000$salt$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        b"\x09$sha256$pf=e1NBTFR9e1BBU1NXT1JEfQ==$c2FsdA==$iWh06vD8Fy27wf9npn6FXWiCX4K6pW6Ue1Bnzz07Z8A=",
        b"\x09{SSHA}koMRiGG+f1zz2d7Z5RsfKWJo0WcwMTIzNDU2Nzg5YWJjZGVm",
        b"\x09$digest$hmac-sha256$i=1$a2V5$$$iWh06vD8Fy27wf9npn6FXWiCX4K6pW6Ue1Bnzz07Z8A",
        b"\x09$pre$trim,base64-hmac-sha384:d3Atc2hhMzg0$2y$04$WApznUPhDubN0oeveSXHp.Rk0rpVGaPMOCvI9ZrqLXEuTMJ0YLmQ2",
        b"\x0aAQAAAAEAAABkAAAAEDAxMjM0NTY3ODlhYmNkZWYSvN97EJZ+0ejpvvddfXtHeC8frD6TZaMYVWoO/oX5xA==",
    ],
    pace: Pace::Call,
};

fn run(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let taken = match bytes.byte() % 11 {
        0 => rest(&mut bytes).and_then(|text| PasswordHash::argon2(text).ok()),
        1 => rest(&mut bytes).and_then(|text| PasswordHash::bcrypt(text).ok()),
        2 => rest(&mut bytes).and_then(|text| PasswordHash::phpass(text).ok()),
        3 => rest(&mut bytes).and_then(|text| PasswordHash::md5(text).ok()),
        4 => sha(&mut bytes),
        5 => scrypt(&mut bytes),
        6 => firebase(&mut bytes),
        7 => pbkdf2(&mut bytes),
        8 => return stored(&String::from_utf8_lossy(bytes.rest())),
        9 => rest(&mut bytes).and_then(PasswordHash::recognise).and_then(Result::ok),
        _ => rest(&mut bytes).and_then(of_a_named_scheme),
    };
    if let Some(hash) = taken {
        ensure_bounded(&hash);
    }
}

fn rest<'a>(bytes: &mut Bytes<'a>) -> Option<&'a str> {
    std::str::from_utf8(bytes.rest()).ok()
}

/// The constructors of texts that do not name their scheme.
fn of_a_named_scheme(text: &str) -> Option<PasswordHash> {
    let constructors = [
        PasswordHash::aspnet,
        PasswordHash::better_auth,
        PasswordHash::django,
        PasswordHash::lucia,
        PasswordHash::werkzeug,
    ];
    constructors.into_iter().find_map(|constructor| constructor(text).ok())
}

fn sha(bytes: &mut Bytes<'_>) -> Option<PasswordHash> {
    let version = bytes.pick(ShaVersion::ALL);
    assert_eq!(ShaVersion::of(version.as_str()), Some(version));
    PasswordHash::sha(version, rest(bytes)?).ok()
}

fn scrypt(bytes: &mut Bytes<'_>) -> Option<PasswordHash> {
    let cpu = 1_u32.checked_shl(u32::from(bytes.byte())).unwrap_or_default();
    let (memory, parallel) = (u32::from(bytes.byte()), u32::from(bytes.byte()));
    let (salt, hash) = (bytes.text(), rest(bytes)?);
    let cost = ScryptCost::new(cpu, memory, parallel, u32::try_from(hash.len() / 2).ok()?).ok()?;
    PasswordHash::scrypt(cost, &salt, hash).ok()
}

fn firebase(bytes: &mut Bytes<'_>) -> Option<PasswordHash> {
    let (rounds, memory) = (u32::from(bytes.byte()), u32::from(bytes.byte()));
    let (salt, separator, signer) = (bytes.text(), bytes.text(), bytes.text());
    let keys = FirebaseKeys::new(&salt, &separator, &signer).ok()?.with_cost(rounds, memory).ok()?;
    PasswordHash::scrypt_modified(&keys, rest(bytes)?).ok()
}

fn pbkdf2(bytes: &mut Bytes<'_>) -> Option<PasswordHash> {
    let digest = bytes.pick(&[Pbkdf2Digest::Sha1, Pbkdf2Digest::Sha256, Pbkdf2Digest::Sha512]);
    let iterations = u32::from(bytes.number());
    let (salt, hash) = (bytes.text(), rest(bytes)?.to_owned());
    PasswordHash::pbkdf2(&Pbkdf2 { digest, iterations, salt, hash }).ok()
}

/// A stored hash may be any text: parsing it must not fail.
fn stored(text: &str) {
    let hash = PasswordHash::from_stored(text.to_owned());
    let _ = (hash.cost(), hash.is_current(HashCost::default()));
    options(&hash);
}

/// The options of a hash are a JSON object, whatever the salt contains.
fn options(hash: &PasswordHash) -> Value {
    let options = hash.shown().options;
    let read: Value = serde_json::from_str(&options).unwrap_or_else(|cause| panic!("{cause}: {options}"));
    assert!(read.is_object(), "{options}");
    read
}

/// The limits in docs/guides/import.md, computed from the parameters in the hash.
fn ensure_bounded(hash: &PasswordHash) {
    let (shown, options) = (hash.shown(), options(hash));
    let text = hash.as_str();
    assert!(text.starts_with('$') && !text.contains(char::is_whitespace), "{text:?}");
    let of = |name: &str| options[name].as_u64().unwrap_or_default();
    assert!(PasswordHash::recognise(text) == Some(Ok(hash.clone())), "{text} is stored but not recognised");
    let is_cheap = match shown.kind {
        "argon2" => {
            let (memory, passes) = (of("memoryCost"), of("timeCost"));
            assert!(memory <= 262_144 && memory * passes <= 1_048_576 && of("threads") <= 16, "{text}");
            assert!(PasswordHash::argon2(&shown.password) == Ok(hash.clone()), "{text} is returned but not accepted");
            memory * passes <= 256
        }
        "bcrypt" => {
            assert!((4..=15).contains(&of("cost")), "{text}");
            assert!(PasswordHash::bcrypt(&shown.password) == Ok(hash.clone()), "{text} is returned but not accepted");
            of("cost") == 4
        }
        "phpass" => {
            assert!(of("iteration_count_log2") <= 19, "{text}");
            of("iteration_count_log2") <= 8
        }
        "drupal" => {
            assert!(of("iteration_count_log2") <= 18, "{text}");
            of("iteration_count_log2") <= 8
        }
        "digest" => {
            assert!((1..=131_072).contains(&of("iterations")), "{text}");
            of("iterations") <= 1_000
        }
        "crypt" => {
            assert!((1_000..=656_000).contains(&of("iterations")), "{text}");
            of("iterations") <= 1_000
        }
        // The hash in it was accepted without its steps: its bounds are checked there.
        "prepared" => text.contains("$04$"),
        "scrypt" | "scryptBytes" => {
            let (cpu, memory, parallel) = (of("costCpu"), of("costMemory"), of("costParallel"));
            let bytes = 128 * cpu * memory * parallel;
            assert!(bytes <= 268_435_456 && cpu <= 1 << 20 && memory <= 64 && parallel <= 16, "{text}");
            bytes <= 65_536
        }
        "scryptMod" => false,
        "pbkdf2" => {
            assert!(of("iterations") <= 2_000_000, "{text}");
            of("iterations") <= 100
        }
        "md5" | "sha" => true,
        other => panic!("{text} has the unknown kind {other}"),
    };
    if is_cheap {
        let password = Password::parse("correct horse").expect("a password");
        assert!(hash.matches(&password).is_ok(), "{text} was accepted but cannot be verified");
    }
}
