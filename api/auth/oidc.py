"""Signing in at an OpenID Connect provider: the authorization code flow with PKCE, state and nonce (OpenID Connect Core
1.0, section 3.1; RFC 7636), by Authlib. The provider's answers are checked in full before anything is believed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from api.settings import Settings, together
from api.walls import is_loopback
from clauses.errors import InvalidOption, NotFound, SignInFailed

CALLBACK = "/session/oidc/callback"
PAGE_CALLBACK = "/app/sign-in/back"
"""Where the callback sends on who began on the pages."""
_SECONDS = 10
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signatures that the provider alone can make; one by a shared secret proves less, and "none" proves nothing."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the provider says it is. ``verified_email`` is None where the provider does not vouch for an address."""

    issuer: str
    subject: str
    verified_email: str | None


@dataclass(frozen=True, slots=True)
class Provider:
    """The provider of the settings, and what this server is called there."""

    issuer: str
    client_id: str
    secret: str
    callback: str

    def address(self, state: str, nonce: str, verifier: str) -> str:
        """Where to send the browser. Raises :class:`SignInFailed` when the provider does not answer."""
        with self._session() as session:
            try:
                about = self._about(session)
                url, _ = session.create_authorization_url(
                    about["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
                )
            except (AuthlibBaseError, requests.RequestException, ValueError, KeyError) as error:
                raise _failed(error) from None
        return str(url)

    def identity(self, code: str, nonce: str, verifier: str, at: datetime) -> Identity:
        """Who signed in, for the ``code`` that the browser brought back. Raises :class:`SignInFailed`."""
        with self._session() as session:
            try:
                about = self._about(session)
                token: dict[str, Any] = session.fetch_token(about["token_endpoint"], code=code, code_verifier=verifier)
                keys = KeySet.import_key_set(_json(session, about["jwks_uri"]))
                claims = self._claims(token, keys, nonce, at)
            except (AuthlibBaseError, JoseError, requests.RequestException, ValueError, KeyError) as error:
                raise _failed(error) from None
        verified = claims.get("email") if claims.get("email_verified") is True else None
        return Identity(self.issuer, str(claims["sub"]), verified if isinstance(verified, str) else None)

    def _claims(self, token: dict[str, Any], keys: Any, nonce: str, at: datetime) -> dict[str, Any]:
        """The checked claims of the ID token (section 3.1.3.7 of the core specification)."""
        decoded = jwt.decode(token["id_token"], keys, algorithms=_ALGORITHMS)
        expected: Any = {
            "iss": {"essential": True, "value": self.issuer},
            "aud": {"essential": True, "value": self.client_id},
            "nonce": {"essential": True, "value": nonce},
        }
        params = {"nonce": nonce, "client_id": self.client_id, "access_token": token.get("access_token")}
        claims: Any = CodeIDToken(decoded.claims, decoded.header, expected, params)
        claims.validate(now=int(at.timestamp()), leeway=60)
        return dict(claims)

    def _session(self) -> Any:
        return OAuth2Session(
            self.client_id,
            self.secret,
            scope="openid email",
            redirect_uri=self.callback,
            code_challenge_method="S256",
            default_timeout=_SECONDS,
        )

    def _about(self, session: Any) -> dict[str, Any]:
        """The provider's description of itself (OpenID Connect Discovery 1.0, section 4)."""
        about = _json(session, f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if about.get("issuer") != self.issuer:
            raise ValueError("the provider calls itself by another name")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            _require_safe(about[name])
        return about


def provider_of(settings: Settings) -> Provider | None:
    """The provider of ``settings``, or None where none is set. Raises :class:`InvalidOption`, which names the variable
    that is missing or can't be."""
    if not together(settings, "oidc_issuer", "oidc_client_id", "oidc_client_secret"):
        return None
    issuer, client_id, secret = settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret
    assert issuer is not None
    assert client_id is not None
    assert secret is not None
    try:
        _require_safe(issuer)
    except ValueError as error:
        raise InvalidOption(f"COUNTERPART_OIDC_ISSUER {error}.") from None
    return Provider(issuer, client_id, secret.get_secret_value(), settings.public_url + CALLBACK)


def require_provider(settings: Settings) -> Provider:
    """The provider of ``settings``. Raises :class:`NotFound` where none is set."""
    provider = provider_of(settings)
    if provider is None:
        raise NotFound("No OpenID Connect provider is set (COUNTERPART_OIDC_ISSUER).")
    return provider


def _require_safe(address: str) -> None:
    """ValueError unless ``address`` is one of https, or of this machine."""
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
        raise ValueError("must be an https address")


def _json(session: Any, address: str) -> Any:
    answer = session.request("GET", address, withhold_token=True, timeout=_SECONDS)
    answer.raise_for_status()
    return answer.json()


def _failed(error: Exception) -> SignInFailed:
    """The refusal for ``error``, which may repeat a code or a token: only its kind is told."""
    return SignInFailed(f"The provider did not confirm who you are ({type(error).__name__}); try again.")
