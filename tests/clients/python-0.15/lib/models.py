"""The answers of the 0.15 dialect: every key, in order, with its type."""

_AGENT = {
    "osCode": str, "osName": str, "osVersion": str,
    "clientType": str, "clientCode": str, "clientName": str, "clientVersion": str,
    "clientEngine": str, "clientEngineVersion": str,
    "deviceName": str, "deviceBrand": str, "deviceModel": str,
}

USER = {
    "$id": str, "$createdAt": int, "$updatedAt": int, "name": str, "registration": int,
    "status": bool, "passwordUpdate": int, "email": str, "phone": str,
    "emailVerification": bool, "phoneVerification": bool, "prefs": dict,
}

SESSION = {
    "$id": str, "$createdAt": int, "userId": str, "expire": int, "provider": str,
    "providerUid": str, "providerAccessToken": str, "providerAccessTokenExpiry": int,
    "providerRefreshToken": str, "ip": str, **_AGENT, "countryCode": str, "countryName": str, "current": bool,
}

LOG = {
    "event": str, "userId": str, "userEmail": str, "userName": str, "mode": str, "ip": str,
    "time": int, **_AGENT, "countryCode": str, "countryName": str, "keyId": str, "keyName": str,
}

MEMBERSHIP = {
    "$id": str, "$createdAt": int, "$updatedAt": int, "userId": str, "userName": str,
    "userEmail": str, "teamId": str, "teamName": str, "invited": int, "joined": int, "confirm": bool, "roles": list,
}

TEAM = {"$id": str, "$createdAt": int, "$updatedAt": int, "name": str, "total": int}

TOKEN = {"$id": str, "$createdAt": int, "userId": str, "secret": str, "expire": int}
