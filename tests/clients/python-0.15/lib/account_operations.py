"""Every method of the SDK's Account class: those that work, and those that do not, with the reason."""

from shared.values import JOIN_URL, PASSWORD, a_phone, an_email, an_id

NEW_PASSWORD = "another valid password"
_MAIL = "needs mail"
_TEXT_MESSAGES = "needs text messages"

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
}
"""The methods that Roster has, with valid arguments."""

NOT_OFFERED = {
    "create_recovery": (_MAIL, lambda account: account.create_recovery(an_email(), JOIN_URL)),
    "update_recovery": (_MAIL, lambda account: account.update_recovery(an_id(), "secret", NEW_PASSWORD, NEW_PASSWORD)),
    "create_verification": (_MAIL, lambda account: account.create_verification(JOIN_URL)),
    "update_verification": (_MAIL, lambda account: account.update_verification(an_id(), "secret")),
    "create_phone_verification": (_TEXT_MESSAGES, lambda account: account.create_phone_verification()),
    "update_phone_verification": (
        _TEXT_MESSAGES, lambda account: account.update_phone_verification(an_id(), "secret"),
    ),
    "update_session": ("needs other sign-in providers", lambda account: account.update_session("current")),
}
"""The methods that do nothing for these users: each is 404, or an error in `ERRORS`."""

NO_ROUTE = (404, "general_route_not_found", "Not Found")
"""The answer of a route that does not exist."""

ERRORS = {"update_session": (501, "project_provider_unsupported", "Provider is not supported")}
"""As Appwrite 0.15 answers about a session by email, whose provider has nothing to renew."""
