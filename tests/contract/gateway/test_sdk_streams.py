"""The helpers that the stock SDKs have for streams and for raw answers, through the gateway."""

import asyncio
import json
import time
from typing import Any

import anthropic
import httpx2  # Anthropic's SDK lets its errors through as they are
import openai
import pydantic
import pytest

from support.gateway_fakes import Door, door, until
from support.sdks import HELLO, anthropic_at, openai_at
from support.upstream import Peer, Script, StandIn, chunk, chunked, plain, respond, stand_in
from to11.model.call import Ending
from to11.settings import ProviderSettings


class Capital(pydantic.BaseModel):
    city: str


SAID = '{"city":"Paris"}'
_HEAD = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "gpt-4o-2024-08-06"}


def events(documents: list[dict[str, Any]], *, named: bool = True) -> list[bytes]:
    names = [f"event: {each['type']}\n" if named else "" for each in documents]
    return [f"{name}data: {json.dumps(each)}\n\n".encode() for name, each in zip(names, documents, strict=True)]


def choice(delta: dict[str, Any], reason: str | None = None) -> dict[str, Any]:
    return {**_HEAD, "choices": [{"index": 0, "delta": delta, "finish_reason": reason}], "usage": None}


CHAT = [
    *events(
        [
            choice({"role": "assistant", "content": SAID[:7]}),
            choice({"content": SAID[7:]}),
            choice({}, "stop"),
            {**_HEAD, "choices": [], "usage": {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7}},
        ],
        named=False,
    ),
    b"data: [DONE]\n\n",
]


def response(status: str, output: list[dict[str, Any]], usage: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1,
        "model": "gpt-4o-2024-08-06",
        "status": status,
        "output": output,
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "usage": usage,
    }


def _message(status: str, content: list[dict[str, Any]]) -> dict[str, Any]:
    return {"id": "msg_1", "type": "message", "role": "assistant", "status": status, "content": content}


def _part(text: str) -> dict[str, Any]:
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}


_USAGE = {
    "input_tokens": 5,
    "input_tokens_details": {"cached_tokens": 0},
    "output_tokens": 2,
    "output_tokens_details": {"reasoning_tokens": 0},
    "total_tokens": 7,
}
_AT = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
_STEPS: list[dict[str, Any]] = [
    {"type": "response.created", "response": response("in_progress", [])},
    {"type": "response.output_item.added", "output_index": 0, "item": _message("in_progress", [])},
    {"type": "response.content_part.added", **_AT, "part": _part("")},
    {"type": "response.output_text.delta", **_AT, "delta": SAID[:7], "logprobs": []},
    {"type": "response.output_text.delta", **_AT, "delta": SAID[7:], "logprobs": []},
    {"type": "response.output_text.done", **_AT, "text": SAID, "logprobs": []},
    {"type": "response.content_part.done", **_AT, "part": _part(SAID)},
    {"type": "response.output_item.done", "output_index": 0, "item": _message("completed", [_part(SAID)])},
    {"type": "response.completed", "response": response("completed", [_message("completed", [_part(SAID)])], _USAGE)},
]
RESPONSES = events([{**step, "sequence_number": number} for number, step in enumerate(_STEPS)])
_STARTED = {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude-opus-4", "content": []}
MESSAGES = events(
    [
        {"type": "message_start", "message": {**_STARTED, "usage": {"input_tokens": 5, "output_tokens": 1}}},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {"type": "ping"},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Bon"}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "jour"}},
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 2}},
        {"type": "message_stop"},
    ]
)
ASKED: Any = {"model": "claude-opus-4", "max_tokens": 10, "messages": HELLO}


def both(peer: StandIn) -> dict[str, ProviderSettings]:
    return {"anthropic": ProviderSettings(base_url=peer.base_url)}


def begun(*pieces: bytes) -> Script:
    """A script that begins a stream and waits until the other side is gone."""

    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.send(chunked(*pieces, end=False))
        await peer.closed()

    return script


async def ended(gateway: Door, peer: StandIn, *, within: float = 1.0) -> None:
    """The provider's side ends in time, and the record says who left."""
    started = time.monotonic()
    await until(lambda: peer.open == 0, seconds=within)
    call = await gateway.recorded()
    assert time.monotonic() - started < within
    assert (call.ending, call.error_type) == (Ending.CLIENT_CLOSED, "client_closed")


