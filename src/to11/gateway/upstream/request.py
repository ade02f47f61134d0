"""A request and its head on the wire (RFC 9112 section 3). No I/O."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from to11.gateway.upstream.origin import Origin
from to11.model.errors import InvalidRequestError

Header = tuple[bytes, bytes]


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
    """A body that is sent as it comes, and so can be sent once only."""

    pieces: AsyncIterator[bytes]
    length: int | None
    """In bytes; None where it is not known (sent in chunks)."""


class Request(NamedTuple):
    """One request. `target` is path and query; `headers` are sent in order, after Host and before Content-Length."""

    origin: Origin
    method: bytes
    target: bytes
    headers: list[Header]
    body: bytes
    direct: bool = False
    """Never through a proxy of the environment."""
    timeouts: Timeouts | None = None
    """The provider's own."""


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
