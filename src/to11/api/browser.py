"""A browser's session on the wire: the cookie that holds its secret, and what proves that a page of ours is asking.

The cookie goes to no script (`HttpOnly`) and comes with no request that another site begins (`SameSite=Strict`). Ports
do not part cookies, and pages on other ports of the same host are the same site: hence the port in the cookie's name,
and the token that a page of ours reads from `GET /v1/session` and sends with all that changes anything. The token is
made of the cookie's secret, so there is nothing to be stored, and knowing the one tells nothing of the other.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self
from urllib.parse import urlsplit

from fastapi import Request, Response

from to11.api.origin import CSRF, require_own
from to11.model.errors import PermissionDeniedError

CSRF_HEADER = "x-to11-csrf"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing (RFC 9110 section 9.2.1)."""

_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class SessionCookie:
    """The cookie of an API with this public URL. Under HTTPS it is a `__Host-` one (RFC 6265bis section 4.1.3.2), which
    no other host can set."""

    name: str
    secure: bool
    public_url: str

    @classmethod
    def of(cls, public_url: str) -> Self:
        """The cookie for an API at this address."""
        parts = urlsplit(public_url)
        if parts.scheme == "https":
            return cls("__Host-to11_session", secure=True, public_url=public_url)
        port = parts.port or _DEFAULT_PORTS[parts.scheme]
        return cls(f"to11_session_{port}", secure=False, public_url=public_url)

    def read(self, request: Request) -> str | None:
        """The secret that the request carries; None without one."""
        return request.cookies.get(self.name) or None

    def give(self, answer: Response, secret: str, expires_at: datetime) -> None:
        """Have the browser keep the secret until then."""
        seconds = max(0, int((expires_at - datetime.now(UTC)).total_seconds()))
        self._set(answer, secret, seconds)

    def take(self, answer: Response) -> None:
        """Have the browser forget it."""
        self._set(answer, "", 0)

    def require_page_of_ours(self, request: Request, secret: str) -> None:
        """Raise PermissionDeniedError CSRF unless a page of ours sent a request that may change something."""
        if request.method in SAFE_METHODS:
            return
        require_own(request, self.public_url)
        sent = request.headers.get(CSRF_HEADER, "").encode("latin-1")
        if not hmac.compare_digest(sent, csrf_token(secret).encode("ascii")):
            message = f"with a session, '{CSRF_HEADER}' must be the csrfToken that GET /v1/session tells"
            raise PermissionDeniedError(message, code=CSRF)

    def _set(self, answer: Response, value: str, seconds: int) -> None:
        answer.set_cookie(
            self.name, value, max_age=seconds, path="/", secure=self.secure, httponly=True, samesite="strict"
        )


def csrf_token(secret: str) -> str:
    """The token that goes with a session's secret: HMAC-SHA-256, base64url."""
    digest = hmac.digest(secret.encode("utf-8", "surrogatepass"), b"to11 csrf", hashlib.sha256)
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