async def test_chat_with_the_helper_for_streams() -> None:
    async with stand_in(respond(chunked(*CHAT))) as peer, door(peer.base_url) as gateway, openai_at(gateway) as client:
        async with client.chat.completions.stream(model="gpt-4o", messages=HELLO, response_format=Capital) as stream:
            seen = [event.type async for event in stream]
            completion = await stream.get_final_completion()
        assert completion.choices[0].message.parsed == Capital(city="Paris")
        assert completion.usage is None, "it was not the caller who asked for it"
        assert seen.count("content.delta") == 2
        assert seen[-1] == "content.done"
        call = await gateway.recorded()
        assert (call.usage_asked, call.response_body) == (True, b"".join(CHAT))


async def test_responses_with_the_helper_for_streams() -> None:
    async with (
        stand_in(respond(chunked(*RESPONSES))) as peer,
        door(peer.base_url) as gateway,
        openai_at(gateway) as client,
    ):
        async with client.responses.stream(model="gpt-4o", input="hi", text_format=Capital) as stream:
            seen = [event.type async for event in stream]
            final = await stream.get_final_response()
        assert final.output_parsed == Capital(city="Paris")
        assert final.usage is not None
        assert (final.usage.input_tokens, final.usage.output_tokens) == (5, 2)
        assert (seen[0], seen[-1], len(seen)) == ("response.created", "response.completed", len(RESPONSES))
        call = await gateway.recorded()
        assert (call.route, call.stream, call.response_body) == ("/v1/responses", True, b"".join(RESPONSES))


async def test_messages_with_the_helper_for_streams() -> None:
    async with (
        stand_in(respond(chunked(*MESSAGES))) as peer,
        door("http://127.0.0.1:1", providers=both(peer)) as gateway,
        anthropic_at(gateway) as client,
    ):
        async with client.messages.stream(**ASKED) as stream:
            texts = [text async for text in stream.text_stream]
            message = await stream.get_final_message()
        assert texts == ["Bon", "jour"]
        assert (message.stop_reason, message.usage.input_tokens, message.usage.output_tokens) == ("end_turn", 5, 2)
        assert (await gateway.recorded()).response_body == b"".join(MESSAGES)


async def test_an_answer_with_its_headers() -> None:
    answer = plain(json.dumps(response("completed", [])).encode(), b"x-request-id: req_theirs", b"x-ratelimit: 9")
    async with stand_in(respond(answer)) as peer, door(peer.base_url) as gateway, openai_at(gateway) as client:
        raw = await client.responses.with_raw_response.create(model="gpt-4o", input="hi")
        assert (raw.request_id, raw.headers["x-ratelimit"]) == ("req_theirs", "9")
        assert raw.headers["x-to11-request-id"] == (await gateway.recorded()).request_id
        assert raw.parse().id == "resp_1"
        async with client.responses.with_streaming_response.create(model="gpt-4o", input="hi") as streamed:
            assert streamed.status_code == 200
            assert await streamed.read() == answer.partition(b"\r\n\r\n")[2]


async def test_a_stream_line_by_line() -> None:
    async with (
        stand_in(respond(chunked(*MESSAGES))) as peer,
        door("http://127.0.0.1:1", providers=both(peer)) as gateway,
        anthropic_at(gateway) as client,
    ):
        async with client.messages.with_streaming_response.create(**ASKED, stream=True) as streamed:
            assert streamed.headers["content-type"] == "text/event-stream"
            lines = [line async for line in streamed.iter_lines()]
        assert "\n".join(lines).encode().rstrip() == b"".join(MESSAGES).rstrip()
        raw = await client.messages.with_raw_response.create(**ASKED, stream=True)
        assert [event.type async for event in await raw.parse()][-1] == "message_stop"


async def test_a_stream_that_is_left_in_the_middle() -> None:
    for leave in (_close_responses, _break_off_messages, _cancel_chat):
        pieces = {_close_responses: RESPONSES, _break_off_messages: MESSAGES, _cancel_chat: CHAT}[leave][:4]
        async with (
            stand_in(begun(*pieces)) as peer,
            door(peer.base_url, providers=both(peer)) as gateway,
        ):
            await leave(gateway)
            await ended(gateway, peer)


