"""One exchange of the API key for a collector token: `POST /v1/ingest-token/exchange`."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import requests

from to11.client.asking import asking, told
from to11.client.errors import NoTokenError
from to11.client.settings import ClientSettings

PATH: Final = "/v1/ingest-token/exchange"
TIMEOUT_SECONDS: Final = 10.0

_ROUNDED_SECONDS: Final = 2.0
"""By how much a token may end earlier than the two times say: both are of whole seconds, and the answer took some."""

_RETRYABLE: Final = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Token:
    """A collector token. `lifetime_seconds` counts from when it was received, by the clocks of neither side: it is the
    difference of two times of the API."""

    value: str = field(repr=False)
    project_id: str
    lifetime_seconds: float
    skew_seconds: float
    """How far this machine's clock is ahead of the API's."""


def exchange(settings: ClientSettings, *, timeout: float = TIMEOUT_SECONDS) -> Token:
    """Ask the API once; blocks. Leaves no span of its own. Raises NoTokenError; ClientError for an address that no
    credential may go to."""
    settings.require_safe(settings.api_url)
    body = {"credential": settings.api_key}
    if settings.project_id is not None:
        body["requestedProjectId"] = settings.project_id
    try:
        with asking(settings.api_url) as session:
            answer = session.post(settings.api_url + PATH, json=body, timeout=timeout, allow_redirects=False)
            return _token(answer)
    except requests.RequestException as error:
        reason = type(error).__name__  # its text may hold the address with a password
        raise NoTokenError(f"the API at {settings.api_url} does not answer ({reason})", retryable=True) from None


def _token(answer: requests.Response) -> Token:
    if answer.status_code != requests.codes.ok:
        raise _refusal(answer)
    try:
        body = answer.json()
        value, project_id = str(body["token"]), str(body["projectId"])
        expires_at = datetime.fromisoformat(body["expiresAt"]).timestamp()
    except (KeyError, TypeError, ValueError) as error:
        raise NoTokenError("what answers at this address is not to11's API", retryable=False) from error
    now = _date(answer)
    return Token(value, project_id, max(expires_at - now - _ROUNDED_SECONDS, 1.0), time.time() - now)


def _refusal(answer: requests.Response) -> NoTokenError:
    code, message = told(answer)
    try:
        retry_after: float | None = float(answer.headers.get("retry-after", ""))
    except ValueError:
        retry_after = None
    return NoTokenError(
        f"the API gives no token: {message}",
        retryable=answer.status_code in _RETRYABLE,
        code=code,
        retry_after=retry_after,
    )


def _date(answer: requests.Response) -> float:
    """The API's own time, to which the token's end belongs."""
    try:
        moment = parsedate_to_datetime(answer.headers["date"])
    except (KeyError, ValueError, TypeError):
        return time.time()
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
