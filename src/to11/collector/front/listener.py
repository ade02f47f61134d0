"""The collector's ports: connections are accepted, counted, and given to the protocol that they speak.

Whoever connects when there are too many is told to try again before any work is done for him: 503 over HTTP, and over
HTTP/2 an end without a word, after which gRPC clients wait longer each time.
"""

import asyncio
import errno
import socket
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import cast

from to11 import log
from to11.collector.front import plain
from to11.collector.front.allowance import Allowance
from to11.collector.front.relay import Relay, RelayLimits
from to11.collector.front.sniff import TLS_HANDSHAKE, Speech, speech
from to11.collector.front.tls import Certificate
from to11.model.errors import InvalidRequestError, UnavailableError

logger = log.get(__name__)

_CHECK_SECONDS = 1.0
_ACCEPT_AT_ONCE = 64
_PAUSE_SECONDS = 0.1
_CLOSE_SECONDS = 10.0
_PROBE_SECONDS = 60
_NO_DESCRIPTORS = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
_BUSY = "the collector has as many connections as it can; try again shortly"

Http = Callable[[Callable[[], None]], asyncio.Protocol]
"""Makes the HTTP server's protocol for one connection; it calls back when the connection is lost."""


@dataclass(frozen=True, slots=True)
class FrontLimits:
    """What all connections together, and each before it has said what it speaks, are held to."""

    connections: int
    head_seconds: float


class _Connection:
    """One connection, from its acceptance until it is lost."""

    __slots__ = ("closing_at", "relay", "transport")

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.relay: Relay | None = None
        self.closing_at = 0.0

    @property
    def is_kept_waiting(self) -> bool:
        """Whether it is not read for now, with what was read last in memory."""
        return self.transport is not None and not self.transport.is_closing() and not self.transport.is_reading()

    def check(self, now: float) -> None:
        """End what is too slow; a client who does not read its last answer keeps the connection no longer either."""
        if self.transport is not None and self.transport.is_closing():
            self.closing_at = self.closing_at or now
            if now - self.closing_at > _CLOSE_SECONDS:
                self.transport.abort()
        elif self.relay is not None:
            self.relay.check(now)


