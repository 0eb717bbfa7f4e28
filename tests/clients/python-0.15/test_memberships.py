"""GET /users/{userId}/memberships

The routes that make teams are not part of this service: the run is given a user who is a member of one.
"""

from lib import models
from lib.case import ClientCase
from lib.clients import USERS
from lib.environment import SEEDED_TEAM_NAME, SEEDED_USER
from lib.fixtures import a_tag, an_email


class Memberships(ClientCase):
    def membership(self):
        answer = USERS.get_memberships(SEEDED_USER)
        memberships = self.assert_list(answer, "memberships", models.MEMBERSHIP)
        self.assertEqual((answer["total"], len(memberships)), (1, 1))
        return memberships[0]

    def test_a_new_user_has_none(self):
        self.assertEqual(USERS.get_memberships(self.a_user()["$id"]), {"total": 0, "memberships": []})

    def test_a_membership_names_its_team_and_its_user(self):
        user, found = USERS.get(SEEDED_USER), self.membership()
        who = (found["userId"], found["userName"], found["userEmail"])
        self.assertEqual(who, (user["$id"], user["name"], user["email"]))
        self.assertEqual(found["teamName"], SEEDED_TEAM_NAME)
        self.assertNotEqual(found["teamId"], "")
        self.assertEqual((found["confirm"], found["roles"]), (True, ["owner"]))
        self.assertTrue(0 < found["invited"] <= found["joined"])

    def test_the_names_are_those_of_now(self):
        before, name, email = self.membership(), f"Renamed {a_tag()}", an_email()
        USERS.update_name(SEEDED_USER, name)
        USERS.update_email(SEEDED_USER, email)
        self.assertEqual(self.membership(), {**before, "userName": name, "userEmail": email})
