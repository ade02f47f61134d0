"""The HTTP client against a scripted peer, over real sockets."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from support.gateway_fakes import until
from support.upstream import Peer, StandIn, chunk, chunked, plain, respond, respond_and_close, stand_in
from to11.gateway.upstream import (
    Broken,
    ConnectFailed,
    Origin,
    Proxies,
    Request,
    Response,
    StaleConnection,
    TimedOut,
    Upstream,
)
from to11.settings import GatewaySettings

MIB = 1024 * 1024


@asynccontextmanager
async def client(**settings: Any) -> AsyncIterator[Upstream]:
    """A client; when it was used nothing of it is left."""
    upstream = Upstream(GatewaySettings(**settings), proxies=Proxies({}))
    tasks = asyncio.all_tasks()
    try:
        yield upstream
    finally:
        upstream.close()
        await until(lambda: upstream.open == 0)
        assert not [task for task in asyncio.all_tasks() - tasks if task.get_name() != "stand-in"]


def request(peer: StandIn, body: bytes = b"{}", *, method: bytes = b"POST", host: str = "127.0.0.1") -> Request:
    return Request(Origin("http", host, peer.port), method, b"/v1/x", [(b"a", b"1")], body)


async def read_into(response: Response, pieces: list[bytes]) -> None:
    while data := await response.read():
        pieces.append(data)


async def whole(response: Response) -> bytes:
    pieces: list[bytes] = []
    await read_into(response, pieces)
    response.close()
    return b"".join(pieces)


async def get(upstream: Upstream, peer: StandIn, **options: Any) -> bytes:
    return await whole(await upstream.send(request(peer, **options)))


async def test_a_connection_is_used_again() -> None:
    async with stand_in(respond(plain(b"hello"))) as peer, client() as upstream:
        for _ in range(3):
            assert await get(upstream, peer) == b"hello"
        assert (peer.connections, upstream.idle) == (1, 1)
        assert peer.requests[0].line == b"POST /v1/x HTTP/1.1"
        assert peer.requests[0].headers == [
            (b"host", b"127.0.0.1:%d" % peer.port),
            (b"a", b"1"),
            (b"content-length", b"2"),
        ]


async def test_the_connection_used_last_is_used_first() -> None:
    gate = asyncio.Event()

    async def slow(peer: Peer) -> None:
        await peer.request()
        await gate.wait()
        await peer.send(plain(b"slow"))
        await respond(plain(b"slow"))(peer)

    async with stand_in(slow, respond(plain(b"quick"))) as peer, client() as upstream:
        first = asyncio.create_task(get(upstream, peer))
        await until(lambda: peer.requests)
        assert await get(upstream, peer) == b"quick"
        gate.set()
        assert await first == b"slow"
        assert upstream.idle == 2
        assert await get(upstream, peer) == b"slow"


async def test_no_more_idle_connections_than_allowed() -> None:
    async with stand_in(respond(plain(b"x"))) as peer, client(max_idle_connections=2) as upstream:
        await asyncio.gather(*(get(upstream, peer) for _ in range(5)))
        await until(lambda: upstream.open == 2)
        assert upstream.idle == 2
        await until(lambda: peer.open == 2)


async def test_idle_connections_expire() -> None:
    async with stand_in(respond(plain(b"x"))) as peer, client(keepalive_seconds=0.05) as upstream:
        await get(upstream, peer)
        await until(lambda: upstream.open == 0 and peer.open == 0)
        assert upstream.idle == 0


async def test_a_connection_that_the_provider_closes_while_idle_is_forgotten() -> None:
    async with stand_in(respond_and_close(plain(b"x"))) as peer, client() as upstream:
        await get(upstream, peer)
        await until(lambda: upstream.idle == 0)
        assert await get(upstream, peer) == b"x"
        assert peer.connections == 2


async def test_unasked_data_closes_an_idle_connection() -> None:
    async def chatty(peer: Peer) -> None:
        await peer.request()
        await peer.send(plain(b"x"))
        await asyncio.sleep(0.05)
        await peer.send(plain(b"for someone else"))
        await peer.closed()

    async with stand_in(chatty, respond(plain(b"mine"))) as peer, client() as upstream:
        assert await get(upstream, peer) == b"x"
        await until(lambda: upstream.idle == 0)
        assert await get(upstream, peer) == b"mine"


@pytest.mark.parametrize(
    "answer",
    [
        plain(b"x", b"connection: close"),
        plain(b"x") + b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
        plain(b"x") + b"junk",
        b"HTTP/1.0 200 OK\r\ncontent-length: 1\r\n\r\nx",
    ],
)
async def test_a_connection_is_not_used_again_after_anything_odd(answer: bytes) -> None:
    async with stand_in(respond(answer)) as peer, client() as upstream:
        assert await get(upstream, peer) == b"x"
        assert upstream.idle == 0
        await until(lambda: peer.open == 0)


async def test_a_connection_with_an_unread_answer_is_closed() -> None:
    async with stand_in(respond(chunked(b"a", end=False))) as peer, client() as upstream:
        response = await upstream.send(request(peer))
        response.close()
        await until(lambda: peer.open == 0)
        assert upstream.idle == 0


async def test_a_stale_connection_is_told_apart() -> None:
    async def once(peer: Peer) -> None:
        await peer.request()
        await peer.send(plain(b"x"))
        await peer.request()
        peer.reset()

    async with stand_in(once, respond(plain(b"fresh"))) as peer, client() as upstream:
        await get(upstream, peer)
        with pytest.raises(StaleConnection):
            await upstream.send(request(peer))
        response = await upstream.send(request(peer), fresh=True)
        assert await whole(response) == b"fresh"


async def test_a_fresh_connection_that_closes_is_not_stale() -> None:
    async with stand_in(respond_and_close(b"")) as peer, client() as upstream:
        with pytest.raises(Broken) as caught:
            await upstream.send(request(peer))
        assert not isinstance(caught.value, StaleConnection)


async def test_a_used_connection_that_closes_after_a_byte_is_not_stale() -> None:
    async def once(peer: Peer) -> None:
        await peer.request()
        await peer.send(plain(b"x"))
        await peer.request()
        await peer.send(b"HTTP/1.1 ")
        peer.close()

    async with stand_in(once) as peer, client() as upstream:
        await get(upstream, peer)
        with pytest.raises(Broken) as caught:
            await upstream.send(request(peer))
        assert not isinstance(caught.value, StaleConnection)


async def test_until_close() -> None:
    async with stand_in(respond_and_close(b"HTTP/1.1 200 OK\r\n\r\n", b"hel", b"lo")) as peer, client() as upstream:
        assert await get(upstream, peer) == b"hello"
        assert upstream.idle == 0


@pytest.mark.parametrize("short", [plain(b"hello")[:-1], chunked(b"hello", end=False)])
async def test_a_short_body_is_broken_after_what_had_come(short: bytes) -> None:
    async with stand_in(respond_and_close(short)) as peer, client() as upstream:
        response = await upstream.send(request(peer))
        assert (await response.read())[:4] == b"hell"
        with pytest.raises(Broken):
            await response.read()
        response.close()


async def test_a_reset_is_broken() -> None:
    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.send(b"HTTP/1.1 200 OK\r\n\r\nhello")
        await asyncio.sleep(0.05)
        peer.reset()

    async with stand_in(script) as peer, client() as upstream:
        response = await upstream.send(request(peer))
        assert await response.read() == b"hello"
        with pytest.raises(Broken) as caught:  # a body that goes until close, but this close is no end
            await response.read()
        assert caught.value.error_type == "connection_reset"
        response.close()


async def test_pieces_are_handed_on_as_they_come() -> None:
    more = asyncio.Event()

    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.send(chunked(b"one", end=False))
        await more.wait()
        await peer.send(chunk(b"two") + chunk(b""))

    async with stand_in(script) as peer, client() as upstream:
        response = await upstream.send(request(peer))
        assert await response.read() == b"one"
        ends = [response.at_end]
        more.set()
        assert await response.read() == b"two"
        assert [*ends, response.at_end] == [False, True]
        assert 0 < response.head_ns <= response.first_data_ns <= response.ended_ns
        response.close()


async def test_head() -> None:
    async with stand_in(respond(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n")) as peer, client() as upstream:
        for _ in range(2):
            assert await get(upstream, peer, method=b"HEAD", body=b"") == b""
        assert peer.connections == 1


async def test_a_slow_reader_slows_the_provider() -> None:
    sent = 0

    async def flood(peer: Peer) -> None:
        nonlocal sent
        await peer.request()
        await peer.send(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % (64 * MIB))
        for _ in range(64):
            await peer.send(bytes(MIB))
            sent += 1

    async with stand_in(flood) as peer, client(idle_timeout_seconds=0.2) as upstream:
        response = await upstream.send(request(peer))
        await asyncio.sleep(0.5)  # longer than the idle time-out: it is not the provider who is slow
        assert sent < 16
        total = 0
        while data := await response.read():
            total += len(data)
        assert (total, sent) == (64 * MIB, 64)
        assert upstream.idle == 1
        response.close()


async def test_a_slow_provider_slows_the_upload() -> None:
    go = asyncio.Event()

    async def slow(peer: Peer) -> None:
        await go.wait()
        received = await peer.request()
        await peer.send(plain(b"%d" % len(received.body)))

    async with stand_in(slow) as peer, client() as upstream:
        sending = asyncio.create_task(upstream.send(request(peer, bytes(40 * MIB))))
        await until(lambda: upstream.open == 1)
        await asyncio.sleep(0.1)
        (connection,) = upstream._open
        assert connection._transport is not None
        assert connection._transport.get_write_buffer_size() < MIB
        go.set()
        assert await whole(await sending) == b"%d" % (40 * MIB)
        assert upstream.idle == 1


async def test_an_answer_before_the_upload_is_done_ends_the_upload() -> None:
    async def early(peer: Peer) -> None:
        await peer.reader.readuntil(b"\r\n\r\n")
        await peer.send(plain(b"too large", status=b"413 Content Too Large"))
        await asyncio.sleep(0.1)

    async with stand_in(early) as peer, client() as upstream:
        response = await upstream.send(request(peer, bytes(40 * MIB)))
        assert response.status == 413
        assert await whole(response) == b"too large"
        assert upstream.idle == 0


async def test_refused() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        async with client() as upstream:
            with pytest.raises(ConnectFailed) as caught:
                await upstream.send(request(StandIn(bound.getsockname()[1])))
    assert caught.value.error_type == "connection_refused"


async def test_an_unknown_host() -> None:
    async with client() as upstream:
        with pytest.raises(ConnectFailed) as caught:
            await upstream.send(request(StandIn(80), host="no-such-host.invalid"))
    assert caught.value.error_type == "dns"


async def test_connecting_takes_too_long() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        bound.listen(0)
        port = bound.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):  # the backlog is full now; the kernel drops what comes
            async with client(connect_timeout_seconds=0.2, first_byte_timeout_seconds=0.2) as upstream:
                many = (upstream.send(request(StandIn(port)), fresh=True) for _ in range(8))
                outcomes = await asyncio.gather(*many, return_exceptions=True)
    # How many still fit in is the kernel's business; the others never get through.
    assert "connect" in {outcome.phase for outcome in outcomes if isinstance(outcome, TimedOut)}


@pytest.mark.parametrize("begin", [b"", b"HTTP/1.1 100 Continue\r\n\r\n"])
async def test_no_answer_in_time(begin: bytes) -> None:
    async def silent(peer: Peer) -> None:
        await peer.request()
        await peer.send(begin)
        await peer.closed()

    limits = {"first_byte_timeout_seconds": 0.1, "idle_timeout_seconds": 0.1}
    async with stand_in(silent) as peer, client(**limits) as upstream:
        with pytest.raises(TimedOut) as caught:
            await upstream.send(request(peer))
        assert caught.value.error_type == "timeout"
        await until(lambda: peer.open == 0)


async def test_silence_within_an_answer() -> None:
    async def silent(peer: Peer) -> None:
        await peer.request()
        for _ in range(4):  # longer than the limit altogether, but never silent for as long
            await peer.send(chunked(b"a", end=False) if _ == 0 else chunk(b"a"))
            await asyncio.sleep(0.1)
        await peer.closed()

    async with stand_in(silent) as peer, client(idle_timeout_seconds=0.25) as upstream:
        response = await upstream.send(request(peer))
        pieces: list[bytes] = []
        with pytest.raises(TimedOut, match="idle"):
            await read_into(response, pieces)
        assert b"".join(pieces) == b"aaaa"
        response.close()
        await until(lambda: peer.open == 0)


async def test_an_upload_that_nobody_reads() -> None:
    async def deaf(peer: Peer) -> None:
        await asyncio.sleep(5)

    async with stand_in(deaf) as peer, client(idle_timeout_seconds=0.2) as upstream:
        with pytest.raises(TimedOut, match="idle"):
            await upstream.send(request(peer, bytes(40 * MIB)))


@pytest.mark.parametrize("body", [b"{}", bytes(40 * MIB)])
async def test_cancelling_closes_the_connection(body: bytes) -> None:
    async def silent(peer: Peer) -> None:
        await peer.reader.readuntil(b"\r\n\r\n")
        if body == b"{}":
            await peer.closed()
        else:
            await asyncio.sleep(0.2)

    async with stand_in(silent) as peer, client() as upstream:
        sending = asyncio.create_task(upstream.send(request(peer, body)))
        await until(lambda: peer.open == 1)
        await asyncio.sleep(0.05)
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        await until(lambda: upstream.open == 0 and peer.open == 0)


async def test_cancelling_a_read_closes_the_connection() -> None:
    async with stand_in(respond(chunked(b"a", end=False))) as peer, client() as upstream:
        response = await upstream.send(request(peer))
        await response.read()
        reading = asyncio.create_task(response.read())
        await asyncio.sleep(0)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        response.close()
        await until(lambda: peer.open == 0)


async def test_closing_the_client_breaks_what_runs() -> None:
    async with stand_in(respond(chunked(b"a", end=False))) as peer, client() as upstream:
        response = await upstream.send(request(peer))
        upstream.close()
        assert await response.read() == b"a"
        with pytest.raises(Broken):
            await response.read()


async def test_ipv6() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert b"host: [::1]:" in await reader.readuntil(b"\r\n\r\n")
        writer.write(plain(b"six"))
        writer.close()

    try:
        server = await asyncio.start_server(serve, "::1", 0)
    except OSError:
        pytest.skip("this machine has no IPv6")
    async with server, client() as upstream:
        port = server.sockets[0].getsockname()[1]
        assert await whole(await upstream.send(request(StandIn(port), b"", host="::1"))) == b"six"
