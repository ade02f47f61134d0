"""What connections cost an edge: as many as it takes, idle, or each in the middle of a request that it never ends."""

import asyncio
import contextlib
import functools
import resource
import ssl
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from bench.program import Program
from bench.report import Row, section
from support.certificates import server_context
from support.flood import MIB, await_memory_below, peak_mib, resident_mib
from support.http2 import RawClient, data, headers, prefix
from to11.settings import CollectorSettings

_SECONDS = 8.0
_LARGE = 60 * MIB
_AT_ONCE = 50

Client = Callable[..., Awaitable[None]]


def run() -> list[Row]:
    """Peak memory of the edge for each kind of connection, plain and over TLS."""
    connections = CollectorSettings().max_connections
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    rows = section(f"collector: {connections} connections at once; what the edge needed")
    with tempfile.TemporaryDirectory() as directory:
        server_context(Path(directory), "127.0.0.1")
        cert, key = Path(directory, "cert.pem"), Path(directory, "key.pem")
        trusting = ssl.create_default_context(cafile=str(cert))
        tls = {"TO11_COLLECTOR__TLS_CERT": str(cert), "TO11_COLLECTOR__TLS_KEY": str(key)}
        for spoken, settings, context in (("plain", {}, None), ("TLS", tls, trusting)):
            with Program(**settings) as program:
                token = program.token()
                program.pause_core()
                rows += [_row(program, spoken, context, token, *case, connections) for case in _CASES]
                program.kill()
    return rows


def _row(
    program: Program, spoken: str, context: ssl.SSLContext | None, token: str, name: str, client: Client, count: int
) -> Row:
    await_memory_below(program.edge_pid, 130, within=20)
    before = resident_mib(program.edge_pid)
    peak_mib(program.edge_pid, forget=True)
    asyncio.run(_all(functools.partial(client, token=token), program.port("otlpHttp"), context, count))
    peak = peak_mib(program.edge_pid)
    each = (peak - before) * 1024 / count
    return Row(f"{name}, {spoken}", f"{peak:.0f} MiB", f"{each:.0f} KiB for each", "512 MiB")


async def _all(client: Client, port: int, context: ssl.SSLContext | None, count: int) -> None:
    opening = asyncio.Semaphore(_AT_ONCE)
    until = time.monotonic() + _SECONDS

    async def one() -> None:
        async with opening:
            await asyncio.sleep(0)
        with contextlib.suppress(OSError, TimeoutError, asyncio.IncompleteReadError):
            await client(port, context, until)

    await asyncio.gather(*(one() for _ in range(count)))


@contextlib.asynccontextmanager
async def _http(
    port: int, context: ssl.SSLContext | None
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


def _head(token: str, size: int) -> bytes:
    lines = (
        "POST /v1/traces HTTP/1.1",
        "host: 127.0.0.1",
        f"authorization: Bearer {token}",
        "content-type: application/x-protobuf",
        f"content-length: {size}",
    )
    return "\r\n".join((*lines, "", "")).encode()


async def _idle_http(port: int, context: ssl.SSLContext | None, until: float, *, token: str) -> None:
    async with _http(port, context) as (reader, writer):
        writer.write(_head(token, 0))
        await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(until - time.monotonic())


async def _idle_grpc(port: int, context: ssl.SSLContext | None, until: float, *, token: str) -> None:
    async with await RawClient.connect(port, context) as client:
        client.send(headers(1, authorization=f"Bearer {token}"), data(1, prefix(0), end=True))
        await client.end(1)
        await asyncio.sleep(until - time.monotonic())


async def _half_http(port: int, context: ssl.SSLContext | None, until: float, *, token: str) -> None:
    while time.monotonic() < until:
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(max(0.01, until - time.monotonic())), _http(port, context) as (_, writer):
                writer.write(_head(token, _LARGE))
                for _ in range((_LARGE - MIB) // 65536):
                    writer.write(bytes(65536))
                    await writer.drain()
                await asyncio.sleep(_SECONDS)
        await asyncio.sleep(0.2)


async def _half_grpc(port: int, context: ssl.SSLContext | None, until: float, *, token: str) -> None:
    while time.monotonic() < until:
        with contextlib.suppress(OSError, TimeoutError, AssertionError):  # a call or connection that was ended
            async with (
                asyncio.timeout(max(0.01, until - time.monotonic())),
                await RawClient.connect(port, context) as client,
            ):
                for stream in range(1, 1000, 2):
                    client.send(headers(stream, authorization=f"Bearer {token}"), data(stream, prefix(_LARGE)))
                    await client.pour(stream, _LARGE - MIB)
                    await client.end(stream, within=60)
        await asyncio.sleep(0.2)


_CASES: list[tuple[str, Client]] = [
    ("idle, HTTP", _idle_http),
    ("idle, gRPC", _idle_grpc),
    ("60 MiB begun, HTTP", _half_http),
    ("60 MiB begun, gRPC", _half_grpc),
]
