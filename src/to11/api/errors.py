"""From what went wrong to what the client is told: one table, one shape.

Every error of the API, Starlette's own and the validator's included, leaves as `Failure`. What a client sent is never
repeated in an error: the input of a failed validation may be a credential.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from to11.api.responses import JSON
from to11.api.schemas.base import ErrorBody, Failure
from to11.model import errors

STATUS: dict[type[errors.To11Error], int] = {
    errors.InvalidRequestError: 400,
    errors.UnauthenticatedError: 401,
    errors.PermissionDeniedError: 403,
    errors.NotFoundError: 404,
    errors.ConflictError: 409,
    errors.TooLargeError: 413,
    errors.UnsupportedMediaTypeError: 415,
    errors.RateLimitedError: 429,
    errors.UnavailableError: 503,
    errors.To11Error: 500,
}
"""The status of each leaf; an error that is none of them is a fault of ours."""

TAGS: dict[int, str] = {
    400: "BadRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    405: "MethodNotAllowed",
    409: "Conflict",
    413: "PayloadTooLarge",
    415: "UnsupportedMediaType",
    429: "TooManyRequests",
    500: "InternalServerError",
    503: "ServiceUnavailable",
}
CODES: dict[int, str] = {
    400: errors.InvalidRequestError.code,
    401: errors.UnauthenticatedError.code,
    403: errors.PermissionDeniedError.code,
    404: errors.NotFoundError.code,
    405: "METHOD_NOT_ALLOWED",
    413: errors.TooLargeError.code,
    415: errors.UnsupportedMediaTypeError.code,
    429: errors.RateLimitedError.code,
    503: errors.UnavailableError.code,
}
"""Codes for errors that come from the framework with a bare status."""

INTERNAL_MESSAGE = "something went wrong on our side; it has been logged"


Observer = Callable[[Request, errors.PermissionDeniedError], None]

Refuse = Callable[[str, errors.To11Error], Response]
"""The answer to an error at a path, for the few whose specification has a form of its own."""


def install(app: FastAPI, *, on_denied: Observer | None = None) -> None:
    """Answer every error of this application in our shape; `on_denied` hears of everyone who may not."""

    async def on_ours(request: Request, error: Exception) -> Response:
        if not isinstance(error, errors.To11Error) or status_of(error) == HTTPStatus.INTERNAL_SERVER_ERROR:
            raise error
        if isinstance(error, errors.PermissionDeniedError) and on_denied is not None:
            on_denied(request, error)
        return of(error)

    app.add_exception_handler(errors.To11Error, on_ours)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(RequestValidationError, _on_validation)


def status_of(error: errors.To11Error) -> int:
    """The HTTP status for an error: its own, or that of the nearest ancestor in the table."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def failure(
    status: int,
    code: str,
    message: str,
    *,
    details: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """An error in our shape. A 401 says how to authenticate, as RFC 9110 section 15.5.2 requires."""
    body = Failure(
        tag=TAGS.get(status) or HTTPStatus(status).phrase.title().replace(" ", ""),
        code=status,
        error=ErrorBody(code=code, message=message, details=dict(details or {})),
    )
    sent = dict(headers or {})
    if status == HTTPStatus.UNAUTHORIZED:
        sent["WWW-Authenticate"] = "Bearer"
    return Response(body.model_dump_json(by_alias=True), status_code=status, headers=sent, media_type=JSON)


def of(error: errors.To11Error) -> Response:
    """The answer to one of our errors; a fault of ours is told without detail."""
    status = status_of(error)
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        return failure(status, errors.To11Error.code, INTERNAL_MESSAGE)
    headers: dict[str, str] = {}
    if isinstance(error, errors.RetryableError):
        headers["Retry-After"] = str(max(1, math.ceil(error.retry_after)))
    return failure(status, error.reason, error.message, details=_details(error), headers=headers)


def refuse(_: str, error: errors.To11Error) -> Response:
    """`of`, at whatever path."""
    return of(error)


def _details(error: errors.To11Error) -> dict[str, Any]:
    # Below the API a refused value is named as `field`; clients always find it in `fields`.
    details = dict(error.details)
    if (field := details.pop("field", None)) is not None:
        details.setdefault("fields", [{"field": str(field), "message": error.message}])
    return details


def fields(found: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The validator's findings as `{"field", "message"}`, without what was sent."""
    return [{"field": _place(item["loc"]), "message": str(item["msg"])} for item in found]


def _place(loc: Sequence[str | int]) -> str:
    named = list(loc[1:]) if loc and loc[0] in ("body", "query", "path", "header") else list(loc)
    return ".".join(str(part) for part in named) or str(loc[0] if loc else "body")


async def _on_http(_: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    status = error.status_code
    message = (
        "there is nothing at this address" if status == HTTPStatus.NOT_FOUND else HTTPStatus(status).phrase.lower()
    )
    return failure(status, CODES.get(status, "HTTP_ERROR"), message, headers=error.headers)


async def _on_validation(_: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    found = error.errors()
    if any(item["type"] == "json_invalid" for item in found):
        return failure(400, errors.InvalidRequestError.code, "the body is not valid JSON")
    return failure(
        400,
        errors.InvalidRequestError.code,
        "the request breaks a rule; see details.fields",
        details={"fields": fields(found)},
    )
