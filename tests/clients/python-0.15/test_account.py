"""/account: changes by a user, by a server with the user's JWT."""

from lib import models, texts
from lib.account_operations import NEW_PASSWORD
from lib.case import ClientCase
from lib.clients import USERS, account_as
from shared.values import PASSWORD, a_phone, an_email

WRONG_PASSWORD = "not the password"


class AccountOfAUser(ClientCase):
    def setUp(self):
        self.user = self.a_user()
        self.account = account_as(**self.signed_in(self.user))

    def assert_changed(self, answer, **changes):
        """The answer is the user with these changes, and equals the stored user."""
        self.assert_model(models.USER, answer)
        self.assertEqual(answer, {**self.user, **changes, "$updatedAt": answer["$updatedAt"]})
        self.assertEqual(self.account.get(), answer)
        self.assertEqual(USERS.get(self.user["$id"]), answer)

    def test_a_user_reads_their_own_account(self):
        found = self.account.get()
        self.assert_model(models.USER, found)
        self.assertEqual(found, self.user)

    def test_a_name_is_changed(self):
        self.assert_changed(self.account.update_name("Grace Hopper"), name="Grace Hopper")
        self.assert_invalid("name", texts.NAME, self.account.update_name, "x" * 129)
        self.assert_missing("name", self.account.update_name, "")

    def test_an_email_is_changed_with_the_password_and_is_unverified(self):
        USERS.update_email_verification(self.user["$id"], True)
        email = an_email()
        changed = self.account.update_email(email.upper(), PASSWORD)
        self.assert_changed(changed, email=email, emailVerification=False)

    def test_an_invalid_or_used_email_or_a_wrong_password_is_rejected(self):
        update, taken = self.account.update_email, self.a_user()["email"]
        self.assert_wrong_password(update, an_email(), WRONG_PASSWORD)
        self.assert_error(409, "user_email_already_exists", "Email already exists", update, taken, PASSWORD)
        self.assert_invalid("email", texts.EMAIL, update, "nobody", PASSWORD)
        self.assert_invalid("password", texts.PASSWORD_SHORT, update, an_email(), "short")
        self.assertEqual(self.account.get(), self.user)

    def test_a_phone_is_changed_with_the_password_and_is_unverified(self):
        USERS.update_phone_verification(self.user["$id"], True)
        phone = a_phone()
        self.assert_changed(self.account.update_phone(phone, PASSWORD), phone=phone, phoneVerification=False)

    def test_an_invalid_or_used_phone_or_a_wrong_password_is_rejected(self):
        update, taken = self.account.update_phone, a_phone()
        USERS.update_phone(self.a_user()["$id"], taken)
        self.assert_wrong_password(update, a_phone(), WRONG_PASSWORD)
        self.assert_error(409, "user_phone_already_exists", "Phone number already exists", update, taken, PASSWORD)
        self.assert_invalid("number", texts.PHONE, update, "123", PASSWORD)
        self.assertEqual(self.account.get(), self.user)

    def test_a_password_is_changed_with_the_old_one(self):
        changed = self.account.update_password(NEW_PASSWORD, PASSWORD)
        self.assert_recent(changed["passwordUpdate"])
        self.assert_changed(changed, passwordUpdate=changed["passwordUpdate"])
        self.assert_wrong_password(self.account.update_email, an_email(), PASSWORD)
        email = an_email()
        self.assertEqual(self.account.update_email(email, NEW_PASSWORD)["email"], email)

    def test_an_invalid_password_or_a_wrong_or_missing_old_one_is_rejected(self):
        update = self.account.update_password
        self.assert_wrong_password(update, NEW_PASSWORD, WRONG_PASSWORD)
        self.assert_wrong_password(update, NEW_PASSWORD)
        self.assert_invalid("password", texts.PASSWORD_SHORT, update, "short", PASSWORD)
        self.assert_invalid("password", texts.PASSWORD_LONG, update, "x" * 257, PASSWORD)
        self.assertEqual(self.account.get(), self.user)

    def test_preferences_are_replaced_as_a_whole_and_stored_without_changes(self):
        prefs = {"theme": "dark", "nested": {"empty": {}, "none": []}, "number": 1.5}
        self.assertEqual(self.account.get_prefs(), {})
        self.assert_changed(self.account.update_prefs(prefs), prefs=prefs)
        self.assertEqual(self.account.get_prefs(), prefs)
        self.account.update_prefs({"other": True})
        self.assertEqual(self.account.get_prefs(), {"other": True})
        self.assert_invalid("prefs", texts.OBJECT, self.account.update_prefs, ["a"])

    def test_users_can_block_themselves_and_only_an_administrator_can_unblock_them(self):
        self.assertIs(self.account.update_status()["status"], False)
        self.assert_blocked(self.account.get)
        USERS.update_status(self.user["$id"], True)
        self.assertIs(self.account.get()["status"], True)

    def test_the_log_distinguishes_changes_by_the_user_and_changes_by_an_api_key(self):
        id = self.user["$id"]
        self.account.update_name("Grace Hopper")
        USERS.update_name(id, "Ada Lovelace")
        answer = self.account.get_logs()
        entries = self.assert_list(answer, "logs", models.LOG)
        session = self.account.get_sessions()["sessions"][0]["$id"]
        self.assertEqual([(entry["event"], entry["mode"]) for entry in entries], [
            (f"users.{id}.update.name", "admin"),
            (f"users.{id}.update.name", "default"),
            (f"users.{id}.sessions.{session}.create", "admin"),
            (f"users.{id}.create", "admin"),
        ])
        # Only a server sees which API key made a change.
        of_server = USERS.get_logs(id)
        self.assertEqual([entry["keyId"] != "" for entry in of_server["logs"]], [True, False, True, True])
        hidden = [{**entry, "keyId": "", "keyName": ""} for entry in of_server["logs"]]
        self.assertEqual(answer, {**of_server, "logs": hidden})
        self.assertEqual(self.account.get_logs(1, 1), {"total": 4, "logs": entries[1:2]})
        self.assert_invalid("limit", texts.LIMIT, self.account.get_logs, 101)
        self.assert_invalid("offset", texts.OFFSET, self.account.get_logs, 25, 5001)
