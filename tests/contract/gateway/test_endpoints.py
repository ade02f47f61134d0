"""Every endpoint over real sockets: who is let in, where it goes, what passes through."""

import asyncio
import json
import re

import pytest

from support.gateway_fakes import SECRET, door
from support.upstream import Received, StandIn, plain, respond, stand_in
from to11.gateway.endpoints import Body, Endpoint
from to11.gateway.known_providers import KNOWN
from to11.gateway.routes import FIXED, TEMPLATES
from to11.model.call import Call
from to11.settings import ProviderSettings

WAYS = [
    (re.sub(r"\{\w+\}", "some-id", path), endpoint)
    for path, methods in {**FIXED, **TEMPLATES}.items()
    for endpoint in methods.values()
]
PASSED = ["/openai/v1/assistants", "/anthropic/v1/skills", "/cohere/v2/chat", "/google-gemini/v1beta/models/g:embed"]
FORM = (
    b'--xyz\r\ncontent-disposition: form-data; name="model"\r\n\r\n%b\r\n'
    b'--xyz\r\ncontent-disposition: form-data; name="file"; filename="a.wav"\r\n\r\nRIFF\0\r\n--xyz--\r\n'
)
FORM_TYPE = "multipart/form-data; boundary=xyz"


def everywhere(peer: StandIn) -> dict[str, ProviderSettings]:
    """Every provider at the stand-in, each below a path of its own name."""
    return {name: ProviderSettings(base_url=f"http://127.0.0.1:{peer.port}/{name}/v1") for name in KNOWN}


def body_for(endpoint: Endpoint) -> bytes | None:
    match endpoint.body:
        case Body.NONE:
            return None
        case Body.FORM:
            return FORM % b"m-1"
        case _:
            return b'{"model": "m-1", "x": 1.50}'


def content_type(endpoint: Endpoint) -> str:
    return FORM_TYPE if endpoint.body is Body.FORM else "application/json"


async def test_no_route_answers_without_a_key() -> None:
    async with stand_in(respond(plain(b"{}"))) as peer, door(peer.base_url, providers=everywhere(peer)) as gateway:
        ways = [(path, endpoint.method) for path, endpoint in WAYS] + [(path, "POST") for path in PASSED]
        for path, method in ways:
            for headers in ({}, {"x-to11-authorization": "Bearer to11_live_unknown"}):
                response = await gateway.client.request(method, path, headers=headers)
                assert response.status_code == 401, (method, path)
                assert response.headers["x-to11-error"] == "gateway"
        assert len(ways) > 200
        assert (peer.requests, gateway.spool.entries) == ([], [])
        for path in ("/health", "/ready"):
            assert (await gateway.client.get(path)).status_code == 200


async def test_every_way_to_every_endpoint_is_forwarded_and_recorded() -> None:
    async with (
        stand_in(respond(plain(b'{"a": 1}'))) as peer,
        door(peer.base_url, providers=everywhere(peer)) as gateway,
    ):
        for path, endpoint in WAYS:
            if endpoint.method == "HEAD":
                continue  # the stand-in answers with a body
            sent = body_for(endpoint)
            response = await gateway.call(
                endpoint.method, f"{path}?q=%20", sent, content_type=content_type(endpoint), x_to11_user_id="u"
            )
            assert (response.status_code, response.content) == (200, b'{"a": 1}'), path
            received = peer.requests[-1]
            assert received.line.startswith(f"{endpoint.method} /{endpoint.default_provider}/".encode()), path
            assert received.line.endswith(b"?q=%20 HTTP/1.1")
            assert received.body == (sent or b""), path
            assert received.values(b"authorization") == [b"Bearer sk-provider-key"]
            call = gateway.spool.calls[-1]
            provider = KNOWN[endpoint.default_provider].telemetry_name
            assert (call.route, call.method, call.operation) == (endpoint.route, endpoint.method, endpoint.operation)
            assert (call.path or call.route, call.provider, call.status) == (path, provider, 200)
            assert call.attempts[0].url.encode() == b"http://127.0.0.1:%d" % peer.port + _path(received)
            assert call.grouping.user_id == "u"
        assert len(gateway.spool.calls) == len(peer.requests)


