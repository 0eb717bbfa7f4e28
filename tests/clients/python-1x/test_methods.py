"""Every method of the SDK's Users class, called with values in a row and with names: each answers what its model says, or
the refusal that is due."""

from lib import models, texts
from lib.case import ClientCase
from lib.clients import METHODS, USERS, Listener
from lib.fixtures import an_email, an_id
from lib.operations import (
    ALL, COLLECTION, CREATION, MEMBER, NOT_OFFERED, NOTHING, PREFS, Operation, Refused, Rows, To,
)

CALLS = (Operation.in_row, Operation.by_name)
BAD = To("-x", "-x", "-x")


class Methods(ClientCase):
    def a_full_user(self):
        """A user who has one of everything."""
        id = self.a_user().id
        target = USERS.create_target(id, an_id(), "email", an_email())
        USERS.create_mfa_recovery_codes(id)
        return To(id, USERS.create_session(id).id, target.id)

    def each(self, operations, check):
        """Checks both calls of each method."""
        for operation in operations:
            for call in CALLS:
                with self.subTest(operation.method, call=call.__name__):
                    check(operation, lambda to, call=call, operation=operation: call(operation, USERS, to))

    def assert_answers(self, answers, call, to):
        if isinstance(answers, Refused):
            return self.assert_known(answers.type, call, to)
        answer = call(to)
        if isinstance(answers, Rows):
            return self.assert_list(answer, answers.name, answers.model)
        if answers == NOTHING:
            return self.assertEqual(answer, b"")
        if answers == PREFS:
            return self.assertEqual(answer.data, Listener.heard)
        return self.assert_model(answers, answer)

    def test_every_method_of_the_sdk_is_tried_here(self):
        self.assertEqual(len(ALL) + len(NOT_OFFERED), 47)
        self.assertEqual({operation.method for operation in [*ALL, *NOT_OFFERED]}, METHODS)

    def test_what_makes_a_user_makes_one(self):
        def check(_, call):
            to = To(an_id(), None, None)
            user = self.remember(call(to))
            self.assert_model(models.USER, user)
            self.assertEqual((user.id, user.name), (to.id, "Ada"))
            self.assertEqual(USERS.get(to.id), user)

        self.each(CREATION, check)

    def test_every_other_method_answers_its_model(self):
        self.each(
            [*COLLECTION, *MEMBER],
            lambda operation, call: self.assert_answers(operation.answers, call, self.a_full_user()),
        )

    def test_nothing_is_done_to_a_user_who_is_not_there(self):
        self.each(MEMBER, lambda _, call: self.assert_no_user(call, To(an_id(), an_id(), an_id())))

    def test_an_id_that_breaks_the_rule_is_refused(self):
        self.each(CREATION, lambda _, call: self.assert_invalid("userId", texts.CUSTOM_ID, call, BAD))
        members = [operation for operation in MEMBER if operation.method != "create_session"]
        self.each(members, lambda _, call: self.assert_invalid("userId", texts.UID, call, BAD))

    def test_what_is_taken_is_a_conflict(self):
        taken = To(self.a_user().id, None, None)
        self.each(CREATION, lambda _, call: self.assert_known("user_already_exists", call, taken))

    def test_what_no_released_server_has_is_not_found(self):
        user = To(self.a_user().id, None, None)
        self.each(NOT_OFFERED, lambda _, call: self.assert_known("general_route_not_found", call, user))

    def test_the_sdk_says_that_it_asks_for_a_later_format(self):
        USERS.list(total=False)
        self.assertTrue(Listener.warned.startswith("Warning: "), Listener.warned)
        self.assertIn("1.9.6", Listener.warned)
