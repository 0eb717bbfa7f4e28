"""What the provider says of its users, as its documents describe it."""

from oauth2_provider.oauth2_validators import OAuth2Validator


class Validator(OAuth2Validator):
    """Says email and name to clients that ask for them."""

    oidc_claim_scope = OAuth2Validator.oidc_claim_scope | {"email": "email", "email_verified": "email", "name": "profile"}

    def get_additional_claims(self):
        return {
            "email": lambda request: request.user.email,
            "email_verified": lambda request: request.user.groups.exists(),
            "name": lambda request: request.user.first_name,
        }
