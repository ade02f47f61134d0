"""Bytes and headers both ways, over real sockets."""

import asyncio
import gzip
from collections.abc import AsyncIterator

import pytest

from support.gateway_fakes import OTHER_PROJECT, PROJECT, SECRET, WIDE_SECRET, FakeAccess, door
from support.upstream import Peer, chunk, chunked, plain, respond, respond_and_close, stand_in
from to11.model.tenancy import Project
from to11.settings import ProviderSettings

CALLER_TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
ODD_BODY = b'{ "messages" : [\n{"content":"\\u00e9 \xc3\xa9"}], "model":"gpt-4o","x":1.50 }\n'
ODD_ANSWER = b'{"id": "chatcmpl-1",\r\n "n": 1.0e0, "t": "\xc3\xa9"}'


async def test_a_plain_call_byte_for_byte() -> None:
    async with stand_in(respond(plain(ODD_ANSWER))) as peer, door(peer.base_url) as gateway:
        response = await gateway.chat(ODD_BODY)
        assert (response.status_code, response.content) == (200, ODD_ANSWER)
        assert peer.requests[0].line == b"POST /v1/chat/completions HTTP/1.1"
        assert peer.requests[0].body == ODD_BODY


async def test_a_stream_piece_by_piece() -> None:
    events = [b'data: {"n": %d}\n\n' % number for number in range(3)]
    step = asyncio.Semaphore(0)

    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.send(chunked(events[0], end=False))
        for event in events[1:]:
            await step.acquire()
            await peer.send(chunk(event))
        await peer.send(chunk(b""))

    async with stand_in(script) as peer, door(peer.base_url) as gateway:
        reader, writer = await gateway.raw({"model": "m", "stream": True, "stream_options": {"include_usage": True}})
        await reader.readuntil(b"\r\n\r\n")
        for event in events:  # the next is sent only when the one before has arrived
            assert await reader.readexactly(len(chunk(event))) == chunk(event)
            step.release()
        assert await reader.readuntil(b"0\r\n\r\n") == chunk(b"")
        writer.close()


async def test_a_compressed_answer_stays_compressed() -> None:
    packed = gzip.compress(ODD_ANSWER)
    async with (
        stand_in(respond(plain(packed, b"content-encoding: gzip"))) as peer,
        door(peer.base_url) as gateway,
        gateway.client.stream(
            "POST",
            "/v1/chat/completions",
            json={"model": "m"},
            headers={"x-to11-authorization": f"Bearer {SECRET}", "accept-encoding": "gzip"},
        ) as response,
    ):
        assert b"".join([piece async for piece in response.aiter_raw()]) == packed
        assert response.headers["content-encoding"] == "gzip"
        assert response.headers["content-length"] == str(len(packed))
        assert peer.requests[0].values(b"accept-encoding") == [b"gzip"]


