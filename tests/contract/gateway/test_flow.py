"""What a call costs others: limits of a provider, lines in front of it, slow readers, large bodies."""

import asyncio
import ssl
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest

from support.certificates import server_context
from support.gateway_fakes import SECRET, Door, door, until
from support.upstream import Peer, chunk, chunked, plain, respond, stand_in
from to11.gateway import memory
from to11.gateway.upstream.connect import default_tls
from to11.model.call import Ending
from to11.settings import ProviderSettings

MIB = 1024 * 1024
EVENT = b'data: {"choices":[]}\n\n'


def limited(base_url: str, **settings: Any) -> dict[str, ProviderSettings]:
    return {"openai": ProviderSettings(base_url=base_url, **settings)}


def image(size: int) -> bytes:
    """A request with an image of about this size."""
    url = "data:image/png;base64," + "A" * size
    return msgspec.json.encode(
        {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": url}}]}], "model": "m"}
    )


async def held(peer: Peer) -> None:
    """Answers when a test says so, which it does by setting the event `go` of the stand-in's requests."""
    await peer.request()
    await peer.closed()


# Limits


async def test_calls_beyond_the_limit_wait_in_line() -> None:
    running = most = 0

    async def counting(peer: Peer) -> None:
        nonlocal running, most
        while True:
            await peer.request()
            running += 1
            most = max(most, running)
            await asyncio.sleep(0.02)
            running -= 1
            await peer.send(plain(b"{}"))

    async with stand_in(counting) as peer:
        providers = limited(peer.base_url, max_concurrent_calls=3)
        async with door(peer.base_url, providers=providers) as gateway:
            answers = await asyncio.gather(*(gateway.chat() for _ in range(12)))
            assert {answer.status_code for answer in answers} == {200}
            assert most == 3


@pytest.mark.parametrize(
    ("settings", "why"),
    [({"max_queued_calls": 0}, "the line is full"), ({"queue_timeout_seconds": 0.1}, "within 0.1 s")],
)
async def test_a_call_that_finds_no_place_is_told_to_come_again(settings: dict[str, Any], why: str) -> None:
    async with stand_in(held) as peer:
        providers = limited(peer.base_url, max_concurrent_calls=1, **settings)
        async with door(peer.base_url, providers=providers) as gateway:
            _, writer = await gateway.raw()
            await until(lambda: peer.requests)
            answer = await gateway.chat()
            assert (answer.status_code, answer.json()["error"]["code"]) == (429, "provider_busy")
            assert why in answer.json()["error"]["message"]
            assert "the gateway's own limit" in answer.json()["error"]["message"]
            assert answer.headers["x-to11-error"] == "gateway"
            assert int(answer.headers["retry-after"]) >= 1
            call = await gateway.recorded()
            assert (call.ending, call.status, call.attempts) == (Ending.REFUSED, 429, [])
            writer.close()
            await until(lambda: gateway.gateway.running == 0)


async def test_a_caller_who_hangs_up_in_line_leaves_it() -> None:
    async with stand_in(held) as peer:
        providers = limited(peer.base_url, max_concurrent_calls=1)
        async with door(peer.base_url, providers=providers) as gateway:
            _, first = await gateway.raw()
            await until(lambda: peer.requests)
            _, second = await gateway.raw()
            await until(lambda: gateway.gateway.running == 2)
            await asyncio.sleep(0.05)
            second.transport.abort()
            call = await gateway.recorded()
            assert (call.ending, call.status, call.attempts) == (Ending.CLIENT_CLOSED, 0, [])
            assert len(peer.requests) == 1
            first.close()
            await until(lambda: gateway.gateway.running == 0)


async def test_a_provider_s_own_limit_passes_through() -> None:
    refusal = plain(b'{"error":{}}', b"retry-after: 17", status=b"429 Too Many Requests")
    async with stand_in(respond(refusal)) as peer, door(peer.base_url) as gateway:
        answer = await gateway.chat()
        assert (answer.status_code, answer.content) == (429, b'{"error":{}}')
        assert answer.headers["retry-after"] == "17"
        assert "x-to11-error" not in answer.headers


async def test_time_outs_of_a_provider_s_own() -> None:
    async def half(peer: Peer) -> None:
        await peer.request()
        await peer.send(chunked(EVENT, end=False))
        await peer.closed()

    async with stand_in(held) as silent, stand_in(half) as begun:
        providers = {
            **limited(silent.base_url, first_byte_timeout_seconds=0.1),
            "mine": ProviderSettings(base_url=begun.base_url, idle_timeout_seconds=0.1),
        }
        async with door(silent.base_url, providers=providers) as gateway:
            assert (await gateway.chat()).status_code == 504
            reader, writer = await gateway.raw({"model": "mine::m"})
            assert not (await reader.read()).endswith(b"0\r\n\r\n")
            writer.close()
            await until(lambda: len(gateway.spool.calls) == 2)
            assert [call.error_type for call in gateway.spool.calls] == ["timeout", "timeout"]


# Streams


async def stream_times(gateway: Door, count: int) -> list[float]:
    """When each event of a stream came."""
    reader, writer = await gateway.raw({"model": "m", "stream": True})
    await reader.readuntil(b"\r\n\r\n")
    times = []
    for _ in range(count):
        await reader.readuntil(b"\n\n\r\n")
        times.append(time.monotonic())
    await reader.readuntil(b"0\r\n\r\n")
    writer.close()
    return times


@pytest.mark.parametrize("secure", [False, True])
async def test_events_leave_as_they_arrive(tmp_path: Path, secure: bool) -> None:
    sent: list[float] = []

    async def ticking(peer: Peer) -> None:
        await peer.request()
        await peer.send(chunked(end=False))
        for number in range(20):
            await asyncio.sleep(0.02)
            sent.append(time.monotonic())
            await peer.send(chunk(b'data: {"choices":[{"index":%d}],"usage":null}\n\n' % number))
        await peer.send(chunk(b""))
        await peer.closed()

    server: ssl.SSLContext | None = None
    trust = default_tls()
    if secure:
        server = server_context(tmp_path, "127.0.0.1")
        trust.load_verify_locations(tmp_path / "cert.pem")
    async with stand_in(ticking, tls=server) as peer:
        base_url = peer.base_url.replace("http:", "https:") if secure else peer.base_url
        async with door(base_url, tls=trust) as gateway:
            came = await stream_times(gateway, 20)
            late = sorted(there - here for here, there in zip(sent, came, strict=True))
            assert late[len(late) // 2] < 0.01  # half of the time between two events
            assert late[-1] < 0.2
            call = await gateway.recorded()
            assert call.piece_ends[-1] == call.response_size == len(call.response_body)
            assert len(call.piece_ends) == len(call.piece_ns) == 20
            assert call.piece_ns[0] == 0
            assert call.piece_ns == sorted(call.piece_ns)
            assert 0.3e9 < call.piece_ns[-1] < 2e9


async def test_no_times_of_pieces_where_nothing_streams() -> None:
    async with stand_in(respond(plain(b"{}"))) as peer, door(peer.base_url) as gateway:
        await gateway.chat()
        call = await gateway.recorded()
        assert (call.piece_ends, call.piece_ns, call.response_size) == ([], [], 2)


async def test_a_reader_who_stalls_costs_the_others_nothing() -> None:
    sent = 0

    async def flood(peer: Peer) -> None:
        nonlocal sent
        await peer.request()
        await peer.send(chunked(end=False))
        while True:
            await peer.send(chunk(bytes(MIB)))
            sent += 1

    async def a_hundred(gateway: Door) -> float:
        began = time.monotonic()
        for _ in range(100):
            assert (await gateway.chat()).status_code == 200
        return time.monotonic() - began

    async with stand_in(respond(plain(b"{}"))) as quick, stand_in(flood) as large:
        mine = {"mine": ProviderSettings(base_url=large.base_url)}
        async with door(quick.base_url, providers=mine) as gateway:
            before = min([await a_hundred(gateway) for _ in range(3)])
            reader, writer = await gateway.raw({"model": "mine::m", "stream": True})
            await reader.readuntil(b"\r\n\r\n")
            await asyncio.sleep(0.3)
            stalled = sent
            during = min([await a_hundred(gateway) for _ in range(3)])
            assert sent == stalled < 24  # the provider's socket is full
            assert during < 2 * before + 0.05
            writer.transport.abort()
            await until(lambda: large.open == 0, seconds=1)


async def test_a_pipelining_caller_who_hangs_up_is_noticed() -> None:
    async with stand_in(held) as peer, door(peer.base_url) as gateway:
        _, writer = await gateway.raw()
        await until(lambda: peer.requests)
        writer.write(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n")  # waits behind the call, and so nothing is read
        await asyncio.sleep(0.05)
        left = time.monotonic()
        writer.close()
        await until(lambda: peer.open == 0)
        assert time.monotonic() - left < 1
        assert (await gateway.recorded()).ending is Ending.CLIENT_CLOSED


# Large bodies


async def test_a_large_body_reaches_the_provider_whole_and_is_let_go_of() -> None:
    go = asyncio.Event()

    async def slow(peer: Peer) -> None:
        await peer.request()
        await peer.send(chunked(EVENT, end=False))
        await go.wait()
        await peer.send(chunk(b""))
        await peer.closed()

    body = image(20 * MIB)
    async with stand_in(slow) as peer, door(peer.base_url) as gateway:
        asking = asyncio.create_task(gateway.chat(body), name="stand-in")
        await until(lambda: peer.requests and gateway.gateway._calls._memory.used <= 16 * MIB)
        assert gateway.gateway._calls._memory.used == 16 * MIB  # the recorded copy
        assert peer.requests[0].body == body
        go.set()
        assert (await asking).status_code == 200
        call = await gateway.recorded()
        assert (call.request_size, call.request_body) == (len(body), body[: 16 * MIB])
        assert call.request_truncated
        await until(lambda: gateway.gateway._calls._memory.used == 0)


async def test_a_large_body_is_sent_again_where_a_kept_connection_was_closed() -> None:
    async def once(peer: Peer) -> None:
        await peer.request()
        await peer.send(plain(b"first"))
        await peer.reader.read(1)
        peer.reset()

    body = image(2 * MIB)
    async with stand_in(once, respond(plain(b"second"))) as peer, door(peer.base_url) as gateway:
        assert (await gateway.chat()).content == b"first"
        assert (await gateway.chat(body)).content == b"second"
        assert peer.requests[1].body == body
        await until(lambda: len(gateway.spool.calls) == 2)
        assert [attempt.error_type for attempt in gateway.spool.calls[1].attempts] == ["connection_closed", ""]


async def test_the_model_and_the_question_for_usage_in_a_large_body() -> None:
    body = image(2 * MIB)
    streaming = body.replace(b'"model":"m"', b'"model":"openai::m","stream":true')
    async with stand_in(respond(chunked(EVENT))) as peer, door(peer.base_url) as gateway:
        assert (await gateway.chat(streaming)).content == EVENT
        asking = b'"model":"m","stream":true,"stream_options":{"include_usage":true}'
        assert peer.requests[0].body == body.replace(b'"model":"m"', asking)
        assert (await gateway.recorded()).request_body == streaming


async def test_a_large_body_that_is_no_json() -> None:
    async with stand_in(respond(plain(b"{}"))) as peer, door(peer.base_url) as gateway:
        answer = await gateway.chat(image(2 * MIB)[:-1])
        assert (answer.status_code, peer.connections) == (400, 0)


async def test_no_room_for_a_large_body(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_WAIT_SECONDS", 0.1)
    limits: dict[str, Any] = {
        "max_request_bytes": 4 * MIB,
        "max_recorded_bytes": MIB,
        "max_body_memory_bytes": 10 * MIB,
    }
    async with stand_in(held, held, respond(plain(b"{}"))) as peer, door(peer.base_url, **limits) as gateway:
        writers = [(await gateway.raw(image(3 * MIB)))[1] for _ in range(2)]
        await until(lambda: len(peer.requests) == 2)
        answer = await gateway.chat(image(3 * MIB))
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "unavailable")
        assert int(answer.headers["retry-after"]) >= 1
        assert (await gateway.chat()).status_code == 200  # small ones do not need room
        for writer in writers:
            writer.transport.abort()
        await until(lambda: gateway.gateway.running == 0)
        assert gateway.gateway._calls._memory.used == 0


async def test_a_slow_sender_of_a_large_body() -> None:
    async with stand_in(held) as peer, door(peer.base_url, body_timeout_seconds=0.2) as gateway:
        reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
        head = f"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nx-to11-authorization: Bearer {SECRET}\r\n"
        writer.write(head.encode() + b"content-length: 1000000\r\n\r\n{")
        assert b" 400 " in await reader.readuntil(b"\r\n\r\n")
        writer.close()
        assert (await gateway.recorded()).error_type == "request_timeout"


async def test_recorded_copies_of_many_streams_stay_within_their_room() -> None:
    go = asyncio.Event()

    async def long(peer: Peer) -> None:
        await peer.request()
        await peer.send(chunked(end=False))
        for _ in range(4):
            await peer.send(chunk(bytes(MIB)))
        await go.wait()
        await peer.send(chunk(b""))
        await peer.closed()

    limits: dict[str, Any] = {
        "max_request_bytes": MIB,
        "max_recorded_bytes": 4 * MIB,
        "max_body_memory_bytes": 16 * MIB,
    }
    async with stand_in(long) as peer, door(peer.base_url, **limits) as gateway:
        asking = [asyncio.create_task(gateway.chat({"model": "m", "stream": True})) for _ in range(6)]
        room = gateway.gateway._calls._memory
        await until(lambda: room.used > 7 * MIB)
        await asyncio.sleep(0.1)
        assert room.used <= 8 * MIB
        go.set()
        assert {len((await each).content) for each in asking} == {4 * MIB}
        await until(lambda: len(gateway.spool.calls) == 6)
        assert sum(len(call.response_body) for call in gateway.spool.calls) <= 8 * MIB + 6 * memory.FREE_BYTES
        assert {call.response_size for call in gateway.spool.calls} == {4 * MIB}
        assert any(call.response_truncated for call in gateway.spool.calls)
        assert room.used == 0
