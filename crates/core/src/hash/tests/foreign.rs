//! Texts of other software that are not hashes, cost too much, or do not say what they are.

use super::vectors_foreign::VECTORS;
use super::*;

/// The reason for which a text that names its scheme is rejected.
#[track_caller]
fn rejected(text: &str) {
    let read = PasswordHash::recognise(text).unwrap_or_else(|| panic!("{text} is not recognised"));
    is_rejected(read);
}

#[test]
fn a_text_that_several_kinds_of_software_write_is_not_recognised() {
    for text in [
        "",
        "hunter2",
        "5f4dcc3b5aa765d61d8327deb882cf99",
        &"0".repeat(40),
        &"0".repeat(64),
        "sha1$salt$5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8",
        "md5$salt$5f4dcc3b5aa765d61d8327deb882cf99",
        "sha256$salt$5baa61e4c9b93f3f0682250b6cf8331b7ee68fd85baa61e4c9b93f3f0682250b",
        &format!("{}:{}", "0".repeat(32), "0".repeat(128)),
        "AQAAAAEAACcQAAAAEJ",
        "!unusable",
        "$7$CU..../....salt$hash",
        "$$",
        "{",
        "$",
        ":",
    ] {
        assert!(PasswordHash::recognise(text).is_none(), "{text}");
    }
}

#[test]
fn the_same_text_is_another_function_in_django_and_in_werkzeug() {
    let text = "sha1$salt$59b3e8d637cf97edbe2384cf59cb7453dfe30789";
    // SHA-1 of saltpassword.
    is_of(PasswordHash::django(text), "password");
    assert!(!PasswordHash::werkzeug(text).unwrap().matches(&Password::parse_candidate("password").unwrap()).unwrap());
}

#[test]
fn hashes_that_cost_too_much_are_rejected() {
    let hash43 = "A".repeat(43);
    let (hex64, hex128, base86) = ("0".repeat(64), "0".repeat(128), "A".repeat(86));
    for text in [
        format!("pbkdf2_sha256$2000001$salt${hash43}="),
        format!("pbkdf2_sha256$0$salt${hash43}="),
        format!("argon2$argon2id$v=19$m=262145,t=1,p=1$c2FsdHNhbHQ${hash43}"),
        "bcrypt$$2b$16$CCCCCCCCCCCCCCCCCCCCC.WrAwgFxicHZ3kL7zMvXYXHKosDn8ot2".to_owned(),
        "bcrypt_sha256$$2b$16$CCCCCCCCCCCCCCCCCCCCC.WrAwgFxicHZ3kL7zMvXYXHKosDn8ot2".to_owned(),
        "$bcrypt-sha256$v=2,t=2b,r=16$CCCCCCCCCCCCCCCCCCCCC.$WrAwgFxicHZ3kL7zMvXYXHKosDn8ot2".to_owned(),
        "$wp$2y$16$CCCCCCCCCCCCCCCCCCCCC.WrAwgFxicHZ3kL7zMvXYXHKosDn8ot2".to_owned(),
        format!("scrypt$524288$salt$8$1${base86}"),
        format!("scrypt:524288:8:1$salt${hex128}"),
        format!("pbkdf2:sha256:2000001$salt${hex64}"),
        format!("$scrypt$ln=19,r=8,p=1$c2FsdA${hash43}"),
        format!("$scrypt$ln=31,r=8,p=1$c2FsdA${hash43}"),
        format!("$scrypt$ln=524288,r=8,p=1$c2FsdA${hash43}"),
        format!("$pbkdf2-sha256$2000001$c2FsdA${hash43}"),
        format!("$pbkdf2-sha256$i=2000001,l=32$c2FsdA${hash43}"),
        format!("$S$H{}", "a".repeat(51)),
        format!("U$S$H{}", "a".repeat(51)),
        format!("$6$rounds=656001$salt${}", "a".repeat(86)),
        format!("$5$rounds=999$salt${}", "a".repeat(43)),
        format!("$digest$sha256$i=131073$$$${hash43}"),
        format!("$digest$hmac-sha256$i=2$c2FsdA$$${hash43}"),
        "$pre$nfkc$2b$16$CCCCCCCCCCCCCCCCCCCCC.WrAwgFxicHZ3kL7zMvXYXHKosDn8ot2".to_owned(),
        format!("$pre$nfkc$argon2id$v=19$m=262145,t=1,p=1$c2FsdHNhbHQ${hash43}"),
        "$pre$nfkc,nfkc,nfkc,nfkc$2b$04$CCCCCCCCCCCCCCCCCCCCC.WrAwgFxicHZ3kL7zMvXYXHKosDn8ot2".to_owned(),
        "$pre$nfkc$pre$nfkc$2b$04$CCCCCCCCCCCCCCCCCCCCC.WrAwgFxicHZ3kL7zMvXYXHKosDn8ot2".to_owned(),
    ] {
        rejected(&text);
    }
}

