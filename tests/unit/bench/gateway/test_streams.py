import asyncio
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from bench import load
from bench.gateway import streams, traffic
from bench.gateway.cells import Cell, Kind
from bench.stand_in import DELAY_SECONDS, EVENTS, STREAM_SECONDS, StandIn

PATH = "/v1/chat/completions"
_MANY = 5000


@pytest.fixture(scope="module")
def provider() -> Iterator[StandIn]:
    with StandIn(max(os.sched_getaffinity(0))) as started:
        yield started


def requests(kind: Kind, delay_ms: int, port: int) -> list[bytes]:
    return traffic.requests(Cell(kind, delay_ms, 1), port, PATH)


def test_every_request_is_of_a_trace_of_its_own() -> None:
    made = requests(Kind.CALL, 0, 80)
    assert len({one.split(b"traceparent: ")[1][:55] for one in made}) == len(made)
    assert len({len(one) for one in made}) == 1


async def test_calls_are_answered_at_once_or_after_a_while(provider: StandIn) -> None:
    quick = await load.send(provider.port, requests(Kind.CALL, 0, provider.port)[:50], connections=5, seconds=30.0)
    assert (quick.requests, quick.failures) == (50, 0)
    slow = await load.send(provider.port, requests(Kind.CALL, 20, provider.port)[:50], connections=25, seconds=30.0)
    assert (slow.requests, slow.failures) == (50, 0)
    assert min(slow.latencies) >= DELAY_SECONDS * 1e3


async def test_streams_come_whole_and_at_their_pace(provider: StandIn) -> None:
    asked = requests(Kind.STREAM, 20, provider.port)
    seen = await streams.send(provider.port, asked, connections=3, seconds=0.1, patience=30.0)
    assert (len(seen.first), len(seen.total), seen.failures) == (3, 3, 0)
    assert min(seen.first) >= DELAY_SECONDS * 1e3
    assert min(seen.total) >= STREAM_SECONDS * 1e3


async def test_connections_are_used_for_one_stream_after_the_other(provider: StandIn) -> None:
    asked = requests(Kind.STREAM, 20, provider.port)
    seen = await streams.send(provider.port, asked, connections=1, seconds=STREAM_SECONDS * 1.1, patience=30.0)
    assert len(seen.total) == 2
    assert not seen.failures


async def test_a_short_stream_is_a_failure() -> None:
    async def short(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        event = b'data: {"choices":[{}]}\n\n'
        body = event * (EVENTS - 1) + b'data: {"choices":[]}\n\n' + b"data: [DONE]\n\n"
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body))
        await reader.read()
        writer.close()

    listening = await asyncio.start_server(short, "127.0.0.1", 0)
    async with listening:
        port = listening.sockets[0].getsockname()[1]
        seen = await streams.send(port, [b"GET / HTTP/1.1\r\n\r\n"], connections=2, seconds=0.0, patience=30.0)
    assert (seen.first, seen.failures, seen.held) == ([], 2, 0)


async def test_what_never_ends_is_given_up() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    listening = await asyncio.start_server(silent, "127.0.0.1", 0)
    async with listening:
        port = listening.sockets[0].getsockname()[1]
        asked = requests(Kind.CALL, 0, port)
        calls = await load.send(port, asked, connections=2, seconds=0.0, patience=0.1)
    assert (calls.requests, calls.failures) == (0, 2)


def test_a_reader_that_is_slow_gets_all_of_it(provider: StandIn) -> None:
    """More answers than a socket holds are asked for at once, and read much later."""
    request = requests(Kind.CALL, 0, provider.port)[0]
    with closing(socket.socket()) as caller:
        caller.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        caller.connect(("127.0.0.1", provider.port))
        caller.settimeout(30.0)
        caller.sendall(request)
        answer = caller.recv(65536)
        asking = threading.Thread(target=caller.sendall, args=(request * _MANY,))
        asking.start()
        time.sleep(0.3)
        got = bytearray()
        while len(got) < len(answer) * _MANY:
            got += caller.recv(65536)
        asking.join()
    assert got == answer * _MANY
