"""A provider on this machine: django-oauth-toolkit as it is published, with the login page of Django and its own page of consent.

    server.py PORT FOLDER < JSON of { client: { id, secret, redirects }, people: [{ login, password, email, verified, name }] }

Prints a line when it serves.
"""

import json
import pathlib
import sys

import django
from django.conf import settings

port, folder = sys.argv[1], pathlib.Path(sys.argv[2])
given = json.load(sys.stdin)


def private_key():
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()


settings.configure(
    SECRET_KEY=given["client"]["secret"],
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="urls",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "people.sqlite"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=["django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
                    "django.contrib.messages", "oauth2_provider"],
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.common.CommonMiddleware",
                "django.middleware.csrf.CsrfViewMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware",
                "django.contrib.messages.middleware.MessageMiddleware"],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {"context_processors": [
        "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages"]}}],
    STATIC_URL="/static/",
    LOGIN_URL="/admin/login/",
    USE_TZ=True,
    OAUTH2_PROVIDER={
        "OIDC_ENABLED": True,
        "OIDC_RSA_PRIVATE_KEY": private_key(),
        "OAUTH2_VALIDATOR_CLASS": "claims.Validator",
        "SCOPES": {"openid": "who you are", "email": "your email", "profile": "your name"},
        "PKCE_REQUIRED": True,
    },
)
django.setup()

from django.contrib.auth.models import User
from django.core.management import call_command
from oauth2_provider.models import Application

call_command("migrate", verbosity=0)
for person in given["people"]:
    # The login page of the administration lets in who may administer. The group of a user says here whether the email is verified.
    user = User.objects.create_user(person["login"], person["email"], person["password"], is_staff=True, first_name=person["name"])
    user.groups.create(name=f"verified-{person['login']}") if person["verified"] else None
client = given["client"]
Application.objects.create(
    name="Shop", client_id=client["id"], client_secret=client["secret"], redirect_uris=" ".join(client["redirects"]),
    client_type=Application.CLIENT_CONFIDENTIAL, authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
    algorithm=Application.RS256_ALGORITHM)
call_command("runserver", f"127.0.0.1:{port}", use_reloader=False)
