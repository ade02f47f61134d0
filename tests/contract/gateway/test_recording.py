"""What is written down, and that writing it down costs no one anything."""

import asyncio
import threading

import msgspec
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, ScopeSpans, Span

from support.gateway_fakes import PROJECT, SECRET, FakeSpool, door, until
from support.upstream import Peer, plain, respond, stand_in
from to11 import record
from to11.ingest.spool import EntryKind
from to11.model.call import Call, Ending, Grouping
from to11.record.policy import Policy

ANSWER = b'{"choices":[{"message":{"content":"a quiet answer"}}]}'
ASKED = b'{"model":"gpt-4o","messages":[{"role":"user","content":"a quiet question"}]}'


async def test_the_whole_record() -> None:
    async def script(peer: Peer) -> None:
        await peer.request()
        await asyncio.sleep(0.05)
        await peer.send(plain(ANSWER, b"x-request-id: req_theirs"))

    async with stand_in(script) as peer, door(peer.base_url) as gateway:
        response = await gateway.chat(
            ASKED,
            host="gateway.example:4000",
            user_agent="sdk/1",
            x_to11_env="prod",
            x_to11_user_id="user",
            x_to11_session_id="session",
            x_to11_conversation_id="conversation",
            x_to11_prompt_slug="slug",
            x_to11_prompt_version="2",
            x_to11_prompt_id="prompt",
            x_to11_prompt_label="latest",
        )
        call = await gateway.recorded()
        assert gateway.spool.entries[0][:2] == (EntryKind.CALL, PROJECT.id)
        assert call.request_id == response.headers["x-to11-request-id"]
        assert (call.method, call.route, call.operation) == ("POST", "/v1/chat/completions", "chat")
        assert (call.scheme, call.host, call.port) == ("http", "gateway.example", 4000)
        assert (call.client_address, call.user_agent, call.http_version) == ("127.0.0.1", "sdk/1", "1.1")
        assert (call.ending, call.status, call.error_type, call.error_message) == (Ending.COMPLETE, 200, "", "")
        assert (call.provider, call.model, call.stream, call.usage_asked) == ("openai", "gpt-4o", False, False)
        assert call.grouping == Grouping("prod", "user", "session", "conversation", "slug", "2", "prompt", "latest")
        assert (call.request_body, call.response_body) == (ASKED, ANSWER)
        assert (call.request_truncated, call.response_truncated) == (False, False)
        assert call.response_headers == {"content-type": "application/json", "x-request-id": "req_theirs"}
        (attempt,) = call.attempts
        assert (attempt.url, attempt.address, attempt.port) == (
            f"{peer.base_url}/chat/completions",
            "127.0.0.1",
            peer.port,
        )
        times = [call.start_ns, attempt.start_ns, call.first_chunk_ns, attempt.end_ns, call.end_ns]
        assert times == sorted(times)
        assert call.first_chunk_ns - attempt.start_ns >= 45_000_000


async def test_no_key_is_recorded() -> None:
    async with stand_in(respond(plain(ANSWER))) as peer, door(peer.base_url) as gateway:
        await gateway.chat(ASKED, authorization="Bearer sk-very-secret", x_api_key="also-secret", cookie="c=secret")
        call = await gateway.recorded()
        (entry,) = gateway.spool.entries
        for text in (entry[2], msgspec.json.encode(call), repr(call).encode()):
            assert b"secret" not in text
            assert SECRET.encode() not in text


async def test_long_bodies_are_recorded_in_part_and_forwarded_whole() -> None:
    body, answer = b'{"model":"m","x":"%b"}' % (b"a" * 5000), b"b" * 5000
    async with stand_in(respond(plain(answer))) as peer, door(peer.base_url, max_recorded_bytes=100) as gateway:
        assert (await gateway.chat(body)).content == answer
        assert peer.requests[0].body == body
        call = await gateway.recorded()
        assert (call.request_body, call.request_truncated) == (body[:100], True)
        assert (call.response_body, call.response_truncated) == (answer[:100], True)


async def test_a_spool_that_breaks_costs_no_one_their_call() -> None:
    spool = FakeSpool()
    spool.error = OSError("disk on fire")
    async with stand_in(respond(plain(ANSWER))) as peer, door(peer.base_url, spool=spool) as gateway:
        for _ in range(3):
            assert (await gateway.chat()).content == ANSWER
        await until(lambda: gateway.gateway.running == 0)
        assert (gateway.gateway.recorded, gateway.gateway.dropped) == (0, 3)


def spans_of(call: Call, policy: Policy, reading: object) -> ResourceSpans:
    """In the place of `record.spans`: one span that would show what it was given."""
    assert threading.current_thread() is not threading.main_thread()
    text = call.request_body.decode() if policy.tells_content else call.model
    span = Span(trace_id=bytes.fromhex(call.trace_id), span_id=bytes.fromhex(call.genai_span_id), name=text)
    return ResourceSpans(scope_spans=[ScopeSpans(spans=[span])])


async def test_content_that_must_not_be_kept_never_reaches_the_spool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "spans", spans_of)
    async with stand_in(respond(plain(ANSWER))) as peer, door(peer.base_url, capture_content=False) as gateway:
        for _ in range(3):
            assert (await gateway.chat(ASKED)).content == ANSWER
        await gateway.gateway.drain(5)
        assert len(gateway.spool.entries) == 3
        for kind, project_id, payload in gateway.spool.entries:
            assert (kind, project_id) == (EntryKind.OTLP, PROJECT.id)
            assert b"quiet" not in payload
            export = ExportTraceServiceRequest.FromString(payload)
            assert export.resource_spans[0].scope_spans[0].spans[0].name == "gpt-4o"


async def test_a_bug_in_making_spans_drops_the_record_not_the_content(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(call: Call, policy: Policy, reading: object) -> ResourceSpans:
        raise ZeroDivisionError

    monkeypatch.setattr(record, "spans", broken)
    async with stand_in(respond(plain(ANSWER))) as peer, door(peer.base_url, capture_content=False) as gateway:
        assert (await gateway.chat(ASKED)).content == ANSWER
        await gateway.gateway.drain(5)
        assert gateway.spool.entries == []
        assert gateway.gateway._recorder.dropped == 1


async def test_only_so_many_records_wait_to_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    go = threading.Event()

    def slow(call: Call, policy: Policy, reading: object) -> ResourceSpans:
        go.wait(10)
        return spans_of(call, policy, reading)

    monkeypatch.setattr(record, "spans", slow)
    monkeypatch.setattr("to11.gateway.recorder._MAX_PENDING_CALLS", 2)
    async with stand_in(respond(plain(ANSWER))) as peer, door(peer.base_url, capture_content=False) as gateway:
        for _ in range(5):
            assert (await gateway.chat(ASKED)).content == ANSWER
        await until(lambda: gateway.gateway._recorder.dropped == 3)
        go.set()
        await until(lambda: len(gateway.spool.entries) == 2)
        assert (gateway.gateway.recorded, gateway.gateway.dropped) == (2, 3)


async def test_the_spans_of_a_call_without_content() -> None:
    async with stand_in(respond(plain(ANSWER))) as peer, door(peer.base_url, capture_content=False) as gateway:
        await gateway.chat(ASKED)
        await gateway.gateway.drain(5)
        ((kind, _, payload),) = gateway.spool.entries
        assert kind is EntryKind.OTLP
        assert b"quiet" not in payload
        export = ExportTraceServiceRequest.FromString(payload)
        names = {span.name for each in export.resource_spans for scope in each.scope_spans for span in scope.spans}
        assert "chat gpt-4o" in names
        assert len(names) == 3
