"""GET /users?search=: two well-known players, whose names have a unique word of this run.

A term without that word can find other users of the project, so only the users of this run among the newest results are
compared; with the word, the answer must be exact.
"""

from lib import models
from lib.case import ClientCase
from lib.clients import USERS
from shared.values import a_phone, a_tag


class Search(ClientCase):
    @classmethod
    def setUpClass(cls):
        cls.tag = a_tag()
        email = f"cristiano.ronaldo+{cls.tag}@manchester-united.co.uk"
        cls.cristiano = cls.a_user(name=f"Cristiano Ronaldo {cls.tag}", email=email)
        cls.lionel = cls.a_user(name=f"Lionel Messi {cls.tag}", email=f"lionel.messi+{cls.tag}@psg.fr")

    def assert_found(self, term, *users):
        """The answer has exactly these users, and its total is their number."""
        answer = USERS.list(term, 100)
        ids = [user["$id"] for user in self.assert_list(answer, "users", models.USER)]
        self.assertEqual((answer["total"], ids), (len(users), [user["$id"] for user in users]))

    def test_each_term_finds_ronaldo_and_not_messi(self):
        for term in ("Ronaldo", "cristiano.ronaldo", "manchester", "united.co.uk", "man"):
            with self.subTest(term):
                hits = {user["$id"] for user in USERS.list(term, 100, order_type="DESC")["users"]}
                self.assertIn(self.cristiano["$id"], hits)
                self.assertNotIn(self.lionel["$id"], hits)
                self.assert_found(f"{term} {self.tag}", self.cristiano)

    def test_an_id_finds_only_its_user(self):
        self.assert_found(self.cristiano["$id"], self.cristiano)

    def test_a_generated_id_finds_only_its_user(self):
        user = self.a_user("unique()")
        self.assert_found(user["$id"], user)

    def test_a_complete_email_finds_only_its_user_and_no_others_of_the_domain(self):
        neighbour = self.a_user(name="Cristiano Ronaldo", email=f"{a_tag()}@manchester-united.co.uk")
        self.assert_found(self.cristiano["email"], self.cristiano)
        self.assert_found(neighbour["email"], neighbour)
        self.assert_found(self.cristiano["email"].upper(), self.cristiano)

    def test_a_complete_phone_finds_only_its_user(self):
        user = USERS.update_phone(self.a_user()["$id"], a_phone())
        self.assert_found(user["phone"], user)

    def test_every_word_of_the_term_must_be_a_prefix_of_a_word_in_any_order_and_case(self):
        tag = a_tag()
        ada, grace = self.a_user(name=f"Ada Lovelace {tag}"), self.a_user(name=f"Grace Hopper {tag}")
        self.assert_found(tag, ada, grace)
        self.assert_found(f"LOVE ad {tag[:-1]}", ada)
        self.assert_found(f"{tag} hopper gra", grace)
        self.assert_found(f"{tag} Lovelace Hopper")
        self.assert_found(f"velace {tag}")

    def test_common_and_short_words_are_found(self):
        tag = a_tag()
        user = self.a_user(name=f"The Www of De {tag}")
        for word in ("the", "www", "of", "de"):
            with self.subTest(word):
                self.assert_found(f"{word} {tag}", user)

    def test_accents_are_ignored(self):
        tag = a_tag()
        user = self.a_user(name=f"Zoë Müller {tag}")
        self.assert_found(f"zoe muller {tag}", user)
        self.assert_found(f"ZOË MÜLLER {tag}", user)

    def test_a_quoted_term_is_matched_as_a_whole(self):
        tag = a_tag()
        user = self.a_user(name=f"Ada Lovelace {tag}")
        self.assert_found(f'"Lovelace {tag}"', user)
        self.assert_found(f'"Ada {tag}"')

    def test_a_new_name_is_found_at_once_and_the_old_one_is_not(self):
        user, first, second = self.a_user(name=f"Before {a_tag()}"), a_tag(), a_tag()
        USERS.update_name(user["$id"], f"Updated name {first}")
        self.assert_found(f"Updated name {first}", user)
        USERS.update_name(user["$id"], f"Updated name {second}")
        self.assert_found(f"Updated name {second}", user)
        self.assert_found(first)

    def test_a_new_email_is_found_at_once_also_in_quotes_and_the_old_one_is_not(self):
        user, email = self.a_user(), f"users.service+{a_tag()}@updated.com"
        USERS.update_email(user["$id"], email)
        self.assert_found(f'"{email}"', user)
        self.assert_found(email, user)
        self.assert_found(user["email"])

    def test_a_deleted_user_is_not_found(self):
        word = a_tag()
        user = self.a_user(name=f"Gone {word}")
        self.assert_found(word, user)
        USERS.delete(user["$id"])
        self.assert_found(word)
        self.assert_found(user["email"])

    def test_an_empty_term_is_ignored(self):
        self.assertGreaterEqual(USERS.list("", 0)["total"], 2)

    def test_terms_of_special_characters_are_accepted(self):
        for term in ("@", '"', "%", "*", "+", "'; --", "\\", "()", "#", "\0", "😀"):
            with self.subTest(term):
                self.assert_list(USERS.list(f"{term} {self.tag}"), "users", models.USER)
