"""POST /users"""

import json
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

from appwrite.exception import AppwriteException

from lib import texts
from lib.case import ClientCase
from lib.clients import USERS, http
from shared.values import PASSWORD, a_phone, a_tag, an_email, an_id


class Create(ClientCase):
    def test_a_new_user_is_returned_with_all_fields_and_is_read_with_the_same_values(self):
        id, email = an_id(), an_email()
        user = self.a_user(id, email, name="Ada Lovelace")
        self.assert_new(user, id, email, "Ada Lovelace")
        self.assert_recent(user["$createdAt"])
        self.assertEqual(USERS.get(id), user)

    def test_the_answer_to_a_creation_is_201(self):
        answer = http("POST", "/users", json.dumps({"userId": an_id(), "email": an_email(), "password": PASSWORD}))
        self.assertEqual(answer.status_code, 201)
        self.remember(answer.json())

    def test_an_id_is_generated_on_request_each_time_a_different_one(self):
        first, second = self.a_user("unique()"), self.a_user("unique()")
        self.assertRegex(first["$id"], r"\A[0-9a-f]{20}\Z")
        self.assertRegex(second["$id"], r"\A[0-9a-f]{20}\Z")
        self.assertNotEqual(first["$id"], second["$id"])

    def test_an_id_has_up_to_36_letters_digits_periods_hyphens_and_underscores(self):
        id = f"A.b-c_{a_tag()}".ljust(36, "z")
        self.assertEqual(self.a_user(id)["$id"], id)

    def test_ids_are_case_sensitive(self):
        id = an_id()
        self.a_user(id)
        other = self.a_user(id.upper())
        self.assertNotEqual(other["$id"], id)
        self.assertEqual(USERS.get(other["$id"])["email"], other["email"])

    def test_the_name_is_optional(self):
        user = self.remember(USERS.create(an_id(), an_email(), PASSWORD))
        self.assertEqual(user["name"], "")

    def test_a_name_has_up_to_128_characters_of_any_size_in_bytes(self):
        name = "𝒜" * 128
        self.assertEqual(self.a_user(name=name)["name"], name)

    def test_an_email_is_stored_in_lower_case(self):
        email = an_email()
        self.assertEqual(self.a_user(email=email.upper())["email"], email)

    def test_a_password_has_8_to_256_characters_of_any_kind(self):
        self.a_user(password="12345678")
        self.a_user(password="ü" * 256)

    def test_unknown_fields_are_ignored(self):
        body = {"userId": an_id(), "email": an_email(), "password": PASSWORD, "phone": a_phone(), "colour": "red"}
        answer = http("POST", "/users", json.dumps(body))
        self.assertEqual(answer.status_code, 201)
        self.assertEqual(self.remember(answer.json())["phone"], "")

    def test_a_body_can_be_a_form(self):
        email = an_email()
        body = urlencode({"userId": an_id(), "email": email, "password": PASSWORD, "name": "Ada & Co"})
        answer = http("POST", "/users", body, {"content-type": "application/x-www-form-urlencoded"})
        self.assertEqual(answer.status_code, 201)
        user = self.remember(answer.json())
        self.assertEqual((user["email"], user["name"]), (email, "Ada & Co"))

    def test_a_body_without_a_known_content_type_is_json(self):
        for content_type in ("text/plain", "application/json; charset=utf-8", "", None):
            with self.subTest(content_type):
                body = json.dumps({"userId": an_id(), "email": an_email(), "password": PASSWORD})
                answer = http("POST", "/users", body, {"content-type": content_type})
                self.assertEqual(answer.status_code, 201, answer.text)
                self.remember(answer.json())

    def test_malformed_json_is_rejected_with_an_error_about_json(self):
        for body in ('{"userId":', "{userId: 1}", "{} {}"):
            with self.subTest(body):
                answer = http("POST", "/users", body)
                error = answer.json()
                self.assertEqual(answer.status_code, 400)
                self.assertEqual((error["code"], error["type"]), (400, "general_argument_invalid"))
                self.assertRegex(error["message"], "(?i)json")

    def test_missing_parameters_are_reported_in_order(self):
        self.assert_missing("userId", USERS.create, "", "", "")
        self.assert_missing("email", USERS.create, an_id(), "", "")
        self.assert_missing("password", USERS.create, an_id(), an_email(), "")

    def test_for_an_empty_body_the_first_parameter_is_reported_as_missing(self):
        for body in ("{}", "[]", "null", '{"userId": null}', ""):
            with self.subTest(body):
                answer = http("POST", "/users", body)
                self.assertEqual(answer.status_code, 400)
                self.assertEqual(answer.json()["message"], 'Param "userId" is not optional.')

    def test_an_invalid_id_is_rejected(self):
        for id in ("-x", "_x", ".x", "a b", "ä", "a/b", "a#b", "x" * 37, 5):
            with self.subTest(id):
                self.assert_invalid("userId", texts.CUSTOM_ID, USERS.create, id, an_email(), PASSWORD)

    def test_an_invalid_email_is_rejected(self):
        for email in ("nobody", "a@b", "a@b.co.", "a..b@x.com", " a@x.com", "ä@x.com", 5):
            with self.subTest(email):
                self.assert_invalid("email", texts.EMAIL, USERS.create, an_id(), email, PASSWORD)

    def test_a_password_that_is_too_short_or_too_long_is_rejected(self):
        for password, text in (("1234567", texts.PASSWORD_SHORT), ("ü" * 7, texts.PASSWORD_SHORT),
                               ("x" * 257, texts.PASSWORD_LONG)):
            with self.subTest(password):
                self.assert_invalid("password", text, USERS.create, an_id(), an_email(), password)

    def test_a_name_that_is_too_long_is_rejected(self):
        for name in ("x" * 129, 5):
            with self.subTest(name):
                self.assert_invalid("name", texts.NAME, USERS.create, an_id(), an_email(), PASSWORD, name)

    def test_the_first_invalid_parameter_is_reported(self):
        name = "x" * 129
        self.assert_invalid("userId", texts.CUSTOM_ID, USERS.create, "-x", "nobody", "short", name)
        self.assert_invalid("email", texts.EMAIL, USERS.create, an_id(), "nobody", "short", name)
        self.assert_invalid("password", texts.PASSWORD_SHORT, USERS.create, an_id(), an_email(), "short", name)

    def test_an_id_in_use_is_a_conflict(self):
        self.assert_taken(USERS.create, self.a_user()["$id"], an_email(), PASSWORD)

    def test_an_email_in_use_is_a_conflict_in_upper_and_lower_case(self):
        email = self.a_user()["email"]
        self.assert_taken(USERS.create, "unique()", email, PASSWORD)
        self.assert_taken(USERS.create, an_id(), email.upper(), PASSWORD)

    def test_an_invalid_parameter_takes_precedence_over_a_conflict(self):
        user = self.a_user()
        self.assert_invalid("password", texts.PASSWORD_SHORT, USERS.create, user["$id"], user["email"], "short")

    def test_a_rejected_creation_creates_nothing(self):
        id = an_id()
        self.assert_taken(USERS.create, id, self.a_user()["email"], PASSWORD)
        self.assert_no_user(USERS.get, id)

    def test_one_of_two_concurrent_creations_with_the_same_email_succeeds(self):
        email = an_email()

        def attempt(_):
            try:
                return self.remember(USERS.create(an_id(), email, PASSWORD))["email"]
            except AppwriteException as error:
                return (error.code, error.type)

        with ThreadPoolExecutor(2) as threads:
            outcomes = list(threads.map(attempt, range(2)))
        self.assertCountEqual(outcomes, [email, (409, "user_already_exists")])
