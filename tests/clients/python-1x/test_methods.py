"""Every method of the SDK's Users class, called with positional and with named arguments: each returns its model, or the
expected error."""

from lib import models, texts
from lib.case import ClientCase
from lib.clients import METHODS, USERS, Recorder
from lib.operations import (
    ALL, COLLECTION, CREATION, MEMBER, NOT_OFFERED, NOTHING, PREFS, Operation, ErrorAnswer, ListAnswer, UserIds,
)
from shared.values import an_email, an_id

CALLS = (Operation.positional, Operation.by_name)
INVALID = UserIds("-x", "-x", "-x")


class Methods(ClientCase):
    def a_full_user(self):
        """A user with one item of every kind."""
        id = self.a_user().id
        target = USERS.create_target(id, an_id(), "email", an_email())
        USERS.create_mfa_recovery_codes(id)
        return UserIds(id, USERS.create_session(id).id, target.id)

    def each(self, operations, check):
        """Checks both calls of each method."""
        for operation in operations:
            for call in CALLS:
                with self.subTest(operation.method, call=call.__name__):
                    check(operation, lambda to, call=call, operation=operation: call(operation, USERS, to))

    def assert_answers(self, answers, call, to):
        if isinstance(answers, ErrorAnswer):
            return self.assert_error_type(answers.type, call, to)
        answer = call(to)
        if isinstance(answers, ListAnswer):
            return self.assert_list(answer, answers.name, answers.model)
        if answers == NOTHING:
            return self.assertEqual(answer, b"")
        if answers == PREFS:
            return self.assertEqual(answer.data, Recorder.recorded)
        return self.assert_model(answers, answer)

    def test_every_method_of_the_sdk_is_tested(self):
        self.assertEqual(len(ALL) + len(NOT_OFFERED), 47)
        self.assertEqual({operation.method for operation in [*ALL, *NOT_OFFERED]}, METHODS)

    def test_every_method_that_creates_a_user_creates_one(self):
        def check(_, call):
            to = UserIds(an_id(), None, None)
            user = self.remember(call(to))
            self.assert_model(models.USER, user)
            self.assertEqual((user.id, user.name), (to.id, "Ada"))
            self.assertEqual(USERS.get(to.id), user)

        self.each(CREATION, check)

    def test_every_other_method_returns_its_model(self):
        self.each(
            [*COLLECTION, *MEMBER],
            lambda operation, call: self.assert_answers(operation.answers, call, self.a_full_user()),
        )

    def test_an_unknown_user_is_404_for_every_method(self):
        self.each(MEMBER, lambda _, call: self.assert_no_user(call, UserIds(an_id(), an_id(), an_id())))

    def test_an_invalid_id_is_rejected(self):
        self.each(CREATION, lambda _, call: self.assert_invalid("userId", texts.CUSTOM_ID, call, INVALID))
        members = [operation for operation in MEMBER if operation.method != "create_session"]
        self.each(members, lambda _, call: self.assert_invalid("userId", texts.UID, call, INVALID))

    def test_an_id_in_use_is_a_conflict(self):
        taken = UserIds(self.a_user().id, None, None)
        self.each(CREATION, lambda _, call: self.assert_error_type("user_already_exists", call, taken))

    def test_methods_that_no_released_server_has_are_404(self):
        user = UserIds(self.a_user().id, None, None)
        self.each(NOT_OFFERED, lambda _, call: self.assert_error_type("general_route_not_found", call, user))

    def test_the_sdk_prints_no_warning_although_it_requests_a_later_format(self):
        Recorder.warning = None
        USERS.list(total=False)
        self.assertEqual(Recorder.warning, "")
