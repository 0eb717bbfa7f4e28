"""PATCH of single fields: email, name, password, phone, status and both verifications."""

from lib import models, texts
from lib.case import ClientCase
from lib.clients import USERS, http
from shared.values import PASSWORD, a_phone, a_tag, an_email


class UpdateCase(ClientCase):
    def assert_changed(self, before, after, **changes):
        """`after` is `before` with these changes and a later time of change, and equals the stored user."""
        self.assert_model(models.USER, after)
        self.assert_recent(after["$updatedAt"])
        self.assertGreaterEqual(after["$updatedAt"], before["$updatedAt"])
        self.assertEqual(after, {**before, **changes, "$updatedAt": after["$updatedAt"]})
        self.assertEqual(USERS.get(before["$id"]), after)

    def assert_required(self, param, path, call):
        """An empty text and `null` count as missing (the SDK does not send `None`)."""
        id = self.a_user()["$id"]
        self.assert_missing(param, call, id, "")
        for body in ("{}", f'{{"{param}": null}}'):
            answer = http("PATCH", f"/users/{id}/{path}", body)
            self.assertEqual(answer.status_code, 400)
            self.assertEqual(answer.json()["message"], f'Param "{param}" is not optional.')


class UpdateEmail(UpdateCase):
    def assert_email_taken(self, id, email):
        self.assert_error(409, "user_email_already_exists", "Email already exists", USERS.update_email, id, email)

    def test_a_new_email_is_stored_in_lower_case_and_is_unverified(self):
        before = USERS.update_email_verification(self.a_user()["$id"], True)
        email = an_email()
        after = USERS.update_email(before["$id"], email.upper())
        self.assert_changed(before, after, email=email, emailVerification=False)

    def test_setting_the_same_email_succeeds_and_removes_the_verification(self):
        before = USERS.update_email_verification(self.a_user()["$id"], True)
        after = USERS.update_email(before["$id"], before["email"])
        self.assert_changed(before, after, emailVerification=False)

    def test_an_email_of_another_user_is_a_conflict_and_changes_nothing(self):
        user, other = self.a_user(), self.a_user()
        self.assert_email_taken(user["$id"], other["email"])
        self.assert_email_taken(user["$id"], other["email"].upper())
        self.assertEqual(USERS.get(user["$id"]), user)

    def test_other_users_can_have_a_former_email(self):
        user, other = self.a_user(), self.a_user()
        USERS.update_email(user["$id"], an_email())
        self.assertEqual(USERS.update_email(other["$id"], user["email"])["email"], user["email"])

    def test_unusual_valid_emails_are_accepted(self):
        id, tag = self.a_user()["$id"], a_tag()
        valid = (
            f"A.B+c{tag}@Example.COM", f"a'b{tag}@x.com", f"{tag}@b.c", f"{tag}@[127.0.0.1]",
            f"{tag.ljust(64, 'l')}@x.com", f"a@{tag.ljust(63, 'l')}.com",
        )
        for email in valid:
            with self.subTest(email):
                self.assertEqual(USERS.update_email(id, email)["email"], email.lower())

    def test_invalid_emails_are_rejected(self):
        id = self.a_user()["$id"]
        invalid = (
            "a@b", "a@localhost", '"q s"@x.com', "a..b@x.com", ".a@x.com", "a@-x.com", "ä@x.com", "a@ü.com",
            " a@x.com", "a@x.com ", "a@1.2.3.4", "a@x_y.com", "a@b.co.", f"{'l' * 65}@x.com", f"a@{'l' * 64}.com",
            5, True,
        )
        for email in invalid:
            with self.subTest(email):
                self.assert_invalid("email", texts.EMAIL, USERS.update_email, id, email)
        self.assert_required("email", "email", USERS.update_email)


class UpdateName(UpdateCase):
    def test_a_new_name_changes_only_the_name(self):
        before = USERS.update_email_verification(self.a_user()["$id"], True)
        name = f'Grace "Amazing" Hopper {"ü" * 100}'
        self.assert_changed(before, USERS.update_name(before["$id"], name), name=name)

    def test_invalid_names_are_rejected(self):
        id = self.a_user()["$id"]
        for name in ("x" * 129, 5):
            self.assert_invalid("name", texts.NAME, USERS.update_name, id, name)
        self.assert_required("name", "name", USERS.update_name)


