"""Anthropic's messages and text completions, from the bytes to the span."""

import gzip
import json
from typing import Any

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from support.calls import attributes, call, spans_of, stream
from to11.model.call import Ending
from to11.record import spans

MODEL = "claude-sonnet-4-5"
QUESTION = {
    "model": MODEL,
    "max_tokens": 100,
    "system": "be brief",
    "messages": [{"role": "user", "content": "Say hi"}],
    "service_tier": "standard_only",
}
ANSWER: dict[str, Any] = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": f"{MODEL}-20250929",
    "content": [{"type": "text", "text": "hi"}],
    "stop_reason": "end_turn",
    "usage": {
        "input_tokens": 5,
        "cache_read_input_tokens": 20,
        "cache_creation_input_tokens": 10,
        "output_tokens": 7,
        "output_tokens_details": {"thinking_tokens": 4},
        "service_tier": "standard",
    },
}
EVENTS = (
    {"type": "message_start", "message": {**ANSWER, "content": [], "stop_reason": None}},
    {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "hi"}},
    {"type": "content_block_stop", "index": 0},
    {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 7}},
    {"type": "message_stop"},
)
STREAMED = {"response_headers": {"content-type": "text/event-stream; charset=utf-8"}, "stream": True}


def inference(**changes: Any) -> Span:
    fields = {
        "route": "/v1/messages",
        "provider": "anthropic",
        "model": MODEL,
        "request_body": QUESTION,
        "response_body": ANSWER,
    }
    return spans_of(spans(call(**(fields | changes))))[1]


def test_a_message() -> None:
    attrs = attributes(inference())
    expected = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "anthropic",
        "gen_ai.request.model": MODEL,
        "gen_ai.request.max_tokens": 100,
        "gen_ai.response.id": "msg_1",
        "gen_ai.response.model": f"{MODEL}-20250929",
        "gen_ai.response.finish_reasons": ["end_turn"],
        "gen_ai.usage.input_tokens": 35,
        "gen_ai.usage.output_tokens": 7,
        "gen_ai.usage.cache_read.input_tokens": 20,
        "gen_ai.usage.cache_write.input_tokens": 10,
        "gen_ai.usage.cache_creation.input_tokens": 10,
        "gen_ai.usage.reasoning.output_tokens": 4,
    }
    assert {name: attrs.get(name) for name in expected} == expected
    assert attrs["gen_ai.usage.cost"] == pytest.approx((5 * 3 + 20 * 0.3 + 10 * 3.75 + 7 * 15) / 1e6)
    assert json.loads(attrs["gen_ai.system_instructions"]) == [{"type": "text", "content": "be brief"}]
    assert json.loads(attrs["gen_ai.input.messages"]) == [
        {"role": "user", "parts": [{"type": "text", "content": "Say hi"}]}
    ]
    assert json.loads(attrs["gen_ai.output.messages"]) == [
        {"role": "assistant", "parts": [{"type": "text", "content": "hi"}], "finish_reason": "stop"}
    ]
    # Anthropic's tiers are none of OpenAI's.
    assert [name for name in attrs if name.startswith("openai.")] == []


def test_a_stream_says_the_same_also_compressed() -> None:
    whole = attributes(inference())
    body = stream(*EVENTS, done=False)
    packed = STREAMED | {"response_headers": {"content-type": "text/event-stream", "content-encoding": "gzip"}}
    plain = attributes(inference(response_body=body, **STREAMED))
    assert attributes(inference(response_body=gzip.compress(body), **packed)) == plain
    assert plain == whole | {"gen_ai.request.stream": True}


@pytest.mark.parametrize("nested", [False, True])
def test_images_make_it_generate_content(*, nested: bool) -> None:
    image: dict[str, Any] = {"type": "image", "source": {"type": "url", "url": "https://x.test/a.png"}}
    block = {"type": "tool_result", "tool_use_id": "t", "content": [image]} if nested else image
    span = inference(request_body={**QUESTION, "messages": [{"role": "user", "content": [block]}]})
    assert span.name == f"generate_content {MODEL}"
    assert attributes(span)["gen_ai.operation.name"] == "generate_content"


def test_an_error() -> None:
    body = {"type": "error", "error": {"type": "rate_limit_error", "message": "Slow down"}, "request_id": "req_1"}
    span = inference(status=429, response_body=body)
    assert (span.status.code, span.status.message) == (Status.STATUS_CODE_ERROR, "Slow down")
    attrs = attributes(span)
    assert attrs["error.type"] == "rate_limit_error"
    assert "gen_ai.output.messages" not in attrs


def test_a_stream_that_broke_off() -> None:
    body = stream(*EVENTS[:3], done=False)
    span = inference(response_body=body, ending=Ending.UPSTREAM_BROKEN, **STREAMED)
    attrs = attributes(span)
    assert span.status.code == Status.STATUS_CODE_ERROR
    assert attrs["error.type"] == "upstream_broken"
    assert attrs["gen_ai.response.finish_reasons"] == ["error"]
    assert attrs["gen_ai.usage.input_tokens"] == 35
    assert json.loads(attrs["gen_ai.output.messages"]) == [
        {"role": "assistant", "parts": [{"type": "text", "content": "hi"}], "finish_reason": "error"}
    ]


def test_an_error_in_a_stream() -> None:
    error = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
    span = inference(response_body=stream(*EVENTS[:3], error, done=False), **STREAMED)
    assert (span.status.code, attributes(span)["error.type"]) == (Status.STATUS_CODE_ERROR, "overloaded_error")


@pytest.mark.parametrize("streamed", [False, True])
def test_a_text_completion(*, streamed: bool) -> None:
    answer = {"type": "completion", "id": "compl_1", "completion": " Hi!", "stop_reason": "stop_sequence"}
    given: dict[str, Any] = {"response_body": answer | {"model": "claude-2.1"}}
    if streamed:
        given = STREAMED | {"response_body": stream({**answer, "model": "claude-2.1"}, done=False)}
    request = {"model": "claude-2.1", "prompt": "\n\nHuman: Hi\n\nAssistant:", "max_tokens_to_sample": 9}
    span = inference(
        route="/v1/complete", operation="text_completion", model="claude-2.1", request_body=request, **given
    )
    attrs = attributes(span)
    assert span.name == "text_completion claude-2.1"
    assert attrs["gen_ai.response.finish_reasons"] == ["stop_sequence"]
    assert json.loads(attrs["gen_ai.input.messages"])[0]["parts"][0]["content"] == request["prompt"]
    assert json.loads(attrs["gen_ai.output.messages"]) == [
        {"role": "assistant", "parts": [{"type": "text", "content": " Hi!"}], "finish_reason": "stop"}
    ]
