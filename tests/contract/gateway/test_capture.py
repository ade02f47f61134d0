"""How much of a call is kept: deployment, project and request; the strictest wins, and what must not be kept never
reaches the spool."""

import json
from contextlib import suppress
from dataclasses import replace
from itertools import product
from typing import Any

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from support.calls import attributes
from support.gateway_fakes import PROJECT, PROJECTS, Door, door, until
from support.upstream import Script, chunked, plain, respond, respond_and_close, stand_in
from to11.ingest.spool import EntryKind
from to11.model.call import Ending
from to11.model.capture import Capture, strictest
from to11.settings import ProviderSettings

ANSWER = b'{"id":"a","choices":[{"message":{"content":"a quiet answer"}}],"usage":{"prompt_tokens":3}}'
ASKED = b'{"model":"gpt-4o","messages":[{"role":"user","content":"a quiet question"}]}'
WISHES = [*Capture, None]


async def kept(gateway: Door) -> Capture:
    """What the spool shows of the only call."""
    await until(lambda: gateway.gateway.running == 0)
    await gateway.gateway.drain(5)
    if not gateway.spool.entries:
        return Capture.NONE
    ((kind, project_id, payload),) = gateway.spool.entries
    assert project_id == PROJECT.id
    assert (kind is EntryKind.CALL) == (b"quiet" in payload)
    return Capture.FULL if kind is EntryKind.CALL else Capture.METADATA


@pytest.mark.parametrize(("project", "request_"), list(product(WISHES, WISHES)))
@pytest.mark.parametrize("deployment", Capture)
async def test_the_strictest_wins(
    deployment: Capture, project: Capture | None, request_: Capture | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PROJECTS, PROJECT.id, replace(PROJECT, capture=project))
    header = {} if request_ is None else {"x_to11_capture": str(request_)}
    async with (
        stand_in(respond(plain(ANSWER))) as peer,
        door(peer.base_url, capture_content=deployment) as gateway,
    ):
        assert (await gateway.chat(ASKED, **header)).content == ANSWER
        assert await kept(gateway) is strictest(deployment, project, request_)
        assert peer.requests[0].body == ASKED
        assert "x-to11-capture" not in str(peer.requests[0].headers)
        kept_none = strictest(deployment, project, request_) is Capture.NONE
        counted = (gateway.gateway.recorded, gateway.gateway.unrecorded, gateway.gateway.dropped)
        assert counted == ((0, 1, 0) if kept_none else (1, 0, 0))


@pytest.mark.parametrize("value", ["all", "FULL", "true", "none,full", ""])
async def test_any_other_word_is_refused(value: str) -> None:
    async with stand_in(respond(plain(ANSWER))) as peer, door(peer.base_url) as gateway:
        response = await gateway.chat(ASKED, x_to11_capture=value)
        assert (response.status_code, response.headers["x-to11-error"]) == (400, "gateway")
        assert "x-to11-capture" in response.json()["error"]["message"]
        assert peer.requests == []
        assert (await gateway.recorded()).ending is Ending.REFUSED


async def test_a_refusal_is_not_kept_either() -> None:
    async with door("http://127.0.0.1:1") as gateway:
        assert (await gateway.chat(b"{", x_to11_capture="none")).status_code == 400
        assert (await gateway.chat(x_to11_capture="none")).status_code == 502
        assert await kept(gateway) is Capture.NONE


CONTEXT = {
    "x_to11_context_operation": "execute_tool",
    "x_to11_context_tool_name": "search",
    "x_to11_context_tool_arguments": "a quiet argument",
}


async def test_what_a_call_is_part_of_is_written_down_and_not_sent_on() -> None:
    async with stand_in(respond(plain(ANSWER))) as peer, door(peer.base_url) as gateway:
        assert (await gateway.chat(ASKED, **CONTEXT)).status_code == 200
        context = (await gateway.recorded()).context
        assert context is not None
        assert (context.operation, len(context.span_id)) == ("execute_tool", 16)
        assert context.details == {"tool-name": "search", "tool-arguments": "a quiet argument"}
        assert "context" not in str(peer.requests[0].headers)


async def test_what_a_call_is_part_of_without_content() -> None:
    async with stand_in(respond(plain(ANSWER))) as peer, door(peer.base_url, capture_content="metadata") as gateway:
        assert (await gateway.chat(ASKED, **CONTEXT)).status_code == 200
        assert await kept(gateway) is Capture.METADATA
        export = ExportTraceServiceRequest.FromString(gateway.spool.entries[0][2])
        spans = {span.name: span for span in export.resource_spans[0].scope_spans[0].spans}
        assert attributes(spans["execute_tool search"]) == {
            "gen_ai.operation.name": "execute_tool",
            "gen_ai.tool.name": "search",
        }
        assert spans["execute_tool search"].parent_span_id == spans["chat gpt-4o"].parent_span_id


