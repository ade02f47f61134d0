"""Azure OpenAI: the stock `AzureOpenAI` client pointed at the gateway, and calls of others sent to Azure."""

import openai
import pytest

from support.gateway_fakes import SECRET, Door, door
from support.upstream import StandIn, plain, respond, stand_in
from to11.settings import ProviderSettings

COMPLETION = (
    b'{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-4o-2024-08-06","choices":[{"index":0,'
    b'"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}]}'
)
VERSION = "2024-10-21"
HI = {"role": "user", "content": "hi"}


def there(peer: StandIn, **more: str) -> dict[str, ProviderSettings]:
    return {
        "azure-openai": ProviderSettings(base_url=f"http://127.0.0.1:{peer.port}/res", api_version=more.get("version"))
    }


def sdk(gateway: Door, deployment: str | None = None) -> openai.AsyncAzureOpenAI:
    return openai.AsyncAzureOpenAI(
        azure_endpoint=f"http://127.0.0.1:{gateway.port}",
        azure_deployment=deployment,
        api_key="azure-key",
        api_version=VERSION,
        default_headers={"x-to11-authorization": f"Bearer {SECRET}"},
        max_retries=0,
    )


def paths(peer: StandIn) -> list[str]:
    return [received.line.split(b" ")[1].decode() for received in peer.requests]


@pytest.mark.parametrize(("deployment", "model"), [(None, "my gpt"), ("my gpt", "gpt-4o")])
async def test_the_client_of_azure(deployment: str | None, model: str) -> None:
    async with (
        stand_in(respond(plain(COMPLETION))) as peer,
        door("http://127.0.0.1:1", providers=there(peer)) as gateway,
        sdk(gateway, deployment) as client,
    ):
        completion = await client.chat.completions.create(model=model, messages=[HI])  # type: ignore[list-item]
        assert completion.choices[0].message.content == "Hello"
        assert paths(peer) == [f"/res/openai/deployments/my%20gpt/chat/completions?api-version={VERSION}"]
        (received,) = peer.requests
        assert received.values(b"api-key") == [b"azure-key"]
        call = await gateway.recorded()
        assert (call.route, call.operation, call.provider) == ("/v1/chat/completions", "chat", "azure.ai.openai")
        assert call.model == model
        assert received.body == call.request_body


async def test_the_client_of_azure_beside_deployments() -> None:
    async with (
        stand_in(respond(plain(b"{}"))) as peer,
        door("http://127.0.0.1:1", providers=there(peer)) as gateway,
        sdk(gateway) as client,
    ):
        await client.responses.create(model="gpt", input="hi")
        await client.models.retrieve("gpt")
        await client.audio.transcriptions.create(model="whisper", file=b"RIFF")
        await client.get("/threads/t", cast_to=object)
        assert paths(peer) == [
            f"/res/openai/responses?api-version={VERSION}",
            f"/res/openai/models/gpt?api-version={VERSION}",
            f"/res/openai/deployments/whisper/audio/transcriptions?api-version={VERSION}",
            f"/res/openai/threads/t?api-version={VERSION}",
        ]
        assert [(call.route, call.operation) for call in gateway.spool.calls] == [
            ("/v1/responses", "chat"),
            ("/v1/models/{model}", ""),
            ("/v1/audio/transcriptions", "audio_transcription"),
            ("/openai/{path}", ""),
        ]
        assert {call.provider for call in gateway.spool.calls} == {"azure.ai.openai"}


@pytest.mark.parametrize(
    ("version", "query", "expected"),
    [
        (VERSION, {}, f"/res/openai/deployments/my-gpt/chat/completions?api-version={VERSION}"),
        (
            VERSION,
            {"api-version": "2025-01-01"},
            "/res/openai/deployments/my-gpt/chat/completions?api-version=2025-01-01",
        ),
        (None, {}, "/res/openai/v1/chat/completions"),
        ("v1", {}, "/res/openai/v1/chat/completions"),
    ],
)
async def test_the_client_of_openai(version: str | None, query: dict[str, str], expected: str) -> None:
    async with (
        stand_in(respond(plain(COMPLETION))) as peer,
        door("http://127.0.0.1:1", providers=there(peer, **({"version": version} if version else {}))) as gateway,
        openai.AsyncOpenAI(
            base_url=f"http://127.0.0.1:{gateway.port}/v1",
            api_key="azure-key",
            default_headers={"x-to11-authorization": f"Bearer {SECRET}"},
            default_query=query,
        ) as client,
    ):
        await client.chat.completions.create(
            model="azure-openai::my-gpt",
            messages=[HI],  # type: ignore[list-item]
        )
        assert paths(peer) == [expected]
        assert b'"model":"my-gpt"' in peer.requests[0].body.replace(b" ", b"")
        call = await gateway.recorded()
        assert (call.model, call.provider) == ("my-gpt", "azure.ai.openai")
        assert call.attempts[0].url == f"http://127.0.0.1:{peer.port}{expected.partition('?')[0]}"
