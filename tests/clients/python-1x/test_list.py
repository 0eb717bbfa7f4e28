"""GET /users with the SDK's queries. Other clients can write to the project meanwhile: the tests rely only on the users
of this run."""

from appwrite.query import Query

from lib import models, texts
from lib.case import ClientCase
from lib.clients import USERS
from shared.values import a_phone, a_tag, an_email, an_id

COUNT = 30
MAX = "9,223,372,036,854,775,807"


class ListUsers(ClientCase):
    @classmethod
    def setUpClass(cls):
        cls.tag = a_tag()
        # The label that only the users of this run have.
        cls.ours = Query.contains("labels", [cls.tag])
        cls.all = [cls.a_walker(n) for n in range(COUNT)]

    @classmethod
    def a_walker(cls, n):
        """The order of the names differs from that of the creation: 00, 07, 14 and so on."""
        user = cls.a_user(name=f"Walker {cls.tag} {n * 7 % COUNT:02}", phone=a_phone() if n % 3 == 0 else None)
        if n % 10 == 0:
            USERS.update_status(user.id, False)
        return USERS.update_labels(user.id, [cls.tag, "odd" if n % 2 else "even", *(["five"] if n % 5 == 0 else [])])

    def ids(self, *queries, **params):
        rows = self.assert_list(USERS.list(list(queries), **params), "users", models.USER)
        return [user.id for user in rows]

    def assert_finds(self, matches, *queries):
        """The queries find exactly the users of this run that match, in the order of their creation."""
        found = USERS.list([self.ours, Query.limit(100), *queries])
        self.assertEqual([user.id for user in found.users], [user.id for user in self.all if matches(user)])
        self.assertEqual(found.total, len(found.users))

    def test_a_list_has_25_users_with_all_fields_except_hashes_and_the_total(self):
        answer = USERS.list()
        rows = self.assert_list(answer, "users", models.USER)
        self.assertEqual(len(rows), 25)
        self.assertGreaterEqual(answer.total, COUNT)
        self.assertEqual({(user.password, user.hash) for user in rows}, {(None, None)})

    def test_a_total_that_is_not_requested_is_0(self):
        answer = USERS.list([self.ours, Query.limit(3)], total=False)
        self.assertEqual((answer.total, len(answer.users)), (0, 3))
        self.assertEqual(USERS.list([self.ours, Query.limit(3)], total=True).total, COUNT)

    def test_users_are_found_by_id_email_phone_and_name(self):
        first, second = self.all[:2]
        self.assertEqual(self.ids(Query.equal("$id", [second.id, an_id(), first.id])), [first.id, second.id])
        self.assertEqual(self.ids(Query.equal("email", first.email)), [first.id])
        self.assertEqual(self.ids(Query.equal("email", an_email())), [])
        self.assertEqual(self.ids(Query.equal("phone", first.phone)), [first.id])
        self.assert_finds(lambda user: user.name == second.name, Query.equal("name", [second.name]))
        self.assert_finds(lambda user: True, Query.starts_with("name", f"Walker {self.tag}"))
        self.assert_finds(lambda user: user.name.endswith("7"), Query.ends_with("name", "7"))
        low, high = f"Walker {self.tag} 03", f"Walker {self.tag} 12"
        self.assert_finds(lambda user: low <= user.name <= high, Query.between("name", low, high))

    def test_users_are_found_by_flags_labels_and_times(self):
        self.assert_finds(lambda user: not user.status, Query.equal("status", [False]))
        self.assert_finds(lambda user: user.phone == "", Query.is_null("phone"))
        self.assert_finds(lambda user: user.phone != "", Query.is_not_null("phone"))
        self.assert_finds(lambda user: "even" in user.labels, Query.contains("labels", ["even"]))
        self.assert_finds(lambda user: {"odd", "five"} <= {*user.labels}, Query.contains_all("labels", ["odd", "five"]))
        self.assert_finds(lambda user: {"odd", "five"} & {*user.labels}, Query.contains_any("labels", ["odd", "five"]))
        self.assert_finds(lambda user: "odd" not in user.labels, Query.not_contains("labels", ["odd"]))
        late = self.all[19].createdat
        self.assert_finds(lambda user: user.createdat > late, Query.created_after(late))
        self.assert_finds(lambda user: user.registration <= late, Query.less_than_equal("registration", late))

    def test_conditions_can_be_joined_by_and_and_or(self):
        even, five = Query.contains("labels", ["even"]), Query.contains("labels", ["five"])
        blocked = Query.equal("status", [False])
        self.assert_finds(
            lambda user: {"even", "five"} <= {*user.labels} or not user.status,
            Query.or_queries([Query.and_queries([even, five]), blocked]),
        )

    def test_a_search_can_be_combined_with_conditions(self):
        blocked = [user.id for user in self.all if not user.status]
        self.assertEqual(self.ids(Query.equal("status", [False]), search=self.tag), blocked)
        self.assertEqual(self.ids(search=self.all[0].email), [self.all[0].id])
        self.assert_finds(lambda user: user.name.endswith(" 07"), Query.search("name", "07"))

    def test_a_page_has_an_order_a_limit_an_offset_and_a_cursor(self):
        made = [user.id for user in self.all]
        named = [user.id for user in sorted(self.all, key=lambda user: user.name)]
        page = [self.ours, Query.limit(3)]
        self.assertEqual(self.ids(*page), made[:3])
        self.assertEqual(self.ids(*page, Query.offset(7)), made[7:10])
        self.assertEqual(self.ids(*page, Query.cursor_after(made[4])), made[5:8])
        self.assertEqual(self.ids(*page, Query.cursor_before(made[10])), made[7:10])
        self.assertEqual(self.ids(*page, Query.order_desc("$createdAt")), made[:-4:-1])
        self.assertEqual(self.ids(*page, Query.order_asc("name")), named[:3])
        self.assertEqual(self.ids(*page, Query.order_desc("name"), Query.cursor_after(named[20])), named[19:16:-1])

    def test_queries_of_the_sdk_builder_are_accepted(self):
        built = Query.builder().equal("email", self.all[0].email).limit(1)
        self.assertEqual(self.ids(built), [self.all[0].id])

    def test_a_cursor_of_an_unknown_user_is_rejected(self):
        id = an_id()
        message = f"User '{id}' for the 'cursor' value not found."
        self.assert_error(400, "general_cursor_not_found", message, USERS.list, [Query.cursor_after(id)])

    def test_invalid_queries_are_rejected(self):
        for query, why in (
            (Query.select(["name"]), "Invalid query method: select"),
            (Query.regex("name", ".*"), texts.query("Invalid query method: regex")),
            (Query.equal("colour", "red"), texts.query("Attribute not found in schema: colour")),
            (Query.equal("labels", "vip"),
             texts.query('Cannot query equal on attribute "labels" because it is an array.')),
            (Query.equal("status", "yes"), texts.query('Query value is invalid for attribute "status"')),
            (Query.limit(0), texts.query(f"Invalid limit: {texts.between(1, MAX)}")),
            (Query.cursor_after("_x"), texts.query(f"Invalid cursor: {texts.UID}")),
        ):
            with self.subTest(query):
                self.assert_invalid("queries", why, USERS.list, [query])
        message = 'Searching by attribute "email" requires a fulltext index.'
        self.assert_error(400, "general_query_invalid", message, USERS.list, [Query.search("email", "x")])
        self.assert_invalid("search", texts.text(256), USERS.list, search="x" * 257)
