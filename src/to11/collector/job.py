"""One body to be unpacked and checked, on whatever thread; it lets go of the body as soon as nothing needs it."""

from to11.collector.decompress import decompress
from to11.model.errors import TooLargeError
from to11.settings import MIB
from to11.wire.otlp.check import STRAIGHT_BYTES, check
from to11.wire.otlp.encoding import Encoding
from to11.wire.otlp.faults import Checked

INLINE_BYTES = STRAIGHT_BYTES
"""Uncompressed protobuf up to this size is checked on the event loop: 0.5 ms for a usual batch of 512 spans of 1 KB. A
thread would not give the loop that time back, as the parser holds the interpreter, and makes it half as much again."""

INLINE_JSON_BYTES = 16 * 1024
"""The same for JSON, which takes some 20 ns a byte."""

LIGHT_BYTES = MIB
"""What unpacks to no more than this is light work: some 20 ms, and a few MiB of memory, whatever is in it."""


class Job:
    """A body in an encoding and a coding. `limit` is how large it may be unpacked."""

    def __init__(self, body: bytes, encoding: Encoding, coding: str, limit: int) -> None:
        self.size = len(body)
        self._body = body
        self._encoding = encoding
        self._coding = coding
        self._limit = limit

    @property
    def is_inline(self) -> bool:
        """Whether it is quick enough for the event loop."""
        most = INLINE_JSON_BYTES if self._encoding is Encoding.JSON else INLINE_BYTES
        return not self._coding and self.size <= most

    @property
    def may_be_light(self) -> bool:
        """Whether `try_light` is worth trying."""
        return self.size <= LIGHT_BYTES

    def try_light(self) -> Checked | None:
        """As `run`, where it turns out to be light work; None, and nothing is lost, where it does not."""
        try:
            return self._check(decompress(self._body, self._coding, min(LIGHT_BYTES, self._limit)))
        except TooLargeError:
            if self._limit <= LIGHT_BYTES:
                raise
            return None

    def run(self) -> Checked:
        """Unpack and check, once. Raises InvalidRequestError, TooLargeError."""
        packed, self._body = self._body, b""
        unpacked = decompress(packed, self._coding, self._limit)
        del packed
        return self._check(unpacked)

    def _check(self, data: bytes) -> Checked:
        self._body = b""
        return check(data, self._encoding)
