"""Authentication: every method of the SDK, with every kind of caller without the right."""

from urllib.parse import urlsplit

from appwrite.exception import AppwriteException
from appwrite.services.users import Users

from lib import models
from lib.case import ClientCase
from lib.clients import USERS, http, methods_of, users_as
from lib.operations import ALL
from shared import environment
from shared.values import PASSWORD, an_id

# Invalid in every path and body: the caller is checked before the parameters.
INVALID_ID = "-not-an-id"


class Access(ClientCase):
    def assert_all_rejected(self, caller, code, type, message, operations=ALL):
        for operation in operations:
            with self.subTest(operation.method):
                self.assert_error(code, type, message.format(operation.scope), operation.call, caller, INVALID_ID)

    def assert_is_a_guest(self, caller):
        message = "User (role: guest) missing scope ({})"
        self.assert_all_rejected(caller, 401, "general_unauthorized_scope", message)

    def test_every_method_of_the_sdk_is_tested(self):
        self.assertEqual(len(ALL), 18)
        self.assertEqual({operation.method for operation in ALL}, methods_of(Users))

    def test_a_caller_without_an_api_key_is_a_guest(self):
        self.assert_is_a_guest(users_as(key=None))

    def test_an_unknown_api_key_counts_as_missing(self):
        self.assert_is_a_guest(users_as(key="standard_" + "0123456789abcdef" * 16))

    def test_an_unknown_api_key_without_prefix_counts_as_missing(self):
        self.assert_is_a_guest(users_as(key="ab" * 128))

    def test_an_api_key_of_another_project_counts_as_missing(self):
        self.assert_is_a_guest(users_as(key=environment.OTHER_KEY))

    def test_a_caller_without_a_project_is_a_guest_with_every_api_key(self):
        self.assert_is_a_guest(users_as(project=None))

    def test_an_expired_api_key_is_rejected(self):
        caller = users_as(key=environment.EXPIRED_KEY)
        self.assert_all_rejected(caller, 401, "project_key_expired", "Project key expired")

    def test_an_unknown_project_is_404_with_and_without_an_api_key(self):
        for key in (environment.KEY, None):
            caller = users_as(project=an_id(), key=key)
            self.assert_all_rejected(caller, 404, "project_not_found", "Project not found")

    def test_an_api_key_with_the_read_scope_cannot_write(self):
        host = urlsplit(environment.ENDPOINT).hostname
        message = f"app.{environment.PROJECT}@service.{host} (role: application) missing scope ({{}})"
        writes = [operation for operation in ALL if operation.scope == "users.write"]
        caller = users_as(key=environment.READ_KEY)
        self.assert_all_rejected(caller, 401, "general_unauthorized_scope", message, writes)

    def test_an_api_key_with_the_read_scope_can_read_everything(self):
        id = self.a_user()["$id"]
        reader = users_as(key=environment.READ_KEY)
        self.assert_list(reader.list(), "users", models.USER)
        self.assert_model(models.USER, reader.get(id))
        self.assertEqual(reader.get_prefs(id), {})
        self.assert_list(reader.get_sessions(id), "sessions", models.SESSION)
        self.assert_list(reader.get_memberships(id), "memberships", models.MEMBERSHIP)
        self.assert_list(reader.get_logs(id), "logs", models.LOG)

    def test_a_missing_scope_takes_precedence_over_an_unknown_user(self):
        message = "User (role: guest) missing scope (users.read)"
        self.assert_error(401, "general_unauthorized_scope", message, users_as(key=None).get, an_id())

    def test_a_rejected_change_changes_nothing(self):
        user = self.a_user()
        reader = users_as(key=environment.READ_KEY)
        with self.assertRaises(AppwriteException):
            reader.update_name(user["$id"], "Changed")
        with self.assertRaises(AppwriteException):
            reader.delete(user["$id"])
        self.assertEqual(USERS.get(user["$id"]), user)

    def test_projects_are_isolated_from_each_other(self):
        ours = self.a_user()
        id = ours["$id"]
        others = users_as(project=environment.OTHER_PROJECT, key=environment.OTHER_KEY)
        self.assert_no_user(others.get, id)
        self.assert_no_user(others.delete, id)

        theirs = others.create(id, ours["email"], PASSWORD, "Somebody else")
        self.assertEqual(theirs["email"], ours["email"])
        self.assertEqual(USERS.get(id), ours)
        others.delete(id)
        self.assertEqual(USERS.get(id), ours)

    def test_an_error_is_json_and_is_not_cached(self):
        answer = http("GET", "/users", headers={"x-appwrite-key": None})
        self.assertEqual(answer.status_code, 401)
        self.assertEqual(answer.headers["content-type"].lower(), "application/json; charset=utf-8")
        self.assertEqual(answer.headers["cache-control"], "no-cache, no-store, must-revalidate")
        self.assertEqual((answer.headers["expires"], answer.headers["pragma"]), ("0", "no-cache"))
