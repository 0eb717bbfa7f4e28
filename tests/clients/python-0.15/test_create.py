"""POST /users"""

import json
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

from appwrite.exception import AppwriteException

from lib import texts
from lib.case import ClientCase
from lib.clients import USERS, http
from lib.fixtures import PASSWORD, a_phone, a_tag, an_email, an_id


class Create(ClientCase):
    def test_a_new_user_comes_back_whole_and_the_same_when_asked_for(self):
        id, email = an_id(), an_email()
        user = self.a_user(id, email, name="Ada Lovelace")
        self.assert_new(user, id, email, "Ada Lovelace")
        self.assert_recent(user["$createdAt"])
        self.assertEqual(USERS.get(id), user)

    def test_creation_answers_201(self):
        answer = http("POST", "/users", json.dumps({"userId": an_id(), "email": an_email(), "password": PASSWORD}))
        self.assertEqual(answer.status_code, 201)
        self.remember(answer.json())

    def test_an_id_is_made_on_request_each_time_another(self):
        first, second = self.a_user("unique()"), self.a_user("unique()")
        self.assertRegex(first["$id"], r"\A[0-9a-f]{20}\Z")
        self.assertRegex(second["$id"], r"\A[0-9a-f]{20}\Z")
        self.assertNotEqual(first["$id"], second["$id"])

    def test_an_id_may_hold_letters_digits_period_hyphen_and_underscore_36_in_all(self):
        id = f"A.b-c_{a_tag()}".ljust(36, "z")
        self.assertEqual(self.a_user(id)["$id"], id)

    def test_ids_that_differ_in_case_are_two_ids(self):
        id = an_id()
        self.a_user(id)
        other = self.a_user(id.upper())
        self.assertNotEqual(other["$id"], id)
        self.assertEqual(USERS.get(other["$id"])["email"], other["email"])

    def test_a_name_may_be_left_out(self):
        user = self.remember(USERS.create(an_id(), an_email(), PASSWORD))
        self.assertEqual(user["name"], "")

    def test_a_name_of_128_characters_is_kept_however_many_bytes_they_take(self):
        name = "𝒜" * 128
        self.assertEqual(self.a_user(name=name)["name"], name)

    def test_an_address_is_kept_in_lower_case(self):
        email = an_email()
        self.assertEqual(self.a_user(email=email.upper())["email"], email)

    def test_a_password_has_8_to_256_characters_of_any_kind(self):
        self.a_user(password="12345678")
        self.a_user(password="ü" * 256)

    def test_what_is_not_known_is_not_minded(self):
        body = {"userId": an_id(), "email": an_email(), "password": PASSWORD, "phone": a_phone(), "colour": "red"}
        answer = http("POST", "/users", json.dumps(body))
        self.assertEqual(answer.status_code, 201)
        self.assertEqual(self.remember(answer.json())["phone"], "")

    def test_a_form_is_a_body_too(self):
        email = an_email()
        body = urlencode({"userId": an_id(), "email": email, "password": PASSWORD, "name": "Ada & Co"})
        answer = http("POST", "/users", body, {"content-type": "application/x-www-form-urlencoded"})
        self.assertEqual(answer.status_code, 201)
        user = self.remember(answer.json())
        self.assertEqual((user["email"], user["name"]), (email, "Ada & Co"))

    def test_a_body_that_does_not_say_what_it_is_is_json(self):
        for content_type in ("text/plain", "application/json; charset=utf-8", "", None):
            with self.subTest(content_type):
                body = json.dumps({"userId": an_id(), "email": an_email(), "password": PASSWORD})
                answer = http("POST", "/users", body, {"content-type": content_type})
                self.assertEqual(answer.status_code, 201, answer.text)
                self.remember(answer.json())

    def test_malformed_json_is_refused_and_called_so(self):
        for body in ('{"userId":', "{userId: 1}", "{} {}"):
            with self.subTest(body):
                answer = http("POST", "/users", body)
                error = answer.json()
                self.assertEqual(answer.status_code, 400)
                self.assertEqual((error["code"], error["type"]), (400, "general_argument_invalid"))
                self.assertRegex(error["message"], "(?i)json")

    def test_what_is_required_is_asked_for_in_order(self):
        self.assert_missing("userId", USERS.create, "", "", "")
        self.assert_missing("email", USERS.create, an_id(), "", "")
        self.assert_missing("password", USERS.create, an_id(), an_email(), "")

    def test_an_empty_body_lacks_the_first_parameter(self):
        for body in ("{}", "[]", "null", '{"userId": null}', ""):
            with self.subTest(body):
                answer = http("POST", "/users", body)
                self.assertEqual(answer.status_code, 400)
                self.assertEqual(answer.json()["message"], 'Param "userId" is not optional.')

    def test_an_id_that_breaks_the_rule_is_refused(self):
        for id in ("-x", "_x", ".x", "a b", "ä", "a/b", "a#b", "x" * 37, 5):
            with self.subTest(id):
                self.assert_invalid("userId", texts.CUSTOM_ID, USERS.create, id, an_email(), PASSWORD)

    def test_an_address_that_breaks_the_rule_is_refused(self):
        for email in ("nobody", "a@b", "a@b.co.", "a..b@x.com", " a@x.com", "ä@x.com", 5):
            with self.subTest(email):
                self.assert_invalid("email", texts.EMAIL, USERS.create, an_id(), email, PASSWORD)

    def test_a_password_too_short_or_too_long_is_refused(self):
        for password, text in (("1234567", texts.PASSWORD_SHORT), ("ü" * 7, texts.PASSWORD_SHORT),
                               ("x" * 257, texts.PASSWORD_LONG)):
            with self.subTest(password):
                self.assert_invalid("password", text, USERS.create, an_id(), an_email(), password)

    def test_a_name_too_long_is_refused(self):
        for name in ("x" * 129, 5):
            with self.subTest(name):
                self.assert_invalid("name", texts.NAME, USERS.create, an_id(), an_email(), PASSWORD, name)

    def test_the_first_bad_parameter_is_the_one_that_is_named(self):
        name = "x" * 129
        self.assert_invalid("userId", texts.CUSTOM_ID, USERS.create, "-x", "nobody", "short", name)
        self.assert_invalid("email", texts.EMAIL, USERS.create, an_id(), "nobody", "short", name)
        self.assert_invalid("password", texts.PASSWORD_SHORT, USERS.create, an_id(), an_email(), "short", name)

    def test_an_id_in_use_is_a_conflict(self):
        self.assert_taken(USERS.create, self.a_user()["$id"], an_email(), PASSWORD)

    def test_an_address_in_use_is_a_conflict_in_any_case_of_letters(self):
        email = self.a_user()["email"]
        self.assert_taken(USERS.create, "unique()", email, PASSWORD)
        self.assert_taken(USERS.create, an_id(), email.upper(), PASSWORD)

    def test_a_bad_parameter_is_told_before_a_conflict(self):
        user = self.a_user()
        self.assert_invalid("password", texts.PASSWORD_SHORT, USERS.create, user["$id"], user["email"], "short")

    def test_a_refused_creation_leaves_nothing_behind(self):
        id = an_id()
        self.assert_taken(USERS.create, id, self.a_user()["email"], PASSWORD)
        self.assert_no_user(USERS.get, id)

    def test_of_two_who_want_one_address_at_once_one_gets_it(self):
        email = an_email()

        def attempt(_):
            try:
                return self.remember(USERS.create(an_id(), email, PASSWORD))["email"]
            except AppwriteException as error:
                return (error.code, error.type)

        with ThreadPoolExecutor(2) as threads:
            outcomes = list(threads.map(attempt, range(2)))
        self.assertCountEqual(outcomes, [email, (409, "user_already_exists")])
