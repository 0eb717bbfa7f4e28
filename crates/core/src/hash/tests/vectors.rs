//! Test vectors of other software: Python's hashlib, argon2-cffi, bcrypt, passlib and libxcrypt; the programs of the
//! schemes' authors; PHP's manual and phpass's own test; RFC 7914; Firebase's published example.

use super::*;

#[test]
fn argon2_of_other_software() {
    // argon2-cffi: all three kinds, both versions, lanes.
    for (password, hash) in [
        (HORSE, "$argon2id$v=19$m=65536,t=4,p=3$c2FsdHNhbHRzYWx0c2FsdA$dQhHlc/935EQ9CwIRGPVazYKwyvsACGCtS1mm1ooTEE"),
        (FOREIGN, "$argon2i$v=19$m=256,t=3,p=2$c2FsdHNhbHRzYWx0c2FsdA$/xRJL/S8uznl1UQ7PZ62CJ5yC8vGn3tf6YFDPJkeb98"),
        (&long(), "$argon2d$v=19$m=64,t=2,p=4$c2FsdHNhbHRzYWx0c2FsdA$SD/K5q5gP55pm5kvD13Vyv6iLo1VZo7yOh61nWE78Sg"),
        (HORSE, "$argon2i$v=16$m=128,t=3,p=1$c2FsdHNhbHRzYWx0c2FsdA$hYhvX7OXobUqhOXzLaJNT8/pDp2R7NpbkiF4ytaBoFo"),
        (HORSE, "$argon2i$m=128,t=3,p=1$c2FsdHNhbHRzYWx0c2FsdA$hYhvX7OXobUqhOXzLaJNT8/pDp2R7NpbkiF4ytaBoFo"),
        // printf correcthorse | argon2 somesaltsomesalt -id -t 2 -k 19456 -p 1 -l 32 -e
        (
            "correcthorse",
            "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$f5Wi/jsRmH5xdwOinq2L3+sADy2cqExCg0Pnn4lBxe4",
        ),
    ] {
        is_of(PasswordHash::argon2(hash), password);
    }
}

#[test]
fn bcrypt_of_other_software() {
    for (password, hash) in [
        // Python's bcrypt.
        (HORSE, "$2a$04$wBKnZTHtcca7tafr5lnS.uEi2IQDclX1B6d2Y7HB72lnlRKCWDrOy"),
        (FOREIGN, "$2b$04$z4Dq0FwDYfnKrGgK0l0lr.g7HOMgfFCGZFw4WzATMcQSIoB661YUq"),
        (&long()[..72], "$2b$04$fLR2di7zwd63/njf9Q6z3e8zVSPEUnVvqST570LCVWnxE4ysp7lx."),
        // libxcrypt; bytes after the first 72 are ignored.
        (HORSE, "$2y$05$CCCCCCCCCCCCCCCCCCCCC.WrAwgFxicHZ3kL7zMvXYXHKosDn8ot2"),
        (FOREIGN, "$2y$05$CCCCCCCCCCCCCCCCCCCCC.Y8RoiH8lHMSRfvpUDhv/yRmUZdURBFG"),
        (&long(), "$2y$05$CCCCCCCCCCCCCCCCCCCCC.D7RDOYXakZhsFmh/LdqQNx0kQ424AFS"),
        (FOREIGN, "$2a$05$CCCCCCCCCCCCCCCCCCCCC.Y8RoiH8lHMSRfvpUDhv/yRmUZdURBFG"),
        // The flawed version, by libxcrypt.
        (HORSE, "$2x$05$CCCCCCCCCCCCCCCCCCCCC.WrAwgFxicHZ3kL7zMvXYXHKosDn8ot2"),
        (FOREIGN, "$2x$05$CCCCCCCCCCCCCCCCCCCCC.zZnFP6XvTCmYjOgRtIYRBzvfEw5nB0W"),
        // PHP's manual, password_hash; and a salt with bits that are not read, by libxcrypt.
        ("rasmuslerdorf", "$2y$10$.vGA1O9wmRjrwAVXD98HNOgsNpDczlqm3Jq7KnEd1rVAGv3Fykk1a"),
        ("rasmuslerdorf", "$2y$07$BCryptRequires22Chrcte/VlQH0piJtjXl.0t1XkA8pw9dMXTpOq"),
    ] {
        is_of(PasswordHash::bcrypt(hash), password);
        is_of(PasswordHash::phpass(hash), password);
    }
}

