"""The messages of the 1.x dialect for invalid values."""

_SPECIAL = "Valid chars are a-z, A-Z, 0-9, period, hyphen, and underscore. Can't start with a special char"

CUSTOM_ID = f"Parameter must contain at most 36 chars. {_SPECIAL}"
UID = (
    "UID must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, and underscore. "
    "Can't start with a leading underscore"
)
EMAIL = "Value must be a valid email address"
PASSWORD = "Password must be between 8 and 256 characters long."
PHONE = "Phone number must start with a '+' can have a maximum of fifteen digits."
BOOLEAN = "Value must be a valid boolean"
OBJECT = "Value must be a valid object."
_LETTERS = ", ".join("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
LABELS = (
    "Value must a valid array no longer than 1000 items and Value must be a valid string and at least 1 chars and no "
    f"longer than 36 chars and only consist of '{_LETTERS}' chars"
)


def or_null(rule):
    """The message for an optional parameter that can be null."""
    return f"{rule} or null"


def text(longest):
    return f"Value must be a valid string and at least 1 chars and no longer than {longest} chars"


def text_or_empty(longest):
    return f"Value must be a valid string and no longer than {longest} chars"


def between(least, most):
    return f"Value must be a valid range between {least} and {most}"


def one_of(*words):
    return f"Value must be one of ({', '.join(words)})"


def query(why):
    return f"Invalid query: {why}"
