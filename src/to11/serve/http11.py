"""HTTP/1.1 for clients that offer more, and for those who mean harm.

A request may offer to go on in another protocol (`Upgrade: h2c` is what Java's HTTP client sends) and is to be served
as it is where the offer is not taken (RFC 9110, 7.8). uvicorn's parser ends such a request at its headers instead: the
body would be lost, and an export request without a body is a success.

uvicorn reads heads of any size for any time, and throws away the rest of a refused request for as long as it comes.
Here heads and trailers are limited in size, and each of the two has its time.

An application learns of a hang-up only while it waits for the request's next piece, and not at all while nothing is
read. Here a future in the scope tells it at any time, see `GONE`. A piece of an answer's body may be written without a
coroutine and a message, see `WRITE`, and the first one leaves together with the head, see `JOINED`.

uvicorn also makes a timer for each request. Here a connection has one deadline that is moved.

uvicorn takes trailers for headers, where they come before the application looks, and sends chunks to clients of
HTTP/1.0, who know of none. Here trailers are dropped (RFC 9110, 6.5.1), and such an answer ends with the connection.
"""

import asyncio
import socket
import sys
from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar
from urllib.parse import unquote
from weakref import ReferenceType, ref

import httptools
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from to11.gateway.asgi import JOINED, WRITE
from to11.gateway.hangup import GONE
from to11.gateway.upstream.deadline import Deadline

_OFFER = frozenset({b"upgrade", b"http2-settings"})
_HEAD_SECONDS = 10.0
_MAX_HEAD_BYTES = 64 * 1024
_CHUNK_BYTES = 16
"""What a byte of the body may cost besides itself: a chunk of one byte needs six."""
_LOOK_SECONDS = 0.25
_SIZES = tuple(b"%x\r\n" % size for size in range(1024))
"""What a chunk begins with, for those that nearly all events are."""
_CLOSED_BY_PEER = frozenset({7, 8})
"""TCP_CLOSE and TCP_CLOSE_WAIT, as Linux counts the states of a connection."""


