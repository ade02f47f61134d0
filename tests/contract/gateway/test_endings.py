"""How calls end when they do not end well: hang-ups, breaks, time-outs, stale connections, stops."""

import asyncio
import gzip
import socket
import time
from typing import Any, NoReturn

import pytest

from support.gateway_fakes import Door, door, until
from support.upstream import Peer, Script, chunk, chunked, plain, respond, respond_and_close, stand_in
from to11.model.call import Ending

MIB = 1024 * 1024
EVENT = b'data: {"choices":[]}\n\n'


async def silent(peer: Peer) -> None:
    """Takes the request and says nothing."""
    await peer.request()
    await peer.closed()


async def endless(peer: Peer) -> None:
    """Streams until the other side is gone."""
    await peer.request()
    await peer.send(chunked(end=False))
    while True:
        await peer.send(chunk(EVENT))
        await asyncio.sleep(0.01)


async def half(peer: Peer) -> None:
    """Begins a stream, and waits."""
    await peer.request()
    await peer.send(chunked(EVENT, end=False))
    await peer.closed()


async def hang_up(gateway: Door, *, read: int = 0, body: object = None) -> float:
    """Make a call, read this much of the answer, leave; gives the time."""
    reader, writer = await gateway.raw(body)
    if read:
        await reader.readexactly(read)
    else:
        await until(lambda: gateway.gateway._upstream.open == 1)
        await asyncio.sleep(0.02)
    writer.transport.abort()
    return time.monotonic()


@pytest.mark.parametrize(("script", "read"), [(silent, 0), (half, 50), (endless, 2000)])
@pytest.mark.parametrize("body", [{"model": "m"}, {"model": "m", "stream": True}])
async def test_a_caller_who_hangs_up_ends_the_provider_s_work(script: Script, read: int, body: object) -> None:
    async with stand_in(script) as peer, door(peer.base_url) as gateway:
        left = await hang_up(gateway, read=read, body=body)
        await until(lambda: peer.open == 0)
        assert time.monotonic() - left < 1
        call = await gateway.recorded()
        assert (call.ending, call.error_type) == (Ending.CLIENT_CLOSED, "client_closed")
        assert call.status == (200 if read else 0)
        (attempt,) = call.attempts
        assert (attempt.status, attempt.error_type) == (200 if read else 0, "cancelled")
        if read:
            assert call.response_body.startswith(EVENT)
            assert call.first_chunk_ns > call.start_ns


LAST_WORDS = {
    "chat": [EVENT, b"data: [DONE]\n\n"],
    "messages": [EVENT, b'event: message_stop\ndata: {"type":"message_stop"}\n\n'],
    "responses": [EVENT, b'event: response.completed\r\ndata: {"response":{},"type":"response.completed"}\r\n\r\n'],
}


@pytest.mark.parametrize("coding", ["", "gzip"])
@pytest.mark.parametrize("words", LAST_WORDS.values(), ids=LAST_WORDS)
async def test_who_hangs_up_after_the_last_event_has_it_all(words: list[bytes], coding: str) -> None:
    """As stock SDKs do, which do not wait for the end of the body."""
    body = gzip.compress(b"".join(words)) if coding else b"".join(words)

    async def lingers(peer: Peer) -> None:
        await peer.request()
        more = b"\r\ncontent-encoding: gzip" if coding else b""
        await peer.send(chunked(body, content_type=b"text/event-stream" + more, end=False))
        await peer.closed()

    async with stand_in(lingers) as peer, door(peer.base_url) as gateway:
        reader, writer = await gateway.raw({"model": "m", "stream": True})
        await reader.readuntil(body)
        writer.transport.abort()
        await until(lambda: peer.open == 0)
        call = await gateway.recorded()
        assert (call.ending, call.error_type, call.status) == (Ending.COMPLETE, "", 200)
        assert [(attempt.status, attempt.error_type) for attempt in call.attempts] == [(200, "")]
        assert call.response_body == body


