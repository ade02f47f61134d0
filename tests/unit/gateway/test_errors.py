import json

import pytest

from to11.gateway.endpoints import ErrorFormat
from to11.gateway.errors import MARK, MethodNotAllowedError, body_of, headers_of, shape_of
from to11.gateway.upstream import Broken, ConnectFailed, StaleConnection, TimedOut
from to11.model.errors import (
    InvalidRequestError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitedError,
    To11Error,
    TooLargeError,
    UnauthenticatedError,
    UnavailableError,
    UnsupportedMediaTypeError,
)

TABLE = [
    (UnauthenticatedError("m"), 401, "invalid_request_error", "invalid_api_key"),
    (PermissionDeniedError("m"), 403, "invalid_request_error", "insufficient_scope"),
    (PermissionDeniedError("m", code="PROJECT_NOT_AUTHORIZED"), 403, "invalid_request_error", "project_not_authorized"),
    (InvalidRequestError("m"), 400, "invalid_request_error", None),
    (InvalidRequestError("m", code="PROJECT_REQUIRED"), 400, "invalid_request_error", "project_required"),
    (NotFoundError("m"), 404, "invalid_request_error", "not_found"),
    (MethodNotAllowedError("GET", "POST"), 405, "invalid_request_error", "method_not_allowed"),
    (TooLargeError("m"), 413, "invalid_request_error", "request_too_large"),
    (UnsupportedMediaTypeError("m"), 415, "invalid_request_error", "unsupported_media_type"),
    (RateLimitedError("m"), 429, "rate_limit_error", "rate_limit_exceeded"),
    (UnavailableError("m"), 503, "server_error", "unavailable"),
    (ConnectFailed("m", "dns"), 502, "server_error", "upstream_unreachable"),
    (TimedOut("connect", 1), 504, "server_error", "upstream_timeout"),
    (Broken("m"), 502, "server_error", "upstream_broken"),
    (StaleConnection("m"), 502, "server_error", "upstream_broken"),
    (To11Error("m"), 500, "server_error", "internal_error"),
]


@pytest.mark.parametrize(("error", "status", "kind", "code"), TABLE)
def test_openai(error: To11Error, status: int, kind: str, code: str | None) -> None:
    assert shape_of(error).status == status
    assert json.loads(body_of(error, ErrorFormat.OPENAI)) == {
        "error": {"message": error.message, "type": kind, "param": None, "code": code}
    }


def test_the_member_to_blame_is_named() -> None:
    error = InvalidRequestError("m", details={"param": "model"})
    assert json.loads(body_of(error, ErrorFormat.OPENAI))["error"]["param"] == "model"


@pytest.mark.parametrize(
    ("error", "header"),
    [
        (UnauthenticatedError("m"), (b"www-authenticate", b'Bearer realm="to11"')),
        (MethodNotAllowedError("GET", "POST"), (b"allow", b"POST")),
        (UnavailableError("m", retry_after=2.4), (b"retry-after", b"2")),
        (RateLimitedError("m", retry_after=0.1), (b"retry-after", b"1")),
    ],
)
def test_headers(error: To11Error, header: tuple[bytes, bytes]) -> None:
    assert headers_of(error, ErrorFormat.OPENAI, "req_1") == [MARK, (b"x-request-id", b"req_1"), header]
    assert headers_of(error, ErrorFormat.ANTHROPIC, "req_1") == [MARK, (b"request-id", b"req_1"), header]


def test_no_advice_to_repeat_what_may_have_cost_tokens() -> None:
    assert [name for name, _ in headers_of(TimedOut("first_byte", 1), ErrorFormat.OPENAI, "req_1")] == [
        MARK[0],
        b"x-request-id",
    ]


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (InvalidRequestError("m"), 400, "invalid_request_error"),
        (UnauthenticatedError("m"), 401, "authentication_error"),
        (PermissionDeniedError("m"), 403, "permission_error"),
        (NotFoundError("m"), 404, "not_found_error"),
        (MethodNotAllowedError("GET", "POST"), 405, "invalid_request_error"),
        (TooLargeError("m"), 413, "request_too_large"),
        (UnsupportedMediaTypeError("m"), 415, "invalid_request_error"),
        (RateLimitedError("m"), 429, "rate_limit_error"),
        (UnavailableError("m"), 503, "overloaded_error"),
        (ConnectFailed("m", "dns"), 502, "api_error"),
        (TimedOut("connect", 1), 504, "timeout_error"),
        (To11Error("m"), 500, "api_error"),
    ],
)
def test_anthropic(error: To11Error, status: int, kind: str) -> None:
    assert shape_of(error).status == status
    assert json.loads(body_of(error, ErrorFormat.ANTHROPIC, "req_1")) == {
        "type": "error",
        "error": {"type": kind, "message": error.message},
        "request_id": "req_1",
    }


@pytest.mark.parametrize("error_format", ErrorFormat)
def test_every_status_has_its_words_in_every_format(error_format: ErrorFormat) -> None:
    for error, *_ in TABLE:
        assert json.loads(body_of(error, error_format))["error"]["type"]
