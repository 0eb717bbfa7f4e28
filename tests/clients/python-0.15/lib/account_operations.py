"""Every method of the SDK's Account class: those that work, and those that do not, with the reason."""

from shared.values import JOIN_URL, PASSWORD, a_phone, an_email, an_id

NEW_PASSWORD = "another valid password"

OFFERED = {
    "get": lambda account: account.get(),
    "get_prefs": lambda account: account.get_prefs(),
    "get_sessions": lambda account: account.get_sessions(),
    "get_session": lambda account: account.get_session("current"),
    "get_logs": lambda account: account.get_logs(),
    "update_name": lambda account: account.update_name("Grace Hopper"),
    "update_email": lambda account: account.update_email(an_email(), PASSWORD),
    "update_phone": lambda account: account.update_phone(a_phone(), PASSWORD),
    "update_prefs": lambda account: account.update_prefs({"theme": "dark"}),
    "update_password": lambda account: account.update_password(NEW_PASSWORD, PASSWORD),
    "delete_session": lambda account: account.delete_session("current"),
    "delete_sessions": lambda account: account.delete_sessions(),
    "update_status": lambda account: account.update_status(),
    "create_verification": lambda account: account.create_verification(JOIN_URL),
    "create_phone_verification": lambda account: account.create_phone_verification(),
}
"""The methods for a signed-in user with an email and a phone, with valid arguments."""

OPEN = {
    "update_recovery": lambda account: account.update_recovery(an_id(), "secret", NEW_PASSWORD, NEW_PASSWORD),
    "update_verification": lambda account: account.update_verification(an_id(), "secret"),
    "update_phone_verification": lambda account: account.update_phone_verification(an_id(), "secret"),
}
"""The methods for everybody but API keys, who prove themselves by what was sent to them. The user is unknown."""

SILENT = {"create_recovery": lambda account: account.create_recovery(an_email(), JOIN_URL)}
"""The same, with answers that do not say whether there is such a user."""

NOT_OFFERED = {"update_session": lambda account: account.update_session("current")}
"""The method that does nothing for these users: it renews the tokens of another provider."""

NO_PROVIDER = (501, "project_provider_unsupported", "Provider is not supported")
"""Its error: as Appwrite 0.15 answers about a session by email."""
