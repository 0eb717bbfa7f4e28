"""GET /users/{userId}/logs"""

from appwrite.exception import AppwriteException

from lib import models, texts
from lib.case import ClientCase
from lib.clients import USERS, users_as
from shared.values import PASSWORD, a_phone, an_email, an_id

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/70.0.3538.77 Safari/537.36"
)


def events(answer):
    return [entry["event"] for entry in answer["logs"]]


class Logs(ClientCase):
    def a_changed_user(self):
        """A user before and after every change that the service can make, and the expected events, newest first."""
        former = self.a_user()
        id = former["$id"]
        USERS.update_email(id, an_email())
        USERS.update_name(id, "Grace Hopper")
        USERS.update_password(id, PASSWORD)
        USERS.update_phone(id, a_phone())
        USERS.update_prefs(id, {"theme": "dark"})
        USERS.update_status(id, False)
        USERS.update_email_verification(id, True)
        USERS.update_phone_verification(id, True)
        newest_first = (
            "update.verification", "update.verification", "update.status", "update.prefs", "update.phone",
            "update.password", "update.name", "update.email", "create",
        )
        return former, USERS.get(id), [f"users.{id}.{event}" for event in newest_first]

    def test_every_change_of_a_user_is_logged_newest_first_with_caller_and_time(self):
        former, user, expected = self.a_changed_user()
        answer = USERS.get_logs(user["$id"])
        entries = self.assert_list(answer, "logs", models.LOG)
        self.assertEqual((answer["total"], events(answer)), (len(expected), expected))
        # Each entry has the name and the email of its time; the oldest are the creation, the new email, the new name.
        for at, entry in enumerate(reversed(entries)):
            user_fields = (entry["userId"], entry["userEmail"], entry["userName"])
            email, name = (user if at > 0 else former)["email"], (user if at > 1 else former)["name"]
            self.assertEqual(user_fields, (user["$id"], email, name))
            self.assertEqual(entry["mode"], "admin")
            self.assertNotEqual(entry["ip"], "")
            self.assert_recent(entry["time"])
        times = [entry["time"] for entry in entries]
        self.assertEqual(times, sorted(times, reverse=True))

    def test_a_page_has_limit_and_offset_and_the_total_counts_all_entries(self):
        _, user, expected = self.a_changed_user()
        total = len(expected)
        pages = (
            ((2,), expected[:2]), ((3, 2), expected[2:5]), ((None, total - 1), expected[-1:]), ((100, total), []),
            ((0,), []), (("", ""), expected),
        )
        for params, page in pages:
            with self.subTest(params):
                answer = USERS.get_logs(user["$id"], *params)
                self.assertEqual((answer["total"], events(answer)), (total, page))

    def test_a_page_has_25_entries_without_a_limit(self):
        id = self.a_user()["$id"]
        for n in range(26):
            USERS.update_status(id, n % 2 == 0)
        self.assertEqual(len(USERS.get_logs(id)["logs"]), 25)
        self.assertEqual(len(USERS.get_logs(id, 100)["logs"]), 27)

    def test_invalid_parameters_are_rejected(self):
        id = self.a_user()["$id"]
        for limit in (101, -1, "abc", 1.5):
            with self.subTest(limit=limit):
                self.assert_invalid("limit", texts.LIMIT, USERS.get_logs, id, limit)
        for offset in (5001, -1, "abc"):
            with self.subTest(offset=offset):
                self.assert_invalid("offset", texts.OFFSET, USERS.get_logs, id, 25, offset)
        self.assert_invalid("limit", texts.LIMIT, USERS.get_logs, id, 101, 5001)

    def test_reads_and_rejected_changes_are_not_logged(self):
        id, other = self.a_user()["$id"], self.a_user()
        USERS.get_prefs(id)
        with self.assertRaises(AppwriteException):
            USERS.update_email(id, other["email"])
        with self.assertRaises(AppwriteException):
            USERS.update_name(id, "x" * 129)
        self.assertEqual(events(USERS.get_logs(id)), [f"users.{id}.create"])

    def test_setting_the_same_value_is_logged(self):
        user = self.a_user()
        id = user["$id"]
        USERS.update_email(id, user["email"])
        self.assertEqual(events(USERS.get_logs(id)), [f"users.{id}.update.email", f"users.{id}.create"])

    def test_a_log_entry_shows_the_client_for_which_a_server_calls(self):
        server = users_as(headers={"X-Forwarded-User-Agent": CHROME, "X-Forwarded-For": "127.0.0.1, 10.0.0.1"})
        user = self.remember(server.create(an_id(), an_email(), PASSWORD))
        entry = USERS.get_logs(user["$id"])["logs"][0]
        self.assert_model(models.LOG, entry)
        self.assertEqual(entry, {
            **entry,
            "event": f"users.{user['$id']}.create", "userId": user["$id"], "userEmail": user["email"], "userName": "",
            "mode": "admin", "ip": "127.0.0.1", "osCode": "WIN", "osName": "Windows", "osVersion": "10",
            "clientType": "browser", "clientCode": "CH", "clientName": "Chrome", "clientVersion": "70.0",
            "clientEngine": "Blink", "deviceName": "desktop", "deviceBrand": "", "deviceModel": "",
            "countryCode": "--", "countryName": "Unknown",
        })

    def test_the_locale_changes_only_the_name_of_the_country(self):
        id = self.a_user()["$id"]
        german, english = users_as(locale="de").get_logs(id), USERS.get_logs(id)
        for answer in (german, english):
            for entry in answer["logs"]:
                self.assertIsInstance(entry.pop("countryName"), str)
        self.assertEqual(german, english)