def _path(received: Received) -> bytes:
    return received.line.split(b" ")[1].partition(b"?")[0]


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_what_passes_through_is_not_touched(method: str) -> None:
    path, body = "/openai/v1/a%2Fb//c%20%C3%A9/;x=1?q=%2B+&q=1", b"\0not json" if method != "GET" else None
    async with stand_in(respond(plain(b"\xff"))) as peer, door(peer.base_url) as gateway:
        response = await gateway.call(method, path, body, content_type="application/x-odd", anthropic_version="x")
        assert (response.status_code, response.content) == (200, b"\xff")
        (received,) = peer.requests
        assert received.line == f"{method} {path.removeprefix('/openai')} HTTP/1.1".encode()
        assert received.body == (body or b"")
        assert received.values(b"content-type") == [b"application/x-odd"]
        assert received.values(b"anthropic-version") == [b"x"]
        call = await gateway.recorded()
        assert (call.route, call.operation, call.model) == ("/openai/{path}", "", "")
        assert call.path == path.partition("?")[0]


async def test_head_has_no_body() -> None:
    answer = b"HTTP/1.1 200 OK\r\ncontent-length: 20\r\nx-a: 1\r\n\r\n"
    async with stand_in(respond(answer)) as peer, door(peer.base_url) as gateway:
        for path in ("/v1/models", "/v1/files/f", "/openai/v1/x"):
            response = await gateway.call("HEAD", path)
            assert (response.status_code, response.content, response.headers["x-a"]) == (200, b"", "1")
            assert peer.requests[-1].line.startswith(b"HEAD ")


async def test_a_trailing_slash_is_forgiven() -> None:
    async with stand_in(respond(plain(b"{}"))) as peer, door(peer.base_url) as gateway:
        await gateway.call("POST", "/v1/chat/completions/", b'{"model":"m"}')
        await gateway.call("GET", "/v1/models/m/")
        assert [_path(each) for each in peer.requests] == [b"/v1/chat/completions", b"/v1/models/m"]


@pytest.mark.parametrize(
    "path",
    [
        "/openai/../secret",
        "/openai/v1/%2e%2e/%2e%2e/secret",
        "/openai/v1/..%2f..%2fsecret",
        "/openai/v1/%252e%252e/x",
        "/v1/files/../../secret",
        "/v1/models/openai%3A%3A..%2Fsecret",
    ],
)
async def test_a_path_that_climbs_goes_nowhere(path: str) -> None:
    async with stand_in(respond(plain(b"{}"))) as peer, door(f"{peer.base_url[:-3]}/below/v1") as gateway:
        reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
        writer.write(f"GET {path} HTTP/1.1\r\nhost: x\r\nx-to11-authorization: Bearer {SECRET}\r\n\r\n".encode())
        assert (await reader.readline()).split(b" ")[1] in (b"400", b"404")
        writer.close()
        assert peer.requests == []


@pytest.mark.parametrize(
    "target",
    [
        b"/openai/v1/x%0d%0aHost:%20evil%0d%0a%0d%0aGET%20/y",
        b"http://evil.example/openai/v1/x",
        b"//evil.example/openai/v1/x",
        b"/openai//evil.example/x",
    ],
)
async def test_a_path_cannot_name_another_host_or_request(target: bytes) -> None:
    async with stand_in(respond(plain(b"{}"))) as peer, door(peer.base_url) as gateway:
        reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
        key = f"x-to11-authorization: Bearer {SECRET}".encode()
        writer.write(b"GET " + target + b" HTTP/1.1\r\nhost: x\r\nconnection: close\r\n" + key + b"\r\n\r\n")
        await reader.read()
        writer.close()
        assert len(peer.requests) <= 1
        for received in peer.requests:
            assert received.values(b"host") == [b"127.0.0.1:%d" % peer.port]
            assert received.line.count(b" ") == 2
            assert received.line.split(b" ")[1].startswith(b"/")


async def test_two_lengths_are_refused() -> None:
    async with stand_in(respond(plain(b"{}"))) as peer, door(peer.base_url) as gateway:
        reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
        key = f"x-to11-authorization: Bearer {SECRET}".encode()
        writer.write(
            b"POST /openai/v1/x HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n"
            + key
            + b"\r\n\r\n0\r\n\r\nGET /openai/v1/y HTTP/1.1\r\nhost: x\r\n"
            + key
            + b"\r\n\r\n"
        )
        assert b" 400 " in await reader.readline()
        writer.close()
        assert peer.requests == []


