"""The answers of the 1.x dialect: every key, in order, with its type. A type with `None` in a tuple can be null."""

import re

DATE = "date"
"""A time: `2020-10-15T06:38:00.000+00:00`."""

MAYBE_DATE = "date or empty"

_PATTERN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00")
_TEXT, _FLAG = (str, None), (bool, None)

_AGENT = {
    "osCode": str, "osName": str, "osVersion": str,
    "clientType": str, "clientCode": str, "clientName": str, "clientVersion": str,
    "clientEngine": str, "clientEngineVersion": str,
    "deviceName": str, "deviceBrand": str, "deviceModel": str,
}
_DATES = {"$id": str, "$createdAt": DATE, "$updatedAt": DATE}
_HASH = {"password": _TEXT, "hash": _TEXT, "hashOptions": (dict, None)}
_USER = {
    "registration": DATE, "status": bool, "labels": list, "passwordUpdate": MAYBE_DATE, "email": str, "phone": str,
    "emailVerification": bool, "emailCanonical": _TEXT, "emailIsFree": _FLAG, "emailIsDisposable": _FLAG,
    "emailIsCorporate": _FLAG, "emailIsCanonical": _FLAG, "phoneVerification": bool, "mfa": bool, "prefs": dict,
    "targets": list, "accessedAt": MAYBE_DATE, "impersonator": _FLAG, "impersonatorUserId": _TEXT,
}

USER = {**_DATES, "name": str, **_HASH, **_USER}

ACCOUNT = {**_DATES, "name": str, **_USER}
"""A user in their own account."""

TARGET = {
    **_DATES, "name": str, "userId": str, "providerId": _TEXT, "providerType": str, "identifier": str, "expired": bool,
}

SESSION = {
    **_DATES, "userId": str, "expire": DATE, "provider": str, "providerUid": str, "providerAccessToken": str,
    "providerAccessTokenExpiry": MAYBE_DATE, "providerRefreshToken": str, "ip": str, **_AGENT, "countryCode": str,
    "countryName": str, "current": bool, "factors": list, "secret": str, "mfaUpdatedAt": MAYBE_DATE,
}

TOKEN = {"$id": str, "$createdAt": DATE, "userId": str, "secret": str, "expire": DATE, "phrase": str}

JWT = {"jwt": str}

MEMBERSHIP = {
    **_DATES, "userId": str, "userName": str, "userEmail": str, "userPhone": str, "teamId": str, "teamName": str,
    "invited": DATE, "joined": MAYBE_DATE, "confirm": bool, "mfa": bool, "userAccessedAt": MAYBE_DATE, "roles": list,
}

IDENTITY = {
    **_DATES, "userId": str, "provider": str, "providerUid": str, "providerEmail": str, "providerAccessToken": str,
    "providerAccessTokenExpiry": MAYBE_DATE, "providerRefreshToken": str,
}

FACTORS = {"totp": bool, "phone": bool, "email": bool, "recoveryCode": bool}

CODES = {"recoveryCodes": list}

AUTHENTICATOR = {"secret": str, "uri": str}
"""A new authenticator."""

CHALLENGE = {"$id": str, "$createdAt": DATE, "userId": str, "expire": DATE}


def is_of(kind, value):
    """Whether a value is of a type of a model."""
    if kind in (DATE, MAYBE_DATE):
        return isinstance(value, str) and (bool(_PATTERN.fullmatch(value)) or (kind == MAYBE_DATE and value == ""))
    if isinstance(kind, tuple):
        return value is None or type(value) is kind[0]
    return type(value) is kind
