"""GET and PATCH /users/{userId}/prefs"""

from lib import models, texts
from lib.case import ClientCase
from lib.clients import USERS, http


def prefs_of(bytes_as_sent):
    """Preferences of this size: the SDK sends `{"k": ""}` with a space, which has nine bytes."""
    return {"k": "x" * (bytes_as_sent - 9)}


class Prefs(ClientCase):
    def patch(self, id, text):
        """Sends a JSON text as the preferences, byte for byte."""
        return http("PATCH", f"/users/{id}/prefs", f'{{"prefs":{text}}}')

    def test_a_new_user_has_an_empty_list(self):
        self.assertEqual(USERS.get_prefs(self.a_user()["$id"]), {})

    def test_preferences_are_returned_stored_and_shown_with_the_user(self):
        before = self.a_user()
        prefs = {"theme": "dark", "size": 12, "half": 0.5, "on": True, "off": None, "tags": ["a"], "a": {"b": {"c": 1}}}
        self.assertEqual(USERS.update_prefs(before["$id"], prefs), prefs)
        self.assertEqual(USERS.get_prefs(before["$id"]), prefs)
        after = USERS.get(before["$id"])
        self.assert_model(models.USER, after)
        self.assertEqual(after, {**before, "prefs": prefs, "$updatedAt": after["$updatedAt"]})
        self.assertGreaterEqual(after["$updatedAt"], before["$updatedAt"])

    def test_new_preferences_replace_the_old_ones(self):
        id = self.a_user()["$id"]
        USERS.update_prefs(id, {"theme": "dark", "language": "en"})
        self.assertEqual(USERS.update_prefs(id, {"theme": "light"}), {"theme": "light"})
        self.assertEqual(USERS.get_prefs(id), {"theme": "light"})

    def test_an_empty_object_and_an_empty_list_clear_the_preferences(self):
        id = self.a_user()["$id"]
        for empty in ({}, []):
            with self.subTest(empty):
                USERS.update_prefs(id, {"theme": "dark"})
                self.assertEqual(USERS.update_prefs(id, empty), {})
                self.assertEqual(http("GET", f"/users/{id}/prefs").text, "{}")
                self.assertEqual(USERS.get(id)["prefs"], {})

    def test_empty_objects_and_lists_and_whole_floats_are_returned_without_changes(self):
        id = self.a_user()["$id"]
        prefs = {"object": {}, "list": [], "float": 1.0, "int": 1, "nested": {"list": [[], {}]}, "big": 10**30}
        for answer in (USERS.update_prefs(id, prefs), USERS.get_prefs(id), USERS.get(id)["prefs"]):
            self.assertEqual(repr(answer), repr(prefs))

    def test_every_value_is_returned_as_it_was_written(self):
        id = self.a_user()["$id"]
        written = (
            '{"z":{},"a":[],"one":1,"float":1.0,"exp":1e2,"big":123456789012345678901234567890,"small":0.10,'
            '"nested":{"empty":{},"list":[[],{}]},"":"no name","text":"ü/\\u00fc \\"q\\"","null":null}'
        )
        answer = self.patch(id, written)
        self.assertEqual((answer.status_code, answer.text), (200, written))
        self.assertEqual(http("GET", f"/users/{id}/prefs").text, written)
        self.assertTrue(http("GET", f"/users/{id}").text.endswith(f'"prefs":{written}}}'))

    def test_preferences_of_65535_bytes_are_stored_and_replaced_by_small_and_large_ones(self):
        id = self.a_user()["$id"]
        for prefs in (prefs_of(65_535), {"k": "small"}, prefs_of(65_534), prefs_of(402)):
            self.assertEqual(USERS.update_prefs(id, prefs), prefs)
            self.assertEqual(USERS.get_prefs(id), prefs)
            self.assertEqual(USERS.get(id)["prefs"], prefs)
        largest = '{"k":"' + "x" * (65_535 - 8) + '"}'
        answer = self.patch(id, largest)
        self.assertEqual((answer.status_code, answer.text), (200, largest))

    def test_large_preferences_are_listed_with_their_user(self):
        user, prefs = self.a_user(), prefs_of(40_000)
        USERS.update_prefs(user["$id"], prefs)
        listed = USERS.list(user["email"])["users"]
        self.assertEqual([user["prefs"] for user in listed], [prefs])

    def test_preferences_of_65536_bytes_are_rejected_and_change_nothing(self):
        id = self.a_user()["$id"]
        USERS.update_prefs(id, {"theme": "dark"})
        self.assert_invalid("prefs", texts.OBJECT, USERS.update_prefs, id, prefs_of(65_537))
        answer = self.patch(id, '{"k":"' + "x" * (65_536 - 8) + '"}')
        self.assertEqual((answer.status_code, answer.json()["message"]), (400, f"Invalid prefs: {texts.OBJECT}"))
        self.assertEqual(USERS.get_prefs(id), {"theme": "dark"})

    def test_values_other_than_objects_are_rejected(self):
        id = self.a_user()["$id"]
        for prefs in (["a"], [{}], "text", 5, True):
            with self.subTest(prefs):
                self.assert_invalid("prefs", texts.OBJECT, USERS.update_prefs, id, prefs)
        self.assert_missing("prefs", USERS.update_prefs, id, "")
        answer = self.patch(id, "null")
        self.assertEqual((answer.status_code, answer.json()["message"]), (400, 'Param "prefs" is not optional.'))
