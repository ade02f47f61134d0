"""Every recorded call of Anthropic's messages and text completions, made into spans."""

import json
from typing import Any

import jsonschema
import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Status

from support.calls import BARE, attempt, attributes, call, spans_of
from support.recordings import SHARED, needs_recordings, recordings
from to11.model.call import Call
from to11.record import spans
from to11.record.policy import DEFAULT, Policy
from to11.wire.messages.reading import messages
from to11.wire.messages.said import Said


def cases(exchanges: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(exchange, id=exchange["id"]) for exchange in exchanges]


RECORDED = recordings("anthropic", "/v1/messages")
MESSAGES = cases(RECORDED)
STREAMS = cases([exchange for exchange in RECORDED if "event-stream" in exchange["content_type"]])
COMPLETIONS = cases(recordings("anthropic", "/v1/complete"))
SCHEMAS = {
    "gen_ai.input.messages": "gen-ai-input-messages.json",
    "gen_ai.output.messages": "gen-ai-output-messages.json",
    "gen_ai.system_instructions": "gen-ai-system-instructions.json",
    "gen_ai.tool.definitions": "gen-ai-tool-definitions.json",
}
FINISHED = {"end_turn": "stop", "stop_sequence": "stop", "max_tokens": "length", "tool_use": "tool_call"}

pytestmark = needs_recordings


def recorded(exchange: dict[str, Any]) -> Call:
    path = exchange["path"].split("?")[0]
    return call(
        route=path,
        operation="text_completion" if path == "/v1/complete" else "chat",
        provider="anthropic",
        model=exchange["request"]["model"],
        stream=bool(exchange["request"].get("stream")),
        status=exchange["status"],
        request_body=exchange["request"],
        response_headers={"content-type": exchange["content_type"]},
        response_body=exchange["body"].encode(),
        attempts=[attempt(status=exchange["status"])],
    )


def inference(exchange: dict[str, Any], policy: Policy = DEFAULT) -> Any:
    return spans_of(spans(recorded(exchange), policy))[1]


def whole(exchange: dict[str, Any]) -> dict[str, Any]:
    """The answer in one piece, of a stream put together in the plainest way."""
    if "event-stream" not in exchange["content_type"]:
        found: dict[str, Any] = json.loads(exchange["body"])
        return found
    answer: Any = {}
    for line in exchange["body"].splitlines():
        event: dict[str, Any] = json.loads(line.removeprefix("data:")) if line.startswith("data:") else {"type": None}
        if event["type"] == "message_start":
            answer = event["message"]
        elif event["type"] == "content_block_start":
            answer["content"].append(event["content_block"])
        elif event["type"] == "content_block_delta":
            block, delta = answer["content"][event["index"]], event["delta"]
            name = {"text_delta": "text", "thinking_delta": "thinking", "input_json_delta": "partial_json"}
            if delta["type"] in name:
                key = name[delta["type"]]
                block[key] = block.get(key, "") + delta[key]
        elif event["type"] == "message_delta":
            answer["stop_reason"] = event["delta"]["stop_reason"]
            answer["usage"] |= event["usage"]
    for block in answer["content"]:
        if block.get("partial_json"):
            block["input"] = json.loads(block["partial_json"])
    return dict(answer)


def part(block: dict[str, Any]) -> dict[str, Any]:
    """A content block of a kind that is in the recordings, as a part."""
    match block:
        case {"type": "text", "text": text}:
            return {"type": "text", "content": text}
        case {"type": "thinking", "thinking": thoughts}:
            return {"type": "reasoning", "content": thoughts}
        case {"type": "tool_use", "id": call_id, "name": name, "input": given}:
            return {"type": "tool_call", "id": call_id, "name": name, "arguments": given}
        case {"type": "tool_result", "tool_use_id": call_id, "content": str(content)}:
            return {"type": "tool_call_response", "id": call_id, "response": content}
        case {"type": "image", "source": {"type": "base64", "media_type": mime, "data": data}}:
            return {"type": "blob", "modality": "image", "mime_type": mime, "content": data}
    # A recording with anything else wants a case here.
    raise AssertionError(block)


def parts(content: Any) -> list[dict[str, Any]]:
    return [{"type": "text", "content": content}] if isinstance(content, str) else [part(block) for block in content]


