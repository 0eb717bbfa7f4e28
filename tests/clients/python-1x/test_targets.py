"""/users/{userId}/targets"""

from appwrite.enums.messaging_provider_type import MessagingProviderType
from appwrite.query import Query

from lib import models, texts
from lib.case import ClientCase
from lib.clients import USERS
from shared.values import a_phone, an_email, an_id

EMAIL, SMS, PUSH = MessagingProviderType.EMAIL, MessagingProviderType.SMS, MessagingProviderType.PUSH


class Targets(ClientCase):
    def a_target(self, user):
        return USERS.create_target(user.id, an_id(), PUSH, f"device-{an_id()}", name="Phone")

    def test_a_user_has_targets_for_their_email_and_phone(self):
        user = self.a_user(phone=a_phone())
        targets = self.assert_list(USERS.list_targets(user.id), "targets", models.TARGET)
        self.assertEqual(targets, user.targets)
        for target in targets:
            self.assertEqual(USERS.get_target(user.id, target.id), target)

    def test_a_target_is_created_with_all_fields_and_belongs_to_its_user(self):
        user, id, email = self.a_bare_user(), an_id(), an_email()
        target = USERS.create_target(user.id, id, EMAIL, email, name="Work")
        self.assert_model(models.TARGET, target)
        self.assert_recent(target.createdat)
        self.assertEqual(target.to_dict(), {
            "$id": id, "$createdAt": target.createdat, "$updatedAt": target.createdat, "name": "Work", "userId": user.id,
            "providerId": None, "providerType": "email", "identifier": email, "expired": False,
        })
        self.assertEqual(USERS.get_target(user.id, id), target)
        self.assertEqual(USERS.get(user.id).targets, [target])

    def test_an_update_of_a_target_keeps_missing_fields(self):
        user = self.a_bare_user()
        before = self.a_target(user)
        after = USERS.update_target(user.id, before.id, name="Tablet")
        self.assertEqual(after.to_dict(), {**before.to_dict(), "name": "Tablet", "$updatedAt": after.updatedat})
        device = f"device-{an_id()}"
        self.assertEqual(USERS.update_target(user.id, before.id, identifier=device).identifier, device)

    def test_a_target_is_deleted_once_and_only_through_its_own_user(self):
        user, stranger = self.a_bare_user(), self.a_bare_user()
        id = self.a_target(user).id
        for call in (USERS.get_target, USERS.update_target, USERS.delete_target):
            self.assert_error_type("user_target_not_found", call, stranger.id, id)
        self.assertEqual(USERS.delete_target(user.id, id), b"")
        for call in (USERS.get_target, USERS.update_target, USERS.delete_target):
            self.assert_error_type("user_target_not_found", call, user.id, id)
        self.assert_none(USERS.list_targets(user.id), "targets")

    def test_invalid_targets_are_rejected(self):
        user = self.a_bare_user()
        taken = self.a_target(user).id
        self.assert_error_type("user_target_already_exists", USERS.create_target, user.id, taken, PUSH, "a device")
        self.assert_error_type("general_invalid_email", USERS.create_target, user.id, an_id(), EMAIL, "nobody")
        self.assert_error_type("general_invalid_phone", USERS.create_target, user.id, an_id(), SMS, "123")
        self.assert_invalid("targetId", texts.CUSTOM_ID, USERS.create_target, user.id, "-x", PUSH, "a device")
        rule = texts.one_of("email", "sms", "push")
        self.assert_invalid("providerType", rule, USERS.create_target, user.id, an_id(), "fax", "a device")

    def test_targets_of_email_and_phone_change_only_with_the_user(self):
        user = self.a_user(phone=a_phone())
        rule = "The target follows from the user's email or phone. Update that instead."
        for target in user.targets:
            self.assert_invalid("targetId", rule, USERS.update_target, user.id, target.id, name="Mine")
            self.assert_invalid("targetId", rule, USERS.delete_target, user.id, target.id)
        self.assertEqual(USERS.get(user.id), user)

    def test_targets_are_listed_by_queries(self):
        user = self.a_user(phone=a_phone())
        target = self.a_target(user)
        answer = USERS.list_targets(user.id, [Query.equal("providerType", "push")])
        self.assertEqual([found.id for found in answer.targets], [target.id])
        answer = USERS.list_targets(user.id, [Query.limit(2)], total=False)
        self.assertEqual((answer.total, len(answer.targets)), (0, 2))
