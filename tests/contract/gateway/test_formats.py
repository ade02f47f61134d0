"""What the gateway refuses itself, in the format of whoever asks."""

import gzip
from collections.abc import Callable

import httpx
import pytest

from support.gateway_fakes import INGEST_SECRET, WIDE_SECRET, FakeAccess, door
from support.upstream import plain, respond, stand_in
from to11.model.call import Ending
from to11.settings import ProviderSettings

Check = Callable[[httpx.Response, int, str], str]


def openai(response: httpx.Response, status: int, kind: str) -> str:
    """Checks OpenAI's format and gives the message; OpenAI's types say less than Anthropic's."""
    (error,) = response.json().values()
    assert set(error) == {"message", "type", "param", "code"}
    own = {"rate_limit_error": kind, "api_error": "server_error", "overloaded_error": "server_error"}
    assert error["type"] == own.get(kind, "invalid_request_error")
    return _common(response, status, error["message"])


def anthropic(response: httpx.Response, status: int, kind: str) -> str:
    """The same for Anthropic's."""
    body = response.json()
    assert set(body) == {"type", "error", "request_id"}
    assert body["type"] == "error"
    assert set(body["error"]) == {"type", "message"}
    assert body["error"]["type"] == kind
    assert body["request_id"] == response.headers["x-to11-request-id"]
    return _common(response, status, body["error"]["message"])


def _common(response: httpx.Response, status: int, message: str) -> str:
    assert response.status_code == status, message
    assert response.headers["x-to11-error"] == "gateway"
    assert response.headers["x-to11-request-id"].startswith("req_")
    assert response.headers["content-type"] == "application/json"
    assert message
    return message


FORMATS = pytest.mark.parametrize(
    ("path", "check"),
    [
        ("/v1/chat/completions", openai),
        ("/v1/responses", openai),
        ("/v1/embeddings", openai),
        ("/openai/v1/completions", openai),
        ("/v1/messages", anthropic),
        ("/v1/v1/messages", anthropic),
        ("/v1/messages/count_tokens", anthropic),
        ("/anthropic/v1/complete", anthropic),
    ],
)


@FORMATS
async def test_the_body(path: str, check: Check) -> None:
    async with stand_in(respond(plain(b"{}"))) as peer, door(peer.base_url, max_request_bytes=100) as gateway:
        for body in (b"{", b"", b"[]", b'{"model": 5}', b'{"model": " "}'):
            check(await gateway.call("POST", path, body), 400, "invalid_request_error")
        for body in (b"{}", b'{"model": null}', b'{"model": ""}'):
            assert "model" in check(await gateway.call("POST", path, body), 400, "invalid_request_error")
        check(await gateway.call("POST", path, b" " * 101), 413, "request_too_large")
        packed = gzip.compress(b'{"model": "m"}')
        check(await gateway.call("POST", path, packed, content_encoding="gzip"), 415, "invalid_request_error")
        assert peer.requests == []
        assert {call.ending for call in gateway.spool.calls} == {Ending.REFUSED}


@FORMATS
async def test_the_provider(path: str, check: Check) -> None:
    async with door("http://127.0.0.1:1") as gateway:
        for name in ("nobody", "aws-bedrock", "gcp-vertex-ai", "azure-openai"):
            body = b'{"model": "%b::m"}' % name.encode()
            assert name in check(await gateway.call("POST", path, body), 404, "not_found_error")
            response = await gateway.call("POST", path, b'{"model": "m"}', x_genai_provider=name)
            message = check(response, 404, "not_found_error")
            assert name in message
            assert ("not served yet" in message) is (name != "nobody")
        check(await gateway.call("POST", path, b'{"model": "::"}'), 400, "invalid_request_error")


