"""Paths that strangers wrote and that become part of a URL at a provider. Pure."""

import re
from typing import Final
from urllib.parse import quote, unquote

from to11.model.errors import InvalidRequestError

_SEGMENTS: Final = re.compile(r"[/\\]")
_MOST_CODINGS: Final = 8


def check_path(path: str) -> None:
    """Raises InvalidRequestError for a path with a `.` or `..` segment, however often it is percent-encoded.

    Such a path would leave the place at the provider that it is put below.
    """
    for _ in range(_MOST_CODINGS):
        if any(segment.partition(";")[0] in (".", "..") for segment in _SEGMENTS.split(path)):
            raise InvalidRequestError("the path holds a segment '.' or '..'")
        decoded = unquote(path)
        if decoded == path:
            return
        path = decoded
    raise InvalidRequestError("the path is percent-encoded too often")


def as_segment(name: str) -> str:
    """A name as one segment of a path. Raises InvalidRequestError for one that would climb."""
    check_path(name)
    return quote(name, safe="")
