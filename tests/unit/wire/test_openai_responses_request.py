import json
from typing import Any

import msgspec
import pytest

from to11.model.inference import Request, ToolDefinition
from to11.wire.openai.responses import request

DATA = "data:image/png;base64,AAAA"


def read(**body: Any) -> Request:
    return request.read(json.dumps(body).encode())


def messages(*given: Any) -> list[dict[str, Any]]:
    """The messages as they are on the span."""
    found: list[dict[str, Any]] = msgspec.json.decode(msgspec.json.encode(read(input=list(given)).messages))
    return found


def parts(*given: Any) -> list[dict[str, Any]]:
    (message,) = messages(*given)
    found: list[dict[str, Any]] = message["parts"]
    return found


def test_parameters() -> None:
    assert read(
        model="gpt-5",
        stream=True,
        max_output_tokens=10,
        temperature=0,
        top_p=0.5,
        top_logprobs=5,
        reasoning={"effort": "low", "summary": "auto"},
        service_tier="flex",
        text={"format": {"type": "json_schema", "name": "n", "schema": {}}},
        previous_response_id="resp_1",
        background=True,
        store=False,
        truncation="auto",
        max_tool_calls=3,
    ) == Request(
        model="gpt-5",
        stream=True,
        output_type="json",
        max_tokens=10,
        temperature=0.0,
        top_p=0.5,
        top_k=None,
        reasoning_level="low",
        service_tier="flex",
        previous_response_id="resp_1",
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ({"format": {"type": "text"}}, "text"),
        ({"format": {"type": "json_object"}}, "json"),
        ({"verbosity": "low"}, None),
        ("json", None),
        (None, None),
    ],
)
def test_output_type(text: Any, kind: str | None) -> None:
    assert read(text=text).output_type == kind


@pytest.mark.parametrize(
    ("conversation", "found"), [("conv_1", "conv_1"), ({"id": "conv_1"}, "conv_1"), ({}, None), (7, None), (None, None)]
)
def test_conversation(conversation: Any, found: str | None) -> None:
    assert read(conversation=conversation).conversation_id == found


def test_a_stored_prompt() -> None:
    asked = read(
        prompt={
            "id": "pmpt_1",
            "version": "3",
            "variables": {
                "city": "Paris",
                "topic": {"type": "input_text", "text": "weather"},
                "photo": {"type": "input_image", "file_id": "file_1"},
            },
        }
    )
    assert (asked.prompt_name, asked.prompt_version) == ("pmpt_1", "3")
    assert asked.prompt_variables == {"city": "Paris", "topic": "weather"}


def test_no_prompt_has_very_many_variables() -> None:
    variables = {f"v{number}": "x" for number in range(1000)}
    assert len(read(prompt={"id": "p", "variables": variables}).prompt_variables) == request.MAX_PROMPT_VARIABLES


def test_input_that_is_a_string_and_instructions() -> None:
    asked = read(input="hi", instructions="be kind")
    assert msgspec.to_builtins(asked.messages) == [{"role": "user", "parts": [{"type": "text", "content": "hi"}]}]
    assert msgspec.to_builtins(asked.system_instructions) == [{"type": "text", "content": "be kind"}]


