"""GET /users/{userId}/memberships, with teams of the same SDK."""

from appwrite.query import Query

from lib import models, texts
from lib.case import ClientCase
from lib.clients import USERS
from shared.values import a_phone


class Memberships(ClientCase):
    def test_a_new_user_has_an_empty_list(self):
        self.assert_none(USERS.list_memberships(self.a_user().id), "memberships")

    def test_a_membership_shows_its_team_and_its_user(self):
        user, team = self.a_user(phone=a_phone()), self.a_team()
        self.a_member(team, user, ["owner"])
        answer = USERS.list_memberships(user.id)
        [found] = self.assert_list(answer, "memberships", models.MEMBERSHIP)
        self.assertEqual(answer.total, 1)
        self.assertEqual((found.teamid, found.teamname), (team.id, team.name))
        self.assertEqual((found.userid, found.username), (user.id, user.name))
        self.assertEqual((found.useremail, found.userphone), (user.email, user.phone))
        self.assertEqual((found.confirm, found.mfa, found.roles), (True, False, ["owner"]))
        self.assert_recent(found.joined)

    def test_memberships_are_listed_by_queries(self):
        user, owned, joined = self.a_user(), self.a_team(), self.a_team()
        self.a_member(owned, user, ["owner"])
        self.a_member(joined, user, ["developer"])
        answer = USERS.list_memberships(user.id, [Query.equal("teamId", joined.id)])
        self.assertEqual([found.teamid for found in answer.memberships], [joined.id])
        answer = USERS.list_memberships(user.id, [Query.contains("roles", ["owner"])])
        self.assertEqual([found.teamid for found in answer.memberships], [owned.id])
        answer = USERS.list_memberships(user.id, [Query.limit(1)], total=False)
        self.assertEqual((answer.total, len(answer.memberships)), (0, 1))
        why = texts.query('Cannot query equal on attribute "roles" because it is an array.')
        self.assert_invalid("queries", why, USERS.list_memberships, user.id, [Query.equal("roles", "owner")])