@pytest.mark.parametrize("exchange", MESSAGES)
def test_the_span_says_what_the_recording_says(exchange: dict[str, Any]) -> None:
    attrs = attributes(inference(exchange))
    asked, answer = exchange["request"], whole(exchange)
    used = answer["usage"]
    cached = (used.get("cache_read_input_tokens"), used.get("cache_creation_input_tokens"))
    images = '"type": "image"' in json.dumps(asked["messages"])
    expected = {
        "gen_ai.operation.name": "generate_content" if images else "chat",
        "gen_ai.provider.name": "anthropic",
        "gen_ai.request.model": asked["model"],
        "gen_ai.request.max_tokens": asked["max_tokens"],
        "gen_ai.request.stream": True if asked.get("stream") else None,
        "gen_ai.response.id": answer["id"],
        "gen_ai.response.model": answer["model"],
        "gen_ai.response.finish_reasons": [answer["stop_reason"]],
        "gen_ai.usage.input_tokens": used["input_tokens"] + sum(count or 0 for count in cached),
        "gen_ai.usage.output_tokens": used["output_tokens"],
        "gen_ai.usage.cache_read.input_tokens": cached[0],
        "gen_ai.usage.cache_write.input_tokens": cached[1],
    }
    assert {name: attrs.get(name) for name in expected} == expected
    assert attrs["gen_ai.usage.cost"] > 0
    assert [name for name in attrs if name.startswith("openai.")] == []


@pytest.mark.parametrize("exchange", MESSAGES)
def test_messages_are_the_recordings(exchange: dict[str, Any]) -> None:
    attrs = attributes(inference(exchange))
    asked, answer = exchange["request"], whole(exchange)
    assert json.loads(attrs["gen_ai.input.messages"]) == [
        {"role": message["role"], "parts": parts(message["content"])} for message in asked["messages"]
    ]
    assert json.loads(attrs.get("gen_ai.system_instructions", "[]")) == parts(asked.get("system", []))
    assert json.loads(attrs["gen_ai.output.messages"]) == [
        {"role": "assistant", "parts": parts(answer["content"]), "finish_reason": FINISHED[answer["stop_reason"]]}
    ]
    assert json.loads(attrs.get("gen_ai.tool.definitions", "[]")) == [
        {"type": "function", "name": tool["name"]} for tool in asked.get("tools", [])
    ]


@pytest.mark.parametrize("exchange", COMPLETIONS)
def test_text_completions(exchange: dict[str, Any]) -> None:
    attrs = attributes(inference(exchange))
    asked, answer = exchange["request"], json.loads(exchange["body"])
    expected = {
        "gen_ai.operation.name": "text_completion",
        "gen_ai.request.model": asked["model"],
        "gen_ai.request.max_tokens": asked["max_tokens_to_sample"],
        "gen_ai.request.top_p": asked["top_p"],
        "gen_ai.response.id": answer["id"],
        "gen_ai.response.model": answer["model"],
        "gen_ai.response.finish_reasons": [answer["stop_reason"]],
        "gen_ai.usage.input_tokens": None,
        "gen_ai.usage.cost": None,
    }
    assert {name: attrs.get(name) for name in expected} == expected
    assert json.loads(attrs["gen_ai.input.messages"]) == [{"role": "user", "parts": parts(asked["prompt"])}]
    said = {"role": "assistant", "parts": parts(answer["completion"]), "finish_reason": FINISHED[answer["stop_reason"]]}
    assert json.loads(attrs["gen_ai.output.messages"]) == [said]


@pytest.mark.parametrize("exchange", MESSAGES + COMPLETIONS)
def test_messages_validate(exchange: dict[str, Any]) -> None:
    attrs = attributes(inference(exchange))
    assert {"gen_ai.input.messages", "gen_ai.output.messages"} <= attrs.keys()
    validate(attrs)


@pytest.mark.parametrize("exchange", MESSAGES + COMPLETIONS)
def test_the_api_shows_them_as_they_were_recorded(exchange: dict[str, Any]) -> None:
    shown_as_recorded(attributes(inference(exchange)))


@pytest.mark.parametrize("exchange", MESSAGES + COMPLETIONS)
def test_status(exchange: dict[str, Any]) -> None:
    failed = exchange["status"] >= 400
    assert inference(exchange).status.code == (Status.STATUS_CODE_ERROR if failed else Status.STATUS_CODE_UNSET)


