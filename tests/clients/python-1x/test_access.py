"""Who may call: every method of the SDK, by every kind of caller that may not."""

from urllib.parse import urlsplit

from appwrite.exception import AppwriteException

from lib import environment, models
from lib.case import ClientCase
from lib.clients import USERS, users_as
from lib.fixtures import PASSWORD, an_id
from lib.operations import ALL, Operation, To

# Bad in every path and body: a refused caller is told about his key before anything else.
BAD = To("-not-an-id", "-not-an-id", "-not-an-id")


class Access(ClientCase):
    def assert_all_refused(self, caller, type):
        for operation in ALL:
            with self.subTest(operation.method):
                self.assert_known(type, Operation.by_name, operation, caller, BAD)

    def assert_all_lack_scopes(self, who, caller, operations=ALL):
        for operation in operations:
            with self.subTest(operation.method):
                self.assert_scope(who, operation.scopes, Operation.by_name, operation, caller, BAD)

    def test_a_caller_without_a_key_is_a_guest(self):
        self.assert_all_lack_scopes("User (role: guests)", users_as(key=None))

    def test_a_key_of_a_kind_that_is_not_known_is_no_key(self):
        self.assert_all_lack_scopes("User (role: guests)", users_as(key="unheard_" + "0123456789abcdef" * 16))

    def test_a_key_that_nobody_made_is_not_authorized(self):
        for key in ("standard_" + "0123456789abcdef" * 16, "ab" * 128, environment.OTHER_KEY):
            self.assert_all_refused(users_as(key=key), "user_unauthorized")

    def test_an_expired_key_says_so(self):
        self.assert_all_refused(users_as(key=environment.EXPIRED_KEY), "project_key_expired")

    def test_a_key_without_a_project_is_told_to_name_one(self):
        self.assert_all_refused(users_as(project=None), "project_id_missing")

    def test_an_unknown_project_does_not_exist_whatever_the_key(self):
        for key in (environment.KEY, None):
            self.assert_all_refused(users_as(project=an_id(), key=key), "project_not_found")

    def test_a_key_that_may_only_read_may_not_write(self):
        host = urlsplit(environment.ENDPOINT).hostname
        who = f"app.{environment.PROJECT}@service.{host} (role: applications)"
        writes = [operation for operation in ALL if "users.write" in operation.scopes]
        self.assert_all_lack_scopes(who, users_as(key=environment.READ_KEY), writes)

    def test_a_user_who_is_signed_in_is_none_who_may(self):
        user = self.a_user()
        secret = USERS.create_session(user.id).secret
        self.assert_all_lack_scopes(f"{user.email} (role: users)", users_as(key=None, session=secret))

    def test_a_key_that_may_only_read_may_read_everything(self):
        id = self.a_user().id
        reader = users_as(key=environment.READ_KEY)
        self.assert_list(reader.list(total=False), "users", models.USER)
        self.assert_model(models.USER, reader.get(id))
        self.assertEqual(reader.get_prefs(id).data, {})
        self.assert_list(reader.list_sessions(id), "sessions", models.SESSION)
        self.assert_list(reader.list_memberships(id), "memberships", models.MEMBERSHIP)
        self.assert_list(reader.list_targets(id), "targets", models.TARGET)
        self.assert_model(models.FACTORS, reader.list_mfa_factors(id))

    def test_a_refused_change_changes_nothing(self):
        user = self.a_user()
        reader = users_as(key=environment.READ_KEY)
        for change in (lambda: reader.update_name(user.id, "Changed"), lambda: reader.delete(user.id)):
            with self.assertRaises(AppwriteException):
                change()
        self.assertEqual(USERS.get(user.id), user)

    def test_projects_do_not_see_each_other(self):
        ours = self.a_user()
        others = users_as(project=environment.OTHER_PROJECT, key=environment.OTHER_KEY)
        self.assert_no_user(others.get, ours.id)
        self.assert_no_user(others.delete, ours.id)
        theirs = others.create(ours.id, email=ours.email, password=PASSWORD)
        self.assertEqual(theirs.email, ours.email)
        others.delete(ours.id)
        self.assertEqual(USERS.get(ours.id), ours)