def test_messages_with_and_without_a_type() -> None:
    assert messages(
        {"role": "developer", "content": "d"},
        {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "u"}]},
        {"role": "system", "content": "s"},
    ) == [
        {"role": "developer", "parts": [{"type": "text", "content": "d"}]},
        {"role": "user", "parts": [{"type": "text", "content": "u"}]},
        {"role": "system", "parts": [{"type": "text", "content": "s"}]},
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"type": "input_text", "text": "a"}, {"type": "text", "content": "a"}),
        ({"type": "output_text", "text": "a", "annotations": [{}]}, {"type": "text", "content": "a"}),
        ({"type": "refusal", "refusal": "no"}, {"type": "refusal", "content": "no"}),
        (
            {"type": "input_image", "image_url": "https://x.test/a", "detail": "auto"},
            {"type": "uri", "modality": "image", "uri": "https://x.test/a"},
        ),
        (
            {"type": "input_image", "image_url": DATA},
            {"type": "blob", "modality": "image", "content": "AAAA", "mime_type": "image/png"},
        ),
        ({"type": "input_image", "file_id": "f"}, {"type": "file", "modality": "image", "file_id": "f"}),
        ({"type": "input_file", "file_id": "f"}, {"type": "file", "modality": "document", "file_id": "f"}),
        (
            {"type": "input_file", "file_url": "https://x.test/a.pdf"},
            {"type": "uri", "modality": "document", "uri": "https://x.test/a.pdf"},
        ),
        (
            {"type": "input_file", "filename": "a", "file_data": "data:application/pdf;base64,AAAA"},
            {"type": "blob", "modality": "document", "content": "AAAA", "mime_type": "application/pdf"},
        ),
        (
            {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "mp3"}},
            {"type": "blob", "modality": "audio", "content": "AAAA", "mime_type": "audio/mpeg"},
        ),
        ({"type": "new", "x": 1}, {"type": "new", "x": 1}),
    ],
)
def test_contents(content: Any, expected: Any) -> None:
    assert parts({"role": "user", "content": [content]}) == [expected]


def test_a_turn_with_tools_is_one_message_and_what_each_tool_gave_another() -> None:
    assert messages(
        {"role": "user", "content": "q"},
        {"type": "reasoning", "id": "rs", "summary": [{"type": "summary_text", "text": "hm"}]},
        {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "a"}]},
        {"type": "function_call", "id": "fc", "call_id": "c1", "name": "f", "arguments": '{"x":1}'},
        {"type": "custom_tool_call", "call_id": "c2", "name": "g", "input": '{"y":2}'},
        {"type": "function_call_output", "call_id": "c1", "output": "one"},
        {
            "type": "custom_tool_call_output",
            "call_id": "c2",
            "output": [{"type": "input_text", "text": "two"}],
        },
        {"role": "assistant", "content": "b"},
    ) == [
        {"role": "user", "parts": [{"type": "text", "content": "q"}]},
        {
            "role": "assistant",
            "parts": [
                {"type": "reasoning", "content": "hm"},
                {"type": "text", "content": "a"},
                {"type": "tool_call", "name": "f", "id": "c1", "arguments": {"x": 1}},
                {"type": "tool_call", "name": "g", "id": "c2", "arguments": '{"y":2}'},
            ],
        },
        {"role": "tool", "parts": [{"type": "tool_call_response", "response": "one", "id": "c1"}]},
        {"role": "tool", "parts": [{"type": "tool_call_response", "response": "two", "id": "c2"}]},
        {"role": "assistant", "parts": [{"type": "text", "content": "b"}]},
    ]