class Front:
    """Listens on `listeners` (bound and listening), plain or with a certificate.

    `start`, `stop` and `close` belong on one event loop.
    """

    def __init__(
        self,
        listeners: Sequence[socket.socket],
        http: Http,
        allowance: Allowance,
        limits: FrontLimits,
        relay_limits: RelayLimits,
        certificate: Certificate | None = None,
    ) -> None:
        self._listeners = listeners
        self._http = http
        self._allowance = allowance
        self._limits = limits
        self._relay_limits = relay_limits
        self._certificate = certificate
        self.turned_away = 0
        """Connections that were too many, so far."""
        self.tight = False
        """While it is set nobody new is let in, however few there are."""
        self._connections: set[_Connection] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._checks: asyncio.Task[None] | None = None

    @property
    def connections(self) -> int:
        """How many are open now."""
        return len(self._connections)

    def start(self) -> None:
        """Accept connections."""
        if self._certificate is not None:
            self._certificate.start()
        for listener in self._listeners:
            listener.setblocking(False)
            self._listen(listener)
        self._checks = asyncio.create_task(self._check(), name="front-checks")

    async def stop(self) -> None:
        """Accept no more, and close the listeners; connections go on. May be called twice."""
        listeners, self._listeners = self._listeners, ()
        for listener in listeners:
            asyncio.get_running_loop().remove_reader(listener)
            listener.close()
        if self._certificate is not None:
            await self._certificate.stop()

    async def close(self) -> None:
        """Cut off whatever is left."""
        await self.stop()
        tasks = [task for task in (self._checks, *self._tasks) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for connection in list(self._connections):
            if connection.transport is not None:
                connection.transport.abort()
        await asyncio.sleep(0)

    def begin(self, connection: _Connection, first: bytes, spoken: Speech, *, address: str) -> None:
        """Hand a connection over to the protocol it speaks."""
        transport = connection.transport
        if transport is None:
            return
        if self.tight or len(self._connections) > self._limits.connections:
            self.turned_away += 1
            if spoken is Speech.HTTP1:
                transport.write(plain.response(UnavailableError(_BUSY)))
            transport.close()
        elif spoken is Speech.HTTP2:
            connection.relay = Relay(transport, self._allowance, self._relay_limits, lambda: self.lost(connection))
            connection.relay.begin()
            connection.relay.data_received(first)
            self._run(connection.relay.connect(address), "front-relay")
        else:
            protocol = self._http(lambda: self.lost(connection))
            transport.set_protocol(protocol)
            protocol.connection_made(transport)
            protocol.data_received(first)

    def lost(self, connection: _Connection) -> None:
        """A connection is over."""
        self._connections.discard(connection)

    def shed(self, part: int) -> int:
        """End one in `part` of the connections that are kept waiting within a request; how many were ended."""
        waiting = [connection for connection in self._connections if connection.is_kept_waiting]
        ended = waiting[: -(-len(waiting) // part)]
        for connection in ended:
            if connection.transport is not None:
                connection.transport.abort()
        return len(ended)

    def _listen(self, listener: socket.socket) -> None:
        if listener.fileno() >= 0:
            asyncio.get_running_loop().add_reader(listener, self._accept, listener)

    def _accept(self, listener: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        for _ in range(_ACCEPT_AT_ONCE):
            try:
                accepted, _ = listener.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:
                if error.errno not in _NO_DESCRIPTORS:
                    raise
                logger.error("cannot accept connections", cause=error.strerror)
                loop.remove_reader(listener)
                loop.call_later(_PAUSE_SECONDS, self._listen, listener)
                return
            self._welcome(accepted)

    def _welcome(self, accepted: socket.socket) -> None:
        """Where there are too many, a few more are told so, if that is cheap."""
        most = self._limits.connections
        spare = 0 if self._certificate is not None else 16 + most // 8
        if len(self._connections) >= most + spare or (self.tight and not spare):
            self.turned_away += 1
            accepted.close()
            return
        accepted.setblocking(False)
        accepted.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, _PROBE_SECONDS)
        connection = _Connection()
        self._connections.add(connection)
        self._run(self._open(connection, accepted), "front-open")

    async def _open(self, connection: _Connection, accepted: socket.socket) -> None:
        loop, context = asyncio.get_running_loop(), None
        handed_over = False
        try:
            if self._certificate is not None:
                if not await _speaks_tls(accepted, self._limits.head_seconds):
                    return
                context = self._certificate.context
            handed_over = True
            await loop.connect_accepted_socket(
                lambda: _Sniffer(self, connection, self._limits.head_seconds),
                accepted,
                ssl=context,
                ssl_handshake_timeout=self._limits.head_seconds if context else None,
            )
        except (OSError, TimeoutError) as error:  # a handshake that failed: a client's affair
            logger.debug("connection ended before it began", cause=str(error))
        finally:
            if not handed_over:
                accepted.close()
            if connection.transport is None:
                self.lost(connection)

    def _run(self, work: Coroutine[None, None, None], name: str) -> None:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _check(self) -> None:
        told = 0
        while True:
            await asyncio.sleep(_CHECK_SECONDS)
            if self.turned_away > told:
                logger.warning("too many connections", turned_away=self.turned_away - told, open=self.connections)
                told = self.turned_away
            now = asyncio.get_running_loop().time()
            for connection in list(self._connections):
                connection.check(now)


class _Sniffer(asyncio.Protocol):
    """Reads a connection's first bytes, and hands it over."""

    def __init__(self, front: Front, connection: _Connection, head_seconds: float) -> None:
        self._front = front
        self._connection = connection
        self._seconds = head_seconds
        self._first = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by inheritance
        self._connection.transport = self._transport
        self._timer = asyncio.get_running_loop().call_later(self._seconds, self._transport.abort)

    def data_received(self, data: bytes) -> None:
        self._first += data
        spoken = speech(self._first)
        if spoken is not None:
            self._timer.cancel()
            peer = self._transport.get_extra_info("peername")
            self._front.begin(self._connection, self._first, spoken, address=str(peer[0]) if peer else "")

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  asyncio's signature
        self._timer.cancel()
        self._front.lost(self._connection)


async def _speaks_tls(accepted: socket.socket, within: float) -> bool:
    """Whether a connection begins with a handshake; one that speaks HTTP is told what is missing."""
    loop = asyncio.get_running_loop()
    readable = asyncio.Event()
    loop.add_reader(accepted, readable.set)
    try:
        async with asyncio.timeout(within):
            await readable.wait()
    finally:
        loop.remove_reader(accepted)
    first = accepted.recv(1, socket.MSG_PEEK)
    if first == TLS_HANDSHAKE:
        return True
    spoken = speech(accepted.recv(65536))
    if first and spoken is Speech.HTTP1:
        accepted.send(plain.response(InvalidRequestError("this port speaks TLS: use https")))
        accepted.shutdown(socket.SHUT_WR)
    return False