#[test]
fn phpass_of_other_software() {
    for (password, hash) in [
        // passlib.
        (HORSE, "$P$5Pyqe4c5selDvkfWBBw5qBRiE3yLot1"),
        (HORSE, "$H$6.8p2qFw.u5qMMBo2kHeCLESVTY89u/"),
        (FOREIGN, "$P$55r6EKXD.bcBlm/TsBchyljLZaS/82/"),
        (FOREIGN, "$H$6Q1Mcq7PgfQgxNMoR8STEQ63VAucmT0"),
        (&long(), "$P$5XsmSphXKwYRrK8PvMEtBMxB6.ateN."),
        // phpass's own test.
        ("test12345", "$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0"),
    ] {
        is_of(PasswordHash::phpass(hash), password);
    }
}

#[test]
fn md5_of_other_software() {
    is_of(PasswordHash::md5("3cb4e732631f47e6eb961f34554b7cde"), HORSE);
    is_of(PasswordHash::md5("F6ED916F7B3ECC215C1CD6E998D0F61D"), FOREIGN);
    is_of(PasswordHash::md5("aed563ecafb4bcc5654c597a421547b2"), &long());
}

#[test]
fn sha_of_other_software() {
    // Python's hashlib, on OpenSSL.
    for (version, horse, foreign) in SHA {
        let version = ShaVersion::of(version).unwrap();
        is_of(PasswordHash::sha(version, horse), HORSE);
        is_of(PasswordHash::sha(version, foreign), FOREIGN);
    }
}

#[test]
fn every_sha_has_a_name_of_its_own_and_a_vector() {
    for (version, name) in ShaVersion::ALL.iter().zip(ShaVersion::NAMES) {
        assert_eq!((version.as_str(), ShaVersion::of(name)), (*name, Some(*version)));
        assert!(SHA.iter().any(|(tried, ..)| tried == name), "{name}");
    }
    assert_eq!(ShaVersion::default().as_str(), "sha3-512");
    assert_eq!(ShaVersion::of("sha-256"), None);
    assert_eq!(ShaVersion::of("SHA512/224"), ShaVersion::of("sha512/224"));
    assert!(ShaVersion::of("SHA3-256").is_some());
}

#[test]
fn scrypt_of_other_software() {
    // Python's hashlib, on OpenSSL.
    is_of(
        scrypt(
            (8, 14, 1, 64),
            "salty",
            "845954088a888e3a80ae743d1b202abda2ef39ea2c1f45f2def71fc88f81f55b\
             056d2752505cb50fd9703658d3f05ab13c4c70e3450f039653d49c2238f2629e",
        ),
        HORSE,
    );
    let foreign = "2c6d7f18c2d2ac249acc254577c79ef5eddf47bc5a9cbc92d8747221db10f153";
    is_of(scrypt((16_384, 8, 1, 32), "Sälz", foreign), FOREIGN);
    // RFC 7914, 12.
    is_of(
        scrypt(
            (1_024, 8, 16, 64),
            "NaCl",
            "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162\
             2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640",
        ),
        "password",
    );
}

#[test]
fn scrypt_of_firebase() {
    // The example that Firebase publishes with its program.
    is_of(PasswordHash::scrypt_modified(&firebase(8, 14).unwrap(), FIREBASE), "user1password");
    // Python's hashlib and cryptography.
    let foreign = "Ep7KD15ZC5JSkVK9GOiGTArtOVVWggxZ/3JbBVGJKnw1ku1w/apwXwrKYZI24S2g3gw1zgH10Al53/Aoiwmobw==";
    is_of(PasswordHash::scrypt_modified(&firebase(8, 14).unwrap(), foreign), FOREIGN);
    let cheaper = FirebaseKeys::new("AAECAwQF", "Bw==", SIGNER_KEY).unwrap().with_cost(4, 10).unwrap();
    let hash = "VufSWIcCLtRLStOV7zSO4czR5u0ywDfkReDlklctcXZrO4nYLlxXF0ubX8n99DdoE2s2A/knq253vW1vJ9R6HQ==";
    is_of(PasswordHash::scrypt_modified(&cheaper, hash), &long());
}

