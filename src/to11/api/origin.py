"""Where a request was sent to, by its own words."""

import re

from fastapi import Request

_AUTHORITY = re.compile(r"(?P<host>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")


def host_of(request: Request) -> str:
    """The host of a request as it stands in a URL, without the port; empty when the request names none that is one."""
    found = _AUTHORITY.fullmatch(request.headers.get("host", ""))
    return found["host"] if found else ""
