"""/account: who may call, and what there is."""

from urllib.parse import urlsplit

from appwrite.services.account import Account

from lib import environment
from lib.account_operations import NOT_OFFERED, OFFERED
from lib.case import ClientCase
from lib.clients import USERS, account_as, methods_of, users_as
from lib.fixtures import an_id


class AccountAccess(ClientCase):
    def assert_everything(self, assertion, who, *said):
        for method, call in OFFERED.items():
            with self.subTest(method):
                assertion(*said, call, account_as(**who))

    def test_every_method_of_the_sdk_is_here(self):
        self.assertEqual((len(OFFERED), len(NOT_OFFERED)), (13, 7))
        self.assertEqual(set(OFFERED) | set(NOT_OFFERED), methods_of(Account))

    def test_what_is_not_there_yet_is_no_route(self):
        who = self.signed_in(self.a_user())
        for method, (reason, call) in NOT_OFFERED.items():
            with self.subTest(method, reason=reason):
                self.assert_refused(404, "general_route_not_found", "Not Found", call, account_as(**who))

    def test_every_method_that_is_there_works_with_a_jwt(self):
        for method, call in OFFERED.items():
            with self.subTest(method):
                call(account_as(**self.signed_in(self.a_user())))

    def test_nobody_is_a_guest(self):
        self.assert_everything(self.assert_guest, {"key": None}, "account")

    def test_a_token_that_is_none_is_refused(self):
        message = "Failed to verify JWT. Invalid token"
        who = {"key": None, "jwt": "no.jwt.atall"}
        self.assert_everything(self.assert_refused, who, 401, "user_jwt_invalid", message)

    def test_a_token_of_another_project_is_refused(self):
        who = {**self.signed_in(self.a_user()), "project": environment.OTHER_PROJECT}
        message = "Failed to verify JWT. Invalid token"
        self.assert_refused(401, "user_jwt_invalid", message, account_as(**who).get)

    def test_a_key_is_nobody(self):
        host = urlsplit(environment.ENDPOINT).hostname
        message = f"app.{environment.PROJECT}@service.{host} (role: application) missing scope (account)"
        self.assert_everything(self.assert_refused, {}, 401, "general_unauthorized_scope", message)

    def test_an_unknown_project_does_not_exist(self):
        caller = account_as(key=None, project=an_id())
        self.assert_refused(404, "project_not_found", "Project not found", caller.get)

    def test_a_user_has_no_say_in_the_users_service(self):
        user = self.a_user()
        message = f"{user['email']} (role: member) missing scope (users.read)"
        caller = users_as(**self.signed_in(user))
        self.assert_refused(401, "general_unauthorized_scope", message, caller.list)

    def test_a_token_ends_with_its_session(self):
        user = self.a_user()
        session = self.a_session(user)
        who, other = {"key": None, "jwt": self.jwt_of(session)}, self.signed_in(user)
        USERS.delete_session(user["$id"], session["$id"])
        self.assert_everything(self.assert_guest, who, "account")
        self.assertEqual(account_as(**other).get(), user)

    def test_a_blocked_user_is_told_so_until_he_is_unblocked(self):
        user = self.a_user()
        who = self.signed_in(user)
        USERS.update_status(user["$id"], False)
        self.assert_everything(self.assert_blocked, who)
        USERS.update_status(user["$id"], True)
        self.assertEqual(account_as(**who).get()["$id"], user["$id"])

    def test_the_token_of_a_deleted_user_does_not_open_the_account_of_the_next_one_under_its_id(self):
        old = self.a_user()
        who = self.signed_in(old)
        USERS.delete(old["$id"])
        self.assert_everything(self.assert_guest, who, "account")
        self.a_user(id=old["$id"], email=old["email"])
        self.assert_everything(self.assert_guest, who, "account")
