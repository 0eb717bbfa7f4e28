"""The messages of the 0.15 dialect for invalid values."""

CUSTOM_ID = (
    "Parameter must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, period, hyphen, and underscore. "
    "Can't start with a special char"
)
UID = (
    "UID must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, and underscore. "
    "Can't start with a leading underscore"
)
EMAIL = "Value must be a valid email address"
PASSWORD_SHORT = "Password must be at least 8 characters"
PASSWORD_LONG = "Password must be between 8 and 256 characters long."
PHONE = "Phone number must start with a '+' can have a maximum of fifteen digits."
ROLES = f"Value must a valid array and {CUSTOM_ID}"
URL = "Value must be a valid URL"
BOOLEAN = "Value must be a valid boolean"
OBJECT = "Value must be a valid object."
NAME = "Value must be a valid string and no longer than 128 chars"
SEARCH = "Value must be a valid string and no longer than 256 chars"
LIMIT = "Value must be a valid range between 0 and 100"
OFFSET = "Value must be a valid range between 0 and 5,000"
DIRECTION = "Value must be one of (after, before)"
ORDER = "Value must be one of (ASC, DESC)"
