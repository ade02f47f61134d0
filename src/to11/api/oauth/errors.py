"""Errors of the token endpoint as RFC 6749 section 5.2, RFC 8693 section 2.2.2 and RFC 8707 section 2 have them."""

import math
import re
from typing import Final

import msgspec
from fastapi import Response

from to11.api.errors import INTERNAL_MESSAGE, status_of
from to11.api.responses import JSON
from to11.model import errors

NO_STORE: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}

_CODES: Final = {
    "INVALID_CREDENTIAL": "invalid_client",
    "INSUFFICIENT_SCOPE": "invalid_scope",
    "PROJECT_REQUIRED": "invalid_target",
    "PROJECT_NOT_AUTHORIZED": "invalid_target",
}
"""Our codes in theirs; any other is `invalid_request`."""

_UNAUTHORIZED: Final = 401
_BAD_REQUEST: Final = 400
_SERVER_ERROR: Final = 500

_NOT_ALLOWED: Final = re.compile(r"[^\x20-\x21\x23-\x5b\x5d-\x7e]")
"""What an `error_description` may not hold."""


class OAuthError(Exception):
    """`code` is one of the specifications' error codes; `description` is for people and never holds a secret."""

    def __init__(self, code: str, description: str) -> None:
        super().__init__(description)
        self.code = code
        self.description = description


class _Body(msgspec.Struct):
    error: str
    error_description: str


def answer(error: OAuthError) -> Response:
    """What a client is told. A client that is not known gets a 401 with the scheme that it may use."""
    if error.code == "invalid_client":
        return _answer(_UNAUTHORIZED, error.code, error.description, {"WWW-Authenticate": 'Basic realm="to11"'})
    return _answer(_BAD_REQUEST, error.code, error.description, {})


def answer_ours(error: errors.To11Error, *, known_as: str | None = None) -> Response:
    """The answer to an error from below; `known_as` is their code for a credential that is not accepted, where that is
    no client's. A fault of ours is told without detail."""
    status = status_of(error)
    if isinstance(error, errors.RetryableError):
        wait = {"Retry-After": str(max(1, math.ceil(error.retry_after)))}
        return _answer(status, "temporarily_unavailable", error.message, wait)
    if status == _SERVER_ERROR:
        return _answer(status, "server_error", INTERNAL_MESSAGE, {})
    code = _CODES.get(error.reason, "invalid_request")
    if code == "invalid_client" and known_as is not None:
        code = known_as
    return answer(OAuthError(code, error.message))


def _answer(status: int, code: str, description: str, headers: dict[str, str]) -> Response:
    body = msgspec.json.encode(_Body(code, _NOT_ALLOWED.sub("'", description)))
    return Response(body, status_code=status, headers={**NO_STORE, **headers}, media_type=JSON)
