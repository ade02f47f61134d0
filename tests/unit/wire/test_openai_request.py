import json
from typing import Any

import msgspec
import pytest

from to11.model.inference import Request, ToolDefinition
from to11.wire.contents import has_image
from to11.wire.openai import chat_request


def read(**body: Any) -> Request:
    return chat_request.read(json.dumps(body).encode())


def messages(*given: dict[str, Any]) -> list[dict[str, Any]]:
    """The messages as they are on the span."""
    found: list[dict[str, Any]] = msgspec.json.decode(msgspec.json.encode(read(messages=given).messages))
    return found


def parts(content: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = messages({"role": "user", "content": content})[0]["parts"]
    return found


def test_parameters() -> None:
    request = read(
        model="gpt-4o",
        stream=True,
        n=2,
        seed=7,
        max_tokens=10,
        temperature=0,
        top_p=0.5,
        top_k=40,
        frequency_penalty=-1,
        presence_penalty=1.5,
        stop="END",
        reasoning_effort="low",
        service_tier="flex",
        response_format={"type": "json_schema", "json_schema": {}},
    )
    assert request == Request(
        model="gpt-4o",
        stream=True,
        choice_count=2,
        output_type="json",
        seed=7,
        max_tokens=10,
        temperature=0.0,
        top_p=0.5,
        top_k=40.0,
        frequency_penalty=-1.0,
        presence_penalty=1.5,
        stop_sequences=["END"],
        reasoning_level="low",
        service_tier="flex",
    )
    assert isinstance(request.temperature, float)


def test_other_names_of_the_same() -> None:
    request = read(
        max_completion_tokens=5, max_tokens=9, random_seed=3, reasoning={"effort": "high"}, stop=["a", 1, "b"]
    )
    assert (request.max_tokens, request.seed, request.reasoning_level) == (5, 3, "high")
    assert request.stop_sequences == ["a", "b"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"response_format": {"type": "json_object"}}, "json"),
        ({"response_format": {"type": "text"}}, "text"),
        ({"modalities": ["text", "audio"]}, "speech"),
        ({"response_format": None}, None),
        ({}, None),
    ],
)
def test_output_type(body: dict[str, Any], expected: str | None) -> None:
    assert read(**body).output_type == expected


def test_what_is_of_the_wrong_kind_is_left_out() -> None:
    wrong = read(
        model=1, stream="yes", n="2", seed=1.5, temperature="hot", stop={}, messages="hi", tools={}, top_p=True
    )
    assert wrong == Request()
    assert read(messages=[1, None, "x"]).messages == []


@pytest.mark.parametrize("body", [b"", b"null", b"[1]", b"\xff\xfe", b"not json"])
def test_what_is_no_object_tells_nothing(body: bytes) -> None:
    assert chat_request.read(body) == Request()


def test_a_body_that_breaks_off_is_read_up_to_there() -> None:
    body = json.dumps({"model": "m", "messages": [{"role": "user", "content": "hello world"}]}).encode()
    request = chat_request.read(body[: body.index(b" world")])
    assert request.model == "m"
    assert msgspec.to_builtins(request.messages) == [{"role": "user", "parts": [{"type": "text", "content": "hello"}]}]


def test_system_and_developer_messages_stay_in_place() -> None:
    request = read(messages=[{"role": "developer", "content": "a"}, {"role": "system", "content": "b"}])
    assert [message.role for message in request.messages] == ["developer", "system"]
    assert request.system_instructions == []


