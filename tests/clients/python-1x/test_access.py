"""Authentication: every method of the SDK, with every kind of caller without the right."""

from urllib.parse import urlsplit

from appwrite.exception import AppwriteException

from lib import models
from lib.case import ClientCase
from lib.clients import USERS, users_as
from lib.operations import ALL, Operation, UserIds
from shared import environment
from shared.values import PASSWORD, an_id

# Invalid in every path and body: the caller is checked before the parameters.
INVALID = UserIds("-not-an-id", "-not-an-id", "-not-an-id")


class Access(ClientCase):
    def assert_all_rejected(self, caller, type):
        for operation in ALL:
            with self.subTest(operation.method):
                self.assert_error_type(type, Operation.by_name, operation, caller, INVALID)

    def assert_all_lack_scopes(self, role, caller, operations=ALL):
        for operation in operations:
            with self.subTest(operation.method):
                self.assert_scope(role, operation.scopes, Operation.by_name, operation, caller, INVALID)

    def test_a_caller_without_an_api_key_is_a_guest(self):
        self.assert_all_lack_scopes("User (role: guests)", users_as(key=None))

    def test_an_api_key_of_an_unknown_kind_counts_as_missing(self):
        self.assert_all_lack_scopes("User (role: guests)", users_as(key="unheard_" + "0123456789abcdef" * 16))

    def test_an_unknown_api_key_is_rejected(self):
        for key in ("standard_" + "0123456789abcdef" * 16, "ab" * 128, environment.OTHER_KEY):
            self.assert_all_rejected(users_as(key=key), "user_unauthorized")

    def test_an_expired_api_key_is_rejected(self):
        self.assert_all_rejected(users_as(key=environment.EXPIRED_KEY), "project_key_expired")

    def test_an_api_key_without_a_project_is_rejected(self):
        self.assert_all_rejected(users_as(project=None), "project_id_missing")

    def test_an_unknown_project_is_404_with_and_without_an_api_key(self):
        for key in (environment.KEY, None):
            self.assert_all_rejected(users_as(project=an_id(), key=key), "project_not_found")

    def test_an_api_key_with_the_read_scope_cannot_write(self):
        host = urlsplit(environment.ENDPOINT).hostname
        role = f"app.{environment.PROJECT}@service.{host} (role: applications)"
        writes = [operation for operation in ALL if "users.write" in operation.scopes]
        self.assert_all_lack_scopes(role, users_as(key=environment.READ_KEY), writes)

    def test_a_signed_in_user_is_rejected(self):
        user = self.a_user()
        secret = USERS.create_session(user.id).secret
        self.assert_all_lack_scopes(f"{user.email} (role: users)", users_as(key=None, session=secret))

    def test_an_api_key_with_the_read_scope_can_read_everything(self):
        id = self.a_user().id
        reader = users_as(key=environment.READ_KEY)
        self.assert_list(reader.list(total=False), "users", models.USER)
        self.assert_model(models.USER, reader.get(id))
        self.assertEqual(reader.get_prefs(id).data, {})
        self.assert_list(reader.list_sessions(id), "sessions", models.SESSION)
        self.assert_list(reader.list_memberships(id), "memberships", models.MEMBERSHIP)
        self.assert_list(reader.list_targets(id), "targets", models.TARGET)
        self.assert_model(models.FACTORS, reader.list_mfa_factors(id))

    def test_a_rejected_change_changes_nothing(self):
        user = self.a_user()
        reader = users_as(key=environment.READ_KEY)
        for change in (lambda: reader.update_name(user.id, "Changed"), lambda: reader.delete(user.id)):
            with self.assertRaises(AppwriteException):
                change()
        self.assertEqual(USERS.get(user.id), user)

    def test_projects_are_isolated_from_each_other(self):
        ours = self.a_user()
        others = users_as(project=environment.OTHER_PROJECT, key=environment.OTHER_KEY)
        self.assert_no_user(others.get, ours.id)
        self.assert_no_user(others.delete, ours.id)
        theirs = others.create(ours.id, email=ours.email, password=PASSWORD)
        self.assertEqual(theirs.email, ours.email)
        others.delete(ours.id)
        self.assertEqual(USERS.get(ours.id), ours)
