"""GET /users: parameters, pages, order.

Other clients can write to the project meanwhile: the tests rely only on users of this run.
"""

from lib import models, texts
from lib.case import ClientCase
from lib.clients import USERS
from shared.values import a_tag, an_id

COUNT = 30
PAGE = 7


class List(ClientCase):
    @classmethod
    def setUpClass(cls):
        cls.tag = a_tag()
        cls.ours = [cls.a_user(name=f"Walker {cls.tag}")["$id"] for _ in range(COUNT)]
        cls.down = cls.ours[::-1]

    def ids(self, **params):
        return [user["$id"] for user in self.assert_list(USERS.list(**params), "users", models.USER)]

    def tagged(self, **params):
        return self.ids(search=self.tag, **params)

    def read_pages(self, last, **params):
        """Reads page after page from a cursor until it finds `last`; returns the users of this run, in order."""
        back = params.get("cursor_direction") == "before"
        read = []
        while last not in read:
            if read:
                params["cursor"] = read[0 if back else -1]
            page = self.ids(limit=PAGE, **params)
            self.assertTrue(0 < len(page) <= PAGE, "an empty or too long page before the last user was found")
            read = page + read if back else read + page
        self.assertEqual(len(set(read)), len(read), "a user was read twice")
        return [id for id in read if id in self.ours]

    def test_a_list_has_25_users_with_all_fields_and_the_total_without_a_limit(self):
        answer = USERS.list()
        self.assertEqual(len(self.assert_list(answer, "users", models.USER)), 25)
        self.assertTrue(COUNT <= answer["total"] <= 5000)
        self.assertEqual(len(USERS.list(limit="")["users"]), 25)

    def test_a_listed_user_equals_the_single_one(self):
        self.assertEqual(USERS.list(self.tag, 1)["users"], [USERS.get(self.ours[0])])

    def test_a_limit_of_0_returns_only_the_total(self):
        self.assertEqual(USERS.list(self.tag, 0), {"total": COUNT, "users": []})

    def test_the_largest_limit_is_100(self):
        self.assertEqual(len(self.tagged(limit=100)), COUNT)

    def test_users_are_listed_in_ascending_or_descending_order_of_creation(self):
        self.assertEqual(self.tagged(limit=100), self.ours)
        self.assertEqual(self.tagged(limit=100, order_type="ASC"), self.ours)
        self.assertEqual(self.tagged(limit=100, order_type="DESC"), self.down)

    def test_an_offset_skips_users(self):
        self.assertEqual(self.tagged(limit=5, offset=10), self.ours[10:15])
        self.assertEqual(self.tagged(limit=5, offset=COUNT), [])
        self.assertEqual(self.tagged(limit=5, offset=5000), [])

    def test_an_offset_counts_from_the_cursor(self):
        self.assertEqual(self.tagged(limit=3, offset=2, cursor=self.ours[4]), self.ours[7:10])

    def test_the_total_does_not_depend_on_the_page(self):
        for params in ({"limit": 3}, {"offset": 20}, {"cursor": self.ours[20]}, {"order_type": "DESC"}):
            with self.subTest(params):
                self.assertEqual(USERS.list(self.tag, **params)["total"], COUNT)

    def test_a_page_after_a_cursor_does_not_contain_the_cursor(self):
        for direction in (None, "after", "AFTER"):
            with self.subTest(direction):
                page = self.tagged(limit=3, cursor=self.ours[4], cursor_direction=direction)
                self.assertEqual(page, self.ours[5:8])

    def test_a_page_before_a_cursor_ends_before_it_in_the_order_of_the_list(self):
        params = {"limit": 3, "cursor_direction": "before"}
        self.assertEqual(self.tagged(cursor=self.ours[10], **params), self.ours[7:10])
        self.assertEqual(self.tagged(cursor=self.ours[1], **params), [self.ours[0]])
        self.assertEqual(self.tagged(cursor=self.ours[0], **params), [])
        self.assertEqual(self.tagged(cursor=self.down[10], order_type="DESC", **params), self.down[7:10])

    def test_an_empty_cursor_is_ignored(self):
        self.assertEqual(self.tagged(limit=3, cursor=""), self.ours[:3])

    def test_list_and_search_are_paged_forwards(self):
        for search in (None, self.tag):
            with self.subTest(search):
                read = self.read_pages(self.ours[-1], search=search, cursor=self.ours[0])
                self.assertEqual(read, self.ours[1:])

    def test_list_and_search_are_paged_backwards(self):
        for search in (None, self.tag):
            with self.subTest(search):
                read = self.read_pages(self.ours[0], search=search, cursor=self.ours[-1], cursor_direction="before")
                self.assertEqual(read, self.ours[:-1])

    def test_list_and_search_are_paged_forwards_in_descending_order(self):
        for search in (None, self.tag):
            with self.subTest(search):
                read = self.read_pages(self.ours[0], search=search, cursor=self.ours[-1], order_type="DESC")
                self.assertEqual(read, self.down[1:])

    def test_list_and_search_are_paged_backwards_in_descending_order(self):
        for search in (None, self.tag):
            with self.subTest(search):
                back = {"cursor_direction": "before", "order_type": "DESC"}
                read = self.read_pages(self.ours[-1], search=search, cursor=self.ours[0], **back)
                self.assertEqual(read, self.down[:-1])

    def test_a_cursor_of_an_unknown_user_is_rejected(self):
        id = an_id()
        message = f"User '{id}' for the 'cursor' value not found."
        self.assert_error(400, "general_cursor_not_found", message, USERS.list, cursor=id)

    def test_invalid_parameters_are_rejected(self):
        invalid = (
            ("limit", "limit", texts.LIMIT, (101, -1, "abc", 1.5)),
            ("offset", "offset", texts.OFFSET, (5001, -1, "abc", 1.5)),
            ("cursor", "cursor", texts.UID, ("_x", "x" * 37)),
            ("cursor_direction", "cursorDirection", texts.DIRECTION, ("sideways",)),
            ("order_type", "orderType", texts.ORDER, ("asc", "desc", "RANDOM")),
            ("search", "search", texts.SEARCH, ("x" * 257,)),
        )
        for argument, param, text, values in invalid:
            for value in values:
                with self.subTest(param, value=value):
                    self.assert_invalid(param, text, USERS.list, **{argument: value})

    def test_the_first_invalid_parameter_is_reported(self):
        invalid = [
            ("search", "search", "x" * 257, texts.SEARCH), ("limit", "limit", 101, texts.LIMIT),
            ("offset", "offset", 5001, texts.OFFSET), ("cursor", "cursor", "_x", texts.UID),
            ("cursor_direction", "cursorDirection", "?", texts.DIRECTION),
            ("order_type", "orderType", "?", texts.ORDER),
        ]
        while invalid:
            _, param, _, text = invalid[0]
            self.assert_invalid(param, text, USERS.list, **{argument: value for argument, _, value, _ in invalid})
            invalid.pop(0)