async def _close_responses(gateway: Door) -> None:
    async with openai_at(gateway) as client, client.responses.stream(model="gpt-4o", input="hi") as stream:
        async for event in stream:
            if event.type == "response.output_text.delta":
                break


async def _break_off_messages(gateway: Door) -> None:
    async with anthropic_at(gateway) as client, client.messages.stream(**ASKED) as stream:
        async for text in stream.text_stream:
            assert text == "Bon"
            break


async def _cancel_chat(gateway: Door) -> None:
    """The task that reads is cancelled, as a web framework does when its own caller leaves."""
    heard = asyncio.Event()

    async def read() -> None:
        async with openai_at(gateway) as client:
            stream = await client.chat.completions.create(model="gpt-4o", messages=HELLO, stream=True)
            async for _ in stream:
                heard.set()

    task = asyncio.create_task(read(), name="reads")
    await asyncio.wait_for(heard.wait(), 5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.parametrize("stream", [False, True])
async def test_the_sdks_own_time_out_ends_the_call_at_the_provider(stream: bool) -> None:
    async def silent(peer: Peer) -> None:
        await peer.request()
        await peer.closed()

    async with stand_in(silent) as peer, door(peer.base_url) as gateway, openai_at(gateway, timeout=0.3) as client:
        with pytest.raises(openai.APITimeoutError):
            await client.chat.completions.create(model="gpt-4o", messages=HELLO, stream=stream)
        await ended(gateway, peer)


async def test_a_time_out_between_two_events() -> None:
    async with (
        stand_in(begun(*MESSAGES[:4])) as peer,
        door("http://127.0.0.1:1", providers=both(peer)) as gateway,
        anthropic_at(gateway, timeout=0.3) as client,
    ):
        with pytest.raises(httpx2.ReadTimeout):
            async with client.messages.stream(**ASKED) as stream:
                await stream.get_final_message()
        await ended(gateway, peer)


async def test_a_break_in_the_middle_reaches_the_sdk() -> None:
    async def breaks(peer: Peer) -> None:
        await peer.request()
        await peer.send(chunked(*MESSAGES[:4], end=False))
        peer.reset()

    async with (
        stand_in(breaks) as peer,
        door("http://127.0.0.1:1", providers=both(peer)) as gateway,
        anthropic_at(gateway) as client,
    ):
        with pytest.raises(httpx2.RemoteProtocolError):
            async with client.messages.stream(**ASKED) as stream:
                await stream.get_final_message()
        call = await gateway.recorded()
        assert (call.ending, call.response_body) == (Ending.UPSTREAM_BROKEN, b"".join(MESSAGES[:4]))


async def test_an_error_in_the_middle_of_a_stream() -> None:
    """Anthropic says in the stream that it is overloaded: the SDK raises its own error for that."""
    error = events([{"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}])
    async with (
        stand_in(respond(chunked(*MESSAGES[:4], *error))) as peer,
        door("http://127.0.0.1:1", providers=both(peer)) as gateway,
        anthropic_at(gateway) as client,
    ):
        with pytest.raises(anthropic.APIStatusError, match="Overloaded"):
            async with client.messages.stream(**ASKED) as stream:
                await stream.get_final_message()
        assert (await gateway.recorded()).ending == Ending.COMPLETE


async def test_events_reach_the_sdk_as_they_come() -> None:
    """The provider sends the next event only when the caller has seen the last one."""
    seen: asyncio.Queue[None] = asyncio.Queue()

    async def step_by_step(peer: Peer) -> None:
        await peer.request()
        await peer.send(chunked(end=False))
        for event in CHAT[:3]:
            await peer.send(chunk(event))
            await asyncio.wait_for(seen.get(), 5)
        await peer.send(chunk(CHAT[-1]) + chunk(b""))

    async with stand_in(step_by_step) as peer, door(peer.base_url) as gateway, openai_at(gateway) as client:
        stream = await client.chat.completions.create(model="gpt-4o", messages=HELLO, stream=True)
        count = 0
        async for _ in stream:
            count += 1
            seen.put_nowait(None)
        assert count == 3
