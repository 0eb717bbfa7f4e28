// Hashes of one password by other implementations than Roster's: Node (OpenSSL) and hash-wasm. Each is the parameters
// of its import, without id and email.

import { createCipheriv, createHash, randomBytes, scryptSync } from 'node:crypto';
import { argon2id, bcrypt as bcryptOf } from 'hash-wasm';
import { PASSWORD } from './fixtures.mjs';

export const argon2 = {
  password: await argon2id({
    password: PASSWORD, salt: randomBytes(16), parallelism: 2, iterations: 3, memorySize: 1024, hashLength: 32,
    outputType: 'encoded',
  }),
};

export const bcrypt = {
  password: await bcryptOf({ password: PASSWORD, salt: randomBytes(16), costFactor: 6, outputType: 'encoded' }),
};

export const md5 = { password: createHash('md5').update(PASSWORD).digest('hex') };

const sha = (name) => ({ password: createHash(name).update(PASSWORD).digest('hex') });

/** The versions of SHA: their names in the API, and in OpenSSL. */
export const SHA = {
  sha1: 'sha1', sha224: 'sha224', sha256: 'sha256', sha384: 'sha384', 'sha512/224': 'sha512-224',
  'sha512/256': 'sha512-256', sha512: 'sha512', 'sha3-224': 'sha3-224', 'sha3-256': 'sha3-256', 'sha3-384': 'sha3-384',
  'sha3-512': 'sha3-512',
};
export const ofSha = (version) => ({ ...sha(SHA[version]), passwordVersion: version });
export const sha256 = ofSha('sha256');

/** A hash of the default version. */
export const shaUnnamed = sha('sha3-512');

const SALT = randomBytes(8).toString('hex');

export const scrypt = {
  password: scryptSync(PASSWORD, SALT, 64, { N: 1024, r: 8, p: 2 }).toString('hex'),
  passwordSalt: SALT,
  passwordCpu: 1024,
  passwordMemory: 8,
  passwordParallel: 2,
  passwordLength: 64,
};

/** Firebase: scrypt derives a key, and the hash is the signer key of the project, encrypted with it. */
export const scryptModified = (() => {
  const [salt, separator, signerKey] = [randomBytes(10), Buffer.from([7]), randomBytes(64)];
  const key = scryptSync(PASSWORD, Buffer.concat([salt, separator]), 32, { N: 2 ** 14, r: 8, p: 1 });
  const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  return {
    password: Buffer.concat([cipher.update(signerKey), cipher.final()]).toString('base64'),
    passwordSalt: salt.toString('base64'),
    passwordSaltSeparator: separator.toString('base64'),
    passwordSignerKey: signerKey.toString('base64'),
  };
})();

/** phpass: repeated MD5, encoded with six bits for each character, the lowest bits first. */
export const phpass = (() => {
  const LETTERS = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  const [rounds, salt] = [8, randomBytes(4).toString('hex')];
  const once = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('md5')).digest();
  let digest = once(salt, PASSWORD);
  for (let n = 0; n < 2 ** rounds; n += 1) digest = once(digest, PASSWORD);
  let text = '';
  for (let at = 0; at < digest.length; at += 3) {
    const bytes = [...digest.subarray(at, at + 3)];
    const word = bytes.reduce((sum, byte, n) => sum + byte * 256 ** n, 0);
    for (let n = 0; n <= bytes.length; n += 1) text += LETTERS[Math.floor(word / 64 ** n) % 64];
  }
  return { password: `$P$${LETTERS[rounds]}${salt}${text}` };
})();
