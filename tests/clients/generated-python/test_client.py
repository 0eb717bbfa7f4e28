"""Calls with the generated models: an answer of the wrong shape is no instance of the model."""

import datetime
import unittest

from roster_client import Client
from roster_client.api.users import create_user, delete_user, get_user, list_users
from roster_client.models import Error, NewUser, NewUser015, User, User015, UserList

from shared import environment
from shared.values import PASSWORD, an_email, an_id

_V1, _V0_15 = "1.9.6", "0.15.0"


class ClientTest(unittest.TestCase):
    """A user in both dialects."""

    def setUp(self):
        headers = {"X-Appwrite-Project": environment.PROJECT, "X-Appwrite-Key": environment.KEY}
        self.client = self.enterContext(Client(base_url=environment.ENDPOINT, headers=headers))

    def a_user(self, body, dialect):
        """Creates a user that is deleted after the test."""
        self.addCleanup(delete_user.sync_detailed, body.user_id, client=self.client)
        return create_user.sync(client=self.client, body=body, x_appwrite_response_format=dialect)

    def test_a_user_of_the_1x_dialect_is_of_the_generated_model(self):
        new = NewUser(user_id=an_id(), email=an_email(), name="Ada")
        user = self.a_user(new, _V1)
        self.assertIsInstance(user, User)
        self.assertEqual((user.id, user.email, user.labels), (new.user_id, new.email, []))
        self.assertIsNotNone(datetime.datetime.fromisoformat(user.created_at).tzinfo)
        listed = list_users.sync(client=self.client, search=new.email, x_appwrite_response_format=_V1)
        self.assertIsInstance(listed, UserList)
        self.assertEqual((listed.total, [type(row) for row in listed.users]), (1, [User]))

    def test_a_user_of_the_0_15_dialect_is_of_the_generated_model(self):
        new = NewUser015(user_id=an_id(), email=an_email(), password=PASSWORD)
        user = self.a_user(new, _V0_15)
        self.assertIsInstance(user, User015)
        self.assertEqual((user.id, user.email, type(user.created_at)), (new.user_id, new.email, int))
        self.assertEqual(get_user.sync(new.user_id, client=self.client, x_appwrite_response_format=_V0_15), user)

    def test_an_error_is_of_the_generated_model(self):
        error = get_user.sync(an_id(), client=self.client, x_appwrite_response_format=_V1)
        self.assertIsInstance(error, Error)
        self.assertEqual((error.code, str(error.type_)), (404, "user_not_found"))
