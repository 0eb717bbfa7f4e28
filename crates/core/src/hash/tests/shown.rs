//! Hashes as servers see them.

use super::*;
use serde_json::{Value, json};

#[track_caller]
fn is_shown(hash: Result<PasswordHash, Invalid>, kind: &str, password: &str, options: Value) {
    let shown = hash.unwrap().shown();
    assert_eq!((shown.kind, shown.password.as_str()), (kind, password));
    assert_eq!(serde_json::from_str::<Value>(&shown.options).unwrap(), options);
}

#[test]
fn every_scheme_is_shown_with_its_name_and_its_options() {
    let argon2 = "$argon2i$v=19$m=256,t=3,p=2$c2FsdHNhbHRzYWx0c2FsdA$/xRJL/S8uznl1UQ7PZ62CJ5yC8vGn3tf6YFDPJkeb98";
    let options = json!({ "type": "argon2", "memoryCost": 256, "timeCost": 3, "threads": 2 });
    is_shown(PasswordHash::argon2(argon2), "argon2", argon2, options);
    let bcrypt = "$2y$07$BCryptRequires22Chrcte/VlQH0piJtjXl.0t1XkA8pw9dMXTTOq";
    is_shown(PasswordHash::bcrypt(bcrypt), "bcrypt", bcrypt, json!({ "type": "bcrypt", "cost": 7 }));
    let phpass = "$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0";
    let options = json!({ "type": "phpass", "iteration_count_log2": 11 });
    is_shown(PasswordHash::phpass(phpass), "phpass", phpass, options);
    let md5 = "3cb4e732631f47e6eb961f34554b7cde";
    is_shown(PasswordHash::md5(&md5.to_uppercase()), "md5", md5, json!({ "type": "md5" }));
    let sha = "9be8cfa91100c62831857a510c7babb546ded1f5";
    is_shown(PasswordHash::sha(ShaVersion::Sha1, sha), "sha", sha, json!({ "type": "sha", "version": "sha1" }));
}

#[test]
fn scrypt_is_shown_with_its_salt_and_cost() {
    let (salt, hash) = ("say \"Sälz\"$", "0".repeat(64));
    let options = json!({
        "type": "scrypt", "costCpu": 1024, "costMemory": 8, "costParallel": 2, "length": 32, "salt": salt
    });
    is_shown(scrypt((1_024, 8, 2, 32), salt, &hash), "scrypt", &hash, options);
}

#[test]
fn firebase_is_shown_with_its_keys_and_with_a_cost_that_is_not_the_default() {
    let mut options = json!({
        "type": "scryptMod", "salt": "42xEC+ixf3L2lw==", "saltSeparator": "Bw==", "signerKey": SIGNER_KEY
    });
    let of = |rounds, mem_cost| PasswordHash::scrypt_modified(&firebase(rounds, mem_cost).unwrap(), FIREBASE);
    is_shown(of(8, 14), "scryptMod", FIREBASE, options.clone());
    options["rounds"] = json!(4);
    options["memCost"] = json!(10);
    is_shown(of(4, 10), "scryptMod", FIREBASE, options);
}

#[test]
fn pbkdf2_is_shown_so_that_it_can_be_imported_again() {
    let hash = "H5R9LZ0QvKxHLm1Lg0IeQXdtUAa+9gf2NeOZns+WHBQ";
    let options = json!({
        "type": "pbkdf2", "digest": "sha256", "iterations": 27500, "salt": "MDEyMzQ1Njc4OWFiY2RlZg"
    });
    is_shown(pbkdf2("sha256", 27_500, hash), "pbkdf2", hash, options);
}

#[test]
fn hashes_that_appwrite_does_not_know_are_shown_as_texts_that_an_import_takes() {
    let of = |text: &str| PasswordHash::recognise(text).unwrap();
    let hash = "iWh06vD8Fy27wf9npn6FXWiCX4K6pW6Ue1Bnzz07Z8A";
    let drupal = format!("$S$D{}", "a".repeat(51));
    let prepared = format!("$pre$trim{drupal}");
    let options = json!({
        "type": "prepared", "steps": ["trim"], "hash": "drupal",
        "hashOptions": { "type": "drupal", "iteration_count_log2": 15 }
    });
    is_shown(of(&drupal), "prepared", &prepared, options.clone());
    is_shown(of(&prepared), "prepared", &prepared, options);
    let crypt = format!("$6$rounds=10000$salt${}", "a".repeat(86));
    is_shown(of(&crypt), "crypt", &crypt, json!({ "type": "crypt", "iterations": 10_000 }));
    let digest = format!("$digest$hmac-sha256$i=1$a2V5$$${hash}");
    let options = json!({ "type": "digest", "algorithm": "sha256", "iterations": 1 });
    is_shown(of(&digest), "digest", &digest, options);
    let scrypt = format!("$scrypt$n=1024,r=8,p=2$/w${}", "0".repeat(64));
    let options = json!({ "type": "scryptBytes", "costCpu": 1024, "costMemory": 8, "costParallel": 2, "length": 32 });
    is_shown(of(&scrypt), "scryptBytes", &scrypt, options);
    // The salt is a text, so Appwrite knows the hash.
    let django = of(&format!("scrypt$1024$salt$8$2${}", "A".repeat(86))).unwrap().shown();
    assert_eq!(django.kind, "scrypt");
}
