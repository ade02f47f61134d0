"""Closed-loop senders: every client has a connection and sends its next request when the last is answered."""

import asyncio
import time
from collections import Counter
from collections.abc import Coroutine, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, TypeVar

import grpc
import uvloop

from bench import figures, load
from bench.ingest.cells import Door

METHOD = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
OPTIONS = [
    ("grpc.use_local_subchannel_pool", 1),
    ("grpc.max_send_message_length", -1),
    ("grpc.max_receive_message_length", -1),
]
_CONNECT_SECONDS = 30.0
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Target:
    """A server that takes OTLP. `metadata` is sent with each request, as metadata or headers."""

    grpc: str = ""
    http_port: int = 0
    http_path: str = "/v1/traces"
    metadata: tuple[tuple[str, str], ...] = ()

    def http_request(self, body: bytes) -> bytes:
        """The bytes of a request."""
        lines = [f"POST {self.http_path} HTTP/1.1", f"host: 127.0.0.1:{self.http_port}", "user-agent: bench/1"]
        lines += [f"{name}: {value}" for name, value in self.metadata]
        lines += ["content-type: application/x-protobuf", f"content-length: {len(body)}"]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@dataclass(frozen=True, slots=True)
class Sent:
    """What the clients saw. `requests` and latencies (in milliseconds, sorted) are of what was acknowledged."""

    requests: int
    seconds: float
    latencies: list[float]
    failures: Counter[str] = field(default_factory=Counter)

    def percentile(self, share: float) -> float:
        return figures.percentile(self.latencies, share)


def run(coroutine: Coroutine[Any, Any, _T]) -> _T:
    """Run on a loop of its own."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(coroutine)


async def send(
    target: Target, door: Door, bodies: Sequence[bytes], *, clients: int, seconds: float, patience: float = 60.0
) -> Sent:
    """Send each body once, until there are no more or `seconds` are over; `patience` seconds for one answer."""
    if door is Door.GRPC:
        return await _send_grpc(target, bodies, clients=clients, seconds=seconds, patience=patience)
    requests = [target.http_request(body) for body in bodies]
    async with asyncio.timeout(seconds + patience):
        result = await load.send(target.http_port, requests, connections=clients, seconds=seconds)
    failures = Counter({"HTTP": result.failures} if result.failures else {})
    return Sent(len(result.latencies), result.seconds, sorted(result.latencies), failures)


async def _send_grpc(target: Target, bodies: Sequence[bytes], *, clients: int, seconds: float, patience: float) -> Sent:
    latencies: list[float] = []
    failures: Counter[str] = Counter()
    waiting = iter(bodies)

    async def client(channel: grpc.aio.Channel, deadline: float) -> None:
        export = channel.unary_unary(METHOD)
        for body in waiting:
            started = time.perf_counter()
            if started >= deadline:
                return
            try:
                await export(body, metadata=target.metadata, timeout=patience)
            except grpc.aio.AioRpcError as error:
                failures[error.code().name] += 1
            else:
                latencies.append((time.perf_counter() - started) * 1e3)

    async with AsyncExitStack() as stack:
        channels = [
            await stack.enter_async_context(grpc.aio.insecure_channel(target.grpc, options=OPTIONS))
            for _ in range(clients)
        ]
        await asyncio.wait_for(asyncio.gather(*(channel.channel_ready() for channel in channels)), _CONNECT_SECONDS)
        started = time.perf_counter()
        await asyncio.gather(*(client(channel, started + seconds) for channel in channels))
        took = time.perf_counter() - started
    return Sent(len(latencies), took, sorted(latencies), failures)
