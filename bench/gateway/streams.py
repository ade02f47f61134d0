"""Many streams at a time: when the first event of each came, when its end, and whether it was whole."""

import asyncio
import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import cast

import httptools
import uvloop

from bench.stand_in import EVENTS, STREAM_SECONDS

_PACE = 1.25
"""A stream that takes so many times as long as the provider needs for it has not been held."""
_EVENT, _END = b"data: {", b"data: [DONE]"


@dataclass(slots=True)
class Streamed:
    """What was seen. Times are in milliseconds from the request, of streams that came whole."""

    first: list[float] = field(default_factory=list)
    total: list[float] = field(default_factory=list)
    failures: int = 0
    held: int = 0
    """Connections whose streams all came whole and at their pace."""
    seconds: float = 0.0


class _Connection(asyncio.Protocol):
    """Asks for one stream after the other."""

    def __init__(self, requests: Iterator[bytes], deadline: float, done: asyncio.Future[None]) -> None:
        self._requests, self._deadline, self._done = requests, deadline, done
        self._body = bytearray()
        self._waiting = False
        self._started = self._first_at = 0.0
        self.first: list[float] = []
        self.total: list[float] = []
        self.failures = 0

    @property
    def held(self) -> bool:
        return bool(self.total) and not self.failures and max(self.total) <= STREAM_SECONDS * _PACE * 1e3

    def ask(self) -> None:
        """Begin the next stream."""
        if self._transport.is_closing():
            return
        self._body.clear()
        self._first_at = 0.0
        self._waiting = True
        self._parser = httptools.HttpResponseParser(self)
        self._started = time.perf_counter()
        self._transport.write(next(self._requests))

    def give_up(self) -> None:
        """Wait for nothing any more."""
        self._transport.abort()

    # From the socket

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by inheritance

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self._transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self.failures += self._waiting
        if not self._done.done():
            self._done.set_result(None)

    # From the parser

    def on_body(self, data: bytes) -> None:
        self._body += data
        if not self._first_at and _EVENT in self._body:
            self._first_at = time.perf_counter()

    def on_message_complete(self) -> None:
        now = time.perf_counter()
        self._waiting = False
        events = self._body.count(_EVENT)
        usage = self._body.count(b'"choices": []') + self._body.count(b'"choices":[]')
        if self._parser.get_status_code() == HTTPStatus.OK and events - usage >= EVENTS and _END in self._body:
            self.first.append((self._first_at - self._started) * 1e3)
            self.total.append((now - self._started) * 1e3)
        else:
            self.failures += 1
        if now < self._deadline:
            asyncio.get_running_loop().call_soon(self.ask)  # the parser is not done with this one yet
        else:
            self._transport.close()


async def send(port: int, requests: Sequence[bytes], *, connections: int, seconds: float, patience: float) -> Streamed:
    """Keep a stream under way on each connection for `seconds`, then wait `patience` seconds at most for their ends.

    The connections begin one after the other over the length of a stream, so that at any time as many begin as end.
    """
    loop = asyncio.get_running_loop()
    waiting = itertools.cycle(requests)
    made: list[_Connection] = []
    waits: list[asyncio.Future[None]] = []
    started = time.perf_counter()
    for number in range(connections):
        done: asyncio.Future[None] = loop.create_future()
        connection = _Connection(waiting, started + seconds, done)
        await loop.create_connection(lambda connection=connection: connection, "127.0.0.1", port)  # type: ignore[misc]
        loop.call_at(loop.time() + STREAM_SECONDS * number / connections, connection.ask)
        made.append(connection)
        waits.append(done)
    late = loop.call_later(STREAM_SECONDS + seconds + patience, _give_up, made)
    await asyncio.gather(*waits)
    late.cancel()
    return Streamed(
        first=[value for one in made for value in one.first],
        total=[value for one in made for value in one.total],
        failures=sum(one.failures for one in made),
        held=sum(one.held for one in made),
        seconds=time.perf_counter() - started,
    )


def _give_up(made: Sequence[_Connection]) -> None:
    for one in made:
        one.give_up()


def run(port: int, requests: Sequence[bytes], *, connections: int, seconds: float, patience: float) -> Streamed:
    """The same on an event loop of its own."""
    load = send(port, requests, connections=connections, seconds=seconds, patience=patience)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(load)
