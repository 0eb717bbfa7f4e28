"""/account: authentication, and the existing methods."""

from urllib.parse import urlsplit

from appwrite.services.account import Account

from lib import models
from lib.account_operations import NO_PROVIDER, NOT_OFFERED, OFFERED, OPEN, SILENT
from lib.case import ClientCase
from lib.clients import USERS, account_as, methods_of, users_as
from shared import environment
from shared.values import a_phone, an_id


class AccountAccess(ClientCase):
    def assert_everything(self, assertion, caller, *expected):
        for method, call in OFFERED.items():
            with self.subTest(method):
                assertion(*expected, call, account_as(**caller))

    def test_every_method_of_the_sdk_is_in_the_tables(self):
        self.assertEqual([len(table) for table in (OFFERED, OPEN, SILENT, NOT_OFFERED)], [15, 3, 1, 1])
        self.assertEqual({*OFFERED, *OPEN, *SILENT, *NOT_OFFERED}, methods_of(Account))

    def test_methods_that_need_more_than_roster_has_are_rejected(self):
        caller = self.signed_in(self.a_user())
        for method, call in NOT_OFFERED.items():
            with self.subTest(method):
                self.assert_error(*NO_PROVIDER, call, account_as(**caller))

    def test_every_method_of_a_user_works_with_a_jwt(self):
        for method, call in OFFERED.items():
            with self.subTest(method):
                user = self.a_user()
                USERS.update_phone(user["$id"], a_phone())
                call(account_as(**self.signed_in(user)))

    def test_what_was_sent_is_open_to_everybody(self):
        for caller in ({"key": None}, self.signed_in(self.a_user())):
            for method, call in OPEN.items():
                with self.subTest(method):
                    self.assert_no_user(call, account_as(**caller))

    def test_nobody_learns_that_an_email_is_unknown(self):
        for method, call in SILENT.items():
            with self.subTest(method):
                answer = call(account_as(key=None))
                self.assert_model(models.TOKEN, answer)
                self.assertEqual((answer["userId"], answer["secret"]), ("", ""))

    def test_a_caller_without_credentials_is_a_guest(self):
        self.assert_everything(self.assert_guest, {"key": None}, "account")

    def test_an_invalid_jwt_is_rejected(self):
        message = "Failed to verify JWT. JSON failed: Syntax error"
        caller = {"key": None, "jwt": "no.jwt.atall"}
        self.assert_everything(self.assert_error, caller, 401, "user_jwt_invalid", message)

    def test_a_jwt_of_another_project_is_rejected(self):
        caller = {**self.signed_in(self.a_user()), "project": environment.OTHER_PROJECT}
        message = "Failed to verify JWT. Invalid token: Signature failed"
        self.assert_error(401, "user_jwt_invalid", message, account_as(**caller).get)

    def test_an_api_key_has_no_account_and_uses_nothing_that_was_sent_to_a_user(self):
        host = urlsplit(environment.ENDPOINT).hostname
        lacks = f"app.{environment.PROJECT}@service.{host} (role: application) missing scope"
        self.assert_everything(self.assert_error, {}, 401, "general_unauthorized_scope", f"{lacks} (account)")
        for method, call in {**OPEN, **SILENT}.items():
            with self.subTest(method):
                self.assert_error(401, "general_unauthorized_scope", f"{lacks} (public)", call, account_as())

    def test_an_unknown_project_is_404(self):
        caller = account_as(key=None, project=an_id())
        self.assert_error(404, "project_not_found", "Project not found", caller.get)

    def test_a_user_is_rejected_by_the_users_service(self):
        user = self.a_user()
        message = f"{user['email']} (role: member) missing scope (users.read)"
        caller = users_as(**self.signed_in(user))
        self.assert_error(401, "general_unauthorized_scope", message, caller.list)

    def test_a_jwt_ends_with_its_session(self):
        user = self.a_user()
        session = self.a_session(user)
        caller, other = {"key": None, "jwt": self.jwt_of(session)}, self.signed_in(user)
        USERS.delete_session(user["$id"], session["$id"])
        self.assert_everything(self.assert_guest, caller, "account")
        self.assertEqual(account_as(**other).get(), user)

    def test_a_blocked_user_is_rejected_until_they_are_unblocked(self):
        user = self.a_user()
        caller = self.signed_in(user)
        USERS.update_status(user["$id"], False)
        self.assert_everything(self.assert_blocked, caller)
        USERS.update_status(user["$id"], True)
        self.assertEqual(account_as(**caller).get()["$id"], user["$id"])

    def test_a_jwt_of_a_deleted_user_is_invalid_for_a_new_user_of_the_same_id(self):
        old = self.a_user()
        caller = self.signed_in(old)
        USERS.delete(old["$id"])
        self.assert_everything(self.assert_guest, caller, "account")
        self.a_user(id=old["$id"], email=old["email"])
        self.assert_everything(self.assert_guest, caller, "account")
