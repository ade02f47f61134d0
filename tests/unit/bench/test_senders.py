import asyncio
from collections.abc import AsyncIterator

import grpc
import pytest

from bench.ingest import senders
from bench.ingest.bare import Server
from bench.ingest.cells import Door
from bench.ingest.senders import METHOD, Target


@pytest.fixture
async def refusing() -> AsyncIterator[tuple[Target, list[bytes]]]:
    """A server that refuses what begins with `no`."""
    seen: list[bytes] = []

    async def export(request: bytes, context: grpc.aio.ServicerContext) -> bytes:
        seen.append(request)
        if request.startswith(b"no"):
            await context.abort(grpc.StatusCode.UNAVAILABLE, "later")
        return b""

    service, _, method = METHOD[1:].partition("/")
    server = grpc.aio.server()
    handler = grpc.unary_unary_rpc_method_handler(export)
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(service, {method: handler}),))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    yield Target(f"127.0.0.1:{port}"), seen
    await server.stop(None)


async def test_grpc_counts_what_was_acknowledged_and_what_was_refused(
    refusing: tuple[Target, list[bytes]],
) -> None:
    target, seen = refusing
    bodies = [b"yes %d" % number for number in range(7)] + [b"no"] * 3
    sent = await senders.send(target, Door.GRPC, bodies, clients=3, seconds=30.0)
    assert sorted(seen) == sorted(bodies)
    assert (sent.requests, dict(sent.failures)) == (7, {"UNAVAILABLE": 3})
    assert len(sent.latencies) == 7
    assert sent.latencies == sorted(sent.latencies)


async def test_http_counts_them_too() -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                assert head.startswith(b"POST /v1/traces HTTP/1.1\r\n")
                assert b"\r\nauthorization: Bearer t\r\n" in head
                body = await reader.readexactly(2)
                status = b"200 OK" if body == b"ok" else b"503 Busy"
                writer.write(b"HTTP/1.1 " + status + b"\r\ncontent-length: 0\r\n\r\n")
        except asyncio.IncompleteReadError:
            pass
        writer.close()

    async with await asyncio.start_server(handle, "127.0.0.1", 0) as server:
        target = Target(http_port=server.sockets[0].getsockname()[1], metadata=(("authorization", "Bearer t"),))
        sent = await senders.send(target, Door.HTTP, [b"ok"] * 5 + [b"no"] * 2, clients=2, seconds=30.0)
    assert (sent.requests, sent.failures.total(), len(sent.latencies)) == (5, 2, 5)


def test_the_bare_server_answers() -> None:
    with Server() as server:
        sent = senders.run(senders.send(server.target, Door.GRPC, [b"x"] * 10, clients=2, seconds=30.0))
    assert (sent.requests, sent.failures.total()) == (10, 0)
