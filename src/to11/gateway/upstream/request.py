"""A request and its head on the wire (RFC 9112 section 3). No I/O."""

from collections.abc import AsyncIterable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from to11.gateway.upstream.origin import Origin
from to11.model.errors import InvalidRequestError

Header = tuple[bytes, bytes]

SLICE = 256 * 1024
"""How much of a large body is handed to the socket at a time; a smaller one goes out at once."""


class Timeouts(NamedTuple):
    """How long a provider may take, in seconds."""

    connect: float
    """To be connected to, TLS included."""
    first_byte: float
    """From the request's end to the head of the answer."""
    idle: float
    """Between two pieces of the answer, and for taking a piece of the request."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A body that is sent piece by piece, at the provider's pace."""

    pieces: AsyncIterable[bytes | memoryview]
    length: int | None
    """In bytes; None where it is not known (sent in chunks)."""
    again: bool = False
    """Whether `pieces` can be gone through once more; what comes from a caller cannot."""


class Slices:
    """The pieces of a body that is held, without copies; from the beginning again each time, until it is dropped."""

    __slots__ = ("_body",)

    def __init__(self, body: bytes) -> None:
        self._body = body

    def __aiter__(self) -> "_Cutter":
        return _Cutter(memoryview(self._body))

    def drop(self) -> None:
        """Let go of the body: it need not be sent again. What is being sent is finished."""
        self._body = b""


class _Cutter:
    __slots__ = ("_at", "_view")

    def __init__(self, view: memoryview) -> None:
        self._view = view
        self._at = 0

    def __aiter__(self) -> "_Cutter":
        return self

    async def __anext__(self) -> memoryview:
        piece = self._view[self._at : self._at + SLICE]
        if not piece:
            raise StopAsyncIteration
        self._at += SLICE
        return piece


class Request(NamedTuple):
    """One request. `target` is path and query; `headers` are sent in order, after Host and before Content-Length."""

    origin: Origin
    method: bytes
    target: bytes
    headers: list[Header]
    body: bytes | Upload
    direct: bool = False
    """Never through a proxy of the environment."""
    timeouts: Timeouts | None = None
    """None for the client's own."""


def serialize_head(method: bytes, target: bytes, host: bytes, headers: Iterable[Header], length: int | None) -> bytes:
    """The request line and headers, up to and including the empty line; `length` None leaves Content-Length out.

    Raises InvalidRequestError when a value holds a line break or NUL, so that nothing can smuggle a second request.
    """
    lines = [b"%b %b HTTP/1.1" % (method, target), b"host: " + host]
    lines += [name + b": " + value for name, value in headers]
    if length is not None:
        lines.append(b"content-length: %d" % length)
    head = b"\r\n".join(lines)
    breaks = len(lines) - 1
    if head.count(b"\n") != breaks or head.count(b"\r") != breaks or b"\0" in head or target.count(b" "):
        raise InvalidRequestError("a header or the path holds a character that HTTP does not allow")
    return head + b"\r\n\r\n"


_BODILESS_METHODS = frozenset({b"GET", b"HEAD", b"DELETE", b"OPTIONS", b"TRACE"})


def framing(method: bytes, body: bytes | Upload) -> tuple[int | None, list[Header]]:
    """How the body's end is told: its length, None where that is not announced, and headers besides."""
    if isinstance(body, Upload):
        return (body.length, []) if body.length is not None else (None, [(b"transfer-encoding", b"chunked")])
    return (None if not body and method in _BODILESS_METHODS else len(body)), []
