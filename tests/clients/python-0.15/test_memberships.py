"""GET /users/{userId}/memberships"""

from lib import models
from lib.case import ClientCase
from lib.clients import USERS
from shared.values import a_tag, an_email


class Memberships(ClientCase):
    def setUp(self):
        self.user, self.team = self.a_user(), self.a_team()
        self.a_member(self.team, self.user["email"], ["owner"])

    def membership(self):
        answer = USERS.get_memberships(self.user["$id"])
        memberships = self.assert_list(answer, "memberships", models.MEMBERSHIP)
        self.assertEqual((answer["total"], len(memberships)), (1, 1))
        return memberships[0]

    def test_a_new_user_has_an_empty_list(self):
        self.assertEqual(USERS.get_memberships(self.a_user()["$id"]), {"total": 0, "memberships": []})

    def test_a_membership_shows_its_team_and_its_user(self):
        user, team, found = self.user, self.team, self.membership()
        user_fields = (found["userId"], found["userName"], found["userEmail"])
        self.assertEqual(user_fields, (user["$id"], user["name"], user["email"]))
        self.assertEqual((found["teamId"], found["teamName"]), (team["$id"], team["name"]))
        self.assertEqual((found["confirm"], found["roles"]), (True, ["owner"]))
        self.assertTrue(0 < found["invited"] <= found["joined"])

    def test_a_membership_shows_the_current_names(self):
        before, name, email = self.membership(), f"Renamed {a_tag()}", an_email()
        USERS.update_name(self.user["$id"], name)
        USERS.update_email(self.user["$id"], email)
        self.assertEqual(self.membership(), {**before, "userName": name, "userEmail": email})
