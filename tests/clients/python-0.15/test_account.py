"""/account: what a user does to himself, through a server that holds his JWT."""

from lib import models, texts
from lib.account_operations import NEW_PASSWORD
from lib.case import ClientCase
from lib.clients import USERS, account_as
from lib.fixtures import PASSWORD, a_phone, an_email

WRONG_PASSWORD = "not the password"


class AccountOfAUser(ClientCase):
    def setUp(self):
        self.user = self.a_user()
        self.account = account_as(**self.signed_in(self.user))

    def assert_changed(self, answer, **changes):
        """The user as he was but for this, and what a reader finds."""
        self.assert_model(models.USER, answer)
        self.assertEqual(answer, {**self.user, **changes, "$updatedAt": answer["$updatedAt"]})
        self.assertEqual(self.account.get(), answer)
        self.assertEqual(USERS.get(self.user["$id"]), answer)

    def test_a_user_finds_himself(self):
        found = self.account.get()
        self.assert_model(models.USER, found)
        self.assertEqual(found, self.user)

    def test_a_name(self):
        self.assert_changed(self.account.update_name("Grace Hopper"), name="Grace Hopper")
        self.assert_invalid("name", texts.NAME, self.account.update_name, "x" * 129)
        self.assert_missing("name", self.account.update_name, "")

    def test_an_email_address_with_the_password_has_to_be_verified_again(self):
        USERS.update_email_verification(self.user["$id"], True)
        email = an_email()
        changed = self.account.update_email(email.upper(), PASSWORD)
        self.assert_changed(changed, email=email, emailVerification=False)

    def test_an_email_address_is_refused_with_a_wrong_password_or_when_it_is_taken_or_none(self):
        update, taken = self.account.update_email, self.a_user()["email"]
        self.assert_wrong_password(update, an_email(), WRONG_PASSWORD)
        self.assert_refused(409, "user_email_already_exists", "Email already exists", update, taken, PASSWORD)
        self.assert_invalid("email", texts.EMAIL, update, "nobody", PASSWORD)
        self.assert_invalid("password", texts.PASSWORD_SHORT, update, an_email(), "short")
        self.assertEqual(self.account.get(), self.user)

    def test_a_phone_number_with_the_password_has_to_be_verified_again(self):
        USERS.update_phone_verification(self.user["$id"], True)
        phone = a_phone()
        self.assert_changed(self.account.update_phone(phone, PASSWORD), phone=phone, phoneVerification=False)

    def test_a_phone_number_is_refused_with_a_wrong_password_or_when_it_is_taken_or_none(self):
        update, taken = self.account.update_phone, a_phone()
        USERS.update_phone(self.a_user()["$id"], taken)
        self.assert_wrong_password(update, a_phone(), WRONG_PASSWORD)
        self.assert_refused(409, "user_phone_already_exists", "Phone number already exists", update, taken, PASSWORD)
        self.assert_invalid("number", texts.PHONE, update, "123", PASSWORD)
        self.assertEqual(self.account.get(), self.user)

    def test_a_password_with_the_old_one(self):
        changed = self.account.update_password(NEW_PASSWORD, PASSWORD)
        self.assert_recent(changed["passwordUpdate"])
        self.assert_changed(changed, passwordUpdate=changed["passwordUpdate"])
        self.assert_wrong_password(self.account.update_email, an_email(), PASSWORD)
        email = an_email()
        self.assertEqual(self.account.update_email(email, NEW_PASSWORD)["email"], email)

    def test_a_password_is_refused_with_a_wrong_old_one_without_one_or_when_it_is_none(self):
        update = self.account.update_password
        self.assert_wrong_password(update, NEW_PASSWORD, WRONG_PASSWORD)
        self.assert_wrong_password(update, NEW_PASSWORD)
        self.assert_invalid("password", texts.PASSWORD_SHORT, update, "short", PASSWORD)
        self.assert_invalid("password", texts.PASSWORD_LONG, update, "x" * 257, PASSWORD)
        self.assertEqual(self.account.get(), self.user)

    def test_preferences_are_replaced_as_a_whole_and_kept_as_they_are(self):
        prefs = {"theme": "dark", "nested": {"empty": {}, "none": []}, "number": 1.5}
        self.assertEqual(self.account.get_prefs(), {})
        self.assert_changed(self.account.update_prefs(prefs), prefs=prefs)
        self.assertEqual(self.account.get_prefs(), prefs)
        self.account.update_prefs({"other": True})
        self.assertEqual(self.account.get_prefs(), {"other": True})
        self.assert_invalid("prefs", texts.OBJECT, self.account.update_prefs, ["a"])

    def test_a_user_blocks_himself_and_only_an_administrator_can_unblock_him(self):
        self.assertIs(self.account.update_status()["status"], False)
        self.assert_blocked(self.account.get)
        USERS.update_status(self.user["$id"], True)
        self.assertIs(self.account.get()["status"], True)

    def test_the_log_tells_what_the_user_did_from_what_was_done_to_him(self):
        id = self.user["$id"]
        self.account.update_name("Grace Hopper")
        USERS.update_name(id, "Ada Lovelace")
        answer = self.account.get_logs()
        lines = self.assert_list(answer, "logs", models.LOG)
        session = self.account.get_sessions()["sessions"][0]["$id"]
        self.assertEqual([(line["event"], line["mode"]) for line in lines], [
            (f"users.{id}.update.name", "admin"),
            (f"users.{id}.update.name", "default"),
            (f"users.{id}.sessions.{session}.create", "admin"),
            (f"users.{id}.create", "admin"),
        ])
        self.assertEqual(answer, USERS.get_logs(id))
        self.assertEqual(self.account.get_logs(1, 1), {"total": 4, "logs": lines[1:2]})
        self.assert_invalid("limit", texts.LIMIT, self.account.get_logs, 101)
        self.assert_invalid("offset", texts.OFFSET, self.account.get_logs, 25, 5001)
