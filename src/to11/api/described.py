"""What every route says of its errors in the OpenAPI document."""

from typing import Any

from to11.api.errors import TAGS
from to11.api.schemas.base import Failure

_MEANINGS = {
    400: "The request cannot be understood or breaks a rule.",
    401: "No API key and no session, or one that is not valid.",
    403: "The key does not hold the scope, or does not reach this; `CSRF` for a browser's request that no page of ours "
    "sent.",
    404: "There is no such thing, or none within the key's reach.",
    409: "The request contradicts what is stored.",
    413: "The body is too long.",
    415: "The body is not JSON.",
    429: "Too many requests; `Retry-After` says how many seconds to wait.",
    500: "Something went wrong on our side.",
    503: "Something that we depend on does not answer just now; `Retry-After` says when to try again.",
}

_ALWAYS = (500, 503)
READ = (400, 401, 403)
WRITE = (400, 401, 403, 404, 409, 413, 415)


def failures(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that can fail with these statuses, besides those that every route can."""
    return {
        status: {"model": Failure, "description": f"{TAGS[status]}: {_MEANINGS[status]}"}
        for status in sorted({*statuses, *_ALWAYS})
    }
