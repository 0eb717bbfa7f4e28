"""Second factors of a user, with the SDK's Account class: an authenticator app, codes by email and text message, and
recovery codes.
"""

import pyotp
from appwrite.enums.authentication_factor import AuthenticationFactor
from appwrite.enums.authenticator_type import AuthenticatorType

from lib import models
from lib.case import ClientCase
from lib.clients import USERS, with_session
from shared import inbox
from shared.authenticator import Authenticator
from shared.values import a_phone

TOTP = AuthenticatorType.TOTP


class Factors(ClientCase):
    def signed_in(self, user):
        """The Account class of a user who has just signed in with their password."""
        return with_session(self.sign_in(user.email).secret)

    def enrol(self, own):
        """Sets up an authenticator app with the code that it shows now."""
        created = own.create_mfa_authenticator(TOTP)
        self.assert_model(models.AUTHENTICATOR, created)
        totp = pyotp.parse_uri(created.uri)
        self.assertEqual(totp.secret, created.secret)
        app = Authenticator(totp)
        self.assert_invalid_token(own.update_mfa_authenticator, TOTP, app.wrong_code())
        self.assert_model(models.ACCOUNT, own.update_mfa_authenticator(TOTP, app.code()))
        return app

    def challenge(self, own, factor):
        """Asks for a challenge. Returns what presents a code."""
        created = own.create_mfa_challenge(factor)
        self.assert_model(models.CHALLENGE, created)
        return lambda code: own.update_mfa_challenge(created.id, code)

    def assert_held_back(self, own):
        self.assert_error_type("user_more_factors_required", own.get)

    def assert_invalid_token(self, call, *args):
        self.assert_error_type("user_invalid_token", call, *args)

    def test_a_user_signs_in_with_an_authenticator_and_with_a_recovery_code_each_once(self):
        user = self.a_user()
        first = self.signed_in(user)
        app = self.enrol(first)
        self.assert_error_type("user_authenticator_already_verified", first.create_mfa_authenticator, TOTP)
        created = first.create_mfa_recovery_codes()
        self.assert_model(models.CODES, created)
        codes = created.recoverycodes
        self.assert_error_type("user_challenge_required", first.get_mfa_recovery_codes)
        self.assertIs(first.update_mfa(True).mfa, True)
        self.assertEqual(first.get().id, user.id)

        second = self.signed_in(user)
        self.assert_held_back(second)
        self.assert_model(models.FACTORS, second.list_mfa_factors())
        present = self.challenge(second, AuthenticationFactor.TOTP)
        self.assert_invalid_token(present, app.wrong_code())
        # The code of now was used to set up the app, so this one is the next.
        code = app.code(1)
        session = present(code)
        self.assert_model(models.SESSION, session)
        self.assertEqual((session.userid, session.factors), (user.id, ["password", "totp"]))
        self.assertEqual(second.get().id, user.id)

        third = self.signed_in(user)
        self.assert_invalid_token(self.challenge(third, "totp"), code)
        # The constant of the SDK says `recoverycode`.
        recover = self.challenge(third, AuthenticationFactor.RECOVERYCODE)
        self.assert_invalid_token(recover, "0000000000")
        self.assert_held_back(third)
        self.assertEqual(recover(codes[0]).factors, ["password", "recoveryCode"])
        self.assertEqual(third.get_mfa_recovery_codes().recoverycodes, codes[1:])

        fourth = self.signed_in(user)
        self.assert_invalid_token(self.challenge(fourth, "recoveryCode"), codes[0])
        self.assert_held_back(fourth)
        fourth.delete_session("current")

        renewed = third.update_mfa_recovery_codes().recoverycodes
        self.assertEqual(len({*codes, *renewed}), 12)
        third.delete_mfa_authenticator(TOTP)
        self.assert_error_type("user_authenticator_not_found", third.delete_mfa_authenticator, TOTP)
        self.assertEqual(self.signed_in(user).get().id, user.id)

    def test_codes_by_email_and_by_text_message_are_second_factors(self):
        phone = a_phone()
        user = self.a_user(phone=phone)
        self.assert_error_type("user_email_not_verified", self.signed_in(user).create_mfa_challenge, "email")
        USERS.update_email_verification(user.id, True)
        USERS.update_phone_verification(user.id, True)
        USERS.update_mfa(user.id, True)
        for factor, to in (("email", user.email), ("phone", phone)):
            own = self.signed_in(user)
            self.assert_held_back(own)
            present = self.challenge(own, factor)
            code = inbox.code(to)
            self.assert_invalid_token(present, inbox.other_than(code))
            self.assertEqual(present(code).factors, ["password", factor])
            self.assert_invalid_token(present, code)
            self.assertEqual(own.get().id, user.id)
