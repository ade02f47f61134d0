"""The bearer token of a request (RFC 6750): `authorization: Bearer <token>`, the scheme in any case."""

from to11.collector.needs import Tokens
from to11.control.refusal import RefusedCredentialError
from to11.model.errors import PermissionDeniedError, UnauthenticatedError
from to11.model.tenancy import TokenClaims

DOOR = "collector"


class Gate:
    """Lets a request in or not; uses and refusals are noted for the audit log."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    async def admit(self, authorization: str | None, address: str) -> TokenClaims:
        """The claims of the request's token; `address` is where the request came from.

        Raises UnauthenticatedError, PermissionDeniedError, or UnavailableError when tokens cannot be checked just now.
        """
        try:
            token = bearer_token(authorization)
            claims = self._tokens.cached_token(token) or await self._tokens.token(token)
        except RefusedCredentialError as error:
            self._tokens.note_denied(error.reason, address=address, key_id=error.key_id, door=DOOR, cause=error.cause)
            raise
        except (UnauthenticatedError, PermissionDeniedError) as error:
            self._tokens.note_denied(error.reason, address=address, door=DOOR)
            raise
        self._tokens.note_use(claims.key_id, DOOR)
        return claims


def bearer_token(authorization: str | None) -> str:
    """The token in the header's value. Raises UnauthenticatedError where there is none."""
    if not authorization:
        raise UnauthenticatedError("the request has no 'authorization' header; send 'authorization: Bearer <token>'")
    scheme, _, token = authorization.strip().partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token or " " in token:
        raise UnauthenticatedError("the 'authorization' header is not of the form 'Bearer <token>'")
    return token
