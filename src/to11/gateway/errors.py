"""Errors on the wire: one table from leaves to status, type and code, one function per format."""

from dataclasses import dataclass
from typing import Final

import msgspec

from to11.gateway.asgi import Header
from to11.gateway.endpoints import ErrorFormat
from to11.gateway.upstream import Broken, ConnectFailed, TimedOut
from to11.model.errors import (
    InvalidRequestError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitedError,
    RetryableError,
    To11Error,
    TooLargeError,
    UnauthenticatedError,
    UnsupportedMediaTypeError,
)

MARK: Final[Header] = (b"x-to11-error", b"gateway")
"""On every answer that is the gateway's own refusal and not the provider's."""

_REQUEST_ID: Final = {ErrorFormat.OPENAI: b"x-request-id", ErrorFormat.ANTHROPIC: b"request-id"}


class MethodNotAllowedError(InvalidRequestError):
    """The endpoint exists, for another method. `allow` is the Allow header."""

    code = "METHOD_NOT_ALLOWED"

    def __init__(self, method: str, allow: str) -> None:
        super().__init__(f"this endpoint does not take {method}, only {allow}")
        self.allow = allow


@dataclass(frozen=True, slots=True)
class Shape:
    """What an error leaf is on the wire. `code` stands unless the error has a more specific reason of its own."""

    status: int
    type: str
    code: str | None


_INTERNAL = Shape(500, "server_error", "internal_error")
_SHAPES: Final[dict[type[BaseException], Shape]] = {
    UnauthenticatedError: Shape(401, "invalid_request_error", "invalid_api_key"),
    PermissionDeniedError: Shape(403, "invalid_request_error", "insufficient_scope"),
    InvalidRequestError: Shape(400, "invalid_request_error", None),
    MethodNotAllowedError: Shape(405, "invalid_request_error", "method_not_allowed"),
    NotFoundError: Shape(404, "invalid_request_error", "not_found"),
    TooLargeError: Shape(413, "invalid_request_error", "request_too_large"),
    UnsupportedMediaTypeError: Shape(415, "invalid_request_error", "unsupported_media_type"),
    RateLimitedError: Shape(429, "rate_limit_error", "rate_limit_exceeded"),
    RetryableError: Shape(503, "server_error", "unavailable"),
    ConnectFailed: Shape(502, "server_error", "upstream_unreachable"),
    TimedOut: Shape(504, "server_error", "upstream_timeout"),
    Broken: Shape(502, "server_error", "upstream_broken"),
    To11Error: _INTERNAL,
}


_ANTHROPIC_TYPES: Final = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    405: "invalid_request_error",
    413: "request_too_large",
    415: "invalid_request_error",
    429: "rate_limit_error",
    500: "api_error",
    502: "api_error",
    503: "overloaded_error",
    504: "timeout_error",
}
"""Status -> the word that Anthropic has for it."""


def shape_of(error: To11Error) -> Shape:
    """The entry of the nearest class that the table knows."""
    return next((_SHAPES[kind] for kind in type(error).__mro__ if kind in _SHAPES), _INTERNAL)


def body_of(error: To11Error, error_format: ErrorFormat, request_id: str = "") -> bytes:
    """The answer's body in the caller's own format, with our request id where the format has a place for one."""
    match error_format:
        case ErrorFormat.OPENAI:
            return _openai(error, shape_of(error))
        case ErrorFormat.ANTHROPIC:
            return _anthropic(error, shape_of(error), request_id)


def headers_of(error: To11Error, error_format: ErrorFormat, request_id: str) -> list[Header]:
    """The headers that an error brings along, its mark included; our request id also where the format's SDKs look."""
    headers = [MARK, (_REQUEST_ID[error_format], request_id.encode("ascii"))]
    if isinstance(error, UnauthenticatedError):
        headers.append((b"www-authenticate", b'Bearer realm="to11"'))
    elif isinstance(error, MethodNotAllowedError):
        headers.append((b"allow", error.allow.encode("ascii")))
    elif isinstance(error, RetryableError) and shape_of(error).status in (429, 503):
        headers.append((b"retry-after", b"%d" % max(1, round(error.retry_after))))
    return headers


def _openai(error: To11Error, shape: Shape) -> bytes:
    specific = error.reason != type(error).code
    return msgspec.json.encode(
        {
            "error": {
                "message": error.message,
                "type": shape.type,
                "param": error.details.get("param"),
                "code": error.reason.lower() if specific else shape.code,
            }
        }
    )


def _anthropic(error: To11Error, shape: Shape, request_id: str) -> bytes:
    return msgspec.json.encode(
        {
            "type": "error",
            "error": {"type": _ANTHROPIC_TYPES[shape.status], "message": error.message},
            "request_id": request_id or None,
        }
    )
