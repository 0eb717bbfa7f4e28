"""GET /users/{userId}/memberships"""

from lib import models
from lib.case import ClientCase
from lib.clients import USERS
from lib.fixtures import a_tag, an_email


class Memberships(ClientCase):
    def setUp(self):
        self.user, self.team = self.a_user(), self.a_team()
        self.a_member(self.team, self.user["email"], ["owner"])

    def membership(self):
        answer = USERS.get_memberships(self.user["$id"])
        memberships = self.assert_list(answer, "memberships", models.MEMBERSHIP)
        self.assertEqual((answer["total"], len(memberships)), (1, 1))
        return memberships[0]

    def test_a_new_user_has_none(self):
        self.assertEqual(USERS.get_memberships(self.a_user()["$id"]), {"total": 0, "memberships": []})

    def test_a_membership_names_its_team_and_its_user(self):
        user, team, found = self.user, self.team, self.membership()
        who = (found["userId"], found["userName"], found["userEmail"])
        self.assertEqual(who, (user["$id"], user["name"], user["email"]))
        self.assertEqual((found["teamId"], found["teamName"]), (team["$id"], team["name"]))
        self.assertEqual((found["confirm"], found["roles"]), (True, ["owner"]))
        self.assertTrue(0 < found["invited"] <= found["joined"])

    def test_the_names_are_those_of_now(self):
        before, name, email = self.membership(), f"Renamed {a_tag()}", an_email()
        USERS.update_name(self.user["$id"], name)
        USERS.update_email(self.user["$id"], email)
        self.assertEqual(self.membership(), {**before, "userName": name, "userEmail": email})
