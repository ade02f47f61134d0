"""Bounds on how many things a request is made of, whatever its size.

An empty message is two bytes on the wire, three in JSON, and a hundred in memory. No exporter comes near these bounds:
the published SDKs keep 128 attributes of a span.
"""

import msgspec
from google.protobuf.descriptor import Descriptor

from to11.model.errors import InvalidRequestError
from to11.wire.otlp.faults import Fault, Reason
from to11.wire.otlp.framing import fields
from to11.wire.otlp.json_strings import strings

MAX_ITEMS = 2 * 1024 * 1024
"""Spans and the envelopes around them in one request: a span of 64 MiB / 2 Mi = 32 bytes has little but its ids."""

MAX_VALUES = 1024 * 1024
"""Messages and values within one span, or within a resource or scope."""

_SAFE_BYTES = 1024 * 1024
"""What is no larger than this cannot be a crowd that matters."""

CROWDED = Fault(Reason.TOO_MANY_VALUES, f"it is made of more than {MAX_VALUES} values")

_WINDOW = 1024 * 1024


class Count:
    """Counts the spans and envelopes of one request."""

    __slots__ = ("_left", "_most")

    def __init__(self, most: int = MAX_ITEMS) -> None:
        self._left = self._most = most

    def one(self) -> None:
        """One more. Raises InvalidRequestError when there are too many."""
        self._left -= 1
        if self._left < 0:
            raise InvalidRequestError(f"the request is made of more than {self._most} spans and envelopes; send fewer")


def crowded(data: bytes, start: int, end: int, descriptor: Descriptor) -> bool:
    """Whether the message in `data[start:end]` has too many values to be parsed. Raises FramingError."""
    return end - start > _SAFE_BYTES and _values(data, start, end, descriptor, MAX_VALUES) < 0


def _values(data: bytes, start: int, end: int, descriptor: Descriptor, left: int) -> int:
    """What is left of the count, negative as soon as nothing is."""
    children = {field.number: field.message_type for field in descriptor.fields if field.message_type}
    for field in fields(data, start, end):
        left -= 1
        if left < 0:
            break
        if child := children.get(field.number):
            left = _values(data, field.content, field.end, child, left)
    return left


def crowded_json(raw: msgspec.Raw) -> bool:
    """Whether a JSON value is made of too many others to be read at once: by its brackets, braces and commas."""
    with memoryview(raw) as view:
        if len(view) <= _SAFE_BYTES:
            return False
        left, at = MAX_VALUES, 0
        for start, end in strings(view):
            left -= _marks(view, at, start)
            at = end
            if left < 0:
                break
        else:
            left -= _marks(view, at, len(view))
        return left < 0


def _marks(view: memoryview, start: int, end: int) -> int:
    count = 0
    for at in range(start, end, _WINDOW):
        piece = bytes(view[at : min(end, at + _WINDOW)])
        count += piece.count(b",") + piece.count(b"{") + piece.count(b"[")
    return count
