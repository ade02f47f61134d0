"""Every recorded call of OpenAI's Responses API, made into spans."""

import json
from typing import Any

import jsonschema
import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Status

from support.calls import BARE, attempt, attributes, call, spans_of
from support.recordings import SHARED, needs_recordings, recordings
from to11.model.call import Call
from to11.record import spans

RECORDED = recordings("openai", "/v1/responses")
EXCHANGES = [pytest.param(exchange, id=exchange["id"]) for exchange in RECORDED]
STREAMS = [
    pytest.param(exchange, id=exchange["id"]) for exchange in RECORDED if "event-stream" in exchange["content_type"]
]
SCHEMAS = {
    "gen_ai.input.messages": "gen-ai-input-messages.json",
    "gen_ai.output.messages": "gen-ai-output-messages.json",
    "gen_ai.system_instructions": "gen-ai-system-instructions.json",
    "gen_ai.tool.definitions": "gen-ai-tool-definitions.json",
}

pytestmark = needs_recordings


def recorded(exchange: dict[str, Any]) -> Call:
    return call(
        route="/v1/responses",
        model=exchange["request"]["model"],
        stream=bool(exchange["request"].get("stream")),
        status=exchange["status"],
        request_body=exchange["request"],
        response_headers={"content-type": exchange["content_type"]},
        response_body=exchange["body"].encode(),
        attempts=[attempt(status=exchange["status"])],
    )


def events(exchange: dict[str, Any]) -> list[dict[str, Any]]:
    lines = exchange["body"].splitlines()
    return [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]


def answer(exchange: dict[str, Any]) -> dict[str, Any]:
    """What the recording says in the end."""
    found: dict[str, Any]
    if "event-stream" in exchange["content_type"]:
        found = events(exchange)[-1]["response"]
    else:
        found = json.loads(exchange["body"])
    return found


def inference(exchange: dict[str, Any]) -> dict[str, Any]:
    return attributes(spans_of(spans(recorded(exchange)))[1])


def texts(exchange: dict[str, Any]) -> str:
    """The text that came, of a stream by its deltas."""
    if "event-stream" in exchange["content_type"]:
        return "".join(event["delta"] for event in events(exchange) if event["type"] == "response.output_text.delta")
    contents = [content for item in answer(exchange).get("output", []) for content in item.get("content", [])]
    return "".join(content["text"] for content in contents)


@pytest.mark.parametrize("exchange", EXCHANGES)
def test_the_span_says_what_the_recording_says(exchange: dict[str, Any]) -> None:
    found, asked, attrs = answer(exchange), exchange["request"], inference(exchange)
    counts = found.get("usage", {})
    expected = {
        "gen_ai.operation.name": "chat",
        "openai.api.type": "responses",
        "gen_ai.request.model": asked["model"],
        "gen_ai.request.stream": True if asked.get("stream") else None,
        "gen_ai.request.max_tokens": asked.get("max_output_tokens"),
        "gen_ai.request.temperature": asked.get("temperature"),
        "gen_ai.request.top_p": asked.get("top_p"),
        "gen_ai.request.reasoning.level": asked.get("reasoning", {}).get("effort"),
        "gen_ai.output.type": asked.get("text", {}).get("format", {}).get("type"),
        "openai.request.service_tier": asked.get("service_tier"),
        "gen_ai.response.id": found.get("id"),
        "gen_ai.response.model": found.get("model"),
        "openai.response.service_tier": found.get("service_tier"),
        "gen_ai.usage.input_tokens": counts.get("input_tokens"),
        "gen_ai.usage.output_tokens": counts.get("output_tokens"),
        "gen_ai.usage.cache_read.input_tokens": counts.get("input_tokens_details", {}).get("cached_tokens"),
        "gen_ai.usage.reasoning.output_tokens": counts.get("output_tokens_details", {}).get("reasoning_tokens"),
    }
    assert {name: attrs.get(name) for name in expected} == expected
    assert bool(attrs.get("gen_ai.usage.cost")) is bool(counts)


