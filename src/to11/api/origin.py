"""Where a request was sent to, by its own words, and whether a page of ours sent it."""

import re
from urllib.parse import urlsplit

from fastapi import Request

from to11.model.errors import PermissionDeniedError

CSRF = "CSRF"
"""The code of a request that a page of another origin may have had a browser send."""

_AUTHORITY = re.compile(r"(?P<host>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>\d{1,5}))?")
_ORIGIN = re.compile(r"(?P<scheme>https?)://(?P<authority>[^/?#]+)")
_DEFAULT_PORTS = {"http": "80", "https": "443"}
_FOREIGN_SITES = frozenset({"cross-site", "same-site"})


def host_of(request: Request) -> str:
    """The host of a request as it stands in a URL, without the port; empty when the request names none that is one."""
    found = _AUTHORITY.fullmatch(request.headers.get("host", ""))
    return found["host"] if found else ""


def require_own(request: Request, public_url: str) -> None:
    """Raise PermissionDeniedError CSRF when the browser says that a page of another origin sent the request.

    It says so in `Sec-Fetch-Site` (Fetch Metadata) and in `Origin` (RFC 6454 section 7), which no page can write. Our
    own origins are that of `public_url`, and the one that the request was sent to.
    """
    if request.headers.get("sec-fetch-site", "").lower() in _FOREIGN_SITES:
        raise PermissionDeniedError("a page of another site sent this request", code=CSRF)
    origin = request.headers.get("origin")
    if origin is None:
        return
    found = _ORIGIN.fullmatch(origin.lower())
    if found is not None:
        scheme, authority = found["scheme"], found["authority"]
        public = urlsplit(public_url.lower())
        if (scheme, _spelled(authority, scheme)) == (public.scheme, _spelled(public.netloc, public.scheme)):
            return
        if _spelled(authority, scheme) == _spelled(request.headers.get("host", "").lower(), scheme) is not None:
            return
    raise PermissionDeniedError(
        "a page of another origin sent this request; behind a proxy, setting 'api.public_url' names the API's own",
        code=CSRF,
    )


def _spelled(authority: str, scheme: str) -> tuple[str, str] | None:
    """Host and port, whether or not the scheme's own is written; None for what is no authority."""
    found = _AUTHORITY.fullmatch(authority)
    return (found["host"], found["port"] or _DEFAULT_PORTS[scheme]) if found else None