class Http11Protocol(HttpToolsProtocol):
    """uvicorn's protocol, but for offers to upgrade: they are struck out, and the request is read as any other.

    `head_seconds` is the time for a head to come, and for the rest of a request that is answered already. `lost` is
    called when the connection is over.
    """

    watches: ClassVar[bool] = True
    """Whether a client that closes is noticed while nothing is read of it; what it had sent before is lost then."""

    def __init__(
        self, *arguments: Any, head_seconds: float = _HEAD_SECONDS, lost: Callable[[], None] | None = None, **more: Any
    ) -> None:
        super().__init__(*arguments, **more)
        self._head_seconds = head_seconds
        self._lost = lost
        self._deadline = Deadline(self.loop, self._too_late)
        self._hurried = False
        """The deadline is for the client to send on; else it is the time that an idle connection may stay."""
        self._reading = False
        """A request has begun and is not complete."""
        self._in_head = False
        self._besides = 0
        """Bytes of the request that are none of its body."""
        self._overtaken: list[RequestResponseCycle] = []
        """Unanswered requests that another one was sent behind."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client is there, and is to say something."""
        super().connection_made(transport)
        if self.watches:
            self.flow = _Flow(transport, self.loop)
        self._gone: asyncio.Future[None] = self.loop.create_future()
        self._arm(self._head_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone, or was sent away."""
        self._deadline.close()
        super().connection_lost(exc)
        for cycle in self._overtaken:  # uvicorn tells the one that came last
            cycle.disconnected = True
            cycle.message_event.set()
        if not self._gone.done():
            self._gone.set_result(None)
        if self._lost is not None:
            self._lost()

    def data_received(self, data: bytes) -> None:
        """Bytes from the client."""
        if not self._hurried:
            if not self._reading and self._answered():
                self._arm(self._head_seconds)
            else:
                self._deadline.clear()
        self._besides += len(data)
        rest = memoryview(data)
        try:
            while ends := self._feed(rest):
                head, self.parser = self._head(), _parser(self)
                self.parser.feed_data(head)
                rest = rest[ends:]
        except httptools.HttpParserError:
            self.logger.warning("Invalid HTTP request received.")
            self.send_400_response("Invalid HTTP request received.")
        if self._besides > _MAX_HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("The head of the request is too large.")

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        self._reading = self._in_head = True
        super().on_message_begin()
        self.scope["extensions"] = {GONE: self._gone}  # type: ignore[dict-item]  # ours to fill

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header, or a trailer: what may come in a head only must not come behind it. Else what uvicorn does."""
        if self._in_head:
            name = name.lower()
            if name == b"expect" and value.lower() == b"100-continue":
                self.expect_100_continue = True
            self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        """A head with an offer in it is read once more without."""
        if not self._offered():
            self._disarm()
            self._in_head = False
            before: RequestResponseCycle | None = self.cycle
            self._fill_scope()
            self.cycle = cycle = self._new_cycle()
            self.scope["extensions"][WRITE] = partial(_write, ref(cycle))  # type: ignore[assignment]  # as above
            if before is None or before.response_complete:
                self._start_asgi_task(cycle, self.app)
            else:
                self.flow.pause_reading()
                self.pipeline.appendleft((cycle, self.app))
                self._overtaken = [each for each in self._overtaken if not each.response_complete] + [before]

    def _fill_scope(self) -> None:
        scope, parser = self.scope, self.parser
        url = httptools.parse_url(self.url)
        path = url.path.decode("ascii")
        scope["method"] = parser.get_method().decode("ascii")
        scope["http_version"] = parser.get_http_version()
        scope["path"] = unquote(path) if "%" in path else path
        scope["raw_path"] = url.path
        scope["query_string"] = url.query or b""

    def _new_cycle(self) -> RequestResponseCycle:
        cycle = _OldCycle if self.scope["http_version"] == "1.0" else _Cycle
        return cycle(
            scope=self.scope,
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=False,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=self.expect_100_continue,
            keep_alive=self.scope["http_version"] != "1.0" and self.parser.should_keep_alive(),
            on_response=self.on_response_complete,
        )

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        self._besides -= len(body) * (1 + _CHUNK_BYTES)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The end of a request, or of a head with an offer."""
        if self._offered():
            return
        self._reading, self._besides = False, 0
        super().on_message_complete()
        if self._answered():
            self._arm(self.timeout_keep_alive)  # uvicorn's own timer ran out of use when the rest came

    def on_response_complete(self) -> None:
        """An answer is out. What uvicorn does, and: what is left of its request may still come, for a while."""
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
        if self._in_head or (self._reading and self._answered()):
            self._arm(self._head_seconds)
        elif self._answered():
            self._hurried = False
            self._deadline.set(self.timeout_keep_alive)

    def _answered(self) -> bool:
        """Whether the request that was read last has its answer."""
        cycle: RequestResponseCycle | None = self.cycle  # none before the first head
        return cycle is None or cycle.response_complete

    def _arm(self, seconds: float) -> None:
        self._hurried = True
        self._deadline.set(seconds)

    def _disarm(self) -> None:
        self._hurried = False
        self._deadline.clear()

    def _too_late(self) -> None:
        """Without a word: the words for it, 408, are final to clients of OTLP, and there may be nobody to read them."""
        self.transport.close()

    def _feed(self, data: memoryview) -> int:
        """Parse; where a head with an offer ends in `data`, or 0 when all of it was read."""
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as paused:
            ends: int = paused.args[0]
            return ends if self._offered() else 0
        return 0

    def _offered(self) -> bool:
        """Whether this is an offer; the parser takes CONNECT for one, too."""
        return self.parser.should_upgrade() and self.parser.get_method() != b"CONNECT"

    def _head(self) -> bytes:
        """The head that was read, without the offer."""
        version = self.parser.get_http_version().encode("ascii")
        lines = [b"%b %b HTTP/%b" % (self.parser.get_method(), self.url, version)]
        for name, value in self.headers:
            if name == b"connection":
                value = b",".join(token for token in value.split(b",") if token.strip().lower() not in _OFFER)
            if name not in _OFFER:
                lines.append(name + b": " + value)
        return b"\r\n".join((*lines, b"", b""))


class _Cycle(RequestResponseCycle):
    """Head and first piece of an answer are one write where the application has both, see `JOINED`: a write is a tenth
    of what a short call costs, and the other side would be woken twice."""

    async def send(self, message: Any) -> None:
        if message.get(JOINED) and self.scope["method"] != "HEAD":  # of whose body nothing is written
            self.transport = _Joint(self, self.transport)  # type: ignore[assignment]  # all that a cycle needs of one
        await super().send(message)


class _OldCycle(_Cycle):
    """For a client of HTTP/1.0: an answer of unknown length ends with the connection."""

    unsized = False

    async def send(self, message: Any) -> None:
        """Without chunks."""
        if message["type"] == "http.response.start":
            self.unsized = all(name != b"content-length" for name, _ in message.get("headers", ()))
            if self.unsized:
                self.chunked_encoding, self.expected_content_length = False, sys.maxsize
        elif self.unsized and not message.get("more_body", False):
            self.expected_content_length = len(message.get("body", b""))
        await super().send(message)


class _Joint:
    """A transport, as a cycle sees it, that keeps a head until there is more to write, or nothing."""

    __slots__ = ("_cycle", "_head", "_transport")

    def __init__(self, cycle: _Cycle, transport: asyncio.Transport) -> None:
        self._cycle = cycle
        self._transport = transport
        self._head = b""

    def write(self, data: bytes) -> None:
        """Keep it, or write it behind what was kept and leave."""
        if self._head:
            self._cycle.transport = self._transport
            self._transport.writelines((self._head, data))
        else:
            self._head = data

    def close(self) -> None:
        """Write what was kept and close."""
        self._cycle.transport = self._transport
        self._transport.write(self._head)
        self._transport.close()

    def is_closing(self) -> bool:
        """As the transport itself."""
        return self._transport.is_closing()


def _write(answering: ReferenceType[RequestResponseCycle], data: bytes) -> bool:
    """A piece of the body of a chunked answer, see `WRITE`. The cycle has the scope, and so must not be had by it."""
    cycle = answering()
    if cycle is None or cycle.disconnected:
        return True  # as uvicorn's own `send`
    if not cycle.chunked_encoding or cycle.flow.write_paused or not data:
        return False
    size = len(data)
    begin = _SIZES[size] if size < len(_SIZES) else b"%x\r\n" % size
    cycle.transport.write(begin + data + b"\r\n")
    return True


def _parser(protocol: HttpToolsProtocol) -> httptools.HttpRequestParser:
    """A parser set as uvicorn sets its own."""
    parser = httptools.HttpRequestParser(protocol)
    parser.set_dangerous_leniencies(lenient_data_after_close=True)
    return parser


class _Flow(FlowControl):
    """While nothing is read, the kernel is asked now and then whether the other side is still there."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(transport)
        self._loop = loop
        self._looking = False

    def pause_reading(self) -> None:
        super().pause_reading()
        if not self._looking:
            self._looking = True
            self._loop.call_later(_LOOK_SECONDS, self._look)

    def _look(self) -> None:
        self._looking = False
        if not self.read_paused or self._transport.is_closing():
            return
        if _is_closed_by_peer(self._transport.get_extra_info("socket")):
            self._transport.abort()
        else:
            self._looking = True
            self._loop.call_later(_LOOK_SECONDS, self._look)


def _is_closed_by_peer(raw: socket.socket | None) -> bool:
    """Whether the other side has closed its end; False where the kernel does not tell."""
    if raw is None or not hasattr(socket, "TCP_INFO"):
        return False
    try:
        return raw.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] in _CLOSED_BY_PEER
    except OSError:
        return False