#[test]
fn pbkdf2_of_other_software() {
    // Python's hashlib, on OpenSSL.
    for (digest, iterations, password, hash) in [
        (
            "sha1",
            20_000,
            HORSE,
            "3j/kSXDCFGf+gK+IC5hDJD7B63eDRKJWnhTpQ3Nh9Yn4EIxpeBgLSZpVdl9LMnC6x+tygyctTfXI4xPArxGXMQ==",
        ),
        (
            "sha256",
            27_500,
            FOREIGN,
            "DmKDm+L2qKoSbVigeKVpuJLnBODWqg9/ol/Z+P4LoK5ReHF3703pINCAz2kzPyhztCTZkhDYZoPvonVEzsbLRw==",
        ),
        ("sha256", 27_500, HORSE, "H5R9LZ0QvKxHLm1Lg0IeQXdtUAa+9gf2NeOZns+WHBQ="),
        (
            "sha512",
            30_000,
            &long(),
            "V9EZXPqIz3x+U3Qvd2eBFCnGtuCYPQLkU054fwUcwlZD9gNGIQAPaO0o7LOuiu5QD9PlEqbAM8MK3HAH+UUcWw==",
        ),
    ] {
        is_of(pbkdf2(digest, iterations, hash), password);
    }
}

/// Version, and the digests of [`HORSE`] and [`FOREIGN`].
const SHA: [(&str, &str, &str); 11] = [
    ("sha1", "2f9e53523b62abc141a2b4d6019d23cba835dbd0", "9be8cfa91100c62831857a510c7babb546ded1f5"),
    (
        "sha224",
        "be678ecb0e1e13fd0c1440995f43225ca83aeb66717e8ea790b867f2",
        "58739f59a0839a6da5c95e3aaf398898497f879a80053eae85c10800",
    ),
    (
        "sha256",
        "4104d36f8da2c254349f85836793ebe029e0c957063a34c91c2e9203187b5631",
        "35bab113c9baebce9cadebf4f0b37b70c751c5a31c117002e0b8918212341b21",
    ),
    (
        "sha384",
        "02b20a6f2ebb1360a9a60f4cf90857363ed419c022b121567ce5f91c6e39664fb78fd60234c4a58b5bfc7145ae983292",
        "6810f73916c6adf45342667e9e4fc090cb82f9446b75a2b158f4546f5f0f6374b1c197ad24448ea119577a785ef7c7db",
    ),
    (
        "sha512/224",
        "3b63bd6be6759b3f8fd46e7157e3c319ac0b39bd8657d3d9d0d5f4e5",
        "6eb427d32c50315a849dadaa352ff1b767de5468e6b28f57d5deaaf2",
    ),
    (
        "sha512/256",
        "adfe73059f259340e325945da2dff9f935b28c30d0156e88e7e6ed0e02b670dd",
        "25c73ec8ed9884dc2e78e729624bf3c91d9938b628ba6da5dba4713c2957e4e5",
    ),
    (
        "sha512",
        "56b698defedb5a435b634afe3320bbaf3fdcd920b6c503a446fc7b7a776b298d\
         479d1ba6a8b617808eb0bf579ce9a95d668347bcab7149085ac93cb27995197b",
        "29445cc44eb6f23c2c0ad671cf808ac8091534939b785edb166de0ce46d64980\
         20dd88d7343546ee24c0bbba111a913e3567c0e23e20f328e81915cde9712203",
    ),
    (
        "sha3-224",
        "a86d6ad79b1ada74dc73eaee0b17a480bb79df9163137113e201c847",
        "187c299289cbde648a0e13db38e65760a4a028c038db330d9685cd45",
    ),
    (
        "sha3-256",
        "e2bb427c913c99e9663c5d0e97472bd8618656cabbca6274c2743b0ebf107ce3",
        "437ea24a141bf071054ea8deeb394651b48faa87851f415c855a2fadf38c1ee9",
    ),
    (
        "sha3-384",
        "086571cdbd4d47381eeed0504b77fd55d2adf870ae469676a32885ba33aaecd4927ebd17a8ce6b1bf11dfe84145e7936",
        "1c16727b1c8977e4a6d4a53f52bbc106a0b6e26c634f0563a364e4007de89a374ffdbccd70d2cc52faeb0bc6bc874845",
    ),
    (
        "sha3-512",
        "c5d05432d6da5971ab7798edf48d294ac28ee4d78ecbf0e1d236df3d12d3e640\
         8462702ea047d0fc46aec01c43d9d403c713df217619da353e0c42399afbc33f",
        "df4b3a958a922631b9ee72e48502872df2f890aa67ec494e2452740877ec1c4e\
         fc689305255edd6bc2a9340b963d767968cdd0d3f782002b9ea53596fdddb760",
    ),
];