def test_a_conversation_with_tools() -> None:
    call = {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": '{"city": "Rome"}'}}
    assert messages(
        {"role": "user", "content": "hi", "name": "ann"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": "sunny"},
        {"role": "tool", "tool_call_id": "call_2", "content": [{"type": "text", "text": "warm"}]},
        {"role": "function", "name": "old", "content": "1"},
    ) == [
        {"role": "user", "parts": [{"type": "text", "content": "hi"}], "name": "ann"},
        {
            "role": "assistant",
            "parts": [{"type": "tool_call", "name": "weather", "id": "call_1", "arguments": {"city": "Rome"}}],
        },
        {"role": "tool", "parts": [{"type": "tool_call_response", "response": "sunny", "id": "call_1"}]},
        {"role": "tool", "parts": [{"type": "tool_call_response", "response": "warm", "id": "call_2"}]},
        {"role": "tool", "parts": [{"type": "tool_call_response", "response": "1"}], "name": "old"},
    ]


def test_a_tool_that_gave_nothing_still_answered() -> None:
    assert messages({"role": "tool", "tool_call_id": "c"})[0]["parts"] == [
        {"type": "tool_call_response", "response": None, "id": "c"}
    ]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [('{"a":1', '{"a":1'), ("3", "3"), ("[1]", [1]), ({"a": 1}, {"a": 1}), ('{"a":1e999}', '{"a":1e999}')],
)
def test_arguments_that_are_no_json_object_stay_text(arguments: Any, expected: Any) -> None:
    call = {"id": "c", "function": {"name": "f", "arguments": arguments}}
    assert messages({"role": "assistant", "tool_calls": [call]})[0]["parts"][0]["arguments"] == expected


def test_older_and_custom_calls() -> None:
    found = messages(
        {"role": "assistant", "function_call": {"name": "f", "arguments": ""}},
        {"role": "assistant", "tool_calls": [{"id": "c", "type": "custom", "custom": {"name": "sql", "input": "X"}}]},
        {"role": "assistant", "tool_calls": [{"id": "c", "type": "web_search", "query": "q"}]},
    )
    assert [message["parts"] for message in found] == [
        [{"type": "tool_call", "name": "f"}],
        [{"type": "tool_call", "name": "sql", "id": "c", "arguments": "X"}],
        [{"id": "c", "type": "web_search", "query": "q"}],
    ]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"type": "text", "text": "a"}, {"type": "text", "content": "a"}),
        (
            {"type": "image_url", "image_url": {"url": "https://x/y.png", "detail": "low"}},
            {"type": "uri", "modality": "image", "uri": "https://x/y.png"},
        ),
        (
            {"type": "image_url", "image_url": "data:image/png;base64,AAAA"},
            {"type": "blob", "modality": "image", "content": "AAAA", "mime_type": "image/png"},
        ),
        (
            {"type": "image_url", "image_url": {"url": "data:image/svg+xml,%3Csvg/%3E"}},
            {"type": "blob", "modality": "image", "content": "PHN2Zy8+", "mime_type": "image/svg+xml"},
        ),
        (
            {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "mp3"}},
            {"type": "blob", "modality": "audio", "content": "AAAA", "mime_type": "audio/mpeg"},
        ),
        (
            {"type": "input_audio", "input_audio": "https://x/y.mp3"},
            {"type": "uri", "modality": "audio", "uri": "https://x/y.mp3"},
        ),
        ({"type": "input_audio", "input_audio": "AAAA"}, {"type": "blob", "modality": "audio", "content": "AAAA"}),
        ({"type": "file", "file": {"file_id": "f"}}, {"type": "file", "modality": "document", "file_id": "f"}),
        (
            {"type": "file", "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,AAAA"}},
            {"type": "blob", "modality": "document", "content": "AAAA", "mime_type": "application/pdf"},
        ),
        ({"type": "refusal", "refusal": "no"}, {"type": "refusal", "content": "no"}),
        (
            {"type": "thinking", "thinking": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]},
            {"type": "reasoning", "content": "ab"},
        ),
        ({"type": "from_the_future", "x": [1]}, {"type": "from_the_future", "x": [1]}),
    ],
)
def test_parts(item: dict[str, Any], expected: dict[str, Any]) -> None:
    assert parts([item]) == [expected]


@pytest.mark.parametrize(
    "item",
    [
        {},
        {"type": 1},
        {"type": "text"},
        {"type": "image_url"},
        {"type": "file"},
        {"type": "input_audio"},
        1,
        None,
        {"type": "image_url", "image_url": {"url": 3}},
        {"type": "thinking"},
        {"type": "refusal"},
    ],
)
def test_parts_that_cannot_be_read_are_left_out(item: object) -> None:
    assert parts([item, "ok"]) == [{"type": "text", "content": "ok"}]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("look", False),
        ([{"type": "input_audio", "input_audio": {"data": "A"}}], False),
        ([{"type": "text", "text": "a"}, {"type": "image_url", "image_url": {"url": "https://x"}}], True),
        ([{"type": "image_url", "image_url": {"url": "data:image/png;base64,A"}}], True),
    ],
)
def test_has_images(content: Any, expected: bool) -> None:
    assert has_image(read(messages=[{"role": "user", "content": content}]).messages[0].parts) is expected


def test_tools() -> None:
    function = {"name": "f", "description": "d", "parameters": {"type": "object"}, "strict": True}
    request = read(
        tools=[
            {"type": "function", "function": function},
            {"type": "custom", "custom": {"name": "sql"}},
            {"type": "web_search"},
            {"type": "function", "function": {}},
            {"type": "function"},
            7,
        ],
        functions=[{"name": "old"}],
    )
    assert request.tools == [
        ToolDefinition("function", "f", "d", {"type": "object"}),
        ToolDefinition("custom", "sql"),
        ToolDefinition("web_search", "web_search"),
        ToolDefinition("function", "old"),
    ]