@pytest.mark.parametrize("exchange", EXCHANGES)
def test_finish_reasons_and_contents(exchange: dict[str, Any]) -> None:
    found, attrs = answer(exchange), inference(exchange)
    items = found.get("output", [])
    calls = [item for item in items if item["type"] == "function_call"]
    reasons = [] if found.get("error") else ["tool_calls" if calls else "stop"]
    assert attrs.get("gen_ai.response.finish_reasons", []) == reasons
    messages = json.loads(attrs.get("gen_ai.output.messages", "[]"))
    assert [(message["role"], message["finish_reason"]) for message in messages] == [
        ("assistant", reason.removesuffix("s")) if calls else ("assistant", reason) for reason in reasons
    ]
    parts = [part for message in messages for part in message["parts"]]
    assert "".join(part["content"] for part in parts if part["type"] == "text") == texts(exchange)
    assert [(part["id"], part["name"], part["arguments"]) for part in parts if part["type"] == "tool_call"] == [
        (item["call_id"], item["name"], json.loads(item["arguments"])) for item in calls
    ]


@pytest.mark.parametrize("exchange", EXCHANGES)
def test_the_input_is_what_was_sent(exchange: dict[str, Any]) -> None:
    asked, attrs = exchange["request"], inference(exchange)
    given = asked["input"]
    sent = [("user", given)] if isinstance(given, str) else [(item["role"], item["content"]) for item in given]
    assert json.loads(attrs["gen_ai.input.messages"]) == [
        {"role": role, "parts": [{"type": "text", "content": content}]} for role, content in sent
    ]
    instructions = asked.get("instructions")
    assert json.loads(attrs.get("gen_ai.system_instructions", "[]")) == (
        [{"type": "text", "content": instructions}] if instructions else []
    )
    assert json.loads(attrs.get("gen_ai.tool.definitions", "[]")) == [
        {"type": tool["type"], "name": tool["name"]} for tool in asked.get("tools", [])
    ]


@pytest.mark.parametrize("exchange", EXCHANGES)
def test_messages_validate(exchange: dict[str, Any]) -> None:
    attrs = inference(exchange)
    assert "gen_ai.input.messages" in attrs
    assert ("gen_ai.output.messages" in attrs) is (exchange["status"] == 200)
    validate(attrs)


@pytest.mark.parametrize("exchange", EXCHANGES)
def test_status(exchange: dict[str, Any]) -> None:
    span = spans_of(spans(recorded(exchange)))[1]
    failed = exchange["status"] >= 400
    assert span.status.code == (Status.STATUS_CODE_ERROR if failed else Status.STATUS_CODE_UNSET)
    assert attributes(span).get("error.type") == (answer(exchange)["error"]["code"] if failed else None)


@pytest.mark.parametrize("exchange", EXCHANGES)
def test_without_content_the_numbers_stay(exchange: dict[str, Any]) -> None:
    full = inference(exchange)
    bare = attributes(spans_of(spans(recorded(exchange), BARE))[1])
    assert {name: full[name] for name in full if name not in SCHEMAS} == bare


@pytest.mark.parametrize("exchange", STREAMS)
def test_a_stream_without_its_end_gives_the_same_text(exchange: dict[str, Any]) -> None:
    """What the events bring one by one adds up to what the last one says."""
    body: str = exchange["body"]
    cut = {**exchange, "body": body[: body.index("event: response.output_item.done")]}
    attrs = inference(cut)
    (message,) = json.loads(attrs["gen_ai.output.messages"])
    (whole,) = json.loads(inference(exchange)["gen_ai.output.messages"])
    assert message == {**whole, "finish_reason": "error"}
    assert attrs["gen_ai.response.finish_reasons"] == ["error"]


