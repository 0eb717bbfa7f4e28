"""POST /users/{argon2,bcrypt,md5,phpass,scrypt,scrypt-modified,sha}: imported users with hashes of other systems."""

from appwrite.enums.password_hash import PasswordHash
from appwrite.exception import AppwriteException

from lib import models, texts
from lib.case import ClientCase
from lib.clients import USERS, Recorder
from lib.hashes import FIREBASE_PASSWORD, SCHEMES, SCRYPT, SCRYPT_MODIFIED, sha
from shared.values import PASSWORD, an_email, an_id

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

    def assert_imported(self, method, hash, password):
        """The user signs in only with the right password, and the hash is replaced at the sign-in."""
        user = self.imported(method, hash)
        self.assert_model(models.USER, user)
        self.assertEqual((user.password, user.hash), (hash["password"], OPTIONS[method][0]))
        self.assert_error_type("user_invalid_credentials", self.sign_in, user.email, f"{password}!")
        self.assertEqual(USERS.get(user.id), user)
        self.assertEqual(self.sign_in(user.email, password).userid, user.id)
        upgraded = USERS.get(user.id)
        self.assertRegex(upgraded.password, r"^\$argon2id\$")
        self.assertNotEqual(upgraded.password, hash["password"])
        self.assertEqual((upgraded.hash, upgraded.hashoptions.type), ("argon2", "argon2"))
        self.assertEqual(self.sign_in(user.email, password).userid, user.id)

    def test_an_imported_hash_is_replaced_at_the_next_sign_in(self):
        for method, hash in SCHEMES.items():
            with self.subTest(method):
                is_firebase = method == "create_scrypt_modified_user"
                self.assert_imported(method, hash, FIREBASE_PASSWORD if is_firebase else PASSWORD)

    def test_every_version_of_sha_is_accepted(self):
        for version in PasswordHash:
            with self.subTest(version.value):
                self.assert_imported("create_sha_user", sha(version), PASSWORD)

    def test_an_imported_hash_is_shown_with_its_options(self):
        for method, hash in SCHEMES.items():
            with self.subTest(method):
                self.imported(method, hash)
                self.assertEqual((Recorder.recorded["hash"], Recorder.recorded["hashOptions"]), OPTIONS[method])

    def test_an_invalid_hash_is_rejected_with_its_parameter(self):
        for method, hash in SCHEMES.items():
            with self.subTest(method), self.assertRaises(AppwriteException) as caught:
                self.imported(method, {**hash, "password": "correct horse"})
            error = caught.exception
            self.assertEqual((error.code, error.type), (400, "general_argument_invalid"))
            self.assertRegex(error.message, "^Invalid `password` param: ")

    def test_the_email_must_be_valid_and_unused(self):
        taken = self.a_user().email
        for method, hash in SCHEMES.items():
            with self.subTest(method):
                call = getattr(USERS, method)
                self.assert_invalid("email", texts.EMAIL, call, an_id(), "nobody", **hash)
                self.assert_error_type("user_already_exists", call, an_id(), taken, **hash)