@FORMATS
async def test_the_headers(path: str, check: Check) -> None:
    body = b'{"model": "m"}'
    async with door("http://127.0.0.1:1") as gateway:
        for name in ("x-to11-user-id", "x-to11-env", "x-to11-authorization"):
            assert name in check(await gateway.call("POST", path, body, **{name: ""}), 400, "invalid_request_error")
        unknown = await gateway.call("POST", path, body, x_to11_authorization="Bearer to11_live_no")
        check(unknown, 401, "authentication_error")
        without = await gateway.call("POST", path, body, x_to11_authorization=f"Bearer {INGEST_SECRET}")
        check(without, 403, "permission_error")
        wide = await gateway.call("POST", path, body, x_to11_authorization=f"Bearer {WIDE_SECRET}")
        check(wide, 400, "invalid_request_error")


@FORMATS
async def test_what_is_not_the_caller_s_fault(path: str, check: Check) -> None:
    access = FakeAccess(cached=False)
    nowhere = {name: ProviderSettings(base_url="http://127.0.0.1:1/v1") for name in ("openai", "anthropic")}
    async with door("http://127.0.0.1:1", access=access, providers=nowhere) as gateway:
        check(await gateway.call("POST", path, b'{"model": "m"}'), 502, "api_error")
        access.down = True
        response = await gateway.call("POST", path, b'{"model": "m"}')
        check(response, 503, "overloaded_error")
        assert int(response.headers["retry-after"]) >= 1


@pytest.mark.parametrize(
    ("path", "check"),
    [("/v1/chat/completions", openai), ("/v1/messages", anthropic), ("/v1/v1/messages/count_tokens", anthropic)],
)
async def test_the_method(path: str, check: Check) -> None:
    async with door("http://127.0.0.1:1") as gateway:
        response = await gateway.call("GET", path)
        check(response, 405, "invalid_request_error")
        assert response.headers["allow"] == "POST"


async def test_nothing_there() -> None:
    async with door("http://127.0.0.1:1") as gateway:
        openai(await gateway.call("GET", "/v1/nothing"), 404, "not_found_error")
        anthropic(await gateway.call("GET", "/v1/nothing", anthropic_version="2023-06-01"), 404, "not_found_error")


@pytest.mark.parametrize(
    ("prefix", "check"), [("openai", openai), ("anthropic", anthropic), ("cohere", openai), ("google-gemini", openai)]
)
async def test_below_a_prefix(prefix: str, check: Check) -> None:
    async with door(
        "http://127.0.0.1:1", providers={prefix: ProviderSettings(base_url="http://127.0.0.1:1")}
    ) as gateway:
        path = f"/{prefix}/v2/anything"
        check(await gateway.call("GET", path, x_to11_authorization="Bearer no"), 401, "authentication_error")
        check(await gateway.call("GET", path, x_genai_provider="nobody"), 404, "not_found_error")
        check(await gateway.call("GET", f"/{prefix}/%2e%2e/x"), 400, "invalid_request_error")
        check(await gateway.call("TRACE", path), 405, "invalid_request_error")
        check(await gateway.call("PUT", path, b"x"), 502, "api_error")


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/v1/responses", b'{"prompt": {"id": "pmpt_1"}}', 200),
        ("/v1/responses", b'{"prompt": "text"}', 400),
        ("/v1/completions", b'{"prompt": {"id": "pmpt_1"}}', 400),
        ("/v1/moderations", b'{"input": "x"}', 200),
        ("/v1/images/generations", b'{"prompt": "x"}', 200),
        ("/v1/moderations", b"{", 400),
    ],
)
async def test_a_model_that_need_not_be_named(path: str, body: bytes, status: int) -> None:
    async with stand_in(respond(plain(b"{}"))) as peer, door(peer.base_url) as gateway:
        assert (await gateway.call("POST", path, body)).status_code == status
        assert [each.body for each in peer.requests] == ([body] if status == 200 else [])


async def test_another_content_type_is_for_the_provider_to_judge() -> None:
    async with stand_in(respond(plain(b"{}"))) as peer, door(peer.base_url) as gateway:
        for kind in ("text/plain", "application/octet-stream"):
            response = await gateway.call("POST", "/v1/chat/completions", b'{"model":"m"}', content_type=kind)
            assert response.status_code == 200
            assert peer.requests[-1].values(b"content-type") == [kind.encode()]
