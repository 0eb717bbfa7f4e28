"""PATCH /users/{userId}/email, name, password, phone, status and so on: each changes only one field."""

from lib import texts
from lib.case import ClientCase
from lib.clients import USERS
from shared.values import PASSWORD, a_phone, a_tag, an_email

NO_EMAIL = {
    "emailCanonical": None, "emailIsFree": None, "emailIsDisposable": None, "emailIsCorporate": None,
    "emailIsCanonical": None,
}
NO_PASSWORD = {"password": None, "hash": None, "hashOptions": None}


class Update(ClientCase):
    def a_verified_user(self):
        """A user with a verified email and a verified phone."""
        id = self.a_user(phone=a_phone()).id
        USERS.update_email_verification(id, True)
        return USERS.update_phone_verification(id, True)

    @staticmethod
    def targets(user, **identifiers):
        """The targets of a user with other identifiers; a target with `None` is removed."""
        targets = [target.to_dict() for target in user.targets]
        changed = [{**target, "identifier": identifiers.get(target["providerType"], target["identifier"])}
                   for target in targets]
        return [target for target in changed if target["identifier"] is not None]

    def test_a_new_email_is_unverified_and_changes_its_target(self):
        before, email = self.a_verified_user(), an_email()
        after = USERS.update_email(before.id, email.upper())
        self.assert_changed(before, after, email=email, emailCanonical=email, emailVerification=False,
                            targets=self.targets(before, email=email))

    def test_an_empty_email_removes_the_email_which_other_users_can_have(self):
        before = self.a_verified_user()
        after = USERS.update_email(before.id, "")
        self.assert_changed(before, after, **NO_EMAIL, email="", emailVerification=False,
                            targets=self.targets(before, email=None))
        self.assertEqual(self.a_bare_user(email=before.email).email, before.email)

    def test_an_email_of_another_user_is_a_conflict_and_an_invalid_one_is_rejected(self):
        user, other = self.a_user(), self.a_user()
        self.assert_error_type("user_email_already_exists", USERS.update_email, user.id, other.email)
        self.assert_invalid("email", texts.EMAIL, USERS.update_email, user.id, "nobody")
        self.assertEqual(USERS.get(user.id), user)

    def test_a_new_phone_is_unverified_and_changes_its_target(self):
        before, phone = self.a_verified_user(), a_phone()
        after = USERS.update_phone(before.id, phone)
        self.assert_changed(before, after, phone=phone, phoneVerification=False,
                            targets=self.targets(before, sms=phone))

    def test_an_empty_phone_removes_the_phone_for_several_users(self):
        for before in (self.a_verified_user(), self.a_verified_user()):
            after = USERS.update_phone(before.id, "")
            self.assert_changed(before, after, phone="", phoneVerification=False,
                                targets=self.targets(before, sms=None))

    def test_a_phone_of_another_user_is_a_conflict_and_an_invalid_one_is_rejected(self):
        user, other = self.a_user(), self.a_user(phone=a_phone())
        self.assert_error_type("user_target_already_exists", USERS.update_phone, user.id, other.phone)
        self.assert_invalid("number", texts.PHONE, USERS.update_phone, user.id, "123")
        self.assertEqual(USERS.get(user.id), user)

    def test_a_name_is_changed_and_removed(self):
        before = self.a_user()
        renamed = USERS.update_name(before.id, "Grace Hopper")
        self.assert_changed(before, renamed, name="Grace Hopper")
        self.assert_changed(renamed, USERS.update_name(before.id, ""), name="")
        self.assert_invalid("name", texts.text_or_empty(128), USERS.update_name, before.id, "x" * 129)

    def test_the_new_password_replaces_the_old_one(self):
        before = self.a_user()
        after = USERS.update_password(before.id, "another valid password")
        self.assertNotEqual(after.password, before.password)
        self.assert_changed(before, after, password=after.password, passwordUpdate=after.passwordupdate)
        self.assert_error_type("user_invalid_credentials", self.sign_in, before.email)
        self.assertEqual(self.sign_in(before.email, "another valid password").userid, before.id)
        for password in ("1234567", "x" * 257):
            self.assert_invalid("password", texts.PASSWORD, USERS.update_password, before.id, password)

    def test_an_empty_password_removes_the_password(self):
        before = self.a_user()
        after = USERS.update_password(before.id, "")
        self.assert_changed(before, after, **NO_PASSWORD, passwordUpdate=after.passwordupdate)
        self.assert_error_type("user_invalid_credentials", self.sign_in, before.email)
        USERS.update_password(before.id, PASSWORD)
        self.assertEqual(self.sign_in(before.email).userid, before.id)

    def test_flags_are_set_and_cleared(self):
        for call, key in (
            (USERS.update_status, "status"), (USERS.update_impersonator, "impersonator"), (USERS.update_mfa, "mfa"),
            (USERS.update_email_verification, "emailVerification"),
            (USERS.update_phone_verification, "phoneVerification"),
        ):
            with self.subTest(key):
                before = self.a_user(phone=a_phone())
                is_set = call(before.id, True)
                self.assert_changed(before, is_set, **{key: True})
                self.assert_changed(is_set, call(before.id, False), **{key: False})
                self.assert_invalid(key, texts.BOOLEAN, call, before.id, "maybe")

    def test_preferences_are_replaced_as_a_whole_and_stored_without_changes(self):
        id = self.a_user().id
        prefs = {"theme": "dark", "nested": {"empty": {}, "list": []}, "one": 1, "real": 1.5, "tag": a_tag()}
        self.assertEqual(USERS.update_prefs(id, prefs).data, prefs)
        self.assertEqual(USERS.get_prefs(id).data, prefs)
        self.assertEqual(USERS.get(id).prefs.data, prefs)
        self.assertEqual(USERS.update_prefs(id, {}).data, {})
        self.assert_invalid("prefs", texts.OBJECT, USERS.update_prefs, id, ["a"])

    def test_labels_are_replaced_and_kept_in_order_without_duplicates(self):
        before = self.a_user()
        labelled = USERS.update_labels(before.id, ["vip", "Admin", "vip", "2026"])
        self.assert_changed(before, labelled, labels=["vip", "Admin", "2026"])
        self.assert_changed(labelled, USERS.update_labels(before.id, []), labels=[])
        for labels in (["a b"], [""], ["x" * 37], ["a"] * 1001):
            self.assert_invalid("labels", texts.LABELS, USERS.update_labels, before.id, labels)

    def test_a_deleted_user_is_unknown_and_other_users_can_have_the_email(self):
        user = self.a_user()
        self.assertEqual(USERS.delete(user.id), b"")
        self.assert_no_user(USERS.get, user.id)
        self.assert_no_user(USERS.delete, user.id)
        self.assertEqual(self.a_bare_user(email=user.email).email, user.email)
