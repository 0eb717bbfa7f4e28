"""/teams: authentication, and the rights of a user with a JWT."""

from urllib.parse import urlsplit

from appwrite.services.teams import Teams

from lib.case import ClientCase
from lib.clients import TEAMS, USERS, methods_of, teams_as
from lib.team_operations import ALL, COLLECTION, INVITATION, TEAM
from shared import environment
from shared.values import JOIN_URL, an_email, an_id

# Invalid in every path and body: the caller is checked before the parameters.
INVALID_ID = "-not-an-id"


class Keys(ClientCase):
    def assert_all_rejected(self, caller, code, type, message, operations=ALL):
        for operation in operations:
            with self.subTest(operation.method):
                expected = message.format(operation.scope)
                self.assert_error(code, type, expected, operation.call, teams_as(**caller), INVALID_ID)

    def test_every_method_of_the_sdk_is_tested(self):
        self.assertEqual(len(ALL), 11)
        self.assertEqual({operation.method for operation in ALL}, methods_of(Teams))

    def test_a_guest_may_accept_invitations_and_nothing_else(self):
        # A caller without an API key, and one with a key of another project.
        for key in (None, environment.OTHER_KEY):
            error = (401, "general_unauthorized_scope", "User (role: guest) missing scope ({})")
            self.assert_all_rejected({"key": key}, *error, COLLECTION + TEAM)
            for operation in INVITATION:
                self.assert_no_team(operation.call, teams_as(key=key), an_id())

    def test_an_expired_api_key_is_rejected(self):
        caller = {"key": environment.EXPIRED_KEY}
        self.assert_all_rejected(caller, 401, "project_key_expired", "Project key expired")

    def test_an_unknown_project_is_404(self):
        self.assert_all_rejected({"project": an_id()}, 404, "project_not_found", "Project not found")

    def test_an_api_key_for_users_is_rejected_for_teams(self):
        host = urlsplit(environment.ENDPOINT).hostname
        message = f"app.{environment.PROJECT}@service.{host} (role: application) missing scope ({{}})"
        self.assert_all_rejected({"key": environment.READ_KEY}, 401, "general_unauthorized_scope", message)

    def test_projects_are_isolated_from_each_other(self):
        others = teams_as(project=environment.OTHER_PROJECT, key=environment.OTHER_KEY)
        self.assert_no_team(others.get, self.a_team()["$id"])


class Users(ClientCase):
    def setUp(self):
        self.user, self.team = self.a_user(), self.a_team()
        self.id = self.team["$id"]
        self.teams = teams_as(**self.signed_in(self.user))

    def join(self, *roles):
        return self.a_member(self.team, self.user["email"], roles)["$id"]

    def test_a_team_is_404_for_users_who_are_not_members(self):
        for operation in TEAM:
            with self.subTest(operation.method):
                self.assert_no_team(operation.call, self.teams, self.id)
        self.assertEqual(self.teams.list(), {"total": 0, "teams": []})

    def test_a_user_who_creates_a_team_is_its_owner(self):
        id = an_id()
        self.assertEqual(self.teams.create(id, "Founders")["total"], 1)
        answer = self.teams.get_memberships(id)
        own = answer["memberships"][0]
        self.assertEqual((answer["total"], own["userId"], own["roles"]), (1, self.user["$id"], ["owner"]))
        self.teams.update(id, "Renamed")
        self.teams.delete(id)
        self.assert_no_team(TEAMS.get, id)

    def test_a_member_can_read_a_team_but_not_change_it(self):
        own, theirs = self.join("developer"), self.a_member(self.team)["$id"]
        team = {**self.team, "total": 2}
        self.assertEqual(self.teams.list(), {"total": 1, "teams": [team]})
        self.assertEqual(self.teams.get(self.id), team)
        self.assertEqual(self.teams.get_memberships(self.id)["total"], 2)
        self.assertEqual(self.teams.get_membership(self.id, theirs)["$id"], theirs)
        self.assert_not_allowed(self.teams.update, self.id, "Taken over")
        self.assert_not_allowed(self.teams.delete, self.id)
        self.assert_not_allowed(self.teams.update_membership_roles, self.id, own, ["owner"])
        self.assert_not_allowed(self.teams.delete_membership, self.id, theirs)
        self.assertEqual(TEAMS.get(self.id), team)

    def test_an_owner_changes_roles_and_removes_members(self):
        self.join("owner")
        id = self.a_member(self.team)["$id"]
        self.assertEqual(self.teams.update_membership_roles(self.id, id, ["admin"])["roles"], ["admin"])
        self.teams.delete_membership(self.id, id)
        self.assertEqual(self.teams.get(self.id)["total"], 1)

    def test_a_member_can_leave_a_team(self):
        self.teams.delete_membership(self.id, self.join("developer"))
        self.assert_no_team(self.teams.get, self.id)
        self.assertEqual(TEAMS.get(self.id)["total"], 0)
        entry = USERS.get_logs(self.user["$id"])["logs"][0]
        event = f"users.{self.user['$id']}.memberships.delete"
        self.assertEqual((entry["event"], entry["mode"]), (event, "default"))

    def test_a_member_who_is_not_an_owner_cannot_invite(self):
        self.join("developer")
        email = an_email()
        message = "User is not allowed to send invitations for this team"
        invite = self.teams.create_membership
        self.assert_error(401, "user_unauthorized", message, invite, self.id, email, ["developer"], JOIN_URL)
        self.assertEqual(USERS.list(email)["total"], 0)

    def test_the_rights_of_a_member_end_with_the_team_even_if_a_team_of_the_same_id_is_created(self):
        self.join("owner")
        TEAMS.delete(self.id)
        self.assert_no_team(self.teams.get, self.id)
        self.a_team(self.id)
        self.assert_no_team(self.teams.get, self.id)
        self.assert_no_team(self.teams.delete, self.id)
        self.assertEqual(self.teams.list(), {"total": 0, "teams": []})

    def test_a_blocked_user_is_rejected(self):
        self.join("owner")
        USERS.update_status(self.user["$id"], False)
        for operation in COLLECTION + TEAM:
            with self.subTest(operation.method):
                self.assert_blocked(operation.call, self.teams, self.id)
