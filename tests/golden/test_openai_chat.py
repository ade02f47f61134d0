"""Every recorded chat completion of OpenAI, Groq and Mistral, made into spans."""

import json
from typing import Any

import jsonschema
import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Status

from support.calls import BARE, attempt, attributes, call, spans_of
from support.recordings import SHARED, needs_recordings, recordings
from to11.model.call import Call
from to11.record import spans
from to11.wire import sse

PROVIDERS = {"openai": "openai", "groq": "groq", "mistral": "mistral_ai"}
EXCHANGES = [
    pytest.param(provider, exchange, id=f"{provider}-{exchange['id']}")
    for provider in PROVIDERS
    for exchange in recordings(provider, "/chat/completions")
]
SCHEMAS = {
    "gen_ai.input.messages": "gen-ai-input-messages.json",
    "gen_ai.output.messages": "gen-ai-output-messages.json",
    "gen_ai.tool.definitions": "gen-ai-tool-definitions.json",
}

pytestmark = needs_recordings


def recorded(provider: str, exchange: dict[str, Any]) -> Call:
    return call(
        provider=PROVIDERS[provider],
        model=exchange["request"]["model"],
        stream=bool(exchange["request"].get("stream")),
        status=exchange["status"],
        request_body=exchange["request"],
        response_headers={"content-type": exchange["content_type"]},
        response_body=exchange["body"].encode(),
        attempts=[attempt(status=exchange["status"])],
    )


def answers(exchange: dict[str, Any]) -> list[dict[str, Any]]:
    """What came, decoded: one object, or the chunks of a stream."""
    body = exchange["body"].encode()
    if "event-stream" not in exchange["content_type"]:
        return [json.loads(body)]
    return [json.loads(event.data) for event in sse.events(body) if event.data not in (None, b"[DONE]")]


def last(found: list[dict[str, Any]], name: str) -> Any:
    return next((answer[name] for answer in reversed(found) if answer.get(name)), None)


def usage(found: list[dict[str, Any]]) -> dict[str, Any]:
    given: dict[str, Any] = last(found, "usage") or next(
        (answer["x_groq"]["usage"] for answer in found if "usage" in answer.get("x_groq", {})), {}
    )
    return given


@pytest.mark.parametrize(("provider", "exchange"), EXCHANGES)
def test_the_span_says_what_the_recording_says(provider: str, exchange: dict[str, Any]) -> None:
    found = answers(exchange)
    attrs = attributes(spans_of(spans(recorded(provider, exchange)))[1])
    counts = usage(found)
    expected = {
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": exchange["request"]["model"],
        "gen_ai.response.id": last(found, "id"),
        "gen_ai.response.model": last(found, "model"),
        "openai.response.system_fingerprint": last(found, "system_fingerprint"),
        "openai.response.service_tier": last(found, "service_tier"),
        "gen_ai.usage.input_tokens": counts.get("prompt_tokens"),
        "gen_ai.usage.output_tokens": counts.get("completion_tokens"),
        "gen_ai.usage.cache_read.input_tokens": (counts.get("prompt_tokens_details") or {}).get("cached_tokens"),
        "gen_ai.usage.reasoning.output_tokens": (counts.get("completion_tokens_details") or {}).get("reasoning_tokens"),
        "gen_ai.request.stream": True if exchange["request"].get("stream") else None,
        # By the conventions only when it is not 1.
        "gen_ai.request.choice.count": n if (n := exchange["request"].get("n")) != 1 else None,
    }
    assert {name: attrs.get(name) for name in expected} == expected
    if provider == "openai" and counts:
        assert attrs["gen_ai.usage.cost"] > 0


