"""What the gRPC server sends over HTTP/2, read just far enough to know which calls are over.

Sans I/O. All of it passes as it is; frames that are written here are put between its frames.
"""

from to11.collector.front import h2
from to11.collector.front.calls import Calls


class Outbound:
    """One connection's server."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._head = b""
        self._left = 0
        self._in_headers = False
        self._begun = False
        self._inserts = b""

    def insert(self, frames: bytes) -> bytes:
        """Put frames of our own where they may stand; what of them may pass now."""
        self._inserts += frames
        if self._begun and not (self._left or self._head or self._in_headers):
            frames, self._inserts = self._inserts, b""
            return frames
        return b""

    def feed(self, data: bytes) -> bytes:
        """Read on; what passes. A head that is not whole waits for the rest of it."""
        if self._head:
            data, self._head = self._head + data, b""
        parts: list[bytes] = []
        size, start, at = len(data), 0, 0
        while True:
            passing = min(self._left, size - at)
            self._left -= passing
            at += passing
            if self._left:
                break
            if self._inserts and at > start and not self._in_headers:  # never before the server's first frame
                parts += (data[start:at], self._inserts)
                start, self._inserts = at, b""
            if size - at < h2.HEAD_BYTES:
                break
            self._frame(*h2.HEAD.unpack_from(data, at))
        self._head = data[at:]
        return b"".join((*parts, data[start:at])) if parts else data[:at]

    def _frame(self, word: int, flags: int, stream: int) -> None:
        kind = word & 0xFF
        self._begun = True
        self._left = h2.HEAD_BYTES + (word >> 8)
        if kind in {h2.HEADERS, h2.CONTINUATION}:
            self._in_headers = not flags & h2.END_HEADERS
        if kind == h2.RST_STREAM or (kind in {h2.HEADERS, h2.DATA} and flags & h2.END_STREAM):
            self._calls.end(stream)
