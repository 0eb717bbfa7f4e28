"""Who may call: every method of the SDK, by every kind of caller that may not."""

from urllib.parse import urlsplit

from appwrite.exception import AppwriteException
from appwrite.services.users import Users

from lib import environment, models
from lib.case import ClientCase
from lib.clients import USERS, http, methods_of, users_as
from lib.fixtures import PASSWORD, an_id
from lib.operations import ALL

# Bad in every path and body: a refused caller is told about his key before anything else.
BAD_ID = "-not-an-id"


class Access(ClientCase):
    def assert_all_refused(self, caller, code, type, message, operations=ALL):
        for operation in operations:
            with self.subTest(operation.method):
                self.assert_refused(code, type, message.format(operation.scope), operation.call, caller, BAD_ID)

    def assert_is_a_guest(self, caller):
        message = "User (role: guest) missing scope ({})"
        self.assert_all_refused(caller, 401, "general_unauthorized_scope", message)

    def test_every_method_of_the_sdk_is_tried_here(self):
        self.assertEqual(len(ALL), 18)
        self.assertEqual({operation.method for operation in ALL}, methods_of(Users))

    def test_a_caller_without_a_key_is_a_guest(self):
        self.assert_is_a_guest(users_as(key=None))

    def test_a_key_that_nobody_made_is_no_key(self):
        self.assert_is_a_guest(users_as(key="standard_" + "0123456789abcdef" * 16))

    def test_a_key_without_the_usual_prefix_that_nobody_made_is_no_key(self):
        self.assert_is_a_guest(users_as(key="ab" * 128))

    def test_a_key_of_another_project_is_no_key(self):
        self.assert_is_a_guest(users_as(key=environment.OTHER_KEY))

    def test_a_caller_who_names_no_project_is_a_guest_whatever_his_key(self):
        self.assert_is_a_guest(users_as(project=None))

    def test_an_expired_key_says_so(self):
        caller = users_as(key=environment.EXPIRED_KEY)
        self.assert_all_refused(caller, 401, "project_key_expired", "Project key expired")

    def test_an_unknown_project_does_not_exist_whatever_the_key(self):
        for key in (environment.KEY, None):
            caller = users_as(project=an_id(), key=key)
            self.assert_all_refused(caller, 404, "project_not_found", "Project not found")

    def test_a_key_that_may_only_read_may_not_write(self):
        host = urlsplit(environment.ENDPOINT).hostname
        message = f"app.{environment.PROJECT}@service.{host} (role: application) missing scope ({{}})"
        writes = [operation for operation in ALL if operation.scope == "users.write"]
        caller = users_as(key=environment.READ_KEY)
        self.assert_all_refused(caller, 401, "general_unauthorized_scope", message, writes)

    def test_a_key_that_may_only_read_may_read_everything(self):
        id = self.a_user()["$id"]
        reader = users_as(key=environment.READ_KEY)
        self.assert_list(reader.list(), "users", models.USER)
        self.assert_model(models.USER, reader.get(id))
        self.assertEqual(reader.get_prefs(id), {})
        self.assert_list(reader.get_sessions(id), "sessions", models.SESSION)
        self.assert_list(reader.get_memberships(id), "memberships", models.MEMBERSHIP)
        self.assert_list(reader.get_logs(id), "logs", models.LOG)

    def test_a_missing_scope_is_told_before_a_missing_user(self):
        message = "User (role: guest) missing scope (users.read)"
        self.assert_refused(401, "general_unauthorized_scope", message, users_as(key=None).get, an_id())

    def test_a_refused_change_changes_nothing(self):
        user = self.a_user()
        reader = users_as(key=environment.READ_KEY)
        with self.assertRaises(AppwriteException):
            reader.update_name(user["$id"], "Changed")
        with self.assertRaises(AppwriteException):
            reader.delete(user["$id"])
        self.assertEqual(USERS.get(user["$id"]), user)

    def test_projects_do_not_see_each_other(self):
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

    def test_a_refusal_is_not_cached_and_says_json(self):
        answer = http("GET", "/users", headers={"x-appwrite-key": None})
        self.assertEqual(answer.status_code, 401)
        self.assertEqual(answer.headers["content-type"].lower(), "application/json; charset=utf-8")
        self.assertEqual(answer.headers["cache-control"], "no-cache, no-store, must-revalidate")
        self.assertEqual((answer.headers["expires"], answer.headers["pragma"]), ("0", "no-cache"))
