//! Hashes of Firebase that hold the keys of their project, as Supabase, Ory Kratos and Zitadel store them.

use super::Read;
use crate::Invalid;
use crate::hash::text::{number, settings};
use crate::hash::{FirebaseKeys, PasswordHash, firebase};

pub(super) fn read(text: &str) -> Option<Read> {
    let (tag, rest) = text.strip_prefix('$')?.split_once('$')?;
    let keys = match tag {
        "fbscrypt" => supabase(rest),
        "firescrypt" | "firebasescrypt" => other(rest),
        _ => return None,
    };
    let hash = keys.ok_or(Invalid::Hash(firebase::RULE));
    Some(hash.and_then(|(keys, hash)| PasswordHash::scrypt_modified(&keys?, hash)))
}

type Keys<'a> = (Result<FirebaseKeys, Invalid>, &'a str);

/// `v=1,n=14,r=8,p=1,ss=Bw==,sk=<signer key>$salt$hash` (source: Supabase Auth, internal/crypto/password.go).
fn supabase(rest: &str) -> Option<Keys<'_>> {
    let [options, salt, hash] = rest.split('$').collect::<Vec<_>>().try_into().ok()?;
    let option = |name: &str| options.split(',').find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
    let (rounds, mem_cost) = (number(option("r")?)?, number(option("n")?)?);
    let is_known = option("v")? == "1" && option("p")? == "1";
    let keys = FirebaseKeys::new(salt, option("ss")?, option("sk")?);
    is_known.then(|| (keys.and_then(|keys| keys.with_cost(rounds, mem_cost)), hash))
}

/// `ln=14,r=8,p=1$salt$hash$separator$signer key` (sources: Ory Kratos, hash/hash_comparator.go; Zitadel's passwap,
/// firebasescrypt/firebasescrypt.go, which has no p).
fn other(rest: &str) -> Option<Keys<'_>> {
    let [options, salt, hash, separator, signer_key] = rest.split('$').collect::<Vec<_>>().try_into().ok()?;
    let options = options.strip_suffix(",p=1").unwrap_or(options);
    let [mem_cost, rounds] = settings(options, ["ln", "r"])?;
    let keys = FirebaseKeys::new(salt, separator, signer_key);
    Some((keys.and_then(|keys| keys.with_cost(rounds, mem_cost)), hash))
}
