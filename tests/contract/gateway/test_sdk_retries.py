"""The stock SDKs try again what was refused, when the refusal says so: the provider's and the gateway's own."""

import asyncio
import time
from typing import Any

import openai
import pytest

from support.gateway_fakes import Door, FakeAccess, door, until
from support.sdks import HELLO, anthropic_at, openai_at
from support.upstream import Peer, plain, respond, stand_in
from to11.model.call import Ending
from to11.settings import ProviderSettings

COMPLETION = (
    b'{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant",'
    b'"content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":1,"total_tokens":6}}'
)
MESSAGE = (
    b'{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[{"type":"text","text":"Hello"}],'
    b'"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":5,"output_tokens":1}}'
)
WAIT = 1.0
"""What `Retry-After` says; left to themselves the SDKs wait half of that at most."""
ASKED: Any = {"model": "m", "messages": HELLO}


async def ask(gateway: Door, sdk: str, **more: Any) -> str:
    """What the model says, by either SDK."""
    if sdk == "openai":
        async with openai_at(gateway, **more) as client:
            completion = await client.chat.completions.create(**ASKED)
            return completion.choices[0].message.content or ""
    async with anthropic_at(gateway, **more) as claude:
        message = await claude.messages.create(**ASKED, max_tokens=9)
        return "".join(block.text for block in message.content if block.type == "text")


def answers_of(sdk: str) -> bytes:
    return plain(COMPLETION if sdk == "openai" else MESSAGE)


def both(base_url: str, **more: Any) -> dict[str, ProviderSettings]:
    return {name: ProviderSettings(base_url=base_url, **more) for name in ("openai", "anthropic")}


by_each = pytest.mark.parametrize("sdk", ["openai", "anthropic"])


@by_each
@pytest.mark.parametrize("status", [b"429 Too Many Requests", b"503 Service Unavailable", b"529 Overloaded"])
async def test_the_providers_refusal(sdk: str, status: bytes) -> None:
    """Each try is a call of its own in the record."""

    async def refuses_once(peer: Peer) -> None:
        await peer.request()
        await peer.send(plain(b'{"error":{"message":"later"}}', b"retry-after: 1", status=status))
        await peer.request()
        await peer.send(answers_of(sdk))

    async with stand_in(refuses_once) as peer, door("http://127.0.0.1:1", providers=both(peer.base_url)) as gateway:
        started = time.monotonic()
        assert await ask(gateway, sdk, max_retries=2) == "Hello"
        assert time.monotonic() - started >= WAIT
        await until(lambda: len(gateway.spool.calls) == 2)
        refused, served = gateway.spool.calls
        assert (refused.status, refused.ending, served.status) == (int(status[:3]), Ending.COMPLETE, 200)
        assert [each.values(b"x-stainless-retry-count") for each in peer.requests] == [[b"0"], [b"1"]]


@by_each
async def test_our_own_limit(sdk: str) -> None:
    """One call has the provider for itself and leaves while the other waits as it was told."""
    leave = asyncio.Event()

    async def holds(peer: Peer) -> None:
        await peer.request()
        await leave.wait()
        await peer.send(answers_of(sdk))
        await respond(answers_of(sdk))(peer)

    async with stand_in(holds) as peer:
        limited = both(peer.base_url, max_concurrent_calls=1, max_queued_calls=0)
        async with door("http://127.0.0.1:1", providers=limited) as gateway:
            first = asyncio.create_task(ask(gateway, sdk), name="first")
            await until(lambda: peer.requests)
            started = time.monotonic()
            second = asyncio.create_task(ask(gateway, sdk, max_retries=2), name="second")
            await until(lambda: gateway.spool.calls)
            leave.set()
            assert await first == "Hello"
            assert await second == "Hello"
            assert time.monotonic() - started >= WAIT
            await until(lambda: len(gateway.spool.calls) == 3)
            assert sorted((call.status, call.ending) for call in gateway.spool.calls) == [
                (200, Ending.COMPLETE),
                (200, Ending.COMPLETE),
                (429, Ending.REFUSED),
            ]


@by_each
async def test_what_we_depend_on_is_down_for_a_moment(sdk: str) -> None:
    access = FakeAccess()
    async with (
        stand_in(respond(answers_of(sdk))) as peer,
        door("http://127.0.0.1:1", providers=both(peer.base_url), access=access) as gateway,
    ):
        access.down = True
        started = time.monotonic()
        asking = asyncio.create_task(ask(gateway, sdk, max_retries=2), name="asks")
        await asyncio.sleep(WAIT / 2)
        access.down = False
        assert await asking == "Hello"
        assert time.monotonic() - started >= WAIT


async def test_what_a_retry_cannot_mend_is_not_tried_again() -> None:
    async with stand_in(respond(answers_of("openai"))) as peer, door(peer.base_url) as gateway:
        async with openai_at(gateway, max_retries=5) as client:
            with pytest.raises(openai.NotFoundError):
                await client.chat.completions.create(model="nobody::m", messages=HELLO)
            with pytest.raises(openai.BadRequestError):
                await client.chat.completions.create(**ASKED, extra_headers={"x-to11-session-id": ""})
        await until(lambda: len(gateway.spool.calls) == 2)
        assert not peer.requests


async def test_a_provider_that_is_not_there_is_tried_as_often_as_the_sdk_wants() -> None:
    async with door("http://127.0.0.1:1") as gateway:
        with pytest.raises(openai.InternalServerError) as caught:
            await ask(gateway, "openai", max_retries=1)
        assert caught.value.status_code == 502
        await until(lambda: len(gateway.spool.calls) == 2)
        assert {call.ending for call in gateway.spool.calls} == {Ending.UPSTREAM_FAILED}