async def test_a_caller_who_hangs_up_while_the_gateway_connects() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        bound.listen(0)
        port = bound.getsockname()[1]
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:  # the backlog is full then: what comes is dropped, and connecting hangs
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1", port))
        async with door(f"http://127.0.0.1:{port}/v1") as gateway:
            _, writer = await gateway.raw()
            await until(lambda: gateway.gateway.running == 1)
            await asyncio.sleep(0.05)
            left = time.monotonic()
            writer.transport.abort()
            assert (await gateway.recorded()).ending is Ending.CLIENT_CLOSED
            assert time.monotonic() - left < 1
        for filler in fillers:
            filler.close()


async def test_a_caller_who_hangs_up_within_the_request() -> None:
    async with stand_in(silent) as peer, door(peer.base_url) as gateway:
        _, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
        writer.write(b"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n")
        writer.write(b"x-to11-authorization: Bearer to11_live_a-project-key\r\n\r\n{")
        await until(lambda: gateway.gateway.running == 1)
        writer.transport.abort()
        call = await gateway.recorded()
        assert (call.ending, call.status, call.attempts) == (Ending.CLIENT_CLOSED, 0, [])
        assert peer.connections == 0


async def test_a_half_closed_caller_gets_its_answer() -> None:
    async with stand_in(respond(plain(b"{}"))) as peer, door(peer.base_url) as gateway:
        reader, writer = await gateway.raw(connection="close")
        assert (await reader.read()).endswith(b"{}")
        writer.close()
        assert (await gateway.recorded()).ending is Ending.COMPLETE


@pytest.mark.parametrize(
    ("answer", "ends_with"),
    [
        (chunked(EVENT, end=False), chunk(EVENT)),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n" + EVENT, EVENT),
        (chunked(EVENT, end=False) + b"nonsense\r\n", chunk(EVENT)),
    ],
)
@pytest.mark.parametrize("stream", [True, False])
async def test_a_provider_who_breaks_off_is_seen_to_break_off(answer: bytes, ends_with: bytes, stream: bool) -> None:
    async with stand_in(respond_and_close(answer, delay=0.05)) as peer, door(peer.base_url) as gateway:
        reader, writer = await gateway.raw({"model": "m", "stream": stream})
        got = await reader.read()  # until the gateway closes
        assert got.startswith(b"HTTP/1.1 200 ")
        assert got.endswith(ends_with)
        writer.close()
        call = await gateway.recorded()
        assert (call.ending, call.status) == (Ending.UPSTREAM_BROKEN, 200)
        assert call.error_type in ("connection_closed", "protocol_error")
        assert call.response_body == EVENT
        assert (call.attempts[0].status, call.attempts[0].error_type) == (200, call.error_type)


async def test_what_was_held_back_of_a_stream_comes_out_when_it_breaks() -> None:
    cut = b'data: {"choi'
    async with stand_in(respond_and_close(chunked(EVENT, cut, end=False))) as peer, door(peer.base_url) as gateway:
        reader, writer = await gateway.raw({"model": "m", "stream": True})
        got = await reader.read()
        writer.close()
        assert got.endswith(chunk(cut))


async def test_silence_within_an_answer() -> None:
    async with stand_in(half) as peer, door(peer.base_url, idle_timeout_seconds=0.1) as gateway:
        reader, writer = await gateway.raw()
        assert not (await reader.read()).endswith(b"0\r\n\r\n")
        writer.close()
        call = await gateway.recorded()
        assert (call.ending, call.error_type) == (Ending.UPSTREAM_BROKEN, "timeout")
        await until(lambda: peer.open == 0)


async def test_no_answer_in_time() -> None:
    async with stand_in(silent) as peer, door(peer.base_url, first_byte_timeout_seconds=0.1) as gateway:
        response = await gateway.chat()
        assert (response.status_code, response.json()["error"]["code"]) == (504, "upstream_timeout")
        assert response.headers["x-to11-error"] == "gateway"
        call = await gateway.recorded()
        assert (call.ending, call.status, call.error_type) == (Ending.UPSTREAM_FAILED, 504, "timeout")
        assert (call.attempts[0].status, call.attempts[0].error_type) == (0, "timeout")
        await until(lambda: peer.open == 0)


