"""The stock `openai` SDK, pointed at the gateway."""

import openai
import pytest

from support.gateway_fakes import SECRET, Door, door, until
from support.upstream import chunked, plain, respond, stand_in

COMPLETION = (
    b'{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-4o-2024-08-06","choices":[{"index":0,'
    b'"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],'
    b'"usage":{"prompt_tokens":5,"completion_tokens":1,"total_tokens":6}}'
)
CHUNK = b'data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-4o","choices":%b}\n\n'
STREAM = (
    CHUNK % b'[{"index":0,"delta":{"role":"assistant","content":"Hel"},"finish_reason":null}],"usage":null',
    CHUNK % b'[{"index":0,"delta":{"content":"lo"},"finish_reason":"stop"}],"usage":null',
    CHUNK % b'[],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}',
    b"data: [DONE]\n\n",
)


def sdk(gateway: Door, secret: str = SECRET) -> openai.AsyncOpenAI:
    return openai.AsyncOpenAI(
        base_url=f"http://127.0.0.1:{gateway.port}/v1",
        api_key="sk-provider-key",
        default_headers={"x-to11-authorization": f"Bearer {secret}"},
        max_retries=0,
    )


async def test_plain() -> None:
    async with stand_in(respond(plain(COMPLETION))) as peer, door(peer.base_url) as gateway, sdk(gateway) as client:
        completion = await client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "hi"}])
        assert completion.choices[0].message.content == "Hello"
        assert completion.usage is not None
        assert completion.usage.total_tokens == 6
        assert peer.requests[0].values(b"authorization") == [b"Bearer sk-provider-key"]


@pytest.mark.parametrize("asks", [True, False])
async def test_stream(asks: bool) -> None:
    async with stand_in(respond(chunked(*STREAM))) as peer, door(peer.base_url) as gateway, sdk(gateway) as client:
        stream = await client.chat.completions.create(
            model="gpt-4o",
            messages=[{"role": "user", "content": "hi"}],
            stream=True,
            stream_options={"include_usage": True} if asks else openai.omit,
        )
        chunks = [chunk async for chunk in stream]
        text = "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)
        assert text == "Hello"
        assert [chunk.usage.total_tokens for chunk in chunks if chunk.usage] == ([7] if asks else [])
        assert len(chunks) == (3 if asks else 2)
        call = await gateway.recorded()
        assert call.response_body == b"".join(STREAM)


async def test_a_stream_that_is_left_ends_at_the_provider() -> None:
    async with (
        stand_in(respond(chunked(STREAM[0], end=False))) as peer,
        door(peer.base_url) as gateway,
        sdk(gateway) as client,
    ):
        stream = await client.chat.completions.create(
            model="gpt-4o", messages=[{"role": "user", "content": "hi"}], stream=True
        )
        async for _ in stream:
            break
        await stream.close()
        assert (await gateway.recorded()).ending == "client_closed"
        await until(lambda: peer.open == 0)


async def test_a_stream_that_was_read_is_whole_though_its_body_does_not_end() -> None:
    async with (
        stand_in(respond(chunked(*STREAM, end=False))) as peer,
        door(peer.base_url) as gateway,
        sdk(gateway) as client,
    ):
        stream = await client.chat.completions.create(
            model="gpt-4o", messages=[{"role": "user", "content": "hi"}], stream=True
        )
        assert [chunk async for chunk in stream]
        assert (await gateway.recorded()).ending == "complete"
        await until(lambda: peer.open == 0)


async def test_without_a_key() -> None:
    async with door("http://127.0.0.1:1") as gateway, sdk(gateway, "nonsense") as client:
        with pytest.raises(openai.AuthenticationError) as caught:
            await client.chat.completions.create(model="gpt-4o", messages=[])
        assert caught.value.code == "invalid_api_key"
        assert caught.value.request_id == caught.value.response.headers["x-to11-request-id"]


async def test_an_unknown_provider() -> None:
    async with door("http://127.0.0.1:1") as gateway, sdk(gateway) as client:
        with pytest.raises(openai.NotFoundError) as caught:
            await client.chat.completions.create(model="nobody::m", messages=[])
        assert caught.value.request_id == (await gateway.recorded()).request_id
