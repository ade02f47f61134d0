import json
from typing import Any

import msgspec
import pytest

from to11.model.inference import ChatMessage, Request, TextPart, ToolDefinition
from to11.wire.anthropic import messages_request


def read(**body: Any) -> Request:
    return messages_request.read(json.dumps(body).encode())


def plain(value: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(value))


def test_parameters() -> None:
    request = read(
        model="claude-sonnet-4-5",
        max_tokens=1024,
        stream=True,
        temperature=1,
        top_p=0.5,
        top_k=40,
        stop_sequences=["END", 1],
        service_tier="standard_only",
        metadata={"user_id": "u"},
        thinking={"type": "enabled", "budget_tokens": 1024},
        output_config={"effort": "low", "format": {"type": "json_schema", "schema": {}}},
        tool_choice={"type": "auto"},
    )
    assert request == Request(
        model="claude-sonnet-4-5",
        max_tokens=1024,
        stream=True,
        temperature=1.0,
        top_p=0.5,
        top_k=40.0,
        stop_sequences=["END"],
        service_tier="standard_only",
        reasoning_level="low",
        output_type="json",
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"output_format": {"type": "json_schema", "schema": {}}}, "json"),
        ({"output_config": {"format": None}}, None),
        ({"output_config": []}, None),
        ({}, None),
    ],
)
def test_output_type(body: dict[str, Any], expected: str | None) -> None:
    assert read(**body).output_type == expected


def test_instructions_are_apart_from_the_messages() -> None:
    request = read(system="be brief", messages=[{"role": "user", "content": "hi"}])
    assert request.system_instructions == [TextPart("be brief")]
    assert request.messages == [ChatMessage("user", [TextPart("hi")])]
    blocks = [{"type": "text", "text": "a", "cache_control": {"type": "ephemeral"}}, {"type": "text", "text": "b"}]
    assert read(system=blocks).system_instructions == [TextPart("a"), TextPart("b")]


def test_a_conversation_with_a_tool() -> None:
    request = read(
        messages=[
            {"role": "user", "content": "weather?"},
            {
                "role": "assistant",
                "content": [
                    {"type": "text", "text": "Let me see"},
                    {"type": "tool_use", "id": "toolu_1", "name": "weather", "input": {"city": "Oslo"}},
                ],
            },
            {
                "role": "user",
                "content": [
                    {"type": "tool_result", "tool_use_id": "toolu_1", "content": [{"type": "text", "text": "rain"}]},
                    {"type": "text", "text": "well?"},
                ],
            },
            {"role": "system", "content": "from now on in verse"},
        ]
    )
    assert plain(request.messages) == [
        {"role": "user", "parts": [{"type": "text", "content": "weather?"}]},
        {
            "role": "assistant",
            "parts": [
                {"type": "text", "content": "Let me see"},
                {"type": "tool_call", "id": "toolu_1", "name": "weather", "arguments": {"city": "Oslo"}},
            ],
        },
        {
            "role": "user",
            "parts": [
                {"type": "tool_call_response", "id": "toolu_1", "response": "rain"},
                {"type": "text", "content": "well?"},
            ],
        },
        {"role": "system", "parts": [{"type": "text", "content": "from now on in verse"}]},
    ]


def test_tools() -> None:
    schema = {"type": "object", "properties": {}}
    request = read(
        tools=[
            {"name": "f", "description": "d", "input_schema": schema},
            {"type": "custom", "name": "g"},
            {"type": "web_search_20250305", "name": "web_search", "max_uses": 3},
            {"type": "mcp_toolset", "mcp_server_name": "s"},
            {"description": "without a name"},
            "no tool",
        ]
    )
    assert request.tools == [
        ToolDefinition("function", "f", "d", schema),
        ToolDefinition("function", "g"),
        ToolDefinition("web_search_20250305", "web_search"),
        ToolDefinition("mcp_toolset", "mcp_toolset"),
    ]


def test_a_body_that_breaks_off() -> None:
    body = json.dumps({"model": "m", "messages": [{"role": "user", "content": "a long story"}]}).encode()
    request = messages_request.read(body[:-9])
    assert request.model == "m"
    assert request.messages[0].role == "user"
    assert messages_request.read(b"") == messages_request.read(b"[]") == Request()
