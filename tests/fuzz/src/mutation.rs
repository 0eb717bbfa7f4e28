//! Mutations by a seed, for the bounded run, which must be the same on every machine.

use roster_tests::random::Random;

/// Strings with a special meaning for some parser.
const SIGNS: &[&[u8]] = &[
    b"\"",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b"(",
    b")",
    b"%",
    b"&",
    b"=",
    b"$",
    b"#",
    b":",
    b";",
    b",",
    b".",
    b"@",
    b"+",
    b"-",
    b"\r\n",
    b"\0",
    b"\xff",
    b"\xed\xa0\x80",
    "é".as_bytes(),
    "ﷺ".as_bytes(),
    "🎈".as_bytes(),
    b"%00",
    b"%2f",
    b"..",
    b"null",
    b"1e999",
    b"-0",
    b"18446744073709551616",
    b"\\u0000",
    b"\\ud800",
    b"__proto__",
    b"unique()",
];

/// An input of random bytes, for targets that make decisions from bytes.
#[must_use]
pub fn noise(random: &mut Random) -> Vec<u8> {
    (0..random.below(400)).map(|_| random.bits() as u8).collect()
}

/// An input that is one of the seeds with a few small changes.
#[must_use]
pub fn mutated(seeds: &[&[u8]], random: &mut Random) -> Vec<u8> {
    let mut input = random.pick(seeds).to_vec();
    for _ in 0..=random.below(4) {
        change(&mut input, seeds, random);
    }
    input
}

fn change(input: &mut Vec<u8>, seeds: &[&[u8]], random: &mut Random) {
    let at = random.below(input.len() + 1);
    let to = (at + random.below(9)).min(input.len());
    match random.below(7) {
        0 if at < input.len() => input[at] = random.bits() as u8,
        1 if at < input.len() => input[at] ^= 1 << random.below(8),
        2 => drop(input.drain(at..to)),
        3 => drop(input.splice(at..at, random.pick(SIGNS).iter().copied())),
        4 => drop(input.splice(at..to, random.pick(SIGNS).iter().copied())),
        5 => {
            // A repeated part is a frequent cause of errors.
            let piece = input[at..to].repeat(1 + random.below(40));
            drop(input.splice(at..at, piece));
        }
        _ => {
            let other = random.pick(seeds);
            input.truncate(at);
            input.extend_from_slice(&other[random.below(other.len() + 1)..]);
        }
    }
}
