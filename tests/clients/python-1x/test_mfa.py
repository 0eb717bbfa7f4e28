"""PATCH /users/{userId}/mfa, its factors, recovery codes and authenticators; GET and DELETE /users/identities."""

from appwrite.enums.authenticator_type import AuthenticatorType
from appwrite.query import Query

from lib import models
from lib.case import ClientCase
from lib.clients import USERS, Listener, with_session
from lib.fixtures import a_phone, an_id


class Mfa(ClientCase):
    def assert_factors(self, user, **expected):
        answer = USERS.list_mfa_factors(user.id)
        self.assert_model(models.FACTORS, answer)
        none = {"totp": False, "phone": False, "email": False, "recoveryCode": False}
        self.assertEqual(Listener.heard, {**none, **expected})

    def test_what_is_verified_is_a_factor(self):
        user = self.a_user(phone=a_phone())
        self.assert_factors(user)
        USERS.update_email_verification(user.id, True)
        self.assert_factors(user, email=True)
        USERS.update_phone_verification(user.id, True)
        self.assert_factors(user, email=True, phone=True)

    def test_recovery_codes_are_made_once_read_and_made_anew(self):
        user = self.a_user()
        for call in (USERS.get_mfa_recovery_codes, USERS.update_mfa_recovery_codes):
            self.assert_known("user_recovery_codes_not_found", call, user.id)
        first = USERS.create_mfa_recovery_codes(user.id)
        self.assert_model(models.CODES, first)
        self.assertEqual(len({*first.recoverycodes}), 6)
        self.assertEqual(USERS.get_mfa_recovery_codes(user.id), first)
        self.assert_factors(user, recoveryCode=True)
        self.assert_known("user_recovery_codes_already_exists", USERS.create_mfa_recovery_codes, user.id)
        second = USERS.update_mfa_recovery_codes(user.id)
        self.assertEqual({*first.recoverycodes} & {*second.recoverycodes}, set())
        self.assertEqual(USERS.get_mfa_recovery_codes(user.id), second)

    def test_there_is_no_authenticator_to_delete(self):
        call = USERS.delete_mfa_authenticator
        self.assert_known("user_authenticator_not_found", call, self.a_user().id, AuthenticatorType.TOTP)

    def test_who_has_a_second_factor_and_wants_to_be_asked_for_it_is_not_let_in_on_one(self):
        user = self.a_user()
        account = with_session(USERS.create_session(user.id).secret)
        USERS.update_mfa(user.id, True)
        self.assertIs(account.get().mfa, True)
        USERS.update_email_verification(user.id, True)
        self.assert_known("user_more_factors_required", account.get)

    def test_nobody_has_come_from_another_provider(self):
        self.assert_none(USERS.list_identities(), "identities")
        self.assert_none(USERS.list_identities([Query.equal("provider", "github")], total=False), "identities")
        self.assert_known("user_identity_not_found", USERS.delete_identity, an_id())
