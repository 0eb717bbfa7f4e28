"""/teams: who may call, and what a user may do with a JWT."""

from urllib.parse import urlsplit

from appwrite.services.teams import Teams

from lib import environment
from lib.case import ClientCase
from lib.clients import TEAMS, USERS, methods_of, teams_as
from lib.fixtures import PAGE, an_email, an_id
from lib.team_operations import ALL, TEAM

# Bad in every path and body: a refused caller is told about his key before anything else.
BAD_ID = "-not-an-id"


class Keys(ClientCase):
    def assert_all_refused(self, who, code, type, message):
        for operation in ALL:
            with self.subTest(operation.method):
                said = message.format(operation.scope)
                self.assert_refused(code, type, said, operation.call, teams_as(**who), BAD_ID)

    def test_every_method_of_the_sdk_is_tried_here(self):
        self.assertEqual(len(ALL), 11)
        self.assertEqual({operation.method for operation in ALL}, methods_of(Teams))

    def test_a_caller_without_a_key_or_with_one_of_another_project_is_a_guest(self):
        for key in (None, environment.OTHER_KEY):
            message = "User (role: guest) missing scope ({})"
            self.assert_all_refused({"key": key}, 401, "general_unauthorized_scope", message)

    def test_an_expired_key_says_so(self):
        who = {"key": environment.EXPIRED_KEY}
        self.assert_all_refused(who, 401, "project_key_expired", "Project key expired")

    def test_an_unknown_project_does_not_exist(self):
        self.assert_all_refused({"project": an_id()}, 404, "project_not_found", "Project not found")

    def test_a_key_for_users_is_none_for_teams(self):
        host = urlsplit(environment.ENDPOINT).hostname
        message = f"app.{environment.PROJECT}@service.{host} (role: application) missing scope ({{}})"
        self.assert_all_refused({"key": environment.READ_KEY}, 401, "general_unauthorized_scope", message)

    def test_projects_do_not_see_each_other(self):
        others = teams_as(project=environment.OTHER_PROJECT, key=environment.OTHER_KEY)
        self.assert_no_team(others.get, self.a_team()["$id"])


class Users(ClientCase):
    def setUp(self):
        self.user, self.team = self.a_user(), self.a_team()
        self.id = self.team["$id"]
        self.teams = teams_as(**self.signed_in(self.user))

    def join(self, *roles):
        return self.a_member(self.team, self.user["email"], roles)["$id"]

    def test_a_team_does_not_exist_for_a_user_who_is_not_in_it(self):
        for operation in TEAM:
            with self.subTest(operation.method):
                self.assert_no_team(operation.call, self.teams, self.id)
        self.assertEqual(self.teams.list(), {"total": 0, "teams": []})

    def test_a_user_who_makes_a_team_is_its_owner(self):
        id = an_id()
        self.assertEqual(self.teams.create(id, "Founders")["total"], 1)
        answer = self.teams.get_memberships(id)
        own = answer["memberships"][0]
        self.assertEqual((answer["total"], own["userId"], own["roles"]), (1, self.user["$id"], ["owner"]))
        self.teams.update(id, "Renamed")
        self.teams.delete(id)
        self.assert_no_team(TEAMS.get, id)

    def test_a_member_reads_but_does_not_change(self):
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

    def test_everybody_may_leave(self):
        self.teams.delete_membership(self.id, self.join("developer"))
        self.assert_no_team(self.teams.get, self.id)
        self.assertEqual(TEAMS.get(self.id)["total"], 0)
        line = USERS.get_logs(self.user["$id"])["logs"][0]
        event = f"users.{self.user['$id']}.memberships.delete"
        self.assertEqual((line["event"], line["mode"]), (event, "default"))

    def test_a_user_cannot_invite(self):
        self.join("owner")
        email = an_email()
        message = "Invitations by mail are not available: add members with an API key"
        invite = self.teams.create_membership
        self.assert_refused(501, "general_smtp_disabled", message, invite, self.id, email, ["developer"], PAGE)
        self.assertEqual(USERS.list(email)["total"], 0)

    def test_the_rights_of_a_member_end_with_the_team_also_when_it_is_made_again(self):
        self.join("owner")
        TEAMS.delete(self.id)
        self.assert_no_team(self.teams.get, self.id)
        self.a_team(self.id)
        self.assert_no_team(self.teams.get, self.id)
        self.assert_no_team(self.teams.delete, self.id)
        self.assertEqual(self.teams.list(), {"total": 0, "teams": []})

    def test_a_blocked_user_is_told_so(self):
        self.join("owner")
        USERS.update_status(self.user["$id"], False)
        for operation in ALL:
            with self.subTest(operation.method):
                self.assert_blocked(operation.call, self.teams, self.id)