async def test_the_groq_client_s_own_path_reaches_groq() -> None:
    async with stand_in(respond(plain(b"{}"))) as openai, stand_in(respond(plain(b"{}"))) as groq:
        there = {"groq": ProviderSettings(base_url=f"http://127.0.0.1:{groq.port}/openai/v1")}
        async with door(openai.base_url, providers=there) as gateway:
            await gateway.call("POST", "/openai/v1/chat/completions", b'{"model":"m"}', x_genai_provider="groq")
            await gateway.call("POST", "/openai/v1/chat/completions", b'{"model":"groq::m"}')
            await gateway.call("GET", "/openai/v1/something/new", x_genai_provider="groq")
        assert openai.requests == []
        assert [_path(each) for each in groq.requests] == [
            b"/openai/v1/chat/completions",
            b"/openai/v1/chat/completions",
            b"/openai/v1/something/new",
        ]


async def test_models_and_files_go_where_the_caller_s_headers_say() -> None:
    async with stand_in(respond(plain(b"{}"))) as peer, door(peer.base_url, providers=everywhere(peer)) as gateway:
        for headers, provider in (
            ({}, "openai"),
            ({"anthropic_version": "2023-06-01"}, "anthropic"),
            ({"x_api_key": "sk-ant"}, "anthropic"),
            ({"x_api_key": "sk-ant", "x_genai_provider": "groq"}, "groq"),
        ):
            for path in ("/v1/models", "/v1/files", "/v1/files/f/content"):
                await gateway.call("GET", path, **headers)
                assert _path(peer.requests[-1]).decode() == f"/{provider}{path}"
        await gateway.call("GET", "/v1/models/groq%3A%3Ameta-llama/Llama%2D3")
        assert _path(peer.requests[-1]) == b"/groq/v1/models/meta-llama/Llama%2D3"
        await gateway.call("GET", "/v1/responses/resp_1", x_genai_provider="xai")
        assert _path(peer.requests[-1]) == b"/xai/v1/responses/resp_1"


async def test_a_form_names_its_provider() -> None:
    async with stand_in(respond(plain(b"{}"))) as peer, door(peer.base_url, providers=everywhere(peer)) as gateway:
        response = await gateway.call(
            "POST", "/v1/audio/transcriptions", FORM % b"groq::whisper-1", content_type=FORM_TYPE
        )
        assert response.status_code == 200
        (received,) = peer.requests
        assert _path(received) == b"/groq/v1/audio/transcriptions"
        assert received.body == FORM % b"whisper-1"
        call = await gateway.recorded()
        assert (call.model, call.provider) == ("whisper-1", "groq")


async def test_json_where_a_form_is_usual() -> None:
    async with stand_in(respond(plain(b"{}"))) as peer, door(peer.base_url, providers=everywhere(peer)) as gateway:
        await gateway.call("POST", "/v1/images/edits", b'{"image": {"url": "x"}, "model": "xai::grok"}')
        (received,) = peer.requests
        assert _path(received) == b"/xai/v1/images/edits"
        assert received.body == b'{"image": {"url": "x"}, "model": "grok"}'


async def _streamed(path: str, **settings: ProviderSettings) -> tuple[dict[str, object], Call]:
    async with stand_in(respond(plain(b"{}"))) as peer:
        providers = everywhere(peer)
        async with door(peer.base_url, providers={**providers, **settings}) as gateway:
            await gateway.call("POST", path, b'{"model":"m","stream":true}')
            return json.loads(peer.requests[0].body), await gateway.recorded()


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/v1/chat/completions", True),
        ("/v1/completions", True),
        ("/v1/responses", False),
        ("/v1/messages", False),
        ("/cohere/v1/chat/completions", False),
        ("/openai/deployments/m/chat/completions?api-version=2024-06-01", False),
        ("/openai/deployments/m/chat/completions?api-version=2024-10-21", True),
    ],
)
async def test_the_usage_chunk_is_asked_for_where_it_can_be(path: str, asked: bool) -> None:
    body, call = await _streamed(path)
    assert ("stream_options" in body) is call.usage_asked is asked
    assert call.stream


async def test_baggage_leaves_only_where_a_setting_says_so() -> None:
    for forwarded in (False, True):
        async with (
            stand_in(respond(plain(b"{}"))) as peer,
            door(peer.base_url, forward_baggage=forwarded) as gateway,
        ):
            await gateway.chat(baggage="a=1,b=2")
            assert peer.requests[0].values(b"baggage") == ([b"a=1,b=2"] if forwarded else [])