#[test]
fn an_aspnet_hash_is_bounded_and_has_its_whole_header() {
    let v3 = |digest: u32, rounds: u32, salt: u32, length: usize| {
        let header = [digest, rounds, salt].into_iter().flat_map(u32::to_be_bytes);
        let bytes: Vec<u8> = [1].into_iter().chain(header).chain(vec![7; length]).collect();
        PasswordHash::aspnet(&text::base64(&bytes))
    };
    assert!(v3(1, 10_000, 16, 48).is_ok() && v3(2, 100_000, 16, 48).is_ok() && v3(0, 1_000, 16, 36).is_ok());
    for bad in [v3(3, 10_000, 16, 48), v3(1, 0, 16, 48), v3(1, 2_000_001, 16, 48), v3(1, u32::MAX, 16, 48)] {
        is_rejected(bad);
    }
    for bad in [v3(1, 1, u32::MAX, 48), v3(1, 1, 16, 27), v3(1, 1, 0, 32), v3(1, 1, 16, 16)] {
        is_rejected(bad);
    }
    for bad in ["", "AA", "AQAAAA", &text::base64(&[0; 48]), &text::base64(&[0; 50]), &text::base64(&[2; 49]), "ü"] {
        is_rejected(PasswordHash::aspnet(bad));
    }
}

#[test]
fn malformed_texts_of_known_schemes_are_rejected() {
    for text in [
        "$wp$2y$10$short",
        "$S$",
        "$S$ü",
        "U$",
        "U$Q$5",
        "$1$",
        "$1$toolongsalt$aaaaaaaaaaaaaaaaaaaaaa",
        "$5$salt",
        "$6$rounds=05000$salt$",
        "$pbkdf2-md5$1000$c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$pbkdf2-sha256$1000$c2FsdA",
        "$pbkdf2-sha256$i=1000,l=20$c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=14,r=8$c2FsdA$AAAA",
        "$scrypt$ln=14,r=8,p=1$*$AAAA",
        "$bcrypt-sha256$v=3,t=2b,r=12$CCCCCCCCCCCCCCCCCCCCC.$WrAwgFxicHZ3kL7zMvXYXHKosDn8ot2",
        "$bcrypt-sha256$2b$CCCC",
        "$md5$zz",
        "$md5$pf=e1NBTFR9$c2FsdA==$X03MO1qnZdYdgyfeuILPmQ==",
        "$sha256$pf=$c2FsdA==$AAAA",
        "$sha1$480000$salt$hash",
        "$hmac-sha256$AAAA$AAAA",
        "$hmac-md4$AAAA$AAAA",
        "$md5salted-prefix$salt$AAAA",
        "$firescrypt$ln=14,r=8,p=1$AA$AA$AA$AA",
        "$fbscrypt$v=2,n=14,r=8,p=1,ss=Bw==,sk=AA$AA$AA",
        "{SSHA}AAAA",
        "{SSHA512}????",
        "{MD5}AAAA",
        "{CRYPT}$7$salt$hash",
        "{cleartext}secret",
        "{SSHAX}AAAA",
        "pbkdf2_sha256$1000$salt$AAAA",
        "pbkdf2_sha256$1000$salt",
        "scrypt$16384$salt$8$1$AAAA",
        "scrypt:32768:8$salt$00",
        "pbkdf2:sha256$salt$00",
        "pbkdf2:sha256:1000$salt$0",
        "s2:salt:00",
        "s2:",
        "$pre$",
        "$pre$nfkc",
        "$pre$nfkc$",
        "$pre$$2b$04$CCCCCCCCCCCCCCCCCCCCC.WrAwgFxicHZ3kL7zMvXYXHKosDn8ot2",
        "$pre$rot13$2b$04$CCCCCCCCCCCCCCCCCCCCC.WrAwgFxicHZ3kL7zMvXYXHKosDn8ot2",
        "$digest$sha256$i=1$$$$AAAA",
        "$digest$md4$i=1$$$$AAAAAAAAAAAAAAAAAAAAAA",
        "$digest$$",
    ] {
        rejected(text);
    }
}

