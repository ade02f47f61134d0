"""Keys that the gateway holds: sent to their own provider, in place of the caller's, and seen nowhere else."""

import gzip
import json

import pytest
from pydantic import SecretStr

from support.gateway_fakes import Door, door
from support.upstream import plain, respond, respond_and_close, stand_in
from to11 import record
from to11.ingest.spool import EntryKind
from to11.settings import ProviderSettings

OURS = "sk-a-key-of-ours"
ENVIRON = {"OPENAI_API_KEY": OURS, "ANTHROPIC_API_KEY": OURS, "AZURE_OPENAI_API_KEY": OURS}
KEY_HEADERS = (b"authorization", b"x-api-key", b"api-key", b"x-goog-api-key")
THEIRS = {"authorization": "Bearer theirs", "x_api_key": "theirs", "api_key": "theirs"}


@pytest.mark.parametrize(
    ("path", "provider", "header"),
    [
        ("/v1/chat/completions", "openai", (b"authorization", f"Bearer {OURS}")),
        ("/v1/messages", "anthropic", (b"x-api-key", OURS)),
        ("/anthropic/v1/anything", "anthropic", (b"x-api-key", OURS)),
        ("/openai/deployments/d/chat/completions", "azure-openai", (b"api-key", OURS)),
        ("/google-gemini/v1beta/models", "google-gemini", (b"x-goog-api-key", OURS)),
        ("/google-gemini/v1beta/openai/chat/completions", "google-gemini", (b"authorization", f"Bearer {OURS}")),
    ],
)
async def test_a_key_of_ours_replaces_the_caller_s(path: str, provider: str, header: tuple[bytes, str]) -> None:
    environ = {**ENVIRON, "GEMINI_API_KEY": OURS}
    async with stand_in(respond(plain(b"{}"))) as peer:
        there = {provider: ProviderSettings(base_url=f"http://127.0.0.1:{peer.port}/v1")}
        async with door("http://127.0.0.1:1", providers=there, environ=environ, use_provider_keys=True) as gateway:
            assert (await gateway.call("POST", path, b'{"model":"m"}', **THEIRS)).status_code == 200
            (received,) = peer.requests
            sent = [(name, value.decode()) for name, value in received.headers if name in KEY_HEADERS]
            assert sent == [header]
            await _seen_nowhere(gateway)


@pytest.mark.parametrize("used", [True, False])
async def test_nobody_else_gets_it(used: bool) -> None:
    """Neither another provider that the caller names, nor anyone while the setting is off."""
    configured = ProviderSettings(api_key=SecretStr(OURS), base_url="http://127.0.0.1:1")
    async with stand_in(respond(plain(b"{}"))) as peer:
        there = {"mine": ProviderSettings(base_url=peer.base_url), "groq": configured}
        async with door(
            peer.base_url if not used else "http://127.0.0.1:1",
            providers=there,
            environ=ENVIRON,
            use_provider_keys=used,
        ) as gateway:
            for path in ("/v1/chat/completions", "/openai/v1/chat/completions", "/openai/v1/anything"):
                await gateway.call("POST", path, b'{"model":"m"}', x_genai_provider="mine", **THEIRS)
            if not used:
                await gateway.call("POST", "/v1/chat/completions", b'{"model":"m"}', **THEIRS)
            assert len(peer.requests) == (3 if used else 4)
            for received in peer.requests:
                assert received.values(b"authorization") == [b"Bearer theirs"]
                assert OURS not in repr(received)


async def test_it_is_in_no_log_error_or_span(capfd: pytest.CaptureFixture[str]) -> None:
    async with stand_in(respond_and_close(b"nonsense\r\n\r\n")) as peer:
        there = {"groq": ProviderSettings(base_url="http://127.0.0.1:1", api_key=SecretStr(OURS))}
        async with door(peer.base_url, providers=there, environ=ENVIRON, use_provider_keys=True) as gateway:
            for headers in ({}, {"x_genai_provider": "groq"}, {"x_genai_provider": "nobody"}):
                response = await gateway.call("POST", "/v1/chat/completions", b'{"model":"m"}', **headers)
                assert response.headers["x-to11-error"] == "gateway"
                assert OURS not in response.text + repr(response.headers)
            assert len(gateway.spool.calls) == 3
            await _seen_nowhere(gateway)
    printed = capfd.readouterr()
    assert OURS not in printed.out + printed.err


async def _seen_nowhere(gateway: Door) -> None:
    await gateway.recorded() if len(gateway.spool.calls) == 1 else None
    for kind, _, payload in gateway.spool.entries:
        assert kind is EntryKind.CALL
        assert OURS.encode() not in payload
    for call in gateway.spool.calls:
        assert OURS not in str(record.spans(call))
        assert OURS not in json.dumps(call.request_headers)


@pytest.mark.parametrize("ours", [True, False])
@pytest.mark.parametrize("coded", [True, False])
async def test_a_provider_that_repeats_the_key_is_recorded_without_it(ours: bool, coded: bool) -> None:
    """The caller gets the bytes as they are, also compressed ones."""
    key = OURS if ours else "sk-a-key-of-theirs"
    error = {"error": {"message": f"Incorrect API key provided: {key}. See {key}", "code": "invalid_api_key"}}
    body = gzip.compress(json.dumps(error).encode()) if coded else json.dumps(error).encode()
    coding = (b"content-encoding: gzip",) if coded else ()
    answer = plain(body, *coding, status=b"401 Unauthorized")
    async with (
        stand_in(respond(answer)) as peer,
        door(peer.base_url, environ=ENVIRON, use_provider_keys=ours) as gateway,
    ):
        response = await gateway.chat(authorization="Bearer sk-a-key-of-theirs")
        assert (response.status_code, response.json()) == (401, error)
        call = await gateway.recorded()
        assert call.response_size == len(body)
        spans = record.spans(call)
        assert key not in f"{call} {spans}"
        assert "Incorrect API key provided: [key]. See [key]" in str(spans)


async def test_a_key_in_the_query_is_not_recorded() -> None:
    """As Google's API takes it, and some repeat the address that they were asked at."""
    body = b'{"error": {"message": "no such path: /v1beta/x?key=AIza%2Ba-key or AIza+a-key"}}'
    async with stand_in(respond(plain(body, status=b"404 Not Found"))) as peer:
        google = {"google-gemini": ProviderSettings(base_url=peer.base_url)}
        async with door("http://127.0.0.1:1", providers=google) as gateway:
            response = await gateway.call("GET", "/google-gemini/v1beta/x?key=AIza%2Ba-key")
            assert response.content == body
            assert peer.requests[0].line == b"GET /v1beta/x?key=AIza%2Ba-key HTTP/1.1"
            assert "AIza" not in str(await gateway.recorded())
