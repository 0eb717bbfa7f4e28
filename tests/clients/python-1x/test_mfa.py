"""PATCH /users/{userId}/mfa, its factors, recovery codes and authenticators; GET and DELETE /users/identities."""

from appwrite.enums.authenticator_type import AuthenticatorType
from appwrite.query import Query

from lib import models
from lib.case import ClientCase
from lib.clients import USERS, Recorder, with_session
from shared.values import a_phone, an_id


class Mfa(ClientCase):
    def assert_factors(self, user, **expected):
        answer = USERS.list_mfa_factors(user.id)
        self.assert_model(models.FACTORS, answer)
        none = {"totp": False, "phone": False, "email": False, "recoveryCode": False}
        self.assertEqual(Recorder.recorded, {**none, **expected})

    def test_verified_emails_and_phones_are_factors(self):
        user = self.a_user(phone=a_phone())
        self.assert_factors(user)
        USERS.update_email_verification(user.id, True)
        self.assert_factors(user, email=True)
        USERS.update_phone_verification(user.id, True)
        self.assert_factors(user, email=True, phone=True)

    def test_recovery_codes_are_created_once_read_and_replaced(self):
        user = self.a_user()
        for call in (USERS.get_mfa_recovery_codes, USERS.update_mfa_recovery_codes):
            self.assert_error_type("user_recovery_codes_not_found", call, user.id)
        first = USERS.create_mfa_recovery_codes(user.id)
        self.assert_model(models.CODES, first)
        self.assertEqual(len({*first.recoverycodes}), 6)
        self.assertEqual(USERS.get_mfa_recovery_codes(user.id), first)
        self.assert_factors(user, recoveryCode=True)
        self.assert_error_type("user_recovery_codes_already_exists", USERS.create_mfa_recovery_codes, user.id)
        second = USERS.update_mfa_recovery_codes(user.id)
        self.assertEqual({*first.recoverycodes} & {*second.recoverycodes}, set())
        self.assertEqual(USERS.get_mfa_recovery_codes(user.id), second)

    def test_a_user_without_an_authenticator_has_none_to_delete(self):
        call = USERS.delete_mfa_authenticator
        self.assert_error_type("user_authenticator_not_found", call, self.a_user().id, AuthenticatorType.TOTP)

    def test_a_user_with_mfa_and_a_second_factor_is_rejected_with_one_factor(self):
        user = self.a_user()
        account = with_session(USERS.create_session(user.id).secret)
        USERS.update_mfa(user.id, True)
        self.assertIs(account.get().mfa, True)
        USERS.update_email_verification(user.id, True)
        self.assert_error_type("user_more_factors_required", account.get)

    def test_the_list_of_identities_is_empty_without_accounts_at_providers(self):
        self.assert_none(USERS.list_identities(), "identities")
        self.assert_none(USERS.list_identities([Query.equal("provider", "github")], total=False), "identities")
        self.assert_error_type("user_identity_not_found", USERS.delete_identity, an_id())