def test_messages_of_others_stay_apart() -> None:
    assert len(messages({"role": "user", "content": "a"}, {"role": "user", "content": "b"})) == 2
    named = [{"role": "assistant", "name": name, "content": "x"} for name in ("ann", "bob")]
    assert [message["name"] for message in messages(*named)] == ["ann", "bob"]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (
            {"summary": [{"text": "a"}, {"text": "b"}], "content": [{"type": "reasoning_text", "text": "c"}]},
            [{"type": "reasoning", "content": text} for text in "abc"],
        ),
        ({"summary": [], "encrypted_content": "x"}, [{"type": "encrypted_reasoning", "content": "x"}]),
        ({"summary": [{"text": "a"}], "encrypted_content": "x"}, [{"type": "reasoning", "content": "a"}]),
        ({"summary": []}, []),
    ],
)
def test_thoughts(item: Any, expected: Any) -> None:
    assert parts({"type": "reasoning", "id": "rs", **item}) == expected


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (
            {"type": "computer_call", "id": "i", "call_id": "c", "action": {"type": "click", "x": 1}},
            {"type": "tool_call", "name": "computer", "id": "c", "arguments": {"type": "click", "x": 1}},
        ),
        (
            {"type": "local_shell_call", "call_id": "c", "action": {"command": ["ls"]}},
            {"type": "tool_call", "name": "local_shell", "id": "c", "arguments": {"command": ["ls"]}},
        ),
        (
            {"type": "shell_call", "call_id": "c", "action": {"commands": ["ls"]}, "environment": {"type": "local"}},
            {"type": "tool_call", "name": "shell", "id": "c", "arguments": {"commands": ["ls"]}},
        ),
        (
            {"type": "apply_patch_call", "call_id": "c", "operation": {"type": "delete_file", "path": "p"}},
            {
                "type": "tool_call",
                "name": "apply_patch",
                "id": "c",
                "arguments": {"type": "delete_file", "path": "p"},
            },
        ),
        (
            {"type": "tool_search_call", "call_id": "c", "execution": "client", "arguments": {"goal": "g"}},
            {"type": "tool_call", "name": "tool_search", "id": "c", "arguments": {"goal": "g"}},
        ),
    ],
)
def test_tools_that_the_caller_runs(item: Any, expected: Any) -> None:
    assert parts(item) == [expected]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"type": "local_shell_call_output", "id": "c", "output": "{}"}, "{}"),
        ({"type": "shell_call_output", "call_id": "c", "output": [{"stdout": "x"}]}, [{"stdout": "x"}]),
        ({"type": "apply_patch_call_output", "call_id": "c", "status": "completed"}, "completed"),
        ({"type": "apply_patch_call_output", "call_id": "c", "status": "failed", "output": "no"}, "no"),
        ({"type": "tool_search_output", "call_id": "c", "tools": [{"name": "f"}]}, [{"name": "f"}]),
        ({"type": "function_call_output", "call_id": "c"}, None),
    ],
)
def test_what_tools_of_the_caller_gave(item: Any, expected: Any) -> None:
    assert messages(item) == [
        {"role": "tool", "parts": [{"type": "tool_call_response", "response": expected, "id": "c"}]}
    ]


@pytest.mark.parametrize(
    ("item", "name", "asked", "gave"),
    [
        (
            {"type": "web_search_call", "status": "completed", "action": {"type": "search", "query": "q"}},
            "web_search",
            {"type": "web_search", "status": "completed", "action": {"type": "search", "query": "q"}},
            None,
        ),
        (
            {"type": "file_search_call", "queries": ["q"], "results": [{"text": "t"}]},
            "file_search",
            {"type": "file_search", "queries": ["q"]},
            {"type": "file_search", "results": [{"text": "t"}]},
        ),
        (
            {"type": "code_interpreter_call", "code": "1", "container_id": "k", "outputs": [{"type": "logs"}]},
            "code_interpreter",
            {"type": "code_interpreter", "code": "1", "container_id": "k"},
            {"type": "code_interpreter", "outputs": [{"type": "logs"}]},
        ),
        (
            {
                "type": "mcp_call",
                "server_label": "s",
                "name": "f",
                "arguments": '{"x":1}',
                "output": "o",
                "error": None,
            },
            "f",
            {"type": "mcp", "server_label": "s", "arguments": {"x": 1}},
            {"type": "mcp", "output": "o"},
        ),
        (
            {"type": "mcp_list_tools", "server_label": "s", "tools": []},
            "mcp_list_tools",
            {"type": "mcp_list_tools", "server_label": "s"},
            {"type": "mcp_list_tools", "tools": []},
        ),
        (
            {"type": "shell_call", "action": {"commands": ["ls"]}, "environment": {"type": "container_reference"}},
            "shell",
            {"type": "shell", "action": {"commands": ["ls"]}, "environment": {"type": "container_reference"}},
            None,
        ),
        (
            {"type": "tool_search_call", "execution": "server", "arguments": {"paths": []}},
            "tool_search",
            {"type": "tool_search", "execution": "server", "arguments": {"paths": []}},
            None,
        ),
    ],
)
def test_tools_that_the_provider_runs(item: Any, name: str, asked: Any, gave: Any) -> None:
    expected = [{"type": "server_tool_call", "name": name, "server_tool_call": asked, "id": "i"}]
    if gave is not None:
        expected.append({"type": "server_tool_call_response", "server_tool_call_response": gave, "id": "i"})
    assert parts({"id": "i", **item}) == expected