@pytest.mark.parametrize(("provider", "exchange"), EXCHANGES)
def test_finish_reasons_and_contents(provider: str, exchange: dict[str, Any]) -> None:
    reasons: dict[int, str] = {}
    contents: dict[int, str] = {}
    calls: dict[tuple[int, int], str] = {}
    for answer in answers(exchange):
        for choice in answer.get("choices", []):
            said = choice.get("message") or choice.get("delta")
            index = choice["index"]
            contents[index] = contents.get(index, "") + (said.get("content") or "")
            for number, tool_call in enumerate(said.get("tool_calls") or []):
                key = index, tool_call.get("index", number)
                calls[key] = calls.get(key, "") + tool_call["function"].get("arguments", "")
            if choice["finish_reason"]:
                reasons[index] = choice["finish_reason"]
    attrs = attributes(spans_of(spans(recorded(provider, exchange)))[1])
    assert attrs.get("gen_ai.response.finish_reasons", []) == [reasons[index] for index in sorted(reasons)]
    messages = json.loads(attrs.get("gen_ai.output.messages", "[]"))
    assert [
        "".join(part["content"] for part in message["parts"] if part["type"] == "text") for message in messages
    ] == [contents[index] for index in sorted(contents)]
    assert [part["arguments"] for message in messages for part in message["parts"] if part["type"] == "tool_call"] == [
        json.loads(calls[key]) for key in sorted(calls)
    ]


@pytest.mark.parametrize(("provider", "exchange"), EXCHANGES)
def test_messages_validate(provider: str, exchange: dict[str, Any]) -> None:
    attrs = attributes(spans_of(spans(recorded(provider, exchange)))[1])
    assert "gen_ai.input.messages" in attrs
    assert ("gen_ai.output.messages" in attrs) is (exchange["status"] == 200)
    for name, file in SCHEMAS.items():
        if name in attrs:
            schema = json.loads((SHARED / "semconv" / file).read_text("utf-8"))
            jsonschema.validate(json.loads(attrs[name]), schema)


@pytest.mark.parametrize(("provider", "exchange"), EXCHANGES)
def test_status(provider: str, exchange: dict[str, Any]) -> None:
    inference = spans_of(spans(recorded(provider, exchange)))[1]
    failed = exchange["status"] >= 400
    assert inference.status.code == (Status.STATUS_CODE_ERROR if failed else Status.STATUS_CODE_UNSET)
    expected = json.loads(exchange["body"])["error"]["code"] if failed else None
    assert attributes(inference).get("error.type") == expected


@pytest.mark.parametrize(("provider", "exchange"), EXCHANGES)
def test_without_content_the_numbers_stay(provider: str, exchange: dict[str, Any]) -> None:
    one = recorded(provider, exchange)
    full = attributes(spans_of(spans(one))[1])
    bare = attributes(spans_of(spans(one, BARE))[1])
    assert {name: full[name] for name in full if name not in SCHEMAS} == bare


def test_parts_of_every_kind_validate() -> None:
    data = "data:image/png;base64,AAAA"
    contents = [
        "plain",
        {"type": "text", "text": "a"},
        {"type": "image_url", "image_url": {"url": "https://x.test/a.png"}},
        {"type": "image_url", "image_url": {"url": data}},
        {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}},
        {"type": "file", "file": {"file_id": "file_1"}},
        {"type": "thinking", "thinking": "hm"},
        {"type": "refusal", "refusal": "no"},
        {"type": "from_the_future", "x": 1},
    ]
    tool_call = {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    executed = {"index": 0, "type": "search", "arguments": "{}", "output": "found"}
    message = {
        "role": "assistant",
        "content": contents,
        "tool_calls": [tool_call, {"type": "web_search"}],
        "executed_tools": [executed],
    }
    messages = [message, {"role": "tool", "tool_call_id": "c"}, {"role": "developer", "name": "d"}]
    tools = [{"type": "function", "function": {"name": "f"}}, {"type": "web_search"}]
    recorded = call(
        request_body={"model": "m", "messages": messages, "tools": tools},
        response_body={"choices": [{"index": 1, "message": message}]},
    )
    attrs = attributes(spans_of(spans(recorded))[1])
    for name, file in SCHEMAS.items():
        schema = json.loads((SHARED / "semconv" / file).read_text("utf-8"))
        jsonschema.validate(json.loads(attrs[name]), schema)
    kinds = [part["type"] for part in json.loads(attrs["gen_ai.input.messages"])[0]["parts"]]
    assert " ".join(kinds[:2]) == "server_tool_call server_tool_call_response"
    assert " ".join(kinds[2:]) == "text text uri blob blob file reasoning refusal from_the_future tool_call web_search"
