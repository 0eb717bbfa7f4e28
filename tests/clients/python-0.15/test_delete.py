"""DELETE /users/{userId}"""

from lib.case import ClientCase
from lib.clients import USERS, http
from lib.fixtures import PASSWORD, a_phone, a_tag, an_id


class Delete(ClientCase):
    def test_a_deleted_user_is_gone_once(self):
        id = self.a_user()["$id"]
        self.assertEqual(USERS.delete(id), b"")
        self.assert_no_user(USERS.get, id)
        self.assert_no_user(USERS.get_prefs, id)
        self.assert_no_user(USERS.delete, id)

    def test_a_deletion_answers_204_without_a_body_and_does_not_claim_to_be_json(self):
        answer = http("DELETE", f"/users/{self.a_user()['$id']}", "{}")
        self.assertEqual((answer.status_code, answer.content), (204, b""))
        self.assertNotIn("json", answer.headers["content-type"].lower())

    def test_a_deleted_user_is_no_cursor_and_in_no_list(self):
        tag = a_tag()
        first, second = self.a_user(name=tag), self.a_user(name=tag)
        USERS.delete(first["$id"])
        self.assertEqual([user["$id"] for user in USERS.list(tag)["users"]], [second["$id"]])
        message = f"User '{first['$id']}' for the 'cursor' value not found."
        self.assert_refused(400, "general_cursor_not_found", message, USERS.list, cursor=first["$id"])

    def test_address_and_phone_number_are_free_at_once(self):
        user, phone = self.a_user(), a_phone()
        USERS.update_phone(user["$id"], phone)
        USERS.delete(user["$id"])
        next = self.a_user(email=user["email"])
        self.assertEqual(USERS.update_phone(next["$id"], phone)["phone"], phone)

    def test_a_new_user_with_the_same_id_has_nothing_of_the_old_one(self):
        id, old_name = an_id(), f"Old {a_tag()}"
        email = self.a_user(id, name=old_name)["email"]
        USERS.update_phone(id, a_phone())
        USERS.update_prefs(id, {"k": "x" * 2000})
        USERS.update_email_verification(id, True)
        USERS.update_status(id, False)
        USERS.delete(id)

        fresh = USERS.create(id, email, PASSWORD, "New")
        self.assert_new(fresh, id, email, "New")
        self.assertEqual(USERS.get(id), fresh)
        self.assertEqual(USERS.get_prefs(id), {})
        self.assertEqual(USERS.get_sessions(id), {"total": 0, "sessions": []})
        self.assertEqual(USERS.get_memberships(id), {"total": 0, "memberships": []})
        self.assertEqual(USERS.list(old_name)["users"], [])
        logs = USERS.get_logs(id)
        self.assertEqual((logs["total"], [line["event"] for line in logs["logs"]]), (1, [f"users.{id}.create"]))
