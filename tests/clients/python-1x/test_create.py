"""POST /users"""

from concurrent.futures import ThreadPoolExecutor

from appwrite.exception import AppwriteException
from appwrite.id import ID
from appwrite.models.algo_argon2 import AlgoArgon2

from lib import models, texts
from lib.case import ClientCase
from lib.clients import USERS, Recorder
from shared.values import PASSWORD, a_phone, a_tag, an_email, an_id


class Create(ClientCase):
    def test_a_new_user_is_returned_with_all_fields_and_is_read_with_the_same_values(self):
        id, email, phone = an_id(), an_email(), a_phone()
        user = self.a_user(user_id=id, email=email, phone=phone)
        self.assert_model(models.USER, user)
        self.assert_recent(user.createdat)
        self.assertRegex(user.password, r"^\$argon2id\$v=19\$m=\d+,t=\d+,p=1\$")
        # The SDK reads the options of every algorithm as those of scrypt, whose model adds defaults for missing fields.
        options = AlgoArgon2.from_dict(Recorder.recorded["hashOptions"])
        self.assertEqual((options.type, options.threads, options.model_extra), ("argon2", 1, {}))
        self.assertGreater(options.memorycost * options.timecost, 0)
        values, now = user.to_dict(), user.createdat
        target = {
            "$createdAt": now, "$updatedAt": now, "name": "", "userId": id, "providerId": None, "expired": False,
        }
        self.assertEqual(values, {
            **values, "$id": id, "$createdAt": now, "$updatedAt": now, "name": "Ada Lovelace", "hash": "argon2",
            "registration": now, "status": True, "labels": [], "passwordUpdate": now, "email": email, "phone": phone,
            "emailVerification": False, "emailCanonical": email, "emailIsFree": False, "emailIsDisposable": False,
            "emailIsCorporate": True, "emailIsCanonical": True, "phoneVerification": False, "mfa": False, "prefs": {},
            "targets": [
                {"$id": user.targets[0].id, **target, "providerType": "email", "identifier": email},
                {"$id": user.targets[1].id, **target, "providerType": "sms", "identifier": phone},
            ],
            "accessedAt": "", "impersonator": False, "impersonatorUserId": None,
        })
        self.assertEqual(USERS.get(id), user)

    def test_only_the_id_is_required(self):
        user = self.a_bare_user()
        self.assert_model(models.USER, user)
        self.assertEqual((user.name, user.email, user.phone, user.passwordupdate), ("", "", "", ""))
        self.assertEqual((user.password, user.hash, user.hashoptions, user.emailcanonical), (None, None, None, None))
        self.assertEqual(user.targets, [])

    def test_a_user_can_have_only_a_phone_or_an_email_without_a_password(self):
        phone, email = a_phone(), an_email()
        self.assertEqual(self.a_bare_user(phone=phone).phone, phone)
        user = self.a_bare_user(email=email)
        self.assertEqual((user.email, user.hash), (email, None))

    def test_an_id_is_generated_on_request_by_the_server_or_by_the_sdk(self):
        self.assertRegex(self.a_bare_user(user_id="unique()").id, "^[0-9a-f]{20}$")
        own = ID.unique()
        self.assertEqual(self.a_bare_user(user_id=own).id, own)

    def test_an_email_is_classified_by_its_provider(self):
        tag = a_tag()
        user = self.a_bare_user(email=f"A.{tag}+news@gmail.com")
        self.assertEqual((user.email, user.emailcanonical), (f"a.{tag}+news@gmail.com", f"a{tag}@gmail.com"))
        self.assertEqual((user.emailisfree, user.emailiscorporate, user.emailiscanonical), (True, False, False))
        self.assertIs(self.a_bare_user(email=f"{tag}@mailinator.com").emailisdisposable, True)

    def test_the_first_invalid_parameter_is_reported(self):
        invalid = {"user_id": "-x", "email": "nobody", "phone": "123", "password": "short", "name": "x" * 129}
        for param, name, rule, valid in (
            ("user_id", "userId", texts.CUSTOM_ID, an_id()),
            ("email", "email", texts.or_null(texts.EMAIL), an_email()),
            ("phone", "phone", texts.or_null(texts.PHONE), a_phone()),
            ("password", "password", texts.PASSWORD, PASSWORD),
            ("name", "name", texts.text(128), "Ada"),
        ):
            self.assert_invalid(name, rule, USERS.create, **invalid)
            invalid[param] = valid
        self.remember(USERS.create(**invalid))

    def test_an_empty_text_is_an_invalid_email_phone_or_name(self):
        for param, rule in (
            ("email", texts.or_null(texts.EMAIL)), ("phone", texts.or_null(texts.PHONE)), ("name", texts.text(128)),
        ):
            with self.subTest(param):
                self.assert_invalid(param, rule, USERS.create, an_id(), **{param: ""})

    def test_an_id_an_email_and_a_phone_in_use_are_the_same_kind_of_conflict(self):
        taken = self.a_user(phone=a_phone())
        for params in ({"user_id": taken.id}, {"email": taken.email.upper()}, {"phone": taken.phone}):
            with self.subTest(params):
                self.assert_error_type("user_already_exists", USERS.create, **{"user_id": an_id(), **params})

    def test_one_of_two_concurrent_creations_with_the_same_phone_succeeds(self):
        phone = a_phone()

        def attempt(_):
            try:
                return self.remember(USERS.create(an_id(), phone=phone))
            except AppwriteException as error:
                return error.type

        with ThreadPoolExecutor(2) as pool:
            outcomes = list(pool.map(attempt, range(2)))
        self.assertEqual(sum(outcome == "user_already_exists" for outcome in outcomes), 1, outcomes)
