"""Every method of the SDK's Account class: what Roster has, and what it does not have yet, with the reason."""

from lib.fixtures import PAGE, PASSWORD, a_phone, an_email, an_id

NEW_PASSWORD = "another good password"
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
"""What there is, with arguments that are good in themselves."""

NOT_OFFERED = {
    "create_recovery": (_MAIL, lambda account: account.create_recovery(an_email(), PAGE)),
    "update_recovery": (_MAIL, lambda account: account.update_recovery(an_id(), "secret", NEW_PASSWORD, NEW_PASSWORD)),
    "create_verification": (_MAIL, lambda account: account.create_verification(PAGE)),
    "update_verification": (_MAIL, lambda account: account.update_verification(an_id(), "secret")),
    "create_phone_verification": (_TEXT_MESSAGES, lambda account: account.create_phone_verification()),
    "update_phone_verification": (
        _TEXT_MESSAGES, lambda account: account.update_phone_verification(an_id(), "secret"),
    ),
    "update_session": ("refreshes what other providers have lent", lambda account: account.update_session("current")),
}
"""What there is not: each answers that there is no such route, and is to leave this table when it comes."""
