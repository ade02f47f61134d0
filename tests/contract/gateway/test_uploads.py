"""Request bodies that go through as they come: forms, files, whatever a provider takes."""

import asyncio
import socket
import struct
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from support.certificates import server_context
from support.gateway_fakes import SECRET, Door, door, until
from support.upstream import Peer, chunk, chunked, plain, respond, stand_in
from to11.gateway.upstream.connect import default_tls
from to11.model.call import Ending
from to11.settings import ProviderSettings

MIB = 1024 * 1024
FORM, OPAQUE, NONE = "/v1/audio/transcriptions", "/openai/v1/uploads", "/v1/models"
BOUNDARY = "multipart/form-data; boundary=XX"


def form(model: bytes, file: bytes, *, model_first: bool = True) -> bytes:
    fields = [
        b'--XX\r\ncontent-disposition: form-data; name="model"\r\n\r\n' + model + b"\r\n",
        b'--XX\r\ncontent-disposition: form-data; name="file"; filename="a.wav"\r\n\r\n' + file + b"\r\n",
    ]
    return b"".join(fields if model_first else reversed(fields)) + b"--XX--\r\n"


def headers(**more: str) -> dict[str, str]:
    return {
        "x-to11-authorization": f"Bearer {SECRET}",
        "authorization": "Bearer sk-provider-key",
        **{name.replace("_", "-"): value for name, value in more.items()},
    }


