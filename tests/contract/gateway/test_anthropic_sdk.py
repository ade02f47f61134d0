"""The stock `anthropic` SDK, pointed at the gateway."""

from typing import Any

import anthropic
import pytest

from support.gateway_fakes import SECRET, Door, door
from support.upstream import StandIn, chunked, plain, respond, stand_in
from to11.settings import ProviderSettings

MESSAGE = (
    b'{"id":"msg_1","type":"message","role":"assistant","model":"claude-opus-4","content":[{"type":"text","text":"Hi"}],'
    b'"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":5,"output_tokens":1}}'
)
EVENTS = (
    (
        b'event: message_start\ndata: {"type":"message_start","message":{"id":"msg_1","type":"message",'
        b'"role":"assistant","model":"claude-opus-4","content":[],"stop_reason":null,"usage":{"input_tokens":5,"output_tokens":1}}}\n\n'
    ),
    (
        b'event: content_block_start\ndata: {"type":"content_block_start","index":0,'
        b'"content_block":{"type":"text","text":""}}\n\n'
    ),
    (
        b'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,'
        b'"delta":{"type":"text_delta","text":"Hi"}}\n\n'
    ),
    b'event: content_block_stop\ndata: {"type":"content_block_stop","index":0}\n\n',
    (
        b'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"},'
        b'"usage":{"output_tokens":2}}\n\n'
    ),
    b'event: message_stop\ndata: {"type":"message_stop"}\n\n',
)
ASKED: Any = {"model": "claude-opus-4", "max_tokens": 10, "messages": [{"role": "user", "content": "hi"}]}
MOUNTS = pytest.mark.parametrize("mount", ["", "/v1", "/anthropic", "/anthropic/v1"])


def sdk(gateway: Door, mount: str = "", secret: str = SECRET, **more: str) -> anthropic.AsyncAnthropic:
    return anthropic.AsyncAnthropic(
        base_url=f"http://127.0.0.1:{gateway.port}{mount}",
        api_key="sk-ant-mine",
        default_headers={"x-to11-authorization": f"Bearer {secret}", **more},
        max_retries=0,
    )


def there(peer: StandIn) -> dict[str, ProviderSettings]:
    return {"anthropic": ProviderSettings(base_url=peer.base_url)}


@MOUNTS
async def test_a_message_and_what_is_beside_it(mount: str) -> None:
    async with (
        stand_in(respond(plain(MESSAGE))) as peer,
        door("http://127.0.0.1:1", providers=there(peer)) as gateway,
        sdk(gateway, mount) as client,
    ):
        message = await client.messages.create(**ASKED)
        assert message.content[0].type == "text"
        assert message.usage.input_tokens == 5
        await client.messages.count_tokens(model="claude-opus-4", messages=ASKED["messages"])
        await client.models.list()
        await client.models.retrieve("claude-opus-4")
        await client.messages.batches.retrieve("b_1")
        await client.messages.batches.cancel("b_1")
        assert [received.line.split(b" ")[1].partition(b"?")[0] for received in peer.requests] == [
            b"/v1/messages",
            b"/v1/messages/count_tokens",
            b"/v1/models",
            b"/v1/models/claude-opus-4",
            b"/v1/messages/batches/b_1",
            b"/v1/messages/batches/b_1/cancel",
        ]
        for received in peer.requests:  # older versions of the SDK send it the one way, newer ones the other
            keys = received.values(b"x-api-key") + received.values(b"authorization")
            assert [key.removeprefix(b"Bearer ") for key in keys] == [b"sk-ant-mine"]
        assert [call.operation for call in gateway.spool.calls] == ["chat", "", "", "", "", ""]
        assert {call.provider for call in gateway.spool.calls} == {"anthropic"}
        assert gateway.spool.calls[0].route == "/v1/messages"


@MOUNTS
async def test_a_stream(mount: str) -> None:
    async with (
        stand_in(respond(chunked(*EVENTS))) as peer,
        door("http://127.0.0.1:1", providers=there(peer)) as gateway,
        sdk(gateway, mount) as client,
    ):
        async with client.messages.stream(**ASKED) as stream:
            message = await stream.get_final_message()
        assert (message.stop_reason, message.usage.output_tokens) == ("end_turn", 2)
        call = await gateway.recorded()
        assert (call.stream, call.usage_asked, call.response_body) == (True, False, b"".join(EVENTS))


async def test_a_token_instead_of_a_key_goes_on_as_it_came() -> None:
    async with (
        stand_in(respond(plain(MESSAGE))) as peer,
        door("http://127.0.0.1:1", providers=there(peer)) as gateway,
        anthropic.AsyncAnthropic(
            base_url=f"http://127.0.0.1:{gateway.port}",
            auth_token="an-oauth-token",
            default_headers={"x-to11-authorization": f"Bearer {SECRET}"},
        ) as client,
    ):
        await client.messages.create(**ASKED)
        assert peer.requests[0].values(b"authorization") == [b"Bearer an-oauth-token"]


async def test_the_sdk_understands_our_refusals() -> None:
    async with door("http://127.0.0.1:1") as gateway:
        async with sdk(gateway, secret="nonsense") as client:
            with pytest.raises(anthropic.AuthenticationError) as caught:
                await client.messages.create(**ASKED)
            assert caught.value.type == "authentication_error"
        async with sdk(gateway) as client:
            with pytest.raises(anthropic.NotFoundError) as unknown:
                await client.messages.create(**{**ASKED, "model": "nobody::m"})
            assert unknown.value.type == "not_found_error"
            with pytest.raises(anthropic.NotFoundError) as nothing:
                await client.get("/v1/nothing", cast_to=object)
            assert nothing.value.type == "not_found_error"
        for refused in (caught, unknown, nothing):
            assert refused.value.request_id == refused.value.response.headers["x-to11-request-id"]
