"""What users do with the emails and text messages that they get: from the inbox of a local stack.

The visitor asks without an API key, so the secret is only in the message. The server signs them in with its key, which shows
it the secret of the session.
"""

from datetime import datetime
from types import SimpleNamespace

from lib import models
from lib.case import ClientCase
from lib.clients import ACCOUNT, TEAMS, USERS, Recorder, account_as, teams_as, with_session
from shared import inbox
from shared.values import JOIN_URL, PASSWORD, a_phone, an_email, an_id

NEW_PASSWORD = "another valid password"
PAGE = "http://localhost/page"
QUARTER, HOUR = 900, 3600

GUEST = account_as(key=None)


def signed_in(user):
    """The Account class of a user in a new session that a server has made."""
    return with_session(USERS.create_session(user.id).secret)


class Messages(ClientCase):
    def assert_token(self, token, user, lifetime):
        """A token of the user that lives so long; its secret is only in the message."""
        self.assert_model(models.TOKEN, token)
        start, end = (int(datetime.fromisoformat(date).timestamp()) for date in (token.createdat, token.expire))
        self.assertEqual((token.userid, token.secret, end - start), (user, "", lifetime))

    def assert_invalid_token(self, call, *args):
        self.assert_error_type("user_invalid_token", call, *args)

    def remember_id(self, id):
        """Deletes a user that a visitor has made after the tests of the class."""
        self.remember(SimpleNamespace(id=id))

    def test_somebody_signs_up_and_verifies_their_email_with_the_link_of_an_email(self):
        id, email = an_id(), an_email()
        self.remember(GUEST.create(id, email, PASSWORD, "Ada Lovelace"))
        own = with_session(self.sign_in(email).secret)
        token = own.create_email_verification(PAGE)
        self.assert_token(token, id, HOUR)
        first = inbox.link(email)
        self.assertEqual((first["page"], first["userId"], first["expire"]), (PAGE, id, token.expire))
        own.create_verification(PAGE)
        second = inbox.link(email, 2)["secret"]
        self.assert_invalid_token(GUEST.update_email_verification, id, "wrong")
        self.assertIs(own.get().emailverification, False)
        GUEST.update_email_verification(id, first["secret"])
        self.assertIs(own.get().emailverification, True)
        self.assert_invalid_token(GUEST.update_email_verification, id, first["secret"])
        # Each link works once, and the methods have an old name.
        GUEST.update_verification(id, second)
        self.assert_error_type("user_email_already_verified", own.create_email_verification, PAGE)

    def test_a_user_verifies_their_phone_with_the_code_of_a_text_message(self):
        phone = a_phone()
        user = self.a_user(phone=phone)
        own = signed_in(user)
        self.assert_token(own.create_phone_verification(), user.id, HOUR)
        code = inbox.code(phone)
        self.assert_invalid_token(GUEST.update_phone_verification, user.id, inbox.other_than(code))
        GUEST.update_phone_verification(user.id, code)
        self.assertIs(own.get().phoneverification, True)
        self.assert_error_type("user_phone_already_verified", own.create_phone_verification)

    def test_a_user_who_has_forgotten_their_password_sets_a_new_one_with_a_link_and_their_sessions_end(self):
        user = self.a_user()
        old = signed_in(user)
        self.assert_token(GUEST.create_recovery(user.email, PAGE), "", HOUR)
        link = inbox.link(user.email)
        self.assertEqual((link["page"], link["userId"]), (PAGE, user.id))
        self.assert_invalid_token(GUEST.update_recovery, user.id, "wrong", NEW_PASSWORD)
        self.assertEqual(old.get().id, user.id)
        self.assertEqual(GUEST.update_recovery(user.id, link["secret"], NEW_PASSWORD).userid, user.id)
        self.assert_invalid_token(GUEST.update_recovery, user.id, link["secret"], PASSWORD)
        self.assert_guest(["account"], old.get)
        self.assert_error_type("user_invalid_credentials", self.sign_in, user.email)
        self.assertEqual(self.sign_in(user.email, NEW_PASSWORD).userid, user.id)

    def test_a_visitor_does_not_learn_whether_there_is_such_a_user_and_a_server_does(self):
        email = an_email()
        self.assert_token(GUEST.create_recovery(email, PAGE), "", HOUR)
        self.assertEqual(inbox.messages_to(email), [])
        self.assert_error_type("user_not_found", ACCOUNT.create_recovery, email, PAGE)

    def test_a_magic_url_makes_a_user_and_signs_them_in(self):
        id, email = an_id(), an_email()
        token = GUEST.create_magic_url_token(id, email, PAGE, True)
        self.remember_id(id)
        self.assert_token(token, id, HOUR)
        self.assertRegex(token.phrase, r"^\S+ \S+$")
        self.assertIn(token.phrase, inbox.newest(email)["text"])
        link = inbox.link(email)
        self.assertEqual((link["page"], link["userId"]), (PAGE, id))
        self.assert_invalid_token(ACCOUNT.create_session, id, "wrong")
        session = ACCOUNT.create_session(id, link["secret"])
        self.assertEqual((session.provider, session.factors), ("magic-url", ["email"]))
        found = with_session(session.secret).get()
        self.assertEqual((found.email, found.emailverification, found.passwordupdate), (email, True, ""))
        self.assert_invalid_token(ACCOUNT.create_session, id, link["secret"])
        # The user is known now, so another id makes no other user. The method of older servers signs in, too.
        self.assertEqual(GUEST.create_magic_url_token(an_id(), email, PAGE).userid, id)
        again = ACCOUNT.update_magic_url_session(id, inbox.link(email, 2)["secret"])
        self.assertEqual((again.userid, again.provider), (id, "magic-url"))

    def test_a_code_of_an_email_signs_in_once(self):
        user = self.a_user()
        token = GUEST.create_email_token(an_id(), user.email, True)
        self.assert_token(token, user.id, QUARTER)
        self.assertIn(token.phrase, inbox.newest(user.email)["text"])
        code = inbox.code(user.email)
        self.assert_invalid_token(ACCOUNT.create_session, user.id, inbox.other_than(code))
        session = ACCOUNT.create_session(user.id, code)
        self.assertEqual((session.userid, session.factors), (user.id, ["email"]))
        self.assertIs(with_session(session.secret).get().emailverification, True)
        self.assert_invalid_token(ACCOUNT.create_session, user.id, code)

    def test_a_code_of_a_text_message_makes_a_user_and_signs_them_in(self):
        id, phone = an_id(), a_phone()
        token = GUEST.create_phone_token(id, phone)
        self.remember_id(id)
        self.assert_token(token, id, QUARTER)
        code = inbox.code(phone)
        self.assert_invalid_token(ACCOUNT.create_session, id, inbox.other_than(code))
        session = ACCOUNT.update_phone_session(id, code)
        self.assertEqual((session.provider, session.factors), ("phone", ["phone"]))
        found = with_session(session.secret).get()
        self.assertEqual((found.phone, found.phoneverification, found.email), (phone, True, ""))

    def test_an_anonymous_user_becomes_a_real_one_with_the_same_id_session_and_preferences(self):
        session = ACCOUNT.create_anonymous_session()
        id, email = session.userid, an_email()
        self.remember_id(id)
        self.assertEqual((session.provider, session.factors), ("anonymous", ["anonymous"]))
        own = with_session(session.secret)
        own.update_prefs({"theme": "dark"})
        taken = self.a_user().email
        self.assert_error_type("user_email_already_exists", own.update_email, taken, PASSWORD)
        real = own.update_email(email, PASSWORD)
        self.assertEqual((real.id, real.email, real.emailverification), (id, email, False))
        again = with_session(self.sign_in(email).secret)
        self.assertEqual(again.get().id, id)
        again.get_prefs()
        self.assertEqual(Recorder.recorded, {"theme": "dark"})
        self.assert_error_type("user_session_already_exists", own.create_anonymous_session)

    def test_an_owner_invites_somebody_who_becomes_a_member_with_a_session(self):
        team, founder, email = self.a_team(), self.a_user(), an_email()
        self.a_member(team, founder, ["owner"])
        owner = teams_as(key=None, session=USERS.create_session(founder.id).secret)
        invited = owner.create_membership(team.id, ["developer"], email=email, url=JOIN_URL, name="Grace Hopper")
        self.assert_model(models.MEMBERSHIP, invited)
        id = invited.userid
        self.remember_id(id)
        self.assertEqual((invited.confirm, invited.joined, invited.useremail), (False, "", email))
        link = inbox.link(email)
        sent = [link[name] for name in ("page", "teamId", "membershipId", "userId")]
        self.assertEqual(sent, [JOIN_URL, team.id, invited.id, id])
        accept = teams_as(key=None).update_membership_status
        self.assert_error_type("team_invalid_secret", accept, team.id, invited.id, id, "wrong")
        self.assertEqual(owner.get(team.id).total, 1)

        accepted = accept(team.id, invited.id, id, link["secret"])
        self.assert_model(models.MEMBERSHIP, accepted)
        self.assertEqual((accepted.id, accepted.confirm, accepted.roles), (invited.id, True, ["developer"]))
        self.assertEqual(TEAMS.get(team.id).total, 2)
        [session] = USERS.list_sessions(id).sessions
        self.assertEqual((session.provider, session.factors), ("email", ["email"]))
        self.assertIs(USERS.get(id).emailverification, True)
        self.assert_error_type("membership_already_confirmed", accept, team.id, invited.id, id, link["secret"])
