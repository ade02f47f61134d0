"""What a client sends over HTTP/2, read just far enough to know how large each message will be (RFC 9113; gRPC over
HTTP2: Length-Prefixed-Message). All of it passes as it is; a call that is refused is reset towards the server.

Sans I/O: bytes go in, cut anywhere, and those that may pass come out. Padding counts for nothing, frames of streams
that are over pass, and whatever breaks the protocol passes too: to say so is the server's part.
"""

from http import HTTPStatus

from to11.collector.errors import refusal
from to11.collector.front import h2
from to11.collector.front.allowance import Allowance
from to11.collector.front.calls import Call, Calls
from to11.collector.front.sniff import PREFACE
from to11.model.errors import InvalidRequestError, To11Error, UnavailableError

_PREFIX_BYTES = 5


class Inbound:
    """One connection's client. A message larger than `limit` passes and holds nothing: the server refuses it by its
    prefix alone.

    `wanted` is the size of a message that is to be let in by `grant` or refused by `dismiss` before anything else
    passes, 0 when there is none; `asking` is its call. `answers` are frames for the client, for whoever empties it.
    """

    def __init__(self, calls: Calls, allowance: Allowance, limit: int) -> None:
        self.wanted = 0
        self.asking: Call | None = None
        self.answers = bytearray()
        self.boundary_at = 0.0
        """When a frame, or block of headers, was last whole."""
        self._calls = calls
        self._allowance = allowance
        self._limit = limit
        self._rest = b""
        self._left = len(PREFACE)
        self._last_stream = 0
        self._in_headers = False
        self._resets = b""

    @property
    def between_frames(self) -> bool:
        """Whether a frame may be written towards the server."""
        return not (self._left or self._rest or self._in_headers)

    def feed(self, data: bytes, now: float) -> list[bytes]:
        """Read on, after `grant` and `dismiss` with no bytes; what may pass, in order."""
        if self._rest:
            data, self._rest = self._rest + data, b""
        parts: list[bytes] = []
        size, start, at = len(data), 0, 0
        while True:
            passing = min(self._left, size - at)
            self._left -= passing
            at += passing
            if self._left:
                break
            if not self._in_headers:
                self.boundary_at = now
                if self._resets:
                    parts += (data[start:at], self._resets)
                    start, self._resets = at, b""
            if size - at < h2.HEAD_BYTES or self.wanted or not self._frame(data, at, now):
                break
        if at < size:
            self._rest = data[at:]
        parts.append(data[start:at])
        return [part for part in parts if part]

    def grant(self) -> None:
        """The message that was wanted in has its room."""
        if self.asking is not None:
            self.asking.held = self.wanted
        self.wanted, self.asking = 0, None

    def dismiss(self, call: Call, error: To11Error) -> None:
        """Answer a call with an error, and reset it towards the server at the next end of a frame."""
        if call is self.asking:
            self.wanted, self.asking = 0, None
        self._calls.end(call.stream)
        self._refuse(call.stream, error)

    def _refuse(self, stream: int, error: To11Error) -> None:
        self.answers += h2.answer(stream, refusal(error))
        self._resets += h2.reset(stream, h2.CANCEL)

    def _frame(self, data: bytes, at: int, now: float) -> bool:
        """Look at the frame that begins there and let it pass; False when that needs more bytes, or room."""
        word, flags, stream = h2.HEAD.unpack_from(data, at)
        kind, length = word & 0xFF, word >> 8
        if kind == h2.DATA:
            call = self._calls.get(stream)
            if call is not None and not self._data(call, data, at + h2.HEAD_BYTES, length, flags, now):
                return False
            if call is not None and self._calls.get(stream) is None:
                return True  # dismissed: the reset goes before the frame, which is then looked at again
        elif kind == h2.HEADERS:
            self._headers(stream, flags, now)
        elif kind == h2.RST_STREAM:
            self._calls.end(stream)
        if kind in {h2.HEADERS, h2.CONTINUATION}:
            self._in_headers = not flags & h2.END_HEADERS
        self._left = h2.HEAD_BYTES + length
        return True

    def _headers(self, stream: int, flags: int, now: float) -> None:
        """A call begins, or ends with trailers."""
        call = self._calls.get(stream)
        if call is None and stream > self._last_stream:
            self._last_stream = stream
            call = self._calls.open(stream, now)
            if call is None:
                self._refuse(stream, UnavailableError("the collector has as many calls as it can; try again shortly"))
        if call is not None and flags & h2.END_STREAM:
            call.complete = True

    def _data(self, call: Call, data: bytes, at: int, length: int, flags: int, now: float) -> bool:
        """A part of a call's message; False when the frame has to wait."""
        if flags & h2.PADDED and length:
            if len(data) <= at:
                return False
            length -= 1 + data[at]
            at += 1
        length = max(0, length)
        if len(call.prefix) < _PREFIX_BYTES:
            missing = min(_PREFIX_BYTES - len(call.prefix), length)
            if len(data) < at + missing:
                return False
            prefix = call.prefix + data[at : at + missing]
            if prefix and prefix[0] > 1:
                self._turn_away(call)
                return True
            if len(prefix) == _PREFIX_BYTES and not self._begin(call, int.from_bytes(prefix[1:], "big")):
                return False
            call.prefix = prefix
            length -= missing
        if length > call.left:
            self.dismiss(call, InvalidRequestError("a call holds one message"))
            return True
        call.left -= length
        if length:
            call.touched = now
        if flags & h2.END_STREAM:
            call.complete = True
        return True

    def _turn_away(self, call: Call) -> None:
        """Not a gRPC message, whose first byte is 0 or 1, but most likely OTLP/HTTP over HTTP/2. gRPC would answer it
        with 200 and an error in its trailers, which is a success to such a client, and its spans would be lost."""
        self._calls.end(call.stream)
        said = refusal(InvalidRequestError("HTTP/2 is for gRPC here: send OTLP/HTTP over HTTP/1.1"))
        self.answers += h2.http_answer(call.stream, HTTPStatus.HTTP_VERSION_NOT_SUPPORTED, said)
        self._resets += h2.reset(call.stream, h2.CANCEL)

    def _begin(self, call: Call, size: int) -> bool:
        """A message's prefix is whole: let it in, or have it wait."""
        if call.held < size <= self._limit:
            if not self._allowance.lane(size).take(size):
                self.wanted, self.asking = size, call
                return False
            call.held = size
        call.left = size
        return True