@pytest.mark.parametrize(
    "headers",
    [
        {"operation": "chat"},
        {"operation": "execute_tool"},
        {"operation": "retrieval", "tool-name": "t"},
        {"operation": "create_agent", "agent-nickname": "n"},
        {"agent-name": "n"},
        {"operation": "create_agent", "agent-name": "UTF-8''%zz"},
        {"operation": "create_agent", "agent-name": ""},
    ],
)
async def test_a_context_that_makes_no_sense(headers: dict[str, str]) -> None:
    given: Any = {f"x-to11-context-{name}": value for name, value in headers.items()}
    async with stand_in(respond(plain(ANSWER))) as peer, door(peer.base_url) as gateway:
        response = await gateway.chat(ASKED, **given)
        assert (response.status_code, response.headers["x-to11-error"]) == (400, "gateway")
        assert "x-to11-context-" in json.loads(response.content)["error"]["message"]
        assert peer.requests == []
        assert (await gateway.recorded()).context is None


SAID = b'data: {"id":"a","choices":[{"delta":{"content":"a quiet answer"}}]}\n\n'
FORM = (
    b'--XX\r\ncontent-disposition: form-data; name="model"\r\n\r\nm\r\n'
    b'--XX\r\ncontent-disposition: form-data; name="prompt"\r\n\r\na quiet question\r\n'
    b'--XX\r\ncontent-disposition: form-data; name="file"; filename="quiet.wav"\r\n\r\nquiet\r\n--XX--\r\n'
)
CALLS: dict[str, tuple[str, bytes, Script, int]] = {
    "stream": ("/v1/chat/completions", ASKED[:-1] + b',"stream":true}', respond(chunked(SAID)), 3),
    "broken": ("/v1/chat/completions", ASKED[:-1] + b',"stream":true}', respond_and_close(chunked(SAID, end=False)), 3),
    "silent": ("/v1/chat/completions", ASKED, respond_and_close(), 3),
    "error": ("/v1/messages", ASKED, respond(plain(b'{"error":{"message":"quiet"}}', status=b"400 Bad Request")), 3),
    "response": ("/v1/responses", b'{"model":"m","input":"a quiet question"}', respond(plain(ANSWER)), 3),
    "stored prompt": ("/v1/responses", b'{"prompt":{"id":"p","variables":{"a":"quiet"}}}', respond(plain(ANSWER)), 3),
    "embeddings": ("/v1/embeddings", b'{"model":"m","input":"a quiet question"}', respond(plain(b"{}")), 3),
    "rerank": ("/v1/rerank", b'{"model":"m","query":"quiet","documents":["quiet"]}', respond(plain(b"{}")), 3),
    "moderation": ("/v1/moderations", b'{"input":"a quiet question"}', respond(plain(ANSWER)), 3),
    "speech": ("/v1/audio/speech", b'{"model":"m","input":"quiet","voice":"v"}', respond(plain(b"quiet")), 3),
    "transcription": ("/v1/audio/transcriptions", FORM, respond(plain(b'{"text":"quiet"}')), 3),
    "image": ("/v1/images/edits", FORM, respond(plain(b'{"data":[{"revised_prompt":"quiet"}]}')), 3),
    "file": ("/v1/files", FORM, respond(plain(b'{"filename":"quiet.wav"}')), 2),
    "count": ("/v1/messages/count_tokens", ASKED, respond(plain(ANSWER)), 2),
    "passed": ("/openai/v1/anything?q=quiet", b"a quiet question", respond(plain(b"quiet")), 2),
}


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("wish", [Capture.METADATA, Capture.NONE])
async def test_no_endpoint_keeps_more_than_is_wished(wish: Capture, name: str) -> None:
    path, body, script, count = CALLS[name]
    content_type = "multipart/form-data; boundary=XX" if body == FORM else "application/json"
    async with stand_in(script) as peer:
        elsewhere = {each: ProviderSettings(base_url=peer.base_url) for each in ("anthropic", "cohere")}
        async with door(peer.base_url, providers=elsewhere) as gateway:
            with suppress(httpx.RemoteProtocolError):
                await gateway.call("POST", path, body, x_to11_capture=str(wish), content_type=content_type)
            assert len(peer.requests) == 1
            assert await kept(gateway) is wish
            assert gateway.gateway.dropped == 0
            for _, _, payload in gateway.spool.entries:
                (spans,) = ExportTraceServiceRequest.FromString(payload).resource_spans[0].scope_spans
                assert len(spans.spans) == count
