"""A closed-loop HTTP/1.1 load: N connections, each sending its next request when the last is answered."""

import asyncio
import itertools
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import uvloop

from bench import figures


@dataclass(frozen=True, slots=True)
class Result:
    """What a load saw. `requests` were answered, with 200 or otherwise; latencies (in milliseconds) are of those with
    200; failures are the others, and requests that were never answered."""

    requests: int
    seconds: float
    failures: int
    latencies: list[float]

    @property
    def rate(self) -> float:
        return self.requests / self.seconds

    def percentile(self, share: float) -> float:
        return figures.percentile(sorted(self.latencies), share)


class _Connection(asyncio.Protocol):
    def __init__(self, requests: Iterator[bytes], deadline: float, done: asyncio.Future[None]) -> None:
        self._requests, self._deadline, self._done = requests, deadline, done
        self._buffer = bytearray()
        self._waiting = False
        self.latencies: list[float] = []
        self.answered = self.failures = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by inheritance
        self._send()

    def _send(self) -> None:
        request = next(self._requests, None)
        if request is None:
            self._transport.close()
            return
        self._waiting = True
        self._started = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = bytes(self._buffer[:end]).lower()
        at = head.find(b"content-length:")
        length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else -1
        if length >= 0:
            if len(self._buffer) < end + 4 + length:
                return
        elif not self._buffer.endswith(b"0\r\n\r\n"):
            return
        now = time.perf_counter()
        self._waiting = False
        self.answered += 1
        if head.startswith(b"http/1.1 200"):
            self.latencies.append((now - self._started) * 1e3)
        else:
            self.failures += 1
        self._buffer.clear()
        if now >= self._deadline:
            self._transport.close()
        else:
            self._send()

    def give_up(self) -> None:
        """Wait for no answer any more."""
        self._transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self.failures += self._waiting
        if not self._done.done():
            self._done.set_result(None)


async def send(
    port: int, requests: Iterable[bytes], *, connections: int, seconds: float, patience: float | None = None
) -> Result:
    """Send the requests, each once, until there are no more or `seconds` are over.

    What is not answered `patience` seconds later is given up, and a failure.
    """
    loop = asyncio.get_running_loop()
    waiting = iter(requests)
    started = time.perf_counter()
    protocols: list[_Connection] = []
    waits: list[asyncio.Future[None]] = []
    for _ in range(connections):
        done: asyncio.Future[None] = loop.create_future()
        protocol = _Connection(waiting, started + seconds, done)
        await loop.create_connection(lambda protocol=protocol: protocol, "127.0.0.1", port)  # type: ignore[misc]
        protocols.append(protocol)
        waits.append(done)
    late = None if patience is None else loop.call_later(seconds + patience, _give_up, protocols)
    await asyncio.gather(*waits)
    if late is not None:
        late.cancel()
    latencies = [value for protocol in protocols for value in protocol.latencies]
    answered, failures = sum(p.answered for p in protocols), sum(p.failures for p in protocols)
    return Result(answered, time.perf_counter() - started, failures, latencies)


def _give_up(protocols: Sequence[_Connection]) -> None:
    for protocol in protocols:
        protocol.give_up()


def run(
    port: int, requests: Sequence[bytes], *, connections: int, seconds: float, patience: float | None = None
) -> Result:
    """Load `127.0.0.1:port` with the requests, in turn, for about `seconds`."""
    load = send(port, itertools.cycle(requests), connections=connections, seconds=seconds, patience=patience)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(load)