#[test]
fn every_text_is_stored_shown_and_recognised_again_and_no_cut_text_panics() {
    for (_, text, _) in VECTORS {
        let Some(hash) = PasswordHash::recognise(text) else { continue };
        let hash = hash.unwrap();
        assert_eq!(PasswordHash::recognise(hash.as_str()), Some(Ok(hash.clone())), "{}", hash.as_str());
        let shown = hash.shown();
        if ["scryptBytes", "drupal", "crypt", "digest", "prepared"].contains(&shown.kind) {
            assert_eq!(PasswordHash::recognise(&shown.password), Some(Ok(hash.clone())), "{}", shown.password);
        }
        for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
            for cut in [text[..end].to_owned(), format!("{}ü{}", &text[..end], &text[end..])] {
                let _ = PasswordHash::recognise(&cut).map(|read| read.map(|hash| hash.shown()));
                let _ = PasswordHash::from_stored(cut).shown();
            }
        }
    }
}

#[test]
fn a_password_is_put_into_its_normal_form_only_where_the_software_did_so() {
    let candidate = |text| Password::parse_candidate(text).unwrap();
    // NFKC of the ligature is "fi", that of the decomposed letter is the composed one.
    let (composed, decomposed, ligature) = ("caf\u{e9} fi", "cafe\u{301} fi", "cafe\u{301} \u{fb01}");
    let plain = PasswordHash::md5(&crate::hex::hex(&DigestAlgorithm::Md5.digest(composed.as_bytes()))).unwrap();
    assert!(plain.matches(&candidate(composed)).unwrap());
    assert!(!plain.matches(&candidate(decomposed)).unwrap());
    let prepared = plain.prepared(&[Preparation::Nfkc]).unwrap();
    for text in [composed, decomposed, ligature] {
        assert!(prepared.matches(&candidate(text)).unwrap(), "{text}");
    }
    assert!(!prepared.matches(&candidate("cafe fi")).unwrap());
}

#[test]
fn steps_are_applied_in_their_order() {
    let md5 = |bytes: &[u8]| PasswordHash::md5(&crate::hex::hex(&DigestAlgorithm::Md5.digest(bytes))).unwrap();
    let of = |bytes: &[u8], steps: &[Preparation], password: &str| {
        is_of(md5(bytes).prepared(steps), password);
    };
    of(b"pass word", &[Preparation::Trim], " \t\r\n\0\x0bpass word\n ");
    of(b"p\0\xe4\0", &[Preparation::Utf16], "pä");
    of(b"p\xe4\xac", &[Preparation::Latin1], "pä€");
    let sha1 = DigestAlgorithm::of("SHA1").unwrap();
    of(b"5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8", &[Preparation::Trim, Preparation::Hex(sha1)], "password ");
    of(b"W6ph5Mm5Pz8GgiULbPgzG37mj9g=", &[Preparation::Base64(sha1, None)], "password");
}

#[test]
fn drupal_and_crypt_compare_no_password_of_more_than_512_bytes() {
    // Longer passwords would match, too, if they were hashed. By PHP 8.2.36 and passlib 1.7.4.
    #[rustfmt::skip]
    let longest: [(&str, usize); 4] = [
        ("$S$5saltsaltvgp3QC/B.vBqRJCcTRZ5Ec9Cuo1jEfG5iXpgyG2zcpq", 512),
        ("$S$5saltsaltE1vI39eztohKutDGPO3jnjc72G67a4AwNxPvLH.Tdu4", 516),
        ("$6$rounds=1000$salt$m68gE.errgOoDd0CPq/8/V.Q3TUrAdZybChk/NrLrUzDoWpoQmoccoqGPZ1zSs3puyEHc9aXs16rnx9CJX.pd/", 512),
        ("$6$rounds=1000$salt$tbzieY3PMmOxXnG7vj7v9YCSYhWtTlPV53WGAtqAPnXAsH8cnLHsFwfuUZU1NmTumTyCAXPYSuXwc7LvjqNGq.", 516),
    ];
    for (text, length) in longest {
        let hash = PasswordHash::recognise(text).unwrap().unwrap();
        let password = Password::parse_candidate(&"\u{10348}".repeat(256)[..length]);
        assert_eq!(hash.matches(&password.unwrap()).unwrap(), length <= 512, "{length}");
    }
}

/// Source: RFC 2202, 3, case 6; RFC 4231, 4.3 and 4.7.
#[test]
fn hmacs_are_those_of_the_rfcs() {
    let of = |name: &str, key: &[u8], message: &[u8]| {
        crate::hex::hex(&DigestAlgorithm::of(name).unwrap().hmac(key, message))
    };
    let long = b"Test Using Larger Than Block-Size Key - Hash Key First";
    assert_eq!(of("sha1", &[0xaa; 80], long), "aa4ae5e15272d00e95705637ce8a3b55ed402112");
    assert_eq!(of("md5", &[0xaa; 80], long), "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd");
    assert_eq!(
        of("sha384", b"Jefe", b"what do ya want for nothing?"),
        "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649"
    );
    assert_eq!(
        of("sha512", &[0xaa; 131], long),
        "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"
    );
}
