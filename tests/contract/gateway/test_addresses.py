"""Names with several addresses, and connections that do not outlive what their name pointed to."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import pytest

from support.gateway_fakes import until
from support.upstream import Peer, chunk, chunked, plain, respond, stand_in
from to11.gateway.upstream import ConnectFailed, Origin, Proxies, Request, TimedOut, Upstream, addresses
from to11.settings import GatewaySettings


@asynccontextmanager
async def client(**settings: Any) -> AsyncIterator[Upstream]:
    upstream = Upstream(GatewaySettings(**settings), proxies=Proxies({}))
    before = asyncio.all_tasks()
    try:
        yield upstream
    finally:
        upstream.close()
        await until(lambda: upstream.open == 0)
        assert not [task for task in asyncio.all_tasks() - before if task.get_name() != "stand-in"]


class Resolver:
    """A name server that says what a test wants it to say."""

    def __init__(self) -> None:
        self.found: list[tuple[str, int]] = []
        self.asked = 0

    async def __call__(self, host: str, port: int, **_: object) -> list[tuple[Any, ...]]:
        assert host == "provider.example"
        self.asked += 1
        return [
            (
                socket.AF_INET6 if ":" in address else socket.AF_INET,
                socket.SOCK_STREAM,
                6,
                "",
                (address, number or port),
            )
            for address, number in self.found
        ]


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> Resolver:
    made = Resolver()
    monkeypatch.setattr(addresses, "_resolve", made)
    return made


def request(port: int) -> Request:
    return Request(Origin("http", "provider.example", port), b"POST", b"/v1/x", [], b"{}")


async def get(upstream: Upstream, port: int) -> bytes:
    response = await upstream.send(request(port))
    pieces = []
    while data := await response.read():
        pieces.append(data)
    response.close()
    return b"".join(pieces)


@contextmanager
def dead() -> Iterator[int]:
    """A port where connecting hangs: its backlog is full."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        bound.listen(0)
        port = bound.getsockname()[1]
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1", port))
        yield port
        for filler in fillers:
            filler.close()


def closed() -> int:
    """A port that nobody listens at."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port: int = bound.getsockname()[1]
        return port


async def test_a_dead_address_costs_a_quarter_of_a_second(resolver: Resolver) -> None:
    async with stand_in(respond(plain(b"here"))) as peer, client() as upstream:
        with dead() as hangs:
            resolver.found = [("127.0.0.1", hangs), ("127.0.0.1", peer.port)]
            began = time.monotonic()
            assert await get(upstream, peer.port) == b"here"
            assert 0.2 < time.monotonic() - began < 2


async def test_an_address_that_refuses_costs_nothing(resolver: Resolver) -> None:
    async with stand_in(respond(plain(b"here"))) as peer, client() as upstream:
        resolver.found = [("::1", closed()), ("127.0.0.1", closed()), ("127.0.0.1", peer.port)]
        began = time.monotonic()
        assert await get(upstream, peer.port) == b"here"
        assert time.monotonic() - began < 0.2


async def test_all_addresses_refuse(resolver: Resolver) -> None:
    async with client() as upstream:
        resolver.found = [("127.0.0.1", closed()), ("127.0.0.1", closed())]
        with pytest.raises(ConnectFailed) as caught:
            await get(upstream, 1)
        assert caught.value.error_type == "connection_refused"


async def test_all_addresses_hang(resolver: Resolver) -> None:
    async with client(connect_timeout_seconds=0.6) as upstream:
        with dead() as one, dead() as other:
            resolver.found = [("127.0.0.1", one), ("127.0.0.1", other)]
            with pytest.raises(TimedOut) as caught:
                await get(upstream, 1)
            assert caught.value.phase == "connect"


async def test_a_name_without_an_address(resolver: Resolver) -> None:
    async with client() as upstream:
        with pytest.raises(ConnectFailed) as caught:
            await get(upstream, 1)
        assert (caught.value.error_type, resolver.asked) == ("dns", 1)


async def test_of_two_that_answer_one_is_kept(resolver: Resolver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "HEAD_START_SECONDS", 0)
    async with stand_in(respond(plain(b"here"))) as peer, client() as upstream:
        resolver.found = [("127.0.0.1", peer.port)] * 3
        assert await get(upstream, peer.port) == b"here"
        await until(lambda: peer.open <= 1)
        assert upstream.open == 1


def test_families_take_turns() -> None:
    six, four = socket.AF_INET6, socket.AF_INET
    given: list[addresses.Address] = [(six, 1), (six, 2), (six, 3), (four, 4), (four, 5)]
    assert [name for _, name in addresses.in_turn(given)] == [1, 4, 2, 5, 3]
    assert addresses.in_turn([]) == []


async def test_a_connection_that_is_too_old_is_not_used_again(resolver: Resolver) -> None:
    async with (
        stand_in(respond(plain(b"old"))) as old,
        stand_in(respond(plain(b"new"))) as new,
        client(max_connection_seconds=0.3) as upstream,
    ):
        resolver.found = [("127.0.0.1", old.port)]
        assert await get(upstream, 80) == b"old"
        resolver.found = [("127.0.0.1", new.port)]
        assert await get(upstream, 80) == b"old"
        assert (old.connections, resolver.asked) == (1, 1)
        await until(lambda: upstream.open == 0, seconds=1)  # idle ones too
        assert await get(upstream, 80) == b"new"


async def test_a_busy_connection_finishes_what_it_does(resolver: Resolver) -> None:
    async def slow(peer: Peer) -> None:
        await peer.request()
        await peer.send(chunked(b"slow", end=False))
        await asyncio.sleep(0.4)
        await peer.send(chunk(b" but whole") + chunk(b""))
        await peer.closed()

    async with stand_in(slow) as peer, client(max_connection_seconds=0.2) as upstream:
        resolver.found = [("127.0.0.1", peer.port)]
        assert await get(upstream, 80) == b"slow but whole"
        assert upstream.idle == 0
        await until(lambda: peer.open == 0)
