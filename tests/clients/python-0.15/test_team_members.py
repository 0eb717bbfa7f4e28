"""/teams/{teamId}/memberships with an API key."""

from lib import models, texts
from lib.case import ClientCase
from lib.clients import TEAMS, USERS, teams_as
from shared.values import JOIN_URL, a_tag, an_email, an_id

NONE = {"total": 0, "memberships": []}
ALREADY = (409, "team_invite_already_exists", "User is already a member of this team")


class TeamMembers(ClientCase):
    def setUp(self):
        self.team, self.user = self.a_team(), self.a_user()
        self.id = self.team["$id"]

    def assert_total(self, total):
        self.assertEqual(TEAMS.get(self.id)["total"], total)

    def test_a_user_is_added_by_email_and_confirmed_at_once(self):
        user = self.user
        membership = self.a_member(self.team, user["email"].upper(), ["owner", "dev.ops"])
        self.assert_model(models.MEMBERSHIP, membership)
        id, now = membership["$id"], membership["$createdAt"]
        self.assert_recent(now)
        self.assertEqual(membership, {
            "$id": id, "$createdAt": now, "$updatedAt": now, "userId": user["$id"], "userName": user["name"],
            "userEmail": user["email"], "teamId": self.id, "teamName": self.team["name"], "invited": now,
            "joined": now, "confirm": True, "roles": ["owner", "dev.ops"],
        })
        self.assertEqual(TEAMS.get_membership(self.id, id), membership)
        self.assertEqual(TEAMS.get_memberships(self.id), {"total": 1, "memberships": [membership]})
        self.assertEqual(USERS.get_memberships(user["$id"]), {"total": 1, "memberships": [membership]})
        self.assert_total(1)

    def test_an_unknown_email_creates_a_user_without_a_password(self):
        email = an_email()
        user = USERS.get(self.a_member(self.team, email, name="Grace Hopper")["userId"])
        self.assertEqual((user["name"], user["email"], user["passwordUpdate"]), ("Grace Hopper", email, 0))

    def test_a_new_user_without_a_name_gets_the_email_as_name(self):
        email = an_email()
        self.assertEqual(USERS.get(self.a_member(self.team, email)["userId"])["name"], email)

    def test_a_member_is_not_added_twice(self):
        email = self.a_member(self.team)["userEmail"]
        self.assert_error(*ALREADY, TEAMS.create_membership, self.id, email, ["owner"], JOIN_URL)
        self.assert_total(1)

    def test_an_invalid_membership_is_rejected_and_creates_no_user(self):
        email, add = an_email(), TEAMS.create_membership
        self.assert_invalid("email", texts.EMAIL, add, self.id, "nobody", ["a"], JOIN_URL)
        self.assert_missing("email", add, self.id, "", ["a"], JOIN_URL)
        for roles in (["no role"], ["role"] * 101):
            self.assert_invalid("roles", texts.ROLES, add, self.id, email, roles, JOIN_URL)
        self.assert_invalid("url", texts.URL, add, self.id, email, ["a"], "nowhere")
        self.assert_missing("url", add, self.id, email, ["a"], "")
        stranger = "https://stranger.example/"
        self.assert_invalid("url", "URL host must be one of: localhost", add, self.id, email, ["a"], stranger)
        self.assert_invalid("name", texts.NAME, add, self.id, email, ["a"], JOIN_URL, "x" * 129)
        self.assert_no_team(add, an_id(), email, ["a"], JOIN_URL)
        self.assertEqual(USERS.list(email)["total"], 0)

    def test_members_are_listed_in_the_order_of_their_creation(self):
        ids = [self.a_member(self.team)["$id"] for _ in range(3)]
        answer = TEAMS.get_memberships(self.id)
        members = self.assert_list(answer, "memberships", models.MEMBERSHIP)
        self.assertEqual((answer["total"], [member["$id"] for member in members]), (3, ids))
        page = TEAMS.get_memberships(self.id, limit=1, offset=1)
        self.assertEqual(page, {"total": 3, "memberships": members[1:2]})
        self.assertEqual(TEAMS.get_memberships(self.id, limit=0), {"total": 3, "memberships": []})
        self.assert_invalid("limit", texts.LIMIT, TEAMS.get_memberships, self.id, limit=101)
        self.assert_invalid("offset", texts.OFFSET, TEAMS.get_memberships, self.id, offset=5001)

    def test_a_membership_shows_the_current_names(self):
        before = self.a_member(self.team, self.user["email"])
        team_name, email = f"Renamed {a_tag()}", an_email()
        TEAMS.update(self.id, team_name)
        USERS.update_name(self.user["$id"], "Grace Hopper")
        USERS.update_email(self.user["$id"], email)
        now = {**before, "teamName": team_name, "userName": "Grace Hopper", "userEmail": email}
        self.assertEqual(TEAMS.get_membership(self.id, before["$id"]), now)
        self.assertEqual(USERS.get_memberships(self.user["$id"])["memberships"], [now])

    def test_roles_are_replaced(self):
        before = self.a_member(self.team, roles=["a", "b"])
        after = TEAMS.update_membership_roles(self.id, before["$id"], ["owner"])
        self.assertEqual(after, {**before, "roles": ["owner"], "$updatedAt": after["$updatedAt"]})
        self.assertEqual(TEAMS.get_membership(self.id, before["$id"]), after)
        self.assert_invalid("roles", texts.ROLES, TEAMS.update_membership_roles, self.id, before["$id"], ["no role"])

    def test_an_unknown_membership_is_404(self):
        elsewhere = self.a_member(self.a_team())["$id"]
        for id in (an_id(), elsewhere):
            self.assert_no_membership(TEAMS.get_membership, self.id, id)
            self.assert_no_membership(TEAMS.update_membership_roles, self.id, id, ["owner"])
            status = (teams_as(key=None).update_membership_status, self.id, id, an_id(), "secret")
            self.assert_error(404, "membership_not_found", "Membership not found", *status)
            self.assert_no_membership(TEAMS.delete_membership, self.id, id)
        self.assert_invalid("membershipId", texts.UID, TEAMS.get_membership, self.id, "-x")

    def test_a_membership_that_a_server_has_made_has_no_link_so_no_secret_confirms_it(self):
        member = self.a_member(self.team)
        confirm = teams_as(key=None).update_membership_status
        wrong = (401, "team_invalid_secret", "Secret key not valid")
        for user in (member["userId"], an_id()):
            self.assert_error(*wrong, confirm, self.id, member["$id"], user, "secret")

    def test_a_removed_member_can_be_added_again(self):
        id = self.a_member(self.team, self.user["email"])["$id"]
        self.assertEqual(TEAMS.delete_membership(self.id, id), b"")
        self.assert_no_membership(TEAMS.get_membership, self.id, id)
        self.assert_no_membership(TEAMS.delete_membership, self.id, id)
        self.assertEqual(USERS.get_memberships(self.user["$id"]), NONE)
        self.assert_total(0)
        self.a_member(self.team, self.user["email"])
        self.assert_total(1)

    def test_a_deleted_user_leaves_their_teams_and_a_new_user_of_the_same_id_is_in_none(self):
        self.a_member(self.team)
        self.a_member(self.team, self.user["email"])
        USERS.delete(self.user["$id"])
        self.assertEqual(TEAMS.get_memberships(self.id)["total"], 1)
        self.assert_total(1)
        self.a_user(id=self.user["$id"], email=self.user["email"])
        self.assertEqual(USERS.get_memberships(self.user["$id"]), NONE)
        self.assert_total(1)

    def test_creation_change_and_deletion_of_a_membership_are_in_the_log_of_the_member(self):
        id = self.a_member(self.team, self.user["email"])["$id"]
        TEAMS.update_membership_roles(self.id, id, ["owner"])
        TEAMS.delete_membership(self.id, id)
        entries = [(entry["event"], entry["mode"]) for entry in USERS.get_logs(self.user["$id"])["logs"]]
        events = ("memberships.delete", "memberships.update", "memberships.create", "create")
        self.assertEqual(entries, [(f"users.{self.user['$id']}.{event}", "admin") for event in events])
