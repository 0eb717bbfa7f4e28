"""/teams with an API key."""

import re

from lib import models, texts
from lib.case import ClientCase
from lib.clients import TEAMS, USERS
from shared.values import a_tag, an_id

NO_TEAMS = {"total": 0, "teams": []}
NO_MEMBERSHIPS = {"total": 0, "memberships": []}


def ids_of(answer):
    return [team["$id"] for team in answer["teams"]]


class Teams(ClientCase):
    def some_teams(self, count):
        """Teams, and a unique word that is in the names of all of them."""
        tag = a_tag()
        return tag, [self.a_team(name=f"{tag} n{n}")["$id"] for n in range(count)]

    def test_a_team_is_created_with_a_chosen_id_and_without_members(self):
        id, name = an_id(), f"Team {a_tag()}"
        team = self.a_team(id, name)
        self.assert_model(models.TEAM, team)
        now = team["$createdAt"]
        self.assert_recent(now)
        self.assertEqual(team, {"$id": id, "$createdAt": now, "$updatedAt": now, "name": name, "total": 0})
        self.assertEqual(TEAMS.get(id), team)
        self.assertEqual(TEAMS.get_memberships(id), NO_MEMBERSHIPS)

    def test_a_team_is_created_with_a_generated_id(self):
        one, two = TEAMS.create("unique()", "One")["$id"], TEAMS.create("unique()", "Two")["$id"]
        self.assertTrue(re.fullmatch("[0-9a-f]{20}", one))
        self.assertNotEqual(one, two)
        for id in (one, two):
            TEAMS.delete(id)

    def test_an_id_in_use_is_a_conflict_for_teams(self):
        team = self.a_team()
        self.assert_error(409, "team_already_exists", "Team already exists", TEAMS.create, team["$id"], "Another")
        self.assertEqual(TEAMS.get(team["$id"]), team)

    def test_invalid_teams_are_rejected(self):
        for id in ("-x", "x" * 37):
            self.assert_invalid("teamId", texts.CUSTOM_ID, TEAMS.create, id, "Name")
        self.assert_missing("teamId", TEAMS.create, "", "Name")
        self.assert_invalid("name", texts.NAME, TEAMS.create, an_id(), "x" * 129)
        self.assert_missing("name", TEAMS.create, an_id(), "")
        for roles in (["no role"], ["role"] * 101):
            self.assert_invalid("roles", texts.ROLES, TEAMS.create, an_id(), "Name", roles)

    def test_an_unknown_team_is_404_and_an_invalid_id_is_rejected(self):
        self.assert_no_team(TEAMS.get, an_id())
        self.assert_no_team(TEAMS.update, an_id(), "Name")
        self.assert_no_team(TEAMS.delete, an_id())
        self.assert_invalid("teamId", texts.UID, TEAMS.get, "-x")
        self.assert_invalid("teamId", texts.UID, TEAMS.update, "-x", "Name")
        self.assert_invalid("teamId", texts.UID, TEAMS.delete, "-x")

    def test_a_new_name_is_found_and_the_old_one_is_not(self):
        team, name = self.a_team(), f"Renamed {a_tag()}"
        renamed = TEAMS.update(team["$id"], name)
        self.assertEqual(renamed, {**team, "name": name, "$updatedAt": renamed["$updatedAt"]})
        self.assertEqual(TEAMS.get(team["$id"]), renamed)
        self.assertEqual(TEAMS.list(name), {"total": 1, "teams": [renamed]})
        self.assertEqual(TEAMS.list(team["name"]), NO_TEAMS)
        self.assert_missing("name", TEAMS.update, team["$id"], "")

    def test_a_search_finds_teams_by_prefixes_of_their_words(self):
        tag, ids = self.some_teams(2)
        for term in (tag, tag[:-1], tag.upper()):
            answer = TEAMS.list(term)
            self.assert_list(answer, "teams", models.TEAM)
            self.assertEqual((answer["total"], ids_of(answer)), (2, ids))
        self.assertEqual(ids_of(TEAMS.list(f"{tag} n1")), ids[1:])
        self.assertEqual(TEAMS.list(a_tag()), NO_TEAMS)
        for term in (ids[1], ids[1][:-2]):
            self.assertEqual(ids_of(TEAMS.list(term)), ids[1:])

    def test_a_list_has_limit_offset_order_and_cursor(self):
        tag, ids = self.some_teams(4)

        def page(**params):
            return ids_of(TEAMS.list(tag, **params))

        self.assertEqual(page(limit=2), ids[:2])
        self.assertEqual(page(limit=2, offset=1), ids[1:3])
        self.assertEqual(page(order_type="DESC"), ids[::-1])
        self.assertEqual(page(limit=2, cursor=ids[1]), ids[2:])
        self.assertEqual(page(limit=2, cursor=ids[2], cursor_direction="before"), ids[:2])
        self.assertEqual(TEAMS.list(tag, limit=0), {"total": 4, "teams": []})

    def test_a_list_without_a_search_has_all_teams(self):
        _, ids = self.some_teams(2)
        self.assertIn(ids[1], ids_of(TEAMS.list(limit=100, cursor=ids[0], cursor_direction="after")))
        newest = ids_of(TEAMS.list(limit=100, order_type="DESC"))
        self.assertLess(newest.index(ids[1]), newest.index(ids[0]))

    def test_a_list_rejects_invalid_parameters(self):
        stranger = an_id()
        message = f"Team '{stranger}' for the 'cursor' value not found."
        self.assert_error(400, "general_cursor_not_found", message, TEAMS.list, cursor=stranger)
        self.assert_invalid("search", texts.SEARCH, TEAMS.list, search="x" * 257)
        self.assert_invalid("limit", texts.LIMIT, TEAMS.list, limit=101)
        self.assert_invalid("offset", texts.OFFSET, TEAMS.list, offset=5001)
        self.assert_invalid("cursor", texts.UID, TEAMS.list, cursor="-x")
        self.assert_invalid("cursorDirection", texts.DIRECTION, TEAMS.list, cursor_direction="sideways")
        self.assert_invalid("orderType", texts.ORDER, TEAMS.list, order_type="up")

    def test_a_deleted_team_and_its_memberships_are_404_at_once(self):
        team, user = self.a_team(), self.a_user()
        membership = self.a_member(team, user["email"])
        self.assertEqual(TEAMS.delete(team["$id"]), b"")
        self.assert_no_team(TEAMS.get, team["$id"])
        self.assert_no_team(TEAMS.get_memberships, team["$id"])
        self.assert_no_team(TEAMS.get_membership, team["$id"], membership["$id"])
        self.assert_no_team(TEAMS.delete, team["$id"])
        self.assertEqual(USERS.get_memberships(user["$id"]), NO_MEMBERSHIPS)
        self.assertEqual(TEAMS.list(team["name"]), NO_TEAMS)

    def test_a_new_team_of_the_same_id_has_no_data_of_the_deleted_one(self):
        old, user = self.a_team(), self.a_user()
        membership = self.a_member(old, user["email"], ["owner"])
        TEAMS.delete(old["$id"])
        self.assertEqual(self.a_team(old["$id"])["total"], 0)
        self.assertEqual(TEAMS.get_memberships(old["$id"]), NO_MEMBERSHIPS)
        self.assert_no_membership(TEAMS.get_membership, old["$id"], membership["$id"])
        self.assertEqual(USERS.get_memberships(user["$id"]), NO_MEMBERSHIPS)
        self.assertEqual(TEAMS.list(old["name"]), NO_TEAMS)