async def test_an_answer_until_close() -> None:
    answer = (b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n", ODD_ANSWER[:7], ODD_ANSWER[7:])
    async with stand_in(respond_and_close(*answer, delay=0.01)) as peer, door(peer.base_url) as gateway:
        assert (await gateway.chat()).content == ODD_ANSWER


@pytest.mark.parametrize("status", [b"400 Bad Request", b"429 Too Many Requests", b"500 Oops", b"299 Odd"])
async def test_the_provider_s_own_errors_pass_through(status: bytes) -> None:
    error = b'{"error": {"message": "no", "code": "theirs"}}'
    async with (
        stand_in(respond(plain(error, b"retry-after: 7", status=status))) as peer,
        door(peer.base_url) as gateway,
    ):
        response = await gateway.chat()
        assert (response.status_code, response.content) == (int(status[:3]), error)
        assert response.headers["retry-after"] == "7"
        assert "x-to11-error" not in response.headers
        call = await gateway.recorded()
        assert (call.ending, call.status, call.attempts[0].status) == ("complete", int(status[:3]), int(status[:3]))


async def test_an_answer_without_a_body() -> None:
    async with stand_in(respond(b"HTTP/1.1 204 No Content\r\n\r\n")) as peer, door(peer.base_url) as gateway:
        response = await gateway.chat()
        assert (response.status_code, response.content) == (204, b"")
        assert (await gateway.recorded()).first_chunk_ns == 0


async def test_interim_answers_are_not_passed_on() -> None:
    early = b"HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n"
    async with stand_in(respond(early + plain(ODD_ANSWER))) as peer, door(peer.base_url) as gateway:
        assert (await gateway.chat()).content == ODD_ANSWER


async def test_request_headers() -> None:
    async with stand_in(respond(plain(b"{}"))) as peer, door(peer.base_url) as gateway:
        reader, writer = await gateway.raw(
            x_to11_user_id="u",
            x_to11_anything="t",
            x_genai_provider="openai",
            X_Custom="One",
            connection="close, X-Hop",
            X_Hop="1",
            te="trailers",
            baggage="a=b",
            expect="100-continue",
            proxy_authorization="Basic x",
        )
        await reader.read()
        writer.close()
        (received,) = peer.requests
        names = [name for name, _ in received.headers]
        assert names == [b"host", b"authorization", b"content-type", b"x-custom", b"traceparent", b"content-length"]
        assert received.values(b"host") == [b"127.0.0.1:%d" % peer.port]
        assert received.values(b"authorization") == [b"Bearer sk-provider-key"]
        assert received.values(b"x-custom") == [b"One"]
        assert not [value for _, value in received.headers if SECRET.encode() in value]


async def test_response_headers() -> None:
    headers = (
        b"set-cookie: a=1",
        b"X-Thing: Two",
        b"set-cookie: b=2",
        b"connection: keep-alive, x-hop",
        b"x-hop: 1",
        b"date: Sun, 22 Nov 2026 10:00:00 GMT",
        b"server: theirs",
        b"traceparent: theirs",
        b"x-to11-request-id: theirs",
    )
    async with stand_in(respond(plain(b"{}", *headers))) as peer, door(peer.base_url) as gateway:
        response = await gateway.chat()
        names = [name for name, _ in response.headers.raw]
        assert names == [
            b"content-type",
            b"set-cookie",
            b"x-thing",
            b"set-cookie",
            b"date",
            b"server",
            b"content-length",
            b"x-to11-request-id",
            b"traceparent",
        ]
        assert response.headers.get_list("set-cookie") == ["a=1", "b=2"]
        assert response.headers["server"] == "theirs"
        assert response.headers["x-to11-request-id"].startswith("req_")


async def test_the_query_string_goes_on_and_is_not_recorded() -> None:
    async with stand_in(respond(plain(b"{}"))) as peer, door(peer.base_url) as gateway:
        await gateway.chat(query="?api-version=1&key=s%20cret")
        assert peer.requests[0].line == b"POST /v1/chat/completions?api-version=1&key=s%20cret HTTP/1.1"
        assert (await gateway.recorded()).attempts[0].url == f"{peer.base_url}/chat/completions"


async def test_a_trace_continued() -> None:
    async with stand_in(respond(plain(b"{}"))) as peer, door(peer.base_url) as gateway:
        response = await gateway.chat(traceparent=CALLER_TRACE, tracestate="a=1, b=2")
        call = await gateway.recorded()
        (attempt,) = call.attempts
        trace_id = "0af7651916cd43dd8448eb211c80319c"
        assert (call.trace_id, call.parent_span_id, call.trace_flags) == (trace_id, "b7ad6b7169203331", 1)
        assert peer.requests[0].values(b"traceparent") == [f"00-{trace_id}-{attempt.span_id}-01".encode()]
        assert peer.requests[0].values(b"tracestate") == [call.trace_state.encode()] == [b"a=1,b=2"]
        assert response.headers["traceparent"] == f"00-{trace_id}-{call.server_span_id}-01"
        assert "tracestate" not in response.headers


@pytest.mark.parametrize("headers", [{}, {"traceparent": "00-nonsense-01", "tracestate": "a=1"}])
async def test_a_new_trace(headers: dict[str, str]) -> None:
    async with stand_in(respond(plain(b"{}"))) as peer, door(peer.base_url) as gateway:
        response = await gateway.chat(**headers)
        call = await gateway.recorded()
        flags = f"{call.trace_flags:02x}"
        assert call.trace_flags & 1
        assert call.parent_span_id == ""
        spans = {call.server_span_id, call.genai_span_id, call.attempts[0].span_id}
        assert len(spans) == 3
        assert peer.requests[0].values(b"traceparent") == [
            f"00-{call.trace_id}-{call.attempts[0].span_id}-{flags}".encode()
        ]
        assert peer.requests[0].values(b"tracestate") == []
        assert response.headers["traceparent"] == f"00-{call.trace_id}-{call.server_span_id}-{flags}"


async def test_connections_are_kept_on_both_sides() -> None:
    async with stand_in(respond(plain(b"{}"))) as peer, door(peer.base_url) as gateway:
        for _ in range(5):
            await gateway.chat()
        assert peer.connections == 1


@pytest.mark.parametrize("body", [b'{"model":"m","x":"%b"}' % (b"a" * 3_000_000), b'{"model":"m"}'])
async def test_bodies_of_all_sizes(body: bytes) -> None:
    answer = b"b" * len(body)
    async with stand_in(respond(plain(answer))) as peer, door(peer.base_url) as gateway:
        assert (await gateway.chat(body)).content == answer
        assert peer.requests[0].body == body


async def test_a_chunked_request_is_forwarded_with_its_length() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b'{"model":'
        yield b'"m"}'

    async with stand_in(respond(plain(b"{}"))) as peer, door(peer.base_url) as gateway:
        headers = {"x-to11-authorization": f"Bearer {SECRET}"}
        await gateway.client.post("/v1/chat/completions", content=pieces(), headers=headers)
        assert peer.requests[0].body == b'{"model":"m"}'
        assert peer.requests[0].values(b"transfer-encoding") == []


async def test_the_provider_by_prefix_header_and_list() -> None:
    async with stand_in(respond(plain(b"{}"))) as openai, stand_in(respond(plain(b"{}"))) as groq:
        mine = ProviderSettings(base_url=f"http://127.0.0.1:{groq.port}/openai/v1", models=("llama",))
        async with door(openai.base_url, providers={"groq": mine}) as gateway:
            await gateway.chat(b'{"model": "groq::llama-3",  "x": 1}')
            await gateway.chat({"model": "m"}, x_genai_provider="groq")
            await gateway.chat({"model": "llama"})
            await gateway.chat({"model": "m"})
            calls = gateway.spool.calls
        assert [request.body for request in groq.requests] == [
            b'{"model": "llama-3",  "x": 1}',
            b'{"model":"m"}',
            b'{"model":"llama"}',
        ]
        assert groq.requests[0].line == b"POST /openai/v1/chat/completions HTTP/1.1"
        assert len(openai.requests) == 1
        assert [(call.provider, call.model) for call in calls] == [
            ("groq", "llama-3"),
            ("groq", "m"),
            ("groq", "llama"),
            ("openai", "m"),
        ]


@pytest.mark.parametrize("cached", [True, False])
@pytest.mark.parametrize(
    ("secret", "named", "project"),
    [
        (SECRET, {}, PROJECT),
        (SECRET, {"x_to11_project_id": PROJECT.id}, PROJECT),
        (WIDE_SECRET, {"x_to11_project_id": OTHER_PROJECT.id}, OTHER_PROJECT),
    ],
)
async def test_the_project(cached: bool, secret: str, named: dict[str, str], project: Project) -> None:
    access = FakeAccess(cached=cached)
    async with stand_in(respond(plain(b"{}"))) as peer, door(peer.base_url, access=access) as gateway:
        response = await gateway.chat(**{"x_to11_authorization": f"Bearer {secret}", **named})
        assert response.status_code == 200
        await gateway.recorded()
        assert [entry[1] for entry in gateway.spool.entries] == [project.id]
        assert len(access.used) == 1
        assert access.used[0][1] == "gateway"
        assert access.denied == []
