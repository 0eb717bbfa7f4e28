// Makes password hashes with the npm packages whose hashes Roster imports: a line of JSON for each, as make.py prints them. The
// arguments are the passwords; without them, they are new in every run.
import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import aspnet from "aspnet-identity-pw";
import { PasswordHasher } from "aspnetcore-identity-password-hasher/build/PasswordHasher.js";
import { hashPassword } from "better-auth/crypto";
import { LegacyScrypt, Scrypt as LuciaScrypt } from "lucia";
import { Scrypt as OsloScrypt } from "oslo/password";
import wordpress from "wordpress-hash-node";

const letters = [..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~"];
const foreign = [..."äöüßéñçøåłžđ日本語한국어русскийعربيעברית€☃🦀🔑ﬁ①ａ"];

const pick = (from, length) => Array.from({ length }, () => from[randomInt(from.length)]).join("");
const version = (name) => JSON.parse(readFileSync(new URL(`./node_modules/${name}/package.json`, import.meta.url))).version;

function line(name, readAs, hash, password) {
    console.log(JSON.stringify({ made_with: `${name} ${version(name)}`, read_as: readAs, hash, password }));
}

const random = [pick(letters, 1), pick(letters, 14), `é${pick(foreign, 9)}e\u0301`, pick(letters, 200), pick(foreign, 50)];
const passwords = process.argv.slice(2);
for (const password of passwords.length > 0 ? passwords : random) {
    const makers = [
        ["better-auth", "better-auth", await hashPassword(password)],
        ["lucia", "", await new LegacyScrypt().hash(password)],
        ["lucia", "lucia", await new LuciaScrypt().hash(password)],
        ["oslo", "lucia", await new OsloScrypt().hash(password)],
    ];
    for (const [name, readAs, hash] of makers) {
        // These take all spellings of a letter for one.
        for (const spelling of [password, password.normalize("NFC"), password.normalize("NFD"), password.normalize("NFKC")]) {
            line(name, readAs, hash, spelling);
        }
    }
    line("aspnet-identity-pw", "aspnet", await promisify(aspnet.hashPassword)(password), password);
    for (const mode of [0, 1]) {
        const hasher = new PasswordHasher(1_000, mode);
        line("aspnetcore-identity-password-hasher", "aspnet", await hasher.hashPassword(password), password);
    }
    // Of other characters it hashes other bytes than WordPress does, which make.php shows.
    if (/^[\x20-\x7e]*$/.test(password)) {
        line("wordpress-hash-node", "", wordpress.HashPassword(password), password);
    }
}
