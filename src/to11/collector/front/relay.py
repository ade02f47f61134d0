"""One HTTP/2 connection between a client and this edge's gRPC server, which listens on a private Unix socket.

Bytes pass as they come, each way only as fast as the other side takes them. A client is not read while its message
waits for room, and not for long: then the call is refused, and may be tried again.
"""

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass
from enum import Flag, auto
from pathlib import Path

from to11 import log
from to11.collector.front.address import name_for
from to11.collector.front.allowance import Allowance, Waiting
from to11.collector.front.calls import Call, Calls
from to11.collector.front.inbound import Inbound
from to11.collector.front.outbound import Outbound
from to11.model.errors import UnavailableError

logger = log.get(__name__)

_WAIT_SECONDS = 2.0
"""Longest wait for room: clients give up after ten seconds, and want to hear of it before."""


@dataclass(frozen=True, slots=True)
class RelayLimits:
    """What a relayed connection is held to."""

    server: Path
    """The gRPC server's socket."""
    message_bytes: int
    silence_seconds: float
    request_seconds: float


class _Pause(Flag):
    """Why a client is not being read."""

    NO = 0
    CONNECTING = auto()
    SERVER_IS_FULL = auto()
    NO_ROOM = auto()


class Relay(asyncio.Protocol):
    """The client's side. `lost` is called once, when the connection is over."""

    def __init__(
        self, transport: asyncio.Transport, allowance: Allowance, limits: RelayLimits, lost: Callable[[], None]
    ) -> None:
        self._client = transport
        self._server: asyncio.Transport | None = None
        self._allowance = allowance
        self._limits = limits
        self._lost = lost
        self._calls = Calls(allowance)
        self._inbound = Inbound(self._calls, allowance, limits.message_bytes)
        self._outbound = Outbound(self._calls)
        self._loop = asyncio.get_running_loop()
        self._paused = _Pause.NO
        self._early = b""
        self._waiting: Waiting | None = None
        self._patience: asyncio.TimerHandle | None = None
        self._heard_at = self._loop.time()

    def begin(self) -> None:
        """Take the client's connection over; what it says waits for `connect`."""
        self._pause(_Pause.CONNECTING)
        self._client.set_protocol(self)

    async def connect(self, address: str) -> None:
        """Connect to the server, as the client at `address`; from then on the connection goes by itself."""
        try:
            transport = await self._reach(name_for(address))
        except OSError as error:
            logger.warning("the gRPC server cannot be reached", cause=str(error))
            self._client.abort()
            return
        if self._client.is_closing():
            transport.abort()
            return
        self._server = transport
        early, self._early = self._early, b""
        self._pass(early)
        self._resume(_Pause.CONNECTING)

    async def _reach(self, name: bytes) -> asyncio.Transport:
        to_server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            to_server.setblocking(False)
            to_server.bind(name)
            await self._loop.sock_connect(to_server, str(self._limits.server))
            transport, _ = await self._loop.create_unix_connection(lambda: _ServerSide(self), sock=to_server)
        except BaseException:
            to_server.close()
            raise
        return transport

    def data_received(self, data: bytes) -> None:
        """Bytes from the client."""
        self._heard_at = self._loop.time()
        if self._server is None:
            self._early += data
        else:
            self._pass(data)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  asyncio's signature
        """The client is gone, or was sent away."""
        self._stop_waiting()
        self._calls.close()
        if self._server is not None:
            self._server.abort()
        self._lost()

    def pause_writing(self) -> None:
        """The client does not read."""
        if self._server is not None:
            self._server.pause_reading()

    def resume_writing(self) -> None:
        """The client reads again."""
        if self._server is not None and not self._server.is_closing():
            self._server.resume_reading()

    def from_server(self, data: bytes) -> None:
        """Bytes from the server."""
        self._client.write(self._outbound.feed(data))

    def server_lost(self) -> None:
        """The server has closed the connection; what it said last is still passed on."""
        self._client.close()

    def server_is_full(self, full: bool) -> None:
        """The server takes no more for now, or again."""
        if full:
            self._pause(_Pause.SERVER_IS_FULL)
        else:
            self._resume(_Pause.SERVER_IS_FULL)

    def check(self, now: float) -> None:
        """Refuse calls whose messages come too slowly; a client in the middle of a frame is sent away with all of its
        calls. To be called every second or so."""
        if self._paused or self._client.is_closing():
            return
        silent, endless = now - self._limits.silence_seconds, now - self._limits.request_seconds
        if not self._inbound.between_frames and (self._heard_at < silent or self._inbound.boundary_at < endless):
            self._client.abort()
            return
        for call in self._calls.unfinished():
            if call.touched < silent or call.opened < endless:
                self._inbound.dismiss(call, UnavailableError("the request came too slowly"))
        self._pass(b"")

    def _pass(self, data: bytes) -> None:
        """Pass on what may pass, until the client has to wait for room."""
        self._write(self._inbound.feed(data, self._loop.time()))
        while self._waiting is None and (asking := self._inbound.asking) is not None and not self._wait(asking):
            self._inbound.dismiss(asking, UnavailableError("the collector holds as much as it can; try again shortly"))
            self._write(self._inbound.feed(b"", self._loop.time()))

    def _write(self, parts: list[bytes]) -> None:
        if self._server is None:
            return
        for part in parts:
            self._server.write(part)
        if self._inbound.answers:
            self._client.write(self._outbound.insert(bytes(self._inbound.answers)))
            self._inbound.answers.clear()

    def _wait(self, asking: Call) -> bool:
        """Wait for room; False where too many do, or where this connection has another message under way, whose rest
        would be stuck behind."""
        if self._calls.unfinished(but=asking.stream):
            return False
        size = self._inbound.wanted
        self._waiting = self._allowance.lane(size).wait(size, self._go)
        if self._waiting is None:
            return False
        self._pause(_Pause.NO_ROOM)
        self._patience = self._loop.call_later(_WAIT_SECONDS, self._give_up, asking)
        return True

    def _go(self) -> None:
        """There is room, and it was taken."""
        self._waiting = None
        self._stop_waiting()
        self._inbound.grant()
        self._resume(_Pause.NO_ROOM)
        self._pass(b"")

    def _give_up(self, asking: Call) -> None:
        self._stop_waiting()
        self._inbound.dismiss(asking, UnavailableError("the collector holds as much as it can; try again shortly"))
        self._resume(_Pause.NO_ROOM)
        self._pass(b"")

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
        if self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            self._allowance.lane(waiting.size).leave(waiting)

    def _pause(self, why: _Pause) -> None:
        if not self._paused and not self._client.is_closing():
            self._client.pause_reading()
        self._paused |= why

    def _resume(self, why: _Pause) -> None:
        if not self._paused:
            return
        self._paused &= ~why
        if not self._paused and not self._client.is_closing():
            self._heard_at = self._loop.time()
            for call in self._calls.unfinished():
                call.touched = self._heard_at  # its silence was ours
            self._client.resume_reading()


class _ServerSide(asyncio.Protocol):
    """The server's side of a relayed connection."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay

    def data_received(self, data: bytes) -> None:
        self._relay.from_server(data)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  asyncio's signature
        self._relay.server_lost()

    def pause_writing(self) -> None:
        self._relay.server_is_full(True)

    def resume_writing(self) -> None:
        self._relay.server_is_full(False)
