"""Collector tokens: JSON Web Tokens (RFC 7519) signed with ES256, good for one project and a quarter of an hour."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from to11.control.database import Database
from to11.control.refusal import Cause, RefusedCredentialError
from to11.control.signing import ALGORITHM, SigningKeys
from to11.model.errors import PermissionDeniedError
from to11.model.tenancy import ApiKey, Project, Scope, TokenClaims
from to11.settings import TokenSettings

AUDIENCE = "to11-collector"
SCOPES = (Scope.OTEL_WRITE.value,)
"""What every token holds, and what the collector asks for."""

MAX_LENGTH = 4096
"""Ours are some 600 characters long; nothing longer is looked at."""

_REQUIRED = ["iss", "sub", "aud", "iat", "nbf", "exp", "jti"]


class TokenIssuer:
    """Makes tokens. `issuer` is the API's public URL. Safe between threads."""

    def __init__(
        self,
        database: Database,
        settings: TokenSettings,
        issuer: str,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._settings = settings
        self._issuer = issuer
        self._clock = clock
        self._signing_keys = SigningKeys(database, settings, clock=clock)

    def issue(self, key: ApiKey, project: Project) -> tuple[str, datetime]:
        """A token for a project and when it ends (UTC, whole seconds): never later than the key does.

        The caller has checked that the key lives, holds `otel:write` and covers the project. Raises UnavailableError.
        """
        issued_at = int(self._clock().timestamp())
        expires_at = issued_at + self._settings.lifetime_seconds
        if key.expires_at is not None:
            expires_at = min(expires_at, int(key.expires_at.timestamp()))
        claims = {
            "iss": self._issuer,
            "sub": project.id,
            "aud": AUDIENCE,
            "scope": " ".join(SCOPES),
            "org": project.organization_id,
            "key": key.id,
            "iat": issued_at,
            "nbf": issued_at,
            "exp": expires_at,
            "jti": str(uuid4()),
        }
        signer = self._signing_keys.signer()
        token = jwt.encode(claims, signer.private_key, algorithm=ALGORITHM, headers={"kid": signer.kid})
        return token, datetime.fromtimestamp(expires_at, UTC)

    def jwks(self) -> dict[str, Any]:
        """The JSON Web Key Set that verifies the tokens. Raises UnavailableError."""
        return self._signing_keys.jwks()


class TokenVerifier:
    """Reads tokens. Whether the token's key still lives is for the caller to ask."""

    def __init__(self, settings: TokenSettings, issuer: str) -> None:
        self._leeway = settings.clock_skew_seconds
        self._issuer = issuer

    def verify(self, token: str, find_key: Callable[[str], EllipticCurvePublicKey | None]) -> TokenClaims:
        """What a token says, when it is ours, for the collector, and of now. `find_key` gives the key of a `kid`.

        Raises RefusedCredentialError; PermissionDeniedError INSUFFICIENT_SCOPE when it lacks `otel:write`.
        """
        public_key = find_key(_kid(token))
        if public_key is None:
            raise _refused("the token was not issued here")
        claims = _claims(self._decode(token, public_key))
        if missing := [scope for scope in SCOPES if scope not in claims.scopes]:
            raise PermissionDeniedError(
                f"the token does not hold the scope {', '.join(missing)}", details={"required": missing}
            )
        return claims

    def _decode(self, token: str, public_key: EllipticCurvePublicKey) -> dict[str, Any]:
        try:
            return jwt.decode(
                token,
                public_key,
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                issuer=self._issuer,
                leeway=self._leeway,
                options={"require": _REQUIRED},
            )
        except jwt.ExpiredSignatureError as error:
            raise _refused("the token has expired; exchange the API key again", Cause.EXPIRED) from error
        except (jwt.InvalidAudienceError, jwt.InvalidIssuerError) as error:
            raise _refused("the token is not for this collector") from error
        except jwt.PyJWTError as error:
            raise _refused("the token is not valid") from error


def malformed() -> RefusedCredentialError:
    """What is answered to a text that is no token."""
    return _refused("the token is malformed", Cause.MALFORMED)


def _kid(token: str) -> str:
    if len(token) > MAX_LENGTH or not token.isascii():
        raise malformed()
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError as error:
        raise malformed() from error
    kid = header.get("kid")
    if header.get("alg") != ALGORITHM or not isinstance(kid, str) or not kid.isprintable():
        raise _refused("the token was not issued here")
    return kid


def _claims(claims: dict[str, Any]) -> TokenClaims:
    organization_id, key_id, scope = claims.get("org"), claims.get("key"), claims.get("scope")
    if not (isinstance(organization_id, str) and isinstance(key_id, str) and isinstance(scope, str)):
        raise _refused("the token is not valid")
    return TokenClaims(
        project_id=claims["sub"],
        organization_id=organization_id,
        key_id=key_id,
        scopes=tuple(scope.split()),
        expires_at=int(claims["exp"]),
    )


def _refused(message: str, cause: Cause = Cause.NOT_ACCEPTED) -> RefusedCredentialError:
    return RefusedCredentialError(message, cause=cause)