async def begin(gateway: Door, path: str, **more: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A request of which the head was sent."""
    reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
    lines = [f"{name}: {value}" for name, value in {"host": "gateway", **headers(**more)}.items()]
    writer.write("\r\n".join([f"POST {path} HTTP/1.1", *lines, "", ""]).encode())
    return reader, writer


async def pieces(count: int, size: int = MIB) -> AsyncIterator[bytes]:
    for number in range(count):
        yield bytes([number % 256]) * size


async def read_head(peer: Peer) -> dict[bytes, bytes]:
    head = await peer.reader.readuntil(b"\r\n\r\n")
    return {name.lower(): value.strip() for name, _, value in (line.partition(b":") for line in head.split(b"\r\n"))}


async def read_chunks(peer: Peer) -> bytes:
    got = b""
    while size := int(await peer.reader.readuntil(b"\r\n"), 16):
        got += await peer.reader.readexactly(size)
        await peer.reader.readline()
    await peer.reader.readline()
    return got


async def test_pieces_reach_the_provider_as_they_come() -> None:
    seen: list[bytes] = []

    async def script(peer: Peer) -> None:
        given = await read_head(peer)
        seen.append(given[b"content-length"])
        seen.append(await peer.reader.readexactly(3))
        seen.append(await peer.reader.readexactly(3))
        await peer.send(plain(b"{}"))

    async with stand_in(script) as peer, door(peer.base_url) as gateway:
        reader, writer = await begin(gateway, OPAQUE, content_length="6", content_type="image/png")
        await until(lambda: seen == [b"6"])
        writer.write(b"one")
        await until(lambda: seen == [b"6", b"one"])
        writer.write(b"two")
        assert b" 200 OK" in await reader.readuntil(b"\r\n\r\n")
        writer.close()
        call = await gateway.recorded()
        assert (call.request_body, call.request_size, call.request_headers) == (
            b"onetwo",
            6,
            {"content-type": "image/png"},
        )
        assert (call.ending, call.attempts[0].status) == (Ending.COMPLETE, 200)


async def test_a_body_of_unknown_length_goes_in_chunks() -> None:
    got: list[object] = []

    async def script(peer: Peer) -> None:
        given = await read_head(peer)
        got.extend((given[b"transfer-encoding"], given.get(b"content-length"), await read_chunks(peer)))
        await peer.send(plain(b"{}"))

    async with stand_in(script) as peer, door(peer.base_url) as gateway:
        answer = await gateway.client.post(OPAQUE, content=pieces(3, 100_000), headers=headers())
        assert answer.status_code == 200
        assert got == [b"chunked", None, b"".join([bytes([number]) * 100_000 for number in range(3)])]
        assert (await gateway.recorded()).request_size == 300_000


async def test_no_body_is_announced_where_there_is_none() -> None:
    async with stand_in(respond(plain(b"{}"))) as peer, door(peer.base_url) as gateway:
        await gateway.client.get(NONE, headers=headers())
        await gateway.client.post(OPAQUE, headers=headers())
        listed, posted = peer.requests
        assert listed.line == b"GET /v1/models HTTP/1.1"
        assert (listed.values(b"content-length"), listed.values(b"transfer-encoding")) == ([], [])
        assert posted.values(b"content-length") == [b"0"]


async def test_a_body_that_nobody_asked_for_is_the_provider_s_to_judge() -> None:
    async with stand_in(respond(plain(b"{}"))) as peer, door(peer.base_url) as gateway:
        await gateway.client.request("GET", NONE, content=b"why", headers=headers())
        assert peer.requests[0].body == b"why"


async def test_a_slow_provider_slows_the_caller_and_no_memory_is_taken() -> None:
    go = asyncio.Event()

    async def slow(peer: Peer) -> None:
        given = await read_head(peer)
        await go.wait()
        await peer.reader.readexactly(int(given[b"content-length"]))
        await peer.send(plain(b"{}"))

    async with stand_in(slow) as peer, door(peer.base_url, max_recorded_bytes=1000) as gateway:
        reader, writer = await begin(gateway, OPAQUE, content_length=str(64 * MIB))
        sent = 0

        async def upload() -> None:
            nonlocal sent
            async for piece in pieces(64):
                writer.write(piece)
                await writer.drain()
                sent += 1

        uploading = asyncio.create_task(upload(), name="stand-in")
        await asyncio.sleep(0.5)
        assert sent < 32  # the kernel's buffers on both ways
        (connection,) = gateway.gateway._upstream._open
        assert connection._transport is not None
        assert connection._transport.get_write_buffer_size() < MIB
        go.set()
        assert b" 200 OK" in await reader.readuntil(b"\r\n\r\n")
        await uploading
        writer.close()
        call = await gateway.recorded()
        assert (call.request_size, len(call.request_body), call.request_truncated) == (64 * MIB, 1000, True)


async def test_what_is_announced_as_too_large_is_not_read() -> None:
    async with stand_in(respond(plain(b"{}"))) as peer, door(peer.base_url, max_upload_bytes=1000) as gateway:
        reader, writer = await begin(gateway, OPAQUE, content_length="1001")
        head = await reader.readuntil(b"\r\n\r\n")
        assert b" 413 " in head
        assert b"x-to11-error: gateway" in head
        writer.close()
        assert (await gateway.recorded()).ending is Ending.REFUSED
        assert peer.connections == 0


async def test_what_turns_out_too_large_is_cut_off() -> None:
    broken = asyncio.Event()

    async def script(peer: Peer) -> None:
        await read_head(peer)
        try:
            await read_chunks(peer)
        except asyncio.IncompleteReadError:
            broken.set()
            raise

    async with stand_in(script) as peer, door(peer.base_url, max_upload_bytes=MIB) as gateway:
        answer = await gateway.client.post(OPAQUE, content=pieces(3), headers=headers())
        assert (answer.status_code, answer.json()["error"]["code"]) == (413, "request_too_large")
        await asyncio.wait_for(broken.wait(), 5)
        call = await gateway.recorded()
        assert (call.status, call.error_type) == (413, "payload_too_large")
        assert call.attempts[0].error_type == "payload_too_large"


@pytest.mark.parametrize("linger", [0.0, 0.2])
@pytest.mark.parametrize("announced", [True, False])
async def test_an_answer_that_comes_before_the_upload_is_over(linger: float, announced: bool) -> None:
    async def early(peer: Peer) -> None:
        await read_head(peer)
        await peer.reader.readexactly(MIB)
        await peer.send(plain(b"no such key" * 1000, status=b"401 Unauthorized"))
        await asyncio.sleep(linger)
        peer.close()

    async with stand_in(early) as peer, door(peer.base_url) as gateway:
        more = {"content-length": str(8 * MIB)} if announced else {}
        answer = await gateway.client.post(OPAQUE, content=pieces(8), headers={**headers(), **more})
        assert (answer.status_code, answer.content) == (401, b"no such key" * 1000)
        await until(lambda: gateway.gateway._upstream.open == 0 and peer.open == 0)
        call = await gateway.recorded()
        assert (call.ending, call.status) == (Ending.COMPLETE, 401)
        health = await gateway.client.get("/health")  # the caller's connection is in order
        assert health.status_code == 200


async def test_an_early_answer_that_falls_silent() -> None:
    async def early(peer: Peer) -> None:
        await read_head(peer)
        await peer.send(b"HTTP/1.1 401 Unauthorized\r\ncontent-length: 10\r\n\r\nhalf")
        await until(lambda: gateway.spool.calls)

    async with stand_in(early) as peer, door(peer.base_url, idle_timeout_seconds=0.2) as gateway:
        reader, writer = await begin(gateway, OPAQUE, content_length=str(64 * MIB))
        writer.write(bytes(64 * MIB))
        assert await reader.readuntil(b"half")
        began = time.monotonic()
        with suppress(ConnectionResetError):  # the gateway does not read the rest
            await reader.read()
        assert time.monotonic() - began < 1
        writer.close()
        call = await gateway.recorded()
        assert (call.ending, call.error_type) == (Ending.UPSTREAM_BROKEN, "timeout")


async def test_an_answer_may_begin_while_the_upload_goes_on() -> None:
    async def eager(peer: Peer) -> None:
        await read_head(peer)
        await peer.send(chunked(b"begun ", end=False))
        await peer.reader.readexactly(8 * MIB)
        await peer.send(chunk(b"done") + chunk(b""))
        await peer.closed()

    async with stand_in(eager) as peer, door(peer.base_url) as gateway:
        reader, writer = await begin(gateway, OPAQUE, content_length=str(8 * MIB))
        assert b" 200 OK" in await reader.readuntil(b"\r\n\r\n")
        assert await reader.readexactly(9) == b"6\r\nbegun "
        async for piece in pieces(8):
            writer.write(piece)
            await writer.drain()
        assert (await reader.readuntil(b"0\r\n\r\n")).endswith(b"4\r\ndone\r\n0\r\n\r\n")
        assert gateway.gateway._upstream.idle == 1
        writer.close()
        assert (await gateway.recorded()).request_size == 8 * MIB


@pytest.mark.parametrize("reads", [True, False])
async def test_a_caller_who_hangs_up_within_the_upload_ends_the_request(reads: bool) -> None:
    async def script(peer: Peer) -> None:
        await read_head(peer)
        if reads:
            await peer.closed()
        else:  # the gateway's socket is full, and so nothing is read of the caller
            await until(lambda: gateway.gateway.running == 0)

    async with stand_in(script) as peer, door(peer.base_url) as gateway:
        _, writer = await begin(gateway, OPAQUE, content_length=str(64 * MIB))
        writer.write(bytes(32 * MIB))
        await until(lambda: peer.open == 1)
        await asyncio.sleep(0.3)
        left = time.monotonic()
        # A reset: a farewell would wait behind what the gateway does not read, and could not be known of.
        raw = writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()
        await until(lambda: gateway.gateway.running == 0 and gateway.gateway._upstream.open == 0)
        assert time.monotonic() - left < 1
        call = await gateway.recorded()
        assert (call.ending, call.attempts[0].error_type) == (Ending.CLIENT_CLOSED, "cancelled")
        assert 0 < call.request_size < 64 * MIB


async def test_a_caller_who_falls_silent_within_the_upload() -> None:
    async def script(peer: Peer) -> None:
        await read_head(peer)
        await peer.closed()

    limits: dict[str, Any] = {"body_timeout_seconds": 0.2, "idle_timeout_seconds": 0.1}
    async with stand_in(script) as peer, door(peer.base_url, **limits) as gateway:
        reader, writer = await begin(gateway, OPAQUE, content_length="100")
        writer.write(b"a")
        assert b" 400 " in await reader.readuntil(b"\r\n\r\n")
        writer.close()
        await until(lambda: peer.open == 0)
        assert (await gateway.recorded()).error_type == "request_timeout"


async def test_an_upload_has_a_connection_of_its_own() -> None:
    """It cannot be sent a second time when a kept connection turns out to be closed."""

    async def once(peer: Peer) -> None:
        await peer.request()
        await peer.send(plain(b"first"))
        await peer.reader.read(1)
        peer.reset()

    async with stand_in(once, respond(plain(b"second"))) as peer, door(peer.base_url) as gateway:
        assert (await gateway.chat()).content == b"first"
        assert (await gateway.client.post(OPAQUE, content=b"x", headers=headers())).content == b"second"
        await until(lambda: len(gateway.spool.calls) == 2)
        assert len(gateway.spool.calls[1].attempts) == 1


async def test_an_upload_over_tls(tmp_path: Path) -> None:
    async with stand_in(respond(plain(b"{}")), tls=server_context(tmp_path, "127.0.0.1")) as peer:
        trust = default_tls()
        trust.load_verify_locations(tmp_path / "cert.pem")
        async with door(peer.base_url.replace("http:", "https:"), tls=trust) as gateway:
            more = {**headers(), "content-length": str(20 * MIB)}
            assert (await gateway.client.post(OPAQUE, content=pieces(20), headers=more)).status_code == 200
            assert peer.requests[0].body == b"".join([bytes([number]) * MIB for number in range(20)])


@pytest.mark.parametrize("announced", [True, False])
async def test_a_form_goes_where_its_model_says(announced: bool) -> None:
    got: list[bytes] = []

    async def script(peer: Peer) -> None:
        given = await read_head(peer)
        length = given.get(b"content-length")
        got.append(await read_chunks(peer) if length is None else await peer.reader.readexactly(int(length)))
        await peer.send(plain(b"{}"))

    async def drip(body: bytes) -> AsyncIterator[bytes]:
        for at in range(0, len(body), 50_000):
            yield body[at : at + 50_000]

    body = form(b"mine::whisper-1", bytes(200_000))
    async with stand_in(script) as peer:
        mine = {"mine": ProviderSettings(base_url=peer.base_url)}
        async with door("http://127.0.0.1:1/v1", providers=mine) as gateway:
            content: Any = body if announced else drip(body)
            answer = await gateway.client.post(FORM, content=content, headers=headers(content_type=BOUNDARY))
            assert answer.status_code == 200
            assert got == [form(b"whisper-1", bytes(200_000))]
            call = await gateway.recorded()
            assert (call.model, call.provider, call.request_body) == ("whisper-1", "mine", body)


async def test_a_form_whose_model_comes_late_goes_through_untouched() -> None:
    body = form(b"whisper-1", bytes(3 * MIB), model_first=False)
    async with stand_in(respond(plain(b"{}"))) as peer, door(peer.base_url) as gateway:
        answer = await gateway.client.post(FORM, content=body, headers=headers(content_type=BOUNDARY))
        assert answer.status_code == 200
        assert peer.requests[0].body == body


async def test_a_form_that_comes_byte_by_byte() -> None:
    async def bytewise(body: bytes) -> AsyncIterator[bytes]:
        for at in range(len(body)):
            yield body[at : at + 1]
            await asyncio.sleep(0)

    got: list[bytes] = []

    async def script(peer: Peer) -> None:
        await read_head(peer)
        got.append(await read_chunks(peer))
        await peer.send(plain(b"{}"))

    async with stand_in(script) as peer, door(peer.base_url) as gateway:
        sent = form(b"openai::whisper-1", b"sound")
        await gateway.client.post(FORM, content=bytewise(sent), headers=headers(content_type=BOUNDARY))
        assert got == [form(b"whisper-1", b"sound")]


async def test_no_connection_is_left_when_the_provider_breaks_off_within_an_upload() -> None:
    async def breaks(peer: Peer) -> None:
        await read_head(peer)
        await peer.reader.readexactly(MIB)
        peer.reset()

    async with stand_in(breaks) as peer, door(peer.base_url) as gateway:
        answer = await gateway.client.post(OPAQUE, content=pieces(8), headers=headers())
        assert answer.status_code == 502
        await until(lambda: gateway.gateway._upstream.open == 0)
        assert (await gateway.recorded()).ending is Ending.UPSTREAM_FAILED


async def test_a_form_without_a_file_goes_where_its_model_says() -> None:
    """Mistral's client sends one url-encoded when the sound is at an address."""
    body = b"file_url=https%3A%2F%2Fx%2Fa.wav&model=mistral%3A%3Avoxtral-mini"
    async with stand_in(respond(plain(b"{}"))) as wrong, stand_in(respond(plain(b"{}"))) as peer:
        providers = {"mistral": ProviderSettings(base_url=peer.base_url)}
        async with door(wrong.base_url, providers=providers) as gateway:
            more = headers(content_type="application/x-www-form-urlencoded")
            assert (await gateway.client.post(FORM, content=body, headers=more)).status_code == 200
            (request,) = peer.requests
            assert request.body == b"file_url=https%3A%2F%2Fx%2Fa.wav&model=voxtral-mini"
            assert request.values(b"content-length") == [b"%d" % len(request.body)]
            call = await gateway.recorded()
            assert (call.provider, call.model, call.request_body) == ("mistral_ai", "voxtral-mini", body)
        assert wrong.requests == []
