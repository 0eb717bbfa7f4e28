"""What users do with the emails and text messages that they get: from the inbox of a local stack."""

from appwrite.exception import AppwriteException

from lib import models
from lib.account_operations import NEW_PASSWORD
from lib.case import ClientCase
from lib.clients import USERS, account_as, teams_as
from shared import inbox
from shared.values import JOIN_URL, PASSWORD, a_phone, an_email

GUEST = account_as(key=None)
WEEK = 7 * 24 * 3600


class Messages(ClientCase):
    def setUp(self):
        self.user = self.a_user()
        self.id, self.email = self.user["$id"], self.user["email"]

    def account(self):
        return account_as(**self.signed_in(self.user))

    def assert_invalid_token(self, what, call, *args):
        self.assert_error(401, "user_invalid_token", f"Invalid {what} token", call, *args)

    def assert_token(self, token, user, seconds):
        """A token of the user that lives so long; its secret is only in the message."""
        self.assert_model(models.TOKEN, token)
        self.assertEqual((token["userId"], token["secret"]), (user, ""))
        self.assertEqual(token["expire"] - token["$createdAt"], seconds)

    def test_a_user_verifies_their_email_with_the_link_of_an_email(self):
        token = self.account().create_verification(JOIN_URL)
        self.assert_token(token, self.id, WEEK)
        link = inbox.link(self.email)
        sent = (link["page"], link["userId"], link["expire"])
        self.assertEqual(sent, (JOIN_URL, self.id, str(token["expire"])))
        self.assert_invalid_token("verification", GUEST.update_verification, self.id, "wrong")
        self.assertIs(USERS.get(self.id)["emailVerification"], False)
        self.assertEqual(GUEST.update_verification(self.id, link["secret"]), token)
        self.assertIs(USERS.get(self.id)["emailVerification"], True)
        self.assert_invalid_token("verification", GUEST.update_verification, self.id, link["secret"])

    def test_a_user_verifies_their_phone_with_the_code_of_a_text_message(self):
        phone = a_phone()
        USERS.update_phone(self.id, phone)
        self.assert_token(self.account().create_phone_verification(), self.id, 3600)
        code = inbox.code(phone)
        self.assert_invalid_token("verification", GUEST.update_phone_verification, self.id, inbox.other_than(code))
        GUEST.update_phone_verification(self.id, code)
        found = USERS.get(self.id)
        self.assertEqual((found["phoneVerification"], found["emailVerification"]), (True, False))
        self.assert_invalid_token("verification", GUEST.update_phone_verification, self.id, code)

    def test_a_user_without_a_phone_has_nothing_to_verify(self):
        call = self.account().create_phone_verification
        self.assert_error(400, "user_phone_not_found", "User has no phone number.", call)

    def test_a_user_who_has_forgotten_their_password_sets_a_new_one_with_the_link_of_an_email(self):
        account, update = self.account(), GUEST.update_recovery
        self.assert_token(GUEST.create_recovery(self.email.upper(), JOIN_URL), "", 3600)
        link = inbox.link(self.email)
        secret = link["secret"]
        self.assertEqual((link["page"], link["userId"]), (JOIN_URL, self.id))
        mismatch = (400, "user_password_mismatch", "Passwords must match")
        self.assert_error(*mismatch, update, self.id, secret, NEW_PASSWORD, PASSWORD)
        self.assert_invalid_token("recovery", update, self.id, "wrong", NEW_PASSWORD, NEW_PASSWORD)
        self.assertEqual(update(self.id, secret, NEW_PASSWORD, NEW_PASSWORD)["userId"], self.id)
        self.assert_invalid_token("recovery", update, self.id, secret, PASSWORD, PASSWORD)
        # In this dialect the sessions stay, and the link has verified the email.
        self.assertIs(account.get()["emailVerification"], True)
        self.assert_wrong_password(account.update_email, an_email(), PASSWORD)
        account.update_email(an_email(), NEW_PASSWORD)

    def test_a_url_of_a_web_page_that_the_project_does_not_know_is_rejected_and_nothing_is_sent(self):
        url = "https://stranger.example/"
        for call in (self.account().create_verification, lambda url: GUEST.create_recovery(self.email, url)):
            with self.assertRaises(AppwriteException) as caught:
                call(url)
            self.assertEqual(caught.exception.code, 400)
        self.assertEqual(inbox.messages_to(self.email), [])

    def test_an_owner_invites_somebody_who_becomes_a_member_with_a_session(self):
        team, email = self.a_team()["$id"], an_email()
        self.a_member({"$id": team}, self.email, ("owner",))
        owner = teams_as(**self.signed_in(self.user))
        invited = owner.create_membership(team, email, ["developer"], JOIN_URL, "Grace Hopper")
        self.remember({"$id": invited["userId"]})
        self.assert_model(models.MEMBERSHIP, invited)
        self.assertEqual((invited["confirm"], invited["joined"], invited["userEmail"]), (False, 0, email))

        link = inbox.link(email)
        user, secret = invited["userId"], link["secret"]
        sent = [link[name] for name in ("page", "teamId", "membershipId", "userId")]
        self.assertEqual(sent, [JOIN_URL, team, invited["$id"], user])
        accept = (teams_as(key=None).update_membership_status, team, invited["$id"])
        self.assert_error(401, "team_invalid_secret", "Secret key not valid", *accept, user, "wrong")
        self.assertEqual(owner.get(team)["total"], 1)

        accepted = accept[0](team, invited["$id"], user, secret)
        self.assert_model(models.MEMBERSHIP, accepted)
        self.assertEqual((accepted["$id"], accepted["confirm"]), (invited["$id"], True))
        self.assertEqual(owner.get(team)["total"], 2)
        self.assertEqual(USERS.get_sessions(user)["total"], 1)
        self.assertIs(USERS.get(user)["emailVerification"], True)
        self.assert_error(409, "general_unknown", "Membership already confirmed", *accept, user, secret)