@pytest.mark.parametrize("exchange", MESSAGES + COMPLETIONS)
def test_without_content_the_numbers_stay(exchange: dict[str, Any]) -> None:
    full, bare = attributes(inference(exchange)), attributes(inference(exchange, BARE))
    assert {name: full[name] for name in full if name not in SCHEMAS} == bare


@pytest.mark.parametrize("exchange", STREAMS)
def test_a_stream_that_is_cut_anywhere_keeps_what_had_come(exchange: dict[str, Any]) -> None:
    said = ""
    for events in range(1, exchange["body"].count("\n\n") + 1):
        body = "\n\n".join(exchange["body"].split("\n\n")[:events])
        attrs = attributes(inference({**exchange, "body": body}))
        (message,) = json.loads(attrs["gen_ai.output.messages"])
        now = "".join(found["content"] for found in message["parts"])
        assert now.startswith(said)
        said = now
        over = '"stop_reason":"end_turn"' in body
        assert attrs["gen_ai.response.finish_reasons"] == (["end_turn"] if over else ["error"])
    assert said == "".join(found["content"] for found in parts(whole(exchange)["content"]))


def test_blocks_of_every_kind_validate() -> None:
    source = {"type": "base64", "media_type": "image/png", "data": "AAAA"}
    text = {"type": "text", "text": "a", "citations": [{"type": "char_location", "cited_text": "b"}]}
    image = {"type": "image", "source": source}
    blocks = [
        text,
        image,
        {"type": "image", "source": {"type": "url", "url": "https://x.test/a.png"}},
        {"type": "image", "source": {"type": "file", "file_id": "file_1"}},
        {"type": "document", "source": {**source, "media_type": "application/pdf"}},
        {"type": "document", "source": {"type": "content", "content": [text]}},
        {"type": "thinking", "thinking": "hm", "signature": "s"},
        {"type": "redacted_thinking", "data": "EmwK"},
        {"type": "tool_use", "id": "t1", "name": "f", "input": {}},
        {"type": "tool_result", "tool_use_id": "t1", "content": [text, image], "is_error": True},
        {"type": "tool_result", "tool_use_id": "t1"},
        {"type": "server_tool_use", "id": "t2", "name": "web_search", "input": {"query": "q"}},
        {"type": "web_search_tool_result", "tool_use_id": "t2", "content": []},
        {"type": "mcp_tool_use", "id": "t3", "name": "g", "server_name": "s", "input": {}},
        {"type": "mcp_tool_result", "tool_use_id": "t3", "content": [text], "is_error": False},
        {"type": "search_result", "source": "s", "title": "t", "content": [text]},
        {"type": "container_upload", "file_id": "file_2"},
        {"type": "compaction", "content": None},
        {"type": "from_the_future", "x": 1},
    ]
    tools = [{"name": "f", "input_schema": {"type": "object"}}, {"type": "mcp_toolset", "mcp_server_name": "s"}]
    request = {"model": "m", "system": [text], "messages": [{"role": "user", "content": blocks}], "tools": tools}
    answer = {"type": "message", "content": blocks, "stop_reason": "compaction"}
    made = call(route="/v1/messages", provider="anthropic", request_body=request, response_body=answer)
    attrs = attributes(spans_of(spans(made))[1])
    assert attrs.keys() >= SCHEMAS.keys()
    validate(attrs)
    shown_as_recorded(attrs)
    kinds = [found["type"] for found in json.loads(attrs["gen_ai.output.messages"])[0]["parts"]]
    assert " ".join(kinds) == (
        "text blob uri file blob text reasoning redacted_thinking tool_call tool_call_response tool_call_response "
        "server_tool_call server_tool_call_response server_tool_call server_tool_call_response search_result "
        "container_upload compaction from_the_future"
    )


def shown_as_recorded(attrs: dict[str, Any]) -> None:
    """By the reader of stored spans, which knows other conventions too."""
    shown = messages(Said(attrs))
    found = (shown.input, shown.output, shown.system, shown.tools)
    for name, value in zip(SCHEMAS, found, strict=True):
        assert (json.loads(attrs[name]) if name in attrs else None) == value


def validate(attrs: dict[str, Any]) -> None:
    for name, file in SCHEMAS.items():
        if name in attrs:
            schema = json.loads((SHARED / "semconv" / file).read_text("utf-8"))
            jsonschema.validate(json.loads(attrs[name]), schema)
