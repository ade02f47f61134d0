"""Cursors: where a page ended, as text that means nothing to a client.

A cursor is base64url of a JSON list and a digest over the list and what was being listed, so that a cursor that was cut
short, changed, or used with other filters is refused and not taken for some other place. It guards against mistakes; it
is no secret, since it opens nothing that its holder could not ask for.
"""

import base64
import binascii
import hashlib
import json

from to11.api.times import invalid
from to11.model.errors import InvalidRequestError

_DIGEST_SIZE = 8
_MAX_LENGTH = 32_768
"""A session's id is in it, which may be long."""

Values = list[int | str]


def encode(values: Values, *, listing: str) -> str:
    """A cursor for these values; `listing` says what is listed, filters included."""
    payload = json.dumps(values, separators=(",", ":")).encode()
    return _join(payload, listing)


def decode(text: str, *, listing: str, shape: tuple[type[int] | type[str], ...]) -> Values:
    """The values of a cursor. Raises InvalidRequestError unless it was made for this listing and has this shape."""
    if len(text) > _MAX_LENGTH or not text.isascii():
        raise _refused()
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise _refused() from error
    payload = raw[_DIGEST_SIZE:]
    # Comparing the text, not the bytes, also refuses another spelling of the same bytes.
    if text != _join(payload, listing):
        raise _refused()
    try:
        values = json.loads(payload)
    except ValueError as error:
        raise _refused() from error
    if not isinstance(values, list) or tuple(type(value) for value in values) != shape:
        raise _refused()
    return values


def _join(payload: bytes, listing: str) -> str:
    return base64.urlsafe_b64encode(_digest(payload, listing) + payload).rstrip(b"=").decode()


def _digest(payload: bytes, listing: str) -> bytes:
    return hashlib.blake2b(payload, digest_size=_DIGEST_SIZE, person=b"to11 cursor", key=_key(listing)).digest()


def _key(listing: str) -> bytes:
    return hashlib.blake2b(listing.encode("utf-8", "surrogatepass"), digest_size=32).digest()


def _refused() -> InvalidRequestError:
    return invalid("cursor", "the cursor was not made by this list with these filters; start from the first page")
