"""The stock `groq` and `mistralai` SDKs, pointed at the gateway: they bring paths of their own along."""

import groq
from mistralai.client import Mistral

from support.gateway_fakes import SECRET, door
from support.upstream import plain, respond, stand_in
from to11.settings import ProviderSettings

COMPLETION = (
    b'{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant",'
    b'"content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":1,"total_tokens":6}}'
)


async def test_groq() -> None:
    async with stand_in(respond(plain(COMPLETION))) as peer:
        there = {"groq": ProviderSettings(base_url=f"http://127.0.0.1:{peer.port}/openai/v1")}
        async with (
            door("http://127.0.0.1:1", providers=there) as gateway,
            groq.AsyncGroq(
                base_url=f"http://127.0.0.1:{gateway.port}",
                api_key="gsk-mine",
                default_headers={"x-to11-authorization": f"Bearer {SECRET}", "x-genai-provider": "groq"},
                max_retries=0,
            ) as client,
        ):
            completion = await client.chat.completions.create(model="m", messages=[{"role": "user", "content": "hi"}])
            assert completion.choices[0].message.content == "Hello"
            await client.models.list()
            paths = [received.line.split(b" ")[1] for received in peer.requests]
            assert paths == [b"/openai/v1/chat/completions", b"/openai/v1/models"]
            assert peer.requests[0].values(b"authorization") == [b"Bearer gsk-mine"]
            assert [(call.route, call.provider) for call in gateway.spool.calls] == [
                ("/v1/chat/completions", "groq"),
                ("/v1/models", "groq"),
            ]


async def test_mistral() -> None:
    async with stand_in(respond(plain(COMPLETION))) as peer:
        there = {"mistral": ProviderSettings(base_url=f"http://127.0.0.1:{peer.port}/v1")}
        async with door("http://127.0.0.1:1", providers=there) as gateway:
            async with Mistral(api_key="mine", server_url=f"http://127.0.0.1:{gateway.port}") as client:
                completion = await client.chat.complete_async(
                    model="mistral::m",
                    messages=[{"role": "user", "content": "hi"}],
                    http_headers={"x-to11-authorization": f"Bearer {SECRET}"},
                )
            assert completion.choices[0].message.content == "Hello"
            assert peer.requests[0].line == b"POST /v1/chat/completions HTTP/1.1"
            assert b'"mistral::m"' not in peer.requests[0].body
            assert (await gateway.recorded()).provider == "mistral_ai"
