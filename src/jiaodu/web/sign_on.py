"""Sign-on by OpenID Connect: who a provider's token is for, and which account that is. Floor: web.

In: the code that a provider sent back. Out: an account that is there and open, or nobody. An account belongs to a person of the
provider only where an office has written the provider's name for them into it (`external_id`): a name alone never decides.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import jwt
import requests
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db.models import QuerySet
from django.http import HttpRequest
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from jiaodu.records.models import User

LOG = logging.getLogger(__name__)


class SignOn(OIDCAuthenticationBackend):
    """The backend of the library, with the checks of OpenID Connect Core 3.1.3.7 that it leaves out: issuer, audience, end."""

    def authenticate(self, request: HttpRequest | None, **kwargs: Any) -> User | None:
        """The account, or None for whatever is wrong; the log says what, the page does not."""
        try:
            user: User | None = super().authenticate(request, **kwargs)
        except (
            SuspiciousOperation,
            jwt.PyJWTError,
            requests.RequestException,
            ValueError,
            KeyError,
            TypeError,
        ) as error:
            LOG.warning("sign-on refused: %s", type(error).__name__)
            return None
        return user

    def verify_token(self, token: str, **kwargs: Any) -> Mapping[str, Any]:
        """The claims of a token that is signed, ours, from our provider, and not over. Raises SuspiciousOperation."""
        claims: Mapping[str, Any] = super().verify_token(token, **kwargs)
        audience = claims.get("aud")
        meant = audience if isinstance(audience, list) else [audience]
        if claims.get("iss") != settings.OIDC_OP_ISSUER or not settings.OIDC_OP_ISSUER:
            raise SuspiciousOperation("issuer")
        if settings.OIDC_RP_CLIENT_ID not in meant or claims.get("azp", meant[0]) != settings.OIDC_RP_CLIENT_ID:
            raise SuspiciousOperation("audience")
        if "exp" not in claims or not kwargs.get("nonce"):
            raise SuspiciousOperation("no end, or no nonce")
        return claims

    def get_userinfo(self, access_token: str, id_token: str, payload: Mapping[str, Any]) -> Mapping[str, Any]:
        """The claims: of the token where it names the person, else of the provider's page about the same subject."""
        if payload.get(settings.OIDC_CLAIM):
            return payload
        found: Mapping[str, Any] = super().get_userinfo(access_token, id_token, payload)
        if found.get("sub") != payload.get("sub"):
            raise SuspiciousOperation("subject")
        return found

    def verify_claims(self, claims: Mapping[str, Any]) -> bool:
        """Whether the person is named at all."""
        return bool(claims.get(settings.OIDC_CLAIM))

    def filter_users_by_claims(self, claims: Mapping[str, Any]) -> QuerySet[User]:
        """The open account that an office tied to this person."""
        return User.objects.filter(external_id=str(claims[settings.OIDC_CLAIM]), is_active=True)

    def store_tokens(self, access_token: str, id_token: str) -> None:
        """Nothing of the provider is kept."""
