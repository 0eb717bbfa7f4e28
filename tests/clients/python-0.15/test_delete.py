"""DELETE /users/{userId}"""

from lib.case import ClientCase
from lib.clients import USERS, http
from shared.values import PASSWORD, a_phone, a_tag, an_id


class Delete(ClientCase):
    def test_a_user_is_deleted_once_and_then_unknown(self):
        id = self.a_user()["$id"]
        self.assertEqual(USERS.delete(id), b"")
        self.assert_no_user(USERS.get, id)
        self.assert_no_user(USERS.get_prefs, id)
        self.assert_no_user(USERS.delete, id)

    def test_the_answer_to_a_deletion_is_204_without_a_body_and_without_a_json_content_type(self):
        answer = http("DELETE", f"/users/{self.a_user()['$id']}", "{}")
        self.assertEqual((answer.status_code, answer.content), (204, b""))
        self.assertNotIn("json", answer.headers["content-type"].lower())

    def test_a_deleted_user_is_in_no_list_and_is_an_invalid_cursor(self):
        tag = a_tag()
        first, second = self.a_user(name=tag), self.a_user(name=tag)
        USERS.delete(first["$id"])
        self.assertEqual([user["$id"] for user in USERS.list(tag)["users"]], [second["$id"]])
        message = f"User '{first['$id']}' for the 'cursor' value not found."
        self.assert_error(400, "general_cursor_not_found", message, USERS.list, cursor=first["$id"])

    def test_other_users_can_have_the_email_and_phone_of_a_deleted_user_at_once(self):
        user, phone = self.a_user(), a_phone()
        USERS.update_phone(user["$id"], phone)
        USERS.delete(user["$id"])
        next = self.a_user(email=user["email"])
        self.assertEqual(USERS.update_phone(next["$id"], phone)["phone"], phone)

    def test_a_new_user_of_the_same_id_has_no_data_of_the_deleted_one(self):
        id, old_name = an_id(), f"Old {a_tag()}"
        email = self.a_user(id, name=old_name)["email"]
        USERS.update_phone(id, a_phone())
        USERS.update_prefs(id, {"k": "x" * 2000})
        USERS.update_email_verification(id, True)
        USERS.update_status(id, False)
        USERS.delete(id)

        recreated = USERS.create(id, email, PASSWORD, "New")
        self.assert_new(recreated, id, email, "New")
        self.assertEqual(USERS.get(id), recreated)
        self.assertEqual(USERS.get_prefs(id), {})
        self.assertEqual(USERS.get_sessions(id), {"total": 0, "sessions": []})
        self.assertEqual(USERS.get_memberships(id), {"total": 0, "memberships": []})
        self.assertEqual(USERS.list(old_name)["users"], [])
        logs = USERS.get_logs(id)
        self.assertEqual((logs["total"], [entry["event"] for entry in logs["logs"]]), (1, [f"users.{id}.create"]))
