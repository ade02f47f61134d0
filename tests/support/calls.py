"""Recorded calls for tests, and a readable view of the spans made of them."""

import json
from typing import Any

from opentelemetry.proto.common.v1.common_pb2 import AnyValue
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, Span

from to11.model.call import Attempt, Call, Ending
from to11.model.capture import Capture
from to11.record.policy import Policy

BARE = Policy(Capture.METADATA)
"""Without content."""

START_NS = 1_790_000_000_000_000_000
MS = 1_000_000

QUESTION = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Say hi"}]}
ANSWER = {
    "id": "chatcmpl-1",
    "model": "gpt-4o-mini-2024-07-18",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "hi"}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 9, "completion_tokens": 1, "total_tokens": 10},
}


def attempt(span_id: str = "e" * 16, *, status: int = 200, error_type: str = "", start_ms: int = 10) -> Attempt:
    """One request to OpenAI."""
    url = "https://api.openai.com/v1/chat/completions"
    start_ns = START_NS + start_ms * MS
    return Attempt(span_id, url, "api.openai.com", 443, start_ns, start_ns + 80 * MS, status, error_type)


def call(**changes: Any) -> Call:
    """A chat completion that went well, but for what is changed. Bodies may be given as JSON values."""
    fields: dict[str, Any] = {
        "request_id": "req_1",
        "trace_id": "a" * 32,
        "parent_span_id": "b" * 16,
        "trace_state": "vendor=1",
        "trace_flags": 3,
        "server_span_id": "c" * 16,
        "genai_span_id": "d" * 16,
        "start_ns": START_NS,
        "end_ns": START_NS + 100 * MS,
        "method": "POST",
        "route": "/v1/chat/completions",
        "ending": Ending.COMPLETE,
        "status": 200,
        "host": "gateway.test",
        "port": 4000,
        "provider": "openai",
        "model": "gpt-4o-mini",
        "request_body": QUESTION,
        "response_body": ANSWER,
        "response_headers": {"content-type": "application/json"},
        "attempts": [attempt()],
    } | changes
    for name in ("request_body", "response_body"):
        if not isinstance(fields[name], bytes):
            fields[name] = json.dumps(fields[name]).encode()
    return Call(**fields)


def stream(*chunks: object, done: bool = True) -> bytes:
    """An event stream of chunks."""
    events = [json.dumps(chunk) for chunk in chunks] + (["[DONE]"] if done else [])
    return "".join(f"data: {text}\n\n" for text in events).encode()


def spans_of(result: ResourceSpans) -> list[Span]:
    """All spans, in order."""
    return [span for scope in result.scope_spans for span in scope.spans]


def attributes(of: Any) -> dict[str, Any]:
    """The attributes of a span or resource as plain values."""
    found = {pair.key: plain(pair.value) for pair in of.attributes}
    assert len(found) == len(of.attributes), "an attribute is there twice"
    return found


def plain(value: AnyValue) -> Any:
    """The Python value of an attribute."""
    kind = value.WhichOneof("value")
    assert kind is not None, "an attribute without a value"
    if kind == "array_value":
        return [plain(item) for item in value.array_value.values]
    return getattr(value, kind)
