"""/users/{userId}/sessions, tokens and jwts, and their use by a user with the SDK's Account class."""

from datetime import datetime

from lib import models, texts
from lib.case import ClientCase
from lib.clients import ACCOUNT, USERS, account_as, users_as, with_session
from shared.values import PASSWORD, a_phone, an_email, an_id

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/70.0.3538.77 Safari/537.36"
)


def seconds(start, end):
    return int(datetime.fromisoformat(end).timestamp()) - int(datetime.fromisoformat(start).timestamp())


class Sessions(ClientCase):
    def test_a_new_session_has_all_fields_and_shows_its_secret_once(self):
        id = self.a_user().id
        server = users_as(forwarded_user_agent=CHROME, headers={"x-forwarded-for": "127.0.0.9"})
        session = server.create_session(id)
        self.assert_model(models.SESSION, session)
        self.assertEqual(seconds(session.createdat, session.expire), 365 * 24 * 3600)
        self.assertEqual((session.userid, session.provider, session.factors), (id, "server", ["server"]))
        self.assertEqual((session.ip, session.clientname, session.osname), ("127.0.0.9", "Chrome", "Windows"))
        self.assertNotEqual(session.secret, "")
        [listed] = self.assert_list(USERS.list_sessions(id), "sessions", models.SESSION)
        self.assertEqual(listed.to_dict(), {**session.to_dict(), "secret": ""})
        self.assertEqual(USERS.list_sessions(id, total=False).total, 0)

    def test_a_session_is_valid_until_it_is_deleted(self):
        user = self.a_user()
        session = USERS.create_session(user.id)
        account = with_session(session.secret)
        own = account.get()
        self.assert_model(models.ACCOUNT, own)
        self.assertEqual((own.id, own.email, own.targets), (user.id, user.email, user.targets))
        self.assert_recent(USERS.get(user.id).accessedat)
        self.assertEqual(account.get_session("current").id, session.id)
        self.assertEqual(USERS.delete_session(user.id, session.id), b"")
        self.assert_guest(["account"], account.get)

    def test_sessions_are_deleted_through_their_own_user_once(self):
        id = self.a_user().id
        session = USERS.create_session(id).id
        self.assert_error_type("user_session_not_found", USERS.delete_session, self.a_user().id, session)
        USERS.delete_session(id, session)
        self.assert_error_type("user_session_not_found", USERS.delete_session, id, session)
        USERS.create_session(id)
        self.assertEqual(USERS.delete_sessions(id), b"")
        self.assert_none(USERS.list_sessions(id), "sessions")

    def test_a_blocked_user_cannot_sign_in_and_the_sessions_are_valid_again_after_unblocking(self):
        user = self.a_user()
        account = with_session(USERS.create_session(user.id).secret)
        USERS.update_status(user.id, False)
        self.assert_error_type("user_blocked", account.get)
        self.assert_error_type("user_blocked", USERS.create_session, user.id)
        self.assert_error_type("user_blocked", self.sign_in, user.email)
        USERS.update_status(user.id, True)
        self.assertEqual(account.get().id, user.id)

    def test_a_server_signs_a_user_in_by_password_and_gets_the_secret(self):
        user = self.a_user()
        session = self.sign_in(user.email)
        self.assert_model(models.SESSION, session)
        self.assertEqual((session.userid, session.provider, session.factors), (user.id, "email", ["password"]))
        self.assertEqual(with_session(session.secret).get().id, user.id)
        self.assert_error_type("user_invalid_credentials", self.sign_in, user.email, "a wrong password")
        self.assert_error_type("user_invalid_credentials", self.sign_in, an_email())
        guest = account_as(key=None).create_email_password_session(user.email, PASSWORD)
        self.assertEqual(guest.secret, "")

    def test_a_token_has_the_requested_length_and_duration(self):
        id = self.a_user().id
        defaults = USERS.create_token(id)
        self.assert_model(models.TOKEN, defaults)
        self.assertEqual((defaults.userid, len(defaults.secret), defaults.phrase), (id, 6, ""))
        self.assertEqual(seconds(defaults.createdat, defaults.expire), 900)
        long = USERS.create_token(id, length=128, expire=60)
        self.assertEqual((len(long.secret), seconds(long.createdat, long.expire)), (128, 60))
        self.assert_invalid("length", texts.between(4, 128), USERS.create_token, id, length=3)
        self.assert_invalid("expire", texts.between(60, "31,536,000"), USERS.create_token, id, expire=59)

    def test_a_token_signs_its_user_in_once(self):
        id = self.a_bare_user(phone=a_phone()).id
        secret = USERS.create_token(id, length=32).secret
        self.assert_error_type("user_invalid_token", ACCOUNT.create_session, id, "wrong")
        session = ACCOUNT.create_session(id, secret)
        self.assert_model(models.SESSION, session)
        self.assertEqual((session.userid, session.provider), (id, "token"))
        self.assertEqual(with_session(session.secret).get().id, id)
        self.assert_error_type("user_invalid_token", ACCOUNT.create_session, id, secret)

    def test_a_jwt_gives_access_with_and_without_a_session(self):
        id = self.a_user().id
        session = USERS.create_session(id).id
        with_one = account_as(key=None, jwt=USERS.create_jwt(id, session_id=session).jwt)
        self.assertEqual((with_one.get().id, with_one.get_session("current").id), (id, session))
        USERS.delete_session(id, session)
        self.assert_guest(["account"], with_one.get)
        answer = USERS.create_jwt(id)
        self.assert_model(models.JWT, answer)
        self.assertEqual(account_as(key=None, jwt=answer.jwt).get().id, id)
        self.assert_invalid("duration", texts.between(0, "3,600"), USERS.create_jwt, id, duration=3601)
        self.assert_invalid("sessionId", texts.UID, USERS.create_jwt, id, session_id="")

    def test_an_impersonator_acts_as_a_user_that_is_found_by_id_email_or_phone(self):
        own, other = self.a_user(), self.a_user(phone=a_phone())
        USERS.update_impersonator(own.id, True)
        secret = USERS.create_session(own.id).secret
        for name, value in (("user_id", other.id), ("user_email", other.email), ("user_phone", other.phone)):
            with self.subTest(name):
                seen = with_session(secret, **{f"impersonate_{name}": value}).get()
                self.assert_model(models.ACCOUNT, seen)
                self.assertEqual((seen.id, seen.impersonatoruserid), (other.id, own.id))
        self.assertEqual((with_session(secret).get().id, with_session(secret).get().impersonatoruserid), (own.id, None))
        self.assert_no_user(with_session(secret, impersonate_user_id=an_id()).get)
        USERS.update_impersonator(own.id, False)
        self.assert_error_type("user_unauthorized", with_session(secret, impersonate_user_id=other.id).get)
