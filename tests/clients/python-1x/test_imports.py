"""POST /users/{argon2,bcrypt,md5,phpass,scrypt,scrypt-modified,sha}: users who move in with hashes that others have made."""

from appwrite.enums.password_hash import PasswordHash
from appwrite.exception import AppwriteException

from lib import models, texts
from lib.case import ClientCase
from lib.clients import USERS, Listener
from lib.fixtures import PASSWORD, an_email, an_id
from lib.hashes import FIREBASE_PASSWORD, SCHEMES, SCRYPT, SCRYPT_MODIFIED, sha

OPTIONS = {
    "create_argon2_user": ("argon2", {"type": "argon2", "memoryCost": 2048, "timeCost": 2, "threads": 3}),
    "create_bcrypt_user": ("bcrypt", {"type": "bcrypt", "cost": 5}),
    "create_md5_user": ("md5", {"type": "md5"}),
    "create_ph_pass_user": ("phpass", {"type": "phpass", "iteration_count_log2": 8}),
    "create_scrypt_user": ("scrypt", {
        "type": "scrypt", "costCpu": 2048, "costMemory": 4, "costParallel": 1, "length": 32,
        "salt": SCRYPT["password_salt"],
    }),
    "create_scrypt_modified_user": ("scryptMod", {
        "type": "scryptMod", "salt": SCRYPT_MODIFIED["password_salt"],
        "saltSeparator": SCRYPT_MODIFIED["password_salt_separator"],
        "signerKey": SCRYPT_MODIFIED["password_signer_key"],
    }),
    "create_sha_user": ("sha", {"type": "sha", "version": "sha256"}),
}


class Imports(ClientCase):
    def imported(self, method, hash):
        return self.remember(getattr(USERS, method)(user_id=an_id(), email=an_email(), **hash))

    def assert_moves_in(self, method, hash, password):
        """The user signs in with his password alone, and his hash is ours from then on."""
        user = self.imported(method, hash)
        self.assert_model(models.USER, user)
        self.assertEqual((user.password, user.hash), (hash["password"], OPTIONS[method][0]))
        self.assert_known("user_invalid_credentials", self.sign_in, user.email, f"{password}!")
        self.assertEqual(USERS.get(user.id), user)
        self.assertEqual(self.sign_in(user.email, password).userid, user.id)
        upgraded = USERS.get(user.id)
        self.assertRegex(upgraded.password, r"^\$argon2id\$")
        self.assertNotEqual(upgraded.password, hash["password"])
        self.assertEqual((upgraded.hash, upgraded.hashoptions.type), ("argon2", "argon2"))
        self.assertEqual(self.sign_in(user.email, password).userid, user.id)

    def test_a_hash_of_another_maker_becomes_ours_at_the_next_sign_in(self):
        for method, hash in SCHEMES.items():
            with self.subTest(method):
                is_firebase = method == "create_scrypt_modified_user"
                self.assert_moves_in(method, hash, FIREBASE_PASSWORD if is_firebase else PASSWORD)

    def test_every_version_of_sha_is_taken(self):
        for version in PasswordHash:
            with self.subTest(version.value):
                self.assert_moves_in("create_sha_user", sha(version), PASSWORD)

    def test_a_hash_shows_how_it_was_made(self):
        for method, hash in SCHEMES.items():
            with self.subTest(method):
                self.imported(method, hash)
                self.assertEqual((Listener.heard["hash"], Listener.heard["hashOptions"]), OPTIONS[method])

    def test_what_is_no_hash_is_refused_and_called_so(self):
        for method, hash in SCHEMES.items():
            with self.subTest(method), self.assertRaises(AppwriteException) as caught:
                self.imported(method, {**hash, "password": "correct horse"})
            error = caught.exception
            self.assertEqual((error.code, error.type), (400, "general_argument_invalid"))
            self.assertRegex(error.message, "^Invalid `password` param: ")

    def test_an_address_must_be_one_and_free(self):
        taken = self.a_user().email
        for method, hash in SCHEMES.items():
            with self.subTest(method):
                call = getattr(USERS, method)
                self.assert_invalid("email", texts.EMAIL, call, an_id(), "nobody", **hash)
                self.assert_known("user_already_exists", call, an_id(), taken, **hash)