def test_items_of_every_kind_validate() -> None:
    data = "data:image/png;base64,AAAA"
    contents = [
        {"type": "input_text", "text": "a"},
        {"type": "output_text", "text": "b", "annotations": []},
        {"type": "refusal", "refusal": "no"},
        {"type": "input_image", "image_url": "https://x.test/a.png"},
        {"type": "input_image", "image_url": data},
        {"type": "input_image", "file_id": "file_1"},
        {"type": "input_file", "file_url": "https://x.test/a.pdf"},
        {"type": "input_file", "filename": "a.pdf", "file_data": "data:application/pdf;base64,AAAA"},
        {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}},
        {"type": "from_the_future", "x": 1},
    ]
    items: list[dict[str, Any]] = [
        {"type": "message", "role": "assistant", "content": contents},
        {"type": "reasoning", "id": "rs", "summary": [{"type": "summary_text", "text": "hm"}]},
        {"type": "reasoning", "id": "rs", "summary": [], "encrypted_content": "xyz"},
        {"type": "function_call", "call_id": "c1", "name": "f", "arguments": "{}"},
        {"type": "custom_tool_call", "call_id": "c2", "name": "g", "input": "x"},
        {"type": "web_search_call", "id": "ws", "status": "completed", "action": {"type": "search", "query": "q"}},
        {"type": "file_search_call", "id": "fs", "queries": ["q"], "results": [{"text": "t"}]},
        {"type": "code_interpreter_call", "id": "ci", "code": "1", "outputs": [{"type": "logs", "logs": "1"}]},
        {"type": "image_generation_call", "id": "ig", "result": "AAAA"},
        {"type": "mcp_list_tools", "id": "ml", "server_label": "s", "tools": []},
        {"type": "mcp_call", "id": "mc", "server_label": "s", "name": "h", "arguments": "{}", "output": "o"},
        {"type": "computer_call", "call_id": "c3", "action": {"type": "screenshot"}},
        {"type": "local_shell_call", "call_id": "c4", "action": {"type": "exec", "command": ["ls"]}},
        {"type": "apply_patch_call", "call_id": "c5", "operation": {"type": "delete_file", "path": "p"}},
        {"type": "item_from_the_future", "x": 1},
    ]
    outputs: list[dict[str, Any]] = [
        {"type": "function_call_output", "call_id": "c1", "output": "1"},
        {"type": "function_call_output", "call_id": "c2", "output": contents},
        {"type": "computer_call_output", "call_id": "c3", "output": {"type": "computer_screenshot", "image_url": data}},
        {"type": "shell_call_output", "call_id": "c4", "output": [{"stdout": "", "stderr": ""}]},
        {"type": "apply_patch_call_output", "call_id": "c5", "status": "completed"},
    ]
    one = call(
        route="/v1/responses",
        request_body={
            "model": "m",
            "instructions": "be kind",
            "input": [*items, *outputs, {"id": "msg_1"}, {"role": "developer", "content": "d"}],
            "tools": [{"type": "function", "name": "f"}, {"type": "web_search"}, {"type": "mcp", "server_label": "s"}],
        },
        response_body={"id": "r", "model": "m", "status": "completed", "output": [*items, *outputs]},
    )
    attrs = attributes(spans_of(spans(one))[1])
    assert set(SCHEMAS) <= set(attrs)
    validate(attrs)
    assert attrs["gen_ai.operation.name"] == "generate_content"
    expected = (
        "text text refusal uri blob file uri blob blob from_the_future reasoning encrypted_reasoning"
        " tool_call tool_call server_tool_call"
        " server_tool_call server_tool_call_response server_tool_call server_tool_call_response"
        " server_tool_call blob server_tool_call server_tool_call_response server_tool_call server_tool_call_response"
        " tool_call tool_call tool_call item_from_the_future"
    )
    messages = json.loads(attrs["gen_ai.input.messages"])
    assert " ".join(part["type"] for part in messages[0]["parts"]) == expected
    assert [message["role"] for message in messages[1:]] == ["tool"] * 5 + ["assistant", "developer"]
    (said,) = json.loads(attrs["gen_ai.output.messages"])
    assert " ".join(part["type"] for part in said["parts"]) == expected + " server_tool_call_response" * 5


def validate(attrs: dict[str, Any]) -> None:
    for name, file in SCHEMAS.items():
        if name in attrs:
            schema = json.loads((SHARED / "semconv" / file).read_text("utf-8"))
            jsonschema.validate(json.loads(attrs[name]), schema)
