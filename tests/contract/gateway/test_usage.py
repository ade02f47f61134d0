"""The usage chunk that is asked for on the caller's behalf, and what the caller sees of it."""

import gzip

import msgspec
import pytest

from support.gateway_fakes import door
from support.upstream import Peer, chunk, chunked, plain, respond, stand_in
from to11.settings import ProviderSettings
from to11.wire.openai import usage

SEEN = [
    b'data: {"id":"1","choices":[{"delta":{"content":"he"}}]}\n\n',
    b'data: {"id":"1","choices":[{"delta":{"content":"llo"}}]}\n\n',
    b"data: [DONE]\n\n",
]
COUNTS = b'data: {"id":"1","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}\n\n'
SENT = [SEEN[0][:-3] + b',"usage":null}\n\n', SEEN[1][:-3] + b',"usage":null}\n\n', COUNTS, SEEN[2]]
STREAMING = b'{"model": "m", "stream": true}'


async def test_asked_for_recorded_and_taken_out_again() -> None:
    async with stand_in(respond(chunked(*SENT))) as peer, door(peer.base_url) as gateway:
        response = await gateway.chat(STREAMING, accept_encoding="gzip")
        assert response.content == b"".join(SEEN)
        (received,) = peer.requests
        assert msgspec.json.decode(received.body)["stream_options"] == {"include_usage": True}
        assert received.values(b"accept-encoding") == [b"identity"]
        call = await gateway.recorded()
        assert call.usage_asked
        assert call.stream
        assert call.request_body == STREAMING
        assert call.response_body == b"".join(SENT)


async def test_events_arrive_one_by_one_however_they_are_cut() -> None:
    async def script(peer: Peer) -> None:
        await peer.request()
        whole = b"".join(SENT)
        await peer.send(chunked(end=False) + b"".join(chunk(whole[at : at + 7]) for at in range(0, len(whole), 7)))
        await peer.send(chunk(b""))

    async with stand_in(script) as peer, door(peer.base_url) as gateway:
        assert (await gateway.chat(STREAMING)).content == b"".join(SEEN)


@pytest.mark.parametrize(
    "body",
    [
        b'{"model":"m"}',
        b'{"model":"m","stream":false}',
        b'{"model":"m","stream":true,"stream_options":{"include_usage":true}}',
    ],
)
async def test_not_asked_for(body: bytes) -> None:
    async with stand_in(respond(chunked(*SENT))) as peer, door(peer.base_url) as gateway:
        response = await gateway.chat(body, accept_encoding="gzip")
        assert response.content == b"".join(SENT)
        assert peer.requests[0].body == body
        assert peer.requests[0].values(b"accept-encoding") == [b"gzip"]
        assert not (await gateway.recorded()).usage_asked


async def test_a_provider_that_refuses_to_be_asked() -> None:
    async with stand_in(respond(chunked(*SEEN))) as peer:
        mistral = ProviderSettings(base_url=peer.base_url)
        async with door(peer.base_url, providers={"mistral": mistral}) as gateway:
            response = await gateway.chat(STREAMING, x_genai_provider="mistral")
            assert response.content == b"".join(SEEN)
            assert peer.requests[0].body == STREAMING


@pytest.mark.parametrize(
    "answer",
    [
        plain(b"".join(SENT), status=b"400 Bad Request"),
        plain(b"".join(SENT)),
        plain(gzip.compress(b"".join(SENT)), b"content-encoding: gzip"),
    ],
)
async def test_what_is_no_readable_stream_passes_untouched(answer: bytes) -> None:
    async with stand_in(respond(answer)) as peer, door(peer.base_url) as gateway:
        assert (await gateway.chat(STREAMING)).content == b"".join(SENT)


async def test_a_stream_with_a_length_loses_it() -> None:
    body = b"".join(SENT)
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ncontent-length: %d\r\n\r\n" % len(
        body
    )
    async with stand_in(respond(head + body)) as peer, door(peer.base_url) as gateway:
        response = await gateway.chat(STREAMING)
        assert response.content == b"".join(SEEN)
        assert "content-length" not in response.headers


def broken(*_: object) -> bytes:
    raise ZeroDivisionError


async def test_a_bug_in_asking_costs_no_one_their_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usage, "ask_for_usage", broken)
    async with stand_in(respond(chunked(*SEEN))) as peer, door(peer.base_url) as gateway:
        assert (await gateway.chat(STREAMING)).content == b"".join(SEEN)
        assert peer.requests[0].body == STREAMING
        assert not (await gateway.recorded()).usage_asked


async def test_a_bug_in_taking_out_costs_no_one_their_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usage.UsageTaker, "feed", broken)
    async with stand_in(respond(chunked(*SENT))) as peer, door(peer.base_url) as gateway:
        assert (await gateway.chat(STREAMING)).content == b"".join(SENT)
        assert (await gateway.recorded()).ending == "complete"