class UpdatePassword(UpdateCase):
    def test_a_new_password_changes_its_date_and_is_not_shown(self):
        before = self.a_user()
        after = USERS.update_password(before["$id"], "another valid password")
        self.assert_changed(before, after, passwordUpdate=after["$updatedAt"])

    def test_setting_the_same_password_succeeds(self):
        before = self.a_user(password=PASSWORD)
        after = USERS.update_password(before["$id"], PASSWORD)
        self.assert_changed(before, after, passwordUpdate=after["$updatedAt"])

    def test_invalid_passwords_are_rejected(self):
        id = self.a_user()["$id"]
        for password in ("1234567", "ü" * 7):
            self.assert_invalid("password", texts.PASSWORD_SHORT, USERS.update_password, id, password)
        self.assert_invalid("password", texts.PASSWORD_LONG, USERS.update_password, id, "x" * 257)
        self.assert_required("password", "password", USERS.update_password)


class UpdatePhone(UpdateCase):
    def a_user_with_a_verified_phone(self):
        id = self.a_user()["$id"]
        USERS.update_phone(id, a_phone())
        return USERS.update_phone_verification(id, True)

    def test_a_new_phone_is_unverified(self):
        before = self.a_user_with_a_verified_phone()
        phone = a_phone()
        after = USERS.update_phone(before["$id"], phone)
        self.assert_changed(before, after, phone=phone, phoneVerification=False)

    def test_setting_the_same_phone_succeeds_and_removes_the_verification(self):
        before = self.a_user_with_a_verified_phone()
        after = USERS.update_phone(before["$id"], before["phone"])
        self.assert_changed(before, after, phoneVerification=False)

    def test_a_phone_of_another_user_is_a_conflict_and_changes_nothing(self):
        user, phone = self.a_user(), self.a_user_with_a_verified_phone()["phone"]
        self.assert_error(409, "user_phone_already_exists", "Phone number already exists",
                            USERS.update_phone, user["$id"], phone)
        self.assertEqual(USERS.get(user["$id"]), user)

    def test_other_users_can_have_a_former_phone(self):
        user, other = self.a_user_with_a_verified_phone(), self.a_user()
        USERS.update_phone(user["$id"], a_phone())
        self.assertEqual(USERS.update_phone(other["$id"], user["phone"])["phone"], user["phone"])

    def test_invalid_phones_are_rejected(self):
        id = self.a_user()["$id"]
        invalid = ("123", "+1", "+0123456", "+1234567890123456", "+12345x", "+123456\n", "+12 345", 4930901820)
        for number in invalid:
            with self.subTest(number):
                self.assert_invalid("number", texts.PHONE, USERS.update_phone, id, number)
        self.assert_required("number", "phone", USERS.update_phone)


class UpdateStatus(UpdateCase):
    def test_a_user_can_be_blocked_and_unblocked_and_is_readable_meanwhile(self):
        before = self.a_user()
        blocked = USERS.update_status(before["$id"], False)
        self.assert_changed(before, blocked, status=False)
        self.assert_changed(blocked, USERS.update_status(before["$id"], True), status=True)

    def test_a_status_is_accepted_as_boolean_text_and_number(self):
        id = self.a_user()["$id"]
        for sent, expected in (("false", False), ("true", True), (0, False), (1, True), ("0", False), ("1", True)):
            with self.subTest(sent):
                self.assertIs(USERS.update_status(id, sent)["status"], expected)
        for status in ("maybe", 2, [], {}):
            with self.subTest(status):
                self.assert_invalid("status", texts.BOOLEAN, USERS.update_status, id, status)
        self.assert_required("status", "status", USERS.update_status)


class UpdateVerification(UpdateCase):
    FLAGS = (
        ("emailVerification", "verification", USERS.update_email_verification),
        ("phoneVerification", "verification/phone", USERS.update_phone_verification),
    )

    def test_a_flag_is_set_and_cleared(self):
        for param, _, call in self.FLAGS:
            with self.subTest(param):
                before = self.a_user()
                verified = call(before["$id"], True)
                self.assert_changed(before, verified, **{param: True})
                self.assert_changed(verified, call(before["$id"], False), **{param: False})

    def test_a_flag_accepts_only_true_and_false(self):
        id = self.a_user()["$id"]
        for param, path, call in self.FLAGS:
            for flag in ("true", "false", "1", 1, 0):
                with self.subTest(param, flag=flag):
                    self.assert_invalid(param, texts.BOOLEAN, call, id, flag)
            self.assert_required(param, path, call)
            self.assertIs(USERS.get(id)[param], False)
