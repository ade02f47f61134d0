"""What the gateway refuses itself: OpenAI's error format, marked, and nothing forwarded."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from support.gateway_fakes import INGEST_SECRET, SECRET, WIDE_SECRET, FakeAccess, as_json, door, until
from support.upstream import plain, respond, stand_in
from to11.gateway.app import Gateway
from to11.model.call import Ending

CHAT = "/v1/chat/completions"
OPEN = {"x-to11-authorization": f"Bearer {SECRET}"}


def refused(response: httpx.Response, status: int, code: str | None) -> str:
    """Checks the format and gives the message."""
    assert response.status_code == status
    assert response.headers["x-to11-error"] == "gateway"
    assert response.headers["x-to11-request-id"].startswith("req_")
    assert response.headers["content-type"] == "application/json"
    (error,) = response.json().values()
    assert set(error) == {"message", "type", "param", "code"}
    assert error["code"] == code
    message: str = error["message"]
    return message


@pytest.mark.parametrize("cached", [True, False])
@pytest.mark.parametrize("value", [None, "Bearer", f"Basic {SECRET}", SECRET, "Bearer to11_live_unknown", "Bearer é"])
async def test_without_a_valid_key(value: str | None, cached: bool) -> None:
    access = FakeAccess(cached=cached)
    headers = [] if value is None else [(b"x-to11-authorization", value.encode())]
    async with stand_in(respond(plain(b"{}"))) as peer, door(peer.base_url, access=access) as gateway:
        response = await gateway.client.post(CHAT, content=b"not even json", headers=headers)
        message = refused(response, 401, "invalid_api_key")
        assert response.headers["www-authenticate"].startswith("Bearer")
        assert "traceparent" not in response.headers
        assert "unknown" not in message
        assert peer.requests == []
        assert gateway.spool.entries == []
        (denied,) = access.denied
        assert (denied["reason"], denied["door"], denied["address"]) == ("INVALID_CREDENTIAL", "gateway", "127.0.0.1")
        assert access.used == []


async def test_the_key_is_looked_at_before_the_body_is_read() -> None:
    async with door("http://127.0.0.1:1") as gateway:
        reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
        writer.write(b"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\n")
        assert (await reader.readline()).startswith(b"HTTP/1.1 401 ")
        writer.close()


async def test_a_key_without_the_scope() -> None:
    async with door("http://127.0.0.1:1") as gateway:
        response = await gateway.chat(x_to11_authorization=f"Bearer {INGEST_SECRET}")
        refused(response, 403, "insufficient_scope")
        assert gateway.access.denied[0]["key_id"] == "key_ingest"
        assert gateway.spool.entries == []


async def test_a_wide_key_names_its_project() -> None:
    async with door("http://127.0.0.1:1") as gateway:
        wide = f"Bearer {WIDE_SECRET}"
        refused(await gateway.chat(x_to11_authorization=wide), 400, "project_required")
        response = await gateway.chat(x_to11_authorization=wide, x_to11_project_id="proj_no")
        refused(response, 403, "project_not_authorized")
        assert gateway.access.denied[0]["key_id"] == "key_wide"
        assert gateway.spool.entries == []


async def test_the_control_database_does_not_answer() -> None:
    access = FakeAccess()
    access.down = True
    async with door("http://127.0.0.1:1", access=access) as gateway:
        response = await gateway.chat()
        refused(response, 503, "unavailable")
        assert int(response.headers["retry-after"]) >= 1
        assert access.denied == []


async def test_something_unforeseen_is_told_without_its_details() -> None:
    class Broken(FakeAccess):
        def cached_key(self, secret: str, /) -> None:
            raise ZeroDivisionError("a detail")

    async with door("http://127.0.0.1:1", access=Broken()) as gateway:
        message = refused(await gateway.chat(), 500, "internal_error")
        assert "detail" not in message


@pytest.mark.parametrize(
    "name",
    ["x-to11-user-id", "x-to11-session-id", "x-to11-env", "x-to11-project-id", "x-to11-prompt-id", "x-to11-whatever"],
)
async def test_an_empty_header(name: str) -> None:
    async with stand_in(respond(plain(b"{}"))) as peer, door(peer.base_url) as gateway:
        message = refused(await gateway.chat(**{name: ""}), 400, None)
        assert name in message
        assert peer.requests == []


async def test_an_empty_key() -> None:
    async with door("http://127.0.0.1:1") as gateway:
        refused(await gateway.chat(x_to11_authorization=""), 400, None)
        assert gateway.spool.entries == []


async def test_a_bad_environment() -> None:
    async with door("http://127.0.0.1:1") as gateway:
        message = refused(await gateway.chat(x_to11_env="No_Slug"), 400, None)
        assert "x-to11-env" in message
        assert (await gateway.recorded()).ending is Ending.REFUSED


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b'{"messages":[]}', b'{"model":""}', b'{"model":5}', b'{"model":"groq::"}']
)
async def test_a_body_that_cannot_be_sent_anywhere(body: bytes) -> None:
    async with stand_in(respond(plain(b"{}"))) as peer, door(peer.base_url) as gateway:
        response = await gateway.chat(body)
        refused(response, 400, None)
        assert peer.requests == []
        call = await gateway.recorded()
        assert (call.ending, call.status, call.attempts) == (Ending.REFUSED, 400, [])
        assert call.request_body == body
        assert call.error_message
        assert response.headers["traceparent"].split("-")[1:3] == [call.trace_id, call.server_span_id]


@pytest.mark.parametrize(("model", "header"), [("nobody::m", {}), ("m", {"x_genai_provider": "nobody"})])
async def test_an_unknown_provider(model: str, header: dict[str, str]) -> None:
    async with door("http://127.0.0.1:1") as gateway:
        message = refused(await gateway.chat({"model": model}, **header), 404, "provider_not_found")
        assert "nobody" in message
        call = await gateway.recorded()
        assert (call.ending, call.status, call.error_type) == (Ending.REFUSED, 404, "provider_not_found")


async def test_a_compressed_request() -> None:
    async with door("http://127.0.0.1:1") as gateway:
        response = await gateway.chat(gzip.compress(as_json({"model": "m"})), content_encoding="gzip")
        refused(response, 415, "unsupported_media_type")


@pytest.mark.parametrize("announced", [True, False])
async def test_a_body_that_is_too_large(announced: bool) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 100

    async with stand_in(respond(plain(b"{}"))) as peer, door(peer.base_url, max_request_bytes=1000) as gateway:
        content = b" " * 1001 if announced else pieces()
        response = await gateway.client.post(CHAT, content=content, headers=OPEN)
        refused(response, 413, "request_too_large")
        assert peer.requests == []
        assert (await gateway.recorded()).ending is Ending.REFUSED
        exact = b'{"model":"m"}'.ljust(1000)
        assert (await gateway.client.post(CHAT, content=exact, headers=OPEN)).status_code == 200


async def test_other_routes_and_methods() -> None:
    async with door("http://127.0.0.1:1") as gateway:
        for path in ("/", "/v1", "/v1/chat", "/v1/chat/completions/x", "/V1/chat/completions"):
            refused(await gateway.client.post(path), 404, "not_found")
        for method in ("GET", "PUT", "DELETE", "OPTIONS"):
            response = await gateway.client.request(method, CHAT)
            refused(response, 405, "method_not_allowed")
            assert response.headers["allow"] == "POST"
        response = await gateway.client.post("/health")
        refused(response, 405, "method_not_allowed")
        assert response.headers["allow"] == "GET, HEAD"
        assert gateway.spool.entries == []


async def test_probes() -> None:
    async with door("http://127.0.0.1:1") as gateway:
        assert (await gateway.client.get("/health")).json() == {"status": "ok"}
        assert (await gateway.client.get("/ready")).status_code == 200
        assert (await gateway.client.head("/health")).content == b""
        gateway.gateway._ready = lambda: False
        assert (await gateway.client.get("/ready")).status_code == 503
        assert (await gateway.client.get("/health")).status_code == 200


async def test_web_sockets_and_lifespan_are_not_spoken() -> None:
    async with door("http://127.0.0.1:1") as gateway:
        app: Gateway = gateway.gateway
        with pytest.raises(RuntimeError, match="lifespan"):
            await app({"type": "lifespan"}, _never, _never)
        await until(lambda: app.running == 0)


async def _never(*_: object) -> Any:
    raise AssertionError("not to be called")


@pytest.mark.parametrize(
    ("request_", "kind"),
    [
        (b"nonsense\r\n\r\n", "openai"),
        (b"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n", "openai"),
        (b"POST /v1/messages?a=b HTTP/1.1\r\nhost: x\r\nbroken header\r\n\r\n", "anthropic"),
        (b"GET /v1/models HTTP/1.1\r\nanthropic-version: 1\r\nx: %b" % (b"x" * 66_000), "anthropic"),
        (b"GET /v1/models?x=\xff HTTP/1.1\r\n\r\n", "openai"),
    ],
)
async def test_what_is_no_http(request_: bytes, kind: str) -> None:
    async with door("http://127.0.0.1:1") as gateway:
        reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
        writer.write(request_)
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        writer.close()
        headers = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:])
        assert (head[:12], headers[b"x-to11-error"], headers[b"connection"]) == (b"HTTP/1.1 400", b"gateway", b"close")
        answer = json.loads(body)
        assert answer["error"]["type"] == "invalid_request_error"
        request_id = headers[b"x-to11-request-id"]
        if kind == "anthropic":
            assert answer["request_id"].encode() == request_id == headers[b"request-id"]
        else:
            assert (answer["error"]["code"], headers[b"x-request-id"]) == ("bad_http", request_id)
