"""Clients that are slow, silent, many, or mean harm."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import grpc
import pytest
from google.protobuf import json_format
from google.rpc.status_pb2 import Status

from support.collector_fakes import BEARER, Collector, running_collector, until
from support.doors import over_grpc, over_http
from support.http2 import RawClient, block, data, headers, message, prefix
from support.otlp import request, span
from to11.collector.front import h2

MIB = 1024 * 1024
HEAD = (
    f"POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: {BEARER['authorization']}"
)
SMALL = request(span()).SerializeToString()


@pytest.fixture
async def collector() -> AsyncIterator[Collector]:
    async with running_collector(
        head_seconds=0.6, silence_timeout_seconds=0.8, request_timeout_seconds=3.0, max_connections=8
    ) as running:
        yield running


@contextlib.asynccontextmanager
async def raw(collector: Collector) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", collector.http_port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def drip(writer: asyncio.StreamWriter, *parts: bytes, every: float = 0.2) -> None:
    with contextlib.suppress(ConnectionError):
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(every)


async def refused(reader: asyncio.StreamReader, why: str) -> bool:
    """Whether the connection is ended, and why, where the client had said all it wanted to."""
    try:
        answer = await asyncio.wait_for(reader.read(), 3)
    except ConnectionResetError:
        return True
    return not answer or why.encode() in answer


class TestHttp:
    @pytest.mark.parametrize("sent", [b"", b"P", b"PRI * HTT", b"POST / HTTP/1.1\r\nHost: x\r\n"])
    async def test_a_head_has_its_time(self, collector: Collector, sent: bytes) -> None:
        async with raw(collector) as (reader, writer):
            writer.write(sent)
            assert await asyncio.wait_for(reader.read(), 3) == b""
        await until(lambda: collector.front.connections == 0)

    async def test_a_head_that_drips_has_no_more(self, collector: Collector) -> None:
        async with raw(collector) as (reader, writer):
            dripping = asyncio.create_task(drip(writer, b"GET / HTTP/1.1\r\n", *[b"a: b\r\n"] * 30))
            assert await asyncio.wait_for(reader.read(), 3) == b""
            dripping.cancel()

    async def test_a_second_head_has_its_time_too(self, collector: Collector) -> None:
        async with raw(collector) as (reader, writer):
            writer.write(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
            await reader.readuntil(b'"ok"}')
            await asyncio.sleep(1.0)
            assert not reader.at_eof(), "between requests the connection is kept"
            writer.write(b"GET /health HTT")
            assert await asyncio.wait_for(reader.read(), 3) == b""

    @pytest.mark.parametrize("sent", [b"X: " + b"a" * 400_000, b"a: b\r\n" * 80_000])
    async def test_a_head_without_end_is_refused(self, collector: Collector, sent: bytes) -> None:
        async with raw(collector) as (reader, writer):
            writer.write(b"GET / HTTP/1.1\r\n" + sent)
            assert await refused(reader, "too large")

    async def test_a_head_that_is_large_enough_is_told_so(self, collector: Collector) -> None:
        async with raw(collector) as (reader, writer):
            writer.write(b"GET / HTTP/1.1\r\nX: " + b"a" * 65_530)
            await asyncio.sleep(0.2)
            writer.write(b"a" * 100)
            assert b"too large" in await asyncio.wait_for(reader.read(), 3)

    @pytest.mark.parametrize("sent", [b"1;" + b"x" * 400_000, b"0\r\n" + b"a: b\r\n" * 80_000])
    async def test_chunks_that_are_all_extension_and_trailers_without_end(
        self, collector: Collector, sent: bytes
    ) -> None:
        async with raw(collector) as (reader, writer):
            writer.write(f"{HEAD}\r\nTransfer-Encoding: chunked\r\n\r\n".encode() + sent)
            assert await refused(reader, "too large")
        await until(lambda: collector.export.budget.used == 0)

    async def test_small_chunks_are_fine(self, collector: Collector) -> None:
        body = b'{"resourceSpans":[]}' + b" " * 30_000
        async with raw(collector) as (reader, writer):
            writer.write(f"{HEAD}\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
            writer.write(b"".join(b"1\r\n%c\r\n" % byte for byte in body) + b"0\r\n\r\n")
            assert (await asyncio.wait_for(reader.readline(), 3)) == b"HTTP/1.1 200 OK\r\n"

    @pytest.mark.otlp("H13", "H14")
    @pytest.mark.parametrize("dripping", [False, True])
    async def test_a_slow_body_is_to_be_sent_again(self, collector: Collector, dripping: bool) -> None:
        async with raw(collector) as (reader, writer):
            writer.write(f"{HEAD}\r\nContent-Length: 1000\r\n\r\n".encode())
            drops = asyncio.create_task(drip(writer, *[b" "] * (40 if dripping else 1)))
            head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 6)).decode()
            assert head.startswith("HTTP/1.1 503 ")
            assert "retry-after: 1\r\n" in head
            length = int(head.partition("content-length: ")[2].split("\r\n")[0])
            status = json_format.Parse(await reader.readexactly(length), Status())
            assert "too slowly" in status.message
            assert collector.export.budget.used == 0
            assert await asyncio.wait_for(reader.read(), 3) == b"", "what is left is not waited for"
            drops.cancel()

    async def test_half_closed_in_the_middle(self, collector: Collector) -> None:
        async with raw(collector) as (reader, writer):
            writer.write(f"{HEAD}\r\nContent-Length: 1000\r\n\r\n{{".encode())
            await until(lambda: collector.export.budget.used)
            writer.write_eof()
            assert await asyncio.wait_for(reader.read(), 3) == b""
        await until(lambda: (collector.front.connections, collector.export.budget.used) == (0, 0))


class TestGrpc:
    async def test_a_message_that_stops_is_to_be_sent_again(self, collector: Collector) -> None:
        async with await RawClient.connect(collector.grpc_port) as client:
            client.send(headers(1), data(1, prefix(MIB) + bytes(1000)), headers(3))
            await until(lambda: collector.allowance.used)
            for stream in (1, 3):
                assert b"grpc-status\x0214" in (await client.end(stream)).body
            assert (collector.allowance.used, collector.allowance.calls) == (0, 0)
            client.send(message(5, SMALL))
            assert b"grpc-status\x0214" not in (await client.end(5)).body, "the connection is still good"
            assert len(collector.spool.entries) == 1

    async def test_a_message_that_drips_has_its_time(self, collector: Collector) -> None:
        async with await RawClient.connect(collector.grpc_port) as client:
            client.send(headers(1), data(1, prefix(MIB)))
            dripping = asyncio.create_task(drip(client.writer, *[data(1, b"x")] * 60))
            assert b"grpc-status\x0214" in (await client.end(1)).body
            dripping.cancel()

    @pytest.mark.parametrize("drops", [1, 60])
    async def test_a_frame_that_does_not_end_ends_the_connection(self, collector: Collector, drops: int) -> None:
        async with await RawClient.connect(collector.grpc_port) as client:
            client.send(headers(1), data(1, prefix(MIB) + bytes(1000))[:900])
            dripping = asyncio.create_task(drip(client.writer, *[b"x"] * drops))
            await asyncio.wait_for(client.closed.wait(), 8)
            dripping.cancel()
        await until(lambda: (collector.front.connections, collector.allowance.used) == (0, 0))

    async def test_a_silent_connection_without_calls_is_kept(self, collector: Collector) -> None:
        async with await RawClient.connect(collector.grpc_port) as client:
            await asyncio.sleep(2.5)
            client.send(message(1, SMALL))
            await client.end(1)
            assert len(collector.spool.entries) == 1

    async def test_and_one_that_is_idle_for_long_is_sent_away(self) -> None:
        async with (
            running_collector(idle_timeout_seconds=1.0) as collector,
            await RawClient.connect(collector.grpc_port) as client,
        ):
            client.send(message(1, SMALL))
            await client.end(1)
            await asyncio.wait_for(client.closed.wait(), 10)
            assert h2.GOAWAY in {frame.kind for frame in client.frames}

    async def test_half_closed(self, collector: Collector) -> None:
        async with await RawClient.connect(collector.grpc_port) as client:
            client.send(headers(1), data(1, prefix(MIB)))
            await until(lambda: collector.allowance.used)
            client.half_close()
            await asyncio.wait_for(client.closed.wait(), 5)
        await until(lambda: (collector.front.connections, collector.allowance.calls) == (0, 0))

    @pytest.mark.otlp("R14")
    async def test_what_is_announced_too_large_is_final_before_it_comes(self, collector: Collector) -> None:
        async with await RawClient.connect(collector.grpc_port) as client:
            client.send(headers(1), data(1, prefix((1 << 32) - 1)))
            end = await client.end(1)
            assert b"grpc-status\x018" in end.body
            assert b"retryinfo" not in end.body
            await until(lambda: collector.allowance.calls == 0)


class TestRoom:
    """6 MiB of room: 4 for large messages, 2 for small ones."""

    @pytest.fixture
    async def collector(self) -> AsyncIterator[Collector]:
        async with running_collector(max_request_bytes=4 * MIB, under_way=6 * MIB) as running:
            yield running

    @pytest.mark.otlp("R8", "R11")
    async def test_who_finds_no_room_waits_for_it_and_is_then_told_to_try_again(self, collector: Collector) -> None:
        body = request(span("x" * 3 * MIB)).SerializeToString()
        async with await RawClient.connect(collector.grpc_port) as hog:
            hog.send(headers(1), data(1, prefix(4 * MIB)))
            await until(lambda: collector.allowance.used)
            call = asyncio.create_task(over_grpc(collector, body))
            await asyncio.sleep(0.5)
            assert not call.done()
            hog.send(h2.reset(1, h2.CANCEL))
            assert await call == b"", "there is room now"
            hog.send(headers(3), data(3, prefix(4 * MIB)))
            await until(lambda: collector.allowance.used)
            with pytest.raises(grpc.aio.AioRpcError) as raised:
                await over_grpc(collector, body)
            assert raised.value.code() is grpc.StatusCode.UNAVAILABLE
            assert "google.rpc.retryinfo-bin" in {key for key, _ in raised.value.trailing_metadata() or ()}
            assert await over_grpc(collector, SMALL) == b"", "small ones have room of their own"
        await until(lambda: collector.allowance.used == 0)

    async def test_a_second_message_of_one_connection_does_not_wait_behind_itself(self, collector: Collector) -> None:
        async with await RawClient.connect(collector.grpc_port) as client:
            client.send(headers(1), data(1, prefix(3 * MIB)), headers(3), data(3, prefix(3 * MIB)))
            assert b"grpc-status\x0214" in (await client.end(3, within=1.0)).body
            assert await client.pour(1, 3 * MIB) == 3 * MIB
            client.send(data(1, b"", end=True))
            assert b"grpc-status\x013" in (await client.end(1)).body  # zeros are no request

    async def test_many_large_messages_on_one_connection_are_all_answered(self, collector: Collector) -> None:
        body = request(span("x" * MIB)).SerializeToString()
        async with grpc.aio.insecure_channel(collector.grpc_address) as channel:
            call = channel.unary_unary("/opentelemetry.proto.collector.trace.v1.TraceService/Export")

            async def send() -> object:
                try:
                    return await call(body, metadata=tuple(BEARER.items()), timeout=30)
                except grpc.aio.AioRpcError as error:
                    return error.code()

            answers = await asyncio.gather(*(send() for _ in range(40)))
        assert set(answers) <= {b"", grpc.StatusCode.UNAVAILABLE}
        assert answers.count(b"") == len(collector.spool.entries) > 0
        await until(lambda: (collector.allowance.used, collector.allowance.calls) == (0, 0))


class TestMany:
    async def test_connections_beyond_the_limit_are_told_so(self, collector: Collector) -> None:
        async with contextlib.AsyncExitStack() as stack:
            clients = [await stack.enter_async_context(await RawClient.connect(collector.grpc_port)) for _ in range(8)]
            for client in clients:
                client.send(headers(1, path="/grpc.health.v1.Health/Watch"), data(1, prefix(0), end=True))
            response = await over_http(collector, "application/x-protobuf", SMALL)
            assert (response.status_code, response.headers["retry-after"]) == (503, "1")
            assert json_format.Parse(response.content, Status()).code == 14
            assert collector.front.turned_away == 1
            with pytest.raises(grpc.aio.AioRpcError) as raised:
                await over_grpc(collector, SMALL)
            assert raised.value.code() is grpc.StatusCode.UNAVAILABLE
        await until(lambda: collector.front.connections == 0)
        assert (await over_http(collector, "application/x-protobuf", SMALL)).status_code == 200
        async with grpc.aio.insecure_channel(collector.grpc_address) as channel:
            call = channel.unary_unary("/opentelemetry.proto.collector.trace.v1.TraceService/Export")
            await call(SMALL, metadata=tuple(BEARER.items()), wait_for_ready=True, timeout=20)

    async def test_far_beyond_it_they_are_closed_at_once(self, collector: Collector) -> None:
        async with contextlib.AsyncExitStack() as stack:
            for _ in range(60):
                await stack.enter_async_context(raw(collector))
            await until(lambda: collector.front.connections)
            await asyncio.sleep(0.1)
            assert collector.front.connections <= 8 + 17
            assert collector.front.turned_away == 60 - collector.front.connections
        await until(lambda: collector.front.connections == 0)

    async def test_while_memory_is_tight_nobody_new_is_let_in_and_who_waits_is_ended(self) -> None:
        async with (
            running_collector(max_request_bytes=4 * MIB, under_way=6 * MIB) as collector,
            await RawClient.connect(collector.grpc_port) as idle,
            await RawClient.connect(collector.grpc_port) as hog,
            await RawClient.connect(collector.grpc_port) as waiting,
        ):
            largest = data(1, prefix(4 * MIB))
            hog.send(headers(1), largest)
            await until(lambda: collector.allowance.used)
            waiting.send(headers(1), largest)
            await asyncio.sleep(0.3)
            collector.front.tight = True
            assert (await over_http(collector, "application/x-protobuf", SMALL)).status_code == 503
            assert collector.front.shed(8) == 1
            await until(waiting.closed.is_set)
            assert collector.front.shed(8) == 0
            assert not idle.closed.is_set()
            assert not hog.closed.is_set()
            collector.front.tight = False
            assert (await over_http(collector, "application/x-protobuf", SMALL)).status_code == 200

    async def test_little_may_be_sent_unasked(self, collector: Collector) -> None:
        async with await RawClient.connect(collector.grpc_port) as client:
            await until(lambda: client.frames)
            assert b"\x00\x04\x00\x00\xff\xff" in client.frames[0].body, "SETTINGS_INITIAL_WINDOW_SIZE"

    async def test_calls_of_one_connection_are_limited(self) -> None:
        async with (
            running_collector(max_calls_per_connection=4) as collector,
            await RawClient.connect(collector.grpc_port) as client,
        ):
            await until(lambda: client.frames)
            assert b"\x00\x03\x00\x00\x00\x04" in client.frames[0].body, "SETTINGS_MAX_CONCURRENT_STREAMS"
            client.send(*(headers(1 + 2 * number) for number in range(300)))
            await until(lambda: client.closed.is_set() or len(client.frames) > 200)
            assert collector.allowance.calls < 50


async def test_a_grpc_server_that_is_gone_ends_the_connection(collector: Collector) -> None:
    await collector.grpc.stop(0)
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await over_grpc(collector, SMALL)
    assert raised.value.code() is grpc.StatusCode.UNAVAILABLE
    await until(lambda: collector.front.connections == 0)


class TestAbuse:
    """What breaks HTTP/2 is the gRPC library's to stop; here it is seen to."""

    async def survives(self, collector: Collector) -> None:
        assert await over_grpc(collector, SMALL) == b""
        await until(lambda: collector.allowance.calls == 0)

    async def test_headers_without_end(self, collector: Collector) -> None:
        async with await RawClient.connect(collector.grpc_port) as client:
            client.send(h2.frame(h2.HEADERS, 0, 1, block("/x")))
            filler = h2.frame(h2.CONTINUATION, 0, 1, h2._literals([("x-filler", b"y" * 8000)]))
            with contextlib.suppress(ConnectionError):
                for _ in range(2000):
                    client.send(filler)
                    await client.writer.drain()
                    if client.closed.is_set():
                        break
            await asyncio.wait_for(client.closed.wait(), 10)
            await self.survives(collector)

    async def test_calls_that_are_taken_back_at_once(self, collector: Collector) -> None:
        async with await RawClient.connect(collector.grpc_port) as client:
            with contextlib.suppress(ConnectionError):
                for number in range(20_000):
                    stream = 1 + 2 * number
                    client.send(headers(stream), h2.reset(stream, h2.CANCEL))
                    if number % 100 == 0:
                        await client.writer.drain()
            await self.survives(collector)
            assert collector.allowance.calls == 0

    async def test_pings_without_end(self, collector: Collector) -> None:
        async with await RawClient.connect(collector.grpc_port) as client:
            with contextlib.suppress(ConnectionError):
                for _ in range(20_000):
                    client.send(h2.frame(h2.PING, 0, 0, bytes(8)))
                    await client.writer.drain()
                    if client.closed.is_set():
                        break
            await asyncio.wait_for(client.closed.wait(), 10)
            await self.survives(collector)

    async def test_noise(self, collector: Collector) -> None:
        async with await RawClient.connect(collector.grpc_port) as client:
            client.send(b"\xff" * 100_000)
            await asyncio.wait_for(client.closed.wait(), 10)
            await self.survives(collector)