def test_an_image_that_was_made_is_a_part_of_its_own() -> None:
    assert parts(
        {"type": "image_generation_call", "id": "i", "size": "1x1", "result": "AA", "output_format": "webp"}
    ) == [
        {
            "type": "server_tool_call",
            "name": "image_generation",
            "server_tool_call": {"type": "image_generation", "size": "1x1", "output_format": "webp"},
            "id": "i",
        },
        {"type": "blob", "modality": "image", "content": "AA", "mime_type": "image/webp"},
    ]


@pytest.mark.parametrize(
    ("item", "role", "part"),
    [
        ({"id": "msg_1"}, "assistant", {"type": "item_reference", "id": "msg_1"}),
        ({"type": "item_reference", "id": "m"}, "assistant", {"type": "item_reference", "id": "m"}),
        (
            {"type": "mcp_approval_response", "approve": True},
            "user",
            {"type": "mcp_approval_response", "approve": True},
        ),
        (
            {"type": "mcp_approval_request", "name": "f"},
            "assistant",
            {"type": "mcp_approval_request", "name": "f"},
        ),
        (
            {"type": "additional_tools", "role": "developer", "tools": []},
            "developer",
            {"type": "additional_tools", "role": "developer", "tools": []},
        ),
    ],
)
def test_other_items_stay_as_they_came(item: Any, role: str, part: Any) -> None:
    assert messages(item) == [{"role": role, "parts": [part]}]


def test_tools() -> None:
    parameters = {"type": "object"}
    assert read(
        tools=[
            {"type": "function", "name": "f", "description": "d", "parameters": parameters, "strict": True},
            {"type": "custom", "name": "g", "format": {"type": "text"}},
            {"type": "web_search"},
            {"type": "mcp", "server_label": "s", "server_url": "https://x.test"},
            {"type": "function", "function": {"name": "nested"}},
            {"type": "function"},
            7,
        ]
    ).tools == [
        ToolDefinition("function", "f", "d", parameters),
        ToolDefinition("custom", "g"),
        ToolDefinition("web_search", "web_search"),
        ToolDefinition("mcp", "s"),
        ToolDefinition("function", "nested"),
    ]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"role": "user", "content": [{"type": "input_image", "image_url": DATA}]}, True),
        ({"role": "user", "content": [{"type": "input_image", "file_id": "f"}]}, True),
        ({"type": "computer_call_output", "output": {"type": "computer_screenshot", "image_url": DATA}}, True),
        ({"type": "function_call_output", "output": [{"type": "input_image", "image_url": DATA}]}, True),
        ({"type": "function_call_output", "output": "input_image"}, False),
        ({"type": "function_call_output", "output": [{"type": "input_text", "text": "x"}]}, False),
        ({"role": "user", "content": [{"type": "input_file", "file_id": "f"}]}, False),
        ({"role": "user", "content": "input_image"}, False),
    ],
)
def test_whether_there_are_images(item: Any, *, expected: bool) -> None:
    assert request.has_images(read(input=[item])) is expected


def test_what_an_answer_repeats_of_its_request() -> None:
    echoed = request.echoed(
        {
            "conversation": {"id": "conv_1"},
            "instructions": [
                {"type": "message", "role": "developer", "content": [{"type": "input_text", "text": "i"}]}
            ],
            "tools": [{"type": "web_search"}],
            "temperature": 1.0,
        }
    )
    assert echoed == Request(
        conversation_id="conv_1",
        system_instructions=echoed.system_instructions,
        tools=[ToolDefinition("web_search", "web_search")],
    )
    assert msgspec.to_builtins(echoed.system_instructions) == [{"type": "text", "content": "i"}]


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"<html>", b'{"input":7}', b'{"input":[7,null,{}]}', b'{"tools":{},"prompt":7,"text":[]}'],
)
def test_malformed_requests_tell_nothing_and_raise_nothing(body: bytes) -> None:
    assert request.read(body) == Request()


def test_a_request_that_breaks_off_is_read_up_to_there() -> None:
    body = json.dumps({"model": "m", "input": [{"role": "user", "content": "hello world"}]}).encode()
    asked = request.read(body[: body.index(b" world")])
    assert (asked.model, [message.role for message in asked.messages]) == ("m", ["user"])
