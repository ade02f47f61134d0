"""A `requests.Session` for OTLP/HTTP exporters that always sends a valid token."""

import time
from typing import Any, Final

import requests

from to11.client.errors import ClientError, NoTokenError
from to11.client.settings import ClientSettings
from to11.client.tokens import TokenSource

MAX_WAIT_SECONDS: Final = 2.0
"""How long one attempt waits for a first token; the exporter then tries again, until its own time-out or its end."""


class TokenSession(requests.Session):
    """Puts the token on every request. One that the collector refuses all the same is exchanged anew, once.

    Without a valid token a request fails as one does whose connection breaks: exporters try again then.
    """

    def __init__(self, source: TokenSource, settings: ClientSettings) -> None:
        super().__init__()
        self._source = source
        self._settings = settings

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> requests.Response:
        """As in `requests`; `auth` is ours. Raises requests.ConnectionError when there is no token yet, and
        requests.exceptions.InvalidURL for an address that no credential may go to, or a key that is refused."""
        timeout = kwargs.get("timeout")
        longest = float(timeout) if isinstance(timeout, int | float) else MAX_WAIT_SECONDS
        started = time.monotonic()
        token = self._token(url, min(longest, MAX_WAIT_SECONDS))
        if isinstance(timeout, int | float):
            kwargs["timeout"] = max(timeout - (time.monotonic() - started), 0.001)
        kwargs["auth"] = _Bearer(token)
        answer = super().request(method, url, *args, **kwargs)
        if answer.status_code != requests.codes.unauthorized:
            return answer
        self._source.reject(token)
        another = self._token(url, MAX_WAIT_SECONDS)
        if another == token:
            return answer
        answer.close()
        kwargs["auth"] = _Bearer(another)
        return super().request(method, url, *args, **kwargs)

    def _token(self, url: str | bytes, wait_seconds: float) -> str:
        try:
            self._settings.require_safe(url.decode() if isinstance(url, bytes) else url)
            return self._source.token(wait_seconds)
        except NoTokenError as error:
            if error.retryable:
                raise requests.ConnectionError(str(error)) from None
            raise requests.exceptions.InvalidURL(str(error)) from None
        except ClientError as error:
            raise requests.exceptions.InvalidURL(str(error)) from None


class _Bearer(requests.auth.AuthBase):
    """RFC 6750. `requests` takes the header away again when it is redirected to another host."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request