async def test_nobody_there() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        async with door(f"http://127.0.0.1:{bound.getsockname()[1]}/v1") as gateway:
            response = await gateway.chat()
            assert (response.status_code, response.json()["error"]["code"]) == (502, "upstream_unreachable")
            call = await gateway.recorded()
            assert (call.ending, call.error_type) == (Ending.UPSTREAM_FAILED, "connection_refused")
            assert call.attempts[0].error_type == "connection_refused"


@pytest.mark.parametrize(
    "answer", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 101 Switching Protocols\r\n\r\n", b"HTTP/1.1 200"]
)
async def test_an_answer_that_is_none(answer: bytes) -> None:
    async with stand_in(respond_and_close(answer)) as peer, door(peer.base_url) as gateway:
        response = await gateway.chat()
        assert (response.status_code, response.json()["error"]["code"]) == (502, "upstream_broken")
        assert (await gateway.recorded()).ending is Ending.UPSTREAM_FAILED
        assert len(peer.requests) == 1  # it may have cost tokens: not tried again


async def test_a_stale_connection_costs_a_second_attempt_not_the_call() -> None:
    async def once(peer: Peer) -> None:
        await peer.request()
        await peer.send(plain(b"first"))
        await peer.request()
        peer.reset()

    async with stand_in(once, respond(plain(b"second"))) as peer, door(peer.base_url) as gateway:
        assert (await gateway.chat()).content == b"first"
        assert (await gateway.chat()).content == b"second"
        await until(lambda: len(gateway.spool.calls) == 2)
        call = gateway.spool.calls[1]
        assert (call.ending, call.status, call.response_body) == (Ending.COMPLETE, 200, b"second")
        stale, fresh = call.attempts
        assert (stale.status, stale.error_type) == (0, "connection_closed")
        assert (fresh.status, fresh.error_type) == (200, "")
        assert stale.span_id != fresh.span_id
        assert stale.end_ns <= fresh.start_ns
        sent = [request.values(b"traceparent")[0].split(b"-")[2].decode() for request in peer.requests[1:]]
        assert sent == [stale.span_id, fresh.span_id]


async def test_only_one_second_attempt() -> None:
    async def once(peer: Peer) -> None:
        await peer.request()
        await peer.send(plain(b"first"))
        await peer.request()
        peer.reset()

    async with stand_in(once, respond_and_close(b"")) as peer, door(peer.base_url) as gateway:
        await gateway.chat()
        assert (await gateway.chat()).status_code == 502
        await until(lambda: len(gateway.spool.calls) == 2)
        assert len(gateway.spool.calls[1].attempts) == 2
        assert len(peer.requests) == 3


async def test_a_slow_caller_slows_its_own_provider_only() -> None:
    sent = 0

    async def flood(peer: Peer) -> None:
        nonlocal sent
        await peer.request()
        await peer.send(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % (64 * MIB))
        for _ in range(64):
            await peer.send(bytes(MIB))
            sent += 1

    limits: dict[str, Any] = {"max_recorded_bytes": 1000, "idle_timeout_seconds": 0.3}
    async with stand_in(flood, respond(plain(b"quick"))) as peer, door(peer.base_url, **limits) as gateway:
        reader, writer = await gateway.raw()
        await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(0.6)  # longer than the idle time-out, which is for slow providers
        assert sent < 24
        assert (await gateway.chat()).content == b"quick"
        assert len(await reader.readexactly(64 * MIB)) == 64 * MIB
        assert sent == 64
        writer.close()
        await until(lambda: len(gateway.spool.calls) == 2)
        call = gateway.spool.calls[1]
        assert (call.ending, call.response_body, call.response_truncated) == (Ending.COMPLETE, bytes(1000), True)


async def test_a_slow_caller_who_hangs_up() -> None:
    async def flood(peer: Peer) -> None:
        await peer.request()
        await peer.send(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % (64 * MIB))
        for _ in range(64):
            await peer.send(bytes(MIB))

    async with stand_in(flood) as peer, door(peer.base_url) as gateway:
        reader, writer = await gateway.raw()
        await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(0.1)
        writer.transport.abort()
        await until(lambda: peer.open == 0, seconds=1)
        assert (await gateway.recorded()).ending is Ending.CLIENT_CLOSED


async def test_running_calls_end_before_the_gateway_does() -> None:
    go = asyncio.Event()

    async def slow(peer: Peer) -> None:
        await peer.request()
        await go.wait()
        await peer.send(plain(b"late"))

    async with stand_in(slow) as peer, door(peer.base_url) as gateway:
        calling = asyncio.create_task(gateway.chat())
        await until(lambda: peer.requests)
        draining = asyncio.create_task(gateway.gateway.drain(5))
        await asyncio.sleep(0.05)
        assert not draining.done()
        go.set()
        await draining
        assert [call.response_body for call in gateway.spool.calls] == [b"late"]
        assert (await calling).content == b"late"


@pytest.mark.parametrize(
    ("script", "ending", "status"), [(half, Ending.UPSTREAM_BROKEN, 200), (silent, Ending.UPSTREAM_FAILED, 0)]
)
async def test_calls_that_outlive_the_grace_are_cut_off_and_recorded(
    script: Script, ending: Ending, status: int
) -> None:
    async with stand_in(script) as peer, door(peer.base_url) as gateway:
        _, writer = await gateway.raw()
        await until(lambda: peer.requests)
        await asyncio.sleep(0.02)
        await gateway.gateway.drain(0.05)
        (call,) = gateway.spool.calls
        assert (call.ending, call.status, call.error_type) == (ending, status, "shutdown")
        assert gateway.gateway.running == 0
        await until(lambda: peer.open == 0)
        writer.close()


def broken(*_: object, **__: object) -> NoReturn:
    raise ZeroDivisionError("a detail")


async def test_a_bug_before_an_answer_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("to11.gateway.relay.response_headers", broken)
    async with stand_in(respond(plain(b"{}"))) as peer, door(peer.base_url) as gateway:
        response = await gateway.chat()
        assert (response.status_code, response.json()["error"]["code"]) == (500, "internal_error")
        call = await gateway.recorded()
        assert (call.ending, call.status, call.error_type) == (Ending.UPSTREAM_FAILED, 500, "internal_error")
        assert call.attempts[0].error_type == "_OTHER"
        assert "detail" not in call.error_message
        assert gateway.gateway._upstream.idle == 1  # the answer was there, and whole


async def test_a_bug_within_an_answer_is_seen_as_a_break(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("to11.gateway.upstream.response.Response.read", broken)
    async with stand_in(respond(plain(b"{}"))) as peer, door(peer.base_url) as gateway:
        reader, writer = await gateway.raw()
        got = await reader.read()
        assert got.startswith(b"HTTP/1.1 200 ")
        assert got.endswith(b"\r\n\r\n")
        writer.close()
        call = await gateway.recorded()
        assert (call.ending, call.status, call.error_type) == (Ending.UPSTREAM_BROKEN, 200, "internal_error")


async def test_an_operator_is_told_once_of_what_a_provider_failed(capsys: pytest.CaptureFixture[str]) -> None:
    broken, none = respond_and_close(chunked(EVENT, end=False)), respond_and_close(b"nonsense\r\n\r\n")
    async with stand_in(broken, none) as peer, door(peer.base_url) as gateway:
        for said in ("a provider's answer broke off", "no answer from a provider"):
            reader, writer = await gateway.raw()
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.read()
            writer.close()
            request_id = head.partition(b"x-to11-request-id: ")[2].partition(b"\r\n")[0].decode()
            printed = capsys.readouterr().out
            assert (printed.count(request_id), printed.count(said), "openai" in printed) == (1, 1, True), printed
